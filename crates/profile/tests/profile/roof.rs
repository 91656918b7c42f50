//! Who is under the roof: what the program makes of it, and what one is told of a mistake in it.

use kernel::{AgencyKind, Part, Purpose, StaffRole};
use policy::{Agency, Organisation};
use profile::Profile;

use crate::mistakes::{RIGHT, told};

/// Follows [`RIGHT`], which has 47 lines, and an empty one: the first line here is the 49th.
const ROOF: &str = r#"
[[agency]]
name = "hub"
title = "Test Hub"
kind = "hub"
teams = ["support"]

[[agency]]
name = "police"
title = "Testshire Police"
kind = "police"

[[agency]]
name = "haven"
title = "Haven"
kind = "partner"
teams = ["counselling", "idva"]

[[agency]]
name = "office"
title = "Commissioner's Office"
kind = "commissioner"

[[agreement]]
with = "police"
from = "2026-04-01"
until = "2027-03-31"
purposes = ["justice"]
parts = ["name", "incident"]
with_consent = false

[[agreement]]
with = "haven"
from = "2026-04-01"
until = "2027-03-31"
purposes = ["support"]
parts = ["name", "contact"]
with_consent = true

[single_sign_on.roles]
"Onedoor.Worker" = "worker"

[single_sign_on.teams]
"support-team" = "support"
"#;

fn roofed() -> String {
    assert_eq!(RIGHT.lines().count(), 47);
    format!("{}\n{ROOF}", RIGHT.replace("police_see_records = false", "police_see_records = true"))
}

