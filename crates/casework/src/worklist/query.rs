//! The statement for what a worklist is asked for, and the index it rides on.

use jiff::Timestamp;
use kernel::{Level, UserId, london_date, london_day_end};
use store::Bind;

use super::{Asked, Only, PAGE, Scope, Sight, When};

/// A statement as it grows, with what is bound to its places.
pub(super) struct Query<'v> {
    pub(super) text: String,
    values: Vec<Value<'v>>,
}

enum Value<'v> {
    User(UserId),
    Number(u8),
    Text(&'v str),
    Moment(Timestamp),
    Walls(Box<dyn Bind>),
}

impl Value<'_> {
    fn bind(&self) -> &dyn Bind {
        match self {
            Self::User(user) => user,
            Self::Number(number) => number,
            Self::Text(text) => text,
            Self::Moment(at) => at,
            Self::Walls(value) => &**value,
        }
    }
}

impl<'v> Query<'v> {
    pub(super) const fn new() -> Self {
        Self { text: String::new(), values: Vec::new() }
    }

    fn place(&mut self, value: Value<'v>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// ` FROM cases WHERE …` for what is asked and the walls let through, and the order in which its index has it.
    ///
    /// The order names every column of the index from its first, also those that are fixed: with `worker_id IS NULL` PostgreSQL does not see
    /// otherwise that the index has the order asked for, and sorts everything. Only for another organisation is sorted what it may read, as
    /// no index knows what it is told: what is due on its own cases, and of the others nothing.
    pub(super) fn cases(&mut self, sight: &Sight, asked: &'v Asked, now: Timestamp) -> String {
        let mut order = Vec::new();
        let told = sight.told.as_ref().map(|told| self.walls(told));
        self.text.push_str(" FROM cases WHERE state = 'open'");
        match asked.scope {
            Scope::Of(user) => {
                let place = self.place(Value::User(user));
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
            Some(Only::Priority(priority)) => Some(("priority", Value::Number(*priority))),
            Some(Only::Enhanced) => Some(("level", Value::Text(Level::Enhanced.as_str()))),
            Some(Only::Pathway(pathway)) => Some(("pathway", Value::Text(pathway))),
            Some(Only::Desk(_)) | None => None,
        };
        let is_about_work = asked.when != When::Any || matches!(asked.only, Some(Only::Pathway(_) | Only::Desk(_)));
        if let Some(told) = told.as_ref().filter(|_| is_about_work) {
            self.text.push_str(&format!(" AND {told}"));
        }
        if let Some((column, value)) = column {
            let place = self.place(value);
            self.text.push_str(&format!(" AND {column} = {place}"));
            order.push(column);
        }
        let before = match asked.when {
            When::Nothing => None,
            When::Any => Some(Timestamp::MAX),
            When::Overdue => Some(now),
            When::Today => Some(london_day_end(london_date(now))),
        };
        match before {
            // Whoever reads cases that others work reads them also while nothing is due.
            _ if asked.when == When::Any && told.is_some() => {}
            None => self.text.push_str(" AND next_due_at IS NULL"),
            Some(before) => {
                let place = self.place(Value::Moment(before));
                self.text.push_str(&format!(" AND next_due_at < {place}"));
            }
        }
        if let Some(Only::Desk(desk)) = &asked.only {
            let place = self.place(Value::Text(desk));
            let on_it = "SELECT 1 FROM dues d WHERE d.case_id = cases.id AND d.state = 'open' AND d.service =";
            self.text.push_str(&format!(" AND EXISTS ({on_it} {place})"));
        }
        let walls = self.walls(&sight.readable);
        self.text.push_str(&format!(" AND {walls}"));
        let due = told.map_or_else(
            || "next_due_at".to_owned(),
            |told| {
                let due = format!("CASE WHEN {told} THEN next_due_at END");
                // The two databases do not agree on where NULL comes.
                format!("{due} IS NULL, {due}")
            },
        );
        order.push(&due);
        // Of one priority alone the index has no further place for it.
        if !order.contains(&"priority") {
            order.push("priority");
        }
        order.push("id");
        order.join(", ")
    }

    /// The condition of these walls, with a place for each value.
    fn walls(&mut self, filter: &access::Filter) -> String {
        let walls = filter.cases("cases", self.values.len() + 1);
        let text = walls.text.clone();
        self.values.extend(walls.into_values().map(Value::Walls));
        text
    }

    pub(super) fn binds(&self) -> Vec<&dyn Bind> {
        self.values.iter().map(Value::bind).collect()
    }
}

/// Every statement a list or its count can run for whom it can be, so that a test can prepare each on both databases and look at its plan.
pub fn statements(sight: &Sight) -> Vec<String> {
    let user = UserId::from_uuid(uuid::Uuid::nil());
    let mut all = Vec::new();
    for scope in [Scope::Of(user), Scope::Nobodys, Scope::Everyones] {
        for &when in When::ALL {
            for only in
                [None, Some(Only::Priority(1)), Some(Only::Enhanced), Some(Only::Pathway(String::new())), Some(Only::Desk(String::new()))]
            {
                let asked = Asked { scope, when, only };
                let mut query = Query::new();
                query.text.push_str("SELECT id");
                let order = query.cases(sight, &asked, Timestamp::UNIX_EPOCH);
                query.text.push_str(&format!(" ORDER BY {order} LIMIT {} OFFSET 0", PAGE + 1));
                all.push(query.text);
            }
        }
    }
    all
}
