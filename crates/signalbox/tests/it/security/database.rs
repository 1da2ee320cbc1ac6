//! The way to PostgreSQL: encrypted, to the right server, by who we are, and with no hash that can be turned back.

use rcgen::{CertificateParams, CertifiedIssuer, CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use signalbox_store::{Db, db::Config};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// What came to a server on one connection.
#[derive(Debug, Default, PartialEq, Eq)]
struct Came {
    /// Whether encryption was asked for.
    asked_to_encrypt: bool,
    /// Whether it was agreed on.
    is_encrypted: bool,
    /// The certificate that was shown.
    certificate: Option<Vec<u8>>,
    /// Whether somebody said who they are.
    said_who: bool,
    /// Whether somebody answered what they were asked.
    proved: bool,
}

/// What the server asks for: MD5 with a salt, or SCRAM-SHA-256 (PostgreSQL 18, 54.7).
const BY_MD5: &[u8] = b"R\0\0\0\x0c\0\0\0\x05salt";
const BY_SCRAM: &[u8] = b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0";

/// A server that speaks as much of PostgreSQL's protocol as asks who comes; answers what came on each connection, and why
/// whoever came gave up.
fn meet(
    asks: &'static [u8],
    encrypts: Option<&Arc<ServerConfig>>,
    address: impl FnOnce(u16) -> String,
) -> (Vec<Came>, String) {
    let listener = TcpListener::bind(("0.0.0.0", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let met = scope.spawn(|| {
            let mut all = Vec::new();
            for connection in listener.incoming() {
                if is_over.load(Ordering::SeqCst) {
                    return all;
                }
                let mut came = Came::default();
                // Whoever gives up does so in the middle of something.
                let _ = answer(connection.unwrap(), asks, encrypts, &mut came);
                all.push(came);
            }
            all
        });
        let why = match Db::open(&Config::at(&address(port))) {
            Ok(_) => panic!("nobody proved anything, and it opened"),
            Err(problem) => problem.to_string(),
        };
        is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", port)));
        (met.join().unwrap(), why)
    })
}

fn answer(
    mut connection: TcpStream,
    asks: &[u8],
    encrypts: Option<&Arc<ServerConfig>>,
    came: &mut Came,
) -> std::io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut first = [0; 8];
    connection.read_exact(&mut first)?;
    if first != [0, 0, 0, 8, 4, 210, 22, 47] {
        return ask(&mut connection, &first, asks, came);
    }
    came.asked_to_encrypt = true;
    let Some(config) = encrypts else {
        connection.write_all(b"N")?;
        // What is said in spite of it would be said to everybody on the way.
        connection.read_exact(&mut first)?;
        return ask(&mut connection, &first, asks, came);
    };
    connection.write_all(b"S")?;
    let session = ServerConnection::new(config.clone()).unwrap();
    let mut stream = StreamOwned::new(session, connection);
    stream.read_exact(&mut first)?;
    came.is_encrypted = true;
    came.certificate = stream.conn.peer_certificates().and_then(<[_]>::first).map(|shown| shown.to_vec());
    ask(&mut stream, &first, asks, came)
}

/// Asks for a proof of whoever said who they are.
fn ask(stream: &mut (impl Read + Write), first: &[u8; 8], asks: &[u8], came: &mut Came) -> std::io::Result<()> {
    came.said_who = true;
    let length = u32::from_be_bytes([first[0], first[1], first[2], first[3]]);
    stream.read_exact(&mut vec![0; usize::try_from(length).unwrap() - 8])?;
    stream.write_all(asks)?;
    stream.flush()?;
    let mut proof = [0];
    stream.read_exact(&mut proof)?;
    came.proved = &proof == b"p";
    Ok(())
}

/// How a server encrypts with a certificate, and what it asks of those who come.
fn encrypting(certificate: &CertifiedKey<KeyPair>, authority: Option<&CertificateDer<'static>>) -> Arc<ServerConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match authority {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_slice(certificate.signing_key.serialize_pem().as_bytes()).unwrap();
    Arc::new(builder.with_single_cert(vec![certificate.cert.der().clone()], key).unwrap())
}

