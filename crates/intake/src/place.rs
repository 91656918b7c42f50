//! One row on its way: seen before? valid? taken on? who is it? what is decided? Changes the register, writes nothing.

use std::sync::Arc;

use casework::record::{Ending, IncidentRecord};
use jiff::Timestamp;
use kernel::{
    IdMaker, IncidentId, Outcome, PersonId, Reason, ReviewKind, Source, SourceRowId, SupportConsent, TimeLimit, TransferId, WorkingTime,
    age_on, london_date,
};
use people::memory::Everybody;
use people::record::{Particulars, PersonRecord};
use profile::Profile;
use triage::{Admission, Decision, Facts};

use crate::carry_out::{Carrying, InConfidence, carry_out};
use crate::ending::end_what_the_row_caused;
use crate::facts::{account, facts, incident, issuer, particulars};
use crate::history::history;
pub use crate::placed::{DecisionRecord, Keep, Placed, Writing, reasons_text};
use crate::read::{self, Content, Referral};
use crate::recognise::{Recognition, contradicts};
use crate::register::{Keeping, KnownPerson, Register, SeenRow, Tracked};

/// Under which circumstances referrals are placed.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// By which door they come.
    pub source: Source,
    /// The hub's rules.
    pub profile: Arc<Profile>,
    /// Its working time.
    pub working_time: WorkingTime,
    /// When they were received.
    pub received_at: Timestamp,
    /// Everybody on record, to recognise people by likeness. Without, for measuring alone, people are known by the sender's reference only.
    pub everybody: Option<Arc<Everybody>>,
}

/// What a worker said of who the person is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Chosen {
    /// Nobody was asked: the evidence decides.
    #[default]
    Nobody,
    /// This person.
    This(PersonId),
    /// None of these people, whom they were shown.
    NoneOf(Vec<PersonId>),
    /// These people it is not, whatever the evidence: somebody looked at it, and it is settled.
    Not(Vec<PersonId>),
}

impl Chosen {
    /// Whether it was settled that it is not this person.
    pub(crate) fn rules_out(&self, person: PersonId) -> bool {
        matches!(self, Self::Not(people) if people.contains(&person))
    }
}

/// The Victims' Code's own limit for a referral to support.
const IN_TOUCH_WITHIN: TimeLimit = TimeLimit::WorkingDays(2);

/// Who looks after somebody of whom something was not reported, where other desks serve only what was.
fn in_confidence(under: &Circumstances, at: Timestamp) -> Option<InConfidence> {
    let named = |reported_only: bool| {
        let desks = under.profile.desks.iter().filter(move |desk| desk.reported_only == reported_only);
        desks.filter_map(|desk| desk.name.clone())
    };
    let shut_out: Vec<String> = named(true).collect();
    let desk = if shut_out.is_empty() { None } else { named(false).next() }?;
    Some(InConfidence { desk, shut_out, by: under.working_time.due(IN_TOUCH_WITHIN, at) })
}

/// Places one row. The register must hold whoever was chosen.
pub fn place(under: &Circumstances, register: &mut Register, key: &str, row: &read::Row, chosen: &Chosen) -> Placed {
    let mut placing = Placing::new(under, register, key, row, chosen);
    let placed = match &row.content {
        Content::Rejected { source_record_id, reasons } => placing.rejected(source_record_id.as_deref(), reasons),
        Content::Referral(referral) => placing.referral(referral),
    };
    if placed.writing != Writing::Leave {
        let seen = SeenRow {
            id: placed.id,
            digest: (placed.keep != Keep::Reason).then(|| row.digest.to_vec()),
            outcome: placed.decision.outcome,
            reasons: reasons_text(&placed.decision.reasons),
            person: placed.person,
            case: placed.case,
            incident: placed.incident,
            version: placed.version,
            transfer: None,
            key: key.to_owned(),
            is_parted: false,
        };
        register.seen.insert(key.to_owned(), seen);
    }
    placed
}

/// Whether a row of a file that was wholly taken in before counts again, though another file has told of it since: only where it refuses. An old
/// file run again by a slip must not bring an old number back, but a refusal that is sent once more is never passed over.
pub fn refuses_again(register: &Register, key: &str, row: &read::Row, transfer: TransferId) -> bool {
    let refuses = matches!(&row.content, Content::Referral(referral) if referral.support_consent == Some(SupportConsent::Refused));
    refuses && register.seen.get(key).is_some_and(|seen| seen.transfer != Some(transfer) && seen.digest.is_some())
}

