//! Is the server up and can it reach its database? For load balancers; tells nothing else.

use crate::{failure::Reply, state::Web};
use axum::extract::State;
use signalbox_service::{Ctx, journal};

/// `ok`, or 503 when the database cannot be read.
pub(crate) async fn check(State(web): State<Web>) -> Reply<&'static str> {
    journal::last_position(&web.app, &Ctx::system("health")).await?;
    Ok("ok")
}
