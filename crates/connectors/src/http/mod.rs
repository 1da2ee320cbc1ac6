//! The one client that asks other servers. Whom it asks was typed in by somebody, so it asks only what is public, and what
//! the configuration opens; it follows nobody elsewhere, waits only so long and reads only so much.

mod address;
mod allowed;

pub use allowed::Allowed;

use reqwest::{
    Client as Connections, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use signalbox_service::outgoing::{Answering, Ask, Method, Reach, Told, Unreached};
use std::{
    error::Error,
    fmt,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

/// How long and how much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest to wait for a connection.
    pub connect: Duration,
    /// The longest to wait for the whole answer.
    pub answer: Duration,
    /// The largest answer, in bytes.
    pub size: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(20), size: 4 << 20 }
    }
}

/// The client. Clones share its connections.
#[derive(Clone)]
pub struct Client {
    allowed: Arc<Allowed>,
    limits: Limits,
    /// For servers that the configuration does not name.
    stranger: Connections,
    /// For servers it names.
    named: Connections,
}

impl Client {
    /// A client that trusts the authorities every browser trusts, and those in a file of the configuration.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file.
    pub fn new(allowed: Allowed, authorities: Option<&Path>, limits: Limits) -> Result<Self, String> {
        let allowed = Arc::new(allowed);
        let tls = tls(authorities)?;
        let connections = |is_named| {
            let resolver = Guard { allowed: Arc::clone(&allowed), is_named };
            Connections::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(resolver)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("Signalbox/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(limits.connect)
                .timeout(limits.answer)
                .http1_max_headers(128)
                .build()
                .map_err(|error| format!("other servers cannot be asked: {error}"))
        };
        Ok(Self { stranger: connections(false)?, named: connections(true)?, allowed, limits })
    }

    /// The address, if it may be asked, and by which connections.
    fn admit(&self, address: &str) -> Result<(Url, String, &Connections), Unreached> {
        let none = |why: &str| Unreached::NoAddress(why.to_owned());
        let url = Url::parse(address).map_err(|error| Unreached::NoAddress(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(none("it begins with https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(none("it holds a name or a password, which belong elsewhere"));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(none("it names no server"));
        };
        let server = format!("{host}:{port}");
        // The parser has read every way to write an address of four numbers by now.
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        let is_named = match literal {
            Some(literal) if !self.allowed.admits(literal, port, false) => return Err(Unreached::Guarded { server }),
            Some(literal) => self.allowed.opens(literal, port),
            None => self.allowed.names(host, port),
        };
        if url.scheme() == "http" && !is_named {
            return Err(Unreached::Plain { server });
        }
        let connections = if is_named { &self.named } else { &self.stranger };
        Ok((url, server, connections))
    }

    async fn answer(self, ask: Ask) -> Result<Told, Unreached> {
        let (url, server, connections) = self.admit(&ask.url)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = match ask.method {
            Method::Get => connections.get(url),
            Method::Post => connections.post(url).body(ask.body),
        };
        for (name, value) in ask.headers {
            request = request.header(name.as_ref(), value);
        }
        let failed = |error: reqwest::Error| failure(&error, &server, &host);
        let mut response = request.send().await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > self.limits.size {
                return Err(Unreached::TooLarge { server: server.clone(), limit: self.limits.size });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Told { status: response.status().as_u16(), body })
    }
}

impl Reach for Client {
    fn ask(&self, ask: Ask) -> Answering {
        Box::pin(self.clone().answer(ask))
    }
}

fn tls(authorities: Option<&Path>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = authorities {
        let wrong = |error: &dyn fmt::Display| format!("authorities under [outgoing]: {}: {error}", file.display());
        let found = CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))?;
        for certificate in found {
            let certificate = certificate.map_err(|error| wrong(&error))?;
            roots.add(certificate).map_err(|error| wrong(&error))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Looks names up, and hands out only what may be asked: the connection is made to exactly what was checked.
struct Guard {
    allowed: Arc<Allowed>,
    is_named: bool,
}

/// Every address of a name is closed.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("inside a closed network")
    }
}

impl Error for Closed {}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, is_named) = (Arc::clone(&self.allowed), self.is_named);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // Ports are minded where names are; an address that is open at one port only is opened by its own address.
            let open: Vec<SocketAddr> =
                found.into_iter().filter(|found| allowed.admits(found.ip(), 0, is_named)).collect();
            if open.is_empty() {
                return Err(Closed.into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

/// What went wrong, without any address in it.
fn failure(error: &reqwest::Error, server: &str, host: &str) -> Unreached {
    let server = server.to_owned();
    let mut innermost: &(dyn Error + 'static) = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    if innermost.is::<Closed>() {
        Unreached::Guarded { server }
    } else if error.is_timeout() {
        Unreached::TooSlow { server }
    } else if error.is_dns() {
        Unreached::Unknown { host: host.to_owned() }
    } else {
        Unreached::Broken { server, why: innermost.to_string() }
    }
}
