//! Updates: somebody asks what is happening in their case; the hub asks whoever knows, again if need be, and tells them.

use access::{Permit, kind};
use casework::case::CaseFile;
use casework::due::{DueChanges, carry_out, open_dues};
use casework::record::{DueState, EventKind};
use casework::sent_twice;
use casework::snapshot::working_time;
use casework::timeline::user_of;
use jiff::Timestamp;
use kernel::{CaseId, EventId, Id, IdMaker, Sensitive, TimeLimit, WorkingTime, london_date, words};
use profile::Profile;
use serde_json::json;
use store::{Conn, FromRow, Row, Tx};

use crate::error::{Error, Refused};
use crate::sql;
use crate::tasks::{GET_UPDATE, TELL_PERSON, end_and_set, task};

/// By when an answer is due where the profile lays nothing down: what the Victims' Code of 2020 gives whoever must tell a person with
/// standard rights what happened in the case (right 6: within five working days).
pub const UPDATES_WITHIN: TimeLimit = TimeLimit::WorkingDays(5);
/// By when the person is told once there is an answer: the shorter limit of right 6, one working day, for everybody, since somebody waits.
const TELL_WITHIN: TimeLimit = TimeLimit::WorkingDays(1);

const ASKED: &str = "updates_within";
const ANSWERED: &str = "victims_code_right_6";

/// The kind of an update's id.
#[derive(Debug, Clone, Copy)]
pub enum UpdateKey {}
/// The id of an update.
pub type UpdateId = Id<UpdateKey>;

words! {
    /// How an update stands.
    pub enum UpdateState {
        Asked = "asked",
        Chased = "chased",
        Answered = "answered",
        NoAnswer = "no_answer",
        /// Nobody tells the person: they wait no longer, or cannot be told.
        Left = "left",
    }
}

words! {
    /// What is happening in the case.
    pub enum UpdateSays {
        UnderInvestigation = "under_investigation",
        SuspectIdentified = "suspect_identified",
        Arrested = "arrested",
        Charged = "charged",
        NotCharged = "not_charged",
        CourtDateSet = "court_date_set",
        Verdict = "verdict",
        ClosedNoSuspect = "closed_no_suspect",
        Other = "other",
    }
}

words! {
    /// Who knew.
    pub enum AnswerSource {
        Officer = "officer",
        PoliceSystem = "police_system",
        WitnessCare = "witness_care",
        Court = "court",
        Other = "other",
    }
}

/// An answer to be written down.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is happening.
    pub says: UpdateSays,
    /// Who knew.
    pub source: AnswerSource,
    /// More, in words.
    pub words: Option<Sensitive<String>>,
}

/// An update as it stands on a case.
#[derive(Debug, Clone)]
pub struct Update {
    /// Its id.
    pub id: UpdateId,
    /// On which case.
    pub case: CaseId,
    /// How it stands.
    pub state: UpdateState,
    /// When the person asked.
    pub asked_at: Timestamp,
    /// Who wrote that down.
    pub asked_by: String,
    /// By when an answer is due.
    pub due_at: Timestamp,
    /// What they want to know, as far as the reader may read it.
    pub question: Option<Sensitive<String>>,
    /// When whoever knows was last asked again.
    pub chased_at: Option<Timestamp>,
    /// What came of it, once that is known.
    pub ended: Option<Answered>,
    /// When the person was told.
    pub told_at: Option<Timestamp>,
    /// Until when they waited: when an answer came, when nobody could say, or when it was left before that.
    pub waited_until: Option<Timestamp>,
}

/// What came of asking.
#[derive(Debug, Clone)]
pub struct Answered {
    /// When.
    pub at: Timestamp,
    /// What is happening and who knew; absent where nobody answered.
    pub says: Option<(UpdateSays, AnswerSource)>,
    /// The answer in its own words, as far as the reader may read it.
    pub words: Option<Sensitive<String>>,
    /// By when the person is told.
    pub tell_by: Timestamp,
}

impl Update {
    /// For how many working days the person has waited, or did until an answer came. The day on which they asked does not count.
    pub fn age(&self, now: Timestamp, working: WorkingTime) -> u32 {
        age(self.asked_at, self.waited_until.unwrap_or(now), working)
    }
}

/// Working days in London after the day of `from` up to and with the day of `to`.
pub(crate) fn age(from: Timestamp, to: Timestamp, working: WorkingTime) -> u32 {
    let (from, to) = (london_date(from), london_date(to));
    let following = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
    following.take_while(|day| *day <= to).map(|day| u32::from(working.is_working_day(day))).sum()
}

