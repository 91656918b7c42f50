//! What is known of how to reach a suspect, so that nobody is sent there; and why a way can be used that is on record as a suspect's.

use access::{Permit, kind};
use kernel::{CaseId, ContactPointId, IdMaker, Sensitive, SuspectWayId, UserId};
use people::record::PointKind;
use people::suspects::{self, Recorded, SuspectWay, Told};
use profile::Profile;
use serde_json::{Value, json};
use store::{Conn, Tx};

use crate::{
    change_safety::bring_in_line,
    error::{Error, Refused},
    keep,
    record::EventKind,
    snapshot::{hold_person, open_case},
    timeline::{Entry, user_of},
};

/// The case and who changes it, with the person held.
fn begin(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ChangeContact>) -> Result<(CaseId, UserId), Error> {
    let case = open_case(tx, permit.case())?;
    hold_person(tx, case.person)?;
    Ok((case.id, user_of(permit)?))
}

/// Whatever was offered by a way that is shut now makes room, and the timeline tells of it.
fn end(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeContact>,
    profile: &Profile,
    (case, user): (CaseId, UserId),
    detail: &Value,
) -> Result<(), Error> {
    let on = Entry { case, at: permit.at(), user };
    let person = people::read::whole(tx, permit)?;
    bring_in_line(tx, ids, profile, &person, on.at)?;
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::SafetyChanged, detail)])?)
}

/// Writes down ways of contact of the suspect. From then on none of them is offered to anybody, in whosever record it stands.
///
/// # Errors
/// [`Refused`] when the case is closed, one of them is nothing that could be found again, or all stand already; or what the database says.
pub fn record_suspect_ways(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeContact>,
    profile: &Profile,
    told: &[Told],
) -> Result<(), Error> {
    let on = begin(tx, permit)?;
    let mut kinds: Vec<PointKind> = Vec::new();
    for way in told {
        match suspects::record(tx, ids, permit.warrant(), permit.person(), on.1, way)? {
            Recorded::Now => kinds.push(way.way.kind),
            Recorded::Before => {}
            Recorded::Unusable => return Err(Refused::NoWay.into()),
        }
    }
    if kinds.is_empty() {
        return Err(Refused::NothingChanges.into());
    }
    end(tx, ids, permit, profile, on, &json!({ "suspects": kinds }))
}

/// Takes one back: it is not the suspect's, or not any more. Whoever else has it is offered it again.
///
/// # Errors
/// [`Refused`] when the case is closed or it was taken back already; or what the database says.
pub fn lift_suspect_way(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeContact>,
    profile: &Profile,
    way: SuspectWayId,
    why: &Sensitive<String>,
) -> Result<(), Error> {
    let on = begin(tx, permit)?;
    if !suspects::lift(tx, permit.warrant(), permit.person(), on.1, way, why.reveal())? {
        return Err(Refused::DoneMeanwhile.into());
    }
    end(tx, ids, permit, profile, on, &json!({ "suspects_lifted": true, "note": why.reveal() }))
}

/// Writes down why a number or address of the person can be used though it is on record as a suspect's. It is offered again, with a warning,
/// until something is written down that makes it a suspect's anew.
///
/// # Errors
/// [`Refused`] when the case is closed, it is not theirs or no suspect's; or what the database says.
pub fn use_all_the_same(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeContact>,
    profile: &Profile,
    point: ContactPointId,
    why: &Sensitive<String>,
) -> Result<(), Error> {
    let on = begin(tx, permit)?;
    let person = people::read::whole(tx, permit)?;
    let kept = person.usable_points().find(|kept| kept.id == point).ok_or(Refused::NotTheirs)?;
    if !people::holders::say_otherwise(tx, ids, permit, on.1, kept, why.reveal())? {
        return Err(Refused::NothingChanges.into());
    }
    end(tx, ids, permit, profile, on, &json!({ "used_all_the_same": kept.point.kind, "note": why.reveal() }))
}

/// What is on record of how to reach the suspects of the person whose case the permit is for.
///
/// # Errors
/// As the database says.
pub fn suspect_ways(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>) -> store::Result<Vec<SuspectWay>> {
    suspects::of(conn, permit.warrant(), permit.person())
}
