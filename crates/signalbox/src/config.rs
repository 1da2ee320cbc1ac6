//! Where settings come from: flags win over the environment (`SIGNALBOX_…`), that over `signalbox.toml`, that over the
//! defaults.

use crate::{connections::Most, keys::Secrets, tls::Tls};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use signalbox_connectors::scanner::Clamd;
use signalbox_service::{
    accounts::{breached::Breached, oidc::SMALLEST_RSA_KEY},
    attachments::Limits,
    network::Network,
    scanning::Scanner,
};
use signalbox_web::{Rate, Settings};
use std::{net::SocketAddr, path::PathBuf};

/// The settings of a server, and of commands that work straight on its data.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The address to listen on.
    pub(crate) listen: SocketAddr,
    /// The data folder, with the embedded database in it.
    pub(crate) data: String,
    /// A PostgreSQL database, in place of the embedded one.
    pub(crate) database: Option<String>,
    /// A folder with documents to load into an empty installation.
    pub(crate) examples: Option<String>,
    /// The largest attachment, in bytes.
    pub(crate) attachment_limit: u64,
    /// How many bytes the attachments of one release may have together.
    pub(crate) release_attachments_limit: u64,
    /// A virus scanner that looks at attachments before they are kept: `tcp://HOST:PORT` or `unix:/PATH` of a clamd.
    pub(crate) attachments_scanner: Option<String>,
    /// A file of passwords that are known from breaches, sorted, a line `SHA1:COUNT` for each.
    pub(crate) breached_passwords: Option<PathBuf>,
    /// The smallest RSA key of sign-in providers and passkeys that is believed, in bits.
    pub(crate) smallest_rsa_bits: usize,
    /// Whether every event of the journal is written to standard error as well, as a line of JSON.
    pub(crate) journal_log: bool,
    /// `text` or `json`.
    pub(crate) log_format: String,
    /// What to log: `info`, or directives such as `warn,signalbox_web=debug`.
    pub(crate) log: String,
    /// How other servers are asked.
    pub(crate) outgoing: Outgoing,
    pub(crate) journal: Journal,
    /// Where the key of secrets comes from.
    pub(crate) secrets: Secrets,
    /// The certificate of a server that encrypts by itself.
    pub(crate) tls: Option<Tls>,
    /// Addresses and networks of proxies whose word about whom they speak for is believed.
    pub(crate) trusted_proxies: Vec<String>,
    /// How often may be asked.
    pub(crate) limits: Rates,
    /// Whether others than this machine may be served without encryption, because something before the server encrypts.
    pub(crate) plain_http: bool,
}

/// How often may be asked: requests a second for as long as one likes (0 for any number), and at once after a pause. And how
/// many connections there may be, in all and from one address (0 for any number), and how many seconds the first request on
/// one may take to say what it wants.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rates {
    pub(crate) person_per_second: u32,
    pub(crate) person_at_once: u32,
    pub(crate) address_per_second: u32,
    pub(crate) address_at_once: u32,
    pub(crate) connections: u32,
    pub(crate) connections_of_address: u32,
    pub(crate) head_seconds: u64,
}

impl Default for Rates {
    fn default() -> Self {
        let Settings { person_rate, address_rate, .. } = Settings::default();
        Self {
            person_per_second: person_rate.per_second,
            person_at_once: person_rate.at_once,
            address_per_second: address_rate.per_second,
            address_at_once: address_rate.at_once,
            connections: 10_000,
            connections_of_address: 2_000,
            head_seconds: 20,
        }
    }
}

/// How other servers are asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Outgoing {
    /// Servers and networks that may be asked although they are not public: `idp.intern:8443`, `10.1.0.0/16`.
    pub(crate) allow: Vec<String>,
    /// A PEM file with certificates of authorities to trust, beside those that every browser trusts.
    pub(crate) authorities: Option<PathBuf>,
}

/// What becomes of the journal.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Journal {
    /// Who keeps its checkpoints: files, addresses of servers, and addresses of witnesses that sign with their keys.
    pub(crate) witnesses: Vec<String>,
    /// The keys of other servers' journals that this one is a witness for.
    pub(crate) witness_for: Vec<String>,
}

