//! Reports of hate crime that the hub makes for people who will not go to the police themselves.

use access::{Permit, change_as_the_program, kind};
use casework::case::CaseFile;
use casework::record::EventKind;
use casework::sent_twice;
use casework::snapshot::working_time;
use casework::timeline::user_of;
use jiff::Timestamp;
use kernel::{CaseId, EventId, FlagSet, Id, IdMaker, PersonId, Sensitive};
use people::joined::Relation;
use people::keep::{flags_from, flags_text};
use people::record::PersonRecord;
use profile::{ConsentForm, Profile};
use serde_json::json;
use store::{Conn, FromRow, Row, Tx};

use crate::error::{Error, Refused};
use crate::naming::{Telling, telling};
use crate::sql;
use crate::tasks::{SEND_HATE_REPORT, end_and_set, task};

/// The kind of a report's id.
#[derive(Debug, Clone, Copy)]
pub enum HateReportKey {}
/// The id of a report.
pub type HateReportId = Id<HateReportKey>;

/// The rule by which a report is due: the profile's `[hate_reports]`.
const RULE: &str = "hate_reports";

/// A report to be made.
#[derive(Debug, Clone)]
pub struct NewHateReport {
    /// Which kinds of hate: of the five alone.
    pub flags: FlagSet,
    /// What happened, when, and where.
    pub account: Account,
    /// Whether the person agreed to be named to the force.
    pub is_named: bool,
    /// How they agreed to the report. Without that there is none.
    pub agreed: ConsentForm,
    /// Whether whoever writes has looked at words that are spelt like a name of theirs and says that they name nobody: "will", "may".
    pub looked: bool,
}

/// What the person told.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// What happened.
    pub happened: Sensitive<String>,
    /// When, in words.
    pub when: Sensitive<String>,
    /// Where, in words.
    pub place: Sensitive<String>,
}

/// A report as it stands on a case.
#[derive(Debug, Clone)]
pub struct HateReport {
    /// Its id.
    pub id: HateReportId,
    /// On which case.
    pub case: CaseId,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// Which kinds of hate.
    pub flags: FlagSet,
    /// Whether the person is named to the force.
    pub is_named: bool,
    /// How they agreed to it.
    pub agreed: ConsentForm,
    /// By when it is sent.
    pub due_at: Timestamp,
    /// What the person told; absent for whoever may not read it, and once the record is destroyed.
    pub account: Option<Account>,
    /// That it was sent.
    pub sent: Option<Sent>,
    /// When the person took it back.
    pub withdrawn_at: Option<Timestamp>,
}

/// That a report went to the force.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// Who sent it.
    pub by: String,
    /// What the force calls it, where it said so.
    pub reference: Option<String>,
}

impl HateReport {
    /// What it is called by, to the force as well: eight digits of its id, which say nothing of anybody.
    pub fn reference(&self) -> String {
        reference_of(self.id)
    }
}

pub(crate) fn reference_of(id: HateReportId) -> String {
    let digits = id.uuid().simple().to_string();
    digits.chars().skip(24).collect::<String>().to_uppercase()
}

/// Whether this hub makes such reports.
pub const fn has_reports(profile: &Profile) -> bool {
    profile.hate_reports.is_some()
}

/// Makes a report, to be sent to the force within what the profile lays down; sent twice, one, unless the person took it back meanwhile.
///
/// Of a person who stays unnamed nothing goes that tells who they are or where to find them, and from then on the case has something that
/// was not reported to the police: they do not see it any more.
///
/// # Errors
/// [`Refused::TakesNoReports`]; [`Refused::NoKindOfHate`]; [`Refused::Tells`] where an unnamed person's text tells of them; or what the
/// database says.
pub fn report_hate(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReportHate>,
    profile: &Profile,
    new: &NewHateReport,
) -> Result<HateReportId, Error> {
    let within = profile.hate_reports.as_ref().ok_or(Refused::TakesNoReports)?.sent_within;
    let user = user_of(permit)?;
    if new.flags.is_empty() || new.flags.iter().any(|flag| !FlagSet::HATE.has(flag)) {
        return Err(Refused::NoKindOfHate.into());
    }
    if !new.is_named {
        stays_unnamed(tx, permit, new)?;
    }
    let (at, due_at) = (permit.at(), working_time(profile).due(within, permit.at()));
    let Account { happened, when, place } = &new.account;
    let flags: Vec<&str> = new.flags.iter().map(|flag| flag.as_str()).collect();
    let note = json!({"happened": happened.reveal(), "when": when.reveal(), "place": place.reveal()});
    let detail = json!({"flags": flags, "named": new.is_named, "agreed": new.agreed, "note": note});
    if let Some((before, _)) = sent_twice::entry(tx, permit, EventKind::HateReportMade, &detail)?
        && let Some(stands) = tx.maybe(sql::STANDS_BY_ENTRY, &[&before])?
    {
        return Ok(stands);
    }
    let event = casework::timeline::write(tx, ids, permit, EventKind::HateReportMade, &detail)?;
    let id: HateReportId = ids.make();
    let flags = flags_text(new.flags);
    tx.execute_one(sql::ADD_REPORT, &[&id, &permit.case(), &at, &user, &flags, &new.is_named, &new.agreed.as_str(), &due_at, &event])?;
    let due = task(SEND_HATE_REPORT, due_at, within, RULE);
    end_and_set(tx, ids, permit.case(), ("", due_at), casework::record::DueState::Done, vec![due], at)?;
    if !new.is_named {
        change_as_the_program(tx, |tx| tx.execute_one(sql::HAS_UNREPORTED, &[&permit.case(), &true]))?;
    }
    Ok(id)
}

