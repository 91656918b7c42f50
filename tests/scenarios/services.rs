//! Acts that reach beyond the case: services and who leads, what passes to the force, rooms.

use std::sync::Arc;

use access::kind;
use casework::record_consent::{self, GivenHow, record_consent};
use kernel::{Flag, FlagSet, Sensitive};
use liaison::{Account, Answer, AnswerSource, HateReportId, NewHateReport, UpdateId, UpdateSays};
use onward::{Disclosure, RefusalReason, Said, Says, WhyChanged};
use profile::{ConsentForm, DisclosureReason};
use rooms::{NewBooking, Times};

use crate::read::Step;
use crate::stage::{Outcome, Stage};
use crate::text::{Node, moment};

/// What an act of these is called.
pub const ACTS: &[&str] = &[
    "tell_of",
    "choose",
    "consent",
    "refer",
    "answer",
    "lead",
    "disclose",
    "book",
    "hate_report",
    "send_report",
    "ask_update",
    "answer_update",
    "tell_update",
];

/// Does what the step says.
///
/// # Errors
/// Why the scenario cannot be played.
pub fn act(stage: &mut Stage<'_>, step: &Step) -> Outcome<()> {
    let (who, case, at) = (stage.actor(step.who.as_ref(), step.at)?, stage.case(step.on.as_deref())?, step.at);
    let (what, profile) = (&step.what, Arc::clone(&stage.profile));
    let text = |key: &str| what.said(key).unwrap_or_default().to_owned();
    let yes = |key: &str| what.get(key).and_then(Node::yes).unwrap_or(false);
    match step.kind {
        "tell_of" => {
            let services = what.texts();
            stage.act::<kind::ReferOnward, _>(&who, case, at, move |tx, ids, permit| {
                let services: Vec<&str> = services.iter().map(String::as_str).collect();
                Ok(onward::tell_of(tx, ids, permit, &profile, &services)?)
            })
        }
        "choose" => {
            let services = what.texts();
            stage.act::<kind::ReferOnward, _>(&who, case, at, move |tx, ids, permit| {
                let services: Vec<&str> = services.iter().map(String::as_str).collect();
                Ok(onward::choose(tx, ids, permit, &profile, &services)?)
            })
        }
        "consent" => consent(stage, step),
        "refer" => {
            let (to, introduced) = (text("to"), yes("introduced"));
            stage.act::<kind::ReferOnward, _>(&who, case, at, move |tx, ids, permit| {
                Ok(onward::refer(tx, ids, permit, &profile, &to, introduced).map(drop)?)
            })
        }
        "answer" => {
            let (by, reason) = (text("by"), what.said("reason").and_then(RefusalReason::parse));
            let says = match (what.said("says"), reason) {
                (Some("sent"), None) => Says::Sent,
                (Some("accepted"), None) => Says::Accepted,
                (Some("refused"), Some(reason)) => Says::Refused(reason),
                (Some("refused"), None) => return Err("a refusal has a reason; there is no way to write one down without".into()),
                (Some("started"), None) => Says::Started,
                (Some("ended"), None) => Says::Ended,
                _ => return Err("only a refusal has a reason".into()),
            };
            stage.act::<kind::AnswerReferral, _>(&who, case, at, move |tx, ids, permit| {
                Ok(onward::answer(tx, ids, permit, &profile, &by, says)?)
            })
        }
        "lead" => {
            let (service, why) = (text("service"), what.said("reason").and_then(WhyChanged::parse));
            stage.act::<kind::FinishTask, _>(&who, case, at, move |tx, ids, permit| {
                Ok(onward::lead(tx, ids, permit, &profile, &service, why)?)
            })
        }
        "disclose" => {
            let reason = what.said("reason").and_then(DisclosureReason::parse).ok_or("no reason")?;
            let written = |words: &str| Sensitive::new(words.to_owned());
            let told = Disclosure { to: text("to"), reason, why: written("It could not wait."), told: written("Where they can be found.") };
            stage.act::<kind::Disclose, _>(&who, case, at, move |tx, ids, permit| Ok(onward::disclose(tx, ids, permit, &profile, &told)?))
        }
        "book" => {
            let at_moment = |key: &str| what.said(key).and_then(moment).ok_or("no moment");
            let times = Times { begins: at_moment("from")?, ends: at_moment("to")? };
            let booking = NewBooking { room: text("room"), times, asked: yes("asked_sex") };
            stage.act::<kind::BookRoom, _>(&who, case, at, move |tx, ids, permit| {
                Ok(rooms::book(tx, ids, permit, &profile, &booking).map(drop)?)
            })
        }
        "hate_report" => {
            let flags = what.get("flags").map_or_else(|| vec!["hate_race".to_owned()], Node::texts);
            let flags = flags.iter().filter_map(|flag| Flag::parse(flag)).collect::<FlagSet>();
            let written = |key: &str, default: &str| Sensitive::new(what.said(key).unwrap_or(default).to_owned());
            let account = Account {
                happened: written("what_happened", "Somebody shouted at them in the street."),
                when: written("when", "On a Monday evening"),
                place: written("place", "In the town centre"),
            };
            let agreed = what.said("how").and_then(ConsentForm::parse).unwrap_or(ConsentForm::Verbal);
            let new = NewHateReport { flags, account, is_named: yes("named"), agreed, looked: yes("looked") };
            stage.act::<kind::ReportHate, _>(&who, case, at, move |tx, ids, permit| {
                Ok(liaison::report_hate(tx, ids, permit, &profile, &new).map(drop)?)
            })
        }
        "send_report" => {
            let sql = "SELECT id FROM hate_reports WHERE case_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
            let report: HateReportId =
                stage.looks(move |conn| conn.maybe(sql, &[&case]))?.ok_or("there is no report of hate crime on the case")?;
            let reference = what.said("reference").map(str::to_owned);
            stage.act::<kind::ReportHate, _>(&who, case, at, move |tx, ids, permit| {
                Ok(liaison::report_sent(tx, ids, permit, report, reference.as_deref())?)
            })
        }
        "ask_update" => stage.act::<kind::AskForUpdate, _>(&who, case, at, move |tx, ids, permit| {
            Ok(liaison::ask_update(tx, ids, permit, &profile, None).map(drop)?)
        }),
        "answer_update" | "tell_update" => {
            let sql = "SELECT id FROM updates WHERE case_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 1";
            let update: UpdateId = stage.looks(move |conn| conn.maybe(sql, &[&case]))?.ok_or("nobody asked for an update on the case")?;
            let says = what.said("says").and_then(UpdateSays::parse);
            let source = what.said("source").and_then(AnswerSource::parse);
            let is_told = step.kind == "tell_update";
            stage.act::<kind::AskForUpdate, _>(&who, case, at, move |tx, ids, permit| match says.zip(source) {
                _ if is_told => Ok(liaison::person_told(tx, ids, permit, update)?),
                Some((says, source)) => {
                    let answer = Answer { says, source, words: None };
                    Ok(liaison::answer_update(tx, ids, permit, &profile, update, &answer)?)
                }
                None => Ok(liaison::no_answer(tx, ids, permit, &profile, update)?),
            })
        }
        other => Err(format!("steps of kind {other:?} cannot be run yet")),
    }
}

