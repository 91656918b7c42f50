//! Values come back as they went in, whichever database kept them.

use std::fmt::Debug;

use jiff::{Timestamp, civil::Date};
use kernel::{PersonId, Sensitive};
use store::{Bind, Error, FromCell};
use testkit::databases::{Scratch, on_both};
use uuid::Uuid;

use super::make_table;

const TABLE: &str = "CREATE TABLE kept (id BIGINT PRIMARY KEY NOT NULL, yes BOOLEAN, number BIGINT, words TEXT, thing UUID, raw BYTES)";

/// Every value, and nothing, goes in and comes back; equality finds it.
fn come_back<T: Bind + FromCell + PartialEq + Debug + Clone + Send + 'static>(scratch: &Scratch, column: &str, values: &[T]) {
    for value in values.iter().cloned().map(Some).chain([None]) {
        let (put, asked) = (value.clone(), value.clone());
        let insert = format!("INSERT INTO kept (id, {column}) VALUES (1, $1)");
        scratch.db.write_now(move |tx| tx.execute("DELETE FROM kept", &[]).and_then(|_| tx.execute_one(&insert, &[&put]))).unwrap();
        let select = format!("SELECT {column} FROM kept");
        let found: Option<T> = scratch.db.read_now(move |c| c.one(&select, &[])).unwrap();
        assert_eq!(found, value, "{column} on {:?}", scratch.db.engine());
        let equal = format!("SELECT count(*) FROM kept WHERE {column} = $1");
        let found: i64 = scratch.db.read_now(move |c| c.one(&equal, &[&asked])).unwrap();
        assert_eq!(found, i64::from(value.is_some()), "{value:?} is found by equality");
    }
}

#[test]
fn every_type_comes_back_as_it_went_in() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        come_back(scratch, "yes", &[true, false]);
        come_back(scratch, "number", &[0, 1, -1, i64::MIN, i64::MAX]);
        come_back(scratch, "number", &[0, i32::MIN, i32::MAX]);
        come_back(scratch, "number", &[u8::MIN, u8::MAX]);
        come_back(scratch, "number", &[u16::MIN, u16::MAX]);
        come_back(scratch, "number", &[u32::MIN, u32::MAX]);
        let texts = ["", " ", "O’Brien-Smith", "Łódź 🏠 家", "it's \"$1\" ?1 {} \\ %_", "a\r\nb\tc", "\u{10FFFF}"].map(str::to_owned);
        come_back(scratch, "words", &texts);
        come_back(scratch, "words", &["long ".repeat(400_000)]);
        come_back(scratch, "words", &texts.map(Sensitive::new));
        let ids = [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)];
        come_back(scratch, "thing", &ids);
        come_back(scratch, "thing", &ids.map(PersonId::from_uuid));
        come_back(scratch, "raw", &[vec![], vec![0], vec![0, 255, 39, 0], vec![7; 100_000]]);
    });
}

#[test]
fn dates_and_moments_come_back_however_far_away() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let days = [Date::MIN, Date::MAX, Date::constant(-1, 1, 1), Date::constant(0, 2, 29), Date::constant(1900, 2, 28)];
        come_back(scratch, "words", &days);
        come_back(scratch, "words", &[Date::constant(2024, 2, 29), Date::constant(2026, 3, 29)]);
        let moments =
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "1969-12-31T23:59:59.999999Z"].map(|at| at.parse::<Timestamp>().unwrap());
        come_back(scratch, "number", &moments);
        let last = Timestamp::MAX - jiff::SignedDuration::from_nanos(999);
        come_back(scratch, "number", &[Timestamp::MIN, Timestamp::UNIX_EPOCH, last]);
    });
}

#[test]
fn a_moment_is_kept_to_the_microsecond() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let at: Timestamp = "2026-11-21T09:00:00.123456789Z".parse().unwrap();
        scratch.db.write_now(move |tx| tx.execute_one("INSERT INTO kept (id, number) VALUES (1, $1)", &[&at])).unwrap();
        let found: Timestamp = scratch.db.read_now(|c| c.one("SELECT number FROM kept", &[])).unwrap();
        assert_eq!(found.to_string(), "2026-11-21T09:00:00.123456Z");
    });
}

#[test]
fn places_bind_by_their_number_wherever_they_stand() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let insert = "INSERT INTO kept (words, id) VALUES ($2, $1)";
        scratch.db.write_now(move |tx| tx.execute_one(insert, &[&1_i64, &"one"])).unwrap();
        // A person's apostrophe in a comment, a quoted dollar and a place used twice must not put the others out of step.
        let select = "SELECT words, '$1 isn''t a place', \"id\" -- a worker's note
                      FROM kept /* it is one */ WHERE words = $2 AND id = $1 AND $2 = words";
        let found: (String, String, i64) = scratch.db.read_now(move |c| c.one(select, &[&1_i64, &"one"])).unwrap();
        assert_eq!(found, ("one".to_owned(), "$1 isn't a place".to_owned(), 1));
    });
}

