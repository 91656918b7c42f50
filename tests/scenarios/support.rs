//! Acts of support and after it: needs and plan, coming back, opting out, what is asked again, what pays.

use std::sync::Arc;

use access::{Actor, kind};
use assessment::{Again, Arm, Assessment, Degree, Need, Rating, StepState};
use casework::come_back::{Return, come_back};
use casework::reminders::{self, Answer, Answered, Reminder, ReminderKind, ReminderState};
use casework::{funding, opt_out};
use contact::gate::Way;
use intake::major_incidents::{self, Bounds, Declaration, District};
use jiff::Timestamp;
use kernel::{CaseId, Sensitive, StaffRole, london_date};
use profile::SupportWay;
use records::run::Run;

use crate::read::Step;
use crate::stage::{Outcome, Stage, Trouble};
use crate::text::Node;

/// What an act of these is called.
pub const ACTS: &[&str] = &[
    "assess",
    "plan_step",
    "change_plan_step",
    "come_back",
    "offer_again",
    "ask_feedback",
    "opt_out",
    "erasures",
    "set_funding",
    "major_incident",
];

/// Does what the step says.
///
/// # Errors
/// Why the scenario cannot be played.
pub fn act(stage: &mut Stage<'_>, step: &Step) -> Outcome<()> {
    if step.kind == "erasures" {
        return night(stage, step.at);
    }
    if step.kind == "major_incident" {
        return declare(stage, step);
    }
    let (who, case, at) = (stage.actor(step.who.as_ref(), step.at)?, stage.case(step.on.as_deref())?, step.at);
    let (what, profile) = (&step.what, Arc::clone(&stage.profile));
    match step.kind {
        "assess" => assess(stage, &who, case, at, what),
        "plan_step" => {
            let words = Sensitive::new("What was agreed.".to_owned());
            match what.said("arm").and_then(Arm::parse).ok_or("no arm of the plan")? {
                Arm::Support => stage.act::<kind::AssessNeeds, _>(&who, case, at, move |tx, ids, permit| {
                    Ok(assessment::agree_step(tx, ids, permit, &words).map(drop)?)
                }),
                Arm::Safety => stage.act::<kind::ChangeContact, _>(&who, case, at, move |tx, ids, permit| {
                    Ok(assessment::agree_step(tx, ids, permit, &words).map(drop)?)
                }),
            }
        }
        "change_plan_step" => {
            let state = what.said("state").and_then(StepState::parse).ok_or("no state")?;
            let arm = what.said("arm").and_then(Arm::parse).ok_or("no arm of the plan")?;
            let is_it = move |step: &assessment::PlanStep| step.arm == arm && step.state == StepState::Open;
            match arm {
                Arm::Support => stage.act::<kind::AssessNeeds, _>(&who, case, at, move |tx, ids, permit| {
                    let step = assessment::plan(tx, permit)?.into_iter().find(is_it).ok_or(store::Error::NotFound)?;
                    Ok(assessment::end_step(tx, ids, permit, step.id, state)?)
                }),
                Arm::Safety => stage.act::<kind::ChangeContact, _>(&who, case, at, move |tx, ids, permit| {
                    let step = assessment::plan(tx, permit)?.into_iter().find(is_it).ok_or(store::Error::NotFound)?;
                    Ok(assessment::end_step(tx, ids, permit, step.id, state)?)
                }),
            }
        }
        "come_back" => {
            let back = Return { support_by: what.said("support_by").and_then(SupportWay::parse), wants: None };
            stage.act::<kind::ReopenCase, _>(&who, case, at, move |tx, ids, permit| Ok(come_back(tx, ids, permit, &profile, &back)?))
        }
        "offer_again" => remind(stage, &who, case, at, what, ReminderKind::OfferAgain),
        "ask_feedback" => remind(stage, &who, case, at, what, ReminderKind::AskFeedback),
        "opt_out" => {
            stage.act::<kind::OptOut, _>(&who, case, at, move |tx, ids, permit| Ok(opt_out::opt_out(tx, ids, permit, &profile).map(drop)?))
        }
        "set_funding" => {
            let streams = what.texts();
            stage.act::<kind::SetFunding, _>(&who, case, at, move |tx, ids, permit| Ok(funding::set(tx, ids, permit, &profile, &streams)?))
        }
        other => Err(format!("steps of kind {other:?} cannot be run yet")),
    }
}

