//! What is held beside the person and their cases: what was sent, who looked, how long it is kept, what was given and destroyed.

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{PersonId, Sensitive, SourceRowId};
use people::record::PersonRecord;
use profile::Profile;
use store::{Conn, FromRow, Result, Row};
use vault::DataKey;

use super::document::{Entry, Section, spoken};
use super::gather::{roles, section};
use super::tell;
use crate::{certificate, facts, hold, retention, source_rows, sql};

pub(super) fn references(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>> {
    let rows: Vec<(String, String)> = conn.all(sql::REFERENCES_OF, &[&person])?;
    let entry =
        |(source, reference): &(String, String)| Entry::default().with("with", tell::word(source)).with("reference", tell::text(reference));
    Ok(rows.iter().map(entry).collect())
}

/// The records that are joined with this one: of those that whoever gives it may read, the references of the cases they may read, and how
/// many others there are. What is held on each is given with that record.
pub(super) fn other_records(conn: &mut Conn, permit: &Permit<'_, kind::Export>) -> Result<Vec<Entry>> {
    let (others, hidden) = joins::others(conn, permit)?;
    let entry = |other: &joins::Other| {
        Entry::default()
            .with("joined_at", tell::moment(other.join.map(|join| join.at)))
            .with("cases", tell::list(other.cases.iter().map(|case| case.reference.clone())))
    };
    let mut entries: Vec<Entry> = others.iter().map(entry).collect();
    if hidden > 0 {
        entries.push(Entry::default().with("further_records", tell::number(u64::try_from(hidden).unwrap_or(u64::MAX))));
    }
    Ok(entries)
}

struct SentRow {
    id: SourceRowId,
    source: String,
    record: String,
    received_at: Timestamp,
    outcome: String,
    reasons: String,
    sealed_key: Option<Vec<u8>>,
    as_sent: Option<Vec<u8>>,
}

impl FromRow for SentRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            source: row.get(1)?,
            record: row.get(2)?,
            received_at: row.get(3)?,
            outcome: row.get(4)?,
            reasons: row.get(5)?,
            sealed_key: row.get(6)?,
            as_sent: row.get(7)?,
        })
    }
}

/// What was sent about the person, as it came.
pub(super) fn rows(conn: &mut Conn, permit: &Permit<'_, kind::Export>, person: &PersonRecord) -> Result<Vec<Entry>> {
    let rows: Vec<SentRow> = conn.all(sql::ROWS_AS_SENT, &[&person.id])?;
    let entry = |row: SentRow| {
        let sealed = (row.sealed_key.as_deref(), row.as_sent.as_deref());
        let said = source_rows::open_as_sent(permit.warrant(), person.key.as_ref(), row.id, sealed)?;
        Ok(Entry::default()
            .with("came_from", tell::word(&row.source))
            .with("their_number", tell::text(&row.record))
            .with("received_at", tell::moment(row.received_at))
            .with("what_became_of_it", tell::word(&row.outcome))
            .with("reasons", tell::list(row.reasons.split(';').filter(|reason| !reason.is_empty()).map(spoken)))
            .with_text("as_sent", format!("row:{}", row.id), said.and_then(|said| tell::sent(said.reveal()))))
    };
    rows.into_iter().map(entry).collect()
}

pub(super) fn agreements(profile: &Profile) -> Vec<Entry> {
    let organisation = &profile.organisation;
    let entry = |agreement: &policy::Agreement| {
        let title = organisation.agency(Some(&agreement.agency)).map_or(agreement.agency.as_str(), |agency| agency.title.as_str());
        Entry::default()
            .with("with", tell::text(title))
            .with("from", tell::day(agreement.from))
            .with("until", tell::day(agreement.until))
            .with("for", tell::list(agreement.purposes.iter().map(|purpose| spoken(purpose.as_str()))))
            .with("what", tell::list(agreement.parts.iter().map(|part| spoken(part.as_str()))))
            .with("only_if_you_agreed", tell::yes_or_no(agreement.with_consent))
    };
    organisation.agreements.iter().map(entry).collect()
}

