use maud::{Markup, html};

use crate::element::{Attributes, Element};
use crate::{Content, Hint, Label};

options! {
    /// One answer that radios or checkboxes offer.
    pub struct Choice {
        own value: String,
        own label: Label,
        /// Help with this answer.
        maybe hint: Hint,
        /// Whether it is chosen, whatever the group's value says.
        maybe checked: bool,
        /// Whether it cannot be chosen.
        flag disabled: bool,
        /// Shown when it is chosen; always shown where scripts do not run.
        maybe conditional: Content,
        /// Its id; from the group and its place if not set.
        maybe id: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Choice {
    /// An answer that reads `label` and arrives as `value`.
    pub fn new(value: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    pub(crate) fn value(&self) -> &str {
        &self.value
    }
}

/// A choice in its place: which group it belongs to, and what that group says about it.
pub(crate) struct Placed<'a> {
    pub(crate) choice: &'a Choice,
    /// `govuk-radios` or `govuk-checkboxes`.
    pub(crate) block: &'static str,
    /// `radio` or `checkbox`.
    pub(crate) input_type: &'static str,
    pub(crate) name: &'a str,
    pub(crate) group_id: &'a str,
    /// From one; the first choice's id has no number, so that an error can link to it.
    pub(crate) place: usize,
    pub(crate) chosen: bool,
    pub(crate) behaviour: Option<&'static str>,
    pub(crate) described_by: Option<String>,
}

impl Placed<'_> {
    pub(crate) fn markup(&self) -> Markup {
        let choice = self.choice;
        let id = choice.id.clone().unwrap_or_else(|| numbered(self.group_id, self.place));
        let hint = choice.hint.as_ref().filter(|hint| !hint.is_empty());
        let hint_id = format!("{id}-item-hint");
        let described_by: Vec<&str> = self.described_by.as_deref().into_iter().chain(hint.map(|_| hint_id.as_str())).collect();
        let conditional_id = format!("conditional-{id}");
        let checked = choice.checked.unwrap_or(self.chosen);
        let input = Element::new("input")
            .class(&format!("{}__input", self.block))
            .attribute("id", &id)
            .attribute("name", self.name)
            .attribute("type", self.input_type)
            .attribute("value", &choice.value)
            .flag("checked", checked)
            .flag("disabled", choice.disabled)
            .maybe("data-aria-controls", choice.conditional.as_ref().map(|_| &conditional_id))
            .maybe("data-behaviour", self.behaviour)
            .maybe("aria-describedby", (!described_by.is_empty()).then(|| described_by.join(" ")))
            .extra(&choice.attributes)
            .void();
        html! {
            div class=(format_args!("{}__item", self.block)) {
                (input)
                (choice.label.of_choice(&id, &format!("{}__label", self.block)))
                @if let Some(hint) = hint { (hint.of_choice(&hint_id, &format!("{}__hint", self.block))) }
            }
            @if let Some(conditional) = &choice.conditional {
                (Element::new("div")
                    .class(&format!("{}__conditional", self.block))
                    .class_if(!checked, &format!("{}__conditional--hidden", self.block))
                    .attribute("id", conditional_id)
                    .around(conditional))
            }
        }
    }
}

fn numbered(group: &str, place: usize) -> String {
    if place > 1 { format!("{group}-{place}") } else { group.to_owned() }
}
