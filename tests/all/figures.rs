//! The figures, on both databases: told to whoever answers for the hub, and never of so few that they tell who they are.

use axum::http::StatusCode;
use kernel::StaffRole;
use profile::{Condition, FundingKind, FundingStream};
use testkit::databases::on_both;
use web::Transport;

use crate::casework::story_under;
use crate::hub::{Hub, employ, shipped};
use crate::routes::capabilities;

fn stream(name: &str, title: &str, when: Condition) -> FundingStream {
    FundingStream { name: name.into(), title: title.into(), kind: FundingKind::Grant, when, from: None, until: None }
}

/// Six people, each born in a year of their own, one of them harmed at home.
fn six() -> Vec<String> {
    let names = ["Amina", "Beth", "Cara", "Dan", "Emre", "Fay"];
    let row = |(number, name): (usize, &&str)| {
        let (flags, born) = (if number == 0 { "domestic_abuse" } else { "" }, 1950 + 7 * number);
        format!(
            "R{number},CR{number},2026-11-23T08:00:00Z,Assault,{flags},{name},Family{name},{born}-03-27,07700 90012{number},,,{number} High Street,LN{number} 1AA,,,,given,P{number}"
        )
    };
    names.iter().enumerate().map(row).collect()
}

#[test]
fn what_each_stream_pays_for_is_told_and_few_people_are_not_counted_out() {
    on_both(|scratch| {
        let mut profile = shipped("example");
        let harmed_at_home = Condition { flags_any: vec![kernel::Flag::DomesticAbuse], ..Condition::default() };
        let older = Condition { at_least: Some(200), ..Condition::default() };
        profile.funding = vec![
            stream("core", "What pays for the hub", Condition::default()),
            stream("abuse", "Grant for abuse at home", harmed_at_home),
            stream("older", "Grant for older people", older),
        ];
        let questions = profile.needs_assessment.as_ref().map_or(0, |needs| needs.measures.len());
        let rows = six();
        story_under(scratch, profile.clone(), &rows.iter().map(String::as_str).collect::<Vec<_>>());
        for (email, role) in [("com@example.org", StaffRole::Commissioner), ("manager@example.org", StaffRole::Manager)] {
            employ(&scratch.db, email, role);
        }
        let hub = Hub::prepared(&scratch.db, profile, Transport::Loopback, capabilities(), |site| site);
        for who in ["com@example.org", "manager@example.org"] {
            let mut browser = hub.signed_in(who);
            assert!(browser.get("/account").text.contains("href=\"/figures\""), "{who}");
            let page = browser.get("/figures");
            assert_eq!(page.status, StatusCode::OK, "{who}: {}", page.text);
            let document = scraper::Html::parse_document(&page.text);
            let row = scraper::Selector::parse("main tbody tr").unwrap();
            let plain = |found: scraper::ElementRef<'_>| {
                found.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
            };
            let rows: Vec<String> = document.select(&row).map(plain).collect();
            assert_eq!(rows[..3], ["What pays for the hub 6", "Grant for abuse at home Fewer than 5", "Grant for older people 0"]);
            assert_eq!(rows.len(), 3 + questions);
            assert!(questions > 0 && rows[3..].iter().all(|row| row.ends_with(" 0 0 better, 0 the same, 0 worse")), "{rows:?}");
        }
        assert_eq!(hub.signed_in("sam@example.org").get("/figures").status, StatusCode::NOT_FOUND, "a worker does not see them");
    });
}
