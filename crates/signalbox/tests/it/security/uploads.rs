//! Files that a virus scanner looks at before they are there.

use crate::harness::{Answer, Client, Place, Request, Server, create_release, run_with, token};
use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpListener,
    os::unix::net::UnixListener,
    path::Path,
    sync::mpsc::{Receiver, Sender, channel},
};

/// The text by which scanners show that they work, and which does no harm (EICAR, 2003); in two parts, lest one look here.
const EICAR: &str = concat!(r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*");

/// A file as it came to the scanner: its bytes.
fn scan(mut connection: impl Read + Write) -> std::io::Result<Vec<u8>> {
    let mut command = [0; 10];
    connection.read_exact(&mut command)?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        connection.read_exact(&mut length)?;
        let mut part = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap()];
        if part.is_empty() {
            break;
        }
        connection.read_exact(&mut part)?;
        file.extend_from_slice(&part);
    }
    let has_it = file.windows(EICAR.len()).any(|window| window == EICAR.as_bytes());
    let said: &[u8] = match (has_it, file.starts_with(b"confuse")) {
        (true, _) => b"stream: Eicar-Signature FOUND\0",
        (false, true) => b"INSTREAM size limit exceeded. ERROR\0",
        (false, false) => b"stream: OK\0",
    };
    connection.write_all(said)?;
    Ok(file)
}

/// Scans whatever comes, until nobody listens to what it got. Ends with the test's process at the latest.
#[expect(clippy::disallowed_methods, reason = "it waits for connections until the process ends")]
fn serve<C: Read + Write>(mut accept: impl FnMut() -> C + Send + 'static) -> Receiver<Vec<u8>> {
    let (told, files): (Sender<Vec<u8>>, _) = channel();
    std::thread::spawn(move || while told.send(scan(accept()).unwrap_or_default()).is_ok() {});
    files
}

fn started(folder: &Path, scanner: &str) -> (Server, Client) {
    let place = Place::folder(&folder.join("data"));
    let surroundings = [("SIGNALBOX_ATTACHMENTS_SCANNER", scanner)];
    let server = Server::start_logging(&place, &surroundings, &folder.join("log"));
    let client = server.client(&token(&place));
    create_release(&client, "R-1", json!({})).created();
    (server, client)
}

fn attach(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("/releases/R-1/attachments?name={name}");
    client.send(Request::new("POST", &path).raw("application/octet-stream", bytes))
}

#[test]
fn a_file_in_which_the_scanner_finds_something_is_refused() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let files = serve(move || listener.accept().unwrap().0);
    let folder = tempfile::tempdir().unwrap();
    let (_server, client) = started(folder.path(), &address);
    let large: Vec<u8> = (0..3 << 20).map(|place: u32| u8::try_from(place % 251).unwrap()).collect();
    for (name, bytes) in [("plan.txt", b"a plan".as_slice()), ("large.bin", &large)] {
        let made = attach(&client, name, bytes).created();
        assert_eq!(made["size"], bytes.len());
        assert!(files.recv().unwrap() == bytes, "the scanner saw another file than {name}");
    }
    // At the beginning, at the end, and across two parts of a large one.
    let behind = [large.as_slice(), EICAR.as_bytes()].concat();
    let across = [&large[..(1 << 20) - 30], EICAR.as_bytes(), &large].concat();
    for bytes in [EICAR.as_bytes(), &behind, &across] {
        let refused = attach(&client, "notes.txt", bytes).refused(409);
        assert_eq!(refused.reasons(), ["virus"]);
        assert!(refused.detail.contains("Eicar-Signature"), "{}", refused.detail);
    }
    assert_eq!(client.list("/releases/R-1/attachments", "name"), ["large.bin", "plan.txt"]);
    assert!(!client.get("/journal?kind=attachment").text.contains("notes.txt"));
}

#[test]
fn without_a_word_of_the_scanner_no_file_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("scanner");
    let listener = UnixListener::bind(&socket).unwrap();
    let files = serve(move || listener.accept().unwrap().0);
    let (_server, client) = started(folder.path(), &format!("unix:{}", socket.display()));
    attach(&client, "plan.txt", b"a plan").created();
    assert_eq!(files.recv().unwrap(), b"a plan");
    let waits = |bytes: &[u8]| {
        let refused = attach(&client, "notes.txt", bytes).refused(503);
        assert!(refused.detail.contains("virus scanner"), "{}", refused.detail);
        assert!(!refused.detail.contains("size limit"), "{}", refused.detail);
    };
    waits(b"confuse the scanner");
    std::fs::remove_file(&socket).unwrap();
    waits(b"a plan");
    assert_eq!(client.list("/releases/R-1/attachments", "name"), ["plan.txt"]);

    let data = folder.path().join("other").display().to_string();
    let told = run_with(&["serve", "--data", &data], &[("SIGNALBOX_ATTACHMENTS_SCANNER", "clamd")]).failed();
    assert!(told.contains("attachments_scanner is tcp://HOST:PORT or unix:/PATH"), "{told}");
}
