//! `onedoor audit`, `onedoor migrate --serve-as` and the heads that `onedoor serve` signs, as people call them.

use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use store::{Engine, outside_transaction};
use testkit::databases::{Scratch, on_both, postgres, sqlite};
use testkit::feed::{csv, row};

use crate::intake::program::{intake, program};

fn onedoor(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .env_clear()
        .env("ONEDOOR_DATABASE", url)
        .env("ONEDOOR_KEYS", testkit::hub_walls::key_file())
        .stdin(Stdio::null())
        .args(arguments);
    command
}

/// Its status and what it said.
fn said(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A hub that took three people in.
fn three_people(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed.csv");
    std::fs::write(&file, csv(&["R1", "R2", "R3"].map(|id| row(id).crime(id).name("Annabel", "Leeson")))).unwrap();
    let (status, _, error) = said(&mut intake(&file, url));
    assert_eq!(status, 0, "{error}");
}

/// Whoever owns the database takes the triggers away.
fn take_triggers_away(scratch: &Scratch) {
    match scratch.db.engine() {
        Engine::Postgres => outside_transaction(&scratch.owner_url, "ALTER TABLE audit DISABLE TRIGGER ALL").unwrap(),
        Engine::Sqlite => {
            for name in ["audit_is_not_changed", "audit_is_not_removed"] {
                outside_transaction(&scratch.owner_url, &format!("DROP TRIGGER {name}")).unwrap();
            }
        }
    }
}

#[test]
fn verify_is_content_with_what_nobody_touched_and_says_where_somebody_did() {
    on_both(|scratch| {
        three_people(&scratch.url);
        let (status, out, error) = said(&mut onedoor(&scratch.url, &["audit", "verify"]));
        assert_eq!((status, error.as_str()), (0, ""), "{out}");
        assert!(out.contains("the chain is whole") && out.contains(" a second") && out.contains("--heads"), "{out}");
        take_triggers_away(scratch);
        outside_transaction(&scratch.owner_url, "UPDATE audit SET act = 'nothing' WHERE lane = 1 AND seq = 2").unwrap();
        let (status, out, _) = said(&mut onedoor(&scratch.url, &["audit", "verify"]));
        assert!(status == 1 && out.contains("lane 1, row 2 (id ") && !out.contains("the chain is whole"), "{out}");
        let (status, out, _) = said(&mut onedoor(&scratch.url, &["audit", "verify", "--json"]));
        let answer: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(status, 1);
        assert_eq!((&answer["findings"]["count"], &answer["findings"]["first"][0]["finding"]), (&Value::from(1), &Value::from("changed")));
        assert_eq!((&answer["findings"]["first"][0]["lane"], &answer["findings"]["first"][0]["seq"]), (&Value::from(1), &Value::from(2)));
        assert!(answer["rows"].as_u64().unwrap() >= 3 && answer["rows_per_second"].as_u64().unwrap() > 0, "{answer}");
        assert!(!out.contains("nnabel") && !out.contains("eeson"));
    });
}

#[test]
fn what_cannot_be_verified_is_said_in_words() {
    let scratch = sqlite();
    for (url, arguments, status, words) in [
        ("sqlite:/nowhere/at/all.db", &["audit", "verify"][..], 1, "no database"),
        (&scratch.url, &["audit", "verify", "--heads", "/nowhere/heads"], 1, "/nowhere/heads cannot be read"),
        (&scratch.url, &["audit", "verify", "--public-key", "12"], 2, "64 hexadecimal digits"),
        (&scratch.url, &["audit", "unusual", "--from", "2026-11-23", "--until", "2026-11-23"], 1, "--until"),
        (&scratch.url, &["serve", "--profile", "example", "--audit-syslog", "nowhere"], 2, "HOST:PORT"),
        (&scratch.url, &["serve", "--profile", "example", "--audit-heads", "/nowhere/heads"], 1, "/nowhere/heads cannot be written"),
        (&scratch.url, &["migrate", "--serve-as", "somebody"], 1, "SQLite has no roles"),
    ] {
        let (code, _, error) = said(&mut onedoor(url, arguments));
        assert!(code == status && error.contains(words), "{arguments:?}: {code}: {error}");
    }
}

struct Served(Child);

impl Served {
    /// A hub that is served and answers.
    fn start(url: &str, arguments: &[&str]) -> Self {
        let mut command = onedoor(url, &["serve", "--profile", "example", "--port", "0"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}"));
        ureq::get(format!("{address}/health")).call().unwrap();
        Self(child)
    }

    /// Tells it to end, and waits until it has.
    fn end(mut self) {
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

fn lines(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_hub_that_is_served_signs_its_heads_at_once_and_when_it_ends() {
    on_both(|scratch| {
        three_people(&scratch.url);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("heads");
        let syslog = UdpSocket::bind("127.0.0.1:0").unwrap();
        syslog.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (path, address) = (file.to_str().unwrap().to_owned(), syslog.local_addr().unwrap().to_string());
        let served = Served::start(&scratch.url, &["--audit-heads", &path, "--audit-syslog", &address]);
        assert_eq!(lines(&file).len(), 1, "written before the hub says that it listens");
        let mut message = [0; 4096];
        let length = syslog.recv(&mut message).unwrap();
        let message = String::from_utf8(message[..length].to_vec()).unwrap();
        assert!(message.starts_with("<109>1 20") && message.ends_with(&lines(&file)[0]), "{message}");
        served.end();
        assert_eq!(lines(&file).len(), 2);

        let (status, out, error) = said(&mut onedoor(&scratch.url, &["audit", "verify", "--heads", &path]));
        assert_eq!((status, error.as_str()), (0, ""), "{out}");
        assert!(out.contains("2 signed heads") && out.contains("rows since then: 0") && out.contains("they agree with the chain"), "{out}");
        // From a machine that has no keys: by the public key alone.
        let (_, key, _) = said(&mut onedoor(&scratch.url, &["audit", "public-key"]));
        let elsewhere = |key: &str| {
            let mut command = onedoor(&scratch.url, &["audit", "verify", "--heads", &path, "--public-key", key.trim()]);
            said(command.env_remove("ONEDOOR_KEYS"))
        };
        assert_eq!(elsewhere(&key).0, 0);
        let (status, out, _) = elsewhere("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert!(status == 1 && out.contains("not one to be trusted"), "{out}");
        // The file of a syslog serves as well.
        let from_syslog = folder.path().join("syslog");
        std::fs::write(&from_syslog, format!("Nov 23 09:00:00 hub {message}\n")).unwrap();
        let (status, out, _) = said(&mut onedoor(&scratch.url, &["audit", "verify", "--heads", from_syslog.to_str().unwrap()]));
        assert_eq!(status, 0, "{out}");
        // The end of a lane is cut off, with its head.
        take_triggers_away(scratch);
        let cut = "DELETE FROM audit WHERE lane = 1 AND seq > 1";
        outside_transaction(&scratch.owner_url, cut).unwrap();
        if scratch.db.engine() == Engine::Postgres {
            outside_transaction(&scratch.owner_url, "ALTER TABLE audit_heads DISABLE TRIGGER ALL").unwrap();
        } else {
            outside_transaction(&scratch.owner_url, "DROP TRIGGER audit_heads_move_forward").unwrap();
        }
        outside_transaction(
            &scratch.owner_url,
            "UPDATE audit_heads SET seq = 1, hash = (SELECT hash FROM audit WHERE lane = 1 AND seq = 1) WHERE lane = 1",
        )
        .unwrap();
        let (status, out, _) = said(&mut onedoor(&scratch.url, &["audit", "verify", "--heads", &path]));
        assert!(status == 1 && out.contains("the chain is whole") && out.contains("is not there"), "{out}");
    });
}

#[test]
fn a_role_that_is_let_serve_runs_the_hub_and_cannot_migrate_it() {
    let scratch = postgres();
    let url = format!("{}_of_owner", scratch.owner_url);
    let name = url.rsplit_once('/').unwrap().1;
    outside_transaction(&scratch.owner_url, &format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
    let role = format!("hub_{}", std::process::id());
    let as_role = url.replace("//onedoor@", &format!("//{role}@"));
    let (status, _, error) = said(&mut onedoor(&url, &["migrate", "--serve-as", &role]));
    assert!(status == 1 && error.contains("CREATE ROLE"), "{error}");
    outside_transaction(&scratch.owner_url, &format!("CREATE ROLE {role} LOGIN")).unwrap();
    let (status, _, error) = said(&mut onedoor(&as_role, &["audit", "verify"]));
    assert_eq!(status, 1, "{error}");
    let (status, out, error) = said(&mut onedoor(&url, &["migrate", "--serve-as", &role]));
    assert!(status == 0 && out.contains("may serve"), "{out}{error}");
    let (status, out, error) = said(&mut onedoor(&as_role, &["migrate"]));
    assert!(status == 0 && out.contains("0 steps run"), "{out}{error}");
    three_people(&as_role);
    Served::start(&as_role, &[]).end();
    let (status, out, _) = said(&mut onedoor(&as_role, &["audit", "verify"]));
    assert_eq!(status, 0, "{out}");
    let (status, _, error) = said(&mut onedoor(&as_role, &["migrate", "--serve-as", &role]));
    assert!(status == 1 && error.contains("only the owner"), "{error}");
}

#[test]
fn unusual_names_accounts_and_counts_only() {
    on_both(|scratch| {
        three_people(&scratch.url);
        let asked = ["audit", "unusual", "--from", "2026-11-23", "--until", "2026-11-30", "--profile", "example"];
        let (status, out, error) = said(&mut onedoor(&scratch.url, &asked));
        assert!(status == 0 && out.contains("nobody") && out.contains("median"), "{out}{error}");
        let (_, out, _) = said(onedoor(&scratch.url, &asked).arg("--json"));
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["unusual"].as_array().map(Vec::len), Some(0));
        assert_eq!(report["from"], "2026-11-23T00:00:00Z");
        assert!(report["rules"].as_array().unwrap().len() >= 6, "{report}");
    });
}

/// The columns of a line of the exported audit.
fn columns(line: &str) -> Vec<&str> {
    line.split(',').collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The hash that follows from a line, reckoned by what docs/operations/audit-export.md says and by nothing of the program.
fn reckoned(line: &str) -> String {
    use sha2::{Digest, Sha256};
    let parts = columns(line);
    let number = |text: &str| text.parse::<i64>().unwrap().to_be_bytes().to_vec();
    let id = |text: &str| uuid::Uuid::parse_str(text).unwrap().as_bytes().to_vec();
    let maybe = |text: &str| if text.is_empty() { vec![0] } else { [vec![1], id(text)].concat() };
    let word = |text: &str| [(text.len() as u64).to_be_bytes().to_vec(), text.as_bytes().to_vec()].concat();
    let at = parts[3].parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let bytes = [
        b"onedoor audit row 1".to_vec(),
        from_hex(parts[10]),
        number(parts[0]),
        number(parts[1]),
        id(parts[2]),
        at.to_be_bytes().to_vec(),
        maybe(parts[4]),
        word(parts[5]),
        word(parts[6]),
        maybe(parts[7]),
        maybe(parts[8]),
    ];
    Sha256::digest(bytes.concat()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that was ever done, into a file.
fn exported(url: &str, out: &Path, more: &[&str]) -> (i32, String, String) {
    let out = out.to_str().unwrap();
    let whole = ["audit", "export", "--from", "2020-01-01", "--until", "2100-01-01", "--out", out];
    said(&mut onedoor(url, &[&whole, more].concat()))
}

#[test]
fn the_exported_audit_is_checked_without_the_program_and_names_nobody() {
    on_both(|scratch| {
        three_people(&scratch.url);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("audit.csv");
        let (status, told, error) = exported(&scratch.url, &out, &["--json"]);
        assert_eq!((status, error.as_str()), (0, ""), "{told}");
        let answer: Value = serde_json::from_str(&told).unwrap();
        let text = std::fs::read_to_string(&out).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert!(text.starts_with("lane,seq,id,at,account,act,purpose,person,case,case_reference,hash_before,hash\n"));
        assert!(lines.len() >= 3 && answer["rows"] == lines.len() && answer["not_as_written"] == 0, "{answer}");
        let all: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM audit", &[])).unwrap();
        assert_eq!(lines.len(), usize::try_from(all).unwrap());
        for (line, next) in lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])) {
            let parts = columns(line);
            assert_eq!(reckoned(line), parts[11], "{line}");
            if let Some(next) = next.map(|next| columns(next)).filter(|next| next[0] == parts[0]) {
                assert_eq!(next[10], parts[11], "each is behind the one before");
            }
        }
        let newest = |lane: &Value| {
            let number = lane["lane"].to_string();
            lines.iter().rev().map(|line| columns(line)).find(|parts| parts[0] == number)
        };
        for lane in answer["heads"].as_array().unwrap().iter().filter(|lane| lane["seq"] != 0) {
            assert_eq!(newest(lane).unwrap()[11], lane["hash"].as_str().unwrap(), "it leads up to the head");
        }
        let cases: Vec<String> = scratch.db.read_now(|c| access::as_the_program(c, |c| c.all("SELECT reference FROM cases", &[]))).unwrap();
        assert!(cases.len() == 3 && !text.contains("nnabel") && !text.contains("eeson"));
    });
}

#[test]
fn an_export_tells_of_the_days_asked_for_and_says_what_was_changed() {
    on_both(|scratch| {
        three_people(&scratch.url);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let none = path("none.csv");
        let days = ["audit", "export", "--from", "2020-01-01", "--until", "2020-02-01", "--out", none.to_str().unwrap()];
        let (status, told, _) = said(&mut onedoor(&scratch.url, &days));
        assert!(status == 0 && told.starts_with("0 rows from 2020-01-01"), "{told}");
        let (status, _, error) = said(&mut onedoor(&scratch.url, &days));
        assert!(status == 1 && error.contains("is there already"), "{error}");
        let (status, _, error) = exported(&scratch.url, &path("nowhere/audit.csv"), &[]);
        assert!(status == 1 && error.contains("cannot be written"), "{error}");
        let backwards = ["audit", "export", "--from", "2020-02-01", "--until", "2020-02-01", "--out", "never.csv"];
        let (status, _, error) = said(&mut onedoor(&scratch.url, &backwards));
        assert!(status == 1 && error.contains("--until is the day after the last"), "{error}");

        take_triggers_away(scratch);
        outside_transaction(&scratch.owner_url, "UPDATE audit SET act = '=1+1, \"x\"' WHERE lane = 1 AND seq = 1").unwrap();
        let (status, told, _) = exported(&scratch.url, &path("changed.csv"), &[]);
        assert!(status == 1 && told.contains("1 row is not as it was written"), "{told}");
        let text = std::fs::read_to_string(path("changed.csv")).unwrap();
        assert!(text.contains(",(not a word),") && !text.contains("=1+1"), "no formula in a table that people open");
    });
}
