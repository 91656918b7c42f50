//! The tables: the same on both, made once however many ask, and each connection set up as it must be.

use std::process::Command;
use std::sync::{Arc, Barrier};

use store::{Db, Engine, Error};
use testkit::databases::{Scratch, on_both, postgres, sqlite};

/// Addresses of two databases without any table; they go with the scratch ones.
fn empty() -> [(Scratch, String); 2] {
    let (file, server) = (sqlite(), postgres());
    let fresh = [format!("{}.fresh", file.url), format!("{}_fresh", server.owner_url)];
    let name = fresh[1].rsplit_once('/').unwrap().1;
    store::outside_transaction(&server.owner_url, &format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
    let [one, two] = fresh;
    [(file, one), (server, two)]
}

#[test]
fn both_catalogues_are_the_same() {
    let columns = |scratch: &Scratch| scratch.db.read_now(|c| c.columns()).unwrap();
    let (file, server) = (sqlite(), postgres());
    assert_eq!(columns(&file), columns(&server));
    let tables: std::collections::BTreeSet<String> = columns(&file).into_iter().map(|column| column.table).collect();
    assert!(tables.contains("people") && tables.contains("audit") && tables.len() > 15, "{tables:?}");

    let names = |scratch: &Scratch, sql: &'static str| scratch.db.read_now(move |c| c.all::<String>(sql, &[])).unwrap();
    assert_eq!(
        names(&file, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"),
        names(
            &server,
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey'
             AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname::text"
        )
    );
    let references: [Vec<(String, String)>; 2] = [
        file.db
            .read_now(|c| {
                c.all(
                    "SELECT m.name, f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
                     WHERE m.type = 'table' ORDER BY 1, 2",
                    &[],
                )
            })
            .unwrap(),
        server
            .db
            .read_now(|c| {
                c.all(
                    "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
                     WHERE contype = 'f' AND conparentid = 0 ORDER BY 1, 2",
                    &[],
                )
            })
            .unwrap(),
    ];
    assert_eq!(references[0], references[1]);
    assert!(references[0].contains(&("contact_points".to_owned(), "people".to_owned())));
}

#[test]
fn migrating_again_changes_nothing() {
    for (_scratch, url) in empty() {
        assert_eq!(Db::migrate(&url).unwrap(), store::migrations().len());
        let db = Db::open(&url).unwrap();
        db.write_now(|tx| super::set(tx, "a", "1")).unwrap();
        let columns = db.read_now(|c| c.columns()).unwrap();
        assert_eq!(Db::migrate(&url).unwrap(), 0);
        let again = Db::open(&url).unwrap();
        assert_eq!(again.read_now(|c| c.columns()).unwrap(), columns);
        assert_eq!(super::kept(&again), ["a"]);
        let steps: Vec<i64> = again.read_now(|c| c.all("SELECT number FROM migrations ORDER BY number", &[])).unwrap();
        assert_eq!(steps, store::migrations().iter().map(|(number, _)| *number).collect::<Vec<_>>());
    }
}

#[test]
fn steps_are_numbered_without_a_gap_and_name_their_capability() {
    for ((number, text), wanted) in store::migrations().iter().zip(1..) {
        assert_eq!(*number, wanted);
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("-- ") && first.contains(':'), "step {number} begins with its capability: {first}");
    }
}

#[test]
fn threads_that_migrate_at_once_make_each_table_once() {
    for (_scratch, url) in empty() {
        let (meet, url) = (Arc::new(Barrier::new(8)), Arc::new(url));
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let (meet, url) = (Arc::clone(&meet), Arc::clone(&url));
                std::thread::spawn(move || {
                    meet.wait();
                    Db::migrate(&url)
                })
            })
            .collect();
        let steps: usize = threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).sum();
        assert_eq!(steps, store::migrations().len());
    }
}

const MIGRATE: &str = "ONEDOOR_TEST_MIGRATE";

