//! `onedoor retention run`, as people call it.

use std::process::{Command, Stdio};

use casework::record::Ending;
use serde_json::{Value, json};
use testkit::databases::on_both;

use super::{assert_nowhere, certified_before, close, may_be_certified, person};
use crate::casework::{BURGLARY, DANGER};
use crate::intake::program::program;
use crate::roof::{Roof, roof};

/// Its status and what it said.
fn runs(url: &str, more: &[&str]) -> (i32, String) {
    let mut command = Command::new(program());
    command.env_clear().env("ONEDOOR_DATABASE", url).env("ONEDOOR_KEYS", testkit::hub_walls::key_file()).stdin(Stdio::null());
    let output = command.args(["retention", "run", "--profile", "example"]).args(more).output().unwrap();
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn the_operator_sees_what_would_be_done_and_does_it() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        close(&roof, "Amina", Ending::Declined, "2026-12-01T10:00:00Z");
        let at = |day: &str, more: &[&str]| -> Value {
            let moment = format!("{day}T03:00:00Z");
            let (status, said) = runs(&scratch.url, &[&["--as-of", &moment, "--json"], more].concat());
            assert_eq!(status, 0, "{said}");
            serde_json::from_str(&said).unwrap()
        };
        let announced = json!({"no_contact/minimise": 1});
        let none = json!({});
        let announces = json!({
            "people": 1, "on_hold": 0, "announced": announced, "withdrawn": none, "done": none, "erased": 0, "erasures_waiting": 0,
            "failed": []
        });
        assert_eq!(at("2027-11-20", &["--dry-run"]), announces);
        assert_eq!(at("2027-11-20", &[]), announces);
        assert_eq!(at("2027-12-04", &[])["done"], json!({"no_contact/minimise": 1}));
        assert_nowhere(&roof.db, &["Amina", "Okafor"]);
        let (status, said) = runs(&scratch.url, &[]);
        assert_eq!(status, 0);
        assert!(said.contains("people without an open case") && !said.contains("Amina"), "{said}");
        assert_eq!(runs(&scratch.url, &["--as-of", "yesterday"]).0, 2);
    });
}

#[test]
fn the_operator_is_told_which_record_failed_and_the_others_are_done() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        for name in ["Amina", "Beth"] {
            close(&roof, name, Ending::Declined, "2026-12-01T10:00:00Z");
        }
        let run = |day: &str, more: &[&str]| runs(&scratch.url, &[&["--as-of", &format!("{day}T03:00:00Z")], more].concat());
        assert_eq!(run("2027-11-20", &[]).0, 0);
        let stuck = person(&roof, "Amina").min(person(&roof, "Beth"));
        certified_before(scratch, stuck);
        let (status, said) = run("2027-12-04", &["--json"]);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("on 1 of the records") && said.contains(&stuck.to_string()), "{said}");
        assert!(!said.contains("Amina") && !said.contains("Beth"), "{said}");
        assert_eq!(minimised(&roof), 1, "the other");
        may_be_certified(scratch);
        assert_eq!(run("2027-12-05", &[]).0, 0);
        assert_eq!(minimised(&roof), 2);
    });
}

fn minimised(roof: &Roof) -> i64 {
    roof.db.read_now(|c| access::as_the_program(c, |c| c.one("SELECT count(*) FROM people WHERE minimised_at IS NOT NULL", &[]))).unwrap()
}
