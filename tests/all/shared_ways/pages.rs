//! The same on the pages: who is warned of what, and that one case tells nothing of another.

use people::record::PointKind;
use testkit::databases::on_both;
use web::Transport;

use super::{AMINA, DORA, ERIN};
use crate::casework::{Story, story};
use crate::hub::{Answer, Hub};

fn hub(story: &Story) -> Hub {
    Hub::new(&story.db, Transport::Loopback, casework::pages::router())
}

fn text_of(answer: &Answer) -> String {
    let page = scraper::Html::parse_document(&answer.text);
    let main = scraper::Selector::parse("main").unwrap();
    let words: Vec<&str> = page.select(&main).flat_map(|main| main.text()).flat_map(str::split_whitespace).collect();
    words.join(" ")
}

fn options(answer: &Answer) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse("input[name='by']").unwrap();
    page.select(&all).map(|input| input.value().attr("value").unwrap_or_default().to_owned()).collect()
}

#[test]
fn whoever_records_an_attempt_at_a_shared_number_is_warned_and_says_that_they_checked() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        let hub = hub(&story);
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", story.case_of("Amina"));
        let warning = "Somebody else on record uses this number: anybody may answer. Check with the person first.";
        assert!(text_of(&sam.get(&case)).contains(warning));

        let choose = sam.get(&format!("{case}/attempt"));
        assert!(text_of(&choose).contains(warning));
        let offered = options(&choose);
        assert!(!offered.iter().any(|by| by.starts_with("text.") || by.starts_with("voicemail.")), "{offered:?}");
        let by = format!("call.{}", story.point("Amina", PointKind::Mobile).id);
        let form = format!("{case}/attempt?by={by}");
        assert!(text_of(&sam.get(&form)).contains(warning));
        let to = format!("{case}/attempt");
        let fields = [("by", by.as_str()), ("outcome", "reached")];
        let unchecked = sam.fill_in(&form, &to, &fields);
        assert!(text_of(&unchecked).contains("Check first, then say that you have."), "{}", unchecked.text);
        assert_eq!(story.file("Amina").attempts.len(), 0);
        let checked = sam.fill_in(&form, &to, &[fields[0], fields[1], ("checked", "yes")]);
        assert_eq!(checked.status, axum::http::StatusCode::SEE_OTHER, "{}", checked.text);
        assert_eq!(story.file("Amina").attempts.len(), 1);
    });
}

#[test]
fn a_suspects_number_written_down_on_one_case_is_shut_on_anothers_page_which_tells_nothing_of_the_first() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, ERIN]);
        let hub = hub(&story);
        let mut sam = hub.signed_in("sam@example.org");
        let (amina, erin) = (format!("/cases/{}", story.case_of("Amina")), format!("/cases/{}", story.case_of("Erin")));
        let to = format!("{amina}/suspect-ways");
        for (typed, says) in [
            (&[("phone", "12")][..], "Enter a UK phone number, like 07700 900982"),
            (&[("email", "nobody")], "Enter an email address, like name@example.com"),
            (&[("line_1", "9 Mill Lane")], "Enter a whole postcode, like SO14 7AA"),
            (&[("postcode", "LN2 2AA")], "Enter the house and street"),
            (&[("name", "Marek")], "Enter a phone number, an email address or an address"),
        ] {
            let wrong = sam.fill_in(&to, &to, typed);
            assert!(text_of(&wrong).contains(says), "{says}: {}", text_of(&wrong));
        }
        let all = [
            ("phone", "07700 900123"),
            ("email", "marek@example.org"),
            ("line_1", "9 Mill Lane"),
            ("postcode", "ln22aa"),
            ("name", "Marek Suspectus"),
        ];
        let written = sam.fill_in(&to, &to, &all);
        assert_eq!(written.status, axum::http::StatusCode::SEE_OTHER, "{}", written.text);
        let list = text_of(&sam.get(&to));
        for told in ["07700 900123", "marek@example.org", "9 Mill Lane, LN2 2AA", "Marek Suspectus"] {
            assert!(list.contains(told), "{told}: {list}");
        }

        let page = sam.get(&erin);
        let says = text_of(&page);
        assert!(!page.text.contains("tel:+447700900123") && says.contains("marked as one that the wrong person has"), "{says}");
        assert!(!says.contains("Marek") && !says.to_lowercase().contains("on record as the suspect"), "nothing of Amina's case: {says}");
        assert!(!options(&sam.get(&format!("{erin}/attempt"))).iter().any(|by| by.starts_with("call.")));
        // The number that a page was opened with before is refused when it is sent.
        let by = format!("call.{}", story.point("Erin", PointKind::Mobile).id);
        let token = sam.get(&format!("{erin}/attempt")).field("form_token").unwrap();
        let sent = sam.post(&format!("{erin}/attempt"), &[("form_token", &token), ("by", &by), ("outcome", "reached"), ("checked", "yes")]);
        assert!(story.file("Erin").attempts.is_empty(), "{}", sent.text);

        let same = format!("{erin}/ways/{}/all-the-same", story.point("Erin", PointKind::Mobile).id);
        assert!(page.text.contains(&same));
        let silent = sam.fill_in(&same, &same, &[]);
        assert!(text_of(&silent).contains("Enter who has it, and how you know"));
        let said = sam.fill_in(&same, &same, &[("why", "Her own, since spring")]);
        assert_eq!(said.status, axum::http::StatusCode::SEE_OTHER, "{}", said.text);
        assert!(sam.get(&erin).text.contains("tel:+447700900123"));
        assert!(!sam.get(&amina).text.contains("tel:+447700900123"), "of Amina's own nobody said so");

        assert_eq!(story.suspects("Amina").len(), 3);
        for way in story.suspects("Amina") {
            let lift = format!("{to}/{way}/lift");
            let lifted = sam.fill_in(&lift, &lift, &[("why", "Mistyped")]);
            assert_eq!(lifted.status, axum::http::StatusCode::SEE_OTHER, "{}", lifted.text);
        }
        assert!(sam.get(&amina).text.contains("tel:+447700900123"));
        assert!(text_of(&sam.get(&amina)).contains("Mistyped"), "the timeline keeps the reason");
    });
}
