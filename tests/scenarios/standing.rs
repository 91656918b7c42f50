//! The questions on how services, measures, reminders, money and reports stand.

use access::kind;
use casework::case::read_case;
use casework::funding;
use casework::reminders::{self, ReminderState};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::{StaffRole, london_date, london_midnight};

use crate::questions::{Answer, answer, listed};
use crate::read::Step;
use crate::stage::{Outcome, Stage};
use crate::text::Node;

/// Asks what the step asks.
///
/// # Errors
/// Why it cannot be asked.
pub fn ask(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    let (what, at, on) = (&step.what, step.at, step.on.as_deref());
    let profile = stage.profile.clone();
    let text = |key: &str| what.said(key).unwrap_or_default().to_owned();
    let day = |key: &str| what.said(key).and_then(|day| day.parse::<Date>().ok()).ok_or("no day");
    match step.kind {
        "waiting" => {
            let (service, day) = (text("service"), day("on")?);
            if profile.services.iter().all(|known| known.name != service) {
                return Err(format!("the hub has no service {service:?}"));
            }
            let waiting = stage.looks(move |conn| onward::waiting(conn, &service, day))?;
            Ok(vec![answer("waiting", what.get("is").map_or_else(String::new, Node::shown), waiting.count.to_string())])
        }
        "state_of" => {
            let (case, service) = (stage.case(on)?, text("service"));
            let sql = "SELECT m.at, m.state FROM onward_moments m JOIN onward_referrals r ON r.id = m.referral_id
                WHERE r.case_id = $1 AND r.service = $2";
            let moments: Vec<(Timestamp, String)> = stage.looks(move |conn| conn.all(sql, &[&case, &service]))?;
            // What is asked of a team under the roof is sent at the same moment: then the later state stands.
            let state = moments.into_iter().filter_map(|(at, state)| Some((at, onward::State::parse(&state)?))).max();
            Ok(vec![answer("state_of", text("is"), state.map_or_else(|| "none".into(), |(_, state)| state.to_string()))])
        }
        "lead_is" => {
            let case = stage.case(on)?;
            let sql = "SELECT service FROM lead_services WHERE case_id = $1 AND ended_at IS NULL";
            let leads: Vec<String> = stage.looks(move |conn| conn.all(sql, &[&case]))?;
            let leads = if leads.is_empty() { "nobody".to_owned() } else { leads.join(" and ") };
            Ok(vec![answer("lead_is", what.text().unwrap_or_default(), leads)])
        }
        "meeting" => meeting(stage, step, day("on")?),
        "reminders" => {
            let case = stage.case(on)?;
            let all = stage.looks(move |conn| reminders::of_case(conn, case))?;
            let open = all.iter().filter(|reminder| reminder.state == ReminderState::Open);
            let told = |reminder: &reminders::Reminder| {
                let rule = if reminder.rule.is_empty() { String::new() } else { format!("{} ", reminder.rule) };
                format!("{} {rule}on {}", reminder.kind, reminder.on)
            };
            Ok(vec![answer("reminders", listed(&what.texts()), listed(&open.map(told).collect::<Vec<_>>()))])
        }
        "report_due" => {
            let name = text("name");
            let report =
                profile.reports.iter().find(|report| report.name == name).ok_or_else(|| format!("the hub owes no report {name:?}"))?;
            let next = oversight::calendar::periods(report, london_date(at), london_date(at)).to_come;
            let next = next.first().map_or_else(|| "none".to_owned(), ToString::to_string);
            Ok(vec![answer("report_due", text("is"), next)])
        }
        "funding" => {
            let (case, today) = (stage.case(on)?, london_date(at));
            let all = stage.looks(move |conn| funding::of_case(conn, case))?;
            let pays = all.into_iter().filter(|funded| funded.from <= today && funded.until.is_none_or(|until| today < until));
            let mut streams: Vec<String> = pays.map(|funded| funded.stream).collect();
            let mut expected = what.texts();
            streams.sort();
            expected.sort();
            Ok(vec![answer("funding", listed(&expected), listed(&streams))])
        }
        "funded" => {
            let (stream, day) = (text("stream"), day("on")?);
            let who = stage.in_role(StaffRole::Manager, at)?;
            let all = stage.act_on_hub::<kind::SeeFigures, _>(&who, at, move |tx, _, permit| Ok(funding::on(tx, permit, day)?));
            let count = done(all)?.into_iter().find(|(name, _)| *name == stream).map_or(0, |(_, count)| count);
            Ok(vec![answer("funded", what.get("is").map_or_else(String::new, Node::shown), count.to_string())])
        }
        "measures" => {
            let (case, who) = (stage.case(on)?, stage.in_role(StaffRole::Manager, at)?);
            let asked = stage.act::<kind::ReadCase, _>(&who, case, at, move |tx, _, permit| {
                let person = people::read::whole(tx, permit)?;
                let case = read_case(tx, permit)?.case;
                let asked = assessment::measures_asked(tx, &profile, &case, &person)?;
                Ok(asked.iter().map(|measure| measure.name.clone()).collect::<Vec<_>>())
            });
            Ok(vec![answer("measures", listed(&what.texts()), listed(&done(asked)?))])
        }
        "travelled" => {
            let measure = text("measure");
            let (from, until) = (at - SignedDuration::from_hours(24 * 366), at + SignedDuration::from_secs(1));
            let way = stage.looks(move |conn| assessment::travelled(conn, &measure, from, until))?;
            let mut answers =
                vec![answer("travelled.people", what.get("people").map_or_else(String::new, Node::shown), way.how_many.to_string())];
            if let Some(better) = what.get("better") {
                answers.push(answer("travelled.better", better.shown(), way.better.to_string()));
            }
            Ok(answers)
        }
        "update" => update(stage, step),
        "sample" => sample(stage, step),
        "held" => {
            let person = stage.person(on)?;
            let sql = "SELECT (SELECT count(*) FROM people WHERE id = $1 AND (sealed_key IS NOT NULL OR particulars IS NOT NULL))
                + (SELECT count(*) FROM contact_points WHERE person_id = $1 AND value IS NOT NULL)
                + (SELECT count(*) FROM involvements WHERE person_id = $1 AND account IS NOT NULL)
                + (SELECT count(*) FROM notes n JOIN cases c ON c.id = n.case_id WHERE c.person_id = $1)";
            let pieces: i64 = stage.looks(move |conn| conn.one(sql, &[&person]))?;
            Ok(vec![answer("held", what.text().unwrap_or_default(), if pieces == 0 { "nothing" } else { "something" })])
        }
        other => Err(format!("steps of kind {other:?} cannot be run yet")),
    }
}

