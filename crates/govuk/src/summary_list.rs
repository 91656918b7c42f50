use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::{Content, Heading};

options! {
    /// Something to do about a row or a card.
    pub struct Action {
        own content: Content,
        own href: String,
        /// What it is done to, for those who hear the link alone: "Change" … "name".
        maybe visually_hidden_text: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Action {
    /// A link that says `content`.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    fn link(&self, card: Option<&Content>) -> Markup {
        Element::new("a").class("govuk-link").classes(&self.classes).attribute("href", &self.href).extra(&self.attributes).around(html! {
            (self.content)
            @if self.visually_hidden_text.is_some() || card.is_some() {
                span.govuk-visually-hidden {
                    @if let Some(text) = &self.visually_hidden_text { " " (text) }
                    @if let Some(card) = card { " (" (card) ")" }
                }
            }
        })
    }
}

options! {
    /// A key or a value.
    pub struct SummaryText {
        own content: Content,
        /// Further classes.
        maybe classes: String,
    }
}

impl SummaryText {
    /// A key or value that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl<T: Into<Content>> From<T> for SummaryText {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

options! {
    /// One thing known.
    pub struct SummaryRow {
        own key: SummaryText,
        own value: SummaryText,
        /// What can be done about it.
        many actions: Action,
        /// Further classes of its actions.
        maybe actions_classes: String,
        /// Further classes.
        maybe classes: String,
    }
}

impl SummaryRow {
    /// A row that says that `key` is `value`.
    pub fn new(key: impl Into<SummaryText>, value: impl Into<SummaryText>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    fn shown(&self, beside_actions: bool, card: Option<&Content>) -> Markup {
        Element::new("div")
            .class("govuk-summary-list__row")
            .class_if(beside_actions && self.actions.is_empty(), "govuk-summary-list__row--no-actions")
            .classes(&self.classes)
            .around(html! {
                (Element::new("dt").class("govuk-summary-list__key").classes(&self.key.classes).around(&self.key.content))
                (Element::new("dd").class("govuk-summary-list__value").classes(&self.value.classes).around(&self.value.content))
                @if !self.actions.is_empty() {
                    (Element::new("dd").class("govuk-summary-list__actions").classes(&self.actions_classes).around(html! {
                        @if let [action] = self.actions.as_slice() { (action.link(card)) } @else {
                            ul.govuk-summary-list__actions-list {
                                @for action in &self.actions { li.govuk-summary-list__actions-list-item { (action.link(card)) } }
                            }
                        }
                    }))
                }
            })
    }
}

options! {
    /// A frame around a summary list, with a title.
    pub struct SummaryCard {
        own title: Option<Content>,
        /// The title's level; the second if not set.
        maybe title_level: Heading,
        /// Further classes of the title.
        maybe title_classes: String,
        /// What can be done about the whole list.
        many actions: Action,
        /// Further classes of its actions.
        maybe actions_classes: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl SummaryCard {
    /// A card called `title`; `None::<Content>` for one without.
    pub fn new(title: impl crate::Maybe<Content>) -> Self {
        Self { title: title.maybe(), ..Self::default() }
    }

    fn around(&self, list: Markup) -> Markup {
        let title = self.title.as_ref();
        let heading =
            Element::new(self.title_level.unwrap_or(Heading::H2).as_str()).class("govuk-summary-card__title").classes(&self.title_classes);
        let actions = |element| Element::new(element).class("govuk-summary-card__actions").classes(&self.actions_classes);
        Element::new("div").class("govuk-summary-card").classes(&self.classes).extra(&self.attributes).around(html! {
            div.govuk-summary-card__title-wrapper {
                @if let Some(title) = title { (heading.around(title)) }
                @match self.actions.as_slice() {
                    [] => {},
                    [action] => { (actions("div").around(action.link(title))) },
                    several => {
                        (actions("ul").around(html! {
                            @for action in several { li.govuk-summary-card__action { (action.link(title)) } }
                        }))
                    },
                }
            }
            div.govuk-summary-card__content { (list) }
        })
    }
}

impl<T: Into<Content>> From<T> for SummaryCard {
    fn from(title: T) -> Self {
        Self::new(title.into())
    }
}

options! {
    /// What is known about something, a key and a value a row.
    pub struct SummaryList {
        /// The rows.
        many rows: SummaryRow,
        /// A frame around the list.
        maybe card: SummaryCard,
        /// Without lines between rows.
        flag no_border: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl SummaryList {
    /// A list without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more row, without actions.
    #[must_use]
    pub fn row(self, key: impl Into<SummaryText>, value: impl Into<SummaryText>) -> Self {
        self.rows([SummaryRow::new(key, value)])
    }
}

impl Render for SummaryList {
    fn render(&self) -> Markup {
        let beside_actions = self.rows.iter().any(|row| !row.actions.is_empty());
        let title = self.card.as_ref().and_then(|card| card.title.as_ref());
        let list = Element::new("dl")
            .class("govuk-summary-list")
            .class_if(self.no_border, "govuk-summary-list--no-border")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(html! { @for row in &self.rows { (row.shown(beside_actions, title)) } });
        match &self.card {
            Some(card) => card.around(list),
            None => list,
        }
    }
}
