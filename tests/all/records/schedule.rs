//! The schedule carried out in two steps, on records that a hub really has.

use access::kind;
use casework::record::Ending;
use records::certificate;
use records::hold::{self, HoldReason};
use testkit::databases::on_both;

use super::{
    assert_audit_whole, assert_nowhere, at, certified_before, close, counts, figures, found, may_be_certified, officer, person, run, runs,
};
use crate::casework::{BURGLARY, DANGER};
use crate::roof::{Roof, ids, roof};

/// What tells who Amina is, wherever it stands.
const OF_AMINA: &[&str] =
    &["Amina", "amina", "Okafor", "okafor", "1984-03-27", "900123", "1 High Street", "LN1 1AA", "CR1", "P1'", "goodbye"];

fn certificates(roof: &Roof, given: kernel::PersonId) -> Vec<String> {
    let walls = roof.walls.clone();
    roof.db
        .write_now(move |tx| {
            let permit = walls.permit::<kind::RunRetention>(tx, &mut ids(), &access::Actor::program("test"), at("2040-01-01T00:00:00Z"))?;
            let mut all = certificate::of(tx, permit.warrant(), given)?;
            all.reverse();
            Ok(all
                .iter()
                .map(|it| format!("{} {} {} {}", it.class.as_deref().unwrap_or(&it.reason), it.step, it.whole_record, it.pieces > 0))
                .collect())
        })
        .unwrap()
}

#[test]
fn a_record_is_announced_then_minimised_then_destroyed_and_the_figures_stay() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let amina = person(&roof, "Amina");
        close(&roof, "Amina", Ending::Declined, "2026-12-01T10:00:00Z");
        assert_eq!(runs(&roof, "2026-12-02T03:00:00Z").people, 1, "Beth's case is open");
        let before = figures(&roof);

        // Twelve months after closing, announced a fortnight before.
        assert_eq!(runs(&roof, "2027-11-16T03:00:00Z").announced, counts(&[]));
        assert_eq!(run(&roof, "2027-11-17T03:00:00Z", true).announced, counts(&[("no_contact/minimise", 1)]), "a rehearsal");
        let announced = runs(&roof, "2027-11-17T03:00:00Z");
        assert_eq!((announced.announced, announced.done), (counts(&[("no_contact/minimise", 1)]), counts(&[])));
        let again = runs(&roof, "2027-11-30T03:00:00Z");
        assert_eq!((again.announced, again.done), (counts(&[]), counts(&[])), "once, and not yet");
        assert_eq!(found(&roof, "Amina Okafor"), 1);
        assert_eq!(run(&roof, "2027-12-01T03:00:00Z", true).done, counts(&[("no_contact/minimise", 1)]));
        assert_eq!(found(&roof, "Amina Okafor"), 1, "a rehearsal does nothing");
        assert_eq!(runs(&roof, "2027-12-01T03:00:00Z").done, counts(&[("no_contact/minimise", 1)]));
        assert_nowhere(&roof.db, &["Amina", "Okafor", "1984-03-27", "900123", "1 High Street", "goodbye"]);
        assert_eq!(found(&roof, "Amina Okafor") + found(&roof, "07700 900123"), 0);
        assert_eq!(figures(&roof), before);

        assert_eq!(runs(&roof, "2028-11-20T03:00:00Z").announced, counts(&[("no_contact/destroy", 1)]));
        assert_eq!(runs(&roof, "2028-12-03T03:00:00Z").done, counts(&[]), "fourteen days after it was announced");
        assert_eq!(runs(&roof, "2028-12-04T03:00:00Z").done, counts(&[("no_contact/destroy", 1)]));
        assert_nowhere(&roof.db, OF_AMINA);
        assert_eq!(figures(&roof), before);
        assert_eq!(
            certificates(&roof, amina),
            [
                "no_contact minimise false true",
                "no_contact minimise true true",
                "no_contact destroy false true",
                "no_contact destroy true true"
            ]
        );
        assert_eq!(found(&roof, "Beth Lowe"), 1);
        let quiet = runs(&roof, "2060-01-01T03:00:00Z");
        assert_eq!((quiet.announced, quiet.done, quiet.people), (counts(&[]), counts(&[]), 0));
        assert_audit_whole(&roof);
    });
}

