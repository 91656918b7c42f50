//! What one is told of a mistake: where, what, what instead. Each case changes one thing in a profile that is right.

use profile::Profile;

/// A profile that is right, with one desk and a rule of every sort.
pub const RIGHT: &str = r#"title = "Test Hub"
area = "Testshire"
in_force_from = "2026-04-01"
governance = "commissioner"
police_see_records = false
languages = ["en", "cy"]
single_worker = true
basis = "agreement"
reported_only = false
default_team = "support"
specialist_direct = ["sexual"]
working_hours = { opens = "09:00", closes = "17:00" }

[serves]
roles = ["victim", "bereaved"]
kinds = ["crime", { kind = "asb", when = { flags = ["asb_high_risk"] } }]
area = { tie = "lives_in", postcodes = ["LN", "PE10-12"] }

[[contact]]
name = "enhanced"
when = { level = "enhanced" }
first_of = ["phone", "letter"]
within = "1wd"

[[contact]]
name = "others"
all_of = ["text", "email"]
within = "24h"
from = "recorded"

[[pathway]]
name = "young"
when = { under = 18 }

[[pathway]]
name = "hate"
when = { flags = ["hate"] }
team = "hate"

[[support_starts]]
when = { level = "enhanced" }
within = "24h"

[unreached]
after_attempts = 3
first_of = ["letter"]
within = "2wd"
"#;

const ROLES: &str = r#""victim", "witness", "bereaved", "guardian", "business_contact""#;
const WAYS: &str = r#""preferred", "phone", "text", "email", "letter""#;
const POSTCODE: &str = r#"a postcode area like "LN", a district like "DN21" or districts like "PE10-12""#;
const BASES: &str = r#""same_controller", "agreement", "joint_controller", "public_task", "implied_consent", "consent_first""#;

pub fn told(text: &str) -> Vec<String> {
    match Profile::parse("hub", "hub/profile.toml", text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| error.to_string().replacen("hub/profile.toml:", "", 1)).collect(),
    }
}

/// Changes `from`, which must be there once, to `to`.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(RIGHT.matches(from).count(), 1, "{from}");
    RIGHT.replace(from, to)
}

#[track_caller]
fn expect(from: &str, to: &str, sentence: &str) {
    assert_eq!(told(&changed(from, to)), [sentence], "{from} → {to}");
}

#[test]
fn the_right_one_is_right() {
    assert_eq!(told(RIGHT), Vec::<String>::new());
}

