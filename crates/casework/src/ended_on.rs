//! The one place that knows which tasks are part of something kept elsewhere, and on which page they end. Called done by hand, the task would
//! be gone and what it stood for would not be done: no service would lead, no report would count as sent, nobody would have been told.

use access::Act;
use profile::Profile;
use triage::AGREE_SAFE_CONTACT;

use crate::due::{ASSESS_NEEDS, CHASE_ANSWER, GET_UPDATE, OpenDue, SEND_HATE_REPORT, TELL_PERSON};

/// Where such a task ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedOn {
    /// Where somebody writes down which ways of contact are safe.
    Safety,
    /// Where needs are assessed.
    Needs,
    /// Where it is agreed which service leads.
    Lead,
    /// Where somebody writes down what a service says.
    Answer,
    /// Where somebody writes down that a report of a hate crime was sent, or taken back.
    HateReports,
    /// Where somebody writes down what came of asking what is happening, and that the person was told.
    Updates,
}

impl EndedOn {
    /// Where this task ends; `None` for what is done by hand. Where the hub has that page no more, what is left over is done by hand too.
    ///
    /// `place_again` is none of these: it ends by itself when the person is referred, and by hand when there is no other service for them.
    pub fn of(task: &OpenDue, profile: &Profile) -> Option<Self> {
        let is = |kind: &str| task.is_task(kind);
        let kinds = [
            (is(AGREE_SAFE_CONTACT), Self::Safety),
            (is(ASSESS_NEEDS), Self::Needs),
            (profile.several_services.as_ref().is_some_and(|several| is(&several.task)), Self::Lead),
            (is(CHASE_ANSWER), Self::Answer),
            (is(SEND_HATE_REPORT) && profile.hate_reports.is_some(), Self::HateReports),
            (is(GET_UPDATE) || is(TELL_PERSON), Self::Updates),
        ];
        kinds.into_iter().find_map(|(is_it, on)| is_it.then_some(on))
    }

    /// The page, under the address of the case.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Needs => "assess",
            Self::Lead => "onward/lead",
            Self::Answer => "onward/answer",
            Self::HateReports => "hate-reports",
            Self::Updates => "updates",
        }
    }

    /// What the link to it says.
    pub const fn link(self) -> &'static str {
        match self {
            Self::Safety => "Record what is safe",
            Self::Needs => "Assess needs",
            Self::Lead => "Agree which service leads",
            Self::Answer => "Record the answer",
            Self::HateReports => "Record what became of the report",
            Self::Updates => "Record what came of asking",
        }
    }

    /// The act that the page takes.
    pub const fn act(self) -> Act {
        match self {
            Self::Safety => Act::ChangeContact,
            Self::Needs => Act::AssessNeeds,
            Self::Lead => Act::FinishTask,
            Self::Answer => Act::AnswerReferral,
            Self::HateReports => Act::ReportHate,
            Self::Updates => Act::AskForUpdate,
        }
    }

    /// When such a task ends, and what to do instead of calling it done.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Safety => "This task ends when you record which ways of contact are safe.",
            Self::Needs => "This task ends when you assess the person’s needs.",
            Self::Lead => "This task ends when a service leads the case. Agree it on “Which service leads”.",
            Self::Answer => "This task ends when the service has answered. Write that down on “What a service says”.",
            Self::HateReports => {
                "This task ends when the report was sent, or the person took it back. Write that down on “Reports of hate crime”."
            }
            Self::Updates => {
                "This task ends when an answer came, and the next when the person was told. Write that down on “What is happening in the case”."
            }
        }
    }
}
