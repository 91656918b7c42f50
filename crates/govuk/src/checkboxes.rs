use maud::{Markup, Render, html};

use crate::choice::{Choice, Placed};
use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{ErrorMessage, Fieldset, FormGroup, Hint, Maybe};

/// One answer that checkboxes offer. A [`Choice`] will do where it needs nothing of its own.
#[derive(Clone)]
pub struct Checkbox {
    choice: Choice,
    name: Option<String>,
    exclusive: bool,
}

impl Checkbox {
    /// A checkbox for this answer.
    #[must_use]
    pub fn new(choice: Choice) -> Self {
        Self { choice, name: None, exclusive: false }
    }

    /// The name its answer arrives as, where not the group's.
    #[must_use]
    pub fn name(mut self, name: impl Maybe<String>) -> Self {
        self.name = name.maybe();
        self
    }

    /// Whether choosing it clears the others, where scripts run, as in "none of these".
    #[must_use]
    pub fn exclusive(mut self, exclusive: bool) -> Self {
        self.exclusive = exclusive;
        self
    }
}

impl Maybe<Checkbox> for Checkbox {
    fn maybe(self) -> Option<Checkbox> {
        Some(self)
    }
}

impl Maybe<Checkbox> for Choice {
    fn maybe(self) -> Option<Checkbox> {
        Some(Checkbox::new(self))
    }
}

#[derive(Clone)]
enum Item {
    Checkbox(Box<Checkbox>),
    Divider(String),
    Gap,
}

options! {
    /// A list to choose any number of answers from.
    pub struct Checkboxes {
        own name: String,
        own items: Vec<Item>,
        /// The question, around hint, error and answers.
        maybe fieldset: Fieldset,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// The values of the answers chosen.
        many values: String,
        /// Smaller; only where choosing is not the page's task.
        flag small: bool,
        /// What ids begin with; the name if not set.
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

impl Checkboxes {
    /// A list whose answers arrive as `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// One more answer. `None` shows nothing but keeps its place, so that the ids of those after it stay the same.
    #[must_use]
    pub fn choice(mut self, choice: impl Maybe<Checkbox>) -> Self {
        self.items.push(choice.maybe().map_or(Item::Gap, |checkbox| Item::Checkbox(Box::new(checkbox))));
        self
    }

    /// Several more answers.
    #[must_use]
    pub fn choices<T: Maybe<Checkbox>>(self, choices: impl IntoIterator<Item = T>) -> Self {
        choices.into_iter().fold(self, Self::choice)
    }

    /// A word between answers, such as "or".
    #[must_use]
    pub fn divider(mut self, text: impl Into<String>) -> Self {
        self.items.push(Item::Divider(text.into()));
        self
    }

    fn checkbox(&self, checkbox: &Checkbox, id: &str, place: usize, described_by: &Option<String>) -> Markup {
        Placed {
            choice: &checkbox.choice,
            block: "govuk-checkboxes",
            input_type: "checkbox",
            name: checkbox.name.as_ref().unwrap_or(&self.name),
            group_id: id,
            place,
            chosen: self.values.iter().any(|value| value == checkbox.choice.value()),
            behaviour: checkbox.exclusive.then_some("exclusive"),
            described_by: described_by.clone(),
        }
        .markup()
    }

    fn list(&self, id: &str, described_by: &Option<String>) -> Markup {
        Element::new("div")
            .class("govuk-checkboxes")
            .class_if(self.small, "govuk-checkboxes--small")
            .classes(&self.classes)
            .extra(&self.attributes)
            .attribute("data-module", "govuk-checkboxes")
            .around(html! {
                @if let Some(before) = self.form_group.before_field() { (before) }
                @for (place, item) in (1..).zip(&self.items) {
                    @match item {
                        Item::Gap => {},
                        Item::Divider(text) => { div.govuk-checkboxes__divider { (text) } },
                        Item::Checkbox(checkbox) => { (self.checkbox(checkbox, id, place, described_by)) },
                    }
                }
                @if let Some(after) = self.form_group.after_field() { (after) }
            })
    }
}

impl Render for Checkboxes {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let notes = Notes { id, hint: &self.hint, error: &self.error };
        let own = self.fieldset.as_ref().and_then(|fieldset| fieldset.described().clone()).or_else(|| self.described_by.clone());
        let described_by = notes.described_by(&own);
        self.form_group.around(
            &self.error,
            match &self.fieldset {
                // A screen reader reads the group's description once, so its boxes do not repeat it.
                Some(fieldset) => fieldset.clone().described_by(described_by).content(html! { (notes) (self.list(id, &None)) }).render(),
                None => html! { (notes) (self.list(id, &described_by)) },
            },
        )
    }
}
