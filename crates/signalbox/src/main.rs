//! Signalbox, the release management server and its command line: one executable is both.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 wrong usage.

/// Prints a line, as `println!` does.
macro_rules! say {
    ($($words:tt)*) => { $crate::commands::print(&format!("{}\n", format_args!($($words)*))) };
}

mod commands;
mod config;
mod connections;
mod keys;
mod one_line;
mod tls;

use clap::Parser;
use std::process::ExitCode;

/// Answers are made on one thread and let go on another, where the C library's allocator makes threads wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("signalbox: {failure}");
            ExitCode::FAILURE
        }
    }
}
