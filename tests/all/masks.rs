//! What of a record each is shown, on both databases: contact, address and notes each by itself, in the record and not in its markup.

use access::{Actor, kind};
use casework::record_attempt::{Attempt, record_attempt};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use identity::Post;
use jiff::SignedDuration;
use kernel::StaffRole;
use people::record::PointKind;
use testkit::databases::on_both;
use web::Transport;

use crate::casework::BURGLARY;
use crate::consent::agree;
use crate::hub::{Hub, monday};
use crate::roof::{Roof, roof};

/// Amina's case with an attempt on which something was written down, and with what to heed.
fn told(roof: &Roof) {
    let amina = roof.story.case_of("Amina");
    let file = roof.read(&roof.story.sam, "Amina", monday()).unwrap();
    let point = file.person.points.iter().find(|kept| kept.point.kind == PointKind::Mobile).unwrap().id;
    let profile = crate::hub::shipped("example");
    let attempt = Attempt {
        way: Way::Call,
        point,
        service: None,
        outcome: AttemptOutcome::NoAnswer,
        again_on: None,
        note: Some("A child answered".to_owned().into()),
        checked: false,
        support_by: None,
    };
    roof.act::<kind::RecordAttempt, _>(&roof.story.sam, amina, monday(), move |tx, ids, permit| {
        record_attempt(tx, ids, permit, &profile, &attempt)
    })
    .unwrap();
    agree(roof, amina, "police");
}

fn give(roof: &Roof, to: &Actor) {
    let (case, to) = (roof.story.case_of("Amina"), to.user_id().unwrap());
    roof.act::<kind::GiveCase, _>(&roof.story.lead, case, monday(), move |tx, ids, permit| casework::give::give(tx, ids, permit, to))
        .unwrap();
}

/// The kinds of ways of contact, whether it says where, and what stands of the attempt, as somebody is shown them.
fn seen(roof: &Roof, who: &Actor) -> (Vec<&'static str>, Option<String>) {
    let file = roof.read(who, "Amina", monday() + SignedDuration::from_mins(5)).unwrap();
    let kinds = file.person.points.iter().map(|kept| kept.point.kind.as_str()).collect();
    (kinds, file.attempts[0].note.as_ref().map(|note| note.reveal().clone()))
}

#[test]
fn contact_address_and_notes_are_masked_each_by_itself_and_never_leave_the_database() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        told(&roof);
        let all = vec!["mobile", "email", "address"];
        assert_eq!(seen(&roof, &roof.story.sam), (all, Some("A child answered".to_owned())));
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        assert_eq!(seen(&roof, &officer), (vec![], None), "the agreement shares name, incident and updates");
        let vera = roof.own("vera", StaffRole::Volunteer);
        give(&roof, &vera);
        assert_eq!(seen(&roof, &vera), (vec!["mobile", "email"], Some("A child answered".to_owned())), "all but the address");
        // What the gate goes by is as it was: nobody is offered another way because they are shown less.
        let whole = roof.read(&roof.story.sam, "Amina", monday()).unwrap().who;
        assert_eq!(roof.read(&vera, "Amina", monday()).unwrap().who.reach, whole.reach);
    });
}

#[test]
fn the_officer_for_data_protection_reads_who_somebody_is_and_not_where() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        told(&roof);
        let dpo = roof.own("dee", StaffRole::DataProtectionOfficer);
        let person = roof.read(&roof.story.sam, "Amina", monday()).unwrap().case.person;
        let record =
            roof.act_on_person::<kind::ReadPerson, _>(&dpo, person, monday(), |tx, _, permit| Ok(people::read::read(tx, permit)?)).unwrap();
        assert_eq!(record.name().as_deref(), Some("Amina Okafor"));
        assert!(record.points.is_empty() && record.known.contact_notes.is_none());
        assert!(roof.read(&dpo, "Amina", monday()).is_none(), "they do not read the case");
    });
}

#[test]
fn a_page_says_what_it_does_not_show_and_holds_nothing_of_it() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        told(&roof);
        roof.of("wes", StaffRole::WitnessCare, "police", None);
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router().merge(people::pages::router()));
        let mut officer = hub.signed_in("wes@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let page = officer.get(&case);
        assert!(page.text.contains("Amina Okafor") && page.text.contains("Not shown to your role"), "{}", page.text);
        for hidden in ["07700 900123", "7700900123", "amina@example.org", "High Street", "LN1", "A child answered", "tel:", "mailto:"] {
            assert!(!page.text.contains(hidden), "{hidden}");
        }
        assert!(!page.text.contains("Record a contact attempt"));
        for path in ["attempt", "safety", "consent", "ring-fence", "conflicts", "close", "give"] {
            assert_eq!(officer.get(&format!("{case}/{path}")).status.as_u16(), 404, "{path}");
        }
        let search = officer.fill_in("/search", "/search", &[("q", "Amina Okafor")]);
        let found = officer.get(search.header("location"));
        assert!(found.text.contains("Amina Okafor") && !found.text.contains("Lives in") && !found.text.contains("Phone ends"));
        let mut sam = hub.signed_in("sam@example.org");
        let search = sam.fill_in("/search", "/search", &[("q", "Amina Okafor")]);
        let found = sam.get(search.header("location"));
        assert!(found.text.contains("Lives in LN1") && found.text.contains("Phone ends in 123"), "{}", found.text);
    });
}

#[test]
fn a_desk_behind_a_wall_sees_its_own_attempts() {
    on_both(|scratch| {
        let mut roof = roof(scratch, &[BURGLARY]);
        let mut organisation = crate::hub::shipped("example").organisation;
        let desk = |name: &str| policy::Desk { name: name.into(), hidden_from_police: false };
        (organisation.desks, organisation.walled_desks) = (vec![desk("support"), desk("witness")], true);
        roof.walls = testkit::hub_walls::walls_of(&organisation);
        roof.set(
            "UPDATE dues SET service = 'support' WHERE case_id = $1 AND id = (SELECT id FROM dues ORDER BY id LIMIT 1)",
            roof.story.case_of("Amina"),
        );
        let at = |name: &str, desk: &str| roof.employ(name, Post { desk: Some(desk.into()), ..Post::of(StaffRole::Worker) });
        let (suki, wanda) = (at("suki", "support"), at("wanda", "witness"));
        assert!(roof.read(&suki, "Amina", monday()).is_some());
        assert!(roof.read(&wanda, "Amina", monday()).is_none(), "her desk has nothing to do with it");
        told(&roof);
        let file = roof.read(&roof.story.sam, "Amina", monday() + SignedDuration::from_mins(5)).unwrap();
        assert_eq!(file.attempts.len(), 1, "whoever sits at no desk sees all");
        let file = roof.read(&suki, "Amina", monday() + SignedDuration::from_mins(5)).unwrap();
        assert!(file.attempts.is_empty(), "what was tried at no desk is not hers");
        assert!(file.events.iter().all(|event| event.kind != casework::record::EventKind::Attempted));
    });
}
