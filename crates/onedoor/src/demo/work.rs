//! What the workers did on one day, by the same verbs as their pages. What comes of each attempt follows a fixed pattern, and there is a little
//! more to do than they manage, so that something is always overdue.

use std::sync::Arc;

use access::{Actor, Walls, kind};
use casework::case::read_case;
use casework::change_safety::{Told, change_safety, mark};
use casework::close::close;
use casework::due::START_SUPPORT;
use casework::finish_task::{Finished, finish_task};
use casework::record::Ending;
use casework::record_attempt::{Attempt, record_attempt};
use casework::ways::ways_of_hub;
use casework::worklist::{Asked, Line, Scope, When, lines};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, DueId, IdMaker, Safety, StaffRole, UserId};
use profile::Profile;
use store::{Db, Tx};
use triage::AGREE_SAFE_CONTACT;
use vault::{Secrets, SystemSecrets};

use crate::command::Error;
use crate::demo::Member;

/// Cases a worker takes on in a day, and things they get done.
const TAKEN_A_DAY: usize = 4;
const DONE_A_DAY: usize = 8;
/// How long support goes on in the demonstration.
const SUPPORT: SignedDuration = SignedDuration::from_hours(24 * 9);
/// What comes of attempts, one after the other.
const PATTERN: [AttemptOutcome; 9] = [
    AttemptOutcome::NoAnswer,
    AttemptOutcome::Accepted,
    AttemptOutcome::Reached,
    AttemptOutcome::Declined,
    AttemptOutcome::NoAnswer,
    AttemptOutcome::Accepted,
    AttemptOutcome::Declined,
    AttemptOutcome::Reached,
    AttemptOutcome::NoAnswer,
];

/// One worker's day.
struct Shift {
    walls: Walls,
    profile: Arc<Profile>,
    actor: Actor,
    worker: UserId,
    at: Timestamp,
}

/// Plays one day, as far as it is over by `now`.
pub fn day(db: &Db, profile: &Arc<Profile>, walls: &Walls, staff: &[Member], morning: Timestamp, now: Timestamp) -> Result<(), Error> {
    for (place, member) in staff.iter().filter(|member| member.post.role == StaffRole::Worker).enumerate() {
        let hours = i64::try_from(place)? + 2;
        let at = morning.checked_add(SignedDuration::from_hours(hours))?;
        if at < now {
            let cause = SystemSecrets.bytes()?;
            let shift = Shift { walls: walls.clone(), profile: Arc::clone(profile), actor: member.actor(), worker: member.id, at };
            db.write_now(move |tx| worked(tx, &mut IdMaker::new(at, 0, &cause), &shift))?;
        }
    }
    Ok(())
}

fn worked(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift) -> store::Result<()> {
    for line in list(tx, ids, shift, Scope::Nobodys)?.into_iter().take(TAKEN_A_DAY) {
        let permit = shift.walls.permit_case::<kind::TakeCase>(tx, ids, &shift.actor, line.case, shift.at)?;
        casework::take::take(tx, ids, &permit, &shift.profile).map_err(said)?;
    }
    let mine = list(tx, ids, shift, Scope::Of(shift.worker))?;
    let mut done = 0;
    for line in mine {
        if done == DONE_A_DAY {
            break;
        }
        let which = done + usize::try_from(shift.at.as_second() / 86_400).unwrap_or(0) * DONE_A_DAY;
        done += usize::from(if let Some(task) = line.open.iter().find(|open| open.is_task(START_SUPPORT)) {
            start_support(tx, ids, shift, line.case, task.due.id)?
        } else {
            attempt(tx, ids, shift, &line, which)? || ask_the_officer(tx, ids, shift, &line, which)?
        });
    }
    complete(tx, ids, shift)
}

fn start_support(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift, case: CaseId, task: DueId) -> store::Result<bool> {
    let permit = shift.walls.permit_case::<kind::FinishTask>(tx, ids, &shift.actor, case, shift.at)?;
    finish_task(tx, ids, &permit, &shift.profile, &Finished { task, pathway: None, note: None }).map_err(said)?;
    Ok(true)
}

