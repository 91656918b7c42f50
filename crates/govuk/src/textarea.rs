use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{ErrorMessage, FormGroup, Hint, Label};

options! {
    /// A field for several lines of text.
    pub struct Textarea {
        own name: String,
        own label: Label,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// What stands in it.
        one value: String,
        /// How many lines it shows; five if not set.
        maybe rows: u16,
        /// What the browser may fill in, as HTML names it.
        maybe autocomplete: String,
        /// Whether the browser marks words it does not know.
        maybe spellcheck: bool,
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

impl Textarea {
    /// A field called `label` whose answer arrives as `name`.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    fn field(&self, id: &str, notes: &Notes<'_>) -> Markup {
        // A browser drops one line break after the opening tag, so an answer that begins with one needs a second.
        let lost = if self.value.starts_with('\n') { "\n" } else { "" };
        Element::new("textarea")
            .class("govuk-textarea")
            .class_if(self.error.is_some(), "govuk-textarea--error")
            .classes(&self.classes)
            .attribute("id", id)
            .attribute("name", &self.name)
            .attribute("rows", self.rows.unwrap_or(5).to_string())
            .maybe("spellcheck", self.spellcheck)
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", notes.described_by(&self.described_by))
            .maybe("autocomplete", self.autocomplete.as_ref())
            .extra(&self.attributes)
            .around(html! { (lost) (self.value) })
    }
}

impl Render for Textarea {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let notes = Notes { id, hint: &self.hint, error: &self.error };
        self.form_group.around(
            &self.error,
            html! {
                (self.label.clone().field(id))
                (notes)
                @if let Some(before) = self.form_group.before_field() { (before) " " }
                (self.field(id, &notes))
                @if let Some(after) = self.form_group.after_field() { " " (after) }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_begins_with_an_empty_line_keeps_it() {
        let page = scraper::Html::parse_fragment(&Textarea::new("notes", "Notes").value("\nCall after 5pm").render().into_string());
        let field = page.select(&scraper::Selector::parse("textarea").unwrap()).next().unwrap();
        assert_eq!(field.text().collect::<String>(), "\nCall after 5pm");
    }
}
