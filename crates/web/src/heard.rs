//! Whoever is refused before their body was read is heard out all the same: a connection that is closed on somebody who is
//! still sending takes the answer with it, and the next request on it, too.

use axum::{
    body::{Body, BodyDataStream, HttpBody},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt, stream};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How much is read that nobody wants.
const AT_MOST: usize = 32 << 20;
/// For how long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers when the request has been read, by whoever it was meant for or here.
pub(crate) async fn hear_out(request: Request, next: Next) -> Response {
    // Who waits to be told to go on has sent nothing yet.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let frames = Arc::new(Mutex::new(body.into_data_stream()));
    let lent = frames.clone();
    let body = Body::from_stream(stream::poll_fn(move |context| {
        lent.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context)
    }));
    let response = next.run(Request::from_parts(parts, body)).await;
    // Unless somebody still reads it.
    if let Some(rest) = Arc::into_inner(frames) {
        let rest = rest.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Too slow or too much: then the connection closes after the answer.
        let _ = tokio::time::timeout(PATIENCE, drain(rest)).await;
    }
    response
}

async fn drain(mut frames: BodyDataStream) {
    let mut length = 0;
    while let Some(Ok(frame)) = frames.next().await {
        length += frame.len();
        if length > AT_MOST {
            return;
        }
    }
}
