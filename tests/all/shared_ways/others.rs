//! What others have too: counted whatever stands before them, told before it is used, used after a check.

use access::kind;
use casework::Refused;
use casework::ways::told_before;
use contact::gate::Way;
use kernel::{BlockedReason, Holders, PersonId, Safety, SuspectOf};
use people::record::PointKind;
use store::{Db, Tx};
use testkit::databases::{on_both, postgres};
use testkit::hub_walls::vault;

use super::{AMINA, DORA, ERIN, number, others};
use crate::casework::{refused, story};
use crate::hub::monday;

#[test]
fn a_number_or_address_that_others_have_is_told_of_and_used_only_after_a_check() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        assert_eq!(story.holders("Amina", PointKind::HomePhone), others(1));
        assert_eq!(story.holders("Amina", PointKind::Mobile), others(1));
        assert_eq!(story.holders("Amina", PointKind::Address), others(1), "Dora writes the same door another way; Erin lives next door");
        assert_eq!(story.holders("Erin", PointKind::Address), others(0), "a postcode alone is a street");
        assert_eq!(story.holders("Amina", PointKind::Email), others(0));
        let warning = told_before(&story.point("Amina", PointKind::Mobile)).unwrap();
        assert_eq!(warning, "Somebody else on record uses this number: anybody may answer. Check with the person first.");

        let offered = story.offered("Amina");
        assert!(offered.contains(&("call", "mobile")) && offered.contains(&("letter", "address")), "{offered:?}");
        assert!(!offered.iter().any(|(way, _)| ["voicemail", "text"].contains(way)), "nothing is left or sent unasked: {offered:?}");
        assert_eq!(story.denial("Amina", Way::Text), "Do not text: others have the number too. Ask the person first whether it is safe.");
        let text = story.call("Amina", PointKind::Mobile, Way::Text, true);
        assert_eq!(refused(text), Refused::WayShut(Way::Text, BlockedReason::SafetyUnknown), "a tick is not what the person said");
        assert_eq!(refused(story.call("Amina", PointKind::Mobile, Way::Call, false)), Refused::NotChecked);
        assert_eq!(story.file("Amina").attempts.len(), 0, "what was refused is not kept");
        story.call("Amina", PointKind::Mobile, Way::Call, true).unwrap();
        story.say("Amina", |told| told.safety.text = Some(true));
        assert!(story.offered("Amina").contains(&("text", "mobile")), "the person said that it is safe");
        assert_eq!(refused(story.call("Amina", PointKind::Mobile, Way::Text, false)), Refused::NotChecked);
        story.call("Amina", PointKind::Mobile, Way::Text, true).unwrap();

        assert!(told_before(&story.point("Dora", PointKind::Mobile)).is_none());
        story.call("Dora", PointKind::Mobile, Way::Call, false).unwrap();
    });
}

#[test]
fn records_of_one_person_are_not_other_people() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        let person = |name: &str| story.file(name).case.person;
        let (amina, erin) = (person("Amina"), person("Erin"));
        story.suspect("Amina", vec![number("07700 900123")]).unwrap();
        join(&story.db, amina, erin);
        let of_erin = story.holders("Erin", PointKind::Mobile);
        assert_eq!((of_erin.others, of_erin.suspect), (0, Some(SuspectOf::ThisPerson)), "it is the suspect of one person's two records");
        assert_eq!(story.holders("Amina", PointKind::HomePhone), others(1), "Dora is another all the same");
        assert_eq!(story.holders("Dora", PointKind::HomePhone), others(1));
    });
}

fn join(db: &Db, one: PersonId, other: PersonId) {
    db.write_now(move |tx: &mut Tx<'_>| {
        for person in [one, other] {
            tx.execute_one("INSERT INTO joined_people (person_id, head_id) VALUES ($1, $2)", &[&person, &one])?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_others_are_counted_whatever_walls_stand_before_them() {
    let scratch = postgres();
    let story = story(&scratch, "lincolnshire", &[AMINA, ERIN]);
    let erin = story.case_of("Erin");
    let amina = story.case_of("Amina");
    story.suspect("Amina", vec![number("07700 900123")]).unwrap();
    // Amina's case is behind a wall that Sam is not cleared for: not one row of it is his.
    story.db.write_now(move |tx| tx.execute("UPDATE cases SET ring_fence = 1, worker_id = NULL WHERE id = $1", &[&amina])).unwrap();
    let served = Db::open_as_is(&scratch.walled_url()).unwrap();
    let sam = story.sam.clone();
    let (shown, holders) = served
        .write_now(move |tx| {
            let walls = testkit::hub_walls::walls();
            walls.close(tx, &sam, monday())?;
            let shown: Vec<PersonId> = tx.all("SELECT person_id FROM contact_points WHERE kind = 'mobile'", &[])?;
            let mut ids = kernel::IdMaker::new(monday(), 3, b"walled");
            let permit = walls.permit_case::<kind::ReadCase>(tx, &mut ids, &sam, erin, monday()).expect("may read Erin's");
            let person = people::read::read(tx, &permit)?;
            let kept = person.points.iter().find(|kept| kept.point.kind == PointKind::Mobile).unwrap().holders;
            let after: Vec<PersonId> = tx.all("SELECT person_id FROM contact_points WHERE kind = 'mobile'", &[])?;
            assert_eq!(after, shown, "what was counted is not shown");
            Ok((shown.len(), kept))
        })
        .unwrap();
    assert_eq!(shown, 1, "the walls hold");
    assert_eq!(holders, Holders { others: 1, suspect: Some(SuspectOf::SomebodyElse), said_otherwise: false });
}

#[test]
fn doors_kept_before_there_were_any_are_worked_out() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA]);
        story.db.write_now(|tx| tx.execute("UPDATE contact_points SET door = NULL", &[])).unwrap();
        assert_eq!(story.holders("Amina", PointKind::Address), others(0), "not worked out yet");
        let (mut after, mut steps) = (None, 0);
        while let Some(next) = story.db.write_now(move |tx| people::fill_doors(tx, &vault(), after)).unwrap() {
            (after, steps) = (Some(next), steps + 1);
        }
        assert_eq!(steps, 1);
        assert_eq!(story.holders("Amina", PointKind::Address), others(1));
        let left = "SELECT count(*) FROM contact_points WHERE kind = 'address' AND door IS NULL";
        assert_eq!(story.db.read_now(move |c| c.one::<i64>(left, &[])).unwrap(), 0);
    });
}

#[test]
fn safety_that_was_said_of_a_shared_number_still_holds() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, ERIN]);
        story.say("Erin", |told| told.safety = Safety { call: Some(false), text: Some(true), ..Safety::default() });
        assert_eq!(refused(story.call("Erin", PointKind::Mobile, Way::Call, true)), Refused::WayShut(Way::Call, BlockedReason::Unsafe));
        assert!(story.offered("Erin").contains(&("text", "mobile")));
    });
}
