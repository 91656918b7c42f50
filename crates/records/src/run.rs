//! The schedule carried out, in two steps: what is due is announced, at least fourteen days before it is done, and done only if it is still due
//! then. Whoever looks after records can put a hold on it in between.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permit, Walls, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{IdMaker, PersonId, london_date};
use profile::{Period, RetentionRule};
use serde::Serialize;
use store::{Cell, Db, FromRow, Result, Row, Tx};

use crate::certificate::{self, About};
use crate::facts::{self, Announced, Known, StepId};
use crate::retention::{Due, Step, upcoming};
use crate::{destroy, hold, ordered, sql};

/// How long before it is done a step is announced.
pub const NOTICE: Period = Period::Days(14);

/// People looked at in one transaction.
const AT_ONCE: u32 = 500;

/// Held while steps are announced.
const RUNNING: i64 = 0x7265_7465;

/// What a run of the schedule works with.
pub struct Run {
    /// The hub's walls.
    pub walls: Walls,
    /// The hub's schedule; none destroys nothing.
    pub rules: Vec<RetentionRule>,
    /// When.
    pub at: Timestamp,
    /// Makes its ids; random.
    pub cause: [u8; 32],
    /// Only say what would be announced and done.
    pub dry_run: bool,
}

/// What a run came to, as counts by class and step, `closed/minimise`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// People whom the schedule may concern: those without an open case.
    pub people: u64,
    /// Of those, how many are on hold.
    pub on_hold: u64,
    /// Steps announced now.
    pub announced: BTreeMap<String, u64>,
    /// Steps announced before and not due any more: a case was opened again, a hold was set, or the schedule was changed.
    pub withdrawn: BTreeMap<String, u64>,
    /// Steps done.
    pub done: BTreeMap<String, u64>,
    /// Records erased because somebody opted out.
    pub erased: u64,
    /// Of those who opted out, how many are not erased because a hold stands or a case was opened since.
    pub erasures_waiting: u64,
    /// The records on which something could not be done, by the id that certificates name them by; each once. Nothing of what was to be done on
    /// them was kept, and it is tried again in the next run.
    pub failed: BTreeSet<PersonId>,
}

fn count(counts: &mut BTreeMap<String, u64>, due: &Due) {
    *counts.entry(format!("{}/{}", due.class, due.step)).or_default() += 1;
}

/// What is to be done about one person.
struct Plan {
    announce: Vec<Due>,
    withdraw: Vec<Announced>,
    /// Announced long enough ago, and due.
    ready: Vec<Announced>,
}

impl Plan {
    fn of(known: &Known, rules: &[RetentionRule], today: Date, is_held: bool) -> Self {
        let mut due = if is_held { Vec::new() } else { upcoming(&known.kept, rules, today, NOTICE) };
        due.retain(|due| due.step != Step::Restrict);
        let waiting = || known.steps.iter().filter(|step| step.done_at.is_none());
        let announced = |due: &Due| waiting().any(|step| step.due == *due);
        let is_ready = |step: &&Announced| step.due.on <= today && NOTICE.after(london_date(step.announced_at)) <= today;
        let (still, withdraw): (Vec<_>, Vec<_>) = waiting().cloned().partition(|step| due.contains(&step.due));
        let mut ready: Vec<Announced> = still.iter().filter(is_ready).cloned().collect();
        ready.sort_by_key(|step| (step.due.on, step.due.step));
        Self { announce: due.iter().filter(|due| !announced(due)).cloned().collect(), withdraw, ready }
    }
}

impl Run {
    /// Announces, withdraws and does what is due, and erases whom it was ordered of. A run that was interrupted goes on where it ended when it is run again.
    /// Each record stands for itself: one on which it fails is told in the report and keeps nobody else's from being done.
    ///
    /// # Errors
    /// When the database does not say whom it is about.
    pub fn run(&self, db: &Db) -> Result<Report> {
        let mut report = Report::default();
        let mut ready = BTreeSet::new();
        for (number, statement) in (0_u32..).zip([sql::NEXT_PEOPLE, sql::NEXT_STALE]) {
            let mut after = PersonId::from_uuid(uuid::Uuid::nil());
            loop {
                let people: Vec<PersonId> = self.read(db, statement, after)?;
                let Some(last) = people.last() else { break };
                after = *last;
                self.plan(db, people, number == 0, &mut report, &mut ready);
            }
        }
        // What is to be done on somebody whose steps could not be looked at is not known.
        for person in ready.difference(&report.failed.clone()) {
            match self.do_what_is_ready(db, *person) {
                Ok(done) => done.iter().for_each(|due| count(&mut report.done, due)),
                Err(error) => report.fails(*person, &error),
            }
        }
        let maker_of = |what: &str| self.maker_of(what);
        ordered::carry_out(db, &self.walls, (self.at, self.dry_run), maker_of, &mut report)?;
        Ok(report)
    }

