//! The pages on services: how everything stands on a case and one for each thing that is done, the weekly meetings, waiting lists, what was
//! refused, and what was told without consent.

mod answer;
mod consent;
pub mod counts;
mod disclose;
mod disclosures;
mod lead;
mod meetings;
mod named;
mod overview;
mod refer;
mod refused;
mod seen;
mod slip;
mod waiting;

use axum::Router;
use axum::routing::get;
use web::Site;

/// Characters of the longest text.
const NOTE: usize = 4_000;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/cases/{case}/onward", get(overview::show))
        .route("/cases/{case}/onward/tell", get(named::ask_told).post(named::tell))
        .route("/cases/{case}/onward/choose", get(named::ask_chosen).post(named::choose))
        .route("/cases/{case}/onward/consent", get(consent::ask).post(consent::record))
        .route("/cases/{case}/onward/refer", get(refer::ask).post(refer::refer))
        .route("/cases/{case}/onward/answer", get(answer::ask).post(answer::record))
        .route("/cases/{case}/onward/lead", get(lead::ask).post(lead::agree))
        .route("/cases/{case}/onward/disclose", get(disclose::ask).post(disclose::record))
        .route("/cases/{case}/onward/{referral}/slip", get(slip::show))
        .route("/meetings", get(meetings::list))
        .route("/meetings/{authority}/{day}", get(meetings::agenda))
        .route("/waiting", get(waiting::show))
        .route("/refused", get(refused::show))
        .route("/disclosures", get(disclosures::show))
}
