//! What every page on a case's services begins with and goes back to.

use access::{Act, kind};
use axum::response::Response;
use casework::case::{CaseFile, read_case};
use casework::pages::on_case::{address, caption, named, only_who_may};
use govuk::{Choice, Fieldset, Legend, Radios, Size};
use maud::{Markup, html};
use web::{Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use crate::place::Asker;
use crate::standing::{OfService, Standing, standing};

/// A case with how everything about services stands on it.
pub(super) struct Seen {
    pub(super) file: CaseFile,
    pub(super) standing: Standing,
    is_partners: bool,
}

impl Seen {
    /// Reads it for whoever may do this act on it; "not found" for anybody else. That the case is closed, the page itself says.
    pub(super) async fn read(site: &Site, who: &SignedIn, case: &str, act: Act) -> Result<Self, PageError> {
        let (case, profile) = (named(case)?, site.profile.clone());
        let seen = who.transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
            let is_partners = Asker::of_partner(&permit).is_some();
            Ok(Self { file: read_case(tx, &permit)?, standing: standing(tx, &permit, &profile)?, is_partners })
        });
        let seen = seen.await?;
        only_who_may(site, who, act, &seen.file)?;
        Ok(seen)
    }

    /// Whether it is read at a partner to whom the person was referred.
    pub(super) const fn is_partners(&self) -> bool {
        self.is_partners
    }

    /// Where how everything stands is shown.
    pub(super) fn here(&self) -> String {
        format!("{}/onward", address(self.file.case.id))
    }

    /// A page for one thing to be done, around a form that is sent to where the page is.
    pub(super) fn page(
        &self,
        site: &Site,
        who: &SignedIn,
        (title, path): (&'static str, &str),
        form: &Form,
        (before, inside): (Markup, Option<Markup>),
    ) -> Response {
        let content = html! {
            div.od-two-thirds {
                h1.govuk-heading-l { (caption(&self.file)) (title) }
                (before)
                @if let Some(inside) = inside { (who.form(&format!("{}/{path}", self.here()), inside)) }
            }
        };
        Page::new(title).signed_in(who).at(Place::MyWork).back(self.here()).form(form).render(site, content)
    }

    /// Back to how everything stands.
    pub(super) fn done(&self, done: Done) -> Response {
        go_on(&self.here(), done)
    }

    /// The services of which this holds, those that fit the person first.
    pub(super) fn services(&self, holds: impl Fn(&OfService) -> bool) -> Vec<&OfService> {
        self.standing.services.iter().filter(|of| holds(of)).collect()
    }
}

/// A choice among services.
pub(super) fn radios<'s>(question: &'static str, services: impl IntoIterator<Item = &'s OfService>, form: &Form) -> Radios {
    Radios::new("service")
        .fieldset(Fieldset::new(Legend::new(question).size(Size::M)))
        .choices(services.into_iter().map(choice))
        .value(form.typed("service"))
        .error(form.error("service"))
}

/// A service to choose, with what speaks for it.
pub(super) fn choice(of: &OfService) -> Choice {
    let choice = Choice::new(&of.service.name, &of.service.title);
    let is_for_some = !of.service.when.is_always();
    if of.fits && is_for_some { choice.hint("For somebody like this person") } else { choice }
}
