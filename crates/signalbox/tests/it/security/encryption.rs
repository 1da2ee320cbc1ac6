//! What the server and its own clients agree to when a connection is to be encrypted, byte by byte (RFC 5246, RFC 8446).

use crate::{
    harness::{App, Place, Server},
    network::certify,
};
use signalbox_connectors::http::{Allowed, Client as Connector, Limits};
use signalbox_service::outgoing::{Ask, Outgoing};
use signalbox_store::{Db, db::Config};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

const TLS_1_2: u16 = 0x0303;
const TLS_1_3: u16 = 0x0304;
/// All that is recommended (RFC 9325, 4.2; RFC 8446, 9.1) and known here: an agreed key of its own for each connection, and
/// a cipher that tells when something was changed. ECDHE with AES-GCM or ChaCha20-Poly1305, and those of TLS 1.3.
const GOOD: [u16; 9] = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9];
/// No suite at all: says that a client knows of renegotiation (RFC 5746).
const SIGNAL: u16 = 0x00ff;

/// What a client offers.
#[derive(Debug)]
struct Hello {
    /// The version by the old way of saying it.
    version: u16,
    /// The versions by the new one; none for clients that are older than that.
    versions: Vec<u16>,
    suites: Vec<u16>,
}

/// What a server says to it.
#[derive(Debug, PartialEq)]
enum Said {
    Agreed(u16),
    Refused,
}

fn sized<const N: usize>(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[4 - N..], body].concat()
}

fn numbers(of: &[u16]) -> Vec<u8> {
    of.iter().flat_map(|one| one.to_be_bytes()).collect()
}

fn pairs(of: &[u8]) -> Vec<u16> {
    of.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

impl Hello {
    fn written(&self) -> Vec<u8> {
        let extension = |kind: u16, body: &[u8]| [kind.to_be_bytes().as_slice(), &sized::<2>(body)].concat();
        let share = [&0x001d_u16.to_be_bytes(), sized::<2>(&[9; 32]).as_slice()].concat();
        let mut extensions = vec![
            extension(0x000a, &sized::<2>(&numbers(&[0x001d, 0x0017, 0x0018]))),
            extension(0x000b, &[1, 0]),
            extension(0x000d, &sized::<2>(&numbers(&[0x0403, 0x0503, 0x0804, 0x0401, 0x0203, 0x0201]))),
            extension(0x0017, &[]),
        ];
        if !self.versions.is_empty() {
            extensions.push(extension(0x002b, &sized::<1>(&numbers(&self.versions))));
            extensions.push(extension(0x0033, &sized::<2>(&share)));
        }
        let body = [
            self.version.to_be_bytes().as_slice(),
            &[7; 32],
            &[0],
            &sized::<2>(&numbers(&self.suites)),
            &[1, 0],
            &sized::<2>(&extensions.concat()),
        ]
        .concat();
        let handshake = [&[1], sized::<3>(&body).as_slice()].concat();
        [&[22, 3, 1], sized::<2>(&handshake).as_slice()].concat()
    }

    /// What a client says that has just connected.
    fn read(from: &mut impl Read) -> Self {
        let mut head = [0; 5];
        from.read_exact(&mut head).unwrap();
        assert_eq!(head[0], 22, "no handshake");
        let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        from.read_exact(&mut body).unwrap();
        let mut rest = &body[4..];
        let mut take = |length: usize| {
            let (part, after) = rest.split_at(length);
            rest = after;
            part.to_vec()
        };
        let version = pairs(&take(2))[0];
        take(32);
        let session = take(1)[0];
        take(usize::from(session));
        let length = pairs(&take(2))[0];
        let suites = pairs(&take(usize::from(length)));
        let compressions = take(1)[0];
        take(usize::from(compressions));
        let mut extensions = pairs(&take(2))[0];
        let mut versions = Vec::new();
        while extensions > 0 {
            let (kind, length) = (pairs(&take(2))[0], pairs(&take(2))[0]);
            let told = take(usize::from(length));
            if kind == 0x002b {
                versions = pairs(&told[1..]);
            }
            extensions -= length + 4;
        }
        Self { version, versions, suites }
    }
}

/// What the server answers to whoever offers this.
fn offer(server: &Server, hello: &Hello) -> Said {
    let mut connection = TcpStream::connect(server.url.trim_start_matches("https://")).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    connection.write_all(&hello.written()).unwrap();
    let mut answer = [0; 11 + 32 + 1];
    if connection.read_exact(&mut answer).is_err() || answer[0] != 22 {
        return Said::Refused;
    }
    assert_eq!(answer[5], 2, "a handshake that begins with something else: {answer:?}");
    let mut rest = vec![0; usize::from(answer[43]) + 2];
    connection.read_exact(&mut rest).unwrap();
    Said::Agreed(*pairs(&rest[usize::from(answer[43])..]).first().unwrap())
}

/// A server that encrypts.
fn started() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|file| folder.path().join(file).display().to_string());
    let surroundings = [("SIGNALBOX_TLS__CERTIFICATE", certificate.as_str()), ("SIGNALBOX_TLS__KEY", key.as_str())];
    let place = Place::folder(&folder.path().join("data"));
    (Server::start_logging(&place, &surroundings, &folder.path().join("log")), folder)
}

