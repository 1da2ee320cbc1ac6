//! What the server answers, and what a reader may expect of it.

use serde_json::Value;
use std::collections::BTreeMap;
use ureq::http::HeaderMap;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What was asked, for messages.
    what: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The body of what is no text.
    pub(crate) bytes: Vec<u8>,
}

/// A problem, checked for everything that any problem must have.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The last part of its type.
    pub(crate) name: String,
    pub(crate) detail: String,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn read(what: String, mut answer: ureq::http::Response<ureq::Body>) -> Result<Self, ureq::Error> {
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self { what, status: answer.status().as_u16(), headers: answer.headers().clone(), text, bytes })
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} answered {}: {}", self.what, self.status, self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The body of a success that is no JSON.
    #[track_caller]
    pub(crate) fn ok_text(&self) -> String {
        assert!((200..300).contains(&self.status), "{} answered {}: {}", self.what, self.status, self.text);
        self.text.clone()
    }

    /// The body of what was just made.
    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        let body = self.ok();
        assert_eq!(self.status, 201, "{}: {}", self.what, self.text);
        body
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every value of a header that may be there more than once.
    pub(crate) fn headers(&self, name: &str) -> Vec<String> {
        let values = self.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok().map(str::to_owned)).collect()
    }

    /// The revision in the ETag.
    #[track_caller]
    pub(crate) fn rev(&self) -> i64 {
        self.ok();
        let tag = self.header("etag").unwrap_or_else(|| panic!("{} has no ETag", self.what));
        tag.trim_matches('"').parse().unwrap()
    }

    /// How many statements it cost.
    #[track_caller]
    pub(crate) fn statements(&self) -> u32 {
        self.ok();
        let timing = self.header("server-timing").unwrap_or_else(|| panic!("{} tells no cost", self.what));
        let (_, rest) = timing.split_once("db;desc=\"").unwrap();
        rest.split_once(" statements").unwrap().0.parse().unwrap()
    }

    /// The problem, with this status.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16) -> Refusal {
        assert_eq!(self.status, status, "{}: {}", self.what, self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.what);
        let body = self.json();
        let text = |field: &str| {
            let text = body[field].as_str().unwrap_or_default().to_owned();
            assert!(!text.is_empty(), "{}: no {field} in {body}", self.what);
            text
        };
        let name = text("type").strip_prefix("/problems/").expect("a stable type").to_owned();
        assert_eq!(body["status"], status);
        assert!(!text("title").is_empty());
        assert_eq!(Some(text("request_id").as_str()), self.header("x-request-id"), "{}", self.what);
        let detail = text("detail");
        assert!(detail.contains(' '), "{detail:?} is no sentence");
        for fault in body["errors"].as_array().into_iter().flatten() {
            assert!(fault["pointer"].is_string() && fault["code"].is_string(), "{fault}");
            assert!(fault["detail"].as_str().unwrap().contains(' '), "{fault} is no sentence");
        }
        Refusal { name, detail, body }
    }
}

impl Refusal {
    pub(crate) fn status(&self) -> u64 {
        self.body["status"].as_u64().unwrap()
    }

    /// `pointer code` of every fault.
    pub(crate) fn faults(&self) -> Vec<String> {
        let told =
            |fault: &Value| format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap());
        self.body["errors"].as_array().into_iter().flatten().map(told).collect()
    }

    /// The pointer of every fault, in order and once.
    pub(crate) fn pointers(&self) -> Vec<String> {
        let mut pointers: Vec<String> = self.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|fault| fault["pointer"].as_str().unwrap().to_owned())
            .collect();
        pointers.sort();
        pointers.dedup();
        pointers
    }

    /// The code of every reason.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let code = |reason: &Value| reason["code"].as_str().unwrap().to_owned();
        self.body["reasons"].as_array().into_iter().flatten().map(code).collect()
    }
}

/// The files of an archive whose files are as they are.
pub(crate) fn files_of(pack: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, length: usize| {
        pack[at..at + length].iter().rev().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    let (mut at, mut found) = (0, BTreeMap::new());
    while &pack[at..at + 4] == b"PK\x03\x04" {
        let (size, name) = (number(at + 18, 4), number(at + 26, 2));
        let name = std::str::from_utf8(&pack[at + 30..at + 30 + name]).unwrap();
        let from = at + 30 + name.len();
        found.insert(name.to_owned(), pack[from..from + size].to_vec());
        at = from + size;
    }
    found
}
