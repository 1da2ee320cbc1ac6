//! Where one message ends and the next begins: nobody hides a request in another.

use crate::harness::{Place, Server};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A message that takes a body, as far as its length is said.
const HEAD: &str = "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
/// What is hidden: whoever takes it for a request answers `ok`.
const HIDDEN: &str = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";
/// Ends a connection, so that nobody waits for more.
const LAST: &str = "GET /api/v1/none HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

/// What comes back on one connection: the status of each answer, and whether one of them is that of the hidden request.
fn say(server: &Server, text: &str) -> (Vec<u16>, bool) {
    let mut connection = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // Whoever refuses what came first may close before the rest was written.
    let _ = connection.write_all(text.as_bytes());
    let mut told = Vec::new();
    let _ = connection.read_to_end(&mut told);
    let told = String::from_utf8_lossy(&told).into_owned();
    let statuses = told.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect();
    (statuses, told.contains("\r\n\r\nok"))
}

/// A body in one chunk.
fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

fn started() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Server::start(&Place::folder(&folder.path().join("data"))), folder)
}

#[test]
fn a_body_in_chunks_of_which_a_length_is_said_too_is_the_last_of_its_connection() {
    let (server, _folder) = started();
    let body = chunked("{}");
    // One or the other is plain enough: what stands behind the end is a request of its own.
    for plain in [format!("transfer-encoding: chunked\r\n\r\n{body}"), "content-length: 2\r\n\r\n{}".to_owned()] {
        assert_eq!(say(&server, &format!("{HEAD}{plain}{HIDDEN}{LAST}")), (vec![422, 200, 404], true), "{plain}");
    }
    // With both the chunks count, and nothing behind them does (RFC 9112, 6.3): whoever believed the length, on the way to
    // us, sees no other request than we do.
    for length in [0, 3, body.len() + HIDDEN.len()] {
        for head in [
            format!("transfer-encoding: chunked\r\ncontent-length: {length}"),
            format!("content-length: {length}\r\ntransfer-encoding: chunked"),
        ] {
            for body in [&body, &chunked(HIDDEN)] {
                let told = say(&server, &format!("{HEAD}{head}\r\n\r\n{body}{HIDDEN}{LAST}"));
                assert_eq!(told, (vec![422], false), "{head}: {body:?}");
            }
        }
    }
}

#[test]
fn a_message_whose_end_is_in_doubt_is_refused_and_its_connection_closed() {
    let (server, _folder) = started();
    let lengths = ["+2", "-1", "0x2", "2,2", "2 2", "two", "99999999999999999999", "2\r\ncontent-length: 3"];
    let encodings = [
        "transfer-encoding: chunked, identity",
        "transfer-encoding: xchunked",
        "transfer-encoding: gzip",
        "transfer-encoding : chunked",
        "transfer-encoding:\r\n chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
    ];
    let lengths = lengths.iter().map(|length| format!("content-length: {length}\r\n\r\n{{}}"));
    let encodings = encodings.iter().map(|encoding| format!("{encoding}\r\n\r\n{}", chunked("{}")));
    let chunks = ["zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "fffffffffffffffff\r\n{}\r\n"];
    let chunks = chunks.iter().map(|chunks| format!("transfer-encoding: chunked\r\n\r\n{chunks}"));
    for rest in lengths.chain(encodings).chain(chunks) {
        let (statuses, is_answered) = say(&server, &format!("{HEAD}{rest}{HIDDEN}{LAST}"));
        assert!(statuses.len() <= 1 && statuses.iter().all(|status| *status == 400), "{rest:?}: {statuses:?}");
        assert!(!is_answered, "{rest:?}");
    }
    let older = format!("POST /api/v1/session HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n{}{HIDDEN}", chunked("{}"));
    assert_eq!(say(&server, &older), (vec![400], false), "HTTP/1.0 knows no chunks");
    // There is one version, and no way to another: nothing is translated between two ideas of where a message ends.
    let (statuses, is_answered) = say(&server, &format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{HIDDEN}"));
    assert!(statuses.iter().all(|status| *status == 400) && !is_answered, "{statuses:?}");
    let upgrading = "GET /api/v1/none HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade, close\r\n\r\n";
    assert_eq!(say(&server, upgrading), (vec![404], false));
}
