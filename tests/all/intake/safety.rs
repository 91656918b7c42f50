//! No text, e-mail or letter goes where the wrong person may read it: through the whole path, from the file to what stands due.

use access::Actor;
use std::sync::Arc;
use testkit::hub_walls::walls;

use casework::change_safety::{Told, change_safety, mark};
use contact::gate::{Safeguards, Way, may_contact};
use kernel::{Channel, PersonId, Safety};
use profile::Profile;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};

use super::{Answer, Hub, MONDAY, TUESDAY, WEDNESDAY, hub, on_case};

/// Somebody who can be reached by every way, and said of none whether it is safe.
fn ann(id: &str) -> FeedRow {
    row(id)
        .name("Ann", "Lee")
        .born("1990-02-03")
        .mobile("07700 900001")
        .email("ann@example.org")
        .lives("1 High Street", "LN1 1AA")
        .consents()
}

/// What holds at every moment: whatever stands due, the gate lets through; and no open case of the feed's waits for nothing.
pub fn assert_safe(hub: &Hub<'_>) {
    let offers: Vec<(PersonId, String)> = hub
        .db
        .read_now(|c| {
            let sql = "SELECT c.person_id, d.what FROM dues d JOIN cases c ON c.id = d.case_id WHERE d.state = 'open' AND d.kind = 'offer'";
            c.all(sql, &[])
        })
        .unwrap();
    let ids: Vec<PersonId> = offers.iter().map(|(person, _)| *person).collect();
    let people = hub
        .db
        .read_now(move |c| {
            walls().rehearse(c, &Actor::program("test"), MONDAY.parse().unwrap(), |c, warrant| people::keep::load(c, warrant, &ids))
        })
        .unwrap();
    for (person, channel) in offers {
        let who = people.iter().find(|record| record.id == person).unwrap();
        let safeguards = Safeguards {
            reach: who.reach(),
            safety: who.known.safety,
            suspect_shares_address: who.known.suspect_shares_address,
            flags: who.known.flags,
            ..Safeguards::default()
        };
        let asked = may_contact(Way::from(Channel::parse(&channel).unwrap()), &safeguards);
        assert!(asked.is_ok(), "{channel} is due and {asked:?}");
    }
    let waits_for_nothing = "SELECT count(*) FROM cases WHERE state = 'open' AND NOT EXISTS
        (SELECT 1 FROM dues d WHERE d.case_id = cases.id AND d.state = 'open')";
    assert_eq!(hub.counts(waits_for_nothing), 0, "nobody is dropped");
    let next = "SELECT count(*) FROM cases WHERE next_due_at IS DISTINCT FROM
        (SELECT min(coalesce(d.try_at, d.due_at)) FROM dues d WHERE d.case_id = cases.id AND d.state = 'open')";
    assert_eq!(hub.counts(next), 0, "the list goes by what is due");
}

#[test]
fn in_danger_at_home_nothing_but_a_workers_call_ever_stands_due() {
    let says = |number: usize, field: &str, text: &str| {
        // Hate makes everybody enhanced, so that every hub's every rule applies.
        let somebody = ann(&format!("R{number}")).somebody(number).flags("hate_race").says("vulnerable_marker", "yes");
        match field {
            "flags" => somebody.flags(&format!("hate_race;{text}")),
            _ => somebody.says(field, text),
        }
        .says("preferred_contact", ["text", "email", "letter"][number % 3])
    };
    let dangers: Vec<FeedRow> = [
        ("flags", "domestic_abuse"),
        ("flags", "domestic_abuse_high_risk"),
        ("flags", "stalking"),
        ("flags", "honour_based"),
        ("flags", "forced_marriage"),
        ("suspect_shares_address", "yes"),
        ("incident_kind", "domestic_non_crime"),
        ("offence_code", "8/66"),
        ("offence_code", "8/67"),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (field, text))| says(number, field, text))
    .collect();
    for profile in Profile::shipped_names() {
        on_both(|scratch| {
            let hub = hub(scratch, profile);
            for (row, answer) in dangers.iter().zip(hub.takes(MONDAY, &dangers)) {
                assert!(["opened", "recorded_only"].contains(&answer.outcome()), "{profile} {answer:?}");
                assert!(answer.offers().iter().all(|channel| channel == "phone"), "{profile} {row:?} {answer:?}");
                if answer.outcome() == "opened" {
                    assert!(!hub.open_for(answer.person()).is_empty(), "{profile} {row:?}");
                }
            }
            let wrong = "SELECT what FROM dues WHERE what IN ('text', 'email', 'letter')";
            assert!(hub.asks(wrong).is_empty(), "{profile}");
            assert_safe(&hub);
        });
    }
}

