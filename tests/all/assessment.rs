//! What a person needs and how far they have come, on both databases: what an assessment keeps, where it sends a case, what figures it gives.

mod held;
mod pages;
mod plan;

use access::{Actor, kind};
use assessment::{Again, Assessment, Degree, Made, Need, Rating, Travelled, assess, assess_end, made, travelled};
use casework::ended_on::EndedOn;
use casework::finish_task::{Finished, finish_task};
use casework::record::EventKind;
use casework::{Error, Refused};
use jiff::{SignedDuration, Timestamp};
use kernel::{DueId, IdMaker};
use profile::{Pathway, Profile};
use testkit::databases::on_both;

use crate::casework::{BURGLARY, DANGER, refused};
use crate::hub::{monday, shipped};
use crate::roof::{Roof, roof};

/// Dina, who was defrauded.
const FRAUD: &str =
    "R4,CR4,2026-11-23T08:00:00Z,Fraud,fraud,Dina,Marsh,1960-01-02,07700 900126,,dina@example.org,4 High Street,LN1 1AE,,,,given,P4";

fn rating(measure: &str, answer: u8) -> Rating {
    Rating { measure: measure.to_owned(), answer }
}

fn answers(said: &[(&str, u8)]) -> Vec<Rating> {
    said.iter().map(|(measure, answer)| rating(measure, *answer)).collect()
}

fn on_day(days: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(24 * days)
}

/// Sam assesses under these rules.
fn assessed(roof: &Roof, of: &str, at: Timestamp, profile: &Profile, assessment: Assessment) -> Result<(), Error> {
    let (case, profile) = (roof.story.case_of(of), profile.clone());
    roof.act::<kind::AssessNeeds, _>(&roof.story.sam, case, at, move |tx, ids, permit| {
        assess(tx, ids, permit, &profile, &assessment).map(|_| ())
    })
}

fn asked(roof: &Roof, of: &str, at: Timestamp, said: &[(&str, u8)]) -> Result<(), Error> {
    assessed(roof, of, at, &shipped("example"), Assessment { ratings: answers(said), ..Assessment::default() })
}

fn asked_again(roof: &Roof, of: &str, at: Timestamp, said: &[(&str, u8)]) -> Result<(), Error> {
    let (again, case) = (Again { ratings: answers(said), said: None }, roof.story.case_of(of));
    roof.act::<kind::AssessNeeds, _>(&roof.story.sam, case, at, move |tx, ids, permit| {
        assess_end(tx, ids, permit, &shipped("example"), &again).map(|_| ())
    })
}

fn read(roof: &Roof, who: &Actor, of: &str) -> Result<Vec<Made>, Error> {
    roof.act::<kind::ReadCase, _>(who, roof.story.case_of(of), on_day(30), |tx, _, permit| Ok(made(tx, permit)?))
}

fn way(roof: &Roof, measure: &'static str, from: Timestamp, until: Timestamp) -> Travelled {
    roof.db.read_now(move |c| travelled(c, measure, from, until)).unwrap()
}

/// A task on a case, as acceptance sets it.
pub fn task(roof: &Roof, of: &str, what: &'static str) -> DueId {
    use casework::due::{DueChanges, NewDue, carry_out};
    let due = NewDue {
        kind: casework::record::DueKind::Task,
        what: what.to_owned(),
        service: None,
        due_at: on_day(5),
        clock: "5wd".into(),
        rule: what.to_owned(),
        source_row: None,
    };
    let case = roof.story.case_of(of);
    roof.db
        .write_now(move |tx| {
            let changes = DueChanges { added: vec![due.clone()], ..DueChanges::default() };
            let mut ids = IdMaker::new(monday(), 3, what.as_bytes());
            access::change_as_the_program(tx, |tx| carry_out(tx, &mut ids, case, &changes, monday()))
        })
        .unwrap();
    roof.read(&roof.story.sam, of, monday()).unwrap().open.iter().find(|open| open.is_task(what)).unwrap().due.id
}

