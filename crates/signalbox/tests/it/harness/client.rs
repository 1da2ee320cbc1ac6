//! Somebody who talks to a server, by HTTP and by nothing else.

use super::Answer;
use serde_json::Value;
use std::{sync::LazyLock, time::Duration};
use ureq::{Agent, http};

/// Connections are not kept: the servers of the tests come and go.
static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
});

/// Somebody, with what they prove it by.
#[derive(Clone)]
pub(crate) struct Client {
    url: String,
    headers: Vec<(String, String)>,
}

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Below `/api/v1`, or anywhere when it begins with `//`.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: None }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn rev(self, rev: i64) -> Self {
        self.header("if-match", &format!("\"{rev}\""))
    }

    pub(crate) fn once(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn yaml(self, body: &str) -> Self {
        self.raw("application/yaml", body)
    }

    pub(crate) fn raw(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self.header("content-type", kind) }
    }
}

impl Client {
    pub(crate) fn new(url: String) -> Self {
        Self { url, headers: Vec::new() }
    }

    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn with_session(&self, secret: &str, csrf: &str) -> Self {
        self.with("cookie", &format!("__Host-signalbox={secret}")).with("x-csrf-token", csrf)
    }

    /// … in the session that an answer began, with the cookie that came.
    pub(crate) fn in_session_of(&self, answer: &Answer) -> Self {
        let cookie = answer.header("set-cookie").unwrap_or_else(|| panic!("no session: {}", answer.text));
        let secret = cookie.split(['=', ';']).nth(1).unwrap_or_default();
        self.with_session(secret, answer.created()["csrf_token"].as_str().unwrap_or_default())
    }

    /// What is sent with every request.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of a path.
    pub(crate) fn address(&self, path: &str) -> String {
        match path.strip_prefix("//") {
            Some(elsewhere) => format!("{}/{elsewhere}", self.url),
            None => format!("{}/api/v1{path}", self.url),
        }
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        self.try_send(request).unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// … when the server may not be there.
    pub(crate) fn try_send(&self, request: Request) -> Result<Answer, ureq::Error> {
        let what = format!("{} {}", request.method, request.path);
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(self.address(&request.path));
        for (name, value) in self.headers.iter().chain(&request.headers) {
            builder = builder.header(name, value);
        }
        let answer = match request.body {
            Some(body) => AGENT.run(builder.body(body).unwrap())?,
            None => AGENT.run(builder.body(()).unwrap())?,
        };
        Answer::read(what, answer)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(Request::new("GET", path))
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Request::new("POST", path).json(&body))
    }

    /// A POST about the thing at this revision.
    pub(crate) fn act(&self, path: &str, rev: i64, body: Value) -> Answer {
        self.send(Request::new("POST", path).rev(rev).json(&body))
    }

    pub(crate) fn patch(&self, path: &str, rev: i64, body: Value) -> Answer {
        self.send(Request::new("PATCH", path).rev(rev).json(&body))
    }

    pub(crate) fn put(&self, path: &str, rev: i64, body: Value) -> Answer {
        self.send(Request::new("PUT", path).rev(rev).json(&body))
    }

    pub(crate) fn delete(&self, path: &str, rev: i64) -> Answer {
        self.send(Request::new("DELETE", path).rev(rev))
    }

    /// Every item of a list, page by page.
    pub(crate) fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = None;
        for _ in 0..10_000 {
            let page = self.page(path, cursor.as_deref());
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return items,
            }
        }
        panic!("{path} has no end");
    }

    /// One page of a list.
    pub(crate) fn page(&self, path: &str, cursor: Option<&str>) -> Value {
        let mark = if path.contains('?') { '&' } else { '?' };
        let path = cursor.map_or_else(|| path.to_owned(), |cursor| format!("{path}{mark}cursor={cursor}"));
        self.get(&path).ok()
    }

    /// One field of each item of a list, as text.
    pub(crate) fn list(&self, path: &str, field: &str) -> Vec<String> {
        self.all(path).iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
    }
}
