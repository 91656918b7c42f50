//! Breaking the glass, on both databases: what it opens and for how long, what the one who asks learns of what stays shut, the alert and the
//! review.

use access::{Actor, kind};
use casework::break_glass::{Asked, OPEN_FOR, break_glass, overdue_review};
use casework::name_conflict::name_conflict;
use casework::review_break_glass::{Finding, Unreviewed, done_meanwhile, review_break_glass, to_review};
use casework::set_ring_fence::set_ring_fence;
use identity::Post;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseReference, RingFence, RingFences, Sensitive, StaffRole};
use testkit::databases::{Scratch, on_both};
use web::Transport;

use crate::casework::{BURGLARY, DANGER, NO_SAFE_WAY};
use crate::hub::{Answer, Browser, Hub, monday};
use crate::roof::{Roof, ids, roof};

const REASON: &str = "She rang from a call box and said that he has found the flat";

/// Amina's case is restricted, Sam is conflicted with Beth, Cara's case is like any other.
fn behind_glass(scratch: &Scratch) -> Roof {
    let roof = roof(scratch, &[BURGLARY, DANGER, NO_SAFE_WAY]);
    let manager = roof.employ("manu", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Manager) });
    let (amina, reason): (_, Sensitive<String>) = (roof.story.case_of("Amina"), "She works here".to_owned().into());
    roof.act::<kind::SetRingFence, _>(&manager, amina, monday(), move |tx, ids, permit| {
        set_ring_fence(tx, ids, permit, RingFences::NONE.with(RingFence::StaffVictim), &reason)
    })
    .unwrap();
    let (beth, sam) = (roof.read(&manager, "Beth", monday()).unwrap().case.person, roof.story.sam.user_id().unwrap());
    roof.act_on_person::<kind::NameConflict, _>(&manager, beth, monday(), move |tx, ids, permit| name_conflict(tx, ids, permit, sam))
        .unwrap();
    roof.own("dee", StaffRole::DataProtectionOfficer);
    roof
}

fn reference(roof: &Roof, given_name: &str) -> CaseReference {
    let case = roof.story.case_of(given_name);
    let text: String =
        roof.db.read_now(move |c| access::as_the_program(c, |c| c.one("SELECT reference FROM cases WHERE id = $1", &[&case]))).unwrap();
    CaseReference::parse(&text).unwrap()
}

fn ask(roof: &Roof, who: &Actor, reference: CaseReference, at: Timestamp) -> Asked {
    let (walls, who) = (roof.walls.clone(), who.clone());
    let asked = move |tx: &mut store::Tx<'_>| break_glass(tx, &mut ids(), &walls, &who, &reference, &REASON.to_owned().into(), at);
    roof.db.write_now(asked).unwrap()
}

fn queue(roof: &Roof, reviewer: &Actor, at: Timestamp) -> store::Result<Vec<Unreviewed>> {
    let (walls, who) = (roof.walls.clone(), reviewer.clone());
    roof.db.write_now(move |tx| {
        let permit = walls.permit::<kind::ReviewBreakGlass>(tx, &mut ids(), &who, at)?;
        to_review(tx, &permit)
    })
}

fn officer(roof: &Roof) -> Actor {
    let id = roof.db.read_now(|c| c.one("SELECT id FROM users WHERE name = 'dee'", &[])).unwrap();
    Actor::staff(id, "dee", StaffRole::DataProtectionOfficer, None)
}

fn review(roof: &Roof, reviewer: &Actor, finding: Finding, at: Timestamp) -> store::Result<()> {
    let glass = queue(roof, reviewer, at)?.first().expect("something to review").id;
    let (walls, who) = (roof.walls.clone(), reviewer.clone());
    roof.db.write_now(move |tx| {
        let permit = walls.permit::<kind::ReviewBreakGlass>(tx, &mut ids(), &who, at)?;
        review_break_glass(tx, &permit, glass, finding, &"I spoke with her and her lead".to_owned().into())
            .map_err(|_| store::Error::NotFound)
    })
}

