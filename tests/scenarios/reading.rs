//! A file of scenarios is read whole or not at all.

use crate::read::read;

fn mistakes(text: &str) -> Vec<String> {
    match read("profiles/x/scenarios.toml", text) {
        Ok(read) => panic!("{} scenarios were read", read.len()),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

fn whole(step: &str) -> String {
    format!("[[scenario]]\ntitle = \"A promise\"\n[[scenario.step]]\n{step}\n")
}

#[track_caller]
fn tells(step: &str, says: &str) {
    let told = mistakes(&whole(step));
    assert!(told.iter().any(|mistake| mistake.starts_with(says)), "expected {says}\ngot {}", told.join("\n"));
}

#[test]
fn what_is_right_is_read_with_its_lines() {
    let text = "[[scenario]]\ntitle = \"A promise\"\ncovers = [\"x-1\"]\n\n[[scenario.step]]\nat = \"2026-05-06 10:00\"\nreceive = { flags = \"rape\" }\nthen.outcome = \"recorded_only\"\n\n[[scenario.step]]\nat = \"2026-05-06 11:00\"\nwho = { role = \"manager\" }\nclose = { ending = \"completed\" }\nthen.refused = \"closed\"\n";
    let read = read("profiles/x/scenarios.toml", text).unwrap();
    let [scenario] = read.as_slice() else { panic!("one scenario") };
    let steps: Vec<_> = scenario.steps.iter().map(|step| (step.line, step.kind, step.at.to_string())).collect();
    assert_eq!(steps, [(5, "receive", "2026-05-06T09:00:00Z".to_owned()), (10, "close", "2026-05-06T10:00:00Z".to_owned())]);
    assert_eq!((scenario.line, scenario.covers[0].0, scenario.steps[1].refused()), (1, 3, Some("closed")));
}

#[test]
fn nothing_is_left_out_in_silence() {
    let file = "profiles/x/scenarios.toml";
    let at = "at = \"2026-05-06 10:00\"\n";
    tells(
        &format!("{at}receive = {{}}\nthen.outcom = \"opened\""),
        &format!("{file}:6: then has no \"outcom\"; did you mean \"outcome\"?"),
    );
    tells(
        &format!("{at}receive = {{}}\nthen.outcome = \"opend\""),
        &format!("{file}:6: then.outcome is \"opend\"; it takes one of opened,"),
    );
    tells(&format!("{at}receive = {{ flag = \"rape\" }}"), &format!("{file}:5: the feed has no column \"flag\"; did you mean \"flags\"?"));
    tells(&format!("{at}recieve = {{}}"), &format!("{file}:5: a step has no \"recieve\"; did you mean \"receive\"?"));
    tells(&format!("{at}close = {{}}"), &format!("{file}:5: close needs \"ending\""));
    tells(&format!("{at}take = {{}}\ndecline = {{}}"), &format!("{file}:6: step 1 is take and decline at once"));
    tells(
        &format!("{at}receive = {{}}\nthen.offers = [\"phone 2026-05-08\"]"),
        &format!("{file}:6: then.offers holds \"phone 2026-05-08\"; it takes what by when"),
    );
    tells(&format!("{at}receive = {{}}\nthen.blocked = [\"txt because unsafe\"]"), &format!("{file}:6: then.blocked holds"));
    tells(&format!("{at}events = [\"handedover\"]"), &format!("{file}:5: events holds \"handedover\"; it takes one of"));
    tells("at = \"6 May 2026\"\ntake = {}", &format!("{file}:4: at is \"6 May 2026\"; it takes a moment in London"));
    tells("take = {}", &format!("{file}:3: step 1 has no \"at\""));
    tells(&format!("{at}take = {{}}\nfrom = \"police\""), &format!("{file}:6: step 1: \"from\" goes with receive"));
    tells(&format!("{at}languages = [\"en\"]\nthen.state = \"open\""), &format!("{file}:6: step 1: \"then\" goes with receive or an act"));
    tells(&format!("{at}take = {{}}\nthen.outcome = \"opened\""), &format!("{file}:6: then has no \"outcome\""));
    tells(at, &format!("{file}:3: step 1 does nothing and asks nothing"));
    tells(&format!("{at}take = {{}}\nthen.due = [\"phone by"), &format!("{file}:6: this cannot be read as TOML"));
}

#[test]
fn time_does_not_run_backwards_in_a_scenario() {
    let text = whole("at = \"2026-05-06 10:00\"\nreceive = {}\n[[scenario.step]]\nat = \"2026-05-06 09:59\"\ntake = {}");
    assert_eq!(
        mistakes(&text),
        ["profiles/x/scenarios.toml:6: step 2 is at 2026-05-06 09:59, before the step before it (2026-05-06 10:00)"]
    );
}

#[test]
fn a_scenario_has_a_title_of_its_own_and_steps() {
    let untitled = "[[scenario]]\n[[scenario.step]]\nat = \"2026-05-06 10:00\"\ntake = {}\n";
    assert_eq!(mistakes(untitled), ["profiles/x/scenarios.toml:1: a scenario needs a title that states what it promises"]);
    assert_eq!(mistakes("[[scenario]]\ntitle = \"A\"\n"), ["profiles/x/scenarios.toml:1: \"A\" has no [[scenario.step]]"]);
    assert_eq!(mistakes("[[scenarios]]\n").len(), 2, "the wrong word, and no scenario");
    let step = "[[scenario]]\ntitle = \"A\"\n[[scenario.step]]\nat = \"2026-05-06 10:00\"\ntake = {}\n";
    assert_eq!(mistakes(&format!("{step}{step}")), ["profiles/x/scenarios.toml:6: the scenario of line 1 has the same title"]);
}
