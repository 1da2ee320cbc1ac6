//! The UI, embedded in the executable. Every path that is not a file of it is a view of it.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

const MISSING: &str = "The UI was not built into this executable. Build it with: make run";

/// Serves a file of the UI, or the page that shows every view.
pub(crate) async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        // Names of built files carry a digest of their content, so they never change.
        let forever = path.starts_with("assets/");
        return answer(file, if forever { "public, max-age=31536000, immutable" } else { "no-cache" });
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Files::get("index.html") {
        Some(page) => answer(page, "no-cache"),
        None => (StatusCode::SERVICE_UNAVAILABLE, MISSING).into_response(),
    }
}

fn answer(file: rust_embed::EmbeddedFile, caching: &'static str) -> Response {
    let kind = HeaderValue::from_str(&with_charset(file.metadata.mimetype()))
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = Body::from(file.data.into_owned()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// What a file is, with how its letters are written if it is text.
fn with_charset(kind: &str) -> String {
    let is_text = kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("/xml");
    if is_text && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}
