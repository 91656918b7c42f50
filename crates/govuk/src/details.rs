use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// More to read for those who need it.
    pub struct Details {
        own summary: Content,
        own content: Content,
        /// Open from the start.
        flag open: bool,
        /// Its id.
        maybe id: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Details {
    /// `content`, behind a link that says `summary`.
    pub fn new(summary: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { summary: summary.into(), content: content.into(), ..Self::default() }
    }
}

impl Render for Details {
    fn render(&self) -> Markup {
        Element::new("details")
            .maybe("id", self.id.as_ref())
            .class("govuk-details")
            .classes(&self.classes)
            .extra(&self.attributes)
            .flag("open", self.open)
            .around(html! {
                summary.govuk-details__summary { span.govuk-details__summary-text { (self.summary) } }
                div.govuk-details__text { (self.content) }
            })
    }
}
