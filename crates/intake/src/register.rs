//! What a batch of referrals needs to know of the people already on record: read once for the batch, changed in memory row by row, written once.

use std::collections::{HashMap, HashSet};

use access::Warrant;
use casework::keep::{KnownInvolvement, KnownReview};
use casework::record::{CaseRecord, CaseState, DueKind, DueRecord, DueState, EventRecord, IncidentRecord, InvolvementRecord, ReviewRecord};
use contact::gate::Safeguards;
use jiff::Timestamp;
use kernel::{CaseId, ContactPointId, IncidentId, Outcome, PersonId, Source, SourceRowId, TransferId};
use linkage::Thresholds;
use people::holders::Suspects;
use people::joined::Relation;
use people::keep::Change;
use people::likeness::Attempt;
use people::record::{PersonRecord, Point};
use store::{Conn, FromRow, Result, Row};
use vault::DataKey;

use crate::major_incidents::Standing;
use crate::place::Circumstances;
use crate::read::{self, Content};

/// A record and whether the database has it like this.
#[derive(Debug)]
pub struct Tracked<T> {
    /// The record.
    pub value: T,
    /// Whether it is there, and the same.
    pub state: Keeping,
}

/// How a record in memory stands to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// The same there.
    Same,
    /// There, but changed since.
    Changed,
    /// Not there yet.
    Fresh,
}

impl<T> Tracked<T> {
    /// A record that is not in the database yet.
    pub const fn fresh(value: T) -> Self {
        Self { value, state: Keeping::Fresh }
    }

    /// A record as the database has it.
    pub const fn same(value: T) -> Self {
        Self { value, state: Keeping::Same }
    }

    /// The record, to be changed.
    pub fn change(&mut self) -> &mut T {
        if self.state == Keeping::Same {
            self.state = Keeping::Changed;
        }
        &mut self.value
    }
}

/// A person with everything that a decision about them may ask for.
#[derive(Debug)]
pub struct KnownPerson {
    /// The person.
    pub record: Tracked<PersonRecord>,
    /// Ways of contact not in the database yet.
    pub fresh_points: HashSet<ContactPointId>,
    /// Ways of contact that are theirs no more.
    pub lost_points: Vec<ContactPointId>,
    /// The sender's references that are not in the database yet.
    pub fresh_references: Vec<String>,
    /// Their parts in incidents.
    pub involvements: Vec<Tracked<KnownInvolvement>>,
    /// Their cases.
    pub cases: Vec<Tracked<CaseRecord>>,
    /// What is or was due on those.
    pub dues: Vec<Tracked<DueRecord>>,
    /// What there was or is to look at on those.
    pub reviews: Vec<KnownReview>,
    /// Incidents in which they have no part any more.
    pub left: Vec<IncidentId>,
    /// Incidents because of which they refused.
    pub refused: Vec<IncidentId>,
    /// Whether the person refused, so that nothing of them may be kept.
    pub forgotten: bool,
}

impl KnownPerson {
    /// Somebody new.
    pub fn new(record: PersonRecord) -> Self {
        let fresh_points = record.points.iter().map(|kept| kept.id).collect();
        Self {
            record: Tracked::fresh(record),
            fresh_points,
            lost_points: Vec::new(),
            fresh_references: Vec::new(),
            involvements: Vec::new(),
            cases: Vec::new(),
            dues: Vec::new(),
            reviews: Vec::new(),
            left: Vec::new(),
            refused: Vec::new(),
            forgotten: false,
        }
    }

    /// The key under which what tells of them is sealed.
    ///
    /// # Errors
    /// When they are not in the database yet, and so have none.
    pub fn key(&self) -> Result<&DataKey> {
        self.record.value.key.as_ref().ok_or(store::Error::NotFound)
    }

    /// The open case, or else the one closed last.
    pub fn case(&mut self) -> Option<&mut Tracked<CaseRecord>> {
        let open = self.cases.iter().position(|case| case.value.state == CaseState::Open);
        let last = self.cases.iter().enumerate().max_by_key(|(_, case)| (case.value.closed_at, case.value.id)).map(|(place, _)| place);
        open.or(last).and_then(|place| self.cases.get_mut(place))
    }

