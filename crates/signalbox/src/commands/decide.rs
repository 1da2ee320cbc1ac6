//! `signalbox decide`: may this version go there? For pipelines: the exit code is the answer, and 1 whenever there is none.

use super::{Done, Failure, output::Asking, target::Target};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Flags of `decide`.
#[derive(Debug, clap::Args)]
pub(crate) struct DecideFlags {
    /// Where it is to go, by key or id
    #[arg(long, value_name = "KEY")]
    environment: String,
    /// What is to go there, by key or id
    #[arg(long, value_name = "KEY")]
    system: Option<String>,
    /// Which version of it, by number or id
    #[arg(long, value_name = "NUMBER", requires = "system")]
    version: Option<String>,
    /// When it is to begin, such as `2026-12-01T22:00:00Z`; now when absent
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    /// How many minutes it is expected to take
    #[arg(long, value_name = "NUMBER")]
    minutes: Option<u32>,
    /// For which release, by key or id
    #[arg(long, value_name = "KEY")]
    release: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// The answer, as far as it is shown.
#[derive(Deserialize)]
struct Answer {
    id: String,
    allowed: bool,
    at: String,
    reasons: Vec<Reason>,
    notes: Vec<Note>,
    allowed_from: Option<String>,
    elsewhere: Vec<Other>,
}

#[derive(Deserialize)]
struct Reason {
    code: String,
    detail: String,
    who: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
struct Note {
    detail: String,
}

#[derive(Deserialize)]
struct Other {
    key: String,
}

/// Runs the command. What is refused is a failure, and so is a server that does not answer.
pub(super) fn run(flags: &DecideFlags) -> Done {
    let target = Target::find(&flags.asking.target)?;
    let told: Value = target.post("/api/v1/decisions", &flags.question()).map_err(Failure::from)?;
    let answer = Answer::deserialize(&told)?;
    if !flags.asking.output.json(&told)? {
        answer.print();
    }
    if answer.allowed { Ok(()) } else { Err(format!("{} may not go to {}", flags.what(), flags.environment).into()) }
}

impl DecideFlags {
    fn question(&self) -> Value {
        let mut question = Map::from_iter([("environment".to_owned(), Value::from(self.environment.as_str()))]);
        let at = self.at.map(|at| at.to_string());
        let texts = [("system", &self.system), ("version", &self.version), ("at", &at), ("release", &self.release)];
        for (name, text) in texts {
            question.extend(text.as_deref().map(|text| (name.to_owned(), Value::from(text))));
        }
        question.extend(self.minutes.map(|minutes| ("minutes".to_owned(), Value::from(minutes))));
        question.into()
    }

    /// What is asked about, in words.
    fn what(&self) -> String {
        match (&self.system, &self.version) {
            (Some(system), Some(version)) => format!("{system} {version}"),
            (Some(system), None) => system.clone(),
            _ => "it".to_owned(),
        }
    }
}

impl Answer {
    fn print(&self) {
        say!("{} at {} ({})", if self.allowed { "Allowed" } else { "Refused" }, self.at, self.id);
        for reason in &self.reasons {
            let who = reason.who.as_ref().map(|who| format!("; {who} can clear it")).unwrap_or_default();
            let until = reason.until.as_ref().map(|until| format!("; until {until}")).unwrap_or_default();
            say!("  {}: {}{who}{until}", reason.code, reason.detail);
        }
        for note in &self.notes {
            say!("  note: {}", note.detail);
        }
        if self.allowed {
            return;
        }
        match &self.allowed_from {
            Some(from) => say!("It may go from {from}, as far as is known."),
            None => say!("No time is known at which it may go."),
        }
        if !self.elsewhere.is_empty() {
            let keys: Vec<&str> = self.elsewhere.iter().map(|other| other.key.as_str()).collect();
            say!("It may go now to {}.", keys.join(", "));
        }
    }
}
