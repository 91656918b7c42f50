//! Records an attempt to reach a person, and what follows from it.

use access::{Permit, kind};
use contact::attempt::AttemptOutcome;
use contact::gate::{Way, may_contact};
use contact::shared::{Care, NotOffered};
use jiff::{Timestamp, ToSpan, civil::Date};
use kernel::{AttemptId, BlockedReason, ContactPointId, IdMaker, PersonId, Safety, Sensitive, TimeLimit, UserId, london, london_date};
use people::record::{KeptPoint, PersonRecord, PointKind};
use profile::{FeedbackMoment, Profile, SupportWay};
use serde_json::json;
use store::Tx;

use crate::{
    close::end_case,
    due::carry_out,
    effects::{Attempted, of_attempt},
    error::{Error, Refused},
    give::worker,
    keep,
    record::{Ending, EventKind},
    reminders, sealed, sent_twice,
    snapshot::{Rules, Snapshot, Tried, hold_person, is_unanswered, open_case, safeguards, working_time},
    sql,
    timeline::{Entry, user_of},
    ways::{care_for, is_hubs},
};

/// How far off the next try may be. A longer wait is a decision to close the case, or to start support.
pub const AGAIN_WITHIN_DAYS: i32 = 28;

/// What a worker writes down about an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// By which way.
    pub way: Way,
    /// By which number or address.
    pub point: ContactPointId,
    /// For which desk, where the hub has more than one.
    pub service: Option<String>,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// When to try again, or to get back in touch: by the end of this day. Where nobody answered, the next working day if none is given.
    pub again_on: Option<Date>,
    /// What else there is to say.
    pub note: Option<Sensitive<String>>,
    /// Whether they have checked, where somebody else may answer or read it.
    pub checked: bool,
    /// How support is given, where it was accepted and that was said.
    pub support_by: Option<SupportWay>,
}

/// What the attempt led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Whether the case is closed now.
    pub closed: bool,
    /// Whether the person was reached while a safe way is still to be agreed, so that this is the moment to write down what they said.
    pub agree_now: bool,
}

