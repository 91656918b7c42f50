//! Answers of somebody who is in the middle of something. The server keeps them, so that no address and no browser history holds what was
//! typed, and every step can be gone back to, loaded again, and gone on with after signing in again.
//!
//! Only whoever typed them sees them, and the database holds them sealed. They go when what they were for is done, and in any case after [`KEPT_FOR`].

use jiff::{SignedDuration, Timestamp};
use kernel::{Id, words};
use store::{Error, Result, Tx};
use vault::Place;

use crate::{Asking, Form};

/// How long answers that nobody goes on with are kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(12);

/// The kind of a draft's id.
#[derive(Debug)]
pub enum Draft {}

/// Where answers are kept; may stand in an address.
pub type DraftId = Id<Draft>;

words! {
    /// What answers are for.
    pub enum Purpose {
        Search = "search",
        Referral = "referral",
    }
}

const BEGIN: &str = "INSERT INTO drafts (id, user_id, purpose, sealed_key, answers, saved_at) VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT sealed_key, answers FROM drafts WHERE id = $1 AND user_id = $2 AND purpose = $3 AND saved_at > $4";
const UNFINISHED: &str = "SELECT id, saved_at FROM drafts WHERE user_id = $1 AND purpose = $2 AND saved_at > $3 ORDER BY saved_at DESC, id";
// With a key of its own each time, so that nobody's are read for the sake of writing.
const SAVE: &str = "UPDATE drafts SET sealed_key = $4, answers = $5, saved_at = $6 WHERE id = $1 AND user_id = $2 AND purpose = $3";
const END: &str = "DELETE FROM drafts WHERE id = $1 AND user_id = $2 AND purpose = $3";
const END_OLD: &str = "DELETE FROM drafts WHERE saved_at <= $1";

/// Every statement here, so that a test can prepare each on both databases.
pub const DRAFT_STATEMENTS: &[&str] = &[BEGIN, FIND, UNFINISHED, SAVE, END, END_OLD];

impl Asking {
    /// Begins to keep answers, and clears away everybody's that are too old.
    ///
    /// # Errors
    /// As the database says.
    pub fn begin_draft(&mut self, tx: &mut Tx<'_>, purpose: Purpose, answers: &Form) -> Result<DraftId> {
        tx.execute(END_OLD, &[&(self.at - KEPT_FOR)])?;
        let id: DraftId = self.ids.make();
        let (key, sealed) = self.sealed(id, answers)?;
        tx.execute_one(BEGIN, &[&id, &self.user()?, &purpose.as_str(), &key, &sealed, &self.at])?;
        Ok(id)
    }

    /// The answers kept there.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they are done with, too old or somebody else's; or what the database says.
    pub fn draft(&mut self, tx: &mut Tx<'_>, purpose: Purpose, id: DraftId) -> Result<Form> {
        let (key, sealed): (Vec<u8>, Vec<u8>) = tx.one(FIND, &[&id, &self.user()?, &purpose.as_str(), &(self.at - KEPT_FOR)])?;
        let opened = self.walls.vault().unwrap_key(id.uuid(), &key)?.open(answers_of(id), &sealed)?;
        serde_json::from_slice(opened.reveal()).map(Form::sent).map_err(|_| Error::Other("kept answers cannot be read".into()))
    }

    /// Keeps these answers in place of the earlier ones.
    ///
    /// # Errors
    /// As [`Asking::draft`].
    pub fn save_draft(&mut self, tx: &mut Tx<'_>, purpose: Purpose, id: DraftId, answers: &Form) -> Result<()> {
        let (key, sealed) = self.sealed(id, answers)?;
        tx.execute_one(SAVE, &[&id, &self.user()?, &purpose.as_str(), &key, &sealed, &self.at])
    }

    /// Throws the answers away. Nothing happens when they are gone already.
    ///
    /// # Errors
    /// As the database says.
    pub fn end_draft(&mut self, tx: &mut Tx<'_>, purpose: Purpose, id: DraftId) -> Result<()> {
        tx.execute(END, &[&id, &self.user()?, &purpose.as_str()]).map(|_| ())
    }

    /// What whoever asks has begun and not finished, and when they last went on with it; the latest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn unfinished(&mut self, tx: &mut Tx<'_>, purpose: Purpose) -> Result<Vec<(DraftId, Timestamp)>> {
        tx.all(UNFINISHED, &[&self.user()?, &purpose.as_str(), &(self.at - KEPT_FOR)])
    }

    /// A fresh key, wrapped, and the answers sealed under it.
    fn sealed(&self, id: DraftId, answers: &Form) -> Result<(Vec<u8>, Vec<u8>)> {
        let text = serde_json::to_vec(answers.fields()).map_err(|_| Error::Other("answers cannot be written".into()))?;
        let (key, wrapped) = self.walls.vault().new_key(id.uuid())?;
        Ok((wrapped, key.seal(answers_of(id), &text)?))
    }

    fn user(&self) -> Result<kernel::UserId> {
        self.actor.user_id().ok_or(Error::NotFound)
    }
}

const fn answers_of(id: DraftId) -> Place {
    Place::new("drafts", id.uuid(), "answers")
}
