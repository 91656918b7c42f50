//! What people ask of their case, what comes of it, and that they are told.

use access::kind;
use jiff::Timestamp;
use kernel::{Sensitive, StaffRole, TimeLimit};
use liaison::{
    Answer, AnswerSource, GET_UPDATE, Refused, TELL_PERSON, UpdateId, UpdateSays, UpdateState, answer_update, ask_update, chase_update,
    no_answer, open_updates, person_told,
};
use profile::Profile;
use testkit::databases::on_both;

use super::{at, does, due, kinds_of, updates};
use crate::casework::{BURGLARY, DANGER};
use crate::consent::agree;
use crate::hub::{monday, shipped};
use crate::roof::{Roof, ids, roof};

const TASKS: &[&str] = &[GET_UPDATE, TELL_PERSON];

fn asks(roof: &Roof, given_name: &str, profile: Profile, question: Option<&str>, when: Timestamp) -> UpdateId {
    let question = question.map(|text| Sensitive::new(text.to_owned()));
    does::<kind::AskForUpdate, _>(roof, &roof.story.sam, given_name, when, move |tx, ids, permit| {
        ask_update(tx, ids, permit, &profile, question.as_ref())
    })
    .expect("permitted")
    .unwrap()
}

fn charged() -> Answer {
    Answer { says: UpdateSays::Charged, source: AnswerSource::Officer, words: Some("First hearing on 3 December".to_owned().into()) }
}

fn answers(roof: &Roof, update: UpdateId, when: &str) -> Result<(), Refused> {
    does::<kind::AskForUpdate, _>(roof, &roof.story.sam, "Amina", at(when), move |tx, ids, permit| {
        answer_update(tx, ids, permit, &shipped("example"), update, &charged())
    })
    .unwrap()
}

fn tells(roof: &Roof, update: UpdateId, when: &str) -> Result<(), Refused> {
    does::<kind::AskForUpdate, _>(roof, &roof.story.sam, "Amina", at(when), move |tx, ids, permit| person_told(tx, ids, permit, update))
        .unwrap()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(what, when)| ((*what).to_owned(), (*when).to_owned())).collect()
}

#[test]
fn a_question_is_chased_answered_and_told_each_with_its_own_clock() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let working = casework::snapshot::working_time(&shipped("example"));
        let update = asks(&roof, "Amina", shipped("example"), Some("Has anybody been charged?"), monday());
        assert_eq!(due(&roof, "Amina", TASKS), pairs(&[("get_update", "2026-11-30T17:00:00Z")]), "five working days");
        assert_eq!(tells(&roof, update, "2026-11-24T10:00:00Z"), Err(Refused::NothingToTell));

        does::<kind::AskForUpdate, _>(&roof, &roof.story.sam, "Amina", at("2026-11-27T10:00:00Z"), move |tx, ids, permit| {
            chase_update(tx, ids, permit, &shipped("example"), update)
        })
        .unwrap()
        .unwrap();
        assert_eq!(due(&roof, "Amina", TASKS), pairs(&[("get_update", "2026-12-04T17:00:00Z")]), "to act again then");
        let asked = &updates(&roof, "Amina", monday())[0];
        assert_eq!((asked.state, asked.due_at), (UpdateState::Chased, at("2026-11-30T17:00:00Z")), "what was promised stays");
        assert_eq!(asked.question.as_ref().unwrap().reveal(), "Has anybody been charged?");
        assert_eq!(asked.age(at("2026-12-02T10:00:00Z"), working), 7, "weekends do not count");

        answers(&roof, update, "2026-12-02T10:00:00Z").unwrap();
        assert_eq!(answers(&roof, update, "2026-12-02T10:01:00Z"), Err(Refused::Ended));
        assert_eq!(due(&roof, "Amina", TASKS), pairs(&[("tell_person", "2026-12-03T17:00:00Z")]));
        let answered = updates(&roof, "Amina", monday()).remove(0);
        let ended = answered.ended.as_ref().unwrap();
        assert_eq!(ended.says, Some((UpdateSays::Charged, AnswerSource::Officer)));
        assert_eq!(ended.words.as_ref().unwrap().reveal(), "First hearing on 3 December");
        assert_eq!(answered.age(at("2027-06-01T10:00:00Z"), working), 7, "it ends with the answer");

        tells(&roof, update, "2026-12-03T10:00:00Z").unwrap();
        assert_eq!(tells(&roof, update, "2026-12-03T10:01:00Z"), Err(Refused::ToldAlready));
        assert!(due(&roof, "Amina", TASKS).is_empty());
        assert_eq!(kinds_of(&roof, "Amina"), ["opened", "update_asked", "update_chased", "update_answered", "update_told"]);
    });
}

