use maud::{Markup, Render};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// Text set apart from what stands around it.
    pub struct InsetText {
        own content: Content,
        /// Its id.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl InsetText {
    /// A block that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for InsetText {
    fn render(&self) -> Markup {
        Element::new("div")
            .maybe("id", self.id.as_ref())
            .class("govuk-inset-text")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(&self.content)
    }
}
