use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// One page on the way here.
    pub struct Breadcrumb {
        own content: Content,
        own href: Option<String>,
        /// Further attributes of the link.
        one attributes: Attributes,
    }
}

impl Breadcrumb {
    /// A page on the way here.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: Some(href.into()), ..Self::default() }
    }

    /// This page itself.
    pub fn here(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

options! {
    /// The way from the start to this page.
    pub struct Breadcrumbs {
        /// The pages, the first one first.
        many items: Breadcrumb,
        /// Only the first and the last on a narrow screen.
        flag collapse_on_mobile: bool,
        /// On a dark background.
        flag inverse: bool,
        /// What the list is called when read out; "Breadcrumb" if not set.
        maybe label: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Breadcrumbs {
    /// No pages yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Render for Breadcrumbs {
    fn render(&self) -> Markup {
        let link = |item: &Breadcrumb, href: &String| {
            Element::new("a").class("govuk-breadcrumbs__link").attribute("href", href).extra(&item.attributes).around(&item.content)
        };
        Element::new("nav")
            .class("govuk-breadcrumbs")
            .class_if(self.inverse, "govuk-breadcrumbs--inverse")
            .classes(&self.classes)
            .class_if(self.collapse_on_mobile, "govuk-breadcrumbs--collapse-on-mobile")
            .extra(&self.attributes)
            .attribute("aria-label", self.label.as_deref().unwrap_or("Breadcrumb"))
            .around(html! {
                ol.govuk-breadcrumbs__list {
                    @for item in &self.items {
                        @if let Some(href) = &item.href { li.govuk-breadcrumbs__list-item { (link(item, href)) } }
                        @else { li.govuk-breadcrumbs__list-item aria-current="page" { (item.content) } }
                    }
                }
            })
    }
}