    /// The next people after this one.
    fn read(&self, db: &Db, statement: &'static str, after: PersonId) -> Result<Vec<PersonId>> {
        let (walls, at, seed) = (self.walls.clone(), self.at, self.maker_of(&format!("read/{after}")));
        db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &seed);
            walls.permit::<kind::RunRetention>(tx, &mut ids, &program(), at)?;
            tx.all(statement, &[&after, &AT_ONCE])
        })
    }

    /// Plans for these people together, or for each alone where that fails.
    fn plan(&self, db: &Db, people: Vec<PersonId>, counted: bool, report: &mut Report, ready: &mut BTreeSet<PersonId>) {
        let [first, rest @ ..] = people.as_slice() else { return };
        let (walls, rules, at, dry_run) = (self.walls.clone(), self.rules.clone(), self.at, self.dry_run);
        let (first, is_alone, seed) = (*first, rest.is_empty(), self.maker_of(&format!("plan/{counted}/{first}/{}", people.len())));
        let all = people.clone();
        let planned = db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &seed);
            let permit = walls.permit::<kind::RunRetention>(tx, &mut ids, &program(), at)?;
            plan_some(tx, &mut ids, &permit, &rules, &all, dry_run)
        });
        match planned {
            Ok(some) => {
                report.take(some.report, counted);
                ready.extend(some.ready);
            }
            Err(error) if is_alone => report.fails(first, &error),
            Err(_) => people.into_iter().for_each(|person| self.plan(db, vec![person], counted, report, ready)),
        }
    }

    /// What was done on one person, all of it or nothing; what would be, in a rehearsal.
    fn do_what_is_ready(&self, db: &Db, person: PersonId) -> Result<Vec<Due>> {
        let (walls, rules, at, dry_run) = (self.walls.clone(), self.rules.clone(), self.at, self.dry_run);
        let seed = self.maker_of(&format!("do/{person}"));
        db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &seed);
            if dry_run {
                let permit = walls.permit::<kind::RunRetention>(tx, &mut ids, &program(), at)?;
                return ready_on(tx, permit.warrant(), &rules, person).map(|steps| steps.into_iter().map(|step| step.due).collect());
            }
            let permit = walls.permit_person::<kind::Erase>(tx, &mut ids, &program(), person, at)?;
            do_steps(tx, &mut ids, &permit, &rules)
        })
    }

    fn maker_of(&self, what: &str) -> Vec<u8> {
        [self.cause.as_slice(), what.as_bytes()].concat()
    }
}

fn program() -> Actor {
    Actor::program("retention")
}

impl Report {
    /// Something failed on this record: said at once, by its id alone, and counted.
    pub(crate) fn fails(&mut self, person: PersonId, error: &store::Error) {
        tracing::error!(record = %person, %error, "what was due on a record was not done; it is tried again in the next run");
        self.failed.insert(person);
    }

    fn take(&mut self, other: Self, counts_people: bool) {
        if counts_people {
            self.people += other.people;
            self.on_hold += other.on_hold;
        }
        for (mine, theirs) in [(&mut self.announced, other.announced), (&mut self.withdrawn, other.withdrawn)] {
            for (what, number) in theirs {
                *mine.entry(what).or_default() += number;
            }
        }
    }
}

struct Planned {
    report: Report,
    ready: Vec<PersonId>,
}

/// Plans for these people.
fn plan_some(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RunRetention>,
    rules: &[RetentionRule],
    people: &[PersonId],
    dry_run: bool,
) -> Result<Planned> {
    // Of two that run the schedule at once the second sees what the first announced.
    tx.hold(RUNNING)?;
    let today = london_date(permit.at());
    let held = hold::held_among(tx, people, today)?;
    let mut known = facts::of(tx, permit.warrant(), people)?;
    let mut some = Planned { report: Report::default(), ready: Vec::new() };
    some.report.people = u64::try_from(people.len()).unwrap_or(u64::MAX);
    some.report.on_hold = u64::try_from(held.len()).unwrap_or(u64::MAX);
    let mut rows: Vec<(StepId, PersonId, Due)> = Vec::new();
    for person in people.iter().copied() {
        let plan = match known.remove(&person) {
            Some(known) => Plan::of(&known, rules, today, held.contains(&person)),
            // Their record is gone: nothing that was announced is left to be done.
            None => Plan { announce: Vec::new(), withdraw: waiting_on(tx, person)?, ready: Vec::new() },
        };
        for due in plan.announce {
            count(&mut some.report.announced, &due);
            rows.push((ids.make(), person, due));
        }
        for step in plan.withdraw {
            count(&mut some.report.withdrawn, &step.due);
            if !dry_run {
                tx.execute_one(sql::WITHDRAW_STEP, &[&step.id, &permit.at()])?;
            }
        }
        if !plan.ready.is_empty() {
            some.ready.push(person);
        }
    }
    if !dry_run {
        announce(tx, &rows, permit.at())?;
    }
    Ok(some)
}

