//! The page kit: layout, forms, errors, sessions, form tokens, security headers.

pub mod assets;