#[test]
fn programs_that_migrate_at_once_make_each_table_once() {
    for (_scratch, url) in empty() {
        let programs: Vec<_> = (0..6)
            .map(|_| {
                Command::new(std::env::current_exe().unwrap())
                    .args(["--ignored", "--exact", "store_contract::catalogue::one_program_migrates", "--nocapture"])
                    .env(MIGRATE, &url)
                    .stdout(std::process::Stdio::piped())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for program in programs {
            let output = program.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
        }
        let db = Db::open_as_is(&url).unwrap();
        let steps: i64 = db.read_now(|c| c.one("SELECT count(*) FROM migrations", &[])).unwrap();
        assert_eq!(steps, i64::try_from(store::migrations().len()).unwrap());
    }
}

#[test]
#[ignore = "run by programs_that_migrate_at_once_make_each_table_once, as a program of its own"]
fn one_program_migrates() {
    let db = Db::open(&std::env::var(MIGRATE).unwrap()).unwrap();
    let count: i64 = db.read_now(|c| c.one("SELECT count(*) FROM counters WHERE name = 'case'", &[])).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn a_database_of_a_newer_program_is_refused_in_words() {
    on_both(|scratch| {
        store::outside_transaction(&scratch.owner_url, "INSERT INTO migrations (number) VALUES (9999)").unwrap();
        for error in [Db::open(&scratch.url).map(|_| ()).unwrap_err(), Db::migrate(&scratch.url).map(|_| ()).unwrap_err()] {
            assert!(matches!(error, Error::Schema(_)), "{error:?}");
            let said = error.to_string();
            assert!(said.contains("newer") && said.contains("9999"), "{said}");
        }
        // Whoever means to look into it still can.
        assert!(super::kept(&Db::open_as_is(&scratch.url).unwrap()).is_empty());
    });
}

/// Names are searched by ranges of keys: a database that sorts by a language would miss people without a word.
#[test]
fn a_database_that_does_not_sort_by_bytes_or_is_not_unicode_is_refused_in_words() {
    let server = postgres();
    for (name, how) in
        [("ascii", "ENCODING 'SQL_ASCII' LOCALE 'C'"), ("english", "LOCALE_PROVIDER icu ICU_LOCALE 'en-GB' LOCALE 'C.UTF-8'")]
    {
        let url = format!("{}_{name}", server.owner_url);
        let database = url.rsplit_once('/').unwrap().1;
        store::outside_transaction(&server.owner_url, &format!("CREATE DATABASE {database} TEMPLATE template0 {how}")).unwrap();
        let error = Db::open(&url).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Schema(_)), "{error:?}");
        assert!(error.to_string().contains("C.UTF-8"), "{error}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_in_words() {
    for url in ["", "onedoor.db", "mysql://x", "sqlite:", "sqlite://", "postgres://%zz"] {
        let error = Db::open(url).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Unavailable(_)), "{url}: {error:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database, and long enough not to be taken for the beginning of one. ".repeat(20)).unwrap();
    for path in [text, folder.path().join("no such folder/onedoor.db"), folder.path().to_path_buf()] {
        let error = Db::open(&format!("sqlite:{}", path.display())).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Unavailable(_)), "{path:?}: {error:?}");
    }
    assert!(std::fs::read_to_string(folder.path().join("notes.txt")).unwrap().starts_with("not a database"));
}

/// Every connection of the door meets the others in its closure, so that no thread is asked twice.
fn on_every_connection(db: &Db) -> Vec<(String, i64, i64, i64, i64)> {
    let settings = |c: &mut store::Conn| {
        Ok((
            c.one("PRAGMA journal_mode", &[])?,
            c.one("PRAGMA synchronous", &[])?,
            c.one("PRAGMA foreign_keys", &[])?,
            c.one("PRAGMA query_only", &[])?,
            c.one("PRAGMA busy_timeout", &[])?,
        ))
    };
    let meet = Arc::new(Barrier::new(4));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (db, meet) = (db.clone(), Arc::clone(&meet));
            std::thread::spawn(move || {
                db.read_now(move |c| {
                    meet.wait();
                    settings(c)
                })
            })
        })
        .collect();
    let mut all: Vec<_> = readers.into_iter().map(|reader| reader.join().unwrap().unwrap()).collect();
    all.push(db.write_now(move |tx| settings(tx)).unwrap());
    all
}

#[test]
fn sqlite_is_set_up_to_lose_nothing_on_every_connection() {
    let scratch = sqlite();
    assert_eq!(scratch.db.engine(), Engine::Sqlite);
    let all = on_every_connection(&scratch.db);
    let (full, on, off) = (2, 1, 0);
    for reader in &all[..4] {
        assert_eq!(*reader, ("wal".to_owned(), full, on, on, 30_000));
    }
    assert_eq!(all[4], ("wal".to_owned(), full, on, off, 30_000));
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onedoor.db");
    let db = Db::open(&format!("sqlite:{}", path.display())).unwrap();
    db.write_now(|tx| super::set(tx, "a", "1")).unwrap();
    for end in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{}{end}", path.display())).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{end}: {mode:o}");
    }
}
