//! `onedoor profile rehearse` as somebody uses it who is about to change a hub's mind.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use testkit::feed::{FeedRow, csv, row};

use crate::intake::program::program;
use crate::versions::{NO_ROAD_DEATHS, SOONER, folder};

/// A table to rehearse at, with a feed on it and a place for what the program throws away.
struct Desk {
    kept: tempfile::TempDir,
    feed: PathBuf,
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn with(rows: &[FeedRow]) -> Self {
        let kept = tempfile::tempdir().unwrap();
        std::fs::create_dir(kept.path().join("scratch")).unwrap();
        let feed = kept.path().join("feed.csv");
        std::fs::write(&feed, csv(rows)).unwrap();
        Self { kept, feed }
    }

    fn rehearses(&self, from: &str, to: &str, more: &[&str]) -> Said {
        let mut command = Command::new(program());
        command.env_clear().env("TMPDIR", self.kept.path().join("scratch")).current_dir(self.kept.path()).stdin(Stdio::null());
        let output = command.args(["profile", "rehearse"]).arg(&self.feed).args(["--from", from, "--to", to]).args(more).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn asks(&self, from: &str, to: &str, more: &[&str]) -> Value {
        let said = self.rehearses(from, to, &[more, &["--json"]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
        serde_json::from_str(said.out.lines().last().unwrap()).unwrap()
    }
}

fn anne(id: &str) -> FeedRow {
    row(id).name("Annabel", "Leeson").born("1990-02-03").mobile("07700 900001").safe("call").consents()
}

/// A week of March 2024, day by day; 4 March is a Monday.
fn week() -> Vec<FeedRow> {
    vec![
        anne("R1").recorded("2024-03-04T09:00:00Z"),
        row("R2").somebody(2).safe("call").consents().flags("domestic_abuse").recorded("2024-03-05T09:00:00Z"),
        row("R3")
            .somebody(3)
            .safe("call")
            .consents()
            .says("incident_kind", "road_death")
            .says("role", "bereaved")
            .recorded("2024-03-05T10:00:00Z"),
        anne("R4").recorded("2024-03-05T12:00:00Z"),
        row("R5").somebody(5).says("sex", "Zachary").recorded("2024-03-05T13:00:00Z"),
    ]
}

const SECRETS: &[&str] = &["nnabel", "eeson", "1990", "900001", "Zachary"];

fn assert_discreet(said: &str) {
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} is told: {said}");
    }
}

/// The example's rules, and from December on everybody is called sooner and nobody served for a road death.
fn changing() -> (tempfile::TempDir, String, String) {
    let (kept, folder) = folder("2026-12-01", &[SOONER, NO_ROAD_DEATHS]);
    let now = folder.display().to_string();
    let then = format!("{now}@2026-12-01");
    (kept, now, then)
}

#[test]
fn exactly_what_changes_is_told() {
    let (_kept, now, then) = changing();
    let desk = Desk::with(&week());
    let told = desk.asks(&now, &then, &[]);
    assert_eq!((&told["rows"], &told["from"], &told["to"]), (&json!(5), &json!("hub@2026-04-01"), &json!("hub@2026-12-01")));
    let pair = |from: &str, to: &str, rows: u64| json!({"from": from, "to": to, "rows": rows});
    let pairs = [("opened", "opened", 2), ("opened", "not_eligible", 1), ("attached", "attached", 1), ("rejected", "rejected", 1)];
    assert_eq!(told["outcomes"], Value::from(pairs.map(|(from, to, rows)| pair(from, to, rows)).to_vec()));
    let ends = |side: &str| ["opened", "attached", "not_eligible", "rejected"].map(|outcome| told["ends"][side][outcome].as_u64().unwrap());
    assert_eq!((ends("from"), ends("to")), ([3, 1, 0, 1], [2, 1, 1, 1]));
    assert_eq!((&told["outcomes_changed"], &told["offers_changed"], &told["rows_changed"]), (&json!(1), &json!(2), &json!(2)));
    // R1 came in on Tuesday: a call by Thursday, and by Wednesday then. R2 and R3 on Wednesday, both enhanced: by Thursday, and R3 no more then.
    // R4 is the person of R1 again, whose offer stands.
    let calls = |phone: u64| json!({"phone": phone, "text": 0, "email": 0, "letter": 0, "tasks": 0});
    assert_eq!(
        told["days"],
        json!([
            {"day": "2024-03-06", "working_day": true, "from": calls(0), "to": calls(1)},
            {"day": "2024-03-07", "working_day": true, "from": calls(3), "to": calls(1)},
        ])
    );
    assert_eq!(told["due"], json!({"from": 3, "to": 2}));
    assert_eq!(told["busiest"]["from"], json!({"day": "2024-03-07", "due": 3}));
}

#[test]
fn it_is_told_in_words_and_every_row_in_a_table() {
    let (_kept, now, then) = changing();
    let desk = Desk::with(&week());
    let said = desk.rehearses(&now, &then, &["--out", "changes.csv"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    for line in [
        "A rehearsal of 5 rows. Nothing was kept, and nobody was contacted.",
        "1 row of 5 would end differently:",
        "        1  opened          not_eligible",
        "Of 5 rows so many end so:",
        "  opened          3 → 2 (−1)",
        "  attached        1",
        "  not_eligible    0 → 1 (+1)",
        "  rejected        1",
        "2 rows of 5: another way or time of contact, another pathway or another task.",
        "  row 1, R1",
        "    now:  opened to general; phone by Thu 7 Mar 17:00",
        "    then: opened to general; phone by Wed 6 Mar 17:00",
        "  row 3, R3",
        "    then: not_eligible (incident_kind_not_served); nothing to do",
        "All 2 rows that change in anything, also in the reason alone, are in changes.csv.",
        "The busiest day now: Thursday 7 March 2024 with 3; then: Wednesday 6 March 2024 with 1.",
    ] {
        assert!(said.out.lines().any(|told| told == line), "{line:?} is not in\n{}", said.out);
    }
    let days: Vec<Vec<&str>> = said
        .out
        .lines()
        .filter(|line| line.contains("Mar 24") || line.contains("All days"))
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    assert_eq!(
        days,
        [
            vec!["Wed 6 Mar 24", "0 → 1 (+1)", "–", "–", "–", "–", "0 → 1 (+1)"],
            vec!["Thu 7 Mar 24", "3 → 1 (−2)", "–", "–", "–", "–", "3 → 1 (−2)"],
            vec!["All days", "3 → 2 (−1)", "–", "–", "–", "–", "3 → 2 (−1)"],
        ]
    );
    let table = std::fs::read_to_string(desk.kept.path().join("changes.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert_eq!(lines[1], "1,R1,opened,opened,,,general,general,phone by 2024-03-07 17:00,phone by 2024-03-06 17:00,,");
    assert!(lines[2].starts_with("3,R3,opened,not_eligible,") && lines[2].ends_with(",general,,phone by 2024-03-07 17:00,,,"), "{table}");
    assert_discreet(&(said.out + &table));
}

#[test]
fn what_a_sender_calls_a_row_is_no_formula_in_the_table() {
    let (_kept, now, then) = changing();
    let desk = Desk::with(&[anne("=1+1").recorded("2024-03-04T09:00:00Z")]);
    desk.asks(&now, &then, &["--out", "changes.csv"]);
    let table = std::fs::read_to_string(desk.kept.path().join("changes.csv")).unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with("1,'=1+1,opened,"), "{table}");
}

#[test]
fn against_itself_nothing_differs() {
    let desk = Desk::with(&week());
    let told = desk.asks("example", "example@2026-04-01", &[]);
    assert_eq!((&told["outcomes_changed"], &told["offers_changed"], &told["rows_changed"]), (&json!(0), &json!(0), &json!(0)));
    assert!(told["days"].as_array().unwrap().iter().all(|day| day["from"] == day["to"]), "{told}");
    let said = desk.rehearses("example", "example", &[]);
    assert!(said.out.contains("Every row ends as it does now.") && said.out.contains("Nobody's: every way and time"), "{}", said.out);
}

#[test]
fn nothing_is_left_behind() {
    let desk = Desk::with(&week());
    desk.asks("example", "example", &[]);
    let names = |folder: &Path| -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(desk.kept.path()), ["feed.csv", "scratch"]);
    assert_eq!(names(&desk.kept.path().join("scratch")), [""; 0]);
}

#[test]
fn all_may_come_in_at_one_moment() {
    let desk = Desk::with(&week());
    // A Friday evening: one working day later is Monday.
    let told = desk.asks("example", "example", &["--as-of", "2024-03-08T19:00:00Z"]);
    let days: Vec<&str> = told["days"].as_array().unwrap().iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert_eq!((days, &told["received"]), (vec!["2024-03-11", "2024-03-12"], &json!("2024-03-08T19:00:00Z")));
}

#[test]
fn a_slip_is_explained() {
    let (_kept, now, _) = changing();
    let desk = Desk::with(&week());
    let said = desk.rehearses(&now, &format!("{now}@2026-12-02"), &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("expected the day on which one begins: 2026-04-01, 2026-12-01; did you mean"), "{}", said.err);
    let said = desk.rehearses("example", "example", &["--out", "feed.csv"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("--out names the feed itself"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(&desk.feed).unwrap(), csv(&week()));
    let folder = Desk { feed: desk.kept.path().to_owned(), kept: tempfile::tempdir().unwrap() };
    let said = folder.rehearses("example", "example", &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("is a folder: name the transfer in it"), "{}", said.err);
}

/// Nothing reassures less than "every row ends as it does now" of rows that nobody could read.
#[test]
fn a_feed_that_could_not_be_decided_says_so_first() {
    let dated =
        |n: usize| row(&format!("R{n}")).somebody(n).consents().says("occurred_from", "01/10/2025").recorded("2024-03-04T09:00:00Z");
    let mut rows: Vec<FeedRow> = (1..=4).map(dated).collect();
    rows.push(anne("R5").recorded("2024-03-04T09:00:00Z"));
    rows.push(row("R6").somebody(6).recorded("04/03/2024"));
    let desk = Desk::with(&rows);
    let said = desk.rehearses("example", "lincolnshire", &[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.starts_with("Only 1 of 6 rows could be decided, so this says little about the rules.\n"), "{}", said.out);
    assert!(said.out.contains("invalid_date (4), bad_value:recorded_at (1)"), "{}", said.out);
    assert!(said.out.contains("\n  quarantined     4\n  rejected        1\n"), "{}", said.out);
    // What it advises does what it says.
    let advised = said.out.lines().find_map(|line| line.strip_prefix("  onedoor ")).expect("a command");
    let mut command = Command::new(program());
    command.env_clear().env("TMPDIR", desk.kept.path().join("scratch")).env("HOME", desk.kept.path()).current_dir(desk.kept.path());
    assert!(command.args(advised.split(' ')).stdin(Stdio::null()).output().unwrap().status.success(), "{advised}");
    let answer = std::fs::read_to_string(desk.kept.path().join("answer.csv")).unwrap();
    assert!(answer.contains("1,R1,quarantined,invalid_date\n"), "{answer}");
}

#[test]
fn a_feed_of_which_nothing_could_be_read_rehearses_nothing() {
    let unread = |n: usize| row(&format!("R{n}")).somebody(n).crime("").recorded("2024-03-04T09:00:00Z");
    let desk = Desk::with(&[unread(1), unread(2)]);
    let said = desk.rehearses("example", "example", &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("no row of the feed could be read, so nothing was rehearsed"), "{}", said.err);
    assert!(said.out.starts_with("None of 2 rows could be decided") && said.out.contains("missing_crime_reference (2)"), "{}", said.out);
    let said = desk.rehearses("example", "example", &["--json"]);
    let told: Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    assert_eq!((said.code, &told["outcomes"]), (Some(1), &json!([{"from": "rejected", "to": "rejected", "rows": 2}])));
    for empty in ["", "source_record_id,crime_reference,recorded_at\n"] {
        std::fs::write(&desk.feed, empty).unwrap();
        let said = desk.rehearses("example", "example", &[]);
        assert_eq!(said.code, Some(1));
        assert!(said.out.starts_with("There is no row in ") && !said.out.contains("Every row ends as it does now"), "{}", said.out);
    }
}

#[test]
fn a_slip_in_a_heading_is_said() {
    let refused = row("R1").somebody(1).says("support_consnt", "refused").recorded("2024-03-04T09:00:00Z");
    let desk = Desk::with(&[refused, row("R2").somebody(2).recorded("2024-03-04T09:00:00Z")]);
    let said = desk.rehearses("example", "example", &["--json"]);
    assert!(
        said.err.contains("support_consnt: did you mean support_consent? Rename it and send the file again: 1 row was not taken"),
        "{}",
        said.err
    );
    let told: Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    let doubts = &told["doubtful_columns"];
    assert!(
        doubts.as_array().unwrap().contains(&json!({"column": "support_consnt", "meant": "support_consent", "rows_rejected": 1})),
        "{told}"
    );
    assert!(told["outcomes"].as_array().unwrap().contains(&json!({"from": "rejected", "to": "rejected", "rows": 1})), "{told}");
}

fn profile(arguments: &[&str]) -> Said {
    let output = Command::new(program()).env_clear().arg("profile").args(arguments).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn every_version_is_checked_and_one_is_shown_and_compared_by_its_day() {
    let (kept, now, then) = changing();
    let said = profile(&["check", &now]);
    let told: Vec<String> = said.out.lines().map(|line| line.replace(&now, "HUB").split(';').next().unwrap().to_owned()).collect();
    assert_eq!(told, ["HUB from 2026-04-01: no mistakes", "HUB from 2026-12-01: no mistakes"], "{}", said.err);
    assert!(profile(&["show", &then]).out.contains("in force from 1 December 2026"));
    let said = profile(&["compare", &now, &then]);
    assert!(said.out.starts_with("hub from 1 April 2026 and hub from 1 December 2026\n"), "{}", said.out);

    let later = kept.path().join("hub/profile-2026-12-01.toml");
    let text = std::fs::read_to_string(&later).unwrap();
    let line = 1 + text.lines().position(|line| line.starts_with("in_force_from")).unwrap();
    std::fs::write(&later, text.replace("\"2026-12-01\"", "\"2026-12-02\"")).unwrap();
    let said = profile(&["check", &now]);
    assert_eq!(said.code, Some(1));
    let wanted =
        format!("hub/profile-2026-12-01.toml:{line}: in_force_from is 2026-12-02; expected 2026-12-01, the day in the file's name;");
    assert!(said.err.contains(&wanted), "{}", said.err);
}

#[test]
fn the_list_says_from_when_each_holds() {
    let said = profile(&["list"]);
    assert!(
        said.out.lines().any(|line| line.starts_with("example ") && line.ends_with("(Exampleshire), from 1 April 2026")),
        "{}",
        said.out
    );
    assert!(profile::Profile::shipped_names().all(|name| said.out.lines().any(|line| line.starts_with(&format!("{name} ")))));
}
