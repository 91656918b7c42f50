//! The walls as a database reads them: the condition that the policies leave over, as SQL on cases and on people.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use kernel::{CaseId, PersonId, UserId};
use policy::{Actor, CaseAtom, Condition, Organisation, PersonAtom, Which};
use store::{Bind, Conn, Result};

use crate::sql;

/// Which cases and people an act is permitted on, for lists. For every record it says what the policies say of that record.
#[derive(Debug, Clone)]
pub struct Filter {
    which: Arc<Which>,
    organisation: Organisation,
    user: Option<UserId>,
    agency: String,
    team: Option<String>,
    at: Timestamp,
}

/// A piece of SQL and what is bound to its places.
pub struct Fragment {
    /// The text.
    pub text: String,
    values: Vec<Box<dyn Bind>>,
}

impl std::fmt::Debug for Fragment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fragment({})", self.text)
    }
}

impl Fragment {
    /// What is bound to its places, in their order, to be kept with other values.
    pub fn into_values(self) -> impl Iterator<Item = Box<dyn Bind>> {
        self.values.into_iter()
    }

    /// What is bound to its places, in their order.
    pub fn binds(&self) -> impl Iterator<Item = &dyn Bind> {
        self.values.iter().map(|value| &**value)
    }
}

impl Filter {
    /// What is permitted to whoever asks, of this agency.
    pub(crate) fn new(which: Arc<Which>, organisation: Organisation, asker: &Actor, agency: String, at: Timestamp) -> Self {
        Self { which, organisation, user: asker.user_id(), agency, team: asker.team.clone(), at }
    }

    /// The condition on the table or alias `cases`; its first place has this number.
    pub fn cases(&self, cases: &str, first: usize) -> Fragment {
        let mut writing = Writing { filter: self, first, values: Vec::new(), cases, people: "" };
        Fragment { text: writing.condition(&self.which.cases), values: writing.values }
    }

    /// The condition on the table or alias `people`; its first place has this number.
    pub fn people(&self, people: &str, first: usize) -> Fragment {
        let mut writing = Writing { filter: self, first, values: Vec::new(), cases: "c", people };
        Fragment { text: writing.condition(&self.which.people), values: writing.values }
    }

    /// Those of these cases on which the act is permitted.
    ///
    /// # Errors
    /// As the database says.
    pub fn cases_among(&self, conn: &mut Conn, cases: &[CaseId]) -> Result<HashSet<CaseId>> {
        let condition = self.cases("c", 1);
        let sql = format!("SELECT c.id FROM cases c WHERE c.id IN ({{}}) AND {}", condition.text);
        Ok(conn.all_among_and(&sql, cases, &condition.binds().collect::<Vec<_>>())?.into_iter().collect())
    }

    /// Those of these people on whom the act is permitted.
    ///
    /// # Errors
    /// As the database says.
    pub fn people_among(&self, conn: &mut Conn, people: &[PersonId]) -> Result<HashSet<PersonId>> {
        let condition = self.people("p", 1);
        let sql = format!("SELECT p.id FROM people p WHERE p.id IN ({{}}) AND {}", condition.text);
        Ok(conn.all_among_and(&sql, people, &condition.binds().collect::<Vec<_>>())?.into_iter().collect())
    }

    /// Those of these people with a case on which the act is permitted, and with `without_case` those who have none at all.
    pub(crate) fn with_a_case_among(&self, conn: &mut Conn, people: &[PersonId], without_case: bool) -> Result<HashSet<PersonId>> {
        let condition = self.cases("c", 1);
        let sql = format!("SELECT c.person_id FROM cases c WHERE c.person_id IN ({{}}) AND {}", condition.text);
        let binds: Vec<&dyn Bind> = condition.binds().collect();
        let mut found: HashSet<PersonId> = conn.all_among_and(&sql, people, &binds)?.into_iter().collect();
        if without_case {
            let have: HashSet<PersonId> = conn.all_among(sql::HAVE_CASES, people)?.into_iter().collect();
            found.extend(people.iter().filter(|person| !have.contains(person)));
        }
        Ok(found)
    }
}

struct Writing<'f> {
    filter: &'f Filter,
    first: usize,
    values: Vec<Box<dyn Bind>>,
    cases: &'f str,
    people: &'f str,
}

