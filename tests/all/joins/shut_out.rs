//! Conflicts of interest and ring-fences hold for every record of a person, and go with the join that brought them.

use access::{Actor, kind};
use casework::give::give;
use casework::lift_conflict::lift_conflict;
use casework::name_conflict::name_conflict;
use casework::set_ring_fence::set_ring_fence;
use casework::{Error, Refused};
use jiff::Timestamp;
use kernel::{RingFence, RingFences};
use testkit::databases::on_both;

use super::{NO_TEXTS, after, events, join, manager, part, person};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::monday;
use crate::roof::{Roof, roof};

fn name(roof: &Roof, by: &Actor, whom: &Actor, given_name: &str, at: Timestamp) {
    let (person, whom) = (person(roof, given_name), whom.user_id().unwrap());
    roof.act_on_person::<kind::NameConflict, _>(by, person, at, move |tx, ids, permit| name_conflict(tx, ids, permit, whom)).unwrap();
}

fn lift(roof: &Roof, by: &Actor, whom: &Actor, given_name: &str, at: Timestamp) -> Result<(), Error> {
    let (person, whom) = (person(roof, given_name), whom.user_id().unwrap());
    roof.act_on_person::<kind::LiftConflict, _>(by, person, at, move |tx, ids, permit| lift_conflict(tx, ids, permit, whom))
}

fn fence(roof: &Roof, by: &Actor, given_name: &str, classes: &[RingFence], at: Timestamp) -> Result<(), Error> {
    let (case, classes) = (roof.story.case_of(given_name), classes.iter().copied().collect::<RingFences>());
    let reason = "She works at the station".to_owned().into();
    roof.act::<kind::SetRingFence, _>(by, case, at, move |tx, ids, permit| set_ring_fence(tx, ids, permit, classes, &reason))
}

fn give_to(roof: &Roof, by: &Actor, whom: &Actor, given_name: &str, at: Timestamp) {
    let (case, to) = (roof.story.case_of(given_name), whom.user_id().unwrap());
    roof.act::<kind::GiveCase, _>(by, case, at, move |tx, ids, permit| give(tx, ids, permit, to)).unwrap();
}

fn sees(roof: &Roof, who: &Actor, given_name: &str, at: Timestamp) -> bool {
    roof.read(who, given_name, at).is_some()
}

fn refused(done: Result<(), Error>) -> Refused {
    match done {
        Err(Error::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_knows_the_person_finds_none_of_their_records_while_they_are_joined() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        give_to(&roof, &mona, &sam, "Edna", after(1));
        name(&roof, &mona, &sam, "Amina", after(1));
        assert!(sees(&roof, &sam, "Edna", after(2)));
        join(&roof, &mona, "Amina", "Edna", after(3)).unwrap().unwrap();
        assert!(!sees(&roof, &sam, "Edna", after(4)));
        let file = roof.read(&mona, "Edna", after(4)).unwrap();
        assert_eq!(file.case.worker, None);
        assert!(["joined", "given_back"].iter().all(|told| events(&file)[..2].contains(told)), "{:?}", events(&file));
        assert_eq!(refused(lift(&roof, &mona, &sam, "Edna", after(5))), Refused::StandsByJoin);

        part(&roof, &mona, "Amina", "Edna", after(6)).unwrap().unwrap();
        assert!(sees(&roof, &sam, "Edna", after(7)) && !sees(&roof, &sam, "Amina", after(7)));
        assert_eq!(roof.read(&mona, "Edna", after(7)).unwrap().case.worker, sam.user_id(), "it is his again");
    });
}

#[test]
fn a_case_that_somebody_took_meanwhile_stays_with_them() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let (mona, sam, kim) = (manager(&roof, "mona", monday()), roof.story.sam.clone(), roof.story.kim.clone());
        give_to(&roof, &mona, &sam, "Edna", after(1));
        name(&roof, &mona, &sam, "Amina", after(1));
        join(&roof, &mona, "Amina", "Edna", after(2)).unwrap().unwrap();
        give_to(&roof, &mona, &kim, "Edna", after(3));
        part(&roof, &mona, "Amina", "Edna", after(4)).unwrap().unwrap();
        assert_eq!(roof.read(&mona, "Edna", after(5)).unwrap().case.worker, kim.user_id());
    });
}

