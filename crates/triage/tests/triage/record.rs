//! The decision record as other programs read it, and its grounds as people read them.

use kernel::{Channel, Outcome, PreferredContact};
use serde_json::{Value, json};
use triage::{CaseState, Decision, Why};

use crate::referral::{Answer, burglary, crime, hub, victim_of};

/// The grounds as this hub's pages say them.
fn sentences(why: &Why, at: &str) -> Vec<String> {
    triage::sentences(why, &hub(at))
}

fn record(answer: &Answer) -> Value {
    serde_json::to_value(&answer.0).unwrap()
}

#[test]
fn a_decision_is_written_with_the_names_and_forms_of_the_feed() {
    let answer = victim_of(&["domestic_abuse"]).with(|facts| facts.home_postcode = None).officer_found(&[]).at("lincolnshire");
    assert_eq!(
        record(&answer),
        json!({
            "outcome": "opened",
            "reasons": ["enhanced_serious"],
            "entitlement": {"level": "enhanced", "categories": ["serious"]},
            "basis": "consent_first",
            "pathway": "general",
            "team": "case_officers",
            "priority": 2,
            "offers": [{"channel": "phone", "due_at": "2026-11-25T17:00:00Z", "clock": "2wd"}],
            "blocked": [
                {"channel": "text", "reason": "safety_unknown"},
                {"channel": "email", "reason": "safety_unknown"},
                {"channel": "letter", "reason": "safety_unknown"},
            ],
            "tasks": [],
            "review": ["area_unknown", "assessment_disagrees"],
        })
    );
}

#[test]
fn a_hub_with_two_desks_names_the_desk_and_times_are_in_utc_in_summer_too() {
    let summer = burglary().recorded("2026-07-05T20:00").received("2026-07-06T10:00").with(|facts| facts.safety.call = Some(false));
    assert_eq!(
        record(&summer.at("dorset"))["offers"],
        json!([
            {"service": "bureau", "channel": "letter", "due_at": "2026-07-13T16:00:00Z", "clock": "5wd"},
            {"service": "support", "channel": "text", "due_at": "2026-07-07T09:00:00Z", "clock": "24h"},
        ])
    );
    assert_eq!(
        record(&summer.at("dorset"))["blocked"],
        json!([
            {"service": "bureau", "channel": "phone", "reason": "unsafe"},
            {"service": "support", "channel": "phone", "reason": "unsafe"},
        ])
    );
}

#[test]
fn a_task_is_written_like_an_offer() {
    let answer = victim_of(&["domestic_abuse"]).no_safe_call().at("lincolnshire");
    assert_eq!(record(&answer)["tasks"], json!([{"kind": "agree_safe_contact", "due_at": "2026-11-25T17:00:00Z"}]));
}

#[test]
fn what_ends_early_says_only_that() {
    let expected = json!({
        "outcome": "recorded_only", "reasons": ["specialist_direct"], "offers": [], "blocked": [], "tasks": [], "review": []
    });
    assert_eq!(record(&crime("019/08").at("cambridgeshire")), expected);
    let bad = Decision::settled(Outcome::Rejected, vec![kernel::Reason::BadValue("sex")]);
    assert_eq!(serde_json::to_value(&bad).unwrap()["reasons"], json!(["bad_value:sex"]));
}

