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

/// Of a number that a whole hostel has only so many are counted: more make it no more dangerous.
pub(crate) const BY_KEY: &str = "SELECT person_id FROM contact_points WHERE key = $1 AND is_current AND wrong_at IS NULL LIMIT 50";
pub(crate) const BY_DOOR: &str = "SELECT person_id FROM contact_points WHERE door = $1 AND is_current AND wrong_at IS NULL LIMIT 50";
/// Where they lived before too: whoever fled left the suspect behind that door.
pub(crate) const SHARED_DOORS: &str = "SELECT c.door, c.person_id FROM contact_points c JOIN people p ON p.id = c.person_id
    WHERE c.door IN ({}) AND c.wrong_at IS NULL AND p.suspect_shares_address";
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
    /// By the blind index of the way.
    claims: HashMap<String, Vec<Claim>>,
    /// The blind index of what was told, worked out once.
    told: HashMap<Mark, String>,
    /// Of which claims it was written that a way can be used all the same.
    said_otherwise: HashMap<ContactPointId, Vec<String>>,
    relation: Relation,
}

impl Suspects {
    /// Looks up what is a suspect's of that which is told now and of that which these people have, and marks what they have. Of that, what
    /// workers wrote to the contrary is heeded.
    ///
    /// # Errors
    /// As the database says.
    pub fn look_up<'p>(
        &mut self,
        conn: &mut Conn,
        warrant: &Warrant<'_>,
        told: &[Point],
        people: impl Iterator<Item = &'p mut PersonRecord>,
    ) -> Result<()> {
        // What the last rows told is kept until others are told.
        if !told.is_empty() {
            self.told = told.iter().filter_map(Mark::of).map(|mark| (mark, String::new())).collect();
            self.told.iter_mut().for_each(|(mark, index)| *index = mark.index(warrant.vault()));
        }
        let mut known: Vec<(PersonId, &mut KeptPoint)> = Vec::new();
        for person in people {
            let id = person.id;
            known.extend(person.points.iter_mut().filter(|kept| stands(kept)).map(|kept| (id, kept)));
        }
        for (_, kept) in &mut known {
            know_index(kept, warrant);
        }
        as_the_program(conn, |conn| {
            self.find(conn, &known)?;
            if self.claims.is_empty() { Ok(()) } else { self.mark_known(conn, known) }
        })
    }

    fn find(&mut self, conn: &mut Conn, known: &[(PersonId, &mut KeptPoint)]) -> Result<()> {
        let known = || known.iter().filter_map(|(_, kept)| Some((kept.point.kind == PointKind::Address, kept.found_by.clone()?)));
        let told = self.told.iter().map(|(mark, index)| (mark.is_door(), index.clone()));
        let all: Vec<(bool, String)> = told.chain(known()).collect();
        let indices: Vec<&str> = all.iter().map(|(_, index)| index.as_str()).collect();
        for (index, id, person) in conn.all_among::<(String, Uuid, PersonId)>(SUSPECTS, &indices)? {
            self.add(index, Claim { id, person, by_address: false });
        }
        let doors: Vec<&str> = all.iter().filter(|(is_door, _)| *is_door).map(|(_, index)| index.as_str()).collect();
        for (index, person) in conn.all_among::<(String, PersonId)>(SHARED_DOORS, &doors)? {
            self.add(index, Claim { id: person.uuid(), person, by_address: true });
        }
        Ok(())
    }

    fn mark_known(&mut self, conn: &mut Conn, known: Vec<(PersonId, &mut KeptPoint)>) -> Result<()> {
        let is_claimed = |kept: &KeptPoint| kept.found_by.as_ref().is_some_and(|index| self.claims.contains_key(index));
        let claimed: Vec<(PersonId, &mut KeptPoint)> = known.into_iter().filter(|(_, kept)| is_claimed(kept)).collect();
        let by: HashSet<PersonId> = self.claims.values().flatten().map(|claim| claim.person).collect();
        let concerned: Vec<PersonId> = by.into_iter().chain(claimed.iter().map(|(person, _)| *person)).collect();
        self.relation = Relation::read_around(conn, &concerned)?;
        let points: Vec<ContactPointId> = claimed.iter().map(|(_, kept)| kept.id).collect();
        for (point, of) in conn.all_among::<(ContactPointId, String)>(SAID_OTHERWISE, &points)? {
            self.said_otherwise.entry(point).or_default().push(of);
        }
        for (person, kept) in claimed {
            self.mark(person, kept);
        }
        Ok(())
    }

    /// Takes note of a person as a row of the same batch has made them: what is new of their ways of contact is marked, and where a suspect
    /// lives with them or was left behind, whoever comes later is not sent there.
    pub fn heed(&mut self, person: &mut PersonRecord) {
        let shares = person.known.suspect_shares_address == Some(true);
        let id = person.id;
        for kept in person.points.iter_mut().filter(|kept| kept.wrong_at.is_none()) {
            if kept.found_by.is_none() {
                kept.found_by = Mark::of(&kept.point).and_then(|mark| self.told.get(&mark).cloned());
            }
            if let (true, PointKind::Address, Some(index)) = (shares, kept.point.kind, &kept.found_by) {
                self.add(index.clone(), Claim { id: id.uuid(), person: id, by_address: true });
            }
            if stands(kept) {
                self.mark(id, kept);
            }
        }
    }

    /// Takes back what somebody's own record says of where a suspect lives: they are forgotten.
    pub fn forget(&mut self, person: PersonId) {
        self.claims.values_mut().for_each(|claims| claims.retain(|claim| claim.person != person));
    }

    fn mark(&self, person: PersonId, kept: &mut KeptPoint) {
        let claims = self.against(person, kept);
        let said = self.said_otherwise.get(&kept.id).into_iter().flatten();
        kept.holders.suspect = self.whose(person, &claims);
        kept.holders.said_otherwise = kept.holders.suspect.is_some() && said.map(String::as_str).any(|of| covers(of, &claims));
    }

    fn add(&mut self, index: String, claim: Claim) {
        let claims = self.claims.entry(index).or_default();
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }

    fn against(&self, person: PersonId, kept: &KeptPoint) -> Vec<Claim> {
        let all = kept.found_by.as_ref().and_then(|index| self.claims.get(index)).into_iter().flatten();
        all.filter(|claim| claim.against(person, &self.relation).is_some()).copied().collect()
    }

    fn whose(&self, person: PersonId, claims: &[Claim]) -> Option<SuspectOf> {
        claims.iter().filter_map(|claim| claim.against(person, &self.relation)).max()
    }
}

