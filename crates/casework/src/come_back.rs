//! Somebody whose case was closed comes back. No clock for contact runs: they stand before you. They are let in at once.

use access::{Permit, change_as_the_program, kind};
use kernel::{CaseId, IdMaker, Sensitive, UserId};
use people::joined::Relation;
use profile::{Assignment, FeedbackMoment, Profile, SupportWay};
use serde_json::json;
use store::Tx;

use crate::{
    due::{DueChanges, carry_out},
    effects::of_return,
    error::{Error, Refused},
    funding,
    give::worker,
    keep, opt_out,
    record::{CaseRecord, CaseState, EventKind},
    record_attempt::support_way,
    reminders,
    snapshot::{Rules, Snapshot, hold_person, safeguards},
    sql,
    timeline::{Entry, user_of},
};

/// What somebody who comes back wants.
#[derive(Debug, Clone, Default)]
pub struct Return {
    /// How support is given, where the hub gives it in several ways.
    pub support_by: Option<SupportWay>,
    /// What they want, as they say it.
    pub wants: Option<Sensitive<String>>,
}

/// Opens the case again and sets what acceptance of support sets; where no way of contact is open, a worker agrees one first. Their own worker
/// stays with them who still works here. What was to be offered again is left, and an erasure that was ordered is not carried out.
///
/// # Errors
/// [`Refused::DoneMeanwhile`] when it is open already, [`Refused::OpenElsewhere`] when another case is on any record of theirs, [`Refused::RecordGone`] when
/// what was held was destroyed, [`Refused::NotASupportWay`]; or what the database says.
pub fn come_back(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReopenCase>,
    profile: &Profile,
    back: &Return,
) -> Result<(), Error> {
    let on = Entry { case: permit.case(), at: permit.at(), user: user_of(permit)? };
    let records = change_as_the_program(tx, |tx| {
        let records = Relation::read_around(tx, &[permit.person()])?.members(permit.person());
        records.iter().try_for_each(|person| hold_person(tx, *person))?;
        Ok(records)
    })?;
    let case: CaseRecord = tx.one(sql::CASE, &[&on.case])?;
    if case.state == CaseState::Open {
        return Err(Refused::DoneMeanwhile.into());
    }
    let support_by = support_way(profile, back.support_by)?;
    let gone: bool = tx.one(sql::IS_GONE, &[&case.id])?;
    let person = people::read::whole(tx, permit)?;
    if gone || person.key.is_none() {
        return Err(Refused::RecordGone.into());
    }
    // Also one that whoever lets them in may not see.
    if !tx.as_the_program(|conn| conn.all_among::<(CaseId, Option<UserId>)>(sql::WORKED_AMONG, &records))?.is_empty() {
        return Err(Refused::OpenElsewhere.into());
    }
    tx.execute_one(sql::OPEN_AGAIN, &[&case.id, &on.at])?;
    // Asked once it is open: nobody works a closed case.
    let (next, assigned) = whose(tx, permit, profile, &case, on.user)?;
    tx.execute_one(sql::SET_WORKER, &[&case.id, &next])?;
    reminders::leave(tx, case.id, Some(on.user), on.at)?;
    change_as_the_program(tx, |tx| opt_out::take_back(tx, case.person))?;

    let case: CaseRecord = tx.one(sql::CASE, &[&on.case])?;
    let (who, rules) = (safeguards(&person), Rules::about(profile, tx, &case, &person)?);
    let snapshot = Snapshot::read(tx, &case)?;
    let desk = desk_of(permit.warrant().actor().desk.as_deref(), profile, case.has_unreported);
    let added = of_return(desk, &snapshot.standing(on.at, &who, &person, &rules));
    carry_out(tx, ids, case.id, &DueChanges { added, ..DueChanges::default() }, on.at)?;
    let mut dues = Vec::new();
    if let Some(seen) = rules.seen() {
        let today = kernel::london_date(on.at);
        for moment in [FeedbackMoment::Acceptance, FeedbackMoment::During] {
            dues.extend(reminders::after_moment(profile, seen, moment, today));
        }
        funding::write_down(tx, profile, case.id, seen, today)?;
    }
    reminders::set(tx, ids, (case.id, case.person), &dues, on.at)?;
    let detail = json!({"support_by": support_by, "note": back.wants.as_ref().map(Sensitive::reveal)});
    let mut events = vec![on.entry(ids, EventKind::Reopened, &detail)];
    if assigned {
        events.push(on.entry(ids, EventKind::Taken, &json!({})));
    }
    Ok(keep::insert_events(tx, permit.warrant(), &events)?)
}

/// Who works it now, and whether that is news: whoever worked it before, if they still work here and may; else, where one worker stays with the
/// person and no lead gives cases, whoever lets them in.
fn whose(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, kind::ReopenCase>,
    profile: &Profile,
    case: &CaseRecord,
    user: UserId,
) -> Result<(Option<UserId>, bool), Error> {
    for (candidate, assigned) in [(case.worker, false), (takes(profile).then_some(user), true)] {
        let Some(candidate) = candidate else { continue };
        let works_here = match worker(tx, candidate) {
            Ok(actor) => permit.warrant().walls().could_work(tx, &actor, case.id, permit.at())?,
            Err(Error::Refused(_)) => false,
            Err(error) => return Err(error),
        };
        if works_here {
            return Ok((Some(candidate), assigned));
        }
    }
    Ok((None, false))
}

fn takes(profile: &Profile) -> bool {
    match profile.assignment {
        Assignment::OnAcceptance => true,
        Assignment::Queue => profile.single_worker,
        Assignment::Lead => false,
    }
}

/// The desk at which they are let in: that of whoever lets them in, or the first that serves what was not reported, where something was not.
fn desk_of<'p>(own: Option<&'p str>, profile: &'p Profile, has_unreported: bool) -> Option<&'p str> {
    let names = || profile.desks.iter().filter(|desk| !(has_unreported && desk.reported_only)).filter_map(|desk| desk.name.as_deref());
    names().find(|name| Some(*name) == own).or_else(|| names().next())
}
