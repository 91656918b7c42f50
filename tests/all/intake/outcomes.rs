//! Every outcome and every reason of the transfer feed, version 1, each reached by somebody.

use std::collections::BTreeSet;

use kernel::{FixedReason, Outcome, Source};
use serde_json::json;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};

use super::{Answer, Hub, MONDAY, TUESDAY, WEDNESDAY, example_but, hub, outcomes};

/// Somebody who can be called.
fn ann(id: &str) -> FeedRow {
    row(id).name("Ann", "Lee").born("1990-02-03").mobile("07700 900001").consents()
}

/// What was said and what came of it, for seeing at the end that nothing was left out.
#[derive(Default)]
struct Reached {
    outcomes: BTreeSet<String>,
    reasons: BTreeSet<String>,
}

impl Reached {
    fn one(&mut self, hub: &Hub<'_>, at: &str, row: FeedRow, outcome: &str, reasons: &[&str]) -> Answer {
        let answer = hub.takes_one(at, row);
        assert_eq!((answer.outcome(), answer.reasons()), (outcome, reasons.iter().map(ToString::to_string).collect()), "{answer:?}");
        self.outcomes.insert(outcome.to_owned());
        self.reasons.extend(answer.reasons());
        answer
    }
}

#[test]
fn each_outcome_and_each_reason_is_somebodys() {
    on_both(|scratch| {
        let mut reached = Reached::default();
        let example = hub(scratch, "example");
        let mut says = |hub: &Hub<'_>, row: FeedRow, outcome: &str, reasons: &[&str]| reached.one(hub, MONDAY, row, outcome, reasons);

        // The row cannot be read.
        says(&example, ann("").crime("CR/0"), "rejected", &["missing_source_record_id"]);
        says(&example, ann("X1").recorded(""), "rejected", &["missing_recorded_at"]);
        says(&example, ann("X2").crime(""), "rejected", &["missing_crime_reference"]);
        says(&example, ann("X3").says("offence_text", "a\u{0}b"), "rejected", &["unreadable_row"]);
        says(&example, ann("X4").says("safe_text", "perhaps"), "rejected", &["bad_value:safe_text"]);
        says(
            &example,
            ann("").recorded("yesterday").says("sex", "X"),
            "rejected",
            &["missing_source_record_id", "bad_value:recorded_at", "bad_value:sex"],
        );

        // It can be read but not decided.
        says(&example, ann("Q1").says("offence_text", ""), "quarantined", &["unknown_offence"]);
        says(&example, ann("Q2").born("03/02/1990"), "quarantined", &["invalid_date"]);
        says(&example, ann("Q3").born("2026-11-24"), "quarantined", &["future_date"]);
        says(&example, ann("Q4").name("", ""), "quarantined", &["missing_name"]);
        says(&example, ann("Q5").name("", "").recorded("2026-11-24T00:00:00+00:00"), "quarantined", &["future_date", "missing_name"]);
        let lincolnshire = hub(scratch, "lincolnshire");
        let in_lincoln = |id: &str| ann(id).lives("1 High Street", "LN1 1AA");
        says(&lincolnshire, in_lincoln("Q6").says("support_consent", ""), "quarantined", &["consent_missing"]);

        // The person wants none of it.
        says(&example, ann("D1").refuses(), "declined", &["consent_refused"]);
        let implied =
            example_but(scratch, "\nbasis = \"agreement\"", "\nbasis = \"implied_consent\"\nopt_out = { erased_within = \"1wd\" }");
        says(&implied, ann("D2").refuses(), "declined", &["opted_out"]);

        // It is not for this hub.
        says(&lincolnshire, ann("N1").lives("1 High Street", "LE1 1AA"), "not_eligible", &["out_of_area"]);
        says(&example, ann("N2").says("role", "witness"), "not_eligible", &["role_not_served"]);
        let reported_only = example_but(scratch, "reported_only = false", "reported_only = true");
        says(&reported_only, ann("N3").says("reported", "no"), "not_eligible", &["unreported_not_served"]);
        says(&example, ann("N4").says("incident_kind", "asb"), "not_eligible", &["incident_kind_not_served"]);
        says(&hub(scratch, "sussex"), ann("N5"), "not_eligible", &["no_vulnerability_marker"]);

        // It counts, and nobody is contacted.
        let bob = |id: &str| row(id).name("Bob", "Ray").born("1980-01-01").mobile("07700 900002");
        says(&hub(scratch, "merseyside"), bob("S1").flags("domestic_abuse"), "recorded_only", &["specialist_direct"]);
        let cat = |id: &str| row(id).name("Cat", "Fox").born("1981-01-01").mobile("07700 900003");
        says(&hub(scratch, "cambridgeshire"), cat("S2"), "recorded_only", &["standard_not_contacted"]);

        // A case, and why it is what it is.
        says(&example, ann("O1"), "opened", &[]);
        says(&example, ann("O2").says("support_requested", "yes"), "attached", &["repeat_victim", "requested_support"]);
        let others = [
            ("hate_race", "enhanced_serious"),
            ("stalking", "enhanced_persistent"),
            ("mental_disorder", "enhanced_vulnerable"),
            ("fear_of_testifying", "enhanced_intimidated"),
        ];
        for (number, (flag, reason)) in others.into_iter().enumerate() {
            let somebody = row(&format!("E{number}")).name("Dee", &format!("Number{number}")).mobile("07700 900004");
            says(&example, somebody.flags(flag), "opened", &[reason]);
        }
        let eve = row("E9").name("Eve", "Day").mobile("07700 900005").says("vulnerable_marker", "yes");
        says(&example, eve, "opened", &["officer_marker"]);
        super::declare_major_incident(&example, &["CR/E10"]);
        says(&example, row("E10").name("Flo", "Ash").mobile("07700 900007"), "opened", &["major_incident"]);

        // Another row for the same, and the same row again.
        says(&example, ann("O3").crime("CR/O1"), "duplicate", &[]);
        says(&example, ann("O1"), "unchanged", &[]);
        says(&example, ann("O1").says("officer_name", "PC Gray"), "updated", &["repeat_victim"]);
        let gus = |id: &str| row(id).name("Gus", "Orr").born("1970-01-01").mobile("07700 900006").reference("P6");
        let case = says(&example, gus("O4"), "opened", &[]).case().to_owned();
        super::close(&example, &case);
        let again = says(&example, gus("O5"), "reopened", &["repeat_victim"]);
        assert_eq!(again.case(), case, "the same case");

        let known = |word: &&str| !word.starts_with("bad_value:");
        let all: BTreeSet<&str> = FixedReason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(reached.reasons.iter().map(String::as_str).filter(known).collect::<BTreeSet<_>>(), all);
        assert_eq!(
            reached.outcomes.iter().map(String::as_str).collect::<BTreeSet<_>>(),
            Outcome::ALL.iter().map(|outcome| outcome.as_str()).collect()
        );
    });
}

