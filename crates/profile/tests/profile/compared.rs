//! What a difference in one thing changes for people, told whichever of the two profiles comes first.

use kernel::{Basis, Channel, TimeLimit};
use profile::{Assignment, Condition, ConsentForm, Every, FeedbackMoment, HateReports, OptOut, Profile, SupportWay, WitnessCare, compare};

use crate::shipped::shipped;

fn one() -> Profile {
    Profile { name: "one".to_owned(), ..shipped("example") }
}

/// What is said of the change when the second profile is the first with this done to it.
fn said(done: impl Fn(&mut Profile)) -> Vec<String> {
    let (one, mut two) = (one(), Profile { name: "two".to_owned(), ..one() });
    done(&mut two);
    let lines = |a: &Profile, b: &Profile| -> Vec<String> {
        compare(a, b).lines().filter_map(|line| line.strip_prefix("What it changes: ")).map(str::to_owned).collect()
    };
    let forth = lines(&one, &two);
    let back = lines(&two, &one);
    // In the other order the same is told, in other places.
    assert_eq!(forth.len(), back.len(), "{forth:?} and {back:?}");
    forth
}

#[track_caller]
fn changes(done: impl Fn(&mut Profile), sentences: &[&str]) {
    assert_eq!(said(done), sentences);
}

#[test]
fn nothing_changes_where_nothing_differs() {
    changes(|_| {}, &[]);
}

#[test]
fn how_people_are_reached_and_supported() {
    changes(|two| two.ways.retain(|way| *way != Channel::Letter), &["people are reached by letter at one and never at two."]);
    changes(
        |two| two.support_by = vec![SupportWay::Phone, SupportWay::HomeVisit],
        &[
            "support can be given by video, face to face or online at one and not at two.",
            "support can be given at the person's home at two and not at one.",
        ],
    );
}

#[test]
fn who_gets_a_case() {
    changes(
        |two| two.assignment = Assignment::Lead,
        &["a case waits until a worker takes it at one and waits until a lead gives it to somebody at two."],
    );
    changes(
        |two| two.assignment = Assignment::OnAcceptance,
        &["a case waits until a worker takes it at one and is that of whoever records the acceptance at two."],
    );
    changes(|two| two.single_worker = false, &["one worker stays with the person throughout at one and need not at two."]);
    changes(
        |two| two.witness_care = WitnessCare::Integrated,
        &["a person keeps their worker through the trial at two and is cared for by another service then at one."],
    );
    // Both are other services.
    changes(|two| two.witness_care = WitnessCare::Alongside, &[]);
}

#[test]
fn what_follows_acceptance() {
    changes(
        |two| two.support_starts.clear(),
        &["support starts within the hub's own limits at one, and within the Victims' Code's own at two."],
    );
    changes(
        |two| two.support_starts.iter_mut().for_each(|start| start.within = TimeLimit::Hours(24)),
        &[
            "when the person has enhanced rights, support starts within 2 working days of acceptance at one and within 24 hours at two.",
            "for whoever has no time of their own, support starts within 5 working days of acceptance at one and within 24 hours at two.",
        ],
    );
    changes(
        |two| two.support_starts.truncate(1),
        &[
            "for whoever has no time of their own, support starts within 5 working days of acceptance at one and within the Victims' Code's own \
           limit at two.",
        ],
    );
    changes(
        |two| two.support_starts = vec![two.support_starts[1].clone()],
        &[
            "when the person has enhanced rights, support starts within 2 working days of acceptance at one and within 5 working days at two.",
        ],
    );
    changes(
        |two| two.after_acceptance.iter_mut().for_each(|after| after.within = TimeLimit::WorkingDays(3)),
        &["\"agree safety plan\" is to be done within 1 working day at one and within 3 working days at two."],
    );
    changes(|two| two.after_acceptance.clear(), &["acceptance may set \"agree safety plan\" at one and never at two."]);
}