/// The answer for a row of a file that was taken in up to and beyond it, and of which nothing else was told since: nothing changes twice.
pub fn answer_again(under: &Circumstances, register: &mut Register, key: &str, row: &read::Row) -> Placed {
    let mut placing = Placing::new(under, register, key, row, &Chosen::Nobody);
    let mut placed = match &row.content {
        Content::Rejected { source_record_id, reasons } => placing.rejected(source_record_id.as_deref(), reasons),
        Content::Referral(referral) => placing.unchanged(referral),
    };
    placed.writing = Writing::Leave;
    placed
}

struct Placing<'a> {
    under: &'a Circumstances,
    register: &'a mut Register,
    key: &'a str,
    row: &'a read::Row,
    ids: IdMaker,
    fresh: SourceRowId,
    seen: Option<SeenRow>,
    chosen: &'a Chosen,
}

impl<'a> Placing<'a> {
    fn new(under: &'a Circumstances, register: &'a mut Register, key: &'a str, row: &'a read::Row, chosen: &'a Chosen) -> Self {
        let seen = register.seen.get(key).cloned();
        // The version, since a row may be changed to and fro in files that are all received at the same moment.
        let version = seen.as_ref().map_or(0, |seen| seen.version).to_be_bytes();
        let cause = [under.source.as_str().as_bytes(), key.as_bytes(), &row.digest, &version].concat();
        let mut ids = IdMaker::new(under.received_at, u32::try_from(row.number).unwrap_or(u32::MAX), &cause);
        let fresh = ids.make();
        Placing { under, register, key, row, ids, fresh, seen, chosen }
    }

    fn placed(&self, source_record_id: Option<&str>, decision: Decision, keep: Keep) -> Placed {
        let id = self.row_id();
        Placed {
            number: self.row.number,
            id,
            key: self.key.to_owned(),
            source_record_id: source_record_id.map(str::to_owned),
            decision,
            person: None,
            new_person: false,
            case: None,
            incident: None,
            evidence: None,
            version: self.seen.as_ref().map_or(0, |seen| seen.version) + 1,
            writing: if self.seen.is_some() { Writing::Replace } else { Writing::Insert },
            keep,
        }
    }

    fn row_id(&self) -> SourceRowId {
        self.seen.as_ref().map_or(self.fresh, |seen| seen.id)
    }

    /// A row that cannot be read is kept by its place in the file: the next file may bring it whole.
    fn rejected(&mut self, source_record_id: Option<&str>, reasons: &[Reason]) -> Placed {
        // What somebody refused to give is not kept for being badly written.
        let keep = if self.row.as_sent.refuses() { Keep::Reason } else { Keep::All };
        let mut placed = self.placed(source_record_id, Decision::settled(Outcome::Rejected, reasons.to_vec()), keep);
        if self.seen.is_some() {
            placed.writing = Writing::Leave;
        }
        placed
    }

    fn referral(&mut self, referral: &Referral) -> Placed {
        if self.seen.as_ref().is_some_and(|seen| seen.digest.as_deref() == Some(&self.row.digest)) {
            return self.unchanged(referral);
        }
        let faults = read::faults(referral, self.under.received_at);
        if !faults.is_empty() {
            // Faults are told before a refusal, but whoever refused is not kept waiting here for a human to mend the row.
            if referral.support_consent == Some(SupportConsent::Refused) {
                return self.turned_away(referral, Outcome::Quarantined, faults, true);
            }
            return self.quarantined(referral, faults);
        }
        let stated = facts(referral, self.under.source, self.under.received_at);
        let facts = Facts { major_incident: self.register.major.1.hold(referral), ..stated };
        match triage::admit(&facts, &self.under.profile) {
            Admission::Decided { outcome, reasons } => self.not_admitted(referral, &facts, outcome, reasons),
            Admission::Admitted(admitted) => {
                let told = particulars(referral, admitted.flags.all);
                self.serve(referral, told, |past, under| {
                    // What a row says of ways of contact goes by what is known of them: a number may be somebody else's by now.
                    let contact::gate::Safeguards { reach, safety, suspect_shares_address, .. } = past.history.safeguards;
                    let facts = Facts { reach, safety, suspect_shares_address, ..facts };
                    let decide = if past.served_before { triage::decide_again } else { triage::decide };
                    decide(&facts, &admitted, &past.history, &under.profile, &under.working_time)
                })
            }
        }
    }

    fn unchanged(&self, referral: &Referral) -> Placed {
        let placed = self.placed(Some(&referral.source_record_id), Decision::settled(Outcome::Unchanged, Vec::new()), Keep::All);
        Placed { writing: Writing::Leave, ..self.as_it_stood(placed) }
    }