/// The certificate of a server on another address of this machine, which counts as elsewhere.
fn elsewhere(folder: &Path, file: &str) -> (CertifiedKey<KeyPair>, String) {
    let made = generate_simple_self_signed(["127.0.0.2".to_owned()]).unwrap();
    let path = folder.join(file);
    fs::write(&path, made.cert.pem()).unwrap();
    (made, path.display().to_string())
}

#[test]
fn a_database_elsewhere_gets_no_word_that_is_not_encrypted() {
    let (came, why) = meet(BY_SCRAM, None, |port| format!("postgres://me:canary@127.0.0.2:{port}/signalbox"));
    assert!(came.iter().all(|came| came.asked_to_encrypt && !came.said_who), "{came:?}");
    assert!(why.contains("TLS") && !why.contains("canary"), "{why}");
    // Who writes that it may be so is taken at their word, which is what the setting is for.
    let (came, _) =
        meet(BY_SCRAM, None, |port| format!("postgres://me:canary@127.0.0.2:{port}/signalbox?sslmode=disable"));
    assert!(came.iter().any(|came| came.said_who && !came.asked_to_encrypt), "{came:?}");
}

#[test]
fn a_database_has_to_show_a_certificate_that_is_trusted_and_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, own) = elsewhere(folder.path(), "own.pem");
    let (_, other) = elsewhere(folder.path(), "other.pem");
    let server = encrypting(&shown, None);
    let with = |host: &'static str, file: Option<&str>| {
        let file = file.map(|file| format!("?sslrootcert={file}")).unwrap_or_default();
        meet(BY_SCRAM, Some(&server), move |port| format!("postgres://me:canary@{host}:{port}/signalbox{file}"))
    };
    // The authorities that browsers trust know nothing of it, nor does a file with another.
    for file in [None, Some(other.as_str())] {
        let (came, why) = with("127.0.0.2", file);
        assert!(came.iter().all(|came| !came.is_encrypted && !came.said_who), "{came:?}");
        assert!(why.contains("certificate"), "{why}");
    }
    let (came, why) = with("127.0.0.3", Some(&own));
    assert!(came.iter().all(|came| !came.said_who), "the certificate of another server: {came:?}");
    assert!(why.contains("certificate"), "{why}");
    let (came, _) = with("127.0.0.2", Some(&own));
    assert!(came.iter().any(|came| came.is_encrypted && came.proved), "{came:?}");
}

#[test]
fn a_database_is_shown_who_comes_by_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, own) = elsewhere(folder.path(), "own.pem");
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let ours = CertificateParams::new(["signalbox".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let files = [("ours.pem", ours.pem()), ("key.pem", key.serialize_pem())].map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    });
    let server = encrypting(&shown, Some(authority.der()));
    let address = |port: u16, more: &str| format!("postgres://me:x@127.0.0.2:{port}/signalbox?sslrootcert={own}{more}");
    let both = format!("&sslcert={}&sslkey={}", files[0], files[1]);
    let (came, _) = meet(BY_SCRAM, Some(&server), |port| address(port, &both));
    let is_known = |came: &Came| came.certificate.as_deref() == Some(ours.der().as_ref()) && came.proved;
    assert!(came.iter().any(is_known), "{came:?}");
    // Whoever shows none is not listened to by such a server.
    let (came, _) = meet(BY_SCRAM, Some(&server), |port| address(port, ""));
    assert!(came.iter().all(|came| !came.said_who && !came.proved), "{came:?}");
}

#[test]
fn a_database_that_wants_a_password_by_md5_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, own) = elsewhere(folder.path(), "own.pem");
    let server = encrypting(&shown, None);
    let plain = |port: u16| format!("postgres://me:canary@127.0.0.1:{port}/signalbox");
    let encrypted = |port: u16| format!("postgres://me:canary@127.0.0.2:{port}/signalbox?sslrootcert={own}");
    for (came, why) in [meet(BY_MD5, None, plain), meet(BY_MD5, Some(&server), encrypted)] {
        assert!(came.iter().all(|came| came.said_who && !came.proved), "{came:?}");
        for part in ["MD5", "password_encryption = 'scram-sha-256'", "pg_hba.conf"] {
            assert!(why.contains(part), "{part} is not in: {why}");
        }
    }
    let (came, _) = meet(BY_SCRAM, None, plain);
    assert!(came.iter().any(|came| came.proved), "{came:?}");
}
