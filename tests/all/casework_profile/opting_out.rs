//! Opting out after the transfer, and the erasure that it orders.

use casework::opt_out::opt_out;
use casework::record::CaseState;
use kernel::PersonId;
use profile::OptOut;
use records::ordered::Waits;
use records::run::{Report, Run};

use super::*;
use crate::casework::DANGER;
use crate::records::{certified_before, may_be_certified};

fn kent() -> Profile {
    Profile { opt_out: Some(OptOut { erased_within: TimeLimit::WorkingDays(5) }), retention: Vec::new(), ..plain() }
}

impl Story {
    fn opts_out(&self, given_name: &str, now: &str) -> Result<Timestamp, Error> {
        let (case, profile) = (self.case_of(given_name), Arc::clone(&self.profile));
        self.act::<kind::OptOut, _>(&self.sam, case, at(now), move |tx, ids, permit| opt_out(tx, ids, permit, &profile))
    }

    fn night(&self, now: &str) -> Report {
        let cause = [uuid::Uuid::new_v4().into_bytes(); 2].concat().try_into().unwrap();
        let (walls, rules) = (testkit::hub_walls::walls(), Vec::new());
        Run { walls, rules, at: at(now), cause, dry_run: false }.run(&self.db).unwrap()
    }

    fn person(&self, given_name: &str) -> PersonId {
        let case = self.case_of(given_name);
        self.one("SELECT person_id FROM cases WHERE id = $1", case)
    }

    fn one<T: store::FromRow + Send + 'static, V: store::Bind + Send + 'static>(&self, sql: &'static str, value: V) -> T {
        self.db.read_now(move |c| access::as_the_program(c, |c| c.one(sql, &[&value]))).unwrap()
    }
}

#[test]
fn whoever_opts_out_is_closed_at_once_and_gone_by_night() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY]);
        let (case, person) = (story.case_of("Amina"), story.person("Amina"));
        let by = story.opts_out("Amina", TEN).unwrap();
        assert_eq!(by.to_string(), "2026-11-30T17:00:00Z");
        let file = story.file("Amina");
        assert_eq!((file.case.state, file.case.ending, file.open.len()), (CaseState::Closed, Some(Ending::OptedOut), 0));
        assert!([EventKind::OptedOut, EventKind::Closed].iter().all(|kind| story.kinds("Amina").contains(kind)));
        assert_eq!(refused(story.opts_out("Amina", "2026-11-23T12:00:00Z")), Refused::SaidAlready);

        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (1, 0));
        assert!(!story.one::<bool, _>("SELECT sealed_key IS NOT NULL FROM people WHERE id = $1", person), "their key is destroyed");
        let gone: i64 = story.one("SELECT destroyed_at FROM cases WHERE id = $1", case);
        assert_eq!(gone, at("2026-11-24T03:00:00Z").as_microsecond());
        let reason: String = story.one("SELECT reason FROM certificates WHERE person_id = $1", person);
        assert_eq!(reason, "opted_out");
        assert_eq!(story.night("2026-11-25T03:00:00Z").erased, 0, "once");
    });
}

#[test]
fn nobody_on_hold_is_erased_and_the_list_says_so() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY]);
        let person = story.person("Amina");
        story.opts_out("Amina", TEN).unwrap();
        let hold = uuid::Uuid::new_v4();
        let sam = story.sam.user_id();
        story
            .db
            .write_now(move |tx| {
                let sql = "INSERT INTO holds (id, person_id, reason, set_at, set_by) VALUES ($1, $2, 'claim', 1, $3)";
                tx.execute_one(sql, &[&kernel::EventId::from_uuid(hold), &person, &sam])
            })
            .unwrap();
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (0, 1));
        assert_eq!(waiting(&story, "2026-11-24T12:00:00Z"), [(person, Waits::OnHold)]);
        assert!(story.one::<bool, _>("SELECT sealed_key IS NOT NULL FROM people WHERE id = $1", person));
    });
}

fn waiting(story: &Story, now: &'static str) -> Vec<(PersonId, Waits)> {
    let read = move |tx: &mut Tx<'_>| {
        let mut ids = IdMaker::new(at(now), 0, b"waiting");
        let program = Actor::program("retention");
        let permit = testkit::hub_walls::walls().permit::<kind::RunRetention>(tx, &mut ids, &program, at(now))?;
        records::ordered::waiting(tx, permit.warrant())
    };
    story.db.write_now(read).unwrap().iter().map(|one| (one.person, one.waits)).collect()
}

/// Nothing can be certified of one of them a second time, so that their erasure fails.
#[test]
fn an_erasure_that_fails_stays_ordered_and_the_others_are_done() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY, DANGER]);
        let people = [story.person("Amina"), story.person("Beth")];
        for name in ["Amina", "Beth"] {
            story.opts_out(name, TEN).unwrap();
        }
        let [stuck, other] = [people[0].min(people[1]), people[0].max(people[1])];
        certified_before(scratch, stuck);
        let is_there = |person| story.one::<bool, _>("SELECT sealed_key IS NOT NULL FROM people WHERE id = $1", person);
        assert_eq!(waiting(&story, "2026-11-23T23:00:00Z").iter().filter(|(_, waits)| *waits == Waits::ForTheNight).count(), 2);
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting, report.failed), (1, 0, [stuck].into()));
        assert!(is_there(stuck) && !is_there(other));
        assert_eq!(waiting(&story, "2026-11-24T12:00:00Z"), [(stuck, Waits::ForAnotherNight)], "the list says that a night was not enough");

        may_be_certified(scratch);
        let report = story.night("2026-11-25T03:00:00Z");
        assert_eq!((report.erased, report.failed), (1, [].into()), "tried again");
        assert!(!is_there(stuck));
    });
}

