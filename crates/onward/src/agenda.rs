//! The weekly meetings on which service leads: which there are, and what is on the agenda of each.

use std::collections::{HashMap, HashSet};

use access::{Permit, kind};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, IdMaker, Level, PersonId, london_date, london_day_end, london_midnight};
use people::memory::Everybody;
use people::record::PersonRecord;
use profile::{Profile, SeveralServices};
use store::{Bind, Conn, FromRow, Result, Row, Tx};
use triage::{Seen, matches};

use crate::authority::{authorities, authorities_of};
use crate::lead::{self, Lead};
use crate::listed::{About, Listed, told};
use crate::place::title;
use crate::record::{Referral, State, with_moments};
use crate::sql;

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The authority's name, [`EVERYWHERE`] or [`NOT_KNOWN`].
    pub authority: String,
    /// What people call it.
    pub title: String,
    /// When.
    pub at: Timestamp,
}

/// A case on an agenda.
#[derive(Debug)]
pub struct AgendaLine {
    /// The case.
    pub case: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Who it is about.
    pub person: PersonRecord,
    /// 1, 2 or 3.
    pub priority: u8,
    /// Standard or enhanced rights.
    pub level: Level,
    /// Services and pathways that are for somebody like them: name and title.
    pub services: Vec<(String, String)>,
    /// Referrals that were refused before.
    pub refused: Vec<Referral>,
    /// Leads that were ended before, the first first.
    pub led: Vec<Lead>,
    /// For which meeting it was first put down.
    pub due_at: Timestamp,
}

/// The meeting of an authority on a day; none where the hub does not meet then or has no such authority.
pub fn meeting_on(profile: &Profile, authority: &str, day: Date) -> Option<Meeting> {
    let several = profile.several_services.as_ref()?;
    let (name, title) = authorities(several).into_iter().find(|(name, _)| *name == authority)?;
    let at = from_day(profile, several, day)?;
    (london_date(at) == day).then(|| Meeting { authority: name.to_owned(), title: title.to_owned(), at })
}

/// The coming meeting of each authority, that of today counted until the day is over, and how many cases are on the agenda of each: of those
/// of whose services the permit's holder may be told. Names nobody, and opens nobody of whom it is known where they live.
///
/// # Errors
/// As the database says.
pub fn meetings(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SeeWork>,
    profile: &Profile,
    everybody: &Everybody,
) -> Result<Vec<(Meeting, usize)>> {
    let Some(several) = &profile.several_services else { return Ok(Vec::new()) };
    let Some(day) = coming(profile, permit.at()) else { return Ok(Vec::new()) };
    let placed = gathered(conn, permit, several, everybody, (day, true))?;
    let of = |name: &str| placed.iter().filter(|(_, authority)| *authority == name).count();
    let meeting = |(name, _): (&str, &str)| Some((meeting_on(profile, name, day)?, of(name)));
    Ok(authorities(several).into_iter().filter_map(meeting).collect())
}

/// The day of the coming meeting.
fn coming(profile: &Profile, now: Timestamp) -> Option<Date> {
    let several = profile.several_services.as_ref()?;
    from_day(profile, several, london_date(now)).map(london_date)
}

/// The first meeting on this day or after it.
fn from_day(profile: &Profile, several: &SeveralServices, day: Date) -> Option<Timestamp> {
    let before = london_midnight(day)?.checked_sub(SignedDuration::from_micros(1)).ok()?;
    Some(casework::snapshot::working_time(profile).next_weekday_at(several.weekday, several.at, before))
}

struct Found {
    about: About,
    reference: String,
    priority: u8,
    level: Level,
    due_at: Timestamp,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { about: About::of(row)?, reference: row.get(5)?, priority: row.get(6)?, level: row.word(7)?, due_at: row.get(8)? })
    }
}

