//! The questions of a scenario: what is so, as whoever works here finds it.

use access::{Act, Subject, kind};
use casework::case::read_case;
use casework::worklist::{self, Asked, Only, Scope, When};
use policy::Scope as On;

use crate::read::Step;
use crate::stage::{Stage, post_of};
use crate::standing;
use crate::text::Node;

/// An answer: what was asked for, what is expected, what is so.
pub struct Answer {
    pub what: String,
    pub expected: String,
    pub got: String,
}

/// An answer.
pub fn answer(what: &str, expected: impl Into<String>, got: impl Into<String>) -> Answer {
    Answer { what: what.to_owned(), expected: expected.into(), got: got.into() }
}

const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A list as the file would say it.
pub fn listed(entries: &[String]) -> String {
    format!("[{}]", entries.iter().map(|entry| format!("{entry:?}")).collect::<Vec<_>>().join(", "))
}

/// Asks what the step asks.
///
/// # Errors
/// Why it cannot be asked.
pub fn ask(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    let what = &step.what;
    let (profile, on) = (stage.profile.clone(), step.on.as_deref());
    match step.kind {
        "who_sees" => who_sees(stage, step),
        "post" => {
            let can_be = post_of(what.get("who")).check(stage.walls.organisation()).is_ok();
            Ok(vec![answer("post", what.said("answer").unwrap_or_default(), yes_or_no(can_be))])
        }
        "may" => {
            let who = stage.actor(what.get("who"), step.at)?;
            let act = what.said("act").and_then(Act::parse).ok_or("no act")?;
            let (walls, at) = (stage.walls.clone(), step.at);
            let may = match act.scope() {
                On::OnHub => walls.may(&who, act, Subject::Hub, at).is_ok(),
                On::OnCase => {
                    let case = stage.case(on)?;
                    stage.looks(move |conn| walls.may_on_case(conn, &who, act, case, at))?
                }
                On::OnPerson => {
                    let person = stage.person(on)?;
                    stage.looks(move |conn| walls.may_on_person(conn, &who, act, person, at))?
                }
            };
            Ok(vec![answer(&format!("may {act}"), what.said("answer").unwrap_or_default(), yes_or_no(may))])
        }
        "queue" => queue(stage, step),
        "events" => {
            let case = stage.case(on)?;
            let sql = "SELECT kind FROM events WHERE case_id = $1 ORDER BY at, id";
            let kinds: Vec<String> = stage.looks(move |conn| conn.all(sql, &[&case]))?;
            Ok(vec![answer("events", listed(&what.texts()), listed(&kinds))])
        }
        "nobody_is_written_to" => {
            let sql = "SELECT (SELECT count(*) FROM dues WHERE kind = 'offer') + (SELECT count(*) FROM attempts)";
            let contacts: i64 = stage.looks(move |conn| conn.one(sql, &[]))?;
            Ok(vec![answer("nobody_is_written_to", what.shown(), (contacts == 0).to_string())])
        }
        "languages" => Ok(vec![answer("languages", listed(&what.texts()), listed(&profile.languages))]),
        "ways" => {
            let ways: Vec<String> = profile.ways.iter().map(ToString::to_string).collect();
            Ok(vec![answer("ways", listed(&what.texts()), listed(&ways))])
        }
        "support_by" => {
            let ways: Vec<String> = profile.support_by.iter().map(ToString::to_string).collect();
            Ok(vec![answer("support_by", listed(&what.texts()), listed(&ways))])
        }
        "witness_care" => Ok(vec![answer("witness_care", what.shown(), format!("{:?}", profile.witness_care.as_str()))]),
        _ => standing::ask(stage, step),
    }
}

fn who_sees(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    let what = &step.what;
    let (who, case) = (stage.actor(what.get("who"), step.at)?, stage.case(step.on.as_deref())?);
    let written: i64 = stage.looks(move |conn| conn.one("SELECT count(*) FROM notes WHERE case_id = $1", &[&case]))?;
    if what.get("notes").is_some() && written == 0 {
        return Err("no note was written on the case, so nobody can be asked to read one".into());
    }
    let file = stage.act::<kind::ReadCase, _>(&who, case, step.at, |tx, _, permit| Ok(read_case(tx, permit)?))?.ok();
    let shown = file.as_ref().map(|file| file.shown);
    let notes = file.as_ref().map_or(0, |file| file.notes.len());
    let notes = if notes == 0 {
        "no"
    } else if i64::try_from(notes) == Ok(written) {
        "yes"
    } else {
        "some of them"
    };
    let got = [
        ("case", yes_or_no(file.is_some())),
        ("notes", notes),
        ("address", yes_or_no(shown.is_some_and(|shown| shown.address))),
        ("contact", yes_or_no(shown.is_some_and(|shown| shown.contact))),
    ];
    let asked = got.into_iter().filter_map(|(part, got)| Some((part, what.said(part)?, got)));
    let answers: Vec<Answer> = asked.map(|(part, expected, got)| answer(&format!("who_sees.{part}"), expected, got)).collect();
    if answers.is_empty() { Err("who_sees asks for nothing: say case, notes, address or contact".into()) } else { Ok(answers) }
}

fn queue(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    let what = &step.what;
    let who = stage.actor(what.get("who"), step.at)?;
    let scope = match what.said("of") {
        Some("nobody") => Scope::Nobodys,
        Some("mine") => Scope::Of(who.user_id().ok_or("nobody")?),
        _ => Scope::Everyones,
    };
    let only = match (what.said("pathway"), what.said("desk")) {
        (Some(_), Some(_)) => return Err("a queue is asked for by pathway or by desk, not both".into()),
        (Some(pathway), None) => Some(Only::Pathway(pathway.to_owned())),
        (None, desk) => desk.map(|desk| Only::Desk(desk.to_owned())),
    };
    let asked = Asked { scope, when: When::Any, only };
    let lines =
        stage.act_on_hub::<kind::SeeWork, _>(&who, step.at, move |tx, ids, permit| Ok(worklist::lines(tx, ids, permit, &asked, 1)?))?;
    let got = match lines {
        Ok(lines) => listed(&lines.lines.iter().map(|line| stage.row_of(line.case)).collect::<Vec<_>>()),
        Err(why) => format!("refused: {}", why.sentence),
    };
    let expected = what.get("is").map(Node::texts).unwrap_or_default();
    Ok(vec![answer("queue", listed(&expected), got)])
}