#[test]
fn what_the_person_called_safe_may_be_offered_and_nothing_else() {
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let answer = hub.takes_one(MONDAY, ann("R1").flags("domestic_abuse").safe("email"));
        assert_eq!((answer.offers(), answer.blocked()), (vec!["email".into(), "phone".into()], vec!["text:safety_unknown".to_owned()]));
        let unsafe_call = hub.takes_one(MONDAY, ann("R2").name("Bea", "Fox").flags("domestic_abuse").safe("text").not_safe("call"));
        assert_eq!(unsafe_call.offers(), ["text"]);
        assert_safe(&hub);
    });
}

/// Two rows, one after the other and in one file, at a hub that offers texts and e-mails to everybody.
fn first_then(first: FeedRow, second: FeedRow, check: impl Fn(&Hub<'_>, &Answer, &Answer)) {
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let (one, two) = (hub.takes_one(MONDAY, first.clone()), hub.takes_one(TUESDAY, second.clone()));
        check(&hub, &one, &two);
        assert_safe(&hub);
    });
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let answers = hub.takes(MONDAY, &[first.clone(), second.clone()]);
        check(&hub, &answers[0], &answers[1]);
        assert_safe(&hub);
    });
}

#[test]
fn a_row_sent_again_that_calls_a_way_unsafe_takes_its_offer_back() {
    first_then(ann("R1"), ann("R1").not_safe("text"), |hub, first, second| {
        assert_eq!(first.offers(), ["text", "email"]);
        assert_eq!((second.outcome(), second.blocked()), ("updated", vec!["text:unsafe".to_owned()]));
        assert_eq!(hub.open_for(first.person()), ["email"]);
    });
    first_then(ann("R1"), ann("R1").not_safe("text").not_safe("email"), |hub, first, second| {
        assert_eq!(second.tasks(), ["agree_safe_contact"]);
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact"]);
        let both = hub.asks("SELECT CAST(count(DISTINCT due_at) AS TEXT) FROM dues");
        assert_eq!(both, ["1"], "due when the offers were due");
    });
}

#[test]
fn a_row_sent_again_that_tells_of_danger_takes_what_was_offered_back() {
    first_then(ann("R1"), ann("R1").flags("domestic_abuse"), |hub, first, _| {
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact", "phone"]);
    });
    first_then(ann("R1"), ann("R1").says("suspect_shares_address", "yes"), |hub, first, _| {
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact"]);
    });
}

#[test]
fn a_further_incident_that_tells_of_danger_takes_what_was_offered_back() {
    first_then(ann("R1"), ann("R2").flags("domestic_abuse"), |hub, first, second| {
        assert_eq!((second.outcome(), second.person()), ("attached", first.person()));
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact", "phone"], "a worker calls");
    });
    first_then(ann("R1"), ann("R2").not_safe("text").not_safe("email"), |hub, first, second| {
        assert_eq!(second.tasks(), ["agree_safe_contact"]);
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact"]);
    });
    first_then(ann("R1"), ann("R2").not_safe("text"), |hub, first, second| {
        assert_eq!(second.blocked(), ["text:unsafe"]);
        assert_eq!(hub.open_for(first.person()), ["email"]);
    });
}

#[test]
fn a_duplicate_that_tells_of_danger_is_heeded_too() {
    let duplicate = ann("R2").crime("CR/R1");
    first_then(ann("R1"), duplicate.clone().flags("domestic_abuse"), |hub, first, second| {
        assert_eq!((second.outcome(), second.person()), ("duplicate", first.person()));
        assert_eq!(hub.open_for(first.person()), ["agree_safe_contact"]);
    });
    first_then(ann("R1"), duplicate.not_safe("email"), |hub, first, second| {
        assert_eq!(second.outcome(), "duplicate");
        assert_eq!(hub.open_for(first.person()), ["text"]);
    });
}

