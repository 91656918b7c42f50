//! What an attempt, or a new word on safety, does to what is due. Pure: a snapshot in, changes out.

use std::collections::BTreeSet;

use contact::attempt::AttemptOutcome;
use contact::gate::{Safeguards, Way, may_contact};
use jiff::Timestamp;
use kernel::{Channel, TimeLimit, WorkingTime};
use profile::{Profile, Way as Entry};
use triage::AGREE_SAFE_CONTACT;

use crate::{
    due::{DueChanges, GET_IN_TOUCH, NewDue, OpenDue, START_SUPPORT},
    record::{DueKind, DueState},
};

/// By when support starts where the profile does not say: the Victims' Code's own limit for a referral to support.
const SUPPORT_STARTS_WITHIN: TimeLimit = TimeLimit::WorkingDays(2);
/// By when a safe way is agreed where no promise stands already.
const AGREED_WITHIN: TimeLimit = TimeLimit::WorkingDays(1);

/// Where a case stands at the moment of the change.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The moment.
    pub now: Timestamp,
    /// What is open.
    pub open: &'a [OpenDue],
    /// The person's safeguards, with what was just found out.
    pub who: &'a Safeguards,
    /// The channel the person prefers.
    pub preferred: Option<Channel>,
    /// How many attempts in a row nobody answered, this one included.
    pub unanswered: usize,
    /// Whether the person was reached since the case was opened.
    pub was_reached: bool,
    /// By when support starts, as the profile says for this case.
    pub support_within: Option<TimeLimit>,
    /// The hub's rules.
    pub profile: &'a Profile,
    /// Its working time.
    pub working_time: &'a WorkingTime,
}

/// An attempt, as far as it matters to what is due.
#[derive(Debug, Clone, Copy)]
pub struct Attempted<'a> {
    /// By which way.
    pub way: Way,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// For which desk, where the hub has more than one. Another desk's promises stand.
    pub service: Option<&'a str>,
    /// When somebody tries again, or gets back in touch.
    pub again_at: Option<Timestamp>,
}

/// What follows.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Effects {
    /// To what is due.
    pub dues: DueChanges,
    /// Whether the case is closed.
    pub closes: bool,
}

/// What an attempt does to what is due.
pub fn of_attempt(attempted: &Attempted<'_>, standing: &Standing<'_>) -> Effects {
    let mut dues = DueChanges::default();
    let mut closes = false;
    let own = || standing.open.iter().filter(|open| open.due.service.as_deref() == attempted.service);
    let offers = || own().filter(|open| open.due.kind == DueKind::Offer);
    match attempted.outcome {
        AttemptOutcome::Reached => {
            end(&mut dues, offers().chain(own().filter(|open| open.is_task(GET_IN_TOUCH))), DueState::Done);
            if let Some(at) = attempted.again_at {
                dues.added.push(task(GET_IN_TOUCH, attempted.service, at, String::new(), "worker"));
            }
        }
        AttemptOutcome::Accepted => {
            end(&mut dues, offers().chain(own().filter(|open| open.is_task(GET_IN_TOUCH))), DueState::Done);
            if !own().any(|open| open.is_task(START_SUPPORT)) {
                let (within, rule) =
                    standing.support_within.map_or((SUPPORT_STARTS_WITHIN, "default"), |within| (within, "support_starts"));
                let due_at = standing.working_time.due(within, standing.now);
                dues.added.push(task(START_SUPPORT, attempted.service, due_at, within.to_string(), rule));
            }
        }
        AttemptOutcome::Declined => {
            end(&mut dues, own(), DueState::Withdrawn);
            closes = own().count() == standing.open.len();
        }
        AttemptOutcome::Sent if attempted.way != Way::Voicemail => {
            end(&mut dues, offers().filter(|open| open.way() == Some(attempted.way)), DueState::Done);
        }
        AttemptOutcome::Sent | AttemptOutcome::NoAnswer => {
            let unreached = other_way(attempted, standing);
            let by_call = |open: &&OpenDue| open.channel() == Some(Channel::Phone);
            if let Some(offer) = unreached {
                end(&mut dues, offers().filter(by_call), DueState::Withdrawn);
                dues.added.push(offer);
            }
            if let Some(at) = attempted.again_at {
                let waiting = own().filter(|open| by_call(open) || is_done_by_call(open));
                dues.postponed =
                    waiting.map(|open| (open.due.id, at)).filter(|(due, _)| !dues.ended.iter().any(|(ended, _)| ended == due)).collect();
            }
        }
        AttemptOutcome::WrongNumber => rearrange(&mut dues, standing, attempted.service),
        AttemptOutcome::Unsafe => agree_after_danger(&mut dues, standing, attempted.service),
    }
    Effects { dues, closes }
}