    /// Takes away their parts in incidents that are like this.
    pub fn leave(&mut self, which: impl Fn(&InvolvementRecord) -> bool) {
        let (left, kept) = self.involvements.drain(..).partition(|part: &Tracked<_>| which(&part.value.involvement));
        self.involvements = kept;
        let left: Vec<Tracked<KnownInvolvement>> = left;
        self.left.extend(left.into_iter().map(|part| part.value.involvement.incident));
    }

    /// What the gate must know of them.
    pub fn safeguards(&self) -> Safeguards {
        casework::snapshot::safeguards(&self.record.value)
    }

    /// What is open on a case, by its id: as the database gives it, whether it is there yet or not.
    pub fn open_dues(&self, case: CaseId, kind: DueKind) -> Vec<&DueRecord> {
        let is_open = |due: &&DueRecord| due.case == case && due.state == DueState::Open && due.kind == kind;
        let mut open: Vec<&DueRecord> = self.dues.iter().map(|due| &due.value).filter(is_open).collect();
        open.sort_unstable_by_key(|due| due.id);
        open
    }

    /// Brings the case's next moment in line with what is due on it.
    pub fn settle_next_due(&mut self, case: CaseId) {
        let next = self
            .dues
            .iter()
            .map(|due| &due.value)
            .filter(|due| due.case == case && due.state == DueState::Open)
            .map(|due| due.due_at)
            .min();
        if let Some(case) = self.cases.iter_mut().find(|tracked| tracked.value.id == case && tracked.value.next_due_at != next) {
            case.change().next_due_at = next;
        }
    }
}

/// A row seen before.
#[derive(Debug, Clone)]
pub struct SeenRow {
    /// Its id.
    pub id: SourceRowId,
    /// Its content's digest; nothing is kept of what was declined.
    pub digest: Option<Vec<u8>>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reasons: String,
    /// Whom it was about.
    pub person: Option<PersonId>,
    /// In which case.
    pub case: Option<CaseId>,
    /// And which incident.
    pub incident: Option<IncidentId>,
    /// How often it has been written.
    pub version: i64,
    /// The file that wrote it last, as the database tells it.
    pub transfer: Option<TransferId>,
    /// Its key: the sender's id of it, or its place in its file.
    pub key: String,
    /// Whether it was parted from whom it was taken for: it is placed as if it had not been seen.
    pub is_parted: bool,
}

impl FromRow for SeenRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            digest: row.get(1)?,
            outcome: row.word(2)?,
            reasons: row.get(3)?,
            person: row.get(4)?,
            case: row.get(5)?,
            incident: row.get(6)?,
            key: row.get(7)?,
            version: row.get(8)?,
            transfer: row.get(9)?,
            is_parted: false,
        })
    }
}

/// Everything a batch may touch.
#[derive(Debug, Default)]
pub struct Register {
    /// Rows seen before, by their key.
    pub seen: HashMap<String, SeenRow>,
    /// Whom the sender's references stand for.
    pub references: HashMap<String, PersonId>,
    /// Everybody concerned.
    pub people: HashMap<PersonId, KnownPerson>,
    /// Incidents by reference.
    pub incidents: HashMap<String, IncidentId>,
    /// Incidents to write.
    pub changed_incidents: Vec<Tracked<IncidentRecord>>,
    /// Entries of timelines to write.
    pub events: Vec<EventRecord>,
    /// Reviews to write.
    pub reviews: Vec<ReviewRecord>,
    /// Who is like whom; nothing where nobody is recognised by likeness.
    pub likeness: Option<Attempt>,
    /// From when on likeness decides.
    pub thresholds: Thresholds,
    /// Which records are of one person, and who is kept apart, of everybody concerned.
    pub relation: Relation,
    /// Which ways of contact are a suspect's.
    pub suspects: Suspects,
    /// When what is placed was received, and the major incidents that stand then.
    pub(crate) major: (Timestamp, Standing),
    /// The change of people that it was written with, where there was any.
    pub change: Option<Change>,
}