#[test]
fn a_held_record_is_left_alone_and_what_was_announced_is_withdrawn() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let amina = person(&roof, "Amina");
        close(&roof, "Amina", Ending::Declined, "2026-12-01T10:00:00Z");
        assert_eq!(runs(&roof, "2027-11-20T03:00:00Z").announced, counts(&[("no_contact/minimise", 1)]));
        let now = at("2027-11-25T10:00:00Z");
        let dee = officer(&roof, now);
        let set = |until: Option<jiff::civil::Date>| {
            roof.act_on_person::<kind::Hold, _>(&dee, amina, now, move |tx, ids, permit| {
                let note = kernel::Sensitive::new("Amina complains of Sam".to_owned());
                Ok(hold::set(tx, ids, permit, HoldReason::Complaint, until, Some(&note)).unwrap())
            })
            .unwrap()
        };
        set(Some("2029-06-30".parse().unwrap()));
        let open = set(None);
        let held = runs(&roof, "2027-12-10T03:00:00Z");
        assert_eq!((held.on_hold, held.withdrawn, held.done), (1, counts(&[("no_contact/minimise", 1)]), counts(&[])));
        assert_eq!(runs(&roof, "2029-06-30T03:00:00Z").announced, counts(&[]), "the last day it stands");
        let why = kernel::Sensitive::new("It was upheld".to_owned());
        let lifted = roof.act_on_person::<kind::Hold, _>(&dee, amina, now, move |tx, _, permit| {
            hold::lift(tx, permit, open, &why).unwrap();
            Ok(hold::of(tx, permit.warrant(), amina)?.iter().map(|hold| (hold.note.clone(), hold.lifted.is_some())).collect::<Vec<_>>())
        });
        let note = Some(kernel::Sensitive::new("Amina complains of Sam".to_owned()));
        let mut lifted = lifted.unwrap();
        lifted.sort_by_key(|(_, lifted)| *lifted);
        assert_eq!(lifted, [(note.clone(), false), (note, true)]);
        assert_eq!(runs(&roof, "2029-06-30T04:00:00Z").announced, counts(&[]), "the other stands to the end of the day");
        // Both steps are overdue by now: the last stands for both.
        assert_eq!(runs(&roof, "2029-07-01T03:00:00Z").announced, counts(&[("no_contact/destroy", 1)]));
        assert_eq!(runs(&roof, "2029-07-14T03:00:00Z").done, counts(&[]));
        assert_eq!(runs(&roof, "2029-07-15T03:00:00Z").done, counts(&[("no_contact/destroy", 1)]));
        assert_nowhere(&roof.db, &["Amina", "Okafor", "upheld", "complains"]);
    });
}

#[test]
fn a_case_that_is_opened_again_is_not_touched() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        close(&roof, "Amina", Ending::Declined, "2026-12-01T10:00:00Z");
        assert_eq!(runs(&roof, "2027-11-20T03:00:00Z").announced, counts(&[("no_contact/minimise", 1)]));
        let again = "R9,CR9,2027-11-24T08:00:00Z,Burglary,,Amina,Okafor,1984-03-27,07700 900123,,,,,,,,given,P1";
        roof.story.refer(&[again], at("2027-11-24T10:00:00Z"));
        let withdrawn = runs(&roof, "2027-12-10T03:00:00Z");
        assert_eq!((withdrawn.withdrawn, withdrawn.done, withdrawn.people), (counts(&[("no_contact/minimise", 1)]), counts(&[]), 0));
        assert_eq!(found(&roof, "Amina Okafor"), 1);
        // Closed for another reason it is kept as long as that says.
        close(&roof, "Amina", Ending::Completed, "2027-12-20T10:00:00Z");
        assert_eq!(runs(&roof, "2029-01-01T03:00:00Z").announced, counts(&[]));
        assert_eq!(runs(&roof, "2033-12-10T03:00:00Z").announced, counts(&[("closed/minimise", 1)]));
    });
}

#[test]
fn whoever_comes_again_after_it_is_somebody_new() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let before = person(&roof, "Amina");
        close(&roof, "Amina", Ending::OpenedInError, "2026-12-01T10:00:00Z");
        runs(&roof, "2027-11-20T03:00:00Z");
        assert_eq!(runs(&roof, "2027-12-04T03:00:00Z").done, counts(&[("in_error/destroy", 1)]));
        let again = BURGLARY.replace("Burglary", "Burglary dwelling");
        roof.story.refer(&[&again], at("2027-12-05T10:00:00Z"));
        assert_ne!(person(&roof, "Amina"), before);
        assert_eq!(found(&roof, "Amina Okafor"), 1);
    });
}

#[test]
fn a_record_on_which_it_fails_is_told_and_keeps_nobody_elses_from_being_done() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        for name in ["Amina", "Beth"] {
            close(&roof, name, Ending::Declined, "2026-12-01T10:00:00Z");
        }
        assert_eq!(runs(&roof, "2027-11-20T03:00:00Z").announced, counts(&[("no_contact/minimise", 2)]));
        // The first that the run comes to.
        let stuck = person(&roof, "Amina").min(person(&roof, "Beth"));
        certified_before(scratch, stuck);
        let night = runs(&roof, "2027-12-04T03:00:00Z");
        assert_eq!((night.done, night.failed), (counts(&[("no_contact/minimise", 1)]), [stuck].into()));
        may_be_certified(scratch);
        let next = runs(&roof, "2027-12-05T03:00:00Z");
        assert_eq!((next.done, next.failed), (counts(&[("no_contact/minimise", 1)]), [].into()), "tried again");
        assert_nowhere(&roof.db, &["Amina", "Okafor", "Beth", "Lowe"]);
        assert_audit_whole(&roof);
    });
}

#[test]
fn a_record_that_cannot_be_read_keeps_nobody_elses_from_being_announced() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        for name in ["Amina", "Beth"] {
            close(&roof, name, Ending::Declined, "2026-12-01T10:00:00Z");
        }
        let broken = person(&roof, "Amina").min(person(&roof, "Beth"));
        let spoil =
            move |tx: &mut store::Tx<'_>| tx.execute_one("UPDATE people SET particulars = $2 WHERE id = $1", &[&broken, &vec![7_u8; 60]]);
        roof.db.write_now(spoil).unwrap();
        let announced = runs(&roof, "2027-11-20T03:00:00Z");
        assert_eq!((announced.announced, announced.failed), (counts(&[("no_contact/minimise", 1)]), [broken].into()));
        let done = runs(&roof, "2027-12-04T03:00:00Z");
        assert_eq!((done.done, done.failed), (counts(&[("no_contact/minimise", 1)]), [broken].into()));
    });
}
