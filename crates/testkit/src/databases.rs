//! A fresh database of each kind for a test, copied from a template: SQLite in a scratch file, PostgreSQL on the server of the tests.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use store::Db;

/// A database of one test, gone when it ends.
pub struct Scratch {
    /// Its address, for starting the program on it: on PostgreSQL as a role that may do what serving needs and nothing else.
    pub url: String,
    /// Its address as whoever owns its tables: for making and changing them, and for attacks from within.
    pub owner_url: String,
    /// It, opened.
    pub db: Db,
    _folder: Option<tempfile::TempDir>,
}

/// Runs a test on a fresh SQLite and on a fresh PostgreSQL database.
///
/// # Panics
/// When `ONEDOOR_TEST_POSTGRES` is not set: a test on one database only would promise too much. `make test` sets it.
pub fn on_both(test: impl Fn(&Scratch)) {
    test(&sqlite());
    test(&postgres());
}

/// A fresh SQLite database with every table, copied from one that was made once.
pub fn sqlite() -> Scratch {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = folder.path().join("onedoor.db");
    let url = format!("sqlite:{}", file.display());
    let template = TEMPLATE.get_or_init(|| {
        Db::migrate(&url).expect("migrations");
        std::fs::read(&file).expect("what was made")
    });
    std::fs::write(&file, template).expect("a copy");
    Scratch { db: Db::open(&url).expect("a fresh SQLite database"), owner_url: url.clone(), url, _folder: Some(folder) }
}

/// The role that tests are served as, which has the rights that `onedoor migrate --serve-as` gives. Besides, it sees all rows where a
/// transaction does not say what it was opened for, so that a test can look into tables.
pub const SERVING: &str = "serving";
/// The same without that: what a hub is served as.
pub const WALLED: &str = "walled";
const MAKE_SERVING: &str = "DO $$ BEGIN CREATE ROLE serving LOGIN; CREATE ROLE walled LOGIN; ALTER ROLE serving SET onedoor.capacity = 'program'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";

/// A fresh PostgreSQL database with every table, opened as whoever serves.
///
/// # Panics
/// When `ONEDOOR_TEST_POSTGRES` is not set or the server does not answer.
pub fn postgres() -> Scratch {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let server =
        std::env::var("ONEDOOR_TEST_POSTGRES").expect("ONEDOOR_TEST_POSTGRES: run tests with `make test` or scripts/with-postgres");
    let (base, first) = server.rsplit_once('/').expect("an address with a database name");
    let at = |name: &str| format!("{base}/{name}");
    let me = std::process::id();
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("template_{me}");
        admin(&at(first), &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Db::migrate(&at(&name)).expect("migrations");
        admin(&at(first), MAKE_SERVING);
        Db::let_serve(&at(&name), SERVING).expect("rights");
        Db::let_serve(&at(&name), WALLED).expect("rights");
        name
    });
    let name = format!("test_{me}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    admin(&at(first), &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    let owner_url = at(&name);
    let url = as_role(&owner_url, SERVING);
    Scratch { db: Db::open_as_is(&url).expect("a fresh PostgreSQL database"), url, owner_url, _folder: None }
}

impl Drop for Scratch {
    /// Some hundred databases of one run would fill a small disk.
    fn drop(&mut self) {
        let named = self.owner_url.rsplit_once('/').filter(|_| self.owner_url.starts_with("postgres"));
        if let (Some((_, name)), Ok(server)) = (named, std::env::var("ONEDOOR_TEST_POSTGRES")) {
            drop(store::outside_transaction(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

impl Scratch {
    /// The address of this PostgreSQL database as a hub is served, which sees no row of anybody's unless a transaction says for whom.
    pub fn walled_url(&self) -> String {
        as_role(&self.owner_url, WALLED)
    }
}

fn admin(url: &str, sql: &str) {
    store::outside_transaction(url, sql).expect("the test server takes commands");
}

/// The address with another role in it.
fn as_role(url: &str, role: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("an address");
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{role}@{place}")
}