#[test]
fn what_goes_straight_to_a_specialist_is_heeded_in_the_case_that_is_open() {
    on_both(|scratch| {
        let hub = hub(scratch, "merseyside");
        let theft = hub.takes_one(MONDAY, ann("R1"));
        assert_eq!(theft.offers(), ["text"]);
        let danger = hub.takes_one(TUESDAY, ann("R2").flags("domestic_abuse"));
        assert_eq!((danger.outcome(), danger.person()), ("recorded_only", theft.person()));
        assert_eq!(hub.open_for(theft.person()), ["agree_safe_contact"]);
        assert_safe(&hub);
    });
}

#[test]
fn a_new_number_is_not_safe_because_the_old_one_was() {
    let danger = |id: &str| ann(id).flags("domestic_abuse");
    let new = |id: &str| danger(id).mobile("07700 900009");
    for second in [new("R1"), new("R2"), new("R2").crime("CR/R1")] {
        first_then(danger("R1").safe("text"), second, |hub, first, second| {
            assert_eq!(first.offers(), ["text", "phone"]);
            assert_eq!(second.person(), first.person());
            assert_eq!(hub.offered(first.person()), ["phone"]);
            assert_eq!(hub.counts("SELECT count(*) FROM people WHERE safe_text IS NOT NULL"), 0);
        });
    }
    first_then(danger("R1").safe("email"), danger("R2").email("new@example.org"), |hub, first, _| {
        assert_eq!(hub.offered(first.person()), ["phone"]);
    });
    first_then(danger("R1").safe("text"), danger("R2"), |hub, first, _| {
        assert_eq!(hub.offered(first.person()), ["phone", "text"], "silence about the same number changes nothing");
    });
    first_then(danger("R1").safe("text"), new("R2").safe("text"), |hub, first, _| {
        assert_eq!(hub.offered(first.person()), ["phone", "text"], "said of the new number");
    });
}

#[test]
fn what_was_called_unsafe_stays_so_whatever_the_force_sends() {
    for second in [ann("R1"), ann("R1").safe("text"), ann("R2"), ann("R2").safe("text"), ann("R2").crime("CR/R1").safe("text")] {
        first_then(ann("R1").not_safe("text"), second, |hub, first, _| {
            assert_eq!(hub.offered(first.person()), ["email"]);
            assert_eq!(hub.counts("SELECT count(*) FROM people WHERE NOT safe_text"), 1);
        });
    }
}

#[test]
fn that_the_suspect_lives_there_is_never_forgotten() {
    let shares = ann("R1").says("suspect_shares_address", "yes").safe("letter").safe("email");
    let silent = |id: &str| ann(id).safe("email").safe("letter");
    for second in
        [silent("R1"), silent("R1").says("suspect_shares_address", "no"), silent("R2"), silent("R2").says("suspect_shares_address", "no")]
    {
        on_both(|scratch| {
            let hub = hub(scratch, "north-yorkshire");
            hub.takes_one(MONDAY, shares.clone());
            hub.takes_one(TUESDAY, second.clone());
            assert_eq!(hub.counts("SELECT count(*) FROM people WHERE suspect_shares_address"), 1);
            assert_eq!(hub.counts("SELECT count(*) FROM dues WHERE what = 'letter'"), 0);
            assert_safe(&hub);
        });
    }
}

/// Ann flees from where the suspect lives with her; the force sends a row about Bea, who lives there now.
#[test]
fn a_door_behind_which_a_suspect_was_left_stays_shut_in_one_file_and_across_files() {
    let at_home = ann("R1").lives("1 High Street", "LN1 1AA").says("suspect_shares_address", "yes");
    let fled = ann("R1").lives("1 High Street", "LE1 1AA");
    let bea = row("R2").crime("CR/R2").name("Bea", "Lee").born("1991-02-03").lives("1 High Street", "LN1 1AA").safe("letter");
    let rows = [at_home, fled, bea];
    on_both(|scratch| {
        let hub = hub(scratch, "north-yorkshire");
        let answers = hub.takes(MONDAY, &rows);
        assert!(answers[2].blocked().contains(&"letter:suspect_shares_address".to_owned()), "{:?}", answers[2].blocked());
    });
    on_both(|scratch| {
        let hub = hub(scratch, "north-yorkshire");
        let takes = |(at, row): (&&str, &FeedRow)| hub.takes_one(at, row.clone()).blocked();
        let blocked: Vec<Vec<String>> = [MONDAY, TUESDAY, WEDNESDAY].iter().zip(&rows).map(takes).collect();
        assert!(blocked[2].contains(&"letter:suspect_shares_address".to_owned()), "{blocked:?}");
    });
}

