//! Who else has a way of contact: other people on record, and suspects. Counted whatever walls stand before whoever asks, since the danger is
//! there all the same; who they are is told to nobody.

use std::collections::{HashMap, HashSet};

use access::{OnSomebody, Warrant, as_the_program};
use kernel::{ContactPointId, IdMaker, PersonId, SuspectOf, UserId};
use store::{Conn, Result, Tx};
use uuid::Uuid;

use crate::joined::Relation;
use crate::points::Mark;
use crate::record::{KeptPoint, PersonRecord, Point, PointKind};
use crate::suspects;

pub(crate) const BY_KEY: &str = "SELECT key, person_id FROM contact_points WHERE key IN ({}) AND is_current AND wrong_at IS NULL";
pub(crate) const BY_DOOR: &str = "SELECT c.door, c.person_id, p.suspect_shares_address FROM contact_points c JOIN people p ON p.id = c.person_id
    WHERE c.door IN ({}) AND c.is_current AND c.wrong_at IS NULL";
pub(crate) const SHARED_DOORS: &str = "SELECT c.door, c.person_id FROM contact_points c JOIN people p ON p.id = c.person_id
    WHERE c.door IN ({}) AND c.is_current AND c.wrong_at IS NULL AND p.suspect_shares_address";
pub(crate) const SUSPECTS: &str = "SELECT found_by, id, person_id FROM suspect_ways WHERE found_by IN ({}) AND lifted_at IS NULL";
pub(crate) const SAID_OTHERWISE: &str = "SELECT contact_point_id, claims FROM used_all_the_same WHERE contact_point_id IN ({})";

/// What makes a way a suspect's: a record of it, or that the suspect lives at somebody's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The record's id, or that of the person at whose address the suspect lives.
    pub(crate) id: Uuid,
    person: PersonId,
    by_address: bool,
}

impl Claim {
    /// Whose suspect, seen from this person. That the suspect lives at their own address is asked elsewhere, of themself.
    fn against(&self, person: PersonId, relation: &Relation) -> Option<SuspectOf> {
        match (relation.are_one(self.person, person), self.by_address) {
            (true, true) => None,
            (true, false) => Some(SuspectOf::ThisPerson),
            (false, _) => Some(SuspectOf::SomebodyElse),
        }
    }
}

/// What is known of suspects' ways of contact, as far as it was looked up.
#[derive(Debug, Default)]
pub struct Suspects {
    claims: HashMap<Mark, Vec<Claim>>,
    relation: Relation,
}

impl Suspects {
    /// Looks up what of these is a suspect's.
    ///
    /// # Errors
    /// As the database says.
    pub fn look_up<'p>(&mut self, conn: &mut Conn, warrant: &Warrant<'_>, points: impl IntoIterator<Item = &'p Point>) -> Result<()> {
        let marks = by_index(warrant, points.into_iter().filter_map(Mark::of));
        as_the_program(conn, |conn| {
            self.recorded(conn, &marks)?;
            let lived_at: Vec<(String, PersonId)> = conn.all_among(SHARED_DOORS, &indices(&marks, true))?;
            self.lived_at(&marks, lived_at.into_iter());
            Ok(())
        })
    }

    fn recorded(&mut self, conn: &mut Conn, marks: &Marks) -> Result<()> {
        let all: Vec<&str> = marks.keys().map(String::as_str).collect();
        for (index, id, person) in conn.all_among::<(String, Uuid, PersonId)>(SUSPECTS, &all)? {
            if let Some(mark) = marks.get(&index) {
                self.add(mark.clone(), Claim { id, person, by_address: false });
            }
        }
        Ok(())
    }

    fn lived_at(&mut self, marks: &Marks, doors: impl Iterator<Item = (String, PersonId)>) {
        for (index, person) in doors {
            if let Some(mark) = marks.get(&index) {
                self.add(mark.clone(), Claim { id: person.uuid(), person, by_address: true });
            }
        }
    }

    fn add(&mut self, mark: Mark, claim: Claim) {
        let claims = self.claims.entry(mark).or_default();
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }

    /// Takes note of a person at whose address the suspect lives.
    pub fn heed(&mut self, person: &PersonRecord) {
        if person.known.suspect_shares_address != Some(true) {
            return;
        }
        let lives_there = |kept: &&KeptPoint| stands(kept) && kept.point.kind == PointKind::Address;
        let marks: Vec<Mark> = person.points.iter().filter(lives_there).filter_map(|kept| Mark::of(&kept.point)).collect();
        for mark in marks {
            self.add(mark, Claim { id: person.id.uuid(), person: person.id, by_address: true });
        }
    }

    fn claims(&self, person: PersonId, point: &Point) -> Vec<Claim> {
        let of_mark = Mark::of(point).and_then(|mark| self.claims.get(&mark)).into_iter().flatten();
        of_mark.filter(|claim| claim.against(person, &self.relation).is_some()).copied().collect()
    }

    fn against(&self, person: PersonId, claims: &[Claim]) -> Option<SuspectOf> {
        claims.iter().filter_map(|claim| claim.against(person, &self.relation)).max()
    }

    /// Marks a person's ways of contact that are a suspect's. What a worker wrote to the contrary has to be known already, where there is any:
    /// see [`Suspects::with_what_was_said`].
    pub fn mark(&self, person: &mut PersonRecord) {
        if self.claims.is_empty() {
            return;
        }
        let id = person.id;
        for kept in person.points.iter_mut().filter(|kept| stands(kept) && kept.holders.suspect.is_none()) {
            kept.holders.suspect = self.against(id, &self.claims(id, &kept.point));
        }
    }

    /// [`Suspects::mark`] for people who are on record, with what workers wrote to the contrary.
    ///
    /// # Errors
    /// As the database says.
    pub fn with_what_was_said<'p>(&mut self, conn: &mut Conn, people: impl Iterator<Item = &'p mut PersonRecord>) -> Result<()> {
        if self.claims.is_empty() { Ok(()) } else { as_the_program(conn, |conn| self.said_of(conn, people.collect())) }
    }

    fn said_of(&mut self, conn: &mut Conn, people: Vec<&mut PersonRecord>) -> Result<()> {
        let known: HashSet<PersonId> = self.claims.values().flatten().map(|claim| claim.person).collect();
        let concerned: Vec<PersonId> = known.into_iter().chain(people.iter().map(|person| person.id)).collect();
        self.relation = Relation::read_around(conn, &concerned)?;
        let mut marked: Vec<(&mut KeptPoint, Vec<Claim>)> = Vec::new();
        for person in people {
            let id = person.id;
            for kept in person.points.iter_mut().filter(|kept| stands(kept)) {
                let claims = self.claims(id, &kept.point);
                kept.holders.suspect = self.against(id, &claims);
                if kept.holders.suspect.is_some() {
                    marked.push((kept, claims));
                }
            }
        }
        let points: Vec<ContactPointId> = marked.iter().map(|(kept, _)| kept.id).collect();
        let said: Vec<(ContactPointId, String)> = conn.all_among(SAID_OTHERWISE, &points)?;
        for (kept, claims) in marked {
            kept.holders.said_otherwise = said.iter().any(|(point, of)| *point == kept.id && covers(of, &claims));
        }
        Ok(())
    }
}

