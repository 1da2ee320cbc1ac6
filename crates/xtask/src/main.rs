//! What developers run: `cargo xtask <command>`. One file per command.
#![expect(clippy::print_stdout, reason = "a developer at a terminal reads what it prints")]

mod bench;
mod openapi;
mod processes;
mod repository;
mod rust_source;
mod sbom;
mod test;
mod tidy;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What developers of Signalbox run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Hold the code to the rules of the house: edges between crates, SQL, purity, licences
    Tidy,
    /// Run every test of every kind and count them; `make test` checks the prerequisites first
    Test(test::Arguments),
    /// Measure load, growth and start-up, and write bench/RESULTS.md; `make bench` brings PostgreSQL
    Bench(bench::Arguments),
    /// Serve with a development build and the UI's own server, and start again after every edit
    Up,
    /// Write ui/openapi.json from the code, and the client types from that
    Openapi,
    /// Print what the product is built from, as a CycloneDX 1.6 document (SBOM)
    Sbom,
}

/// A sentence for the developer. Nothing here acts on the kind of an error.
type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Tidy => tidy::run(),
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Up => up::run(),
        Command::Openapi => openapi::run(),
        Command::Sbom => sbom::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
