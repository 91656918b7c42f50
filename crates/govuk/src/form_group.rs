use maud::{Markup, Render, html};

use crate::element::{Attributes, Element, classes_from};
use crate::{Content, ErrorMessage, Hint};

options! {
    /// What stands around a field: its own classes and attributes, and something directly before or after the field.
    pub struct FormGroup {
        /// Directly before the field or the first choice.
        maybe before: Content,
        /// Directly after the field or the last choice.
        maybe after: Content,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl FormGroup {
    /// A group with nothing special about it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The group around `content`, marked if there is an error in it.
    pub(crate) fn around(&self, error: &Option<ErrorMessage>, content: Markup) -> Markup {
        Element::new("div")
            .class("govuk-form-group")
            .class_if(error.is_some(), "govuk-form-group--error")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(content)
    }

    pub(crate) fn before_field(&self) -> &Option<Content> {
        &self.before
    }

    pub(crate) fn after_field(&self) -> &Option<Content> {
        &self.after
    }

    /// The same group with `class`, `attributes` and `after` put before what the caller asked for.
    pub(crate) fn led_by(&self, class: &str, attributes: Attributes, after: Markup) -> Self {
        Self {
            before: self.before.clone(),
            after: Some(html! { (after) @if let Some(own) = &self.after { (own) } }.into()),
            classes: Some(classes_from(class, &self.classes)),
            attributes: attributes.then(&self.attributes),
        }
    }
}

/// The hint and the error of one field, and the ids that tie them to it.
pub(crate) struct Notes<'a> {
    pub(crate) id: &'a str,
    pub(crate) hint: &'a Option<Hint>,
    pub(crate) error: &'a Option<ErrorMessage>,
}

impl Notes<'_> {
    /// The value of the field's `aria-describedby`: what the caller asked for, then the hint, then the error.
    pub(crate) fn described_by(&self, own: &Option<String>) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = [own.clone(), hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl Render for Notes<'_> {
    fn render(&self) -> Markup {
        html! {
            @if let Some(hint) = self.hint { (hint.clone().id(format!("{}-hint", self.id))) }
            @if let Some(error) = self.error { (error.clone().id(format!("{}-error", self.id))) }
        }
    }
}