/// What the person agreed to: that a service is told, or that another organisation under the roof sees the record.
fn consent(stage: &mut Stage<'_>, step: &Step) -> Outcome<()> {
    let (who, case, at) = (stage.actor(step.who.as_ref(), step.at)?, stage.case(step.on.as_deref())?, step.at);
    let (to, how) = (step.what.said("to").unwrap_or_default().to_owned(), step.what.said("how").unwrap_or("verbal"));
    let taken_back = step.what.get("taken_back").and_then(Node::yes).unwrap_or(false);
    let profile = Arc::clone(&stage.profile);
    if profile.services.iter().any(|service| service.name == to) {
        let said = match ConsentForm::parse(how) {
            _ if taken_back => Said::TakenBack,
            Some(how) => Said::Agreed(how),
            None => return Err(format!("consent to a service cannot be given {how:?}")),
        };
        return stage.act::<kind::RecordConsent, _>(&who, case, at, move |tx, ids, permit| {
            Ok(onward::consent(tx, ids, permit, &profile, &to, said)?)
        });
    }
    let how = GivenHow::parse(how).unwrap_or(GivenHow::Verbal);
    let said = if taken_back { record_consent::Answer::TakenBack } else { record_consent::Answer::Agreed(how) };
    stage.act::<kind::RecordConsent, _>(&who, case, at, move |tx, ids, permit| Ok(record_consent(tx, ids, permit, &to, said)?))
}
