//! The journal, written line by line to where the log goes, for whoever carries the log to another system. An event is
//! written once, in its place; when a node is killed between writing and noting it, the last ones are written again, which
//! their positions tell.

use crate::{App, Ctx, jobs::Stop, journal::Event};
use serde_json::json;
use signalbox_domain::{Outcome, Problem};
use signalbox_store::{journal, journal_log as store};
use std::{io::Write, time::Duration};

/// How many events are read at once.
const AT_ONCE: usize = 500;
/// How long to rest when there is nothing to write.
const POLL: Duration = Duration::from_millis(500);

/// Writes every event that has its place, and goes on until it is told to stop. Runs on a thread of its own; `node` names
/// this process.
pub fn follow(app: &App, node: &str, stop: &Stop, out: &mut dyn Write) {
    loop {
        let more = write(app, node, out).unwrap_or_else(|problem| {
            tracing::warn!(%problem, "the journal cannot be written to the log just now");
            false
        });
        if !more && stop.sleep(POLL) {
            break;
        }
    }
    let name = node.to_owned();
    if let Err(problem) = app.db.write_now(&Ctx::system("journal log"), move |tx| store::stand_down(tx, &name)) {
        tracing::warn!(%problem, "the turn of writing the journal ends by itself");
    }
}

/// Writes what is not written yet, up to so many events; true when there was any.
fn write(app: &App, node: &str, out: &mut dyn Write) -> Outcome<bool> {
    let ctx = Ctx::system("journal log");
    // Looking first costs a read; taking the turn costs a write on every poll of an idle server.
    let is_done = app.db.read_now(&ctx, |tx| Ok(store::written(tx)? >= journal::last_position(tx)?))?;
    if is_done {
        return Ok(false);
    }
    let name = node.to_owned();
    let Some(after) = app.db.write_now(&ctx, move |tx| store::begin(tx, &name))? else { return Ok(false) };
    let events = app.db.read_now(&ctx, move |tx| journal::after(tx, after, AT_ONCE))?;
    let Some(last) = events.last().and_then(|event| event.position) else { return Ok(false) };
    let lines: String = events.iter().map(line).collect();
    let failed = |error: std::io::Error| Problem::Unavailable(format!("the log cannot be written: {error}"));
    out.write_all(lines.as_bytes()).and_then(|()| out.flush()).map_err(failed)?;
    let name = node.to_owned();
    app.db.write_now(&ctx, move |tx| store::end(tx, &name, last))?;
    Ok(true)
}

/// An event as a line of JSON.
fn line(event: &Event) -> String {
    let person = |id: Option<String>, name: Option<String>| id.map(|id| json!({"id": id, "name": name}));
    let behalf = event.on_behalf_of.as_ref();
    let told = json!({
        "position": event.position,
        "at": event.at,
        "id": event.id.to_string(),
        "kind": event.kind,
        "actor": person(event.actor.map(|id| id.to_string()), event.actor_name.clone()),
        "on_behalf_of": person(behalf.map(|one| one.id.to_string()), behalf.map(|one| one.name.to_string())),
        "subject": event.subject,
        "about": event.about,
        "portfolio": event.portfolio.map(|id| id.to_string()),
        "name": event.name,
        "changes": event.changes,
        "reason": event.reason,
        "erased": event.is_erased,
    });
    format!("{}\n", json!({"journal": told}))
}
