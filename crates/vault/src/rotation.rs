//! Wrapping every key of the hub anew, in small steps, while the hub serves.

use store::{Conn, Result, Tx};
use uuid::Uuid;

use crate::{Vault, VaultError, master_of};

/// Rows looked at in one step: few enough that nobody waits for it.
const A_STEP: i64 = 200;

macro_rules! tables {
    ($($table:literal),+) => {
        /// The tables whose rows have a key of their own, in their column `sealed_key`.
        const TABLES: &[Table] = &[$(Table {
            name: $table,
            some: concat!("SELECT id, sealed_key FROM ", $table, " WHERE id > $1 AND sealed_key IS NOT NULL ORDER BY id LIMIT $2"),
            // Whose key was destroyed in the meantime gets none back.
            put: concat!("UPDATE ", $table, " SET sealed_key = $2 WHERE id = $1 AND sealed_key = $3"),
        }),+];

        /// Every fixed statement here, so that a test can prepare each on both databases.
        pub const STATEMENTS: &[&str] = &[$(
            concat!("SELECT id, sealed_key FROM ", $table, " WHERE id > $1 AND sealed_key IS NOT NULL ORDER BY id LIMIT $2"),
            concat!("UPDATE ", $table, " SET sealed_key = $2 WHERE id = $1 AND sealed_key = $3"),
        )+];
    };
}

tables!("people", "users", "source_rows", "drafts");

struct Table {
    name: &'static str,
    some: &'static str,
    put: &'static str,
}

/// A row's id and its wrapped key.
type Wrapped = (Uuid, Vec<u8>);

/// How far a walk through all the keys is. Begin with the default, go on with what each step gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walk {
    table: usize,
    after: Uuid,
}

impl Walk {
    /// The next rows with a key; `None` at the end of the last table.
    fn next(&mut self, conn: &mut Conn) -> Result<Option<(&'static Table, Vec<Wrapped>)>> {
        while let Some(table) = TABLES.get(self.table) {
            let rows: Vec<Wrapped> = conn.as_the_program(|conn| conn.all(table.some, &[&self.after, &A_STEP]))?;
            if let Some((last, _)) = rows.last() {
                self.after = *last;
                return Ok(Some((table, rows)));
            }
            (self.table, self.after) = (self.table + 1, Uuid::nil());
        }
        Ok(None)
    }

    /// Wraps some more keys anew; how many, and where to go on. `None` when all have been looked at.
    ///
    /// # Errors
    /// As the database says; when a key does not open, or its master key is not in the key file.
    pub fn rewrap_some(mut self, tx: &mut Tx<'_>, vault: &Vault) -> Result<Option<(u64, Self)>> {
        let Some((table, rows)) = self.next(tx)? else { return Ok(None) };
        let mut count = 0;
        for (id, wrapped) in rows {
            if let Some(anew) = vault.rewrap(id, &wrapped)? {
                count += tx.change_as_the_program(|tx| tx.execute(table.put, &[&id, &anew, &wrapped]))?;
            }
        }
        Ok(Some((count, self)))
    }

    /// Looks at some more keys: under which master key each is wrapped, and whether it opens. `None` when all have been looked at.
    ///
    /// # Errors
    /// As the database says.
    pub fn look_at_some(mut self, conn: &mut Conn, vault: &Vault) -> Result<Option<(Vec<Looked>, Self)>> {
        let Some((table, rows)) = self.next(conn)? else { return Ok(None) };
        let look = |(id, wrapped): &Wrapped| Looked {
            table: table.name,
            master: master_of(wrapped).ok(),
            opens: vault.unwrap_key(*id, wrapped).map(drop),
        };
        Ok(Some((rows.iter().map(look).collect(), self)))
    }
}

/// One key as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// In which table.
    pub table: &'static str,
    /// Under which master key; `None` when it is no wrapped key.
    pub master: Option<u32>,
    /// Whether it opens.
    pub opens: Result<(), VaultError>,
}
