//! Erasure at the person's word.

use std::sync::{Arc, Mutex};

use access::{Act, Actor, kind};
use casework::record::Ending;
use jiff::Timestamp;
use kernel::PersonId;
use records::Refused;
use records::erase::{EraseReason, erase};
use records::hold::{self, HoldReason};
use testkit::databases::on_both;

use super::{assert_audit_whole, assert_nowhere, at, close, figures, found, officer, person, runs};
use crate::casework::BURGLARY;
use crate::roof::{Roof, ids, roof};

/// Bob, a victim of the same burglary.
const BOB: &str = "R8,CR1,2026-11-23T08:00:00Z,Burglary,,Bob,Ray,1980-01-01,07700 900188,,,8 High Road,LN2 2AB,,,,given,P8";
const NOW: &str = "2026-12-02T10:00:00Z";

fn erases(roof: &Roof, who: &Actor, whom: PersonId, now: Timestamp) -> Result<Result<(), Refused>, casework::Error> {
    let said = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&said);
    let done = roof.act_on_person::<kind::Erase, _>(who, whom, now, move |tx, ids, permit| {
        match erase(tx, ids, permit, EraseReason::PersonAsked) {
            Ok(_) => Ok(()),
            Err(records::Error::Refused(why)) => {
                *slot.lock().unwrap() = Some(why);
                Err(casework::Error::Store(store::Error::NotFound))
            }
            Err(records::Error::Store(error)) => Err(error.into()),
        }
    });
    match said.lock().unwrap().take() {
        Some(why) => Ok(Err(why)),
        None => done.map(Ok),
    }
}

#[test]
fn what_is_erased_is_gone_for_everybody_and_what_is_anothers_stays() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, BOB]);
        let (amina, dee) = (person(&roof, "Amina"), officer(&roof, at(NOW)));
        assert_eq!(erases(&roof, &dee, amina, at(NOW)).unwrap(), Err(Refused::CaseOpen));
        close(&roof, "Amina", Ending::Completed, "2026-12-01T10:00:00Z");
        let reference: String = roof
            .db
            .read_now(move |c| access::as_the_program(c, |c| c.one("SELECT reference FROM cases WHERE person_id = $1", &[&amina])))
            .unwrap();
        let before = figures(&roof);
        for known in ["Amina Okafor", "07700 900123", "amina@example.org", "27 March 1984", &reference] {
            assert_eq!(found(&roof, known), 1, "{known}");
        }
        erases(&roof, &dee, amina, at(NOW)).unwrap().unwrap();
        for known in ["Amina Okafor", "Amina", "07700 900123", "amina@example.org", "27 March 1984", "LN1 1AA", &reference] {
            assert_eq!(found(&roof, known), 0, "{known}");
        }
        assert_eq!((found(&roof, "CR1"), found(&roof, "Bob Ray")), (1, 1), "Bob has a part in it");
        assert_nowhere(&roof.db, &["Amina", "amina", "Okafor", "1984-03-27", "900123", "1 High Street", "goodbye"]);
        assert_eq!(figures(&roof), before);
        assert_eq!(erases(&roof, &dee, amina, at(NOW)).unwrap(), Err(Refused::Destroyed));
        assert_eq!(runs(&roof, "2040-01-01T03:00:00Z").people, 0, "nothing is left for the schedule");
        assert_audit_whole(&roof);
    });
}

#[test]
fn it_takes_a_second_factor_or_a_second_person() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let amina = person(&roof, "Amina");
        close(&roof, "Amina", Ending::Completed, "2026-12-01T10:00:00Z");
        let mut dee = officer(&roof, at(NOW));
        dee.factor_at = None;
        assert!(erases(&roof, &dee, amina, at(NOW)).is_err(), "neither");
        assert!(erases(&roof, &roof.story.lead, amina, at(NOW)).is_err(), "a lead erases nobody");
        let (asker, other) = (dee.user_id().unwrap(), officer(&roof, at(NOW)));
        let asked = roof.db.write_now(move |tx| access::ask(tx, &mut ids(), asker, Act::Erase, amina, at(NOW))).unwrap();
        roof.act_on_person::<kind::Approve, _>(&other, amina, at(NOW), move |tx, _, permit| Ok(access::approve(tx, permit, asked)?))
            .unwrap();
        erases(&roof, &dee, amina, at(NOW)).unwrap().unwrap();
        assert_nowhere(&roof.db, &["Amina", "Okafor"]);
    });
}

#[test]
fn nothing_on_hold_is_erased() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let (amina, dee) = (person(&roof, "Amina"), officer(&roof, at(NOW)));
        close(&roof, "Amina", Ending::Completed, "2026-12-01T10:00:00Z");
        let held = roof.act_on_person::<kind::Hold, _>(&dee, amina, at(NOW), move |tx, ids, permit| {
            Ok(hold::set(tx, ids, permit, HoldReason::CivilClaim, None, None).unwrap())
        });
        held.unwrap();
        assert_eq!(erases(&roof, &dee, amina, at(NOW)).unwrap(), Err(Refused::OnHold));
        assert_eq!(found(&roof, "Amina Okafor"), 1);
    });
}
