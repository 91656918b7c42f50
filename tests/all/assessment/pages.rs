//! Needs and plan through the browser.

use jiff::SignedDuration;
use testkit::databases::on_both;
use web::Transport;

use super::{FRAUD, task};
use crate::casework::BURGLARY;
use crate::hub::Hub;
use crate::roof::roof;
use crate::routes::capabilities;

#[test]
fn needs_are_assessed_asked_again_and_the_way_is_shown() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, FRAUD]);
        task(&roof, "Amina", "assess_needs");
        let hub = Hub::new(&roof.db, Transport::Loopback, capabilities());
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let (assess, end, needs) = (format!("{case}/assess"), format!("{case}/assess/end"), format!("{case}/needs"));
        let shown = sam.get(&case).text;
        for link in [&assess, &end, &needs, &format!("{case}/plan")] {
            assert!(shown.contains(&format!("href=\"{link}\"")), "{link}");
        }

        let page = sam.get(&assess);
        assert!(page.text.contains("Shelter and accommodation") && page.text.contains("How safe do you feel?"));
        assert!(!page.text.contains("How do you stand with money"), "that is for whom it fits");
        let dinas = sam.get(&format!("/cases/{}/assess", roof.story.case_of("Dina")));
        assert!(dinas.text.contains("How do you stand with money"));

        let nothing = sam.fill_in(&assess, &assess, &[("need-health", "not_asked")]);
        let told = nothing.says(".govuk-error-summary").unwrap();
        assert!(told.contains("Answer at least one question"), "{told}");
        let wrong = sam.fill_in(&assess, &assess, &[("measure-informed", "7")]);
        assert!(wrong.says(".govuk-error-summary").unwrap().contains("Select one of the choices shown"));

        let saved = sam.fill_in(
            &assess,
            &assess,
            &[("need-housing", "much"), ("measure-informed", "2"), ("said", "The roof leaks"), ("pathway", "young")],
        );
        assert_eq!(saved.header("location"), format!("{case}?done=needs_assessed"));
        let shown = sam.get(&case).text;
        assert!(
            shown.contains("Needs assessed") && shown.contains("The roof leaks") && shown.contains("Pathway: Children and young people")
        );
        assert!(!shown.contains("tasks/"), "the task is done");

        let shown = sam.get(&needs);
        assert!(shown.text.contains("Much need") && shown.text.contains("Not asked again yet"));
        hub.clock.pass(SignedDuration::from_mins(5));
        let saved = sam.fill_in(&end, &end, &[("measure-informed", "5")]);
        assert_eq!(saved.header("location"), format!("{needs}?done=asked_again"));
        assert!(sam.get(&needs).text.contains("3 better"));
    });
}

#[test]
fn a_plan_is_kept_on_its_page() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::new(&roof.db, Transport::Loopback, capabilities());
        let mut sam = hub.signed_in("sam@example.org");
        let plan = format!("/cases/{}/plan", roof.story.case_of("Amina"));
        let safety = format!("{plan}/safety");
        let nothing = sam.fill_in(&plan, &safety, &[]);
        assert!(nothing.says(".govuk-error-summary").unwrap().contains("Enter what was agreed"));
        let added = sam.fill_in(&plan, &safety, &[("words-safety", "New locks by Monday")]);
        assert_eq!(added.header("location"), format!("{plan}?done=plan_changed"));
        let shown = sam.get(&plan);
        assert!(shown.text.contains("New locks by Monday") && shown.text.contains("Nothing has been agreed yet."));
        let step = shown.field("step").expect("a step that can be ended");
        let ended = sam.fill_in(&plan, &safety, &[("step", &step), ("state", "done")]);
        assert_eq!(ended.header("location"), format!("{plan}?done=plan_changed"));
        let shown = sam.get(&plan);
        assert!(shown.says(".govuk-tag").is_some_and(|tag| tag == "Done") && shown.field("step").is_none(), "{}", shown.text);
    });
}