/// The cases whose lead is to be agreed on that day, each with its authority, the most urgent first. To the coming meeting belongs also what
/// an earlier one left.
fn gathered<'s>(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SeeWork>,
    several: &'s SeveralServices,
    everybody: &Everybody,
    (day, is_coming): (Date, bool),
) -> Result<Vec<(Found, &'s str)>> {
    let from = if is_coming { Timestamp::MIN } else { london_midnight(day).unwrap_or(Timestamp::MIN) };
    let (until, walls) = (london_day_end(day), permit.warrant().readable_cases().cases("c", 4));
    let text = format!("{} AND {} ORDER BY d.due_at, d.id", sql::ON_AGENDA, walls.text);
    let values: Vec<&dyn Bind> = [&several.task as &dyn Bind, &from, &until].into_iter().chain(walls.binds()).collect();
    let mut found: Vec<Found> = conn.all(&text, &values)?;
    // Where the question was put twice, the meeting answers it once.
    let mut known = HashSet::new();
    found.retain(|found| known.insert(found.about.case));
    let mut found = told(conn, permit.warrant(), found, |found| &found.about)?;
    found.sort_by_key(|found| (found.priority, found.level == Level::Standard, found.due_at, found.about.case));
    let cases: Vec<_> = found.iter().map(|found| (found.about.case, found.about.person)).collect();
    let of = authorities_of(conn, permit.warrant(), several, everybody, &cases)?;
    let with_its = |found: Found| of.get(&found.about.case).map(|authority| (found, *authority));
    Ok(found.into_iter().filter_map(with_its).collect())
}

/// A page of the cases whose lead service is to be agreed at the meeting of an authority on a day, the most urgent first: those of whose
/// services the permit's holder may be told. Every person it shows leaves an audit row. However many they are, it asks the same questions.
///
/// # Errors
/// As the database says; `NotFound` where the hub has no such meeting.
pub fn agenda(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SeeWork>,
    profile: &Profile,
    everybody: &Everybody,
    (authority, day): (&str, Date),
    page: usize,
) -> Result<Listed<AgendaLine>> {
    let several = profile.several_services.as_ref().ok_or(store::Error::NotFound)?;
    meeting_on(profile, authority, day).ok_or(store::Error::NotFound)?;
    let is_coming = coming(profile, permit.at()) == Some(day);
    let found = gathered(tx, permit, several, everybody, (day, is_coming))?;
    let found = Listed::of(found.into_iter().filter(|(_, of)| *of == authority).map(|(found, _)| found).collect(), page);
    let shown: Vec<PersonId> = found.lines.iter().map(|found| found.about.person).collect();
    let on_page: Vec<CaseId> = found.lines.iter().map(|found| found.about.case).collect();
    let people = people::read::read_listed(tx, ids, permit.warrant(), &shown)?;
    let cases = casework::keep::cases_of(tx, &shown, "")?;
    let people: HashMap<PersonId, PersonRecord> = people.into_iter().map(|person| (person.id, person)).collect();
    let asked: Vec<_> =
        cases.iter().filter(|case| on_page.contains(&case.id)).filter_map(|case| Some((case, people.get(&case.person)?))).collect();
    let seen = casework::snapshot::seen_among(tx, &asked)?;
    let referrals = tx.all_among(sql::REFERRALS_AMONG, &on_page)?;
    let mut refused = with_moments(tx, referrals)?;
    refused.retain(|referral| referral.state() == State::Refused);
    refused.sort_by_key(|referral| referral.id);
    let mut led = lead::of_cases(tx, &on_page)?;
    let line = |found: Found| {
        Some(AgendaLine {
            case: found.about.case,
            person: people.get(&found.about.person)?.clone(),
            services: seen.get(&found.about.case).map(|seen| services(profile, seen)).unwrap_or_default(),
            reference: found.reference,
            priority: found.priority,
            level: found.level,
            refused: refused.extract_if(.., |referral| referral.case == found.about.case).collect(),
            led: led.extract_if(.., |lead| lead.case == found.about.case).collect(),
            due_at: found.due_at,
        })
    };
    Ok(found.with(|found| found.into_iter().filter_map(line).collect()))
}

/// The pathways and services that ask for something of a person and find it here.
fn services(profile: &Profile, seen: &Seen) -> Vec<(String, String)> {
    let pathways = profile.pathways.iter().map(|pathway| (&pathway.name, &pathway.when));
    let services = profile.services.iter().map(|service| (&service.name, &service.when));
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, when) in pathways.chain(services) {
        if !when.is_always() && matches(when, seen) && all.iter().all(|(known, _)| known != name) {
            all.push((name.clone(), title(profile, name)));
        }
    }
    all
}