#[test]
fn whoever_comes_back_after_opting_out_is_not_erased() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY]);
        story.opts_out("Amina", TEN).unwrap();
        let (case, profile) = (story.case_of("Amina"), Arc::clone(&story.profile));
        let back = casework::come_back::Return::default();
        story
            .act::<kind::ReopenCase, _>(&story.sam, case, at("2026-11-23T13:00:00Z"), move |tx, ids, permit| {
                casework::come_back::come_back(tx, ids, permit, &profile, &back)
            })
            .unwrap();
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (0, 0));
        assert_eq!(story.file("Amina").case.state, CaseState::Open);
    });
}

/// The same evening she refers herself about the same burglary: to the register a duplicate, to the hub somebody to be heard.
#[test]
fn whoever_opts_out_and_refers_themselves_before_night_is_heard_and_not_erased() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY]);
        story.opts_out("Amina", TEN).unwrap();
        story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W1,", 1)], "2026-11-23T20:00:00Z".parse().unwrap());
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (0, 0));
        assert!(story.file("Amina").reminders.iter().any(|reminder| reminder.state.as_str() == "open"), "somebody is to look");
    });
}

/// These are records of one person, as somebody found.
fn joined(story: &Story, one: PersonId, other: PersonId) {
    let relate = move |tx: &mut Tx<'_>| {
        for person in [one, other] {
            tx.execute_one("INSERT INTO joined_people (person_id, head_id) VALUES ($1, $2)", &[&person, &one])?;
        }
        Ok(())
    };
    story.db.write_now(relate).unwrap();
}

#[test]
fn whoever_opts_out_does_so_on_every_record_of_theirs() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY, DANGER]);
        joined(&story, story.person("Amina"), story.person("Beth"));
        story.opts_out("Amina", TEN).unwrap();
        let other = story.file("Beth");
        assert_eq!((other.case.state, other.case.ending, other.open.len()), (CaseState::Closed, Some(Ending::OptedOut), 0));
        assert_eq!(refused(story.opts_out("Beth", "2026-11-23T12:00:00Z")), Refused::SaidAlready);
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (2, 0));
    });
}

#[test]
fn no_record_of_theirs_is_erased_while_another_is_held_or_they_are_back() {
    on_both(|scratch| {
        let story = story_under(scratch, kent(), &[BURGLARY, DANGER]);
        let (amina, beth, sam) = (story.person("Amina"), story.person("Beth"), story.sam.user_id());
        joined(&story, amina, beth);
        story.opts_out("Amina", TEN).unwrap();
        let hold = kernel::EventId::from_uuid(uuid::Uuid::new_v4());
        let sql = "INSERT INTO holds (id, person_id, reason, set_at, set_by) VALUES ($1, $2, 'claim', 1, $3)";
        story.db.write_now(move |tx| tx.execute_one(sql, &[&hold, &beth, &sam])).unwrap();
        let report = story.night("2026-11-24T03:00:00Z");
        assert_eq!((report.erased, report.erasures_waiting), (0, 2));

        let (case, profile) = (story.case_of("Amina"), Arc::clone(&story.profile));
        let back = casework::come_back::Return::default();
        let comes = move |tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::ReopenCase>| {
            casework::come_back::come_back(tx, ids, permit, &profile, &back)
        };
        story.act::<kind::ReopenCase, _>(&story.sam, case, at("2026-11-24T10:00:00Z"), comes).unwrap();
        assert_eq!(story.night("2026-11-25T03:00:00Z").erasures_waiting, 0, "on no record of theirs");
    });
}

#[test]
fn whoever_opted_out_is_asked_nothing_though_nothing_was_to_be_asked_then() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { opt_out: kent().opt_out, ..super::again::asking() }, &[BURGLARY]);
        let case = story.case_of("Amina");
        story.opts_out("Amina", TEN).unwrap();
        // As a referral of something else opens it.
        let open = "UPDATE cases SET state = 'open', closed_at = NULL, ending = NULL WHERE id = $1";
        story.db.write_now(move |tx| tx.execute_one(open, &[&case])).unwrap();
        story.ends("Amina", Ending::Declined, "2026-11-23T15:00:00Z");
        assert!(story.file("Amina").reminders.is_empty());
    });
}

#[test]
fn where_nobody_is_here_on_implied_consent_there_is_nothing_to_opt_out_of() {
    on_both(|scratch| {
        let story = story_under(scratch, plain(), &[BURGLARY]);
        assert_eq!(refused(story.opts_out("Amina", TEN)), Refused::NoOptingOut);
        assert_eq!(story.file("Amina").case.state, CaseState::Open);
    });
}
