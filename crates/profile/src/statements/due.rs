//! The rule that something due came from, in words.

use super::{accountability, first_contact, onward, support};
use crate::in_words::limit;
use crate::model::Profile;

/// The rule of this name as a sentence, of what became due by it within `clock` (`2wd`): a contact rule by its own name, or one of the rules that
/// have none, `unreached`, `support_starts`, `after_acceptance`, `assess_needs`, `hate_reports`, `updates_within`,
/// `victims_code_right_6`, `onward` (that a service answers). `None` where this version of the profile has no such rule.
pub fn due_in_words(profile: &Profile, rule: &str, what: &str, clock: &str) -> Option<String> {
    match rule {
        "unreached" => profile.unreached.as_ref().and_then(|_| first_contact::unreached(profile).into_iter().next()),
        "assess_needs" => profile.needs_assessment.as_ref().and_then(|_| support::needs(profile).into_iter().next()),
        "after_acceptance" => profile
            .after_acceptance
            .iter()
            .find(|after| after.task == what && after.within.to_string() == clock)
            .map(|after| support::task_set(profile, after)),
        "support_starts" => {
            let at = profile.support_starts.iter().position(|start| start.within.to_string() == clock)?;
            support::support_starts(profile).into_iter().nth(at)
        }
        "default" => kernel::TimeLimit::parse(clock).map(|within| {
            format!(
                "No limit is set here for the start of support, so the Victims' Code's own stands: within {} of acceptance.",
                limit(within)
            )
        }),
        "hate_reports" => accountability::hate_reports(profile).into_iter().last(),
        "updates_within" if profile.updates_within.is_some() => accountability::updates(profile).into_iter().next(),
        "updates_within" => kernel::TimeLimit::parse(clock).map(|within| {
            format!("No limit is set here for the force's answer, so the Victims' Code's own stands: within {}.", limit(within))
        }),
        "victims_code_right_6" => kernel::TimeLimit::parse(clock)
            .map(|within| format!("By right 6 of the Victims' Code the person is told within {} of an answer.", limit(within))),
        "onward" => (what == "chase_answer").then(|| onward::answered(profile)),
        name => profile.desks.iter().find_map(|desk| {
            let rule = desk.contact.iter().find(|rule| rule.name == name)?;
            Some(first_contact::rule_of(profile, desk, rule))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hampshire() -> Profile {
        let mut profile = Profile::shipped("hampshire").unwrap().unwrap();
        profile.after_acceptance = vec![crate::model::AfterAcceptance {
            task: "send_pack".into(),
            when: crate::model::Condition::default(),
            within: kernel::TimeLimit::WorkingDays(1),
            desk: None,
        }];
        profile
    }

    #[test]
    fn a_rule_without_a_name_of_its_own_has_words_too() {
        let profile = hampshire();
        let said = |rule: &str, what: &str, clock: &str| due_in_words(&profile, rule, what, clock);
        assert_eq!(
            said("support_starts", "start_support", "24h").as_deref(),
            Some("When the person has enhanced rights, support starts within 24 hours of acceptance.")
        );
        assert_eq!(
            said("after_acceptance", "send_pack", "1wd").as_deref(),
            Some("For everybody the task \"send pack\" is set, to be done within 1 working day of acceptance.")
        );
        assert!(said("default", "start_support", "2wd").unwrap().ends_with("within 2 working days of acceptance."));
    }

    #[test]
    fn what_is_owed_to_the_force_and_by_services_has_words_too() {
        let profile = Profile::shipped("north-yorkshire").unwrap().unwrap();
        let said = |rule: &str, what: &str, clock: &str| due_in_words(&profile, rule, what, clock);
        let sent = "The hub sends each report to North Yorkshire Police within 1 working day of its being made.";
        assert_eq!(said("hate_reports", "send_hate_report", "1wd").as_deref(), Some(sent));
        assert_eq!(said("onward", "chase_answer", "2wd").as_deref(), Some("A service answers a referral within 2 working days."));
        assert_eq!(said("onward", "place_again", "2wd"), None);
        let told = "By right 6 of the Victims' Code the person is told within 1 working day of an answer.";
        assert_eq!(said("victims_code_right_6", "tell_person", "1wd").as_deref(), Some(told));
        assert_eq!(due_in_words(&hampshire(), "hate_reports", "send_hate_report", "1wd"), None);
    }

    #[test]
    fn a_rule_that_this_version_does_not_have_has_none() {
        for rule in ["", "no_such_rule", "after_acceptance"] {
            assert_eq!(due_in_words(&hampshire(), rule, "another_task", "1wd"), None, "{rule}");
        }
    }

    #[test]
    fn every_contact_rule_of_every_hub_is_found_by_its_name() {
        for name in Profile::shipped_names() {
            let profile = Profile::shipped(name).unwrap().unwrap();
            for rule in profile.desks.iter().flat_map(|desk| &desk.contact) {
                assert!(due_in_words(&profile, &rule.name, "phone", "").is_some(), "{name}: {}", rule.name);
            }
        }
    }
}
