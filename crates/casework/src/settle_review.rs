//! Settles what a person should look at while the case goes ahead.

use access::{Permit, kind};
use kernel::{IdMaker, ReviewId, Sensitive};
use serde_json::json;
use store::Tx;

use crate::{
    case::Review,
    error::{Error, Refused},
    keep,
    record::EventKind,
    sql,
    timeline::{Entry, user_of},
};

/// Settles the review, with what was found. Also on a closed case: a mistaken person is to be put right whenever it is seen.
///
/// # Errors
/// [`Refused::DoneMeanwhile`] when it was settled already; [`store::Error::NotFound`] when the case has no such review; or what the database
/// says.
pub fn settle_review(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SettleReview>,
    review: ReviewId,
    found: &Sensitive<String>,
) -> Result<(), Error> {
    let on = Entry { case: permit.case(), at: permit.at(), user: user_of(permit)? };
    let reviews: Vec<Review> = tx.all(sql::REVIEWS, &[&on.case])?;
    let kind = reviews.iter().find(|open| open.id == review).ok_or(store::Error::NotFound)?.kind;
    if tx.execute(sql::SETTLE_REVIEW, &[&review, &on.case])? == 0 {
        return Err(Refused::DoneMeanwhile.into());
    }
    let detail = json!({"review": kind, "found": found.reveal()});
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::ReviewSettled, &detail)])?)
}
