use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::{Content, Size};

options! {
    /// The question a group of fields answers.
    pub struct Legend {
        own content: Content,
        /// How large it is set.
        one size: Size,
        /// Whether it is the page's heading too.
        flag page_heading: bool,
        /// Further classes.
        maybe classes: String,
    }
}

impl Legend {
    /// A legend that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl<T: Into<Content>> From<T> for Legend {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

impl Render for Legend {
    fn render(&self) -> Markup {
        Element::new("legend")
            .class("govuk-fieldset__legend")
            .class(&self.size.class("govuk-fieldset__legend"))
            .classes(&self.classes)
            .around(html! { @if self.page_heading { h1.govuk-fieldset__heading { (self.content) } } @else { (self.content) } })
    }
}

options! {
    /// Fields that belong together, under one question.
    pub struct Fieldset {
        own legend: Option<Legend>,
        /// The fields.
        maybe content: Content,
        /// Ids of elements that describe the group.
        maybe described_by: String,
        /// Its role, where not the one it has by nature.
        maybe role: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Fieldset {
    /// A group under `legend`; `None::<Legend>` only where something else names the group.
    pub fn new(legend: impl crate::Maybe<Legend>) -> Self {
        Self { legend: legend.maybe(), ..Self::default() }
    }

    pub(crate) fn described(&self) -> &Option<String> {
        &self.described_by
    }
}

impl<T: Into<Legend>> From<T> for Fieldset {
    fn from(legend: T) -> Self {
        Self::new(legend.into())
    }
}

impl crate::Maybe<Fieldset> for Legend {
    fn maybe(self) -> Option<Fieldset> {
        Some(Fieldset::new(self))
    }
}

impl Render for Fieldset {
    fn render(&self) -> Markup {
        Element::new("fieldset")
            .class("govuk-fieldset")
            .classes(&self.classes)
            .maybe("role", self.role.as_ref())
            .maybe("aria-describedby", self.described_by.as_ref())
            .extra(&self.attributes)
            .around(html! {
                @if let Some(legend) = &self.legend { (legend) }
                @if let Some(content) = &self.content { (content) }
            })
    }
}
