//! `onedoor intake` as scripts and people call it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use store::Db;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, csv, row};

use super::state;

/// The program, built from the sources as they are, beside the binary of these tests.
pub fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let me = std::env::current_exe().unwrap();
        let folder = me.parent().and_then(Path::parent).expect("target/…/deps");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
        cargo.args(["build", "--quiet", "--package", "onedoor", "--target-dir"]).arg(folder.parent().unwrap());
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let built = cargo.current_dir(crate::sources::root()).status().unwrap();
        assert!(built.success(), "the program builds");
        folder.join("onedoor")
    })
}

/// `onedoor intake FILE --profile example`, received on the Tuesday, on this database, without anything from the surroundings.
pub fn intake(file: &Path, url: &str) -> Command {
    let mut command = bare(url);
    command.arg("intake").arg(file).args(["--profile", "example", "--as-of", "2026-11-24T10:00:00Z"]);
    command
}

/// `onedoor` on this database, for arguments to be added.
fn bare(url: &str) -> Command {
    let mut command = Command::new(program());
    command.env_clear().env("ONEDOOR_DATABASE", url).env("ONEDOOR_KEYS", testkit::hub_walls::key_file()).stdin(Stdio::null());
    command
}

#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A row of each kind, all of them with something that must not be told.
fn mixed() -> Vec<FeedRow> {
    let secret = |row: FeedRow| {
        row.name("Annabel", "Leeson")
            .born("1990-02-03")
            .mobile("07700 900001")
            .email("annabel@example.org")
            .lives("77 Hazel Lane", "LN1 1AA")
    };
    vec![
        secret(row("R1")),
        secret(row("R2").says("contact_notes", "Zachary, the neighbour")),
        secret(row("R3")).refuses(),
        secret(row("R4")).born("03.02.1990"),
        secret(row("R5")).says("sex", "Leeson"),
        secret(row("R6")).says("role", "witness"),
        secret(row("R7")).crime("CR/R1"),
        secret(row("R8")).says("offence_text", "Hazel\u{0}Lane"),
    ]
}

const SECRETS: &[&str] = &["nnabel", "eeson", "1990", "900001", "Hazel", "Zachary", "LN1"];

fn assert_discreet(said: &str) {
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} is told: {said}");
    }
}

struct Desk {
    folder: tempfile::TempDir,
    feed: PathBuf,
}

fn desk(rows: &[FeedRow]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("transfer.csv");
    std::fs::write(&feed, csv(rows)).unwrap();
    Desk { folder, feed }
}

