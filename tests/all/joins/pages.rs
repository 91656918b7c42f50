//! Possible same people through the browser, without JavaScript: seen side by side, decided, agreed by a second person, and taken back.

use axum::http::StatusCode;
use identity::Post;
use kernel::{PersonId, RingFence, RingFences, StaffRole};
use testkit::databases::{Scratch, on_both};
use web::Transport;

use super::person;
use super::reviews::asks;
use crate::casework::BURGLARY;
use crate::consent::agree;
use crate::hub::{Answer, Browser, Hub, shipped};
use crate::roof::{Roof, roof};
use crate::routes::capabilities;

/// Amina again, it seems: her name misheard, another telephone, and no texts.
const AMINAH: &str =
    "R8,CR8,2026-11-23T08:00:00Z,Theft,,Aminah,Okafor,1984-03-27,07700 900128,,amina@example.org,1 High Street,LN1 1AA,,yes,no,given,P8";

/// A hub in which somebody has to say whether Amina and Aminah are one person.
struct World {
    roof: Roof,
    hub: Hub,
    /// Where the pair is.
    pair: String,
}

fn world(scratch: &Scratch) -> World {
    let roof = roof(scratch, &[BURGLARY, AMINAH]);
    // Whatever the intake asks by itself, this is what the tests are about.
    roof.db.write_now(|tx| access::change_as_the_program(tx, |tx| tx.execute("DELETE FROM reviews", &[]))).unwrap();
    asks(&roof, "Amina", "Aminah");
    for name in ["mona", "noor"] {
        roof.employ(name, Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Manager) });
    }
    let hub = Hub::new(&roof.db, Transport::Loopback, capabilities());
    let review: kernel::ReviewId =
        roof.db.read_now(|c| access::as_the_program(c, |c| c.one("SELECT id FROM reviews WHERE state = 'open'", &[]))).unwrap();
    World { hub, pair: format!("/same-people/{review}"), roof }
}

impl World {
    fn person(&self, name: &str) -> PersonId {
        person(&self.roof, name)
    }

    fn other_records(&self, name: &str) -> String {
        format!("/people/{}/other-records", self.person(name))
    }

    /// Sam proposes the join, and says why.
    fn proposed(&self) {
        let mut sam = self.hub.signed_in("sam@example.org");
        let to = decides(&mut sam, &self.pair, &[("answer", "same")]);
        assert_eq!(goes_to(&to), format!("{}/join", self.pair));
        let asked = sam.fill_in(&format!("{}/join", self.pair), &format!("{}/join", self.pair), &[("why", "Her sister told me")]);
        assert_eq!(goes_to(&asked), "/same-people?done=join_proposed");
    }

    /// Mona looks as well, and joins them.
    fn joined(&self) -> Browser<'_> {
        self.proposed();
        let mut mona = self.hub.signed_in("mona@example.org");
        let path = format!("{}/join", self.pair);
        assert_eq!(goes_to(&mona.fill_in(&path, &path, &[("why", "Both told me the same")])), "/same-people?done=records_joined");
        mona
    }
}

fn goes_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location")
}

fn decides(browser: &mut Browser<'_>, pair: &str, fields: &[(&str, &str)]) -> Answer {
    browser.fill_in(pair, pair, fields)
}

fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer
}

/// The row of a field in the table of both: what each has, and what differs.
fn row(answer: &Answer, field: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let select = |text: &str| scraper::Selector::parse(text).unwrap();
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let found = page.select(&select(".od-pair__row")).find(|row| row.select(&select("th")).any(|head| text(head) == field)).unwrap();
    found.select(&select("td")).map(text).collect()
}

fn texts(answer: &Answer, selector: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let select = scraper::Selector::parse(selector).unwrap();
    let found = page.select(&select);
    found.map(|element| element.text().collect::<String>()).collect()
}

