//! The program: command line, router, assembly; nothing else.
fn main() {}
