use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// The top of every page of a service that is not on GOV.UK: its name or logo.
    pub struct GenericHeader {
        own logo: Content,
        /// Where the logo leads; the root if not set.
        maybe url: String,
        /// Classes of the container, instead of `govuk-width-container`.
        maybe container_classes: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl GenericHeader {
    /// A header with this name or logo.
    pub fn new(logo: impl Into<Content>) -> Self {
        Self { logo: logo.into(), ..Self::default() }
    }
}

impl Render for GenericHeader {
    fn render(&self) -> Markup {
        let container = Element::new("div")
            .class("govuk-generic-header__container")
            .class(self.container_classes.as_deref().unwrap_or("govuk-width-container"));
        Element::new("div").class("govuk-generic-header").classes(&self.classes).extra(&self.attributes).around(container.around(html! {
            div.govuk-generic-header__logo {
                a.govuk-generic-header__homepage-link href=(self.url.as_deref().unwrap_or("/")) { (self.logo) }
            }
        }))
    }
}