/// Writes down that the person asked what is happening, and sets the task to find out; sent twice while an answer is awaited, once.
///
/// # Errors
/// As the database says.
pub fn ask_update(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    profile: &Profile,
    question: Option<&Sensitive<String>>,
) -> Result<UpdateId, Error> {
    let (at, user) = (permit.at(), user_of(permit)?);
    let detail = json!({"update": question.map(Sensitive::reveal)});
    if let Some((before, _)) = sent_twice::entry(tx, permit, EventKind::UpdateAsked, &detail)?
        && let Some(awaited) = tx.maybe(sql::AWAITED_BY_ENTRY, &[&before])?
    {
        return Ok(awaited);
    }
    let within = profile.updates_within.unwrap_or(UPDATES_WITHIN);
    let due_at = working_time(profile).due(within, at);
    let event = casework::timeline::write(tx, ids, permit, EventKind::UpdateAsked, &detail)?;
    let id: UpdateId = ids.make();
    tx.execute_one(sql::ADD_UPDATE, &[&id, &permit.case(), &UpdateState::Asked.as_str(), &at, &user, &due_at, &event])?;
    let added = vec![task(GET_UPDATE, due_at, within, ASKED)];
    carry_out(tx, ids, permit.case(), &DueChanges { added, ..DueChanges::default() }, at)?;
    Ok(id)
}

struct Standing {
    state: UpdateState,
    due_at: Timestamp,
    tell_due_at: Option<Timestamp>,
    told_at: Option<Timestamp>,
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self { state: row.word(0)?, due_at: row.get(1)?, tell_due_at: row.get(2)?, told_at: row.get(3)? })
    }
}

impl Standing {
    fn read(tx: &mut Tx<'_>, permit: &Permit<'_, kind::AskForUpdate>, update: UpdateId) -> Result<Self, Error> {
        Ok(tx.one(sql::UPDATE, &[&update, &permit.case()])?)
    }

    /// The same while an answer is awaited.
    fn awaited(self) -> Result<Self, Refused> {
        match self.state {
            UpdateState::Asked | UpdateState::Chased => Ok(self),
            UpdateState::Answered | UpdateState::NoAnswer | UpdateState::Left => Err(Refused::Ended),
        }
    }

    /// The same while the person was neither told nor left.
    fn untold(self) -> Result<Self, Refused> {
        match (self.told_at, self.state) {
            (Some(_), _) => Err(Refused::ToldAlready),
            (None, UpdateState::Left) => Err(Refused::Ended),
            (None, _) => Ok(self),
        }
    }
}

/// Writes down that whoever knows was asked again. The task comes back when the same time has passed once more; what was promised stays.
///
/// # Errors
/// [`Refused::Ended`]; [`store::Error::NotFound`] for no update on this case; or what the database says.
pub fn chase_update(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    profile: &Profile,
    update: UpdateId,
) -> Result<(), Error> {
    let standing = Standing::read(tx, permit, update)?.awaited()?;
    let at = permit.at();
    tx.execute_one(sql::UPDATE_CHASED, &[&update, &UpdateState::Chased.as_str(), &at])?;
    let again = working_time(profile).due(profile.updates_within.unwrap_or(UPDATES_WITHIN), at);
    let open = open_dues(tx, &[permit.case()])?;
    let task = open.iter().find(|open| open.is_task(GET_UPDATE) && open.due.due_at == standing.due_at);
    let postponed = task.map(|open| (open.due.id, again)).into_iter().collect();
    carry_out(tx, ids, permit.case(), &DueChanges { postponed, ..DueChanges::default() }, at)?;
    casework::timeline::write(tx, ids, permit, EventKind::UpdateChased, &json!({}))?;
    Ok(())
}

/// Writes down what is happening and who knew, and sets the task to tell the person.
///
/// # Errors
/// [`Refused::Ended`]; [`store::Error::NotFound`] for no update on this case; or what the database says.
pub fn answer_update(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    profile: &Profile,
    update: UpdateId,
    answer: &Answer,
) -> Result<(), Error> {
    end(tx, ids, permit, profile, update, Some(answer))
}

/// Writes down that nobody could say. The person is told that too.
///
/// # Errors
/// As [`answer_update`].
pub fn no_answer(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    profile: &Profile,
    update: UpdateId,
) -> Result<(), Error> {
    end(tx, ids, permit, profile, update, None)
}

fn end(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    profile: &Profile,
    update: UpdateId,
    answer: Option<&Answer>,
) -> Result<(), Error> {
    let standing = Standing::read(tx, permit, update)?.awaited()?;
    let (at, user) = (permit.at(), user_of(permit)?);
    let tell_by = working_time(profile).due(TELL_WITHIN, at);
    let (state, kind, detail) = match answer {
        Some(Answer { says, source, words }) => {
            let words = words.as_ref().map(Sensitive::reveal);
            (UpdateState::Answered, EventKind::UpdateAnswered, json!({"says": says, "source": source, "update": words}))
        }
        None => (UpdateState::NoAnswer, EventKind::UpdateNotAnswered, json!({})),
    };
    let event = casework::timeline::write(tx, ids, permit, kind, &detail)?;
    let (says, source) = (answer.map(|answer| answer.says.as_str()), answer.map(|answer| answer.source.as_str()));
    tx.execute_one(sql::UPDATE_ENDED, &[&update, &state.as_str(), &at, &user, &says, &source, &event, &tell_by])?;
    let tell = vec![task(TELL_PERSON, tell_by, TELL_WITHIN, ANSWERED)];
    Ok(end_and_set(tx, ids, permit.case(), (GET_UPDATE, standing.due_at), DueState::Done, tell, at)?)
}

