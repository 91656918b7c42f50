//! Reports and updates through the browser, without JavaScript.

use axum::http::StatusCode;
use testkit::databases::on_both;
use web::Transport;

use super::world;
use crate::casework::BURGLARY;
use crate::hub::{Hub, shipped};
use crate::roof::roof;
use crate::routes::capabilities;

const REPORT: &[(&str, &str)] =
    &[("flags", "hate_race"), ("named", "unnamed"), ("when", "Friday"), ("place", "the bus station"), ("agreed", "verbal")];

#[test]
fn a_report_is_made_printed_downloaded_and_sent() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        assert!(sam.get(&world.case).text.contains("Report a hate crime for the person"), "the case leads there");
        let (list, new) = (format!("{}/hate-reports", world.case), format!("{}/hate-reports/new", world.case));
        let told = |text: &'static str| [REPORT, &[("happened", text)]].concat();

        let tells = sam.fill_in(&new, &new, &told("Amina was hit. Ring 07700 900123"));
        assert_eq!(tells.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = tells.says(".govuk-error-summary").unwrap();
        assert!(said.contains("Take out a name of theirs, a phone number of theirs"), "{said}");
        assert!(tells.text.contains("name=\"looked\""), "somebody may say that a word is no name");

        let made = sam.fill_in(&new, &new, &told("Two men shouted at them."));
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let report = made.header("location").split('?').next().unwrap().to_owned();
        let sheet = sam.get(&format!("{report}/sheet"));
        assert_eq!(sheet.status, StatusCode::OK);
        for word in ["Amina", "Okafor", "High Street", "900123"] {
            assert!(!sheet.text.contains(word), "{word} on what is printed");
        }
        assert!(sheet.text.contains("Two men shouted at them.") && sheet.text.contains("Does not want to be named"));
        let file = sam.get(&format!("{report}/file"));
        let name = file.header("content-disposition").to_owned();
        assert!(name.starts_with("attachment; filename=\"hate-report-") && name.ends_with(".json\""), "{name}");
        let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        assert_eq!((&json["happened"], &json["person"]), (&"Two men shouted at them.".into(), &serde_json::Value::Null));

        let over_all = sam.get("/hate-reports");
        assert!(over_all.says("tbody").unwrap().contains("Tomorrow at 5pm"), "{:?}", over_all.says("tbody"));
        assert!(!over_all.text.contains("Amina"), "no names in the list");
        let sent = sam.fill_in(&report, &report, &[("became", "sent"), ("reference", "EX/17")]);
        assert_eq!(sent.header("location"), format!("{report}?done=hate_report_sent"));
        assert!(sam.get(&list).text.contains("the force calls it EX/17"));
        let again = sam.fill_in(&report, &report, &[("became", "sent")]);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn a_report_without_consent_is_none() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        let new = format!("{}/hate-reports/new", world.case);
        let answer = sam.fill_in(&new, &new, &[("flags", "hate_race"), ("named", "unnamed"), ("happened", "Shouts")]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says(".govuk-error-summary").unwrap().contains("Without that, make no report"));
        assert_eq!(world.roof.count("SELECT count(*) FROM hate_reports"), 0);
    });
}

#[test]
fn a_hub_that_takes_no_reports_has_no_such_page_and_no_link() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::prepared(&roof.db, shipped("example"), Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", roof.story.case_of("Amina")), hub.signed_in("sam@example.org"));
        for path in ["/hate-reports".to_owned(), format!("{case}/hate-reports"), format!("{case}/hate-reports/new")] {
            assert_eq!(sam.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/", case.as_str()] {
            assert!(!sam.get(path).text.contains("hate-reports"), "{path}");
        }
    });
}

#[test]
fn somebody_asks_is_answered_and_told() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        let here = format!("{}/updates", world.case);
        let asked = sam.fill_in(&here, &here, &[("question", "Is he still in prison?")]);
        assert_eq!(asked.header("location"), format!("{here}?done=update_asked"));
        let page = sam.get(&here);
        assert!(page.text.contains("Is he still in prison?") && page.text.contains("0 working days"));
        let update = page.text.split(&format!("{here}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let one = format!("{here}/{update}");

        let nothing = sam.fill_in(&one, &one, &[("came", "answer")]);
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(nothing.says(".govuk-error-summary ul").as_deref(), Some("Select what is happeningSelect who knew"));
        let answer = [("came", "answer"), ("says", "charged"), ("from", "officer"), ("words", "First hearing on 3 December")];
        assert_eq!(sam.fill_in(&one, &one, &answer).header("location"), format!("{here}?done=update_written"));
        let open = sam.get("/updates");
        assert!(open.says("tbody").unwrap().contains("Answered: tell the person"));
        assert!(!open.text.contains("Amina"), "no names in the list");
        assert_eq!(sam.fill_in(&one, &one, &[("came", "told")]).header("location"), format!("{here}?done=person_told"));
        assert!(sam.get("/updates").text.contains("Nobody waits to hear"));
        let timeline = sam.get(&world.case);
        for words in ["Asked what is happening in the case", "Charged", "First hearing on 3 December", "The person was told"] {
            assert!(timeline.text.contains(words), "{words}");
        }
    });
}
