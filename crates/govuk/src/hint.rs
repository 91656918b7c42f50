use maud::{Markup, Render};

use crate::Content;
use crate::element::{Attributes, Element, classes_from};

options! {
    /// Help with answering, below a label or legend.
    pub struct Hint {
        own content: Content,
        /// Its id; components that have a hint set it themselves.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Hint {
    /// A hint that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// As it stands inside a choice, whose hints have a class of their own.
    pub(crate) fn of_choice(&self, id: &str, class: &str) -> Markup {
        self.clone().id(id).classes(classes_from(class, &self.classes)).render()
    }
}

impl<T: Into<Content>> From<T> for Hint {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

impl Render for Hint {
    fn render(&self) -> Markup {
        Element::new("div")
            .maybe("id", self.id.as_ref())
            .class("govuk-hint")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(&self.content)
    }
}
