//! What of a case is sealed under the key of whose case it is, and where.

use std::borrow::Cow;

use kernel::{AttemptId, EventId, IncidentId, Sensitive};
use serde::{Deserialize, Serialize};
use store::Result;
use vault::{DataKey, Place};

use crate::record::{Account, InvolvementRecord, Told};

/// Where what an entry of the timeline tells more is kept.
pub(crate) const fn detail(event: EventId) -> Place {
    Place::new("events", event.uuid(), "detail")
}

/// Where what was written down about an attempt is kept.
pub(crate) const fn note(attempt: AttemptId) -> Place {
    Place::new("attempts", attempt.uuid(), "note")
}

/// A person's key opens no other person's, so that the incident tells the row.
const fn account_of(incident: IncidentId) -> Place {
    Place::new("involvements", incident.uuid(), "account")
}

#[derive(Serialize, Deserialize)]
struct Inside<'a> {
    offence_text: Option<Cow<'a, str>>,
    postcode: Option<Cow<'a, str>>,
    location: Option<Cow<'a, str>>,
}

/// What was told, sealed; as the database has it where it was not read.
pub(crate) fn account<'a>(key: &DataKey, of: &'a InvolvementRecord) -> Result<Option<Cow<'a, [u8]>>> {
    let told = match &of.account {
        Account::Sealed(sealed) => return Ok(sealed.as_deref().map(Cow::Borrowed)),
        Account::Told(told) => told,
    };
    fn text(text: &Option<Sensitive<String>>) -> Option<Cow<'_, str>> {
        text.as_ref().map(|text| Cow::Borrowed(text.reveal().as_str()))
    }
    let inside = Inside { offence_text: text(&told.offence_text), postcode: text(&told.postcode), location: text(&told.location) };
    if let Inside { offence_text: None, postcode: None, location: None } = inside {
        return Ok(None);
    }
    let json = serde_json::to_vec(&inside).map_err(|_| store::Error::Other("what was told cannot be written as JSON".into()))?;
    Ok(Some(Cow::Owned(key.seal(account_of(of.incident), &json)?)))
}

/// What was told of an incident; nothing once the key is destroyed.
pub(crate) fn open_account(key: Option<&DataKey>, incident: IncidentId, sealed: Option<&[u8]>) -> Result<Told> {
    let (Some(key), Some(sealed)) = (key, sealed) else { return Ok(Told::default()) };
    let opened = key.open(account_of(incident), sealed)?;
    let inside: Inside<'_> = serde_json::from_slice(opened.reveal())
        .map_err(|_| store::Error::Schema("what was told of an incident cannot be read: the database may be of a newer Onedoor".into()))?;
    let text = |text: Option<Cow<'_, str>>| text.map(|text| Sensitive::new(text.into_owned()));
    Ok(Told { offence_text: text(inside.offence_text), postcode: text(inside.postcode), location: text(inside.location) })
}
