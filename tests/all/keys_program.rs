//! `onedoor keys`, as people call it, and what a database makes of other keys than its own.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use access::{Actor, Organisation, Walls};
use kernel::PersonId;
use store::{Db, outside_transaction};
use testkit::databases::{on_both, sqlite};
use testkit::feed::{csv, row};
use vault::{SystemSecrets, Vault};

use crate::hub::monday;
use crate::intake::program::program;

/// `onedoor` on this database with these keys. Its status and what it said.
fn onedoor(url: &str, keys: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(program());
    command.env_clear().env("ONEDOOR_DATABASE", url).env("ONEDOOR_KEYS", keys).stdin(Stdio::null()).args(arguments);
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn new_keys(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(name);
    let (status, said) = onedoor("sqlite:none", &file, &["keys", "new", file.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    file
}

/// Takes so many people in.
fn taken_in(url: &str, keys: &Path, folder: &Path, from: usize, to: usize) -> (i32, String) {
    let file = folder.join(format!("feed{from}.csv"));
    let person = |n: usize| row(&format!("R{n}")).crime(&format!("CR/{n}")).name("Annabel", &format!("Leeson{n}")).mobile("07700 900001");
    std::fs::write(&file, csv(&(from..to).map(person).collect::<Vec<_>>())).unwrap();
    onedoor(url, keys, &["intake", file.to_str().unwrap(), "--profile", "example", "--as-of", "2026-11-24T10:00:00Z"])
}

/// The names that these walls open, as a hub that serves does.
fn names(db: &Db, walls: &Walls) -> Vec<String> {
    let walls = walls.clone();
    let people = db.read_now(move |c| {
        let ids: Vec<PersonId> = c.all("SELECT id FROM people", &[])?;
        walls.rehearse(c, &Actor::program("intake"), monday(), |c, warrant| people::keep::load(c, warrant, &ids))
    });
    let mut names: Vec<String> = people.unwrap().iter().filter_map(people::record::PersonRecord::name).collect();
    names.sort();
    names
}

#[test]
fn a_master_key_is_changed_while_the_hub_serves() {
    on_both(|scratch| {
        let folder = tempfile::tempdir().unwrap();
        let keys = new_keys(folder.path(), "keys");
        assert_eq!(taken_in(&scratch.url, &keys, folder.path(), 0, 450).0, 0);
        let serving = Walls::new(Organisation::alone(), Vault::from_file(&keys, Arc::new(SystemSecrets)).unwrap()).unwrap();
        let before = names(&scratch.db, &serving);
        assert_eq!(before.len(), 450);
        let (status, said) = onedoor(&scratch.url, &keys, &["keys", "check"]);
        assert!(status == 0 && said.contains("450  keys of people under master key 1"), "{said}");

        let (status, said) = onedoor(&scratch.url, &keys, &["keys", "rotate"]);
        assert!(status == 0 && said.contains("450 keys are now under master key 2"), "{said}");
        let (status, said) = onedoor(&scratch.url, &keys, &["keys", "check"]);
        assert!(status == 0 && said.contains("450  keys of people under master key 2") && !said.contains("master key 1"), "{said}");
        assert_eq!(names(&scratch.db, &serving), before, "it was not restarted and opens them all");
        assert_eq!(std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
    });
}

#[test]
fn a_rotation_that_was_stopped_goes_on_with_the_key_it_added() {
    let (scratch, folder) = (sqlite(), tempfile::tempdir().unwrap());
    let keys = new_keys(folder.path(), "keys");
    assert_eq!(taken_in(&scratch.url, &keys, folder.path(), 0, 300).0, 0);
    let (status, said) = onedoor(&scratch.url, &keys, &["keys", "rotate", "--only-add"]);
    assert!(status == 0 && said.contains("added master key 2"), "{said}");
    // As far as it came: the first 200.
    let vault = Vault::from_file(&keys, Arc::new(SystemSecrets)).unwrap();
    scratch.db.write_now(move |tx| vault::rotation::Walk::default().rewrap_some(tx, &vault)).unwrap();
    let (_, said) = onedoor(&scratch.url, &keys, &["keys", "check"]);
    assert!(said.contains("100  keys of people under master key 1") && said.contains("200  keys of people under master key 2"), "{said}");

    let (status, said) = onedoor(&scratch.url, &keys, &["keys", "rotate"]);
    assert!(status == 0 && said.contains("100 keys are now under master key 2"), "{said}");
    assert_eq!(std::fs::read_to_string(&keys).unwrap().matches("\nmaster ").count(), 2, "no third was added");
}

#[test]
fn another_hubs_keys_are_refused_before_anything_is_done_with_them() {
    on_both(|scratch| {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (new_keys(folder.path(), "ours"), new_keys(folder.path(), "theirs"));
        assert_eq!(taken_in(&scratch.url, &ours, folder.path(), 0, 2).0, 0);
        for arguments in [vec!["keys", "check"], vec!["keys", "rotate"], vec!["serve", "--profile", "example", "--port", "0"]] {
            let (status, said) = onedoor(&scratch.url, &theirs, &arguments);
            assert!(status == 1 && said.contains("not the keys of this database"), "{arguments:?}: {said}");
        }
        let (status, said) = taken_in(&scratch.url, &theirs, folder.path(), 2, 4);
        assert!(status == 1 && said.contains("not the keys of this database"), "{said}");
        let people: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM people", &[])).unwrap();
        assert_eq!(people, 2);
        assert_eq!(std::fs::read_to_string(&theirs).unwrap().matches("\nmaster ").count(), 1, "nor is that file changed");
    });
}

#[test]
fn a_key_file_is_never_overwritten_and_never_shared() {
    let folder = tempfile::tempdir().unwrap();
    let keys = new_keys(folder.path(), "keys");
    let before = std::fs::read_to_string(&keys).unwrap();
    let (status, said) = onedoor("sqlite:none", &keys, &["keys", "new", keys.to_str().unwrap()]);
    assert!(status == 1 && said.contains("never overwritten"), "{said}");
    assert_eq!(std::fs::read_to_string(&keys).unwrap(), before);
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (status, said) = taken_in(&sqlite().url, &keys, folder.path(), 0, 1);
    assert!(status == 1 && said.contains("chmod 600"), "{said}");
    assert!(before.lines().all(|line| !said.contains(line.rsplit(' ').next().unwrap()) || line.is_empty()), "no key is told");
}

/// A database from before anything was sealed: nothing of it is thrown away in silence, nor kept readable.
#[test]
fn a_database_with_people_unsealed_is_not_taken_over() {
    on_both(|scratch| {
        let earlier = [
            "INSERT INTO people (id, flags, source_row_id, created_at) VALUES ($1, '', $1, 0)",
            "DELETE FROM migrations WHERE number >= 5",
        ];
        let id = kernel::PersonId::from_uuid(uuid::Uuid::from_u128(7));
        let owner = Db::open_as_is(&scratch.owner_url).unwrap();
        owner.write_now(move |tx| tx.execute(earlier[0], &[&id])).unwrap();
        drop(owner);
        outside_transaction(&scratch.owner_url, earlier[1]).unwrap();
        let error = Db::migrate(&scratch.owner_url).unwrap_err().to_string();
        assert!(error.contains("unsealed") && error.contains("onedoor intake"), "{error}");
    });
}
