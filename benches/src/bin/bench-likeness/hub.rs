//! A hub's people, written by the same function as intake's: those of a file of invented ones.

use std::collections::HashMap;
use std::path::Path;

use access::{Actor, Walls, kind};
use benches::Result;
use identity::{NewUser, PasswordCost, Post, hash_password};
use jiff::Timestamp;
use kernel::{Clock, Email, IdMaker, Phone, Postcode, Sensitive, Sex, StaffRole, SystemClock};
use people::record::{KeptPoint, Particulars, PersonRecord, Point, PointKind};
use store::Db;
use vault::{Secrets, SystemSecrets};

/// People a commit.
const BATCH: usize = 1_000;
/// The only one who works here.
pub const EMAIL: &str = "worker@example.org";
pub const PASSWORD: &str = "one-door-for-everybody";

/// One row of the file, by heading.
pub type Told = HashMap<String, String>;

/// Hands over rows of a file, as many as are wanted.
///
/// # Errors
/// When it cannot be read or has too few.
pub fn read(file: &Path, count: usize) -> Result<impl Iterator<Item = Result<Told>>> {
    let mut reader =
        csv::Reader::from_path(file).map_err(|error| format!("the file of invented people: {error}; make bench-linkage makes it"))?;
    let headings: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let rows = reader.into_records().take(count);
    Ok(rows.map(move |row| Ok(headings.iter().cloned().zip(row?.iter().map(str::to_owned)).collect())))
}

/// What was told under a heading; nothing where it is empty.
pub fn text<'t>(told: &'t Told, heading: &str) -> Option<&'t str> {
    told.get(heading).map(String::as_str).filter(|text| !text.is_empty())
}

/// Fills a database with so many people and one worker.
///
/// # Errors
/// As the database says, or when the file has too few.
pub fn fill(db: &Db, walls: &Walls, file: &Path, count: usize) -> Result<()> {
    let at = SystemClock.now();
    hire(db, walls, at)?;
    let (mut batch, mut written) = (Vec::with_capacity(BATCH), 0_usize);
    for told in read(file, count)? {
        batch.push(told?);
        if batch.len() == BATCH || written + batch.len() == count {
            let (walls, cause, number) = (walls.clone(), SystemSecrets.bytes()?, u32::try_from(written)?);
            written += batch.len();
            let people = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            db.write_now(move |tx| {
                let mut ids = IdMaker::new(at, number, &cause);
                let permit = walls.permit::<kind::RunIntake>(tx, &mut ids, &Actor::program("intake"), at)?;
                let change = people::keep::next_change(tx)?;
                let mut people: Vec<PersonRecord> = people.iter().map(|told| person(told, &mut ids, at)).collect();
                people::keep::insert(tx, permit.warrant(), change, &mut people.iter_mut().collect::<Vec<_>>())
            })?;
        }
    }
    if written == count { Ok(()) } else { Err(format!("the file has {written} people, not {count}").into()) }
}

fn hire(db: &Db, walls: &Walls, at: Timestamp) -> Result<()> {
    let password = hash_password(PASSWORD, &SystemSecrets, PasswordCost::OWASP)?;
    let email = Email::parse(EMAIL).ok_or("a worker's address is an e-mail address")?;
    let new =
        NewUser { email, name: "Worker".into(), post: Post::of(StaffRole::Worker), password: Some(password), first_password_until: None };
    let (cause, walls) = (SystemSecrets.bytes()?, walls.clone());
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(at, 0, &cause);
        let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
        identity::add_user(tx, &mut ids, &permit, &new)?.map(drop).ok_or(store::Error::NotFound)
    })?;
    Ok(())
}

fn person(told: &Told, ids: &mut IdMaker, at: Timestamp) -> PersonRecord {
    let sensitive = |heading: &str| text(told, heading).map(|text| Sensitive::new(text.to_owned()));
    let known = Particulars {
        given_name: sensitive("first_name"),
        middle_names: sensitive("middle_name"),
        family_name: sensitive("last_name"),
        date_of_birth: text(told, "dob").and_then(|dob| dob.parse().ok()).map(Sensitive::new),
        sex: text(told, "sex").and_then(Sex::parse),
        ..Particulars::default()
    };
    let (id, source_row) = (ids.make(), ids.make());
    let points = points(told).into_iter().map(|point| KeptPoint {
        id: ids.make(),
        point,
        is_current: true,
        wrong_at: None,
        source_row,
        created_at: at,
        found_by: None,
        holders: kernel::Holders::default(),
    });
    let points = points.collect();
    PersonRecord { id, known, points, safety_confirmed_at: None, source_row, created_at: at, others: Vec::new(), key: None }
}

/// As intake keeps them.
fn points(told: &Told) -> Vec<Point> {
    let point = |kind, value: String, key: Option<String>| Point { kind, value: Sensitive::new(value), key: key.map(Sensitive::new) };
    let mut points = Vec::new();
    if let Some(phone) = text(told, "phone").and_then(Phone::parse) {
        let kind = if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone };
        points.push(point(kind, phone.for_display(), Some(phone.reveal().to_owned())));
    }
    if let Some(email) = text(told, "email").and_then(Email::parse) {
        points.push(point(PointKind::Email, email.reveal().to_owned(), Some(email.key())));
    }
    let whole = text(told, "postcode").and_then(Postcode::parse).filter(Postcode::is_full);
    let lines: Vec<&str> = text(told, "address").into_iter().chain(whole.as_ref().map(Postcode::reveal)).collect();
    if !lines.is_empty() {
        points.push(point(PointKind::Address, lines.join("\n"), whole.as_ref().map(|postcode| postcode.reveal().to_owned())));
    }
    points
}
