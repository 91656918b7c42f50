//! Whether keys and database belong together: with another hub's keys nothing would open, and nothing would be found again.

use store::{Conn, Error, Result, Tx};

use crate::Vault;

const MARK: &str = "SELECT value FROM settings WHERE name = 'keys'";
const SET_MARK: &str = "INSERT INTO settings (name, value) VALUES ('keys', $1) ON CONFLICT DO NOTHING";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[MARK, SET_MARK];

impl Vault {
    /// Whether this database was sealed with these keys, or nothing was ever sealed in it.
    ///
    /// # Errors
    /// When it was sealed with others, in words; or as the database says.
    pub fn belongs_to(&self, conn: &mut Conn) -> Result<()> {
        match conn.maybe::<String>(MARK, &[])? {
            Some(mark) if mark != self.mark() => Err(Error::Schema(
                "these are not the keys of this database: name the right file with --keys, or bring it back from a copy".into(),
            )),
            _ => Ok(()),
        }
    }

    /// [`Vault::belongs_to`], and from now on no others do.
    ///
    /// # Errors
    /// As [`Vault::belongs_to`].
    pub fn settle_in(&self, tx: &mut Tx<'_>) -> Result<()> {
        tx.execute(SET_MARK, &[&self.mark()])?;
        self.belongs_to(tx)
    }

    fn mark(&self) -> String {
        self.index("settings", "keys")
    }
}
