//! One page of one hub, with the walls and without.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use access::{Act, Actor, CaseFacts, Subject, Walls, kind};
use benches::Result;
use benches::browser::Browser;
use benches::figures::median;
use casework::case::read_case;
use casework::worklist::{self, Asked, Only, Scope, When};
use jiff::Timestamp;
use kernel::{CaseId, Clock, IdMaker, SystemClock};
use profile::Profile;
use store::Db;
use vault::{Secrets, SystemSecrets};

use crate::plain;

/// What a case's page asks about to offer only what would not be refused.
const OFFERED: [Act; 11] = [
    Act::GiveCase,
    Act::HandOverCase,
    Act::TakeCase,
    Act::RecordAttempt,
    Act::CloseCase,
    Act::ChangeContact,
    Act::SeeNotes,
    Act::WriteNote,
    Act::SetRingFence,
    Act::RecordConsent,
    Act::NameConflict,
];
/// What reading a case asks about, to leave out what its reader is not shown.
const SHOWN: [Act; 3] = [Act::SeeContact, Act::SeeAddress, Act::SeeNotes];

/// A hub to measure.
pub struct Hub {
    pub walls: Walls,
    pub profile: Profile,
    pub actor: Actor,
    /// The database as a hub is served.
    pub served: Db,
    /// The database as whoever owns its tables, before whom no second wall stands.
    pub owned: Db,
    pub browser: Browser,
}

/// Milliseconds; medians.
pub struct Pair {
    pub page: &'static str,
    /// The page's transactions as the program runs them.
    pub with: f64,
    /// The same reading with nobody asked.
    pub without: f64,
    /// The page from request to answer.
    pub whole: f64,
    /// What is decided only to offer what would not be refused.
    pub offering: f64,
}

