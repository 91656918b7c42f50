//! The pages show what the hub does, and nothing that it does not.

use axum::http::StatusCode;
use profile::{FundingKind, FundingStream, OfferAgain, OptOut, Period, Way as Entry};
use testkit::databases::sqlite;
use web::Transport;

use super::*;
use crate::casework::NO_SAFE_WAY;
use crate::hub::Hub;

fn hub(profile: Profile, rows: &[&str]) -> (testkit::databases::Scratch, Story, Hub) {
    let scratch = sqlite();
    let story = story_under(&scratch, profile.clone(), rows);
    let hub = Hub::prepared(&story.db, profile, Transport::Loopback, casework::pages::router(), |site| site);
    (scratch, story, hub)
}

#[test]
fn the_case_says_which_rule_each_thing_came_from() {
    let (_scratch, story, hub) = hub(plain(), &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let path = format!("/cases/{}", story.case_of("Amina"));
    let rule = &story.profile.desks[0].contact[0];
    let said = profile::due_in_words(&story.profile, &rule.name, "phone", "2wd").unwrap();
    assert!(sam.get(&path).text.contains(&said), "{}", sam.get(&path).text);
    story.accepts(&story.sam, "Amina", None, TEN).unwrap();
    assert!(sam.get(&path).text.contains("the Victims' Code's own stands: within 2 working days of acceptance."));
    // Decided under a version that is gone since.
    story.db.write_now(|tx| tx.execute("UPDATE source_rows SET profile = 'example@2019-01-01'", &[]).map(|_| ())).unwrap();
    story.db.write_now(|tx| tx.execute("UPDATE dues SET state = 'open'", &[]).map(|_| ())).unwrap();
    assert!(sam.get(&path).text.contains("example@2019-01-01, a version of the rules that is no longer here"));
}

/// Two organisations behind a wall have no one team between them.
#[test]
fn behind_a_wall_a_case_is_worked_by_each_desk_for_its_part() {
    let (_scratch, story, hub) = hub(plain(), &[BURGLARY]);
    let path = format!("/cases/{}", story.case_of("Amina"));
    let mut sam = hub.signed_in("sam@example.org");
    assert!(sam.get(&path).text.contains("General, team support"));
    let mut walled = plain();
    walled.organisation.walled_desks = true;
    let hub = Hub::prepared(&story.db, walled, Transport::Loopback, casework::pages::router(), |site| site);
    let page = hub.signed_in("sam@example.org").get(&path).text;
    assert!(page.contains("General, listed under team support; each desk works its own part"), "{page}");
}

#[test]
fn pathways_and_teams_are_called_by_their_titles() {
    let mut profile = plain();
    profile.titles = [("general", "everyday crime"), ("support", "LGBT+ support")].map(|(name, title)| (name.into(), title.into())).into();
    let (_scratch, story, hub) = hub(profile, &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = sam.get(&format!("/cases/{}", story.case_of("Amina"))).text;
    assert!(page.contains("Everyday crime, team LGBT+ support"), "{page}");
    assert!(page.contains("Pathway “everyday crime”: no other pathway matches."), "{page}");
    assert!(!page.contains("General") && !page.contains("general"), "{page}");
    let work = sam.get("/work").text;
    assert!(work.contains("Pathway: Everyday crime (") && work.contains("value=\"pathway-general\""), "{work}");
}

#[test]
fn desks_are_called_by_their_titles() {
    let mut profile = shipped("dorset");
    // Whose desk sees the case is another promise.
    (profile.organisation.walled_desks, profile.organisation.overlay) = (false, None);
    let (_scratch, story, hub) = hub(profile, &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = sam.get(&format!("/cases/{}", story.case_of("Amina"))).text;
    assert!(page.contains("(Victim Bureau)") && page.contains("of the desk “Victim Bureau”"), "{page}");
    assert!(!page.contains("(bureau)") && !page.contains("“bureau”"), "{page}");
    assert!(sam.get("/work").text.contains("Desk: Victim Bureau ("));
}

#[test]
fn a_hub_that_only_calls_shows_no_other_way() {
    let (_scratch, story, hub) = hub(Profile { ways: vec![Channel::Phone], ..plain() }, &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = sam.get(&format!("/cases/{}/attempt", story.case_of("Amina"))).text;
    assert!(page.contains("value=\"call.") && page.contains("value=\"voicemail."), "{page}");
    for way in ["text", "email", "letter"] {
        assert!(!page.contains(&format!("value=\"{way}.")), "{way}");
    }
    assert!(!sam.get(&format!("/cases/{}", story.case_of("Amina"))).text.contains("mailto:"));
}

#[test]
fn a_hub_with_one_way_of_support_does_not_ask_for_it() {
    for (ways, asks) in [(vec![SupportWay::Phone], false), (vec![SupportWay::Phone, SupportWay::Online], true)] {
        let (_scratch, story, hub) = hub(Profile { support_by: ways, ..plain() }, &[BURGLARY]);
        let mut sam = hub.signed_in("sam@example.org");
        let path = format!("/cases/{}/attempt", story.case_of("Amina"));
        let by = sam.get(&path).field("by").unwrap();
        let second = sam.get(&format!("{path}?by={by}"));
        assert_eq!(second.text.contains("name=\"support_by\""), asks);
        assert!(!second.text.contains("Face to face"), "no way that is not the hub's");
        let sent = sam.fill_in(&format!("{path}?by={by}"), &path, &[("by", &by), ("outcome", "accepted")]);
        assert_eq!(sent.status == StatusCode::UNPROCESSABLE_ENTITY, asks, "{}", sent.text);
    }
}

#[test]
fn where_a_lead_gives_cases_there_is_no_button_to_take_one() {
    let (_scratch, story, hub) = hub(Profile { assignment: Assignment::Lead, ..plain() }, &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = sam.get(&format!("/cases/{}", story.case_of("Amina"))).text;
    assert!(!page.contains("Take the case"));
    assert!(page.contains("A team lead or manager gives each case to a worker here."));
}

#[test]
fn somebody_who_comes_back_is_let_in_from_the_closed_case() {
    let (_scratch, story, hub) = hub(plain(), &[BURGLARY]);
    story.ends("Amina", Ending::Declined, TEN);
    let mut sam = hub.signed_in("sam@example.org");
    let path = format!("/cases/{}", story.case_of("Amina"));
    assert!(sam.get(&path).text.contains("They have come back"));
    let back = format!("{path}/come-back");
    let sent = sam.fill_in(&back, &back, &[("wants", "To talk"), ("support_by", "phone")]);
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, format!("{path}?done=case_opened_again").as_str()),
        "{}",
        sent.text
    );
    let page = sam.get(&path).text;
    assert!(page.contains("Start support") && !page.contains("They have come back"));
    assert_eq!(sam.get(&back).status, StatusCode::NOT_FOUND, "an open case is not opened again");
}

#[test]
fn a_reminder_shows_only_ways_that_are_open_and_can_be_left() {
    let channels = vec![Entry::By(Channel::Phone), Entry::By(Channel::Letter)];
    let again = OfferAgain { name: "after_four_weeks".into(), when: Condition::default(), after: Period::Days(28), channels };
    let (_scratch, story, hub) = hub(Profile { offered_again: vec![again], ..plain() }, &[BURGLARY, NO_SAFE_WAY]);
    story.ends("Amina", Ending::Declined, TEN);
    story.ends("Cara", Ending::Declined, TEN);
    let mut sam = hub.signed_in("sam@example.org");
    let list = sam.get("/reminders").text;
    assert!(list.contains("Amina Okafor") && list.contains("Cara Hill") && list.contains("From Monday 21 December"), "{list}");
    let of = |name: &str| format!("/cases/{}/reminders/{}", story.case_of(name), story.file(name).reminders[0].id);
    let amina = sam.get(&of("Amina")).text;
    assert!(amina.contains("value=\"call.") && amina.contains("value=\"letter.") && !amina.contains("value=\"email."), "{amina}");
    let cara = sam.get(&of("Cara")).text;
    assert!(cara.contains("No way of asking is open and known to be safe.") && !cara.contains("value=\"call."), "{cara}");
    let unsaid = sam.fill_in(&of("Cara"), &of("Cara"), &[("answer", "left")]);
    assert!(unsaid.text.contains("Say why the person is not asked."));
    let left = sam.fill_in(&of("Cara"), &of("Cara"), &[("answer", "left"), ("note", "No way is safe")]);
    assert_eq!(left.header("location"), "/reminders?done=reminder_answered");
    assert!(!sam.get("/reminders").text.contains("Cara Hill"));
}

#[test]
fn opting_out_and_funding_are_offered_only_where_the_hub_has_them() {
    let (_scratch, story, hub_without) = hub(plain(), &[BURGLARY]);
    let mut sam = hub_without.signed_in("sam@example.org");
    let path = format!("/cases/{}", story.case_of("Amina"));
    let page = sam.get(&path).text;
    assert!(!page.contains("opts out") && !page.contains("Paid for by"));
    assert_eq!(sam.get(&format!("{path}/opt-out")).status, StatusCode::NOT_FOUND);

    let funding = ["core", "grant"].map(|name| FundingStream {
        name: name.into(),
        title: format!("The {name} money"),
        kind: FundingKind::Core,
        when: Condition { flags_any: if name == "core" { Vec::new() } else { vec![kernel::Flag::Stalking] }, ..Condition::default() },
        from: None,
        until: None,
    });
    let opt_out = Some(OptOut { erased_within: TimeLimit::WorkingDays(5) });
    let (_scratch, story, hub_with) = hub(Profile { funding: funding.into(), opt_out, ..plain() }, &[BURGLARY]);
    let mut sam = hub_with.signed_in("sam@example.org");
    let path = format!("/cases/{}", story.case_of("Amina"));
    assert!(sam.get(&path).text.contains("The core money"));
    let set = sam.fill_in(&format!("{path}/funding"), &format!("{path}/funding"), &[("streams", "core"), ("streams", "grant")]);
    assert_eq!(set.header("location"), format!("{path}?done=funding_set"), "{}", set.text);
    assert!(sam.get(&path).text.contains("<li>The core money</li><li>The grant money</li>"));
    let page = format!("{path}/opt-out");
    assert!(sam.fill_in(&page, &page, &[]).text.contains("Tick the box to say that it is what the person wants"));
    let out = sam.fill_in(&page, &page, &[("sure", "yes")]);
    assert_eq!(out.header("location"), format!("{path}?done=opted_out"), "{}", out.text);
    assert!(sam.get(&path).text.contains("the person opted out"));
}

#[test]
fn who_asked_not_to_be_asked_and_came_back_is_told_of_with_that_word() {
    let channels = vec![Entry::By(Channel::Phone)];
    let again = OfferAgain { name: "after_four_weeks".into(), when: Condition::default(), after: Period::Days(28), channels };
    let (_scratch, story, hub) = hub(Profile { offered_again: vec![again], ..plain() }, &[BURGLARY]);
    story.ends("Amina", Ending::Declined, TEN);
    let mut sam = hub.signed_in("sam@example.org");
    let of = |which: usize| format!("/cases/{}/reminders/{}", story.case_of("Amina"), story.file("Amina").reminders[which].id);
    sam.fill_in(&of(0), &of(0), &[("answer", "never")]);
    story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W1,", 1)], at("2027-01-04T09:00:00Z"));
    assert!(sam.get("/reminders").text.contains("unless they got in touch again since"), "{}", sam.get("/reminders").text);
    let page = sam.get(&of(1)).text;
    assert!(page.contains("asked before never to be asked again") && page.contains("value=\"call."), "{page}");
}