/// Refuses a text that tells who the person is, by this record or another of theirs that whoever writes may read.
fn stays_unnamed(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ReportHate>, new: &NewHateReport) -> Result<(), Error> {
    let (warrant, person) = (permit.warrant(), permit.person());
    let others: Vec<_> = Relation::read_around(tx, &[person])?.members(person).into_iter().filter(|other| *other != person).collect();
    let mut of_them = vec![person];
    of_them.extend(warrant.readable_people().people_among(tx, &others)?);
    let records: Vec<PersonRecord> = people::keep::load(tx, warrant, &of_them)?;
    let Account { happened, when, place } = &new.account;
    let text = [happened, when, place].map(|part| part.reveal().as_str()).join("\n");
    let mut found = telling(&text, &records, &references_of(tx, &of_them)?);
    if new.looked {
        found.retain(|what| *what != Telling::Name);
    }
    if found.is_empty() { Ok(()) } else { Err(Refused::Tells(found).into()) }
}

/// By what hub and force call these people, their cases and what happened to them: whoever looks one up has the person.
fn references_of(conn: &mut Conn, people: &[PersonId]) -> store::Result<Vec<String>> {
    let mut references: Vec<String> = conn.all_among(sql::REFERENCES_AMONG, people)?;
    references.extend(casework::keep::cases_of(conn, people, "")?.into_iter().map(|case| case.reference));
    references.extend(casework::keep::involvements_of(conn, people)?.into_iter().filter_map(|known| known.reference.1));
    Ok(references)
}

/// A report without what was told.
struct Unopened(HateReport, EventId);

impl FromRow for Unopened {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let sent_at: Option<Timestamp> = row.get(9)?;
        let (by, reference): (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
        let report = HateReport {
            id: row.get(0)?,
            case: row.get(1)?,
            made_at: row.get(2)?,
            made_by: row.get(3)?,
            flags: flags_from(&row.get::<String>(4)?),
            is_named: row.get(5)?,
            agreed: row.word(6)?,
            due_at: row.get(7)?,
            account: None,
            sent: sent_at.map(|at| Sent { at, by: by.unwrap_or_default(), reference }),
            withdrawn_at: row.get(12)?,
        };
        Ok(Self(report, row.get(8)?))
    }
}

/// The reports made on this case, the latest first, with as much of what was told as the file shows its reader.
///
/// # Errors
/// As the database says.
pub fn reports_on(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>, file: &CaseFile) -> store::Result<Vec<HateReport>> {
    let rows: Vec<Unopened> = conn.all(sql::REPORTS_ON, &[&permit.case()])?;
    Ok(rows.into_iter().map(|Unopened(report, event)| HateReport { account: told(file, event), ..report }).collect())
}

/// The reports made on this case, for giving somebody what is held on them: what was told stands in the timeline.
///
/// # Errors
/// As the database says.
pub fn held_reports(conn: &mut Conn, _permit: &Permit<'_, kind::Export>, case: CaseId) -> store::Result<Vec<HateReport>> {
    let rows: Vec<Unopened> = conn.all(sql::REPORTS_ON, &[&case])?;
    Ok(rows.into_iter().map(|Unopened(report, _)| report).collect())
}

fn told(file: &CaseFile, event: EventId) -> Option<Account> {
    let detail = file.events.iter().find(|entry| entry.id == event)?.detail.reveal().as_ref()?;
    let note = detail.get("note")?;
    let part = |key: &str| Sensitive::new(note.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned());
    Some(Account { happened: part("happened"), when: part("when"), place: part("place") })
}
