//! Which of the hub's measures a person is asked.

use access::{Kind, OnCase, Permit};
use casework::record::CaseRecord;
use casework::snapshot::seen;
use people::record::PersonRecord;
use profile::{Measure, Profile};
use store::{Conn, Result};
use triage::matches;

/// The measures of the profile that fit this case, in its order: somebody whom a measure does not fit is not asked it, and is not counted.
///
/// # Errors
/// As the database says.
pub fn measures_asked<'p>(conn: &mut Conn, profile: &'p Profile, case: &CaseRecord, person: &PersonRecord) -> Result<Vec<&'p Measure>> {
    let Some(assessment) = &profile.needs_assessment else { return Ok(Vec::new()) };
    let seen = seen(conn, case, person)?;
    let fits = |measure: &&Measure| seen.as_ref().map_or(measure.when.is_always(), |seen| matches(&measure.when, seen));
    Ok(assessment.measures.iter().filter(fits).collect())
}

/// [`measures_asked`] on the case of this permit.
pub(crate) fn asked_on<'p, A: Kind<On = OnCase>>(
    conn: &mut Conn,
    permit: &Permit<'_, A>,
    profile: &'p Profile,
    case: &CaseRecord,
) -> Result<Vec<&'p Measure>> {
    let person = people::read::whole(conn, permit)?;
    measures_asked(conn, profile, case, &person)
}
