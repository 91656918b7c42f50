//! Each decision in words. The pages in docs/reference/hubs hold what the shipped hubs say; here stands what none of them happens to say.

use jiff::civil::date;
use kernel::{Basis, Channel, TimeLimit};
use profile::{
    Area, AreaTie, Condition, Every, FeedbackMoment, HateReports, OptOut, Period, PostcodeRange, Profile, Resources, Room, SeveralServices,
    SupportWay, chapters,
};

use crate::shipped::shipped;

/// The chapter of this title in what the example says with this done to it; none where it says nothing.
fn told(title: &str, done: impl Fn(&mut Profile)) -> Vec<String> {
    let mut profile = shipped("example");
    done(&mut profile);
    let chapters = chapters(&profile);
    assert!(chapters.iter().all(|chapter| !chapter.sentences.is_empty()), "a chapter without a sentence");
    chapters.into_iter().find(|chapter| chapter.title() == title).map(|chapter| chapter.sentences).unwrap_or_default()
}

#[track_caller]
fn says(title: &str, sentence: &str, done: impl Fn(&mut Profile)) {
    let sentences = told(title, done);
    assert!(sentences.iter().any(|told| told == sentence), "{title}: {sentences:#?}");
}

#[test]
fn what_a_commissioner_would_miss_is_told_as_missing() {
    says("When somebody declines", "Support is not offered again to somebody who declined.", |hub| hub.offered_again.clear());
    says("What a person needs", "No time is laid down in which needs are assessed.", |hub| hub.needs_assessment = None);
    says("The services to which people can be referred", "No service is named to which people can be referred.", |hub| {
        hub.services.clear()
    });
    says("What is told without consent", "Nothing is told about a person without their consent.", |hub| {
        hub.onward.disclosed_without_consent.clear();
    });
    says("How people say how it was", "No point is laid down at which people are asked how it was.", |hub| hub.feedback.clear());
    says("Reports it owes", "No report is owed to anybody.", |hub| hub.reports.clear());
}

#[test]
fn whoever_was_not_asked_is_held_back_only_where_no_other_desk_takes_them() {
    let grounds = |bases: [Basis; 2]| {
        told("On what ground it holds details", |hub| {
            let desk = |name: &str, basis| profile::Desk { name: Some(name.to_owned()), basis, ..hub.desks[0].clone() };
            hub.desks = vec![desk("main", bases[0]), desk("domestic_abuse", bases[1])];
        })
    };
    assert_eq!(
        grounds([Basis::Agreement, Basis::ConsentFirst])[1],
        "The desk \"domestic abuse\" takes in only people who agreed to be referred; a referral that does not say so goes to the others alone, \
         and is held back where none of them takes it."
    );
    let held_back =
        "takes in only people who agreed to be referred; a referral that does not say so is held back until somebody has asked.";
    let said = grounds([Basis::ConsentFirst, Basis::ConsentFirst]);
    assert!(said[0].ends_with(held_back) && said[1].ends_with(held_back), "{said:#?}");
}

#[test]
fn what_nobody_would_miss_has_no_chapter() {
    let bare = |hub: &mut Profile| {
        hub.rooms.clear();
        hub.funding.clear();
        hub.hate_reports = None;
        hub.resources = None;
    };
    for title in [
        "Opting out",
        "The meeting on several services",
        "Reports of hate crime",
        "Rooms",
        "What pays for support",
        "What it costs and who works there",
    ] {
        assert_eq!(told(title, bare), Vec::<String>::new(), "{title}");
    }
}

#[test]
fn ways_that_are_not_used_and_support_that_is_not_given() {
    assert_eq!(
        told("How people are reached and supported", |hub| {
            hub.ways = vec![Channel::Phone];
            hub.support_by = vec![SupportWay::Phone];
        }),
        [
            "The hub reaches people by phone.",
            "It never contacts anybody by text, e-mail or letter.",
            "Support is given by phone.",
            "It is not given face to face.",
        ]
    );
    assert_eq!(
        told("How people are reached and supported", |hub| hub.support_by = vec![SupportWay::HomeVisit, SupportWay::Letter]),
        ["The hub reaches people by phone, text, e-mail or letter.", "Support is given at the person's home or by letter."]
    );
}

#[test]
fn a_desk_that_contacts_only_some_at_first() {
    says(
        "First contact",
        "The hub makes first contact only when the incident was not reported to the police. Whoever it does not contact at first can come to it \
         later.",
        |hub| hub.desks.iter_mut().for_each(|desk| desk.when = Condition { reported: Some(false), ..Condition::default() }),
    );
}

#[test]
fn pathways_for_after_the_assessment() {
    let sentences = told("Where a case goes", |hub| {
        hub.pathways.retain(|pathway| ["hate", "fraud"].contains(&pathway.name.as_str()));
        hub.pathways.iter_mut().for_each(|pathway| pathway.after_assessment = true);
        hub.pathways.last_mut().unwrap().when = Condition::default();
    });
    assert_eq!(
        sentences,
        [
            "Every case goes to \"general\", worked by the team \"support\".",
            "Only once needs were assessed can a case in which the referral shows hate go to \"hate crime\", worked by the team \"support\".",
            "Only once needs were assessed can a case go to \"fraud\", worked by the team \"support\".",
        ]
    );
}