/// The example of the feed's contract, to the letter.
#[test]
fn a_decision_has_the_shape_of_the_contract() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let somebody = row("NI-88213").name("Ann", "Lee").mobile("07700 900001").flags("domestic_abuse").says("preferred_contact", "text");
        let mut answer = hub.takes_one(MONDAY, somebody).0;
        for id in ["person", "case"] {
            let text = answer[id].take();
            assert!(uuid::Uuid::parse_str(text.as_str().unwrap()).is_ok(), "{id}: {text}");
        }
        assert_eq!(
            answer,
            json!({
                "row": 1, "source_record_id": "NI-88213", "outcome": "opened", "reasons": ["enhanced_serious"],
                "person": null, "case": null, "new_person": true,
                "entitlement": {"level": "enhanced", "categories": ["serious"]},
                "basis": "agreement", "pathway": "domestic_abuse", "team": "domestic_abuse", "priority": 2,
                "offers": [{"channel": "phone", "due_at": "2026-11-24T17:00:00Z", "clock": "1wd"}],
                "blocked": [
                    {"channel": "text", "reason": "safety_unknown"},
                    {"channel": "email", "reason": "no_email"},
                    {"channel": "letter", "reason": "no_address"},
                ],
                "tasks": [], "review": [],
            })
        );
        let unreached = row("NI-2").name("Bob", "Ray").says("code_assessment", "standard").flags("hate_race");
        let answer = hub.takes_one(MONDAY, unreached).0;
        assert_eq!(answer["tasks"], json!([{"kind": "agree_safe_contact", "due_at": "2026-11-24T17:00:00Z"}]));
        assert_eq!(answer["review"], json!(["assessment_disagrees"]));
        let rejected = hub.takes_one(MONDAY, row("").crime("C")).0;
        let expected = json!({"row": 1, "source_record_id": null, "outcome": "rejected", "reasons": ["missing_source_record_id"],
            "offers": [], "blocked": [], "tasks": [], "review": []});
        assert_eq!(rejected, expected);
    });
}

