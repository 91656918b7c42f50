use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{ErrorMessage, FormGroup, Hint, Label};

options! {
    /// One answer a select offers.
    pub struct SelectOption {
        own text: String,
        own value: Option<String>,
        /// Whether it is the answer shown, whatever the select's value says.
        maybe selected: bool,
        /// Whether it cannot be chosen.
        flag disabled: bool,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl SelectOption {
    /// An answer that reads `text` and arrives as `value`.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { text: text.into(), value: Some(value.into()), ..Self::default() }
    }

    /// An answer that arrives as it reads.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn shown(&self, chosen: Option<&str>) -> Markup {
        let value = self.value.as_deref().unwrap_or(&self.text);
        Element::new("option")
            .maybe("value", self.value.as_ref())
            .flag("selected", self.selected.unwrap_or_else(|| chosen == Some(value)))
            .flag("disabled", self.disabled)
            .extra(&self.attributes)
            .around(&self.text)
    }
}

options! {
    /// A list to choose one answer from, closed until opened. Prefer radios, unless there are many.
    pub struct Select {
        own name: String,
        own label: Label,
        /// The answers.
        many options: SelectOption,
        /// The value of the answer shown.
        maybe value: String,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// Greyed out and not sent.
        flag disabled: bool,
        /// Its id; its name if not set.
        maybe id: String,
        /// Ids of further elements that describe it.
        maybe described_by: String,
        /// What stands around it.
        one form_group: FormGroup,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Select {
    /// A list called `label` whose answer arrives as `name`.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let notes = Notes { id, hint: &self.hint, error: &self.error };
        let field = Element::new("select")
            .class("govuk-select")
            .classes(&self.classes)
            .class_if(self.error.is_some(), "govuk-select--error")
            .attribute("id", id)
            .attribute("name", &self.name)
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", notes.described_by(&self.described_by))
            .extra(&self.attributes)
            .around(html! { @for option in &self.options { (option.shown(self.value.as_deref())) } });
        self.form_group.around(
            &self.error,
            html! {
                (self.label.clone().field(id))
                (notes)
                @if let Some(before) = self.form_group.before_field() { (before) " " }
                (field)
                @if let Some(after) = self.form_group.after_field() { " " (after) }
            },
        )
    }
}
