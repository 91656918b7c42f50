//! The pages on services, as a worker, a lead and whoever looks after data protection walk through them.

use axum::http::StatusCode;
use kernel::StaffRole;
use testkit::databases::on_both;
use web::Transport;

use super::lead::sussex;
use super::world::World;
use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Answer, Browser, Hub, employ};

pub fn hub(world: &World) -> Hub {
    let routes = casework::pages::router().merge(onward::pages::router());
    let mut profile = (*world.profile).clone();
    profile.organisation.second_factor.clear();
    Hub::prepared(&world.db, profile, Transport::Loopback, routes, |site| site)
}

fn save(browser: &mut Browser<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    browser.fill_in(page, page, fields)
}

#[test]
fn a_worker_refers_somebody_step_by_step() {
    on_both(|scratch| {
        let world = World::with(scratch, "example", &[BURGLARY], |profile| profile.onward.person_chooses = true);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let here = format!("/cases/{}/onward", world.case("Amina"));
        assert!(sam.get(&format!("/cases/{}", world.case("Amina"))).text.contains(&format!("href=\"{here}\"")));

        let none = save(&mut sam, &format!("{here}/tell"), &[]);
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.says(".govuk-error-summary").unwrap().contains("Choose at least one service"));
        let told = save(&mut sam, &format!("{here}/tell"), &[("services", "counselling"), ("services", "restorative_justice")]);
        assert_eq!(told.header("location"), format!("{here}?done=services_named"));
        save(&mut sam, &format!("{here}/choose"), &[("services", "counselling")]);
        assert!(sam.get(&format!("{here}/refer")).text.contains("there is no consent of the person"));
        let unsaid = save(&mut sam, &format!("{here}/consent"), &[("service", "counselling")]);
        assert!(unsaid.says(".govuk-error-summary").unwrap().contains("Select what the person said"));
        save(&mut sam, &format!("{here}/consent"), &[("service", "counselling"), ("answer", "verbal")]);
        let referred = save(&mut sam, &format!("{here}/refer"), &[("service", "counselling")]);
        assert_eq!(referred.header("location"), format!("{here}?done=referred_onward"));

        let why = save(&mut sam, &format!("{here}/answer"), &[("service", "counselling"), ("says", "refused")]);
        assert!(why.says(".govuk-error-summary").unwrap().contains("Select why they do not take the person"));
        let fields = [("service", "counselling"), ("says", "refused"), ("why_not", "no_capacity")];
        assert_eq!(save(&mut sam, &format!("{here}/answer"), &fields).header("location"), format!("{here}?done=answer_written"));
        assert!(sam.get(&here).text.contains("Refused: No room"));
        let mut lee = hub.signed_in("lee@example.org");
        let refused = lee.get("/refused");
        assert!(refused.text.contains("Exampleshire Counselling Service") && refused.text.contains("No room"));
        assert!(!refused.text.contains("Amina"), "by references, not by names");
    });
}

#[test]
fn a_service_is_given_only_ways_that_are_known_to_be_safe() {
    on_both(|scratch| {
        let safe = BURGLARY.replace("LN1 1AA,,,,given", "LN1 1AA,,yes,,given");
        let world = World::new(scratch, "example", &[&safe, DANGER]);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let slip = |sam: &mut Browser<'_>, name: &str| {
            for service in ["restorative_justice", "counselling"] {
                world.agree(name, service, super::AGREED, 1).unwrap();
                world.refer(name, service, 2).unwrap();
            }
            let here = format!("/cases/{}/onward", world.case(name));
            let id = world.standing(name, |standing| {
                let of = standing.services.iter().find(|of| of.service.name == "restorative_justice").unwrap();
                of.referrals[0].id.to_string()
            });
            sam.get(&format!("{here}/{id}/slip"))
        };
        let amina = slip(&mut sam, "Amina").text;
        assert!(amina.contains("07700 900123") && amina.contains("Exampleshire Counselling Service"));
        assert!(!amina.contains("amina@example.org"), "nobody said that e-mail is safe");
        assert!(!amina.contains("High Street"), "nor a letter");
        let beth = slip(&mut sam, "Beth").text;
        assert!(beth.contains("None is known to be safe"));
        assert!(!beth.contains("900124") && !beth.contains("High Street") && !beth.contains("beth@"));
    });
}

