//! A refusal that needs no body waits for it, or the next request on the same connection would find it closed.

use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

both_databases!(a_connection_lives_on_after_a_refusal_that_came_before_the_body, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let host = app.url().trim_start_matches("http://").to_owned();
    let token = client.headers().find(|(name, _)| *name == "authorization").unwrap().1.to_owned();
    let mut line = TcpStream::connect(&host).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let body = json!({"name": "New name"}).to_string();
    // Without If-Match this is refused whatever the body says, and the body comes late.
    let head = format!(
        "PATCH /api/v1/releases/R-1 HTTP/1.1\r\nhost: {host}\r\nauthorization: {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..3 {
        line.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        line.write_all(body.as_bytes()).unwrap();
        let answer = answer(&mut line);
        assert!(answer.starts_with("HTTP/1.1 428 "), "{answer}");
    }
});

/// The next answer, body and all.
fn answer(line: &mut TcpStream) -> String {
    let mut read = String::new();
    let mut buffer = [0; 4096];
    loop {
        let length = line.read(&mut buffer).unwrap();
        assert!(length > 0, "the connection was closed after {read:?}");
        read.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        let Some((head, body)) = read.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() >= length.parse().unwrap() {
            return read;
        }
    }
}