#[test]
fn a_conflict_named_on_one_record_after_the_join_holds_for_all_and_what_is_named_on_each_stays() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (mona, sam, kim) = (manager(&roof, "mona", monday()), roof.story.sam.clone(), roof.story.kim.clone());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        join(&roof, &mona, "Edna", "Beth", after(2)).unwrap().unwrap();
        name(&roof, &mona, &sam, "Beth", after(3));
        name(&roof, &mona, &kim, "Beth", after(3));
        for known in ["Amina", "Edna", "Beth"] {
            assert!(!sees(&roof, &sam, known, after(4)) && !sees(&roof, &kim, known, after(4)), "{known}");
        }
        // Named on Amina's record too, it is hers whatever becomes of the join.
        name(&roof, &mona, &sam, "Amina", after(5));
        part(&roof, &mona, "Amina", "Edna", after(6)).unwrap().unwrap();
        assert!(!sees(&roof, &sam, "Amina", after(7)) && sees(&roof, &kim, "Amina", after(7)));
        assert!(!sees(&roof, &kim, "Edna", after(7)), "Edna and Beth are joined still");
        lift(&roof, &mona, &kim, "Beth", after(8)).unwrap();
        assert!(sees(&roof, &kim, "Edna", after(9)) && sees(&roof, &kim, "Beth", after(9)), "lifted where it stood");
    });
}

#[test]
fn a_ring_fence_round_one_case_is_round_every_case_of_the_person_while_they_are_joined() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        fence(&roof, &mona, "Amina", &[RingFence::StaffVictim], after(1)).unwrap();
        join(&roof, &mona, "Amina", "Edna", after(2)).unwrap().unwrap();
        assert!(!sees(&roof, &sam, "Edna", after(3)));
        assert_eq!(refused(fence(&roof, &mona, "Edna", &[], after(3))), Refused::StandsByJoin);
        // One that is put round the other afterwards, and one that is taken away again.
        fence(&roof, &mona, "Edna", &[RingFence::StaffVictim, RingFence::SexualViolence], after(4)).unwrap();
        let of = |name| roof.read(&mona, name, after(5)).unwrap().case.ring_fence.iter().map(RingFence::as_str).collect::<Vec<_>>();
        assert_eq!(of("Amina"), ["sexual_violence", "staff_victim"]);
        fence(&roof, &mona, "Amina", &[RingFence::SexualViolence], after(6)).unwrap();
        assert_eq!(of("Edna"), ["sexual_violence"]);
        part(&roof, &mona, "Amina", "Edna", after(7)).unwrap().unwrap();
        assert_eq!((of("Amina"), of("Edna")), (vec![], vec!["sexual_violence"]));
        assert!(sees(&roof, &sam, "Amina", after(8)) && !sees(&roof, &sam, "Edna", after(8)));
    });
}

/// What a transfer says of a record is that record's own, also where a join had brought it before.
#[test]
fn a_ring_fence_that_a_row_of_a_transfer_asks_for_outlives_the_join() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        fence(&roof, &mona, "Amina", &[RingFence::SexualViolence], after(1)).unwrap();
        join(&roof, &mona, "Amina", "Edna", after(2)).unwrap().unwrap();
        // A row goes to the record with the open case.
        let case = roof.story.case_of("Amina");
        roof.act::<kind::CloseCase, _>(&mona, case, after(3), |tx, ids, permit| {
            casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (casework::record::Ending::Completed, None))
        })
        .unwrap();
        roof.story.refer(&[&NO_TEXTS.replace("R4,CR4", "R9,CR9").replace("Theft,,", "Rape,sexual,")], after(3));
        part(&roof, &mona, "Amina", "Edna", after(4)).unwrap().unwrap();
        let file = roof.read(&mona, "Edna", after(5)).unwrap();
        assert!(file.case.ring_fence.has(RingFence::SexualViolence), "{:?}", file.case.ring_fence);
    });
}

#[test]
fn a_ring_fence_that_comes_with_a_row_is_round_the_other_records_at_once() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        let (amina, edna) = (roof.story.case_of("Amina"), roof.story.case_of("Edna"));
        roof.act::<kind::CloseCase, _>(&mona, edna, after(2), |tx, ids, permit| {
            casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (casework::record::Ending::Completed, None))
        })
        .unwrap();
        // It goes to the record with the open case, whose name it changes.
        roof.story.refer(&[&NO_TEXTS.replace("R4,CR4", "R9,CR9").replace("Theft,,", "Rape,sexual,")], after(3));
        let reads = |case| roof.act::<kind::ReadCase, _>(&sam, case, after(4), |_, _, _| Ok(())).is_ok();
        assert!(!reads(amina) && !reads(edna));
        let fenced: Vec<(i64, i64)> = roof
            .db
            .read_now(move |c| {
                access::as_the_program(c, |c| {
                    c.all(
                        "SELECT ring_fence, joined_ring_fence FROM cases WHERE id IN ($1, $2) ORDER BY joined_ring_fence",
                        &[&amina, &edna],
                    )
                })
            })
            .unwrap();
        let sexual = RingFences::NONE.with(RingFence::SexualViolence).bits();
        assert_eq!(fenced, [(sexual, 0), (sexual, sexual)]);
    });
}
