//! Reviews that ask whether two records are of one person: who sees them, and how they end.

use access::{Actor, kind};
use identity::Post;
use jiff::Timestamp;
use joins::{DecidedPair, EngineSaid, Error, Refused, Waiting};
use kernel::{Id, PersonId, RingFence, RingFences, Sensitive, StaffRole};
use testkit::databases::on_both;

use super::{NO_TEXTS, Outcome, after, attempt, events, join, manager, part, person, to_both};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::monday;
use crate::roof::{Roof, ids, roof};

const LIKELY: EngineSaid = EngineSaid { probability: 0.97, classes: [0.96, 0.03, 0.005, 0.004, 0.001], pattern: String::new() };

fn likely() -> EngineSaid {
    EngineSaid { pattern: "given_name=another family_name=another date_of_birth=exact".into(), ..LIKELY }
}

/// Asks on the first's case whether they are one.
pub(super) fn asks(roof: &Roof, name: &str, other: &str) {
    asks_at(roof, name, other, monday());
}

fn asks_at(roof: &Roof, name: &str, other: &str, at: Timestamp) {
    let (case, other): (_, PersonId) = (roof.story.case_of(name), person(roof, other));
    roof.db
        .write_now(move |tx| {
            let id: Id<()> = ids().make();
            tx.execute_one(
                "INSERT INTO reviews (id, case_id, kind, other_person_id, state, created_at)
                 VALUES ($1, $2, 'possible_same_person', $3, 'open', $4)",
                &[&id, &case, &other, &at],
            )
        })
        .unwrap();
}

fn queue(roof: &Roof, who: &Actor, at: Timestamp) -> Vec<Waiting> {
    let (walls, who) = (roof.walls.clone(), who.clone());
    attempt(roof, move |tx, ids| {
        let permit = walls.permit::<kind::SeeWork>(tx, ids, &who, at)?;
        Ok(joins::queue(tx, &permit)?)
    })
    .unwrap()
    .unwrap()
}

enum Said {
    Propose,
    Different,
    CannotTell,
}

/// A worker looks at both and says something on the case of the first.
fn says(roof: &Roof, who: &Actor, (name, other): (&str, &str), said: Said, at: Timestamp) -> Outcome<()> {
    let (walls, who) = (roof.walls.clone(), who.clone());
    let (case, other) = (roof.story.case_of(name), person(roof, other));
    attempt(roof, move |tx, ids| {
        let other = walls.permit_person::<kind::ReadPerson>(tx, ids, &who, other, at)?;
        let permit = walls.permit_case::<kind::SettleReview>(tx, ids, &who, case, at)?;
        match said {
            Said::Propose => joins::propose(tx, ids, &permit, &other).map(|_| ()),
            Said::Different => joins::keep_apart(tx, ids, &permit, &other, Some(&likely())),
            Said::CannotTell => {
                let seen = Sensitive::new("The same street, another house".to_owned());
                joins::cannot_tell(tx, ids, &permit, &other, &seen, Some(&likely()))
            }
        }
    })
}

fn lift(roof: &Roof, who: &Actor, one: &str, other: &str, at: Timestamp) -> Outcome<()> {
    let why = Sensitive::new("Her mother rang: it is one person".to_owned());
    to_both::<kind::Part, _>(roof, who, (person(roof, one), person(roof, other)), at, move |tx, ids, both| joins::lift(tx, ids, both, &why))
}

fn decided(roof: &Roof) -> Vec<DecidedPair> {
    roof.db.read_now(joins::decided_pairs).unwrap()
}

#[test]
fn a_worker_proposes_and_a_manager_who_looks_too_joins_them() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let sam = roof.story.sam.clone();
        let mut mona = manager(&roof, "mona", monday());
        mona.factor_at = None;
        asks(&roof, "Amina", "Edna");
        asks_at(&roof, "Edna", "Amina", after(1));
        let waiting = queue(&roof, &sam, after(1));
        assert_eq!(waiting.len(), 1, "each pair once, whoever asked");
        assert_eq!(waiting[0].reference, roof.read(&sam, "Amina", after(1)).unwrap().case.reference);
        says(&roof, &sam, ("Amina", "Edna"), Said::Propose, after(2)).unwrap().unwrap();
        assert_eq!(says(&roof, &sam, ("Edna", "Amina"), Said::Propose, after(2)), Some(Err(Refused::ProposedAlready)));
        let proposed = &queue(&roof, &mona, after(3))[0].proposed;
        assert_eq!(proposed.iter().map(|proposed| proposed.by.as_str()).collect::<Vec<_>>(), ["sam"]);

        assert!(join(&roof, &sam, "Amina", "Edna", after(4)).is_none(), "who proposes may still not join");
        assert!(join(&roof, &mona, "Amina", "Beth", after(4)).is_none(), "nor is anything else proposed");
        join(&roof, &mona, "Amina", "Edna", after(4)).unwrap().unwrap();
        assert!(queue(&roof, &sam, after(5)).is_empty());
        assert_eq!(roof.count("SELECT count(*) FROM approvals WHERE used_at IS NOT NULL AND approved_by <> asked_by"), 1);
        part(&roof, &mona, "Amina", "Edna", after(6)).unwrap().unwrap();
        assert_eq!(queue(&roof, &sam, after(7)).len(), 1, "asked again, for somebody to say that they are two");
    });
}