/// What a new word on safety does: shut offers make room for open ones, and the task to agree a safe way is done once one is agreed.
pub fn of_safety(standing: &Standing<'_>) -> DueChanges {
    let mut dues = DueChanges::default();
    let service = standing.open.iter().find_map(|open| open.due.service.as_deref());
    rearrange(&mut dues, standing, service);
    if !is_agreed(standing.who) {
        return dues;
    }
    for agreed in standing.open.iter().filter(|open| open.is_task(AGREE_SAFE_CONTACT)) {
        dues.ended.push((agreed.due.id, DueState::Done));
        let service = agreed.due.service.as_deref();
        let is_offered = |new: &NewDue| new.kind == DueKind::Offer && new.service.as_deref() == service;
        if !standing.was_reached && standing_offers(standing, service).count() == 0 && !dues.added.iter().any(is_offered) {
            dues.added.extend(agreed_offer(agreed, standing));
        }
    }
    dues
}

/// Whether the person called a way safe that the gate opens too.
fn is_agreed(who: &Safeguards) -> bool {
    Channel::ALL.iter().any(|channel| is_named_safe(*channel, who))
}

/// Whether the person called this channel safe, and the gate opens it too.
fn is_named_safe(channel: Channel, who: &Safeguards) -> bool {
    let said = match channel {
        Channel::Phone => who.safety.call,
        Channel::Text => who.safety.text,
        Channel::Email => who.safety.email,
        Channel::Letter => who.safety.letter,
    };
    said == Some(true) && is_open(Way::from(channel), who)
}

fn is_open(way: Way, who: &Safeguards) -> bool {
    may_contact(way, who).is_ok()
}

fn is_done_by_call(open: &OpenDue) -> bool {
    [AGREE_SAFE_CONTACT, GET_IN_TOUCH, START_SUPPORT].iter().any(|kind| open.is_task(kind))
}

fn end<'d>(dues: &mut DueChanges, which: impl Iterator<Item = &'d OpenDue>, state: DueState) {
    dues.ended.extend(which.map(|open| (open.due.id, state)));
}

fn task(kind: &str, service: Option<&str>, due_at: Timestamp, clock: String, rule: &str) -> NewDue {
    NewDue {
        kind: DueKind::Task,
        what: kind.to_owned(),
        service: service.map(str::to_owned),
        due_at,
        clock,
        rule: rule.to_owned(),
        source_row: None,
    }
}

/// Offers by ways that the gate now keeps shut are withdrawn. A desk that is left without an offer offers the next way of the same rule by
/// the same time; where none is open, a worker agrees a safe way first. Nobody is dropped.
fn rearrange(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>) {
    for service in withdraw_shut(dues, standing) {
        if standing_offers(standing, service).count() > 0 {
            continue;
        }
        let earliest = shut_offers(standing).filter(|open| open.due.service.as_deref() == service).min_by_key(|open| open.due.due_at);
        let Some(earliest) = earliest else { continue };
        match next_offer(earliest, standing).or_else(|| agreed_offer(earliest, standing)) {
            Some(offer) => dues.added.push(offer),
            None => agree(dues, standing, service, Some(earliest)),
        }
    }
    let is_cared_for = dues.added.iter().any(|new| new.what == AGREE_SAFE_CONTACT);
    if !Way::ALL.iter().any(|way| is_open(*way, standing.who)) && !is_cared_for {
        agree(dues, standing, service, None);
    }
}

fn shut_offers<'a>(standing: &Standing<'a>) -> impl Iterator<Item = &'a OpenDue> {
    let who = *standing.who;
    standing.open.iter().filter(move |open| open.way().is_some_and(|way| !is_open(way, &who)))
}

fn standing_offers<'a>(standing: &Standing<'a>, service: Option<&str>) -> impl Iterator<Item = &'a OpenDue> {
    let who = *standing.who;
    let own = move |open: &&OpenDue| open.due.service.as_deref() == service;
    standing.open.iter().filter(own).filter(move |open| open.way().is_some_and(|way| is_open(way, &who)))
}

fn withdraw_shut<'a>(dues: &mut DueChanges, standing: &Standing<'a>) -> BTreeSet<Option<&'a str>> {
    end(dues, shut_offers(standing), DueState::Withdrawn);
    shut_offers(standing).map(|open| open.due.service.as_deref()).collect()
}

/// After danger was found a human thinks before anything else is offered in place of what was withdrawn.
fn agree_after_danger(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>) {
    let mut services: BTreeSet<Option<&str>> = withdraw_shut(dues, standing);
    services.insert(service);
    for service in services {
        let own = shut_offers(standing).filter(|open| open.due.service.as_deref() == service);
        agree(dues, standing, service, own.min_by_key(|open| open.due.due_at));
    }
}

/// Sets the task to agree a safe way, unless it is set: due when the offer was due that it takes the place of.
fn agree(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>, instead_of: Option<&OpenDue>) {
    if standing.open.iter().any(|open| open.is_task(AGREE_SAFE_CONTACT) && open.due.service.as_deref() == service) {
        return;
    }
    dues.added.push(match instead_of.map(|open| &open.due) {
        Some(due) => NewDue { source_row: due.source_row, ..task(AGREE_SAFE_CONTACT, service, due.due_at, due.clock.clone(), &due.rule) },
        None => {
            let due_at = standing.working_time.due(AGREED_WITHIN, standing.now);
            task(AGREE_SAFE_CONTACT, service, due_at, AGREED_WITHIN.to_string(), "")
        }
    });
}

