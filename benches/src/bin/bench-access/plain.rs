//! The same reading with nobody asked whether they may: statements of the benchmark's own, without the walls' condition. Nothing of the
//! program reads like this.

use casework::due::open_dues;
use casework::snapshot::safeguards;
use casework::worklist::{Asked, COUNTED_UP_TO, Only, PAGE, Scope, When};
use jiff::Timestamp;
use kernel::{CaseId, PersonId, UserId};
use store::{Bind, Conn, Result};

/// A statement as it grows, with what is bound to its places.
#[derive(Default)]
struct Statement {
    text: String,
    values: Vec<Box<dyn Bind>>,
}

impl Statement {
    fn place(&mut self, value: impl Bind + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    fn binds(&self) -> Vec<&dyn Bind> {
        self.values.iter().map(|value| &**value).collect()
    }

    /// The cases of a list and their order, as the program writes it but for the walls.
    fn cases(&mut self, asked: &Asked, now: Timestamp) -> String {
        let mut order = Vec::new();
        self.text.push_str(" FROM cases WHERE state = 'open'");
        match asked.scope {
            Scope::Of(user) => {
                let place = self.place(user);
                self.text.push_str(&format!(" AND worker_id = {place}"));
                order.push("worker_id");
            }
            Scope::Nobodys => {
                self.text.push_str(" AND worker_id IS NULL");
                order.push("worker_id");
            }
            Scope::Everyones => {}
        }
        let column = match &asked.only {
            Some(Only::Priority(priority)) => Some(("priority", self.place(*priority))),
            Some(Only::Enhanced) => Some(("level", self.place("enhanced".to_owned()))),
            Some(Only::Pathway(pathway)) => Some(("pathway", self.place(pathway.clone()))),
            Some(Only::Desk(_)) | None => None,
        };
        if let Some((column, place)) = column {
            self.text.push_str(&format!(" AND {column} = {place}"));
            order.push(column);
        }
        match asked.when {
            When::Nothing => self.text.push_str(" AND next_due_at IS NULL"),
            When::Any | When::Overdue | When::Today => {
                // The end of the day takes as long to compare with as now does.
                let place = self.place(if asked.when == When::Any { Timestamp::MAX } else { now });
                self.text.push_str(&format!(" AND next_due_at < {place}"));
            }
        }
        if let Some(Only::Desk(desk)) = &asked.only {
            let place = self.place(desk.clone());
            let on_it = "SELECT 1 FROM dues d WHERE d.case_id = cases.id AND d.state = 'open' AND d.service =";
            self.text.push_str(&format!(" AND EXISTS ({on_it} {place})"));
        }
        order.extend(["next_due_at", "id"]);
        order.join(", ")
    }
}

/// How many cases each list has.
pub fn counts(conn: &mut Conn, lists: &[Asked], now: Timestamp) -> Result<Vec<i64>> {
    let mut statement = Statement::default();
    for (number, asked) in lists.iter().enumerate() {
        let joined = if number > 0 { " UNION ALL " } else { "" };
        statement.text.push_str(&format!("{joined}SELECT {number}, count(*) FROM (SELECT 1"));
        let order = statement.cases(asked, now);
        statement.text.push_str(&format!(" ORDER BY {order} LIMIT {}) AS few{number}", COUNTED_UP_TO + 1));
    }
    let mut counts: Vec<(i64, i64)> = conn.all(&statement.text, &statement.binds())?;
    counts.sort_unstable();
    Ok(counts.into_iter().map(|(_, count)| count).collect())
}

/// A page of the list: the references shown, in their order.
pub fn lines(conn: &mut Conn, warrant: &access::Warrant<'_>, asked: &Asked, now: Timestamp) -> Result<Vec<String>> {
    let mut statement = Statement::default();
    statement.text.push_str("SELECT id, reference, person_id, level || pathway || priority, worker_id, next_due_at");
    let order = statement.cases(asked, now);
    statement.text.push_str(&format!(" ORDER BY {order} LIMIT {} OFFSET 0", PAGE + 1));
    type Line = (CaseId, String, PersonId, String, Option<UserId>, Option<Timestamp>);
    let mut found: Vec<Line> = conn.all(&statement.text, &statement.binds())?;
    found.truncate(PAGE);
    let people = people::keep::load(conn, warrant, &found.iter().map(|line| line.2).collect::<Vec<_>>())?;
    let cases: Vec<CaseId> = found.iter().map(|line| line.0).collect();
    let mut open = open_dues(conn, &cases)?;
    let attempts: Vec<(CaseId, Timestamp)> = conn.all_among("SELECT case_id, at FROM attempts WHERE case_id IN ({})", &cases)?;
    let mut workers: Vec<UserId> = found.iter().filter_map(|line| line.4).collect();
    workers.sort_unstable();
    workers.dedup();
    let workers: Vec<(UserId, String)> = conn.all_among("SELECT id, name FROM users WHERE id IN ({})", &workers)?;
    let line = |(case, reference, person, ..): Line| {
        let person = people.iter().find(|known| known.id == person)?.clone();
        let due: Vec<_> = open.extract_if(.., |open| open.due.case == case).collect();
        let tried = attempts.iter().filter(|(of, _)| *of == case).count();
        std::hint::black_box((safeguards(&person), person, due, tried, &workers));
        Some(reference)
    };
    Ok(found.into_iter().filter_map(line).collect())
}
