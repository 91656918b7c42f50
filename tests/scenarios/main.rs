//! What every hub promises, in scenarios that a hub manager can read: `profiles/<hub>/scenarios.toml`, played on both databases.
//!
//! How to write one: docs/guides/write-a-scenario.md.

mod acts;
mod cross_hub;
mod forms;
mod play;
mod promises;
mod questions;
mod read;
mod reading;
mod rows;
mod runner;
mod services;
mod stage;
mod standing;
mod support;
mod text;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use profile::Profile;
use store::Db;
use testkit::databases::{Scratch, postgres};

use play::{Failure, play};
use read::{Scenario, read};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The file of a hub, if it has one, and what errors call it.
fn file_of(hub: &str) -> Option<(String, String)> {
    let name = format!("profiles/{hub}/scenarios.toml");
    let text = std::fs::read_to_string(root().join(&name)).ok()?;
    Some((name, text))
}

/// The scenarios of a hub; none where it has no file.
fn scenarios_of(hub: &str) -> Vec<Scenario> {
    file_of(hub).map(|(name, text)| read_all(&name, &text)).unwrap_or_default()
}

/// The scenarios of a file.
///
/// # Panics
/// When it has mistakes, with all of them.
fn read_all(name: &str, text: &str) -> Vec<Scenario> {
    read(name, text).unwrap_or_else(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{} mistakes in {name}:\n{}", told.len(), told.join("\n"))
    })
}

/// A fresh SQLite database, copied from one that has every table.
fn sqlite() -> (Db, tempfile::TempDir) {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let file = tempfile::tempdir().unwrap().keep().join("template.db");
        let db = Db::open(&format!("sqlite:{}", file.display())).unwrap();
        // What is in the log beside it goes into the file, so that one file is all there is to copy.
        drop(db);
        file
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hub.db");
    std::fs::copy(template, &file).unwrap();
    (Db::open(&format!("sqlite:{}", file.display())).unwrap(), folder)
}

/// A PostgreSQL database in which a hub's scenarios are played one after the other, emptied between them: as good as fresh, and many times faster.
struct Emptied {
    scratch: Scratch,
    empty: String,
}

impl Emptied {
    fn new() -> Self {
        let scratch = postgres();
        let mut tables: Vec<String> =
            scratch.db.read_now(|conn| Ok(conn.columns()?.into_iter().map(|column| column.table).collect())).unwrap();
        tables.dedup();
        let is_empty = |table: &String| {
            let sql = format!("SELECT count(*) FROM {table}");
            scratch.db.read_now(move |conn| conn.one::<i64>(&sql, &[])).unwrap() == 0
        };
        tables.retain(is_empty);
        // Nothing is ever taken out of the audit, not even here; no scenario asks it anything.
        tables.retain(|table| table != "audit");
        assert!(tables.len() > 20, "cases, people and all that belongs to them");
        let deletes: Vec<String> = tables.iter().map(|table| format!("DELETE FROM {table};")).collect();
        // Foreign keys do not stand in the way of whoever owns the server.
        let empty = format!("SET session_replication_role = replica; {}", deletes.concat());
        Self { scratch, empty }
    }

    fn db(&self) -> &Db {
        store::outside_transaction(&self.scratch.owner_url, &self.empty).unwrap();
        &self.scratch.db
    }
}

/// Plays every scenario of a hub on both databases, and tells of everything that is other than promised.
fn keeps_its_promises(hub: &str) {
    let scenarios = scenarios_of(hub);
    if scenarios.is_empty() {
        return;
    }
    let profile = Arc::new(Profile::shipped(hub).expect("comes with the program").expect("is in order"));
    all_as_promised(hub, &profile, &scenarios, Some(&Emptied::new()));
}

/// Plays these on SQLite, and on PostgreSQL where there is one.
fn all_as_promised(hub: &str, profile: &Arc<Profile>, scenarios: &[Scenario], postgres: Option<&Emptied>) {
    let mut failures: Vec<(&str, Failure)> = Vec::new();
    for scenario in scenarios {
        let (db, _folder) = sqlite();
        failures.extend(play(&db, profile, scenario).into_iter().map(|failure| ("SQLite", failure)));
        if let Some(postgres) = postgres {
            failures.extend(play(postgres.db(), profile, scenario).into_iter().map(|failure| ("PostgreSQL", failure)));
        }
    }
    let told: Vec<String> = failures.iter().map(|(on, failure)| format!("{failure}\n    on {on}")).collect();
    assert!(told.is_empty(), "{} of {hub} is not as promised:\n{}", told.len(), told.join("\n"));
}

/// Plays the scenarios of the folder that `ONEDOOR_HUB` names, which is none of the program's own: on SQLite, and on PostgreSQL too under
/// scripts/with-postgres. With `@` and a day behind the folder, by the version of the rules that begins on that day.
#[test]
#[ignore = "asked for by whoever writes a hub of their own"]
fn a_hub_of_your_own() {
    let asked = std::env::var("ONEDOOR_HUB").expect("ONEDOOR_HUB names the folder, like ONEDOOR_HUB=our-hub");
    let (folder, day) = asked.split_once('@').map_or((asked.as_str(), None), |(folder, day)| (folder, Some(day)));
    // From the workspace's folder, where whoever calls is; cargo runs tests in that of their package.
    let folder = root().join(folder);
    let file = folder.join("scenarios.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
    let named = folder.display().to_string() + &day.map(|day| format!("@{day}")).unwrap_or_default();
    let profile = Arc::new(Profile::find(&named).unwrap_or_else(|mistakes| panic!("{mistakes}")));
    let scenarios = read_all(&file.display().to_string(), &text);
    assert!(!scenarios.is_empty(), "{} holds no scenario", file.display());
    let postgres = std::env::var_os("ONEDOOR_TEST_POSTGRES").map(|_| Emptied::new());
    all_as_promised(&asked, &profile, &scenarios, postgres.as_ref());
}

macro_rules! hubs {
    ($($name:ident: $hub:literal;)+) => {
        /// Every hub that is played here, by the name of its folder.
        const HUBS: &[&str] = &[$($hub),+];
        $(
            #[test]
            fn $name() {
                keeps_its_promises($hub);
            }
        )+
    };
}

hubs! {
    avon_somerset: "avon-somerset";
    bedfordshire: "bedfordshire";
    cambridgeshire: "cambridgeshire";
    dorset: "dorset";
    dyfed_powys: "dyfed-powys";
    example: "example";
    gwent: "gwent";
    hampshire: "hampshire";
    hertfordshire: "hertfordshire";
    kent: "kent";
    lancashire: "lancashire";
    leicestershire: "leicestershire";
    lincolnshire: "lincolnshire";
    merseyside: "merseyside";
    north_wales: "north-wales";
    north_yorkshire: "north-yorkshire";
    northamptonshire: "northamptonshire";
    surrey: "surrey";
    sussex: "sussex";
    thames_valley: "thames-valley";
    wiltshire: "wiltshire";
}
