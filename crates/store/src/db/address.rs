//! The address of a PostgreSQL server, with the files that its own tools name in it and the client does not know: the
//! authorities to trust (`sslrootcert`), and a certificate to show with its key (`sslcert`, `sslkey`).

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use signalbox_domain::{Outcome, Problem};
use std::{fmt::Display, sync::Arc};

/// An address, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// As the client takes it.
    pub(super) plain: String,
    authorities: Option<String>,
    certificate: Option<String>,
    key: Option<String>,
}

impl Address {
    /// Certificates are always checked, so `verify-full` and `verify-ca` say no more than `require`.
    pub(super) fn read(address: &str) -> Self {
        let plain =
            address.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
        let (plain, authorities) = without(&plain, "sslrootcert");
        let (plain, certificate) = without(&plain, "sslcert");
        let (plain, key) = without(&plain, "sslkey");
        Self { plain, authorities, certificate, key }
    }

    /// How a connection is encrypted: which authorities are trusted, those of the file and no others where one is named, and
    /// what is shown to a server that asks who comes.
    pub(super) fn encryption(&self) -> Outcome<ClientConfig> {
        let roots = match &self.authorities {
            None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
            Some(file) => trusted(file)?,
        };
        let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Problem::Internal(format!("TLS: {error}")))?
            .with_root_certificates(roots);
        match (&self.certificate, &self.key) {
            (None, None) => Ok(builder.with_no_client_auth()),
            (Some(certificate), Some(key)) => {
                let shown = certificates(certificate)?;
                let key_of = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, &error))?;
                builder.with_client_auth_cert(shown, key_of).map_err(|error| wrong(certificate, &error))
            }
            _ => {
                let told = "the address of PostgreSQL names one of sslcert and sslkey; name both, or neither";
                Err(Problem::Unavailable(told.to_owned()))
            }
        }
    }
}

fn wrong(file: &str, error: &dyn Display) -> Problem {
    Problem::Unavailable(format!("the certificates of PostgreSQL in {file}: {error}"))
}

fn certificates(file: &str) -> Outcome<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    let found = found.map_err(|error| wrong(file, &error))?;
    if found.is_empty() { Err(wrong(file, &"it holds no certificate")) } else { Ok(found) }
}

/// The authorities in a file, and no others.
fn trusted(file: &str) -> Outcome<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate).map_err(|error| wrong(file, &error))?;
    }
    Ok(roots)
}

/// An address without one of its parameters, and what that said.
fn without(address: &str, parameter: &str) -> (String, Option<String>) {
    let begins = |at: &usize| *at == 0 || address[..*at].ends_with(['?', '&', ' ']);
    let wanted = format!("{parameter}=");
    let Some(at) = address.match_indices(&wanted).map(|(at, _)| at).find(begins) else {
        return (address.to_owned(), None);
    };
    let is_url = address.starts_with("postgres://") || address.starts_with("postgresql://");
    let (before, after) = (&address[..at], &address[at + wanted.len()..]);
    let end = after.find(if is_url { '&' } else { ' ' }).unwrap_or(after.len());
    let rest = after[end..].trim_start_matches(['&', ' ']);
    let file = if is_url { after[..end].replace("%2F", "/").replace("%2f", "/") } else { after[..end].to_owned() };
    let joined = format!("{before}{rest}");
    (joined.trim_end_matches(['?', '&', ' ']).to_owned(), Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_other_tools_name_them() {
        let split = |address: &str| {
            let Address { plain, authorities, certificate, key } = Address::read(address);
            (plain, [authorities, certificate, key])
        };
        let some = |file: &str| Some(file.to_owned());
        let (url, files) = split("postgres://me@db.example.org/signalbox?sslmode=verify-full&sslrootcert=/etc/ca.pem");
        assert_eq!(url, "postgres://me@db.example.org/signalbox?sslmode=require");
        assert_eq!(files, [some("/etc/ca.pem"), None, None]);
        let (url, files) =
            split("postgres://db.example.org/x?sslkey=%2Fetc%2Fk.pem&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=3");
        assert_eq!(url, "postgres://db.example.org/x?connect_timeout=3");
        assert_eq!(files, [some("/etc/ca.pem"), None, some("/etc/k.pem")]);
        let (words, files) = split("host=db.example.org sslrootcert=/etc/ca.pem sslcert=c.pem sslkey=k.pem dbname=x");
        assert_eq!(words, "host=db.example.org dbname=x");
        assert_eq!(files, [some("/etc/ca.pem"), some("c.pem"), some("k.pem")]);
        assert_eq!(
            split("postgres://db.example.org/x"),
            ("postgres://db.example.org/x".to_owned(), [None, None, None])
        );
    }

    #[test]
    fn a_file_without_certificates_lets_nobody_in() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert!(matches!(trusted(here), Err(Problem::Unavailable(told)) if told.contains("no certificate")));
        assert!(trusted("/nowhere/ca.pem").is_err());
    }

    #[test]
    fn a_certificate_is_shown_with_its_key_or_not_at_all() {
        for one in ["sslcert=c.pem", "sslkey=k.pem"] {
            let told =
                Address::read(&format!("postgres://db.example.org/x?{one}")).encryption().unwrap_err().to_string();
            assert!(told.contains("sslcert and sslkey"), "{told}");
        }
    }
}
