//! The program: command line, router, assembly; nothing else.

mod alert_mail;
mod command;
mod database;
mod demo;
mod doors;
mod key_file;
mod log;
mod nightly;
mod recognition;
mod serve;
mod signed_heads;
mod single_sign_on;

use std::process::ExitCode;

use clap::Parser;

/// The system a victim hub runs on.
#[derive(Parser)]
#[command(name = "onedoor", version, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: command::Command,
}

fn main() -> ExitCode {
    // What a fault would say may hold somebody's data; where it happened cannot.
    std::panic::set_hook(Box::new(|fault| {
        // Whoever read along has seen enough, as in `onedoor profile show example | head`: no fault, and nobody to tell.
        if fault.payload_as_str().is_some_and(|said| said.starts_with("failed printing to stdout") && said.contains("Broken pipe")) {
            return;
        }
        let place = fault.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
        eprintln!("onedoor: a fault in the program{place}");
    }));
    match command::run(CommandLine::parse().command) {
        Ok(done) => done,
        Err(error) => {
            eprintln!("onedoor: {error}");
            ExitCode::from(1)
        }
    }
}
