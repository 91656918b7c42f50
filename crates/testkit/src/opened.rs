//! A database as it would be if nothing in it were sealed, for tests that ask it what is known.

use std::collections::HashMap;

use serde_json::Value;
use store::{Bind, Cell, Db, Row};
use tempfile::TempDir;
use uuid::Uuid;
use vault::{DataKey, Place};

use crate::hub_walls::vault;

/// A copy in which everything stands open: what is sealed inside `people.particulars`, ways of contact and accounts of incidents has columns
/// of its own, by the names it has inside.
pub struct Opened {
    /// The copy.
    pub db: Db,
    _folder: TempDir,
}

const PARTICULARS: [&str; 10] = [
    "title",
    "given_name",
    "middle_names",
    "family_name",
    "previous_family_name",
    "date_of_birth",
    "ethnicity",
    "first_language",
    "communication_needs",
    "contact_notes",
];
const ACCOUNT: [&str; 3] = ["offence_text", "postcode", "location"];

type Table = (Vec<String>, Vec<Vec<Cell<'static>>>);

/// Copies and opens a database sealed with the keys of [`crate::hub_walls`].
pub fn opened(db: &Db) -> Opened {
    let mut tables = read(db);
    let keys = keys(&tables);
    let people_of_cases: HashMap<Uuid, Uuid> = column_pairs(&tables, "cases", "id", "person_id");
    let of_person = |id: Option<Uuid>| id.and_then(|id| keys.get(&id));
    let of_case = |id: Option<Uuid>| of_person(id.and_then(|id| people_of_cases.get(&id).copied()));
    let own_key = |row: &Cells<'_>| Some(vault().unwrap_key(row.uuid("id")?, &row.bytes("sealed_key")?).unwrap());

    add(&mut tables, "people", &PARTICULARS, |row| {
        let text = open(of_person(row.uuid("id")), "people", row.uuid("id"), "particulars", row);
        let inside: Value = text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        PARTICULARS.map(|name| cell(&inside[name])).to_vec()
    });
    add(&mut tables, "people", &["given_key", "family_key"], |row| {
        ["given_name", "family_name"].map(|name| Cell::Text(kernel::name_key(&row.text(name).unwrap_or_default()).into())).to_vec()
    });
    change(&mut tables, "contact_points", &["value", "key"], |row| {
        let text = open(of_person(row.uuid("person_id")), "contact_points", row.uuid("id"), "value", row);
        let (value, key): (Value, Value) = text.map_or((Value::Null, Value::Null), |text| serde_json::from_str(&text).unwrap());
        vec![cell(&value), cell(&key)]
    });
    add(&mut tables, "involvements", &ACCOUNT, |row| {
        let text = open(of_person(row.uuid("person_id")), "involvements", row.uuid("incident_id"), "account", row);
        let inside: Value = text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        ACCOUNT.map(|name| cell(&inside[name])).to_vec()
    });
    for (table, column) in [("attempts", "note"), ("events", "detail"), ("notes", "text"), ("plan_steps", "words")] {
        change(&mut tables, table, &[column], |row| {
            vec![text_cell(open(of_case(row.uuid("case_id")), table, row.uuid("id"), column, row))]
        });
    }
    change(&mut tables, "source_rows", &["as_sent"], |row| {
        let own = own_key(row);
        let key = own.as_ref().or_else(|| of_person(row.uuid("person_id")));
        vec![text_cell(open(key, "source_rows", row.uuid("id"), "as_sent", row))]
    });
    change(&mut tables, "drafts", &["answers"], |row| {
        vec![text_cell(open(own_key(row).as_ref(), "drafts", row.uuid("id"), "answers", row))]
    });
    write(tables)
}

/// What is known, asked in SQL of the opened copy.
impl Opened {
    /// Every row of an answer.
    pub fn all<T: store::FromRow + Send + 'static>(&self, sql: &str) -> Vec<T> {
        let sql = sql.to_owned();
        self.db.read_now(move |c| c.all(&sql, &[])).unwrap()
    }

    /// The first row of an answer.
    pub fn one<T: store::FromRow + Send + 'static>(&self, sql: &str) -> T {
        self.all(sql).into_iter().next().expect("a row")
    }
}

