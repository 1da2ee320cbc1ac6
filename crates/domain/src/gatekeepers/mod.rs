//! Gatekeepers: how a gate that somebody else keeps asks whether something may go: a protection rule of GitHub, a status
//! check of GitLab, or whatever sends a signed request. Whatever is not known is refused.

mod asked;

pub use asked::{Asked, Back, Heard, Refusal, hear_github, hear_gitlab};

use crate::{
    decisions::Answer,
    event::{Decided, Fact, differences},
    id::{EnvironmentId, GatekeeperId, PersonId, PortfolioId, SystemId},
    problem::{Fault, Faults, Outcome, Problem},
    text::{Key, Name},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How far the time of a signed request may be away from the time here.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// How long what is denied is asked again by a gate that waits; GitHub itself waits no longer.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long until it is asked again at the latest.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// The most bindings a gatekeeper has.
pub const MOST_BINDINGS: usize = 500;
/// The most environments or branches of one binding.
pub const MOST_TARGETS: usize = 100;
/// The longest explanation, in characters.
const EXPLANATION: usize = 4_000;

/// Whose gate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A deployment protection rule of GitHub.
    Github,
    /// An external status check of GitLab.
    Gitlab,
    /// Whatever signs by Standard Webhooks 1.0.
    Webhook,
}

impl Kind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Webhook];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Webhook => "webhook",
        }
    }

    /// Where it is answered unless somebody runs a server of their own; nowhere, where the answer comes with the request.
    #[must_use]
    pub const fn usual_url(self) -> &'static str {
        match self {
            Self::Github => "https://api.github.com",
            Self::Gitlab => "https://gitlab.com",
            Self::Webhook => "",
        }
    }
}

/// How the number of a version is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionBy {
    /// It is the version that was built from the commit.
    Commit,
    /// It is what the tag or branch is called, without a prefix.
    Ref,
}

impl VersionBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Commit, Self::Ref];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Ref => "ref",
        }
    }
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is not answered yet: the gate stays closed.
    Waiting,
    /// It may go.
    Allowed,
    /// It may not go.
    Refused,
    /// There was nothing to decide.
    Ignored,
}

impl State {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Allowed, Self::Refused, Self::Ignored];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Allowed => "allowed",
            Self::Refused => "refused",
            Self::Ignored => "ignored",
        }
    }
}

/// What a target of a repository is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What GitHub calls the environment; at GitLab the branch that is merged into.
    pub name: String,
    /// Which environment that is.
    pub environment: EnvironmentId,
}

/// What a repository is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// `owner/name` at GitHub, the path of the project at GitLab.
    pub repository: String,
    /// Which system is deployed from it.
    pub system: SystemId,
    /// Where to.
    pub targets: Vec<Target>,
}

/// How a gate that somebody else keeps asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gatekeeper {
    /// Which.
    pub id: GatekeeperId,
    /// Its short name, part of the address to which deliveries are sent.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is. It sees what is in this portfolio and below, and nothing else.
    pub portfolio: PortfolioId,
    /// Whose gate it is.
    pub kind: Kind,
    /// Where it is answered; empty where the answer comes with the request.
    pub url: String,
    /// The id of the App at GitHub; empty for the others.
    pub app: String,
    /// What repositories are here.
    pub bindings: Vec<Binding>,
    /// How the number of a version is found.
    pub version_by: VersionBy,
    /// What is left out at the beginning of a tag or branch.
    pub prefix: String,
    /// Whether what is denied is asked again later instead of being rejected.
    pub waits: bool,
    /// The machine as which it asks.
    pub machine: PersonId,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// What is asked about, as far as a gatekeeper knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The system.
    pub system: SystemId,
    /// The environment.
    pub environment: EnvironmentId,
}

