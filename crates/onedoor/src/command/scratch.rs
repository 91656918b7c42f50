//! Where a database stands that is thrown away, for whatever leaves no trace.

use std::path::PathBuf;

use crate::command::Error;

/// A folder for a database that is thrown away.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A fresh one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> Result<Self, Error> {
        let mut name = [0_u8; 8];
        vault::Secrets::bytes(&vault::SystemSecrets)?.iter().zip(&mut name).for_each(|(from, to)| *to = *from);
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = std::env::temp_dir().join(format!("onedoor-rehearsal-{name}"));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }

    /// The address of a database in it.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.0.join("rehearsal.db").display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
