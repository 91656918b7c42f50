//! The weekly meeting and the one service that leads (Sussex).

use jiff::civil::date;
use onward::{RefusalReason, Refused, Says, WhyChanged};
use testkit::databases::on_both;

use super::world::{World, at};

/// Dina, under 18 and hated for what she is: for two services.
pub const HATED: &str =
    "R5,CR5,2026-11-23T08:00:00Z,Assault,hate_race,Dina,Shah,2011-03-27,07700 900131,,dina@example.org,5 High Street,BN1 1AA,,,,given,P5";
/// Eve, harmed at home and defrauded, who lives nowhere that is known.
pub const TWICE: &str =
    "R6,CR6,2026-11-23T08:00:00Z,Fraud,domestic_abuse;fraud,Eve,Moss,1980-03-27,07700 900132,,eve@example.org,,,,yes,yes,given,P6";
/// Finn, in danger at high risk and under 18.
pub const URGENT: &str = "R7,CR7,2026-11-23T08:00:00Z,Assault,domestic_abuse_high_risk,Finn,Ray,2010-03-27,07700 900133,,finn@example.org,7 High Street,BN1 1AB,,,,given,P7";

pub fn sussex(scratch: &testkit::databases::Scratch) -> World {
    World::with(scratch, "sussex", &[HATED, TWICE, URGENT], in_brighton)
}

/// The one authority that meets is Brighton's.
pub fn in_brighton(profile: &mut profile::Profile) {
    let several = profile.several_services.as_mut().unwrap();
    several.authorities = vec![profile::Authority {
        name: "brighton".into(),
        title: "Brighton and Hove".into(),
        postcodes: vec![profile::PostcodeRange { letters: "BN".into(), districts: Some((1, 3)) }],
    }];
    // So that whoever agreed can still be asked here what became of the case.
    for agency in &mut profile.organisation.agencies {
        agency.teams.clear();
    }
}

#[test]
fn the_agenda_has_the_cases_of_its_authority_the_most_urgent_first() {
    on_both(|scratch| {
        let world = sussex(scratch);
        let (wednesday, monday) = (date(2026, 11, 25), crate::hub::monday());
        assert_eq!(world.agenda("brighton", wednesday, monday), ["Finn", "Dina"]);
        assert_eq!(world.agenda(onward::NOT_KNOWN, wednesday, monday), ["Eve"]);
        assert!(world.agenda("brighton", date(2026, 12, 2), monday).is_empty());
        let late = at("2026-11-27T10:00:00Z");
        assert_eq!(world.agenda("brighton", date(2026, 12, 2), late), ["Finn", "Dina"], "what a meeting left is for the next");
        let sam = world.story.sam.clone();
        let meetings = world.on_hub::<access::kind::SeeWork, _>(&sam, monday, |tx, _, permit, profile| {
            onward::meetings(tx, permit, profile, &people::memory::Everybody::default())
        });
        let said: Vec<_> = meetings.iter().map(|(meeting, cases)| (meeting.title.as_str(), meeting.at.to_string(), *cases)).collect();
        let ten = "2026-11-25T10:00:00Z".to_owned();
        assert_eq!(said, [("Brighton and Hove", ten.clone(), 2), ("Not known where", ten, 1)]);
    });
}

