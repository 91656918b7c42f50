//! Mistakes in what follows intake: ways, tasks, assessment, services, meetings, desks that contact only some, reports. Each is told by one
//! exact sentence.

use crate::mistakes::{RIGHT, told};

/// What is told when this is added to the end of a profile that is right.
#[track_caller]
fn expect(added: &str, sentences: &[&str]) {
    assert_eq!(told(&format!("{RIGHT}{added}")), sentences, "{added}");
}

/// What is told when `from`, which is there once, becomes `to`, and this is added to the end.
#[track_caller]
fn expect_changed(from: &str, to: &str, added: &str, sentences: &[&str]) {
    assert_eq!(RIGHT.matches(from).count(), 1, "{from}");
    assert_eq!(told(&format!("{}{added}", RIGHT.replace(from, to))), sentences, "{from} → {to}, {added}");
}

const ASSESSMENT: &str = "[needs_assessment]\nwithin = \"5wd\"\n";
/// At the top of the file, before its first section.
const TOP: &str = "single_worker = true\n";

#[test]
fn every_part_is_right_by_itself() {
    let with_all = "
[[pathway]]
name = \"isva\"
after_assessment = true

[[pathway]]
name = \"idva\"
after_assessment = true

[[after_acceptance]]
task = \"agree_onward\"
within = \"2wd\"

[needs_assessment]
within = \"5wd\"
[[needs_assessment.measure]]
name = \"informed\"
question = \"How well are you kept informed?\"
when = { roles = [\"victim\"] }

[[service]]
name = \"counselling\"
title = \"Counselling\"
team = \"hate\"

[[offered_again]]
name = \"later\"
after = \"28d\"
first_of = [\"preferred\", \"letter\"]

[[feedback]]
name = \"exit\"
title = \"Exit survey\"
at = \"closing\"
first_of = [\"email\"]

[[report]]
name = \"figures\"
title = \"Figures\"
to = \"The commissioner\"
every = \"month\"
";
    expect(with_all, &[]);
}

#[test]
fn a_pathway_for_after_the_assessment_needs_one() {
    let pathway = "[[pathway]]\nname = \"isva\"\nafter_assessment = true\n";
    expect(
        pathway,
        &["48: pathway[3].after_assessment is true, but the hub assesses no needs: no case would ever go there; \
           expected [needs_assessment] beside it; add [needs_assessment] with within = \"5wd\", or leave after_assessment out"],
    );
    expect(&format!("{pathway}{ASSESSMENT}"), &[]);
}

/// A worker chooses among them, so that none is hidden by an earlier one, nor by one at intake that takes everybody else.
#[test]
fn pathways_for_after_the_assessment_hide_nothing() {
    let general = "[[pathway]]\nname = \"general\"\n[[pathway]]\nname = \"isva\"\nafter_assessment = true\n[[pathway]]\nname = \"asb\"\nafter_assessment = true\n";
    expect(&format!("{general}{ASSESSMENT}"), &[]);
    let meeting = "[several_services]\npathway = \"multi_agency\"\ntask = \"agree_lead_service\"\nweekday = \"friday\"\nat = \"10:00\"\n";
    let later = "[[pathway]]\nname = \"isva\"\nafter_assessment = true\n";
    expect(&format!("{later}{ASSESSMENT}{meeting}"), &[]);
    expect_changed(
        "[[pathway]]\nname = \"young\"\nwhen = { under = 18 }\n",
        "",
        &format!("{later}{ASSESSMENT}{meeting}"),
        &["50: several_services can never come about with one pathway; expected two or more pathways that may match together; \
           add [[pathway]] for each service or leave [several_services] out"],
    );
}

#[test]
fn nothing_is_offered_by_a_way_the_hub_does_not_use() {
    let only_by_phone = |place: &str, line: usize, strange: &str| {
        format!(
            "{line}: {place} names {strange}, by which the hub reaches nobody; expected only the hub's ways: phone, text; \
             leave {strange} out here, or add it to ways"
        )
    };
    // The profile that is right uses letters and e-mail.
    let ways = format!("{TOP}ways = [\"phone\", \"text\"]\n");
    let again = "[[offered_again]]\nname = \"later\"\nafter = \"28d\"\nfirst_of = [\"preferred\", \"letter\"]\n";
    let feedback = "[[feedback]]\nname = \"exit\"\ntitle = \"Exit\"\nat = \"closing\"\nfirst_of = [\"email\", \"letter\", \"text\"]\n";
    let sentences = [
        only_by_phone("contact[1].first_of", 23, "letter"),
        only_by_phone("contact[2].all_of", 28, "email"),
        only_by_phone("unreached.first_of", 47, "letter"),
        only_by_phone("offered_again[1].first_of", 52, "letter"),
        only_by_phone("feedback[1].first_of", 57, "email and letter"),
    ];
    expect_changed(TOP, &ways, &format!("{again}{feedback}"), &sentences.each_ref().map(String::as_str));
}

#[test]
fn a_hub_that_cares_for_witnesses_serves_them() {
    let integrated = format!("{TOP}witness_care = \"integrated\"\n");
    expect_changed(
        TOP,
        &integrated,
        "",
        &["8: witness_care is \"integrated\", but the hub serves no witnesses; expected \"witness\" among the roles under [serves]; \
           add \"witness\" to serves.roles, or say where witnesses are cared for: \"alongside\" or \"elsewhere\""],
    );
    let served = RIGHT.replace(TOP, &integrated).replace("[\"victim\", \"bereaved\"]", "[\"victim\", \"witness\"]");
    assert_eq!(told(&served), Vec::<String>::new());
    expect_changed(TOP, &format!("{TOP}witness_care = \"alongside\"\n"), "", &[]);
}

#[test]
fn a_task_of_the_program_is_not_the_hubs() {
    for task in ["start_support", "agree_safe_contact", "get_in_touch", "assess_needs"] {
        expect(
            &format!("[[after_acceptance]]\ntask = \"{task}\"\nwithin = \"1wd\"\n"),
            &[&format!(
                "48: after_acceptance[1].task is {task:?}, which the program sets itself; expected another name than agree_safe_contact, \
                 start_support, get_in_touch, assess_needs; leave it out where the program's own is meant, or try \"agree_onward\""
            )],
        );
    }
    expect(
        "[several_services]\npathway = \"multi_agency\"\ntask = \"agree_lead_service\"\nweekday = \"friday\"\nat = \"10:00\"\n\
         [[after_acceptance]]\ntask = \"agree_lead_service\"\nwithin = \"1wd\"\n",
        &["53: after_acceptance[1].task is \"agree_lead_service\", the task of several_services; expected a name that no other task has; \
           try \"agree_onward\""],
    );
    expect(
        "[[after_acceptance]]\ntask = \"agree_onward\"\nwithin = \"1wd\"\ndesk = \"bureau\"\n",
        &["51: after_acceptance[1].desk is \"bureau\"; expected no desk: the hub has one; leave it out"],
    );
}

#[test]
fn each_postcode_has_one_meeting() {
    let meeting = "[several_services]\npathway = \"multi_agency\"\ntask = \"agree_lead_service\"\nweekday = \"friday\"\nat = \"10:00\"\n";
    let authority = |name: &str, postcodes: &str| {
        format!("[[several_services.authority]]\nname = \"{name}\"\ntitle = \"The {name}\"\npostcodes = [{postcodes}]\n")
    };
    let with = |one: &str, other: &str| format!("{meeting}{}{}", authority("east", one), authority("west", other));
    expect(&with("\"LN\"", "\"PE10-12\""), &[]);
    expect(
        &with("\"PE10-12\"", "\"LN\", \"PE12-13\""),
        &["57: several_services.authority[2].postcodes has PE12-13, where several_services.authority[1] \"east\" has postcodes, too; \
           expected each postcode with one local authority; leave it with the one whose meeting takes the case"],
    );
    expect(
        &format!("{meeting}{}{}", authority("east", "\"LN\""), authority("east", "\"PE\"")),
        &["58: several_services.authority[2].name has the name \"east\", which several_services.authority[1].name has, too; \
           expected a name that no other local authority has; try \"east_2\""],
    );
}

#[test]
fn a_service_is_within_reach() {
    expect(
        "[[service]]\nname = \"counselling\"\ntitle = \"Counselling\"\nteam = \"hat\"\n",
        &["51: service[1].team is \"hat\"; expected a team under the hub's roof: one of support, hate; did you mean \"hate\"?"],
    );
    let asks = |section: &str, line: usize, place: &str| {
        expect(
            section,
            &[&format!(
                "{line}: {place}.when.roles asks for witness, which the hub does not serve: it never holds; expected one of those it \
                 serves: victim, bereaved; serve them under [serves] or leave the rule out"
            )],
        );
    };
    let when = "when = { roles = [\"witness\"] }\n";
    asks(&format!("[[service]]\nname = \"court\"\ntitle = \"Court\"\n{when}"), 48, "service[1]");
    asks(&format!("[[after_acceptance]]\ntask = \"agree_onward\"\nwithin = \"1wd\"\n{when}"), 48, "after_acceptance[1]");
    asks(&format!("[[offered_again]]\nname = \"a\"\nafter = \"7d\"\nfirst_of = [\"phone\"]\n{when}"), 48, "offered_again[1]");
    asks(&format!("[[funding]]\nname = \"a\"\ntitle = \"A\"\nkind = \"grant\"\n{when}"), 48, "funding[1]");
    asks(&format!("[[feedback]]\nname = \"a\"\ntitle = \"A\"\nat = \"closing\"\nfirst_of = [\"phone\"]\n{when}"), 48, "feedback[1]");
    asks(
        &format!("{ASSESSMENT}[[needs_assessment.measure]]\nname = \"a\"\nquestion = \"How?\"\n{when}"),
        50,
        "needs_assessment.measure[1]",
    );
    expect_changed(
        "when = { level = \"enhanced\" }\nwithin = \"24h\"",
        "when = { kinds = [\"fire\"] }\nwithin = \"24h\"",
        "",
        &[
            "40: support_starts[1].when.kinds asks for fire, which the hub does not serve: it never holds; expected one of those it serves: \
           crime, asb; serve them under [serves] or leave the rule out",
        ],
    );
}

#[test]
fn names_are_given_once() {
    let report = "[[report]]\nname = \"figures\"\ntitle = \"Figures\"\nto = \"The commissioner\"\nevery = \"month\"\n";
    expect(
        &report.repeat(2),
        &["54: report[2].name has the name \"figures\", which report[1].name has, too; expected a name that no other report has; \
           try \"figures_2\""],
    );
    expect(
        "[[room]]\nname = \"a\"\ntitle = \"A\"\n[[room]]\nname = \"a\"\ntitle = \"B\"\n",
        &["52: room[2].name has the name \"a\", which room[1].name has, too; expected a name that no other room has; try \"a_2\""],
    );
    expect(
        &report.replace("month", "fortnight"),
        &[
            "52: report[1].every is \"fortnight\"; expected one of \"week\", \"month\", \"quarter\", \"half_year\", \"year\"; write the one that is meant",
        ],
    );
    expect(
        &format!("{report}due_after = \"30 days\"\n"),
        &[
            "53: report[1].due_after is \"30 days\"; expected a period of days, months or years like \"30d\", \"12m\" or \"7y\", up to 120 years; try \"30d\"",
        ],
    );
}

#[test]
fn opting_out_is_the_other_side_of_implied_consent() {
    expect(
        "[opt_out]\nerased_within = \"1wd\"\n",
        &["48: opt_out stands where nobody is taken in on implied consent; expected it only beside basis = \"implied_consent\"; \
           leave it out: elsewhere a person declines support or asks for erasure"],
    );
    expect_changed("basis = \"agreement\"", "basis = \"implied_consent\"", "[opt_out]\nerased_within = \"1wd\"\n", &[]);
}

#[test]
fn funding_ends_after_it_begins() {
    expect(
        "[[funding]]\nname = \"a\"\ntitle = \"A\"\nkind = \"grant\"\nfrom = \"2026-04-01\"\nuntil = \"2026-03-31\"\n",
        &["53: funding[1].until is \"2026-03-31\"; expected a day not before 2026-04-01, when it begins; swap the two"],
    );
}

/// Of everybody that some desk serves one makes first contact at once.
#[test]
fn no_desk_leaves_somebody_to_nobody() {
    let head = RIGHT.split("[[contact]]").next().unwrap().replace("basis = \"agreement\"\nreported_only = false\n", "");
    let desk = |name: &str, reported_only: bool, when: &str| {
        format!(
            "[[desk]]\nname = \"{name}\"\nbasis = \"agreement\"\nreported_only = {reported_only}\n{when}[[desk.contact]]\nname = \"{name}_all\"\nfirst_of = [\"phone\"]\nwithin = \"2wd\"\n"
        )
    };
    let with = |one: (bool, &str), other: (bool, &str)| told(&format!("{head}{}{}", desk("a", one.0, one.1), desk("b", other.0, other.1)));
    let unreported = "when = { reported = false }\n";
    let requested = "when = { requested = true }\n";
    let either = "when = { any_of = [{ reported = false }, { requested = true }] }\n";
    let themselves = "when = { sources = [\"self\"] }\n";
    let by_others = "when = { sources = [\"police\", \"agency\", \"report_fraud\", \"btp\", \"other_hub\"] }\n";
    for right in [
        with((false, by_others), (false, themselves)),
        with((true, by_others), (false, "when = { any_of = [{ reported = false }, { sources = [\"self\"] }] }\n")),
        with((false, ""), (false, requested)),
        with((true, ""), (false, unreported)),
        with((true, ""), (false, either)),
        with((false, "when = { reported = true }\n"), (false, unreported)),
        with((true, ""), (true, requested)),
    ] {
        assert_eq!(right, Vec::<String>::new());
    }
    let leaves = |line: usize, desk: usize, whom: &str| {
        format!(
            "{line}: desk[{desk}].when leaves somebody who {whom} to no desk at first: nobody would contact them; \
             expected a desk that contacts everybody it serves; leave when out of one desk, or let the conditions of two make up everybody"
        )
    };
    assert_eq!(
        with((false, by_others), (false, requested)),
        [leaves(17, 1, "reported to the police").replace(" at first:", " at first when the referral comes from the person themselves:")]
    );
    assert_eq!(with((true, ""), (false, requested)), [leaves(25, 2, "did not report to the police")]);
    assert_eq!(with((false, requested), (false, unreported)), [leaves(17, 1, "reported to the police")]);
    assert_eq!(with((false, requested), (false, "when = { level = \"enhanced\" }\n")), [leaves(17, 1, "reported to the police")]);
}

/// The desk of a task is one that there is.
#[test]
fn a_task_is_set_at_a_desk_of_the_hub() {
    let head = RIGHT.split("[[contact]]").next().unwrap().replace("basis = \"agreement\"\nreported_only = false\n", "");
    let desk = |name: &str| {
        format!(
            "[[desk]]\nname = \"{name}\"\nbasis = \"agreement\"\nreported_only = false\n[[desk.contact]]\nname = \"{name}_all\"\nfirst_of = [\"phone\"]\nwithin = \"2wd\"\n"
        )
    };
    let task = |desk: &str| format!("[[after_acceptance]]\ntask = \"agree_onward\"\nwithin = \"1wd\"\ndesk = \"{desk}\"\n");
    let with = |at: &str| told(&format!("{head}{}{}{}", desk("bureau"), desk("support"), task(at)));
    assert_eq!(with("support"), Vec::<String>::new());
    assert_eq!(
        with("suport"),
        ["36: after_acceptance[1].desk is \"suport\"; expected one of the hub's desks: bureau, support; did you mean \"support\"?"]
    );
}

/// `both` asks for more than `lives_in` and `happened_in`, and is one of the words.
#[test]
fn an_area_may_ask_for_both() {
    expect_changed("lives_in", "both", "", &[]);
    expect_changed(
        "lives_in",
        "bothe",
        "",
        &["17: serves.area.tie is \"bothe\"; expected one of \"lives_in\", \"happened_in\", \"either\", \"both\"; did you mean \"both\"?"],
    );
}
