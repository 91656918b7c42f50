//! Writes down whether a person agreed that another organisation is told, and how they said so.

use access::{Organisation, Permit, change_as_the_program, kind};
use jiff::Timestamp;
use kernel::{AgencyKind, Id, IdMaker, words};
use serde_json::json;
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{
    error::{Error, Refused},
    keep,
    record::EventKind,
    sql,
    timeline::{Entry, user_of},
};

/// The kind of a consent's id.
#[derive(Debug, Clone, Copy)]
enum ConsentKey {}

words! {
    /// How a person agreed.
    pub enum GivenHow { Verbal = "verbal", Written = "written", Online = "online", PoliceRelayed = "police_relayed" }
}

/// What the person said about an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They agreed that it is told.
    Agreed(GivenHow),
    /// They took that back: from now on it sees nothing more.
    TakenBack,
}

/// That a person agreed.
#[derive(Debug, Clone)]
pub struct Consent {
    /// With which agency.
    pub agency: String,
    /// When.
    pub given_at: Timestamp,
    /// How.
    pub how: GivenHow,
    /// When they took it back.
    pub withdrawn_at: Option<Timestamp>,
}

impl FromRow for Consent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { agency: row.get(0)?, given_at: row.get(1)?, how: row.word(2)?, withdrawn_at: row.get(3)? })
    }
}

/// The agencies with which somebody whose case this agency works can agree to be shared: a commissioner is told of nobody.
pub fn others<'o>(organisation: &'o Organisation, agency: &str) -> impl Iterator<Item = (&'o str, &'o str)> {
    let other = organisation.agencies.iter().filter(move |other| other.name != agency && other.kind != AgencyKind::Commissioner);
    other.map(|other| (other.name.as_str(), other.title.as_str()))
}

/// Writes it down; it holds at once, for every case of the person.
///
/// # Errors
/// [`Refused::NoSuchAgency`]; [`Refused::SaidAlready`] when nothing changes; or what the database says.
pub fn record_consent(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordConsent>,
    agency: &str,
    answer: Answer,
) -> Result<(), Error> {
    let user = user_of(permit)?;
    if !others(permit.warrant().walls().organisation(), &permit.facts().agency).any(|(name, _)| name == agency) {
        return Err(Refused::NoSuchAgency.into());
    }
    let on = Entry { case: permit.case(), at: permit.at(), user };
    let stands = tx.all::<Consent>(sql::CONSENTS, &[&permit.person()])?;
    let stands = stands.iter().any(|consent| consent.agency == agency && consent.withdrawn_at.is_none());
    let event = match answer {
        Answer::Agreed(how) if !stands => {
            let id: Id<ConsentKey> = ids.make();
            tx.execute_one(sql::GIVE_CONSENT, &[&id, &permit.person(), &agency, &permit.at(), &how.as_str(), &user])?;
            on.entry(ids, EventKind::ConsentGiven, &json!({"agency": agency, "how": how}))
        }
        Answer::TakenBack if stands => {
            tx.execute(sql::WITHDRAW_CONSENT, &[&permit.person(), &agency, &permit.at()])?;
            change_as_the_program(tx, |tx| tx.execute(sql::WITHDRAW_ITS_SERVICES, &[&permit.person(), &agency, &permit.at(), &user]))?;
            on.entry(ids, EventKind::ConsentWithdrawn, &json!({"agency": agency}))
        }
        _ => return Err(Refused::SaidAlready.into()),
    };
    Ok(keep::insert_events(tx, permit.warrant(), &[event])?)
}

/// What the person said so far, the latest first: for whoever may write it down too.
pub(crate) fn consents(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>) -> Result<Vec<Consent>> {
    if access::OnSomebody::shows(permit, access::Act::RecordConsent) {
        conn.all(sql::CONSENTS, &[&permit.person()])
    } else {
        Ok(Vec::new())
    }
}
