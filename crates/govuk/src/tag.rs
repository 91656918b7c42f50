use maud::{Markup, Render};

use crate::Content;
use crate::element::{Attributes, Element};

closed! {
    /// A tag's colour. It carries no meaning of its own: the word does.
    pub enum TagColour {
        /// The brand's tint.
        Brand = "",
        /// Grey.
        Grey = "govuk-tag--grey",
        /// Green.
        Green = "govuk-tag--green",
        /// Teal.
        Teal = "govuk-tag--teal",
        /// Purple.
        Purple = "govuk-tag--purple",
        /// Magenta.
        Magenta = "govuk-tag--magenta",
        /// Red.
        Red = "govuk-tag--red",
        /// Orange.
        Orange = "govuk-tag--orange",
        /// Yellow.
        Yellow = "govuk-tag--yellow",
    }
}

options! {
    /// The state something is in, in a word.
    pub struct Tag {
        own content: Content,
        /// Its colour.
        one colour: TagColour,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Tag {
    /// A tag that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        Element::new("strong")
            .class("govuk-tag")
            .class(self.colour.as_str())
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(&self.content)
    }
}
