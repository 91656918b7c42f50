//! What an attempt, or a new word on safety, does to what is due, told as stories.

use contact::gate::may_contact;
use kernel::{CaseId, DueId, Flag, FlagSet, IncidentKind, Level, Reach, Role, Source, TimeLimit};
use profile::{AfterAcceptance, Condition, NeedsAssessment};
use uuid::Uuid;

use super::*;
use crate::record::DueRecord;

const MONDAY: &str = "2026-11-23T10:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn due(number: u128, kind: DueKind, what: &str, service: Option<&str>, rule: &str) -> OpenDue {
    let due = DueRecord {
        id: DueId::from_uuid(Uuid::from_u128(number)),
        case: CaseId::from_uuid(Uuid::from_u128(1)),
        kind,
        what: what.into(),
        service: service.map(str::to_owned),
        due_at: at("2026-11-24T17:00:00Z"),
        clock: "1wd".into(),
        rule: rule.into(),
        state: DueState::Open,
        ended_at: None,
        source_row: None,
    };
    OpenDue { due, try_at: None }
}

fn offer(number: u128, channel: &str) -> OpenDue {
    due(number, DueKind::Offer, channel, None, "everybody")
}

struct Story {
    profile: Profile,
    open: Vec<OpenDue>,
    who: Safeguards,
    unanswered: usize,
    was_reached: bool,
    was_accepted: bool,
    has_worker: bool,
    seen: Seen,
}

/// A victim of a crime, reported to the police, who has standard rights.
fn standard() -> Seen {
    Seen {
        level: Level::Standard,
        priority: 3,
        flags: FlagSet::EMPTY,
        source: Source::Police,
        kind: IncidentKind::Crime,
        role: Role::Victim,
        reported: true,
        age: Some(40),
        requested: false,
        officer_marked: false,
        repeat: false,
        major_incident: false,
    }
}

/// Somebody of the example hub with every way of contact, in no danger that we know of, whom nobody has tried to reach.
fn story(profile: &str, open: Vec<OpenDue>) -> Story {
    let reach = Reach { mobile: true, home_phone: false, email: true, address: true };
    let who = Safeguards { reach, ..Safeguards::default() };
    let profile = Profile::shipped(profile).unwrap().unwrap();
    Story { profile, open, who, unanswered: 0, was_reached: false, was_accepted: false, has_worker: false, seen: standard() }
}

impl Story {
    fn told<T>(&self, tell: impl FnOnce(&Standing<'_>) -> T) -> T {
        let working_time = crate::snapshot::working_time(&self.profile);
        tell(&Standing {
            now: at(MONDAY),
            open: &self.open,
            who: &self.who,
            preferred: None,
            unanswered: self.unanswered,
            was_reached: self.was_reached,
            was_accepted: self.was_accepted,
            has_worker: self.has_worker,
            seen: Some(&self.seen),
            profile: &self.profile,
            working_time: &working_time,
        })
    }

    fn after(&self, way: Way, outcome: AttemptOutcome) -> Effects {
        self.after_for(way, outcome, None, None)
    }

    fn after_for(&self, way: Way, outcome: AttemptOutcome, service: Option<&str>, again: Option<&str>) -> Effects {
        self.told(|standing| of_attempt(&Attempted { way, outcome, service, again_at: again.map(at) }, standing))
    }
}

fn ended(dues: &DueChanges) -> Vec<(u128, &str)> {
    dues.ended.iter().map(|(id, state)| (id.uuid().as_u128(), state.as_str())).collect()
}

fn added(dues: &DueChanges) -> Vec<(&str, String)> {
    dues.added.iter().map(|new| (new.what.as_str(), new.due_at.to_string())).collect()
}

#[test]
fn reaching_the_person_makes_every_offer_of_the_desk_and_a_day_to_get_back_is_kept() {
    let story = story("example", vec![offer(1, "phone"), offer(2, "text")]);
    let effects = story.after_for(Way::Call, AttemptOutcome::Reached, None, Some("2026-11-26T17:00:00Z"));
    assert_eq!(ended(&effects.dues), [(1, "done"), (2, "done")]);
    assert_eq!(added(&effects.dues), [("get_in_touch", "2026-11-26T17:00:00Z".into())]);
    assert!(!effects.closes);
}

#[test]
fn acceptance_starts_support_by_the_hubs_own_limit_or_the_codes() {
    let mut story = story("hampshire", vec![offer(1, "phone")]);
    story.profile.after_acceptance.clear();
    story.profile.needs_assessment = None;
    story.seen.level = Level::Enhanced;
    let effects = story.after(Way::Call, AttemptOutcome::Accepted);
    assert_eq!(ended(&effects.dues), [(1, "done")]);
    assert_eq!(added(&effects.dues), [("start_support", "2026-11-24T10:00:00Z".into())]);
    story.seen.level = Level::Standard;
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), [("start_support", "2026-11-25T10:00:00Z".into())]);
    story.profile.support_starts.clear();
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), [("start_support", "2026-11-25T17:00:00Z".into())]);
    story.open.push(due(2, DueKind::Task, "start_support", None, ""));
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), [], "support is started once");
}