#[test]
fn what_a_person_needs() {
    changes(
        |two| two.needs_assessment = None,
        &["needs are assessed within 5 working days of acceptance at one; at two no clock runs on it."],
    );
    changes(
        |two| two.needs_assessment.as_mut().unwrap().within = TimeLimit::Hours(24),
        &["needs are assessed within 5 working days at one and within 24 hours at two."],
    );
    changes(
        |two| two.needs_assessment.as_mut().unwrap().measures.truncate(2),
        &["people are asked about \"wellbeing\" and \"finances\" at one and not at two."],
    );
    changes(
        |two| two.pathways.iter_mut().filter(|pathway| pathway.name == "hate").for_each(|hate| hate.after_assessment = true),
        &["a case goes to \"hate crime\" only once needs were assessed at two, and at once at one."],
    );
}

#[test]
fn referral_onward_and_what_is_told_without_consent() {
    changes(
        |two| two.onward.consent_by = vec![ConsentForm::Written],
        &["a person may agree to a referral by word of mouth or online at one and not at two."],
    );
    changes(
        |two| two.onward.person_chooses = true,
        &["no service is told before the person chose it among those named at two; at one a worker may propose one."],
    );
    changes(
        |two| two.onward.services_know_of_each_other = false,
        &["a service is told which others a person goes to at one and not at two."],
    );
    changes(
        |two| two.onward.answered_within = TimeLimit::WorkingDays(5),
        &["a service answers within 2 working days at one and within 5 working days at two."],
    );
    changes(
        |two| two.onward.disclosed_without_consent.truncate(1),
        &["something may be told without consent because of a risk of serious harm or a court order at one and not at two."],
    );
    changes(
        |two| two.services.retain(|service| service.name == "restorative_justice"),
        &[
            "people can be referred to \"Exampleshire Counselling Service\" and \"Refuge for people who flee abuse\" at one and not, by that \
             name, at two.",
            "how many wait for a service can be told for any day at one and not at two.",
            "a worker introduces the person to some services themselves at one and to none at two.",
        ],
    );
}

#[test]
fn declining_and_opting_out() {
    changes(
        |two| two.offered_again.clear(),
        &["somebody who declined is offered support again at one; at two they come back by themselves."],
    );
    changes(
        |two| {
            two.desks.iter_mut().for_each(|desk| desk.basis = Basis::ImpliedConsent);
            two.opt_out = Some(OptOut { erased_within: TimeLimit::WorkingDays(1) });
        },
        &[
            "what is held of a person rests on another ground: an agreement with the sender at one and implied consent at two.",
            "a refusal that comes with a referral is counted as opting out at two and as refused consent at one.",
            "whoever opts out is erased within 1 working day at two; at one a person declines support or asks for erasure.",
        ],
    );
}

#[test]
fn what_passes_between_hub_and_force() {
    changes(
        |two| two.updates_within = None,
        &["the force's answer to a question is late after 5 working days at one, and after the Victims' Code's own limit at two."],
    );
    changes(
        |two| two.updates_within = Some(TimeLimit::WorkingDays(10)),
        &["the force answers within 5 working days at one and within 10 working days at two."],
    );
    changes(
        |two| two.hate_reports = Some(HateReports { to: "Exampleshire Police".to_owned(), sent_within: TimeLimit::WorkingDays(1) }),
        &["hate crime can be reported through two, also without a name, and not through one."],
    );
}

