//! Who may, on both databases: accounts, sessions, permits and their audit rows.

use std::sync::atomic::{AtomicU64, Ordering};

use access::{Actor, kind};
use identity::{FreshSession, NewUser, Post, Session, Token, Visit};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, Email, IdMaker, PersonId, StaffRole, UserId};
use store::Db;
use testkit::databases::on_both;
use testkit::hub_walls::walls;
use vault::SystemSecrets;

use crate::hub::{COST, PASSWORD, employ, monday};

/// Ids that no other call makes.
fn ids() -> IdMaker {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    IdMaker::new(monday(), 0, &CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

fn staff(user: UserId, role: StaffRole) -> Actor {
    Actor::staff(user, "Sam", role, None)
}

/// Signs in to the account of this address, in a browser that holds `had`.
fn sign_in(db: &Db, email: &str, had: Option<&Token>, at: Timestamp) -> store::Result<Session> {
    let email = Email::parse(email).unwrap();
    let account = db.read_now(move |c| identity::account(c, &email)).unwrap().expect("an account");
    assert!(identity::is_password_of(Some(&account), PASSWORD, COST, at));
    let fresh = FreshSession::new(&SystemSecrets).unwrap();
    let visit = visit(had);
    db.write_now(move |tx| {
        identity::sign_in(tx, &mut ids(), &account, &fresh, &visit, at)?;
        identity::session(tx, fresh.token(), at, &[])?.ok_or(store::Error::NotFound)
    })
}

fn visit(had: Option<&Token>) -> Visit {
    let peer = "192.0.2.1".parse::<std::net::IpAddr>().unwrap().into();
    Visit { peer, browser: "Firefox on Windows".into(), known_by: Token::fresh(&SystemSecrets).unwrap(), had: had.cloned() }
}

fn is_signed_in(db: &Db, token: &Token, at: Timestamp) -> bool {
    let token = token.clone();
    db.read_now(move |c| identity::session(c, &token, at, &[])).unwrap().is_some()
}

type AuditRow = (String, Option<UserId>, Option<PersonId>, Option<CaseId>);

fn audit(db: &Db) -> Vec<AuditRow> {
    db.read_now(|c| c.all("SELECT act, user_id, person_id, case_id FROM audit ORDER BY act, person_id", &[])).unwrap()
}

fn acts(db: &Db) -> Vec<String> {
    audit(db).into_iter().map(|row| row.0).collect()
}

/// A case of somebody that nobody works on.
fn open_case(db: &Db, name: &str) -> (PersonId, CaseId) {
    let (person, case): (PersonId, CaseId) = (ids().make(), ids().make());
    let reference = name.to_owned();
    db.write_now(move |tx| {
        let person_row = "INSERT INTO people (id, flags, source_row_id, created_at) VALUES ($1, '', $1, $2)";
        tx.execute_one(person_row, &[&person, &monday()])?;
        let case_row = "INSERT INTO cases (id, reference, person_id, state, opened_at, level, categories, priority, pathway, team, basis) \
             VALUES ($1, $2, $3, 'open', $4, 'standard', '', 1, 'support', 'north', 'public_task')";
        tx.execute_one(case_row, &[&case, &reference, &person, &monday()])
    })
    .unwrap();
    (person, case)
}

#[test]
fn signing_in_again_ends_the_session_this_browser_had_and_no_other() {
    on_both(|hub| {
        employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let first = sign_in(&hub.db, "sam@example.org", None, monday()).unwrap();
        let elsewhere = sign_in(&hub.db, "SAM@example.org", None, monday()).unwrap();
        let second = sign_in(&hub.db, "sam@example.org", Some(first.token()), monday()).unwrap();
        assert!(!first.token().is(second.token()));
        assert!(!first.form_token().is(&second.form_token()));
        assert!(!is_signed_in(&hub.db, first.token(), monday()));
        assert!(is_signed_in(&hub.db, second.token(), monday()));
        assert!(is_signed_in(&hub.db, elsewhere.token(), monday()));

        let token = second.token().clone();
        hub.db.write_now(move |tx| identity::sign_out(tx, &mut ids(), &token, monday())).unwrap();
        assert!(!is_signed_in(&hub.db, second.token(), monday()));
        assert_eq!(acts(&hub.db), ["add_user", "sign_in", "sign_in", "sign_in", "sign_out"]);
    });
}

#[test]
fn the_database_keeps_no_token() {
    on_both(|hub| {
        employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let session = sign_in(&hub.db, "sam@example.org", None, monday()).unwrap();
        let kept: Vec<(Vec<u8>, Vec<u8>)> = hub.db.read_now(|c| c.all("SELECT token_digest, form_secret FROM sessions", &[])).unwrap();
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(kept.len(), 1);
        assert_ne!(hex(&kept[0].0), session.token().reveal());
        assert_ne!(hex(&kept[0].1), session.form_token().reveal());
        let hash: String = hub.db.read_now(|c| c.one("SELECT password_hash FROM users", &[])).unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains(PASSWORD));
    });
}

#[test]
fn a_session_ends_when_nothing_is_done_and_at_the_end_of_a_long_day() {
    on_both(|hub| {
        employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let session = sign_in(&hub.db, "sam@example.org", None, monday()).unwrap();
        let token = session.token().clone();
        let minutes = |n| monday() + SignedDuration::from_mins(n);
        let keep_alive = |at| {
            let token = token.clone();
            hub.db.write_now(move |tx| identity::keep_alive(tx, &token, at)).unwrap();
        };
        assert!(is_signed_in(&hub.db, &token, minutes(29)));
        assert!(!is_signed_in(&hub.db, &token, minutes(30)));
        for minute in (25..=715).step_by(15) {
            assert!(is_signed_in(&hub.db, &token, minutes(minute)), "{minute}");
            keep_alive(minutes(minute));
        }
        assert!(is_signed_in(&hub.db, &token, minutes(719)));
        assert!(!is_signed_in(&hub.db, &token, minutes(720)), "twelve hours are the end of a session in use, too");

        // The next sign-in clears away what is over.
        sign_in(&hub.db, "sam@example.org", None, minutes(720)).unwrap();
        assert_eq!(hub.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM sessions", &[])).unwrap(), 1);
    });
}

#[test]
fn whoever_is_disabled_is_out_at_once_and_does_not_come_back() {
    on_both(|hub| {
        let sam = employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let ada = employ(&hub.db, "ada@example.org", StaffRole::Administrator);
        let sessions = [(); 2].map(|()| sign_in(&hub.db, "sam@example.org", None, monday()).unwrap());
        let email = Email::parse("sam@example.org").unwrap();
        let before = hub.db.read_now(move |c| identity::account(c, &email)).unwrap();

        hub.db
            .write_now(move |tx| {
                let mut ids = ids();
                let actor = staff(ada, StaffRole::Administrator);
                let permit = walls().permit::<kind::DisableUser>(tx, &mut ids, &actor, monday())?;
                identity::disable_user(tx, &mut ids, &permit, sam)
            })
            .unwrap();

        for session in &sessions {
            assert!(!is_signed_in(&hub.db, session.token(), monday()));
        }
        let email = Email::parse("sam@example.org").unwrap();
        let account = hub.db.read_now(move |c| identity::account(c, &email)).unwrap();
        assert!(!identity::is_password_of(account.as_ref(), PASSWORD, COST, monday()));

        // Disabled while the password was being checked.
        let (account, fresh) = (before.unwrap(), FreshSession::new(&SystemSecrets).unwrap());
        let late = hub.db.write_now(move |tx| identity::sign_in(tx, &mut ids(), &account, &fresh, &visit(None), monday()));
        assert!(matches!(late, Err(store::Error::NotFound)), "{late:?}");
        let users = hub.db.read_now(identity::users).unwrap();
        assert_eq!(
            users.iter().map(|user| (user.name.as_str(), user.disabled_at.is_some())).collect::<Vec<_>>(),
            [("ada", false), ("sam", true)]
        );
    });
}

#[test]
fn a_failed_sign_in_is_noted_against_the_account_or_against_nobody() {
    on_both(|hub| {
        let sam = employ(&hub.db, "sam@example.org", StaffRole::Worker);
        for typed in ["sam@example.org", "stranger@example.org"] {
            let email = Email::parse(typed).unwrap();
            hub.db
                .write_now(move |tx| {
                    let account = identity::account(tx, &email)?;
                    identity::note_failed_sign_in(tx, &mut ids(), account.as_ref(), monday())
                })
                .unwrap();
        }
        let mut users: Vec<_> = audit(&hub.db).into_iter().filter(|row| row.0 == "sign_in_failed").map(|row| row.1).collect();
        users.sort();
        assert_eq!(users, [None, Some(sam)]);
    });
}

#[test]
fn one_address_has_one_account_however_it_is_written() {
    on_both(|hub| {
        let sam = employ(&hub.db, "Sam@Example.org", StaffRole::Worker);
        let again = NewUser {
            email: Email::parse("sam@example.ORG").unwrap(),
            name: "Another Sam".into(),
            post: Post::of(StaffRole::TeamLead),
            password: Some(identity::hash_password(PASSWORD, &SystemSecrets, COST).unwrap()),
            first_password_until: None,
        };
        let added = hub.db.write_now(move |tx| {
            let mut ids = ids();
            let permit = walls().permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), monday())?;
            identity::add_user(tx, &mut ids, &permit, &again)
        });
        assert_eq!(added.unwrap(), None);
        let found = hub.db.read_now(|c| identity::find_user(c, &Email::parse("SAM@example.org").unwrap())).unwrap().unwrap();
        assert_eq!(
            (found.id, found.name.as_str(), found.email.as_str(), found.post.role),
            (sam, "Sam", "Sam@Example.org", StaffRole::Worker)
        );
    });
}