#[test]
fn values_of_a_wrong_form() {
    let limit = r#"expected a limit like "24h", "48wh" or "2wd""#;
    for (written, suggestion) in [
        (r#""2 days""#, "2wd"),
        (r#""24 hours""#, "24h"),
        (r#""48 working hours""#, "48wh"),
        (r#""1 week""#, "5wd"),
        (r#""a month""#, "2wd"),
        (r#""0wd""#, "2wd"),
        (r#""""#, "2wd"),
        ("24", "2wd"),
    ] {
        expect(r#""1wd""#, written, &format!(r#"23: contact[1].within is {written}; {limit}; try "{suggestion}""#));
    }
    expect(r#""Test Hub""#, r#""  ""#, r#"1: title is "  "; expected text in quotes like "Victim Hub"; try "Victim Hub""#);
    expect("single_worker = true", r#"single_worker = "yes""#, r#"7: single_worker is "yes"; expected true or false; try true"#);
    expect("= 3", "= 0", "45: unreached.after_attempts is 0; expected a whole number from 1 to 20, without quotes; try 1");
    expect("= 3", "= \"3\"", "45: unreached.after_attempts is \"3\"; expected a whole number from 1 to 20, without quotes; try 3");
    expect("= 3", "= 300", "45: unreached.after_attempts is 300; expected a whole number from 1 to 20, without quotes; try 20");
    expect(
        r#""2026-04-01""#,
        r#""1 April 2026""#,
        r#"3: in_force_from is "1 April 2026"; expected a date like "2026-04-01"; write year, month and day as in "2026-04-01""#,
    );
    expect(
        r#""09:00""#,
        r#""9am""#,
        r#"12: working_hours.opens is "9am"; expected a time of day like "09:00"; write hours and minutes of the 24-hour clock as in "09:00""#,
    );
    expect(
        r#""17:00""#,
        r#""05:00""#,
        r#"12: working_hours.closes is "05:00"; expected a time after 09:00, when the hub opens; write both on the 24-hour clock, "17:00" for 5 pm"#,
    );
    expect(
        r#""en", "cy""#,
        r#""en", "Welsh""#,
        r#"6: languages[2] is "Welsh"; expected an ISO 639 language code: two or three lower-case letters; try "en" for English or "cy" for Welsh"#,
    );
    expect(r#""en", "cy""#, r#""en", "en""#, r#"6: languages[2] is "en"; expected each language once; leave the second out"#);
    expect(
        r#"team = "hate""#,
        r#"team = "Hate Team""#,
        r#"38: pathway[2].team is "Hate Team"; expected a name of lower-case letters, digits and _ that starts with a letter; try "hate_team""#,
    );
    expect(
        "{ under = 18 }",
        "18",
        "33: pathway[1].when is 18; expected a condition with the keys level, flags, sources, kinds, roles, reported, \
         priority_at_most, under, at_least, over, requested, officer_marked, repeat, major_incident, any_of; write it as { key = value } or as a [section]",
    );
}

#[test]
fn a_date_or_time_without_quotes_is_taken() {
    assert_eq!(told(&changed(r#""2026-04-01""#, "2026-04-01")), Vec::<String>::new());
    assert_eq!(told(&changed(r#""09:00""#, "09:00:00")), Vec::<String>::new());
}

#[test]
fn keys_unknown_and_missing() {
    let contact_keys = "one of name, when, also, first_of, all_of, within, from";
    expect(
        r#"within = "1wd""#,
        "within = \"1wd\"\nwithn = 3",
        &format!("24: contact[1].withn is not a key of a contact rule; expected {contact_keys}; did you mean within?"),
    );
    expect(
        r#"within = "1wd""#,
        "within = \"1wd\"\ncolour = \"blue\"",
        &format!("24: contact[1].colour is not a key of a contact rule; expected {contact_keys}; leave it out"),
    );
    expect(
        r#"within = "1wd""#,
        "within = \"1wd\"\nlevel = \"enhanced\"",
        &format!("24: contact[1].level is not a key of a contact rule; expected {contact_keys}; say when = {{ level = … }}"),
    );
    expect(
        r#"within = "1wd""#,
        "within = \"1wd\"\nassignment = \"queue\"",
        &format!(
            "24: contact[1].assignment is not a key of a contact rule; expected {contact_keys}; it is the hub's own: move it up, above the \
             first line in brackets, since below one every key belongs to that section"
        ),
    );
    expect(
        r#"within = "1wd""#,
        "",
        r#"19: contact[1].within is missing; expected a limit like "24h", "48wh" or "2wd"; add within = "2wd""#,
    );
    expect(r#"area = "Testshire""#, "", r#"1: area is missing; expected text in quotes like "Exampleshire"; add area = "Exampleshire""#);
    expect(
        r#"basis = "agreement""#,
        "",
        &format!(r#"1: basis is missing; expected one of {BASES}; add basis = "…" with the one that is meant"#),
    );
    expect(
        r#"roles = ["victim", "bereaved"]"#,
        "",
        &format!(r#"14: serves.roles is missing; expected a list of {ROLES}; add roles = ["victim"]"#),
    );
    expect(
        r#"first_of = ["phone", "letter"]"#,
        "",
        &format!(r#"19: contact[1].first_of is missing; expected a list of {WAYS}; add first_of = ["preferred", "phone"]"#),
    );
}

#[test]
fn the_folder_gives_the_name() {
    let told = told(&changed(r#"title = "Test Hub""#, "title = \"Test Hub\"\nname = \"test\""));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2: name is not a key of a profile; expected one of title, area, "), "{told:?}");
}

#[test]
fn words_that_are_none_of_the_list() {
    expect(
        r#""victim", "bereaved""#,
        r#""victim", "berieved""#,
        &format!(r#"15: serves.roles[2] is "berieved"; expected one of {ROLES}; did you mean "bereaved"?"#),
    );
    expect(
        r#""phone", "letter""#,
        r#""phone", "pigeon""#,
        &format!(r#"22: contact[1].first_of[2] is "pigeon"; expected one of {WAYS}; write the one that is meant"#),
    );
    expect(
        r#""phone", "letter""#,
        r#""phone", "phone""#,
        r#"22: contact[1].first_of[2] is "phone"; expected each word once; leave the second out"#,
    );
    expect(
        r#"basis = "agreement""#,
        r#"basis = "Consent-First""#,
        &format!(r#"8: basis is "Consent-First"; expected one of {BASES}; did you mean "consent_first"?"#),
    );
    expect(
        r#""recorded""#,
        r#""receit""#,
        r#"29: contact[2].from is "receit"; expected one of "receipt", "recorded"; did you mean "receipt"?"#,
    );
    let told = told(&changed(r#"["hate"]"#, r#"["domestic abuse"]"#));
    assert!(told[0].starts_with(r#"37: pathway[2].when.flags[1] is "domestic abuse"; expected one of "domestic_abuse""#), "{told:?}");
    assert!(told[0].ends_with(r#"did you mean "domestic_abuse"?"#), "{told:?}");
}

#[test]
fn lists() {
    expect(
        r#"["phone", "letter"]"#,
        "[]",
        &format!(r#"22: contact[1].first_of is []; expected a list of {WAYS}, at least one; try ["preferred"]"#),
    );
    expect(
        r#"["phone", "letter"]"#,
        r#""phone""#,
        &format!(r#"22: contact[1].first_of is "phone"; expected a list of {WAYS}; put it in brackets: ["phone"]"#),
    );
    expect(
        r#"["phone", "letter"]"#,
        r#"["preferred"]"#,
        r#"22: contact[1].first_of is ["preferred"]; expected another way beside preferred, for whoever has named none; try ["preferred", "phone", "text", "email", "letter"]"#,
    );
    expect(
        r#"all_of = ["text", "email"]"#,
        "all_of = [\"text\"]\nfirst_of = [\"email\"]",
        "27: contact[2].all_of stands beside first_of; expected one of the two: first_of offers the first way that is open, all_of every one; \
         leave one of them out",
    );
    expect(
        r#"kinds = ["crime", {"#,
        r#"kinds = ["crime", "asb", {"#,
        r#"16: serves.kinds[3] is { kind = "asb", when = { flags = ["asb_high_risk"] } }; expected each kind once; join the two, with any_of if both have conditions"#,
    );
}

#[test]
fn postcodes_that_are_none() {
    for (written, suggestion) in [
        (r#""PE12-10""#, r#"try "PE10-12""#),
        (r#""PE10–12""#, r#"try "PE10-12""#),
        (r#""PE10-PE12""#, r#"try "PE10-12""#),
        (r#""PE100""#, r#"try "PE""#),
        (r#""pe10-12""#, r#"try "PE10-12""#),
        (r#""QQ1""#, "look the area's letters up in an address of the hub's area"),
        (r#""Lincoln""#, "look the area's letters up in an address of the hub's area"),
        ("10", "look the area's letters up in an address of the hub's area"),
    ] {
        expect(r#""PE10-12""#, written, &format!("17: serves.area.postcodes[2] is {written}; expected {POSTCODE}; {suggestion}"));
    }
    expect(
        r#""PE10-12""#,
        r#""LN6""#,
        r#"17: serves.area.postcodes[2] is "LN6"; expected postcodes that LN does not hold already; leave one of the two out"#,
    );
}

#[test]
fn rules_that_can_never_be_reached() {
    expect(
        r#"when = { level = "enhanced" }
first_of"#,
        "first_of",
        r#"24: contact[2] "others" can never be reached: contact[1] "enhanced" already takes everybody it is for; expected the narrower rule before the wider one; move it above contact[1] or leave it out"#,
    );
    expect(
        r#"when = { flags = ["hate"] }"#,
        r#"when = { any_of = [{ under = 16 }, { under = 10, flags = ["hate"] }] }"#,
        r#"35: pathway[2] "hate" can never be reached: pathway[1] "young" already takes everybody it is for; expected the narrower rule before the wider one; move it above pathway[1] or leave it out"#,
    );
    expect(
        r#"within = "24h"

[unreached]"#,
        "within = \"24h\"\n[[support_starts]]\nwhen = { level = \"enhanced\", under = 18 }\nwithin = \"1wd\"\n[unreached]",
        "43: support_starts[2] can never be reached: support_starts[1] already takes everybody it is for; expected the narrower rule before the \
         wider one; move it above support_starts[1] or leave it out",
    );
    expect(
        r#"when = { flags = ["hate"] }"#,
        r#"when = { roles = ["witness"] }"#,
        "35: pathway[2].when.roles asks for witness, which the hub does not serve: it never holds; expected one of those it serves: \
         victim, bereaved; serve them under [serves] or leave the rule out",
    );
    expect(
        "{ under = 18 }",
        "{ under = 18, over = 17 }",
        "33: pathway[1].when.under is 18, and the person must also be 18 or older: nobody is; expected ages that somebody can have; \
         use any_of where one or the other is meant",
    );
    expect(
        "{ under = 18 }",
        "{ }",
        "33: pathway[1].when is empty; expected a condition with one or more of level, flags, sources, kinds, roles, reported, \
         priority_at_most, under, at_least, over, requested, officer_marked, repeat, major_incident, any_of; leave it out where everybody is meant",
    );
    let unreported = changed("reported_only = false", "reported_only = true")
        .replace("{ level = \"enhanced\" }\nfirst_of", "{ reported = false }\nfirst_of");
    assert_eq!(
        told(&unreported),
        ["19: contact[1].when.reported is false, but the desk serves only what was reported: the rule never matches; \
          expected a rule that somebody can meet; leave the rule out or set reported_only = false"]
    );
}

#[test]
fn nobody_may_fall_between_the_rules() {
    let sentence = "leaves out whoever meets none of the desk's rules: nobody would contact them; \
                    expected a last rule without when and without also, for everybody else; leave when out of the last rule, or add one more";
    expect(r#"all_of = ["text", "email"]"#, "when = { over = 60 }\nall_of = [\"text\", \"email\"]", &format!("25: contact[2] {sentence}"));
    expect(r#"all_of = ["text", "email"]"#, "also = true\nall_of = [\"text\", \"email\"]", &format!("19: contact[1] {sentence}"));
}

#[test]
fn names_twice() {
    expect(
        r#"name = "others""#,
        r#"name = "enhanced""#,
        r#"25: contact[2] has the name "enhanced", which contact[1] has, too; expected a name that no other contact rule has; try "enhanced_2""#,
    );
    expect(
        r#"name = "young""#,
        r#"name = "hate""#,
        r#"35: pathway[2] has the name "hate", which pathway[1] has, too; expected a name that no other pathway has; try "hate_2""#,
    );
}

#[test]
fn desks() {
    let desk = |name: &str, rule: &str| {
        format!(
            "[[desk]]\n{name}basis = \"agreement\"\nreported_only = false\n[[desk.contact]]\nname = \"{rule}\"\nfirst_of = [\"phone\"]\nwithin = \"2wd\"\n"
        )
    };
    let head = RIGHT.split("[[contact]]").next().unwrap().replace("basis = \"agreement\"\nreported_only = false\n", "");
    let with = |desks: &[String]| told(&format!("{head}{}", desks.concat()));
    assert_eq!(with(&[desk("name = \"a\"\n", "one"), desk("name = \"b\"\n", "two")]), Vec::<String>::new());
    assert_eq!(
        with(&[desk("name = \"a\"\n", "one"), desk("name = \"a\"\n", "two")]),
        [r#"26: desk[2].name has the name "a", which desk[1].name has, too; expected a name that no other desk has; try "a_2""#]
    );
    assert_eq!(
        with(&[desk("name = \"a\"\n", "one"), desk("name = \"b\"\n", "one")]),
        [
            r#"29: desk[2].contact[1] has the name "one", which desk[1].contact[1] has, too; expected a name that no other contact rule has; try "one_2""#
        ]
    );
    assert_eq!(
        with(&[desk("name = \"a\"\n", "one"), desk("", "two")]),
        [r#"25: desk[2].name is missing; expected a name for each of several desks; add name = "support""#]
    );
    assert_eq!(
        with(&[desk("name = \"a\"\n", "one")]),
        [
            r#"18: desk[1].name is "a" although the hub has one desk; expected a name only where there are several desks; leave the name out, or add the other [[desk]]"#
        ]
    );
    let beside = format!("basis = \"agreement\"\n{head}{}{}", desk("name = \"a\"\n", "one"), desk("name = \"b\"\n", "two"));
    assert_eq!(
        told(&beside),
        [
            "1: basis stands at the top of the file beside [[desk]]; expected each desk's own under its [[desk]]; move basis under the desk it is meant for"
        ]
    );
    let beside = format!("{head}{}[[contact]]\nname = \"all\"\nfirst_of = [\"phone\"]\nwithin = \"2wd\"\n", desk("name = \"a\"\n", "one"));
    let instead = "write [[desk.contact]] in place of [[contact]], under the [[desk]] it is meant for";
    assert!(told(&beside).iter().any(|one| one.ends_with(instead)), "{:?}", told(&beside));
    let bare = "[[desk]]\nname = \"b\"\nbasis = \"agreement\"\nreported_only = false\n".to_owned();
    assert_eq!(
        with(&[desk("name = \"a\"\n", "one"), bare]),
        [
            "25: desk[2].contact is missing; expected one or more contact rules; add contact = [{ … }], or a section [[desk.contact]] with name, first_of and within"
        ]
    );
    assert_eq!(
        told(&head),
        [
            format!(r#"1: basis is missing; expected one of {BASES}; add basis = "…" with the one that is meant"#),
            "1: reported_only is missing; expected true or false; add reported_only = false".to_owned(),
            "1: contact is missing; expected one or more contact rules; add contact = [{ … }], or a section [[contact]] with name, first_of and within"
                .to_owned(),
        ]
    );
    expect(
        "[[support_starts]]",
        "[support_starts]",
        "40: support_starts is a section; expected a list of sections, each a start of support; start each with [[support_starts]], in double brackets",
    );
}

#[test]
fn a_meeting_needs_services() {
    let meeting =
        "[several_services]\npathway = \"multi_agency\"\ntask = \"agree_lead_service\"\nweekday = \"wednesday\"\nat = \"10:00\"\n";
    let with = |text: &str, meeting: &str| told(&format!("{text}{meeting}"));
    assert_eq!(with(RIGHT, meeting), Vec::<String>::new());
    assert_eq!(
        with(RIGHT, &meeting.replace("multi_agency", "young")),
        [r#"48: several_services.pathway is "young", which pathway[1] is called, too; expected a name no pathway has; try "multi_agency""#]
    );
    assert_eq!(
        with(&changed("[[pathway]]\nname = \"young\"\nwhen = { under = 18 }\n", ""), meeting),
        ["45: several_services can never come about with one pathway; expected two or more pathways that may match together; \
          add [[pathway]] for each service or leave [several_services] out"]
    );
    assert_eq!(
        with(&changed("\nwhen = { flags = [\"hate\"] }", ""), meeting),
        ["35: pathway[2] matches every case, so that every case with a service would wait for the meeting; \
          expected only pathways with when beside [several_services]; leave it out: cases that match no pathway go to general"]
    );
    assert_eq!(
        with(RIGHT, &meeting.replace("wednesday", "Wensday")),
        [
            r#"51: several_services.weekday is "Wensday"; expected one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"; did you mean "wednesday"?"#
        ]
    );
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_lines() {
    let text = RIGHT
        .replace("\"commissioner\"", "\"comissioner\"")
        .replace("\"1wd\"", "\"1 day\"")
        .replace("\"LN\"", "\"XX\"")
        .replace("default_team", "default_tem")
        .replace("[\"letter\"]", "[]");
    let lines: Vec<String> = told(&text).iter().map(|sentence| sentence.split(';').next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "1: default_team is missing",
            r#"4: governance is "comissioner""#,
            "10: default_tem is not a key of a profile",
            r#"17: serves.area.postcodes[1] is "XX""#,
            r#"23: contact[1].within is "1 day""#,
            "46: unreached.first_of is []",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let told = told(&changed("governance = \"commissioner\"", "governance = commissioner"));
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("4: the text cannot be read as TOML ("), "{told:?}");
    let twice = self::told(&changed("single_worker = true", "single_worker = true\nsingle_worker = false"));
    assert!(twice[0].starts_with("8: the text cannot be read as TOML (duplicate key)"), "{twice:?}");
}

#[test]
fn conditions_do_not_nest_without_end() {
    let mut when = "{ under = 18 }".to_owned();
    for _ in 0..5 {
        when = format!("{{ any_of = [{when}] }}");
    }
    let told = told(&changed("{ under = 18 }", &when));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("expected no any_of this deep within others"), "{told:?}");
}