#[test]
fn one_service_leads_and_never_two() {
    on_both(|scratch| {
        let world = sussex(scratch);
        let (meeting, later) = (at("2026-11-25T10:30:00Z"), at("2026-11-26T10:00:00Z"));
        assert_eq!(world.lead("Dina", "nobody", None, meeting), Err(Refused::NoSuchService));
        world.lead("Dina", "hate", None, meeting).unwrap();
        let case = world.story.file("Dina").case;
        assert_eq!((case.pathway.as_str(), case.team.as_str()), ("hate", "hate"));
        assert!(world.due("Dina").iter().all(|(what, _)| what != "agree_lead_service"));
        assert!(world.agenda("brighton", date(2026, 11, 25), meeting).iter().all(|name| name != "Dina"));

        assert_eq!(world.lead("Dina", "hate", None, later), Err(Refused::LeadsAlready));
        assert_eq!(world.lead("Dina", "young", None, later), Err(Refused::AnotherLeads));
        world.lead("Dina", "young", Some(WhyChanged::PersonAsked), later).unwrap();
        assert_eq!(world.story.file("Dina").case.pathway, "young");
        let leads = world.standing("Dina", |standing| standing.leads.clone());
        let said: Vec<_> = leads.iter().map(|lead| (lead.service.as_str(), lead.ending.map(|ending| ending.as_str()))).collect();
        assert_eq!(said, [("hate", Some("person_asked")), ("young", None)]);
        assert_eq!(world.count("SELECT count(*) FROM lead_services WHERE ended_at IS NULL"), 1);
        let case = case.id;
        let second = "INSERT INTO lead_services (id, case_id, service, since) VALUES ($1, $1, 'hate', 0)";
        let twice = world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(second, &[&case])));
        assert!(twice.is_err(), "the database holds it too");
    });
}

#[test]
fn a_lead_that_refuses_sends_the_case_to_the_next_meeting() {
    on_both(|scratch| {
        let world = sussex(scratch);
        world.lead("Dina", "hate", None, at("2026-11-25T10:30:00Z")).unwrap();
        let refused = at("2026-11-26T09:00:00Z");
        assert_eq!(world.answer_at("Dina", "young", Says::Refused(RefusalReason::NoCapacity), refused), Err(Refused::NothingOpen));
        world.answer_at("Dina", "hate", Says::Refused(RefusalReason::OutsideCriteria), refused).unwrap();
        let case = world.story.file("Dina").case;
        assert_eq!((case.pathway.as_str(), case.team.as_str()), ("multi_agency", "victim_hub"));
        assert!(world.due("Dina").contains(&("agree_lead_service".into(), "2026-12-02T10:00:00Z".into())), "{:?}", world.due("Dina"));
        assert!(world.agenda("brighton", date(2026, 12, 2), refused).contains(&"Dina".to_owned()));
        assert_eq!(world.refused_counts(), [("hate".to_owned(), RefusalReason::OutsideCriteria, 1)]);
        world.lead("Dina", "young", None, at("2026-12-02T10:30:00Z")).unwrap();
    });
}

#[test]
fn a_lead_may_refuse_after_the_case_is_closed_and_nothing_becomes_due() {
    on_both(|scratch| {
        let world = sussex(scratch);
        world.lead("Dina", "hate", None, crate::hub::monday()).unwrap();
        world.close("Dina", 10);
        world.answer("Dina", "hate", Says::Refused(RefusalReason::NotReached), 20).unwrap();
        assert!(world.due("Dina").is_empty());
        assert_eq!(world.count("SELECT count(*) FROM lead_services WHERE ending = 'refused' AND reason = 'not_reached'"), 1);
    });
}

#[test]
fn where_the_question_is_put_again_the_same_service_may_go_on_leading() {
    on_both(|scratch| {
        let world = sussex(scratch);
        world.lead("Dina", "hate", None, crate::hub::monday()).unwrap();
        let again = "UPDATE dues SET state = 'open', ended_at = NULL WHERE what = 'agree_lead_service' AND case_id = $1";
        let case = world.case("Dina");
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(again, &[&case]))).unwrap();
        world.lead("Dina", "hate", None, at("2026-11-25T10:30:00Z")).unwrap();
        assert!(world.due("Dina").iter().all(|(what, _)| what != "agree_lead_service"));
        assert_eq!(world.count("SELECT count(*) FROM lead_services"), 1);
    });
}

#[test]
fn a_hub_without_meetings_has_no_lead_service() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[crate::casework::BURGLARY]);
        assert_eq!(world.lead("Amina", "counselling", None, crate::hub::monday()), Err(Refused::NoMeeting));
    });
}
