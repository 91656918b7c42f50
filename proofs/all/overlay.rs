//! A hub's own policies take away, and never give.

use cedar_policy::PolicySet;
use policy::{Organisation, Policies};

use crate::prover::{Prover, shipped, shipped_with};

/// The shipped words, and one more that is true or false for each request as it likes: whatever an overlay may ask about, it says.
fn words_with_any_condition() -> String {
    let words = policy::SCHEMA.replacen("type Circumstances = {", "type Circumstances = {\n    any_condition: Bool,", 1);
    assert_ne!(words, policy::SCHEMA);
    words
}

#[test]
fn no_overlay_of_forbids_ever_grants_whatever_it_forbids() {
    let mut prover = Prover::with_words(&words_with_any_condition());
    let overlaid = shipped_with("forbid (principal, action, resource) when { context.any_condition };");
    assert!(prover.beyond(&overlaid, &shipped()).is_none());
    assert!(prover.beyond(&shipped(), &overlaid).is_some(), "an overlay that takes nothing away says nothing about overlays");
    let granting = shipped_with("permit (principal, action, resource) when { context.any_condition };");
    assert!(prover.beyond(&granting, &shipped()).is_some(), "a permit in an overlay was not found out");
}

#[test]
fn an_overlay_that_permits_is_refused_and_would_have_granted() {
    let permits =
        r#"permit (principal is Staff, action == Action::"read_case", resource is Case) when { principal.role == Role::"auditor" };"#;
    let refused = Policies::new(Organisation { overlay: Some(permits.into()), ..Organisation::alone() });
    assert!(matches!(refused, Err(policy::PolicyError::Overlay { line: 1, .. })), "{refused:?}");
    assert!(Prover::new().beyond(&shipped_with(permits), &shipped()).is_some());
}

#[test]
fn what_a_hub_with_an_overlay_runs_never_goes_beyond_what_is_shipped() {
    let overlay = r#"
        // Nobody at the court desk sees addresses.
        @id("court-desk-addresses")
        forbid (principal is Staff, action == Action::"see_address", resource is Case)
        when { principal has desk && principal.desk == "court" };
        forbid (principal is Staff, action, resource is Case) when { resource.team == "legacy" };
    "#;
    let hub = Policies::new(Organisation { overlay: Some(overlay.into()), ..Organisation::alone() }).unwrap();
    let runs: PolicySet = hub.text().parse().unwrap();
    assert_eq!(runs.num_of_policies(), shipped().num_of_policies() + 2);
    let mut prover = Prover::new();
    assert!(prover.beyond(&runs, &shipped()).is_none());
    assert!(prover.beyond(&shipped(), &runs).is_some());
}
