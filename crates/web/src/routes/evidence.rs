//! `/releases/{release}/evidence`: what is known of a release, to be taken along.

use crate::{
    failure::Reply,
    input::{Caller, Path},
    output::saved,
    state::Web,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::stream;
use signalbox_service::{Ctx, evidence};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What it is sent as.
pub(crate) const KIND: &str = "application/zip";

/// The operation that hands evidence over.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(take_evidence))
}

/// Take the evidence of a release along
///
/// One archive (ZIP): a PDF for people, JSON for machines, what was attached, and the events of the release with what proves
/// that they are in the journal; all of it signed, as `signalbox verify pack FILE` checks it without this server. It holds what
/// the caller sees, of up to 20,000 events and 4 GiB. That it was taken is noted in the journal.
#[utoipa::path(post, path = "/releases/{release}/evidence", tag = "records",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = String, content_type = "application/zip")))]
async fn take_evidence(State(web): State<Web>, Caller(ctx): Caller, Path(release): Path<String>) -> Reply<Response> {
    let pack = evidence::take(&web.app, &ctx, release).await?;
    let (name, size) = (pack.name.clone(), pack.size);
    let reading = Ctx { once: None, ..ctx };
    let parts = stream::try_unfold((web, reading, pack), |(web, ctx, mut pack)| async move {
        match pack.next(&web.app, &ctx).await {
            Ok(next) => Ok(next.map(|bytes| (bytes, (web, ctx, pack)))),
            // The connection ends before all was sent, which is how the reader learns of it.
            Err(problem) => Err(std::io::Error::other(problem.to_string())),
        }
    });
    let mut response = saved(KIND, &name, Body::from_stream(parts));
    if let Ok(value) = HeaderValue::from_str(&size.to_string()) {
        response.headers_mut().insert(header::CONTENT_LENGTH, value);
    }
    Ok(response)
}
