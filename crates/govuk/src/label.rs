use maud::{Markup, Render, html};

use crate::element::{Attributes, Element, classes_from};
use crate::{Content, Size};

options! {
    /// What a field is called.
    pub struct Label {
        own content: Content,
        /// The id of the field it names; components that have a label set it themselves.
        maybe field: String,
        /// How large it is set.
        one size: Size,
        /// Whether it is the page's heading too.
        flag page_heading: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Label {
    /// A label that says `content`; without anything to say it is left out of the page.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// As it stands beside a choice, whose labels have a class of their own.
    pub(crate) fn of_choice(&self, field: &str, class: &str) -> Markup {
        self.clone().field(field).classes(classes_from(class, &self.classes)).render()
    }
}

impl<T: Into<Content>> From<T> for Label {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

impl Render for Label {
    fn render(&self) -> Markup {
        let label = || {
            Element::new("label")
                .class("govuk-label")
                .class(&self.size.class("govuk-label"))
                .classes(&self.classes)
                .extra(&self.attributes)
                .maybe("for", self.field.as_ref())
                .around(&self.content)
        };
        html! {
            @if !self.content.is_empty() {
                @if self.page_heading { h1.govuk-label-wrapper { (label()) } } @else { (label()) }
            }
        }
    }
}
