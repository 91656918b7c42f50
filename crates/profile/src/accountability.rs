//! Reports, feedback, what the hub costs, and what passes between it and the force about a case.

use kernel::TimeLimit;

use crate::check::{Placed, plain};
use crate::condition::read_when;
use crate::contact::read_ways;
use crate::model::{Every, FeedbackMoment, FeedbackPoint, HateReports, Posts, Report, Resources};
use crate::reader::{Section, pairs};
use crate::support::named;

/// The keys at the top of the file that say it.
pub(crate) const KEYS: &[&str] = &["report", "feedback", "resources", "hate_reports", "updates_within"];

/// All of it.
pub(crate) struct ReadAccountability {
    pub(crate) reports: Vec<Report>,
    pub(crate) feedback: Vec<Placed<FeedbackPoint>>,
    pub(crate) resources: Option<Resources>,
    pub(crate) hate_reports: Option<HateReports>,
    pub(crate) updates_within: Option<TimeLimit>,
}

/// Reads it all.
pub(crate) fn read_accountability(root: &Section<'_>) -> Option<ReadAccountability> {
    let reports = named(root, "report", "a report", &["name", "title", "to", "every", "due_after"], "name", read_report);
    let feedback =
        named(root, "feedback", "a point of feedback", &["name", "title", "at", "after", "when", "first_of"], "name", read_feedback);
    let resources = root.maybe("resources", read_resources);
    let hate_reports = root.maybe("hate_reports", read_hate_reports);
    let updates_within = root.maybe("updates_within", |s| s.limit("updates_within"));
    Some(ReadAccountability {
        reports: plain(reports?),
        feedback: feedback?,
        resources: resources?,
        hate_reports: hate_reports?,
        updates_within: updates_within?,
    })
}

fn read_report(section: &Section<'_>) -> Option<Report> {
    let (name, title) = (section.name("name", "figures"), section.text("title", "Figures of the contract"));
    let to = section.text("to", "Office of the Commissioner for Exampleshire");
    let (every, due_after) = (section.word("every", &pairs!(Every)), section.maybe("due_after", |s| s.period("due_after")));
    Some(Report { name: name?, title: title?, to: to?, every: every?, due_after: due_after? })
}

fn read_feedback(section: &Section<'_>) -> Option<FeedbackPoint> {
    let (name, title) = (section.name("name", "exit_survey"), section.text("title", "Exit survey"));
    let (at, after) = (section.word("at", &pairs!(FeedbackMoment)), section.maybe("after", |s| s.period("after")));
    let (when, channels) = (read_when(section, "when"), read_ways(section, "first_of"));
    Some(FeedbackPoint { name: name?, title: title?, at: at?, after: after?, when: when?, channels: channels? })
}

fn read_resources(root: &Section<'_>) -> Option<Resources> {
    let section = root.section("resources", "a section", &["pounds_a_year", "funded_by", "staff"])?;
    let pounds_a_year = section.maybe("pounds_a_year", |s| s.pounds("pounds_a_year"));
    let funded_by = section.maybe("funded_by", |s| s.texts("funded_by", "Ministry of Justice"));
    let staff = named(&section, "staff", "posts", &["role", "full_time"], "role", |posts| {
        let (role, full_time) = (posts.text("role", "Victim care officers"), posts.posts("full_time"));
        Some(Posts { role: role?, full_time: full_time? })
    });
    Some(Resources { pounds_a_year: pounds_a_year?, funded_by: funded_by?.unwrap_or_default(), staff: plain(staff?) })
}

fn read_hate_reports(root: &Section<'_>) -> Option<HateReports> {
    let section = root.section("hate_reports", "a section", &["to", "sent_within"])?;
    let (to, sent_within) = (section.text("to", "Exampleshire Police"), section.limit("sent_within"));
    Some(HateReports { to: to?, sent_within: sent_within? })
}
