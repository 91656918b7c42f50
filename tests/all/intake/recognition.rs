//! Who is it? A wrong link can kill: what is not sure stays apart and is looked at.

use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};
use testkit::opened::opened;

use super::{Answer, Hub, MONDAY, TUESDAY, WEDNESDAY, hub};

fn ann(id: &str) -> FeedRow {
    row(id).name("Ann", "Lee").born("1990-02-03")
}

/// What is kept of a person: names and ways of contact.
fn kept(hub: &Hub<'_>, of: &Answer) -> Vec<String> {
    let person = kernel::PersonId::parse(of.person()).unwrap();
    let sql = "SELECT given_name || ' ' || family_name FROM people WHERE id = $1
               UNION ALL SELECT value FROM contact_points WHERE person_id = $1 ORDER BY 1";
    opened(hub.db).db.read_now(move |c| c.all(sql, &[&person])).unwrap()
}

fn assert_joined(first: &Answer, second: &Answer) {
    assert_eq!(second.person(), first.person(), "{second:?}");
    assert_eq!((second.outcome(), second.review()), ("attached", Vec::new()));
    assert_eq!(second.0["new_person"], false);
}

fn assert_apart(first: &Answer, second: &Answer, review: &[&str]) {
    assert_ne!(second.person(), first.person(), "{second:?}");
    assert_eq!((second.outcome(), second.review()), ("opened", review.iter().map(ToString::to_string).collect()));
    assert_eq!(second.0["new_person"], true);
}

/// Two rows, in one file and in two: what comes of them is the same.
fn both_ways(first: FeedRow, second: FeedRow, check: impl Fn(&Hub<'_>, &Answer, &Answer)) {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers = hub.takes(MONDAY, &[first.clone(), second.clone()]);
        check(&hub, &answers[0], &answers[1]);
    });
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let (one, two) = (hub.takes_one(MONDAY, first.clone()), hub.takes_one(TUESDAY, second.clone()));
        check(&hub, &one, &two);
    });
}

#[test]
fn the_senders_own_reference_joins() {
    let first = ann("R1").reference("P1").mobile("07700 900001");
    both_ways(first, row("R2").name("Annie", "Lee").reference("P1").mobile("07700 900002"), |hub, first, second| {
        assert_joined(first, second);
        assert_eq!(kept(hub, first), ["07700 900001", "07700 900002", "Annie Lee"]);
    });
}

#[test]
fn name_birth_date_and_one_more_join() {
    let first = ann("R1").mobile("07700 900001").email("ann@example.org").lives("1 High Street", "LN1 1AA");
    let same = [
        ann("R2").mobile("+44 7700 900001"),
        ann("R2").says("phone_home", "07700900001"),
        ann("R2").email("ANN@example.org"),
        ann("R2").lives("The Cottage, 1 High St", "ln11aa"),
        ann("R2").name("ANN", "LÉE").mobile("07700-900001"),
    ];
    for second in same {
        both_ways(first.clone(), second, |_, first, second| assert_joined(first, second));
    }
}

#[test]
fn name_and_birth_date_alone_do_not_join_and_are_looked_at() {
    let first = ann("R1").mobile("07700 900001").lives("1 High Street", "LN1 1AA");
    for second in
        [ann("R2"), ann("R2").mobile("07700 900672"), ann("R2").lives("40 Low Road", "PE10 9AB"), ann("R2").says("postcode", "LN1")]
    {
        both_ways(first.clone(), second, |hub, first, second| {
            assert_apart(first, second, &["possible_same_person"]);
            let other = kernel::PersonId::parse(first.person()).unwrap();
            let looked_at: i64 =
                hub.db.read_now(move |c| c.one("SELECT count(*) FROM reviews WHERE other_person_id = $1", &[&other])).unwrap();
            assert_eq!(looked_at, 1);
            assert_eq!(kept(hub, first), ["07700 900001", "1 High Street\nLN1 1AA", "Ann Lee"], "nothing of the second is the first's");
        });
    }
}

#[test]
fn without_a_birth_date_or_a_name_a_shared_number_joins_nobody_and_is_looked_at() {
    let first = ann("R1").mobile("07700 900001");
    let others = [row("R2").name("Ann", "Lee").mobile("07700 900001"), row("R2").name("", "Lee").born("1990-02-03").mobile("07700 900001")];
    for second in others {
        both_ways(first.clone(), second, |_, first, second| assert_apart(first, second, &["possible_same_person"]));
    }
}

#[test]
fn a_twin_who_shares_home_number_and_birth_date_is_somebody_else() {
    let home = |who: FeedRow| who.mobile("07700 900001").email("lees@example.org").lives("1 High Street", "LN1 1AA");
    both_ways(home(ann("R1")), home(row("R2").name("Bea", "Lee").born("1990-02-03")), |hub, first, second| {
        assert_apart(first, second, &["possible_same_person"]);
        assert!(kept(hub, first).contains(&"Ann Lee".to_owned()));
        assert!(kept(hub, second).contains(&"Bea Lee".to_owned()));
    });
}

#[test]
fn a_house_mate_who_shares_the_number_is_somebody_else() {
    let mate = row("R2").name("Bob", "Ray").born("1985-07-08").mobile("07700 900001").not_safe("text");
    both_ways(ann("R1").mobile("07700 900001").safe("text"), mate, |hub, first, second| {
        assert_apart(first, second, &[]);
        assert_eq!(hub.asks("SELECT given_name FROM people WHERE safe_text IS NOT NULL ORDER BY given_name"), ["Ann", "Bob"]);
        assert_eq!(hub.counts("SELECT count(*) FROM people WHERE given_name = 'Ann' AND safe_text"), 1);
    });
}

