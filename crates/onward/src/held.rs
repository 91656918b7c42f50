//! What is held here on a person: given to them, and taken away when their record goes.

use access::{Permit, kind};
use kernel::PersonId;
use store::{Conn, Result, Tx};

use crate::consent::{self, Consent};
use crate::disclose::Disclosed;
use crate::lead::{self, Lead};
use crate::record::{Referral, of_person};
use crate::sql;
use crate::standing::Named;

/// Everything held here on a person.
#[derive(Debug)]
pub struct Held {
    /// Services named to them.
    pub named: Vec<Named>,
    /// What they said of services being told.
    pub consents: Vec<Consent>,
    /// Where they were referred.
    pub referrals: Vec<Referral>,
    /// Which services led their cases.
    pub leads: Vec<Lead>,
    /// What was told without their consent.
    pub disclosures: Vec<Disclosed>,
}

/// Everything held here on the person of the permit.
///
/// # Errors
/// As the database says.
pub fn held(conn: &mut Conn, permit: &Permit<'_, kind::Export>) -> Result<Held> {
    let person = permit.about();
    let cases: Vec<_> = permit.standing().cases.iter().map(|case| case.case).collect();
    let mut named = Vec::new();
    for case in &cases {
        named.extend(Named::of_case(conn, *case)?);
    }
    Ok(Held {
        named,
        consents: consent::of(conn, person)?,
        referrals: of_person(conn, person)?,
        leads: lead::of_cases(conn, &cases)?,
        disclosures: conn.all(sql::DISCLOSURES_OF, &[&person])?,
    })
}

/// Takes away what the person said and was told, as their record is destroyed. That there were referrals, to where and when, stays for the
/// count, as it does of cases: it names nobody.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for statement in [sql::FORGET_CONSENTS, sql::FORGET_NAMED] {
        tx.execute(statement, &[&person])?;
    }
    Ok(())
}
