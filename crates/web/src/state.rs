//! What every request needs.

use crate::limits::{Buckets, Rate};
use signalbox_domain::id::PersonId;
use signalbox_service::{App, attachments::Limits, network::Network};
use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// How the server behaves towards its callers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The largest body of an ordinary request, in bytes.
    pub body_limit: usize,
    /// The largest body of releases as code, in bytes.
    pub documents_limit: usize,
    /// How much may be attached to releases.
    pub attachments: Limits,
    /// Whose word about whom they speak for is believed.
    pub proxies: Vec<Network>,
    /// Whether the server itself encrypts.
    pub is_encrypted: bool,
    /// How often a person may ask.
    pub person_rate: Rate,
    /// How often an address may ask.
    pub address_rate: Rate,
    /// How long a request may take, streams of events apart.
    pub patience: Duration,
}

impl Settings {
    /// Whether an address is that of a proxy of ours.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.holds(address))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_limit: 1 << 20,
            documents_limit: 16 << 20,
            attachments: Limits { one: 10 << 20, release: 200 << 20 },
            proxies: ["127.0.0.0/8", "::1"].into_iter().filter_map(Network::parse).collect(),
            is_encrypted: false,
            person_rate: Rate { per_second: 200, at_once: 2_000 },
            address_rate: Rate { per_second: 1_000, at_once: 10_000 },
            patience: Duration::from_secs(120),
        }
    }
}

/// The state all handlers share.
#[derive(Clone)]
pub struct Web {
    /// The use cases.
    pub app: App,
    /// How the server behaves.
    pub settings: Arc<Settings>,
    /// Idempotency keys whose first request is still under way on this node.
    pub(crate) under_way: Arc<Mutex<HashSet<String>>>,
    /// How often people asked lately.
    pub(crate) people: Arc<Buckets<PersonId>>,
    /// How often addresses did.
    pub(crate) addresses: Arc<Buckets<IpAddr>>,
    /// Who forged the headers of proxies lately, and when.
    pub(crate) forgers: Arc<Mutex<HashMap<IpAddr, Instant>>>,
    /// Becomes true when streams are to end.
    pub(crate) ending: watch::Sender<bool>,
}

impl Web {
    /// The state for an application.
    #[must_use]
    pub fn new(app: App, settings: Settings) -> Self {
        Self {
            app,
            people: Arc::new(Buckets::new(settings.person_rate)),
            addresses: Arc::new(Buckets::new(settings.address_rate)),
            settings: Arc::new(settings),
            under_way: Arc::default(),
            forgers: Arc::default(),
            ending: watch::Sender::new(false),
        }
    }

    /// Ends every stream of live events, which would never end by itself and keep the server from stopping. Browsers come
    /// back and resume elsewhere.
    pub fn end_streams(&self) {
        self.ending.send_replace(true);
    }
}