#[test]
fn two_records_stand_side_by_side_with_what_differs_marked_and_said() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        assert!(seen(&mut sam, "/").text.contains("Possible same people (1)"));
        let list = seen(&mut sam, "/same-people");
        assert_eq!(list.says("h1").as_deref(), Some("Possible same people (1)"));
        assert_eq!(list.says(".od-worklist__case th a").as_deref(), Some("Amina Okafor and Aminah Okafor"));

        let page = seen(&mut sam, &world.pair);
        assert_eq!(
            row(&page, "Given name"),
            ["Amina", "AminahAminah (differs)", "Only B has “h”"],
            "once for the eye and once for the ear"
        );
        assert_eq!(row(&page, "Family name"), ["Okafor", "Okafor", "The same"]);
        assert_eq!(row(&page, "Date of birth")[2], "The same");
        assert_eq!(row(&page, "Phone numbers")[2], "A has “3”, B has “8”");
        assert_eq!(row(&page, "Home addresses")[2], "The same");
        assert_eq!(row(&page, "Safe ways of contact")[2], "Different. What is not safe holds for both once they are joined.");
        assert_eq!(texts(&page, "mark"), ["h", "3", "8", "Call: safe", "Text: not safe"]);
        assert!(page.text.contains("The two records do not agree on which ways of contact are safe."));
        assert!(page.text.contains("Take care. Somebody else must agree before these two are joined."));
    });
}

#[test]
fn the_waterfall_is_a_picture_with_words_and_the_same_figures_in_a_table() {
    on_both(|scratch| {
        let world = world(scratch);
        let page = seen(&mut world.hub.signed_in("sam@example.org"), &world.pair);
        let described = page.says("svg[role=img] desc").expect("a picture described in words");
        assert!(described.starts_with("Before comparing: −") || described.starts_with("Before comparing: +"), "{described}");
        let shown = texts(&page, "svg .od-waterfall__weight");
        let column = |number: usize| texts(&page, &format!("table.govuk-table tbody tr > :nth-child({number})"));
        let (weights, so_far) = (column(2), column(3));
        assert_eq!(shown[..shown.len() - 1], weights[..weights.len() - 1], "every bar has its line");
        assert_eq!(shown.last(), so_far.last(), "and both end at the same");
        let number = |text: &String| text.replace('−', "-").replace('+', "").parse::<f64>().unwrap();
        let sum: f64 = weights[..weights.len() - 1].iter().map(number).sum();
        assert!((sum - number(so_far.last().unwrap())).abs() < 0.05 * shown.len() as f64, "{weights:?} {so_far:?}");
        assert!(weights.iter().filter(|weight| !weight.is_empty() && *weight != "0").all(|weight| weight.starts_with(['+', '−'])));
        assert!(page.text.contains(" pairs like this were one person. You decide, not the comparison."), "{}", page.text);
        assert!(!page.says("main").unwrap().contains('%'), "a share of a hundred without people is not understood");
    });
}

#[test]
fn a_worker_proposes_a_manager_who_looks_too_joins_and_parting_restores_both() {
    on_both(|scratch| {
        let world = world(scratch);
        world.proposed();
        let mut sam = world.hub.signed_in("sam@example.org");
        assert!(seen(&mut sam, &world.pair).text.contains("Somebody else must look and agree."));
        let again = sam.fill_in("/search", &format!("{}/join", world.pair), &[("why", "Once more")]);
        assert_ne!(again.status, StatusCode::SEE_OTHER, "nobody agrees with themselves");

        let mut mona = world.hub.signed_in("mona@example.org");
        assert!(
            seen(&mut mona, "/same-people")
                .says(".od-worklist__case")
                .unwrap()
                .contains("To be joined, says sam. Somebody else must agree.")
        );
        let confirm = seen(&mut mona, &format!("{}/join", world.pair));
        assert!(confirm.text.contains("Record A: do not text, because record B says that it is not safe."), "{}", confirm.text);
        assert!(confirm.text.contains("It can be taken back."));
        let path = format!("{}/join", world.pair);
        let unsaid = mona.fill_in(&path, &path, &[]);
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for where it is dangerous");
        assert_eq!(goes_to(&mona.fill_in(&path, &path, &[("why", "Both told me the same")])), "/same-people?done=records_joined");
        assert_eq!(seen(&mut mona, "/same-people").says("h1").as_deref(), Some("Possible same people (0)"));
        assert_eq!(mona.get(&world.pair).status, StatusCode::NOT_FOUND);

        let case = |name: &str| format!("/cases/{}", world.roof.story.case_of(name));
        let amina = seen(&mut sam, &case("Amina"));
        assert!(amina.text.contains("There is another record of this person."));
        assert!(amina.text.contains("Do not text"), "what is not safe on one record is not safe on the other");
        assert!(amina.text.contains("Both told me the same"), "the reason stands on the case that asked");
        let others = seen(&mut sam, &world.other_records("Amina"));
        assert!(others.text.contains(&format!("href=\"{}\"", case("Aminah"))));
        assert!(!others.text.contains("/part\""), "a worker does not part");

        let part = format!("{}/{}/part", world.other_records("Amina"), world.person("Aminah"));
        assert_eq!(sam.get(&part).status, StatusCode::NOT_FOUND);
        assert_eq!(mona.fill_in(&part, &part, &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let parted = mona.fill_in(&part, &part, &[("why", "It was her cousin")]);
        assert_eq!(goes_to(&parted), format!("{}?done=records_parted", world.other_records("Amina")));
        assert!(seen(&mut sam, &world.other_records("Amina")).text.contains("No other record of this person is known."));
        let amina = seen(&mut sam, &case("Amina"));
        assert!(!amina.text.contains("There is another record of this person.") && amina.text.contains("It was her cousin"));
        assert!(!amina.text.contains("Do not text: the person said that it is not safe."), "{}", amina.text);
    });
}

#[test]
fn a_manager_does_not_join_a_dangerous_pair_alone_whatever_they_prove() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut mona = world.hub.signed_in("mona@example.org");
        let path = format!("{}/join", world.pair);
        assert!(seen(&mut mona, &path).text.contains("Ask somebody else to agree"));
        assert_eq!(goes_to(&mona.fill_in(&path, &path, &[("why", "I am sure")])), "/same-people?done=join_proposed");
        assert_eq!(world.roof.count("SELECT count(*) FROM joins"), 0);

        let mut noor = world.hub.signed_in("noor@example.org");
        let waiting = seen(&mut noor, "/approvals");
        assert!(waiting.text.contains("Look at both records yourself before you agree"));
        let action = waiting.text.split("action=\"/approvals/").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(goes_to(&noor.fill_in("/approvals", &format!("/approvals/{action}"), &[("answer", "yes")])), "/approvals?done=approved");
        assert_eq!(goes_to(&mona.fill_in(&path, &path, &[("why", "Noor agrees")])), "/same-people?done=records_joined");
        assert_eq!(world.roof.count("SELECT count(*) FROM joins"), 1);
    });
}

