//! Major incidents: a team lead declares one, and from then on whoever comes to the hub because of it is known to.
//!
//! An incident belongs to one by the reference of its crime, or by where and when it happened. Nothing of a person stands here.

mod earlier;

use access::{Permit, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, IdMaker, Postcode};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::read::Referral;

pub use earlier::{EARLIER_TASK, EARLIER_WITHIN, how_many_earlier, mark_earlier};

const DECLARE: &str = "INSERT INTO major_incidents (id, name, first_day, last_day, districts, crime_references, declared_at, declared_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const END: &str = "UPDATE major_incidents SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";
const ALL: &str = "SELECT id, name, first_day, last_day, districts, crime_references, declared_at, ended_at FROM major_incidents
    ORDER BY declared_at DESC, id DESC";
const ONE: &str = "SELECT id, name, first_day, last_day, districts, crime_references, declared_at, ended_at FROM major_incidents
    WHERE id = $1 AND ended_at IS NULL";
const STANDING: &str = "SELECT id, name, first_day, last_day, districts, crime_references, declared_at, ended_at FROM major_incidents
    WHERE declared_at <= $1 AND (ended_at IS NULL OR ended_at > $1) ORDER BY declared_at, id";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] =
    &[DECLARE, END, ALL, ONE, STANDING, earlier::BY_REFERENCE, earlier::BY_DAY, earlier::PEOPLE_OF, earlier::MARKED, earlier::KNOWN];

/// The kind of a major incident's id.
#[derive(Debug, Clone, Copy)]
pub enum MajorIncidentKey {}
/// The id of a major incident.
pub type MajorIncidentId = Id<MajorIncidentKey>;

/// A postcode area, `LE`, or one district of it, `LE1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District(String);

impl District {
    /// Reads one as somebody types it: one or two letters, then a number of one or two digits or none.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = text.trim().to_ascii_uppercase();
        let letters = typed.chars().take_while(char::is_ascii_uppercase).count();
        let digits = typed.get(letters..).filter(|rest| rest.len() <= 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))?;
        let is_one = (1..=2).contains(&letters) && (digits == "0" || !digits.starts_with('0'));
        is_one.then_some(Self(typed))
    }

    /// It as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this postcode lies in it.
    pub fn holds(&self, postcode: &Postcode) -> bool {
        let letters = postcode.area_letters();
        self.0 == letters || postcode.district().is_some_and(|district| self.0 == format!("{letters}{district}"))
    }
}

/// What belongs to a major incident: crimes with these references; and what happened in these districts on these days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The first and the last day, both counted, in London.
    pub days: (Date, Date),
    /// Where.
    pub districts: Vec<District>,
    /// References of crimes, as the force writes them; small and capital letters are the same.
    pub crime_references: Vec<String>,
}

impl Bounds {
    fn has_reference(&self, reference: &str) -> bool {
        self.crime_references.iter().any(|listed| listed.eq_ignore_ascii_case(reference))
    }

    /// Whether it happened within the days, as far as is known when it did. What is known to begin only, ended that day.
    fn has_days(&self, from: Option<Date>, to: Option<Date>) -> bool {
        let (first, last) = self.days;
        from.or(to).zip(to.or(from)).is_some_and(|(from, to)| from <= last && to >= first)
    }

    fn has_place(&self, postcode: Option<&Postcode>) -> bool {
        postcode.is_some_and(|postcode| self.districts.iter().any(|district| district.holds(postcode)))
    }

    /// Whether what a referral tells of belongs to it.
    pub fn hold(&self, referral: &Referral) -> bool {
        referral.crime_reference.as_deref().is_some_and(|reference| self.has_reference(reference))
            || self.has_days(referral.occurred_from, referral.occurred_to) && self.has_place(referral.incident_postcode.as_ref())
    }
}

/// A major incident as it is declared.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// What it is called; of nobody.
    pub name: String,
    /// What belongs to it.
    pub bounds: Bounds,
}

/// A major incident that was declared.
#[derive(Debug, Clone)]
pub struct MajorIncident {
    /// Its id.
    pub id: MajorIncidentId,
    /// What it is called.
    pub name: String,
    /// What belongs to it.
    pub bounds: Bounds,
    /// When it was declared: what comes in from then on is matched with it.
    pub declared_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl FromRow for MajorIncident {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let list = |text: String| text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let bounds = Bounds {
            days: (row.get(2)?, row.get(3)?),
            districts: list(row.get(4)?).into_iter().map(District).collect(),
            crime_references: list(row.get(5)?),
        };
        Ok(Self { id: row.get(0)?, name: row.get(1)?, bounds, declared_at: row.get(6)?, ended_at: row.get(7)? })
    }
}

