closed! {
    /// How large a label, legend or caption is set.
    pub enum Size {
        /// Body size.
        Body = "",
        /// Small.
        S = "s",
        /// Medium.
        M = "m",
        /// Large.
        L = "l",
        /// Extra large.
        Xl = "xl",
    }
}

impl Size {
    /// `block--size`, or nothing at body size.
    pub(crate) fn class(self, block: &str) -> String {
        if self == Self::Body { String::new() } else { format!("{block}--{}", self.as_str()) }
    }
}

closed! {
    /// A heading's level in the page's outline.
    pub enum Heading {
        /// The page's own heading.
        H1 = "h1",
        /// A section.
        H2 = "h2",
        /// A part of a section.
        H3 = "h3",
        /// Below that.
        H4 = "h4",
        /// Below that.
        H5 = "h5",
        /// The lowest.
        H6 = "h6",
    }
}
