use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

options! {
    /// The way to the page before or after.
    pub struct PageLink {
        own href: String,
        /// What it says; "Previous page" or "Next page" if not set.
        maybe content: Content,
        /// What that page is called; shown only where there are no page numbers.
        maybe label: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl PageLink {
    /// The way to `href`.
    pub fn new(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

impl From<&str> for PageLink {
    fn from(href: &str) -> Self {
        Self::new(href)
    }
}

impl From<String> for PageLink {
    fn from(href: String) -> Self {
        Self::new(href)
    }
}

options! {
    /// One page by its number, or the pages left out.
    pub struct PageItem {
        own number: Option<String>,
        own href: String,
        /// Whether it is this page.
        flag current: bool,
        /// What is read out; "Page" and the number if not set.
        maybe visually_hidden_text: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl PageItem {
    /// The page with this number.
    pub fn new(number: impl ToString, href: impl Into<String>) -> Self {
        Self { number: Some(number.to_string()), href: href.into(), ..Self::default() }
    }

    /// Pages left out.
    #[must_use]
    pub fn ellipsis() -> Self {
        Self::default()
    }

    fn shown(&self) -> Markup {
        let link = |number: &String| {
            Element::new("a")
                .class("govuk-link govuk-pagination__link")
                .attribute("href", &self.href)
                .attribute("aria-label", self.visually_hidden_text.clone().unwrap_or_else(|| format!("Page {number}")))
                .maybe("aria-current", self.current.then_some("page"))
                .extra(&self.attributes)
                .around(number)
        };
        Element::new("li")
            .class("govuk-pagination__item")
            .class_if(self.current, "govuk-pagination__item--current")
            .class_if(self.number.is_none(), "govuk-pagination__item--ellipsis")
            .around(html! { @match &self.number { Some(number) => { (link(number)) }, None => { "⋯" } } })
    }
}

options! {
    /// The way through a list too long for one page.
    pub struct Pagination {
        /// The page before.
        maybe previous: PageLink,
        /// The page after.
        maybe next: PageLink,
        /// Pages by number.
        many items: PageItem,
        /// What it is called when read out; "Pagination" if not set.
        maybe label: String,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Previous,
    Next,
}

impl Pagination {
    /// No way anywhere yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn block(&self) -> bool {
        self.items.is_empty() && (self.previous.is_some() || self.next.is_some())
    }

    fn arrow(&self, way: Way, to: &PageLink) -> Markup {
        let (rel, class, word) = match way {
            Way::Previous => ("prev", "govuk-pagination__prev", "Previous"),
            Way::Next => ("next", "govuk-pagination__next", "Next"),
        };
        let icon_first = self.block() || way == Way::Previous;
        let label = to.label.as_ref().filter(|_| self.block());
        let link = Element::new("a")
            .class("govuk-link govuk-pagination__link")
            .attribute("href", &to.href)
            .attribute("rel", rel)
            .extra(&to.attributes);
        let title = Element::new("span")
            .class("govuk-pagination__link-title")
            .class_if(self.block() && label.is_none(), "govuk-pagination__link-title--decorated")
            .around(html! {
                @match &to.content {
                    Some(content) => { (content) },
                    None => { (word) span.govuk-visually-hidden { " page" } },
                }
            });
        html! {
            div class=(class) {
                (link.around(html! {
                    @if icon_first { (icon(way)) " " }
                    (title)
                    @if let Some(label) = label {
                        " " span.govuk-visually-hidden { ":" } " " span.govuk-pagination__link-label { (label) }
                    }
                    @if !icon_first { " " (icon(way)) }
                }))
            }
        }
    }
}

fn icon(way: Way) -> Markup {
    let (class, path) = match way {
        Way::Previous => (
            "govuk-pagination__icon--prev",
            "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z",
        ),
        Way::Next => (
            "govuk-pagination__icon--next",
            "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z",
        ),
    };
    html! {
        svg class=(format_args!("govuk-pagination__icon {class}")) xmlns="http://www.w3.org/2000/svg" height="13" width="15"
            aria-hidden="true" focusable="false" viewBox="0 0 15 13" { path d=(path) {} }
    }
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        Element::new("nav")
            .class("govuk-pagination")
            .class_if(self.block(), "govuk-pagination--block")
            .classes(&self.classes)
            .attribute("aria-label", self.label.as_deref().unwrap_or("Pagination"))
            .extra(&self.attributes)
            .around(html! {
                @if let Some(to) = &self.previous { (self.arrow(Way::Previous, to)) }
                @if !self.items.is_empty() { ul.govuk-pagination__list { @for item in &self.items { (item.shown()) } } }
                @if let Some(to) = &self.next { (self.arrow(Way::Next, to)) }
            })
    }
}
