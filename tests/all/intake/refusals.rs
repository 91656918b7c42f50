//! Who refuses is left alone and not kept: nothing but that a row came, and why nothing is done about it.

use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};
use testkit::hub_walls::vault;

use super::safety::assert_safe;
use super::{Hub, MONDAY, TUESDAY, WEDNESDAY, example_but, hub, on_case, outcomes, state};

/// Ann, with everything that could tell who she is.
fn ann(id: &str) -> FeedRow {
    row(id)
        .crime("CR/1")
        .name("Annabel", "Leeson")
        .says("title", "Dr")
        .says("middle_names", "Quintessa")
        .says("previous_family_name", "Oldham")
        .born("1990-02-03")
        .reference("PREF-77")
        .mobile("07700 900001")
        .says("phone_home", "01632 960001")
        .email("annabel@example.org")
        .lives("77 Hazel Lane", "LN1 1AA")
        .says("town", "Hazelton")
        .says("contact_notes", "Ring the neighbour Zachary")
        .says("communication_needs", "large print")
        .says("first_language", "pl")
        .says("incident_location", "77 Hazel Lane again")
        .says("incident_postcode", "LN1 1AB")
        .says("offence_text", "Burglary at Hazel Lane")
        .says("officer_name", "PC Gray")
        .says("force_extra", "Annabel's cat")
        .flags("hate_disability")
}

const TELLS_WHO: &[&str] = &[
    "Annabel",
    "annabel",
    "Leeson",
    "leeson",
    "Quintessa",
    "Oldham",
    "1990-02-03",
    "PREF-77",
    "07700 900001",
    "7700900001",
    "960001",
    "Hazel",
    "LN1",
    "Zachary",
    "large print",
    "PC Gray",
    "hate_disability",
];

fn assert_nothing_kept(hub: &Hub<'_>) {
    for (table, rows) in state(hub.db) {
        for row in rows {
            for word in TELLS_WHO {
                assert!(!row.contains(word), "{table} holds {word}: {row}");
            }
        }
    }
}

#[test]
fn of_who_refuses_nothing_is_kept_but_the_rows_id_and_the_reason() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answer = hub.takes_one(MONDAY, ann("R1").refuses());
        assert_eq!((answer.outcome(), answer.person(), answer.case()), ("declined", "", ""));
        assert_nothing_kept(&hub);
        let kept = hub.asks("SELECT source_record_id || ' ' || outcome || ' ' || reasons FROM source_rows");
        assert_eq!(kept, ["R1 declined consent_refused"]);
        let empty = "SELECT count(*) FROM source_rows WHERE digest IS NULL AND decision IS NULL AND as_sent IS NULL AND person_id IS NULL";
        assert_eq!(hub.counts(empty), 1);
        assert_eq!(hub.counts("SELECT count(*) FROM people"), 0);
    });
}

#[test]
fn who_opts_out_is_not_kept_either() {
    on_both(|scratch| {
        let hub = example_but(scratch, "\nbasis = \"agreement\"", "\nbasis = \"implied_consent\"\nopt_out = { erased_within = \"1wd\" }");
        assert_eq!(hub.takes_one(MONDAY, ann("R1")).outcome(), "opened");
        assert_eq!(hub.takes_one(TUESDAY, ann("R1").refuses()).reasons(), ["opted_out"]);
        assert_nothing_kept(&hub);
    });
}