/// The names of all settings.
const SETTINGS: [&str; 19] = [
    "listen",
    "data",
    "database",
    "examples",
    "attachment_limit",
    "release_attachments_limit",
    "attachments_scanner",
    "breached_passwords",
    "smallest_rsa_bits",
    "journal_log",
    "log_format",
    "log",
    "outgoing",
    "journal",
    "secrets",
    "tls",
    "trusted_proxies",
    "limits",
    "plain_http",
];

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8400)),
            data: "./data".to_owned(),
            database: None,
            examples: None,
            attachment_limit: 10 << 20,
            release_attachments_limit: 200 << 20,
            attachments_scanner: None,
            breached_passwords: None,
            smallest_rsa_bits: SMALLEST_RSA_KEY,
            journal_log: false,
            log_format: "text".to_owned(),
            log: "info,postgres=warn,tokio_postgres=warn".to_owned(),
            outgoing: Outgoing::default(),
            journal: Journal::default(),
            secrets: Secrets::default(),
            tls: None,
            trusted_proxies: vec!["127.0.0.0/8".to_owned(), "::1".to_owned()],
            limits: Rates::default(),
            plain_http: false,
        }
    }
}

/// Settings given as flags.
#[derive(Clone, Debug, Default, clap::Args, Serialize)]
pub(crate) struct Flags {
    /// The data folder, with the embedded database in it [default: ./data]
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
    /// A PostgreSQL database (postgres://…), in place of the data folder
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
}

/// Settings of a server given as flags.
#[derive(Clone, Debug, Default, clap::Args, Serialize)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) place: Flags,
    /// The address to listen on [default: 127.0.0.1:8400]
    #[arg(long, value_name = "ADDRESS:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    /// A folder with documents to load into an empty installation
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<String>,
}

impl Config {
    /// The settings in effect.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong and where it comes from.
    pub(crate) fn read(flags: &impl Serialize) -> Result<Self, String> {
        // Test settings share the prefix but are none of the server's.
        let environment = Env::prefixed("SIGNALBOX_")
            .filter(|name| {
                let first = name.as_str().split("__").next().unwrap_or_default();
                SETTINGS.iter().any(|known| first.eq_ignore_ascii_case(known))
            })
            .split("__");
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("signalbox.toml"))
            .merge(environment)
            .merge(Serialized::defaults(flags))
            .extract()
            .map(|config: Self| config.preferring_flags(flags))
            .map_err(|error| format!("the configuration is wrong: {error}"))
    }

    /// A data folder named by a flag wins over a database named anywhere else.
    fn preferring_flags(self, flags: &impl Serialize) -> Self {
        let flags = serde_json::to_value(flags).unwrap_or_default();
        let folder = flags.get("data").is_some() && flags.get("database").is_none();
        Self { database: self.database.filter(|_| !folder), ..self }
    }

    /// The database the settings name.
    pub(crate) fn database(&self) -> signalbox_store::Config {
        signalbox_store::Config::at(self.database.as_deref().unwrap_or(&self.data))
    }

    /// How the server behaves towards its callers.
    ///
    /// # Errors
    /// A sentence that names the proxy that is none.
    pub(crate) fn settings(&self) -> Result<Settings, String> {
        let Rates { person_per_second, person_at_once, address_per_second, address_at_once, .. } = self.limits;
        Ok(Settings {
            attachments: Limits { one: self.attachment_limit, release: self.release_attachments_limit },
            proxies: self.proxies()?,
            is_encrypted: self.tls.is_some(),
            person_rate: Rate { per_second: person_per_second, at_once: person_at_once },
            address_rate: Rate { per_second: address_per_second, at_once: address_at_once },
            ..Settings::default()
        })
    }

    /// What an application believes and refuses beside its rules.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub(crate) fn guards(&self) -> Result<Guards, String> {
        if self.smallest_rsa_bits < SMALLEST_RSA_KEY {
            return Err(format!("smallest_rsa_bits is {SMALLEST_RSA_KEY} or more, not {}", self.smallest_rsa_bits));
        }
        let scanner = self.attachments_scanner.as_deref().map(Clamd::read).transpose()?;
        Ok(Guards {
            scanner: scanner.map(Scanner::by).unwrap_or_default(),
            breached: self.breached_passwords.as_deref().map(Breached::open).transpose()?,
            smallest_rsa_key: self.smallest_rsa_bits,
        })
    }

    fn proxies(&self) -> Result<Vec<Network>, String> {
        let network = |text: &String| {
            let none = || format!("{text:?} in trusted_proxies is no network such as \"10.1.0.0/16\" or \"10.1.2.3\"");
            Network::parse(text).ok_or_else(none)
        };
        self.trusted_proxies.iter().map(network).collect()
    }

    /// How many connections there may be.
    ///
    /// # Errors
    /// A sentence that names the proxy that is none.
    pub(crate) fn connections(&self) -> Result<Most, String> {
        let Rates { connections, connections_of_address, .. } = self.limits;
        Ok(Most { together: connections, of_address: connections_of_address, proxies: self.proxies()? })
    }

    /// Refuses to serve others than this machine without encryption, unless somebody said that this is meant: passwords and
    /// sessions would go over the network for everybody to read.
    ///
    /// # Errors
    /// A sentence that says what there is to choose from.
    pub(crate) fn check_reach(&self) -> Result<(), String> {
        if self.tls.is_some() || self.plain_http || self.listen.ip().is_loopback() {
            return Ok(());
        }
        Err(format!(
            "{} is no address of this machine alone, and nothing encrypts: name a certificate and its key under [tls], listen \
             on 127.0.0.1 behind a proxy that encrypts, or set plain_http = true when the proxy is on another machine",
            self.listen
        ))
    }

    /// The settings with secrets masked.
    pub(crate) fn masked(&self) -> Self {
        let mask = |address: &String| match (address.find("://"), address.rfind('@')) {
            (Some(scheme), Some(host)) => {
                let user = address[scheme + 3..host].split(':').next().unwrap_or_default().to_owned();
                format!("{}://{user}:***{}", &address[..scheme], &address[host..])
            }
            _ => address.clone(),
        };
        Self { database: self.database.as_ref().map(mask), ..self.clone() }
    }
}