#[test]
fn older_versions_of_encryption_are_refused() {
    let (server, _folder) = started();
    let every: Vec<u16> = GOOD.into_iter().chain([0x002f, 0x0035, 0x000a, 0xc013, 0xc014, 0xc009, 0xc00a]).collect();
    let old = |version| Hello { version, versions: Vec::new(), suites: every.clone() };
    for version in [0x0300, 0x0301, 0x0302] {
        assert_eq!(offer(&server, &old(version)), Said::Refused, "{version:04x}");
        // By the new way of saying it, too.
        let hello = Hello { version: TLS_1_2, versions: vec![version], suites: every.clone() };
        assert_eq!(offer(&server, &hello), Said::Refused, "{version:04x} as an extension");
    }
    assert!(matches!(offer(&server, &old(TLS_1_2)), Said::Agreed(suite) if GOOD.contains(&suite)));
    let newest = Hello { version: TLS_1_2, versions: vec![TLS_1_3, 0x0302], suites: every };
    assert!(matches!(offer(&server, &newest), Said::Agreed(0x1301..=0x1303)));
}

#[test]
fn no_cipher_suite_is_taken_but_those_that_are_recommended() {
    let (server, _folder) = started();
    let others: Vec<u16> = (0..=u16::MAX).filter(|suite| !GOOD.contains(suite)).collect();
    // As many as one message holds.
    for suites in others.chunks(7_500) {
        for versions in [Vec::new(), vec![TLS_1_3, TLS_1_2]] {
            let hello = Hello { version: TLS_1_2, versions, suites: suites.to_vec() };
            assert_eq!(offer(&server, &hello), Said::Refused, "{:04x}…", suites[0]);
        }
    }
    // Those that need a certificate of RSA cannot be agreed on with this one; the others can, each by itself.
    for suite in [0xc02b, 0xc02c, 0xcca9] {
        let hello = Hello { version: TLS_1_2, versions: Vec::new(), suites: vec![suite] };
        assert_eq!(offer(&server, &hello), Said::Agreed(suite));
    }
}

/// What a client offers that is told to go to an address where this listens.
fn offered(before: impl FnOnce(&mut TcpStream) + Send, ask: impl FnOnce(u16)) -> Hello {
    let listener = TcpListener::bind(("0.0.0.0", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::scope(|scope| {
        let heard = scope.spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            before(&mut connection);
            Hello::read(&mut connection)
        });
        ask(port);
        heard.join().unwrap()
    })
}

#[test]
fn other_servers_are_offered_nothing_that_is_not_recommended() {
    let app = App::on_sqlite();
    let outgoing = offered(drop_nothing, |port| {
        let allowed = Allowed::read(&["127.0.0.1".to_owned()]).unwrap();
        let client = Outgoing::by(Connector::new(allowed, None, Limits::default()).unwrap());
        assert!(app.wait(client.ask(Ask::get(format!("https://127.0.0.1:{port}/")))).is_err());
    });
    let database = offered(
        |connection| {
            let mut request = [0; 8];
            connection.read_exact(&mut request).unwrap();
            assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47], "a request for encryption");
            connection.write_all(b"S").unwrap();
        },
        |port| {
            let address = format!("postgres://me@127.0.0.2:{port}/signalbox");
            assert!(Db::open(&Config::at(&address)).is_err());
        },
    );
    for hello in [outgoing, database] {
        assert_eq!(hello.version, TLS_1_2, "the old way of saying it ends with 1.2");
        let mut versions = hello.versions.clone();
        versions.sort_unstable();
        assert_eq!(versions, [TLS_1_2, TLS_1_3], "{hello:?}");
        assert!(hello.suites.iter().all(|suite| GOOD.contains(suite) || *suite == SIGNAL), "{hello:?}");
    }
}

fn drop_nothing(_: &mut TcpStream) {}