fn assess(stage: &Stage<'_>, who: &Actor, case: CaseId, at: Timestamp, what: &Node) -> Outcome<()> {
    let rating =
        |(measure, answer): &(String, Node)| Some(Rating { measure: measure.clone(), answer: u8::try_from(answer.number()?).ok()? });
    let ratings: Vec<Rating> = what.get("measures").map(Node::entries).unwrap_or_default().iter().filter_map(rating).collect();
    let profile = Arc::clone(&stage.profile);
    if what.get("at_end").and_then(Node::yes) == Some(true) {
        return stage.act::<kind::AssessNeeds, _>(who, case, at, move |tx, ids, permit| {
            let again = Again { ratings: ratings.clone(), said: None };
            Ok(assessment::assess_end(tx, ids, permit, &profile, &again).map(drop)?)
        });
    }
    let mut needs = Vec::new();
    for told in what.get("needs").map(Node::texts).unwrap_or_default() {
        let (need, degree) = told.split_once(": ").unwrap_or((&told, Degree::SomeNeed.as_str()));
        let known: Vec<&str> = Need::ALL.iter().map(|need| need.as_str()).collect();
        let need = Need::parse(need).ok_or_else(|| format!("{need:?} is no area of need; they are {}", known.join(", ")))?;
        needs.push((need, Degree::parse(degree).ok_or_else(|| format!("{degree:?}: need is none, some or much"))?));
    }
    let said = (needs.is_empty() && ratings.is_empty()).then(|| Sensitive::new("What they told.".to_owned()));
    let made = Assessment { needs, ratings, said, pathway: what.said("pathway").map(str::to_owned) };
    stage.act::<kind::AssessNeeds, _>(who, case, at, move |tx, ids, permit| {
        Ok(assessment::assess(tx, ids, permit, &profile, &made).map(drop)?)
    })
}

/// The reminder by that rule that is open on the case.
pub fn reminder(stage: &Stage<'_>, case: CaseId, kind: ReminderKind, rule: &str) -> Result<Reminder, String> {
    let all = stage.looks(move |conn| reminders::of_case(conn, case))?;
    let open = all.into_iter().find(|known| known.kind == kind && known.rule == rule && known.state == ReminderState::Open);
    open.ok_or_else(|| format!("there is no open reminder {rule:?} on the case"))
}

fn remind(stage: &Stage<'_>, who: &Actor, case: CaseId, at: Timestamp, what: &Node, of: ReminderKind) -> Outcome<()> {
    let reminder = reminder(stage, case, of, what.said("name").unwrap_or_default())?;
    let is_left = what.get("left").and_then(Node::yes) == Some(true);
    let by = what.said("by").and_then(Way::parse);
    let (profile, id) = (Arc::clone(&stage.profile), reminder.id);
    let is_open = stage.looks(move |conn| conn.one::<String>("SELECT state FROM cases WHERE id = $1", &[&case]))? == "open";
    let answered = move |person: &people::record::PersonRecord| -> Result<Answered, Trouble> {
        if is_left {
            return Ok(Answered { reminder: id, answer: Answer::Left, note: Some(Sensitive::new("It is not the time.".into())) });
        }
        // Only what the page would show: the ways of the rule that are open and safe.
        let ways = reminders::offered(&profile, &reminder, person);
        let open = ways.iter().filter_map(|out| Some((out.way, out.points.as_ref().ok()?.first()?.id)));
        let (way, point) = open.into_iter().find(|(way, _)| by.is_none_or(|by| by == *way)).ok_or(casework::Refused::NoWay)?;
        Ok(Answered { reminder: id, answer: Answer::Made(way, point, true), note: None })
    };
    let profile = Arc::clone(&stage.profile);
    if is_open {
        return stage.act::<kind::RecordAttempt, _>(who, case, at, move |tx, ids, permit| {
            let person = people::read::whole(tx, permit)?;
            Ok(reminders::answer_open(tx, ids, permit, &profile, &answered(&person)?)?)
        });
    }
    stage.act::<kind::OfferAgain, _>(who, case, at, move |tx, ids, permit| {
        let person = people::read::whole(tx, permit)?;
        Ok(reminders::answer_closed(tx, ids, permit, &profile, &answered(&person)?)?)
    })
}

/// What the server does every night.
fn night(stage: &Stage<'_>, at: Timestamp) -> Outcome<()> {
    let cause = [u8::try_from(at.as_second() % 251).unwrap_or_default(); 32];
    let run = Run { walls: stage.walls.clone(), rules: stage.profile.retention.clone(), at, cause, dry_run: false };
    run.run(stage.db).map(|_| Ok(())).map_err(|error| format!("the night's work failed: {error}"))
}

/// Whoever leads declares a major incident: by references, or by where and when; today where no day is said.
fn declare(stage: &mut Stage<'_>, step: &Step) -> Outcome<()> {
    let what = &step.what;
    let who = match &step.who {
        Some(who) => stage.actor(Some(who), step.at)?,
        None => stage.in_role(StaffRole::TeamLead, step.at)?,
    };
    let day = |key: &str| what.said(key).and_then(|day| day.parse().ok());
    let first = day("from").unwrap_or_else(|| london_date(step.at));
    let mut districts = Vec::new();
    for written in what.get("postcodes").map(Node::texts).unwrap_or_default() {
        districts.push(District::parse(&written).ok_or_else(|| format!("{written:?} is no postcode district like \"LE1\""))?);
    }
    let crime_references = what.get("crime_references").map(Node::texts).unwrap_or_default();
    let bounds = Bounds { days: (first, day("until").unwrap_or(first)), districts, crime_references };
    let declaration = Declaration { name: what.said("name").unwrap_or_default().to_owned(), bounds };
    stage.act_on_hub::<kind::DeclareMajorIncident, _>(&who, step.at, move |tx, ids, permit| {
        Ok(major_incidents::declare(tx, ids, permit, &declaration).map(drop)?)
    })
}
