//! Subject access: everything held about a person, for them to read.

mod document;
mod gather;
mod html;
mod on_cases;
mod on_liaison;
mod on_needs;
mod on_onward;
mod on_record;
mod tell;

use access::{Permit, as_the_program, change_as_the_program, kind};
use kernel::{Id, IdMaker, words};
use profile::Profile;
use store::{Cell, Conn, Result, Tx};

pub use document::{Document, Entry, Field, LeftOut, Section, Told, spoken};

pub(crate) use html::value;

use crate::sql;

/// The kind of an export's id.
#[derive(Debug, Clone, Copy)]
pub enum ExportKind {}
/// What was given to somebody once.
pub type ExportId = Id<ExportKind>;

words! {
    /// In which form it was given.
    pub enum Format { Page = "html", Json = "json" }
}

/// Everything held about the person, nothing left out: for whoever decides what is.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn whole(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile) -> Result<Document> {
    // Every case of theirs was asked about before the permit was given.
    as_the_program(conn, |conn| gather::gather(conn, permit, profile))
}

/// Everything held about the person but these texts; that it was given, and what was left out and why, is written down.
///
/// # Errors
/// As [`whole`].
pub fn give(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Export>,
    profile: &Profile,
    left_out: &[(String, LeftOut)],
    format: Format,
) -> Result<Document> {
    let mut document = whole(tx, permit, profile)?;
    let done = document.leave_out(left_out);
    let id: ExportId = ids.make();
    document.reference = reference_of(id);
    let user = permit.user().ok_or(store::Error::NotFound)?;
    change_as_the_program(tx, |tx| {
        tx.execute_one(sql::ADD_EXPORT, &[&id, &permit.about(), &permit.at(), &user, &format.as_str()])?;
        let rows =
            done.iter().map(|(item, why)| [Cell::Uuid(id.uuid()), Cell::Text(item.as_str().into()), Cell::Text(why.as_str().into())]);
        tx.insert_many("left_out", &["export_id", "item", "reason"], rows)
    })?;
    Ok(document)
}

/// What an export is called by: eight digits of its id, which say nothing of anybody.
fn reference_of(id: ExportId) -> String {
    let digits = id.uuid().simple().to_string();
    digits.chars().skip(24).collect::<String>().to_uppercase()
}
