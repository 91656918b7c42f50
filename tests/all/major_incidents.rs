//! Major incidents, on both databases: declared, matched by every door while they stand, and marked on those who came before.

use std::sync::Arc;

use access::{Permit, kind};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use intake::major_incidents::{
    Bounds, Declaration, District, EARLIER_TASK, Error, MajorIncidentId, Refused, declare, declared, end, how_many_earlier, mark_earlier,
};
use intake::place::{Chosen, Circumstances};
use intake::read::Field;
use intake::take_referral::{Told, take_referral};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedReason, IdMaker, RingFence, RingFences, Source, TimeLimit, WorkingTime};
use profile::AfterAcceptance;
use store::{Engine, Tx};
use testkit::databases::{Scratch, on_both};
use testkit::hub_walls::walls;
use web::Transport;

use crate::casework::{Story, story, story_under};
use crate::hub::{Hub, monday, shipped};
use crate::roof::ids;
use crate::routes::capabilities;

const HEAD: &str = "source_record_id,crime_reference,recorded_at,occurred_from,incident_postcode,offence_text,given_name,family_name,date_of_birth,phone_mobile,support_consent,person_reference";

/// Somebody of this name who was hurt in that place on that day of November, with a crime of this number.
fn hurt(number: u32, name: &str, day: u32, postcode: &str) -> String {
    format!(
        "R{number},CR/{number},2026-11-23T08:00:00Z,2026-11-{day:02},{postcode},Assault,{name},Hall,1984-03-27,07700 9002{number:02},given,P{number}"
    )
}

fn minutes(minutes: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(minutes)
}

/// The Leicestershire contract's hub, into which this came on Monday at ten.
fn hub(scratch: &Scratch, rows: &[&str]) -> Story {
    let story = story(scratch, "leicestershire", &[]);
    if !rows.is_empty() {
        story.refer_under(HEAD, rows, monday());
    }
    story
}

fn explosion() -> Declaration {
    Declaration {
        name: "Explosion at the market".into(),
        bounds: Bounds {
            days: (date(2026, 11, 21), date(2026, 11, 22)),
            districts: vec![District::parse("LE1").unwrap()],
            crime_references: vec!["cr/40".into()],
        },
    }
}

