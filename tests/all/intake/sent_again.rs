//! Rows that come again: the same, changed, mended, about another incident.

use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};

use super::{Answer, Hub, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, close, hub, outcomes, state};

fn ann(id: &str) -> FeedRow {
    row(id).name("Ann", "Lee").born("1990-02-03").mobile("07700 900001")
}

/// Takes rows one after the other, each in a file of its own or all in one: what comes of them, and what is kept at the end, is the same.
fn in_one_file_and_in_many(profile: &str, rows: &[FeedRow], check: impl Fn(&Hub<'_>, &[Answer])) {
    on_both(|scratch| {
        let hub = hub(scratch, profile);
        check(&hub, &hub.takes(MONDAY, rows));
    });
    on_both(|scratch| {
        let hub = hub(scratch, profile);
        let answers: Vec<Answer> = rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect();
        check(&hub, &answers);
    });
}

#[test]
fn the_same_file_again_changes_nothing() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let rows =
            [ann("R1"), ann("R2"), row("R3"), row("R4").name("Bob", "Ray").refuses(), row("R5").recorded(""), ann("R6").crime("CR/R1")];
        hub.takes(MONDAY, &rows);
        let before = state(&scratch.db);
        let again = hub.takes(MONDAY, &rows);
        assert_eq!(outcomes(&again), ["unchanged", "unchanged", "unchanged", "unchanged", "rejected", "unchanged"]);
        assert_eq!(state(&scratch.db), before);
        hub.takes(TUESDAY, &rows);
        assert_eq!(state(&scratch.db), before);
    });
}

#[test]
fn an_unchanged_row_says_whose_it_is() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let first = hub.takes_one(MONDAY, ann("R1"));
        let again = hub.takes_one(TUESDAY, ann("R1"));
        assert_eq!((again.person(), again.case()), (first.person(), first.case()));
        assert_eq!((again.reasons(), again.offers(), again.tasks()), (vec![], vec![], vec![]));
    });
}

#[test]
fn a_changed_row_is_written_over_and_nothing_is_offered_twice() {
    in_one_file_and_in_many("example", &[ann("R1"), ann("R1").says("officer_name", "PC Gray")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated"]);
        assert_eq!((answers[1].person(), answers[1].case()), (answers[0].person(), answers[0].case()));
        assert!(answers[1].offers().is_empty());
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), 1);
        assert!(hub.asks("SELECT as_sent FROM source_rows")[0].contains("PC Gray"));
        assert_eq!(hub.counts("SELECT count(*) FROM contact_points"), 1);
    });
}

#[test]
fn a_further_incident_joins_the_open_case_whose_offers_stand() {
    in_one_file_and_in_many("example", &[ann("R1"), ann("R2")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "attached"]);
        assert_eq!(answers[1].case(), answers[0].case());
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
        assert_eq!(hub.counts("SELECT count(*) FROM involvements"), 2);
    });
}

#[test]
fn who_becomes_enhanced_by_a_further_incident_is_offered_more() {
    let standard = row("R1").name("Ann", "Lee").born("1990-02-03").email("ann@example.org");
    let enhanced = ann("R2").email("ann@example.org").flags("hate_race");
    in_one_file_and_in_many("example", &[standard, enhanced], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "attached"]);
        assert_eq!(hub.open_for(answers[0].person()), ["email", "phone"]);
        assert_eq!(hub.asks("SELECT level || ' ' || categories FROM cases"), ["enhanced serious"]);
    });
}

#[test]
fn a_further_incident_on_a_closed_case_opens_it_again() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let first = hub.takes_one(MONDAY, ann("R1"));
        close(&hub, first.case());
        assert!(hub.open_for(first.person()).is_empty());
        let again = hub.takes_one(TUESDAY, ann("R2"));
        assert_eq!((again.outcome(), again.case()), ("reopened", first.case()));
        assert_eq!(hub.open_for(first.person()), ["phone"]);
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE state = 'open' AND closed_at IS NULL AND ending IS NULL"), 1);
        // The same crime by another row is still a duplicate, on the closed case as on the open one.
        close(&hub, first.case());
        assert_eq!(hub.takes_one(WEDNESDAY, ann("R3").crime("CR/R1")).outcome(), "duplicate");
        // A change to a row does not open what a worker closed.
        let changed = hub.takes_one(THURSDAY, ann("R1").says("officer_name", "PC Gray"));
        assert_eq!(changed.outcome(), "updated");
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE state = 'open'"), 0);
    });
}

