//! What is left of the policies for a list says of every case what they say of that case.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

mod world;

use kernel::{AgencyKind, Purpose, RingFence, RingFences, StaffRole};
use policy::{Act, Actor, CaseFacts, Circumstances, Organisation, Policies, Subject};
use world::{agreement, at, id, organisation};

fn organisations() -> Vec<Organisation> {
    let police = |organisation: &mut Organisation| {
        organisation.police_see_records = true;
        organisation.agreements.push(agreement("force", Purpose::Justice));
        organisation.agreements.push(agreement("isva", Purpose::Support));
        for agreement in &mut organisation.agreements {
            agreement.with_consent = true;
        }
    };
    vec![
        Organisation::alone(),
        organisation(|_| {}),
        organisation(police),
        organisation(|organisation| {
            police(organisation);
            organisation.walled_desks = true;
            organisation.overlay = Some(
                r#"@id("no-court") forbid (principal is Staff, action, resource is Case)
                when { principal has desk && principal.desk == "court" && (resource.team == "isva" || resource.has_unreported) };
                @id("children") forbid (principal is Staff, action == Action::"read_case", resource is Case)
                when { resource.ring_fence.contains(RingFence::"child_sexual_abuse") && !(resource has worker) };"#
                    .into(),
            );
        }),
    ]
}

fn actors(organisation: &Organisation) -> Vec<Actor> {
    let mut all = Vec::new();
    for role in StaffRole::ALL {
        for agency in &organisation.agencies {
            for (team, desk, cleared) in [
                (None, None, RingFences::NONE),
                (Some("isva"), Some("court"), RingFences::NONE.with(RingFence::SexualViolence)),
                (Some("north"), Some("support"), RingFences::ALL),
            ] {
                let mut actor = Actor::staff(id(7), "Sam", *role, team.map(str::to_owned));
                actor.agency = (agency.kind != AgencyKind::Hub).then(|| agency.name.clone());
                (actor.desk, actor.cleared) = (desk.map(str::to_owned), cleared);
                all.push(actor);
            }
        }
    }
    all
}

/// Every combination of what a case can be.
fn cases(organisation: &Organisation) -> Vec<CaseFacts> {
    let mut all = Vec::new();
    let teams = ["north", "isva", "witness"];
    let fences = [RingFences::NONE, RingFences::NONE.with(RingFence::SexualViolence), RingFences::ALL];
    let desks: [&[&str]; 3] = [&[], &["court"], &["court", "support"]];
    for number in 0..3 * 3 * 3 * 3 * 128_usize {
        let mut left = number;
        let mut draw = |of: usize| {
            let drawn = left % of;
            left /= of;
            drawn
        };
        let (team, fence, desk, worker) = (teams[draw(3)], fences[draw(3)], desks[draw(3)], [None, Some(id(7)), Some(id(8))][draw(3)]);
        let mut yes = || draw(2) == 1;
        all.push(CaseFacts {
            case: id(1),
            person: id(2),
            is_open: yes(),
            worker,
            team: team.into(),
            agency: organisation.agency_of(team).into(),
            desks: desk.iter().map(|desk| (*desk).to_owned()).collect(),
            ring_fence: fence,
            has_unreported: yes(),
            has_agreed: yes(),
            is_referred: yes(),
            is_conflicted: yes(),
            is_broken: yes(),
        });
    }
    all
}

#[test]
fn a_list_is_asked_for_what_each_case_would_be_decided() {
    let (mut asked, mut permitted) = (0_u32, 0_u32);
    for organisation in organisations() {
        let policies = Policies::new(organisation.clone()).unwrap();
        let cases = cases(&organisation);
        for (number, actor) in actors(&organisation).iter().enumerate() {
            let act = if number % 3 == 0 { Act::SeeContact } else { Act::ReadCase };
            let circumstances = Circumstances { at: at(), purpose: policies.purpose(actor, act), has_second_person: false };
            let which = &policies.which(actor, act, &circumstances).cases;
            // A different thirty-first of the cases for each.
            for case in cases.iter().skip(number % 31).step_by(31) {
                let decided = policies.decide(actor, act, Subject::Case(case), &circumstances).is_ok();
                let hidden = organisation.hides_from_police(&case.desks);
                assert_eq!(which.holds(case, actor.user_id(), hidden), decided, "{actor:?} {act} {case:#?}\n{which:#?}");
                (asked, permitted) = (asked + 1, permitted + u32::from(decided));
            }
        }
    }
    assert!(permitted > asked / 50 && permitted < asked, "{permitted} of {asked}");
}

#[test]
fn a_wall_that_a_list_cannot_be_asked_for_is_refused() {
    let overlay = r#"@id("odd") forbid (principal is Staff, action, resource is Case) when { resource.team like "sex*" };"#;
    let error = Policies::new(organisation(|organisation| organisation.overlay = Some(overlay.into()))).unwrap_err();
    assert!(error.to_string().contains("like") && error.to_string().contains("access.cedar"), "{error}");
}
