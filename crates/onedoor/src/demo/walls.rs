//! What stands between people at the example hub: notes of several kinds, what people agreed to, a conflict of interest, and a glass that was
//! broken and waits for its review. All by the same verbs as their pages.

use access::{Actor, Kind, OnCase, Permit, Walls, kind};
use casework::break_glass::break_glass;
use casework::case::{CaseFile, read_case};
use casework::give::give;
use casework::name_conflict::name_conflict;
use casework::record_consent::{Answer, GivenHow, record_consent};
use casework::worklist::{Asked, Scope, When, lines};
use casework::write_note::{NewNote, write_note};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, CaseReference, IdMaker, NoteKind};
use store::{Db, Tx};
use vault::{Secrets, SystemSecrets};

use crate::command::Error;
use crate::demo::{Member, work::said};

/// Cases of each worker on which something was written.
const EACH: usize = 3;

const SUPPORT: [&str; 4] = [
    "Sleeps badly since. We talked about who she can ring at night, and agreed that I ring on Thursdays.",
    "Wants the locks changed before the weekend. I have asked the housing officer.",
    "His sister comes to stay next week. He asked that nothing is posted while she is there.",
    "Went back to work on Monday. Is afraid of meeting him on the bus; we planned another way.",
];
const UPDATES: [&str; 2] = ["Would like to give evidence by video link.", "Cannot come to court on Fridays: looks after a parent."];
const COUNSELLING: &str = "Third session. Anger at having to move; grief about the garden. Wants to go on.";
const GLASS: &str = "The person rang the front desk in tears and the worker is on leave. I have to know whether it is safe to ring back.";

struct Scene<'a, 'tx, 't> {
    tx: &'a mut Tx<'t>,
    ids: IdMaker,
    walls: &'tx Walls,
    at: Timestamp,
}

/// Plays it, a little before now.
pub fn show(db: &Db, walls: &Walls, staff: &[Member], now: Timestamp) -> Result<(), Error> {
    let (cause, at) = (SystemSecrets.bytes()?, now.checked_sub(SignedDuration::from_mins(50))?);
    let (walls, staff) = (walls.clone(), staff.to_vec());
    Ok(db.write_now(move |tx| Scene { tx, ids: IdMaker::new(at, 0, &cause), walls: &walls, at }.play(&staff))?)
}

impl<'t> Scene<'_, '_, 't> {
    fn play(&mut self, staff: &[Member]) -> store::Result<()> {
        let of = |email: &str| staff.iter().find(|member| member.email == email).map(Member::actor).ok_or(store::Error::NotFound);
        let (priya, iris) = (of("priya@example.org")?, of("iris@example.org")?);
        let mut said_so_far = SUPPORT.iter().cycle();
        for email in ["amina@example.org", "gareth@example.org", "lucja@example.org", "marcus@example.org"] {
            let worker = of(email)?;
            for (place, case) in self.cases(&worker)?.into_iter().take(EACH).enumerate() {
                if let Some(text) = said_so_far.next() {
                    self.note(&worker, case, NoteKind::Support, text)?;
                }
                if let Some(text) = UPDATES.get(place) {
                    self.note(&worker, case, NoteKind::CaseUpdate, text)?;
                    self.agree(&worker, case, "police", GivenHow::Verbal)?;
                }
            }
        }
        if let Some(case) = self.cases(&of("amina@example.org")?)?.first().copied() {
            self.agree(&of("amina@example.org")?, case, "counselling_service", GivenHow::Written)?;
            let to = iris.user_id().ok_or(store::Error::NotFound)?;
            self.on::<kind::GiveCase, ()>(&priya, case, |tx, ids, permit| give(tx, ids, permit, to))?;
            self.note(&iris, case, NoteKind::Counselling, COUNSELLING)?;
        }
        self.conflict(&priya, &of("lucja@example.org")?, &of("marcus@example.org")?)?;
        self.glass(&priya, &of("gareth@example.org")?)
    }

    fn on<A: Kind<On = OnCase>, T>(
        &mut self,
        who: &Actor,
        case: CaseId,
        verb: impl FnOnce(&mut Tx<'t>, &mut IdMaker, &Permit<'t, A>) -> Result<T, casework::Error>,
    ) -> store::Result<T> {
        let permit = self.walls.permit_case::<A>(self.tx, &mut self.ids, who, case, self.at)?;
        verb(self.tx, &mut self.ids, &permit).map_err(said)
    }

    fn cases(&mut self, worker: &Actor) -> store::Result<Vec<CaseId>> {
        let permit = self.walls.permit::<kind::SeeWork>(self.tx, &mut self.ids, worker, self.at)?;
        let scope = worker.user_id().map_or(Scope::Nobodys, Scope::Of);
        let found = lines(self.tx, &mut self.ids, &permit, &Asked { scope, when: When::Any, only: None }, 1)?;
        Ok(found.lines.into_iter().map(|line| line.case).collect())
    }

    fn read(&mut self, who: &Actor, case: CaseId) -> store::Result<CaseFile> {
        self.on::<kind::ReadCase, _>(who, case, |tx, _, permit| Ok(read_case(tx, permit)?))
    }

    fn note(&mut self, who: &Actor, case: CaseId, kind: NoteKind, text: &str) -> store::Result<()> {
        let note = NewNote { kind, text: text.to_owned().into() };
        self.on::<kind::WriteNote, _>(who, case, |tx, ids, permit| write_note(tx, ids, permit, &note)).map(|_| ())
    }

    fn agree(&mut self, who: &Actor, case: CaseId, agency: &str, how: GivenHow) -> store::Result<()> {
        self.on::<kind::RecordConsent, _>(who, case, |tx, ids, permit| record_consent(tx, ids, permit, agency, Answer::Agreed(how)))
    }

    /// Whom the lead names finds the first case of the other no longer.
    fn conflict(&mut self, lead: &Actor, whose: &Actor, whom: &Actor) -> store::Result<()> {
        let (Some(case), Some(user)) = (self.cases(whose)?.first().copied(), whom.user_id()) else { return Ok(()) };
        let person = self.read(lead, case)?.case.person;
        let permit = self.walls.permit_person::<kind::NameConflict>(self.tx, &mut self.ids, lead, person, self.at)?;
        name_conflict(self.tx, &mut self.ids, &permit, user).map_err(said)
    }

    /// Somebody who is not cleared breaks the glass on the first ring-fenced case that the lead sees.
    fn glass(&mut self, lead: &Actor, by: &Actor) -> store::Result<()> {
        let permit = self.walls.permit::<kind::SeeWork>(self.tx, &mut self.ids, lead, self.at)?;
        let asked = Asked { scope: Scope::Everyones, when: When::Any, only: None };
        let all = lines(self.tx, &mut self.ids, &permit, &asked, 1)?.lines;
        for line in all {
            let file = self.read(lead, line.case)?;
            if let (false, Some(reference)) = (file.case.ring_fence.is_none(), CaseReference::parse(&file.case.reference)) {
                return break_glass(self.tx, &mut self.ids, self.walls, by, &reference, &GLASS.to_owned().into(), self.at).map(|_| ());
            }
        }
        Ok(())
    }
}
