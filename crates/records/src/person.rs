//! A person's record as a page of its own shows it, also of somebody who has no case.

use access::{Act, Permit, as_the_program, kind};
use casework::record::CaseRecord;
use jiff::Timestamp;
use people::record::PersonRecord;
use store::{Conn, Result};

use crate::sql;

/// A person as far as whoever reads is shown them.
#[derive(Debug)]
pub struct PersonFile {
    /// The person.
    pub person: PersonRecord,
    /// The cases by which they are shown, and whether each may be opened.
    pub cases: Vec<(CaseRecord, bool)>,
    /// When their record was minimised.
    pub minimised_at: Option<Timestamp>,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

/// The person the permit is about.
///
/// # Errors
/// As the database says.
pub fn read(conn: &mut Conn, permit: &Permit<'_, kind::ReadPerson>) -> Result<PersonFile> {
    let person = people::read::read(conn, permit)?;
    let warrant = permit.warrant();
    let may = |act, case: &access::CaseFacts| warrant.walls().may_on(warrant.actor(), act, case, permit.at());
    let shown: Vec<&access::CaseFacts> = permit.standing().cases.iter().filter(|case| may(Act::ReadPerson, case)).collect();
    let (all, standing) = as_the_program(conn, |conn| {
        let standing: (bool, Option<Timestamp>, Option<Timestamp>) = conn.one(sql::STANDING, &[&permit.about()])?;
        Ok((casework::keep::cases_of(conn, &[permit.about()], "")?, standing))
    })?;
    let shown = |case: CaseRecord| shown.iter().find(|facts| facts.case == case.id).map(|facts| (case, may(Act::ReadCase, facts)));
    let cases = all.into_iter().filter_map(shown).collect();
    let (_, destroyed_at, minimised_at) = standing;
    Ok(PersonFile { person, cases, minimised_at, destroyed_at })
}
