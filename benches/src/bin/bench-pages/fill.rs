//! A database of so many cases, written by the same functions as intake's.

use std::sync::Arc;

use access::{Actor, Walls, kind};
use benches::Result;
use casework::keep as cases;
use contact::gate::Way;
use identity::{NewUser, PasswordCost, Post, hash_password};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseReference, Clock, Email, IdMaker, Source, StaffRole, SystemClock, TransferId, UserId};
use store::{Bind, Cell, Db, Tx};
use vault::{Secrets, SystemSecrets};

use crate::PASSWORD;
use crate::make::{Made, Maker};
use crate::shape::{Shape, WORKERS};
use crate::templates::Template;

/// Cases a commit.
const BATCH: usize = 1_000;
const ATTEMPT: [&str; 7] = ["id", "case_id", "way", "contact_point_id", "outcome", "at", "user_id"];

/// The e-mail address of a worker.
pub fn email(worker: usize) -> String {
    format!("worker{worker}@example.org")
}

/// Fills a database and says who works there.
///
/// # Errors
/// As the database says.
pub fn fill(db: &Db, walls: &Walls, templates: &Arc<Vec<Template>>, shape: Shape) -> Result<Vec<UserId>> {
    let now = SystemClock.now();
    let workers = hire(db, walls, now - SignedDuration::from_hours(24 * 800))?;
    let maker = Arc::new(Maker { templates: Arc::clone(templates), workers, shape, now });
    for from in (0..shape.cases).step_by(BATCH) {
        let (maker, walls, cause) = (Arc::clone(&maker), walls.clone(), SystemSecrets.bytes()?);
        db.write_now(move |tx| write(tx, &walls, &maker, from, (from + BATCH).min(maker.shape.cases), cause))?;
        if from % (BATCH * 100) == 0 && from > 0 {
            eprintln!("  {from} cases");
        }
    }
    Ok(maker.workers.clone())
}

fn hire(db: &Db, walls: &Walls, at: Timestamp) -> Result<Vec<UserId>> {
    // One hash for all: it is signed in that each pays for.
    let password = hash_password(PASSWORD, &SystemSecrets, PasswordCost::OWASP)?;
    let add = |worker: usize| -> Result<UserId> {
        let email = Email::parse(&email(worker)).ok_or("a worker's address is an e-mail address")?;
        let post = Post::of(StaffRole::Worker);
        let new = NewUser { email, name: format!("Worker {worker}"), post, password: Some(password.clone()), first_password_until: None };
        let (cause, walls) = (SystemSecrets.bytes()?, walls.clone());
        let added = db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &cause);
            let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
            identity::add_user(tx, &mut ids, &permit, &new)
        })?;
        Ok(added.ok_or("two workers share an address")?)
    };
    (0..WORKERS).map(add).collect()
}

fn write(tx: &mut Tx<'_>, walls: &Walls, maker: &Maker, from: usize, to: usize, cause: [u8; 32]) -> store::Result<()> {
    let first = cases::take_numbers(tx, u32::try_from(to - from).unwrap_or(u32::MAX))?;
    let mut made: Vec<Made> = (from..to).filter_map(|number| maker.make(number)).collect();
    for (number, one) in (first..).zip(&mut made) {
        one.case.reference = CaseReference::from_number(number).ok_or(store::Error::NotFound)?.to_string();
    }
    let at = maker.opened_at(from);
    let mut ids = IdMaker::new(at, u32::try_from(from).unwrap_or(u32::MAX), &cause);
    let permit = walls.permit::<kind::RunIntake>(tx, &mut ids, &Actor::program("intake"), at)?;
    let transfer = ids.make();
    let change = people::keep::next_change(tx)?;
    people::keep::insert(tx, permit.warrant(), change, &mut made.iter_mut().map(|one| &mut one.person).collect::<Vec<_>>())?;
    write_rows(tx, transfer, at, from, &made)?;
    let references: Vec<String> = (from..to).map(|number| format!("P{number}")).collect();
    people::keep::insert_references(tx, Source::Police, references.iter().map(String::as_str).zip(made.iter().map(|one| one.person.id)))?;
    cases::insert_incidents(tx, made.iter().map(|one| &one.incident))?;
    cases::insert_cases(tx, &made.iter().map(|one| &one.case).collect::<Vec<_>>())?;
    cases::insert_involvements(tx, made.iter().filter_map(|one| Some((one.person.key.as_ref()?, &one.involvement))))?;
    cases::insert_dues(tx, made.iter().flat_map(|one| &one.dues))?;
    write_attempts(tx, &made)?;
    cases::insert_events(tx, permit.warrant(), &made.iter().flat_map(|one| one.events.clone()).collect::<Vec<_>>())?;
    access::note_listed(tx, &mut ids, permit.warrant(), &made.iter().map(|one| one.person.id).collect::<Vec<_>>())
}

fn write_rows(tx: &mut Tx<'_>, transfer: TransferId, at: Timestamp, from: usize, made: &[Made]) -> store::Result<()> {
    // Each a file of its own.
    let digest = [transfer.uuid().as_bytes().as_slice(), &[7; 16]].concat();
    let police = Source::Police.as_str();
    let rows_kept = Cell::Int(i64::try_from(made.len()).unwrap_or(i64::MAX));
    let of_transfer = [[transfer.cell(), police.cell(), digest.cell(), crate::PROFILE.cell(), at.cell(), rows_kept, at.cell()]];
    tx.insert_many("transfers", &["id", "source", "digest", "profile", "received_at", "rows_kept", "finished_at"], of_transfer)?;
    let mut rows = Vec::with_capacity(made.len());
    for (number, one) in (from..).zip(made) {
        let (id, row) = &one.row;
        let key = one.person.key.as_ref().ok_or(store::Error::NotFound)?;
        rows.push([
            id.cell(),
            police.cell(),
            Cell::Text(format!("R{number}").into()),
            transfer.cell(),
            Cell::Int(i64::try_from(number - from + 1).unwrap_or(i64::MAX)),
            Cell::Int(1),
            one.at.cell(),
            digest.cell(),
            row.outcome.cell(),
            row.reasons.cell(),
            row.profile.cell(),
            one.person.id.cell(),
            one.case.id.cell(),
            one.incident.id.cell(),
            row.decision.cell(),
            Cell::Bytes(records::source_rows::seal_as_sent(key, *id, row.as_sent.reveal())?.into()),
            Cell::Null,
        ]);
    }
    tx.insert_many("source_rows", &intake::keep::ROW_COLUMNS, rows)
}

fn write_attempts(tx: &mut Tx<'_>, made: &[Made]) -> store::Result<()> {
    let rows = made.iter().flat_map(|one| one.attempts.iter().map(|attempt| (one.case.id, attempt))).map(|(case, attempt)| {
        [
            attempt.id.cell(),
            Cell::Uuid(case.uuid()),
            Cell::Text(Way::Call.as_str().into()),
            attempt.point.cell(),
            Cell::Text(attempt.outcome.as_str().into()),
            attempt.at.cell(),
            attempt.by.cell(),
        ]
    });
    tx.insert_many("attempts", &ATTEMPT, rows)
}
