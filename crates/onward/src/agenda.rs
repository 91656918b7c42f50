//! The weekly meetings on which service leads: which there are, and what is on the agenda of each.

use access::{Permit, kind};
use casework::pages::in_words;
use casework::record::{CaseRecord, CaseState};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, IdMaker, Level, PersonId, Postcode, london_date, london_midnight};
use people::record::{PersonRecord, PointKind};
use profile::{Authority, Profile, SeveralServices};
use store::{Bind, Conn, FromRow, Result, Row, Tx};
use triage::{lies_in, matches};

use crate::lead::{self, Lead};
use crate::place::title;
use crate::record::{Referral, State, on_case};
use crate::waiting::end_of;
use crate::{note, sql};

/// The one meeting of a hub that has none by authority.
pub const EVERYWHERE: &str = "everywhere";
/// The meeting's part on people of whom no authority is known.
pub const NOT_KNOWN: &str = "not-known";
/// The most that an agenda is made of.
const MOST: usize = 500;

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

/// The authorities that meet, with what people call them; [`NOT_KNOWN`] last.
fn authorities(several: &SeveralServices) -> Vec<(&str, &str)> {
    if several.authorities.is_empty() {
        return vec![(EVERYWHERE, "Everywhere")];
    }
    let named = several.authorities.iter().map(|authority| (authority.name.as_str(), authority.title.as_str()));
    named.chain([(NOT_KNOWN, "Not known where")]).collect()
}

/// The meeting of an authority on a day; none where the hub does not meet then or has no such authority.
pub fn meeting_on(profile: &Profile, authority: &str, day: Date) -> Option<Meeting> {
    let several = profile.several_services.as_ref()?;
    let (name, title) = authorities(several).into_iter().find(|(name, _)| *name == authority)?;
    let at = from_day(profile, several, day)?;
    (london_date(at) == day).then(|| Meeting { authority: name.to_owned(), title: title.to_owned(), at })
}

/// The coming meeting of each authority, that of today counted until the day is over, and how many cases are on the agenda of each: of those
/// of whose services the permit's holder may be told. Names nobody.
///
/// # Errors
/// As the database says.
pub fn meetings(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>, profile: &Profile) -> Result<Vec<(Meeting, usize)>> {
    let Some(several) = &profile.several_services else { return Ok(Vec::new()) };
    let Some(day) = coming(profile, permit.at()) else { return Ok(Vec::new()) };
    let placed = gathered(conn, permit, several, day, true)?;
    let of = |name: &str| placed.iter().filter(|placed| placed.authority == name).count();
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
    case: CaseId,
    reference: String,
    person: PersonId,
    due_at: Timestamp,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { case: row.get(0)?, reference: row.get(1)?, person: row.get(2)?, due_at: row.get(3)? })
    }
}

struct Placed {
    found: Found,
    person: PersonRecord,
    authority: String,
}

/// The cases whose lead is to be agreed on that day, each with its authority. To the coming meeting belongs also what an earlier one left.
fn gathered(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SeeWork>,
    several: &SeveralServices,
    day: Date,
    is_coming: bool,
) -> Result<Vec<Placed>> {
    let from = if is_coming { Timestamp::MIN } else { london_midnight(day).unwrap_or(Timestamp::MIN) };
    let (until, walls) = (end_of(day), permit.warrant().readable_cases().cases("c", 4));
    let text = format!("{} AND {} ORDER BY d.due_at, c.id LIMIT {MOST}", sql::ON_AGENDA, walls.text);
    let mut values: Vec<&dyn Bind> = vec![&several.task, &from, &until];
    values.extend(walls.binds());
    let found: Vec<Found> = conn.all(&text, &values)?;
    let ids: Vec<PersonId> = found.iter().map(|found| found.person).collect();
    let people = people::keep::load(conn, permit.warrant(), &ids)?;
    let mut all = Vec::new();
    for found in found {
        if !note::is_told_of(conn, permit.warrant(), found.case)? {
            continue;
        }
        let Some(person) = people.iter().find(|person| person.id == found.person).cloned() else { continue };
        let authority = authority_of(conn, several, &person, found.case)?;
        all.push(Placed { found, person, authority });
    }
    Ok(all)
}

