//! Policies of a hub's own: taken with the profile, and refused with their file and line where they do more than forbid.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use kernel::{CaseId, PersonId, Purpose, RingFences, StaffRole, UserId};
use policy::{Act, Actor, CaseFacts, Circumstances, PersonFacts, Policies, Refusal, Subject};
use profile::{FILE_NAME, OVERLAY_NAME, Profile, show};

use crate::mistakes::RIGHT;

/// A folder with a right profile and this overlay.
fn hub(name: &str, profile: &str, overlay: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(FILE_NAME), profile).unwrap();
    fs::write(folder.join(OVERLAY_NAME), overlay).unwrap();
    folder
}

fn refused(name: &str, overlay: &[u8]) -> String {
    Profile::load(&hub(name, RIGHT, overlay)).unwrap_err().to_string()
}

const FORBIDS: &str = "// The head of the file.\n\n// Nobody exports.\n// [D] never needed\n@id(\"none\")\nforbid (principal, action == Action::\"export\", resource);\n";

#[test]
fn an_overlay_goes_with_its_profile_and_is_told() {
    let profile = Profile::load(&hub("overlaid", RIGHT, FORBIDS.as_bytes())).unwrap();
    assert_eq!(profile.organisation.overlay.as_deref(), Some(FORBIDS));
    let told = show(&profile);
    assert!(told.contains("Policies of the hub's own forbid more, whatever else is said here.\nOne of them: Nobody exports.\n"), "{told}");
    assert!(!told.contains("The head of the file") && !told.contains("never needed"), "{told}");
}

#[test]
fn an_overlay_only_forbids() {
    let told = refused("granting", b"// Everybody may.\n\n@id(\"all\")\npermit (principal, action, resource);\n");
    assert!(told.contains("granting/access.cedar:3: the policy cannot be used: "), "{told}");
    assert!(told.contains("only forbid"), "{told}");
}

#[test]
fn an_overlay_that_cannot_be_read_is_told_with_its_line() {
    let told = refused("broken", b"// Broken.\nforbid (principal, action, resource)\nwhen { principal.role == };\n");
    assert!(told.contains("broken/access.cedar:3: the policy cannot be used: "), "{told}");
    let told = refused("unknown", b"\nforbid (principal is Staff, action, resource) when { principal.rank == 1 };\n");
    assert!(told.contains("unknown/access.cedar:2: the policy cannot be used: "), "{told}");
    let told = refused("encoded", b"// Caf\xe9\n");
    assert!(told.contains("encoded/access.cedar:1: the text is not UTF-8"), "{told}");
}

#[test]
fn an_overlay_that_forbids_nothing_is_no_overlay() {
    let told = refused("empty_overlay", b"// forbid everything\n");
    assert!(told.contains("empty_overlay/access.cedar: the policy forbids nothing; "), "{told}");
}

#[test]
fn mistakes_in_both_files_are_told_at_once() {
    let folder = hub("twice", &RIGHT.replace("single_worker = true", "single_worker = 1"), b"permit (principal, action, resource);\n");
    let told: Vec<String> = Profile::load(&folder).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("profile.toml:7: ") && told[1].contains("access.cedar:1: "), "{told:?}");
}

#[test]
fn the_hubs_that_say_so_in_the_review_ship_with_one() {
    let with: Vec<&str> =
        Profile::shipped_names().filter(|name| Profile::shipped(name).unwrap().unwrap().organisation.overlay.is_some()).collect();
    assert_eq!(with, ["avon-somerset", "dorset", "hertfordshire", "lincolnshire", "merseyside"]);
}

/// Somebody of the hub's own organisation with a second factor just given, who works the case that is asked about.
fn worker(role: StaffRole, desk: Option<&str>) -> Actor {
    let mut actor = Actor::staff(UserId::parse("01936f00-0000-7000-8000-000000000001").unwrap(), "Sam", role, None);
    (actor.desk, actor.factor_at) = (desk.map(str::to_owned), Some(at()));
    actor
}

fn at() -> Timestamp {
    "2026-11-16T10:00:00Z".parse().unwrap()
}

/// A case with both desks of a hub, which that hub's own team works.
fn case(hub: &str) -> CaseFacts {
    let organisation = Profile::shipped(hub).unwrap().unwrap().organisation;
    CaseFacts {
        case: CaseId::parse("01936f00-0000-7000-8000-000000000002").unwrap(),
        person: PersonId::parse("01936f00-0000-7000-8000-000000000003").unwrap(),
        is_open: true,
        worker: Some(UserId::parse("01936f00-0000-7000-8000-000000000001").unwrap()),
        team: organisation.agencies[0].teams[0].clone(),
        agency: organisation.agencies[0].name.clone(),
        desks: organisation.desks.iter().map(|desk| desk.name.clone()).collect(),
        ring_fence: RingFences::NONE,
        has_unreported: false,
        has_agreed: true,
        is_referred: false,
        is_conflicted: false,
        is_broken: false,
    }
}

