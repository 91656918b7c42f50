//! The retention schedule: `[[retention]]`, and the checks that look at its rules together.

use kernel::Ending;

use crate::check::{Placed, reachable, unique};
use crate::condition::read_flags;
use crate::model::{Period, RetentionCondition, RetentionRule, RetentionStart};
use crate::reader::{Section, pairs};

const WHAT: &str = "a rule of the retention schedule";
const RULE_KEYS: &[&str] = &["class", "when", "from", "restrict_after", "minimise_after", "destroy_after"];
const WHEN_KEYS: &[&str] = &["endings", "flags", "under", "recorded_only"];

/// The steps of a rule, in the order in which they come.
const STEPS: [&str; 3] = ["restrict_after", "minimise_after", "destroy_after"];

/// The oldest age a rule may name.
const OLDEST: u8 = 120;

/// A birthday on which somebody is of age.
const OF_AGE: u8 = 18;

/// Reads the schedule. None at all is right, too: then nothing is destroyed.
pub(crate) fn read_retention(root: &Section<'_>) -> Option<Vec<RetentionRule>> {
    let sections = root.sections("retention", WHAT, RULE_KEYS);
    let read: Vec<Option<Placed<RetentionRule>>> = sections.iter().map(read_rule).collect();
    let rules: Vec<&Placed<RetentionRule>> = read.iter().flatten().collect();
    reachable(root.source, &rules, |rule| &rule.class, |earlier, later| earlier.when.covers(&later.when));
    let read_of = |section: &Section<'_>, rule: &Option<Placed<RetentionRule>>| {
        rule.as_ref().map(|rule| (section.key_at("class"), section.path_of("class"), rule.what.class.clone()))
    };
    let names: Vec<(usize, String, String)> = sections.iter().zip(&read).filter_map(|(section, rule)| read_of(section, rule)).collect();
    unique(root.source, "class", names.iter().map(|(at, path, class)| (*at, path, class)));
    if rules.len() == sections.len() {
        check_everything_ends(root, &rules);
    }
    read.into_iter().map(|placed| placed.map(|placed| placed.what)).collect()
}

fn read_rule(section: &Section<'_>) -> Option<Placed<RetentionRule>> {
    let class = section.name("class", "closed");
    let when = read_when(section);
    let from = section.word("from", &pairs!(RetentionStart));
    let [restrict_after, minimise_after, destroy_after] = STEPS.map(|key| section.maybe(key, |s| s.period(key)));
    let rule = RetentionRule {
        class: class?,
        when: when?,
        from: from?,
        restrict_after: restrict_after?,
        minimise_after: minimise_after?,
        destroy_after: destroy_after?,
    };
    let sound = [ends(section, &rule), steps_in_order(section, &rule), has_a_birthday(section, &rule)];
    sound.into_iter().all(|sound| sound).then(|| Placed { what: rule, path: section.path.clone(), at: section.at })
}

fn read_when(rule: &Section<'_>) -> Option<RetentionCondition> {
    if !rule.has("when") {
        return Some(RetentionCondition::default());
    }
    let section = rule.section("when", "what the rule is for", WHEN_KEYS)?;
    if section.len() == 0 {
        return rule.get("when")?.wrong(format!("one or more of {}", WHEN_KEYS.join(", ")), "leave it out where every record is meant");
    }
    let endings = section.maybe("endings", |s| s.words("endings", &pairs!(Ending)));
    let flags_any = read_flags(&section, "flags");
    let under = section.maybe("under", |s| s.number("under", 1, OLDEST));
    let recorded_only = section.maybe("recorded_only", |s| s.boolean("recorded_only"));
    let when =
        RetentionCondition { endings: endings?.unwrap_or_default(), flags_any: flags_any?, under: under?, recorded_only: recorded_only? };
    if when.recorded_only == Some(true) && !when.endings.is_empty() {
        return section
            .get("endings")?
            .wrong("no ending beside recorded_only = true: whoever never had a case has none that ended", "make two rules of it");
    }
    Some(when)
}

/// A rule has to say when somebody's details go; restricting them only puts them away.
fn ends(section: &Section<'_>, rule: &RetentionRule) -> bool {
    if rule.minimise_after.is_some() || rule.destroy_after.is_some() {
        return true;
    }
    section.source.report(
        section.at,
        section.path.clone(),
        "never minimises and never destroys anything",
        "minimise_after, destroy_after or both",
        "add destroy_after = \"7y\"",
    );
    false
}

fn steps_in_order(section: &Section<'_>, rule: &RetentionRule) -> bool {
    let steps = STEPS.iter().zip([rule.restrict_after, rule.minimise_after, rule.destroy_after]);
    let given: Vec<(&str, Period)> = steps.filter_map(|(key, period)| period.map(|period| (*key, period))).collect();
    let wrong = given.iter().zip(given.iter().skip(1)).find(|((_, earlier), (_, later))| later.days().0 <= earlier.days().1);
    let Some(((before, earlier), (key, later))) = wrong else { return true };
    section.source.report(
        section.key_at(key),
        section.path_of(key),
        format!("is \"{later}\", which may come no later than {before}, \"{earlier}\""),
        "the steps in this order: restrict, minimise, destroy",
        format!("leave {before} out, or make {key} longer"),
    );
    false
}

/// Whoever is eighteen already has no eighteenth birthday to wait for.
fn has_a_birthday(section: &Section<'_>, rule: &RetentionRule) -> bool {
    if rule.from != RetentionStart::Turned18 || rule.when.under.is_some_and(|under| under <= OF_AGE) {
        return true;
    }
    section.source.report(
        section.key_at("from"),
        section.path_of("from"),
        "is \"turned_18\", but the rule is also for people of age, and for those whose age is not known",
        "when = { under = 18 } beside it",
        "add under = 18 to when, or count from \"closed\"",
    );
    false
}

/// Where there is a schedule it is for every record: nothing is kept for ever because nobody thought of it.
fn check_everything_ends(root: &Section<'_>, rules: &[&Placed<RetentionRule>]) {
    let Some(last) = rules.last().filter(|_| !rules.iter().any(|rule| rule.what.when.is_always())) else { return };
    root.source.report(
        last.at,
        last.path.clone(),
        "leaves out records that meet none of the rules: they would be kept for ever",
        "a last rule without when, for every other record",
        "add [[retention]] with class = \"closed\", from = \"closed\" and destroy_after = \"7y\"",
    );
}