#[test]
fn new_changed_and_duplicate_in_one_breath() {
    let rows = [
        ann("R1").crime("C1"),
        ann("R1").crime("C1").email("ann@example.org"),
        ann("R2").crime("C1").lives("1 High Street", "LN1 1AA"),
        ann("R3").crime("C3"),
        ann("R1").crime("C1").email("ann@example.org"),
        ann("R2").crime("C1").lives("1 High Street", "LN1 1AA").says("officer_name", "PC Gray"),
        ann("R4").crime("C4").refuses(),
    ];
    in_one_file_and_in_many("example", &rows, |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "duplicate", "attached", "unchanged", "updated", "declined"]);
        assert!(answers[..6].iter().all(|answer| (answer.person(), answer.case()) == (answers[0].person(), answers[0].case())));
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
        let counts = ["people", "cases", "incidents", "involvements", "source_rows", "contact_points"]
            .map(|table| hub.counts(&format!("SELECT count(*) FROM {table}")));
        assert_eq!(counts, [1, 1, 2, 2, 4, 3]);
    });
}

#[test]
fn a_quarantined_row_mended_is_decided() {
    let broken = ann("R1").born("03/02/1990");
    in_one_file_and_in_many("example", &[broken, ann("R1")], |hub, answers| {
        assert_eq!(outcomes(answers), ["quarantined", "updated"]);
        assert!(answers[1].reasons().is_empty() && answers[1].offers() == ["phone"], "{answers:?}");
        assert_eq!(answers[1].0["new_person"], true);
        assert_eq!(hub.open_for(answers[1].person()), ["phone"]);
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), 1);
    });
}

#[test]
fn a_served_row_that_comes_broken_changes_nothing_until_it_is_mended() {
    let broken = ann("R1").says("offence_text", "");
    in_one_file_and_in_many("example", &[ann("R1"), broken, ann("R1").email("ann@example.org")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "updated"]);
        assert_eq!(answers[1].reasons(), ["unknown_offence"]);
        assert_eq!(answers[2].person(), answers[0].person());
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    });
}

#[test]
fn a_rejected_row_mended_is_opened() {
    in_one_file_and_in_many("example", &[ann("R1").recorded("yesterday"), ann("R1")], |hub, answers| {
        assert_eq!(outcomes(answers), ["rejected", "opened"]);
        assert_eq!(answers[0].text("source_record_id"), "R1");
        assert_eq!(hub.open_for(answers[1].person()), ["phone"]);
    });
}

#[test]
fn a_served_row_that_comes_unreadable_stands_as_it_was() {
    in_one_file_and_in_many("example", &[ann("R1"), ann("R1").says("sex", "?"), ann("R1")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "rejected", "unchanged"]);
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    });
}

/// A slip of the force's: the home postcode was wrong for a day.
#[test]
fn a_row_that_leaves_the_hubs_scope_by_mistake_is_served_when_it_comes_back() {
    let home = |postcode: &str| ann("R1").consents().lives("1 High Street", postcode);
    let rows = [home("LN1 1AA"), home("LE1 1AA"), home("LN1 1AA").says("officer_name", "PC Gray")];
    in_one_file_and_in_many("lincolnshire", &rows, |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "updated"]);
        assert_eq!(answers[1].reasons(), ["out_of_area"]);
        assert_eq!(answers[2].offers(), ["phone"], "nobody is dropped");
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    });
}

#[test]
fn a_row_that_leaves_the_hubs_scope_closes_its_case() {
    let home = |postcode: &str| ann("R1").consents().lives("1 High Street", postcode);
    in_one_file_and_in_many("lincolnshire", &[home("LN1 1AA"), home("LE1 1AA")], |hub, _| {
        assert_eq!(hub.asks("SELECT state || ' ' || ending FROM cases"), ["closed out_of_scope"]);
        assert_eq!(hub.counts("SELECT count(*) FROM dues WHERE state = 'open'"), 0);
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE next_due_at IS NOT NULL"), 0);
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows WHERE as_sent IS NOT NULL"), 0, "the hub has no business with it");
        // Another row for the same crime, of somebody who does live here after all.
        let served = hub.takes_one(TUESDAY, ann("R2").crime("CR/R1").consents().lives("2 High Street", "LN1 1AB"));
        assert_eq!(served.outcome(), "reopened");
        assert_eq!(hub.open_for(served.person()), ["phone"]);
    });
}

#[test]
fn what_one_row_caused_ends_and_what_another_needs_stays() {
    let home = |id: &str, postcode: &str| ann(id).consents().lives("1 High Street", postcode);
    on_both(|scratch| {
        let hub = hub(scratch, "lincolnshire");
        let first = hub.takes_one(MONDAY, home("R1", "LN1 1AA"));
        assert_eq!(hub.takes_one(MONDAY, home("R2", "LN1 1AA")).outcome(), "attached");
        hub.takes_one(TUESDAY, home("R1", "LE1 1AA"));
        assert_eq!(hub.open_for(first.person()), ["phone"], "the second incident still waits for its call");
        hub.takes_one(WEDNESDAY, home("R2", "LE1 1AA"));
        assert_eq!(hub.asks("SELECT state FROM cases"), ["closed"]);
        assert!(hub.open_for(first.person()).is_empty());
    });
}