/// The sections about the record itself.
pub(super) fn sections(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile, person: PersonId) -> Result<Vec<Section>> {
    let key = people::keep::key_of(conn, permit.warrant(), person)?;
    Ok(vec![
        section("kept_until", "How long it is kept", "By the hub’s schedule, unless something is on hold.", kept(conn, permit, profile)?),
        section("holds", "Why it is kept longer", "While one of these stands nothing is destroyed.", holds(conn, permit)?),
        section("opted_out", "That you opted out", "By when what we hold of you is erased.", opted_out(conn, person)?),
        section("destroyed", "What was destroyed before", "By number, without what it was.", destroyed(conn, permit)?),
        section(
            "who_looked",
            "Who looked at your record",
            "When, what for and in what role. People who work here are not named.",
            looks(conn, permit, profile)?,
        ),
        section(
            "opened_in_emergency",
            "When it was opened in an emergency",
            "Somebody who may not usually see your record opened it for two hours and said why. Each time is reviewed.",
            glass(conn, key.as_ref(), person)?,
        ),
        section("conflicts", "Who must not see it", "How many people who work here know somebody involved.", conflicts(conn, person)?),
        section("asked_twice", "What two people decided", "Acts for which a second person was asked.", approvals(conn, person)?),
        section("given_before", "What was given to you before", "Each copy that was made.", given(conn, person)?),
    ])
}

fn opted_out(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>> {
    let order = crate::ordered::of(conn, person)?;
    let entry = |(at, by, done): (jiff::Timestamp, jiff::Timestamp, Option<jiff::Timestamp>)| {
        Entry::default().with("said_at", tell::moment(at)).with("erased_by", tell::moment(by)).with("erased_at", tell::moment(done))
    };
    Ok(order.map(entry).into_iter().collect())
}

fn kept(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile) -> Result<Vec<Entry>> {
    let person = permit.about();
    let Some(known) = facts::of(conn, permit.warrant(), &[person])?.remove(&person) else { return Ok(Vec::new()) };
    let references: Vec<(kernel::CaseId, String)> =
        casework::keep::cases_of(conn, &[person], "")?.into_iter().map(|case| (case.id, case.reference)).collect();
    let entry = |due: &retention::Due| {
        let case = references.iter().find(|(case, _)| Some(*case) == due.case).map(|(_, reference)| reference.as_str());
        Entry::default()
            .with("case", tell::maybe(case))
            .with("class", tell::word(&due.class))
            .with("step", tell::word(due.step.as_str()))
            .with("counted_from", tell::day(due.counted_from))
            .with("on", tell::day(due.on))
    };
    Ok(retention::schedule(&known.kept, &profile.retention).iter().map(entry).collect())
}

fn holds(conn: &mut Conn, permit: &Permit<'_, kind::Export>) -> Result<Vec<Entry>> {
    let entry = |hold: hold::Hold| {
        let (lifted_at, why) = hold.lifted.map_or((None, None), |(at, _, why)| (Some(at), why));
        Entry::default()
            .with("reason", tell::text(hold.reason.words()))
            .with("since", tell::moment(hold.set_at))
            .with("until", tell::day(hold.until))
            .with_text("note", format!("hold:{}", hold.id), tell::kept(&hold.note))
            .with("lifted_at", tell::moment(lifted_at))
            .with_text("lifted_because", format!("lifted:{}", hold.id), tell::kept(&why))
    };
    Ok(hold::of(conn, permit.warrant(), permit.about())?.into_iter().map(entry).collect())
}

fn destroyed(conn: &mut Conn, permit: &Permit<'_, kind::Export>) -> Result<Vec<Entry>> {
    let entry = |certificate: certificate::Certificate| {
        Entry::default()
            .with("certificate", tell::text(&certificate.id.to_string()))
            .with("case", tell::maybe(certificate.case.as_deref()))
            .with("step", tell::word(certificate.step.as_str()))
            .with("because", tell::word(certificate.class.as_deref().unwrap_or(&certificate.reason)))
            .with("at", tell::moment(certificate.at))
    };
    Ok(certificate::of(conn, permit.warrant(), permit.about())?.into_iter().map(entry).collect())
}

fn looks(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile) -> Result<Vec<Entry>> {
    let looks = audit::who_looked(conn, permit.about())?;
    let users: Vec<kernel::UserId> = looks.iter().filter_map(|look| look.user).collect();
    let roles = roles(conn, &users)?;
    let entry = |look: &audit::Look| {
        let post = look.user.and_then(|user| roles.get(&user));
        let agency = profile.organisation.agency(post.and_then(|(_, agency)| agency.as_deref())).filter(|_| post.is_some());
        Entry::default()
            .with("at", tell::moment(look.at))
            .with("what", tell::word(look.act.strip_prefix("refused:").unwrap_or(&look.act)))
            .with("was_refused", tell::yes_or_no(look.was_refused()))
            .with("why", tell::word(&look.purpose))
            .with("role", tell::word(post.map_or("program", |(role, _)| role)))
            .with("organisation", agency.and_then(|agency| tell::text(&agency.title)))
    };
    Ok(looks.iter().map(entry).collect())
}

struct Glass {
    id: casework::break_glass::GlassId,
    broken_at: Timestamp,
    until: Timestamp,
    reviewed_at: Option<Timestamp>,
    finding: Option<String>,
    reason: Vec<u8>,
    review_note: Option<Vec<u8>>,
}

impl FromRow for Glass {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            broken_at: row.get(1)?,
            until: row.get(2)?,
            reviewed_at: row.get(3)?,
            finding: row.get(4)?,
            reason: row.get(5)?,
            review_note: row.get(6)?,
        })
    }
}