fn done<T>(outcome: Outcome<T>) -> Result<T, String> {
    outcome?.map_err(|why| format!("was refused ({}): {}", why.word, why.sentence))
}

fn meeting(stage: &mut Stage<'_>, step: &Step, day: Date) -> Result<Vec<Answer>, String> {
    let what = &step.what;
    let who = match what.get("who") {
        Some(who) => stage.actor(Some(who), step.at)?,
        None => stage.in_role(StaffRole::Manager, step.at)?,
    };
    let authority = what.said("authority").unwrap_or(onward::EVERYWHERE).to_owned();
    let profile = stage.profile.clone();
    if onward::meeting_on(&profile, &authority, day).is_none() {
        return Err(format!("there is no meeting of {authority:?} on {day}"));
    }
    let lines = stage.act_on_hub::<kind::SeeWork, _>(&who, step.at, move |tx, ids, permit| {
        Ok(onward::agenda(tx, ids, permit, &profile, &people::memory::Everybody::default(), (&authority, day), 1)?)
    });
    let rows: Vec<String> = done(lines)?.lines.iter().map(|line| stage.row_of(line.case)).collect();
    Ok(vec![answer("meeting", listed(&what.get("agenda").map(Node::texts).unwrap_or_default()), listed(&rows))])
}

fn update(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    let (what, case, at) = (&step.what, stage.case(step.on.as_deref())?, step.at);
    let who = stage.in_role(StaffRole::Manager, at)?;
    let read = stage.act::<kind::ReadCase, _>(&who, case, at, move |tx, _, permit| {
        let file = read_case(tx, permit)?;
        Ok(liaison::updates_on(tx, permit, &file)?)
    });
    let all = done(read)?;
    let update = all.iter().max_by_key(|update| update.asked_at).ok_or("nobody asked for an update on the case")?;
    let said = update.ended.as_ref().and_then(|ended| ended.says);
    let age = update.age(at, casework::snapshot::working_time(&stage.profile));
    let none = || "none".to_owned();
    let got = [
        ("status", update.state.to_string()),
        ("age_days", age.to_string()),
        ("says", said.map_or_else(none, |(says, _)| says.to_string())),
        ("source", said.map_or_else(none, |(_, source)| source.to_string())),
    ];
    let asked = got.into_iter().filter_map(|(key, got)| Some((key, what.get(key)?, got)));
    Ok(asked
        .map(|(key, expected, got)| answer(&format!("update.{key}"), expected.text().map_or_else(|| expected.shown(), str::to_owned), got))
        .collect())
}

/// The calls of a month that are drawn to be listened to; all of them where nobody says how many.
fn sample(stage: &mut Stage<'_>, step: &Step) -> Result<Vec<Answer>, String> {
    const SEED: u32 = 4711;
    let what = &step.what;
    let who = match what.get("who") {
        Some(who) => stage.actor(Some(who), step.at)?,
        None => stage.in_role(StaffRole::Manager, step.at)?,
    };
    let first: Option<Date> = what.said("month").and_then(|month| format!("{month}-01").parse().ok());
    let next = first.and_then(|first| first.checked_add(1.month()).ok());
    let month = first.and_then(london_midnight).zip(next.and_then(london_midnight)).ok_or("no month")?;
    let many = what.get("many").and_then(Node::number).and_then(|many| usize::try_from(many).ok()).unwrap_or(usize::MAX);
    let drawn = done(stage.act_on_hub::<kind::SampleContacts, _>(&who, step.at, move |tx, _, permit| {
        Ok(oversight::sample::sample(tx, permit, month, many, SEED)?)
    }))?;
    let rows: Vec<String> = drawn.calls.iter().map(|call| stage.row_of(call.case)).collect();
    let got = [("is", listed(&rows)), ("drawn", rows.len().to_string()), ("of", drawn.of.to_string())];
    let asked = got.into_iter().filter_map(|(key, got)| Some((key, what.get(key)?, got)));
    let answers = asked.map(|(key, expected, got)| {
        let expected = if key == "is" { listed(&expected.texts()) } else { expected.shown() };
        answer(&format!("sample.{key}"), expected, got)
    });
    let answers: Vec<Answer> = answers.collect();
    if answers.is_empty() { Err("sample asks for nothing: say is, drawn or of".into()) } else { Ok(answers) }
}
