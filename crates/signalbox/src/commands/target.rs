//! Where a command works: on a running server, or straight on a database.

use super::{Failure, open};
use crate::config::{Config, Flags};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use signalbox_domain::{Fault, Problem};
use signalbox_service::{
    App, Ctx,
    documents::{self, Action, Document, Located, Selection},
};
use signalbox_web::{
    Settings, Web,
    inside::{Asked, Inside, Sent},
};
use std::time::Duration;
use ureq::http;

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
                Ok(self.ask(&Asked { method: "GET", path: &path, rev: None, body: None })?)
            }
            Self::Database { app, ctx } => {
                let found = super::runtime()?.block_on(documents::export(app, ctx, selection))?;
                Ok(documents::write(&found))
            }
        }
    }

    /// What the API answers to a GET.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        json(&self.ask(&Asked { method: "GET", path, rev: None, body: None })?)
    }

    /// Every item of a list of the API.
    pub(super) fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Refused> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let part: Listing<T> = self.get(&format!("{path}{sign}limit=200{cursor}"))?;
            items.extend(part.items);
            match part.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(items),
            }
        }
    }

    /// What the API answers to a POST.
    pub(super) fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Refused> {
        json(&self.ask(&Asked { method: "POST", path, rev: None, body: Some(Sent::Json(body)) })?)
    }

    /// The text that the API answers to a POST.
    pub(super) fn post_for_text(&self, path: &str, body: &Value) -> Result<String, Refused> {
        self.ask(&Asked { method: "POST", path, rev: None, body: Some(Sent::Json(body)) })
    }

    /// The file that the API answers to a POST.
    pub(super) fn fetch(&self, path: &str) -> Result<Vec<u8>, Refused> {
        self.bytes(&Asked { method: "POST", path, rev: None, body: None })
    }

    /// What the API answers to a calendar.
    pub(super) fn post_calendar<T: DeserializeOwned>(&self, path: &str, text: &str) -> Result<T, Refused> {
        json(&self.ask(&Asked { method: "POST", path, rev: None, body: Some(Sent::Calendar(text)) })?)
    }

    /// What the API answers to a POST against a revision.
    pub(super) fn act<T: DeserializeOwned>(&self, path: &str, rev: i64, body: &Value) -> Result<T, Refused> {
        json(&self.ask(&Asked { method: "POST", path, rev: Some(rev), body: Some(Sent::Json(body)) })?)
    }

    /// The body of the answer, unless it is a problem. A database is asked through the API as well: there is one answer.
    fn ask(&self, asked: &Asked<'_>) -> Result<String, Refused> {
        Ok(String::from_utf8_lossy(&self.bytes(asked)?).into_owned())
    }

    fn bytes(&self, asked: &Asked<'_>) -> Result<Vec<u8>, Refused> {
        let (status, bytes) = match self {
            Self::Server { url, token } => over_http(url, token, asked)?,
            Self::Database { app, ctx } => {
                let inside = Inside::new(Web::new(app.clone(), Settings::default()), (**ctx).clone());
                super::runtime()?.block_on(inside.fetch(asked)).map_err(|error| Refused::Other(error.into()))?
            }
        };
        if (200..300).contains(&status) {
            Ok(bytes)
        } else {
            Err(Refused::said(status, &String::from_utf8_lossy(&bytes)))
        }
    }
}

#[derive(Deserialize)]
struct Listing<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    serde_json::from_str(text).map_err(|error| Refused::Other(error.into()))
}

/// Part of an answer, as far as a command shows it.
pub(super) fn read<T: DeserializeOwned>(told: &Value) -> Result<T, Failure> {
    Ok(T::deserialize(told)?)
}

/// Something as others mention it.
#[derive(Debug, Deserialize)]
pub(super) struct Mention {
    pub(super) key: String,
}

fn over_http(url: &str, token: &str, asked: &Asked<'_>) -> Result<(u16, Vec<u8>), Failure> {
    let mut request = http::Request::builder()
        .method(asked.method)
        .uri(format!("{url}{}", asked.path))
        .header("authorization", format!("Bearer {token}"));
    if let Some(rev) = asked.rev {
        request = request.header("if-match", format!("\"{rev}\""));
    }
    let mut answer = match asked.body {
        Some(body) => {
            let (kind, text) = body.written();
            agent().run(request.header("content-type", kind).body(text)?)?
        }
        None => agent().run(request.body(())?)?,
    };
    let bytes = answer.body_mut().with_config().limit(4 << 30).read_to_vec()?;
    Ok((answer.status().as_u16(), bytes))
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(600)))
        .build()
        .into()
}

/// The id or key of something, as it stands in an address.
pub(super) fn named(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if !text.is_empty() && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err("an id or key is made of letters, digits, '.', '_' and '-'".to_owned())
}

#[derive(Deserialize)]
struct ProblemBody {
    detail: String,
    #[serde(default)]
    errors: Vec<Told>,
    #[serde(default)]
    reasons: Vec<Reason>,
    #[serde(default)]
    request_id: String,
}

/// A reason of a refusal.
#[derive(Deserialize)]
struct Reason {
    detail: String,
    who: Option<String>,
    until: Option<String>,
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
    /// What an answer says that is a problem: every fault, or every reason with who can help and until when.
    fn said(status: u16, text: &str) -> Self {
        let Ok(problem) = serde_json::from_str::<ProblemBody>(text) else {
            return Self::Other(format!("the server answered {status}").into());
        };
        if !problem.errors.is_empty() {
            return Self::Faults(problem.errors);
        }
        let mut said = format!("{} ({status}, request {})", problem.detail, problem.request_id);
        for reason in problem.reasons.iter().filter(|reason| reason.detail != problem.detail) {
            let who = reason.who.as_ref().map(|who| format!("; {who} can clear it")).unwrap_or_default();
            let until = reason.until.as_ref().map(|until| format!("; until {until}")).unwrap_or_default();
            said.push_str(&format!("\n  {}{who}{until}", reason.detail));
        }
        Self::Other(said.into())
    }

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
