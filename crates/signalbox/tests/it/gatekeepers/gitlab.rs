//! GitLab is answered by the status of an external status check.

use super::{COMMIT, SECRET, asked_by, deliver, elsewhere::Elsewhere, freeze, last, prepare, signature, thaw, work};
use crate::harness::App;
use serde_json::{Value, json};

/// What GitLab sends of a merge request.
fn payload(commit: &str, target: &str, state: &str) -> Value {
    json!({"object_kind": "merge_request", "event_type": "merge_request",
        "project": {"id": 6, "path_with_namespace": "example/billing"},
        "object_attributes": {"iid": 3, "state": state, "target_project_id": 6, "target_branch": target,
            "source_branch": "release/4.2.0", "last_commit": {"id": commit}},
        "external_approval_rule": {"id": 1, "name": "Signalbox", "external_url": "https://signalbox.example.org"}})
}

fn ask(app: &App, body: &Value) -> Value {
    let body = body.to_string();
    let told = deliver(app, "lab", &[("x-gitlab-signature", &signature(SECRET, &body))], &body);
    assert_eq!(told.status, 202, "{}", told.text);
    work(app);
    told.json()
}

both_databases!(a_status_check_passes_or_fails_and_retry_asks_again, |app| {
    let (client, gitlab) = (prepare(app), Elsewhere::start());
    let new = json!({"key": "lab", "name": "GitLab", "portfolio": "enterprise", "kind": "gitlab", "secret": SECRET,
        "credential": "glpat-nobody", "url": gitlab.url, "version_by": "ref", "prefix": "release/",
        "bindings": [{"repository": "example/billing", "system": "billing",
            "targets": [{"name": "production", "environment": "prod"}]}]});
    client.post("/gatekeepers", new).created();
    freeze(app, 60);
    let asked = payload(COMMIT, "production", "opened");
    assert_eq!(ask(app, &asked)["again"], false);
    let (told, delivery) = (gitlab.told(), last(&client, "lab"));
    assert_eq!(told.len(), 1, "{delivery}");
    assert_eq!(told[0].path, "/api/v4/projects/6/merge_requests/3/status_check_responses");
    assert_eq!(told[0].credential, "glpat-nobody");
    assert_eq!(told[0].body, json!({"sha": COMMIT, "external_status_check_id": 1, "status": "failed"}));
    assert_eq!(asked_by(&client, &delivery)["version"], "4.2.0");
    thaw(app);
    // GitLab sends the same again when somebody clicks Retry.
    assert_eq!(ask(app, &asked)["again"], true);
    assert_eq!(gitlab.told()[0].body["status"], "passed");
    assert_eq!(client.all("/gatekeepers/lab/deliveries").len(), 1);
    // A branch that is not bound fails; a merge request that is merged asks nothing.
    ask(app, &payload(COMMIT, "main", "opened"));
    assert_eq!(
        (&gitlab.told()[0].body["status"], &last(&client, "lab")["code"]),
        (&json!("failed"), &json!("unknown_target"))
    );
    ask(app, &payload(COMMIT, "production", "merged"));
    assert_eq!((gitlab.told().len(), &last(&client, "lab")["state"]), (0, &json!("ignored")));
    // Signed with another secret it is not even looked at.
    let body = asked.to_string();
    deliver(app, "lab", &[("x-gitlab-signature", &signature("another secret", &body))], &body).refused(401);
});