#[test]
fn it_opens_one_case_for_two_hours_to_whoever_gave_a_reason() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let (sam, kim) = (roof.story.sam.clone(), roof.story.kim.clone());
        let at = monday() + SignedDuration::from_mins(10);
        assert!(roof.read(&sam, "Amina", at).is_none());
        let opened = ask(&roof, &sam, reference(&roof, "Amina"), at);
        assert_eq!(opened, Asked::Broken { case: roof.story.case_of("Amina"), until: at + OPEN_FOR });
        let last = at + OPEN_FOR - SignedDuration::from_secs(1);
        let file = roof.read(&sam, "Amina", last).unwrap();
        assert_eq!((file.broken_until, file.shown.contact, file.shown.address), (Some(at + OPEN_FOR), true, true));
        assert!(roof.read(&kim, "Amina", at).is_none(), "it is open to nobody else");
        assert!(roof.act::<kind::CloseCase, _>(&sam, roof.story.case_of("Amina"), at, |_, _, _| Ok(())).is_err(), "to be read, not worked");
        assert!(roof.act::<kind::ChangeContact, _>(&sam, roof.story.case_of("Amina"), at, |_, _, _| Ok(())).is_err());
        roof.act::<kind::RecordAttempt, _>(&sam, roof.story.case_of("Amina"), at, |_, _, _| Ok(())).unwrap();
        assert!(roof.read(&sam, "Amina", at + OPEN_FOR).is_none(), "two hours are over");
    });
}

#[test]
fn the_conflicted_never_whatever_reason_they_give() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let sam = roof.story.sam.clone();
        assert_eq!(ask(&roof, &sam, reference(&roof, "Beth"), monday()), Asked::Nothing);
        assert!(roof.read(&sam, "Beth", monday()).is_none());
        // Whoever broke it and is named later is shut out at once.
        let kim = roof.story.kim.clone();
        assert!(matches!(ask(&roof, &kim, reference(&roof, "Amina"), monday()), Asked::Broken { .. }));
        let person = roof.read(&kim, "Amina", monday()).unwrap().case.person;
        let manager = roof.employ("mona", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Manager) });
        let whom = kim.user_id().unwrap();
        roof.act_on_person::<kind::NameConflict, _>(&manager, person, monday(), move |tx, ids, permit| {
            name_conflict(tx, ids, permit, whom)
        })
        .unwrap();
        assert!(roof.read(&kim, "Amina", monday()).is_none());
    });
}

#[test]
fn nobody_of_the_police_nor_a_volunteer_nor_an_officer_breaks_it() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let others = [
            roof.of("wes", StaffRole::WitnessCare, "police", None),
            roof.own("vera", StaffRole::Volunteer),
            officer(&roof),
            roof.of("con", StaffRole::Commissioner, "commissioner", None),
        ];
        for who in others {
            assert_eq!(ask(&roof, &who, reference(&roof, "Amina"), monday()), Asked::Nothing, "{who:?}");
        }
        assert_eq!(roof.count("SELECT count(*) FROM break_glass"), 0);
        assert_eq!(roof.count("SELECT count(*) FROM alerts"), 0);
        assert_eq!(roof.count("SELECT count(*) FROM audit WHERE act = 'refused:break_glass'"), 4);
    });
}

fn plain(answer: &Answer, typed: &str) -> String {
    let token = answer.field("form_token").unwrap();
    answer.text.replace(&token, "").replace(typed, "")
}

#[test]
fn the_page_answers_the_same_way_whatever_is_behind_what_stays_shut() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router());
        let mut sam = hub.signed_in("sam@example.org");
        let mut send = |reference: &str| {
            let answer = sam.fill_in("/break-glass", "/break-glass", &[("reference", reference), ("reason", REASON)]);
            (answer.status, plain(&answer, reference))
        };
        let unknown = CaseReference::from_number(123_456_789).unwrap();
        let nothing = send(unknown.as_str());
        assert!(nothing.1.contains("We cannot open a case with this reference for you"));
        assert_eq!(send(reference(&roof, "Beth").as_str()), nothing, "conflicted");
        assert_eq!(send(reference(&roof, "Cara").as_str()), nothing, "theirs to see anyway");
        assert_eq!(send("no reference at all"), nothing);
        assert_eq!(roof.count("SELECT count(*) FROM break_glass"), 0);
    });
}