#[test]
fn whoever_is_found_to_be_two_people_is_not_offered_again_until_that_is_lifted() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        let unchosen = decides(&mut sam, &world.pair, &[]);
        assert_eq!(unchosen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unchosen.says(".govuk-error-summary").unwrap().contains("Select whether they are one person"));
        let unsaid = decides(&mut sam, &world.pair, &[("answer", "different")]);
        assert!(unsaid.says(".govuk-error-summary").unwrap().contains("Enter how you know that they are two people"));
        let done = decides(&mut sam, &world.pair, &[("answer", "different"), ("why", "I met both")]);
        assert_eq!(goes_to(&done), "/same-people?done=kept_apart");
        assert_eq!(seen(&mut sam, "/same-people").says("h1").as_deref(), Some("Possible same people (0)"));
        let case = format!("/cases/{}", world.roof.story.case_of("Amina"));
        assert!(seen(&mut sam, &case).text.contains("I met both"));
        let others = seen(&mut sam, &world.other_records("Amina"));
        assert!(others.text.contains("Found not to be the same person") && !others.text.contains("/lift\""));

        let mut mona = world.hub.signed_in("mona@example.org");
        let lift = format!("{}/{}/lift", world.other_records("Amina"), world.person("Aminah"));
        assert!(seen(&mut mona, &world.other_records("Amina")).text.contains(&lift));
        assert_eq!(sam.get(&lift).status, StatusCode::NOT_FOUND);
        assert_eq!(mona.fill_in(&lift, &lift, &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let lifted = mona.fill_in(&lift, &lift, &[("why", "Her mother says it is one")]);
        assert_eq!(goes_to(&lifted), format!("{}?done=apart_lifted", world.other_records("Amina")));
        assert!(!seen(&mut mona, &world.other_records("Amina")).text.contains("Found not to be the same person"));
    });
}

#[test]
fn whoever_cannot_tell_says_what_they_saw_and_leaves_the_pair_to_somebody_else() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        let unsaid = decides(&mut sam, &world.pair, &[("answer", "cannot_tell")]);
        assert!(unsaid.says(".govuk-error-summary").unwrap().contains("Enter what you saw"));
        let left = decides(&mut sam, &world.pair, &[("answer", "cannot_tell"), ("seen", "Two voices, I think")]);
        assert_eq!(goes_to(&left), "/same-people?done=pair_left");
        let mut kim = world.hub.signed_in("kim@example.org");
        assert!(seen(&mut kim, "/same-people").says(".od-worklist__case").unwrap().contains("sam could not tell"));
        assert!(seen(&mut kim, &format!("/cases/{}", world.roof.story.case_of("Amina"))).text.contains("Two voices, I think"));
    });
}