#[test]
fn the_grounds_are_said_in_plain_sentences() {
    let answer = crime("008/67").officer_found(&[]).prefers(PreferredContact::Email).earlier_incident("2026-03-01T10:00").at("example");
    assert_eq!(
        sentences(&answer.0.why, "example"),
        [
            "Offence code 008/67 means domestic abuse.",
            "Enhanced rights, serious crime: domestic abuse.",
            "The officer assessed standard rights, but the facts give enhanced rights.",
            "A repeat victim.",
            "Priority 2 because of enhanced rights.",
            "Pathway “domestic abuse”: the only one that matches.",
            "Contact rule “everybody”: a phone call within 2 working days from receipt.",
            "Do not email: we do not know that it is safe.",
            "Do not text: we do not know that it is safe.",
            "Do not write: we do not know that it is safe.",
            "Contact rule “enhanced phone”: a phone call within 1 working day from receipt.",
        ]
    );
    // The preferred way stands in the list twice; it is one way.
    assert_eq!(answer.0.why.contact[0].shut.len(), 3);
    assert_eq!(
        sentences(&burglary().at("merseyside").0.why, "merseyside"),
        [
            "Standard rights: nothing that we know gives enhanced rights.",
            "Priority 3: nothing asks for a higher one.",
            "Pathway “general”: no other pathway matches.",
            "Contact rule “automatic offer”: a text within 24 hours from when it was recorded.",
        ]
    );
    let both = victim_of(&["rape", "hate_race"]).no_safe_call().at("dorset");
    let says = sentences(&both.0.why, "dorset");
    assert!(says.contains(&"The flag for rape means a sexual offence too.".to_owned()), "{says:#?}");
    assert!(says.contains(&"Enhanced rights, serious crime: a sexual offence and hate crime (race).".to_owned()), "{says:#?}");
    assert!(says.contains(&"Priority 1 because of rape.".to_owned()), "{says:#?}");
    let meeting = victim_of(&["domestic_abuse", "hate_race"]).at("sussex");
    let several = "Pathway “multi-agency review” until a meeting decides: “domestic abuse” and “hate crime” match.".to_owned();
    assert!(sentences(&meeting.0.why, "sussex").contains(&several));
    let stranded = victim_of(&["stalking"]).no_safe_call().at("lincolnshire");
    let none = "Contact rule “everybody”: no safe way is open, so a worker agrees one with the person first.".to_owned();
    assert!(sentences(&stranded.0.why, "lincolnshire").contains(&none));
    assert_eq!(sentences(&Why::default(), "example"), Vec::<String>::new());
}

#[test]
fn the_grounds_are_kept_as_json_and_say_the_same_when_read_back() {
    let again = burglary()
        .with_case(CaseState::Open)
        .before(|history| history.opened_by_this_row = true)
        .contacted(Channel::Phone)
        .with(|facts| facts.specialist_referral = true);
    let answers = [
        again.sent_again_to("lincolnshire"),
        crime("019/16").came_by(kernel::Source::SelfReferral).officer_marked().at("merseyside"),
        burglary().with(|facts| facts.incident_kind = kernel::IncidentKind::DomesticNonCrime).born("2015-01-01").at("dorset"),
        burglary().at("cambridgeshire"),
        crime("019/08").at("cambridgeshire"),
    ];
    for answer in answers {
        let kept = serde_json::to_string(&answer.0.why).unwrap();
        let read: Why = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, answer.0.why);
        assert_eq!(sentences(&read, "dorset"), sentences(&answer.0.why, "dorset"));
        // Grounds kept by an older version may lack what a newer one adds.
        assert_eq!(serde_json::from_str::<Why>("{}").unwrap(), Why::default());
    }
    let made = sentences(&again.sent_again_to("lincolnshire").0.why, "lincolnshire");
    assert!(made.contains(&"Contact rule “everybody”: somebody already tried or reached the person.".to_owned()), "{made:#?}");
    assert!(made.contains(&"The police already referred the person to a specialist service.".to_owned()), "{made:#?}");
}

#[test]
fn neither_facts_nor_grounds_show_who_it_is() {
    let referral = crime("008/67").born("1971-06-13").lives_at(Some("LN5 7AY"));
    let answer = referral.at("lincolnshire");
    let shown = format!("{:?} {:?} {}", referral.facts, answer.0, sentences(&answer.0.why, "lincolnshire").join(" "));
    for personal in ["1971", "LN5", "7AY"] {
        assert!(!shown.contains(personal), "{personal} in {shown}");
    }
}