    /// A row seen before is `updated`, whatever its new content comes to; the reasons say what.
    fn again(&self, decision: Decision) -> Decision {
        let outcome = if self.seen.as_ref().is_some_and(|seen| !seen.is_parted) { Outcome::Updated } else { decision.outcome };
        Decision { outcome, ..decision }
    }

    /// Until somebody has looked, the person and case that an earlier version of the row made stay.
    fn as_it_stood(&self, mut placed: Placed) -> Placed {
        if let Some(seen) = &self.seen {
            (placed.person, placed.case, placed.incident) = (seen.person, seen.case, seen.incident);
        }
        placed
    }

    fn quarantined(&self, referral: &Referral, reasons: Vec<Reason>) -> Placed {
        let decision = self.again(Decision::settled(Outcome::Quarantined, reasons));
        self.as_it_stood(self.placed(Some(&referral.source_record_id), decision, Keep::All))
    }

    fn not_admitted(&mut self, referral: &Referral, facts: &Facts, outcome: Outcome, reasons: Vec<Reason>) -> Placed {
        match outcome {
            Outcome::RecordedOnly => {
                let flags = triage::implied(facts.flags, facts.incident_kind, facts.offence_code).all;
                self.serve(referral, particulars(referral, flags), |_, _| Decision::settled(Outcome::RecordedOnly, reasons.clone()))
            }
            Outcome::Quarantined => self.quarantined(referral, reasons),
            _ => self.turned_away(referral, outcome, reasons, outcome == Outcome::Declined),
        }
    }

    /// The hub has no business with the row: of somebody who refused it keeps the reason only, of anybody else a digest besides.
    fn turned_away(&mut self, referral: &Referral, outcome: Outcome, reasons: Vec<Reason>, refused: bool) -> Placed {
        // Nothing is kept of a refusal by which a second sending could be told from the first but its reason.
        if self.seen.as_ref().is_some_and(|seen| seen.digest.is_none() && seen.reasons == reasons_text(&reasons)) {
            return self.unchanged(referral);
        }
        let decision = self.again(Decision::settled(outcome, reasons));
        let mut placed = self.placed(Some(&referral.source_record_id), decision, if refused { Keep::Reason } else { Keep::Digest });
        if let Some(seen) = self.seen.clone() {
            self.end(&seen, &particulars(referral, referral.flags), refused);
            if !refused {
                // Should it come back into the hub's scope, it is still about the same person and incident.
                (placed.person, placed.incident) = (seen.person, seen.incident);
            }
        }
        placed
    }

    /// An earlier version of the row was served and this one may not be: what it caused ends, and who refused is forgotten. Unless the sender
    /// gave the row's id to somebody else's: one person's refusal is not another's.
    fn end(&mut self, seen: &SeenRow, told: &Particulars, refused: bool) {
        let known = seen.person.and_then(|person| Some((person, self.register.people.get_mut(&person)?)));
        let Some((person, known)) = known.filter(|(_, known)| !contradicts(told, &known.record.value.known)) else { return };
        let ending = if refused { Ending::Declined } else { Ending::OutOfScope };
        let events = end_what_the_row_caused(known, seen, ending, self.under.received_at, &mut self.ids);
        if refused {
            self.register.forget(person, seen.id);
        }
        self.register.events.extend(events);
    }