#[test]
fn an_act_and_its_audit_row_are_kept_together_or_not_at_all() {
    on_both(|hub| {
        let sam = employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let (person, case) = open_case(&hub.db, "K7M2-9QXD");
        let read = move |tx: &mut store::Tx<'_>| {
            let permit = walls().permit_case::<kind::ReadCase>(tx, &mut ids(), &staff(sam, StaffRole::Worker), case, monday())?;
            Ok((permit.user(), permit.at(), permit.person(), permit.case()))
        };
        let broken = hub.db.write_now(move |tx| {
            read(tx)?;
            Err::<(), _>(store::Error::Conflict("what came after failed".into()))
        });
        assert!(broken.is_err());
        assert_eq!(acts(&hub.db), ["add_user"]);

        let permit = hub.db.write_now(read).unwrap();
        assert_eq!(permit, (Some(sam), monday(), person, case));
        assert_eq!(audit(&hub.db).last(), Some(&("read_case".into(), Some(sam), Some(person), Some(case))));
    });
}

#[test]
fn a_case_that_is_not_there_and_one_that_is_refused_look_the_same() {
    on_both(|hub| {
        let sam = employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let (_, case) = open_case(&hub.db, "K7M2-9QXD");
        let ask = |case: CaseId| {
            hub.db.write_now(move |tx| {
                walls().permit_case::<kind::GiveCase>(tx, &mut ids(), &staff(sam, StaffRole::Worker), case, monday())?;
                Ok(())
            })
        };
        let refused = ask(case).unwrap_err();
        let missing = ask(ids().make()).unwrap_err();
        assert!(matches!((&refused, &missing), (store::Error::NotFound, store::Error::NotFound)), "{refused:?} {missing:?}");
        assert_eq!(acts(&hub.db), ["add_user"], "a refusal hands out nothing and keeps nothing");
    });
}

