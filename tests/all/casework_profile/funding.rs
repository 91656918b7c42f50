//! What pays for the support in a case.

use casework::funding::{self, Funded};
use kernel::StaffRole;
use profile::{FundingKind, FundingStream};

use super::*;
use crate::casework::DANGER;

fn stream(name: &str, when: Condition, until: Option<&str>) -> FundingStream {
    let until = until.map(|day| day.parse().unwrap());
    FundingStream { name: name.into(), title: name.into(), kind: FundingKind::Grant, when, from: None, until }
}

fn gwent() -> Profile {
    let older = Condition { at_least: Some(30), ..Condition::default() };
    let abuse = Condition { flags_any: vec![kernel::Flag::DomesticAbuse], ..Condition::default() };
    let funding = vec![
        stream("core", Condition::default(), None),
        stream("older", older, None),
        stream("abuse", abuse, None),
        stream("ended", Condition::default(), Some("2026-03-31")),
    ];
    Profile { funding, ..plain() }
}

impl Story {
    fn paying(&self, given_name: &str) -> Vec<String> {
        let file = self.file(given_name);
        file.funding.iter().filter(|funded: &&Funded| funded.until.is_none()).map(|funded| funded.stream.clone()).collect()
    }

    fn funds(&self, given_name: &str, streams: &[&str], now: &str) -> Result<(), Error> {
        let (case, profile) = (self.case_of(given_name), Arc::clone(&self.profile));
        let streams: Vec<String> = streams.iter().map(|stream| (*stream).to_owned()).collect();
        self.act::<kind::SetFunding, _>(&self.sam, case, at(now), move |tx, ids, permit| funding::set(tx, ids, permit, &profile, &streams))
    }

    fn counted(&self, day: &str) -> Vec<(String, i64)> {
        let commissioner = Actor::staff(kernel::UserId::from_uuid(uuid::Uuid::new_v4()), "Com", StaffRole::Commissioner, None);
        let day = day.parse().unwrap();
        self.db
            .write_now(move |tx| {
                let mut ids = IdMaker::new(monday(), 0, b"counted");
                let permit = testkit::hub_walls::walls().permit::<kind::SeeFigures>(tx, &mut ids, &commissioner, monday())?;
                funding::on(tx, &permit, day)
            })
            .unwrap()
    }
}

fn pairs(counts: &[(&str, i64)]) -> Vec<(String, i64)> {
    counts.iter().map(|(stream, count)| ((*stream).to_owned(), *count)).collect()
}

#[test]
fn every_stream_that_fits_on_the_day_pays_from_the_opening_and_is_counted_without_names() {
    on_both(|scratch| {
        let story = story_under(scratch, gwent(), &[BURGLARY, DANGER]);
        assert_eq!(story.paying("Amina"), ["core", "older"]);
        assert_eq!(story.paying("Beth"), ["abuse", "core", "older"]);
        assert_eq!(story.counted("2026-11-22"), []);
        assert_eq!(story.counted("2026-11-23"), pairs(&[("abuse", 1), ("core", 2), ("older", 2)]));
        story.ends("Beth", Ending::Completed, "2026-12-01T11:00:00Z");
        assert_eq!(story.counted("2026-11-30"), pairs(&[("abuse", 1), ("core", 2), ("older", 2)]), "so it was then");
        assert_eq!(story.counted("2026-12-01"), pairs(&[("core", 1), ("older", 1)]));
    });
}

#[test]
fn a_further_incident_brings_what_pays_for_it() {
    on_both(|scratch| {
        let story = story_under(scratch, gwent(), &[BURGLARY]);
        story.refer(&[&BURGLARY.replace("R1,CR1", "R9,CR9").replace("Burglary,,", "Assault,domestic_abuse,")], at("2026-12-01T09:00:00Z"));
        assert_eq!(story.paying("Amina"), ["core", "older", "abuse"]);
    });
}

#[test]
fn what_somebody_says_by_hand_stands() {
    on_both(|scratch| {
        let story = story_under(scratch, gwent(), &[BURGLARY]);
        assert_eq!(refused(story.funds("Amina", &["ended"], TEN)), Refused::NoSuchStream, "its money is spent");
        assert_eq!(refused(story.funds("Amina", &["older", "core"], TEN)), Refused::NothingChanges);
        story.funds("Amina", &["core"], "2026-11-30T10:00:00Z").unwrap();
        assert_eq!(story.paying("Amina"), ["core"]);
        assert_eq!(story.counted("2026-11-29"), pairs(&[("core", 1), ("older", 1)]));
        assert_eq!(story.counted("2026-11-30"), pairs(&[("core", 1)]));
        story.refer(&[&BURGLARY.replace("R1,CR1", "R9,CR9").replace("Burglary,,", "Assault,domestic_abuse,")], at("2026-12-01T09:00:00Z"));
        assert_eq!(story.paying("Amina"), ["core"], "a rule does not undo it");
        assert_eq!(story.kinds("Amina").iter().filter(|kind| **kind == EventKind::FundingSet).count(), 1);
    });
}