#[test]
fn a_proposal_holds_for_a_day() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mut mona = manager(&roof, "mona", monday());
        mona.factor_at = None;
        asks(&roof, "Amina", "Edna");
        says(&roof, &roof.story.sam, ("Amina", "Edna"), Said::Propose, after(1)).unwrap().unwrap();
        let tomorrow = after(24 * 60 + 1);
        assert!(join(&roof, &mona, "Amina", "Edna", tomorrow).is_none());
        assert!(queue(&roof, &mona, tomorrow)[0].proposed.is_empty());
        says(&roof, &roof.story.sam, ("Amina", "Edna"), Said::Propose, tomorrow).unwrap().unwrap();
    });
}

#[test]
fn who_was_found_to_be_two_is_never_joined_nor_offered_until_a_manager_lifts_that() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        asks(&roof, "Amina", "Edna");
        says(&roof, &sam, ("Amina", "Edna"), Said::Different, after(1)).unwrap().unwrap();
        assert!(queue(&roof, &sam, after(2)).is_empty());
        assert_eq!(events(&roof.read(&sam, "Edna", after(2)).unwrap())[0], "kept_apart");
        assert_eq!(says(&roof, &sam, ("Edna", "Amina"), Said::Different, after(2)), Some(Err(Refused::KeptApartAlready)));
        assert_eq!(join(&roof, &mona, "Edna", "Amina", after(3)), Some(Err(Refused::KeptApart)));
        assert_eq!(says(&roof, &sam, ("Amina", "Edna"), Said::Propose, after(3)), Some(Err(Refused::KeptApart)));

        // What holds of one record of a person holds of every one.
        join(&roof, &mona, "Edna", "Beth", after(4)).unwrap().unwrap();
        assert_eq!(join(&roof, &mona, "Beth", "Amina", after(5)), Some(Err(Refused::KeptApart)));
        asks(&roof, "Beth", "Amina");
        assert!(queue(&roof, &sam, after(5)).is_empty(), "not offered by way of Beth either");

        assert!(lift(&roof, &sam, "Amina", "Edna", after(6)).is_none(), "a worker lifts none");
        assert_eq!(lift(&roof, &mona, "Amina", "Beth", after(6)), Some(Err(Refused::NotKeptApart)));
        lift(&roof, &mona, "Edna", "Amina", after(6)).unwrap().unwrap();
        assert_eq!(queue(&roof, &sam, after(7)).len(), 1);
        join(&roof, &mona, "Amina", "Beth", after(7)).unwrap().unwrap();
    });
}

#[test]
fn who_cannot_tell_leaves_it_to_somebody_else() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (sam, kim) = (roof.story.sam.clone(), roof.story.kim.clone());
        asks(&roof, "Amina", "Edna");
        asks_at(&roof, "Beth", "Edna", after(1));
        says(&roof, &sam, ("Amina", "Edna"), Said::CannotTell, after(1)).unwrap().unwrap();
        let names = |who: &Actor| queue(&roof, who, after(2)).into_iter().map(|waiting| waiting.person).collect::<Vec<_>>();
        assert_eq!(names(&sam), [person(&roof, "Beth"), person(&roof, "Amina")], "what he looked at comes last for him");
        assert_eq!(names(&kim)[0], person(&roof, "Amina"));
        assert_eq!(queue(&roof, &kim, after(2))[0].looked[0].by, "sam");
        let file = roof.read(&kim, "Amina", after(2)).unwrap();
        assert_eq!(events(&file)[0], "review_left");
        assert_eq!(file.events[0].detail.reveal().as_ref().unwrap()["note"], "The same street, another house");
        assert!(!events(&roof.read(&kim, "Edna", after(2)).unwrap()).contains(&"review_left"), "what was seen stands on one case");
        assert!(decided(&roof).is_empty());
    });
}