fn waiting_on(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Announced>> {
    let steps: Vec<Announced> = tx.all_among(sql::STEPS_AMONG, &[person])?;
    Ok(steps.into_iter().filter(|step| step.done_at.is_none()).collect())
}

fn announce(tx: &mut Tx<'_>, rows: &[(StepId, PersonId, Due)], at: Timestamp) -> Result<()> {
    const COLUMNS: [&str; 8] = ["id", "person_id", "case_id", "step", "class", "counted_from", "due_on", "announced_at"];
    let rows = rows.iter().map(|(id, person, due)| {
        [
            Cell::Uuid(id.uuid()),
            Cell::Uuid(person.uuid()),
            due.case.map_or(Cell::Null, |case| Cell::Uuid(case.uuid())),
            Cell::Text(due.step.as_str().into()),
            Cell::Text(due.class.as_str().into()),
            Cell::Text(due.counted_from.to_string().into()),
            Cell::Text(due.on.to_string().into()),
            Cell::Int(at.as_microsecond()),
        ]
    });
    tx.insert_many("retention_steps", &COLUMNS, rows)
}

/// The steps on a person that may be done now: looked at again in the transaction in which they are.
fn ready_on(tx: &mut Tx<'_>, warrant: &access::Warrant<'_>, rules: &[RetentionRule], person: PersonId) -> Result<Vec<Announced>> {
    let today = london_date(warrant.at());
    let is_held = !hold::held_among(tx, &[person], today)?.is_empty();
    let known = facts::of(tx, warrant, &[person])?.remove(&person);
    Ok(known.map(|known| Plan::of(&known, rules, today, is_held).ready).unwrap_or_default())
}

fn do_steps(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::Erase>, rules: &[RetentionRule]) -> Result<Vec<Due>> {
    let for_update = tx.for_update();
    people::keep::hold(tx, &[permit.about()], for_update)?;
    let ready = ready_on(tx, permit.warrant(), rules, permit.about())?;
    for step in &ready {
        do_step(tx, ids, permit, &step.due)?;
        tx.execute_one(sql::STEP_DONE, &[&step.id, &permit.at()])?;
    }
    Ok(ready.into_iter().map(|step| step.due).collect())
}

fn do_step(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::Erase>, due: &Due) -> Result<()> {
    let mut certify = |tx: &mut Tx<'_>, whole: bool, gone: &destroy::Gone| {
        let about = About { person: permit.about(), case: due.case.filter(|_| !whole), whole, step: due.step };
        certificate::write(tx, ids, permit.warrant(), about, gone, Ok(due)).map(|_| ())
    };
    if let Some(case) = due.case {
        let gone = match due.step {
            Step::Restrict => return Ok(()),
            Step::Minimise => destroy::minimise_case(tx, permit, case)?,
            Step::Destroy => destroy::destroy_case(tx, permit, case)?,
        };
        certify(tx, false, &gone)?;
    }
    if !is_last(tx, permit, due)? {
        return Ok(());
    }
    match due.step {
        Step::Restrict => Ok(()),
        Step::Minimise => {
            let gone = destroy::minimise_person(tx, permit)?;
            certify(tx, true, &gone)
        }
        Step::Destroy => {
            let gone = destroy::destroy_person(tx, permit)?;
            certify(tx, true, &gone)
        }
    }
}

/// Whether every case of the person has come as far, so that what belongs to them all may go.
fn is_last(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Erase>, due: &Due) -> Result<bool> {
    let Some(this) = due.case else { return Ok(true) };
    let mut known = facts::of(tx, permit.warrant(), &[permit.about()])?;
    let Some(known) = known.remove(&permit.about()) else { return Ok(false) };
    let as_far = |case: &crate::retention::KeptCase| case.reached.as_ref().is_some_and(|reached| reached.step >= due.step);
    Ok(known.kept.cases.iter().all(|case| case.case == this || as_far(case)))
}

/// A step that was announced, as it is shown.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Its id.
    pub id: StepId,
    /// About whom.
    pub person: PersonId,
    /// On which case, where it is on one.
    pub case: Option<String>,
    /// What.
    pub step: Step,
    /// By the rule of this class.
    pub class: String,
    /// The day it was counted from.
    pub counted_from: Date,
    /// The first day on which it is done.
    pub on: Date,
}

impl FromRow for Coming {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (due_on, announced_at): (Date, Timestamp) = (row.get(6)?, row.get(7)?);
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            case: row.get(2)?,
            step: row.word(3)?,
            class: row.get(4)?,
            counted_from: row.get(5)?,
            on: due_on.max(NOTICE.after(london_date(announced_at))),
        })
    }
}

/// The steps that were announced and are not done yet, the first to come first: so many after so many; and how many there are in all.
///
/// # Errors
/// As the database says.
pub fn coming(conn: &mut store::Conn, _warrant: &access::Warrant<'_>, most: u32, after: u32) -> Result<(Vec<Coming>, u64)> {
    let total: i64 = conn.one(sql::COUNT_ANNOUNCED, &[])?;
    Ok((conn.all(sql::ANNOUNCED, &[&most, &after])?, u64::try_from(total).unwrap_or(0)))
}
