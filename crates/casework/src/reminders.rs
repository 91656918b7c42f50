//! When somebody is asked again: offered the support they declined, or asked how it was. When, to whom and by which ways stands in the profile;
//! whoever asks passes the same gate as any contact, and nobody is asked who asked not to be.

mod answer;
mod list;

use access::{Warrant, change_as_the_program};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, Ending, Id, IdMaker, PersonId, UserId, london_date, words};
use people::joined::Relation;
use profile::{FeedbackMoment, Period, Profile, Way as Entry};
use store::{Conn, FromRow, Result, Row, Tx};
use triage::{Seen, matches};

use crate::{
    opt_out,
    record::{CaseRecord, EventRecord},
    sql,
};

pub use answer::{Answer, Answered, answer_closed, answer_open, channels_of, offered};
pub use list::{Listed, MOST, due_by, list};

/// How long after acceptance somebody is asked while support goes on, where the profile does not say.
const DURING: Period = Period::Days(28);

words! {
    /// Why somebody is asked again.
    pub enum ReminderKind {
        /// They declined, and the profile offers again.
        OfferAgain = "offer_again",
        /// The profile asks how it was.
        AskFeedback = "ask_feedback",
        /// They came by themselves, or were sent by an agency, about what a closed case was about.
        CameBack = "came_back",
    }
}

words! {
    /// What became of it.
    pub enum ReminderState {
        Open = "open",
        /// They were asked.
        Made = "made",
        /// They were not, and need not be any more.
        Left = "left",
        /// They asked never to be asked again.
        Never = "never",
    }
}

/// The kind of a reminder's id.
#[derive(Debug, Clone, Copy)]
pub enum OfReminder {}
/// A reminder.
pub type ReminderId = Id<OfReminder>;

/// That somebody is to be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: ReminderId,
    /// The case.
    pub case: CaseId,
    /// Why.
    pub kind: ReminderKind,
    /// The rule's name in the profile; empty where none asks for it.
    pub rule: String,
    /// From which day on, in London.
    pub on: Date,
    /// What became of it.
    pub state: ReminderState,
    /// When it was set.
    pub set_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl FromRow for Reminder {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            case: row.get(1)?,
            kind: row.word(2)?,
            rule: row.get(3)?,
            on: row.get(4)?,
            state: row.word(5)?,
            set_at: row.get(6)?,
            ended_at: row.get(7)?,
        })
    }
}

/// A reminder to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Why.
    pub kind: ReminderKind,
    /// By which rule of the profile.
    pub rule: String,
    /// From which day on, in London.
    pub on: Date,
}

/// What the profile asks for after a person declined on this day. Pure.
pub fn after_declining(profile: &Profile, seen: &Seen, today: Date) -> Vec<Due> {
    let rules = profile.offered_again.iter().filter(|rule| matches(&rule.when, seen));
    rules.map(|rule| Due { kind: ReminderKind::OfferAgain, rule: rule.name.clone(), on: rule.after.after(today) }).collect()
}

/// Which feedback the profile asks for at this moment. Pure.
pub fn after_moment(profile: &Profile, seen: &Seen, moment: FeedbackMoment, today: Date) -> Vec<Due> {
    let rules = profile.feedback.iter().filter(|rule| rule.at == moment && matches(&rule.when, seen));
    let after = |after: Option<Period>| after.or_else(|| (moment == FeedbackMoment::During).then_some(DURING));
    let on = |period: Option<Period>| period.map_or(today, |period| period.after(today));
    rules.map(|rule| Due { kind: ReminderKind::AskFeedback, rule: rule.name.clone(), on: on(after(rule.after)) }).collect()
}

/// What the profile asks for when a case closes so. Whoever was never reached, or opted out, is not asked how it was. Pure.
pub fn after_closing(profile: &Profile, seen: &Seen, ending: Ending, today: Date) -> Vec<Due> {
    match ending {
        Ending::Declined => after_declining(profile, seen, today),
        Ending::Completed | Ending::OtherService | Ending::MovedAway => after_moment(profile, seen, FeedbackMoment::Closing, today),
        Ending::NotReached | Ending::NoSafeWay | Ending::OpenedInError | Ending::OutOfScope | Ending::OptedOut => Vec::new(),
    }
}

/// Whether the profile asks for anything when a case closes, so that what its conditions ask about need not be looked up in vain.
pub(crate) fn asks_at_closing(profile: &Profile) -> bool {
    !profile.offered_again.is_empty() || profile.feedback.iter().any(|rule| rule.at == FeedbackMoment::Closing)
}

