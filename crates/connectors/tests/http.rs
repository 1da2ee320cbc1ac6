//! The client that asks other servers, against real sockets on this machine.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, in its helpers too")]

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, ServerConnection, crypto::ring, pki_types::PrivateKeyDer};
use signalbox_connectors::http::{Allowed, Client, Limits};
use signalbox_service::outgoing::{Ask, Outgoing, Told, Unreached};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// A server that answers every connection alike, and counts them.
struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn start(answer: impl Fn(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let serve = move || {
            for stream in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
                answer(stream.unwrap());
            }
        };
        thread::Builder::new().name("server".to_owned()).spawn(serve).unwrap();
        Self { port, asked }
    }

    fn plain(answer: &'static [u8]) -> Self {
        Self::start(move |mut stream| {
            drop(stream.read(&mut [0; 4096]));
            drop(stream.write_all(answer));
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";

fn client(allow: &[String], authorities: Option<&Path>) -> Outgoing {
    let limits = Limits { connect: Duration::from_secs(2), answer: Duration::from_millis(1500), size: 1000 };
    Outgoing::by(Client::new(Allowed::read(allow).unwrap(), authorities, limits).unwrap())
}

fn ask(client: &Outgoing, url: &str) -> Result<Told, Unreached> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.ask(Ask::get(url)))
}

#[test]
fn this_machine_is_not_asked_in_whatever_way_it_is_written() {
    let server = Server::plain(HELLO);
    let (port, closed) = (server.port, client(&[], None));
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ] {
        let refused = ask(&closed, &format!("https://{host}:{port}/")).unwrap_err();
        assert_eq!(refused.code(), "not_allowed", "{host}: {refused}");
    }
    for host in ["0.0.0.0", "[::]", "169.254.169.254", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[fd00:ec2::254]"] {
        let refused = ask(&closed, &format!("https://{host}:{port}/")).unwrap_err();
        assert_eq!(refused.code(), "not_allowed", "{host}: {refused}");
    }
    assert_eq!(server.asked(), 0);
}

#[test]
fn a_refusal_says_what_to_configure_and_that_helps() {
    let server = Server::plain(HELLO);
    let port = server.port;
    let refused = ask(&client(&[], None), &format!("https://localhost:{port}/")).unwrap_err().to_string();
    let entry = format!("localhost:{port}");
    assert!(refused.contains(&format!("allow = [\"{entry}\"] under [outgoing]")), "{refused}");
    assert!(!refused.contains("127.0.0.1"), "nobody is told where a name is: {refused}");
    let open = client(&[entry], None);
    assert_eq!(ask(&open, &format!("http://localhost:{port}/")).unwrap(), Told { status: 200, body: b"hello".into() });
    let elsewhere = ask(&open, &format!("https://localhost:{}/", port.wrapping_add(1))).unwrap_err();
    assert_eq!(elsewhere.code(), "not_allowed");
    let network = client(&["127.0.0.0/8".to_owned()], None);
    assert_eq!(ask(&network, &format!("http://127.0.0.1:{port}/")).unwrap().status, 200);
    assert_eq!(ask(&network, &format!("http://localhost:{port}/")).unwrap_err().code(), "not_encrypted");
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_redirect_is_an_answer_and_not_followed() {
    let inside = Server::plain(HELLO);
    let location =
        format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n", inside.port);
    let server = Server::plain(location.leak().as_bytes());
    let open = client(&["127.0.0.1".to_owned()], None);
    assert_eq!(ask(&open, &format!("http://127.0.0.1:{}/", server.port)).unwrap().status, 302);
    assert_eq!((server.asked(), inside.asked()), (1, 0));
}

#[test]
fn only_so_long_and_only_so_much_is_read() {
    let open = client(&["127.0.0.1".to_owned()], None);
    let slow = Server::start(|stream| {
        thread::sleep(Duration::from_secs(4));
        drop(stream);
    });
    assert_eq!(ask(&open, &format!("http://127.0.0.1:{}/", slow.port)).unwrap_err().code(), "too_slow");
    let endless = Server::start(|mut stream| {
        drop(stream.read(&mut [0; 4096]));
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        while stream.write_all(&[b'x'; 512]).is_ok() {}
    });
    let refused = ask(&open, &format!("http://127.0.0.1:{}/", endless.port)).unwrap_err();
    assert_eq!(refused.code(), "too_large", "{refused}");
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(ask(&open, &format!("http://127.0.0.1:{gone}/")).unwrap_err().code(), "unreachable");
}

#[test]
fn what_is_no_address_of_a_server_is_refused_before_anybody_is_asked() {
    let closed = client(&["localhost".to_owned()], None);
    for none in [
        "",
        "localhost",
        "file:///etc/passwd",
        "ftp://example.org",
        "https://",
        "gopher://localhost:70/",
        "https://me:secret@localhost/",
    ] {
        let refused = ask(&closed, none).unwrap_err();
        assert_eq!(refused.code(), "no_address", "{none}: {refused}");
        assert!(!refused.to_string().contains("secret"));
    }
    assert_eq!(ask(&closed, "http://example.org/").unwrap_err().code(), "not_encrypted");
    assert_eq!(ask(&closed, "https://nobody.invalid/").unwrap_err().code(), "unknown_host");
}

#[test]
fn an_authority_has_to_be_known() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorities.pem");
    std::fs::write(&file, cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let server = Server::start(move |mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = rustls::Stream::new(&mut connection, &mut stream);
        if tls.read(&mut [0; 4096]).is_ok() {
            drop(tls.write_all(HELLO));
            tls.conn.send_close_notify();
            drop(tls.flush());
        }
    });
    let (entry, url) = (format!("localhost:{}", server.port), format!("https://localhost:{}/", server.port));
    let refused = ask(&client(std::slice::from_ref(&entry), None), &url).unwrap_err();
    assert_eq!(refused.code(), "unreachable");
    assert!(refused.to_string().contains("certificate"), "{refused}");
    assert_eq!(ask(&client(&[entry], Some(&file)), &url).unwrap().body, b"hello");
    let nonsense = folder.path().join("nonsense.pem");
    let told =
        Client::new(Allowed::default(), Some(&nonsense), Limits::default()).err().expect("there is no such file");
    assert!(told.contains("nonsense.pem"), "{told}");
}