#[test]
fn a_reference_used_for_somebody_else_does_not_join() {
    let first = ann("R1").reference("P1").mobile("07700 900001");
    let others = [
        row("R2").name("Bob", "Ray").born("1985-07-08").reference("P1").email("bob@example.org"),
        row("R2").name("Bob", "Lee").born("1985-07-08").reference("P1").email("bob@example.org"),
        row("R2").name("Bob", "Ray").reference("P1").email("bob@example.org"),
        row("R2").name("Bob", "Ray").reference("P1").mobile("07700 900001").email("bob@example.org"),
    ];
    for second in others {
        both_ways(first.clone(), second, |hub, first, second| {
            assert_apart(first, second, &["possible_same_person"]);
            assert_eq!(kept(hub, first), ["07700 900001", "Ann Lee"], "nothing of the second is the first's");
            assert!(kept(hub, second).contains(&"bob@example.org".to_owned()));
            // The reference goes on standing for whom it stood for.
            let third = hub.takes_one(WEDNESDAY, ann("R3").reference("P1"));
            assert_eq!(third.person(), first.person());
        });
    }
}

/// A force's system gave the id of one person's row to another's.
#[test]
fn a_row_sent_again_about_somebody_else_joins_nothing() {
    let first = ann("R1").crime("C1").mobile("07700 900001").not_safe("text");
    let second = row("R1").crime("C1").name("Bob", "Ray").born("1985-07-08").email("bob@example.org");
    both_ways(first, second, |hub, first, second| {
        assert_ne!(second.person(), first.person(), "{second:?}");
        assert_eq!((second.outcome(), second.review()), ("updated", vec!["possible_same_person".to_owned()]));
        assert_eq!(kept(hub, first), ["07700 900001", "Ann Lee"], "nothing of the second is the first's");
        assert_eq!(kept(hub, second), ["Bob Ray", "bob@example.org"]);
        assert_eq!(hub.open_for(second.person()), ["email"]);
    });
}

#[test]
fn a_reference_is_one_senders_own() {
    on_both(|scratch| {
        let police = hub(scratch, "example").takes_one(MONDAY, ann("R1").reference("P1"));
        let agency = hub(scratch, "example").by(kernel::Source::Agency);
        let theirs = agency.takes_one(TUESDAY, row("R1").crime("C2").name("Bob", "Ray").reference("P1"));
        assert_apart(&police, &theirs, &[]);
    });
}

#[test]
fn two_records_with_the_same_evidence_are_not_chosen_between() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let one = hub.takes_one(MONDAY, ann("R1").mobile("07700 900001"));
        let two = hub.takes_one(MONDAY, ann("R2").email("ann@example.org"));
        assert_apart(&one, &two, &["possible_same_person"]);
        let both = hub.takes_one(TUESDAY, ann("R3").mobile("07700 900001").email("ann@example.org"));
        assert!(![one.person(), two.person()].contains(&both.person()));
        assert_eq!(both.review(), ["possible_same_person"]);
    });
}

#[test]
fn who_changed_her_name_is_known_by_either() {
    let rows = [
        ann("R1").mobile("07700 900001").reference("P1"),
        row("R2").name("Ann", "Fox").born("1990-02-03").reference("P1"),
        ann("R3").mobile("07700 900001"),
        row("R4").name("Ann", "Fox").born("1990-02-03").mobile("07700 900001"),
    ];
    let who = |answers: &[Answer]| -> Vec<usize> {
        answers.iter().map(|answer| answers.iter().position(|other| other.person() == answer.person()).unwrap()).collect()
    };
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let each: Vec<Answer> = rows.iter().map(|row| hub.takes_one(MONDAY, row.clone())).collect();
        // Under the old name, of the same birth date and with the same number: some senders hear of it late.
        assert_eq!(who(&each), [0; 4]);
    });
    on_both(|scratch| assert_eq!(who(&hub(scratch, "example").takes(MONDAY, &rows)), [0; 4], "in one file as in four"));
}

#[test]
fn several_victims_of_one_incident_each_have_their_own_case() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let victim = |id: &str, given: &str| row(id).crime("C1").name(given, "Lee").born("1990-02-03").mobile("07700 900001");
        let mut answers = hub.takes(MONDAY, &[victim("R1", "Ann"), victim("R2", "Bea"), victim("R3", "Cy")]);
        answers.push(hub.takes_one(TUESDAY, victim("R4", "Di")));
        assert_eq!(super::outcomes(&answers), ["opened"; 4]);
        assert_eq!(hub.counts("SELECT count(*) FROM incidents"), 1);
        assert_eq!(hub.counts("SELECT count(*) FROM involvements"), 4);
        assert_eq!(hub.counts("SELECT count(DISTINCT case_id) FROM involvements"), 4);
        // What one of them tells is theirs; the others keep their part in it, and what they told.
        hub.takes_one(WEDNESDAY, victim("R2", "Bea").says("offence_text", "Robbery"));
        let told = "SELECT p.given_name || ' ' || v.offence_text FROM involvements v JOIN people p ON p.id = v.person_id
            WHERE v.offence_text = 'Robbery'";
        assert_eq!(hub.asks(told), ["Bea Robbery"]);
        assert_eq!(hub.counts("SELECT count(*) FROM involvements"), 4);
    });
}
