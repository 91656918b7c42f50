//! Who joins and parts, what they are refused, and who is told.

use access::{Act, kind};
use kernel::StaffRole;
use people::joined::Relation;
use testkit::databases::on_both;

use super::{NO_TEXTS, after, events, join, manager, part, person, to_both};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::monday;
use crate::roof::{Roof, ids, roof};
use joins::Refused;

fn relation(roof: &Roof) -> Relation {
    roof.db.read_now(Relation::read).unwrap()
}

#[test]
fn two_records_are_of_one_person_until_they_are_parted_and_both_workers_are_told() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", monday());
        let (amina, edna) = (person(&roof, "Amina"), person(&roof, "Edna"));
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        assert!(relation(&roof).are_one(amina, edna));
        assert_eq!(relation(&roof).head(edna), amina.min(edna), "of records as old as each other the smaller id");
        for name in ["Amina", "Edna"] {
            let file = roof.read(&roof.story.sam, name, after(2)).unwrap();
            assert_eq!(events(&file)[0], "joined");
            assert_eq!(file.events[0].by.as_deref(), Some("mona"));
            assert_eq!(file.case.worker, None, "no case is handed over");
        }
        part(&roof, &mona, "Edna", "Amina", after(3)).unwrap().unwrap();
        assert!(!relation(&roof).are_one(amina, edna) && relation(&roof).joined().is_empty());
        for name in ["Amina", "Edna"] {
            assert_eq!(events(&roof.read(&roof.story.sam, name, after(4)).unwrap())[0], "parted");
        }
        let acts: Vec<String> = roof
            .db
            .read_now(move |c| {
                c.all("SELECT act FROM audit WHERE act IN ('join', 'part') AND person_id IN ($1, $2) ORDER BY at, act", &[&amina, &edna])
            })
            .unwrap();
        assert_eq!(acts, ["join", "join", "part", "part"], "one entry an act on each person");
    });
}

#[test]
fn only_a_manager_joins_and_only_with_a_second_factor_or_a_second_person() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let lead = roof.story.lead.clone();
        let officer = roof.own("dee", StaffRole::DataProtectionOfficer);
        for who in [&roof.story.sam, &lead, &officer] {
            assert!(join(&roof, who, "Amina", "Edna", after(1)).is_none(), "{who:?}");
            assert!(part(&roof, who, "Amina", "Edna", after(1)).is_none(), "{who:?}");
        }
        let mut mona = manager(&roof, "mona", monday());
        mona.factor_at = None;
        assert!(join(&roof, &mona, "Amina", "Edna", after(1)).is_none(), "nobody else has looked");
        assert_eq!(roof.count("SELECT count(*) FROM joins"), 0);
        mona.factor_at = Some(monday());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
    });
}

#[test]
fn a_second_persons_yes_is_for_that_pair_and_no_other() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let (mut mona, noor) = (manager(&roof, "mona", monday()), manager(&roof, "noor", monday()));
        mona.factor_at = None;
        let (amina, edna) = (person(&roof, "Amina"), person(&roof, "Edna"));
        let asker = mona.user_id().unwrap();
        let asked = roof.db.write_now(move |tx| access::ask_pair(tx, &mut ids(), asker, Act::Join, (amina, edna), after(1))).unwrap();
        assert!(join(&roof, &mona, "Amina", "Edna", after(2)).is_none(), "to ask is no yes");
        let yes = |who, pair| {
            to_both::<kind::Approve, _>(&roof, who, pair, after(2), move |tx, _, both| Ok(access::approve_pair(tx, both, asked)?))
        };
        assert!(yes(&mona, (amina, edna)).is_none(), "nobody says yes to their own");
        assert!(yes(&noor, (amina, person(&roof, "Beth"))).is_none(), "nor to another pair");
        yes(&noor, (amina, edna)).unwrap().unwrap();
        assert!(join(&roof, &mona, "Amina", "Beth", after(3)).is_none());
        assert!(join(&roof, &mona, "Beth", "Edna", after(3)).is_none());
        join(&roof, &mona, "Edna", "Amina", after(3)).unwrap().unwrap();
        part(&roof, &mona, "Edna", "Amina", after(4)).unwrap().unwrap();
        assert!(join(&roof, &mona, "Edna", "Amina", after(5)).is_none(), "a yes is used once");
    });
}

#[test]
fn what_cannot_be_joined_or_parted_is_refused_with_a_reason() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let mona = manager(&roof, "mona", monday());
        assert_eq!(join(&roof, &mona, "Amina", "Amina", after(1)), Some(Err(Refused::WithThemself)));
        assert_eq!(part(&roof, &mona, "Amina", "Edna", after(1)), Some(Err(Refused::NotJoined)));
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        assert_eq!(join(&roof, &mona, "Edna", "Amina", after(2)), Some(Err(Refused::JoinedAlready)));
        join(&roof, &mona, "Edna", "Beth", after(2)).unwrap().unwrap();
        assert_eq!(join(&roof, &mona, "Amina", "Beth", after(3)), Some(Err(Refused::JoinedAlready)), "by way of Edna");
        assert_eq!(part(&roof, &mona, "Amina", "Beth", after(3)), Some(Err(Refused::JoinedByAnother)));
        assert_eq!(roof.count("SELECT count(*) FROM joins"), 2, "what is refused keeps nothing");
        for why in [Refused::WithThemself, Refused::JoinedAlready, Refused::KeptApart, Refused::Destroyed, Refused::JoinedByAnother] {
            assert!(why.sentence().ends_with('.') && why.sentence().len() > 20);
        }
    });
}

#[test]
fn the_page_of_one_record_shows_the_others_that_its_reader_may_read() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS, DANGER]);
        let mona = manager(&roof, "mona", monday());
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        join(&roof, &mona, "Edna", "Beth", after(2)).unwrap().unwrap();
        // The partner works one case of three, and nobody agreed to more.
        let partner = roof.employ("pat", identity::Post { agency: Some("harbour".into()), ..identity::Post::of(StaffRole::Worker) });
        let seen = |who: &access::Actor, name| {
            roof.act::<kind::ReadCase, _>(who, roof.story.case_of(name), after(3), |tx, _, permit| Ok(joins::others(tx, permit)?)).ok()
        };
        let (others, hidden) = seen(&roof.story.sam, "Amina").unwrap();
        let mut expected = vec![person(&roof, "Edna"), person(&roof, "Beth")];
        expected.sort_unstable();
        assert_eq!((others.iter().map(|other| other.person).collect::<Vec<_>>(), hidden), (expected, 0));
        let edna = others.iter().find(|other| other.person == person(&roof, "Edna")).unwrap();
        assert_eq!(edna.cases.iter().map(|case| (case.id, case.is_open)).collect::<Vec<_>>(), [(roof.story.case_of("Edna"), true)]);
        assert!(edna.join.is_some(), "these two were joined");
        assert!(others.iter().any(|other| other.join.is_none()), "and Beth by way of Edna");
        assert!(seen(&partner, "Amina").is_none());
    });
}