fn glass(conn: &mut Conn, key: Option<&DataKey>, person: PersonId) -> Result<Vec<Entry>> {
    let open = |place, sealed: Option<&[u8]>| -> Result<Option<Sensitive<String>>> {
        Ok(key.map(|key| key.open_text(place, sealed)).transpose()?.flatten())
    };
    let entry = |glass: Glass| {
        let reason = open(casework::break_glass::reason_of(glass.id), Some(&glass.reason))?;
        let note = open(casework::review_break_glass::note_of(glass.id), glass.review_note.as_deref())?;
        Ok(Entry::default()
            .with("at", tell::moment(glass.broken_at))
            .with("until", tell::moment(glass.until))
            .with_text("reason", format!("glass:{}", glass.id), tell::kept(&reason))
            .with("reviewed_at", tell::moment(glass.reviewed_at))
            .with("finding", tell::maybe_word(glass.finding.as_deref()))
            .with_text("review_note", format!("review:{}", glass.id), tell::kept(&note)))
    };
    conn.all::<Glass>(sql::GLASS_OF, &[&person])?.into_iter().map(entry).collect()
}

fn conflicts(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>> {
    let count: i64 = conn.one(sql::CONFLICTS_OF, &[&person])?;
    Ok(vec![Entry::default().with("how_many", tell::number(u64::try_from(count).unwrap_or(0)))])
}

struct Approval(String, [Option<Timestamp>; 4]);

impl FromRow for Approval {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    }
}

fn approvals(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>> {
    let entry = |Approval(act, [asked, approved, declined, used]): &Approval| {
        Entry::default()
            .with("what", tell::word(act))
            .with("asked_at", tell::moment(*asked))
            .with("agreed_at", tell::moment(*approved))
            .with("declined_at", tell::moment(*declined))
            .with("done_at", tell::moment(*used))
    };
    Ok(conn.all::<Approval>(sql::APPROVALS_OF, &[&person])?.iter().map(entry).collect())
}

fn given(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>> {
    let rows: Vec<(Timestamp, String, i64)> = conn.all(sql::EXPORTS_OF, &[&person])?;
    let entry = |(at, format, left_out): &(Timestamp, String, i64)| {
        Entry::default()
            .with("at", tell::moment(*at))
            .with("form", tell::word(format))
            .with("texts_left_out", tell::number(u64::try_from(*left_out).unwrap_or(0)))
    };
    Ok(rows.iter().map(entry).collect())
}
