//! A reference page of the API, made in the browser from the OpenAPI document, without a script from elsewhere.

use crate::state::Web;
use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};

/// The page with its script and style.
pub(crate) fn routes() -> Router<Web> {
    let style = || async {
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("reference.css")).into_response()
    };
    let script = || async {
        ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("reference.js")).into_response()
    };
    Router::new()
        .route("/api/docs", get(|| async { Html(include_str!("reference.html")) }))
        .route("/api/docs/reference.css", get(style))
        .route("/api/docs/reference.js", get(script))
}
