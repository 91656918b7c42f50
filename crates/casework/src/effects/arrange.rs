//! Which way is offered in place of one that is shut, or by which nobody was reached. Only ways that the hub has are offered at all.

use std::collections::BTreeSet;

use contact::gate::{Way, may_contact};
use kernel::{Channel, TimeLimit};
use profile::Way as Entry;
use triage::AGREE_SAFE_CONTACT;

use super::{Attempted, Standing, end, task};
use crate::{
    due::{DueChanges, NewDue, OpenDue, UNREACHED},
    record::{DueKind, DueState},
    ways::is_hubs,
};

/// By when a safe way is agreed where no promise stands already.
const AGREED_WITHIN: TimeLimit = TimeLimit::WorkingDays(1);

/// Whether the person called a way safe that the hub has and the gate opens too.
pub(super) fn is_agreed(standing: &Standing<'_>) -> bool {
    Channel::ALL.iter().any(|channel| is_named_safe(*channel, standing))
}

/// Whether the person called this channel safe, the hub has it, and the gate opens it too.
fn is_named_safe(channel: Channel, standing: &Standing<'_>) -> bool {
    let safety = &standing.who.safety;
    let said = match channel {
        Channel::Phone => safety.call,
        Channel::Text => safety.text,
        Channel::Email => safety.email,
        Channel::Letter => safety.letter,
    };
    said == Some(true) && is_open(Way::from(channel), standing)
}

/// Whether the hub has this way and the gate opens it.
fn is_open(way: Way, standing: &Standing<'_>) -> bool {
    is_hubs(way, &standing.profile.ways) && may_contact(way, standing.who).is_ok()
}

/// Offers by ways that the gate now keeps shut are withdrawn. A desk that is left without an offer offers the next way of the same rule by
/// the same time; where none is open, a worker agrees a safe way first. Nobody is dropped.
pub(super) fn rearrange(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>) {
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
    agree_where_none_is_open(dues, standing, service);
}

/// Where the hub has no way left to the person, a worker agrees one.
pub(super) fn agree_where_none_is_open(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>) {
    let is_cared_for = dues.added.iter().any(|new| new.what == AGREE_SAFE_CONTACT);
    if !Way::ALL.iter().any(|way| is_open(*way, standing)) && !is_cared_for {
        agree(dues, standing, service, None);
    }
}

fn shut_offers<'a>(standing: &Standing<'a>) -> impl Iterator<Item = &'a OpenDue> {
    let standing = *standing;
    standing.open.iter().filter(move |open| open.way().is_some_and(|way| !is_open(way, &standing)))
}

pub(super) fn standing_offers<'a>(standing: &Standing<'a>, service: Option<&str>) -> impl Iterator<Item = &'a OpenDue> {
    let standing = *standing;
    let own = move |open: &&OpenDue| open.due.service.as_deref() == service;
    standing.open.iter().filter(own).filter(move |open| open.way().is_some_and(|way| is_open(way, &standing)))
}

fn withdraw_shut<'a>(dues: &mut DueChanges, standing: &Standing<'a>) -> BTreeSet<Option<&'a str>> {
    end(dues, shut_offers(standing), DueState::Withdrawn);
    shut_offers(standing).map(|open| open.due.service.as_deref()).collect()
}

/// After danger was found a human thinks before anything else is offered in place of what was withdrawn.
pub(super) fn agree_after_danger(dues: &mut DueChanges, standing: &Standing<'_>, service: Option<&str>) {
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
    let channel = named(rule_of(instead_of, standing), standing).find(|channel| is_open(Way::from(*channel), standing))?;
    Some(offer_instead(instead_of, channel))
}

/// An offer by a channel that the person called safe: of the rule's, else of any. Whoever named a safe way need not be asked for one.
pub(super) fn agreed_offer(instead_of: &OpenDue, standing: &Standing<'_>) -> Option<NewDue> {
    let channels = rule_of(instead_of, standing).into_iter().chain(every_channel());
    let channel = named(channels, standing).find(|channel| is_named_safe(*channel, standing))?;
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
pub(super) fn other_way(attempted: &Attempted<'_>, standing: &Standing<'_>) -> Option<NewDue> {
    let rule = standing.profile.unreached.as_ref()?;
    let own = || standing.open.iter().filter(|open| open.due.service.as_deref() == attempted.service);
    let calls_left = own().any(|open| open.channel() == Some(Channel::Phone));
    if standing.unanswered < usize::from(rule.after_attempts) || !calls_left {
        return None;
    }
    let is_instead = |channel: &Channel| *channel != Channel::Phone && is_open(Way::from(*channel), standing);
    let channel = named(rule.channels.iter().copied(), standing).find(is_instead)?;
    let already = own().any(|open| open.channel() == Some(channel));
    (!already).then(|| NewDue {
        kind: DueKind::Offer,
        what: channel.as_str().to_owned(),
        service: attempted.service.map(str::to_owned),
        due_at: standing.working_time.due(rule.within, standing.now),
        clock: rule.within.to_string(),
        rule: UNREACHED.to_owned(),
        source_row: own().find(|open| open.channel() == Some(Channel::Phone)).and_then(|open| open.due.source_row),
    })
}
