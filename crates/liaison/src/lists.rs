//! What waits, over all cases: by the reference of the case and without anybody's name.

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, WorkingTime};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::hate_report::HateReportId;
use crate::sql;
use crate::update::{UpdateId, UpdateState, age};

/// The most that is read at once. What comes after is shown once these are done.
const MOST: usize = 500;

/// A report of hate crime as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The report.
    pub report: HateReportId,
    /// On which case.
    pub case: CaseId,
    /// What people call that by.
    pub reference: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// By when it is sent.
    pub due_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// What the force calls it.
    pub force_reference: Option<String>,
    /// When the person took it back.
    pub withdrawn_at: Option<Timestamp>,
    /// When the case was closed, where it is: from then on nothing is sent.
    pub closed_at: Option<Timestamp>,
}

impl ReportLine {
    /// Whether it is still to be sent.
    pub const fn waits(&self) -> bool {
        self.closed_at.is_none() && self.sent_at.is_none() && self.withdrawn_at.is_none()
    }

    /// When that was settled.
    fn settled_at(&self) -> Option<Timestamp> {
        self.sent_at.or(self.withdrawn_at).or(self.closed_at)
    }
}

impl FromRow for ReportLine {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            report: row.get(0)?,
            case: row.get(1)?,
            reference: row.get(2)?,
            made_at: row.get(3)?,
            due_at: row.get(4)?,
            sent_at: row.get(5)?,
            force_reference: row.get(6)?,
            withdrawn_at: row.get(7)?,
            closed_at: row.get(8)?,
        })
    }
}

/// Reports on cases that the permit's holder works: those to be sent by when they are due, and after them those sent, taken back, or not sent
/// before their case closed, from `since` on, the latest first; at most 500.
///
/// # Errors
/// As the database says.
pub fn report_lines(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>, since: Timestamp) -> Result<Vec<ReportLine>> {
    let walls = permit.warrant().worked_cases().cases("c", 2);
    // Those to be sent first, however many there are that are not; of the others the latest.
    let lines = format!(
        "{} AND {} ORDER BY CASE WHEN COALESCE(r.sent_at, r.withdrawn_at, c.closed_at) IS NULL THEN 0 ELSE 1 END,
        COALESCE(-COALESCE(r.sent_at, r.withdrawn_at, c.closed_at), r.due_at), r.id LIMIT {MOST}",
        sql::REPORT_LINES,
        walls.text
    );
    let binds: Vec<&dyn Bind> = std::iter::once(&since as &dyn Bind).chain(walls.binds()).collect();
    let mut lines: Vec<ReportLine> = conn.all(&lines, &binds)?;
    lines.sort_by_key(|line| line.settled_at().map_or((false, line.due_at), |at| (true, at)));
    let waiting = lines.iter().filter(|line| line.waits()).count();
    if let Some(done) = lines.get_mut(waiting..) {
        done.reverse();
    }
    Ok(lines)
}

/// An update that is not done with, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenUpdate {
    /// The update.
    pub update: UpdateId,
    /// On which case.
    pub case: CaseId,
    /// What people call that by.
    pub reference: String,
    /// How it stands.
    pub state: UpdateState,
    /// When the person asked.
    pub asked_at: Timestamp,
    /// By when an answer is due, or, once there is one, the person is told.
    pub due_at: Timestamp,
    /// When whoever knows was last asked again.
    pub chased_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl OpenUpdate {
    /// For how many working days the person has waited, or did until an answer came.
    pub fn age(&self, now: Timestamp, working: WorkingTime) -> u32 {
        age(self.asked_at, self.ended_at.unwrap_or(now), working)
    }
}

impl FromRow for OpenUpdate {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let tell_by: Option<Timestamp> = row.get(8)?;
        Ok(Self {
            update: row.get(0)?,
            case: row.get(1)?,
            reference: row.get(2)?,
            state: row.word(3)?,
            asked_at: row.get(4)?,
            due_at: tell_by.map_or_else(|| row.get(5), Ok)?,
            chased_at: row.get(6)?,
            ended_at: row.get(7)?,
        })
    }
}

/// Updates on open cases that the permit's holder works and of which the person does not know yet what came: the oldest first.
///
/// # Errors
/// As the database says.
pub fn open_updates(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>) -> Result<Vec<OpenUpdate>> {
    let walls = permit.warrant().worked_cases().cases("c", 1);
    let open = format!("{} AND {} ORDER BY u.asked_at, u.id LIMIT {MOST}", sql::OPEN_UPDATES, walls.text);
    conn.all(&open, &walls.binds().collect::<Vec<&dyn Bind>>())
}