/// Changes `from`, which must be there once, to `to`.
#[track_caller]
fn changed(from: &str, to: &str) -> String {
    let text = roofed();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

#[track_caller]
fn expect(from: &str, to: &str, sentence: &str) {
    assert_eq!(told(&changed(from, to)), [sentence], "{from} → {to}");
}

fn parsed(text: &str) -> Profile {
    Profile::parse("hub", "hub/profile.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn an_organisation_is_what_the_profile_says() {
    let profile = parsed(&roofed());
    let organisation = &profile.organisation;
    let kinds: Vec<(&str, AgencyKind)> = organisation.agencies.iter().map(|agency| (agency.name.as_str(), agency.kind)).collect();
    let wanted =
        [("hub", AgencyKind::Hub), ("police", AgencyKind::Police), ("haven", AgencyKind::Partner), ("office", AgencyKind::Commissioner)];
    assert_eq!(kinds, wanted);
    assert!(organisation.police_see_records && !organisation.walled_desks && organisation.second_factor.is_empty());
    let [police, haven] = organisation.agreements.as_slice() else { panic!("two agreements") };
    assert_eq!((police.purposes.as_slice(), police.parts.as_slice()), (&[Purpose::Justice][..], &[Part::Name, Part::Incident][..]));
    assert!(!police.with_consent && haven.with_consent);
    assert_eq!((haven.from.to_string(), haven.until.to_string()), ("2026-04-01".to_owned(), "2027-03-31".to_owned()));
    let single = profile.single_sign_on.unwrap();
    assert_eq!(single.roles, [("Onedoor.Worker".to_owned(), StaffRole::Worker)]);
    assert_eq!(single.teams, [("support-team".to_owned(), "support".to_owned())]);
    assert!(!single.makes_accounts);
}

#[test]
fn a_team_that_no_organisation_names_is_the_hubs_own() {
    let organisation = parsed(&roofed()).organisation;
    assert_eq!(organisation.agencies[0].teams, ["support", "hate"]);
    assert_eq!((organisation.agency_of("hate"), organisation.agency_of("idva")), ("hub", "haven"));
}

#[test]
fn a_hub_that_names_nobody_is_alone_with_all_its_teams() {
    let own = Agency {
        name: "hub".to_owned(),
        title: "Test Hub".to_owned(),
        kind: AgencyKind::Hub,
        teams: vec!["support".to_owned(), "hate".to_owned()],
    };
    assert_eq!(parsed(RIGHT).organisation, Organisation { agencies: vec![own], ..Organisation::alone() });
}

#[test]
fn desks_and_their_walls_are_part_of_it() {
    let dorset = Profile::shipped("dorset").unwrap().unwrap().organisation;
    assert!(dorset.walled_desks);
    let desks: Vec<(&str, bool)> = dorset.desks.iter().map(|desk| (desk.name.as_str(), desk.hidden_from_police)).collect();
    assert_eq!(desks, [("bureau", false), ("support", true)]);
    assert_eq!(
        told(&RIGHT.replace("single_worker", "walled_desks = true\nsingle_worker")),
        ["7: walled_desks is true although the hub has one desk; expected walls only where there are several desks; \
          leave it out, or add the [[desk]] on the wall's other side"]
    );
}

#[test]
fn organisations_that_do_not_fit() {
    expect(
        "kind = \"hub\"",
        "kind = \"partner\"",
        "53: agency[1].kind is \"partner\", but the first organisation is whoever gives the hub's own support; expected the hub's own \
         organisation first, of kind \"hub\"; move the hub's own [[agency]] above this one",
    );
    let twice = told(&changed("name = \"haven\"", "name = \"police\""));
    assert_eq!(
        twice[0],
        "62: agency[3].name has the name \"police\", which agency[2].name has, too; expected a name that no other organisation has; \
         try \"police_2\""
    );
    assert!(twice[1].starts_with("81: agreement[2].with is \"haven\", which no [[agency]] is called; "), "{twice:?}");
}

#[test]
fn a_team_has_one_organisation() {
    expect(
        r#""counselling", "idva""#,
        r#""counselling", "support""#,
        "65: agency[3].teams[2] is \"support\", which agency[1].teams[1] has, too; expected each team with one organisation, whose case \
         it then is; leave one of the two out",
    );
    expect(
        "kind = \"commissioner\"",
        "kind = \"commissioner\"\nteams = [\"figures\"]",
        "71: agency[4].teams gives teams to an organisation of kind commissioner, which sees figures and never a person; expected teams \
         only with those who work cases; leave teams out, or give them to the hub's own organisation",
    );
}

#[test]
fn agreements_that_could_not_hold() {
    expect(
        "with = \"haven\"",
        "with = \"heaven\"",
        "81: agreement[2].with is \"heaven\", which no [[agency]] is called; expected the name of another organisation under the hub's \
         roof: police, haven, office; did you mean \"haven\"?",
    );
    expect(
        "with = \"haven\"",
        "with = \"hub\"",
        "81: agreement[2].with is \"hub\", the hub's own organisation, which needs no agreement with itself; expected the name of another \
         organisation under the hub's roof: police, haven, office; leave the agreement out; staff who may see only what is agreed belong \
         to an organisation of their own",
    );
    expect(
        "with = \"haven\"",
        "with = \"office\"",
        "81: agreement[2].with is \"office\", which is of kind commissioner and never sees a person; expected an organisation that may \
         see something of a record; leave the agreement out: figures need none",
    );
    expect(
        "with = \"haven\"",
        "with = \"police\"",
        "80: agreement[2] holds with \"police\" at the same time as agreement[1], which is in force 2026-04-01 to 2027-03-31; expected one \
         agreement with an organisation at a time; both its days count; end the earlier one the day before, or join the two",
    );
    let text = roofed();
    let (before, after) = text.split_at(text.rfind("until = ").unwrap());
    assert_eq!(
        told(&format!("{before}{}", after.replacen("2027-03-31", "2026-03-31", 1))),
        [
            "83: agreement[2].until is \"2026-03-31\"; expected its last day, on or after 2026-04-01, when it begins; change one of the two days"
        ]
    );
    expect("with_consent = true\n", "\n", "80: agreement[2].with_consent is missing; expected true or false; add with_consent = false");
}

#[test]
fn the_last_day_of_one_agreement_is_before_the_first_of_the_next() {
    let later = |from: &str| {
        format!(
            "{}\n[[agreement]]\nwith = \"haven\"\nfrom = \"{from}\"\nuntil = \"2028-03-31\"\npurposes = [\"support\"]\nparts = [\"name\"]\nwith_consent = true\n",
            roofed()
        )
    };
    assert_eq!(parsed(&later("2027-04-01")).organisation.agreements.len(), 3);
    assert_eq!(told(&later("2027-03-31")).len(), 1);
}

#[test]
fn what_the_police_see_and_what_is_agreed_say_the_same() {
    expect(
        "police_see_records = true",
        "police_see_records = false",
        "73: agreement[1].with is \"police\", which is of kind police, and police_see_records is false: it would give nothing; expected no \
         agreement with the police where they see no records; leave it out, or say police_see_records = true",
    );
    expect(
        "purposes = [\"justice\"]",
        "purposes = [\"safeguarding\"]",
        "5: police_see_records is true, but no agreement with an organisation of kind police names the purpose \"justice\": they would see \
         nothing; expected an [[agency]] of kind \"police\" and an [[agreement]] with it; add them, or say police_see_records = false",
    );
}

#[test]
fn second_factors_are_asked_of_roles() {
    let asked = |roles: &str| RIGHT.replace("single_worker", &format!("second_factor = {roles}\nsingle_worker"));
    let both = [StaffRole::Manager, StaffRole::Administrator];
    assert_eq!(parsed(&asked(r#"["manager", "administrator"]"#)).organisation.second_factor, both);
    let told = told(&asked(r#"["manger"]"#));
    assert!(told[0].starts_with(r#"7: second_factor[1] is "manger"; expected one of "worker", "#), "{told:?}");
    assert!(told[0].ends_with(r#"; did you mean "manager"?"#), "{told:?}");
}

#[test]
fn words_of_an_identity_provider_lead_to_roles_and_teams_there_are() {
    let told = told(&changed("\"Onedoor.Worker\" = \"worker\"", "\"Onedoor.Worker\" = \"wroker\""));
    assert!(told[0].starts_with("89: single_sign_on.roles.\"Onedoor.Worker\" is \"wroker\"; expected one of \"worker\""), "{told:?}");
    expect(
        "\"support-team\" = \"support\"",
        "\"support-team\" = \"suport\"",
        "92: single_sign_on.teams.\"support-team\" is \"suport\"; expected a team of the hub: support, hate, counselling, idva; did you \
         mean \"support\"?",
    );
    let none = changed("[single_sign_on.roles]\n\"Onedoor.Worker\" = \"worker\"\n", "");
    assert_eq!(
        crate::mistakes::told(&none),
        ["89: single_sign_on.roles is missing; expected a section that says which role each of the provider's words is; \
          add roles = { \"Onedoor.Worker\" = \"worker\" }"]
    );
}