/// Does this as the lead.
fn lead<T: Send + 'static>(
    story: &Story,
    at: Timestamp,
    work: impl Fn(&mut Tx<'_>, &mut IdMaker, &Permit<'_, kind::DeclareMajorIncident>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Refused> {
    let who = story.lead.clone();
    let done = story.db.write_now(move |tx| {
        let mut ids = ids();
        let permit = walls().permit::<kind::DeclareMajorIncident>(tx, &mut ids, &who, at)?;
        match work(tx, &mut ids, &permit) {
            Ok(done) => Ok(Ok(done)),
            Err(Error::Refused(why)) => Ok(Err(why)),
            Err(Error::Store(error)) => Err(error),
        }
    });
    done.unwrap()
}

fn declares(story: &Story, at: Timestamp, declaration: Declaration) -> Result<MajorIncidentId, Refused> {
    lead(story, at, move |tx, ids, permit| declare(tx, ids, permit, &declaration))
}

fn is_matched(story: &Story, name: &str) -> bool {
    story.file(name).incidents[0].reasons.contains(&FixedReason::MajorIncident)
}

/// What is due on somebody's case, and when.
fn due(story: &Story, name: &str) -> Vec<(String, String)> {
    story.file(name).open.iter().map(|open| (open.due.what.clone(), open.due.due_at.to_string())).collect()
}

fn pair(what: &str, at: &str) -> (String, String) {
    (what.to_owned(), at.to_owned())
}

#[test]
fn whoever_comes_because_of_it_is_called_within_hours() {
    on_both(|scratch| {
        let story = hub(scratch, &[]);
        declares(&story, minutes(1), explosion()).unwrap();
        let rows = [
            hurt(10, "Amal", 21, "LE1 1AA"),
            hurt(11, "Bea", 21, "LE11 1AA"),
            hurt(12, "Cai", 23, "LE1 1AA"),
            hurt(40, "Dot", 23, "NG1 1AA"),
            hurt(13, "Eli", 22, ""),
        ];
        story.refer_under(HEAD, &rows.each_ref().map(String::as_str), minutes(5));
        for (name, is) in [("Amal", true), ("Bea", false), ("Cai", false), ("Dot", true), ("Eli", false)] {
            assert_eq!(is_matched(&story, name), is, "{name}");
        }
        assert_eq!(due(&story, "Amal"), [pair("phone", "2026-11-23T14:05:00Z")], "in four hours, and not of working time");
        assert_eq!(story.file("Amal").case.pathway, "major_incident");
        assert_eq!(due(&story, "Bea"), [pair("phone", "2026-11-25T17:00:00Z")]);
    });
}

#[test]
fn it_holds_from_its_declaration_to_its_end_and_for_a_referral_by_telephone_too() {
    on_both(|scratch| {
        let story = hub(scratch, &[]);
        let before = hurt(10, "Amal", 21, "LE1 1AA");
        story.refer_under(HEAD, &[&before], monday());
        assert!(!is_matched(&story, "Amal"));
        let incident = declares(&story, minutes(1), explosion()).unwrap();

        let (who, profile) = (story.sam.clone(), Arc::clone(&story.profile));
        story
            .db
            .write_now(move |tx| {
                let mut told = Told::default();
                for (field, text) in [
                    (Field::GivenName, "Gil"),
                    (Field::FamilyName, "Marsh"),
                    (Field::PhoneMobile, "07700 900299"),
                    (Field::Reported, "no"),
                    (Field::OffenceText, "Hurt at the market"),
                    (Field::OccurredFrom, "2026-11-21"),
                    (Field::IncidentPostcode, "LE1 5AA"),
                    (Field::SupportConsent, "given"),
                ] {
                    told.say(field, text);
                }
                let (opens, closes) = profile.working_hours;
                let under = Circumstances {
                    source: Source::SelfReferral,
                    profile: Arc::clone(&profile),
                    working_time: WorkingTime::england_and_wales(opens, closes),
                    received_at: minutes(2),
                    everybody: None,
                };
                let mut ids = ids();
                let permit = walls().permit::<kind::TakeReferral>(tx, &mut ids, &who, minutes(2))?;
                take_referral(tx, &mut ids, &permit, &under, "told 1", told, &Chosen::Nobody).expect("it is taken");
                Ok(())
            })
            .unwrap();
        assert!(is_matched(&story, "Gil"));

        lead(&story, minutes(3), move |tx, _, permit| end(tx, permit, incident)).unwrap();
        assert_eq!(lead(&story, minutes(4), move |tx, _, permit| end(tx, permit, incident)), Err(Refused::Ended));
        let after = hurt(14, "Fay", 21, "LE1 1AA");
        story.refer_under(HEAD, &[&after], minutes(5));
        assert!(!is_matched(&story, "Fay"));
        let all = lead(&story, minutes(6), |tx, _, permit| Ok(declared(tx, permit)?)).unwrap();
        assert_eq!(
            all.iter().map(|one| (one.name.as_str(), one.ended_at)).collect::<Vec<_>>(),
            [("Explosion at the market", Some(minutes(3)))]
        );
    });
}

#[test]
fn whoever_came_before_is_counted_and_marked_once() {
    on_both(|scratch| {
        let rows = [
            hurt(10, "Amal", 21, "LE1 1AA"),
            hurt(11, "Bea", 21, "LE2 1AA"),
            hurt(40, "Dot", 2, "NG1 1AA"),
            hurt(12, "Cai", 20, "LE1 1AA"),
        ];
        let story = hub(scratch, &rows.each_ref().map(String::as_str));
        let incident = declares(&story, minutes(1), explosion()).unwrap();
        let later = hurt(15, "Eva", 21, "LE1 1AA");
        story.refer_under(HEAD, &[&later], minutes(2));
        let count = |at| lead(&story, at, move |tx, _, permit| how_many_earlier(tx, permit, incident));
        let mark = |at| lead(&story, at, move |tx, ids, permit| mark_earlier(tx, ids, permit, incident));

        assert_eq!(count(minutes(3)), Ok(2), "Amal by the place, Dot by the reference; Eva is known to be of it");
        assert_eq!(mark(minutes(3)), Ok(()));
        for name in ["Amal", "Dot"] {
            assert!(due(&story, name).contains(&pair(EARLIER_TASK, "2026-11-23T14:03:00Z")), "{name}");
            assert_eq!(story.file(name).case.next_due_at.unwrap().to_string(), "2026-11-23T14:03:00Z", "the list goes by it");
            assert_eq!(story.file(name).events[0].kind.as_str(), "major_incident_found");
        }
        for name in ["Bea", "Cai", "Eva"] {
            assert!(!due(&story, name).iter().any(|(what, _)| what == EARLIER_TASK), "{name}");
        }
        assert_eq!((count(minutes(4)), mark(minutes(4))), (Ok(0), Ok(())));
        let tasks = story
            .db
            .read_now(|c| access::as_the_program(c, |c| c.one::<i64>("SELECT count(*) FROM dues WHERE what = 'major_incident'", &[])));
        assert_eq!(tasks.unwrap(), 2, "nobody is marked twice");
        lead(&story, minutes(5), move |tx, _, permit| end(tx, permit, incident)).unwrap();
        assert_eq!(mark(minutes(6)), Err(Refused::Ended));
    });
}

/// The lead is not cleared for what happened to Dot, and the number would tell that somebody like her is there.
#[test]
fn the_count_tells_nothing_of_cases_that_the_lead_may_not_see_and_they_are_marked_all_the_same() {
    on_both(|scratch| {
        let rows = [hurt(10, "Amal", 21, "LE1 1AA"), hurt(40, "Dot", 2, "NG1 1AA")];
        let story = hub(scratch, &rows.each_ref().map(String::as_str));
        let (dot, hidden) = (story.case_of("Dot"), RingFences::NONE.with(RingFence::SexualViolence).bits());
        let fence = move |tx: &mut Tx<'_>| tx.execute_one("UPDATE cases SET ring_fence = $2 WHERE id = $1", &[&dot, &hidden]);
        story.db.write_now(fence).unwrap();
        let incident = declares(&story, minutes(1), explosion()).unwrap();
        assert_eq!(lead(&story, minutes(2), move |tx, _, permit| how_many_earlier(tx, permit, incident)), Ok(1));
        lead(&story, minutes(3), move |tx, ids, permit| mark_earlier(tx, ids, permit, incident)).unwrap();
        let marked = "SELECT count(*) FROM dues WHERE what = 'major_incident' AND case_id = $1";
        let marked = story.db.read_now(move |c| access::as_the_program(c, |c| c.one::<i64>(marked, &[&dot])));
        assert_eq!(marked.unwrap(), 1, "Dot is looked after too");
        assert_eq!(lead(&story, minutes(4), move |tx, _, permit| how_many_earlier(tx, permit, incident)), Ok(0));
    });
}

/// Whatever asks from then on whether somebody comes because of a major incident is told so, as of those who were known to when they came.
#[test]
fn whoever_was_found_later_counts_as_of_the_major_incident_once_they_accept() {
    on_both(|scratch| {
        let mut profile = shipped("leicestershire");
        let when = profile::Condition { major_incident: Some(true), ..profile::Condition::default() };
        let after = AfterAcceptance { task: "offer_group".into(), when, within: TimeLimit::WorkingDays(1), desk: None };
        profile.after_acceptance = vec![after];
        let story = story_under(scratch, profile, &[]);
        let rows = [hurt(10, "Amal", 21, "LE1 1AA"), hurt(11, "Bea", 21, "LE2 1AA")];
        story.refer_under(HEAD, &rows.each_ref().map(String::as_str), monday());
        let incident = declares(&story, minutes(1), explosion()).unwrap();
        lead(&story, minutes(2), move |tx, ids, permit| mark_earlier(tx, ids, permit, incident)).unwrap();
        for name in ["Amal", "Bea"] {
            story.attempt(name, Way::Call, AttemptOutcome::Accepted, "2026-11-23T11:00:00Z").unwrap();
        }
        let has = |name: &str| due(&story, name).iter().any(|(what, _)| what == "offer_group");
        assert!(has("Amal") && !has("Bea"));
    });
}

/// However many incidents and cases a hub has, those that belong to a major one are reached by an index.
#[test]
fn those_who_came_before_are_found_by_indices() {
    const NOBODY: &str = "'00000000-0000-0000-0000-000000000000'";
    on_both(|scratch| {
        let about_earlier = intake::major_incidents::STATEMENTS.iter().filter(|statement| !statement.contains("major_incidents"));
        let mut looked_at = 0;
        for statement in about_earlier {
            let sql = statement.replace("{}", NOBODY).replace("$1", "'2026-11-21'").replace("$2", "'2026-11-22'");
            let plan: Vec<String> = match scratch.db.engine() {
                Engine::Sqlite => {
                    let plan = scratch.db.read_now(move |c| c.all::<(i64, i64, i64, String)>(&format!("EXPLAIN QUERY PLAN {sql}"), &[]));
                    plan.unwrap().into_iter().map(|(.., step)| step).collect()
                }
                // Of tables that are empty nothing is dearer than an index, so that one that could not be used at all shows.
                Engine::Postgres => {
                    let plan = move |tx: &mut Tx<'_>| {
                        tx.execute("SET LOCAL enable_seqscan = off", &[])?;
                        tx.all::<String>(&format!("EXPLAIN {sql}"), &[])
                    };
                    scratch.db.write_now(plan).unwrap()
                }
            };
            assert!(!plan.iter().any(|step| step.starts_with("SCAN") || step.contains("Seq Scan")), "{statement}\n{plan:#?}");
            // By its own index, and not by a walk through another.
            let by_its_own = |index: &str| plan.iter().any(|step| step.contains(index));
            match scratch.db.engine() {
                Engine::Sqlite if statement.contains("upper(i.crime_reference)") => {
                    assert!(by_its_own("incidents_by_any_reference"), "{plan:#?}")
                }
                Engine::Sqlite if statement.contains("COALESCE(i.occurred_to") => assert!(by_its_own("incidents_by_days"), "{plan:#?}"),
                _ => {}
            }
            looked_at += 1;
        }
        assert_eq!(looked_at, 5);
    });
}

