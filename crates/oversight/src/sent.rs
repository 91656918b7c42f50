//! Which of the hub's reports were sent: written down by whoever answers for them, and taken back where that was a slip.

use access::{Permit, Warrant, kind};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::{Id, IdMaker, london_date};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::calendar::Owed;
use crate::sql;

/// The kind of the id of a report that was sent.
#[derive(Debug, Clone, Copy)]
pub enum SentKey {}
/// The id of a report that was sent.
pub type SentId = Id<SentKey>;

/// A report that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: SentId,
    /// Its name in the profile.
    pub report: String,
    /// The first day of the time that it is about, in London.
    pub first: Date,
    /// The last day of it.
    pub last: Date,
    /// On which day in London it was sent.
    pub on: Date,
    /// Who wrote that down.
    pub by: String,
}

impl Sent {
    /// Whether this is what was owed of that report.
    pub fn is(&self, report: &str, owed: &Owed) -> bool {
        self.report == report && (self.first, self.last) == (owed.first, owed.last)
    }
}

impl FromRow for Sent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, report: row.get(1)?, first: row.get(2)?, last: row.get(3)?, on: row.get(4)?, by: row.get(5)? })
    }
}

/// Why nothing was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The day it was sent is still to come.
    NotYet,
    /// The day it was sent is before the time that it is about.
    TooEarly,
    /// Somebody wrote it down meanwhile.
    WrittenAlready,
    /// It was taken back meanwhile, or there is no such thing.
    TakenBackAlready,
}

impl Refused {
    /// The reason in a sentence or two, with what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotYet => "The day it was sent must be today or in the past",
            Self::TooEarly => "The day it was sent must not be before the time that the report is about",
            Self::WrittenAlready => "Somebody has written down already that it was sent. Look at the calendar again",
            Self::TakenBackAlready => "It was taken back already. Look at the calendar again",
        }
    }
}

web::refusable_error!(Refused);

/// Writes down that a report was sent on that day in London.
///
/// # Errors
/// [`Refused::NotYet`]; [`Refused::TooEarly`]; [`Refused::WrittenAlready`]; or what the database says.
pub fn write_down(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SampleContacts>,
    (report, owed): (&str, &Owed),
    on: Date,
) -> Result<SentId, Error> {
    if on > london_date(permit.at()) {
        return Err(Refused::NotYet.into());
    }
    if on < owed.first {
        return Err(Refused::TooEarly.into());
    }
    let (id, by): (SentId, _) = (ids.make(), permit.user().ok_or(store::Error::NotFound)?);
    let written = tx.execute(sql::WRITE_SENT, &[&id, &report, &owed.first, &owed.last, &on, &permit.at(), &by])?;
    if written == 1 { Ok(id) } else { Err(Refused::WrittenAlready.into()) }
}

/// Takes back that a report was sent, as it was a slip: it is owed again.
///
/// # Errors
/// [`Refused::TakenBackAlready`]; or what the database says.
pub fn take_back(tx: &mut Tx<'_>, permit: &Permit<'_, kind::SampleContacts>, id: SentId) -> Result<(), Error> {
    let by = permit.user().ok_or(store::Error::NotFound)?;
    if tx.execute(sql::TAKE_SENT_BACK, &[&id, &permit.at(), &by])? == 1 { Ok(()) } else { Err(Refused::TakenBackAlready.into()) }
}

/// What is known of the reports of the last year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastYear {
    /// A report on a time that ended before this day in London is not asked for: a year ago, or the day on which the hub got its first
    /// account here, if that is later. What it owed before, it has sent by other means.
    pub asked_since: Date,
    /// The reports that were sent, the latest first.
    pub sent: Vec<Sent>,
}

/// What is known of the reports of the year before this day in London.
///
/// # Errors
/// As the database says.
pub fn last_year(conn: &mut Conn, _warrant: &Warrant<'_>, today: Date) -> Result<LastYear> {
    let a_year_ago = today.saturating_sub(1.year());
    let began: Option<Timestamp> = conn.one(sql::FIRST_ACCOUNT, &[])?;
    let asked_since = began.map_or(a_year_ago, |at| london_date(at).max(a_year_ago));
    Ok(LastYear { asked_since, sent: conn.all(sql::SENT, &[&a_year_ago])? })
}