/// Whether words written of these claims hold for all there are.
fn covers(written_of: &str, claims: &[Claim]) -> bool {
    let of: HashSet<&str> = written_of.split(';').collect();
    claims.iter().all(|claim| of.contains(claim.id.to_string().as_str()))
}

/// Whether it is in use: only then it matters who else has it.
fn stands(kept: &KeptPoint) -> bool {
    kept.is_current && kept.wrong_at.is_none()
}

/// What is looked for, by the blind index that finds it.
type Marks = HashMap<String, Mark>;

fn indices(marks: &Marks, doors: bool) -> Vec<&str> {
    marks.iter().filter(|(_, mark)| mark.is_door() == doors).map(|(index, _)| index.as_str()).collect()
}

fn by_index(warrant: &Warrant<'_>, marks: impl Iterator<Item = Mark>) -> Marks {
    let marks: HashSet<Mark> = marks.collect();
    marks.into_iter().map(|mark| (mark.index(warrant.vault()), mark)).collect()
}

/// Tells of each way of contact that these people have now who else has it.
///
/// # Errors
/// As the database says.
pub fn note(conn: &mut Conn, warrant: &Warrant<'_>, people: &mut [PersonRecord]) -> Result<()> {
    let in_use = people.iter().flat_map(|person| &person.points).filter(|kept| stands(kept));
    let marks = by_index(warrant, in_use.filter_map(|kept| Mark::of(&kept.point)));
    as_the_program(conn, |conn| note_of(conn, &marks, people))
}

fn note_of(conn: &mut Conn, marks: &Marks, people: &mut [PersonRecord]) -> Result<()> {
    let by_key: Vec<(String, PersonId)> = conn.all_among(BY_KEY, &indices(marks, false))?;
    let by_door: Vec<(String, PersonId, Option<bool>)> = conn.all_among(BY_DOOR, &indices(marks, true))?;
    let mut suspects = Suspects::default();
    suspects.recorded(conn, marks)?;
    let lived_at = by_door.iter().filter(|(.., shares)| *shares == Some(true));
    suspects.lived_at(marks, lived_at.map(|(door, person, _)| (door.clone(), *person)));
    if !suspects.claims.is_empty() {
        suspects.said_of(conn, people.iter_mut().collect())?;
    }

    let mut having: HashMap<&Mark, Vec<PersonId>> = HashMap::new();
    for (index, person) in by_key.into_iter().chain(by_door.into_iter().map(|(door, person, _)| (door, person))) {
        if let Some(mark) = marks.get(&index) {
            having.entry(mark).or_default().push(person);
        }
    }
    let with_others: Vec<PersonId> = having.values().filter(|people| people.len() > 1).flatten().copied().collect();
    let relation = if with_others.is_empty() { Relation::default() } else { Relation::read_around(conn, &with_others)? };
    for person in people {
        let own = relation.head(person.id);
        for kept in person.points.iter_mut().filter(|kept| stands(kept)) {
            let others = Mark::of(&kept.point).and_then(|mark| having.get(&mark)).into_iter().flatten();
            // Records that are of one person count once, and the person's own not at all.
            let heads: HashSet<PersonId> = others.map(|other| relation.head(*other)).filter(|head| *head != own).collect();
            kept.holders.others = u32::try_from(heads.len()).unwrap_or(u32::MAX);
        }
    }
    Ok(())
}

/// Writes down why a way of contact of the person the permit is about can be used though it is a suspect's. Whether it is one now.
///
/// # Errors
/// As the database says; `NotFound` when the person's key is destroyed.
pub fn say_otherwise<'t>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &impl OnSomebody<'t>,
    by: UserId,
    kept: &KeptPoint,
    words: &str,
) -> Result<bool> {
    let (person, warrant) = (permit.whom(), permit.proof());
    let mut suspects = Suspects::default();
    suspects.look_up(tx, warrant, [&kept.point])?;
    suspects.relation = as_the_program(tx, |conn| Relation::read_around(conn, &[person]))?;
    let claims = suspects.claims(person, &kept.point);
    if claims.is_empty() {
        return Ok(false);
    }
    suspects::say_otherwise(tx, ids, warrant, (person, by), kept.id, &claims, words)?;
    Ok(true)
}
