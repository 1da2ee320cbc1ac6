//! What goes out: one thing with its revision, part of a list, or a file.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use signalbox_domain::Ref;
use signalbox_service::Slice;
use utoipa::ToSchema;

/// One thing with its revision in the `ETag`.
pub(crate) struct Tagged<T> {
    status: StatusCode,
    rev: i64,
    body: T,
}

impl<T> Tagged<T> {
    /// As it is now.
    pub(crate) const fn found(rev: i64, body: T) -> Self {
        Self { status: StatusCode::OK, rev, body }
    }

    /// As it was just made.
    pub(crate) const fn created(rev: i64, body: T) -> Self {
        Self { status: StatusCode::CREATED, rev, body }
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Ok(value) = HeaderValue::from_str(&format!("\"{}\"", self.rev)) {
            response.headers_mut().insert(header::ETAG, value);
        }
        response
    }
}

/// Part of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Listing<T> {
    /// The items.
    items: Vec<T>,
    /// Where the next part begins; `null` on the last.
    next_cursor: Option<String>,
    /// How long the whole list is, when asked with `total=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

impl<T> Listing<T> {
    /// A part as the use case answered it, item by item in wire form.
    pub(crate) fn of<V>(slice: Slice<V>, wire: impl FnMut(V) -> T) -> Json<Self> {
        let slice = slice.map(wire);
        Json(Self { items: slice.items, next_cursor: slice.next, total: slice.total })
    }

    /// A whole list that has no pages.
    pub(crate) fn whole(items: Vec<T>) -> Json<Self> {
        Json(Self { items, next_cursor: None, total: None })
    }
}

/// A thing as others mention it.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Ref)]
pub(crate) struct Mention {
    /// Its id.
    id: String,
    /// Its key.
    key: String,
    /// Its name.
    name: String,
}

impl<I: ToString> From<Ref<I>> for Mention {
    fn from(mention: Ref<I>) -> Self {
        Self { id: mention.id.to_string(), key: mention.key.to_string(), name: mention.name.to_string() }
    }
}

/// A person as others mention them.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PersonRef)]
pub(crate) struct PersonMention {
    /// The person's id.
    pub(crate) id: String,
    /// The person's name.
    pub(crate) name: String,
}

/// A file to be saved: never something a browser shows as a page of ours.
pub(crate) fn saved(kind: &'static str, name: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    for (field, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, &disposition(name)),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(field, value);
        }
    }
    response
}

/// The name for a reader of old and for one of RFC 8187.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(
            |letter| if letter.is_ascii_graphic() && !"\"\\%".contains(letter) || letter == ' ' { letter } else { '_' },
        )
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_inside_its_header() {
        assert_eq!(disposition("x.svg"), "attachment; filename=\"x.svg\"; filename*=UTF-8''x.svg");
        assert_eq!(
            disposition("Plan \"ä\";\\.pdf"),
            "attachment; filename=\"Plan ___;_.pdf\"; filename*=UTF-8''Plan%20%22%C3%A4%22%3B%5C.pdf"
        );
    }
}
