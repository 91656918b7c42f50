use maud::{Markup, Render, html};

use crate::Content;
use crate::element::{Attributes, Element};

closed! {
    /// Where this page stands towards an item of the navigation.
    pub enum Here {
        /// Elsewhere.
        No = "",
        /// Somewhere below it.
        Section = "true",
        /// It is this page.
        Page = "page",
    }
}

options! {
    /// One part of the service.
    pub struct NavigationItem {
        own content: Content,
        own href: Option<String>,
        /// Where this page stands towards it.
        one here: Here,
        /// Further attributes of the link.
        one attributes: Attributes,
    }
}

impl NavigationItem {
    /// A part that one can go to.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: Some(href.into()), ..Self::default() }
    }

    /// A part that one cannot go to from here.
    pub fn text(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    fn shown(&self) -> Markup {
        let here = self.here != Here::No;
        // Those who set their own colours still see where they are.
        let inside = html! {
            @if here { strong.govuk-service-navigation__active-fallback { (self.content) } } @else { (self.content) }
        };
        let current = here.then_some(self.here.as_str());
        let within = match &self.href {
            Some(href) => Element::new("a")
                .class("govuk-service-navigation__link")
                .attribute("href", href)
                .maybe("aria-current", current)
                .extra(&self.attributes)
                .around(inside),
            None if self.content.is_empty() => Markup::default(),
            None => Element::new("span").class("govuk-service-navigation__text").maybe("aria-current", current).around(inside),
        };
        Element::new("li").class("govuk-service-navigation__item").class_if(here, "govuk-service-navigation__item--active").around(within)
    }
}

options! {
    /// What the service is called and what its parts are.
    pub struct ServiceNavigation {
        /// What the service is called.
        maybe service_name: String,
        /// Where the name leads.
        maybe service_url: String,
        /// The parts.
        many items: NavigationItem,
        /// What the whole is called when read out; "Service information" if not set.
        maybe label: String,
        /// What the parts are called when read out; the menu button's text if not set.
        maybe navigation_label: String,
        /// The id of the list of parts; `navigation` if not set.
        maybe navigation_id: String,
        /// Further classes of the navigation.
        maybe navigation_classes: String,
        /// What the button that opens the parts on a narrow screen says; "Menu" if not set.
        maybe menu_button_text: String,
        /// What is read out for that button, where not its text.
        maybe menu_button_label: String,
        /// Whether the parts fold away on a narrow screen, where scripts run; where there are two or more if not set.
        maybe collapse_on_mobile: bool,
        /// Before everything.
        maybe start: Content,
        /// After everything.
        maybe end: Content,
        /// Whether what comes after everything stands on the same line.
        flag end_inline: bool,
        /// List items before the parts.
        maybe navigation_start: Content,
        /// List items after the parts.
        maybe navigation_end: Content,
        /// On a dark background.
        flag inverse: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl ServiceNavigation {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn name(&self) -> Markup {
        html! {
            @if let Some(name) = &self.service_name {
                span.govuk-service-navigation__service-name {
                    @match &self.service_url {
                        Some(url) => { a.govuk-service-navigation__link href=(url) { (name) } },
                        None => { span.govuk-service-navigation__text { (name) } },
                    }
                }
            }
        }
    }

    fn navigation(&self) -> Markup {
        let id = self.navigation_id.as_deref().unwrap_or("navigation");
        let text = self.menu_button_text.as_deref().unwrap_or("Menu");
        let toggle = Element::new("button")
            .attribute("type", "button")
            .class("govuk-service-navigation__toggle govuk-js-service-navigation-toggle")
            .attribute("aria-controls", id)
            .maybe("aria-label", self.menu_button_label.as_ref().filter(|label| *label != text))
            .flag("hidden", true)
            .attribute("aria-hidden", "true");
        Element::new("nav")
            .attribute("aria-label", self.navigation_label.as_deref().unwrap_or(text))
            .class("govuk-service-navigation__wrapper")
            .classes(&self.navigation_classes)
            .around(html! {
                @if self.collapse_on_mobile.unwrap_or(self.items.len() > 1) { (toggle.around(text)) }
                ul.govuk-service-navigation__list id=(id) {
                    @if let Some(start) = &self.navigation_start { (start) }
                    @for item in &self.items { (item.shown()) }
                    @if let Some(end) = &self.navigation_end { (end) }
                }
            })
    }
}

impl Render for ServiceNavigation {
    fn render(&self) -> Markup {
        // With a name or more the whole is a landmark; otherwise the navigation is one by itself.
        let landmark = self.service_name.is_some() || self.start.is_some() || self.end.is_some();
        let element = if landmark {
            Element::new("section").attribute("aria-label", self.label.as_deref().unwrap_or("Service information"))
        } else {
            Element::new("div")
        };
        let any = !self.items.is_empty() || self.navigation_start.is_some() || self.navigation_end.is_some();
        let container =
            Element::new("div").class("govuk-width-container").class_if(self.end_inline, "govuk-service-navigation__inlining-container");
        element
            .class("govuk-service-navigation")
            .class_if(self.inverse, "govuk-service-navigation--inverse")
            .classes(&self.classes)
            .attribute("data-module", "govuk-service-navigation")
            .extra(&self.attributes)
            .around(container.around(html! {
                @if let Some(start) = &self.start { (start) }
                div.govuk-service-navigation__container { (self.name()) @if any { (self.navigation()) } }
                @if let Some(end) = &self.end { (end) }
            }))
    }
}