/// Cases on which nothing has been due for a while have had their support.
fn complete(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift) -> store::Result<()> {
    let permit = shift.walls.permit::<kind::SeeWork>(tx, ids, &shift.actor, shift.at)?;
    let still = lines(tx, ids, &permit, &Asked { scope: Scope::Of(shift.worker), when: When::Nothing, only: None }, 1)?;
    let over = shift.at.checked_sub(SUPPORT).unwrap_or(shift.at);
    for line in still.lines.iter().step_by(2) {
        let reading = shift.walls.permit_case::<kind::ReadCase>(tx, ids, &shift.actor, line.case, shift.at)?;
        let file = read_case(tx, &reading)?;
        if file.events.iter().all(|event| event.at < over) {
            let permit = shift.walls.permit_case::<kind::CloseCase>(tx, ids, &shift.actor, line.case, shift.at)?;
            close(tx, ids, &permit, &shift.profile, (Ending::Completed, None)).map_err(said)?;
        }
    }
    Ok(())
}

fn list(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift, scope: Scope) -> store::Result<Vec<Line>> {
    let permit = shift.walls.permit::<kind::SeeWork>(tx, ids, &shift.actor, shift.at)?;
    Ok(lines(tx, ids, &permit, &Asked { scope, when: When::Any, only: None }, 1)?.lines)
}

/// One attempt by the first way that is due and open.
fn attempt(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift, line: &Line, which: usize) -> store::Result<bool> {
    let due = line.open.iter().find_map(|open| Some((open.way()?, open.due.service.clone())));
    let (way, service) = due.unwrap_or((Way::Call, None));
    let out = ways_of_hub(&line.person, &line.who, &shift.profile.ways).into_iter().find(|out| out.way == way);
    let Some(point) = out.and_then(|out| out.points.ok()?.first().map(|kept| kept.id)) else { return Ok(false) };
    let outcome = PATTERN.get(which % PATTERN.len()).copied().unwrap_or(AttemptOutcome::NoAnswer);
    let outcome = if outcome.can_follow(way) { outcome } else { AttemptOutcome::Sent };
    let permit = shift.walls.permit_case::<kind::RecordAttempt>(tx, ids, &shift.actor, line.case, shift.at)?;
    let attempt = Attempt { way, point, service, outcome, again_on: None, note: None, checked: true, support_by: None };
    let recorded = record_attempt(tx, ids, &permit, &shift.profile, &attempt).map_err(said)?;
    if recorded.agree_now && !recorded.closed {
        let mut safety = line.person.known.safety;
        (safety.call, safety.text, safety.voicemail) = (Some(true), Some(which.is_multiple_of(2)), Some(false));
        say_what_is_safe(tx, ids, shift, line, safety)?;
    }
    Ok(true)
}

/// No way is open, so the worker asks the officer in the case when it is safe to call; sometimes nobody knows.
fn ask_the_officer(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift, line: &Line, which: usize) -> store::Result<bool> {
    let has_number = line.who.reach.mobile || line.who.reach.home_phone;
    if !has_number || !which.is_multiple_of(3) || !line.open.iter().any(|open| open.is_task(AGREE_SAFE_CONTACT)) {
        return Ok(false);
    }
    let mut safety = line.person.known.safety;
    (safety.call, safety.voicemail) = (Some(true), Some(false));
    say_what_is_safe(tx, ids, shift, line, safety)?;
    Ok(true)
}

fn say_what_is_safe(tx: &mut Tx<'_>, ids: &mut IdMaker, shift: &Shift, line: &Line, safety: Safety) -> store::Result<()> {
    let permit = shift.walls.permit_case::<kind::ChangeContact>(tx, ids, &shift.actor, line.case, shift.at)?;
    let known = &line.person.known;
    let told = Told {
        before: mark(&line.person),
        safety,
        suspect_shares_address: known.suspect_shares_address,
        contact_notes: known.contact_notes.clone(),
    };
    change_safety(tx, ids, &permit, &shift.profile, &told).map_err(said)
}

/// A refusal here is a fault of the play, not of a person; it is told by its sentence.
pub(super) fn said(error: casework::Error) -> store::Error {
    match error {
        casework::Error::Store(error) => error,
        other => store::Error::Other(other.to_string()),
    }
}