/// Somebody who lives with Amina: of one telephone.
const FLATMATE: &str =
    "R8,CR8,2026-11-23T08:00:00Z,Burglary,,Zoe,Park,1985-03-27,07700 900123,,zoe@example.org,6 High Street,LN1 1AE,,,,given,P8";

#[test]
fn a_service_is_told_what_to_heed_and_given_nothing_that_somebody_else_answers() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        world.says_safe("Amina", "Never after four in the afternoon", 1);
        world.agree("Amina", "restorative_justice", super::AGREED, 1).unwrap();
        world.refer("Amina", "restorative_justice", 2).unwrap();
        let id = world.standing("Amina", |standing| {
            let of = standing.services.iter().find(|of| of.service.name == "restorative_justice").unwrap();
            of.referrals[0].id.to_string()
        });
        let slip = format!("/cases/{}/onward/{id}/slip", world.case("Amina"));
        let alone = sam.get(&slip).text;
        assert!(alone.contains("07700 900123"));
        assert!(alone.contains("Never after four in the afternoon"), "{alone}");
        world.story.refer(&[FLATMATE], crate::hub::monday());
        let shared = sam.get(&slip).text;
        assert!(!shared.contains("07700 900123"), "whoever has that telephone in their hand answers it");
        assert!(shared.contains("None is known to be safe"));
    });
}

#[test]
fn of_whoever_opted_out_no_service_is_given_anything_and_nobody_is_told_to_ask_again() {
    on_both(|scratch| {
        let opting = |profile: &mut profile::Profile| {
            profile.opt_out = Some(profile::OptOut { erased_within: kernel::TimeLimit::WorkingDays(5) });
        };
        let world = World::with(scratch, "example", &[BURGLARY], opting);
        world.agree("Amina", "restorative_justice", super::AGREED, 1).unwrap();
        world.refer("Amina", "restorative_justice", 2).unwrap();
        let id = world.standing("Amina", |standing| {
            let of = standing.services.iter().find(|of| of.service.name == "restorative_justice").unwrap();
            of.referrals[0].id.to_string()
        });
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let here = format!("/cases/{}/onward", world.case("Amina"));
        assert_eq!(sam.get(&format!("{here}/{id}/slip")).status, StatusCode::OK);
        world.opt_out("Amina", 3);
        assert_eq!(sam.get(&format!("{here}/{id}/slip")).header("location"), here);
        let stands = sam.get(&here).text;
        assert!(stands.contains("opted out") && !stands.contains("ask again"));
    });
}

#[test]
fn whoever_sees_figures_alone_learns_of_nobody_by_a_small_one() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", super::AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.answer("Amina", "counselling", onward::Says::Accepted, 3).unwrap();
        let hub = hub(&world);
        employ(&world.db, "com@example.org", StaffRole::Commissioner);
        let mut commissioner = hub.signed_in("com@example.org");
        let figures = commissioner.get("/waiting");
        assert_eq!(figures.says("td[data-label='Waiting']").unwrap(), "Fewer than 5");
        assert_eq!(figures.says("td[data-label='Longest wait']").unwrap(), "–");
        world.answer("Amina", "counselling", onward::Says::Refused(onward::RefusalReason::UnsafeToContact), 4).unwrap();
        let refused = commissioner.get("/refused");
        assert_eq!(refused.says("td[data-label='How often']").unwrap(), "Fewer than 5");
        let mut lee = hub.signed_in("lee@example.org");
        assert_eq!(lee.get("/refused").says("td[data-label='How often']").unwrap(), "1", "who sees the case counts it themselves");
    });
}

