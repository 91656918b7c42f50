//! Writes down that something was told without the person's consent: to whom, for which of the reasons that the hub's rules allow, why it
//! could not wait, and what was told.

use access::{Permit, kind};
use casework::record::EventKind;
use casework::sent_twice;
use casework::timeline::{user_of, write};
use jiff::Timestamp;
use kernel::{AgencyKind, Id, IdMaker, Sensitive, words};
use profile::{DisclosureReason, Profile};
use serde_json::json;
use store::{Conn, FromRow, Result as Stored, Row, Tx};

use crate::error::{Error, Refused};
use crate::sql;

/// The kind of a disclosure's id.
#[derive(Debug, Clone, Copy)]
enum DisclosureKey {}

words! {
    /// Who may be told beside the organisations and services of the profile.
    pub enum Recipient {
        Police = "police",
        ChildrensSocialCare = "childrens_social_care",
        AdultsSocialCare = "adults_social_care",
        SocialCare = "social_care",
        LocalAuthority = "local_authority",
        Health = "health",
        Ambulance = "ambulance",
        Marac = "marac",
        Probation = "probation",
        Court = "court",
        Coroner = "coroner",
        Regulator = "regulator",
    }
}

impl Recipient {
    /// It in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Police => "The police",
            Self::ChildrensSocialCare => "Children’s social care",
            Self::AdultsSocialCare => "Adults’ social care",
            Self::SocialCare => "Social care",
            Self::LocalAuthority => "The local authority",
            Self::Health => "The health service",
            Self::Ambulance => "The ambulance service",
            Self::Marac => "The meeting on high-risk domestic abuse (MARAC)",
            Self::Probation => "Probation",
            Self::Court => "A court",
            Self::Coroner => "A coroner",
            Self::Regulator => "A regulator",
        }
    }
}

/// Something that was told.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// To whom: a word of [`Recipient`], or the name of an agency or service of the profile.
    pub to: String,
    /// For which reason.
    pub reason: DisclosureReason,
    /// Why it could not wait for consent.
    pub why: Sensitive<String>,
    /// What was told.
    pub told: Sensitive<String>,
}

/// A disclosure as whoever answers for data protection sees it: nobody's name but that of whoever told.
#[derive(Debug, Clone)]
pub struct Disclosed {
    /// Of which case.
    pub reference: String,
    /// To whom.
    pub to: String,
    /// For which reason.
    pub reason: DisclosureReason,
    /// When.
    pub at: Timestamp,
    /// Who told.
    pub by: Option<String>,
}

impl FromRow for Disclosed {
    fn from_row(row: &Row<'_>) -> Stored<Self> {
        Ok(Self { reference: row.get(0)?, to: row.get(1)?, reason: row.word(2)?, at: row.get(3)?, by: row.get(4)? })
    }
}

/// Who can be told in this hub, each with its words.
pub fn recipient_words(profile: &Profile) -> Vec<(String, String)> {
    let agencies = profile.organisation.agencies.iter().skip(1).filter(|agency| agency.kind != AgencyKind::Commissioner);
    let mut all: Vec<(String, String)> = agencies.map(|agency| (agency.name.clone(), agency.title.clone())).collect();
    all.extend(profile.services.iter().map(|service| (service.name.clone(), service.title.clone())));
    all.extend(Recipient::ALL.iter().map(|to| (to.as_str().to_owned(), to.words().to_owned())));
    let mut seen = Vec::new();
    all.retain(|(name, _)| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    all
}

/// Writes it down, with the words sealed into the timeline; sent twice, once. Also of a closed case.
///
/// # Errors
/// [`Refused::NotThisReason`], [`Refused::NoSuchRecipient`], [`Refused::NothingWritten`]; or what the database says.
pub fn disclose(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Disclose>,
    profile: &Profile,
    disclosure: &Disclosure,
) -> Result<(), Error> {
    let user = user_of(permit)?;
    if !profile.onward.disclosed_without_consent.contains(&disclosure.reason) {
        return Err(Refused::NotThisReason.into());
    }
    if !recipient_words(profile).iter().any(|(name, _)| *name == disclosure.to) {
        return Err(Refused::NoSuchRecipient.into());
    }
    let (why, told) = (disclosure.why.reveal().trim(), disclosure.told.reveal().trim());
    if why.is_empty() || told.is_empty() {
        return Err(Refused::NothingWritten.into());
    }
    let detail = json!({"told_to": disclosure.to, "because": disclosure.reason, "note": why, "told": told});
    if sent_twice::entry(tx, permit, EventKind::Disclosed, &detail)?.is_some() {
        return Ok(());
    }
    let id: Id<DisclosureKey> = ids.make();
    let reason = disclosure.reason.as_str();
    tx.execute_one(sql::ADD_DISCLOSURE, &[&id, &permit.case(), &disclosure.to, &reason, &permit.at(), &user])?;
    write(tx, ids, permit, EventKind::Disclosed, &detail)?;
    Ok(())
}

/// The last 500 disclosures, the latest first, for whoever reads the audit.
///
/// # Errors
/// As the database says.
pub fn disclosures(conn: &mut Conn, _permit: &Permit<'_, kind::ReadAudit>) -> Stored<Vec<Disclosed>> {
    // Of every case: nobody's name but that of whoever told is read.
    access::as_the_program(conn, |conn| conn.all(sql::DISCLOSURES, &[]))
}