#[test]
fn consent_withdrawn_closes_the_case_and_forgets_the_person() {
    let rows = [ann("R1"), ann("R1").refuses()];
    let check = |hub: &Hub<'_>, answers: &[super::Answer]| {
        assert_eq!(outcomes(answers), ["opened", "updated"]);
        assert_eq!((answers[1].reasons(), answers[1].person(), answers[1].case()), (vec!["consent_refused".to_owned()], "", ""));
        assert_nothing_kept(hub);
        assert_eq!(hub.asks("SELECT state || ' ' || ending FROM cases"), ["closed declined"]);
        assert_eq!(hub.counts("SELECT count(*) FROM dues WHERE state <> 'withdrawn'"), 0);
        for gone in ["contact_points", "person_references", "involvements", "incidents"] {
            assert_eq!(hub.counts(&format!("SELECT count(*) FROM {gone}")), 0, "{gone}");
        }
        assert_safe(hub);
    };
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &[hub.takes_one(MONDAY, rows[0].clone()), hub.takes_one(TUESDAY, rows[1].clone())]);
        // Sent a third time it is what it was; and when she thinks better of it, she is served.
        assert_eq!(hub.takes_one(TUESDAY, rows[1].clone()).outcome(), "unchanged");
        let served = hub.takes_one(WEDNESDAY, ann("R1").consents());
        assert_eq!((served.outcome(), served.offers()), ("updated", vec!["phone".to_owned()]));
        assert_eq!(hub.open_for(served.person()), ["phone"]);
        assert_eq!(hub.counts("SELECT count(*) FROM person_references"), 1);
    });
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &hub.takes(MONDAY, &rows));
        assert_eq!(hub.takes_one(WEDNESDAY, ann("R1").consents()).offers(), ["phone"]);
    });
}

#[test]
fn a_refusal_covers_every_row_about_the_same_person_in_the_same_incident() {
    let rows = [ann("R1"), ann("R2"), ann("R1").refuses()];
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers: Vec<_> = rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect();
        assert_eq!(outcomes(&answers), ["opened", "duplicate", "updated"]);
        assert_nothing_kept(&hub);
    });
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        assert_eq!(outcomes(&hub.takes(MONDAY, &rows)), ["opened", "duplicate", "updated"]);
        assert_nothing_kept(&hub);
        // The other row, sent again, is about somebody of whom nothing is known any more.
        let again = hub.takes_one(TUESDAY, ann("R2").consents());
        assert_eq!((again.outcome(), again.offers()), ("updated", vec!["phone".to_owned()]));
        assert_eq!(hub.open_for(again.person()), ["phone"]);
    });
}

#[test]
fn whoever_comes_back_after_a_refusal_is_somebody_new() {
    let rows =
        [ann("R1"), ann("R1").refuses(), ann("R2").crime("CR/2"), row("R3").crime("CR/3").name("Annabel", "Leeson").reference("PREF-77")];
    let check = |answers: &[super::Answer]| {
        assert_eq!(outcomes(answers), ["opened", "updated", "opened", "attached"]);
        assert_ne!(answers[2].person(), answers[0].person());
        assert_eq!(answers[3].person(), answers[2].person(), "the reference is theirs again");
    };
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect::<Vec<_>>());
    });
    on_both(|scratch| check(&hub(scratch, "example").takes(MONDAY, &rows)));
    on_both(|scratch| check(&hub(scratch, "example").rehearses(MONDAY, &rows)));
}

#[test]
fn who_refuses_because_of_one_incident_keeps_the_support_for_another() {
    let rows =
        [ann("R1"), ann("R2").crime("CR/2").says("offence_text", "Theft").flags("").says("incident_location", ""), ann("R1").refuses()];
    let check = |hub: &Hub<'_>, answers: &[super::Answer]| {
        assert_eq!(outcomes(answers), ["opened", "attached", "updated"]);
        let person = answers[0].person();
        assert_eq!(hub.open_for(person), ["phone"], "the second incident still waits for its call");
        assert_eq!(hub.asks("SELECT source_record_id FROM source_rows WHERE as_sent IS NOT NULL"), ["R2"]);
        assert_eq!(hub.asks("SELECT crime_reference FROM incidents"), ["CR/2"], "nothing of what was refused");
        assert_eq!(hub.counts("SELECT count(*) FROM involvements"), 1);
        // She refuses that too.
        hub.takes_one(TUESDAY, ann("R2").crime("CR/2").refuses());
        assert_nothing_kept(hub);
        assert!(hub.open_for(person).is_empty());
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE state = 'open'"), 0);
        assert_safe(hub);
    };
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect::<Vec<_>>());
    });
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &hub.takes(MONDAY, &rows));
    });
}

