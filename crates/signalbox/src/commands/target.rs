//! Where a command works: on a running server, or straight on a database.

use super::{Failure, open};
use crate::config::{Config, Flags};
use serde::{Deserialize, de::DeserializeOwned};
use signalbox_domain::{Fault, Problem};
use signalbox_service::{
    App, Ctx,
    documents::{self, Action, Document, Located, Selection},
};
use std::time::Duration;

/// Where to work.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct TargetFlags {
    #[command(flatten)]
    place: Flags,
    /// A running server, such as `https://signalbox.example.org`
    #[arg(long, value_name = "URL", env = "SIGNALBOX_URL", conflicts_with_all = ["data", "database"])]
    url: Option<String>,
    /// An API token for the server
    #[arg(long, value_name = "TOKEN", env = "SIGNALBOX_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

/// A running server or an open database.
pub(super) enum Target {
    Server { url: String, token: String },
    Database { app: App, ctx: Box<Ctx> },
}

/// What became of a document, as a command shows it.
#[derive(Debug, Deserialize, serde::Serialize)]
pub(super) struct Applied {
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) action: String,
    pub(super) changes: Vec<String>,
}

#[derive(Deserialize)]
struct Application {
    items: Vec<Applied>,
}

impl Target {
    /// Finds out where to work.
    pub(super) fn find(flags: &TargetFlags) -> Result<Self, Failure> {
        let wants_database = flags.place.data.is_some() || flags.place.database.is_some();
        match (&flags.url, wants_database) {
            (Some(url), false) => {
                let token = flags.token.clone().ok_or(
                    "a server wants an API token: pass --token or set SIGNALBOX_TOKEN (make one with: signalbox token create)",
                )?;
                Ok(Self::Server { url: url.trim_end_matches('/').to_owned(), token })
            }
            _ => {
                let app = open(&Config::read(&flags.place)?)?;
                super::runtime()?.block_on(signalbox_service::setup::bootstrap(&app))?;
                Ok(Self::Database { app, ctx: Box::new(Ctx::system("command line")) })
            }
        }
    }

    /// Makes documents true, or tells what would become of them.
    pub(super) fn apply(&self, found: Vec<Located<Document>>, rehearsal: bool) -> Result<Vec<Applied>, Refused> {
        match self {
            Self::Server { .. } => {
                let values: Vec<&Document> = found.iter().map(|document| &document.value).collect();
                let body = serde_json::json!({ "documents": values });
                let answer = self.post(&format!("/api/v1/apply?dry_run={rehearsal}"), &body);
                let answer: Application = answer.map_err(|refused| refused.located_in(&found))?;
                Ok(answer.items)
            }
            Self::Database { app, ctx } => {
                let applied = super::runtime()?.block_on(documents::apply(app, ctx, found, rehearsal))?;
                Ok(applied
                    .into_iter()
                    .map(|one| Applied {
                        kind: one.kind.to_owned(),
                        key: one.key.to_string(),
                        action: match one.action {
                            Action::Created => "created",
                            Action::Changed => "changed",
                            Action::Unchanged => "unchanged",
                        }
                        .to_owned(),
                        changes: match one.action {
                            Action::Created => Vec::new(),
                            _ => one.facts.iter().map(documents::told).collect(),
                        },
                    })
                    .collect())
            }
        }
    }

    /// What is there, as documents.
    pub(super) fn export(&self, selection: Selection) -> Result<String, Failure> {
        match self {
            Self::Server { .. } => {
                let mut path = "/api/v1/export".to_owned();
                let chosen = [("kind", selection.kind), ("key", selection.key)];
                for (name, value) in chosen.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
                    path.push(if path.contains('?') { '&' } else { '?' });
                    path.push_str(&format!("{name}={value}"));
                }
                self.text(&path)
            }
            Self::Database { app, ctx } => {
                let found = super::runtime()?.block_on(documents::export(app, ctx, selection))?;
                Ok(documents::write(&found))
            }
        }
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &serde_json::Value) -> Result<T, Refused> {
        let Self::Server { url, token } = self else { return Err(Refused::Other("no server".into())) };
        let answer =
            agent().post(format!("{url}{path}")).header("authorization", format!("Bearer {token}")).send_json(body);
        let mut answer = read(answer.map_err(|error| Refused::Other(error.into()))?)?;
        answer.body_mut().with_config().limit(256 << 20).read_json().map_err(|error| Refused::Other(error.into()))
    }

    fn text(&self, path: &str) -> Result<String, Failure> {
        let Self::Server { url, token } = self else { return Err("no server".into()) };
        let answer = agent().get(format!("{url}{path}")).header("authorization", format!("Bearer {token}")).call()?;
        Ok(read(answer)?.body_mut().with_config().limit(256 << 20).read_to_string()?)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(600)))
        .build()
        .into()
}

#[derive(Deserialize)]
struct ProblemBody {
    detail: String,
    #[serde(default)]
    errors: Vec<Told>,
    #[serde(default)]
    request_id: String,
}

/// A fault as it was told: its pointer begins with the number of a document.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) pointer: String,
    pub(super) detail: String,
}

impl Told {
    /// The number of the document, and where in it.
    pub(super) fn place(&self) -> Option<(usize, &str)> {
        let rest = self.pointer.strip_prefix('/')?;
        let (number, within) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        Some((number.parse().ok()?, within))
    }
}

/// Why documents were not made true.
#[derive(Debug)]
pub(super) enum Refused {
    /// They have faults.
    Faults(Vec<Told>),
    /// Something else.
    Other(Failure),
}

impl Refused {
    /// The faults a server told, which got the documents without the text they were read from, with their lines.
    fn located_in(self, found: &[Located<Document>]) -> Self {
        let Self::Faults(faults) = self else { return self };
        let locate = |told: Told| {
            let pointer = told.pointer.strip_prefix("/documents").unwrap_or(&told.pointer).to_owned();
            let told = Told { pointer, ..told };
            let place = told.place().and_then(|(number, within)| Some((found.get(number)?, within)));
            let fault = place.map(|(document, within)| document.fault(Fault::new(within, "", &told.detail)));
            fault.map(|fault| Told { pointer: fault.pointer, detail: fault.detail }).unwrap_or(told)
        };
        Self::Faults(faults.into_iter().map(locate).collect())
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Other(failure)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Invalid(faults) => Self::Faults(
                faults.into_iter().map(|fault| Told { pointer: fault.pointer, detail: fault.detail }).collect(),
            ),
            other => Self::Other(other.into()),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Other(failure) => failure,
            Refused::Faults(faults) => {
                let lines: Vec<String> =
                    faults.iter().map(|fault| format!("  {}: {}", fault.pointer, fault.detail)).collect();
                format!("nothing was changed:\n{}", lines.join("\n")).into()
            }
        }
    }
}

/// The answer, unless it is a problem: then what the server said.
fn read(mut answer: ureq::http::Response<ureq::Body>) -> Result<ureq::http::Response<ureq::Body>, Refused> {
    if answer.status().is_success() {
        return Ok(answer);
    }
    let status = answer.status();
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    match serde_json::from_str::<ProblemBody>(&text) {
        Err(_) => Err(Refused::Other(format!("the server answered {status}").into())),
        Ok(problem) if problem.errors.is_empty() => {
            Err(Refused::Other(format!("{} ({status}, request {})", problem.detail, problem.request_id).into()))
        }
        Ok(problem) => Err(Refused::Faults(problem.errors)),
    }
}
