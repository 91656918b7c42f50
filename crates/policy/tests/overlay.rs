//! A hub's own policies: what they may, and what whoever writes them is told.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod world;

use kernel::StaffRole;
use policy::{Act, Policies, PolicyError};
use world::*;

fn told(overlay: &str) -> (usize, String) {
    match Policies::new(organisation(|organisation| organisation.overlay = Some(overlay.into()))) {
        Err(PolicyError::Overlay { line, what }) => (line, what),
        other => panic!("taken: {other:?}"),
    }
}

#[test]
fn an_overlay_takes_away_what_it_forbids_and_nothing_else() {
    let overlay = r#"forbid (principal is Staff, action == Action::"see_address", resource is Case) when { resource.team == "north" };"#;
    let hub = world(|organisation| organisation.overlay = Some(overlay.into()));
    let worker = staff(StaffRole::Worker);
    assert!(hub.on_case(&worker, Act::SeeAddress, &mine()).is_err());
    assert_eq!(hub.on_case(&worker, Act::SeeContact, &mine()), Ok(()));
    let south = policy::CaseFacts { team: "south".into(), ..mine() };
    assert_eq!(hub.on_case(&worker, Act::SeeAddress, &south), Ok(()));
}

#[test]
fn an_overlay_that_permits_is_refused_at_its_line() {
    let (line, what) =
        told("// Ours.\nforbid (principal, action == Action::\"see_figures\", resource);\n\npermit (principal, action, resource);\n");
    assert_eq!(line, 4);
    assert!(what.contains("may only forbid"), "{what}");
}

#[test]
fn a_word_the_schema_does_not_know_is_told_with_its_line() {
    let (line, what) =
        told("\nforbid (principal is Staff, action == Action::\"read_case\", resource is Case)\nwhen { resource.colour == \"red\" };");
    assert_eq!(line, 2);
    assert!(what.contains("colour"), "{what}");
}

#[test]
fn what_is_no_policy_is_told_with_its_line() {
    let (line, what) = told("forbid (principal, action, resource);\nnobody may do anything;\n");
    assert_eq!(line, 2);
    assert!(what.contains("not a policy"), "{what}");
}

#[test]
fn a_template_is_told() {
    let (line, what) = told("\n\nforbid (principal == ?principal, action, resource);");
    assert_eq!(line, 3);
    assert!(what.contains("template"), "{what}");
}

#[test]
fn a_name_used_twice_is_told() {
    let one = "@id(\"one\")\nforbid (principal, action == Action::\"see_figures\", resource);\n";
    let (line, what) = told(&format!("{one}{one}"));
    assert_eq!(line, 3, "{what}");
}
