//! That the proofs speak of policies that work: none ever fails, and none of the promises is kept by permitting nothing.

use crate::prover::{Prover, shipped, shipped_with};

#[test]
fn no_policy_ever_fails_whatever_is_asked() {
    let mut prover = Prover::new();
    if let Some(found) = prover.failing(&shipped()) {
        panic!("fails: {found:?}");
    }
    let failing = shipped_with("forbid (principal, action, resource) when { 9223372036854775807 + 1 == 0 };");
    assert!(prover.failing(&failing).is_some(), "a policy that fails was not found out");
}

#[test]
fn each_act_is_permitted_to_somebody_on_each_record_it_is_for() {
    let mut prover = Prover::new();
    assert_eq!(prover.never_permitted(&shipped()), Vec::<String>::new());
    let nothing = shipped_with("forbid (principal, action, resource);");
    assert!(prover.never_permitted(&nothing).len() > 50);
}

/// The words themselves have no way to ask it: no policy can ever permit the operator anything on a record.
#[test]
fn the_operator_is_never_asked_about_on_a_record_and_the_program_only_to_erase() {
    let mut on_record = 0;
    for request in Prover::new().requests() {
        let (who, act, on) = (request.principal().to_string(), request.action().to_string(), request.resource().to_string());
        match who.as_str() {
            "Operator" => assert_eq!(on, "Hub", "{act}"),
            "Program" => assert!(on == "Hub" || act == r#"Action::"erase""#, "{act} {on}"),
            _ => on_record += usize::from(on != "Hub"),
        }
    }
    assert!(on_record > 30);
}
