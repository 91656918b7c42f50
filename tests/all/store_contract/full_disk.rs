//! A disk that is full takes nothing half, loses nothing that was kept, and is said by its name.

use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;

use store::{Bind, Db, Error};
use testkit::databases::{Scratch, sqlite};

use super::{kept, set};

type Work = Box<dyn FnOnce(&Db) -> store::Result<()> + Send>;

/// Lets the file grow by so many pages from now on; the limit is of the one connection that changes it.
fn allow_pages(scratch: &Scratch, more: i64) {
    scratch
        .db
        .write_now(move |tx| {
            let pages: i64 = tx.one("PRAGMA page_count", &[])?;
            let limit: i64 = tx.one(&format!("PRAGMA max_page_count = {}", pages + more), &[])?;
            assert_eq!(limit, pages + more);
            Ok(())
        })
        .unwrap();
}

fn keep_many(db: &Db, name: &'static str) -> store::Result<()> {
    db.write_now(move |tx| {
        set(tx, &format!("{name} first"), "1")?;
        let long = "x".repeat(900);
        let names: Vec<String> = (0..1000).map(|n| format!("{name} {n:04}")).collect();
        tx.insert_many("settings", &["name", "value"], names.iter().map(|name| [name.cell(), long.cell()]))
    })
}

#[test]
fn a_batch_that_does_not_fit_is_refused_whole() {
    let scratch = sqlite();
    scratch.db.write_now(|tx| set(tx, "before", "1")).unwrap();
    allow_pages(&scratch, 40);
    for _ in 0..3 {
        let result = keep_many(&scratch.db, "many");
        assert!(matches!(result, Err(Error::Full)), "{result:?}");
        assert_eq!(kept(&scratch.db), ["before"]);
    }
    scratch.db.write_now(|tx| set(tx, "small", "1")).unwrap();
    allow_pages(&scratch, 100_000);
    keep_many(&scratch.db, "many").unwrap();
    assert_eq!(kept(&scratch.db).len(), 1003);
}

/// SQLite ends the whole transaction when one plain insert does not fit.
#[test]
fn row_by_row_exactly_what_was_answered_as_kept_is_kept() {
    let scratch = sqlite();
    allow_pages(&scratch, 20);
    let mut answered = Vec::new();
    let error = loop {
        let name = format!("{:04}", answered.len());
        let put = name.clone();
        match scratch.db.write_now(move |tx| set(tx, &put, &"x".repeat(900))) {
            Ok(()) => answered.push(name),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::Full), "{error:?}");
    assert!(answered.len() > 20);
    assert_eq!(kept(&scratch.db), answered);
}

/// An import fills the disk while workers save notes: theirs still fit, and are kept.
#[test]
fn a_change_that_does_not_fit_does_not_take_the_others_with_it() {
    let scratch = sqlite();
    allow_pages(&scratch, 40);
    let (go_on, wait) = mpsc::channel::<()>();
    let (said, hear) = mpsc::channel();
    let run = |work: Work| {
        let db = scratch.db.clone();
        std::thread::spawn(move || work(&db))
    };
    let holding = run(Box::new(move |db| {
        db.write_now(move |_| {
            said.send(()).unwrap();
            let _ = wait.recv();
            Ok(())
        })
    }));
    hear.recv().unwrap();
    let mut small = Vec::new();
    let mut large = Vec::new();
    for n in 0..6 {
        small.push(run(Box::new(move |db| db.write_now(move |tx| set(tx, &format!("note {n}"), "1")))));
        // Row by row, so that SQLite ends the whole transaction.
        large.push(run(Box::new(move |db| {
            db.write_now(move |tx| (0..1000).try_for_each(|row| set(tx, &format!("import {n} {row}"), &"x".repeat(900))))
        })));
    }
    std::thread::sleep(std::time::Duration::from_millis(100));
    drop(go_on);
    holding.join().unwrap().unwrap();
    for change in small {
        change.join().unwrap().unwrap();
    }
    for change in large {
        let result = change.join().unwrap();
        assert!(matches!(result, Err(Error::Full)), "{result:?}");
    }
    assert_eq!(kept(&scratch.db), (0..6).map(|n| format!("note {n}")).collect::<Vec<_>>());
}

const DISK: &str = "ONEDOOR_TEST_SMALL_DISK";

/// The same on a disk that is really small. Where no small disk may be made (it takes a mount namespace), the limits above stand in.
#[test]
fn a_real_disk_that_fills_up() {
    let folder = tempfile::tempdir().unwrap();
    let make = "mount -t tmpfs -o size=3m none \"$0\" && exec \"$@\"";
    let in_namespace = |args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", make]).arg(folder.path()).args(args).env(DISK, folder.path());
        command.output()
    };
    if !in_namespace(&["true"]).is_ok_and(|output| output.status.success()) {
        eprintln!("no mount namespace here: the disk is only pretended to be full");
        return;
    }
    let me = std::env::current_exe().unwrap();
    let test = "store_contract::full_disk::on_the_small_disk";
    let output = in_namespace(&[me.to_str().unwrap(), "--ignored", "--exact", test, "--nocapture"]).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "run by a_real_disk_that_fills_up, on the disk it makes"]
fn on_the_small_disk() {
    let folder = PathBuf::from(std::env::var(DISK).unwrap());
    let (ballast, url) = (folder.join("ballast"), format!("sqlite:{}", folder.join("onedoor.db").display()));
    let db = Db::open(&url).unwrap();
    std::fs::write(&ballast, vec![0; 1024 * 1024]).unwrap();
    let (mut answered, mut full) = (Vec::new(), 0);
    for n in 0..3000 {
        let name = format!("{n:05}");
        let put = name.clone();
        match db.write_now(move |tx| set(tx, &put, &"x".repeat(900))) {
            Ok(()) => answered.push(name),
            Err(Error::Full) => full += 1,
            Err(error) => panic!("{error:?} after {} rows", answered.len()),
        }
        if full > 20 {
            break;
        }
    }
    assert!(full > 20, "the disk filled up");
    assert!(matches!(keep_many(&db, "many"), Err(Error::Full)));
    assert_eq!(kept(&db), answered);
    // Room is made, and it goes on without a restart.
    std::fs::remove_file(&ballast).unwrap();
    db.write_now(|tx| set(tx, "after", "1")).unwrap();
    answered.push("after".to_owned());
    assert_eq!(kept(&db), answered);
    drop(db);
    let again = Db::open(&url).unwrap();
    assert_eq!(kept(&again), answered);
    let sound: String = again.read_now(|c| c.one("PRAGMA integrity_check", &[])).unwrap();
    assert_eq!(sound, "ok");
}
