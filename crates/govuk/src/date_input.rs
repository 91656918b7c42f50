use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{ErrorMessage, Fieldset, FormGroup, Hint, Input, InputMode, InputWidth, Label};

options! {
    /// One field of a date.
    pub struct DatePart {
        own name: String,
        /// What it is called; its name with a capital if not set.
        maybe label: String,
        /// What stands in it, whatever the date's values say.
        maybe value: String,
        /// Whether it is one of the fields that are wrong. Once any says `true`, only those that do are marked.
        maybe error: bool,
        /// How many characters it is wide; two, and four for the year, if not set.
        maybe width: InputWidth,
        /// What the browser may fill in, as HTML names it.
        maybe autocomplete: String,
        /// A pattern, as HTML has it.
        maybe pattern: String,
        /// Which keyboard a telephone offers; digits if not set.
        maybe input_mode: InputMode,
        /// Its id; from the date's id and its name if not set.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl DatePart {
    /// A field whose answer arrives as `name`, after the date's prefix.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

options! {
    /// A date that the person knows or can look up, in a field each for day, month and year.
    pub struct DateInput {
        own id: String,
        /// The field for the day; `None` where it is not asked for.
        maybe day: DatePart,
        /// The field for the month; `None` where it is not asked for.
        maybe month: DatePart,
        /// The field for the year; `None` where it is not asked for.
        maybe year: DatePart,
        /// The fields in another order; one named like the day, month or year takes width and value from it.
        many parts: DatePart,
        /// The question, around hint, error and fields.
        maybe fieldset: Fieldset,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// What the fields' names begin with, before a dash.
        maybe name_prefix: String,
        /// What stands in the fields, by the name each arrives as.
        many values: (String, String),
        /// What stands around it.
        one form_group: FormGroup,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl DateInput {
    /// A date whose fields' ids begin with `id` and whose answers arrive as `day`, `month` and `year`.
    pub fn new(id: impl Into<String>) -> Self {
        let part = |name| Some(DatePart::new(name));
        Self { id: id.into(), day: part("day"), month: part("month"), year: part("year"), ..Self::default() }
    }

    fn shown(&self) -> Vec<&DatePart> {
        if self.parts.is_empty() {
            [&self.day, &self.month, &self.year].into_iter().flatten().collect()
        } else {
            self.parts.iter().collect()
        }
    }

    /// Which of day, month and year a part stands for, if any, and whether that is the year.
    fn meant(&self, part: &DatePart) -> Option<(&DatePart, bool)> {
        [("day", &self.day), ("month", &self.month), ("year", &self.year)].into_iter().find_map(|(name, own)| {
            let own = own.as_ref()?;
            (part.name == name || part.name == own.name).then_some((own, name == "year"))
        })
    }

    fn field(&self, part: &DatePart, all_wrong: bool) -> Markup {
        let meant = self.meant(part);
        let name = self.name_prefix.as_ref().map_or_else(|| part.name.clone(), |prefix| format!("{prefix}-{}", part.name));
        let value = part
            .value
            .as_ref()
            .or_else(|| meant.and_then(|(own, _)| own.value.as_ref()))
            .or_else(|| self.values.iter().find(|(of, _)| *of == name).map(|(_, value)| value));
        let wrong = if all_wrong { part.error != Some(false) } else { part.error == Some(true) };
        let width = part.width.unwrap_or(if meant.is_some_and(|(_, year)| year) { InputWidth::Four } else { InputWidth::Two });
        let classes = Element::new("").class("govuk-date-input__input").class_if(wrong, "govuk-input--error").classes(&part.classes);
        let label = part.label.clone().unwrap_or_else(|| capitalised(&part.name));
        html! {
            div.govuk-date-input__item {
                (Input::new(&name, Label::new(label).classes("govuk-date-input__label"))
                    .id(part.id.clone().unwrap_or_else(|| format!("{}-{}", self.id, part.name)))
                    .classes(classes.class_value())
                    .width(width)
                    .value(value)
                    .input_mode(part.input_mode.unwrap_or(InputMode::Numeric))
                    .autocomplete(&part.autocomplete)
                    .pattern(&part.pattern)
                    .attributes(part.attributes.clone()))
            }
        }
    }

    fn fields(&self) -> Markup {
        let shown = self.shown();
        let all_wrong = self.error.is_some() && !shown.iter().any(|part| part.error == Some(true));
        Element::new("div").class("govuk-date-input").classes(&self.classes).extra(&self.attributes).attribute("id", &self.id).around(
            html! {
                @if let Some(before) = self.form_group.before_field() { (before) }
                @for part in shown { (self.field(part, all_wrong)) }
                @if let Some(after) = self.form_group.after_field() { (after) }
            },
        )
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()).unwrap_or_default()
}

impl Render for DateInput {
    fn render(&self) -> Markup {
        let notes = Notes { id: &self.id, hint: &self.hint, error: &self.error };
        let inside = html! { (notes) (self.fields()) };
        self.form_group.around(
            &self.error,
            match &self.fieldset {
                // Without the role, JAWS does not read out what describes a group of text fields.
                Some(fieldset) => {
                    fieldset.clone().role("group").described_by(notes.described_by(fieldset.described())).content(inside).render()
                }
                None => inside,
            },
        )
    }
}
