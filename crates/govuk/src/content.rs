use std::borrow::Cow;

use maud::{Markup, Render};

/// What a component says: text, which is escaped, or markup, which the caller built with `maud` and which is not.
#[derive(Clone)]
pub enum Content {
    /// Escaped when rendered.
    Text(String),
    /// Rendered as it is.
    Markup(Markup),
}

impl Content {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Markup(markup) => markup.0.is_empty(),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Render for Content {
    fn render_to(&self, buffer: &mut String) {
        match self {
            Self::Text(text) => text.render_to(buffer),
            Self::Markup(markup) => markup.render_to(buffer),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Cow<'_, str>> for Content {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}

impl From<Markup> for Content {
    fn from(markup: Markup) -> Self {
        Self::Markup(markup)
    }
}

/// What an optional setting takes: the thing itself, something it is made from, or an `Option` of either.
/// So a page can hand over `form.error("name")` without asking whether there is one.
pub trait Maybe<T> {
    /// The thing, if there is one.
    fn maybe(self) -> Option<T>;
}

impl<T, U: Maybe<T>> Maybe<T> for Option<U> {
    fn maybe(self) -> Option<T> {
        self.and_then(Maybe::maybe)
    }
}

impl<'a, T, U> Maybe<T> for &'a Option<U>
where
    &'a U: Maybe<T>,
{
    fn maybe(self) -> Option<T> {
        self.as_ref().and_then(Maybe::maybe)
    }
}

impl<'a, T: From<&'a str>> Maybe<T> for &'a str {
    fn maybe(self) -> Option<T> {
        Some(self.into())
    }
}

impl<'a, T: From<&'a str>> Maybe<T> for &'a String {
    fn maybe(self) -> Option<T> {
        Some(self.as_str().into())
    }
}

impl<T: From<String>> Maybe<T> for String {
    fn maybe(self) -> Option<T> {
        Some(self.into())
    }
}

impl<T: From<Markup>> Maybe<T> for Markup {
    fn maybe(self) -> Option<T> {
        Some(self.into())
    }
}

impl Maybe<Content> for Content {
    fn maybe(self) -> Option<Content> {
        Some(self)
    }
}

impl Maybe<bool> for bool {
    fn maybe(self) -> Option<bool> {
        Some(self)
    }
}

impl Maybe<u16> for u16 {
    fn maybe(self) -> Option<u16> {
        Some(self)
    }
}