/// Records the attempt and everything that follows from it in one piece. The gate is asked again first.
///
/// # Errors
/// [`Refused`] when the case is closed, the hub has no such way or gives no such support, the gate keeps the way shut, the number or address is
/// not in use, is a suspect's or is others' too and nobody has checked, the outcome does not come of such an attempt, or the day to try again is
/// out of bounds; or what the database says.
pub fn record_attempt(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordAttempt>,
    profile: &Profile,
    attempt: &Attempt,
) -> Result<Recorded, Error> {
    let case = open_case(tx, permit.case())?;
    let (now, user) = (permit.at(), user_of(permit)?);
    hold_person(tx, case.person)?;
    let mut person = people::read::whole(tx, permit)?;
    if !is_hubs(attempt.way, &profile.ways) {
        return Err(Refused::NotTheHubsWay.into());
    }
    if !attempt.outcome.can_follow(attempt.way) {
        return Err(Refused::CannotFollow(attempt.outcome, attempt.way).into());
    }
    let is_accepted = attempt.outcome == AttemptOutcome::Accepted;
    let support_by = if is_accepted { support_way(profile, attempt.support_by)? } else { None };
    let point = pass_the_gate(&person, attempt.way, attempt.point, attempt.checked)?;
    let again_at = match attempt.again_on {
        Some(day) => Some(end_of(day, now, profile)?),
        // Nobody forgets a call that nobody answered.
        None => is_unanswered(attempt.way, attempt.outcome).then(|| working_time(profile).due(TimeLimit::WorkingDays(1), now)),
    };

    let mut snapshot = Snapshot::read(tx, &case)?;
    if snapshot.tried.first().is_some_and(|last| is_same(last, attempt, user, now)) {
        return Ok(Recorded { closed: false, agree_now: false });
    }
    let (was_reached, was_accepted) = (
        snapshot.tried.iter().any(|tried| tried.outcome.is_reached()),
        snapshot.tried.iter().any(|tried| tried.outcome == AttemptOutcome::Accepted),
    );
    snapshot.tried.insert(0, Tried { way: attempt.way, outcome: attempt.outcome, point: Some(point.id), user, at: now });
    let id: AttemptId = ids.make();
    let (way, outcome) = (attempt.way.as_str(), attempt.outcome.as_str());
    let (key, desk) = (person.key.as_ref().ok_or(Refused::NotTheirs)?, &permit.warrant().actor().desk);
    let note = key.seal_text(sealed::note(id), attempt.note.as_ref().map(|note| note.reveal().as_str())).map_err(store::Error::from)?;
    tx.execute_one(sql::ADD_ATTEMPT, &[&id, &case.id, &way, &point.id, &attempt.service, &outcome, &now, &user, &note, desk])?;
    let detail = json!({"way": way, "outcome": outcome, "service": attempt.service, "support_by": support_by});
    let on = Entry { case: case.id, at: now, user };
    let mut events = vec![on.entry(ids, EventKind::Attempted, &detail)];

    match attempt.outcome {
        AttemptOutcome::WrongNumber => {
            set_aside(tx, &mut person, &point, now)?;
            events.push(on.entry(ids, EventKind::WrongContact, &json!({"kind": point.point.kind})));
        }
        AttemptOutcome::Unsafe => {
            person.known.safety = found_unsafe(person.known.safety, attempt.way);
            keep_unsafe(tx, person.id, person.known.safety, now)?;
            events.push(on.entry(ids, EventKind::SafetyChanged, &json!({"found_unsafe": way})));
        }
        _ => {}
    }
    let rules = Rules::about(profile, tx, &case, &person)?;
    let who = safeguards(&person);
    let attempted = Attempted { way: attempt.way, outcome: attempt.outcome, service: attempt.service.as_deref(), again_at };
    let effects = of_attempt(&attempted, &snapshot.standing(now, &who, &person, &rules));
    let agree_now =
        attempt.outcome.is_reached() && !effects.closes && snapshot.open.iter().any(|open| open.is_task(triage::AGREE_SAFE_CONTACT));
    carry_out(tx, ids, case.id, &effects.dues, now)?;
    if effects.assigns && may_work(tx, permit, user)? {
        tx.execute_one(sql::SET_WORKER, &[&case.id, &user])?;
        events.push(on.entry(ids, EventKind::Taken, &json!({"on_acceptance": true})));
    }
    if effects.closes {
        events.push(end_case(tx, ids, on, Ending::Declined, None)?);
    }
    if let Some(seen) = rules.seen() {
        let (today, is_first) =
            (london_date(now), !was_reached && matches!(attempt.outcome, AttemptOutcome::Reached | AttemptOutcome::Accepted));
        let mut dues = if effects.closes { reminders::after_closing(profile, seen, Ending::Declined, today) } else { Vec::new() };
        let moments = [
            (is_first, FeedbackMoment::FirstContact),
            (is_accepted && !was_accepted, FeedbackMoment::Acceptance),
            (is_accepted && !was_accepted, FeedbackMoment::During),
        ];
        for (_, moment) in moments.into_iter().filter(|(is_now, _)| *is_now) {
            dues.extend(reminders::after_moment(profile, seen, moment, today));
        }
        reminders::set(tx, ids, (case.id, case.person), &dues, now)?;
    }
    keep::insert_events(tx, permit.warrant(), &events)?;
    Ok(Recorded { closed: effects.closes, agree_now })
}

/// The number or address, if it is the person's and whoever reaches out by it passes the gate.
///
/// # Errors
/// [`Refused::NotTheirs`], [`Refused::Suspects`], [`Refused::WayShut`] or [`Refused::NotChecked`].
pub(crate) fn pass_the_gate(person: &PersonRecord, way: Way, point: ContactPointId, checked: bool) -> Result<KeptPoint, Refused> {
    let kept = person.usable_points().find(|kept| kept.id == point && fits(way, kept.point.kind)).ok_or(Refused::NotTheirs)?;
    let who = safeguards(person);
    // A suspect's first: where it is all there is, the gate says no more than that there is no way.
    let care = care_for(way, kept, &who);
    if let Err(NotOffered::Suspects(_)) = care {
        return Err(Refused::Suspects);
    }
    may_contact(way, &who).map_err(|reason| Refused::WayShut(way, reason))?;
    match care {
        Ok(Care::Usual) => Ok(kept.clone()),
        Ok(Care::CheckFirst) if checked => Ok(kept.clone()),
        Ok(Care::CheckFirst) => Err(Refused::NotChecked),
        Err(_) => Err(Refused::WayShut(way, BlockedReason::SafetyUnknown)),
    }
}

