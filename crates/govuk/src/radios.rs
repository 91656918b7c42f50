use maud::{Markup, Render, html};

use crate::choice::{Choice, Placed};
use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{ErrorMessage, Fieldset, FormGroup, Hint, Maybe};

#[derive(Clone)]
enum Item {
    Choice(Box<Choice>),
    Divider(String),
    Gap,
}

options! {
    /// A list to choose one answer from.
    pub struct Radios {
        own name: String,
        own items: Vec<Item>,
        /// The question, around hint, error and answers.
        maybe fieldset: Fieldset,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// The value of the answer chosen.
        maybe value: String,
        /// Side by side; only for two short answers.
        flag inline: bool,
        /// Smaller; only where choosing is not the page's task.
        flag small: bool,
        /// What ids begin with; the name if not set.
        maybe id: String,
        /// What stands around it.
        one form_group: FormGroup,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Radios {
    /// A list whose answer arrives as `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// One more answer. `None` shows nothing but keeps its place, so that the ids of those after it stay the same.
    #[must_use]
    pub fn choice(mut self, choice: impl Maybe<Choice>) -> Self {
        self.items.push(choice.maybe().map_or(Item::Gap, |choice| Item::Choice(Box::new(choice))));
        self
    }

    /// Several more answers.
    #[must_use]
    pub fn choices<T: Maybe<Choice>>(self, choices: impl IntoIterator<Item = T>) -> Self {
        choices.into_iter().fold(self, Self::choice)
    }

    /// A word between answers, such as "or".
    #[must_use]
    pub fn divider(mut self, text: impl Into<String>) -> Self {
        self.items.push(Item::Divider(text.into()));
        self
    }

    fn list(&self, id: &str) -> Markup {
        Element::new("div")
            .class("govuk-radios")
            .class_if(self.small, "govuk-radios--small")
            .class_if(self.inline, "govuk-radios--inline")
            .classes(&self.classes)
            .extra(&self.attributes)
            .attribute("data-module", "govuk-radios")
            .around(html! {
                @if let Some(before) = self.form_group.before_field() { (before) }
                @for (place, item) in (1..).zip(&self.items) {
                    @match item {
                        Item::Gap => {},
                        Item::Divider(text) => { div.govuk-radios__divider { (text) } },
                        Item::Choice(choice) => {
                            (Placed {
                                choice,
                                block: "govuk-radios",
                                input_type: "radio",
                                name: &self.name,
                                group_id: id,
                                place,
                                chosen: self.value.as_deref() == Some(choice.value()),
                                behaviour: None,
                                described_by: None,
                            }.markup())
                        },
                    }
                }
                @if let Some(after) = self.form_group.after_field() { (after) }
            })
    }
}

impl Render for Radios {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let notes = Notes { id, hint: &self.hint, error: &self.error };
        let inside = html! { (notes) (self.list(id)) };
        self.form_group.around(
            &self.error,
            match &self.fieldset {
                Some(fieldset) => fieldset.clone().described_by(notes.described_by(fieldset.described())).content(inside).render(),
                None => inside,
            },
        )
    }
}
