//! What pays for the support in a case: by the rules of the profile when it opens and when it is looked at anew, or as somebody says.

use access::{Permit, kind};
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, UserId, london_date};
use profile::Profile;
use serde_json::json;
use store::{Cell, Conn, FromRow, Result as Stored, Row, Tx};
use triage::{Seen, matches};

use crate::{
    error::{Error, Refused},
    keep,
    record::EventKind,
    snapshot::{open_case, seen},
    sql,
    timeline::{Entry, user_of},
};

/// What pays for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funded {
    /// The stream's name in the profile.
    pub stream: String,
    /// From this day in London.
    pub from: Date,
    /// Until before this one.
    pub until: Option<Date>,
}

impl FromRow for Funded {
    fn from_row(row: &Row<'_>) -> Stored<Self> {
        Ok(Self { stream: row.get(0)?, from: row.get(1)?, until: row.get(2)? })
    }
}

/// The streams that pay for such a case on that day, by name. Pure.
pub fn streams<'p>(profile: &'p Profile, seen: &Seen, day: Date) -> Vec<&'p str> {
    let paying = profile.funding.iter().filter(|stream| stream.pays_on(day) && matches(&stream.when, seen));
    paying.map(|stream| stream.name.as_str()).collect()
}

/// Writes down what pays for cases that were opened on that day, many at a time.
///
/// # Errors
/// As the database says.
pub fn of_opened<'s>(tx: &mut Tx<'_>, opened: impl IntoIterator<Item = (CaseId, &'s str)>, day: Date) -> Stored<()> {
    let rows = opened
        .into_iter()
        .map(|(case, stream)| [Cell::Uuid(case.uuid()), Cell::Text(stream.to_owned().into()), Cell::Text(day.to_string().into())]);
    tx.insert_many("case_funding", &["case_id", "stream", "funded_from"], rows)
}

/// Writes down these streams beside what pays for the case already; where somebody said by hand what pays, that stands.
///
/// # Errors
/// As the database says.
pub fn add(tx: &mut Tx<'_>, case: CaseId, streams: &[&str], day: Date) -> Stored<()> {
    if streams.is_empty() || said_by_hand(tx, case)? {
        return Ok(());
    }
    let paying: Vec<Funded> = tx.all(sql::FUNDING_NOW, &[&case])?;
    let new = streams.iter().filter(|stream| !paying.iter().any(|funded| funded.stream == **stream));
    new.into_iter().try_for_each(|stream| begin(tx, case, stream, day, None))
}

/// Looks anew at what pays for a case that is as `seen`; where somebody said by hand what pays, that stands.
pub(crate) fn write_down(tx: &mut Tx<'_>, profile: &Profile, case: CaseId, seen: &Seen, day: Date) -> Stored<()> {
    if profile.funding.is_empty() || said_by_hand(tx, case)? {
        return Ok(());
    }
    change(tx, case, &streams(profile, seen, day), day, None).map(|_| ())
}

/// Looks anew at what pays for the case the permit is about, after its needs were assessed.
///
/// # Errors
/// As the database says.
pub fn assessed_anew(tx: &mut Tx<'_>, permit: &Permit<'_, kind::AssessNeeds>, profile: &Profile) -> Result<(), Error> {
    if profile.funding.is_empty() {
        return Ok(());
    }
    let case = open_case(tx, permit.case())?;
    let person = people::read::whole(tx, permit)?;
    if let Some(seen) = seen(tx, &case, &person)? {
        write_down(tx, profile, case.id, &seen, london_date(permit.at()))?;
    }
    Ok(())
}

/// Says by hand what pays for the case from today.
///
/// # Errors
/// [`Refused::NoSuchStream`], [`Refused::NothingChanges`] or [`Refused::Closed`]; or what the database says.
pub fn set(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SetFunding>,
    profile: &Profile,
    streams: &[String],
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    let today = london_date(on.at);
    let standing: Vec<Funded> = tx.all(sql::FUNDING_NOW, &[&case.id])?;
    let is_known = |name: &String| {
        let open = profile.funding.iter().any(|stream| stream.name == *name && stream.pays_on(today));
        open || standing.iter().any(|funded| funded.stream == *name)
    };
    if !streams.iter().all(is_known) {
        return Err(Refused::NoSuchStream.into());
    }
    let names: Vec<&str> = streams.iter().map(String::as_str).collect();
    let (began, ended) = change(tx, case.id, &names, today, Some(on.user))?;
    if began.is_empty() && ended.is_empty() {
        return Err(Refused::NothingChanges.into());
    }
    let detail = json!({"funded_by": began, "no_longer_funded_by": ended});
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::FundingSet, &detail)])?)
}

fn said_by_hand(conn: &mut Conn, case: CaseId) -> Stored<bool> {
    Ok(!conn.all::<CaseId>(sql::FUNDING_BY_HAND, &[&case])?.is_empty())
}

fn begin(tx: &mut Tx<'_>, case: CaseId, stream: &str, day: Date, by: Option<UserId>) -> Stored<()> {
    tx.execute_one(sql::BEGIN_FUNDING, &[&case, &stream, &day, &by])
}

/// Makes these and no others pay from that day; the streams that begin and those that end.
fn change(tx: &mut Tx<'_>, case: CaseId, streams: &[&str], day: Date, by: Option<UserId>) -> Stored<(Vec<String>, Vec<String>)> {
    let paying: Vec<Funded> = tx.all(sql::FUNDING_NOW, &[&case])?;
    let ended: Vec<String> = paying.iter().map(|funded| funded.stream.clone()).filter(|name| !streams.contains(&name.as_str())).collect();
    let began: Vec<String> =
        streams.iter().filter(|name| !paying.iter().any(|funded| funded.stream == **name)).map(|name| (*name).to_owned()).collect();
    ended.iter().try_for_each(|stream| tx.execute_one(sql::END_FUNDING, &[&case, stream, &day, &by]))?;
    began.iter().try_for_each(|stream| begin(tx, case, stream, day, by))?;
    Ok((began, ended))
}

/// What pays for a case now, and what paid for it before, the earliest first.
///
/// # Errors
/// As the database says.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Stored<Vec<Funded>> {
    conn.all(sql::FUNDING_OF, &[&case])
}

/// How many cases each stream pays for as that day in London ends: counts by stream, with nothing of anybody. A case that is closed by then
/// is not among them.
///
/// # Errors
/// As the database says.
pub fn on(conn: &mut Conn, _permit: &Permit<'_, kind::SeeFigures>, day: Date) -> Stored<Vec<(String, i64)>> {
    let end = kernel::london_day_end(day);
    conn.as_the_program(|conn| conn.all(sql::FUNDED_ON, &[&day, &end]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn a_stream_pays_from_its_first_day_to_its_last() {
        let stream = profile::FundingStream {
            name: "grant".into(),
            title: "Grant".into(),
            kind: profile::FundingKind::Grant,
            when: profile::Condition::default(),
            from: Some(date(2026, 4, 1)),
            until: Some(date(2027, 3, 31)),
        };
        let days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1)];
        assert_eq!(days.map(|day| stream.pays_on(day)), [false, true, true, false]);
    }
}
