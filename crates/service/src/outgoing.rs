//! The port through which other servers are asked. What stands behind it decides which of them may be reached: use cases
//! name an address that somebody typed, and cannot get round the guard.

use signalbox_domain::{Outcome, Problem};
use std::{borrow::Cow, fmt, future::Future, pin::Pin, sync::Arc};

/// How something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends.
    Post,
}

/// What another server is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// How.
    pub method: Method,
    /// The whole address, with `https://`.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// What is sent.
    pub body: Vec<u8>,
}

impl Ask {
    /// Reads an address.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: Method::Get, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// Sends something of a kind to an address.
    #[must_use]
    pub fn post(url: impl Into<String>, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".into(), kind.to_owned())];
        Self { method: Method::Post, url: url.into(), headers, body: body.into() }
    }

    /// … with a header.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What another server answered. A redirect is an answer like any other: nobody follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The status, such as 200.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Why there was no answer. None of them tells an address: names inside a network are not for everybody to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// What was given is no address of a server.
    NoAddress(String),
    /// The server is inside a network that is closed unless the configuration opens it.
    Guarded {
        /// The host and port, as `allow` under `[outgoing]` takes it.
        server: String,
    },
    /// The address is not encrypted.
    Plain {
        /// The host and port.
        server: String,
    },
    /// No server has this name.
    Unknown {
        /// The name.
        host: String,
    },
    /// The answer took too long.
    TooSlow {
        /// The host and port.
        server: String,
    },
    /// The answer is too large.
    TooLarge {
        /// The host and port.
        server: String,
        /// The largest answer that is read, in bytes.
        limit: usize,
    },
    /// The connection failed.
    Broken {
        /// The host and port.
        server: String,
        /// What failed.
        why: String,
    },
}

impl Unreached {
    /// A stable word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoAddress(_) => "no_address",
            Self::Guarded { .. } => "not_allowed",
            Self::Plain { .. } => "not_encrypted",
            Self::Unknown { .. } => "unknown_host",
            Self::TooSlow { .. } => "too_slow",
            Self::TooLarge { .. } => "too_large",
            Self::Broken { .. } => "unreachable",
        }
    }
}

impl fmt::Display for Unreached {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress(why) => write!(formatter, "this is no address of a server: {why}"),
            Self::Guarded { server } => write!(
                formatter,
                "{server} is inside a closed network; whoever runs Signalbox can open it with allow = [\"{server}\"] \
                 under [outgoing] in signalbox.toml"
            ),
            Self::Plain { server } => write!(
                formatter,
                "{server} is asked without encryption; use https://, or let whoever runs Signalbox add \"{server}\" to \
                 allow under [outgoing] in signalbox.toml"
            ),
            Self::Unknown { host } => write!(formatter, "no server is called {host}"),
            Self::TooSlow { server } => write!(formatter, "{server} did not answer in time"),
            Self::TooLarge { server, limit } => {
                write!(formatter, "{server} answered with more than {limit} bytes")
            }
            Self::Broken { server, why } => write!(formatter, "{server} cannot be reached: {why}"),
        }
    }
}

impl std::error::Error for Unreached {}

impl From<Unreached> for Problem {
    fn from(unreached: Unreached) -> Self {
        Self::refused(unreached.code(), unreached.to_string())
    }
}

/// An answer that is under way.
pub type Answering = Pin<Box<dyn Future<Output = Result<Told, Unreached>> + Send>>;

/// Whoever asks other servers.
pub trait Reach: Send + Sync {
    /// Asks.
    fn ask(&self, ask: Ask) -> Answering;
}

/// The way out, shared by all.
#[derive(Clone)]
pub struct Outgoing(Arc<dyn Reach>);

impl Outgoing {
    /// By way of this client.
    pub fn by(client: impl Reach + 'static) -> Self {
        Self(Arc::new(client))
    }

    /// No way out: for whatever asks nobody.
    #[must_use]
    pub fn closed() -> Self {
        Self::by(Closed)
    }

    /// Asks another server.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn ask(&self, ask: Ask) -> Result<Told, Unreached> {
        self.0.ask(ask).await
    }
}

/// Waits for answers where nothing else is done meanwhile: in a job, which has a thread of its own.
///
/// # Errors
/// When the system gives no means to wait.
pub(crate) fn wait<T>(asking: impl Future<Output = T>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Problem::Unavailable(format!("nobody can be asked: {error}")))?;
    Ok(runtime.block_on(asking))
}

/// A text as it stands in an address or a form (RFC 3986: all but its unreserved characters).
pub(crate) fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

struct Closed;

impl Reach for Closed {
    fn ask(&self, ask: Ask) -> Answering {
        Box::pin(std::future::ready(Err(Unreached::Guarded { server: ask.url })))
    }
}
