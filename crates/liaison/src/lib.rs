//! What passes between the hub and the force about a case.
//!
//! *Reports of hate crime* that the hub makes for people who will not go to the police themselves: with their explicit consent, and unnamed
//! where they want that. *Updates*: that somebody asked what is happening in their case, whom that was asked of, and what they were told.
//!
//! Nothing is sent by the program. Whoever sends a report or asks the force does it themselves and writes down that they did.

mod error;
mod hate_report;
mod lists;
mod naming;
mod outgoing;
pub mod pages;
mod send;
mod sql;
mod tasks;
mod update;

pub use error::{Error, Refused};
pub use hate_report::{Account, HateReport, HateReportId, NewHateReport, Sent, has_reports, held_reports, report_hate, reports_on};
pub use lists::{OpenUpdate, ReportLine, open_updates, report_lines};
pub use naming::{Telling, telling};
pub use outgoing::{LAYOUT, Outgoing, outgoing};
pub use send::{name_reference, report_sent, withdraw_report};
pub use sql::STATEMENTS;
pub use tasks::{GET_UPDATE, SEND_HATE_REPORT, TELL_PERSON};
pub use update::{
    Answer, AnswerSource, Answered, UPDATES_WITHIN, Update, UpdateId, UpdateSays, UpdateState, answer_update, ask_update, chase_update,
    held_updates, leave_update, no_answer, person_told, updates_on,
};
