//! What passes between hub and force about a case, on both databases: reports of hate crime for others, and what people ask.

mod closing;
mod pages;
mod reports;
mod updates;

use access::{Actor, Kind, OnCase, Permit, kind};
use casework::case::read_case;
use jiff::Timestamp;
use kernel::{Flag, FlagSet, IdMaker, Sensitive, TimeLimit};
use liaison::{Account, Error, HateReport, HateReportId, NewHateReport, Refused, Update, report_hate, reports_on, updates_on};
use profile::{ConsentForm, HateReports, Profile};
use store::Tx;
use testkit::databases::Scratch;
use web::Transport;

use crate::casework::BURGLARY;
use crate::hub::{Hub, monday, shipped};
use crate::roof::{Roof, roof};
use crate::routes::capabilities;

pub const FORCE: &str = "Exampleshire Police";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The example hub, and that it takes reports for people who will not go to the police.
pub fn taking_reports() -> Profile {
    let hate_reports = HateReports { to: FORCE.to_owned(), sent_within: TimeLimit::WorkingDays(1) };
    Profile { hate_reports: Some(hate_reports), ..shipped("example") }
}

/// A hub that takes reports, its pages, and where the case on it is.
struct World {
    roof: Roof,
    hub: Hub,
    case: String,
}

fn world(scratch: &Scratch) -> World {
    let roof = roof(scratch, &[BURGLARY]);
    let hub = Hub::prepared(&roof.db, taking_reports(), Transport::Loopback, capabilities(), |site| site);
    World { hub, case: format!("/cases/{}", roof.story.case_of("Amina")), roof }
}

/// A report of somebody who stays unnamed, with this told of what happened.
fn unnamed(happened: &str) -> NewHateReport {
    let told = |text: &str| Sensitive::new(text.to_owned());
    NewHateReport {
        flags: FlagSet::of(&[Flag::HateRace]),
        account: Account { happened: told(happened), when: told("last Friday, towards ten at night"), place: told("at the bus station") },
        is_named: false,
        agreed: ConsentForm::Verbal,
        looked: false,
    }
}

/// Does something on the case of this name; `None` for what is not permitted.
fn does<A: Kind<On = OnCase>, T: Send + 'static>(
    roof: &Roof,
    who: &Actor,
    given_name: &str,
    when: Timestamp,
    work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Error> + Send + 'static,
) -> Option<Result<T, Refused>> {
    roof.does::<A, T, Error>(who, roof.story.case_of(given_name), when, work)
}

fn report(roof: &Roof, given_name: &str, new: &NewHateReport) -> Result<HateReportId, Refused> {
    let (profile, new) = (taking_reports(), new.clone());
    does::<kind::ReportHate, _>(roof, &roof.story.sam, given_name, monday(), move |tx, ids, permit| {
        report_hate(tx, ids, permit, &profile, &new)
    })
    .expect("permitted")
}

fn reports(roof: &Roof, given_name: &str, when: Timestamp) -> Vec<HateReport> {
    let case = roof.story.case_of(given_name);
    roof.act::<kind::ReadCase, _>(&roof.story.sam, case, when, |tx, _, permit| {
        let file = read_case(tx, permit)?;
        Ok(reports_on(tx, permit, &file)?)
    })
    .unwrap()
}

fn updates(roof: &Roof, given_name: &str, when: Timestamp) -> Vec<Update> {
    let case = roof.story.case_of(given_name);
    roof.act::<kind::ReadCase, _>(&roof.story.sam, case, when, |tx, _, permit| {
        let file = read_case(tx, permit)?;
        Ok(updates_on(tx, permit, &file)?)
    })
    .unwrap()
}

/// Tasks of these kinds that are open on a case, and when somebody must act.
fn due(roof: &Roof, given_name: &str, kinds: &[&str]) -> Vec<(String, String)> {
    let file = roof.read(&roof.story.sam, given_name, monday()).unwrap();
    let open = file.open.iter().filter(|open| kinds.contains(&open.due.what.as_str()));
    open.map(|open| (open.due.what.clone(), open.act_at().to_string())).collect()
}

fn kinds_of(roof: &Roof, given_name: &str) -> Vec<&'static str> {
    let file = roof.read(&roof.story.sam, given_name, monday()).unwrap();
    let mut kinds: Vec<&str> = file.events.iter().map(|event| event.kind.as_str()).collect();
    kinds.reverse();
    kinds
}
