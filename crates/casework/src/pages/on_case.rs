//! What every page on a case begins and ends with: the case in the address, read behind a permit; a verb, carried out behind another.

use access::{Act, Kind, OnCase, Permit, PersonFacts, Refusal, Subject, kind};
use kernel::{CaseId, IdMaker};
use maud::{Markup, html};
use store::Tx;
use web::{PageError, Refusable, SignedIn, Site};

use crate::{
    Error, Refused,
    case::{CaseFile, read_case},
    ways::{WayOut, ways_of_hub},
};

/// The case that an address names.
///
/// # Errors
/// [`PageError::NotFound`] for what is no id.
pub fn named(case: &str) -> Result<CaseId, PageError> {
    CaseId::parse(case).ok_or(PageError::NotFound)
}

/// Everything about the case that an address names, as far as whoever asks is shown it; that they read it is in the audit.
///
/// # Errors
/// [`PageError::NotFound`] when there is no such case or they may not read it.
pub async fn read(site: &Site, who: &SignedIn, case: &str) -> Result<CaseFile, PageError> {
    let case = named(case)?;
    who.transaction(site, move |tx, asking| {
        let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
        read_case(tx, &permit)
    })
    .await
}

/// Carries a verb out on a case; a rule's refusal is the inner error, for the page to tell.
///
/// # Errors
/// [`PageError::NotFound`] when they may not, or there is no such case; or what the database says.
pub async fn carry_out<A: Kind<On = OnCase>, T: Send + 'static>(
    site: &Site,
    who: &SignedIn,
    case: CaseId,
    verb: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Error> + Send + 'static,
) -> Result<Result<T, Refused>, PageError> {
    attempt::<A, T, Error>(site, who, case, verb).await
}

/// [`carry_out`] for a verb of another part of the program, whose refusals know those of casework.
///
/// # Errors
/// As [`carry_out`].
pub async fn attempt<A: Kind<On = OnCase>, T: Send + 'static, E: Refusable + From<Refused> + From<store::Error>>(
    site: &Site,
    who: &SignedIn,
    case: CaseId,
    mut verb: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, E> + Send + 'static,
) -> Result<Result<T, E::Refusal>, PageError> {
    who.attempt(site, move |tx, asking| {
        let permit = match asking.walls.permit_case::<A>(tx, &mut asking.ids, &asking.actor, case, asking.at) {
            Ok(permit) => permit,
            // Somebody was faster: no trespass, so the page says so and nothing is noted.
            Err(access::Error::Refused(why @ (Refusal::SomebodyHasIt | Refusal::NobodyHasIt))) => {
                return Err(Refused::NotPermitted(why).into());
            }
            Err(access::Error::Refused(Refusal::Closed)) => return Err(Refused::Closed.into()),
            Err(_) => asking.permit_case::<A>(tx, case)?,
        };
        verb(tx, &mut asking.ids, &permit)
    })
    .await
}

/// Whether they may do this on the case as it stands, so that a page offers only what would not be refused.
pub fn may(site: &Site, who: &SignedIn, act: Act, file: &CaseFile) -> bool {
    site.walls.may_on(who.actor(), act, &file.facts, site.now())
}

/// Answers "not found" where they may not do this on the case as it stands. That it is closed meanwhile, the page itself says.
///
/// # Errors
/// [`PageError::Refused`].
pub fn only_who_may(site: &Site, who: &SignedIn, act: Act, file: &CaseFile) -> Result<(), PageError> {
    match site.walls.may(who.actor(), act, Subject::Case(&file.facts), site.now()) {
        Ok(()) | Err(Refusal::Closed) => Ok(()),
        Err(_) => Err(PageError::Refused),
    }
}

/// [`may`] for an act on whose case it is, as far as this case tells.
pub fn may_about(site: &Site, who: &SignedIn, act: Act, file: &CaseFile) -> bool {
    let about = PersonFacts { person: file.case.person, is_conflicted: file.facts.is_conflicted, cases: vec![file.facts.clone()] };
    site.walls.may(who.actor(), act, Subject::Person(&about), site.now()).is_ok()
}

/// Every way of this hub's to the person, each as the gate answers for it.
pub(super) fn hubs_ways<'f>(site: &Site, file: &'f CaseFile) -> Vec<WayOut<'f>> {
    ways_of_hub(&file.person, &file.who, &site.profile.ways)
}

/// Where a case is.
pub fn address(case: CaseId) -> String {
    format!("/cases/{case}")
}

/// The name to show.
pub fn name(file: &CaseFile) -> String {
    file.person.name().unwrap_or_else(|| "Name not known".to_owned())
}

/// Whose case a page is about, above its heading.
pub fn caption(file: &CaseFile) -> Markup {
    html! { span.govuk-caption-l { (name(file)) ", " (file.case.reference) } }
}