#[test]
fn a_row_that_now_goes_straight_to_a_specialist_is_not_contacted_from_here() {
    in_one_file_and_in_many("merseyside", &[ann("R1"), ann("R1").flags("sexual"), ann("R1").says("sex", "F")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "updated"]);
        assert_eq!((answers[1].reasons(), answers[1].offers()), (vec!["specialist_direct".to_owned()], vec![]));
        assert_eq!(answers[2].offers(), ["text"], "and comes back: {:?}", answers[2]);
        assert_eq!(hub.open_for(answers[0].person()), ["text"]);
    });
    in_one_file_and_in_many("merseyside", &[ann("R1"), ann("R1").flags("sexual")], |hub, answers| {
        assert!(hub.open_for(answers[0].person()).is_empty());
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE state = 'open'"), 0);
    });
}

/// The force corrects the number of the crime.
#[test]
fn a_row_whose_crime_reference_changes_is_about_one_incident_still() {
    in_one_file_and_in_many("example", &[ann("R1").crime("C1"), ann("R1").crime("C2"), ann("R2").crime("C2")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "duplicate"]);
        assert!(answers[1].reasons().is_empty(), "not a repeat victim: {:?}", answers[1]);
        assert_eq!(hub.asks("SELECT i.crime_reference FROM involvements v JOIN incidents i ON i.id = v.incident_id"), ["C2"]);
        // Somebody else's part in the first crime is that crime's still.
        let other = hub.takes_one(TUESDAY, row("R3").crime("C1").name("Bob", "Ray"));
        assert_eq!(other.outcome(), "opened");
        assert_eq!(hub.counts("SELECT count(*) FROM involvements"), 2);
    });
}

#[test]
fn an_unreported_incident_that_is_reported_later_is_the_same() {
    let unreported = ann("R1").crime("").says("reported", "no");
    in_one_file_and_in_many("example", &[unreported, ann("R1").crime("C1"), ann("R2").crime("C1")], |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "duplicate"]);
        assert_eq!(hub.asks("SELECT i.crime_reference FROM involvements v JOIN incidents i ON i.id = v.incident_id"), ["C1"]);
    });
}

/// The sender gives the row's id to a witness in between, whom nobody serves, and then takes it for Ann again, in another incident.
#[test]
fn what_a_row_opened_ends_with_it_though_its_id_was_somebody_elses_in_between() {
    let ann = |crime: &str, flags: &str| ann("R1").consents().crime(crime).flags(flags);
    let witness = row("R1").crime("C1").name("Bea", "Ray").born("1991-04-05").says("role", "witness");
    let rows = [ann("C2", "stalking"), witness, ann("C1", "domestic_abuse")];
    in_one_file_and_in_many("merseyside", &rows, |hub, answers| {
        assert_eq!(answers[2].person(), answers[0].person());
        let without =
            "SELECT count(*) FROM cases c WHERE c.state = 'open' AND NOT EXISTS (SELECT 1 FROM involvements v WHERE v.case_id = c.id)";
        assert_eq!(hub.counts(without), 0, "no case stands open because of nothing");
    });
}

#[test]
fn what_waits_to_be_looked_at_waits_once() {
    let note =
        |id: &str, officer: &str| ann(id).consents().says("officer_name", officer).says("code_assessment", "standard").flags("hate_race");
    let rows = [note("R1", "PC Gray"), note("R1", "PC Moss"), note("R1", "PC Gill"), note("R2", "PC Gill")];
    in_one_file_and_in_many("lincolnshire", &rows, |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "updated", "updated", "attached"]);
        assert!(answers.iter().all(|answer| answer.review() == ["area_unknown", "assessment_disagrees"]));
        assert_eq!(hub.asks("SELECT kind FROM reviews ORDER BY kind"), ["area_unknown", "assessment_disagrees"]);
        hub.db.write_now(|tx| tx.execute("UPDATE reviews SET state = 'done'", &[])).unwrap();
        hub.takes_one(TUESDAY, note("R1", "PC Hart"));
        assert_eq!(hub.counts("SELECT count(*) FROM reviews WHERE state = 'open'"), 0, "somebody has looked");
        hub.takes_one(TUESDAY, note("R3", "PC Hart"));
        assert_eq!(hub.counts("SELECT count(*) FROM reviews WHERE state = 'open'"), 2, "another incident is another question");
    });
}

#[test]
fn a_duplicate_outlives_the_row_that_stood_for_the_incident() {
    let rows = [ann("R1").crime("C1"), ann("R2").crime("C1"), ann("R1").crime("C2"), ann("R2").crime("").says("reported", "no")];
    in_one_file_and_in_many("example", &rows, |hub, answers| {
        assert_eq!(outcomes(answers), ["opened", "duplicate", "updated", "updated"]);
        let parts = "SELECT coalesce(i.crime_reference, 'none') FROM involvements v JOIN incidents i ON i.id = v.incident_id ORDER BY 1";
        assert_eq!(hub.asks(parts), ["C2", "none"]);
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    });
}
