//! The profiles that come with the program.

use profile::Profile;

/// The shipped profile of this name.
pub fn shipped(name: &str) -> Profile {
    Profile::shipped(name).unwrap().unwrap_or_else(|errors| panic!("{errors}"))
}

/// What is written in it.
pub fn text_of(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    std::fs::read_to_string(folder.join(name).join("profile.toml")).unwrap()
}

#[test]
fn every_shipped_profile_loads() {
    let names: Vec<&str> = Profile::shipped_names().collect();
    for wanted in ["example", "lincolnshire", "hampshire", "dorset", "cambridgeshire", "north-yorkshire", "merseyside", "sussex"] {
        assert!(names.contains(&wanted), "{wanted} is not shipped");
    }
    for name in names {
        assert_eq!(shipped(name).name, name);
    }
}
