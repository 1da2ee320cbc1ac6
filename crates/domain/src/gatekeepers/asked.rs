//! What somebody's gate asks, as GitHub and GitLab say it, and why it may not be known what is asked.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// What somebody's gate asks. A webhook names the system as the repository, the environment as the target and the version as
/// the reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The repository.
    pub repository: String,
    /// The environment or branch.
    pub target: String,
    /// The commit, in hexadecimal; empty when nobody said.
    pub commit: String,
    /// The tag or branch; empty when nobody said.
    pub reference: String,
    /// How it is answered; `None` when the answer comes with the request.
    pub back: Option<Back>,
}

/// How something is answered that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Back {
    /// At GitHub.
    Github {
        /// The address, as it was told.
        callback: String,
        /// Where the App is installed.
        installation: i64,
    },
    /// At GitLab.
    Gitlab {
        /// The number of the project.
        project: i64,
        /// The number of the merge request in its project.
        request: i64,
        /// The number of the status check.
        check: i64,
    },
}

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something is asked.
    Asks(Asked),
    /// Nothing is to be decided, and why.
    Nothing(&'static str),
}

/// Why nothing could be decided: the gate stays closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was sent is not what such a gate sends.
    Malformed(&'static str),
    /// The gatekeeper was put away.
    Archived,
    /// The repository is not bound.
    UnknownRepository(String),
    /// The environment or branch is not bound.
    UnknownTarget {
        /// Of this repository.
        repository: String,
        /// What it is called there.
        target: String,
    },
    /// No version was built from the commit.
    UnknownVersion(String),
    /// Several versions were built from the commit.
    SeveralVersions {
        /// The commit.
        commit: String,
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// What was asked about is not there, or the gatekeeper may not see it.
    Unseen(String),
    /// The answer is to go to somebody else.
    CallbackElsewhere,
}

impl Refusal {
    /// A stable word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Archived => "archived",
            Self::UnknownRepository(_) => "unknown_repository",
            Self::UnknownTarget { .. } => "unknown_target",
            Self::UnknownVersion(_) => "unknown_version",
            Self::SeveralVersions { .. } => "several_versions",
            Self::Unseen(_) => "unseen",
            Self::CallbackElsewhere => "callback_elsewhere",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(formatter, "what was sent cannot be understood: {what}"),
            Self::Archived => formatter.write_str(
                "the gatekeeper was put away; whoever administers its portfolio in Signalbox can take it out again",
            ),
            Self::UnknownRepository(repository) => write!(
                formatter,
                "the gatekeeper knows no repository {repository}; whoever administers it in Signalbox can bind it to a \
                 system"
            ),
            Self::UnknownTarget { repository, target } => write!(
                formatter,
                "the gatekeeper knows no target {target:?} of {repository}; whoever administers it in Signalbox can bind \
                 it to an environment"
            ),
            Self::UnknownVersion(commit) => write!(
                formatter,
                "no version is registered that was built from the commit {commit}; the build can register it: \
                 POST /api/v1/systems/{{system}}/versions"
            ),
            Self::SeveralVersions { commit, numbers } => write!(
                formatter,
                "several versions were built from the commit {commit}: {}; let the gatekeeper find versions by tag",
                numbers.join(", ")
            ),
            Self::Unseen(what) => write!(
                formatter,
                "{what}; the gatekeeper sees what is in its portfolio and below, whoever administers that can move it"
            ),
            Self::CallbackElsewhere => formatter.write_str(
                "the answer was to be sent to another server than the gatekeeper is answered at, or about another \
                 repository; nobody was told anything",
            ),
        }
    }
}

/// What GitHub says with an event: the webhook `deployment_protection_rule`, and `ping`.
///
/// # Errors
/// What is missing in it.
pub fn hear_github(event: &str, body: &Value) -> Result<Heard, Refusal> {
    match (event, body["action"].as_str()) {
        ("deployment_protection_rule", Some("requested")) => {}
        ("ping", _) => return Ok(Heard::Nothing("GitHub looked whether somebody is here")),
        _ => return Ok(Heard::Nothing("this event asks nothing; let GitHub send deployment_protection_rule alone")),
    }
    let text = |pointer: &str, missing| text(body, pointer).ok_or(Refusal::Malformed(missing));
    let callback = text("/deployment_callback_url", "it has no deployment_callback_url")?;
    let installation = body.pointer("/installation/id").and_then(Value::as_i64);
    let installation = installation.ok_or(Refusal::Malformed("it has no installation.id: it comes from no App"))?;
    Ok(Heard::Asks(Asked {
        repository: text("/repository/full_name", "it has no repository.full_name")?,
        target: text("/environment", "it has no environment")?,
        commit: commit(&text("/deployment/sha", "it has no deployment.sha")?)?,
        reference: text("/deployment/ref", "it has no deployment.ref")?,
        back: Some(Back::Github { callback, installation }),
    }))
}

