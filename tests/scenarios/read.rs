//! Reads a file of scenarios whole, or says everything that is wrong with it: nothing of it is left out in silence.

use jiff::Timestamp;
use kernel::Source;

use crate::forms::{self, DECIDED, KINDS, STANDS, STEP};
use crate::text::{self, File, Is, Mistake, Node, meant, moment};

/// A promise, and how it is shown to be kept.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `profiles/example/scenarios.toml`.
    pub file: String,
    pub line: usize,
    pub title: String,
    /// Ids of the promises (promises.toml) that it shows to be kept.
    pub covers: Vec<(usize, String)>,
    pub steps: Vec<Step>,
}

/// Something that is done or asked, and what must then be so.
#[derive(Debug, Clone)]
pub struct Step {
    /// Counted from 1.
    pub number: usize,
    pub line: usize,
    pub at: Timestamp,
    /// Which of [`KINDS`].
    pub kind: &'static str,
    /// Its particulars.
    pub what: Node,
    /// Who does it; a worker of the hub where that is not said.
    pub who: Option<Node>,
    /// On the case of which row; of the last received where that is not said.
    pub on: Option<String>,
    /// By which door a row comes.
    pub from: Source,
    pub then: Vec<(String, Node)>,
}

impl Step {
    /// What must be refused, and how that is told.
    pub fn refused(&self) -> Option<&str> {
        self.expected("refused").and_then(Node::text)
    }

    pub fn expected(&self, key: &str) -> Option<&Node> {
        self.then.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }
}

/// Reads the text of a file.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn read(name: &str, text: &str) -> Result<Vec<Scenario>, Vec<Mistake>> {
    let file = File::new(name);
    let scenarios = text::read(&file, text).map(|whole| scenarios(&file, &whole)).unwrap_or_default();
    let mistakes = file.mistakes();
    if mistakes.is_empty() { Ok(scenarios) } else { Err(mistakes) }
}

fn scenarios(file: &File, whole: &Node) -> Vec<Scenario> {
    for (key, node) in whole.entries().iter().filter(|(key, _)| key != "scenario") {
        file.wrong(node.line, format!("a file of scenarios has no {key:?}{}", meant(key, ["scenario"]))).unwrap_or(())
    }
    let mut read: Vec<Scenario> = Vec::new();
    let Some(list) = whole.get("scenario") else {
        file.wrong(1, "there is no [[scenario]] in this file").unwrap_or(());
        return read;
    };
    if list.nodes().is_empty() {
        file.wrong(list.line, "write each scenario as [[scenario]]").unwrap_or(())
    }
    for node in list.nodes() {
        if let Some(scenario) = scenario(file, node) {
            if let Some(same) = read.iter().find(|known| known.title == scenario.title) {
                file.wrong(scenario.line, format!("the scenario of line {} has the same title", same.line)).unwrap_or(())
            }
            read.push(scenario);
        }
    }
    read
}

fn scenario(file: &File, node: &Node) -> Option<Scenario> {
    for (key, value) in node.entries().iter().filter(|(key, _)| !["title", "covers", "step"].contains(&key.as_str())) {
        file.wrong(value.line, format!("a scenario has no {key:?}{}", meant(key, ["title", "covers", "step"]))).unwrap_or(())
    }
    let title = node.said("title").filter(|title| !title.trim().is_empty());
    let title = title.or_else(|| file.wrong(node.line, "a scenario needs a title that states what it promises"))?;
    let covers = node.get("covers").map(|covers| {
        forms::check(file, "covers", covers, forms::Form::Texts);
        covers.nodes().iter().filter_map(|id| Some((id.line, id.text()?.to_owned()))).collect()
    });
    let Some(list) = node.get("step").filter(|list| !list.nodes().is_empty()) else {
        return file.wrong(node.line, format!("{title:?} has no [[scenario.step]]"));
    };
    let mut steps: Vec<Step> = Vec::new();
    for (number, node) in (1..).zip(list.nodes()) {
        let Some(step) = step(file, number, node) else { continue };
        if let Some(before) = steps.last().filter(|before| step.at < before.at) {
            let (now, then) = (text::in_london(step.at), text::in_london(before.at));
            file.wrong(step.line, format!("step {number} is at {now}, before the step before it ({then})")).unwrap_or(())
        }
        steps.push(step);
    }
    Some(Scenario { file: file.name.clone(), line: node.line, title: title.to_owned(), covers: covers.unwrap_or_default(), steps })
}

fn step(file: &File, number: usize, node: &Node) -> Option<Step> {
    let Is::Table(entries) = &node.is else {
        return file.wrong(node.line, "write each step as [[scenario.step]]");
    };
    let known = |name: &str| KINDS.iter().find(|kind| kind.name == name);
    let is_step = |name: &str| STEP.iter().any(|key| key.name == name);
    for (name, value) in entries.iter().filter(|(name, _)| known(name).is_none() && !is_step(name)) {
        let words = STEP.iter().chain(KINDS).map(|key| key.name);
        file.wrong(value.line, format!("a step has no {name:?}{}", meant(name, words))).unwrap_or(())
    }
    let mut kinds = entries.iter().filter_map(|(name, value)| Some((known(name)?, value)));
    let Some((kind, what)) = kinds.next() else {
        return file
            .wrong(node.line, format!("step {number} does nothing and asks nothing: it needs one of receive, attempt, who_sees, …"));
    };
    if let Some((other, value)) = kinds.next() {
        file.wrong(value.line, format!("step {number} is {} and {} at once; write a step for each", kind.name, other.name)).unwrap_or(())
    }
    forms::check(file, kind.name, what, kind.form);
    for key in STEP.iter().filter(|key| key.name != "then") {
        match node.get(key.name) {
            Some(value) => forms::check(file, key.name, value, key.form),
            None if key.needed => file.wrong(node.line, format!("step {number} has no {:?}", key.name)).unwrap_or(()),
            None => {}
        }
    }
    let (asks, receives) = (forms::asks(kind.name), kind.name == "receive");
    let only = |name: &str, fits: bool, says: &str| {
        if let (Some(value), false) = (node.get(name), fits) {
            file.wrong(value.line, format!("step {number}: {name:?} {says}")).unwrap_or(())
        }
    };
    only("from", receives, "goes with receive");
    only("who", !asks && !receives, "goes with an act; a question names who asks within its braces, and a row comes by itself");
    only("on", !receives, "goes with an act or a question on a case");
    only("then", !asks, "goes with receive or an act; a question says what is so by itself");
    let then = node.get("then");
    if let Some(then) = then {
        forms::check_keys(file, "then", then, if receives { &[DECIDED, STANDS] } else { &[STANDS] });
        if receives && let Some(refused) = then.get("refused") {
            file.wrong(refused.line, "a row is not refused; say its outcome").unwrap_or(())
        }
    }
    Some(Step {
        number,
        line: node.line,
        at: moment(node.said("at")?)?,
        kind: kind.name,
        what: what.clone(),
        who: node.get("who").cloned(),
        on: node.said("on").map(str::to_owned),
        from: node.said("from").and_then(Source::parse).unwrap_or(Source::Police),
        then: then.map(|then| then.entries().to_vec()).unwrap_or_default(),
    })
}
