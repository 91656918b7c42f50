use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// Something with serious consequences.
    pub struct WarningText {
        own content: Content,
        /// What is read out for the sign; "Warning" if not set.
        maybe icon_text: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl WarningText {
    /// A warning that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for WarningText {
    fn render(&self) -> Markup {
        Element::new("div").class("govuk-warning-text").classes(&self.classes).extra(&self.attributes).around(html! {
            span.govuk-warning-text__icon aria-hidden="true" { "!" } " "
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { (self.icon_text.as_deref().unwrap_or("Warning")) } " " (self.content)
            }
        })
    }
}