struct Whole(Vec<Cell<'static>>);

impl store::FromRow for Whole {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self(<Vec<Cell<'static>> as store::FromRow>::from_row(row)?))
    }
}

fn read(db: &Db) -> HashMap<String, Table> {
    let mut tables: HashMap<String, Table> = HashMap::new();
    for column in db.read_now(|c| c.columns()).unwrap() {
        tables.entry(column.table).or_default().0.push(column.name);
    }
    for (name, (columns, rows)) in &mut tables {
        let sql = format!("SELECT {} FROM {name}", columns.join(", "));
        *rows = db.read_now(move |c| c.all::<Whole>(&sql, &[])).unwrap().into_iter().map(|row| row.0).collect();
    }
    tables
}

/// One row, by the names of its columns.
struct Cells<'a> {
    columns: &'a [String],
    row: &'a [Cell<'static>],
}

impl Cells<'_> {
    fn get(&self, name: &str) -> &Cell<'static> {
        &self.row[self.columns.iter().position(|column| column == name).expect("a column of this name")]
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        match self.get(name) {
            Cell::Bytes(bytes) => Some(bytes.to_vec()),
            // SQLite does not tell an id from any other 16 bytes.
            Cell::Uuid(id) => Some(id.as_bytes().to_vec()),
            _ => None,
        }
    }

    fn uuid(&self, name: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.bytes(name)?).ok()
    }

    fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Cell::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

fn keys(tables: &HashMap<String, Table>) -> HashMap<Uuid, DataKey> {
    let (columns, rows) = &tables["people"];
    let cells = rows.iter().map(|row| Cells { columns, row });
    let key = |row: Cells<'_>| Some((row.uuid("id")?, vault().unwrap_key(row.uuid("id")?, &row.bytes("sealed_key")?).unwrap()));
    cells.filter_map(key).collect()
}

fn column_pairs(tables: &HashMap<String, Table>, table: &str, from: &str, to: &str) -> HashMap<Uuid, Uuid> {
    let (columns, rows) = &tables[table];
    rows.iter().map(|row| Cells { columns, row }).filter_map(|row| Some((row.uuid(from)?, row.uuid(to)?))).collect()
}

fn open(key: Option<&DataKey>, table: &'static str, row: Option<Uuid>, column: &'static str, cells: &Cells<'_>) -> Option<String> {
    let opened = key?.open(Place::new(table, row?, column), &cells.bytes(column)?).expect("what is sealed opens");
    Some(String::from_utf8(opened.into_inner()).unwrap())
}

fn text_cell(text: Option<String>) -> Cell<'static> {
    text.map_or(Cell::Null, |text| Cell::Text(text.into()))
}

fn cell(inside: &Value) -> Cell<'static> {
    match inside {
        Value::String(text) => Cell::Text(text.clone().into()),
        Value::Array(all) => Cell::Text(all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";").into()),
        _ => Cell::Null,
    }
}

fn add(tables: &mut HashMap<String, Table>, table: &str, names: &[&str], make: impl Fn(&Cells<'_>) -> Vec<Cell<'static>>) {
    let (columns, rows) = tables.get_mut(table).expect("a table of this name");
    for row in rows.iter_mut() {
        let more = make(&Cells { columns, row });
        row.extend(more);
    }
    columns.extend(names.iter().map(|name| (*name).to_owned()));
}

fn change(tables: &mut HashMap<String, Table>, table: &str, names: &[&str], make: impl Fn(&Cells<'_>) -> Vec<Cell<'static>>) {
    let (columns, rows) = tables.get_mut(table).expect("a table of this name");
    for row in rows.iter_mut() {
        for (name, cell) in names.iter().zip(make(&Cells { columns, row })) {
            let at = columns.iter().position(|column| column == name).expect("a column of this name");
            row[at] = cell;
        }
    }
}

fn write(tables: HashMap<String, Table>) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("opened.db").display());
    let db = Db::open_as_is(&url).unwrap();
    db.write_now(move |tx| {
        for (name, (columns, rows)) in &tables {
            tx.execute(&format!("CREATE TABLE {name} ({})", columns.join(", ")), &[])?;
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            tx.insert_rows(name, &columns, rows.iter().map(|row| row.iter().map(Bind::cell).collect::<Vec<_>>()))?;
        }
        Ok(())
    })
    .unwrap();
    Opened { db, _folder: folder }
}
