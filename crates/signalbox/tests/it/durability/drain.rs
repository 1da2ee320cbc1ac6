//! Told to stop: what is under way is finished, and nothing keeps the server from stopping.

use crate::{
    harness::{Server, Stream, eventually, token},
    oracles::{both_places, folder},
};
use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A request that has been sent by half.
struct Half {
    connection: TcpStream,
    rest: String,
}

impl Half {
    fn send(server: &Server, token: &str, key: &str) -> Self {
        let body = json!({"key": key, "name": "Payments", "kind": "project", "portfolio": "enterprise"}).to_string();
        let host = server.url.strip_prefix("http://").unwrap();
        let mut connection = TcpStream::connect(host).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST /api/v1/releases HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let (now, later) = body.split_at(body.len() / 2);
        connection.write_all(format!("{head}{now}").as_bytes()).unwrap();
        Self { connection, rest: later.to_owned() }
    }

    /// Sends the rest and reads the answer.
    fn finish(mut self) -> String {
        self.connection.write_all(self.rest.as_bytes()).unwrap();
        let mut answer = String::new();
        self.connection.read_to_string(&mut answer).unwrap();
        answer
    }
}

both_places!(requests_under_way_are_finished_and_the_data_is_left_sound, |place| {
    let token = token(place);
    let mut server = Server::start(place);
    let client = server.client(&token);
    client.get("/releases").ok();
    let idle = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let mut live = Stream::open(&client, None);
    live.next().unwrap();
    let half = Half::send(&server, &token, "R-1");
    // The server has begun to read it once another request, sent later, is answered.
    client.get("/releases").ok();
    server.terminate();
    assert_eq!(live.next(), None, "streams end, or they would keep the server for ever");
    let host = server.url.strip_prefix("http://").unwrap().to_owned();
    eventually("nobody new is let in", || TcpStream::connect(&host).is_err().then_some(()));
    let answer = half.finish();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let status = server.ended();
    assert!(status.success(), "{status}");
    drop(idle);

    let server = Server::start(place);
    let client = server.client(&token);
    assert_eq!(client.list("/releases", "key"), ["R-1"]);
});

#[test]
fn whoever_says_it_twice_does_not_wait_for_slow_callers() {
    let (place, _guard) = folder();
    let token = token(&place);
    let mut server = Server::start(&place);
    let client = server.client(&token);
    let _half = Half::send(&server, &token, "R-1");
    client.get("/releases").ok();
    server.terminate();
    let host = server.url.strip_prefix("http://").unwrap().to_owned();
    eventually("nobody new is let in", || TcpStream::connect(&host).is_err().then_some(()));
    server.terminate();
    server.ended();
    let server = Server::start(&place);
    assert_eq!(server.client(&token).list("/releases", "key"), [""; 0]);
}