impl Gatekeeper {
    /// Every fault of it.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        match self.kind {
            Kind::Webhook => {
                let told = "a webhook is answered where it asks: it has no address";
                faults.require(self.url.is_empty(), "/url", "choice", || told.to_owned());
                let told = "a webhook names system, version and environment itself: it binds no repositories";
                faults.require(self.bindings.is_empty(), "/bindings", "choice", || told.to_owned());
            }
            Kind::Github | Kind::Gitlab => faults.require(is_address(&self.url), "/url", "address", || {
                format!("say where it is answered, such as {}, without a query", self.kind.usual_url())
            }),
        }
        if self.kind == Kind::Github {
            let is_word = (1..=100).contains(&self.app.len()) && self.app.bytes().all(|byte| byte.is_ascii_graphic());
            let told = "name the App at GitHub by its id or client id";
            faults.require(is_word, "/app", "text", || told.to_owned());
        } else {
            faults.require(self.app.is_empty(), "/app", "choice", || "only GitHub has Apps".to_owned());
            let told = "only a protection rule of GitHub waits; the others want an answer at once";
            faults.require(!self.waits, "/waits", "choice", || told.to_owned());
        }
        faults.require(self.prefix.chars().count() <= 50, "/prefix", "text", || {
            "what is left out has at most 50 characters".to_owned()
        });
        self.check_bindings(&mut faults);
        faults
    }

    fn check_bindings(&self, faults: &mut Faults) {
        faults.require(self.bindings.len() <= MOST_BINDINGS, "/bindings", "many", || {
            format!("a gatekeeper binds at most {MOST_BINDINGS} repositories")
        });
        let mut repositories = HashSet::new();
        for (place, binding) in self.bindings.iter().enumerate() {
            let at = |field: &str| format!("/bindings/{place}/{field}");
            let name = &binding.repository;
            let is_path = name.len() <= 500
                && name.contains('/')
                && name.split('/').all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
            faults.require(is_path, &at("repository"), "text", || {
                format!("{name:?} is no repository; write owner/name, or the path of the project")
            });
            faults.require(repositories.insert(name.to_lowercase()), &at("repository"), "taken", || {
                format!("{name} is bound already")
            });
            faults.require((1..=MOST_TARGETS).contains(&binding.targets.len()), &at("targets"), "many", || {
                format!("name 1 to {MOST_TARGETS} targets")
            });
            let mut targets = HashSet::new();
            for (number, target) in binding.targets.iter().enumerate() {
                let pointer = at(&format!("targets/{number}/name"));
                let is_name = !target.name.trim().is_empty() && target.name.chars().count() <= 255;
                faults.require(is_name, &pointer, "text", || "a target has a name".to_owned());
                faults.require(targets.insert(&target.name), &pointer, "taken", || {
                    format!("{} is bound already", target.name)
                });
            }
        }
    }

    /// What is asked about.
    ///
    /// # Errors
    /// Why that is not known.
    pub fn bound(&self, asked: &Asked) -> Result<Bound, Refusal> {
        // Neither GitHub nor GitLab tells repositories apart by case.
        let repository = asked.repository.to_lowercase();
        let binding = self.bindings.iter().find(|binding| binding.repository.to_lowercase() == repository);
        let binding = binding.ok_or_else(|| Refusal::UnknownRepository(asked.repository.clone()))?;
        let target = binding.targets.iter().find(|target| target.name == asked.target);
        let target = target.ok_or_else(|| Refusal::UnknownTarget {
            repository: asked.repository.clone(),
            target: asked.target.clone(),
        })?;
        Ok(Bound { system: binding.system, environment: target.environment })
    }

    /// The number of a version that a tag or branch is called by.
    #[must_use]
    pub fn number_in<'r>(&self, reference: &'r str) -> &'r str {
        let name = ["refs/tags/", "refs/heads/"].iter().find_map(|kind| reference.strip_prefix(kind));
        let name = name.unwrap_or(reference);
        name.strip_prefix(self.prefix.as_str()).filter(|rest| !rest.is_empty()).unwrap_or(name)
    }

    /// Whether an answer about a repository may be sent to an address: only below where this gatekeeper is answered, so
    /// that nobody else gets hold of the token that goes with it.
    #[must_use]
    pub fn answers_at(&self, repository: &str, address: &str) -> bool {
        let below = format!("{}/repos/{repository}/", self.url);
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._/".contains(letter);
        address
            .strip_prefix(&below)
            .is_some_and(|rest| rest.chars().all(is_plain) && !rest.split('/').any(|part| part == ".." || part == "."))
    }

    /// When something that was denied is asked again; `None` when it is to be rejected.
    #[must_use]
    pub fn again_at(&self, since: Timestamp, now: Timestamp, allowed_from: Option<Timestamp>) -> Option<Timestamp> {
        let last = since.checked_add(LONGEST_WAIT).unwrap_or(Timestamp::MAX);
        if !self.waits || now >= last {
            return None;
        }
        let next = now.checked_add(EVERY).unwrap_or(Timestamp::MAX);
        let cleared = allowed_from.filter(|from| *from > now).unwrap_or(next);
        Some(next.min(cleared).min(last))
    }
}

