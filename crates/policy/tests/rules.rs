//! The rules in prose, each held against the policies.
#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use jiff::SignedDuration;
use kernel::{NoteKind, Purpose, RingFence, RingFences, StaffRole};
use policy::Act::*;
use policy::{Act, Agreement, CaseFacts, Circumstances, NoteOrigin, Organisation, PersonFacts, Refusal, Subject};
use world::*;

#[test]
fn a_worker_works_the_cases_of_the_agency_and_closes_only_their_own() {
    let hub = world(|_| {});
    let worker = staff(StaffRole::Worker);
    for act in [ReadCase, SeeContact, SeeAddress, SeeNotes, RecordAttempt, FinishTask, SettleReview, ChangeContact, WriteNote] {
        assert_eq!(hub.on_case(&worker, act, &colleagues()), Ok(()), "{act}");
    }
    assert_eq!(hub.on_case(&worker, CloseCase, &mine()), Ok(()));
    assert_eq!(hub.on_case(&worker, TakeCase, &nobodys()), Ok(()));
}

#[test]
fn a_refusal_says_why() {
    let hub = world(|_| {});
    let worker = staff(StaffRole::Worker);
    assert_eq!(hub.on_case(&worker, CloseCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&worker, HandOverCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&worker, HandOverCase, &nobodys()), Err(Refusal::NobodyHasIt));
    assert_eq!(hub.on_case(&worker, TakeCase, &colleagues()), Err(Refusal::SomebodyHasIt));
    assert_eq!(hub.on_case(&worker, ReadCase, &of_partner()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&worker, GiveCase, &mine()), Err(Refusal::RoleMayNot));
    assert_eq!(hub.policies.decide(&worker, ReadCase, Subject::Hub, &now()), Err(Refusal::NotOnThis));
    assert_eq!(hub.on_person(&staff(StaffRole::Manager), Export, &person(&[mine()])), Err(Refusal::NeedsSecondFactor));
    assert_eq!(hub.on_case(&staff(StaffRole::Auditor), TakeCase, &colleagues()), Err(Refusal::RoleMayNot));
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
fn a_lead_gives_and_closes_for_their_team_and_without_one_for_the_agency() {
    let hub = world(|_| {});
    let mut lead = staff(StaffRole::TeamLead);
    assert_eq!(hub.on_case(&lead, GiveCase, &colleagues()), Ok(()));
    lead.team = Some("south".into());
    assert_eq!(hub.on_case(&lead, GiveCase, &colleagues()), Err(Refusal::NotYours));
    assert_eq!(hub.on_case(&lead, ReadCase, &colleagues()), Ok(()));
}

#[test]
fn a_partner_acts_within_an_agreement_in_force_for_its_purpose_and_parts_and_with_consent() {
    let mut adviser = of(StaffRole::Specialist, "isva");
    adviser.team = Some("isva".into());
    let case = of_partner();
    let under = |change: &dyn Fn(&mut Agreement)| {
        let mut agreed = agreement("isva", Purpose::Support);
        change(&mut agreed);
        world(|organisation| organisation.agreements.push(agreed))
    };
    assert!(world(|_| {}).on_case(&adviser, ReadCase, &case).is_err());
    let hub = under(&|_| {});
    assert_eq!(hub.on_case(&adviser, ReadCase, &case), Ok(()));
    assert_eq!(hub.on_case(&adviser, SeeContact, &case), Ok(()));
    assert!(hub.on_case(&adviser, SeeAddress, &case).is_err(), "the agreement leaves the address out");
    assert!(under(&|agreement| agreement.until = "2026-03-09".parse().unwrap()).on_case(&adviser, ReadCase, &case).is_err());
    assert_eq!(under(&|agreement| agreement.until = "2026-03-10".parse().unwrap()).on_case(&adviser, ReadCase, &case), Ok(()));
    assert!(under(&|agreement| agreement.from = "2026-03-11".parse().unwrap()).on_case(&adviser, ReadCase, &case).is_err());
    assert!(under(&|agreement| agreement.purposes = vec![Purpose::Justice]).on_case(&adviser, ReadCase, &case).is_err());
    let asking = under(&|agreement| agreement.with_consent = true);
    assert!(asking.on_case(&adviser, ReadCase, &case).is_err());
    assert_eq!(asking.on_case(&adviser, ReadCase, &CaseFacts { has_agreed: true, ..case }), Ok(()));
}

#[test]
fn a_referral_that_the_person_agreed_to_opens_the_case_to_the_partner_and_nothing_of_it_to_be_worked() {
    let hub = world(|organisation| organisation.agreements.push(agreement("isva", Purpose::Support)));
    let adviser = of(StaffRole::Specialist, "isva");
    let referred = CaseFacts { is_referred: true, has_agreed: true, ..colleagues() };
    for act in [ReadCase, SeeContact, WriteNote, AnswerReferral] {
        assert_eq!(hub.on_case(&adviser, act, &referred), Ok(()), "{act}");
        assert!(hub.on_case(&adviser, act, &CaseFacts { has_agreed: false, ..referred.clone() }).is_err(), "{act} without their yes");
        assert!(hub.on_case(&adviser, act, &CaseFacts { is_referred: false, ..referred.clone() }).is_err(), "{act} without a referral");
    }
    for act in [RecordAttempt, ChangeContact, TakeCase, CloseCase, ReferOnward, OptOut] {
        assert!(hub.on_case(&adviser, act, &referred).is_err(), "{act} is the hub's");
    }
    assert!(hub.on_case(&of(StaffRole::Volunteer, "isva"), ReadCase, &referred).is_err());
    assert!(hub.on_case(&of(StaffRole::Worker, "force"), ReadCase, &referred).is_err(), "the police are let in by no referral");
    assert!(world(|_| {}).on_case(&adviser, ReadCase, &referred).is_err(), "there is no agreement");
    assert_eq!(hub.on_person(&adviser, ReadPerson, &person(std::slice::from_ref(&referred))), Ok(()));
    let circumstances = Circumstances { purpose: hub.policies.purpose(&adviser, SeeNotes), ..now() };
    let reads = |kind, agency: &str| {
        let origin = NoteOrigin { kind, desk: None, agency: agency.into() };
        hub.policies.readable_notes(&adviser, &referred, &circumstances, &origin)
    };
    assert!(reads(NoteKind::Support, "hub") && reads(NoteKind::Counselling, "isva"));
    assert!(!reads(NoteKind::Counselling, "hub") && !reads(NoteKind::Adviser, "hub"));
}

/// An hour before midnight in London's summer is another day there than in UTC.
#[test]
fn an_agreement_ends_with_the_day_in_london() {
    let mut adviser = of(StaffRole::Specialist, "isva");
    adviser.team = Some("isva".into());
    let until_june = Agreement { until: "2026-06-30".parse().unwrap(), ..agreement("isva", Purpose::Support) };
    let hub = world(|organisation| organisation.agreements.push(until_june));
    let at = |moment: &str| Circumstances { at: moment.parse().unwrap(), ..now() };
    let reads = |moment| hub.policies.decide(&adviser, ReadCase, Subject::Case(&of_partner()), &at(moment)).is_ok();
    assert!(reads("2026-06-30T22:59:59Z"));
    assert!(!reads("2026-06-30T23:00:00Z"));
}

#[test]
fn the_police_see_what_was_reported_and_no_more_than_an_agreement_shares() {
    let liaison = of(StaffRole::PoliceLiaison, "force");
    let shares = |organisation: &mut Organisation| organisation.agreements.push(agreement("force", Purpose::Justice));
    let shown = world(|organisation| {
        shares(organisation);
        organisation.police_see_records = true;
    });
    assert!(world(shares).on_case(&liaison, ReadCase, &colleagues()).is_err(), "the hub shows the police nothing");
    assert!(world(|organisation| organisation.police_see_records = true).on_case(&liaison, ReadCase, &colleagues()).is_err());
    assert_eq!(shown.on_hub(&liaison, SearchPeople), Ok(()));
    assert_eq!(shown.on_case(&liaison, ReadCase, &colleagues()), Ok(()));
    assert!(shown.on_case(&liaison, SeeAddress, &colleagues()).is_err(), "the agreement leaves the address out");
    assert!(shown.on_case(&liaison, ReadCase, &CaseFacts { has_unreported: true, ..colleagues() }).is_err());
    let desks = vec!["court".into(), "support".into()];
    assert!(shown.on_case(&liaison, ReadCase, &CaseFacts { desks, ..colleagues() }).is_err());
    assert!(shown.on_case(&of(StaffRole::Worker, "force"), TakeCase, &CaseFacts { agency: "force".into(), ..nobodys() }).is_err());
}

#[test]
fn the_police_read_updates_and_a_volunteer_reads_support_notes() {
    let hub = world(|organisation| {
        organisation.agreements.push(agreement("force", Purpose::Justice));
        organisation.police_see_records = true;
        organisation.walled_desks = true;
    });
    let reads = |actor: &policy::Actor, kind, desk: Option<&str>, case: &CaseFacts| {
        let origin = NoteOrigin { kind, desk: desk.map(str::to_owned), agency: "hub".into() };
        let circumstances = Circumstances { purpose: hub.policies.purpose(actor, SeeNotes), ..now() };
        hub.policies.readable_notes(actor, case, &circumstances, &origin)
    };
    let liaison = of(StaffRole::PoliceLiaison, "force");
    let volunteer = staff(StaffRole::Volunteer);
    let all = |actor: &policy::Actor, case: &CaseFacts| {
        NoteKind::ALL.iter().copied().filter(|kind| reads(actor, *kind, None, case)).collect::<Vec<_>>()
    };
    assert_eq!(all(&liaison, &colleagues()), [NoteKind::CaseUpdate]);
    assert_eq!(all(&volunteer, &mine()), [NoteKind::Support]);
    assert_eq!(all(&volunteer, &colleagues()), []);
    assert_eq!(all(&staff(StaffRole::Worker), &colleagues()), NoteKind::ALL);
    assert!(!reads(&liaison, NoteKind::CaseUpdate, Some("support"), &colleagues()), "written at a desk hidden from the police");
    let mut at_court = staff(StaffRole::Worker);
    at_court.desk = Some("court".into());
    let both = CaseFacts { desks: vec!["court".into(), "support".into()], ..colleagues() };
    assert!(reads(&at_court, NoteKind::Support, Some("court"), &both));
    assert!(!reads(&at_court, NoteKind::Support, Some("support"), &both));
    assert!(!reads(&at_court, NoteKind::Support, None, &both));
}

#[test]
fn only_those_cleared_for_every_class_see_a_ring_fenced_case_and_whoever_broke_the_glass_what_it_shows() {
    let hub = world(|_| {});
    let fenced = CaseFacts { ring_fence: [RingFence::SexualViolence, RingFence::StaffVictim].into_iter().collect(), ..mine() };
    let mut worker = staff(StaffRole::Worker);
    assert!(hub.on_case(&worker, ReadCase, &fenced).is_err());
    worker.cleared = RingFences::NONE.with(RingFence::SexualViolence);
    assert!(hub.on_case(&worker, ReadCase, &fenced).is_err());
    assert_eq!(hub.on_case(&worker, BreakGlass, &fenced), Ok(()));
    let broken = CaseFacts { is_broken: true, ..fenced.clone() };
    assert_eq!(hub.on_case(&worker, ReadCase, &broken), Ok(()));
    assert_eq!(hub.on_case(&worker, RecordAttempt, &broken), Ok(()));
    assert!(hub.on_case(&worker, CloseCase, &broken).is_err());
    assert!(hub.on_person(&staff(StaffRole::Manager), Part, &person(std::slice::from_ref(&broken))).is_err());
    assert!(hub.on_case(&worker, ReadCase, &CaseFacts { is_conflicted: true, ..broken }).is_err());
    worker.cleared = RingFences::ALL;
    assert_eq!(hub.on_case(&worker, CloseCase, &fenced), Ok(()));
}

#[test]
fn a_person_is_seen_where_a_case_shows_them_and_changed_where_no_case_is_shut() {
    let hub = world(|_| {});
    let manager = staff(StaffRole::Manager);
    let fenced = CaseFacts { ring_fence: RingFences::ALL, ..colleagues() };
    let two = person(&[mine(), fenced.clone()]);
    assert_eq!(hub.on_person(&manager, ReadPerson, &two), Ok(()));
    assert_eq!(hub.on_person(&manager, NameConflict, &two), Ok(()));
    assert!(hub.on_person(&manager, Part, &two).is_err());
    assert_eq!(hub.on_person(&manager, Part, &person(&[mine()])), Ok(()));
    assert!(hub.on_person(&manager, ReadPerson, &person(&[fenced])).is_err());
    assert!(hub.on_person(&manager, ReadPerson, &person(&[of_partner()])).is_err());
    assert_eq!(hub.on_person(&manager, ReadPerson, &person(&[])), Ok(()));
    assert!(hub.on_person(&staff(StaffRole::Specialist), ReadPerson, &person(&[])).is_err());
    assert!(hub.on_person(&of(StaffRole::Worker, "isva"), ReadPerson, &person(&[])).is_err());
    let conflicted = PersonFacts { is_conflicted: true, ..person(&[]) };
    assert!(hub.on_person(&manager, ReadPerson, &conflicted).is_err());
}

#[test]
fn exporting_needs_a_second_person_or_a_second_factor_of_the_last_ten_minutes() {
    let hub = world(|_| {});
    let mut officer = staff(StaffRole::DataProtectionOfficer);
    let exports = |officer: &policy::Actor| hub.on_person(officer, Export, &person(&[mine()]));
    assert_eq!(exports(&officer), Err(Refusal::NeedsSecondFactor));
    officer.factor_at = Some(at() - SignedDuration::from_mins(10));
    assert_eq!(exports(&officer), Ok(()));
    officer.factor_at = Some(at() - SignedDuration::from_secs(601));
    assert_eq!(exports(&officer), Err(Refusal::NeedsSecondFactor));
    officer.factor_at = Some(at() + SignedDuration::from_secs(1));
    assert_eq!(exports(&officer), Err(Refusal::NeedsSecondFactor), "a factor given in times to come is none");
    let second = Circumstances { has_second_person: true, purpose: Purpose::Assurance, ..now() };
    assert_eq!(hub.policies.decide(&officer, Export, Subject::Person(&person(&[mine()])), &second), Ok(()));
}

#[test]
fn a_closed_case_takes_consent_and_a_ring_fence_and_is_read() {
    let hub = world(|_| {});
    let closed = CaseFacts { is_open: false, ..mine() };
    let on_cases = Act::ALL.iter().copied().filter(|act| act.scope() == policy::Scope::OnCase);
    let manager = staff(StaffRole::Manager);
    let may: Vec<Act> = on_cases.filter(|act| hub.on_case(&manager, *act, &closed).is_ok()).collect();
    assert_eq!(
        may,
        [
            ReadCase,
            SeeContact,
            SeeAddress,
            SeeNotes,
            RecordConsent,
            SetRingFence,
            ReopenCase,
            OfferAgain,
            OptOut,
            AnswerReferral,
            Disclose,
            BreakGlass
        ]
    );
}

#[test]
fn whoever_works_for_an_agency_that_is_no_more_does_nothing() {
    let hub = world(|_| {});
    for role in StaffRole::ALL {
        let gone = of(*role, "gone");
        assert!(Act::ALL.iter().all(|act| hub.on_hub(&gone, *act).is_err()), "{role}");
        assert!(hub.on_case(&gone, ReadCase, &CaseFacts { agency: "gone".into(), ..mine() }).is_err());
    }
}
