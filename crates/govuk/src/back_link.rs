use maud::{Markup, Render};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// A link to the page before.
    pub struct BackLink {
        own href: Option<String>,
        /// What it says; "Back" if not set.
        maybe content: Content,
        /// On a dark background.
        flag inverse: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl BackLink {
    /// A link to `href`; `None::<String>` leads nowhere.
    pub fn new(href: impl crate::Maybe<String>) -> Self {
        Self { href: href.maybe(), ..Self::default() }
    }
}

impl Render for BackLink {
    fn render(&self) -> Markup {
        Element::new("a")
            .attribute("href", self.href.as_deref().unwrap_or("#"))
            .class("govuk-back-link")
            .class_if(self.inverse, "govuk-back-link--inverse")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(self.content.clone().unwrap_or_else(|| "Back".into()))
    }
}
