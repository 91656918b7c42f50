//! Policies of a hub's own: taken with the profile, and refused with their file and line where they do more than forbid.

use std::fs;
use std::path::PathBuf;

use profile::{FILE_NAME, OVERLAY_NAME, Profile, show};

use crate::mistakes::RIGHT;

/// A folder with a right profile and this overlay.
fn hub(name: &str, profile: &str, overlay: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(FILE_NAME), profile).unwrap();
    fs::write(folder.join(OVERLAY_NAME), overlay).unwrap();
    folder
}

fn refused(name: &str, overlay: &[u8]) -> String {
    Profile::load(&hub(name, RIGHT, overlay)).unwrap_err().to_string()
}

const FORBIDS: &str = "// The head of the file.\n\n// Nobody exports.\n// [D] never needed\n@id(\"none\")\nforbid (principal, action == Action::\"export\", resource);\n";

#[test]
fn an_overlay_goes_with_its_profile_and_is_told() {
    let profile = Profile::load(&hub("overlaid", RIGHT, FORBIDS.as_bytes())).unwrap();
    assert_eq!(profile.organisation.overlay.as_deref(), Some(FORBIDS));
    let told = show(&profile);
    assert!(told.contains("Policies of the hub's own forbid more, whatever else is said here:\nNobody exports.\n"), "{told}");
    assert!(!told.contains("The head of the file") && !told.contains("never needed"), "{told}");
}

#[test]
fn an_overlay_only_forbids() {
    let told = refused("granting", b"// Everybody may.\n\n@id(\"all\")\npermit (principal, action, resource);\n");
    assert!(told.contains("granting/access.cedar:3: the policy cannot be used: "), "{told}");
    assert!(told.contains("only forbid"), "{told}");
}

#[test]
fn an_overlay_that_cannot_be_read_is_told_with_its_line() {
    let told = refused("broken", b"// Broken.\nforbid (principal, action, resource)\nwhen { principal.role == };\n");
    assert!(told.contains("broken/access.cedar:3: the policy cannot be used: "), "{told}");
    let told = refused("unknown", b"\nforbid (principal is Staff, action, resource) when { principal.rank == 1 };\n");
    assert!(told.contains("unknown/access.cedar:2: the policy cannot be used: "), "{told}");
    let told = refused("encoded", b"// Caf\xe9\n");
    assert!(told.contains("encoded/access.cedar:1: the text is not UTF-8"), "{told}");
}

#[test]
fn an_overlay_that_forbids_nothing_is_no_overlay() {
    let told = refused("empty_overlay", b"// forbid everything\n");
    assert!(told.contains("empty_overlay/access.cedar: the policy forbids nothing; "), "{told}");
}

#[test]
fn mistakes_in_both_files_are_told_at_once() {
    let folder = hub("twice", &RIGHT.replace("single_worker = true", "single_worker = 1"), b"permit (principal, action, resource);\n");
    let told: Vec<String> = Profile::load(&folder).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("profile.toml:7: ") && told[1].contains("access.cedar:1: "), "{told:?}");
}

#[test]
fn the_hubs_that_say_so_in_the_review_ship_with_one() {
    let with: Vec<&str> =
        Profile::shipped_names().filter(|name| Profile::shipped(name).unwrap().unwrap().organisation.overlay.is_some()).collect();
    assert_eq!(with, ["dorset", "lincolnshire", "merseyside"]);
}