fn after(task: &str, level: Option<Level>, desk: Option<&str>) -> AfterAcceptance {
    let when = Condition { level, ..Condition::default() };
    AfterAcceptance { task: task.into(), when, within: TimeLimit::WorkingDays(1), desk: desk.map(str::to_owned) }
}

#[test]
fn acceptance_sets_every_task_that_the_profile_asks_for_at_the_desk_it_names() {
    let mut story = story("dorset", vec![due(1, DueKind::Offer, "phone", Some("bureau"), "bureau_others")]);
    story.profile.after_acceptance =
        vec![after("send_pack", None, None), after("plan_support", None, Some("support")), after("safeguard", Some(Level::Enhanced), None)];
    story.profile.support_starts.clear();
    story.profile.needs_assessment = Some(NeedsAssessment { within: TimeLimit::WorkingDays(5), measures: Vec::new() });
    let effects = story.after_for(Way::Call, AttemptOutcome::Accepted, Some("bureau"), None);
    let told = |new: &NewDue| (new.what.clone(), new.service.clone().unwrap_or_default(), new.rule.clone(), new.clock.clone());
    let of = |what: &str, desk: &str, rule: &str, clock: &str| (what.to_owned(), desk.to_owned(), rule.to_owned(), clock.to_owned());
    assert_eq!(
        effects.dues.added.iter().map(told).collect::<Vec<_>>(),
        [
            of("start_support", "bureau", "default", "2wd"),
            of("send_pack", "bureau", "after_acceptance", "1wd"),
            of("plan_support", "support", "after_acceptance", "1wd"),
            of("assess_needs", "bureau", "assess_needs", "5wd"),
        ]
    );
    story.open.push(due(2, DueKind::Task, "plan_support", Some("support"), "after_acceptance"));
    let again = story.after_for(Way::Call, AttemptOutcome::Accepted, Some("bureau"), None);
    assert!(!added(&again.dues).iter().any(|(what, _)| *what == "plan_support"), "what is set is not set twice");
}

#[test]
fn a_second_yes_of_the_same_case_asks_for_nothing_that_was_asked_for_before() {
    let mut story = story("example", vec![due(1, DueKind::Task, "start_support", None, "")]);
    story.profile.after_acceptance = vec![after("send_pack", None, None)];
    story.was_accepted = true;
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), []);
}

