//! Sign-in providers: places elsewhere where people sign in (OpenID Connect Core 1.0).

use crate::{
    id::{PortfolioId, ProviderId},
    people::GivenRole,
    problem::{Fault, Faults},
    text::{Key, Name},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How long somebody may take to sign in elsewhere.
pub const LONGEST_ENTRY: SignedDuration = SignedDuration::from_mins(10);
/// The most mappings a provider has.
pub const MOST_MAPPINGS: usize = 500;

/// Who may come in by a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// People who are here already, known by a mail address that the provider has checked.
    Known,
    /// Everybody whom the provider lets in: whoever is not here yet is made.
    Everybody,
}

impl Admission {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Known, Self::Everybody];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Everybody => "everybody",
        }
    }
}

/// A role for everybody who is in a group at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mapping {
    /// The group, as the provider calls it.
    pub group: String,
    /// What its members get.
    pub role: GivenRole,
    /// Where.
    pub portfolio: PortfolioId,
}

/// A place elsewhere where people sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// Which.
    pub id: ProviderId,
    /// Its short name, part of the address to which it sends people back.
    pub key: Key,
    /// What the button says.
    pub name: Name,
    /// Its issuer, exactly as it calls itself.
    pub issuer: String,
    /// What it calls this installation.
    pub client: String,
    /// What is asked for, beside `openid`.
    pub scopes: Vec<String>,
    /// The claim with a person's groups.
    pub groups_claim: Option<String>,
    /// What groups get.
    pub mappings: Vec<Mapping>,
    /// Who may come in.
    pub admission: Admission,
    /// Counts its changes.
    pub rev: i64,
}

impl Provider {
    /// Notes everything that is wrong with it.
    pub fn check(&self, faults: &mut Faults) {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| self.issuer.starts_with(scheme));
        let is_address = scheme.is_some_and(|scheme| self.issuer.len() > scheme.len())
            && !self.issuer.contains(['?', '#', ' '])
            && self.issuer.len() <= 500;
        faults.require(is_address, "/issuer", "issuer", || {
            "an issuer is an address such as https://id.example.org, without a query".to_owned()
        });
        faults.require(!self.client.trim().is_empty() && self.client.len() <= 500, "/client", "empty", || {
            "say what the provider calls this installation: its client id".to_owned()
        });
        let is_word = |scope: &String| !scope.is_empty() && !scope.contains(char::is_whitespace) && scope.len() <= 100;
        faults.require(self.scopes.iter().all(is_word), "/scopes", "scope", || {
            "a scope is one word of at most 100 characters".to_owned()
        });
        for (place, mapping) in self.mappings.iter().enumerate() {
            if mapping.group.trim().is_empty() {
                faults.push(Fault::new(format!("/mappings/{place}/group"), "empty", "a group has a name"));
            }
        }
        faults.require(self.mappings.len() <= MOST_MAPPINGS, "/mappings", "many", || {
            format!("a provider has at most {MOST_MAPPINGS} mappings")
        });
        faults.require(self.mappings.is_empty() || self.groups_claim.is_some(), "/groups_claim", "missing", || {
            "name the claim that has a person's groups, or map none".to_owned()
        });
    }

    /// What members of some groups get, each once.
    #[must_use]
    pub fn given_to<'p>(&'p self, groups: &BTreeSet<String>) -> Vec<&'p Mapping> {
        let mut given: Vec<&Mapping> = Vec::new();
        for mapping in self.mappings.iter().filter(|mapping| groups.contains(&mapping.group)) {
            let is_there = given.iter().any(|one| (one.role, one.portfolio) == (mapping.role, mapping.portfolio));
            if !is_there {
                given.push(mapping);
            }
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{authz::Role, id::Identifier};

    fn provider() -> Provider {
        Provider {
            id: ProviderId::from_bits(1),
            key: Key::parse("corporate").unwrap(),
            name: Name::parse("Corporate sign-in").unwrap(),
            issuer: "https://id.example.org".to_owned(),
            client: "signalbox".to_owned(),
            scopes: vec!["email".to_owned()],
            groups_claim: Some("groups".to_owned()),
            mappings: Vec::new(),
            admission: Admission::Known,
            rev: 1,
        }
    }

    fn faults(provider: &Provider) -> Vec<String> {
        let mut faults = Faults::none();
        provider.check(&mut faults);
        match faults.finish() {
            Err(crate::problem::Problem::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_wrong_with_a_provider_is_told_at_its_place() {
        assert_eq!(faults(&provider()), [""; 0]);
        for issuer in ["", "id.example.org", "https://", "ftp://x", "https://x?y", "https://x#y"] {
            assert_eq!(faults(&Provider { issuer: issuer.to_owned(), ..provider() }), ["/issuer"], "{issuer}");
        }
        assert_eq!(faults(&Provider { client: " ".to_owned(), ..provider() }), ["/client"]);
        assert_eq!(faults(&Provider { scopes: vec!["a b".to_owned()], ..provider() }), ["/scopes"]);
        let mapping = |group: &str| Mapping {
            group: group.to_owned(),
            role: GivenRole::BuiltIn(Role::Viewer),
            portfolio: PortfolioId::from_bits(1),
        };
        let mapped = Provider { mappings: vec![mapping("a"), mapping("")], ..provider() };
        assert_eq!(faults(&mapped), ["/mappings/1/group"]);
        let nameless = Provider { mappings: vec![mapping("a")], groups_claim: None, ..provider() };
        assert_eq!(faults(&nameless), ["/groups_claim"]);
    }

    #[test]
    fn what_two_groups_get_is_given_once() {
        let mapping = |group: &str, portfolio: u128| Mapping {
            group: group.to_owned(),
            role: GivenRole::BuiltIn(Role::Viewer),
            portfolio: PortfolioId::from_bits(portfolio),
        };
        let provider = Provider { mappings: vec![mapping("a", 1), mapping("b", 1), mapping("b", 2)], ..provider() };
        let of = |groups: &[&str]| provider.given_to(&groups.iter().map(|&group| group.to_owned()).collect()).len();
        assert_eq!((of(&[]), of(&["a"]), of(&["b"]), of(&["a", "b"]), of(&["c"])), (0, 1, 2, 2, 0));
    }
}