impl Writing<'_> {
    fn place(&mut self, value: impl Bind + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.first + self.values.len() - 1)
    }

    fn texts(&mut self, texts: Vec<String>) -> String {
        texts.into_iter().map(|text| self.place(text)).collect::<Vec<_>>().join(", ")
    }

    fn condition(&mut self, condition: &Condition) -> String {
        let joined = |writing: &mut Self, parts: &[Condition], by: &str| {
            let parts: Vec<String> = parts.iter().map(|part| writing.condition(part)).collect();
            format!("({})", parts.join(by))
        };
        match condition {
            Condition::Is(true) => "TRUE".to_owned(),
            Condition::Is(false) => "FALSE".to_owned(),
            Condition::Not(inner) => format!("NOT {}", self.condition(inner)),
            Condition::All(parts) => joined(self, parts, " AND "),
            Condition::Any(parts) => joined(self, parts, " OR "),
            Condition::Case(atom) => self.case(atom),
            Condition::Person(atom) => self.person(atom),
        }
    }

    fn case(&mut self, atom: &CaseAtom) -> String {
        let c = self.cases;
        match atom {
            CaseAtom::Open => format!("({c}.state = 'open')"),
            CaseAtom::HasWorker => format!("({c}.worker_id IS NOT NULL)"),
            CaseAtom::IsMine => match self.filter.user {
                Some(user) => format!("({c}.worker_id IS NOT NULL AND {c}.worker_id = {})", self.place(user)),
                None => "FALSE".to_owned(),
            },
            CaseAtom::Team(team) => format!("({c}.team = {})", self.place(team.clone())),
            CaseAtom::Agency(agency) => self.agency(agency),
            CaseAtom::Desk(desk) => self.desks(vec![desk.clone()]),
            CaseAtom::HiddenFromPolice => {
                let hidden = self.filter.organisation.desks.iter().filter(|desk| desk.hidden_from_police);
                self.desks(hidden.map(|desk| desk.name.clone()).collect())
            }
            CaseAtom::In(class) => format!("(({c}.ring_fence & {}) <> 0)", kernel::RingFences::NONE.with(*class).bits()),
            CaseAtom::Within(classes) => {
                format!("(({c}.ring_fence & {}) = 0)", kernel::RingFences::ALL.without(*classes).bits())
            }
            CaseAtom::Unreported => format!("{c}.has_unreported"),
            CaseAtom::Agreed => {
                let agency = self.place(self.filter.agency.clone());
                format!(
                    "EXISTS (SELECT 1 FROM consents s WHERE s.person_id = {c}.person_id AND s.agency = {agency} AND s.withdrawn_at IS NULL)"
                )
            }
            CaseAtom::Referred => {
                let (agency, team) = (self.place(self.filter.agency.clone()), self.place(self.filter.team.clone()));
                let text = sql::is_referred!("{cases}.id", "{cases}.person_id", "{agency}", "{team}");
                text.replace("{cases}", c).replace("{agency}", &agency).replace("{team}", &team)
            }
            CaseAtom::Conflicted => self.conflicted(&format!("{c}.person_id")),
            CaseAtom::Broken => match self.filter.user {
                Some(user) => {
                    let (user, since, until) = (self.place(user), self.place(self.filter.at), self.place(self.filter.at));
                    format!(
                        "EXISTS (SELECT 1 FROM break_glass g WHERE g.case_id = {c}.id AND g.user_id = {user} AND g.broken_at <= {since} AND g.until > {until})"
                    )
                }
                None => "FALSE".to_owned(),
            },
        }
    }

    /// A team that no agency names is the first agency's.
    fn agency(&mut self, name: &str) -> String {
        let organisation = &self.filter.organisation;
        let is_first = organisation.agencies.first().is_some_and(|first| first.name == name);
        let teams = |is_own: bool| -> Vec<String> {
            let of = organisation.agencies.iter().filter(|agency| (agency.name == name) == is_own);
            of.flat_map(|agency| agency.teams.iter().cloned()).collect()
        };
        let (teams, not) = if is_first { (teams(false), "NOT ") } else { (teams(true), "") };
        match teams.is_empty() {
            true if is_first => "TRUE".to_owned(),
            true => "FALSE".to_owned(),
            false => {
                let (c, teams) = (self.cases, self.texts(teams));
                format!("({c}.team {not}IN ({teams}))")
            }
        }
    }

    fn desks(&mut self, desks: Vec<String>) -> String {
        if desks.is_empty() {
            return "FALSE".to_owned();
        }
        let (c, desks) = (self.cases, self.texts(desks));
        format!("EXISTS (SELECT 1 FROM dues d WHERE d.case_id = {c}.id AND d.service IN ({desks}))")
    }

    fn conflicted(&mut self, person: &str) -> String {
        match self.filter.user {
            Some(user) => format!("EXISTS (SELECT 1 FROM conflicts x WHERE x.person_id = {person} AND x.user_id = {})", self.place(user)),
            None => "FALSE".to_owned(),
        }
    }

    fn person(&mut self, atom: &PersonAtom) -> String {
        let p = self.people;
        match atom {
            PersonAtom::Conflicted => self.conflicted(&format!("{p}.id")),
            PersonAtom::HasCases => format!("EXISTS (SELECT 1 FROM cases c WHERE c.person_id = {p}.id)"),
            PersonAtom::Shown => {
                let which = self.condition(&self.filter.which.cases);
                format!("EXISTS (SELECT 1 FROM cases c WHERE c.person_id = {p}.id AND {which})")
            }
            PersonAtom::WalledOff => {
                let which = self.condition(&self.filter.which.walled_off);
                format!("EXISTS (SELECT 1 FROM cases c WHERE c.person_id = {p}.id AND {which})")
            }
        }
    }
}