#[test]
fn rooms_feedback_reports_and_money() {
    changes(|two| two.rooms.retain(|room| !room.women_only), &["a woman can be seen where only women are at one and not at two."]);
    changes(
        |two| two.rooms.clear(),
        &["a room can be booked for a person at one; two has none.", "a woman can be seen where only women are at one and not at two."],
    );
    changes(
        |two| two.feedback.iter_mut().for_each(|point| point.at = FeedbackMoment::During),
        &[
            "people are asked how it was after the end of support at one and not at two.",
            "people are asked how it was during support at two and not at one.",
        ],
    );
    changes(
        |two| two.reports.iter_mut().for_each(|report| report.every = Every::Month),
        &[
            "there is a report on every quarter and every half year at one and none on such a time at two.",
            "there is a report on every month at two and none on such a time at one.",
        ],
    );
    changes(|two| two.funding.truncate(1), &["a case may be paid for by \"Grant for older people\" at one and not, by that name, at two."]);
    changes(
        |two| two.resources.as_mut().unwrap().pounds_a_year = Some(1_489_000),
        &["£480,000 a year is spent at one and £1,489,000 at two."],
    );
}

#[test]
fn a_desk_that_contacts_only_some() {
    changes(
        |two| two.desks.iter_mut().for_each(|desk| desk.when = Condition { reported: Some(true), ..Condition::default() }),
        &["a desk makes first contact only with some of those it serves at two; at one every desk does with all."],
    );
}

#[test]
fn clocks_of_first_contact() {
    changes(
        |two| two.desks[0].contact[1].within = TimeLimit::Hours(4),
        &[
            "when the person has enhanced rights, contact is made by phone within 1 working day of receipt at one and by phone within 4 hours of \
           receipt at two.",
        ],
    );
    changes(
        |two| two.unreached.as_mut().unwrap().after_attempts = 1,
        &[
            "whoever does not answer gets another way within 2 working days of 3 attempts at one and within 2 working days of 1 attempt at two.",
        ],
    );
}

/// Each desk has a clock of its own, and a person who waits on one of them waits by that.
#[test]
fn clocks_and_grounds_of_several_desks() {
    let text = compare(&shipped("dorset"), &shipped("hertfordshire"));
    let said: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("What it changes: ")).collect();
    let clocks = said.iter().find(|line| line.starts_with("whoever meets no rule of their own is contacted")).unwrap();
    for part in [
        "at the desk \"Victim Bureau\" by their preferred way, phone, letter, e-mail or text (the first that is open) within 5 working days of receipt",
        "at the desk \"support\" by phone, text, e-mail or letter (the first that is open) within 24 hours of receipt at dorset",
        "at the desk \"provider\", when the incident was not reported to the police, or the referral comes from the person themselves, by their preferred way",
    ] {
        assert!(clocks.contains(part), "{part}: {clocks}");
    }
    // Their desks have other names and the same grounds.
    let other_grounds = |said: &[&str]| said.iter().any(|line| line.starts_with("what is held of a person rests on another ground: "));
    assert!(!other_grounds(&said), "{said:#?}");
    let text = compare(&shipped("dorset"), &shipped("kent"));
    let said: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("What it changes: ")).collect();
    assert!(other_grounds(&said), "{said:#?}");
}

#[test]
fn general_is_not_said_to_go_to_general() {
    for a in Profile::shipped_names().map(shipped) {
        for b in Profile::shipped_names().map(shipped) {
            assert!(!compare(&a, &b).contains("a case for \"general\""), "{} and {}", a.name, b.name);
        }
    }
}

/// A matter of which neither has anything is not told as one they have in common.
#[test]
fn what_neither_has_is_not_the_same_in_both() {
    let (mut one, mut two) = (one(), one());
    for hub in [&mut one, &mut two] {
        hub.rooms.clear();
    }
    two.name = "two".to_owned();
    two.single_worker = false;
    let text = compare(&one, &two);
    let same = text.lines().last().unwrap();
    assert!(same.starts_with("The same in both: ") && same.contains("Reports it owes") && !same.contains("Rooms"), "{same}");
    two.rooms = shipped("example").rooms;
    assert!(compare(&one, &two).contains("\nRooms\n-----\none:\n  Nothing of the kind.\ntwo:\n  Anybody may be seen in \"Quiet room\".\n"));
}