#[test]
fn a_force_has_as_long_as_the_profile_says_and_five_working_days_where_it_does_not() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        asks(&roof, "Amina", Profile { updates_within: Some(TimeLimit::WorkingDays(2)), ..shipped("example") }, None, monday());
        asks(&roof, "Beth", Profile { updates_within: None, ..shipped("example") }, None, monday());
        assert_eq!(due(&roof, "Amina", TASKS), pairs(&[("get_update", "2026-11-25T17:00:00Z")]));
        assert_eq!(due(&roof, "Beth", TASKS), pairs(&[("get_update", "2026-11-30T17:00:00Z")]));
    });
}

#[test]
fn that_nobody_can_say_is_told_as_well() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let update = asks(&roof, "Amina", shipped("example"), None, monday());
        does::<kind::AskForUpdate, _>(&roof, &roof.story.sam, "Amina", at("2026-11-25T10:00:00Z"), move |tx, ids, permit| {
            no_answer(tx, ids, permit, &shipped("example"), update)
        })
        .unwrap()
        .unwrap();
        assert_eq!(due(&roof, "Amina", TASKS), pairs(&[("tell_person", "2026-11-26T17:00:00Z")]));
        let kept = updates(&roof, "Amina", monday()).remove(0);
        assert_eq!((kept.state, kept.ended.unwrap().says), (UpdateState::NoAnswer, None));
        tells(&roof, update, "2026-11-26T10:00:00Z").unwrap();
    });
}

#[test]
fn of_two_questions_each_has_its_own_task() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let first = asks(&roof, "Amina", shipped("example"), None, monday());
        asks(&roof, "Amina", shipped("example"), None, at("2026-11-24T10:00:00Z"));
        answers(&roof, first, "2026-11-25T10:00:00Z").unwrap();
        assert_eq!(
            due(&roof, "Amina", TASKS),
            pairs(&[("tell_person", "2026-11-26T17:00:00Z"), ("get_update", "2026-12-01T17:00:00Z")]),
            "the second still waits"
        );
    });
}

#[test]
fn an_answer_is_an_update_on_the_case_for_the_police_too_where_they_see_it() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        agree(&roof, roof.story.case_of("Amina"), "police");
        let update = asks(&roof, "Amina", shipped("example"), Some("Has anybody been charged?"), monday());
        answers(&roof, update, "2026-11-25T10:00:00Z").unwrap();
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        let file = roof.read(&officer, "Amina", at("2026-11-25T11:00:00Z")).unwrap();
        let words: Vec<&str> = file.events.iter().filter_map(|event| event.detail.reveal().as_ref()?.get("update")?.as_str()).collect();
        assert_eq!(words, ["First hearing on 3 December", "Has anybody been charged?"]);
        let asked = does::<kind::AskForUpdate, _>(&roof, &officer, "Amina", monday(), |tx, ids, permit| {
            ask_update(tx, ids, permit, &shipped("example"), None)
        });
        assert!(asked.is_none(), "who supports the person asks");
    });
}

#[test]
fn whoever_asked_first_comes_first_until_they_know() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let working = casework::snapshot::working_time(&shipped("example"));
        asks(&roof, "Beth", shipped("example"), None, at("2026-11-24T10:00:00Z"));
        let first = asks(&roof, "Amina", shipped("example"), None, monday());
        let list = |now: &'static str| -> Vec<(String, UpdateState, u32)> {
            let (walls, sam) = (roof.walls.clone(), roof.story.sam.clone());
            let open = roof.db.write_now(move |tx| {
                let permit = walls.permit::<kind::SeeWork>(tx, &mut ids(), &sam, at(now))?;
                open_updates(tx, &permit)
            });
            open.unwrap().into_iter().map(|line| (line.reference.clone(), line.state, line.age(at(now), working))).collect()
        };
        let called = |name: &str| roof.read(&roof.story.sam, name, monday()).unwrap().case.reference;
        let (amina, beth) = (called("Amina"), called("Beth"));
        assert_eq!(list("2026-11-26T10:00:00Z"), [(amina.clone(), UpdateState::Asked, 3), (beth.clone(), UpdateState::Asked, 2)]);
        answers(&roof, first, "2026-11-26T11:00:00Z").unwrap();
        assert_eq!(list("2026-11-30T10:00:00Z"), [(amina, UpdateState::Answered, 3), (beth.clone(), UpdateState::Asked, 4)]);
        tells(&roof, first, "2026-11-30T11:00:00Z").unwrap();
        assert_eq!(list("2026-11-30T12:00:00Z"), [(beth, UpdateState::Asked, 4)]);
    });
}
