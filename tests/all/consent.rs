//! Whether a person agreed that another organisation is told, on both databases: what opens with it, and shuts again.

use access::kind;
use casework::record_consent::{Answer, GivenHow, record_consent};
use casework::{Error, Refused};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, StaffRole};
use testkit::databases::on_both;
use web::Transport;

use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Hub, monday};
use crate::roof::{Roof, roof};

pub fn agree(roof: &Roof, case: CaseId, agency: &'static str) {
    say(roof, case, agency, Answer::Agreed(GivenHow::Verbal), monday()).unwrap();
}

fn say(roof: &Roof, case: CaseId, agency: &'static str, answer: Answer, at: Timestamp) -> Result<(), Error> {
    roof.act::<kind::RecordConsent, _>(&roof.story.sam, case, at, move |tx, ids, permit| record_consent(tx, ids, permit, agency, answer))
}

#[test]
fn another_organisation_sees_somebody_from_when_they_agree_until_they_take_it_back() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let (amina, later) = (roof.story.case_of("Amina"), |minutes| monday() + SignedDuration::from_mins(minutes));
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        assert!(roof.read(&officer, "Amina", monday()).is_none());
        agree(&roof, amina, "police");
        assert!(roof.read(&officer, "Amina", later(1)).is_some());
        assert!(roof.read(&officer, "Beth", later(1)).is_none(), "Beth was not asked");
        assert!(matches!(
            say(&roof, amina, "police", Answer::Agreed(GivenHow::Written), later(2)),
            Err(Error::Refused(Refused::SaidAlready))
        ));
        say(&roof, amina, "police", Answer::TakenBack, later(3)).unwrap();
        assert!(roof.read(&officer, "Amina", later(4)).is_none());
        assert!(matches!(say(&roof, amina, "police", Answer::TakenBack, later(5)), Err(Error::Refused(Refused::SaidAlready))));
        say(&roof, amina, "police", Answer::Agreed(GivenHow::Online), later(6)).unwrap();

        let file = roof.read(&roof.story.sam, "Amina", later(7)).unwrap();
        let kept: Vec<_> = file.consents.iter().map(|consent| (consent.how.as_str(), consent.withdrawn_at)).collect();
        assert_eq!(kept, [("online", None), ("verbal", Some(later(3)))], "what was said before is kept");
        let told: Vec<&str> = file.events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(told, ["consent_given", "consent_withdrawn", "consent_given", "opened"]);
        assert!(roof.read(&officer, "Amina", later(7)).unwrap().consents.is_empty(), "that is between the person and the hub");
    });
}

#[test]
fn nobody_agrees_to_be_shared_with_a_commissioner_or_with_whoever_has_the_case() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let amina = roof.story.case_of("Amina");
        for agency in ["commissioner", "hub", "nobody"] {
            let refused = say(&roof, amina, agency, Answer::Agreed(GivenHow::Written), monday());
            assert!(matches!(refused, Err(Error::Refused(Refused::NoSuchAgency))), "{agency}");
        }
        assert_eq!(roof.count("SELECT count(*) FROM consents"), 0);
    });
}

#[test]
fn what_the_person_said_is_written_down_on_a_page() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router());
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let page = format!("{case}/consent");
        let shown = sam.get(&page);
        assert!(shown.text.contains("Exampleshire Counselling Service") && !shown.text.contains("Office of the Commissioner"));
        let unsaid = sam.fill_in(&page, &page, &[]);
        assert!(unsaid.says(".govuk-error-summary").unwrap().contains("Select an organisation"));
        let saved = sam.fill_in(&page, &page, &[("agency", "counselling_service"), ("answer", "written")]);
        assert_eq!(saved.header("location"), format!("{case}?done=consent_recorded"));
        assert!(
            sam.get(&case).text.contains("Exampleshire Counselling Service: agreed on Monday 23 November 2026, they agreed in writing")
        );
    });
}