/// What only somebody told who then refuses to be kept shuts no door to others, in whichever files it comes.
#[test]
fn a_suspects_door_is_forgotten_with_the_only_person_who_told_of_it() {
    let told = ann("R1").lives("1 High Street", "LN1 1AA").says("suspect_shares_address", "yes");
    let refused = told.clone().refuses();
    let bea = row("R2").crime("CR/R2").name("Bea", "Lee").born("1991-02-03").lives("1 High Street", "LN1 1AA").safe("letter");
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers = hub.takes(MONDAY, &[told.clone(), refused.clone(), bea.clone()]);
        assert_eq!(answers[1].reasons(), ["consent_refused"]);
        assert!(!answers[2].blocked().contains(&"letter:suspect_shares_address".to_owned()), "{:?}", answers[2].blocked());
    });
}

#[test]
fn danger_that_was_told_is_heeded_though_the_row_no_longer_tells_it() {
    for danger in ["domestic_abuse", "stalking", "honour_based", "forced_marriage"] {
        first_then(ann("R1").flags(danger), ann("R1"), |hub, first, second| {
            assert_eq!(second.outcome(), "updated");
            assert!(hub.offered(first.person()).iter().all(|channel| channel == "phone"), "{danger}");
            assert!(hub.open_for(first.person()).contains(&"agree_safe_contact".to_owned()), "{danger}");
        });
    }
}

/// A worker was told "wrong number" by a stranger. The force goes on sending that number, and that texts to it are safe.
#[test]
fn that_a_wrong_number_is_safe_says_nothing_of_the_right_one() {
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let first = hub.takes_one(MONDAY, ann("R1").flags("domestic_abuse"));
        let wrong = "UPDATE contact_points SET is_current = $1, wrong_at = 1 WHERE kind = 'mobile'";
        scratch.db.write_now(move |tx| tx.execute(wrong, &[&false])).unwrap();
        hub.takes_one(TUESDAY, ann("R2").flags("domestic_abuse").mobile("07700 900009"));
        let again = hub.takes_one(WEDNESDAY, ann("R3").flags("domestic_abuse").safe("text"));
        assert_eq!(again.person(), first.person());
        assert_eq!(hub.counts("SELECT count(*) FROM people WHERE safe_text IS NOT NULL"), 0);
        assert_eq!(hub.offered(first.person()), ["phone"]);
        assert_safe(&hub);
    });
}

/// While a transfer is taken in, a worker hears that texts are read by somebody else.
#[test]
fn what_a_worker_writes_down_meanwhile_is_not_undone() {
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let first = hub.takes_one(MONDAY, ann("R1"));
        let (profile, case) = (Arc::clone(&hub.profile), first.case().to_owned());
        let (said, heard) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let writes = scope.spawn(move || {
                on_case::<access::kind::ChangeContact, _>(&scratch.db, &case, TUESDAY, move |tx, ids, permit| {
                    let before = mark(&people::read::read(tx, permit)?);
                    let safety = Safety { text: Some(false), ..Safety::default() };
                    let told = Told { before, safety, suspect_shares_address: None, contact_notes: None };
                    change_safety(tx, ids, permit, &profile, &told)?;
                    // Not kept yet when the transfer comes to this person.
                    let _ = said.send(());
                    std::thread::sleep(std::time::Duration::from_millis(600));
                    Ok(())
                });
            });
            heard.recv().unwrap();
            hub.takes_one(TUESDAY, ann("R2").says("officer_name", "PC Gray"));
            writes.join().unwrap();
        });
        assert_eq!(hub.counts("SELECT count(*) FROM people WHERE NOT safe_text"), 1);
        assert_eq!(hub.offered(first.person()), ["email"]);
        assert_safe(&hub);
    });
}
