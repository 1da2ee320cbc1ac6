//! How GitLab is answered: by the status of an external status check.

use crate::{App, outgoing::Ask, secrets::Secret};
use serde_json::json;
use signalbox_domain::{
    Outcome, Problem,
    gatekeepers::{Gatekeeper, State},
};

/// What is told.
pub(super) struct Check<'a> {
    /// The number of the project.
    pub(super) project: i64,
    /// The number of the merge request in its project.
    pub(super) request: i64,
    /// The number of the check.
    pub(super) check: i64,
    /// The commit it is about.
    pub(super) commit: &'a str,
    /// Whether it may go.
    pub(super) state: State,
}

/// Passes or fails a status check. It has no room for words: these are kept with the delivery.
pub(super) async fn answer(app: &App, gatekeeper: &Gatekeeper, token: &Secret, check: Check<'_>) -> Outcome<()> {
    let (url, project, request) = (&gatekeeper.url, check.project, check.request);
    let url = format!("{url}/api/v4/projects/{project}/merge_requests/{request}/status_check_responses");
    let status = if check.state == State::Allowed { "passed" } else { "failed" };
    let body = json!({"sha": check.commit, "external_status_check_id": check.check, "status": status});
    let ask = Ask::post(url.as_str(), "application/json", body.to_string()).with("private-token", token.expose());
    let told = app.outgoing.ask(ask).await.map_err(|why| Problem::Unavailable(format!("GitLab: {why}")))?;
    if (200..300).contains(&told.status) {
        return Ok(());
    }
    Err(Problem::Unavailable(format!("GitLab answered {} at {url}", told.status)))
}
