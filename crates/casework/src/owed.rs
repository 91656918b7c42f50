//! What was promised to the person and is not kept yet, so that nobody closes their case over it without knowing: once it is closed, nobody
//! can write down any more that it was kept.

use kernel::CaseId;
use profile::Profile;
use store::{Conn, Result};

use crate::{ended_on::EndedOn, sql};

/// What is still owed to the person of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owed {
    /// A report of a hate crime was promised and is neither sent nor taken back.
    pub report: bool,
    /// The person asked what is happening, and was neither told nor left with a reason.
    pub update: bool,
}

impl Owed {
    /// Asks what was promised itself, and not the tasks that came of it: those are withdrawn whenever the case closes, and do not come back
    /// with it. What this hub has no page for any more is owed by nobody here.
    ///
    /// # Errors
    /// As the database says.
    pub fn read(conn: &mut Conn, case: CaseId, profile: &Profile) -> Result<Self> {
        let (report, update) = conn.one::<(bool, bool)>(sql::OWED, &[&case])?;
        Ok(Self { report: report && profile.hate_reports.is_some(), update })
    }

    /// Each thing owed: where it is ended, and what to do in a sentence.
    pub fn each(self) -> impl Iterator<Item = (EndedOn, &'static str)> {
        let report = self.report.then_some((
            EndedOn::HateReports,
            "A report of a hate crime was promised and has not been sent. Send it, or write down that the person took it back.",
        ));
        let update = self.update.then_some((
            EndedOn::Updates,
            "The person asked what is happening and has not been told. Tell them, or write down why they are not told.",
        ));
        report.into_iter().chain(update)
    }

    /// Whether nothing is.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}