#[test]
fn whoever_looks_after_data_protection_sees_what_was_told_and_of_whom_only_the_case() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[DANGER]);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let page = format!("/cases/{}/onward/disclose", world.case("Beth"));
        let fields =
            [("told_to", "police"), ("because", "serious_harm"), ("could_not_wait", "He was at her door"), ("told", "Where she is")];
        let done = save(&mut sam, &page, &fields);
        assert!(done.header("location").ends_with("onward?done=disclosed"), "{}", done.text);
        assert!(!save(&mut sam, &page, &[("told_to", "police"), ("because", "statutory_duty")]).header("location").contains("done"));
        employ(&world.db, "olu@example.org", StaffRole::DataProtectionOfficer);
        let mut olu = hub.signed_in("olu@example.org");
        let listed = olu.get("/disclosures").text;
        assert!(listed.contains(&world.story.file("Beth").case.reference) && listed.contains("To prevent serious harm"));
        assert!(!listed.contains("Beth") && !listed.contains("at her door") && !listed.contains("Where she is"));
        assert_eq!(sam.get("/disclosures").status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_agenda_is_made_and_the_lead_agreed_on_pages() {
    on_both(|scratch| {
        let world = sussex(scratch);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let list = sam.get("/meetings").text;
        assert!(list.contains("/meetings/brighton/2026-11-25") && list.contains("2 cases"));
        let agenda = sam.get("/meetings/brighton/2026-11-25").text;
        let (finn, dina) = (agenda.find("Finn").unwrap(), agenda.find("Dina").unwrap());
        assert!(finn < dina && !agenda.contains("Eve"));
        assert_eq!(sam.get("/meetings/brighton/2026-11-26").header("location"), "/meetings", "no meeting is on a Thursday");
        let lead = format!("/cases/{}/onward/lead", world.case("Dina"));
        assert_eq!(save(&mut sam, &lead, &[("service", "hate")]).header("location"), "/meetings?done=lead_agreed");
        assert!(!sam.get("/meetings/brighton/2026-11-25").text.contains("Dina"));
        let again = save(&mut sam, &lead, &[("service", "young")]);
        assert!(again.says(".govuk-error-summary").unwrap().contains("Say why that changes"));
        let refusal = [("service", "hate"), ("says", "refused"), ("why_not", "no_capacity")];
        let refused = save(&mut sam, &format!("/cases/{}/onward/answer", world.case("Dina")), &refusal);
        assert_eq!(
            refused.header("location"),
            "/meetings?done=answer_written",
            "the case is the meeting's again, and may be shut to who refused"
        );
        assert!(sam.get("/meetings/brighton/2026-11-25").text.contains("Dina"));
    });
}

#[test]
fn a_waiting_list_is_shown_for_the_day_that_is_asked_for() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", super::AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.answer("Amina", "counselling", onward::Says::Accepted, 3).unwrap();
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let today = sam.get("/waiting");
        assert_eq!(today.says("td[data-label='Waiting']").unwrap(), "1");
        assert!(today.text.contains("Amina Okafor"));
        let before = sam.get("/waiting?on-day=22&on-month=11&on-year=2026");
        assert_eq!(before.says("td[data-label='Waiting']").unwrap(), "0");
        assert!(!before.text.contains("Amina"));
        let wrong = sam.get("/waiting?on-day=31&on-month=2&on-year=2026");
        assert!(wrong.says(".govuk-error-summary").unwrap().contains("must be a real date"));
        employ(&world.db, "com@example.org", StaffRole::Commissioner);
        let mut commissioner = hub.signed_in("com@example.org");
        let figures = commissioner.get("/waiting");
        assert_eq!(figures.says("td[data-label='Waiting']").unwrap(), "Fewer than 5");
        assert!(!figures.text.contains("Amina"), "a commissioner sees figures and nobody's name");
    });
}
