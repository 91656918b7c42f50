//! What is held of needs and plans: given to the person whole, and gone with the rest.

use access::kind;
use assessment::{Assessment, Degree, Need, agree_step};
use casework::record::Ending;
use identity::Post;
use kernel::{RingFences, Sensitive, StaffRole};
use records::erase::{EraseReason, erase};
use testkit::databases::on_both;

use super::{answers, asked_again, assessed, on_day, way};
use crate::casework::BURGLARY;
use crate::hub::shipped;
use crate::roof::{Roof, roof};

fn supported(roof: &Roof) {
    let said = Assessment {
        needs: vec![(Need::Housing, Degree::MuchNeed)],
        ratings: answers(&[("informed", 2)]),
        said: Some(Sensitive::new("The roof leaks".to_owned())),
        pathway: None,
    };
    assessed(roof, "Amina", on_day(1), &shipped("example"), said).unwrap();
    roof.act::<kind::AssessNeeds, _>(&roof.story.sam, roof.story.case_of("Amina"), on_day(2), |tx, ids, permit| {
        agree_step(tx, ids, permit, &Sensitive::new("Sam writes to the landlord".to_owned()))
    })
    .unwrap();
    asked_again(roof, "Amina", on_day(8), &[("informed", 4)]).unwrap();
}

#[test]
fn the_person_is_given_all_of_it_and_what_is_destroyed_counts_the_same() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        supported(&roof);
        let case = roof.story.case_of("Amina");
        let person =
            roof.db.read_now(move |c| access::as_the_program(c, |c| c.one("SELECT person_id FROM cases WHERE id = $1", &[&case]))).unwrap();
        let mut dee = roof.employ("dee", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::DataProtectionOfficer) });
        dee.factor_at = Some(on_day(9));
        let held = roof
            .act_on_person::<kind::Export, _>(&dee, person, on_day(9), |tx, _, permit| {
                Ok(records::export::whole(tx, permit, &shipped("example"))?)
            })
            .unwrap();
        let (json, html) = (held.json().to_string(), held.html());
        for said in
            ["Shelter and accommodation: much need", "Informed: 2 of 5", "Informed: 4 of 5", "Sam writes to the landlord", "The roof leaks"]
        {
            assert!(json.contains(said) && html.contains(said), "{said}");
        }

        roof.act::<kind::CloseCase, _>(&roof.story.lead, case, on_day(9), |tx, ids, permit| {
            casework::close::close(tx, ids, permit, &shipped("example"), (Ending::Completed, None))
        })
        .unwrap();
        let before = way(&roof, "informed", on_day(0), on_day(30));
        assert_eq!((before.how_many, before.better), (1, 1));
        roof.act_on_person::<kind::Erase, _>(&dee, person, on_day(9), |tx, ids, permit| {
            match erase(tx, ids, permit, EraseReason::PersonAsked) {
                Ok(_) => Ok(()),
                Err(records::Error::Store(error)) => Err(error.into()),
                Err(records::Error::Refused(why)) => panic!("{why:?}"),
            }
        })
        .unwrap();
        assert_eq!(roof.count("SELECT count(*) FROM plan_steps WHERE words IS NOT NULL"), 0);
        assert_eq!(roof.count("SELECT count(*) FROM assessment_needs"), 0);
        assert_eq!(way(&roof, "informed", on_day(0), on_day(30)), before, "figures are the same before and after");
    });
}
