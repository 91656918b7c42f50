use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::form_group::Notes;
use crate::{Content, ErrorMessage, FormGroup, Hint, Label};

closed! {
    /// What kind of text is asked for.
    pub enum InputType {
        /// Anything.
        Text = "text",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Tel = "tel",
        /// Words to look for.
        Search = "search",
        /// A web address.
        Url = "url",
        /// A number that is counted with; for others use `Text` with `InputMode::Numeric`.
        Number = "number",
        /// Something not shown as it is typed; prefer [`crate::PasswordInput`].
        Password = "password",
    }
}

closed! {
    /// Which keyboard a telephone offers.
    pub enum InputMode {
        /// Letters.
        Text = "text",
        /// Digits.
        Numeric = "numeric",
        /// Digits and a decimal point.
        Decimal = "decimal",
        /// A telephone's keys.
        Tel = "tel",
        /// Letters and an at sign.
        Email = "email",
        /// Letters and slashes.
        Url = "url",
        /// Letters and a search key.
        Search = "search",
        /// None.
        None = "none",
    }
}

closed! {
    /// How many characters a field is wide, where the answer has a known length.
    pub enum InputWidth {
        /// As wide as there is room.
        Full = "",
        /// Two characters.
        Two = "govuk-input--width-2",
        /// Three characters.
        Three = "govuk-input--width-3",
        /// Four characters.
        Four = "govuk-input--width-4",
        /// Five characters.
        Five = "govuk-input--width-5",
        /// Ten characters.
        Ten = "govuk-input--width-10",
        /// Twenty characters.
        Twenty = "govuk-input--width-20",
        /// Thirty characters.
        Thirty = "govuk-input--width-30",
    }
}

options! {
    /// A unit or sign directly before or after a field; not read out, so the label must say it too.
    pub struct Affix {
        own content: Content,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Affix {
    /// An affix that shows `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    fn standing(&self, place: &str) -> Markup {
        Element::new("div")
            .class(place)
            .classes(&self.classes)
            .attribute("aria-hidden", "true")
            .extra(&self.attributes)
            .around(&self.content)
    }
}

impl<T: Into<Content>> From<T> for Affix {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

options! {
    /// The box around a field that has something directly before or after it.
    pub struct InputWrapper {
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl InputWrapper {
    /// A box with nothing special about it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

options! {
    /// A field for one line of text.
    pub struct Input {
        own name: String,
        own label: Label,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// What stands in it.
        maybe value: String,
        /// What kind of text is asked for.
        one input_type: InputType,
        /// Which keyboard a telephone offers.
        maybe input_mode: InputMode,
        /// How many characters it is wide.
        one width: InputWidth,
        /// What the browser may fill in, as HTML names it.
        maybe autocomplete: String,
        /// Whether a telephone writes capitals by itself, as HTML names it.
        maybe autocapitalize: String,
        /// Whether the browser marks words it does not know; say `false` for names and numbers.
        maybe spellcheck: bool,
        /// A pattern, as HTML has it.
        maybe pattern: String,
        /// Greyed out and not sent.
        flag disabled: bool,
        /// Directly before the field.
        maybe prefix: Affix,
        /// Directly after the field.
        maybe suffix: Affix,
        /// The box around field, prefix and suffix.
        one wrapper: InputWrapper,
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

impl Input {
    /// A field called `label` whose answer arrives as `name`.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    fn field(&self, id: &str, notes: &Notes<'_>) -> Markup {
        Element::new("input")
            .class("govuk-input")
            .class(self.width.as_str())
            .classes(&self.classes)
            .class_if(self.error.is_some(), "govuk-input--error")
            .attribute("id", id)
            .attribute("name", &self.name)
            .attribute("type", self.input_type.as_str())
            .maybe("spellcheck", self.spellcheck)
            .maybe("value", self.value.as_ref())
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", notes.described_by(&self.described_by))
            .maybe("autocomplete", self.autocomplete.as_ref())
            .maybe("autocapitalize", self.autocapitalize.as_ref())
            .maybe("pattern", self.pattern.as_ref())
            .maybe("inputmode", self.input_mode.map(InputMode::as_str))
            .extra(&self.attributes)
            .void()
    }
}

impl Render for Input {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let notes = Notes { id, hint: &self.hint, error: &self.error };
        let field = self.field(id, &notes);
        let (before, after) = (self.form_group.before_field(), self.form_group.after_field());
        let alone = before.is_none() && after.is_none() && self.prefix.is_none() && self.suffix.is_none();
        self.form_group.around(
            &self.error,
            html! {
                (self.label.clone().field(id))
                (notes)
                @if alone { (field) } @else {
                    (Element::new("div").class("govuk-input__wrapper").classes(&self.wrapper.classes).extra(&self.wrapper.attributes).around(html! {
                        @if let Some(before) = before { (before) }
                        @if let Some(prefix) = &self.prefix { (prefix.standing("govuk-input__prefix")) }
                        (field)
                        @if let Some(suffix) = &self.suffix { (suffix.standing("govuk-input__suffix")) }
                        @if let Some(after) = after { (after) }
                    }))
                }
            },
        )
    }
}
