//! Encryption in the server itself: a certificate and its key, read again whenever the files change.

use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde::{Deserialize, Serialize};
use std::{fmt::Display, fs, path::PathBuf, sync::Arc, time::Duration, time::SystemTime};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Where the certificate is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// A PEM file with the certificate, and those between it and the authority.
    pub(crate) certificate: PathBuf,
    /// A PEM file with its private key.
    pub(crate) key: PathBuf,
}

impl Tls {
    /// What the server shows.
    ///
    /// # Errors
    /// A sentence that names the file that is wrong.
    pub(crate) fn read(&self) -> Result<Arc<ServerConfig>, String> {
        let wrong = |file: &PathBuf, error: &dyn Display| format!("[tls] {}: {error}", file.display());
        let certificates: Vec<_> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(|error| wrong(&self.certificate, &error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| wrong(&self.key, &error))?;
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        let mut config = builder
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(|error| wrong(&self.certificate, &error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Shows what the files hold whenever they change. A pair that does not fit, as there is while both are being replaced,
    /// leaves the former one in force.
    pub(crate) async fn follow(&self, shown: &RustlsConfig) {
        let mut seen = self.changed_at();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.changed_at();
            if now == seen {
                continue;
            }
            match self.read() {
                Ok(config) => {
                    shown.reload_from_config(config);
                    seen = now;
                    tracing::info!(file = %self.certificate.display(), "read the certificate again");
                }
                Err(why) => tracing::warn!(why, "the former certificate stays in force"),
            }
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|file| fs::metadata(file).and_then(|found| found.modified()).ok())
    }
}
