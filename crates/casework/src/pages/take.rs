//! Taking a case: a button on its page.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
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
    let taken = carry_out::<kind::TakeCase, _>(&site, &who, case, take::take).await?;
    // Whoever was faster is named on the case's page.
    Ok(if taken.is_ok() { go_on(&address(case), Done::CaseTaken) } else { go_to(&address(case)) })
}