fn broke(sam: &mut Browser<'_>, roof: &Roof) -> Answer {
    sam.fill_in("/break-glass", "/break-glass", &[("reference", reference(roof, "Amina").as_str()), ("reason", REASON)])
}

#[test]
fn it_is_told_at_once_by_a_reference_alone_and_stays_until_it_is_reviewed() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let hub = Hub::prepared(
            &roof.db,
            without_factors(),
            Transport::Loopback,
            casework::pages::router().merge(people::pages::router()),
            |site| site,
        );
        let (mut sam, mut dee) = (hub.signed_in("sam@example.org"), hub.signed_in("dee@example.org"));
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        assert_eq!(sam.get(&case).status.as_u16(), 404);
        let short = sam.fill_in("/break-glass", "/break-glass", &[("reference", "K7M2"), ("reason", "in danger")]);
        assert!(short.says(".govuk-error-summary").unwrap().contains("at least 20 characters"));
        assert!(dee.get("/search").says("#od-alerts-title").is_none());

        assert_eq!(broke(&mut sam, &roof).header("location"), case);
        let page = sam.get(&case);
        assert_eq!(
            page.says(".govuk-notification-banner__content").as_deref(),
            Some("You broke the glass on this case until 12:00; it will be reviewed.")
        );
        let glass: String = roof.db.read_now(|c| c.one("SELECT reference FROM break_glass", &[])).unwrap();
        let banner = dee.get("/search").says("main .govuk-notification-banner__content").unwrap();
        assert_eq!(banner, format!("Break-glass {glass} needs review.Go to the reviews"));
        assert!(sam.get("/").says("#od-alerts-title").is_none(), "that is the officer's");

        let list = dee.get("/break-glass/reviews");
        let links: Vec<String> = list.text.split("href=\"").filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
        let review = links.into_iter().find(|link| link.starts_with("/break-glass/reviews/")).unwrap();
        let page = dee.get(&review);
        assert!(page.text.contains(REASON) && page.text.contains("sam") && page.text.contains("Read case"), "{}", page.text);
        assert!(!page.text.contains("Okafor"), "who it is about is not the officer's to see");
        assert_eq!(sam.get(&review).status.as_u16(), 404, "nobody reviews but the officer");
        let unsaid = dee.fill_in(&review, &review, &[]);
        let problems = unsaid.says(".govuk-error-summary").unwrap();
        assert!(problems.contains("Select what you found") && problems.contains("Enter what you found, and what follows"));
        let done = dee.fill_in(&review, &review, &[("finding", "justified"), ("note", "Spoke with Sam and her lead.")]);
        assert_eq!(done.header("location"), "/break-glass/reviews?done=glass_reviewed");
        assert!(dee.get("/search").says("#od-alerts-title").is_none());
        assert_eq!(dee.get(&review).status.as_u16(), 404);
        assert_eq!(roof.count("SELECT count(*) FROM break_glass WHERE finding = 'justified' AND reviewed_by <> user_id"), 1);
    });
}

/// The example hub without second factors: a test's people have none.
fn without_factors() -> profile::Profile {
    let mut profile = crate::hub::shipped("example");
    profile.organisation.second_factor.clear();
    profile
}