impl Desk {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A database that is not there yet.
    fn url(&self) -> String {
        format!("sqlite:{}", self.at("onedoor.db").display())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn everything_goes_where_it_belongs() {
    on_both(|scratch| {
        let desk = desk(&mixed());
        let (decisions, reconciliation) = (desk.at("decisions.jsonl"), desk.at("answer.csv"));
        let mut command = intake(&desk.feed, &scratch.url);
        let said = run(command.arg("--json").arg("--decisions").arg(&decisions).arg("--reconciliation").arg(&reconciliation));
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        let last: Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
        let keys: Vec<&str> = last.as_object().unwrap().keys().map(String::as_str).collect();
        for key in ["rows", "outcomes", "seconds", "rows_per_second", "peak_rss_mb"] {
            assert!(keys.contains(&key), "{keys:?}");
        }
        assert_eq!(last["rows"], 8);
        let outcomes = last["outcomes"].as_object().unwrap();
        assert_eq!(outcomes.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), 8);
        assert_eq!((&outcomes["opened"], &outcomes["rejected"], &outcomes["updated"]), (&1.into(), &2.into(), &0.into()));
        assert!(last["seconds"].is_number() && last["rows_per_second"].is_number() && last["peak_rss_mb"].is_u64());
        assert_discreet(&said.out);

        let answer = std::fs::read_to_string(&reconciliation).unwrap();
        let expected = "row,source_record_id,outcome,reasons\n1,R1,opened,\n2,R2,attached,repeat_victim\n3,R3,declined,consent_refused\n\
                        4,R4,quarantined,invalid_date\n5,R5,rejected,bad_value:sex\n6,R6,not_eligible,role_not_served\n7,R7,duplicate,\n\
                        8,R8,rejected,unreadable_row\n";
        assert_eq!(answer, expected);
        let decisions = std::fs::read_to_string(&decisions).unwrap();
        assert_eq!(decisions.lines().count(), 8);
        for (number, line) in (1..).zip(decisions.lines()) {
            assert_eq!(serde_json::from_str::<Value>(line).unwrap()["row"], number);
        }
        assert_discreet(&decisions);
    });
}

#[test]
fn people_read_a_short_account() {
    on_both(|scratch| {
        let desk = desk(&mixed().into_iter().map(|row| row.says("House Colour", "blue")).collect::<Vec<_>>());
        let said = run(&mut intake(&desk.feed, &scratch.url));
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        assert!(
            said.out.starts_with("8 rows in ") && said.out.contains("1  opened\n") && said.out.contains("2  rejected\n"),
            "{}",
            said.out
        );
        assert!(said.out.contains("house colour"), "an unknown column is told: {}", said.out);
        assert_discreet(&said.out);
    });
}

#[test]
fn the_exit_status_tells_how_it_went() {
    let good = desk(&mixed()[..1]);
    let troubled = desk(&mixed());
    let code = |desk: &Desk, more: &[&str]| {
        let said = run(intake(&desk.feed, &desk.url()).args(more));
        assert_discreet(&format!("{}{}", said.out, said.err));
        said.code
    };
    assert_eq!(code(&good, &["--strict"]), Some(0));
    assert_eq!(code(&troubled, &[]), Some(0));
    assert_eq!(code(&troubled, &["--strict", "--json"]), Some(3));
    for wrong in [vec!["--colour"], vec!["--source", "neighbour"], vec!["--profile", "example"], vec!["another.csv"]] {
        assert_eq!(code(&good, &wrong), Some(2), "{wrong:?}");
    }
    let as_of = run(bare(&good.url()).arg("intake").arg(&good.feed).args(["--profile", "example", "--as-of", "tomorrow"]));
    assert_eq!(as_of.code, Some(2));
    assert!(as_of.err.contains("2026-11-24T09:00:00Z"), "says how it is written: {}", as_of.err);
    let no_profile = run(bare(&good.url()).arg("intake").arg(&good.feed));
    assert_eq!(no_profile.code, Some(2));
}

#[test]
fn what_fails_is_said_in_a_sentence_on_standard_error() {
    let desk = desk(&mixed());
    std::fs::write(desk.at("picture.csv"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    std::fs::write(desk.at("other.csv"), "Leeson,Annabel,07700 900001\nsecond,row,here\n").unwrap();
    let fails = |command: &mut Command, says: &str| {
        let said = run(command);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.starts_with("onedoor: ") && said.err.contains(says) && said.err.lines().count() == 1, "{said:?}");
        assert!(!said.err.contains("Error") && !said.err.contains("panicked"), "{said:?}");
        assert_discreet(&format!("{}{}", said.out, said.err));
    };
    fails(&mut intake(&desk.at("missing.csv"), &desk.url()), "missing.csv cannot be opened");
    fails(&mut intake(&desk.at("picture.csv"), &desk.url()), "cannot be read");
    fails(&mut intake(&desk.at("other.csv"), &desk.url()), "no heading source_record_id");
    fails(bare(&desk.url()).arg("intake").arg(&desk.feed).args(["--profile", "linconshire"]), "lincolnshire");
    fails(intake(&desk.feed, &desk.url()).arg("--decisions").arg(desk.at("no/such/folder")), "cannot be written");
    fails(&mut intake(&desk.feed, "mysql://here"), "sqlite: or postgres://");
    std::fs::write(desk.at("text.db"), "not a database, but long enough to be looked at as one by whoever opens it").unwrap();
    fails(&mut intake(&desk.feed, &format!("sqlite:{}", desk.at("text.db").display())), "not a database");
}

#[test]
fn what_is_said_names_what_there_is_and_what_to_do() {
    let desk = desk(&mixed());
    let says = |command: &mut Command, wanted: &[&str]| {
        let said = run(command);
        assert_eq!(said.code, Some(1), "{said:?}");
        for words in wanted {
            assert!(said.err.contains(words), "{words:?} is not in {}", said.err);
        }
    };
    says(&mut intake(desk.folder.path(), &desk.url()), &["is a folder: name the transfer in it"]);
    let keys = desk.at("hub.keys");
    let made = format!("`onedoor keys new {}`", keys.display());
    says(intake(&desk.feed, &desk.url()).env("ONEDOOR_KEYS", &keys), &["there is no key file", &made]);
    assert_eq!(run(Command::new(program()).env_clear().args(["keys", "new"]).arg(&keys)).code, Some(0), "what it says works");
    assert_eq!(run(intake(&desk.feed, &format!("sqlite:{}", desk.at("other.db").display())).env("ONEDOOR_KEYS", &keys)).code, Some(0));

    let add = |more: &[&str]| {
        let mut command = bare(&desk.url());
        command.args(["user", "add", "sam@example.org", "--name", "Sam Okoro", "--role", "worker"]).args(more);
        command
    };
    says(&mut add(&["--profile", "dorset", "--desk", "buro"]), &["--desk buro: the profile has no such desk; name one of", "bureau"]);
    says(&mut add(&["--profile", "example", "--team", "suport"]), &["--team suport: the profile has no such team; name one of", "support"]);
    says(&mut add(&["--profile", "example", "--desk", "buro"]), &["the profile has no desks: leave --desk out"]);
    assert_eq!(run(&mut add(&["--profile", "example", "--team", "support"])).code, Some(0));
}

/// Whoever tries a profile is not sent to change the hub's database for it.
#[test]
fn a_rehearsal_beside_an_older_database_says_which_that_is_and_how_to_do_without() {
    let desk = desk(&mixed());
    assert_eq!(run(&mut intake(&desk.feed, &desk.url())).code, Some(0));
    let db = Db::open_as_is(&desk.url()).unwrap();
    db.write_now(|tx| tx.execute("DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)", &[])).unwrap();
    drop(db);
    let said = run(intake(&desk.feed, &desk.url()).arg("--dry-run"));
    assert_eq!(said.code, Some(1), "{said:?}");
    let named = desk.at("onedoor.db").display().to_string();
    for words in [named.as_str(), "older version", "onedoor migrate", "--database sqlite:none.db"] {
        assert!(said.err.contains(words), "{words:?} is not in {}", said.err);
    }
    let without = run(intake(&desk.feed, &format!("sqlite:{}", desk.at("none.db").display())).arg("--dry-run"));
    assert_eq!(without.code, Some(0), "{without:?}");
    assert!(!desk.names().contains(&"none.db".to_owned()));
}

/// A slip on the command line must not cost the only copy of a force's file.
#[test]
fn an_answer_is_never_written_over_the_transfer() {
    let desk = desk(&mixed());
    let before = std::fs::read(&desk.feed).unwrap();
    let same = desk.folder.path().join(".").join("transfer.csv");
    for option in ["--decisions", "--reconciliation"] {
        let said = run(intake(&desk.feed, &desk.url()).arg(option).arg(&same));
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("the transfer itself"), "{said:?}");
        assert_eq!(std::fs::read(&desk.feed).unwrap(), before);
    }
    let both = desk.at("answer");
    let said = run(intake(&desk.feed, &desk.url()).arg("--decisions").arg(&both).arg("--reconciliation").arg(&both));
    assert_eq!(said.code, Some(1), "{said:?}");
}

#[test]
fn a_rehearsal_leaves_no_trace_where_nothing_was() {
    let desk = desk(&mixed());
    let said = run(intake(&desk.feed, &desk.url()).args(["--dry-run", "--json"]));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert_eq!(desk.names(), ["transfer.csv"]);
    let without_database = {
        let mut command = bare("");
        command.env_remove("ONEDOOR_DATABASE").env_remove("ONEDOOR_KEYS").env("HOME", desk.folder.path()).env("TMPDIR", desk.folder.path());
        run(command.arg("intake").arg(&desk.feed).args(["--profile", "example", "--dry-run"]))
    };
    assert_eq!(without_database.code, Some(0), "{without_database:?}");
    assert_eq!(desk.names(), ["transfer.csv"]);
}

#[test]
fn a_rehearsal_decides_what_comes_to_pass_and_keeps_nothing() {
    on_both(|scratch| {
        let earlier = desk(&mixed()[..2]);
        assert_eq!(run(&mut intake(&earlier.feed, &scratch.url)).code, Some(0));
        let before = (state(&scratch.db), audit(&scratch.db));
        let desk = desk(&mixed().into_iter().map(|row| row.says("officer_name", "PC Gray")).collect::<Vec<_>>());
        let decided = |name: &str, more: &[&str]| {
            let file = desk.at(name);
            let said = run(intake(&desk.feed, &scratch.url).args(more).arg("--decisions").arg(&file));
            assert_eq!(said.code, Some(0), "{said:?}");
            std::fs::read_to_string(file).unwrap()
        };
        let rehearsed = decided("rehearsed", &["--dry-run"]);
        assert_eq!((state(&scratch.db), audit(&scratch.db)), before);
        assert_eq!(rehearsed, decided("kept", &[]));
        assert!(rehearsed.contains("\"updated\""));
        // And rehearsed again once it is kept: nothing would change.
        let again = decided("again", &["--dry-run"]);
        assert_eq!(again, decided("kept again", &[]));
    });
}

fn audit(db: &Db) -> i64 {
    db.read_now(|c| c.one("SELECT count(*) FROM audit", &[])).unwrap()
}

#[test]
fn who_was_let_in_is_in_the_audit() {
    on_both(|scratch| {
        let desk = desk(&mixed());
        run(&mut intake(&desk.feed, &scratch.url));
        let people: i64 = scratch.db.read_now(|c| c.one("SELECT count(DISTINCT person_id) FROM audit", &[])).unwrap();
        assert_eq!(people, 1);
        let before = audit(&scratch.db);
        run(&mut intake(&desk.feed, &scratch.url));
        let of_people: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM audit WHERE person_id IS NOT NULL", &[])).unwrap();
        assert!(audit(&scratch.db) >= before && of_people <= before, "of rows that stand as they stood nobody was shown anything");
    });
}
