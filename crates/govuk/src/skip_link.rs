use maud::{Markup, Render};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// A link past what every page repeats, shown when the keyboard reaches it.
    pub struct SkipLink {
        own content: Content,
        /// Where it leads; `#content` if not set.
        maybe href: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl SkipLink {
    /// A link that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for SkipLink {
    fn render(&self) -> Markup {
        Element::new("a")
            .attribute("href", self.href.as_deref().unwrap_or("#content"))
            .class("govuk-skip-link")
            .classes(&self.classes)
            .extra(&self.attributes)
            .attribute("data-module", "govuk-skip-link")
            .around(&self.content)
    }
}
