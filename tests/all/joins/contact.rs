//! How to reach somebody of whom there are several records: the stricter wins until the person says otherwise.

use std::sync::Arc;

use access::{Actor, kind};
use casework::change_safety::{Told, change_safety, mark};
use casework::record_attempt::{Attempt, record_attempt};
use casework::{Error, Refused};
use contact::attempt::AttemptOutcome;
use contact::gate::{Way, may_contact};
use jiff::Timestamp;
use kernel::{BlockedReason, Safety};
use people::record::PointKind;
use testkit::databases::on_both;

use super::{NO_TEXTS, after, join, manager, part, person};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::monday;
use crate::roof::{Roof, roof};

fn may(roof: &Roof, name: &str, way: Way, at: Timestamp) -> Result<(), BlockedReason> {
    may_contact(way, &roof.read(&roof.story.sam, name, at).unwrap().who).map(|_| ())
}

fn tries(roof: &Roof, who: &Actor, name: &str, way: Way, outcome: AttemptOutcome, at: Timestamp) -> Result<(), Error> {
    let file = roof.read(who, name, at).unwrap();
    let kind = if way == Way::Letter { PointKind::Address } else { PointKind::Mobile };
    let point = file.person.points.iter().find(|kept| kept.point.kind == kind).unwrap().id;
    let attempt = Attempt { way, point, service: None, outcome, again_on: None, note: None, checked: false, support_by: None };
    let profile = Arc::clone(&roof.story.profile);
    roof.act::<kind::RecordAttempt, _>(who, file.case.id, at, move |tx, ids, permit| {
        record_attempt(tx, ids, permit, &profile, &attempt).map(|_| ())
    })
}

/// A worker writes down on this case what the person says is safe.
fn says(roof: &Roof, name: &str, safety: Safety, at: Timestamp) {
    let file = roof.read(&roof.story.sam, name, at).unwrap();
    let known = &file.person.known;
    let told = Told {
        before: mark(&file.person),
        safety,
        suspect_shares_address: known.suspect_shares_address,
        contact_notes: known.contact_notes.clone(),
    };
    let profile = Arc::clone(&roof.story.profile);
    roof.act::<kind::ChangeContact, _>(&roof.story.sam, file.case.id, at, move |tx, ids, permit| {
        change_safety(tx, ids, permit, &profile, &told)
    })
    .unwrap();
}

const TEXTS_ARE_SAFE: Safety = Safety { text: Some(true), call: None, voicemail: None, email: None, letter: None };

#[test]
fn a_way_that_one_record_calls_unsafe_is_used_on_neither_until_the_person_says_otherwise() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        says(&roof, "Amina", TEXTS_ARE_SAFE, after(1));
        assert_eq!(may(&roof, "Amina", Way::Text, after(2)), Ok(()));
        join(&roof, &mona, "Amina", "Edna", after(3)).unwrap().unwrap();
        for name in ["Amina", "Edna"] {
            assert_eq!(may(&roof, name, Way::Text, after(4)), Err(BlockedReason::Unsafe), "{name}");
            let sent = tries(&roof, &roof.story.sam, name, Way::Text, AttemptOutcome::Sent, after(4));
            assert!(matches!(sent, Err(Error::Refused(Refused::WayShut(Way::Text, BlockedReason::Unsafe)))), "{name}: {sent:?}");
        }
        let file = roof.read(&roof.story.sam, "Amina", after(4)).unwrap();
        assert_eq!(file.person.known.safety, TEXTS_ARE_SAFE, "her record says what it said");

        // A worker rings and asks: that stands, on the case on which it was said.
        says(&roof, "Amina", TEXTS_ARE_SAFE, after(5));
        assert_eq!(may(&roof, "Amina", Way::Text, after(6)), Ok(()));
        assert_eq!(may(&roof, "Edna", Way::Text, after(6)), Err(BlockedReason::Unsafe));
        tries(&roof, &roof.story.sam, "Amina", Way::Text, AttemptOutcome::Sent, after(6)).unwrap();

        // Then something new is written down on the other record.
        tries(&roof, &roof.story.sam, "Edna", Way::Letter, AttemptOutcome::Unsafe, after(7)).unwrap();
        assert_eq!(may(&roof, "Amina", Way::Text, after(8)), Err(BlockedReason::Unsafe));
        part(&roof, &mona, "Amina", "Edna", after(9)).unwrap().unwrap();
        assert_eq!(may(&roof, "Amina", Way::Text, after(10)), Ok(()));
    });
}

