//! What the walls cost: *my work* and *a case* as the program reads them, and the same reading with nobody asked.
//!
//! With: the page's transactions as its handler runs them, with decisions, the facts they are made on, the walls' condition in every list,
//! audit rows and, on PostgreSQL, row-level security. Without: the reading alone. For my work statements of the benchmark's own, the same
//! but for the walls' condition; for a case the program's own reading, timed after its permit was given, less the decisions about what is
//! left out of it. Both as the owner of the tables, before whom no row-level security stands, and both with a transaction that changes
//! nothing around it, measured by itself. The program has no such way round; the benchmark makes it from outside.
//!
//! The page is what a browser gets from the running program. Without: the same time less the difference of the two above and less what is
//! decided only to offer what would not be refused.

mod measure;
mod plain;

use std::process::ExitCode;
use std::time::Duration;

use access::{Actor, Walls, kind};
use benches::browser::Browser;
use benches::databases::{Databases, Fresh, engines, name};
use benches::program::{Server, key_file, take_in};
use benches::table::{Table, judged, thousands};
use benches::{Result, ended, feed, machine};
use clap::Parser;
use identity::{NewUser, PasswordCost, Post, hash_password};
use kernel::{CaseId, Clock, Email, IdMaker, StaffRole, SystemClock, UserId};
use profile::Profile;
use store::{Db, Engine, outside_transaction};
use vault::{Secrets, SystemSecrets, Vault};

use measure::{Hub, Pair};

const PROFILE: &str = "example";
const EMAIL: &str = "worker@example.org";
const PASSWORD: &str = "one-door-for-everybody";
/// Open cases of the worker whose pages are measured.
const CASELOAD: u32 = 60;
/// With the walls, of the time without.
const OF_PLAIN: f64 = 1.3;
/// Whom PostgreSQL knows the served hub as.
const SERVING: &str = "bench_served";
const TAKE: &str =
    "UPDATE cases SET worker_id = $1 WHERE id IN (SELECT id FROM cases WHERE state = 'open' AND ring_fence = 0 ORDER BY id LIMIT $2)";
const MINE: &str = "SELECT id FROM cases WHERE state = 'open' AND worker_id = $1 ORDER BY id";

/// Measures what the walls cost.
#[derive(Parser)]
#[command(name = "bench-access")]
struct Options {
    /// Rows taken in, of which the cases come
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(200..))]
    rows: u64,
    /// How often each page is read; the median counts
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(10..))]
    rounds: u16,
    /// One database only
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    only: Option<String>,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

fn run(options: &Options) -> Result<()> {
    let databases = Databases::new()?;
    let feed = feed::write(databases.folder(), options.rows, PROFILE)?;
    let mut table = Table::new([
        "database".to_owned(),
        "page".to_owned(),
        "transactions with, ms".to_owned(),
        "without, ms".to_owned(),
        "ratio".to_owned(),
        "whole page with, ms".to_owned(),
        "without, ms".to_owned(),
        format!("ratio (aim < {OF_PLAIN})"),
    ]);
    let mut notes = Vec::new();
    for engine in engines(options.only.as_deref()) {
        let database = databases.fresh(engine)?;
        take_in(&feed, PROFILE, &database.url)?;
        let (worker, cases) = hire(&database)?;
        database.analyze()?;
        database.write_out()?;
        let served = served(&database)?;
        let server = Server::start(PROFILE, &served, databases.folder())?;
        let browser = Browser::new(&server.address);
        browser.sign_in(EMAIL, PASSWORD)?;
        let profile = Profile::shipped(PROFILE).ok_or("the profile comes with the program")??;
        let walls = Walls::new(profile.organisation.clone(), Vault::from_file(&key_file()?, std::sync::Arc::new(SystemSecrets))?)?;
        let actor = Actor::staff(worker, "Worker", StaffRole::Worker, None);
        let hub = Hub { walls, profile, actor, served: Db::open_as_is(&served)?, owned: Db::open_as_is(&database.url)?, browser };
        let rounds = options.rounds.into();
        for pair in [hub.my_work(rounds)?, hub.case(rounds, &cases)?] {
            table.row(row(engine, &pair));
        }
        let first = cases.first().copied().ok_or("a worker without cases")?;
        let [permitted, refused] = hub.decision(first, u32::from(options.rounds) * 20)?;
        notes.push(format!("{}: a decision on a case takes {permitted:.1} µs permitted, {refused:.1} µs refused", database.version()?));
        std::thread::sleep(Duration::from_millis(10));
    }
    println!("{table}\n{}", machine::facts());
    println!(
        "{} rows taken in, {CASELOAD} open cases of one worker; medians of {} rounds, one after the other.",
        thousands(options.rows),
        options.rounds
    );
    notes.iter().for_each(|note| println!("{note}."));
    Ok(())
}

fn row(engine: Engine, pair: &Pair) -> [String; 8] {
    let ratio = pair.of_the_page();
    [
        name(engine).to_owned(),
        pair.page.to_owned(),
        format!("{:.2}", pair.with),
        format!("{:.2}", pair.without),
        format!("{:.2}", pair.with / pair.without),
        format!("{:.2}", pair.whole),
        format!("{:.2}", pair.whole / ratio),
        judged(format!("{ratio:.2}"), ratio < OF_PLAIN),
    ]
}

/// A worker with a caseload.
fn hire(database: &Fresh) -> Result<(UserId, Vec<CaseId>)> {
    let db = Db::open(&database.url)?;
    let (at, cause, walls) = (SystemClock.now(), SystemSecrets.bytes()?, benches::program::walls()?);
    let password = hash_password(PASSWORD, &SystemSecrets, PasswordCost::OWASP)?;
    let email = Email::parse(EMAIL).ok_or("a worker's address is an e-mail address")?;
    let new =
        NewUser { email, name: "Worker".into(), post: Post::of(StaffRole::Worker), password: Some(password), first_password_until: None };
    let worker = db.write_now(move |tx| {
        let mut ids = IdMaker::new(at, 0, &cause);
        let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
        let worker = identity::add_user(tx, &mut ids, &permit, &new)?.ok_or(store::Error::NotFound)?;
        tx.execute(TAKE, &[&worker, &CASELOAD])?;
        Ok(worker)
    })?;
    Ok((worker, db.read_now(move |c| c.all(MINE, &[&worker]))?))
}

/// The address as a hub is served: on PostgreSQL as a role before whom row-level security stands.
fn served(database: &Fresh) -> Result<String> {
    if database.engine == Engine::Sqlite {
        return Ok(database.url.clone());
    }
    let make = format!("DO $$ BEGIN CREATE ROLE {SERVING} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
    outside_transaction(&database.url, &make)?;
    Db::let_serve(&database.url, SERVING)?;
    let (scheme, rest) = database.url.split_once("://").ok_or("an address")?;
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    Ok(format!("{scheme}://{SERVING}@{place}"))
}
