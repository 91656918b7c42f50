/// Declares a component's options once: a private field and a documented setter for each.
///
/// `own` fields come from the constructor and have no setter; `maybe` fields are `Option`s whose setter takes a value or an `Option` of one;
/// `one` fields always have a value; `flag` fields are `bool`s; `many` fields are lists whose setter adds to what is there.
macro_rules! options {
    (
        $(#[$about:meta])*
        pub struct $name:ident { $( $(#[$doc:meta])* $kind:ident $field:ident : $type:ty ),* $(,)? }
    ) => {
        $(#[$about])*
        #[derive(Clone, Default)]
        pub struct $name { $( $field: options!(@field $kind $type), )* }

        impl $name {
            $( options!(@setter $kind $field $type, $(#[$doc])*); )*
        }

        impl $crate::Maybe<$name> for $name {
            fn maybe(self) -> Option<$name> {
                Some(self)
            }
        }
    };
    (@field maybe $type:ty) => { Option<$type> };
    (@field many $type:ty) => { Vec<$type> };
    (@field $kind:ident $type:ty) => { $type };

    (@setter own $field:ident $type:ty, $(#[$doc:meta])*) => {};
    (@setter maybe $field:ident $type:ty, $(#[$doc:meta])*) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, $field: impl $crate::Maybe<$type>) -> Self {
            self.$field = $field.maybe();
            self
        }
    };
    (@setter one $field:ident $type:ty, $(#[$doc:meta])*) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = $field.into();
            self
        }
    };
    (@setter flag $field:ident $type:ty, $(#[$doc:meta])*) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, $field: $type) -> Self {
            self.$field = $field;
            self
        }
    };
    (@setter many $field:ident $type:ty, $(#[$doc:meta])*) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field<T: Into<$type>>(mut self, $field: impl IntoIterator<Item = T>) -> Self {
            self.$field.extend($field.into_iter().map(Into::into));
            self
        }
    };
}

/// Declares a closed list: each variant with the class or attribute value it stands for. The first is the default.
macro_rules! closed {
    (
        $(#[$about:meta])*
        pub enum $name:ident { $(#[$first_doc:meta])* $first:ident = $first_text:literal $(, $(#[$doc:meta])* $variant:ident = $text:literal )* $(,)? }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $( $(#[$doc])* $variant, )*
        }

        impl $name {
            /// Every member, in the order declared.
            pub const ALL: &'static [Self] = &[Self::$first $(, Self::$variant)*];

            /// What stands in the page for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    $( Self::$variant => $text, )*
                }
            }
        }

        impl $crate::Maybe<$name> for $name {
            fn maybe(self) -> Option<$name> {
                Some(self)
            }
        }
    };
}