#[test]
fn another_persons_part_in_the_incident_stays() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let bob = row("R2").crime("CR/1").name("Bob", "Ray").mobile("07700 900002").says("offence_text", "Burglary");
        let answers = hub.takes(MONDAY, &[bob, ann("R1"), ann("R1").refuses()]);
        assert_eq!(outcomes(&answers), ["opened", "opened", "updated"]);
        assert_nothing_kept(&hub);
        assert_eq!(hub.asks("SELECT offence_text FROM involvements"), ["Burglary"]);
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    });
}

/// The police row was only recorded; then she asked for support herself; then she thought better of it.
#[test]
fn who_withdraws_her_own_request_is_left_alone() {
    on_both(|scratch| {
        let (police, herself) = (hub(scratch, "merseyside"), hub(scratch, "merseyside").by(kernel::Source::SelfReferral));
        police.takes_one(MONDAY, ann("R1").flags("domestic_abuse;hate_disability"));
        assert_eq!(herself.takes_one(TUESDAY, ann("S1").flags("domestic_abuse;hate_disability")).outcome(), "opened");
        let withdrawn = herself.takes_one(WEDNESDAY, ann("S1").refuses());
        assert_eq!(withdrawn.reasons(), ["consent_refused"]);
        assert_eq!(police.asks("SELECT state || ' ' || ending FROM cases"), ["closed declined"]);
        assert_eq!(police.counts("SELECT count(*) FROM dues WHERE state = 'open'"), 0);
    });
}

/// What workers wrote down about her goes with her.
#[test]
fn what_workers_wrote_down_goes_too() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let opened = hub.takes_one(MONDAY, ann("R1"));
        let sam = crate::hub::employ(&scratch.db, "sam@example.org", kernel::StaffRole::Worker);
        let case = kernel::CaseId::parse(opened.case()).unwrap();
        let key: Vec<u8> = scratch.db.read_now(|c| c.one("SELECT sealed_key FROM people", &[])).unwrap();
        let person = kernel::PersonId::parse(opened.person()).unwrap();
        let attempt = kernel::AttemptId::from_uuid(super::fresh_uuid());
        let place = vault::Place::new("attempts", attempt.uuid(), "note");
        let note = vault().unwrap_key(person.uuid(), &key).unwrap().seal(place, b"Annabel's sister answered").unwrap();
        scratch
            .db
            .write_now(move |tx| {
                let sql =
                    "INSERT INTO attempts (id, case_id, way, outcome, at, user_id, note) VALUES ($1, $2, 'call', 'no_answer', 1, $3, $4)";
                tx.execute_one(sql, &[&attempt, &case, &sam, &note])
            })
            .unwrap();
        on_case::<access::kind::CloseCase, _>(&scratch.db, opened.case(), TUESDAY, |tx, ids, permit| {
            let note = kernel::Sensitive::new("Annabel moved to Hazelton".to_owned());
            casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (casework::record::Ending::MovedAway, Some(&note)))
        });
        hub.takes_one(WEDNESDAY, ann("R1").refuses());
        assert_nothing_kept(&hub);
    });
}

/// A force's system gave the id of one person's row to another's, who refuses.
#[test]
fn a_refusal_under_another_persons_row_ends_nothing_of_theirs() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let bob = row("R1").crime("CR/1").name("Bob", "Ray").born("1980-01-01").mobile("07700 900002");
        let first = hub.takes_one(MONDAY, bob);
        let second = hub.takes_one(TUESDAY, ann("R1").refuses());
        assert_eq!((second.outcome(), second.reasons(), second.person()), ("updated", vec!["consent_refused".to_owned()], ""));
        assert_nothing_kept(&hub);
        assert_eq!(hub.asks("SELECT given_name FROM people"), ["Bob"]);
        assert_eq!(hub.open_for(first.person()), ["phone"]);
    });
}