/// Whether a text is the address of a server, perhaps with a path, and nothing behind it.
fn is_address(url: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let is_plain = |letter: char| letter.is_ascii_graphic() && !"?#@\\".contains(letter);
    url.len() <= 500 && !url.ends_with('/') && rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
}

/// An answer in words, for whoever stands before the gate: what is in the way, who can help and when it ends.
#[must_use]
pub fn explain(answer: &Answer) -> String {
    if answer.is_allowed() {
        return "It may go.".to_owned();
    }
    let mut told = String::from("It may not go:");
    for blocker in &answer.blockers {
        told.push_str(&format!("\n- {}", blocker.detail));
        if let Some(who) = &blocker.who {
            told.push_str(&format!(" (cleared by: {who})"));
        }
        if let Some(until) = blocker.until {
            told.push_str(&format!(" (until {until})"));
        }
    }
    if let Some(from) = answer.allowed_from {
        told.push_str(&format!("\nAs far as is known it may go from {from} on."));
    }
    told.chars().take(EXPLANATION).collect()
}

/// Decides what a new gatekeeper is.
///
/// # Errors
/// Every fault of it.
pub fn create(made: Gatekeeper) -> Outcome<Decided<Gatekeeper>> {
    made.faults().finish()?;
    let fact = fact("gatekeeper.created", &made).with(differences(None, Some(&made)));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a gatekeeper.
///
/// # Errors
/// Every fault of it as it would be; a refusal for one that is put away.
pub fn change(before: &Gatekeeper, after: Gatekeeper) -> Outcome<Decided<Gatekeeper>> {
    if before.archived_at.is_some() {
        let told = format!("{} is put away; whoever administers its portfolio can take it out again", before.name);
        return Err(Problem::refused("state", told));
    }
    after.faults().finish()?;
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() { Vec::new() } else { vec![fact("gatekeeper.changed", &after).with(changes)] };
    Ok(Decided { state: after, facts })
}

/// Puts a gatekeeper away, or takes it out again. What is put away answers nobody.
#[must_use]
pub fn archive(before: &Gatekeeper, away: bool, now: Timestamp) -> Decided<Gatekeeper> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Gatekeeper { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "gatekeeper.archived" } else { "gatekeeper.restored" };
    let facts = vec![fact(kind, &after).with(differences(Some(before), Some(&after)))];
    Decided { state: after, facts }
}

/// A fact about a gatekeeper.
#[must_use]
pub fn fact(kind: &'static str, of: &Gatekeeper) -> Fact {
    Fact::of(kind, of.id, of.portfolio).named(&of.name)
}

