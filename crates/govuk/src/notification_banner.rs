use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::{Content, Heading, Maybe};

closed! {
    /// What a banner is about.
    pub enum BannerKind {
        /// Something to know.
        Important = "",
        /// Something has been done.
        Success = "govuk-notification-banner--success",
    }
}

options! {
    /// Something about the service rather than the page, at the page's top.
    pub struct NotificationBanner {
        own content: Option<Content>,
        /// What it is about.
        one kind: BannerKind,
        /// Its title; "Important" or "Success" if not set.
        maybe title: Content,
        /// The title's level; the second if not set.
        maybe title_level: Heading,
        /// The title's id; needed where a page has two banners.
        maybe title_id: String,
        /// Its role, where not `region`, or `alert` for a success.
        maybe role: String,
        /// Whether to leave the focus where it is instead of moving it to an alert, where scripts run.
        maybe disable_auto_focus: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl NotificationBanner {
    /// A banner that says `content`; text stands as one heading line.
    pub fn new(content: impl Maybe<Content>) -> Self {
        Self { content: content.maybe(), ..Self::default() }
    }
}

impl Render for NotificationBanner {
    fn render(&self) -> Markup {
        let (role, word) = match self.kind {
            BannerKind::Important => ("region", "Important"),
            BannerKind::Success => ("alert", "Success"),
        };
        let title_id = self.title_id.as_deref().unwrap_or("govuk-notification-banner-title");
        let title = self.title.clone().unwrap_or_else(|| word.into());
        Element::new("div")
            .class("govuk-notification-banner")
            .class(self.kind.as_str())
            .classes(&self.classes)
            .attribute("role", self.role.as_deref().unwrap_or(role))
            .attribute("aria-labelledby", title_id)
            .attribute("data-module", "govuk-notification-banner")
            .maybe("data-disable-auto-focus", self.disable_auto_focus)
            .extra(&self.attributes)
            .around(html! {
                div.govuk-notification-banner__header {
                    (Element::new(self.title_level.unwrap_or(Heading::H2).as_str())
                        .class("govuk-notification-banner__title")
                        .attribute("id", title_id)
                        .around(title))
                }
                div.govuk-notification-banner__content {
                    @match &self.content {
                        Some(Content::Markup(markup)) => { (markup) },
                        Some(Content::Text(text)) => { p.govuk-notification-banner__heading { (text) } },
                        None => {},
                    }
                }
            })
    }
}