#[test]
fn as_many_values_as_places_or_an_error() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let insert = "INSERT INTO kept (id, words) VALUES ($1, $2)";
        let few = scratch.db.write_now(move |tx| tx.execute_one(insert, &[&1_i64]));
        let many = scratch.db.write_now(move |tx| tx.execute_one(insert, &[&1_i64, &"one", &"two"]));
        assert!(matches!((&few, &many), (Err(Error::Other(_)), Err(Error::Other(_)))), "{few:?} {many:?}");
        assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM kept", &[])).unwrap(), 0);
    });
}

#[test]
fn nothing_comes_last_where_that_is_said_and_text_sorts_by_its_bytes() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        scratch
            .db
            .write_now(|tx| {
                let words = [Some("b"), None, Some("é"), Some("Z"), Some("a"), Some(""), Some("a b"), Some("家")];
                tx.insert_many("kept", &["id", "words"], (0_i64..).zip(&words).map(|(id, word)| [store::Cell::Int(id), word.cell()]))
            })
            .unwrap();
        let all = |sql| scratch.db.read_now(move |c| c.all::<Option<String>>(sql, &[])).unwrap();
        let up = ["", "Z", "a", "a b", "b", "é", "家"].map(|word| Some(word.to_owned()));
        assert_eq!(all("SELECT words FROM kept ORDER BY words NULLS LAST"), [&up[..], &[None]].concat());
        let down: Vec<_> = up.iter().rev().cloned().chain([None]).collect();
        assert_eq!(all("SELECT words FROM kept ORDER BY words DESC NULLS LAST"), down);
        assert_eq!(all("SELECT words FROM kept WHERE words >= 'a' AND words < 'b' ORDER BY words"), up[2..4]);
    });
}

#[test]
fn a_value_of_another_kind_is_an_error_not_a_guess() {
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let insert = "INSERT INTO kept (id, number, words, raw) VALUES (1, 256, 'not a date', $1)";
        scratch.db.write_now(move |tx| tx.execute_one(insert, &[&vec![1_u8, 2, 3]])).unwrap();
        fn refuses<T: FromCell + Send + 'static>(scratch: &Scratch, column: &str) {
            let select = format!("SELECT {column} FROM kept");
            let found = scratch.db.read_now(move |c| c.one::<T>(&select, &[]).map(|_| ()));
            assert!(matches!(found, Err(Error::Other(_))), "{column} as {}: {found:?}", std::any::type_name::<T>());
        }
        refuses::<u8>(scratch, "number");
        refuses::<String>(scratch, "number");
        refuses::<i64>(scratch, "words");
        refuses::<Date>(scratch, "words");
        refuses::<Uuid>(scratch, "raw");
        refuses::<String>(scratch, "raw");
        refuses::<i64>(scratch, "yes");
        let wrong = scratch.db.write_now(|tx| tx.execute_one("INSERT INTO kept (id, number) VALUES (2, $1)", &[&"many"]));
        assert!(wrong.is_err(), "a text in a column of numbers");
    });
}

#[test]
fn a_text_with_a_nul_is_refused_at_the_door_the_same_way_on_both() {
    let said: std::cell::RefCell<Vec<String>> = std::cell::RefCell::default();
    on_both(|scratch| {
        make_table(scratch, TABLE);
        let nul = "Sam\0uel";
        let one = scratch.db.write_now(move |tx| tx.execute_one("INSERT INTO kept (id, words) VALUES (1, $1)", &[&nul]));
        let many = scratch.db.write_now(move |tx| tx.insert_many("kept", &["id", "words"], [[1_i64.cell(), nul.cell()]]));
        let asked = scratch.db.read_now(move |c| c.maybe::<i64>("SELECT id FROM kept WHERE words = $1", &[&nul]));
        let among = scratch.db.read_now(move |c| c.all_among::<i64>("SELECT id FROM kept WHERE words IN ({})", &[nul]));
        for error in [one.unwrap_err(), many.unwrap_err(), asked.unwrap_err(), among.unwrap_err()] {
            assert!(matches!(error, Error::NulInText), "{error:?}");
            assert!(!error.to_string().contains("Sam"), "{error}");
            said.borrow_mut().push(error.to_string());
        }
        // Bytes may hold anything.
        scratch.db.write_now(|tx| tx.execute_one("INSERT INTO kept (id, raw) VALUES (1, $1)", &[&vec![0_u8]])).unwrap();
    });
    said.borrow_mut().dedup();
    assert_eq!(said.borrow().len(), 1);
}