/// The channels of the rule that something came from; every channel where that rule is none of the profile's.
fn rule_of(open: &OpenDue, standing: &Standing<'_>) -> Vec<Entry> {
    let rule = standing.profile.desks.iter().flat_map(|desk| &desk.contact).find(|rule| rule.name == open.due.rule);
    rule.map_or_else(|| every_channel().collect(), |rule| rule.channels.clone())
}

fn every_channel() -> impl Iterator<Item = Entry> {
    std::iter::once(Entry::Preferred).chain(Channel::ALL.iter().copied().map(Entry::By))
}

/// An offer by the first channel of the rule that is open.
fn next_offer(instead_of: &OpenDue, standing: &Standing<'_>) -> Option<NewDue> {
    let channel = named(rule_of(instead_of, standing), standing).find(|channel| is_open(Way::from(*channel), standing.who))?;
    Some(offer_instead(instead_of, channel))
}

/// An offer by a channel that the person called safe: of the rule's, else of any. Whoever named a safe way need not be asked for one.
fn agreed_offer(instead_of: &OpenDue, standing: &Standing<'_>) -> Option<NewDue> {
    let channels = rule_of(instead_of, standing).into_iter().chain(every_channel());
    let channel = named(channels, standing).find(|channel| is_named_safe(*channel, standing.who))?;
    Some(offer_instead(instead_of, channel))
}

/// An offer by the same time as what it takes the place of.
fn offer_instead(instead_of: &OpenDue, channel: Channel) -> NewDue {
    let due = &instead_of.due;
    NewDue {
        kind: DueKind::Offer,
        what: channel.as_str().to_owned(),
        service: due.service.clone(),
        due_at: due.due_at,
        clock: due.clock.clone(),
        rule: due.rule.clone(),
        source_row: due.source_row,
    }
}

/// The channels that a rule's entries stand for.
fn named(entries: impl IntoIterator<Item = Entry>, standing: &Standing<'_>) -> impl Iterator<Item = Channel> {
    let preferred = standing.preferred;
    entries.into_iter().filter_map(move |entry| match entry {
        Entry::Preferred => preferred,
        Entry::By(channel) => Some(channel),
    })
}

/// After as many calls as the profile says that nobody answered: what it tries instead, where that is open and not offered already.
fn other_way(attempted: &Attempted<'_>, standing: &Standing<'_>) -> Option<NewDue> {
    let rule = standing.profile.unreached.as_ref()?;
    let own = || standing.open.iter().filter(|open| open.due.service.as_deref() == attempted.service);
    let calls_left = own().any(|open| open.channel() == Some(Channel::Phone));
    if standing.unanswered < usize::from(rule.after_attempts) || !calls_left {
        return None;
    }
    let is_instead = |channel: &Channel| *channel != Channel::Phone && is_open(Way::from(*channel), standing.who);
    let channel = named(rule.channels.iter().copied(), standing).find(is_instead)?;
    let already = own().any(|open| open.channel() == Some(channel));
    (!already).then(|| NewDue {
        kind: DueKind::Offer,
        what: channel.as_str().to_owned(),
        service: attempted.service.map(str::to_owned),
        due_at: standing.working_time.due(rule.within, standing.now),
        clock: rule.within.to_string(),
        rule: "unreached".to_owned(),
        source_row: own().find(|open| open.channel() == Some(Channel::Phone)).and_then(|open| open.due.source_row),
    })
}

#[cfg(test)]
mod tests {
    use kernel::{CaseId, DueId, Flag, FlagSet, Reach};
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
        support_within: Option<TimeLimit>,
    }

    /// Somebody of the example hub with every way of contact, in no danger that we know of, whom nobody has tried to reach.
    fn story(profile: &str, open: Vec<OpenDue>) -> Story {
        let reach = Reach { mobile: true, home_phone: false, email: true, address: true };
        let who = Safeguards { reach, ..Safeguards::default() };
        let profile = Profile::shipped(profile).unwrap().unwrap();
        Story { profile, open, who, unanswered: 0, was_reached: false, support_within: None }
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
                support_within: self.support_within,
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
        story.support_within = Some(TimeLimit::Hours(24));
        let effects = story.after(Way::Call, AttemptOutcome::Accepted);
        assert_eq!(ended(&effects.dues), [(1, "done")]);
        assert_eq!(added(&effects.dues), [("start_support", "2026-11-24T10:00:00Z".into())]);
        story.support_within = None;
        assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), [("start_support", "2026-11-25T17:00:00Z".into())]);
        story.open.push(due(2, DueKind::Task, "start_support", None, ""));
        assert_eq!(added(&story.after(Way::Call, AttemptOutcome::Accepted).dues), [], "support is started once");
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
}
