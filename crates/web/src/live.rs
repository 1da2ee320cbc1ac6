//! One stream of events per browser, resumed where it broke off.

use crate::{
    failure::Reply,
    input::{Caller, Known, Query},
    state::Web,
};
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Problem, authz::Standing};
use signalbox_service::{
    Ctx,
    accounts::{self, Signed},
    journal,
};
use std::{collections::VecDeque, convert::Infallible, time::Duration};
use utoipa::{IntoParams, ToSchema};

/// After a gap longer than this a browser is told to read everything again: that is cheaper for both.
const LONGEST_GAP: i64 = 5_000;
/// How many events one look takes.
const BATCH: usize = 500;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// Position after which to begin; the `Last-Event-ID` header wins. Without either, what happens from now on.
    after: Option<i64>,
}

/// What became true, and about what: enough to know what to read again.
#[derive(Serialize, ToSchema)]
struct LiveEvent {
    position: i64,
    kind: String,
    subject: String,
    about: String,
}

/// Live events
///
/// Server-sent events: `id` is the position, `data` a `LiveEvent`. `event: reset` says that too much was missed: read again.
#[utoipa::path(get, path = "/events", tag = "journal", params(Since),
    responses((status = 200, description = "A stream of events", content_type = "text/event-stream", body = LiveEvent)))]
pub(crate) async fn stream_events(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Reply<Sse<impl futures_core::Stream<Item = Result<Event, Infallible>>>> {
    let resumed = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok()).or(since.after);
    let signed = signed.ok_or_else(|| Problem::Unauthenticated("sign in to hear what happens".to_owned()))?;
    let standing = accounts::still(&web.app, &signed).await?;
    let last = journal::last_position(&web.app, &ctx).await?;
    let mut waiting = VecDeque::new();
    let position = match resumed {
        Some(position) if position > last || last - position > LONGEST_GAP => {
            waiting.push_back(Event::default().event("reset").id(last.to_string()).data("{}"));
            last
        }
        Some(position) => position,
        None => {
            // Tells the browser where it stands, so that a later resumption misses nothing.
            waiting.push_back(Event::default().event("hello").id(last.to_string()).data("{}"));
            last
        }
    };
    let (sealed, ending) = (web.app.db.pulse().sealed(), web.ending.subscribe());
    let reader = Reader { web, ctx, signed, standing, sealed, ending, position, waiting };
    let stream = futures_util::stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok(event), reader))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("still here")))
}

struct Reader {
    web: Web,
    ctx: Ctx,
    signed: Signed,
    /// What the listener held when the stream began.
    standing: Standing,
    sealed: tokio::sync::watch::Receiver<i64>,
    ending: tokio::sync::watch::Receiver<bool>,
    position: i64,
    waiting: VecDeque<Event>,
}

impl Reader {
    /// The next event; `None` ends the stream (the server stops, or the database does): the browser comes back.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let sealed = *self.sealed.borrow_and_update();
            if sealed <= self.position {
                tokio::select! {
                    changed = self.sealed.changed() => changed.ok()?,
                    _ = self.ending.wait_for(|ending| *ending) => return None,
                }
                continue;
            }
            // Whoever was signed out, or may see more or less than before, comes back and is looked at anew.
            if accounts::still(&self.web.app, &self.signed).await.ok()? != self.standing {
                return None;
            }
            let found = journal::after(&self.web.app, &self.ctx, self.position, BATCH).await.ok()?;
            // Invisible events advance the position too, or they would be looked at again and again.
            self.position = if found.len() < BATCH { sealed } else { found.last().and_then(|event| event.position)? };
            for event in found {
                let position = event.position.unwrap_or(self.position);
                let data = LiveEvent { position, kind: event.kind, subject: event.subject, about: event.about };
                let text = serde_json::to_string(&data).unwrap_or_default();
                self.waiting.push_back(Event::default().id(position.to_string()).data(text));
            }
        }
    }
}
