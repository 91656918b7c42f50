//! A scenario that promises something that is not so fails, and says where.

use std::sync::Arc;

use profile::Profile;

use crate::play::play;
use crate::read::read;
use crate::sqlite;

/// What is told of a scenario of the example hub with these steps after a burglary came in.
fn told(steps: &str) -> Vec<String> {
    let text = format!(
        "[[scenario]]\ntitle = \"A promise\"\n[[scenario.step]]\nat = \"2026-05-06 10:00\"\nreceive = {{ source_record_id = \"A1\" }}\n{steps}"
    );
    let scenarios = read("x.toml", &text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let profile = Arc::new(Profile::shipped("example").unwrap().unwrap());
    let (db, _folder) = sqlite();
    scenarios.iter().flat_map(|scenario| play(&db, &profile, scenario)).map(|failure| failure.to_string()).collect()
}

fn step(of: &str) -> String {
    format!("[[scenario.step]]\nat = \"2026-05-06 11:00\"\n{of}\n")
}

#[test]
fn every_promise_that_is_broken_is_told_with_its_line() {
    assert_eq!(
        told("then.outcome = \"attached\"\nthen.pathway = \"general\"\nthen.offers = [\"phone by 2026-05-07 17:00\"]"),
        [
            "x.toml:6: \"A promise\", step 1: then.outcome\n    expected attached\n    got      opened",
            "x.toml:8: \"A promise\", step 1: then.offers\n    expected [\"phone by 2026-05-07 17:00\"]\n    got      [\"phone by 2026-05-08 17:00\"]",
        ]
    );
}

#[test]
fn what_must_be_refused_and_is_not_and_what_is_refused_and_must_not_ends_the_scenario() {
    let done = told(&(step("take = {}\nthen.refused = \"closed\"") + &step("decline = {}\nthen.state = \"open\"")));
    assert_eq!(done, ["x.toml:6: \"A promise\", step 2: must be refused (\"closed\"), and was done"]);
    let refused = told(&step("come_back = {}"));
    assert_eq!(refused.len(), 1);
    assert!(refused[0].starts_with("x.toml:6: \"A promise\", step 2: was refused ("), "{refused:?}");
    let otherwise = told(&step("come_back = {}\nthen.refused = \"no_such_room\""));
    assert!(otherwise[0].contains("refused\n    expected no_such_room\n    got      "), "{otherwise:?}");
}

#[test]
fn a_scenario_that_cannot_be_played_says_why() {
    assert_eq!(told(&step("on = \"B7\"\ntake = {}")), ["x.toml:6: \"A promise\", step 2: there is no case because of row \"B7\""]);
    assert_eq!(
        told(&step("finish = { task = \"assess_needs\" }")),
        ["x.toml:6: \"A promise\", step 2: no task \"assess_needs\" is open on the case"]
    );
    assert_eq!(
        told(&step("who = { role = \"worker\", agency = \"police\" }\ntake = {}")),
        ["x.toml:6: \"A promise\", step 2: nobody has such a post in this hub: Choose a role that somebody of this organisation can have"]
    );
    let unread = told(&step("who_sees = { notes = \"no\" }"));
    assert_eq!(unread, ["x.toml:6: \"A promise\", step 2: no note was written on the case, so nobody can be asked to read one"]);
}

#[test]
fn a_wrong_answer_to_a_question_is_told() {
    assert_eq!(
        told(&(step("queue = { is = [] }") + &step("nobody_is_written_to = true"))),
        [
            "x.toml:6: \"A promise\", step 2: queue\n    expected []\n    got      [\"A1\"]",
            "x.toml:9: \"A promise\", step 3: nobody_is_written_to\n    expected true\n    got      false",
        ]
    );
}