#[test]
fn a_pair_is_shown_only_to_somebody_who_may_read_both() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        asks(&roof, "Amina", "Edna");
        asks(&roof, "Edna", "Amina");
        let cleared = roof.employ("cleo", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Worker) });
        let case = roof.story.case_of("Edna");
        let reason = "She works at the station".to_owned().into();
        let classes = [RingFence::StaffVictim].into_iter().collect();
        roof.act::<kind::SetRingFence, _>(&cleared, case, after(1), move |tx, ids, permit| {
            casework::set_ring_fence::set_ring_fence(tx, ids, permit, classes, &reason)
        })
        .unwrap();
        assert_eq!(queue(&roof, &cleared, after(2)).len(), 1);
        assert!(queue(&roof, &roof.story.sam, after(2)).is_empty(), "neither side of it");
        for said in [Said::Propose, Said::Different, Said::CannotTell] {
            assert!(says(&roof, &roof.story.sam, ("Amina", "Edna"), said, after(3)).is_none());
        }
    });
}

#[test]
fn what_people_said_last_of_a_pair_sets_the_engine_right() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        says(&roof, &sam, ("Amina", "Edna"), Said::CannotTell, after(1)).unwrap().unwrap();
        says(&roof, &sam, ("Amina", "Edna"), Said::Different, after(2)).unwrap().unwrap();
        assert_eq!(decided(&roof), [DecidedPair { share: 0.96, same: false }]);
        lift(&roof, &mona, "Amina", "Edna", after(3)).unwrap().unwrap();
        assert!(decided(&roof).is_empty(), "taken back");
        let pair = (person(&roof, "Amina"), person(&roof, "Edna"));
        to_both::<kind::Join, _>(&roof, &mona, pair, after(4), |tx, ids, both| joins::join(tx, ids, both, Some(&likely())))
            .unwrap()
            .unwrap();
        assert_eq!(decided(&roof), [DecidedPair { share: 0.96, same: true }]);
        join(&roof, &mona, "Edna", "Beth", after(5)).unwrap().unwrap();
        assert_eq!(decided(&roof).len(), 1, "where the engine was not asked there is nothing to set right");
        part(&roof, &mona, "Amina", "Edna", after(6)).unwrap().unwrap();
        assert!(decided(&roof).is_empty(), "it was no join that ought to have been");
        let kept: Vec<(String, String)> = roof
            .db
            .read_now(|c| c.all("SELECT classes, pattern FROM link_decisions WHERE said = 'same' AND classes IS NOT NULL", &[]))
            .unwrap();
        assert_eq!(kept, [("960000000;30000000;5000000;4000000;1000000".to_owned(), likely().pattern)]);
    });
}

#[test]
fn what_stands_between_two_people_is_told_to_whoever_may_read_both() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let (mona, sam) = (manager(&roof, "mona", monday()), roof.story.sam.clone());
        let (amina, edna) = (person(&roof, "Amina"), person(&roof, "Edna"));
        let between = |who: &Actor, at| {
            let (walls, who) = (roof.walls.clone(), who.clone());
            attempt(&roof, move |tx, ids| {
                let one = walls.permit_person::<kind::ReadPerson>(tx, ids, &who, amina, at)?;
                let other = walls.permit_person::<kind::ReadPerson>(tx, ids, &who, edna, at)?;
                Ok::<_, Error>(joins::between(tx, &one, &other)?)
            })
            .unwrap()
            .unwrap()
        };
        let before = between(&sam, after(1));
        assert!(!before.are_one && !before.are_apart && before.proposed.is_empty() && !before.has_second_person);
        says(&roof, &sam, ("Amina", "Edna"), Said::CannotTell, after(2)).unwrap().unwrap();
        says(&roof, &sam, ("Amina", "Edna"), Said::Propose, after(2)).unwrap().unwrap();
        let seen = between(&mona, after(3));
        assert!(seen.has_second_person && !between(&sam, after(3)).has_second_person, "his own is no second person's");
        assert_eq!((seen.proposed[0].by.as_str(), seen.looked[0].by.as_str()), ("sam", "sam"));
        join(&roof, &mona, "Amina", "Edna", after(4)).unwrap().unwrap();
        let joined = between(&sam, after(5));
        assert!(joined.are_one && joined.join.is_some() && joined.proposed.is_empty());
        part(&roof, &mona, "Amina", "Edna", after(6)).unwrap().unwrap();
        says(&roof, &sam, ("Amina", "Edna"), Said::Different, after(7)).unwrap().unwrap();
        let apart = between(&sam, after(8));
        assert!(apart.are_apart && !apart.are_one);
        assert_eq!(apart.kept_apart.unwrap().by.as_deref(), Some("sam"));
    });
}