#[test]
fn whoever_records_the_yes_becomes_the_worker_where_the_hub_assigns_so_and_nobody_works_the_case() {
    let mut story = story("example", vec![offer(1, "phone")]);
    for (assignment, has_worker, assigns) in [
        (Assignment::OnAcceptance, false, true),
        (Assignment::OnAcceptance, true, false),
        (Assignment::Queue, false, false),
        (Assignment::Lead, false, false),
    ] {
        (story.profile.assignment, story.has_worker) = (assignment, has_worker);
        assert_eq!(story.after(Way::Call, AttemptOutcome::Accepted).assigns, assigns, "{assignment}");
        assert!(!story.after(Way::Call, AttemptOutcome::Reached).assigns);
    }
}

#[test]
fn whoever_comes_back_has_support_started_and_a_safe_way_agreed_where_none_is_open() {
    let mut story = story("example", vec![]);
    story.profile.needs_assessment = None;
    story.profile.after_acceptance.clear();
    let back = |story: &Story| story.told(|standing| of_return(None, standing)).into_iter().map(|new| new.what).collect::<Vec<_>>();
    assert_eq!(back(&story), ["start_support"]);
    story.who.flags = FlagSet::of(&[Flag::DomesticAbuse]);
    (story.who.safety.call, story.who.safety.text) = (Some(false), Some(false));
    assert_eq!(back(&story), ["start_support", "agree_safe_contact"]);
}

#[test]
fn a_hub_that_only_calls_never_writes_a_letter() {
    let mut story = story("wiltshire", vec![offer(1, "phone")]);
    story.profile.ways = vec![Channel::Phone];
    story.who.flags = FlagSet::of(&[Flag::DomesticAbuse]);
    (story.who.safety.letter, story.who.safety.email) = (Some(true), Some(true));
    story.who.reach.mobile = false;
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::WrongNumber).dues), [("agree_safe_contact", "2026-11-24T17:00:00Z".into())]);
    story.open = vec![due(2, DueKind::Task, "agree_safe_contact", None, "")];
    assert_eq!(story.told(of_safety), DueChanges::default(), "a way that the hub does not have agrees nothing");
    story.profile.unreached = Some(profile::Unreached {
        after_attempts: 1,
        channels: vec![profile::Way::By(Channel::Letter)],
        within: TimeLimit::WorkingDays(1),
    });
    (story.who.reach.mobile, story.who.flags, story.unanswered, story.open) = (true, FlagSet::EMPTY, 3, vec![offer(1, "phone")]);
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::NoAnswer).dues), []);
}

#[test]
fn a_no_closes_the_case_unless_another_desk_has_a_promise_of_its_own() {
    let alone = story("example", vec![offer(1, "phone"), due(2, DueKind::Task, "agree_safe_contact", None, "")]);
    let effects = alone.after(Way::Call, AttemptOutcome::Declined);
    assert_eq!((ended(&effects.dues), effects.closes), (vec![(1, "withdrawn"), (2, "withdrawn")], true));
    let bureau = due(1, DueKind::Offer, "phone", Some("bureau"), "bureau_others");
    let support = due(2, DueKind::Offer, "phone", Some("support"), "support_everybody");
    let two = story("dorset", vec![bureau, support]);
    let effects = two.after_for(Way::Call, AttemptOutcome::Declined, Some("bureau"), None);
    assert_eq!((ended(&effects.dues), effects.closes), (vec![(1, "withdrawn")], false));
}

#[test]
fn what_was_sent_makes_its_own_offer_and_no_other() {
    let story = story("hampshire", vec![offer(1, "phone"), offer(2, "text"), offer(3, "email")]);
    assert_eq!(ended(&story.after(Way::Text, AttemptOutcome::Sent).dues), [(2, "done")]);
    assert_eq!(ended(&story.after(Way::Letter, AttemptOutcome::Sent).dues), []);
    assert_eq!(ended(&story.after(Way::Voicemail, AttemptOutcome::Sent).dues), [], "a message left is no conversation");
}

