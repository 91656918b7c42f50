//! The acts of a scenario, each done as its page does it.

use std::sync::Arc;

use access::{Actor, kind};
use casework::change_safety::{Told, change_safety, mark};
use casework::due::open_dues;
use casework::finish_task::{Finished, finish_task};
use casework::hand_over::{HandOver, HandOverReason, hand_over};
use casework::record_attempt::{Attempt, fits, record_attempt};
use casework::write_note::{NewNote, write_note};
use casework::{Refused, close, give, take};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::Timestamp;
use kernel::{CaseId, Ending, NoteKind, Safety, Sensitive};
use profile::SupportWay;

use crate::read::Step;
use crate::stage::{Outcome, Stage};
use crate::text::Node;
use crate::{services, support};

/// Does what the step says. What is refused changes nothing.
///
/// # Errors
/// Why the scenario cannot be played.
pub fn act(stage: &mut Stage<'_>, step: &Step) -> Outcome<()> {
    if support::ACTS.contains(&step.kind) {
        return support::act(stage, step);
    }
    if services::ACTS.contains(&step.kind) {
        return services::act(stage, step);
    }
    let (who, case, at) = (stage.actor(step.who.as_ref(), step.at)?, stage.case(step.on.as_deref()), step.at);
    let on = || case.clone();
    let what = &step.what;
    match step.kind {
        "attempt" => {
            let outcome = what.said("outcome").and_then(AttemptOutcome::parse).ok_or("no outcome")?;
            attempt(stage, &who, on()?, at, what, outcome)
        }
        "accept" => attempt(stage, &who, on()?, at, what, AttemptOutcome::Accepted),
        "decline" => attempt(stage, &who, on()?, at, what, AttemptOutcome::Declined),
        "safety" => safety(stage, &who, on()?, at, what),
        "take" => {
            let profile = Arc::clone(&stage.profile);
            stage.act::<kind::TakeCase, _>(&who, on()?, at, move |tx, ids, permit| Ok(take::take(tx, ids, permit, &profile)?))
        }
        "give" => {
            let to = stage.named(what.said("to").unwrap_or_default(), at)?.user_id().ok_or("nobody")?;
            stage.act::<kind::GiveCase, _>(&who, on()?, at, move |tx, ids, permit| Ok(give::give(tx, ids, permit, to)?))
        }
        "hand_over" => {
            let to = stage.named(what.said("to").unwrap_or_default(), at)?.user_id().ok_or("nobody")?;
            let reason = what.said("reason").and_then(HandOverReason::parse).unwrap_or(HandOverReason::Absence);
            let to = HandOver { to, reason, note: Sensitive::new("What the next worker must know.".into()) };
            stage.act::<kind::HandOverCase, _>(&who, on()?, at, move |tx, ids, permit| Ok(hand_over(tx, ids, permit, &to)?))
        }
        "finish" => finish(stage, &who, on()?, at, what),
        "close" => {
            let ending = what.said("ending").and_then(Ending::parse).ok_or("no ending")?;
            let profile = Arc::clone(&stage.profile);
            stage.act::<kind::CloseCase, _>(&who, on()?, at, move |tx, ids, permit| {
                Ok(close::close(tx, ids, permit, &profile, (ending, None))?)
            })
        }
        "note" => {
            let kind = what.said("kind").and_then(NoteKind::parse).ok_or("no kind of note")?;
            let note = NewNote { kind, text: Sensitive::new("What was talked about.".into()) };
            stage.act::<kind::WriteNote, _>(&who, on()?, at, move |tx, ids, permit| Ok(write_note(tx, ids, permit, &note).map(drop)?))
        }
        other => Err(format!("steps of kind {other:?} cannot be run yet")),
    }
}

fn attempt(stage: &Stage<'_>, who: &Actor, case: CaseId, at: Timestamp, what: &Node, outcome: AttemptOutcome) -> Outcome<()> {
    let way = what.said("way").and_then(Way::parse).unwrap_or(Way::Call);
    let service = what.said("desk").map(str::to_owned);
    let again_on = what.said("again_on").and_then(|day| day.parse().ok());
    let checked = what.get("checked").and_then(Node::yes).unwrap_or(false);
    let support_by = what.said("support_by").and_then(SupportWay::parse);
    let profile = Arc::clone(&stage.profile);
    stage.act::<kind::RecordAttempt, _>(who, case, at, move |tx, ids, permit| {
        let person = people::read::whole(tx, permit)?;
        let point = person.usable_points().find(|kept| fits(way, kept.point.kind)).ok_or(casework::Error::Refused(Refused::NotTheirs))?.id;
        let attempt = Attempt { way, point, service: service.clone(), outcome, again_on, note: None, checked, support_by };
        Ok(record_attempt(tx, ids, permit, &profile, &attempt).map(drop)?)
    })
}

fn safety(stage: &Stage<'_>, who: &Actor, case: CaseId, at: Timestamp, what: &Node) -> Outcome<()> {
    let (profile, what) = (Arc::clone(&stage.profile), what.clone());
    stage.act::<kind::ChangeContact, _>(who, case, at, move |tx, ids, permit| {
        let person = people::read::whole(tx, permit)?;
        let known = &person.known;
        let said = |way: &str, before: Option<bool>| what.get(way).and_then(Node::yes).or(before);
        let told = Told {
            before: mark(&person),
            safety: Safety {
                call: said("call", known.safety.call),
                voicemail: said("voicemail", known.safety.voicemail),
                text: said("text", known.safety.text),
                email: said("email", known.safety.email),
                letter: said("letter", known.safety.letter),
            },
            suspect_shares_address: said("suspect_shares_address", known.suspect_shares_address),
            contact_notes: known.contact_notes.clone(),
        };
        Ok(change_safety(tx, ids, permit, &profile, &told)?)
    })
}

fn finish(stage: &Stage<'_>, who: &Actor, case: CaseId, at: Timestamp, what: &Node) -> Outcome<()> {
    let (task, desk) = (what.said("task").unwrap_or_default().to_owned(), what.said("desk").map(str::to_owned));
    let named = task.clone();
    let open = stage.looks(move |conn| open_dues(conn, &[case]))?;
    let due = open.iter().find(|open| open.is_task(&task) && (desk.is_none() || open.due.service == desk));
    let due = due.ok_or_else(|| format!("no task {named:?} is open on the case"))?.due.id;
    let (profile, pathway) = (Arc::clone(&stage.profile), what.said("pathway").map(str::to_owned));
    stage.act::<kind::FinishTask, _>(who, case, at, move |tx, ids, permit| {
        let finished = Finished { task: due, pathway: pathway.clone(), note: None };
        Ok(finish_task(tx, ids, permit, &profile, &finished)?)
    })
}
