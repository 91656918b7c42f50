//! Integration tests live in `all/`; what more than one program of this package needs is here.

pub mod asvs;