/// Why a declaration was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The last day is before the first.
    DaysBackwards,
    /// Neither a district nor a reference.
    NothingNamed,
    /// It has ended already.
    Ended,
}

impl Refused {
    /// The reason in a sentence, with what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::DaysBackwards => "The last day must be the first day or after it",
            Self::NothingNamed => "Enter a postcode district, or the reference of a crime",
            Self::Ended => "It has ended already. Look at the list again",
        }
    }
}

web::refusable_error!(Refused);

/// Declares a major incident: rows received from now on are matched with it, by every door.
///
/// # Errors
/// [`Refused::DaysBackwards`]; [`Refused::NothingNamed`]; or what the database says.
pub fn declare(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::DeclareMajorIncident>,
    declaration: &Declaration,
) -> Result<MajorIncidentId, Error> {
    let Declaration { name, bounds: Bounds { days: (first, last), districts, crime_references } } = declaration;
    if last < first {
        return Err(Refused::DaysBackwards.into());
    }
    if districts.is_empty() && crime_references.is_empty() {
        return Err(Refused::NothingNamed.into());
    }
    let id: MajorIncidentId = ids.make();
    let districts = districts.iter().map(District::as_str).collect::<Vec<_>>().join(";");
    let by = permit.user().ok_or(store::Error::NotFound)?;
    tx.execute_one(DECLARE, &[&id, name, first, last, &districts, &crime_references.join(";"), &permit.at(), &by])?;
    Ok(id)
}

/// Ends one: rows received from now on are not matched with it any more.
///
/// # Errors
/// [`Refused::Ended`] when it has, or there is none; or what the database says.
pub fn end(tx: &mut Tx<'_>, permit: &Permit<'_, kind::DeclareMajorIncident>, id: MajorIncidentId) -> Result<(), Error> {
    let by = permit.user().ok_or(store::Error::NotFound)?;
    if tx.execute(END, &[&id, &permit.at(), &by])? == 1 { Ok(()) } else { Err(Refused::Ended.into()) }
}

/// Every one that was ever declared, the latest first.
///
/// # Errors
/// As the database says.
pub fn declared(conn: &mut Conn, _permit: &Permit<'_, kind::DeclareMajorIncident>) -> Result<Vec<MajorIncident>> {
    conn.all(ALL, &[])
}

/// Those that stand at a moment of receipt: read once for a batch.
#[derive(Debug, Default)]
pub(crate) struct Standing(Vec<MajorIncident>);

impl Standing {
    pub(crate) fn read(conn: &mut Conn, received_at: Timestamp) -> Result<Self> {
        Ok(Self(conn.all(STANDING, &[&received_at])?))
    }

    /// Whether what a referral tells of belongs to one of them.
    pub(crate) fn hold(&self, referral: &Referral) -> bool {
        self.0.iter().any(|incident| incident.bounds.hold(referral))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use kernel::Postcode;

    use super::{Bounds, District};

    fn bounds(districts: &[&str]) -> Bounds {
        let districts = districts.iter().map(|text| District::parse(text).unwrap()).collect();
        Bounds { days: (date(2026, 5, 2), date(2026, 5, 4)), districts, crime_references: vec!["CR/12".into()] }
    }

    #[test]
    fn a_district_is_one_district_and_an_area_is_all_of_it() {
        let lies = |district: &str, postcode: &str| District::parse(district).unwrap().holds(&Postcode::parse(postcode).unwrap());
        assert!(lies("le1", "LE1 1AA") && lies("LE", "LE67 2BB") && lies("EC1", "EC1A 1BB"));
        assert!(!lies("LE1", "LE11 1AA") && !lies("L", "LE1 1AA") && !lies("LE1", "L1 1AA"));
        for wrong in ["", "1", "LE1 1AA", "LE1-3", "LEX1", "LE123", "L£"] {
            assert!(District::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn days_that_touch_are_within() {
        let within = |from: Option<Date>, to: Option<Date>| bounds(&["LE"]).has_days(from, to);
        let day = |day| Some(date(2026, 5, day));
        assert!(within(day(2), None) && within(None, day(4)) && within(day(1), day(2)) && within(day(1), day(9)));
        assert!(!within(day(1), None) && !within(day(5), day(6)) && !within(None, None));
    }

    #[test]
    fn a_reference_is_the_same_in_small_letters_and_no_part_of_another() {
        assert!(bounds(&[]).has_reference("cr/12") && !bounds(&[]).has_reference("CR/123"));
    }
}