#[test]
fn the_queue_is_in_order_and_nobody_reviews_what_is_their_own_or_about_whom_they_are_conflicted_with() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let dee = officer(&roof);
        let minute = |n| monday() + SignedDuration::from_mins(n);
        ask(&roof, &roof.story.kim, reference(&roof, "Amina"), minute(5));
        ask(&roof, &roof.story.sam, reference(&roof, "Amina"), minute(3));
        let waiting = queue(&roof, &dee, minute(9)).unwrap();
        assert_eq!(waiting.iter().map(|glass| glass.by.as_str()).collect::<Vec<_>>(), ["sam", "kim"]);
        assert_eq!(waiting[0].reason.as_ref().map(|reason| reason.reveal().as_str()), Some(REASON));
        assert!(queue(&roof, &roof.story.lead, minute(9)).is_err(), "a lead does not review");
        // A finding is always somebody else's: as if an officer had once been a worker.
        let sam_as_officer = Actor::staff(roof.story.sam.user_id().unwrap(), "sam", StaffRole::DataProtectionOfficer, None);
        assert_eq!(queue(&roof, &sam_as_officer, minute(9)).unwrap().iter().map(|glass| glass.by.as_str()).collect::<Vec<_>>(), ["kim"]);
        let (person, user) = (waiting[0].person, dee.user_id().unwrap());
        let named = "INSERT INTO conflicts (person_id, user_id, named_at, named_by) VALUES ($1, $2, 0, NULL)";
        roof.db.write_now(move |tx| tx.execute_one(named, &[&person, &user])).unwrap();
        assert!(queue(&roof, &dee, minute(9)).unwrap().is_empty());
    });
}

#[test]
fn what_was_done_while_it_was_open_is_told_to_the_reviewer() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let (sam, dee) = (roof.story.sam.clone(), officer(&roof));
        ask(&roof, &sam, reference(&roof, "Amina"), monday());
        roof.read(&sam, "Amina", monday() + SignedDuration::from_mins(1)).unwrap();
        roof.read(&sam, "Cara", monday() + SignedDuration::from_mins(2)).unwrap();
        let glass = queue(&roof, &dee, monday() + SignedDuration::from_mins(3)).unwrap().remove(0);
        let done = roof.db.read_now(move |c| done_meanwhile(c, &glass)).unwrap();
        let acts: Vec<&str> = done.iter().map(|(_, act)| act.as_str()).collect();
        assert_eq!(acts, ["read_case", "break_glass"], "the latest first, and nothing of anybody else");
    });
}

#[test]
fn whoever_was_not_reviewed_for_a_week_waits_for_it() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        let (sam, dee) = (roof.story.sam.clone(), officer(&roof));
        let days = |n: i64| monday() + SignedDuration::from_hours(24 * n);
        let waits = |at| {
            let user = sam.user_id().unwrap();
            roof.db.read_now(move |c| overdue_review(c, user, at)).unwrap()
        };
        ask(&roof, &sam, reference(&roof, "Amina"), monday());
        assert_eq!(waits(days(7) - SignedDuration::from_secs(1)), None);
        assert!(waits(days(7)).is_some());
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router());
        hub.clock.pass(SignedDuration::from_hours(24 * 8));
        let mut browser = hub.signed_in("sam@example.org");
        let page = browser.get("/break-glass");
        assert!(page.text.contains("it was not reviewed yet") && page.field("reference").is_none());
        let token = page.field("form_token").unwrap();
        let sent =
            browser.post("/break-glass", &[("reference", reference(&roof, "Amina").as_str()), ("reason", REASON), ("form_token", &token)]);
        assert!(sent.text.contains("it was not reviewed yet"));
        assert_eq!(roof.count("SELECT count(*) FROM break_glass"), 1);
        review(&roof, &dee, Finding::FollowUp, days(8)).unwrap();
        assert_eq!(waits(days(8)), None);
        assert_eq!(broke(&mut browser, &roof).status.as_u16(), 303);
    });
}

#[test]
fn a_reason_and_a_finding_are_sealed() {
    on_both(|scratch| {
        let roof = behind_glass(scratch);
        ask(&roof, &roof.story.sam, reference(&roof, "Amina"), monday());
        review(&roof, &officer(&roof), Finding::NotJustified, monday()).unwrap();
        let kept: Vec<(Vec<u8>, Vec<u8>)> = roof.db.read_now(|c| c.all("SELECT reason, review_note FROM break_glass", &[])).unwrap();
        let shows = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
        assert!(kept.len() == 1 && !shows(&kept[0].0, b"call box") && !shows(&kept[0].1, b"spoke"));
        let alerts: Vec<(String, String)> = roof.db.read_now(|c| c.all("SELECT reference, kind FROM alerts", &[])).unwrap();
        assert!(alerts.len() == 1 && CaseReference::parse(&alerts[0].0).is_some() && alerts[0].1 == "break_glass");
    });
}
