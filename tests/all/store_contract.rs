//! What every capability may rely on at the database, held on both engines.

mod catalogue;
mod crowd;
mod dropped;
mod errors;
mod full_disk;
mod isolation;
mod lost_connection;
mod many;
mod values;

use store::{Db, Engine, Tx};
use testkit::databases::{SERVING, Scratch, on_both};

const SET: &str = "INSERT INTO settings (name, value) VALUES ($1, $2)";

fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> store::Result<()> {
    tx.execute_one(SET, &[&name, &value])
}

/// The settings that are kept, by name.
fn kept(db: &Db) -> Vec<String> {
    db.read_now(|c| c.all("SELECT name FROM settings ORDER BY name", &[])).unwrap()
}

/// A table for one test, written with the words of the migrations.
fn make_table(scratch: &Scratch, sql: &str) {
    let sql = match scratch.db.engine() {
        Engine::Postgres => sql.replace(" BYTES", " BYTEA"),
        Engine::Sqlite => {
            let words = [(" UUID", " BLOB"), (" BIGINT", " INTEGER"), (" BOOLEAN", " INTEGER"), (" BYTES", " BLOB")];
            words.iter().fold(sql.to_owned(), |sql, (from, to)| sql.replace(from, to)) + " STRICT"
        }
    };
    store::outside_transaction(&scratch.owner_url, &sql).unwrap();
    if scratch.db.engine() == Engine::Postgres {
        Db::let_serve(&scratch.owner_url, SERVING).unwrap();
    }
}

#[test]
fn a_change_is_kept_whole_or_not_at_all() {
    on_both(|scratch| {
        scratch.db.write_now(|tx| set(tx, "a", "1")).unwrap();
        let broken = scratch.db.write_now(|tx| {
            set(tx, "b", "1")?;
            set(tx, "a", "again")
        });
        assert!(matches!(broken, Err(store::Error::Conflict(_))), "{broken:?}");
        assert_eq!(kept(&scratch.db), ["a"]);
    });
}
