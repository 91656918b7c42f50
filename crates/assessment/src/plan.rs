//! The plan: steps that were agreed with the person, for their support and for their safety.
//!
//! Each arm of the plan takes an act of its own, so that a hub's policies can part them: assessing needs for the arm of support, saying what is
//! safe for the arm of safety. Where the hub has desks, an arm on a case is kept by the desk that began it: who sits at another reads it as far
//! as they read notes on support and does not change it; who sits at none, a team lead or a manager may.

use access::{Actor, Kind, OnCase, Permit, kind};
use casework::record::EventKind;
use casework::sent_twice;
use casework::snapshot::open_case;
use casework::{Error, Refused};
use jiff::Timestamp;
use kernel::{CaseId, Id, IdMaker, Sensitive, StaffRole, words};
use serde_json::json;
use store::{Bind, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Place};

use crate::assess::{note, user};
use crate::read::reads;
use crate::sql;

/// The kind of a step's id.
#[derive(Debug, Clone, Copy)]
pub enum StepKey {}
/// The id of a step of a plan.
pub type StepId = Id<StepKey>;

words! {
    /// A part of the plan.
    pub enum Arm { Support = "support", Safety = "safety" }
}

words! {
    /// What became of a step.
    pub enum StepState { Open = "open", Done = "done", Dropped = "dropped" }
}

/// The act that changes an arm of the plan.
pub trait KeepsArm: Kind<On = OnCase> {
    /// Which.
    const ARM: Arm;
}

impl KeepsArm for kind::AssessNeeds {
    const ARM: Arm = Arm::Support;
}

impl KeepsArm for kind::ChangeContact {
    const ARM: Arm = Arm::Safety;
}

/// A step of a plan.
#[derive(Debug, Clone)]
pub struct PlanStep {
    /// Its id.
    pub id: StepId,
    /// In which part of the plan.
    pub arm: Arm,
    /// The desk it was agreed at, where the hub has several.
    pub desk: Option<String>,
    /// The agency of whoever agreed it.
    pub agency: String,
    /// What was agreed; absent where whoever reads may not read it, and once it was destroyed.
    pub words: Option<Sensitive<String>>,
    /// What became of it.
    pub state: StepState,
    /// When it was agreed.
    pub agreed_at: Timestamp,
    /// By whom.
    pub by: String,
    /// When it ceased to be open.
    pub ended_at: Option<Timestamp>,
}

/// A step unopened.
struct SealedStep(PlanStep, Option<Vec<u8>>);

impl FromRow for SealedStep {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let step = PlanStep {
            id: row.get(0)?,
            arm: row.word(1)?,
            desk: row.get(2)?,
            agency: row.get(3)?,
            words: None,
            state: row.word(5)?,
            agreed_at: row.get(6)?,
            by: row.get(7)?,
            ended_at: row.get(8)?,
        };
        Ok(Self(step, row.get(4)?))
    }
}

const fn words_of(step: StepId) -> Place {
    Place::new("plan_steps", step.uuid(), "words")
}

/// Whether somebody may change what this desk keeps: their own desk's, what no desk keeps, and everything where they sit at none or lead.
pub fn keeps(actor: &Actor, desk: Option<&str>) -> bool {
    let leads = matches!(actor.role(), Some(StaffRole::TeamLead | StaffRole::Manager));
    let sits = actor.desk.as_deref();
    leads || sits.is_none() || desk.is_none() || sits == desk
}

/// Adds a step to an arm of the plan: what was agreed, who does what. Sent twice while the step is open, it is added once.
///
/// # Errors
/// [`Refused::Closed`]; [`Refused::AnotherDesk`] when another desk keeps this part of the plan; or what the database says.
pub fn agree_step<A: KeepsArm>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    words: &Sensitive<String>,
) -> Result<StepId, Error> {
    let case = open_case(tx, permit.case())?;
    let (id, user): (StepId, _) = (ids.make(), user(permit)?);
    let actor = permit.warrant().actor();
    let kept_by: Option<String> = tx.maybe(sql::KEPT_BY, &[&case.id, &A::ARM.as_str()])?;
    if !keeps(actor, kept_by.as_deref().filter(|desk| !desk.is_empty())) {
        return Err(Refused::AnotherDesk.into());
    }
    let last: &[&dyn Bind] = &[&case.id, &user, &A::ARM.as_str()];
    if let Some((before, _)) = sent_twice::row(tx, permit, (sql::LAST_STEP, last), words_of, words.reveal())? {
        return Ok(before);
    }
    let key = people::keep::key_of(tx, permit.warrant(), permit.person())?.ok_or(store::Error::NotFound)?;
    let words = key.seal(words_of(id), words.reveal().as_bytes()).map_err(store::Error::from)?;
    let organisation = permit.warrant().walls().organisation();
    let agency = organisation.agency(actor.agency.as_deref()).map(|agency| agency.name.clone()).unwrap_or_default();
    tx.execute_one(sql::ADD_STEP, &[&id, &case.id, &A::ARM.as_str(), &actor.desk, &agency, &words, &permit.at(), &user])?;
    note(tx, ids, permit, EventKind::PlanStepAgreed, &json!({"arm": A::ARM}))?;
    Ok(id)
}

/// Says what became of a step of this arm.
///
/// # Errors
/// [`Refused::Closed`]; [`Refused::AnotherDesk`] when another desk agreed it; [`Refused::DoneMeanwhile`] when it is not open any more;
/// [`Refused::NothingChanges`] when it is to stay open; `NotFound` when it is no step of this arm on this case; or what the database says.
pub fn end_step<A: KeepsArm>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    step: StepId,
    state: StepState,
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let Standing { desk, state: now } = tx.one(sql::STEP, &[&step, &case.id, &A::ARM.as_str()])?;
    if !keeps(permit.warrant().actor(), desk.as_deref()) {
        return Err(Refused::AnotherDesk.into());
    }
    if state == StepState::Open {
        return Err(Refused::NothingChanges.into());
    }
    if now != StepState::Open {
        return Err(Refused::DoneMeanwhile.into());
    }
    tx.execute_one(sql::END_STEP, &[&step, &case.id, &state.as_str(), &permit.at(), &user(permit)?])?;
    note(tx, ids, permit, EventKind::PlanStepEnded, &json!({"arm": A::ARM, "state": state}))
}

struct Standing {
    desk: Option<String>,
    state: StepState,
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { desk: row.get(0)?, state: row.word(1)? })
    }
}

/// The steps of the plan, the first agreed first; each with its words where whoever was permitted reads notes on support of that desk and
/// agency.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn plan<A: Kind<On = OnCase>>(conn: &mut Conn, permit: &Permit<'_, A>) -> Result<Vec<PlanStep>> {
    let key = people::keep::key_of(conn, permit.warrant(), permit.person())?;
    every_step(conn, permit.case(), key.as_ref(), |step| reads(permit, step.desk.as_deref(), Some(&step.agency)))
}

pub(crate) fn every_step(
    conn: &mut Conn,
    case: CaseId,
    key: Option<&DataKey>,
    is_read: impl Fn(&PlanStep) -> bool,
) -> Result<Vec<PlanStep>> {
    let steps: Vec<SealedStep> = conn.all(sql::STEPS, &[&case])?;
    let open = |SealedStep(step, sealed): SealedStep| {
        let words = key.filter(|_| is_read(&step)).map(|key| key.open_text(words_of(step.id), sealed.as_deref())).transpose()?.flatten();
        Ok(PlanStep { words, ..step })
    };
    steps.into_iter().map(open).collect()
}
