//! What of a person is sealed under their own key, and how it looks inside.

use std::borrow::Cow;

use jiff::civil::Date;
use kernel::{ContactPointId, PersonId, Sensitive};
use serde::{Deserialize, Serialize};
use store::Result;
use vault::{DataKey, Place, Vault};

use crate::record::{Particulars, Point};

/// A person's sealed columns; all empty once their key is destroyed.
pub(crate) struct PersonColumns {
    pub(crate) id: PersonId,
    pub(crate) sealed_key: Option<Vec<u8>>,
    pub(crate) particulars: Option<Vec<u8>>,
}

/// A way of contact's sealed column.
pub(crate) struct PointColumns {
    pub(crate) id: ContactPointId,
    pub(crate) value: Vec<u8>,
}

/// What `people.particulars` holds inside: everything that tells who somebody is, but for their ways of contact.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Inside<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    middle_names: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_family_name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ethnicity: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    communication_needs: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_notes: Option<Cow<'a, str>>,
}

fn text(text: &Option<Sensitive<String>>) -> Option<Cow<'_, str>> {
    text.as_ref().map(|text| Cow::Borrowed(text.reveal().as_str()))
}

const fn particulars_of(person: PersonId) -> Place {
    Place::new("people", person.uuid(), "particulars")
}

const fn value_of(point: ContactPointId) -> Place {
    Place::new("contact_points", point.uuid(), "value")
}

/// The person's key; `None` once it is destroyed.
pub(crate) fn unwrap(vault: &Vault, columns: &PersonColumns) -> Result<Option<DataKey>> {
    Ok(columns.sealed_key.as_deref().map(|wrapped| vault.unwrap_key(columns.id.uuid(), wrapped)).transpose()?)
}

pub(crate) fn seal_particulars(key: &DataKey, person: PersonId, known: &Particulars) -> Result<Vec<u8>> {
    let inside = Inside {
        title: text(&known.title),
        given_name: text(&known.given_name),
        middle_names: text(&known.middle_names),
        family_name: text(&known.family_name),
        previous_family_name: text(&known.previous_family_name),
        date_of_birth: known.date_of_birth.as_ref().map(|born| *born.reveal()),
        ethnicity: text(&known.ethnicity),
        first_language: known.first_language.as_deref().map(Cow::Borrowed),
        communication_needs: known.communication_needs.iter().map(|need| Cow::Borrowed(need.as_str())).collect(),
        contact_notes: text(&known.contact_notes),
    };
    Ok(key.seal(particulars_of(person), &json(&inside)?)?)
}

/// What is sealed of a person, into what is known of them besides.
pub(crate) fn open_into(key: Option<&DataKey>, columns: &PersonColumns, known: &mut Particulars) -> Result<()> {
    let (Some(key), Some(sealed)) = (key, &columns.particulars) else { return Ok(()) };
    let opened = key.open(particulars_of(columns.id), sealed)?;
    let inside: Inside<'_> = serde_json::from_slice(opened.reveal()).map_err(|_| unreadable())?;
    let text = |text: Option<Cow<'_, str>>| text.map(|text| Sensitive::new(text.into_owned()));
    known.title = text(inside.title);
    known.given_name = text(inside.given_name);
    known.middle_names = text(inside.middle_names);
    known.family_name = text(inside.family_name);
    known.previous_family_name = text(inside.previous_family_name);
    known.date_of_birth = inside.date_of_birth.map(Sensitive::new);
    known.ethnicity = text(inside.ethnicity);
    known.first_language = inside.first_language.map(Cow::into_owned);
    known.communication_needs = inside.communication_needs.into_iter().map(Cow::into_owned).collect();
    known.contact_notes = text(inside.contact_notes);
    Ok(())
}

pub(crate) fn seal_point(key: &DataKey, id: ContactPointId, point: &Point) -> Result<Vec<u8>> {
    Ok(key.seal(value_of(id), &json(&(point.value.reveal(), point.key.as_ref().map(Sensitive::reveal)))?)?)
}

/// A way of contact as shown, and for comparing.
pub(crate) fn open_point(key: &DataKey, columns: &PointColumns) -> Result<(Sensitive<String>, Option<Sensitive<String>>)> {
    let opened = key.open(value_of(columns.id), &columns.value)?;
    let (value, key): (String, Option<String>) = serde_json::from_slice(opened.reveal()).map_err(|_| unreadable())?;
    Ok((Sensitive::new(value), key.map(Sensitive::new)))
}

fn json(inside: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(inside).map_err(|_| store::Error::Other("what is to be sealed cannot be written as JSON".into()))
}

fn unreadable() -> store::Error {
    store::Error::Schema("what is sealed of a person cannot be read: the database may be of a newer Onedoor".into())
}
