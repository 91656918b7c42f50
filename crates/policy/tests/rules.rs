//! The rules in prose, each held against the policies.

mod world;

use kernel::{AgencyKind, NoteKind, Part, Purpose, RingFence, StaffRole};
use policy::Act::*;
use policy::{Act, Refusal, Subject};
use world::*;

#[test]
fn the_policies_that_come_with_the_program_are_valid() {
    world(|_| {});
}

#[test]
fn a_worker_works_the_cases_of_the_agency_and_closes_only_their_own() {
    let hub = world(|_| {});
    let worker = staff(StaffRole::Worker);
    for act in [ReadCase, SeeContact, SeeAddress, SeeNotes, RecordAttempt, FinishTask, SettleReview, ChangeContact, WriteNote] {
        assert_eq!(hub.on_case(&worker, act, &colleagues()), Ok(()), "{act}");
    }
    assert_eq!(hub.on_case(&worker, CloseCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&worker, CloseCase, &mine()), Ok(()));
    assert_eq!(hub.on_case(&worker, TakeCase, &colleagues()), Err(Refusal::SomebodyHasIt));
    assert_eq!(hub.on_case(&worker, TakeCase, &nobodys()), Ok(()));
    assert_eq!(hub.on_case(&worker, HandOverCase, &nobodys()), Err(Refusal::NobodyHasIt));
    assert_eq!(hub.on_case(&worker, HandOverCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&worker, GiveCase, &mine()), Err(Refusal::RoleMayNot));
    assert_eq!(hub.on_case(&worker, ReadCase, &of_partner()), Err(Refusal::NotYours));
    assert_eq!(hub.policies.decide(&worker, ReadCase, Subject::Hub, &now()), Err(Refusal::NotOnThis));
}

#[test]
fn a_specialist_works_what_is_theirs_or_their_teams() {
    let hub = world(|_| {});
    let mut adviser = staff(StaffRole::Specialist);
    assert_eq!(hub.on_case(&adviser, ReadCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&adviser, ReadCase, &mine()), Ok(()));
    adviser.team = Some("north".into());
    assert_eq!(hub.on_case(&adviser, ReadCase, &colleagues()), Ok(()));
    assert_eq!(hub.on_case(&adviser, TakeCase, &nobodys()), Ok(()));
}

#[test]
fn a_partner_acts_within_an_agreement_in_force_for_its_purpose_and_parts_and_with_consent() {
    let mut adviser = of(StaffRole::Specialist, "isva");
    adviser.team = Some("isva".into());
    let case = of_partner();
    assert!(world(|_| {}).on_case(&adviser, ReadCase, &case).is_err());
    let hub = world(|organisation| organisation.agreements.push(agreement("isva", Purpose::Support)));
    assert_eq!(hub.on_case(&adviser, ReadCase, &case), Ok(()));
    assert_eq!(hub.on_case(&adviser, SeeContact, &case), Ok(()));
    assert!(hub.on_case(&adviser, SeeAddress, &case).is_err(), "the agreement leaves the address out");
    let late = world(|organisation| {
        organisation.agreements.push(policy::Agreement { until: "2026-03-01".parse().unwrap(), ..agreement("isva", Purpose::Support) })
    });
    assert!(late.on_case(&adviser, ReadCase, &case).is_err());
    let asking =
        world(|organisation| organisation.agreements.push(policy::Agreement { with_consent: true, ..agreement("isva", Purpose::Support) }));
    assert!(asking.on_case(&adviser, ReadCase, &case).is_err());
    assert_eq!(asking.on_case(&adviser, ReadCase, &policy::CaseFacts { has_agreed: true, ..case.clone() }), Ok(()));
    let other = world(|organisation| organisation.agreements.push(agreement("isva", Purpose::Justice)));
    assert!(other.on_case(&adviser, ReadCase, &case).is_err());
    let _ = (AgencyKind::Hub, NoteKind::Support, Part::Name, RingFence::StaffVictim, Act::ALL);
}