const SEEN: &str = "SELECT id, digest, outcome, reasons, person_id, case_id, incident_id, source_record_id, version, transfer_id
    FROM source_rows
    WHERE source = '{source}' AND source_record_id IN ({})";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[SEEN];

impl Register {
    /// For rows that come under these circumstances.
    pub fn under(under: &Circumstances) -> Self {
        let major = (under.received_at, Standing::default());
        Self { likeness: under.everybody.clone().map(Attempt::new), major, ..Self::default() }
    }

    /// Reads what these rows may touch. What is in memory already stays as it is there.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(&mut self, conn: &mut Conn, warrant: &Warrant<'_>, source: Source, rows: &[(String, read::Row)], hold: &str) -> Result<()> {
        if let Some(likeness) = &self.likeness {
            likeness.catch_up(conn, warrant.vault())?;
        }
        self.load_seen(conn, source, rows)?;
        self.major.1 = Standing::read(conn, self.major.0)?;
        let mut references: Vec<&str> = Vec::new();
        let mut crimes: Vec<&str> = Vec::new();
        for (_, row) in rows {
            if let Content::Referral(referral) = &row.content {
                references.extend(referral.person_reference.as_deref());
                crimes.extend(referral.crime_reference.as_deref());
            }
        }
        for (reference, person) in people::keep::by_reference(conn, source, &references)? {
            self.references.entry(reference).or_insert(person);
        }
        let issuer = crate::facts::issuer(source);
        for (by, reference, incident) in casework::keep::incidents_by_reference(conn, &crimes)? {
            if by == issuer {
                self.incidents.entry(reference).or_insert(incident);
            }
        }
        let mut concerned: Vec<PersonId> = references.iter().filter_map(|reference| self.references.get(*reference).copied()).collect();
        concerned.extend(rows.iter().filter_map(|(key, _)| self.seen.get(key)?.person));
        self.load_people(conn, warrant, &concerned, hold)?;
        concerned.extend(self.look_ahead(rows));
        self.relation = Relation::read_around(conn, &concerned)?;
        concerned = concerned.iter().flat_map(|person| self.relation.members(*person)).collect();
        self.load_people(conn, warrant, &concerned, hold)?;
        self.know_suspects(conn, warrant, rows, &concerned)
    }

    /// Reads which ways of contact of these rows and these people are a suspect's.
    fn know_suspects(
        &mut self,
        conn: &mut Conn,
        warrant: &Warrant<'_>,
        rows: &[(String, read::Row)],
        concerned: &[PersonId],
    ) -> Result<()> {
        let referrals =
            rows.iter().filter_map(|(_, row)| if let Content::Referral(referral) = &row.content { Some(referral) } else { None });
        let told: Vec<Point> = referrals.flat_map(|referral| crate::facts::points(referral)).collect();
        let concerned: HashSet<PersonId> = concerned.iter().copied().collect();
        let is_concerned = |id: &PersonId| concerned.contains(id);
        let known = self.people.iter_mut().filter(|(id, _)| is_concerned(id)).map(|(_, known)| &mut known.record.value);
        self.suspects.look_up(conn, warrant, &told, known)
    }

    /// Reads which of these rows were seen before, and nothing else.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_seen(&mut self, conn: &mut Conn, source: Source, rows: &[(String, read::Row)]) -> Result<()> {
        let keys: Vec<&str> = rows.iter().map(|(key, _)| key.as_str()).collect();
        for row in conn.all_among::<SeenRow>(&SEEN.replace("{source}", source.as_str()), &keys)? {
            self.seen.entry(row.key.clone()).or_insert(row);
        }
        Ok(())
    }

    /// Drops what is only to be written, for a rehearsal writes nothing.
    pub fn set_down(&mut self) {
        self.changed_incidents.clear();
        self.events.clear();
        self.reviews.clear();
    }

    /// Whether somebody is on record and may be.
    pub fn is_known(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|known| !known.forgotten)
    }

    /// What was written is kept: whom it changed need not be read again.
    pub fn was_kept(self) {
        if let Some(likeness) = self.likeness {
            likeness.was_kept(self.change);
        }
    }

    /// Somebody on record who may be.
    pub fn known(&self, person: PersonId) -> Option<&PersonRecord> {
        self.people.get(&person).filter(|known| !known.forgotten).map(|known| &known.record.value)
    }

    /// Takes note that later rows may be about somebody as they are by now.
    pub fn note(&mut self, person: &PersonRecord) {
        if let Some(likeness) = &mut self.likeness {
            likeness.note(person);
        }
    }

    /// Forgets what a row told of somebody who refuses, and what other rows told of them in the same incident. Somebody who has no part in any
    /// incident then is forgotten wholly.
    pub fn forget(&mut self, person: PersonId, row: SourceRowId) {
        let Some(known) = self.people.get_mut(&person) else { return };
        let before = known.left.len();
        known.leave(|part| part.source_row == row);
        let refused = known.left.get(before..).unwrap_or_default().to_vec();
        known.forgotten = known.involvements.is_empty();
        if known.forgotten {
            self.suspects.forget(person);
            if let Some(likeness) = &mut self.likeness {
                likeness.leave_out(person);
            }
        }
        let is_covered = |seen: &SeenRow| known.forgotten || seen.incident.is_some_and(|incident| refused.contains(&incident));
        for seen in self.seen.values_mut().filter(|seen| seen.person == Some(person) && is_covered(seen)) {
            (seen.person, seen.case, seen.incident, seen.digest) = (None, None, None, None);
        }
        known.refused.extend(refused);
    }

    /// Reads one person more, with other records of theirs: whom a worker chose.
    ///
    /// # Errors
    /// As the database says; nobody is read when there is no such person.
    pub fn load_chosen(&mut self, conn: &mut Conn, warrant: &Warrant<'_>, chosen: PersonId, hold: &str) -> Result<()> {
        self.relation = Relation::read_around(conn, &self.people.keys().copied().chain([chosen]).collect::<Vec<_>>())?;
        let members = self.relation.members(chosen);
        self.load_people(conn, warrant, &members, hold)?;
        self.know_suspects(conn, warrant, &[], &members)
    }

    /// Reads those of these people who are not in memory yet.
    fn load_people(&mut self, conn: &mut Conn, warrant: &Warrant<'_>, people: &[PersonId], hold: &str) -> Result<()> {
        let mut ids: Vec<PersonId> = people.iter().copied().filter(|person| !self.people.contains_key(person)).collect();
        ids.sort_unstable();
        ids.dedup();
        let ids = ids.as_slice();
        if ids.is_empty() {
            return Ok(());
        }
        let cases = casework::keep::cases_of(conn, ids, hold)?;
        people::keep::hold(conn, ids, hold)?;
        let on_record = people::keep::load(conn, warrant, ids)?;
        // Whose key was destroyed is nobody any more: should they come again, they are somebody new.
        for record in on_record.into_iter().filter(|record| record.key.is_some()) {
            let mut known = KnownPerson::new(record);
            known.record.state = Keeping::Same;
            known.fresh_points.clear();
            self.people.insert(known.record.value.id, known);
        }
        for involvement in casework::keep::involvements_of(conn, ids)? {
            if let Some(person) = self.people.get_mut(&involvement.involvement.person) {
                person.involvements.push(Tracked::same(involvement));
            }
        }
        let mut owners = HashMap::new();
        for case in cases {
            owners.insert(case.id, case.person);
            if let Some(person) = self.people.get_mut(&case.person) {
                person.cases.push(Tracked::same(case));
            }
        }
        let cases: Vec<CaseId> = owners.keys().copied().collect();
        for due in casework::keep::dues_of(conn, &cases)? {
            if let Some(person) = owners.get(&due.case).and_then(|person| self.people.get_mut(person)) {
                person.dues.push(Tracked::same(due));
            }
        }
        for review in casework::keep::reviews_of(conn, &cases)? {
            if let Some(person) = owners.get(&review.case).and_then(|person| self.people.get_mut(person)) {
                person.reviews.push(review);
            }
        }
        Ok(())
    }
}
