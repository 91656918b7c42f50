//! The plan: who changes which arm of it, and who reads what was agreed.

use access::{Actor, kind};
use assessment::{KeepsArm, PlanStep, StepId, StepState, agree_step, end_step, plan};
use casework::{Error, Refused};
use identity::Post;
use kernel::StaffRole;
use testkit::databases::on_both;

use super::on_day;
use crate::casework::{BURGLARY, refused};
use crate::consent::agree;
use crate::roof::{Roof, roof};

fn at_desk(roof: &Roof, name: &str, role: StaffRole, desk: Option<&str>) -> Actor {
    roof.employ(name, Post { desk: desk.map(str::to_owned), ..Post::of(role) })
}

fn agreed<A: KeepsArm>(roof: &Roof, who: &Actor, words: &'static str) -> Result<StepId, Error> {
    let case = roof.story.case_of("Amina");
    roof.act::<A, _>(who, case, on_day(1), move |tx, ids, permit| agree_step(tx, ids, permit, &words.to_owned().into()))
}

fn ended<A: KeepsArm>(roof: &Roof, who: &Actor, step: StepId, state: StepState) -> Result<(), Error> {
    let case = roof.story.case_of("Amina");
    roof.act::<A, _>(who, case, on_day(2), move |tx, ids, permit| end_step(tx, ids, permit, step, state))
}

fn steps(roof: &Roof, who: &Actor) -> Vec<PlanStep> {
    roof.act::<kind::ReadCase, _>(who, roof.story.case_of("Amina"), on_day(3), |tx, _, permit| Ok(plan(tx, permit)?)).unwrap()
}

type Support = kind::AssessNeeds;
type Safety = kind::ChangeContact;

#[test]
fn an_arm_is_changed_by_the_desk_that_keeps_it_and_read_by_the_other() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let ana = at_desk(&roof, "ana", StaffRole::Worker, Some("support"));
        let saf = at_desk(&roof, "saf", StaffRole::Worker, Some("safeguarding"));
        let call = agreed::<Support>(&roof, &ana, "Ana calls each Friday").unwrap();
        let locks = agreed::<Safety>(&roof, &saf, "New locks by Monday").unwrap();

        assert_eq!(refused(agreed::<Support>(&roof, &saf, "Something else")), Refused::AnotherDesk);
        assert_eq!(refused(ended::<Support>(&roof, &saf, call, StepState::Dropped)), Refused::AnotherDesk);
        assert_eq!(refused(agreed::<Safety>(&roof, &ana, "Something else")), Refused::AnotherDesk);
        assert_eq!(refused(ended::<Safety>(&roof, &ana, locks, StepState::Done)), Refused::AnotherDesk);
        assert!(matches!(ended::<Safety>(&roof, &saf, call, StepState::Done), Err(Error::Store(_))), "a step of the other arm");
        let said = |who: &Actor| -> Vec<String> { steps(&roof, who).iter().map(|s| s.words.as_ref().unwrap().reveal().clone()).collect() };
        let both = ["Ana calls each Friday", "New locks by Monday"];
        let mut read = said(&saf);
        read.sort();
        assert_eq!(read, both, "each desk reads both");

        ended::<Safety>(&roof, &saf, locks, StepState::Done).unwrap();
        assert_eq!(refused(ended::<Safety>(&roof, &saf, locks, StepState::Dropped)), Refused::DoneMeanwhile);
        assert_eq!(refused(ended::<Support>(&roof, &ana, call, StepState::Open)), Refused::NothingChanges);
        let state = |id: StepId| steps(&roof, &ana).into_iter().find(|step| step.id == id).map(|step| (step.state, step.ended_at));
        assert_eq!(state(locks), Some((StepState::Done, Some(on_day(2)))));
        assert_eq!(state(call), Some((StepState::Open, None)));
    });
}

#[test]
fn who_leads_or_sits_at_no_desk_changes_both_arms() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let ana = at_desk(&roof, "ana", StaffRole::Worker, Some("support"));
        let lea = at_desk(&roof, "lea", StaffRole::TeamLead, Some("safeguarding"));
        let nod = at_desk(&roof, "nod", StaffRole::Worker, None);
        let call = agreed::<Support>(&roof, &ana, "Ana calls each Friday").unwrap();
        agreed::<Support>(&roof, &lea, "Lea writes to the landlord").unwrap();
        agreed::<Support>(&roof, &nod, "Nod asks about benefits").unwrap();
        ended::<Support>(&roof, &nod, call, StepState::Dropped).unwrap();
        // What no desk began, no desk keeps.
        agreed::<Safety>(&roof, &nod, "A word for danger").unwrap();
        agreed::<Safety>(&roof, &ana, "A bag is packed").unwrap();
        assert_eq!(steps(&roof, &ana).len(), 5);
    });
}

#[test]
fn what_was_agreed_is_not_for_the_police_and_stands_nowhere_in_plain_words() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        agree(&roof, roof.story.case_of("Amina"), "police");
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        let story = &roof.story;
        let step = agreed::<Safety>(&roof, &story.sam, "She stays with her aunt").unwrap();
        let shown = steps(&roof, &officer);
        assert_eq!((shown.len(), shown[0].words.is_none()), (1, true));
        assert!(matches!(agreed::<Safety>(&roof, &officer, "Said"), Err(Error::Refused(Refused::NotPermitted(_)))));
        let kept: Vec<u8> = roof
            .db
            .read_now(move |c| access::as_the_program(c, |c| c.one("SELECT words FROM plan_steps WHERE id = $1", &[&step])))
            .unwrap();
        assert!(!String::from_utf8_lossy(&kept).contains("aunt"));
        let told = roof.read(&story.sam, "Amina", on_day(3)).unwrap();
        let told: Vec<String> = told.events.iter().map(|event| format!("{:?}", event.detail.reveal())).collect();
        assert!(!told.join(" ").contains("aunt"), "the timeline is read by more people");
    });
}
