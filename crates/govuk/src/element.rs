use std::fmt::Write as _;

use maud::{Escaper, Markup, PreEscaped, Render as _};

/// Attributes beyond those a component sets itself. Names are fixed when compiled, so none can come from input; values are escaped.
#[derive(Clone, Default)]
pub struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    /// These, then `others`.
    pub(crate) fn then(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }
}

impl<V: Into<String>, const N: usize> From<[(&'static str, V); N]> for Attributes {
    fn from(pairs: [(&'static str, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<V: Into<String>> FromIterator<(&'static str, V)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (&'static str, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

/// A component's own class, then those the caller adds.
pub(crate) fn classes_from(own: &str, further: &Option<String>) -> String {
    further.as_ref().map_or_else(|| own.to_owned(), |further| format!("{own} {further}"))
}

/// One element whose attributes are not all known when compiled, which `maud::html!` cannot write.
/// As in a parsed page, the first of two attributes with one name holds.
pub(crate) struct Element {
    name: &'static str,
    class: String,
    attributes: Vec<(&'static str, String)>,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, class: String::new(), attributes: Vec::new() }
    }

    pub(crate) fn class(mut self, class: &str) -> Self {
        if !class.is_empty() {
            if !self.class.is_empty() {
                self.class.push(' ');
            }
            self.class.push_str(class);
        }
        self
    }

    pub(crate) fn class_if(self, on: bool, class: &str) -> Self {
        if on { self.class(class) } else { self }
    }

    pub(crate) fn classes(self, classes: &Option<String>) -> Self {
        self.class(classes.as_deref().unwrap_or_default())
    }

    pub(crate) fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if !self.attributes.iter().any(|(present, _)| *present == name) {
            self.attributes.push((name, value.into()));
        }
        self
    }

    pub(crate) fn maybe(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.attribute(name, value.to_string()),
            None => self,
        }
    }

    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        self.maybe(name, on.then_some(""))
    }

    pub(crate) fn extra(self, attributes: &Attributes) -> Self {
        attributes.0.iter().fold(self, |element, (name, value)| element.attribute(name, value))
    }

    /// The element with what stands inside it.
    pub(crate) fn around(self, content: impl maud::Render) -> Markup {
        let mut html = self.opening();
        content.render_to(&mut html);
        html.push_str("</");
        html.push_str(self.name);
        html.push('>');
        PreEscaped(html)
    }

    /// An element that has no inside, such as `input`.
    pub(crate) fn void(self) -> Markup {
        PreEscaped(self.opening())
    }

    /// The classes gathered so far.
    pub(crate) fn class_value(self) -> String {
        self.class
    }

    fn opening(&self) -> String {
        let mut html = format!("<{}", self.name);
        let class = (!self.class.is_empty()).then_some(("class", &self.class));
        for (name, value) in class.into_iter().chain(self.attributes.iter().map(|(name, value)| (*name, value))) {
            html.push(' ');
            // Writing to a String cannot fail.
            let _ = Escaper::new(&mut html).write_str(name);
            if !value.is_empty() {
                html.push_str("=\"");
                value.render_to(&mut html);
                html.push('"');
            }
        }
        html.push('>');
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_into_a_form_becomes_markup() {
        let typed = r#""><script>alert('&')</script>"#;
        let element = Element::new("p").class(typed).attribute("title", typed).around(typed).into_string();
        let shown = "&quot;&gt;&lt;script&gt;alert('&amp;')&lt;/script&gt;";
        assert_eq!(element, format!("<p class=\"{shown}\" title=\"{shown}\">{shown}</p>"));
    }

    #[test]
    fn what_a_component_sets_itself_cannot_be_set_again() {
        let further = Attributes::from([("id", "other"), ("data-sort", "2")]);
        assert_eq!(Element::new("input").attribute("id", "own").extra(&further).void().into_string(), r#"<input id="own" data-sort="2">"#);
    }
}
