use maud::{Markup, Render};

use crate::element::{Attributes, classes_from};
use crate::{Button, ButtonKind, ButtonType, ErrorMessage, FormGroup, Hint, Input, InputType, InputWidth, InputWrapper, Label};

options! {
    /// What the button beside a password says and what is announced, where not in English.
    pub struct PasswordWords {
        /// On the button while the password is hidden.
        maybe show: String,
        /// On the button while the password is shown.
        maybe hide: String,
        /// Read out for the button while the password is hidden.
        maybe show_label: String,
        /// Read out for the button while the password is shown.
        maybe hide_label: String,
        /// Announced when it becomes visible.
        maybe shown_announcement: String,
        /// Announced when it becomes hidden.
        maybe hidden_announcement: String,
    }
}

impl PasswordWords {
    /// English.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn attributes(&self) -> Attributes {
        [
            ("data-i18n.show-password", &self.show),
            ("data-i18n.hide-password", &self.hide),
            ("data-i18n.show-password-aria-label", &self.show_label),
            ("data-i18n.hide-password-aria-label", &self.hide_label),
            ("data-i18n.password-shown-announcement", &self.shown_announcement),
            ("data-i18n.password-hidden-announcement", &self.hidden_announcement),
        ]
        .into_iter()
        .filter_map(|(name, words)| words.clone().map(|words| (name, words)))
        .collect()
    }
}

options! {
    /// A field for a password, with a button to show it where scripts run.
    pub struct PasswordInput {
        own name: String,
        own label: Label,
        /// Help with answering.
        maybe hint: Hint,
        /// What is wrong with the answer.
        maybe error: ErrorMessage,
        /// What stands in it; never send a password back to the page it came from.
        maybe value: String,
        /// What the browser may fill in: `current-password` if not set, `new-password` where one is chosen.
        maybe autocomplete: String,
        /// How many characters it is wide.
        one width: InputWidth,
        /// What the button says.
        one words: PasswordWords,
        /// Further classes of the button.
        maybe button_classes: String,
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

impl PasswordInput {
    /// A field called `label` whose answer arrives as `name`.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    fn toggle(&self, id: &str) -> Markup {
        let words = |said: &Option<String>, english: &str| said.clone().unwrap_or_else(|| english.to_owned());
        let classes = "govuk-password-input__toggle govuk-js-password-input-toggle";
        Button::new(words(&self.words.show, "Show"))
            .kind(ButtonKind::Secondary)
            .button_type(ButtonType::Button)
            .classes(classes_from(classes, &self.button_classes))
            .attributes([
                ("aria-controls", id.to_owned()),
                ("aria-label", words(&self.words.show_label, "Show password")),
                ("hidden", String::new()),
            ])
            .render()
    }
}

impl Render for PasswordInput {
    fn render(&self) -> Markup {
        let id = self.id.as_ref().unwrap_or(&self.name);
        let module = Attributes::from([("data-module", "govuk-password-input")]).then(&self.words.attributes());
        let classes = "govuk-password-input__input govuk-js-password-input-input";
        Input::new(&self.name, self.label.clone())
            .form_group(self.form_group.led_by("govuk-password-input", module, self.toggle(id)))
            .wrapper(InputWrapper::new().classes("govuk-password-input__wrapper"))
            .hint(self.hint.clone())
            .error(self.error.clone())
            .classes(classes_from(classes, &self.classes))
            .width(self.width)
            .id(id)
            .input_type(InputType::Password)
            .spellcheck(false)
            .autocapitalize("none")
            .autocomplete(self.autocomplete.as_deref().unwrap_or("current-password"))
            .value(self.value.clone())
            .disabled(self.disabled)
            .described_by(self.described_by.clone())
            .attributes(self.attributes.clone())
            .render()
    }
}
