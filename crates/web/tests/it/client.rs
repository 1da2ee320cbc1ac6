//! A caller of the API: a browser with its cookie, or a machine with its token.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use signalbox_service::{App, setup};
use signalbox_store::testing;
use signalbox_web::{Settings, Web};
use std::{future::Future, net::SocketAddr};
use tower::ServiceExt;

pub(crate) const EMAIL: &str = "release.manager@example.org";
pub(crate) const PASSWORD: &str = "amber kettle northbound";

/// Tells a story on a fresh server over either database.
pub(crate) fn on_both_databases<F: Future<Output = ()>>(story: impl Fn(Server) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, db, _guard) in testing::opened() {
        eprintln!("on {label}");
        runtime.block_on(async {
            let app = App::new(db);
            let code = setup::bootstrap(&app).await.unwrap().setup_code.unwrap().text;
            let router = signalbox_web::router(Web::new(app, Settings::default()));
            story(Server { router, code }).await;
        });
    }
}

pub(crate) struct Server {
    router: Router,
    pub(crate) code: String,
}

impl Server {
    /// Somebody who has not signed in.
    pub(crate) fn stranger(&self) -> Caller {
        Caller { router: self.router.clone(), headers: Vec::new(), peer: "192.0.2.1:50000".parse().unwrap() }
    }

    /// Somebody who sets their first password with a code of the administrator's, and signs in.
    pub(crate) async fn lets_in(&self, administrator: &Caller, person: &str, email: &str) -> Caller {
        let issued = administrator.post(&format!("/people/{person}/password-code"), json!({})).await.is(201);
        let sent = json!({"code": issued.text("/code"), "password": PASSWORD});
        self.stranger().post("/session/password-code", sent).await.is(204);
        self.stranger().begun(self.stranger().sign_in(email, PASSWORD).await)
    }

    /// The first administrator, in a browser.
    pub(crate) async fn administrator(&self) -> Caller {
        let stranger = self.stranger();
        stranger.begun(stranger.post("/setup", setup_input(&self.code)).await)
    }
}

pub(crate) fn setup_input(code: &str) -> Value {
    json!({"code": code, "organisation": "Example Railways", "name": "Release manager", "email": EMAIL,
           "password": PASSWORD})
}

#[derive(Clone)]
pub(crate) struct Caller {
    router: Router,
    headers: Vec<(&'static str, String)>,
    peer: SocketAddr,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// The pointers of the faults of an input.
    pub(crate) fn pointers(&self) -> Vec<&str> {
        self.body["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].as_str().unwrap()).collect()
    }

    pub(crate) fn text(&self, pointer: &str) -> String {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {pointer}: {}", self.body))
            .into()
    }
}

impl Caller {
    /// The same caller with another header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
        self
    }

    /// The caller whose session an answer began.
    pub(crate) fn begun(&self, answer: Answer) -> Self {
        let answer = answer.is(201);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let pair = cookie.split(';').next().unwrap().to_owned();
        self.clone().with("cookie", pair).with("x-csrf-token", answer.text("/csrf_token"))
    }

    /// The same caller from another address.
    pub(crate) fn at(mut self, peer: &str) -> Self {
        self.peer = peer.parse().unwrap();
        self
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/session", json!({"email": email, "password": password})).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    pub(crate) async fn patch(&self, path: &str, rev: i64, body: Value) -> Answer {
        self.clone().with("if-match", format!("\"{rev}\"")).send("PATCH", path, Some(body)).await
    }

    /// A transition without a body.
    pub(crate) async fn step(&self, path: &str, rev: i64) -> Answer {
        self.clone().with("if-match", format!("\"{rev}\"")).send("POST", path, None).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
