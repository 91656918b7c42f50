//! The floor: what intake kept, read into memory and put into a fresh database again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use benches::Result;
use benches::databases::Fresh;
use intake::transfer::ROWS_A_BATCH;
use store::{Bind, Cell, Column, Conn, Db, Tx};

/// Every table that intake may fill, each after those it refers to.
const ORDER: [&str; 14] = [
    "users",
    "transfers",
    "source_rows",
    "people",
    "person_references",
    "contact_points",
    "incidents",
    "cases",
    "involvements",
    "dues",
    "reviews",
    "attempts",
    "events",
    "audit",
];
/// Tables that have their rows before anything is taken in.
const THERE_ANYWAY: [&str; 3] = ["migrations", "counters", "audit_heads"];
/// Columns that refer to the id of another table. A row goes in no earlier than the row it refers to.
const REFERS: [(&str, &str); 4] =
    [("transfer_id", "transfers"), ("person_id", "people"), ("incident_id", "incidents"), ("case_id", "cases")];

type Row = Vec<Cell<'static>>;

/// Everything that intake kept, cut into as many commits as it took.
pub struct Kept {
    tables: Vec<Table>,
    commits: usize,
}

struct Table {
    name: String,
    columns: Vec<String>,
    /// The rows of each commit.
    commits: Vec<Vec<Row>>,
}

impl Table {
    fn rows(&self) -> usize {
        self.commits.iter().map(Vec::len).sum()
    }

    fn insert(&self, tx: &mut Tx<'_>, commit: usize) -> store::Result<()> {
        let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let rows = self.commits.get(commit).into_iter().flatten();
        tx.insert_rows(&self.name, &columns, rows.map(|row| row.iter().map(Bind::cell)))
    }
}

impl Kept {
    /// Rows of all tables.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(Table::rows).sum()
    }

    /// In how many commits they go in.
    pub const fn commits(&self) -> usize {
        self.commits
    }
}

/// Reads all that is kept of a feed of so many rows.
///
/// # Errors
/// When a table has rows that [`ORDER`] does not name: then the floor would be too low.
pub fn read(url: &str, feed_rows: u64) -> Result<Kept> {
    let commits = usize::try_from(feed_rows)?.div_ceil(ROWS_A_BATCH).max(1);
    Ok(Db::open_as_is(url)?.read_now(move |conn| {
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Column { table, name, .. } in conn.columns()? {
            columns.entry(table).or_default().push(name);
        }
        let mut commit_of = BTreeMap::new();
        let mut tables = Vec::new();
        for name in ORDER {
            let columns = columns.remove(name).unwrap_or_default();
            tables.push(read_table(conn, name, columns, commits, &mut commit_of)?);
        }
        for name in columns.keys().filter(|name| !THERE_ANYWAY.contains(&name.as_str())) {
            if conn.one::<i64>(&format!("SELECT count(*) FROM {name}"), &[])? > 0 {
                return Err(store::Error::Other(format!("intake fills the table {name}: say in the floor's order where it stands")));
            }
        }
        Ok(Kept { tables, commits })
    })?)
}

/// The rows in the order in which they lie, in equal shares; a row whose parent goes in later waits for it.
fn read_table(
    conn: &mut Conn,
    name: &str,
    columns: Vec<String>,
    commits: usize,
    commit_of: &mut BTreeMap<Cell<'static>, usize>,
) -> store::Result<Table> {
    let rows: Vec<Row> = conn.all(&format!("SELECT {} FROM {name}", columns.join(", ")), &[])?;
    let count = rows.len().max(1);
    let parents: Vec<bool> = columns.iter().map(|column| REFERS.iter().any(|(from, _)| from == column)).collect();
    let is_parent = REFERS.iter().any(|(_, to)| *to == name);
    let id = columns.iter().position(|column| column == "id");
    let mut shares: Vec<Vec<Row>> = Vec::new();
    shares.resize_with(commits, Vec::new);
    for (number, row) in rows.into_iter().enumerate() {
        let referred = row.iter().zip(&parents).filter(|(_, is)| **is).filter_map(|(cell, _)| commit_of.get(cell));
        let commit = referred.copied().fold(number * commits / count, usize::max);
        if is_parent && let Some(id) = id.and_then(|id| row.get(id)) {
            commit_of.insert(id.clone(), commit);
        }
        if let Some(share) = shares.get_mut(commit) {
            share.push(row);
        }
    }
    Ok(Table { name: name.to_owned(), columns, commits: shares })
}

/// Puts it all into a fresh database and says how many seconds the inserting took.
///
/// # Errors
/// As the database says; or when it does not hold afterwards what it should.
pub fn insert(database: &Fresh, kept: &Arc<Kept>) -> Result<f64> {
    let db = Db::open(&database.url)?;
    let started = Instant::now();
    for commit in 0..kept.commits {
        let kept = Arc::clone(kept);
        db.write_now(move |tx| kept.tables.iter().try_for_each(|table| table.insert(tx, commit)))?;
    }
    // Intake counts closing its database too: the file is brought in order then.
    drop(db);
    let seconds = started.elapsed().as_secs_f64();
    let db = Db::open_as_is(&database.url)?;
    for table in &kept.tables {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let count: i64 = db.read_now(move |c| c.one(&sql, &[]))?;
        if usize::try_from(count)? != table.rows() {
            return Err(format!("{count} rows went into {} in place of {}", table.name, table.rows()).into());
        }
    }
    Ok(seconds)
}
