//! Where each begins who has no list of work, and what the pages of the hub as a whole lead them to.

use axum::http::StatusCode;
use kernel::StaffRole;
use testkit::databases::on_both;
use web::Transport;

use crate::hub::{Answer, Hub, employ, shipped};
use crate::routes::capabilities;

fn links(answer: &Answer, within: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse(&format!("{within} a[href]")).unwrap();
    page.select(&all).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

#[test]
fn whoever_has_no_list_of_work_begins_at_what_they_are_here_for() {
    on_both(|scratch| {
        let hub = Hub::prepared(&scratch.db, shipped("example"), Transport::Loopback, capabilities(), |site| site);
        for (name, role, begins) in [
            ("commissioner", StaffRole::Commissioner, "/figures"),
            ("protection", StaffRole::DataProtectionOfficer, "/break-glass/reviews"),
            ("auditor", StaffRole::Auditor, "/audit"),
            ("administrator", StaffRole::Administrator, "/users"),
            ("referrer", StaffRole::Referrer, "/referrals/new"),
        ] {
            employ(&scratch.db, &format!("{name}@example.org"), role);
            let mut browser = hub.signed_in(&format!("{name}@example.org"));
            let answer = browser.get("/");
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, begins), "{name}");
            let page = browser.get(begins);
            let bar = links(&page, ".govuk-service-navigation__list");
            assert!(bar.contains(&begins.to_owned()) && !bar.contains(&"/".to_owned()), "{name}: the bar names where they are: {bar:?}");
        }
    });
}

#[test]
fn a_commissioner_begins_at_the_rules_where_the_hub_counts_nothing() {
    on_both(|scratch| {
        let mut profile = shipped("example");
        (profile.funding, profile.needs_assessment) = (Vec::new(), None);
        employ(&scratch.db, "commissioner@example.org", StaffRole::Commissioner);
        let hub = Hub::prepared(&scratch.db, profile, Transport::Loopback, capabilities(), |site| site);
        assert_eq!(hub.signed_in("commissioner@example.org").get("/").header("location"), "/rules");
    });
}

#[test]
fn the_foot_of_a_page_leads_to_the_audit_retention_and_accounts_whoever_may_see_them_and_nobody_else() {
    on_both(|scratch| {
        let hub = Hub::prepared(&scratch.db, shipped("example"), Transport::Loopback, capabilities(), |site| site);
        let records = ["/break-glass/reviews", "/audit", "/retention", "/users"];
        for (name, role, may) in [
            ("protection", StaffRole::DataProtectionOfficer, &records[..3]),
            ("auditor", StaffRole::Auditor, &records[1..3]),
            ("administrator", StaffRole::Administrator, &records[3..]),
            ("commissioner", StaffRole::Commissioner, &[]),
            ("worker", StaffRole::Worker, &[]),
        ] {
            employ(&scratch.db, &format!("{name}@example.org"), role);
            let mut browser = hub.signed_in(&format!("{name}@example.org"));
            let foot = links(&browser.get("/account"), "footer");
            assert_eq!(
                foot.iter().filter(|link| records.contains(&link.as_str())).collect::<Vec<_>>(),
                may.iter().collect::<Vec<_>>(),
                "{name}"
            );
            for path in records {
                let expected = if may.contains(&path) { StatusCode::OK } else { StatusCode::NOT_FOUND };
                assert_eq!(browser.get(path).status, expected, "{name} at {path}");
            }
        }
    });
}
