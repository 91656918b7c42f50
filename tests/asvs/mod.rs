//! What is met of OWASP ASVS 5.0: the register `docs/security/asvs.tsv` as the tests and `make asvs` read it.

pub mod levels;
pub mod register;
