//! Many rows in, many keys asked for.

use store::{Bind, Cell, Engine, Error};
use testkit::databases::{Scratch, on_both, postgres, sqlite};
use uuid::Uuid;

use super::make_table;

fn keep_numbers(scratch: &Scratch, count: i64) -> store::Result<()> {
    scratch.db.write_now(move |tx| {
        tx.execute("DELETE FROM settings", &[])?;
        let rows: Vec<(String, String)> = (0..count).map(|n| (format!("{n:05}"), (n * 7).to_string())).collect();
        tx.insert_many("settings", &["value", "name"], rows.iter().map(|(name, value)| [value.cell(), name.cell()]))
    })
}

#[test]
fn as_many_rows_are_kept_as_are_given_each_with_its_own_values() {
    on_both(|scratch| {
        for count in [0, 1, 2, 199, 200, 201, 400, 1000] {
            keep_numbers(scratch, count).unwrap();
            let all: Vec<(String, String)> = scratch.db.read_now(|c| c.all("SELECT name, value FROM settings ORDER BY name", &[])).unwrap();
            let wanted: Vec<_> = (0..count).map(|n| (format!("{n:05}"), (n * 7).to_string())).collect();
            assert_eq!(all, wanted, "{count} rows");
        }
    });
}

#[test]
fn one_row_too_many_among_a_thousand_keeps_none() {
    on_both(|scratch| {
        let result = scratch.db.write_now(|tx| {
            let names: Vec<String> = (0..1000).map(|n| format!("{}", n % 999)).collect();
            tx.insert_many("settings", &["name", "value"], names.iter().map(|name| [name.cell(), name.cell()]))
        });
        assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
        assert_eq!(super::kept(&scratch.db).len(), 0);
    });
}

/// A table copied row by row without asking what is in it: every type, and nothing, stays what it was.
#[test]
fn a_row_goes_whole_from_one_database_to_another() {
    const COLUMNS: [&str; 6] = ["id", "yes", "number", "words", "thing", "raw"];
    const TABLE: &str = "CREATE TABLE kept (id BIGINT PRIMARY KEY NOT NULL, yes BOOLEAN, number BIGINT, words TEXT, thing UUID, raw BYTES)";
    type Whole = Vec<Vec<Cell<'static>>>;
    let read = |scratch: &Scratch| -> Whole {
        scratch.db.read_now(|c| c.all("SELECT id, yes, number, words, thing, raw FROM kept ORDER BY id", &[])).unwrap()
    };
    let put = |scratch: &Scratch, rows: Whole| {
        scratch.db.write_now(move |tx| tx.insert_rows("kept", &COLUMNS, rows.iter().map(|row| row.iter().map(Bind::cell)))).unwrap();
    };
    on_both(|one| {
        let other = if one.db.engine() == Engine::Sqlite { sqlite() } else { postgres() };
        make_table(one, TABLE);
        make_table(&other, TABLE);
        let id = Uuid::from_u128(7);
        put(one, vec![vec![1_i64.cell(), true.cell(), (-7_i64).cell(), "Łódź".cell(), Cell::Uuid(id), Cell::Bytes(vec![0, 255].into())]]);
        put(one, vec![[vec![2_i64.cell()], vec![Cell::Null; 5]].concat()]);
        put(&other, read(one));
        assert_eq!(read(&other), read(one));
        let (yes, number, words, thing, raw): (bool, i64, String, Uuid, Vec<u8>) =
            other.db.read_now(|c| c.one("SELECT yes, number, words, thing, raw FROM kept WHERE id = 1", &[])).unwrap();
        assert_eq!((yes, number, words.as_str(), thing, raw), (true, -7, "Łódź", id, vec![0, 255]));
        let nothing: i64 = other.db.read_now(|c| c.one("SELECT count(*) FROM kept WHERE id = 2 AND words IS NULL", &[])).unwrap();
        assert_eq!(nothing, 1);
    });
}

#[test]
fn a_row_with_a_value_too_few_or_too_many_is_refused() {
    on_both(|scratch| {
        for values in [1, 3, 4] {
            let result = scratch.db.write_now(move |tx| tx.insert_rows("settings", &["name", "value"], [vec!["a".cell(); values]]));
            assert!(matches!(result, Err(Error::Other(_))), "{result:?}");
        }
        assert_eq!(super::kept(&scratch.db).len(), 0);
    });
}

fn among(scratch: &Scratch, keys: Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = scratch.db.read_now(move |c| c.all_among("SELECT name FROM settings WHERE name IN ({})", &keys)).unwrap();
    found.sort();
    found
}

#[test]
fn every_key_is_looked_up_and_no_row_comes_twice() {
    on_both(|scratch| {
        keep_numbers(scratch, 5000).unwrap();
        let keys = |count: usize| (0..count).map(|n| format!("{n:05}")).collect::<Vec<_>>();
        for count in [0, 1, 2, 3, 127, 128, 129, 199, 200, 201, 400, 401, 5000] {
            assert_eq!(among(scratch, keys(count)), keys(count), "{count} keys");
        }
        // Keys that repeat, near and far: nobody is found twice because somebody was asked for twice.
        let far: Vec<String> = (0..3).flat_map(|_| keys(450)).collect();
        assert_eq!(among(scratch, far), keys(450));
        let near: Vec<String> = keys(150).into_iter().flat_map(|key| [key.clone(), key]).collect();
        assert_eq!(among(scratch, near), keys(150));
        // Keys that nothing has.
        let strangers: Vec<String> = keys(300).into_iter().flat_map(|key| [format!("no {key}"), key]).collect();
        assert_eq!(among(scratch, strangers), keys(300));
    });
}

#[test]
fn every_row_of_a_key_is_found_and_no_key_finds_nothing_for_no_value() {
    on_both(|scratch| {
        scratch
            .db
            .write_now(|tx| {
                for (name, value) in [("a", "x"), ("b", "x"), ("c", "y")] {
                    super::set(tx, name, value)?;
                }
                Ok(())
            })
            .unwrap();
        let sql = "SELECT name FROM settings WHERE value IN ({}) ORDER BY name";
        let found: Vec<String> = scratch.db.read_now(move |c| c.all_among(sql, &["x", "x", "z"])).unwrap();
        assert_eq!(found, ["a", "b"]);
        let none: Vec<String> = scratch.db.read_now(move |c| c.all_among(sql, &[None::<String>])).unwrap();
        assert!(none.is_empty());
    });
}
