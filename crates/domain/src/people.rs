//! People, teams and what they are granted.

use crate::{
    authz::Role,
    due::Zone,
    id::{GrantId, PersonId, PortfolioId, TeamId},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A person; or, with `service`, the person behind a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Which.
    pub id: PersonId,
    /// As printed.
    pub name: Name,
    /// Where mail goes and what one signs in with; unique whatever its case. A service has none.
    pub email: Option<String>,
    /// True for a machine.
    pub service: bool,
    /// Language and number format, a BCP 47 tag.
    pub locale: String,
    /// The zone the person's times are shown in.
    pub zone: Zone,
    /// When the person left.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it does.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// Who is in it.
    pub members: Vec<PersonId>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// To whom something is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// One person.
    Person(PersonId),
    /// All members of a team.
    Team(TeamId),
}

/// A role given on a portfolio, for its subtree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Which.
    pub id: GrantId,
    /// To whom.
    pub to: Party,
    /// What.
    pub role: Role,
    /// Where.
    pub portfolio: PortfolioId,
}

/// True for a text that can be a mail address: something, one `@`, a domain, no spaces. Whether mail arrives there only
/// sending can tell.
#[must_use]
pub fn is_mail_address(text: &str) -> bool {
    text.len() <= 254
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        assert!(is_mail_address("release.manager@example.org"));
        for other in ["", "@", "a@", "@b", "a@b@c", "a b@c", "a@.c", "a@c."] {
            assert!(!is_mail_address(other), "{other:?}");
        }
    }
}