/// The third file is the first to the byte, and yet it tells something new.
#[test]
fn a_refusal_counts_also_when_an_older_file_said_it_before() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        hub.takes_one(MONDAY, ann("R1").refuses());
        let given = hub.takes_one(TUESDAY, ann("R1"));
        assert_eq!(hub.open_for(given.person()), ["phone"]);
        let third = hub.takes_one(WEDNESDAY, ann("R1").refuses());
        assert_eq!((third.outcome(), third.reasons()), ("updated", vec!["consent_refused".to_owned()]));
        assert_nothing_kept(&hub);
    });
}

#[test]
fn an_old_file_does_not_bring_back_somebody_who_refused_since() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        hub.takes_one(MONDAY, ann("R1"));
        hub.takes_one(TUESDAY, ann("R1").refuses());
        let old = hub.takes_one(WEDNESDAY, ann("R1"));
        assert_eq!(old.outcome(), "unchanged");
        assert_nothing_kept(&hub);
    });
}

/// The first incident is done with. She refuses support because of the second.
#[test]
fn a_refusal_closes_a_case_that_only_the_refused_incident_had_opened_again() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let first = hub.takes_one(MONDAY, ann("R1"));
        super::close(&hub, first.case());
        assert_eq!(hub.takes_one(TUESDAY, ann("R2").crime("CR/2")).outcome(), "reopened");
        assert_eq!(hub.takes_one(TUESDAY, ann("R3").crime("CR/3")).outcome(), "attached");
        hub.takes_one(WEDNESDAY, ann("R2").crime("CR/2").refuses());
        assert_eq!(hub.open_for(first.person()), ["phone"], "the third still waits");
        hub.takes_one(WEDNESDAY, ann("R3").crime("CR/3").refuses());
        assert!(hub.open_for(first.person()).is_empty());
        assert_eq!(hub.asks("SELECT state || ' ' || ending FROM cases"), ["closed declined"]);
        assert_eq!(hub.counts("SELECT count(*) FROM people WHERE family_name IS NOT NULL"), 1, "the first incident's support was hers");
    });
}

#[test]
fn a_refusal_is_not_kept_for_being_badly_written() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let rows = [ann("R1").refuses().says("sex", "?"), ann("R2").refuses().born("3.2.1990"), ann("R3").refuses().recorded("")];
        let answers = hub.takes(MONDAY, &rows);
        assert_eq!(outcomes(&answers), ["rejected", "quarantined", "rejected"]);
        assert_nothing_kept(&hub);
        // Somebody who is served and then refuses in a row that wants mending is not left waiting for that.
        let served = hub.takes_one(TUESDAY, ann("R4"));
        hub.takes_one(WEDNESDAY, ann("R4").refuses().born("3.2.1990"));
        assert!(hub.open_for(served.person()).is_empty());
        assert_nothing_kept(&hub);
    });
}

#[test]
fn a_refusal_because_of_one_incident_covers_its_duplicates_too() {
    let other = ann("R3").crime("CR/3").says("offence_text", "Theft").flags("").says("incident_location", "");
    let rows = [ann("R1"), ann("R2"), other.clone(), ann("R1").refuses()];
    let check = |hub: &Hub<'_>, answers: &[super::Answer]| {
        assert_eq!(outcomes(answers), ["opened", "duplicate", "attached", "updated"]);
        assert_eq!(hub.asks("SELECT source_record_id FROM source_rows WHERE as_sent IS NOT NULL"), ["R3"]);
        assert_eq!(hub.asks("SELECT source_record_id FROM source_rows WHERE person_id IS NOT NULL"), ["R3"]);
        assert_eq!(hub.open_for(answers[0].person()), ["phone"]);
    };
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect::<Vec<_>>());
    });
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        check(&hub, &hub.takes(MONDAY, &rows));
    });
    // What is told anew after the refusal is kept, in the same file too.
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let again = [ann("R1"), other.clone(), ann("R1").refuses(), ann("R4").consents()];
        assert_eq!(outcomes(&hub.takes(MONDAY, &again)), ["opened", "attached", "updated", "attached"]);
        assert_eq!(hub.asks("SELECT source_record_id FROM source_rows WHERE as_sent IS NOT NULL ORDER BY 1"), ["R3", "R4"]);
    });
}
