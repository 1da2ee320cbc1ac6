//! Sign-in providers: places elsewhere where people sign in (OpenID Connect Core 1.0).

use crate::{
    accounts::second_factor::Showing,
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
/// The most mail domains a provider speaks for.
pub const MOST_DOMAINS: usize = 50;

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

/// Whether whoever comes in by a provider is asked for a second factor that is kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Never: what the provider asks is enough.
    Never,
    /// Unless the provider says that it asked for several factors itself.
    UnlessReported,
    /// Always, whatever the provider says.
    Always,
}

impl SecondFactor {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Never, Self::UnlessReported, Self::Always];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::UnlessReported => "unless_reported",
            Self::Always => "always",
        }
    }

    /// What a session begins with that this provider vouched for. `reported` says whether it told of several factors,
    /// `has_one` whether the person keeps a second factor here: one that is there is asked for, one that is not only by
    /// whoever demands it.
    #[must_use]
    pub const fn showing(self, reported: bool, has_one: bool) -> Showing {
        match (self, reported, has_one) {
            (Self::Never, ..) | (Self::UnlessReported, true, _) => Showing::Shown,
            (Self::UnlessReported, false, false) => Showing::NotShown,
            (Self::UnlessReported, false, true) | (Self::Always, ..) => Showing::Owed,
        }
    }
}

/// Whether a provider tells that it asked somebody for more than one factor, in the methods it used (`amr`, RFC 8176) or
/// in the class of its sign-in (`acr`). A one-time code, a key on a device or a card stands beside a password only where the
/// password is told too; `mfa` stands for itself. Of classes those count whose meaning is agreed on: `phr` and `phrh` (OpenID
/// Connect EAP ACR Values), `mfa` by itself or at the end of a name.
#[must_use]
pub fn reports_several_factors(amr: &[String], acr: Option<&str>) -> bool {
    const KNOWN: [&str; 2] = ["pwd", "pin"];
    const HELD: [&str; 8] = ["otp", "hwk", "swk", "sms", "tel", "sc", "pop", "mca"];
    const BORN: [&str; 5] = ["fpt", "face", "iris", "retina", "vbm"];
    let has = |kind: &[&str]| amr.iter().any(|told| kind.contains(&told.as_str()));
    let kinds = [has(&KNOWN), has(&HELD), has(&BORN)].into_iter().filter(|is_there| *is_there).count();
    let class = acr.map(|acr| acr.rsplit([':', '/', '#']).next().unwrap_or(acr));
    has(&["mfa"]) || kinds > 1 || class.is_some_and(|class| ["mfa", "phr", "phrh"].contains(&class))
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
    /// The mail domains whose people it speaks for: about addresses elsewhere its word counts for nothing.
    pub domains: Vec<String>,
    /// Who may come in.
    pub admission: Admission,
    /// Whether a second factor that is kept here is asked of them.
    pub second_factor: SecondFactor,
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
        for (place, domain) in self.domains.iter().enumerate() {
            if !is_domain(domain) {
                let told = "a mail domain is what stands behind the @, such as example.org";
                faults.push(Fault::new(format!("/domains/{place}"), "domain", told));
            }
        }
        faults.require(self.domains.len() <= MOST_DOMAINS, "/domains", "many", || {
            format!("a provider speaks for at most {MOST_DOMAINS} mail domains")
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

    /// Whether it may say whose mail address this is: one of exactly its domains, not of those below them.
    #[must_use]
    pub fn speaks_for(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.domains.iter().any(|own| own.eq_ignore_ascii_case(domain)))
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

/// True for what can stand behind the @ of a mail address, in small letters.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
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
            domains: vec!["example.org".to_owned()],
            admission: Admission::Known,
            second_factor: SecondFactor::UnlessReported,
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
        for domain in ["", "example", "@example.org", "a@example.org", "Example.org", "example..org", "-a.org", "*.org"]
        {
            let odd = Provider { domains: vec!["example.org".to_owned(), domain.to_owned()], ..provider() };
            assert_eq!(faults(&odd), ["/domains/1"], "{domain}");
        }
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
    fn a_provider_speaks_for_its_own_domains_and_for_none_below_or_beside_them() {
        let speaks = |email: &str| provider().speaks_for(email);
        assert!(speaks("ada@example.org") && speaks("ada@EXAMPLE.org"));
        for other in
            ["ada@example.com", "ada@mail.example.org", "ada@notexample.org", "example.org", "a@example.org@x.org"]
        {
            assert!(!speaks(other), "{other}");
        }
        assert!(!Provider { domains: Vec::new(), ..provider() }.speaks_for("ada@example.org"));
    }

    #[test]
    fn several_factors_are_of_several_kinds() {
        let reports = |amr: &[&str], acr: Option<&str>| {
            let amr: Vec<String> = amr.iter().map(|&told| told.to_owned()).collect();
            reports_several_factors(&amr, acr)
        };
        for amr in [&["mfa"][..], &["pwd", "otp"], &["pwd", "mfa"], &["pin", "hwk"], &["face", "swk"]] {
            assert!(reports(amr, None), "{amr:?}");
        }
        for amr in [&[][..], &["pwd"], &["otp"], &["hwk", "swk"], &["pwd", "kba"], &["MFA?"]] {
            assert!(!reports(amr, None), "{amr:?}");
        }
        for acr in ["phr", "phrh", "mfa", "http://schemas.openid.net/pape/policies/2007/06/phr", "urn:x:mfa"] {
            assert!(reports(&["pwd"], Some(acr)), "{acr}");
        }
        for acr in ["0", "1", "urn:mace:incommon:iap:silver", "nomfa", ""] {
            assert!(!reports(&["pwd"], Some(acr)), "{acr}");
        }
    }

    #[test]
    fn a_second_factor_that_is_there_is_asked_for_where_the_provider_told_of_none() {
        use Showing::{NotShown, Owed, Shown};
        let of = |rule: SecondFactor| {
            [(true, true), (true, false), (false, true), (false, false)]
                .map(|(reported, has)| rule.showing(reported, has))
        };
        assert_eq!(of(SecondFactor::Never), [Shown; 4]);
        assert_eq!(of(SecondFactor::UnlessReported), [Shown, Shown, Owed, NotShown]);
        assert_eq!(of(SecondFactor::Always), [Owed; 4]);
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