/// What GitLab says of a merge request to an external status check.
///
/// # Errors
/// What is missing in it.
pub fn hear_gitlab(body: &Value) -> Result<Heard, Refusal> {
    if body["object_kind"] != "merge_request" {
        return Ok(Heard::Nothing("this is not about a merge request"));
    }
    if matches!(body.pointer("/object_attributes/state").and_then(Value::as_str), Some("merged" | "closed")) {
        return Ok(Heard::Nothing("the merge request is merged or closed"));
    }
    let text = |pointer: &str, missing| text(body, pointer).ok_or(Refusal::Malformed(missing));
    let number =
        |pointer: &str, missing| body.pointer(pointer).and_then(Value::as_i64).ok_or(Refusal::Malformed(missing));
    let project = number("/object_attributes/target_project_id", "it has no object_attributes.target_project_id")?;
    Ok(Heard::Asks(Asked {
        repository: text("/project/path_with_namespace", "it has no project.path_with_namespace")?,
        target: text("/object_attributes/target_branch", "it has no object_attributes.target_branch")?,
        commit: commit(&text("/object_attributes/last_commit/id", "it has no object_attributes.last_commit.id")?)?,
        reference: text("/object_attributes/source_branch", "it has no object_attributes.source_branch")?,
        back: Some(Back::Gitlab {
            project,
            request: number("/object_attributes/iid", "it has no object_attributes.iid")?,
            check: number("/external_approval_rule/id", "it has no external_approval_rule.id")?,
        }),
    }))
}

fn text(body: &Value, pointer: &str) -> Option<String> {
    let text = body.pointer(pointer)?.as_str()?;
    (1..=1_000).contains(&text.len()).then(|| text.to_owned())
}

fn commit(text: &str) -> Result<String, Refusal> {
    let is_whole = (40..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_whole { Ok(text.to_lowercase()) } else { Err(Refusal::Malformed("the commit is not whole")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn github() -> Value {
        json!({"action": "requested", "environment": "production",
            "deployment": {"sha": "A".repeat(40), "ref": "v4.2.0"},
            "deployment_callback_url": "https://api.github.com/repos/example/billing/actions/runs/7/deployment_protection_rule",
            "repository": {"full_name": "example/billing"}, "installation": {"id": 5}})
    }

    #[test]
    fn a_protection_rule_asks_and_no_other_event_does() {
        let Heard::Asks(asked) = hear_github("deployment_protection_rule", &github()).unwrap() else { panic!() };
        assert_eq!((asked.commit, asked.target), ("a".repeat(40), "production".to_owned()));
        for (event, body) in
            [("ping", json!({"zen": "x"})), ("push", github()), ("deployment_protection_rule", json!(7))]
        {
            assert!(matches!(hear_github(event, &body), Ok(Heard::Nothing(_))), "{event}");
        }
        for field in ["environment", "deployment", "deployment_callback_url", "repository", "installation"] {
            let mut body = github();
            body.as_object_mut().unwrap().remove(field);
            let refusal = hear_github("deployment_protection_rule", &body).unwrap_err();
            assert!(refusal.to_string().contains(field), "{refusal}");
        }
    }

    #[test]
    fn a_status_check_asks_of_a_merge_request_that_is_open() {
        let body = |state: &str| {
            json!({"object_kind": "merge_request", "project": {"id": 6, "path_with_namespace": "example/billing"},
                "object_attributes": {"iid": 3, "state": state, "target_project_id": 6, "target_branch": "production",
                    "source_branch": "release/4.2.0", "last_commit": {"id": "b".repeat(40)}},
                "external_approval_rule": {"id": 1}})
        };
        let Heard::Asks(asked) = hear_gitlab(&body("opened")).unwrap() else { panic!() };
        assert_eq!(asked.back, Some(Back::Gitlab { project: 6, request: 3, check: 1 }));
        assert!(matches!(hear_gitlab(&body("merged")), Ok(Heard::Nothing(_))));
        let mut short = body("opened");
        short["object_attributes"]["last_commit"]["id"] = json!("b");
        assert_eq!(hear_gitlab(&short).unwrap_err().code(), "malformed");
    }
}