#[test]
fn an_assessment_keeps_what_was_answered_and_ends_the_task() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        task(&roof, "Amina", "assess_needs");
        let said = Assessment {
            needs: vec![(Need::Money, Degree::MuchNeed), (Need::Health, Degree::NoNeed)],
            ratings: answers(&[("informed", 2), ("safety", 4)]),
            said: Some("She sleeps badly".to_owned().into()),
            pathway: None,
        };
        assessed(&roof, "Amina", on_day(1), &shipped("example"), said).unwrap();

        let made = read(&roof, &roof.story.sam, "Amina").unwrap();
        let [made] = made.as_slice() else { panic!("{made:?}") };
        assert_eq!(made.needs, [(Need::Health, Degree::NoNeed), (Need::Money, Degree::MuchNeed)]);
        assert_eq!(made.ratings, answers(&[("informed", 2), ("safety", 4)]));
        assert_eq!((made.by.as_str(), made.at), ("sam", on_day(1)));
        let file = roof.read(&roof.story.sam, "Amina", on_day(1)).unwrap();
        assert!(!file.open.iter().any(|open| open.is_task("assess_needs")), "{:?}", file.open);
        assert_eq!(file.events[0].kind, EventKind::NeedsAssessed);
        assert_eq!(file.events[0].detail.reveal().as_ref().unwrap()["note"], "She sleeps badly");
        assert_eq!(file.case.pathway, "general", "it stays where it was");
        assert!(read(&roof, &roof.story.sam, "Beth").unwrap().is_empty());
    });
}

#[test]
fn nothing_is_rewritten_and_what_is_no_answer_is_refused() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        asked(&roof, "Amina", on_day(1), &[("informed", 2)]).unwrap();
        asked(&roof, "Amina", on_day(2), &[("informed", 3)]).unwrap();
        let said: Vec<u8> = read(&roof, &roof.story.sam, "Amina").unwrap().iter().map(|made| made.ratings[0].answer).collect();
        assert_eq!(said, [2, 3]);

        for (said, why) in [
            (vec![], Refused::NothingSaid),
            (vec![("informed", 0)], Refused::NotAsked),
            (vec![("informed", 6)], Refused::NotAsked),
            (vec![("informed", 1), ("informed", 2)], Refused::NotAsked),
            (vec![("happiness", 3)], Refused::NotAsked),
            (vec![("finances", 3)], Refused::NotAsked),
        ] {
            assert_eq!(refused(asked(&roof, "Amina", on_day(3), &said)), why, "{said:?}");
        }
        let twice = Assessment { needs: vec![(Need::Work, Degree::NoNeed), (Need::Work, Degree::MuchNeed)], ..Assessment::default() };
        assert_eq!(refused(assessed(&roof, "Amina", on_day(3), &shipped("example"), twice)), Refused::NotAsked);
        assert_eq!(refused(asked_again(&roof, "Amina", on_day(3), &[])), Refused::NothingSaid);
        assert_eq!(roof.count("SELECT count(*) FROM assessments"), 2);
        assert_eq!(roof.count("SELECT count(*) FROM assessment_ratings"), 2);
    });
}

/// The example hub, in which nobody comes to the department for hate crime before an assessment.
fn with_departments() -> Profile {
    let mut profile = shipped("example");
    profile.pathways.iter_mut().filter(|pathway| pathway.name == "hate").for_each(|pathway| pathway.after_assessment = true);
    profile
}