/// What an application believes and refuses beside its rules.
pub(crate) struct Guards {
    pub(crate) scanner: Scanner,
    pub(crate) breached: Option<Breached>,
    pub(crate) smallest_rsa_key: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_keys_are_believed_by_nobody() {
        let with = |smallest_rsa_bits| Config { smallest_rsa_bits, ..Config::default() };
        assert_eq!(with(3072).guards().map(|guards| guards.smallest_rsa_key), Ok(3072));
        assert_eq!(Config::default().guards().map(|guards| guards.smallest_rsa_key), Ok(2048));
        assert!(with(1024).guards().is_err_and(|told| told.contains("smallest_rsa_bits is 2048 or more")));
    }

    #[test]
    fn others_than_this_machine_are_served_with_encryption_unless_somebody_says_otherwise() {
        let at = |listen: &str| Config { listen: listen.parse().unwrap(), ..Config::default() };
        for here in ["127.0.0.1:8400", "[::1]:8400"] {
            assert_eq!(at(here).check_reach(), Ok(()), "{here}");
        }
        for everywhere in ["0.0.0.0:8400", "[::]:8400", "192.0.2.1:8400"] {
            let told = at(everywhere).check_reach().unwrap_err();
            assert!(told.contains("[tls]") && told.contains("plain_http"), "{told}");
            assert_eq!(Config { plain_http: true, ..at(everywhere) }.check_reach(), Ok(()));
            let tls = Some(Tls { certificate: "c.pem".into(), key: "k.pem".into() });
            assert_eq!(Config { tls, ..at(everywhere) }.check_reach(), Ok(()));
        }
    }

    #[test]
    fn a_password_in_an_address_is_masked() {
        let config = Config { database: Some("postgres://me:secret@db.example.org/x".to_owned()), ..Config::default() };
        assert_eq!(config.masked().database.as_deref(), Some("postgres://me:***@db.example.org/x"));
    }
}