#[test]
fn who_may_not_see_one_of_the_two_sees_no_pair_and_hears_of_no_name() {
    on_both(|scratch| {
        let world = world(scratch);
        let fence = RingFences::NONE.with(RingFence::SexualViolence).bits();
        let aminah = world.roof.story.case_of("Aminah");
        world
            .roof
            .db
            .write_now(move |tx| {
                access::change_as_the_program(tx, |tx| tx.execute_one("UPDATE cases SET ring_fence = $2 WHERE id = $1", &[&aminah, &fence]))
            })
            .unwrap();
        let mut sam = world.hub.signed_in("sam@example.org");
        for path in ["/", "/same-people"] {
            let page = seen(&mut sam, path);
            assert!(!page.text.contains("Aminah") && !page.text.contains("Possible same people (1)"), "{path}");
        }
        for path in [world.pair.clone(), format!("{}/join", world.pair), world.other_records("Aminah")] {
            assert_eq!(sam.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        }
        let case = format!("/cases/{}", world.roof.story.case_of("Amina"));
        assert!(!seen(&mut sam, &case).text.contains(&world.pair));
        // Whoever is cleared sees it, and that it is ring-fenced.
        assert!(seen(&mut world.hub.signed_in("mona@example.org"), &world.pair).text.contains("A case of one of them is ring-fenced."));
    });
}

#[test]
fn once_joined_who_may_not_see_the_other_record_hears_that_it_is_there_and_no_more() {
    on_both(|scratch| {
        let world = world(scratch);
        world.joined();
        let by_name = world.hub.signed_in("sam@example.org").get(&world.other_records("Amina")).text;
        assert!(by_name.contains("Aminah Okafor"));
        world.roof.of("wes", StaffRole::WitnessCare, "police", None);
        let mut officer = world.hub.signed_in("wes@example.org");
        for path in ["/same-people".to_owned(), world.other_records("Amina")] {
            let page = officer.get(&path);
            assert!(page.status == StatusCode::NOT_FOUND && !page.text.contains("Okafor"), "{path}: {}", page.text);
        }
    });
}

#[test]
fn what_is_not_shown_is_neither_written_nor_weighed_nor_marked() {
    on_both(|scratch| {
        let world = world(scratch);
        let iris = world.roof.of("iris", StaffRole::Specialist, "counselling_service", Some("counselling"));
        for name in ["Amina", "Aminah"] {
            let (case, to) = (world.roof.story.case_of(name), iris.user_id().unwrap());
            agree(&world.roof, case, "counselling_service");
            let lead = world.roof.story.lead.clone();
            world
                .roof
                .act::<access::kind::GiveCase, _>(&lead, case, crate::hub::monday(), move |tx, ids, permit| {
                    casework::give::give(tx, ids, permit, to)
                })
                .unwrap();
        }
        let whole = seen(&mut world.hub.signed_in("iris@example.org"), &world.pair);
        assert!(whole.text.contains("900128") && texts(&whole, "table.govuk-table th").iter().any(|head| head.starts_with("Phone number")));

        let mut profile = shipped("example");
        for agreement in profile.organisation.agreements.iter_mut().filter(|agreement| agreement.agency == "counselling_service") {
            agreement.parts.retain(|part| *part != kernel::Part::Contact);
        }
        let hub = Hub::prepared(&world.roof.db, profile, Transport::Loopback, capabilities(), |site| site);
        let page = seen(&mut hub.signed_in("iris@example.org"), &world.pair);
        assert_eq!(row(&page, "Phone numbers"), ["Not shown to your role", "Not shown to your role", "Cannot be said"]);
        for hidden in ["900123", "900128", "amina@example.org", "Text: not safe"] {
            assert!(!page.text.contains(hidden), "{hidden}");
        }
        let compared = texts(&page, "table.govuk-table th");
        assert!(!compared.iter().any(|head| head.starts_with("Phone number") || head.starts_with("Email")), "{compared:?}");
        assert!(page.text.contains("What is not shown to you of one of the records is left out of this comparison."));
        assert!(page.text.contains("You are not shown all of both records."));
    });
}
