//! The second wall: what a transaction on PostgreSQL says it was opened for, so that the database itself shows nothing else.
//!
//! The condition that the policies leave over becomes a table of answers, one for every combination of the facts it asks of a case; the
//! database works out the facts of each row and looks its answer up. SQLite has no such wall.

use jiff::Timestamp;
use kernel::RingFences;
use policy::{Actor, CaseAtom, Condition, Organisation, PersonAtom};
use store::{Conn, Tx};

/// Facts a condition may ask about; each doubles the table.
const MOST: usize = 12;
/// Where the facts of each kind have their places in the policy of the database (migration 17).
const RINGS: std::ops::Range<usize> = 4..8;
const DESKS: std::ops::Range<usize> = 11..13;
const TEAMS: std::ops::Range<usize> = 13..17;
const REFERRED: usize = 17;
const PLACES: usize = 18;

/// Settings that a transaction says of itself.
pub(crate) type Said = Vec<(&'static str, String)>;

/// Lets this transaction see everything from here on: for the program's own work, and for facts that a decision is about to be made on.
///
/// # Errors
/// As the database says.
pub fn open(conn: &mut Conn) -> store::Result<()> {
    conn.say(&[("capacity", "program".to_owned())])
}

/// Does something as the program does it, such as reading everybody's names into memory, and then goes on as before.
///
/// # Errors
/// As the closure or the database says.
pub fn as_the_program<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> store::Result<T>) -> store::Result<T> {
    conn.as_the_program(work)
}

/// [`as_the_program`] for changes: what a verb does beyond what whoever was permitted sees, such as taking a case from somebody else.
///
/// # Errors
/// As the closure or the database says.
pub fn change_as_the_program<'t, T>(tx: &mut Tx<'t>, work: impl FnOnce(&mut Tx<'t>) -> store::Result<T>) -> store::Result<T> {
    tx.change_as_the_program(work)
}

/// Whoever looks, and what they may see.
struct Viewer<'a> {
    organisation: &'a Organisation,
    cases: &'a Condition,
    people: &'a Condition,
}

/// What the database is told of these conditions on cases and on people. More than can be told shows nothing.
pub(crate) fn answers(organisation: &Organisation, cases: &Condition, people: &Condition) -> Said {
    Viewer { organisation, cases, people }.said().unwrap_or_else(|| vec![("capacity", String::new())])
}

/// Lets this transaction see from here on what somebody may of whom that is told.
///
/// # Errors
/// As the database says.
pub(crate) fn close(conn: &mut Conn, answers: &Said, actor: &Actor, agency: &str, at: Timestamp) -> store::Result<()> {
    let asker = [
        ("user", actor.user_id().map(|user| user.to_string()).unwrap_or_default()),
        ("agency", agency.to_owned()),
        ("team", actor.team.clone().unwrap_or_default()),
        ("at", at.as_microsecond().to_string()),
    ];
    conn.say(&answers.iter().cloned().chain(asker).collect::<Vec<_>>())
}

/// A fact that the condition asks about: its place, and what it is compared with.
#[derive(Clone, PartialEq)]
struct Fact {
    place: usize,
    atom: CaseAtom,
}

