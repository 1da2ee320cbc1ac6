//! The API without a network, for whoever has the data in their hands: the command line asks what anybody may ask over HTTP,
//! and gets the same answer.

use crate::{Web, server};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use serde_json::Value;
use signalbox_service::Ctx;
use tower::ServiceExt;

/// A server that only its maker reaches.
pub struct Inside {
    router: Router,
    ctx: Ctx,
}

/// A request for it.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// `GET`, `POST`, ….
    pub method: &'a str,
    /// From `/api/v1` on, with the query.
    pub path: &'a str,
    /// The revision that a change is made against.
    pub rev: Option<i64>,
    /// What is sent.
    pub body: Option<Sent<'a>>,
}

/// What is sent with a request.
#[derive(Clone, Copy, Debug)]
pub enum Sent<'a> {
    /// JSON.
    Json(&'a Value),
    /// iCalendar.
    Calendar(&'a str),
}

impl Sent<'_> {
    /// What it is, and how it is written.
    #[must_use]
    pub fn written(self) -> (&'static str, String) {
        match self {
            Self::Json(value) => ("application/json", value.to_string()),
            Self::Calendar(text) => ("text/calendar; charset=utf-8", text.to_owned()),
        }
    }
}

impl Inside {
    /// Serves somebody who is known already.
    #[must_use]
    pub fn new(web: Web, ctx: Ctx) -> Self {
        Self { router: server::router(web), ctx }
    }

    /// The status and the body of the answer.
    ///
    /// # Errors
    /// A path that is none, an answer that cannot be read.
    pub async fn ask(&self, asked: &Asked<'_>) -> Result<(u16, String), axum::Error> {
        let (status, bytes) = self.fetch(asked).await?;
        Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// … the body as it is, which need not be text.
    ///
    /// # Errors
    /// As [`Inside::ask`].
    pub async fn fetch(&self, asked: &Asked<'_>) -> Result<(u16, Vec<u8>), axum::Error> {
        let mut request = Request::builder().method(asked.method).uri(asked.path).extension(self.ctx.clone());
        if let Some(rev) = asked.rev {
            request = request.header(header::IF_MATCH, format!("\"{rev}\""));
        }
        let body = match asked.body {
            Some(body) => {
                let (kind, text) = body.written();
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(text)
            }
            None => Body::empty(),
        };
        let request = request.body(body).map_err(axum::Error::new)?;
        let response = self.router.clone().oneshot(request).await.map_err(axum::Error::new)?;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await?;
        Ok((status, bytes.into()))
    }
}
