//! How long records are kept: what the program makes of it, and what one is told of a mistake in it.

use kernel::{Ending, Flag};
use profile::{Period, Profile, RetentionCondition, RetentionRule, RetentionStart, show};

use crate::mistakes::{RIGHT, told};

/// Follows [`RIGHT`], which has 47 lines, and an empty one: the first line here is the 49th.
const SCHEDULE: &str = r#"
[[retention]]
class = "serious"
when = { flags = ["sexual"] }
from = "closed"
restrict_after = "12m"
destroy_after = "75y"

[[retention]]
class = "child"
when = { under = 18 }
from = "turned_18"
destroy_after = "7y"

[[retention]]
class = "no_contact"
when = { endings = ["declined", "not_reached"] }
from = "last_contact"
minimise_after = "90d"
destroy_after = "12m"

[[retention]]
class = "closed"
from = "closed"
destroy_after = "7y"
"#;

fn scheduled() -> String {
    assert_eq!(RIGHT.lines().count(), 47);
    format!("{RIGHT}\n{SCHEDULE}")
}

#[track_caller]
fn expect(from: &str, to: &str, sentence: &str) {
    let text = scheduled();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    assert_eq!(told(&text.replace(from, to)), [sentence], "{from} → {to}");
}

#[test]
fn a_schedule_is_what_the_profile_says() {
    let rules = Profile::parse("hub", "p", &scheduled()).unwrap().retention;
    let rule = |class: &str| rules.iter().find(|rule| rule.class == class).unwrap();
    assert_eq!(
        rule("serious"),
        &RetentionRule {
            class: "serious".to_owned(),
            when: RetentionCondition { flags_any: vec![Flag::Sexual], ..RetentionCondition::default() },
            from: RetentionStart::Closed,
            restrict_after: Some(Period::Months(12)),
            minimise_after: None,
            destroy_after: Some(Period::Years(75)),
        }
    );
    assert_eq!(rule("no_contact").when.endings, [Ending::Declined, Ending::NotReached]);
    assert_eq!((rule("child").when.under, rule("child").from), (Some(18), RetentionStart::Turned18));
    assert!(rule("closed").when.is_always());
}

#[test]
fn without_a_schedule_nothing_is_destroyed() {
    let profile = Profile::parse("hub", "p", RIGHT).unwrap();
    assert!(profile.retention.is_empty());
    assert!(show(&profile).contains("No schedule is set: nothing is destroyed until somebody decides it."));
}

#[test]
fn every_shipped_schedule_ends_every_record() {
    for name in Profile::shipped_names() {
        let rules = Profile::shipped(name).unwrap().unwrap().retention;
        let last = rules.last().unwrap();
        assert!(last.when.is_always() && last.destroy_after.is_some(), "{name}");
    }
}

#[test]
fn periods_of_a_wrong_form() {
    for (written, suggestion) in [("\"75 years\"", "75y"), ("\"6 months\"", "6m"), ("\"long\"", "7y"), ("75", "7y"), ("\"400y\"", "7y")] {
        expect(
            "\"75y\"",
            written,
            &format!(
                "55: retention[1].destroy_after is {written}; expected a period of days, months or years like \"30d\", \"12m\" or \"7y\", \
                 up to 120 years; try \"{suggestion}\""
            ),
        );
    }
}

#[test]
fn steps_come_in_their_order() {
    expect(
        "\"90d\"",
        "\"13m\"",
        "68: retention[3].destroy_after is \"12m\", which may come no later than minimise_after, \"13m\"; expected the steps in this order: \
         restrict, minimise, destroy; leave minimise_after out, or make destroy_after longer",
    );
    expect(
        "\"90d\"",
        "\"364d\"",
        "68: retention[3].destroy_after is \"12m\", which may come no later than minimise_after, \"364d\"; expected the steps in this order: \
         restrict, minimise, destroy; leave minimise_after out, or make destroy_after longer",
    );
    expect(
        "restrict_after = \"12m\"\ndestroy_after = \"75y\"",
        "restrict_after = \"12m\"",
        "50: retention[1] never minimises and never destroys anything; expected minimise_after, destroy_after or both; \
         add destroy_after = \"7y\"",
    );
}

#[test]
fn nobody_waits_for_a_birthday_that_is_past() {
    expect(
        "when = { under = 18 }\nfrom",
        "when = { under = 19 }\nfrom",
        "60: retention[2].from is \"turned_18\", but the rule is also for people of age, and for those whose age is not known; \
         expected when = { under = 18 } beside it; add under = 18 to when, or count from \"closed\"",
    );
}

#[test]
fn a_rule_that_nothing_is_left_for() {
    expect(
        "when = { under = 18 }\nfrom",
        "when = { under = 18, flags = [\"rape\"] }\nfrom",
        "57: retention[2] \"child\" can never be reached: retention[1] \"serious\" already takes everybody it is for; \
         expected the narrower rule before the wider one; move it above retention[1] or leave it out",
    );
    expect(
        "class = \"no_contact\"",
        "class = \"child\"",
        "64: retention[3].class has the name \"child\", which retention[2].class has, too; expected a name that no other class has; \
         try \"child_2\"",
    );
}

#[test]
fn nothing_is_kept_for_ever_because_nobody_thought_of_it() {
    expect(
        "class = \"closed\"\n",
        "class = \"closed\"\nwhen = { recorded_only = false }\n",
        "70: retention[4] leaves out records that meet none of the rules: they would be kept for ever; expected a last rule without when, \
         for every other record; add [[retention]] with class = \"closed\", from = \"closed\" and destroy_after = \"7y\"",
    );
}

#[test]
fn what_never_was_a_case_did_not_end() {
    expect(
        "{ endings = [\"declined\", \"not_reached\"] }",
        "{ endings = [\"declined\"], recorded_only = true }",
        "65: retention[3].when.endings is [\"declined\"]; expected no ending beside recorded_only = true: whoever never had a case has none \
         that ended; make two rules of it",
    );
    expect(
        "{ endings = [\"declined\", \"not_reached\"] }",
        "{}",
        "65: retention[3].when is {}; expected one or more of endings, flags, under, recorded_only; leave it out where every record is meant",
    );
}
