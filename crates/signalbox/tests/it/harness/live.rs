//! Somebody who listens to the stream of live events.

use super::{Client, PATIENCE};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

/// An open stream. Reading waits, but not for ever.
pub(crate) struct Stream {
    lines: BufReader<TcpStream>,
    pub(crate) status: u16,
}

/// What came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) id: i64,
    /// `message` unless it says otherwise.
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Stream {
    /// Opens the stream, after an event or from now on.
    pub(crate) fn open(client: &Client, after: Option<i64>) -> Self {
        let address = client.address("/events");
        let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut connection = TcpStream::connect(host).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\naccept: text/event-stream\r\n");
        for (name, value) in client.headers() {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(id) = after {
            request.push_str(&format!("last-event-id: {id}\r\n"));
        }
        request.push_str("\r\n");
        connection.write_all(request.as_bytes()).unwrap();
        let mut lines = BufReader::new(connection);
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        while line.trim_end() != "" {
            line.clear();
            lines.read_line(&mut line).unwrap();
        }
        Self { lines, status }
    }

    /// The next event; `None` when the server ended the stream.
    pub(crate) fn next(&mut self) -> Option<Told> {
        let (mut id, mut event, mut data) = (None, "message".to_owned(), String::new());
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).expect("an event in time") == 0 {
                return None;
            }
            let line = line.trim_end();
            if let Some(value) = line.strip_prefix("id: ") {
                id = Some(value.parse().unwrap());
            } else if let Some(value) = line.strip_prefix("event: ") {
                event = value.to_owned();
            } else if let Some(value) = line.strip_prefix("data: ") {
                data.push_str(value);
            } else if let (Some(id), "") = (id, line) {
                // The end of an event is an empty line; so is the end of a chunk, before any field.
                if !data.is_empty() {
                    return Some(Told { id, event, data: serde_json::from_str(&data).unwrap() });
                }
            } else if line == "0" && id.is_none() {
                return None;
            }
        }
    }
}
