//! Ways of contact that others have too, on both databases: what is told before one is used, what is shut because it is a suspect's, and that
//! nobody learns who the others are.

mod others;
mod pages;
mod suspects;

use std::sync::Arc;

use access::kind;
use casework::Error;
use casework::change_safety::{Told as Safe, change_safety, mark};
use casework::record_attempt::{Attempt, Recorded, record_attempt};
use casework::suspect_ways::{lift_suspect_way, record_suspect_ways, suspect_ways, use_all_the_same};
use casework::ways::ways;
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::{ContactPointId, Holders, Sensitive, SuspectWayId};
use people::record::{KeptPoint, Point, PointKind};
use people::suspects::Told;

use crate::casework::Story;
use crate::hub::monday;

/// Amina lives with Dora: one landline, one address, a mobile each.
const AMINA: &str = "R1,CR1,2026-11-23T08:00:00Z,Burglary,,Amina,Okafor,1984-03-27,07700 900123,01632 960001,amina@example.org,Flat 2 1 High Street,LN1 1AA,,,,given,P1";
const DORA: &str = "R2,CR2,2026-11-23T08:00:00Z,Burglary,,Dora,Mensah,1979-05-06,07700 900456,01632 960001,dora@example.org,\"1 High St., Flat 2\",LN1 1AA,,,,given,P2";
/// Next door, and with Amina's mobile.
const ERIN: &str =
    "R3,CR3,2026-11-23T08:00:00Z,Burglary,,Erin,Price,1991-07-08,07700 900123,,erin@example.org,Flat 3 1 High Street,LN1 1AA,,,,given,P3";

fn number(typed: &str) -> Told {
    let phone = kernel::Phone::parse(typed).unwrap();
    let kind = if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone };
    told(kind, &phone.for_display(), phone.reveal())
}

fn told(kind: PointKind, value: &str, key: &str) -> Told {
    let text = |text: &str| Sensitive::new(text.to_owned());
    Told { way: Point { kind, value: text(value), key: Some(text(key)) }, name: Some(text("Marek Suspectus")) }
}

impl Story {
    fn point(&self, of: &str, kind: PointKind) -> KeptPoint {
        self.file(of).person.points.into_iter().find(|kept| kept.point.kind == kind && kept.is_current).expect("such a way of contact")
    }

    fn holders(&self, of: &str, kind: PointKind) -> Holders {
        self.point(of, kind).holders
    }

    /// The ways that a page offers, each with what it goes to.
    fn offered(&self, of: &str) -> Vec<(&'static str, &'static str)> {
        let file = self.file(of);
        let outs = ways(&file.person, &file.who);
        let pairs = outs.iter().flat_map(|out| out.points.iter().flatten().map(|kept| (out.way.as_str(), kept.point.kind.as_str())));
        pairs.collect()
    }

    fn denial(&self, of: &str, way: Way) -> &'static str {
        let file = self.file(of);
        ways(&file.person, &file.who).into_iter().find(|out| out.way == way).unwrap().denial.unwrap_or_default()
    }

    fn call(&self, of: &str, kind: PointKind, way: Way, checked: bool) -> Result<Recorded, Error> {
        let (file, point) = (self.file(of), self.point(of, kind).id);
        let outcome = if way == Way::Call { AttemptOutcome::Reached } else { AttemptOutcome::Sent };
        let attempt = Attempt { way, point, service: None, outcome, again_on: None, note: None, checked, support_by: None };
        let profile = Arc::clone(&self.profile);
        self.act::<kind::RecordAttempt, _>(&self.sam, file.case.id, monday(), move |tx, ids, permit| {
            record_attempt(tx, ids, permit, &profile, &attempt)
        })
    }

    fn suspect(&self, of: &str, told: Vec<Told>) -> Result<(), Error> {
        let profile = Arc::clone(&self.profile);
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            record_suspect_ways(tx, ids, permit, &profile, &told)
        })
    }

    fn suspects(&self, of: &str) -> Vec<SuspectWayId> {
        let all = self.act::<kind::ReadCase, _>(&self.sam, self.case_of(of), monday(), |tx, _, permit| Ok(suspect_ways(tx, permit)?));
        all.unwrap().into_iter().filter(|way| way.lifted_at.is_none()).map(|way| way.id).collect()
    }

    fn lift(&self, of: &str, way: SuspectWayId) -> Result<(), Error> {
        let (profile, why) = (Arc::clone(&self.profile), Sensitive::new("It was mistyped".to_owned()));
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            lift_suspect_way(tx, ids, permit, &profile, way, &why)
        })
    }

    fn all_the_same(&self, of: &str, point: ContactPointId) -> Result<(), Error> {
        let (profile, why) = (Arc::clone(&self.profile), Sensitive::new("She has had it since spring".to_owned()));
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            use_all_the_same(tx, ids, permit, &profile, point, &why)
        })
    }

    fn say(&self, of: &str, change: impl Fn(&mut Safe)) {
        let file = self.file(of);
        let known = &file.person.known;
        let mut told = Safe {
            before: mark(&file.person),
            safety: known.safety,
            suspect_shares_address: known.suspect_shares_address,
            contact_notes: None,
        };
        change(&mut told);
        let profile = Arc::clone(&self.profile);
        self.act::<kind::ChangeContact, _>(&self.sam, file.case.id, monday(), move |tx, ids, permit| {
            change_safety(tx, ids, permit, &profile, &told)
        })
        .unwrap();
    }

    fn due_on(&self, of: &str) -> Vec<String> {
        self.file(of).open.iter().map(|open| open.due.what.clone()).collect()
    }
}

fn others(others: u32) -> Holders {
    Holders { others, ..Holders::default() }
}
