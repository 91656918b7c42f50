use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

closed! {
    /// How much weight a button has. One primary button a page.
    pub enum ButtonKind {
        /// The main call to action.
        Primary = "",
        /// A lesser action.
        Secondary = "govuk-button--secondary",
        /// An action with serious consequences.
        Warning = "govuk-button--warning",
        /// On a dark background.
        Inverse = "govuk-button--inverse",
    }
}

closed! {
    /// What pressing it does to the form it stands in.
    pub enum ButtonType {
        /// Sends the form.
        Submit = "submit",
        /// Nothing, without a script.
        Button = "button",
        /// Empties the form.
        Reset = "reset",
    }
}

options! {
    /// A button, or a link that looks like one.
    pub struct Button {
        own content: Content,
        own href: Option<String>,
        /// How much weight it has.
        one kind: ButtonKind,
        /// What pressing it does; a link has none.
        one button_type: ButtonType,
        /// Its name in the form.
        maybe name: String,
        /// Its value in the form when it was the one pressed.
        maybe value: String,
        /// Greyed out and not pressable; the Design System advises against it.
        flag disabled: bool,
        /// Ignores a second press within a second, where scripts run.
        maybe prevent_double_click: bool,
        /// A start button, with an arrow.
        flag start: bool,
        /// Its id.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Button {
    /// A button that sends the form it stands in.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A link that looks like a button.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: Some(href.into()), ..Self::default() }
    }

    fn inside(&self) -> Markup {
        html! {
            @if self.start && matches!(self.content, Content::Markup(_)) { span { (self.content) } } @else { (self.content) }
            @if self.start {
                svg.govuk-button__start-icon xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40"
                    aria-hidden="true" focusable="false" { path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" {} }
            }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let element = match &self.href {
            Some(href) => Element::new("a").attribute("href", href).attribute("role", "button").attribute("draggable", "false"),
            None => Element::new("button")
                .attribute("type", self.button_type.as_str())
                .maybe("value", self.value.as_ref())
                .maybe("name", self.name.as_ref())
                .flag("disabled", self.disabled)
                .maybe("aria-disabled", self.disabled.then_some("true"))
                .maybe("data-prevent-double-click", self.prevent_double_click),
        };
        element
            .class("govuk-button")
            .class(self.kind.as_str())
            .classes(&self.classes)
            .class_if(self.start, "govuk-button--start")
            .attribute("data-module", "govuk-button")
            .extra(&self.attributes)
            .maybe("id", self.id.as_ref())
            .around(self.inside())
    }
}
