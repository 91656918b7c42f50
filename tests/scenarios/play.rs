//! Plays a scenario and says everything that is other than it promises.

use std::sync::Arc;

use casework::due::{OpenDue, open_dues};
use jiff::Timestamp;
use kernel::CaseId;
use profile::Profile;
use serde_json::Value;
use store::Db;

use crate::questions::{Answer, ask, listed};
use crate::read::{Scenario, Step};
use crate::stage::{Refusal, Stage};
use crate::text::{Is, Node, in_london};
use crate::{acts, rows};

/// Something that is other than a scenario promises.
#[derive(Debug, Clone)]
pub struct Failure {
    pub file: String,
    pub line: usize,
    pub title: String,
    pub step: usize,
    pub says: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {:?}, step {}: {}", self.file, self.line, self.title, self.step, self.says)
    }
}

/// Plays it in a fresh database. What follows a step that could not be taken is not played.
pub fn play(db: &Db, profile: &Arc<Profile>, scenario: &Scenario) -> Vec<Failure> {
    let mut stage = Stage::new(db, profile);
    let mut failures = Vec::new();
    for step in &scenario.steps {
        let fails = |line: usize, says: String| Failure {
            file: scenario.file.clone(),
            line,
            title: scenario.title.clone(),
            step: step.number,
            says,
        };
        match take(&mut stage, step) {
            Ok(answers) => {
                failures.extend(answers.into_iter().filter(|(_, answer)| answer.expected != answer.got).map(
                    |(line, Answer { what, expected, got })| fails(line, format!("{what}\n    expected {expected}\n    got      {got}")),
                ))
            }
            Err(why) => {
                failures.push(fails(step.line, why));
                break;
            }
        }
    }
    failures
}

type Answers = Vec<(usize, Answer)>;

fn take(stage: &mut Stage<'_>, step: &Step) -> Result<Answers, String> {
    if step.kind == "receive" {
        let row = rows::told(&stage.profile, &step.what, step.at, stage.rows.len() + 1, &stage.rows)?;
        let decision = stage.receive(row, step.from, step.at)?;
        let mut answers = Vec::new();
        for (key, expected) in &step.then {
            let got = decided(&decision, key).map_or_else(|| stands(stage, step, key), Ok)?;
            answers.push(compared(key, expected, got));
        }
        return Ok(answers);
    }
    if crate::forms::asks(step.kind) {
        return Ok(ask(stage, step)?.into_iter().map(|answer| (step.line, answer)).collect());
    }
    let answers = match (acts::act(stage, step)?, step.refused()) {
        (Ok(()), None) => Vec::new(),
        (Ok(()), Some(expected)) => return Err(format!("must be refused ({expected:?}), and was done")),
        (Err(Refusal { word, sentence }), None) => return Err(format!("was refused ({word}): {sentence}")),
        (Err(Refusal { word, sentence }), Some(expected)) => {
            let got = if word == expected || sentence.contains(expected) { expected.to_owned() } else { format!("{word} ({sentence})") };
            vec![(step.line, Answer { what: "refused".into(), expected: expected.to_owned(), got })]
        }
    };
    let mut answers = answers;
    for (key, expected) in step.then.iter().filter(|(key, _)| key != "refused") {
        answers.push(compared(key, expected, stands(stage, step, key)?));
    }
    Ok(answers)
}

/// Lists are compared whole, in whatever order they stand.
enum Got {
    One(String),
    Several(Vec<String>),
}

fn compared(key: &str, expected: &Node, got: Got) -> (usize, Answer) {
    let (expected_text, got) = match got {
        Got::Several(mut got) => {
            let mut expected = expected.texts();
            expected.sort();
            got.sort();
            (listed(&expected), listed(&got))
        }
        Got::One(got) => (one(expected), got),
    };
    (expected.line, Answer { what: format!("then.{key}"), expected: expected_text, got })
}

fn one(node: &Node) -> String {
    match &node.is {
        Is::Text(text) => text.clone(),
        _ => node.shown(),
    }
}

/// A part of a decision record in the words of a scenario; nothing where the key is about the case.
fn decided(decision: &Value, key: &str) -> Option<Got> {
    let text = |value: &Value, key: &str| value.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let several = |key: &str, each: &dyn Fn(&Value) -> String| {
        Got::Several(decision.get(key).and_then(Value::as_array).into_iter().flatten().map(each).collect())
    };
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let desk = |value: &Value| text(value, "service").map(|desk| format!("{desk}: ")).unwrap_or_default();
    let by = |value: &Value, what: &str| {
        let due: Option<Timestamp> = text(value, "due_at").and_then(|at| at.parse().ok());
        format!("{}{} by {}", desk(value), text(value, what).unwrap_or_default(), due.map(in_london).unwrap_or_default())
    };
    let none = || "none".to_owned();
    Some(match key {
        "outcome" | "basis" | "pathway" | "team" | "priority" => Got::One(text(decision, key).unwrap_or_else(none)),
        "level" => Got::One(decision.get("entitlement").and_then(|owed| text(owed, "level")).unwrap_or_else(none)),
        "reasons" => several("reasons", &word),
        "reviews" => several("review", &word),
        "offers" => several("offers", &|offer| by(offer, "channel")),
        "tasks" => several("tasks", &|task| by(task, "kind")),
        "blocked" => several("blocked", &|shut| {
            format!("{}{} because {}", desk(shut), text(shut, "channel").unwrap_or_default(), text(shut, "reason").unwrap_or_default())
        }),
        _ => return None,
    })
}

/// How the case stands.
fn stands(stage: &Stage<'_>, step: &Step, key: &str) -> Result<Got, String> {
    let case = stage.case(step.on.as_deref())?;
    let column = |name: &'static str| -> Result<Got, String> {
        let sql = format!("SELECT {name} FROM cases WHERE id = $1");
        let found: Option<String> = stage.looks(move |conn| conn.one(&sql, &[&case]))?;
        Ok(Got::One(found.unwrap_or_else(|| "none".to_owned())))
    };
    match key {
        "due" => Ok(Got::Several(open(stage, case)?.iter().map(due).collect())),
        "next" => Ok(Got::One(open(stage, case)?.first().map_or_else(|| "none".to_owned(), |open| in_london(open.act_at())))),
        "state" => column("state"),
        "ending" => column("ending"),
        "level" => column("level"),
        "pathway" => column("pathway"),
        "team" => column("team"),
        "priority" => column("CAST(priority AS TEXT)"),
        "worker" => {
            let sql = "SELECT u.name FROM cases c JOIN users u ON u.id = c.worker_id WHERE c.id = $1";
            let name: Option<String> = stage.looks(move |conn| conn.maybe(sql, &[&case]))?;
            Ok(Got::One(name.unwrap_or_else(|| "nobody".to_owned())))
        }
        other => Err(format!("{other:?} cannot be asked for yet")),
    }
}

fn open(stage: &Stage<'_>, case: CaseId) -> Result<Vec<OpenDue>, String> {
    stage.looks(move |conn| open_dues(conn, &[case]))
}

fn due(open: &OpenDue) -> String {
    let desk = open.due.service.as_ref().map(|desk| format!("{desk}: ")).unwrap_or_default();
    format!("{desk}{} by {}", open.due.what, in_london(open.due.due_at))
}