#[test]
fn of_two_workers_who_take_a_case_at_once_one_gets_it() {
    on_both(|hub| {
        let (_, case) = open_case(&hub.db, "K7M2-9QXD");
        let workers = ["sam@example.org", "kim@example.org"].map(|email| employ(&hub.db, email, StaffRole::Worker));
        let took: Vec<bool> = std::thread::scope(|scope| {
            let takers = workers.map(|worker| {
                let db = hub.db.clone();
                scope.spawn(move || {
                    db.write_now(move |tx| {
                        let actor = staff(worker, StaffRole::Worker);
                        walls().permit_case::<kind::TakeCase>(tx, &mut ids(), &actor, case, monday())?;
                        // The other one asks before this one is done.
                        std::thread::sleep(std::time::Duration::from_millis(50));
                        tx.execute_one("UPDATE cases SET worker_id = $2 WHERE id = $1", &[&case, &worker])
                    })
                    .is_ok()
                })
            });
            takers.into_iter().map(|taker| taker.join().unwrap()).collect()
        });
        assert_eq!(took.iter().filter(|took| **took).count(), 1, "{took:?}");
        assert_eq!(acts(&hub.db).iter().filter(|act| *act == "take_case").count(), 1);
    });
}

#[test]
fn a_list_leaves_one_audit_row_for_each_person_it_showed() {
    on_both(|hub| {
        let sam = employ(&hub.db, "sam@example.org", StaffRole::Worker);
        let mut people: Vec<PersonId> = (0..450).map(|_| ids().make()).collect();
        people.extend_from_within(..50);
        let shown = people.clone();
        hub.db
            .write_now(move |tx| {
                let mut ids = ids();
                let permit = walls().permit::<kind::SeeWork>(tx, &mut ids, &staff(sam, StaffRole::Worker), monday())?;
                access::note_listed(tx, &mut ids, permit.warrant(), &shown)
            })
            .unwrap();
        let mut listed: Vec<PersonId> = audit(&hub.db).into_iter().filter(|row| row.0 == "see_work").filter_map(|row| row.2).collect();
        listed.sort();
        people.sort();
        people.dedup();
        assert_eq!(listed, people);
    });
}
