use maud::{Markup, Render, html};

use crate::element::{Attributes, Element, classes_from};
use crate::{Button, ButtonKind, ButtonType, Content, Heading};

closed! {
    /// What a panel is for.
    pub enum PanelKind {
        /// Something is done.
        Confirmation = "govuk-panel--confirmation",
        /// Something to look at again before going on.
        Interruption = "govuk-panel--interruption",
    }
}

options! {
    /// A way on from an interruption.
    pub struct PanelAction {
        own text: String,
        own href: Option<String>,
        /// A button of this type; a link where there is somewhere to go and no type, a plain button where there is neither.
        maybe button_type: ButtonType,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl PanelAction {
    /// A button that says `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A link that says `text`.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()), ..Self::default() }
    }
}

impl Render for PanelAction {
    fn render(&self) -> Markup {
        let button = match (&self.href, self.button_type) {
            (Some(href), Some(ButtonType::Button)) => Button::link(&self.text, href),
            (Some(href), _) => {
                return Element::new("a")
                    .class("govuk-link govuk-link--inverse")
                    .classes(&self.classes)
                    .attribute("href", href)
                    .extra(&self.attributes)
                    .around(&self.text);
            }
            (None, kind) => Button::new(&self.text).button_type(kind.unwrap_or(ButtonType::Button)),
        };
        button.kind(ButtonKind::Inverse).classes(&self.classes).attributes(self.attributes.clone()).render()
    }
}

options! {
    /// The ways on from an interruption.
    pub struct PanelActions {
        own items: Vec<PanelAction>,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl PanelActions {
    /// These ways on.
    pub fn new(items: impl IntoIterator<Item = PanelAction>) -> Self {
        Self { items: items.into_iter().collect(), ..Self::default() }
    }
}

options! {
    /// A large block that says that something is done, or stops to ask.
    pub struct Panel {
        own title: Content,
        /// What it is for.
        one kind: PanelKind,
        /// Below the title.
        maybe content: Content,
        /// The title's level; the first if not set.
        maybe title_level: Heading,
        /// The ways on; only an interruption has any.
        maybe actions: PanelActions,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Panel {
    /// A confirmation called `title`.
    pub fn new(title: impl Into<Content>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let actions = self.actions.as_ref().filter(|_| self.kind == PanelKind::Interruption);
        Element::new("div")
            .class("govuk-panel")
            .class(self.kind.as_str())
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(html! {
                (Element::new(self.title_level.unwrap_or(Heading::H1).as_str()).class("govuk-panel__title").around(&self.title))
                @if let Some(content) = &self.content { div.govuk-panel__body { (content) } }
                @if let Some(actions) = actions {
                    (Element::new("div").class(&classes_from("govuk-panel__actions", &actions.classes)).extra(&actions.attributes).around(html! {
                        @if !actions.items.is_empty() {
                            div.govuk-button-group { @for action in &actions.items { (action) " " } }
                        }
                    }))
                }
            })
    }
}