#[test]
fn no_department_takes_a_case_before_an_assessment() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let mut profile = with_departments();
        profile.several_services = Some(profile::SeveralServices {
            pathway: "multi_agency".into(),
            task: "agree_lead_service".into(),
            weekday: jiff::civil::Weekday::Wednesday,
            at: jiff::civil::time(10, 0, 0, 0),
            authorities: Vec::new(),
        });
        let lead = task(&roof, "Amina", "agree_lead_service");
        let needs = task(&roof, "Amina", "assess_needs");
        let case = roof.story.case_of("Amina");
        let finish = |task: DueId, pathway: &str| {
            let (finished, profile) = (Finished { task, pathway: Some(pathway.to_owned()), note: None }, profile.clone());
            roof.act::<kind::FinishTask, _>(&roof.story.sam, case, on_day(1), move |tx, ids, permit| {
                finish_task(tx, ids, permit, &profile, &finished)
            })
        };
        let pathway = || roof.read(&roof.story.sam, "Amina", on_day(1)).unwrap().case.pathway;
        assert_eq!(refused(finish(lead, "hate")), Refused::AfterAssessment);
        assert_eq!(refused(finish(needs, "hate")), Refused::FinishedElsewhere(EndedOn::Needs));
        assert_eq!(pathway(), "general");
        assert!(roof.read(&roof.story.sam, "Amina", on_day(1)).unwrap().open.iter().any(|open| open.due.id == lead), "nothing was kept");

        let to = |name: &str| Assessment {
            needs: vec![(Need::Social, Degree::SomeNeed)],
            pathway: Some(name.to_owned()),
            ..Assessment::default()
        };
        assert_eq!(refused(assessed(&roof, "Amina", on_day(1), &profile, to("nowhere"))), Refused::NoSuchPathway);
        assessed(&roof, "Amina", on_day(1), &profile, to("hate")).unwrap();
        assert_eq!(pathway(), "hate");
        finish(lead, "young").unwrap();
        assert_eq!(pathway(), "young", "a meeting sends a case wherever no assessment is asked for first");
    });
}

#[test]
fn a_department_of_another_team_takes_the_case_with_everything_written_down() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let mut profile = shipped("example");
        let counselling = Pathway {
            name: "counselling".into(),
            when: profile::Condition::default(),
            team: Some("counselling".into()),
            after_assessment: true,
        };
        profile.pathways.push(counselling);
        let said = Some("Asked for somebody to talk to".to_owned().into());
        let assessment = Assessment { said, pathway: Some("counselling".into()), ..Assessment::default() };
        assessed(&roof, "Amina", on_day(1), &profile, assessment).unwrap();
        assert!(roof.read(&roof.story.sam, "Amina", on_day(1)).is_none(), "it lies with a partner now");
        let told = roof.count("SELECT count(*) FROM events WHERE kind = 'needs_assessed' AND detail IS NOT NULL");
        assert_eq!(told, 1, "what was said was kept before the case went");
    });
}

#[test]
fn the_way_is_told_for_those_who_were_asked_twice() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER, FRAUD]);
        asked(&roof, "Amina", on_day(1), &[("informed", 2), ("safety", 3)]).unwrap();
        asked(&roof, "Beth", on_day(1), &[("informed", 4)]).unwrap();
        asked(&roof, "Dina", on_day(1), &[("informed", 3), ("finances", 1)]).unwrap();
        asked_again(&roof, "Amina", on_day(8), &[("informed", 5), ("safety", 3)]).unwrap();
        asked_again(&roof, "Beth", on_day(9), &[("informed", 3)]).unwrap();

        let both = way(&roof, "informed", on_day(0), on_day(10));
        assert_eq!(both, Travelled { how_many: 2, sum_at_start: 6, sum_at_end: 8, better: 1, same: 0, worse: 1 });
        assert_eq!((both.mean_at_start(), both.mean_at_end()), (Some(3.0), Some(4.0)));
        assert_eq!(way(&roof, "safety", on_day(0), on_day(10)).same, 1);
        let first = way(&roof, "informed", on_day(0), on_day(9));
        assert_eq!((first.how_many, first.better), (1, 1), "Beth was asked at the end of the time, which is not in it");
        assert_eq!(way(&roof, "informed", on_day(9), on_day(10)).worse, 1);
        assert_eq!(way(&roof, "informed", on_day(10), on_day(20)), Travelled::default());

        asked_again(&roof, "Dina", on_day(12), &[("finances", 4)]).unwrap();
        let money = way(&roof, "finances", on_day(0), on_day(30));
        assert_eq!((money.how_many, money.better), (1, 1), "only those whom the measure fits");
    });
}