/// Works out the blind index of a way that was kept before it had one.
fn know_index(kept: &mut KeptPoint, warrant: &Warrant<'_>) {
    if kept.found_by.is_none() {
        kept.found_by = Mark::of(&kept.point).map(|mark| mark.index(warrant.vault()));
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

/// Tells of each way of contact that this person has now who else has it: suspects, and how many other people.
///
/// # Errors
/// As the database says.
pub fn note(conn: &mut Conn, warrant: &Warrant<'_>, person: &mut PersonRecord) -> Result<()> {
    note_suspects(conn, warrant, std::slice::from_mut(person))?;
    as_the_program(conn, |conn| {
        let mut having: Vec<(&mut KeptPoint, Vec<PersonId>)> = Vec::new();
        for kept in person.points.iter_mut().filter(|kept| stands(kept)) {
            let Some(index) = &kept.found_by else { continue };
            let others = conn.all(if kept.point.kind == PointKind::Address { BY_DOOR } else { BY_KEY }, &[index])?;
            having.push((kept, others));
        }
        let with_others: Vec<PersonId> =
            having.iter().filter(|(_, people)| people.len() > 1).flat_map(|(_, people)| people).copied().collect();
        let relation = if with_others.is_empty() { Relation::default() } else { Relation::read_around(conn, &with_others)? };
        let own = relation.head(person.id);
        for (kept, people) in having {
            // Records that are of one person count once, and the person's own not at all.
            let heads: HashSet<PersonId> = people.into_iter().map(|other| relation.head(other)).filter(|head| *head != own).collect();
            kept.holders.others = u32::try_from(heads.len()).unwrap_or(u32::MAX);
        }
        Ok(())
    })
}

/// Tells of each way of contact that these people have now whether it is a suspect's: as much as the gate must know.
///
/// # Errors
/// As the database says.
pub fn note_suspects(conn: &mut Conn, warrant: &Warrant<'_>, people: &mut [PersonRecord]) -> Result<()> {
    Suspects::default().look_up(conn, warrant, &[], people.iter_mut())
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
    suspects.look_up(tx, warrant, std::slice::from_ref(&kept.point), std::iter::empty())?;
    suspects.relation = as_the_program(tx, |conn| Relation::read_around(conn, &[person]))?;
    let claims = suspects.against(person, kept);
    if claims.is_empty() {
        return Ok(false);
    }
    suspects::say_otherwise(tx, ids, warrant, (person, by), kept.id, &claims, words)?;
    Ok(true)
}