/// Writes down that the person was told.
///
/// # Errors
/// [`Refused::NothingToTell`]; [`Refused::ToldAlready`]; [`Refused::Ended`] where it was left; [`store::Error::NotFound`] for no update on this case; or what the database says.
pub fn person_told(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::AskForUpdate>, update: UpdateId) -> Result<(), Error> {
    let standing = Standing::read(tx, permit, update)?.untold()?;
    let tell_by = standing.tell_due_at.ok_or(Refused::NothingToTell)?;
    let (at, user) = (permit.at(), user_of(permit)?);
    tx.execute_one(sql::UPDATE_TOLD, &[&update, &at, &user])?;
    end_and_set(tx, ids, permit.case(), (TELL_PERSON, tell_by), DueState::Done, Vec::new(), at)?;
    casework::timeline::write(tx, ids, permit, EventKind::UpdateTold, &json!({}))?;
    Ok(())
}

/// Writes down that nobody tells the person, and why: they wait no longer, or there is no safe way to tell them. The task ends with it.
///
/// # Errors
/// [`Refused::SayWhy`]; [`Refused::ToldAlready`]; [`Refused::Ended`] where it was left before; [`store::Error::NotFound`] for no update on this
/// case; or what the database says.
pub fn leave_update(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AskForUpdate>,
    update: UpdateId,
    why: Option<&Sensitive<String>>,
) -> Result<(), Error> {
    let why = why.map(Sensitive::reveal).filter(|why| !why.trim().is_empty()).ok_or(Refused::SayWhy)?;
    let standing = Standing::read(tx, permit, update)?.untold()?;
    let (at, user) = (permit.at(), user_of(permit)?);
    tx.execute_one(sql::UPDATE_LEFT, &[&update, &at, &user])?;
    let task = standing.tell_due_at.map_or((GET_UPDATE, standing.due_at), |tell_by| (TELL_PERSON, tell_by));
    end_and_set(tx, ids, permit.case(), task, DueState::Withdrawn, Vec::new(), at)?;
    // Why somebody cannot be told is in confidence, unlike what was asked and answered.
    casework::timeline::write(tx, ids, permit, EventKind::UpdateLeft, &json!({"note": why}))?;
    Ok(())
}

/// An update without its words.
struct Unopened {
    update: Update,
    question: EventId,
    answer: Option<EventId>,
}

impl FromRow for Unopened {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let (ended_at, tell_by): (Option<Timestamp>, Option<Timestamp>) = (row.get(8)?, row.get(12)?);
        let says = row.word_or_none(9)?.zip(row.word_or_none(10)?);
        let update = Update {
            id: row.get(0)?,
            case: row.get(1)?,
            state: row.word(2)?,
            asked_at: row.get(3)?,
            asked_by: row.get(4)?,
            due_at: row.get(5)?,
            question: None,
            chased_at: row.get(7)?,
            ended: ended_at.zip(tell_by).map(|(at, tell_by)| Answered { at, says, words: None, tell_by }),
            told_at: row.get(13)?,
            waited_until: ended_at,
        };
        Ok(Self { update, question: row.get(6)?, answer: row.get(11)? })
    }
}

/// What was asked on this case, the latest first, with as much of the words as the file shows its reader.
///
/// # Errors
/// As the database says.
pub fn updates_on(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>, file: &CaseFile) -> store::Result<Vec<Update>> {
    let rows: Vec<Unopened> = conn.all(sql::UPDATES_ON, &[&permit.case()])?;
    let opened = |Unopened { mut update, question, answer }: Unopened| {
        update.question = words_of(file, question);
        if let (Some(ended), Some(answer)) = (&mut update.ended, answer) {
            ended.words = words_of(file, answer);
        }
        update
    };
    Ok(rows.into_iter().map(opened).collect())
}

/// What was asked on this case, for giving somebody what is held on them: the words stand in the timeline.
///
/// # Errors
/// As the database says.
pub fn held_updates(conn: &mut Conn, _permit: &Permit<'_, kind::Export>, case: CaseId) -> store::Result<Vec<Update>> {
    let rows: Vec<Unopened> = conn.all(sql::UPDATES_ON, &[&case])?;
    Ok(rows.into_iter().map(|unopened| unopened.update).collect())
}

fn words_of(file: &CaseFile, event: EventId) -> Option<Sensitive<String>> {
    let detail = file.events.iter().find(|entry| entry.id == event)?.detail.reveal().as_ref()?;
    Some(Sensitive::new(detail.get("update")?.as_str()?.to_owned()))
}
