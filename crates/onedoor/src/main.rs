//! The program: command line, router, assembly; nothing else.

mod command;
mod database;

use std::process::ExitCode;

use clap::Parser;

/// The system a victim hub runs on.
#[derive(Parser)]
#[command(name = "onedoor", version, about, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: command::Command,
}

fn main() -> ExitCode {
    match command::run(CommandLine::parse().command) {
        Ok(done) => done,
        Err(error) => {
            eprintln!("onedoor: {error}");
            ExitCode::from(1)
        }
    }
}
