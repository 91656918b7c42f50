//! What is given to somebody of whom there are several records, and what is left of joins when one of them is destroyed.

use access::kind;
use casework::name_conflict::name_conflict;
use casework::record::Ending;
use contact::gate::{Way, may_contact};
use identity::Post;
use kernel::{BlockedReason, RingFences, StaffRole};
use people::joined::Relation;
use records::erase::{EraseReason, erase};
use testkit::databases::on_both;

use super::{NO_TEXTS, after, join, manager, part, person};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::{monday, shipped};
use crate::roof::{Roof, roof};
use joins::Refused;

/// Closes her case and destroys her record.
fn destroy(roof: &Roof, given_name: &str, minutes: i64) {
    let case = roof.story.case_of(given_name);
    roof.act::<kind::CloseCase, _>(&roof.story.lead, case, after(minutes), |tx, ids, permit| {
        casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (Ending::Completed, None))
    })
    .unwrap();
    let mut dee = roof.employ(&format!("dee{minutes}"), Post { cleared: RingFences::ALL, ..Post::of(StaffRole::DataProtectionOfficer) });
    dee.factor_at = Some(after(minutes));
    let whom = person(roof, given_name);
    roof.act_on_person::<kind::Erase, _>(&dee, whom, after(minutes), |tx, ids, permit| {
        erase(tx, ids, permit, EraseReason::HeldInError).map(|_| ()).map_err(|error| match error {
            records::Error::Store(error) => error.into(),
            records::Error::Refused(why) => panic!("{why:?}"),
        })
    })
    .unwrap();
}

#[test]
fn the_other_records_of_a_destroyed_one_stay_one_person_as_careful_as_they_were() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (mona, kim) = (manager(&roof, "mona", monday()), roof.story.kim.clone());
        let (amina, edna, beth) = (person(&roof, "Amina"), person(&roof, "Edna"), person(&roof, "Beth"));
        let whom = kim.user_id().unwrap();
        roof.act_on_person::<kind::NameConflict, _>(&mona, edna, after(1), move |tx, ids, permit| name_conflict(tx, ids, permit, whom))
            .unwrap();
        // Edna stands between the two.
        join(&roof, &mona, "Amina", "Edna", after(2)).unwrap().unwrap();
        join(&roof, &mona, "Edna", "Beth", after(3)).unwrap().unwrap();
        destroy(&roof, "Edna", 5);
        let relation = roof.db.read_now(Relation::read).unwrap();
        assert!(relation.are_one(amina, beth) && !relation.is_joined(edna));
        assert_eq!(roof.count("SELECT count(*) FROM joined_people"), 2);
        let file = roof.read(&mona, "Amina", after(6)).unwrap();
        assert_eq!(may_contact(Way::Text, &file.who).err(), Some(BlockedReason::Unsafe), "she said so, on the record that is gone");
        assert!(roof.read(&kim, "Amina", after(6)).is_none(), "he knows her still");
        part(&roof, &mona, "Amina", "Beth", after(7)).unwrap().unwrap();
        assert!(roof.read(&kim, "Beth", after(8)).is_none(), "and was conflicted with the very same person");
        for table in ["SELECT count(*) FROM joins WHERE one_person_id = other_person_id", "SELECT count(*) FROM joined_people"] {
            assert_eq!(roof.count(table), 0);
        }
        let named: i64 = roof
            .db
            .read_now(move |c| c.one("SELECT count(*) FROM joins WHERE one_person_id = $1 OR other_person_id = $1", &[&edna]))
            .unwrap();
        assert_eq!(named, 0);
    });
}

#[test]
fn a_destroyed_record_is_not_joined() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        let pair = (person(&roof, "Amina"), person(&roof, "Edna"));
        destroy(&roof, "Edna", 5);
        let joined = super::to_both::<kind::Join, _>(&roof, &mona, pair, after(6), |tx, ids, both| joins::join(tx, ids, both, None));
        assert_eq!(joined, Some(Err(Refused::Destroyed)));
    });
}

#[test]
fn what_is_given_to_a_person_tells_of_their_other_records_by_reference_alone() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        let given = || {
            let profile = shipped("example");
            let amina = person(&roof, "Amina");
            roof.act_on_person::<kind::Export, _>(&mona, amina, after(2), move |tx, _, permit| {
                Ok(records::export::whole(tx, permit, &profile)?)
            })
            .unwrap()
            .json()
        };
        let json = given();
        let reference = roof.read(&mona, "Edna", after(2)).unwrap().case.reference;
        assert_eq!(json["held"]["other_records"][0]["cases"][0], reference.as_str());
        for hers in ["Edna", "Stone", "900126", "4 High Street"] {
            assert!(!json.to_string().contains(hers), "{hers} stands on the other record and is given with that");
        }
        part(&roof, &mona, "Amina", "Edna", after(3)).unwrap().unwrap();
        assert_eq!(given()["held"]["other_records"].as_array().unwrap().len(), 0);
    });
}
