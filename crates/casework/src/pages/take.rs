//! Taking a case: a button on its page.

use access::{Permit, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::IdMaker;
use store::Tx;
use web::{CheckedForm, Done, PageError, SignedIn, Site, go_on, go_to};

use super::on_case::{address, carry_out, named};
use crate::take;

pub(super) async fn take(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(_): CheckedForm,
) -> Result<Response, PageError> {
    let case = named(&case)?;
    let profile = site.profile.clone();
    let take = move |tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::TakeCase>| take::take(tx, ids, permit, &profile);
    let taken = carry_out::<kind::TakeCase, _>(&site, &who, case, take).await?;
    // Whoever was faster is named on the case's page; where a lead gives cases, it has no such button.
    Ok(if taken.is_ok() { go_on(&address(case), Done::CaseTaken) } else { go_to(&address(case)) })
}
