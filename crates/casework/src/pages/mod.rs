//! What workers see and fill in: my work, a case, and a page for each thing that is done on one.

mod all_the_same;
mod approvals;
mod attempt;
mod break_glass;
mod case;
mod close;
mod come_back;
mod conflicts;
mod consent;
mod finish_task;
mod funding;
mod give;
mod hand_over;
mod note;
pub mod on_case;
mod opt_out;
mod other_lists;
mod reminders;
mod reviews;
mod ring_fence;
mod safety;
mod settle_review;
mod support_by;
mod suspect_ways;
mod take;
mod words;
mod worklist;

use axum::Router;
use axum::routing::{get, post};
use web::Site;

pub use case::upper;
pub use words::{in_words, source_words};

/// The pages of casework.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/", get(worklist::home))
        .route("/work", get(worklist::show))
        .route("/cases/{case}", get(case::show))
        .route("/cases/{case}/attempt", get(attempt::ask).post(attempt::record))
        .route("/cases/{case}/safety", get(safety::ask).post(safety::change))
        .route("/cases/{case}/suspect-ways", get(suspect_ways::ask).post(suspect_ways::record))
        .route("/cases/{case}/suspect-ways/{way}/lift", get(suspect_ways::ask_why).post(suspect_ways::lift))
        .route("/cases/{case}/ways/{point}/all-the-same", get(all_the_same::ask).post(all_the_same::say))
        .route("/cases/{case}/take", post(take::take))
        .route("/cases/{case}/give", get(give::ask).post(give::give))
        .route("/cases/{case}/hand-over", get(hand_over::ask).post(hand_over::hand_over))
        .route("/cases/{case}/tasks/{task}/finish", get(finish_task::ask).post(finish_task::finish))
        .route("/cases/{case}/reviews/{review}/settle", get(settle_review::ask).post(settle_review::settle))
        .route("/cases/{case}/close", get(close::ask).post(close::close))
        .route("/cases/{case}/notes", get(note::ask).post(note::write))
        .route("/cases/{case}/consent", get(consent::ask).post(consent::record))
        .route("/cases/{case}/ring-fence", get(ring_fence::ask).post(ring_fence::set))
        .route("/cases/{case}/conflicts", get(conflicts::ask).post(conflicts::name))
        .route("/cases/{case}/conflicts/lift", post(conflicts::lift))
        .route("/cases/{case}/come-back", get(come_back::ask).post(come_back::open))
        .route("/cases/{case}/opt-out", get(opt_out::ask).post(opt_out::record))
        .route("/cases/{case}/funding", get(funding::ask).post(funding::save))
        .route("/cases/{case}/reminders/{reminder}", get(reminders::ask).post(reminders::answer))
        .route("/reminders", get(reminders::show))
        .route("/break-glass", get(break_glass::ask).post(break_glass::open))
        .route("/break-glass/reviews", get(reviews::list))
        .route("/break-glass/reviews/{id}", get(reviews::ask).post(reviews::review))
        .route("/approvals", get(approvals::list))
        .route("/approvals/{id}", post(approvals::answer))
}
