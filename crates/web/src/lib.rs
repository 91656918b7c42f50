//! The page kit: layout, forms, errors, sessions, form tokens, security headers.
