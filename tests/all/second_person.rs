//! What needs a second person's yes, through the browser: who sees that it waits, who answers, and what follows.

use access::{Act, Actor, kind};
use identity::Post;
use kernel::{PersonId, RingFences, StaffRole};
use testkit::databases::on_both;
use web::Transport;

use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Hub, monday, shipped};
use crate::roof::{Roof, ids, roof};

fn ask(roof: &Roof, who: &Actor, person: PersonId) {
    let who = who.user_id().unwrap();
    roof.db.write_now(move |tx| access::ask(tx, &mut ids(), who, Act::Export, person, monday())).unwrap();
}

#[test]
fn somebody_else_says_yes_or_no_and_a_yes_is_used_once() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let manager = |name: &str| roof.employ(name, Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Manager) });
        let (asks, answers) = (manager("mona"), manager("noor"));
        let person = |name| roof.read(&answers, name, monday()).unwrap().case.person;
        let (amina, beth) = (person("Amina"), person("Beth"));
        ask(&roof, &asks, amina);
        ask(&roof, &asks, beth);
        let mut profile = shipped("example");
        profile.organisation.second_factor.clear();
        let hub = Hub::prepared(&roof.db, profile, Transport::Loopback, casework::pages::router(), |site| site);
        let export = |person| roof.act_on_person::<kind::Export, _>(&asks, person, monday(), |_, _, _| Ok(()));
        assert!(export(amina).is_err());

        let mut mona = hub.signed_in("mona@example.org");
        assert!(mona.get("/approvals").text.contains("Nothing waits for you"), "not her own");
        assert_eq!(hub.signed_in("sam@example.org").get("/approvals").status.as_u16(), 404, "a worker answers none");
        let mut noor = hub.signed_in("noor@example.org");
        let page = noor.get("/approvals");
        assert_eq!(page.text.matches("mona asked on <time").count(), 2);
        assert!(!page.text.contains("Okafor"), "a reference says enough");
        let action = |text: &str, reference: &str| {
            let card = text.split("govuk-summary-card__title\">").find(|card| card.contains(reference)).unwrap();
            card.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let of = |name| roof.read(&answers, name, monday()).unwrap().case.reference;
        let (yes, no) = (action(&page.text, &of("Amina")), action(&page.text, &of("Beth")));
        assert_eq!(mona.fill_in("/approvals", &yes, &[("answer", "yes")]).status.as_u16(), 404, "nobody answers their own");
        assert_eq!(noor.fill_in("/approvals", &yes, &[("answer", "yes")]).header("location"), "/approvals?done=approved");
        assert_eq!(noor.fill_in("/approvals", &no, &[("answer", "no")]).header("location"), "/approvals?done=declined");
        assert!(noor.get("/approvals").text.contains("Nothing waits for you"));
        export(amina).unwrap();
        assert!(export(amina).is_err(), "a yes is used up");
        assert!(export(beth).is_err());
    });
}