/// What the hub's policies say with its overlay and, so that a test shows the overlay to be what forbids, without it.
fn answers(hub: &str, actor: &Actor, act: Act, case: &CaseFacts) -> (Result<(), Refusal>, Result<(), Refusal>) {
    let with = Profile::shipped(hub).unwrap().unwrap().organisation;
    let mut without = with.clone();
    without.overlay = None;
    let person = PersonFacts { person: case.person, is_conflicted: false, cases: vec![case.clone()] };
    let subject = if act.scope() == policy::Scope::OnCase { Subject::Case(case) } else { Subject::Person(&person) };
    let circumstances = Circumstances { at: at(), purpose: Purpose::Support, has_second_person: true };
    let decide = |organisation| Policies::new(organisation).unwrap().decide(actor, act, subject, &circumstances);
    (decide(with), decide(without))
}

#[track_caller]
fn forbidden_by_the_overlay(hub: &str, actor: &Actor, act: Act, case: &CaseFacts) {
    let (with, without) = answers(hub, actor, act, case);
    assert!(with.is_err() && without.is_ok(), "{with:?} with it, {without:?} without");
}

#[track_caller]
fn left_as_it_is(hub: &str, actor: &Actor, act: Act, case: &CaseFacts) {
    assert_eq!(answers(hub, actor, act, case), (Ok(()), Ok(())));
}

#[test]
fn the_bureau_of_dorset_opens_nothing_that_was_not_reported_and_takes_no_copy_out() {
    let (reported, unreported) = (case("dorset"), CaseFacts { has_unreported: true, ..case("dorset") });
    let (bureau, support) = (worker(StaffRole::Manager, Some("bureau")), worker(StaffRole::Manager, Some("support")));
    forbidden_by_the_overlay("dorset", &bureau, Act::ReadCase, &unreported);
    forbidden_by_the_overlay("dorset", &bureau, Act::Export, &reported);
    forbidden_by_the_overlay("dorset", &worker(StaffRole::Worker, None), Act::ReadCase, &reported);
    left_as_it_is("dorset", &bureau, Act::ReadCase, &reported);
    left_as_it_is("dorset", &support, Act::ReadCase, &unreported);
    left_as_it_is("dorset", &support, Act::Export, &reported);
}

#[test]
fn the_police_desk_of_hertfordshire_opens_nothing_that_was_not_reported_and_takes_no_copy_out() {
    let (reported, unreported) = (case("hertfordshire"), CaseFacts { has_unreported: true, ..case("hertfordshire") });
    let (police, provider) = (worker(StaffRole::Manager, Some("police")), worker(StaffRole::Manager, Some("provider")));
    forbidden_by_the_overlay("hertfordshire", &police, Act::ReadCase, &unreported);
    forbidden_by_the_overlay("hertfordshire", &police, Act::Export, &reported);
    forbidden_by_the_overlay("hertfordshire", &worker(StaffRole::Worker, None), Act::ReadCase, &reported);
    left_as_it_is("hertfordshire", &police, Act::ReadCase, &reported);
    left_as_it_is("hertfordshire", &provider, Act::ReadCase, &unreported);
    left_as_it_is("hertfordshire", &provider, Act::Export, &reported);
}

#[test]
fn the_safeguarding_arm_of_avon_and_somerset_makes_no_support_plans_unless_somebody_stands_over_both_arms() {
    let case = case("avon-somerset");
    let of = |role, team: &str| {
        let mut actor = worker(role, None);
        actor.team = Some(team.to_owned());
        actor
    };
    for act in [Act::AssessNeeds, Act::ReferOnward] {
        forbidden_by_the_overlay("avon-somerset", &of(StaffRole::Worker, "safeguarding"), act, &case);
        left_as_it_is("avon-somerset", &of(StaffRole::Manager, "safeguarding"), act, &case);
        left_as_it_is("avon-somerset", &of(StaffRole::Worker, "victim_support"), act, &case);
    }
    left_as_it_is("avon-somerset", &of(StaffRole::Worker, "safeguarding"), Act::WriteNote, &case);
}

#[test]
fn nothing_leaves_the_unit_of_merseyside_but_by_the_data_protection_officer() {
    let own = case("merseyside");
    forbidden_by_the_overlay("merseyside", &worker(StaffRole::Manager, None), Act::Export, &own);
    left_as_it_is("merseyside", &worker(StaffRole::DataProtectionOfficer, None), Act::Export, &own);
    left_as_it_is("merseyside", &worker(StaffRole::Worker, None), Act::ReadCase, &own);
}

#[test]
fn whatever_else_a_profile_may_come_to_say_its_overlay_keeps_outsiders_out() {
    for hub in ["merseyside", "lincolnshire"] {
        let text =
            fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles/").join(hub).join(OVERLAY_NAME)).unwrap();
        // The same hub, had somebody agreed with the police after all.
        let mut opened = Profile::shipped("north-yorkshire").unwrap().unwrap().organisation;
        let mut officer = worker(StaffRole::WitnessCare, None);
        officer.agency = Some("witness_care".to_owned());
        let case = case("north-yorkshire");
        let circumstances = Circumstances { at: at(), purpose: Purpose::Justice, has_second_person: false };
        let decide =
            |organisation| Policies::new(organisation).unwrap().decide(&officer, Act::ReadCase, Subject::Case(&case), &circumstances);
        assert_eq!(decide(opened.clone()), Ok(()));
        opened.overlay = Some(text);
        assert!(decide(opened).is_err(), "{hub}");
    }
}
