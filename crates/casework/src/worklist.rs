//! Who to contact, by when, how: a line a case, what is overdue first.
//!
//! As fast with a million cases as with ten thousand: every list is read from the beginning of an index that has its very order, and counts
//! stop at [`COUNTED_UP_TO`].

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, Level, PersonId, UserId};
use people::record::PersonRecord;
use profile::Profile;
use store::{Conn, FromRow, Result, Row, Tx};

mod query;
mod sight;

use query::Query;
pub use query::statements;
pub use sight::Sight;

use crate::{
    due::{OpenDue, open_dues},
    snapshot::safeguards,
    sql,
};

/// Cases a page.
pub const PAGE: usize = 50;
/// Counts go up to here; more is "1,000 or more".
pub const COUNTED_UP_TO: i64 = 1_000;
/// The last page that can be asked for: beyond it one narrows the list instead.
pub const LAST_PAGE: usize = 20;

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of one worker.
    Of(UserId),
    /// Those that nobody works.
    Nobodys,
    /// All.
    Everyones,
}

kernel::words! {
    /// By when somebody must act.
    pub enum When {
        /// At some time; for whoever only reads a case also never, as they are not told.
        Any = "any",
        /// The time is over.
        Overdue = "overdue",
        /// Before this day in London ends, or it is over already.
        Today = "today",
        /// Nothing is due, so that nobody would notice that the case stands still.
        Nothing = "nothing",
    }
}

/// Which cases only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Only {
    /// Of this priority.
    Priority(u8),
    /// With enhanced rights.
    Enhanced,
    /// Of this pathway.
    Pathway(String),
    /// On which this desk has something open.
    Desk(String),
}

/// What a worklist is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whose cases.
    pub scope: Scope,
    /// By when somebody must act.
    pub when: When,
    /// Which cases only.
    pub only: Option<Only>,
}

/// A case on the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The case.
    pub case: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Standard or enhanced rights.
    pub level: Level,
    /// 1, 2 or 3.
    pub priority: u8,
    /// Where it goes.
    pub pathway: String,
    /// Who works it.
    pub worker: Option<String>,
    /// When somebody must act next; not for whoever is not told.
    pub next_due_at: Option<Timestamp>,
    /// Whether they are told what is due: they may try to reach the person. Whoever only reads the case is not.
    pub is_told_what_is_due: bool,
    /// Whose case it is.
    pub person: PersonRecord,
    /// What the gate must know of them.
    pub who: contact::gate::Safeguards,
    /// What is due, the next to act on first.
    pub open: Vec<OpenDue>,
    /// How many attempts were made since the case was opened.
    pub attempts: usize,
}

/// A page of the list.
#[derive(Debug)]
pub struct Lines {
    /// At most [`PAGE`] cases.
    pub lines: Vec<Line>,
    /// Whether there are more after these.
    pub more: bool,
}

/// How many cases each of these lists has for whom the sight is; [`COUNTED_UP_TO`]` + 1` stands for more. One statement; nothing about anybody is in the answer.
///
/// # Errors
/// As the database says.
pub fn counts(conn: &mut Conn, sight: &Sight, lists: &[Asked], now: Timestamp) -> Result<Vec<i64>> {
    let mut query = Query::new();
    for (number, asked) in lists.iter().enumerate() {
        if number > 0 {
            query.text.push_str(" UNION ALL ");
        }
        query.text.push_str(&format!("SELECT {number}, count(*) FROM (SELECT 1"));
        let order = query.cases(sight, asked, now);
        query.text.push_str(&format!(" ORDER BY {order} LIMIT {}) AS few{number}", COUNTED_UP_TO + 1));
    }
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let mut counts: Vec<(i64, i64)> = conn.all(&query.text, &query.binds())?;
    counts.sort_unstable();
    Ok(counts.into_iter().map(|(_, count)| count).collect())
}

struct Found {
    case: CaseId,
    reference: String,
    person: PersonId,
    level: Level,
    priority: u8,
    pathway: String,
    worker: Option<UserId>,
    next_due_at: Option<Timestamp>,
    opened_at: Timestamp,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            case: row.get(0)?,
            reference: row.get(1)?,
            person: row.get(2)?,
            level: row.word(3)?,
            priority: row.get(4)?,
            pathway: row.get(5)?,
            worker: row.get(6)?,
            next_due_at: row.get(7)?,
            opened_at: row.get(8)?,
        })
    }
}

/// A page of the list, counted from 1. Every person it shows leaves an audit row.
///
/// # Errors
/// As the database says.
pub fn lines(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::SeeWork>, asked: &Asked, page: usize) -> Result<Lines> {
    let mut query = Query::new();
    query.text.push_str("SELECT id, reference, person_id, level, priority, pathway, worker_id, next_due_at, opened_at");
    let warrant = permit.warrant();
    let order = query.cases(&Sight::new(warrant.walls(), warrant.actor(), permit.at()), asked, permit.at());
    let skipped = page.clamp(1, LAST_PAGE).saturating_sub(1) * PAGE;
    query.text.push_str(&format!(" ORDER BY {order} LIMIT {} OFFSET {skipped}", PAGE + 1));
    let mut found: Vec<Found> = tx.all(&query.text, &query.binds())?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);

    let people: Vec<PersonId> = found.iter().map(|line| line.person).collect();
    let mut people = people::read::read_listed(tx, ids, permit.warrant(), &people)?;
    people::holders::note_suspects(tx, permit.warrant(), &mut people)?;
    let cases: Vec<CaseId> = found.iter().map(|line| line.case).collect();
    let told = permit.warrant().cases_to_contact().cases_among(tx, &cases)?;
    let open = open_dues(tx, &cases)?;
    let attempts: Vec<(CaseId, Timestamp)> = tx.all_among(sql::ATTEMPTS_AMONG, &cases)?;
    let mut workers: Vec<UserId> = found.iter().filter_map(|line| line.worker).collect();
    workers.sort_unstable();
    workers.dedup();
    let workers: Vec<(UserId, String)> = tx.all_among(sql::NAMES_AMONG, &workers)?;

    let line = |found: Found| {
        let person = people.iter().find(|person| person.id == found.person)?.clone();
        let is_told_what_is_due = told.contains(&found.case);
        Some(Line {
            case: found.case,
            reference: found.reference,
            level: found.level,
            priority: found.priority,
            pathway: found.pathway,
            worker: workers.iter().find(|(id, _)| Some(*id) == found.worker).map(|(_, name)| name.clone()),
            next_due_at: found.next_due_at.filter(|_| is_told_what_is_due),
            is_told_what_is_due,
            who: safeguards(&person),
            person,
            open: open.iter().filter(|open| is_told_what_is_due && open.due.case == found.case).cloned().collect(),
            attempts: attempts.iter().filter(|(case, at)| *case == found.case && *at >= found.opened_at).count(),
        })
    };
    Ok(Lines { lines: found.into_iter().filter_map(line).collect(), more })
}

/// The pathways a case can have in this hub, for filtering.
pub fn pathways(profile: &Profile) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let several = profile.several_services.iter().map(|several| several.pathway.as_str());
    for name in profile.pathways.iter().map(|pathway| pathway.name.as_str()).chain(several).chain([triage::GENERAL]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The desks of this hub, where it has more than one.
pub fn desks(profile: &Profile) -> Vec<&str> {
    profile.desks.iter().filter_map(|desk| desk.name.as_deref()).collect()
}