impl Viewer<'_> {
    fn said(&self) -> Option<Said> {
        let mut atoms = Vec::new();
        collect(self.cases, &mut atoms);
        let (mut rings, mut desks, mut teams) = (RINGS, DESKS, TEAMS);
        let (mut masks, mut said): (Vec<String>, Said) = (Vec::new(), Vec::new());
        let mut facts = Vec::new();
        for atom in atoms {
            let place = match &atom {
                CaseAtom::Open => 0,
                CaseAtom::HasWorker => 1,
                CaseAtom::IsMine => 2,
                CaseAtom::Unreported => 3,
                CaseAtom::In(_) | CaseAtom::Within(_) => {
                    let mask = match &atom {
                        CaseAtom::In(class) => RingFences::NONE.with(*class),
                        CaseAtom::Within(classes) => RingFences::ALL.without(*classes),
                        _ => RingFences::NONE,
                    };
                    masks.push(mask.bits().to_string());
                    rings.next()?
                }
                CaseAtom::Conflicted => 8,
                CaseAtom::Broken => 9,
                CaseAtom::Agreed => 10,
                CaseAtom::Referred => REFERRED,
                CaseAtom::Desk(_) | CaseAtom::HiddenFromPolice => {
                    let place = desks.next()?;
                    said.push((["desks_1", "desks_2"].get(place - DESKS.start)?, listed(self.desks(&atom))?));
                    place
                }
                CaseAtom::Team(_) | CaseAtom::Agency(_) => {
                    let place = teams.next()?;
                    said.push((["teams_1", "teams_2", "teams_3", "teams_4"].get(place - TEAMS.start)?, listed(self.teams(&atom))?));
                    place
                }
            };
            facts.push(Fact { place, atom });
        }
        if facts.len() > MOST {
            return None;
        }
        let mut weights = [0_u32; PLACES];
        for (bit, fact) in facts.iter().enumerate() {
            *weights.get_mut(fact.place)? = 1 << bit;
        }
        let shown_without_case = people_without_case(self.people);
        said.extend([
            ("capacity", "viewer".to_owned()),
            ("weights", weights.iter().map(u32::to_string).collect::<Vec<_>>().join(",")),
            ("masks", masks.join(",")),
            ("answers", self.answers(&facts)),
            ("caseless", if shown_without_case { "shown" } else { "" }.to_owned()),
        ]);
        Some(said)
    }

    /// A bit for each combination of the facts, the first in the lowest bit of the first byte, in hexadecimal digits.
    fn answers(&self, facts: &[Fact]) -> String {
        let mut bytes = vec![0_u8; (1_usize << facts.len()).div_ceil(8)];
        for row in 0..1_usize << facts.len() {
            let fact = |atom: &CaseAtom| {
                let bit = facts.iter().position(|fact| fact.atom == *atom).is_some_and(|bit| row >> bit & 1 == 1);
                // What the database works out of these two is the opposite.
                bit != (matches!(atom, CaseAtom::In(_)) || self.is_all_but(atom))
            };
            if holds(self.cases, &fact)
                && let Some(byte) = bytes.get_mut(row / 8)
            {
                *byte |= 1 << (row % 8);
            }
        }
        bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// The hub's own agency has every team that no other names.
    fn is_all_but(&self, atom: &CaseAtom) -> bool {
        matches!(atom, CaseAtom::Agency(name) if self.organisation.agencies.first().is_some_and(|first| first.name == *name))
    }

    fn teams(&self, atom: &CaseAtom) -> Vec<String> {
        let all_but = self.is_all_but(atom);
        match atom {
            CaseAtom::Team(team) => vec![team.clone()],
            CaseAtom::Agency(name) => {
                let of = self.organisation.agencies.iter().filter(|agency| (agency.name == *name) != all_but);
                of.flat_map(|agency| agency.teams.iter().cloned()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn desks(&self, atom: &CaseAtom) -> Vec<String> {
        match atom {
            CaseAtom::Desk(desk) => vec![desk.clone()],
            _ => self.organisation.desks.iter().filter(|desk| desk.hidden_from_police).map(|desk| desk.name.clone()).collect(),
        }
    }
}

/// Words as the database splits them again; none where one of them has the sign between them in it.
fn listed(words: Vec<String>) -> Option<String> {
    words.iter().all(|word| !word.contains(';')).then(|| words.join(";"))
}

fn collect(condition: &Condition, into: &mut Vec<CaseAtom>) {
    match condition {
        Condition::Case(atom) if !into.contains(atom) => into.push(atom.clone()),
        Condition::Not(inner) => collect(inner, into),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| collect(part, into)),
        Condition::Case(_) | Condition::Person(_) | Condition::Is(_) => {}
    }
}

fn holds(condition: &Condition, fact: &impl Fn(&CaseAtom) -> bool) -> bool {
    match condition {
        Condition::Is(known) => *known,
        Condition::Not(inner) => !holds(inner, fact),
        Condition::All(parts) => parts.iter().all(|part| holds(part, fact)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, fact)),
        Condition::Case(atom) => fact(atom),
        Condition::Person(_) => false,
    }
}

/// Whether somebody without a case, whom the asker has no conflict with, is shown.
fn people_without_case(condition: &Condition) -> bool {
    match condition {
        Condition::Is(known) => *known,
        Condition::Not(inner) => !people_without_case(inner),
        Condition::All(parts) => parts.iter().all(people_without_case),
        Condition::Any(parts) => parts.iter().any(people_without_case),
        Condition::Person(PersonAtom::HasCases | PersonAtom::Shown | PersonAtom::Conflicted | PersonAtom::WalledOff) => false,
        Condition::Case(_) => false,
    }
}