#[test]
fn one_without_bounds_is_refused() {
    on_both(|scratch| {
        let story = hub(scratch, &[]);
        let of = |days, districts: &[&str]| Declaration {
            name: "Something".into(),
            bounds: Bounds {
                days,
                districts: districts.iter().map(|text| District::parse(text).unwrap()).collect(),
                crime_references: Vec::new(),
            },
        };
        let (one, other) = (date(2026, 11, 20), date(2026, 11, 21));
        assert_eq!(declares(&story, monday(), of((other, one), &["LE1"])), Err(Refused::DaysBackwards));
        assert_eq!(declares(&story, monday(), of((one, other), &[])), Err(Refused::NothingNamed));
        assert_eq!(lead(&story, monday(), |tx, _, permit| Ok(declared(tx, permit)?)).unwrap().len(), 0);
    });
}

#[test]
fn a_lead_declares_marks_and_ends_it_on_its_page() {
    on_both(|scratch| {
        let came = hurt(10, "Amal", 21, "LE1 1AA");
        let story = hub(scratch, &[&came]);
        let hub = Hub::of(&story.db, "leicestershire", Transport::Loopback, capabilities());
        assert_eq!(hub.signed_in("sam@example.org").get("/major-incidents").status, 404, "a worker does not");
        let mut lee = hub.signed_in("lee@example.org");
        assert!(lee.get("/work").text.contains("href=\"/major-incidents\""));
        let (here, name) = ("/major-incidents", ("name", "Explosion at the market"));
        let day = [("first-day", "21"), ("first-month", "11"), ("first-year", "2026")];
        let told = |answer: &crate::hub::Answer| answer.says(".govuk-error-summary").unwrap_or_default();

        let nothing = told(&lee.fill_in(here, here, &[]));
        assert!(nothing.contains("Enter what it is called") && nothing.contains("Enter the day"), "{nothing}");
        let wrong = told(&lee.fill_in(here, here, &[&[name, ("districts", "LE1, Leicester")], day.as_slice()].concat()));
        assert!(wrong.contains("“Leicester” is no postcode district"), "{wrong}");
        let empty = told(&lee.fill_in(here, here, &[&[name], day.as_slice()].concat()));
        assert!(empty.contains("Enter a postcode district, or the reference of a crime"), "{empty}");
        let backwards = [("districts", "LE1"), ("last-day", "20"), ("last-month", "11"), ("last-year", "2026")];
        let backwards = told(&lee.fill_in(here, here, &[&[name], day.as_slice(), backwards.as_slice()].concat()));
        assert!(backwards.contains("The last day must be"), "{backwards}");

        let saved = lee.fill_in(here, here, &[&[name, ("districts", "le1")], day.as_slice()].concat());
        assert_eq!(saved.header("location"), "/major-incidents?done=major_incident_declared", "{}", saved.text);
        let page = lee.get(here);
        assert!(page.text.contains("One open case that you may see came before and belongs to it too."), "{}", page.text);
        assert!(page.text.contains("There may be others that you may not see."), "{}", page.text);
        let incident = page.field("incident").unwrap();
        let marked = lee.fill_in(here, "/major-incidents/mark", &[("incident", &incident)]);
        assert_eq!(marked.header("location"), "/major-incidents?done=cases_marked");
        assert!(lee.get(&format!("/cases/{}", story.case_of("Amal"))).text.contains("Found to be part of a major incident"));
        let ended = lee.fill_in(here, "/major-incidents/end", &[("incident", &incident)]);
        assert_eq!(ended.header("location"), "/major-incidents?done=major_incident_ended");
        let page = lee.get(here).text;
        assert!(page.contains("None stands now.") && page.contains("Those that have ended"));
    });
}