/// Whether anybody of this hub is ever to be asked again because the profile says so.
pub fn asks(profile: &Profile) -> bool {
    !profile.offered_again.is_empty() || !profile.feedback.is_empty()
}

/// Sets these, unless the person asked never to be asked again: on whichever of their records.
///
/// # Errors
/// As the database says.
pub(crate) fn set(tx: &mut Tx<'_>, ids: &mut IdMaker, (case, person): (CaseId, PersonId), dues: &[Due], at: Timestamp) -> Result<()> {
    if dues.is_empty() || is_never(tx, person)? {
        return Ok(());
    }
    for due in dues {
        let id: ReminderId = ids.make();
        tx.execute_one(sql::ADD_REMINDER, &[&id, &case, &due.kind.as_str(), &due.rule, &due.on, &at])?;
    }
    Ok(())
}

/// Whether the person asked, on any record of theirs, never to be asked again, or opted out.
///
/// # Errors
/// As the database says.
pub fn is_never(conn: &mut Conn, person: PersonId) -> Result<bool> {
    conn.as_the_program(|conn| {
        let members = Relation::read_around(conn, &[person])?.members(person);
        let has_said = !conn.all_among::<CaseId>(sql::NEVER_AMONG, &members)?.is_empty();
        Ok(has_said || !conn.all_among::<PersonId>(sql::OPTED_OUT_AMONG, &members)?.is_empty())
    })
}

/// Ends whatever is open on a case: it is closed, or opened again, and what was to be asked then is not asked now.
///
/// # Errors
/// As the database says.
pub fn leave(tx: &mut Tx<'_>, case: CaseId, user: Option<UserId>, at: Timestamp) -> Result<()> {
    tx.execute(sql::LEAVE_REMINDERS, &[&case, &at, &user]).map(|_| ())
}

/// Ends whatever is open on the cases that these entries say were opened again.
///
/// # Errors
/// As the database says.
pub fn leave_reopened(tx: &mut Tx<'_>, events: &[EventRecord]) -> Result<()> {
    let reopened = events.iter().filter(|event| event.kind == crate::record::EventKind::Reopened);
    reopened.into_iter().try_for_each(|event| leave(tx, event.case, event.user, event.at))
}

/// Ends everything that is open on any case of the person, for good.
pub(crate) fn never(tx: &mut Tx<'_>, person: PersonId, user: UserId, at: Timestamp) -> Result<()> {
    change_as_the_program(tx, |tx| {
        let members = Relation::read_around(tx, &[person])?.members(person);
        members.iter().try_for_each(|member| tx.execute(sql::NEVER_AGAIN, &[member, &at, &user]).map(|_| ()))
    })
}

/// A case about whose matter somebody was heard of again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeardAgain {
    /// The case.
    pub case: CaseId,
    /// Whether it is the person's own word: they came by themselves, or agreed that an agency sends them.
    pub own_word: bool,
}

/// Somebody came by themselves, or an agency sent them, about what these cases were about. Whoever of them is closed is to be looked at today;
/// not who asked never to be asked again, or opted out, unless it is their own word: nothing that others say takes that back. Their own word
/// also takes back that they are to be erased.
///
/// # Errors
/// As the database says.
pub fn came_back(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, heard: &[HeardAgain]) -> Result<()> {
    let (at, kind) = (warrant.at(), ReminderKind::CameBack.as_str());
    for HeardAgain { case, own_word } in heard {
        let about: CaseRecord = tx.one(sql::CASE, &[case])?;
        if *own_word {
            // Whoever opted out and comes themselves is to be heard, and not erased before anybody looked.
            opt_out::take_back(tx, about.person)?;
        } else if is_never(tx, about.person)? {
            continue;
        }
        let id: ReminderId = ids.make();
        tx.execute(sql::ADD_CAME_BACK, &[&id, case, &kind, &london_date(at), &at])?;
    }
    Ok(())
}

/// The reminders of a case, the earliest first.
///
/// # Errors
/// As the database says.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Reminder>> {
    conn.all(sql::REMINDERS_OF, &[&case])
}

/// By which ways the rule of a reminder asks; `None` where the profile has no such rule any more, or never had one.
pub(crate) fn ways_of<'p>(profile: &'p Profile, reminder: &Reminder) -> Option<&'p [Entry]> {
    match reminder.kind {
        ReminderKind::OfferAgain => {
            profile.offered_again.iter().find(|rule| rule.name == reminder.rule).map(|rule| rule.channels.as_slice())
        }
        ReminderKind::AskFeedback => profile.feedback.iter().find(|rule| rule.name == reminder.rule).map(|rule| rule.channels.as_slice()),
        ReminderKind::CameBack => None,
    }
}

#[cfg(test)]
mod tests;
