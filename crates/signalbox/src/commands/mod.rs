//! The commands, one file each.

mod serve;

use crate::config::{Config, Flags, ServeFlags};
use clap::{Parser, Subcommand};
use signalbox_service::App;
use signalbox_store::Db;

/// Enterprise release management: plan a year of releases, hold every gate, prove who decided what.
#[derive(Debug, Parser)]
#[command(name = "signalbox", version, about, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(ServeFlags),
    /// Bring the database to this version's schema
    Migrate(Flags),
    /// Print the settings in effect, secrets masked
    Config(ServeFlags),
    /// Print the OpenAPI document
    Openapi,
}

/// Why a command failed: a sentence that says what to do.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a command answers.
pub(crate) type Done = Result<(), Failure>;

/// Runs the command.
pub(crate) fn run(arguments: Arguments) -> Done {
    match arguments.command {
        Command::Serve(flags) => serve::run(&Config::read(&flags)?),
        Command::Migrate(flags) => {
            let db = Db::open(&Config::read(&flags)?.database())?;
            let taken = signalbox_store::migrate::migrate(&db)?;
            match taken.as_slice() {
                [] => println!("The schema is up to date."),
                steps => println!("Took {} step(s): {}", steps.len(), steps.join(", ")),
            }
            Ok(())
        }
        Command::Config(flags) => {
            let config = Config::read(&flags)?.masked();
            println!("{}", serde_json::to_string_pretty(&config)?);
            Ok(())
        }
        Command::Openapi => {
            println!("{}", serde_json::to_string_pretty(&signalbox_web::openapi())?);
            Ok(())
        }
    }
}

/// The application on a database that is at this version's schema.
pub(crate) fn open(config: &Config) -> Result<App, Failure> {
    let db = Db::open(&config.database())?;
    signalbox_store::migrate::migrate(&db)?;
    Ok(App { db })
}