/// By where the person lives, else by where the incident happened, the latest first.
fn authority_of(conn: &mut Conn, several: &SeveralServices, person: &PersonRecord, case: CaseId) -> Result<String> {
    if several.authorities.is_empty() {
        return Ok(EVERYWHERE.to_owned());
    }
    let of = |postcode: &str| -> Option<&Authority> {
        let postcode = Postcode::parse(postcode)?;
        several.authorities.iter().find(|authority| lies_in(&postcode, &authority.postcodes))
    };
    let addresses = person.points.iter().filter(|kept| kept.is_current && kept.point.kind == PointKind::Address);
    let home = addresses.filter_map(|kept| kept.point.key.as_ref()).find_map(|key| of(key.reveal()));
    if let Some(authority) = home {
        return Ok(authority.name.clone());
    }
    let mut involvements = casework::keep::involvements_of(conn, &[person.id])?;
    involvements.retain(|known| known.involvement.case == Some(case));
    involvements.sort_by_key(|known| std::cmp::Reverse(known.involvement.recorded_at));
    for known in involvements {
        let told = casework::keep::told(person.key.as_ref(), &known.involvement)?;
        if let Some(authority) = told.postcode.and_then(|postcode| of(postcode.reveal())) {
            return Ok(authority.name.clone());
        }
    }
    Ok(NOT_KNOWN.to_owned())
}

/// The cases whose lead service is to be agreed at the meeting of an authority on a day, the most urgent first: those of whose services the
/// permit's holder may be told. Every person it shows leaves an audit row.
///
/// # Errors
/// As the database says; `NotFound` where the hub has no such meeting.
pub fn agenda(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SeeWork>,
    profile: &Profile,
    authority: &str,
    day: Date,
) -> Result<Vec<AgendaLine>> {
    let several = profile.several_services.as_ref().ok_or(store::Error::NotFound)?;
    meeting_on(profile, authority, day).ok_or(store::Error::NotFound)?;
    let mut placed = gathered(tx, permit, several, day, coming(profile, permit.at()) == Some(day))?;
    placed.retain(|placed| placed.authority == authority);
    let shown: Vec<PersonId> = placed.iter().map(|placed| placed.person.id).collect();
    access::note_listed(tx, ids, permit.warrant(), &shown)?;
    let cases = casework::keep::cases_of(tx, &shown, "")?;
    let mut lines = Vec::new();
    for Placed { found, person, .. } in placed {
        let Some(case) = cases.iter().find(|case| case.id == found.case && case.state == CaseState::Open) else { continue };
        let mut refused = on_case(tx, case.id)?;
        refused.retain(|referral| referral.state() == State::Refused);
        lines.push(AgendaLine {
            case: case.id,
            services: services(tx, profile, case, &person)?,
            reference: found.reference,
            priority: case.priority,
            level: case.level,
            refused,
            led: lead::of_cases(tx, &[case.id])?,
            due_at: found.due_at,
            person,
        });
    }
    lines.sort_by_key(|line| (line.priority, line.level == Level::Standard, line.due_at, line.case));
    Ok(lines)
}

/// The pathways and services that ask for something of a person and find it here.
fn services(conn: &mut Conn, profile: &Profile, case: &CaseRecord, person: &PersonRecord) -> Result<Vec<(String, String)>> {
    let Some(seen) = casework::snapshot::seen(conn, case, person)? else { return Ok(Vec::new()) };
    let pathways = profile.pathways.iter().map(|pathway| (&pathway.name, &pathway.when));
    let services = profile.services.iter().map(|service| (&service.name, &service.when));
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, when) in pathways.chain(services) {
        if !when.is_always() && matches(when, &seen) && all.iter().all(|(known, _)| known != name) {
            all.push((name.clone(), if profile.services.iter().any(|s| s.name == *name) { title(profile, name) } else { in_words(name) }));
        }
    }
    Ok(all)
}
