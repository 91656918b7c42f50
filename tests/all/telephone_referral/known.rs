//! Who calls: somebody we know, somebody new, or somebody who might be either.

use axum::http::StatusCode;
use testkit::databases::{on_both, sqlite};
use testkit::feed::row;
use testkit::opened::opened;

use super::{ANN, ann, choices, count, fields, hub, referred, tell, texts, wrong};

#[test]
fn a_known_person_who_calls_again_is_found_and_what_happened_joins_her_case() {
    on_both(|scratch| {
        let namesake = row("R2").name("Ann", "Smith").born("1971-08-02").mobile("07700 900876");
        let hub = hub(scratch, "example", &[ann(), namesake]);
        let mut sam = hub.signed_in("sam@example.org");
        // Half the story first: without an answer on who it is, the page asks again.
        let (place, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
        assert_eq!(wrong(&asked), ["Select who it is, or that it is none of these"]);
        let shown = choices(&asked, "known");
        assert_eq!(shown.len(), 2, "{shown:?}");
        let (person, brief) = shown[0].clone();
        assert!(brief.starts_with("Ann Smith Born 12 March 1990, aged 36 Lives in LN1 Phone ends in 123 Case "), "{brief}");
        assert!(brief.contains("Open, no worker yet Looks like the same person: birth date: the same day; "), "{brief}");
        assert_eq!(shown[1].0, "none");
        let main = asked.says("main").unwrap();
        assert!(!main.contains("High Street") && !main.contains("1971") && !main.contains("900876"), "{main}");

        let answer = sam.fill_in(&place, &place, &[("known", &person)]);
        assert!(answer.header("location").ends_with("/reach"));
        let safety = format!("{}/safety", place.rsplit_once('/').unwrap().0);
        assert!(sam.get(&safety).says(".govuk-inset-text").unwrap().contains("not safe: text"), "what is on record is told");

        let done = referred(
            &mut sam,
            &[ANN.as_slice(), &[("known", &person), ("postcode", ""), ("address_1", ""), ("town", ""), ("email", "")]].concat(),
        );
        assert_eq!(done.says("h1").as_deref(), Some("Added to their case"));
        assert_eq!(texts(&scratch.db, "SELECT outcome FROM source_rows WHERE source = 'self'"), ["attached"]);
        assert_eq!((count(&scratch.db, "people"), count(&scratch.db, "cases"), count(&scratch.db, "incidents")), (2, 2, 3));
        let safe = "SELECT COALESCE(CAST(safe_text AS INTEGER), 9) FROM people WHERE date_of_birth = '1990-03-12'";
        assert_eq!(opened(&scratch.db).one::<i64>(safe), 0, "unsafe stays unsafe until it is changed on the case");
        let read = "SELECT act FROM audit a JOIN people p ON p.id = a.person_id WHERE p.date_of_birth = '1990-03-12' AND a.user_id IS NOT NULL GROUP BY act ORDER BY act";
        assert_eq!(texts(&scratch.db, read), ["read_case", "read_person", "search_people", "take_referral"]);
        let others =
            "SELECT act FROM audit a JOIN people p ON p.id = a.person_id WHERE p.date_of_birth = '1971-08-02' AND a.user_id IS NOT NULL";
        assert!(texts(&scratch.db, others).is_empty(), "the namesake was shown to nobody");
    });
}

#[test]
fn none_of_these_makes_a_new_person_and_lets_somebody_look_where_the_evidence_disagrees() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[ann()]);
        let mut sam = hub.signed_in("sam@example.org");
        let done = referred(&mut sam, &ANN);
        assert_eq!(done.says("h1").as_deref(), Some("A case is open"));
        assert_eq!(count(&scratch.db, "people"), 2, "the same name, birth date and number, but the worker was told that it is not her");
        assert_eq!(texts(&scratch.db, "SELECT kind FROM reviews"), ["possible_same_person"]);

        // Another number: nothing but the name and the birth date, and the worker has settled that.
        let other = [ANN.as_slice(), &[("phone", "07700 900777"), ("known", "none")]].concat();
        referred(&mut sam, &other);
        assert_eq!((count(&scratch.db, "people"), count(&scratch.db, "reviews")), (3, 1));
    });
}

#[test]
fn nobody_but_those_shown_can_be_chosen() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[ann(), row("R2").name("Zoë", "Jones").born("1999-09-09")]);
    let mut sam = hub.signed_in("sam@example.org");
    let zoe: kernel::PersonId = opened(&scratch.db).one("SELECT id FROM people WHERE family_key = 'jones'");
    let (place, answer) = tell(&mut sam, &[ANN.as_slice(), &[("known", &zoe.to_string())]].concat());
    assert!(place.ends_with("/known"));
    assert_eq!(wrong(&answer), ["Select who it is, or that it is none of these"]);
    assert!(!answer.text.contains("Zoë"));
}

#[test]
fn told_another_name_the_worker_is_asked_again_who_it_is() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[ann()]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
    let person = choices(&asked, "known")[0].0.clone();
    let base = place.rsplit_once('/').unwrap().0;
    sam.fill_in(&place, &place, &[("known", &person)]);
    let to_check = [
        ("safety", fields("safety", &[])),
        ("report", fields("report", &[])),
        ("what", fields("what", &[])),
        ("consent", fields("consent", &[])),
    ];
    for (step, fields) in to_check {
        let path = format!("{base}/{step}");
        assert_eq!(sam.fill_in(&path, &path, &fields).status, StatusCode::SEE_OTHER, "{step}");
    }
    assert!(sam.get(&format!("{base}/check")).text.contains("Yes. What happened is added to what is on record."));

    let change = format!("{base}/person?then=check");
    let changed = sam.fill_in(&change, &change, &[("given_name", "Bea"), ("family_name", "Stone")]);
    assert_eq!(changed.header("location"), format!("{base}/known?then=check"));
    let known = sam.get(changed.header("location"));
    assert_eq!(known.header("location"), format!("{base}/check"), "nobody is known by that name");
    let check = sam.get(known.header("location"));
    assert!(check.text.contains("Bea Stone") && check.text.contains("A new person is made"), "{}", check.text);
    assert!(!check.text.contains("12 March 1990"), "what was taken out is gone");
}

#[test]
fn a_crime_reference_ties_the_call_to_what_the_force_sent() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[ann()]);
        let mut sam = hub.signed_in("sam@example.org");
        let (_, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
        let person = choices(&asked, "known")[0].0.clone();
        let again = [("known", person.as_str()), ("reported", "yes"), ("crime_reference", "LI/0001/26")];
        let done = referred(&mut sam, &[ANN.as_slice(), &again].concat());
        assert_eq!(done.says("h1").as_deref(), Some("We have this already"));
        assert_eq!((count(&scratch.db, "incidents"), count(&scratch.db, "involvements")), (1, 1));

        let unknown = [("given_name", "Gus"), ("phone", "07700 900558"), ("date_of_birth-year", "1955"), ("reported", "without_reference")];
        referred(&mut sam, &unknown);
        let kept = texts(&scratch.db, "SELECT as_sent FROM source_rows WHERE outcome = 'opened' AND source = 'self'").remove(0);
        assert!(kept.contains("\"reported\":\"no\"") && kept.contains("\"crime_reference_not_known\":\"yes\""), "{kept}");
    });
}
