//! What a machine is told to do in a task.

use crate::problem::Faults;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Reads.
    Get,
    /// Sends.
    Post,
}

/// Whom a task calls, and with what. `{{name}}` stands for a parameter of the run everywhere, and `{{secret}}` in headers for
/// the secret that the action names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum Call {
    /// Any server.
    Http {
        /// How.
        verb: Verb,
        /// The whole address.
        url: String,
        /// Names and values.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// What is sent.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
    },
    /// A workflow of GitHub Actions that can be dispatched.
    GithubWorkflow {
        /// The address of the API, such as `https://api.github.com`.
        url: String,
        /// `owner/name`.
        repository: String,
        /// The file of the workflow, such as `deploy.yml`.
        workflow: String,
        /// The branch or tag.
        reference: String,
        /// Its inputs.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        inputs: BTreeMap<String, String>,
    },
    /// A pipeline of GitLab.
    GitlabPipeline {
        /// The address of the server, such as `https://gitlab.com`.
        url: String,
        /// The id or the whole path of the project.
        project: String,
        /// The branch or tag.
        reference: String,
        /// Its variables.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        variables: BTreeMap<String, String>,
    },
    /// A job of Jenkins.
    JenkinsJob {
        /// The address of the job, such as `https://ci.example.org/job/deploy`.
        url: String,
        /// Its parameters.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        parameters: BTreeMap<String, String>,
    },
    /// An application of Argo CD that is brought to what is wanted.
    ArgoSync {
        /// The address of the server.
        url: String,
        /// The application.
        application: String,
        /// The revision; what the application follows when empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        revision: String,
    },
}

/// What is done in a rehearsal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rehearsal {
    /// Somebody does it, or says what became of it.
    #[default]
    Ask,
    /// The same as when it counts.
    Same,
    /// This.
    Instead(Call),
}

/// What a machine is told to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Whom it calls.
    pub call: Call,
    /// The name of the plan's secret that is sent with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// How often it is tried at most, when the answer says that it did not work.
    pub attempts: i64,
    /// How long to wait between two tries, in seconds.
    pub pause: i64,
    /// Whether whoever is called keeps what it did for a key, and does not do it twice: what became unknown is sent again
    /// with the same key, and nobody is asked.
    pub repeats: bool,
    /// Whether the answer only says that it was begun, and its end is told later.
    pub waits: bool,
    /// What is done in a rehearsal.
    #[serde(default)]
    pub rehearsal: Rehearsal,
}

impl Action {
    /// Every fault of the action.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        let bounds = [("/attempts", self.attempts, 1..=10), ("/pause", self.pause, 0..=3_600)];
        for (pointer, number, range) in bounds {
            faults.require(range.contains(&number), pointer, "range", || {
                format!("this is {} to {}", range.start(), range.end())
            });
        }
        let named = self.secret.as_ref().is_none_or(|name| (1..=64).contains(&name.chars().count()));
        faults.require(named, "/secret", "text", || "a secret's name has 1 to 64 characters".to_owned());
        faults.extend(self.call.faults("/call"));
        if let Rehearsal::Instead(call) = &self.rehearsal {
            faults.extend(call.faults("/rehearsal/call"));
        }
        faults
    }

    /// What is called in a run: nothing, where somebody is asked.
    #[must_use]
    pub const fn call_in(&self, rehearsal: bool) -> Option<&Call> {
        match (&self.rehearsal, rehearsal) {
            (_, false) | (Rehearsal::Same, true) => Some(&self.call),
            (Rehearsal::Instead(call), true) => Some(call),
            (Rehearsal::Ask, true) => None,
        }
    }
}

/// The longest text of a call, in characters.
const LONGEST: usize = 20_000;

impl Call {
    fn url(&self) -> &str {
        match self {
            Self::Http { url, .. }
            | Self::GithubWorkflow { url, .. }
            | Self::GitlabPipeline { url, .. }
            | Self::JenkinsJob { url, .. }
            | Self::ArgoSync { url, .. } => url,
        }
    }

    fn faults(&self, at: &str) -> Vec<crate::Fault> {
        let mut faults = Faults::none();
        let url = self.url();
        let is_address =
            (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace);
        faults.require(is_address && url.len() <= 2_000, "/url", "url", || {
            "an address begins with https:// and has no spaces".to_owned()
        });
        let needed: Vec<(&str, &str)> = match self {
            Self::Http { .. } | Self::JenkinsJob { .. } => Vec::new(),
            Self::GithubWorkflow { repository, workflow, reference, .. } => {
                vec![("/repository", repository), ("/workflow", workflow), ("/reference", reference)]
            }
            Self::GitlabPipeline { project, reference, .. } => vec![("/project", project), ("/reference", reference)],
            Self::ArgoSync { application, .. } => vec![("/application", application)],
        };
        for (pointer, text) in needed {
            faults.require(!text.trim().is_empty(), pointer, "required", || "this is not empty".to_owned());
        }
        if let Self::Http { headers, body, .. } = self {
            faults.require(body.chars().count() <= LONGEST, "/body", "text", || {
                format!("a body has at most {LONGEST} characters")
            });
            for (name, value) in headers {
                let sound = !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                    && !value.chars().any(char::is_control);
                faults.require(sound, &format!("/headers/{name}"), "header", || {
                    "a header has letters, digits and - in its name, and its value is one line".to_owned()
                });
            }
        }
        faults.into_vec().into_iter().map(|fault| fault.within(at)).collect()
    }

    /// The same with something put in the place of every `{{…}}`.
    #[must_use]
    pub fn filled(&self, fill: impl Fn(&str) -> String) -> Self {
        let each = |map: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            map.iter().map(|(name, value)| (name.clone(), fill(value))).collect()
        };
        match self {
            Self::Http { verb, url, headers, body } => {
                Self::Http { verb: *verb, url: fill(url), headers: each(headers), body: fill(body) }
            }
            Self::GithubWorkflow { url, repository, workflow, reference, inputs } => Self::GithubWorkflow {
                url: url.clone(),
                repository: repository.clone(),
                workflow: workflow.clone(),
                reference: fill(reference),
                inputs: each(inputs),
            },
            Self::GitlabPipeline { url, project, reference, variables } => Self::GitlabPipeline {
                url: url.clone(),
                project: project.clone(),
                reference: fill(reference),
                variables: each(variables),
            },
            Self::JenkinsJob { url, parameters } => Self::JenkinsJob { url: url.clone(), parameters: each(parameters) },
            Self::ArgoSync { url, application, revision } => {
                Self::ArgoSync { url: url.clone(), application: application.clone(), revision: fill(revision) }
            }
        }
    }
}
