use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// One error of the page, as its summary tells it.
    pub struct SummaryError {
        own content: Content,
        own href: Option<String>,
        /// Further attributes of the link.
        one attributes: Attributes,
    }
}

impl SummaryError {
    /// An error that leads to the field to put right, as `#field-id`.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: Some(href.into()), ..Self::default() }
    }

    /// An error of no field in particular.
    pub fn general(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

options! {
    /// Everything wrong with a page, at its top.
    pub struct ErrorSummary {
        own title: Content,
        /// Above the list.
        maybe description: Content,
        /// The errors, in the order of their fields.
        many errors: SummaryError,
        /// Whether to leave the focus where it is instead of moving it here, where scripts run.
        maybe disable_auto_focus: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl ErrorSummary {
    /// A summary under `title`, which the Design System asks to be "There is a problem".
    pub fn new(title: impl Into<Content>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

impl Render for ErrorSummary {
    fn render(&self) -> Markup {
        let error = |error: &SummaryError| match &error.href {
            Some(href) => Element::new("a").attribute("href", href).extra(&error.attributes).around(&error.content),
            None => error.content.render(),
        };
        Element::new("div")
            .class("govuk-error-summary")
            .classes(&self.classes)
            .maybe("data-disable-auto-focus", self.disable_auto_focus)
            .extra(&self.attributes)
            .attribute("data-module", "govuk-error-summary")
            .around(html! {
                div role="alert" {
                    h2.govuk-error-summary__title { (self.title) }
                    div.govuk-error-summary__body {
                        @if let Some(description) = &self.description { p { (description) } }
                        @if !self.errors.is_empty() {
                            ul.govuk-list.govuk-error-summary__list { @for one in &self.errors { li { (error(one)) } } }
                        }
                    }
                }
            })
    }
}
