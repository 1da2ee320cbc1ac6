//! The commands, one file each.

mod break_glass;
mod code;
mod decide;
mod evidence;
mod import;
mod journal;
mod output;
mod plan;
mod secrets;
mod seed;
mod serve;
mod target;
mod template;
mod token;
mod verify;

use crate::config::{Config, Flags, ServeFlags};
use clap::{Parser, Subcommand};
use signalbox_connectors::http::{Allowed, Client, Limits};
use signalbox_service::{App, outgoing::Outgoing, proofs::VerifierKey, witnesses::Witness};
use signalbox_store::Db;
use std::io::Write;

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
    /// Bring other tools' plans in
    Import(import::ImportFlags),
    /// Make documents true: releases as code
    Apply(code::ApplyFlags),
    /// Show what apply would do
    Diff(code::ApplyFlags),
    /// Print what is there as documents
    Export(code::ExportFlags),
    /// Print the JSON Schema of the documents
    Schema,
    /// Ask whether something may go to an environment: exit code 0 when it may, 1 when it may not or nobody answers
    #[command(disable_version_flag = true)]
    Decide(decide::DecideFlags),
    /// Move plans, and take moves back
    Plan(plan::PlanFlags),
    /// Keep releases without dates, and make releases of them
    Template(template::TemplateFlags),
    /// Make keys for machines
    Token(token::TokenFlags),
    /// Mind the key that secrets are sealed under
    Secrets(secrets::SecretsFlags),
    /// Let an administrator in once, when nothing else does
    BreakGlass(break_glass::BreakGlassFlags),
    /// Fill an installation with made-up releases, for trying out and for measuring
    Seed(seed::SeedFlags),
    /// Take the journal along, replace its key, erase what events say
    Journal(journal::JournalFlags),
    /// Take the evidence of a release along, which `signalbox verify pack` checks
    Evidence(evidence::EvidenceFlags),
    /// Check a journal or the evidence of a release: one that was taken along, without the server, or that of an installation
    Verify(verify::VerifyFlags),
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
        Command::Import(flags) => import::run(flags),
        Command::Apply(flags) => code::apply(&flags),
        Command::Diff(flags) => code::diff(&flags),
        Command::Export(flags) => code::export(&flags),
        Command::Schema => code::schema(),
        Command::Decide(flags) => decide::run(&flags),
        Command::Plan(flags) => plan::run(flags),
        Command::Template(flags) => template::run(flags),
        Command::Token(flags) => token::run(flags),
        Command::Secrets(flags) => secrets::run(&flags),
        Command::BreakGlass(flags) => break_glass::run(&flags),
        Command::Seed(flags) => seed::run(&flags),
        Command::Journal(flags) => journal::run(&flags),
        Command::Evidence(flags) => evidence::run(&flags),
        Command::Verify(flags) => verify::run(&flags),
        Command::Migrate(flags) => {
            let db = Db::open(&Config::read(&flags)?.database())?;
            let taken = signalbox_store::migrate::migrate(&db)?;
            match taken.as_slice() {
                [] => say!("The schema is up to date."),
                steps => say!("Took {} step(s): {}", steps.len(), steps.join(", ")),
            }
            Ok(())
        }
        Command::Config(flags) => {
            let config = Config::read(&flags)?.masked();
            say!("{}", serde_json::to_string_pretty(&config)?);
            Ok(())
        }
        Command::Openapi => {
            say!("{}", serde_json::to_string_pretty(&signalbox_web::openapi())?);
            Ok(())
        }
    }
}

/// Prints text. When nobody reads on, as in `signalbox export | head`, the command has nothing left to do and ends.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// What whoever sets an installation up may begin with: the same as `serve --examples examples` loads.
const EXAMPLES: [&str; 3] = [
    include_str!("../../../../examples/kubernetes-1.36.yaml"),
    include_str!("../../../../examples/openstack-cycle.yaml"),
    include_str!("../../../../examples/openstack-gazpacho.yaml"),
];

/// The application on a database that is at this version's schema.
pub(crate) fn open(config: &Config) -> Result<App, Failure> {
    let guards = config.guards()?;
    let db = Db::open(&config.database())?;
    signalbox_store::migrate::migrate(&db)?;
    let allowed = Allowed::read(&config.outgoing.allow)?;
    let client = Client::new(allowed, config.outgoing.authorities.as_deref(), Limits::default())?;
    let app = App::new(db).reaching(Outgoing::by(client)).sealing_with(config.secrets.keys(&config.data)?);
    let witnesses =
        config.journal.witnesses.iter().map(|named| Witness::named(named)).collect::<Result<Vec<_>, _>>()?;
    let key = |text: &String| {
        let none = || format!("{text:?} under [journal] witness_for is no key of the form name+id+key");
        VerifierKey::read(text).ok_or_else(none)
    };
    let witnessed = config.journal.witness_for.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let app =
        app.refusing(guards.breached).scanning_with(guards.scanner).believing_rsa_keys_from(guards.smallest_rsa_key);
    Ok(app.offering(&EXAMPLES).witnessed_by(witnesses).witnessing(witnessed))
}

/// For commands that wait for use cases.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