#[test]
fn one_meeting_for_all() {
    let sentences = told("The meeting on several services", |hub| {
        hub.several_services = Some(SeveralServices {
            pathway: "multi_agency".to_owned(),
            task: "agree_lead_service".to_owned(),
            weekday: jiff::civil::Weekday::Friday,
            at: jiff::civil::time(9, 30, 0, 0),
            authorities: Vec::new(),
        });
    });
    assert_eq!(
        sentences,
        [
            "Where a case fits more than one of the pathways named for a need, it stays in \"multi agency\" with the task \"agree lead service\" \
             for the meeting on Friday at 09:30.",
            "One lead service is agreed there for each case.",
            "One meeting takes the cases of the whole area.",
        ]
    );
}

#[test]
fn tasks_after_acceptance_for_everybody_and_at_a_desk() {
    says(
        "After the person has accepted support",
        "For everybody the task \"agree safety plan\" is set at the desk \"victim support\", to be done within 1 working day of acceptance.",
        |hub| {
            hub.after_acceptance.iter_mut().for_each(|after| {
                after.when = Condition::default();
                after.desk = Some("victim_support".to_owned());
            });
        },
    );
}

#[test]
fn opting_out_and_hate_reports() {
    assert_eq!(
        told("Opting out", |hub| hub.opt_out = Some(OptOut { erased_within: TimeLimit::WorkingDays(1) })),
        [
            "Whoever opts out before the transfer is not taken in.",
            "Whoever opts out after it is not contacted any more, and what is held of them is erased within 1 working day of their saying so.",
        ]
    );
    assert_eq!(
        told("Reports of hate crime", |hub| {
            hub.hate_reports = Some(HateReports { to: "Exampleshire Police".to_owned(), sent_within: TimeLimit::Hours(24) });
        }),
        [
            "The hub takes reports of hate crime for people who will not go to the police themselves, with or without their name.",
            "The hub sends each report to Exampleshire Police within 24 hours of its being made.",
        ]
    );
}

#[test]
fn moments_of_feedback() {
    for (at, after, asked) in [
        (FeedbackMoment::FirstContact, None, "at the first contact"),
        (FeedbackMoment::Acceptance, Some(Period::Days(1)), "1 day after the acceptance of support"),
        (FeedbackMoment::During, None, "during support"),
        (FeedbackMoment::During, Some(Period::Months(2)), "2 months into the support"),
        (FeedbackMoment::Closing, None, "at the end of support"),
    ] {
        let sentence = format!("Everybody is asked {asked}, by letter: \"Exit survey\".");
        says("How people say how it was", &sentence, |hub| {
            for point in &mut hub.feedback {
                (point.at, point.after, point.channels) = (at, after, vec![profile::Way::By(Channel::Letter)]);
            }
        });
    }
}

#[test]
fn reports_by_how_often_and_when() {
    for (every, due_after, owed) in [
        (Every::Week, None, "every week, on its last day,"),
        (Every::Month, Some(Period::Days(10)), "every month, 10 days after its end,"),
        (Every::HalfYear, Some(Period::Months(1)), "every half year, 1 month after its end,"),
        (Every::Year, Some(Period::Months(6)), "every year, 6 months after its end,"),
    ] {
        let sentence = format!("\"Figures of the service\" is owed {owed} to Office of the Commissioner for Exampleshire.");
        says("Reports it owes", &sentence, |hub| {
            for report in &mut hub.reports {
                (report.every, report.due_after) = (every, due_after);
            }
        });
    }
    // Nobody need be told when a month begins.
    assert_eq!(told("Reports it owes", |hub| hub.reports.iter_mut().for_each(|report| report.every = Every::Month)).len(), 2);
}

#[test]
fn money_by_its_days() {
    let from = Some(date(2026, 4, 1));
    let until = Some(date(2027, 3, 31));
    for (from, until, days) in [
        (None, None, ""),
        (from, None, ", from 1 April 2026"),
        (None, until, ", until 31 March 2027"),
        (from, until, ", from 1 April 2026 to 31 March 2027"),
    ] {
        let sentence = format!("\"Grant for older people\", a grant, pays for a case in which the person is 60 or older{days}.");
        says("What pays for support", &sentence, |hub| {
            for stream in &mut hub.funding {
                (stream.from, stream.until) = (from, until);
            }
        });
    }
}

#[test]
fn large_and_small_sums() {
    for (pounds, told) in [(1_u32, "£1"), (999, "£999"), (1_000, "£1,000"), (367_000, "£367,000"), (12_345_678, "£12,345,678")] {
        says("What it costs and who works there", &format!("It costs {told} a year."), |hub| {
            hub.resources = Some(Resources { pounds_a_year: Some(pounds), funded_by: Vec::new(), staff: Vec::new() });
        });
    }
}

#[test]
fn rooms_and_areas() {
    let room = |title: &str, women_only| Room { name: title.to_lowercase(), title: title.to_owned(), women_only };
    assert_eq!(told("Rooms", |hub| hub.rooms = vec![room("Suite", true)]), ["Only women are seen in \"Suite\"."]);
    assert_eq!(
        told("Rooms", |hub| hub.rooms = vec![room("Red", false), room("Blue", false)]),
        ["Anybody may be seen in \"Red\" or \"Blue\"."]
    );
    says("Whom it serves", "The person must live, and the incident have happened, in the postcodes LN or DN21.", |hub| {
        let range = |letters: &str, districts| PostcodeRange { letters: letters.to_owned(), districts };
        hub.scope.area = Some(Area { tie: AreaTie::Both, postcodes: vec![range("LN", None), range("DN", Some((21, 21)))] });
    });
}
