//! A small HTTP/1.1 client that keeps its connection: as little work per request as possible, so that what is measured
//! is the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Outcome;

const PATIENCE: Duration = Duration::from_secs(60);

/// What to send.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// A JSON body makes it a POST.
    pub(crate) body: Option<String>,
    /// Asks for a compressed answer.
    pub(crate) gzip: bool,
    /// The revision that is meant.
    pub(crate) rev: Option<u32>,
}

impl Request {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), body: None, gzip: false, rev: None }
    }

    pub(crate) fn post(path: impl Into<String>, body: String) -> Self {
        Self { path: path.into(), body: Some(body), gzip: false, rev: None }
    }

    pub(crate) fn rev(self, rev: u32) -> Self {
        Self { rev: Some(rev), ..self }
    }

    pub(crate) fn compressed(self) -> Self {
        Self { gzip: true, ..self }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body, which has to be JSON and no problem.
    pub(crate) fn json(&self, path: &str) -> Outcome<serde_json::Value> {
        if !self.is_good() {
            let body = String::from_utf8_lossy(&self.body);
            return Err(format!("{path} answered {}: {body}", self.status));
        }
        serde_json::from_slice(&self.body).map_err(|error| format!("{path} answered no JSON: {error}"))
    }

    pub(crate) const fn is_good(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// A connection to a server.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    token: String,
    line: String,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr, token: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).map_err(|error| format!("{address}: {error}"))?;
        let ready = stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE)));
        ready.map_err(|error| format!("{address}: {error}"))?;
        Ok(Self { stream: BufReader::with_capacity(256 << 10, stream), token: token.to_owned(), line: String::new() })
    }

    /// Sends one request and reads the whole answer.
    pub(crate) fn send(&mut self, request: &Request) -> Outcome<Answer> {
        self.exchange(request).map_err(|error| format!("{}: {error}", request.path))
    }

    fn exchange(&mut self, request: &Request) -> std::io::Result<Answer> {
        let body = request.body.as_deref().unwrap_or_default();
        let method = if request.body.is_some() { "POST" } else { "GET" };
        let mut head = format!("{method} {} HTTP/1.1\r\nhost: localhost\r\n", request.path);
        if !self.token.is_empty() {
            head.push_str(&format!("authorization: Bearer {}\r\n", self.token));
        }
        if request.gzip {
            head.push_str("accept-encoding: gzip\r\n");
        }
        if let Some(rev) = request.rev {
            head.push_str(&format!("if-match: \"{rev}\"\r\n"));
        }
        if request.body.is_some() {
            head.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        head.push_str(body);
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> std::io::Result<Answer> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(std::io::Error::other)?;
            }
            chunked |= line.starts_with("transfer-encoding:") && line.ends_with("chunked");
        }
        let body = if chunked { self.chunks()? } else { self.exactly(length)? };
        Ok(Answer { status, body })
    }

    fn chunks(&mut self) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let size = self.line()?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(std::io::Error::other)?;
            body.extend(self.exactly(size)?);
            self.line()?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn exactly(&mut self, length: usize) -> std::io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn line(&mut self) -> std::io::Result<String> {
        self.line.clear();
        if self.stream.read_line(&mut self.line)? == 0 {
            return Err(std::io::Error::other("the server closed the connection"));
        }
        Ok(self.line.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Answers each request on one connection with the next of some texts.
    fn answering(texts: &[&str], requests: &[Request]) -> Vec<(u16, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().unwrap();
                for text in texts {
                    let mut read = [0; 4096];
                    assert!(stream.read(&mut read).unwrap() > 0);
                    stream.write_all(text.as_bytes()).unwrap();
                }
            });
            let mut client = Client::connect(address, "sbx_x").unwrap();
            requests
                .iter()
                .map(|request| {
                    let answer = client.send(request).unwrap();
                    (answer.status, String::from_utf8(answer.body).unwrap())
                })
                .collect()
        })
    }

    #[test]
    fn answers_of_a_known_length_and_in_chunks_are_read_whole_on_one_connection() {
        let texts = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        ];
        let requests = [Request::get("/a"), Request::post("/b", "{}".to_owned()), Request::get("/c")];
        let expected = [(200, "hello".to_owned()), (201, "abc0123456789".to_owned()), (404, String::new())];
        assert_eq!(answering(&texts, &requests), expected);
    }
}
