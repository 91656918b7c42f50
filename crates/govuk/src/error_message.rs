use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// What is wrong with an answer and how to put it right.
    pub struct ErrorMessage {
        own content: Content,
        /// The word read out before it; "Error" if not set, none if empty.
        maybe prefix: String,
        /// Its id; components that have an error set it themselves.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl ErrorMessage {
    /// An error that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl<T: Into<Content>> From<T> for ErrorMessage {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

impl Render for ErrorMessage {
    fn render(&self) -> Markup {
        let prefix = self.prefix.as_deref().unwrap_or("Error");
        Element::new("p").maybe("id", self.id.as_ref()).class("govuk-error-message").classes(&self.classes).extra(&self.attributes).around(
            html! {
                @if !prefix.is_empty() { span.govuk-visually-hidden { (prefix) ":" } " " }
                (self.content)
            },
        )
    }
}