#[test]
fn that_a_way_was_found_unsafe_does_not_make_another_way_safe() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        tries(&roof, &roof.story.sam, "Amina", Way::Letter, AttemptOutcome::Unsafe, after(2)).unwrap();
        let file = roof.read(&roof.story.sam, "Amina", after(3)).unwrap();
        assert!(file.person.safety_confirmed_at.is_some(), "a worker wrote something down");
        assert_eq!(may(&roof, "Amina", Way::Text, after(3)), Err(BlockedReason::Unsafe), "and nobody said that texts are safe");
        assert_eq!(may(&roof, "Edna", Way::Letter, after(3)), Err(BlockedReason::Unsafe));
    });
}

#[test]
fn danger_on_one_record_is_danger_on_every_one() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let mona = manager(&roof, "mona", monday());
        assert_eq!(may(&roof, "Amina", Way::Text, after(1)), Ok(()));
        join(&roof, &mona, "Beth", "Amina", after(1)).unwrap().unwrap();
        assert_eq!(may(&roof, "Amina", Way::Text, after(2)), Err(BlockedReason::SafetyUnknown));
        // Who lives with her stands on Beth's record alone.
        let beth = roof.story.case_of("Beth");
        roof.set("UPDATE people SET suspect_shares_address = (1 = 1) WHERE id = (SELECT person_id FROM cases WHERE id = $1)", beth);
        assert_eq!(may(&roof, "Amina", Way::Letter, after(2)), Err(BlockedReason::SuspectSharesAddress));
        part(&roof, &mona, "Beth", "Amina", after(3)).unwrap().unwrap();
        assert_eq!(may(&roof, "Amina", Way::Letter, after(4)), Ok(()));
    });
}

#[test]
fn a_no_that_is_written_down_on_another_record_while_somebody_fills_in_the_page_is_not_overlooked() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        let shown = roof.read(&roof.story.sam, "Amina", after(2)).unwrap();
        tries(&roof, &roof.story.kim, "Edna", Way::Call, AttemptOutcome::Unsafe, after(3)).unwrap();
        let told = Told { before: mark(&shown.person), safety: TEXTS_ARE_SAFE, suspect_shares_address: None, contact_notes: None };
        let profile = Arc::clone(&roof.story.profile);
        let said = roof.act::<kind::ChangeContact, _>(&roof.story.sam, shown.case.id, after(4), move |tx, ids, permit| {
            change_safety(tx, ids, permit, &profile, &told)
        });
        assert!(matches!(said, Err(Error::Refused(Refused::ChangedMeanwhile))), "{said:?}");
        assert_eq!(may(&roof, "Amina", Way::Call, after(5)), Err(BlockedReason::Unsafe));
    });
}

/// What was said before a third record was known says nothing against that one.
#[test]
fn a_record_that_is_joined_later_is_heard_until_the_person_says_otherwise_again() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        join(&roof, &mona, "Amina", "Beth", after(1)).unwrap().unwrap();
        says(&roof, "Amina", TEXTS_ARE_SAFE, after(2));
        assert_eq!(may(&roof, "Amina", Way::Text, after(3)), Ok(()));
        join(&roof, &mona, "Beth", "Edna", after(4)).unwrap().unwrap();
        assert_eq!(may(&roof, "Amina", Way::Text, after(5)), Err(BlockedReason::Unsafe));
        part(&roof, &mona, "Beth", "Edna", after(6)).unwrap().unwrap();
        assert_eq!(may(&roof, "Amina", Way::Text, after(7)), Ok(()), "as it was before");
        assert_eq!(person(&roof, "Amina"), roof.read(&roof.story.sam, "Amina", after(7)).unwrap().person.id);
    });
}