/// How support is given: as was said, or the only way in which the hub gives it.
///
/// # Errors
/// [`Refused::NotASupportWay`] when the hub does not give it so.
pub(crate) fn support_way(profile: &Profile, said: Option<SupportWay>) -> Result<Option<SupportWay>, Refused> {
    match (said, profile.support_by.as_slice()) {
        (Some(way), ways) if !ways.contains(&way) => Err(Refused::NotASupportWay),
        (None, [only]) => Ok(Some(*only)),
        (said, _) => Ok(said),
    }
}

/// Whether whoever records it could work the case, other than by breaking the glass.
fn may_work(tx: &mut Tx<'_>, permit: &Permit<'_, kind::RecordAttempt>, user: UserId) -> Result<bool, Error> {
    let actor = worker(tx, user)?;
    Ok(permit.warrant().walls().could_work(tx, &actor, permit.case(), permit.at())?)
}

/// Whether one goes this way to a contact point of this kind.
pub fn fits(way: Way, kind: PointKind) -> bool {
    match way {
        Way::Call | Way::Voicemail => matches!(kind, PointKind::Mobile | PointKind::HomePhone),
        Way::Text => kind == PointKind::Mobile,
        Way::Email => kind == PointKind::Email,
        Way::Letter => kind == PointKind::Address,
    }
}

fn is_same(last: &Tried, attempt: &Attempt, user: UserId, now: Timestamp) -> bool {
    let same = (last.way, last.outcome, last.point, last.user) == (attempt.way, attempt.outcome, Some(attempt.point), user);
    same && sent_twice::is_just_now(last.at, now)
}

/// The end of the working day on that day.
fn end_of(day: Date, now: Timestamp, profile: &Profile) -> Result<Timestamp, Refused> {
    let today = london_date(now);
    let last = today.checked_add(AGAIN_WITHIN_DAYS.days()).map_err(|_| Refused::TryAgainDay)?;
    let zone = london(now).time_zone().clone();
    let end = zone.to_timestamp(day.to_datetime(profile.working_hours.1)).map_err(|_| Refused::TryAgainDay)?;
    if day <= last && end > now { Ok(end) } else { Err(Refused::TryAgainDay) }
}

/// What is no longer safe after this way was found not to be. Whoever hears the phone hears the message left on it and reads its texts.
fn found_unsafe(safety: Safety, way: Way) -> Safety {
    let no = Some(false);
    match way {
        Way::Call => Safety { call: no, voicemail: no, text: no, ..safety },
        Way::Voicemail | Way::Text => Safety { voicemail: no, text: no, ..safety },
        Way::Email => Safety { email: no, ..safety },
        Way::Letter => Safety { letter: no, ..safety },
    }
}

/// Kept as a worker's own word, which no row of a transfer undoes.
fn keep_unsafe(tx: &mut Tx<'_>, person: PersonId, safety: Safety, now: Timestamp) -> store::Result<()> {
    let Safety { call, voicemail, text, email, letter } = safety;
    tx.execute_one(sql::FOUND_UNSAFE, &[&person, &call, &voicemail, &text, &email, &letter, &now])
}

/// The number or address is somebody else's: it is kept, so that nobody takes it up again, and never used.
fn set_aside(tx: &mut Tx<'_>, person: &mut PersonRecord, wrong: &KeptPoint, now: Timestamp) -> store::Result<()> {
    tx.execute_one(sql::POINT_WRONG, &[&wrong.id, &false, &now])?;
    for kept in person.points.iter_mut().filter(|kept| kept.id == wrong.id) {
        kept.is_current = false;
    }
    Ok(())
}
