//! What goes wrong is told by kind, and never with a value in it: an error text ends in a log.

use kernel::PersonId;
use store::{Error, Result};
use testkit::databases::{on_both, postgres};
use uuid::Uuid;

use super::{kept, make_table, set};

const SECRET: &str = "Zebedee 07700 900123";

fn tells_nothing(error: &Error) {
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("Zebedee") && !text.contains("900123") && !text.contains("9001234"), "{text}");
    }
}

#[test]
fn a_rule_that_refuses_is_a_conflict_and_names_the_rule_only() {
    on_both(|scratch| {
        make_table(scratch, "CREATE TABLE ruled (name TEXT NOT NULL, size BIGINT, CONSTRAINT small CHECK (size < 10))");
        scratch.db.write_now(|tx| set(tx, SECRET, "1")).unwrap();
        let refused: [Result<()>; 4] = [
            scratch.db.write_now(|tx| set(tx, SECRET, "2")),
            scratch.db.write_now(|tx| {
                let person = PersonId::from_uuid(Uuid::from_u128(9_001_234));
                let insert = "INSERT INTO person_references (source, reference, person_id) VALUES ($1, $2, $3)";
                tx.execute_one(insert, &[&"police", &SECRET, &person])
            }),
            scratch.db.write_now(|tx| tx.execute_one("INSERT INTO settings (name, value) VALUES ($1, $2)", &[&"b", &None::<String>])),
            scratch.db.write_now(|tx| tx.execute_one("INSERT INTO ruled (name, size) VALUES ($1, $2)", &[&SECRET, &9_001_234_i64])),
        ];
        for error in refused.map(Result::unwrap_err) {
            assert!(matches!(error, Error::Conflict(_)), "{error:?}");
            tells_nothing(&error);
        }
        assert_eq!(kept(&scratch.db), [SECRET]);
    });
}

#[test]
fn what_is_not_there_is_not_found() {
    on_both(|scratch| {
        let asked = scratch.db.read_now(|c| c.one::<String>("SELECT value FROM settings WHERE name = $1", &[&SECRET]));
        let changed = scratch.db.write_now(|tx| tx.execute_one("UPDATE settings SET value = 'x' WHERE name = $1", &[&SECRET]));
        for error in [asked.unwrap_err(), changed.unwrap_err()] {
            assert!(matches!(error, Error::NotFound), "{error:?}");
        }
        let maybe: Option<String> = scratch.db.read_now(|c| c.maybe("SELECT value FROM settings WHERE name = $1", &[&SECRET])).unwrap();
        assert_eq!(maybe, None);
    });
}

#[test]
fn a_change_meant_for_one_row_that_touches_more_keeps_nothing() {
    on_both(|scratch| {
        scratch.db.write_now(|tx| set(tx, "a", "1").and_then(|()| set(tx, "b", "1"))).unwrap();
        let both = scratch.db.write_now(|tx| tx.execute_one("UPDATE settings SET value = 'x'", &[]));
        assert!(matches!(both, Err(Error::NotFound)), "{both:?}");
        let changed: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM settings WHERE value = 'x'", &[])).unwrap();
        assert_eq!(changed, 0);
    });
}

#[test]
fn a_statement_the_database_does_not_understand_is_told_by_its_code() {
    on_both(|scratch| {
        let asked = scratch.db.read_now(|c| c.one::<String>("SELECT Zebedee FROM nowhere WHERE x = $1", &[&SECRET]));
        let error = asked.unwrap_err();
        assert!(matches!(&error, Error::Other(_)), "{error:?}");
        tells_nothing(&error);
    });
}

/// PostgreSQL answers COMMIT after a failed statement with a rollback and no error: the asker would be told "kept" and nothing was.
#[test]
fn an_error_that_a_closure_overlooks_still_keeps_nothing() {
    on_both(|scratch| {
        scratch.db.write_now(|tx| set(tx, "a", "1")).unwrap();
        let overlooked = scratch.db.write_now(|tx| {
            set(tx, "b", "1")?;
            drop(set(tx, "a", "again"));
            Ok(())
        });
        assert!(matches!(overlooked, Err(Error::Conflict(_))), "{overlooked:?}");
        assert_eq!(kept(&scratch.db), ["a"]);
        scratch.db.write_now(|tx| set(tx, "c", "1")).unwrap();
        // A record that is not there is an answer, not a failure: to look before keeping is allowed.
        scratch
            .db
            .write_now(|tx| {
                drop(tx.one::<String>("SELECT value FROM settings WHERE name = 'd'", &[]));
                set(tx, "d", "1")
            })
            .unwrap();
        assert_eq!(kept(&scratch.db), ["a", "c", "d"]);
    });
}

/// PostgreSQL's codes, each with a text that must stay where it is.
#[test]
fn every_code_of_the_server_has_its_kind() {
    let scratch = postgres();
    let kind = |code: &str| {
        let raise = format!("DO 'BEGIN RAISE EXCEPTION ''{SECRET}'' USING ERRCODE = ''{code}'', DETAIL = ''{SECRET}''; END'");
        let error = scratch.db.write_now(move |tx| tx.execute(&raise, &[])).unwrap_err();
        tells_nothing(&error);
        error
    };
    for code in ["23505", "23503", "23502", "23514", "23P01"] {
        assert!(matches!(kind(code), Error::Conflict(_)), "{code}");
    }
    for code in ["40001", "40P01", "55P03"] {
        assert!(matches!(kind(code), Error::Busy), "{code}");
    }
    for code in ["08006", "57P01", "57P03", "53300"] {
        assert!(matches!(kind(code), Error::Unavailable(_)), "{code}");
    }
    assert!(matches!(kind("53100"), Error::Full));
    assert!(matches!(kind("25006"), Error::ReadOnly));
    assert!(matches!(kind("XX000"), Error::Other(_)));
    scratch.db.write_now(|tx| set(tx, "after", "1")).unwrap();
}
