//! Whether every promise of promises.toml is held by a scenario that is played, and every hub has enough of them.

use std::collections::BTreeMap;

use profile::Profile;

use crate::forms::{Form, Key, check_keys};
use crate::root;
use crate::text::{self, File};
use crate::{HUBS, scenarios_of};

/// Fewer tell too little of a hub.
const AT_LEAST: usize = 8;

const fn key(name: &'static str, form: Form, needed: bool) -> Key {
    Key { name, form, needed }
}

const KEYS: &[Key] = &[
    key("id", Form::Text, true),
    key("hubs", Form::Texts, false),
    key("says", Form::Text, true),
    key("held_by", Form::Text, false),
    key("test", Form::Text, false),
    key("why", Form::Text, false),
    key("not_here", Form::Text, false),
];

struct Promise {
    id: String,
    hubs: Vec<String>,
    says: String,
    held_by: Option<(String, String)>,
    is_here: bool,
}

fn promises() -> Vec<Promise> {
    let name = "tests/scenarios/promises.toml";
    let file = File::new(name);
    let whole = text::read(&file, &std::fs::read_to_string(root().join(name)).unwrap());
    let list = whole.as_ref().and_then(|whole| whole.get("promise")).map(|list| list.nodes().to_vec()).unwrap_or_default();
    for promise in &list {
        check_keys(&file, "a promise", promise, &[KEYS]);
        let all_or_none = ["held_by", "test", "why"].iter().filter(|key| promise.get(key).is_some()).count() % 3 == 0;
        if !all_or_none {
            file.wrong(promise.line, "held_by, test and why belong together").unwrap_or(())
        }
    }
    let mistakes = file.mistakes();
    assert!(mistakes.is_empty(), "{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert!(list.len() > 50, "there are promises to hold");
    let said = |promise: &text::Node, key: &str| promise.said(key).map(str::to_owned);
    list.iter()
        .map(|promise| Promise {
            id: said(promise, "id").unwrap(),
            hubs: promise.get("hubs").map(text::Node::texts).unwrap_or_default(),
            says: said(promise, "says").unwrap(),
            held_by: said(promise, "held_by").zip(said(promise, "test")),
            is_here: promise.get("not_here").is_none(),
        })
        .collect()
}

#[test]
fn every_shipped_hub_is_played() {
    assert_eq!(HUBS, Profile::shipped_names().collect::<Vec<_>>());
}

#[test]
fn every_hub_has_enough_scenarios() {
    let few: Vec<String> = HUBS
        .iter()
        .map(|hub| (hub, scenarios_of(hub).len()))
        .filter(|(_, count)| *count < AT_LEAST)
        .map(|(hub, count)| format!("{hub} has {count}"))
        .collect();
    assert!(few.is_empty(), "a hub is told in at least {AT_LEAST} scenarios, but {}", few.join(", "));
}

#[test]
fn every_promise_is_held_by_a_scenario_or_another_test() {
    let promises = promises();
    let mut covered: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for hub in HUBS {
        for scenario in scenarios_of(hub) {
            for (line, id) in &scenario.covers {
                let fits = |promise: &&Promise| promise.hubs.is_empty() || promise.hubs.iter().any(|named| named == hub);
                match promises.iter().find(|promise| promise.id == *id) {
                    None => wrong.push(format!(
                        "{}:{line}: there is no promise {id:?}{}",
                        scenario.file,
                        text::meant(id, promises.iter().map(|promise| promise.id.as_str()))
                    )),
                    Some(promise) if !fits(&promise) => wrong.push(format!("{}:{line}: {id:?} is no promise of this hub", scenario.file)),
                    Some(_) => covered.entry(id.clone()).or_default().push(hub),
                }
            }
        }
    }
    for promise in &promises {
        let by = covered.get(&promise.id).cloned().unwrap_or_default();
        let missing: Vec<&String> = promise.hubs.iter().filter(|hub| !by.contains(&hub.as_str())).collect();
        match &promise.held_by {
            Some((file, test)) => {
                let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
                if !text.contains(&format!("fn {test}(")) {
                    wrong.push(format!("{}: there is no test {test} in {file}", promise.id));
                }
            }
            None if !promise.is_here => {
                assert!(promise.hubs.is_empty(), "{}: what a hub promises is here", promise.id);
            }
            None if !missing.is_empty() || by.is_empty() => {
                let of = if missing.is_empty() {
                    "any hub".to_owned()
                } else {
                    missing.iter().map(|hub| hub.as_str()).collect::<Vec<_>>().join(", ")
                };
                wrong.push(format!("{}: {:?} is covered by no scenario of {of}", promise.id, promise.says));
            }
            None => {}
        }
    }
    assert!(wrong.is_empty(), "{} promises are not held:\n{}", wrong.len(), wrong.join("\n"));
}