    /// The row stands for a person: finds or makes them, decides, and carries the decision out in the register.
    fn serve(&mut self, referral: &Referral, told: Particulars, decide: impl FnOnce(&Past, &Circumstances) -> Decision) -> Placed {
        let (row, at, flags) = (self.row_id(), self.under.received_at, told.flags);
        let (recognition, evidence) = self.register.recognise((self.key, self.seen.as_ref()), referral, &told, self.chosen);
        let (person, new_person) = match &recognition {
            Recognition::Same(person) => (*person, false),
            Recognition::Perhaps(_) | Recognition::New => (self.ids.make(), true),
        };
        let known = match self.register.people.remove(&person) {
            Some(mut known) => {
                self.take_in(&mut known, told, row);
                known
            }
            None => self.somebody_new(person, told, row),
        };
        let mut known = self.with_reference(known, referral);
        self.register.suspects.heed(&mut known.record.value);

        // In between the sender may have used the row's id for somebody else, who was turned away: what the row holds open it still holds.
        if let Some(seen) = self.seen.as_mut().filter(|seen| seen.person == Some(person)) {
            let parts = || known.involvements.iter().map(|part| &part.value.involvement);
            seen.case = seen.case.or_else(|| parts().find(|part| part.source_row == row).and_then(|part| part.case));
        }
        let earlier = self.seen.as_ref().and_then(|seen| seen.incident);
        let incident = match &referral.crime_reference {
            Some(crime) => self.register.incidents.get(crime).copied(),
            // Unless another row has taken the person's part in it elsewhere, or the person is another.
            None => earlier.filter(|incident| known.involvements.iter().any(|part| part.value.involvement.incident == *incident)),
        };
        if earlier != incident {
            known.leave(|part| part.source_row == row && Some(part.incident) == earlier);
        }
        let served_before = self.seen.as_ref().is_some_and(|seen| seen.case.is_some() && seen.person == Some(person));
        let members = self.register.relation.members(person);
        let others: Vec<&KnownPerson> = members.iter().filter_map(|member| self.register.people.get(member)).collect();
        let past = Past { history: history(&known, &others, row, incident, self.seen.as_ref()), served_before };
        let mut decision = decide(&past, self.under);
        let others = if let Recognition::Perhaps(others) = recognition { others } else { Vec::new() };
        if !others.is_empty() {
            decision.reviews.insert(0, ReviewKind::PossibleSamePerson);
        }
        let decision = self.again(decision);
        let incident = self.incident(referral, incident);
        let born = known.record.value.known.date_of_birth.as_ref().map(|born| *born.reveal());
        let is_child = born.and_then(|born| age_on(born, london_date(referral.recorded_at))).is_some_and(|age| age < 18);
        let carrying = Carrying {
            row,
            role: referral.role,
            flags,
            ring_fence: policy::ring_fences(flags, is_child),
            reported: referral.reported,
            in_confidence: if referral.reported { None } else { in_confidence(self.under, at) },
            recorded_at: referral.recorded_at,
            incident,
            at,
            other: others.first().copied(),
            account: account(referral),
        };
        let mut placed = self.placed(Some(&referral.source_record_id), decision, Keep::All);
        let effects = carry_out(&mut known, &mut placed.decision, &carrying, self.seen.as_ref(), &mut self.ids);
        placed.case = effects.case;
        (placed.person, placed.new_person, placed.incident) = (Some(person), new_person, Some(incident));
        placed.evidence = Some(evidence);
        self.register.people.insert(person, known);
        self.register.events.extend(effects.events);
        self.register.reviews.extend(effects.reviews);
        placed
    }

    fn take_in(&mut self, known: &mut KnownPerson, told: Particulars, row: SourceRowId) {
        let record = known.record.change();
        let (ids, fresh) = (&mut self.ids, &mut known.fresh_points);
        people::merge::take_in(record, told, row, self.under.received_at, || {
            let id = ids.make();
            fresh.insert(id);
            id
        });
        self.register.note(&known.record.value);
    }

    fn somebody_new(&mut self, id: PersonId, told: Particulars, row: SourceRowId) -> KnownPerson {
        let at = self.under.received_at;
        let mut record = PersonRecord {
            id,
            known: Particulars::default(),
            points: Vec::new(),
            safety_confirmed_at: None,
            source_row: row,
            created_at: at,
            others: Vec::new(),
            key: None,
        };
        people::merge::take_in(&mut record, told, row, at, || self.ids.make());
        self.register.note(&record);
        KnownPerson::new(record)
    }

    /// Keeps whom the sender means by a reference. One that already stands for somebody else is left with them.
    fn with_reference(&mut self, mut known: KnownPerson, referral: &Referral) -> KnownPerson {
        if let Some(reference) = &referral.person_reference
            && !self
                .register
                .references
                .get(reference)
                .is_some_and(|person| *person == known.record.value.id || self.register.is_known(*person))
        {
            self.register.references.insert(reference.clone(), known.record.value.id);
            known.fresh_references.push(reference.clone());
        }
        known
    }

    /// The incident's record: one for each reference, whoever was in it. The row that told of it first, or alone, corrects all but the reference.
    fn incident(&mut self, referral: &Referral, known: Option<IncidentId>) -> IncidentId {
        let id = known.unwrap_or_else(|| self.ids.make());
        let told = incident(referral, id, issuer(self.under.source));
        let corrects = self.seen.as_ref().is_some_and(|seen| seen.incident == known);
        let changed = &mut self.register.changed_incidents;
        if known.is_none() {
            changed.push(Tracked::fresh(told));
        } else if corrects {
            match changed.iter_mut().find(|tracked| tracked.value.id == id) {
                Some(tracked) => {
                    let crime_reference = tracked.value.crime_reference.take();
                    tracked.value = IncidentRecord { crime_reference, ..told };
                }
                None => changed.push(Tracked { value: told, state: Keeping::Changed }),
            }
        }
        if let Some(crime) = &referral.crime_reference {
            self.register.incidents.entry(crime.clone()).or_insert(id);
        }
        id
    }
}

/// What is on record, and whether an earlier version of this very row was served.
struct Past {
    history: triage::History,
    served_before: bool,
}
