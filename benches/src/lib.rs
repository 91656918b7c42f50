//! What the benchmarks share: fresh databases, the built program, feeds, figures and the machine they were measured on.

pub mod browser;
pub mod databases;
pub mod feed;
pub mod figures;
pub mod machine;
pub mod program;
pub mod table;

use std::process::ExitCode;

/// Whatever stops a benchmark, in a sentence.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Ends the program: with 1 and the sentence where something stopped it.
pub fn ended(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
