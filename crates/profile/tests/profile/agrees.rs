//! What is said of a hub agrees with itself: no two of its sentences can be read against each other, and a case's page says what the rules say.

use kernel::AgencyKind;
use profile::{Condition, Profile, chapters, due_in_words};

use crate::shipped::shipped;

fn every_hub() -> impl Iterator<Item = Profile> {
    Profile::shipped_names().map(shipped)
}

fn chapter(hub: &Profile, title: &str) -> Vec<String> {
    chapters(hub).into_iter().find(|chapter| chapter.title() == title).map(|chapter| chapter.sentences).unwrap_or_default()
}

fn everything(hub: &Profile) -> Vec<String> {
    chapters(hub).into_iter().flat_map(|chapter| chapter.sentences).collect()
}

/// Refusing is said to whoever refers somebody, before the hub knows them; declining to the hub itself. Of the one nothing is kept, of the other a case.
#[test]
fn whoever_refuses_is_never_taken_for_somebody_who_declines() {
    for hub in every_hub() {
        for chapter in chapters(&hub) {
            for sentence in &chapter.sentences {
                let before = chapter.title() == "On what ground it holds details" || sentence.contains("before they were referred");
                assert!(before || !sentence.contains("refuse"), "{}: {sentence}", hub.name);
            }
        }
        let ground = chapter(&hub, "On what ground it holds details");
        let refused = "When a referral says that the person refused support, the hub does not contact them because of it and keeps nothing about them from it.";
        assert_eq!(ground.last().map(String::as_str), Some(refused), "{}", hub.name);
        let declining = chapter(&hub, "When somebody declines");
        assert!(declining[0].starts_with("To decline is to say no to the hub itself"), "{}: {declining:?}", hub.name);
    }
}

#[test]
fn everybody_is_contacted_only_where_nobody_is_left_out() {
    for hub in every_hub() {
        let leaves_out = hub.contacted_only_when.is_some() || !hub.specialist_direct.is_empty();
        for sentence in chapter(&hub, "First contact").iter().filter(|sentence| sentence.contains("contacts everybody")) {
            let desk = hub.desks.iter().find(|desk| desk.name.as_ref().is_some_and(|name| sentence.contains(&hub.title_of(name))));
            if leaves_out || desk.is_some_and(|desk| !desk.when.is_always()) {
                assert!(sentence.starts_with("Of those it contacts"), "{}: {sentence}", hub.name);
            } else if desk.is_some_and(|desk| desk.reported_only) || hub.scope.marker.is_some() {
                assert!(sentence.starts_with("Of those it serves"), "{}: {sentence}", hub.name);
            }
        }
    }
}

/// The page of a case quotes the rule by which something became due.
#[test]
fn a_case_page_says_of_a_contact_rule_what_the_rules_say() {
    for hub in every_hub() {
        let said = chapter(&hub, "First contact");
        for rule in hub.desks.iter().flat_map(|desk| &desk.contact) {
            let quoted = due_in_words(&hub, &rule.name, "phone", "2wd").unwrap();
            assert!(said.contains(&quoted), "{}: {quoted}", hub.name);
        }
    }
}

/// Where a partner is shown somebody who was not asked, nothing says that nobody is.
#[test]
fn what_an_agreement_shows_without_asking_is_said_beside_what_needs_a_yes() {
    for hub in every_hub() {
        let unasked = |kind: AgencyKind| {
            let shown = |agreement: &&policy::Agreement| !agreement.with_consent;
            let is =
                |agreement: &policy::Agreement| hub.organisation.agency(Some(&agreement.agency)).is_some_and(|agency| agency.kind == kind);
            hub.organisation.agreements.iter().filter(shown).any(is)
        };
        let referral = "Nobody is referred to another organisation unless they agreed to that one.";
        let said = everything(&hub);
        assert_eq!(said.iter().any(|sentence| sentence == referral), !unasked(AgencyKind::Partner), "{}", hub.name);
        if unasked(AgencyKind::Partner) || unasked(AgencyKind::Police) {
            let bare = |sentence: &String| sentence.starts_with("Something may be told") || sentence.starts_with("Nothing is told");
            assert!(!said.iter().any(bare), "{}", hub.name);
        }
    }
    let sussex = chapter(&shipped("sussex"), "Referral to other services");
    assert_eq!(
        sussex[..2],
        [
            "What an agreement lets Commissioned multi-crime service be shown, and a case that goes to one of its teams at once, are no referral: \
             for them the person need not have been asked."
                .to_owned(),
            "A referral is something else: nobody is referred to an organisation unless they agreed to that one.".to_owned(),
        ]
    );
}

/// Behind a wall each desk works for itself, whatever one team a case is listed under.
#[test]
fn behind_a_wall_no_one_team_works_every_case() {
    for hub in every_hub().filter(|hub| hub.organisation.walled_desks) {
        let said = chapter(&hub, "Where a case goes");
        assert!(said.iter().all(|sentence| !sentence.contains("worked by")), "{}: {said:?}", hub.name);
        assert_eq!(said[0], "Each desk works its own part of a case, whichever team the case is listed under.", "{}", hub.name);
        assert!(!everything(&hub).iter().any(|sentence| sentence == "One named worker stays with each person."), "{}", hub.name);
    }
    let dorset = chapter(&shipped("dorset"), "Where a case goes");
    assert_eq!(dorset[1], "Every case goes to \"general\", listed under the team \"support\".");
}

/// The program takes the Victims' Code's limit where a hub sets none.
#[test]
fn a_limit_that_the_code_sets_is_not_said_to_be_missing() {
    let hub = Profile { support_starts: Vec::new(), updates_within: None, ..shipped("example") };
    assert_eq!(
        chapter(&hub, "After the person has accepted support")[0],
        "No limit is set here for the start of support, so the Victims' Code's own stands."
    );
    assert_eq!(
        chapter(&hub, "News of the case from the force"),
        ["No limit is set here for the force's answer to a question about a case, so the Victims' Code's own stands."]
    );
}

/// What a step of the schedule is stands beside it, and nothing is promised that the program does not do.
#[test]
fn the_steps_of_the_schedule_are_explained_where_they_are_used() {
    let restricted = "Restricted: from then on staff are asked to open the record only to look after it. The program does not keep it from them: it stays \
                      in lists and search until it is minimised or destroyed.";
    let minimised = "Minimised: what was written on the case goes, and with the last of a person's cases their name, birth date and ways of contact. \
                     What is left counts in figures.";
    let destroyed = "Destroyed: what happened goes too, and with the last of a person's cases the key that all of it was sealed under. The counts in \
                     figures stay.";
    for hub in every_hub() {
        let said = chapter(&hub, "How long records are kept");
        let used = |step: &str| said.iter().any(|sentence| sentence.contains(step));
        for (step, words) in [(" restricted ", restricted), ("minimised ", minimised), ("destroyed ", destroyed)] {
            assert_eq!(said.iter().any(|sentence| sentence == words), used(step), "{}: {step}", hub.name);
        }
    }
    let mut hub = shipped("example");
    hub.retention.iter_mut().for_each(|rule| rule.restrict_after = None);
    assert!(!everything(&hub).iter().any(|sentence| sentence.contains("estricted")));
}

#[test]
fn where_only_some_are_contacted_the_first_rule_says_so() {
    let mut hub = shipped("example");
    hub.contacted_only_when = Some(Condition { requested: Some(true), ..Condition::default() });
    let said = chapter(&hub, "First contact");
    assert!(said[0].starts_with("Of those it contacts, the hub contacts everybody by "), "{said:?}");
}