/// The fault of a key that another gatekeeper has.
#[must_use]
pub fn taken(key: &Key) -> Fault {
    Fault::new("/key", "taken", format!("there is a gatekeeper {key} already"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn gatekeeper() -> Gatekeeper {
        Gatekeeper {
            id: GatekeeperId::from_bits(1),
            key: Key::parse("github").unwrap(),
            name: Name::parse("GitHub").unwrap(),
            portfolio: PortfolioId::from_bits(1),
            kind: Kind::Github,
            url: Kind::Github.usual_url().to_owned(),
            app: "123456".to_owned(),
            bindings: vec![Binding {
                repository: "Example/Billing".to_owned(),
                system: SystemId::from_bits(1),
                targets: vec![Target { name: "production".to_owned(), environment: EnvironmentId::from_bits(1) }],
            }],
            version_by: VersionBy::Ref,
            prefix: "v".to_owned(),
            waits: true,
            machine: PersonId::from_bits(1),
            archived_at: None,
            rev: 1,
        }
    }

    fn faults(of: &Gatekeeper) -> Vec<String> {
        of.faults().iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_gatekeeper_says_where_it_is_answered_and_binds_each_repository_once() {
        assert_eq!(faults(&gatekeeper()), [""; 0]);
        for url in ["", "ftp://x", "https://x/", "https://x?y", "https://a@b", "https://x y"] {
            assert_eq!(faults(&Gatekeeper { url: url.to_owned(), ..gatekeeper() }), ["/url address"], "{url}");
        }
        let mut twice = gatekeeper();
        let mut again = twice.bindings[0].clone();
        again.repository = "example/billing".to_owned();
        again.targets.clear();
        twice.bindings.push(again);
        assert_eq!(faults(&twice), ["/bindings/1/repository taken", "/bindings/1/targets many"]);
        let webhook = Gatekeeper { kind: Kind::Webhook, ..gatekeeper() };
        assert_eq!(faults(&webhook), ["/url choice", "/bindings choice", "/app choice", "/waits choice"]);
    }

    #[test]
    fn a_version_is_called_by_its_tag_without_the_prefix() {
        let number = |reference| gatekeeper().number_in(reference).to_owned();
        assert_eq!([number("v4.2.0"), number("refs/tags/v4.2.0"), number("4.2.0")], ["4.2.0"; 3]);
        assert_eq!(number("v"), "v", "a number is never empty");
    }

    #[test]
    fn an_answer_goes_nowhere_but_below_the_address_of_the_gatekeeper() {
        let may = |address: &str| gatekeeper().answers_at("example/billing", address);
        assert!(may("https://api.github.com/repos/example/billing/actions/runs/7/deployment_protection_rule"));
        for elsewhere in [
            "https://api.github.com.evil.example/repos/example/billing/actions/runs/7/deployment_protection_rule",
            "https://api.github.com@evil.example/repos/example/billing/x",
            "https://evil.example/repos/example/billing/x",
            "http://api.github.com/repos/example/billing/x",
            "https://api.github.com/repos/example/ledger/actions/runs/7/deployment_protection_rule",
            "https://api.github.com/repos/example/billing/../ledger/x",
            "https://api.github.com/repos/example/billing/%2e%2e/x",
            "https://api.github.com/repos/example/billing/x?y",
        ] {
            assert!(!may(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn what_is_denied_is_asked_again_in_five_minutes_or_sooner_and_not_for_ever() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let again = |now, from: Option<i64>| gatekeeper().again_at(at(0), at(now), from.map(at));
        assert_eq!(again(10, None), Some(at(15)));
        assert_eq!(again(10, Some(12)), Some(at(12)));
        assert_eq!(again(10, Some(90)), Some(at(15)), "somebody may clear it sooner");
        assert_eq!(again(10, Some(9)), Some(at(15)));
        let last = 30 * 24 * 60;
        assert_eq!(again(last - 1, None), Some(at(last)));
        assert_eq!(again(last, Some(last + 1)), None);
        let hasty = Gatekeeper { waits: false, ..gatekeeper() };
        assert_eq!(hasty.again_at(at(0), at(1), Some(at(2))), None);
    }

    #[test]
    fn a_repository_is_known_whatever_its_case_and_nothing_else_is() {
        let asked = |repository: &str, target: &str| Asked {
            repository: repository.to_owned(),
            target: target.to_owned(),
            ..Asked::default()
        };
        assert!(gatekeeper().bound(&asked("example/BILLING", "production")).is_ok());
        let code = |asked: &Asked| gatekeeper().bound(asked).unwrap_err().code();
        assert_eq!(code(&asked("example/ledger", "production")), "unknown_repository");
        assert_eq!(code(&asked("example/billing", "Production")), "unknown_target");
    }
}