#[test]
fn an_unanswered_call_is_tried_again_and_the_promise_stands() {
    let story = story("example", vec![offer(1, "phone"), offer(2, "email")]);
    let effects = story.after_for(Way::Call, AttemptOutcome::NoAnswer, None, Some("2026-11-24T17:00:00Z"));
    assert_eq!(effects.dues.ended, []);
    assert_eq!(effects.dues.postponed, [(DueId::from_uuid(Uuid::from_u128(1)), at("2026-11-24T17:00:00Z"))]);
    let waiting = OpenDue { try_at: Some(at("2026-11-26T17:00:00Z")), ..offer(1, "phone") };
    assert_eq!(waiting.act_at(), at("2026-11-26T17:00:00Z"));
    assert_eq!(waiting.due.due_at, at("2026-11-24T17:00:00Z"));
}

#[test]
fn after_three_unanswered_calls_the_example_hub_writes_instead() {
    let mut story = story("example", vec![offer(1, "phone")]);
    story.unanswered = 2;
    assert_eq!(added(&story.after(Way::Call, AttemptOutcome::NoAnswer).dues), []);
    story.unanswered = 3;
    let effects = story.after_for(Way::Call, AttemptOutcome::NoAnswer, None, Some("2026-11-24T17:00:00Z"));
    assert_eq!(ended(&effects.dues), [(1, "withdrawn")]);
    assert_eq!(added(&effects.dues), [("letter", "2026-11-25T17:00:00Z".into())]);
    assert_eq!(effects.dues.postponed, [], "what is withdrawn is not tried again");
}

#[test]
fn nobody_is_written_to_instead_where_writing_is_not_safe() {
    let mut story = story("example", vec![offer(1, "phone")]);
    story.unanswered = 3;
    story.who.flags = FlagSet::of(&[Flag::DomesticAbuse]);
    let effects = story.after_for(Way::Call, AttemptOutcome::NoAnswer, None, Some("2026-11-24T17:00:00Z"));
    assert_eq!((ended(&effects.dues), added(&effects.dues)), (vec![], vec![]));
    assert_eq!(effects.dues.postponed.len(), 1, "the call stays due");
}

#[test]
fn a_wrong_number_passes_its_time_on_to_the_next_way_of_the_rule() {
    let mut story = story("dorset", vec![due(1, DueKind::Offer, "phone", Some("support"), "support_everybody")]);
    story.who.reach.mobile = false;
    let effects = story.after_for(Way::Call, AttemptOutcome::WrongNumber, Some("support"), None);
    assert_eq!(ended(&effects.dues), [(1, "withdrawn")]);
    assert_eq!(added(&effects.dues), [("email", "2026-11-24T17:00:00Z".into())]);
    assert_eq!(effects.dues.added[0].service.as_deref(), Some("support"));
}

#[test]
fn where_the_rule_has_no_way_left_a_worker_agrees_one() {
    let mut story = story("hampshire", vec![due(1, DueKind::Offer, "phone", None, "enhanced_phone")]);
    story.who.reach.mobile = false;
    let effects = story.after(Way::Call, AttemptOutcome::WrongNumber);
    assert_eq!(added(&effects.dues), [("agree_safe_contact", "2026-11-24T17:00:00Z".into())]);
    story.who.reach = Reach { home_phone: true, ..story.who.reach };
    assert_eq!(story.after(Way::Call, AttemptOutcome::WrongNumber), Effects::default(), "there is another number");
}

#[test]
fn whoever_named_a_safe_way_need_not_be_asked_for_one() {
    let mut story = story("hampshire", vec![due(1, DueKind::Offer, "phone", None, "enhanced_phone")]);
    story.who.reach.mobile = false;
    story.who.flags = FlagSet::of(&[Flag::DomesticAbuse]);
    story.who.safety.email = Some(true);
    let effects = story.after(Way::Call, AttemptOutcome::WrongNumber);
    assert_eq!(added(&effects.dues), [("email", "2026-11-24T17:00:00Z".into())]);
    let mut asked = self::story("example", vec![due(1, DueKind::Task, "agree_safe_contact", None, "")]);
    asked.who.safety.letter = Some(true);
    assert_eq!(added(&asked.told(of_safety)), [("letter", "2026-11-24T17:00:00Z".into())], "not a call, of which nothing was said");
}

