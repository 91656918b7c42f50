//! Somebody was asked again, or is not to be.

use access::{Kind, OnCase, Permit, kind};
use contact::gate::Way;
use kernel::{Channel, ContactPointId, IdMaker, PreferredContact, Sensitive};
use people::record::PersonRecord;
use profile::{Profile, Way as Entry};
use serde_json::json;
use store::Tx;

use super::{Reminder, ReminderId, ReminderKind, ReminderState, never, ways_of};
use crate::{
    error::{Error, Refused},
    keep,
    record::EventKind,
    record_attempt::pass_the_gate,
    snapshot::{hold_person, safeguards},
    sql,
    timeline::{Entry as On, user_of},
    ways::{WayOut, is_hubs, ways_of_hub},
};

/// What became of it.
#[derive(Debug, Clone)]
pub enum Answer {
    /// They were asked by this way at this number or address; whether whoever asked checked, where somebody else may answer or read it.
    Made(Way, ContactPointId, bool),
    /// They were not asked, for the reason written down.
    Left,
    /// They asked never to be asked again.
    Never,
}

/// An answer to a reminder.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Which.
    pub reminder: ReminderId,
    /// What became of it.
    pub answer: Answer,
    /// What there is to say; why, where they were not asked.
    pub note: Option<Sensitive<String>>,
}

/// The channels by which a reminder is answered: those of its rule, or the hub's where no rule asks for it.
pub fn channels_of(profile: &Profile, reminder: &Reminder, preferred: Option<PreferredContact>) -> Vec<Channel> {
    let Some(entries) = ways_of(profile, reminder) else { return profile.ways.clone() };
    let named = entries.iter().filter_map(|entry| match entry {
        Entry::Preferred => preferred.and_then(PreferredContact::channel),
        Entry::By(channel) => Some(*channel),
    });
    named.filter(|channel| profile.ways.contains(channel)).collect()
}

/// The ways by which the person may be asked now, each as the gate answers for it. A message is no way of asking.
pub fn offered<'p>(profile: &Profile, reminder: &Reminder, person: &'p PersonRecord) -> Vec<WayOut<'p>> {
    let channels = channels_of(profile, reminder, person.known.preferred_contact);
    let mut outs = ways_of_hub(person, &safeguards(person), &channels);
    outs.retain(|out| out.way != Way::Voicemail);
    outs
}

/// Answers a reminder on a closed case.
///
/// # Errors
/// [`Refused`] when it was answered meanwhile, the gate keeps the way shut, it is none of the rule's ways, nobody checked where others have the
/// number, or nothing is said of why it is left; or what the database says.
pub fn answer_closed(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::OfferAgain>,
    profile: &Profile,
    answered: &Answered,
) -> Result<(), Error> {
    answer(tx, ids, permit, profile, answered)
}

/// [`answer_closed`] on an open case, where it is a contact like any other.
///
/// # Errors
/// As [`answer_closed`].
pub fn answer_open(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordAttempt>,
    profile: &Profile,
    answered: &Answered,
) -> Result<(), Error> {
    answer(tx, ids, permit, profile, answered)
}

fn answer<A: Kind<On = OnCase>>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    profile: &Profile,
    answered: &Answered,
) -> Result<(), Error> {
    let on = On { case: permit.case(), at: permit.at(), user: user_of(permit)? };
    hold_person(tx, permit.person())?;
    let reminder: Reminder = tx.one(sql::REMINDER, &[&answered.reminder, &on.case])?;
    if reminder.state != ReminderState::Open {
        return Err(Refused::DoneMeanwhile.into());
    }
    let note = answered.note.as_ref().map(Sensitive::reveal);
    let (state, kind, way) = match answered.answer {
        Answer::Made(way, point, checked) => {
            let person = people::read::whole(tx, permit)?;
            if way == Way::Voicemail || !is_hubs(way, &channels_of(profile, &reminder, person.known.preferred_contact)) {
                return Err(Refused::NotTheHubsWay.into());
            }
            pass_the_gate(&person, way, point, checked)?;
            let kind = if reminder.kind == ReminderKind::AskFeedback { EventKind::FeedbackAsked } else { EventKind::OfferedAgain };
            (ReminderState::Made, kind, Some(way))
        }
        Answer::Left if note.is_none() => return Err(Refused::SayWhy.into()),
        Answer::Left => (ReminderState::Left, EventKind::ReminderLeft, None),
        Answer::Never => (ReminderState::Never, EventKind::NeverAgain, None),
    };
    tx.execute_one(sql::END_REMINDER, &[&reminder.id, &state.as_str(), &on.at, &on.user])?;
    if state == ReminderState::Never {
        never(tx, permit.person(), on.user, on.at)?;
    }
    let detail = json!({"reminder": reminder.kind, "rule": reminder.rule, "way": way, "note": note});
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, kind, &detail)])?)
}
