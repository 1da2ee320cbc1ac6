//! The port through which files are looked at before they are kept. What stands behind it asks a scanner that the operator
//! chose; without one every file is taken.

use std::{future::Future, pin::Pin, sync::Arc};
use tokio::sync::mpsc;

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found this.
    Found(String),
}

/// A file that is being looked at; or why it could not be.
pub type Looking = Pin<Box<dyn Future<Output = Result<Verdict, String>> + Send>>;

/// Whoever looks at files.
pub trait Look: Send + Sync {
    /// Looks at a file, which comes part by part.
    fn look(&self, parts: mpsc::Receiver<Vec<u8>>) -> Looking;
}

/// The scanner, if there is one, shared by all.
#[derive(Clone, Default)]
pub struct Scanner(Option<Arc<dyn Look>>);

impl Scanner {
    /// This one.
    pub fn by(look: impl Look + 'static) -> Self {
        Self(Some(Arc::new(look)))
    }

    /// The one there is.
    pub(crate) fn get(&self) -> Option<&dyn Look> {
        self.0.as_deref()
    }
}
