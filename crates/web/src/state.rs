//! What every request needs.

use signalbox_service::{App, attachments::Limits};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_limit: 1 << 20,
            documents_limit: 16 << 20,
            attachments: Limits { one: 10 << 20, release: 200 << 20 },
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
    /// Becomes true when streams are to end.
    pub(crate) ending: watch::Sender<bool>,
}

impl Web {
    /// The state for an application.
    #[must_use]
    pub fn new(app: App, settings: Settings) -> Self {
        Self { app, settings: Arc::new(settings), under_way: Arc::default(), ending: watch::Sender::new(false) }
    }

    /// Ends every stream of live events, which would never end by itself and keep the server from stopping. Browsers come
    /// back and resume elsewhere.
    pub fn end_streams(&self) {
        self.ending.send_replace(true);
    }
}