#[test]
fn a_hub_with_two_desks_says_which_desk_offers() {
    on_both(|scratch| {
        let answer = hub(scratch, "dorset").takes_one(MONDAY, ann("R1")).0;
        assert_eq!(
            answer["offers"],
            json!([
                {"service": "bureau", "channel": "phone", "due_at": "2026-11-30T17:00:00Z", "clock": "5wd"},
                {"service": "support", "channel": "phone", "due_at": "2026-11-24T10:00:00Z", "clock": "24h"},
            ])
        );
        let services: Vec<String> = hub(scratch, "dorset").asks("SELECT service FROM dues ORDER BY service");
        assert_eq!(services, ["bureau", "support"]);
    });
}

#[test]
fn an_unknown_area_is_served_and_looked_at() {
    on_both(|scratch| {
        let answer = hub(scratch, "lincolnshire").takes_one(MONDAY, ann("R1"));
        assert_eq!((answer.outcome(), answer.review()), ("opened", vec!["area_unknown".to_owned()]));
        assert_eq!(hub(scratch, "lincolnshire").asks("SELECT kind FROM reviews"), ["area_unknown"]);
    });
}

#[test]
fn who_asks_for_support_herself_is_served_where_the_police_row_was_only_recorded() {
    on_both(|scratch| {
        let police = hub(scratch, "merseyside");
        let recorded = police.takes_one(MONDAY, ann("R1").crime("C1").flags("domestic_abuse"));
        assert_eq!((recorded.outcome(), recorded.case()), ("recorded_only", ""));
        assert_eq!(police.counts("SELECT count(*) FROM cases"), 0);
        let herself = hub(scratch, "merseyside").by(Source::SelfReferral);
        let opened = herself.takes_one(TUESDAY, ann("S1").crime("C1").flags("domestic_abuse").says("support_requested", "yes"));
        assert_eq!((opened.outcome(), opened.person()), ("opened", recorded.person()), "{opened:?}");
        assert_eq!(police.open_for(recorded.person()), ["phone"]);
    });
}

#[test]
fn what_was_only_recorded_counts_when_the_person_comes_again() {
    on_both(|scratch| {
        let hub = hub(scratch, "cambridgeshire");
        assert_eq!(hub.takes_one(MONDAY, ann("R1")).outcome(), "recorded_only");
        assert_eq!(hub.takes_one(TUESDAY, ann("R2")).outcome(), "recorded_only");
        let third = hub.takes_one(WEDNESDAY, ann("R3"));
        assert_eq!((third.outcome(), third.reasons()), ("opened", vec!["enhanced_persistent".to_owned(), "repeat_victim".to_owned()]));
        assert_eq!(third.0["new_person"], json!(false));
    });
}

#[test]
fn three_incidents_within_twelve_months_count_and_three_in_thirteen_do_not() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let recorded = |id: &str, day: &str| ann(id).recorded(&format!("{day}T12:00:00Z"));
        hub.takes_one(MONDAY, recorded("R1", "2025-10-01"));
        hub.takes_one(MONDAY, recorded("R2", "2026-01-15"));
        assert_eq!(hub.takes_one(MONDAY, recorded("R3", "2026-11-01")).reasons(), ["repeat_victim"]);
        assert_eq!(hub.takes_one(MONDAY, recorded("R4", "2026-11-20")).reasons(), ["enhanced_persistent", "repeat_victim"]);
    });
}

#[test]
fn answers_come_in_the_order_of_the_file_and_add_up() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let rows: Vec<FeedRow> = (0..2_345)
            .map(|n| match n % 7 {
                0 => row(&format!("R{n}")).recorded(""),
                1 => row(&format!("R{n}")),
                2 => row(&format!("R{n}")).name("Ann", "Lee").refuses(),
                _ => row(&format!("R{n}")).name("Ann", &format!("Lee{n}")).mobile("07700 900001"),
            })
            .collect();
        let answers = hub.takes(MONDAY, &rows);
        assert_eq!(answers.len(), rows.len());
        for (number, (answer, row)) in (1..).zip(answers.iter().zip(&rows)) {
            assert_eq!((answer.0["row"].as_u64(), answer.text("source_record_id")), (Some(number), row.get("source_record_id")));
        }
        let count = |outcome: &str| outcomes(&answers).into_iter().filter(|each| *each == outcome).count();
        assert_eq!([count("rejected"), count("quarantined"), count("declined"), count("opened")], [335, 335, 335, 1340]);
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), 2_345);
        assert_eq!(hub.counts("SELECT count(*) FROM cases"), 1_340);
        assert_eq!(hub.counts("SELECT count(DISTINCT reference) FROM cases"), 1_340);
    });
}