impl Pair {
    /// Of the page as a browser gets it.
    pub fn of_the_page(&self) -> f64 {
        self.whole / (self.whole - (self.with - self.without) - self.offering)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median of so many, after a tenth as many that do not count.
fn medianed(rounds: usize, mut once: impl FnMut(usize) -> Result<Duration>) -> Result<f64> {
    for number in 0..rounds.div_ceil(10) {
        once(number)?;
    }
    let times: Vec<f64> = (0..rounds).map(|number| once(number).map(milliseconds)).collect::<Result<_>>()?;
    Ok(median(&times))
}

fn ids(at: Timestamp) -> Result<IdMaker> {
    Ok(IdMaker::new(at, 0, &SystemSecrets.bytes()?))
}

impl Hub {
    /// A transaction that reads and changes nothing.
    fn bare(&self, rounds: usize) -> Result<f64> {
        medianed(rounds, |_| {
            let began = Instant::now();
            self.owned.write_now(|tx| tx.one::<i64>("SELECT 1", &[]))?;
            Ok(began.elapsed())
        })
    }

    fn whole(&self, rounds: usize, path: impl Fn(usize) -> String) -> Result<f64> {
        medianed(rounds, |number| {
            let began = Instant::now();
            let (status, _) = self.browser.get(&path(number))?;
            if status == 200 { Ok(began.elapsed()) } else { Err(format!("{} answered {status}", path(number)).into()) }
        })
    }

    /// The lists that my work counts for its filters.
    fn lists(&self) -> Result<Vec<Asked>> {
        let mine = Asked { scope: Scope::Of(self.actor.user_id().ok_or("a worker has an account")?), when: When::Any, only: None };
        let scopes = [mine.scope, Scope::Nobodys, Scope::Everyones].map(|scope| Asked { scope, ..mine.clone() });
        let whens = When::ALL.iter().map(|when| Asked { when: *when, ..mine.clone() });
        let named = |of: Vec<&str>, only: fn(String) -> Only| of.into_iter().map(|name| Some(only(name.to_owned()))).collect::<Vec<_>>();
        let (pathways, desks) =
            (named(worklist::pathways(&self.profile), Only::Pathway), named(worklist::desks(&self.profile), Only::Desk));
        let onlys = [None, Some(Only::Priority(1)), Some(Only::Priority(2)), Some(Only::Priority(3)), Some(Only::Enhanced)];
        let onlys = onlys.into_iter().chain(pathways).chain(desks).map(|only| Asked { only, ..mine.clone() });
        Ok(std::iter::once(mine.clone()).chain(scopes).chain(whens).chain(onlys).collect())
    }

    /// My work: counts for the filters, and the first page of the list.
    ///
    /// # Errors
    /// When both ways do not show the same.
    pub fn my_work(&self, rounds: usize) -> Result<Pair> {
        let lists = Arc::new(self.lists()?);
        let shown = Arc::new(Mutex::new((Vec::new(), Vec::new())));
        let with = medianed(rounds, |_| {
            let at = SystemClock.now();
            let (walls, actor, counted) = (self.walls.clone(), self.actor.clone(), Arc::clone(&lists));
            let (again, asker, asked, slot) = (walls.clone(), actor.clone(), Arc::clone(&lists), Arc::clone(&shown));
            let mut ids = ids(at)?;
            let began = Instant::now();
            let counts = self.served.read_now(move |c| {
                walls.close(c, &actor, at)?;
                worklist::counts(c, &worklist::Sight::new(&walls, &actor, at), &counted, at)
            })?;
            let lines = self.served.write_now(move |tx| {
                let permit = again.permit::<kind::SeeWork>(tx, &mut ids, &asker, at)?;
                worklist::lines(tx, &mut ids, &permit, asked.first().ok_or(store::Error::NotFound)?, 1)
            })?;
            let took = began.elapsed();
            let references = lines.lines.into_iter().map(|line| line.reference).collect();
            *slot.lock().map_err(|_| "a measurement stopped on a fault")? = (counts, references);
            Ok(took)
        })?;
        let bare = self.bare(rounds)?;
        let mut plainly = (Vec::new(), Vec::new());
        let reading = medianed(rounds, |_| {
            let at = SystemClock.now();
            let (walls, actor, counted, asked) = (self.walls.clone(), self.actor.clone(), Arc::clone(&lists), Arc::clone(&lists));
            let mut ids = ids(at)?;
            let began = Instant::now();
            let counts = self.owned.read_now(move |c| plain::counts(c, &counted, at))?;
            let counting = began.elapsed();
            let (lines, reading) = self.owned.write_now(move |tx| {
                let permit = walls.permit::<kind::SeeWork>(tx, &mut ids, &actor, at)?;
                let began = Instant::now();
                let lines = plain::lines(tx, permit.warrant(), asked.first().ok_or(store::Error::NotFound)?, at)?;
                Ok((lines, began.elapsed()))
            })?;
            plainly = (counts, lines);
            Ok(counting + reading)
        })?;
        let shown = shown.lock().map_err(|_| "a measurement stopped on a fault")?;
        if shown.1.is_empty() || (&shown.0.first(), &shown.1) != (&plainly.0.first(), &plainly.1) {
            let told = (shown.0.first(), shown.1.len(), plainly.0.first(), plainly.1.len());
            return Err(format!("what is read without the walls is not what is read with them: {told:?}").into());
        }
        Ok(Pair { page: "my work", with, without: reading + bare, whole: self.whole(rounds, |_| "/work".into())?, offering: 0.0 })
    }

    /// The cases' pages, in turn.
    ///
    /// # Errors
    /// When a case cannot be read.
    pub fn case(&self, rounds: usize, cases: &[CaseId]) -> Result<Pair> {
        let case = |number: usize| cases.get(number % cases.len().max(1)).copied().ok_or("a worker without cases");
        let with = medianed(rounds, |number| {
            let (at, case, walls, actor) = (SystemClock.now(), case(number)?, self.walls.clone(), self.actor.clone());
            let mut ids = ids(at)?;
            let began = Instant::now();
            self.served.write_now(move |tx| {
                let permit = walls.permit_case::<kind::ReadCase>(tx, &mut ids, &actor, case, at)?;
                read_case(tx, &permit)
            })?;
            Ok(began.elapsed())
        })?;
        let (mut offering, mut masking) = (Vec::new(), Vec::new());
        let reading = medianed(rounds, |number| {
            let (at, case, walls, actor) = (SystemClock.now(), case(number)?, self.walls.clone(), self.actor.clone());
            let mut ids = ids(at)?;
            let (facts, took) = self.owned.write_now(move |tx| {
                let permit = walls.permit_case::<kind::ReadCase>(tx, &mut ids, &actor, case, at)?;
                let began = Instant::now();
                let file = read_case(tx, &permit)?;
                Ok((file.facts, began.elapsed()))
            })?;
            offering.push(milliseconds(self.deciding(&OFFERED, &facts, at)));
            let masked = self.deciding(&SHOWN, &facts, at);
            masking.push(milliseconds(masked));
            Ok(took.saturating_sub(masked))
        })?;
        let without = reading + self.bare(rounds)?;
        let whole = self.whole(rounds, |number| case(number).map_or_else(|_| String::new(), |case| format!("/cases/{case}")))?;
        Ok(Pair { page: "a case", with, without, whole, offering: median(&offering) })
    }

    fn deciding(&self, acts: &[Act], facts: &CaseFacts, at: Timestamp) -> Duration {
        let began = Instant::now();
        for act in acts {
            std::hint::black_box(self.walls.may_on(&self.actor, *act, facts, at));
        }
        began.elapsed()
    }

    /// Microseconds a decision on a case, permitted and refused.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn decision(&self, case: CaseId, rounds: u32) -> Result<[f64; 2]> {
        let (at, walls, actor) = (SystemClock.now(), self.walls.clone(), self.actor.clone());
        let mut ids = ids(at)?;
        let mine =
            self.served.write_now(move |tx| Ok(walls.permit_case::<kind::ReadCase>(tx, &mut ids, &actor, case, at)?.facts().clone()))?;
        let conflicted = CaseFacts { is_conflicted: true, ..mine.clone() };
        let each = |facts: &CaseFacts| {
            let began = Instant::now();
            for _ in 0..rounds {
                std::hint::black_box(self.walls.may(&self.actor, Act::ReadCase, Subject::Case(std::hint::black_box(facts)), at)).ok();
            }
            milliseconds(began.elapsed()) * 1000.0 / f64::from(rounds)
        };
        Ok([each(&mine), each(&conflicted)])
    }
}