#[test]
fn with_every_way_gone_somebody_still_has_something_to_do() {
    let mut story = story("example", vec![]);
    story.who.reach = Reach::default();
    let effects = story.after(Way::Call, AttemptOutcome::WrongNumber);
    assert_eq!(added(&effects.dues), [("agree_safe_contact", "2026-11-24T17:00:00Z".into())]);
}

#[test]
fn after_danger_a_human_thinks_first() {
    let mut story = story("example", vec![offer(1, "phone"), offer(2, "email")]);
    story.who.safety.call = Some(false);
    let effects = story.after(Way::Call, AttemptOutcome::Unsafe);
    assert_eq!(ended(&effects.dues), [(1, "withdrawn")]);
    assert_eq!(added(&effects.dues), [("agree_safe_contact", "2026-11-24T17:00:00Z".into())]);
    story.open = vec![due(3, DueKind::Task, "agree_safe_contact", None, "")];
    assert_eq!(story.after(Way::Call, AttemptOutcome::Unsafe).dues, DueChanges::default(), "it is asked for once");
}

#[test]
fn a_safe_way_agreed_is_offered_in_place_of_the_task() {
    let mut story = story("example", vec![due(1, DueKind::Task, "agree_safe_contact", None, "")]);
    story.who.flags = FlagSet::of(&[Flag::Stalking]);
    assert_eq!(story.told(of_safety), DueChanges::default(), "nothing was agreed yet");
    story.who.safety.call = Some(false);
    story.who.safety.email = Some(true);
    let changes = story.told(of_safety);
    assert_eq!(ended(&changes), [(1, "done")]);
    assert_eq!(added(&changes), [("email", "2026-11-24T17:00:00Z".into())]);
    story.was_reached = true;
    assert_eq!(added(&story.told(of_safety)), [], "whoever was reached has been offered support");
}

#[test]
fn a_way_called_unsafe_makes_room_for_the_next() {
    let mut story = story("dorset", vec![due(1, DueKind::Offer, "text", Some("support"), "support_everybody")]);
    story.who.safety.text = Some(false);
    let changes = story.told(of_safety);
    assert_eq!(ended(&changes), [(1, "withdrawn")]);
    assert_eq!(added(&changes), [("phone", "2026-11-24T17:00:00Z".into())]);
}

#[test]
fn nothing_is_ever_offered_that_the_gate_denies_and_nobody_is_left_without_anything_due() {
    let answers = [None, Some(true), Some(false)];
    for bits in 0..16_u8 {
        for (call, text) in answers.iter().flat_map(|call| answers.map(|text| (*call, text))) {
            for outcome in [AttemptOutcome::WrongNumber, AttemptOutcome::Unsafe] {
                for flags in [FlagSet::EMPTY, FlagSet::of(&[Flag::HonourBased])] {
                    let mut story = story("dorset", vec![due(1, DueKind::Offer, "phone", Some("support"), "support_everybody")]);
                    let has = |bit: u8| bits & bit != 0;
                    story.who.reach = Reach { mobile: has(1), home_phone: has(2), email: has(4), address: has(8) };
                    (story.who.safety.call, story.who.safety.text, story.who.flags) = (call, text, flags);
                    let effects = story.after_for(Way::Call, outcome, Some("support"), None);
                    for new in effects.dues.added.iter().filter(|new| new.kind == DueKind::Offer) {
                        let way = Way::from(Channel::parse(&new.what).unwrap());
                        assert!(may_contact(way, &story.who).is_ok(), "{:?}", story.who);
                    }
                    assert!(effects.dues.ended.is_empty() || !effects.dues.added.is_empty(), "{:?}", story.who);
                }
            }
        }
    }
}
