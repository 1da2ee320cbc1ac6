//! People, teams and what they are granted.

use crate::{
    authz::{Right, RightSet, Role},
    due::Zone,
    id::{DelegationId, GrantId, GuestId, PersonId, PortfolioId, ReleaseId, RoleId, TeamId},
    problem::{Fault, Faults},
    text::{Key, Name},
};
use jiff::{SignedDuration, Timestamp};
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

/// A role that an organisation made for itself, out of the published rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomRole {
    /// Which.
    pub id: RoleId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// What it allows, beside reading.
    pub rights: RightSet,
    /// Counts its changes.
    pub rev: i64,
}

impl CustomRole {
    /// Checks that it can be told from the others and gives no more than it may.
    pub fn check(&self, faults: &mut Faults) {
        let key = self.key.as_str().to_lowercase();
        if Role::ALL.into_iter().any(|role| role.name().replace('_', "-") == key.replace('_', "-")) {
            faults.push(Fault::new("/key", "taken", format!("{key} is a role that every installation has")));
        }
        if self.rights.has(Right::Administer) {
            let told = "whoever administers gives every right, so only the role administrator may; leave it out";
            faults.push(Fault::new("/rights", "administer", told));
        }
    }
}

/// Somebody who stands in for a person who is away: until it ends they may do what that person may, but to administer.
/// What they do so is journalled as done on behalf of that person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delegation {
    /// Which.
    pub id: DelegationId,
    /// Who is away.
    pub from: PersonId,
    /// Who stands in.
    pub to: PersonId,
    /// From when on.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// Why.
    pub reason: String,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// How long somebody may stand in for another at most.
pub const LONGEST_DELEGATION: SignedDuration = SignedDuration::from_hours(24 * 366);

impl Delegation {
    /// Checks that it is between two and that it ends.
    pub fn check(&self, faults: &mut Faults, now: Timestamp) {
        if self.from == self.to {
            faults.push(Fault::new("/to", "oneself", "nobody stands in for themselves"));
        }
        if self.ends_at <= self.starts_at {
            faults.push(Fault::new("/ends_at", "order", "it ends after it starts"));
        } else if self.ends_at <= now {
            faults.push(Fault::new("/ends_at", "past", "it has to end in the future"));
        } else if self.ends_at.duration_since(self.starts_at) > LONGEST_DELEGATION {
            let told = "an absence lasts a year at most; for longer, give the other person a role";
            faults.push(Fault::new("/ends_at", "long", told));
        }
    }
}

/// A person who was shown a single release, whatever else they may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guest {
    /// Which.
    pub id: GuestId,
    /// What is shown.
    pub release: ReleaseId,
    /// To whom.
    pub person: PersonId,
    /// From when on it no longer is.
    pub until: Option<Timestamp>,
}

/// What is given: a role that every installation has, or one that the organisation made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum GivenRole {
    /// One of the ten.
    BuiltIn(Role),
    /// One of its own.
    Custom(RoleId),
}

/// A role given on a portfolio, for its subtree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Which.
    pub id: GrantId,
    /// To whom.
    pub to: Party,
    /// What.
    pub role: GivenRole,
    /// Where.
    pub portfolio: PortfolioId,
    /// From when on it no longer holds.
    pub until: Option<Timestamp>,
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
    use crate::id::Identifier;

    #[test]
    fn a_custom_role_is_none_of_the_ten_and_never_administers() {
        let role = |key: &str, rights: &[Right]| CustomRole {
            id: RoleId::from_bits(1),
            key: Key::parse(key).unwrap(),
            name: Name::parse("Test lead").unwrap(),
            description: String::new(),
            rights: rights.iter().copied().collect(),
            rev: 1,
        };
        let faults = |role: CustomRole| {
            let mut faults = Faults::none();
            role.check(&mut faults);
            faults.finish().is_err()
        };
        assert!(!faults(role("test-lead", &[Right::Work, Right::Decide])));
        assert!(!faults(role("reader", &[])));
        assert!(faults(role("Release-Manager", &[Right::Work])));
        assert!(faults(role("boss", &[Right::Administer])));
    }

    #[test]
    fn a_delegation_is_between_two_and_ends_within_a_year() {
        let at = |hours: i64| Timestamp::from_second(1_800_000_000 + hours * 3600).unwrap();
        let from = |starts: i64, ends: i64, to: u128| {
            let delegation = Delegation {
                id: DelegationId::from_bits(1),
                from: PersonId::from_bits(1),
                to: PersonId::from_bits(to),
                starts_at: at(starts),
                ends_at: at(ends),
                reason: String::new(),
                ended_at: None,
                rev: 1,
            };
            let mut faults = Faults::none();
            delegation.check(&mut faults, at(0));
            faults.finish().is_ok()
        };
        assert!(from(0, 1, 2) && from(-5, 1, 2) && from(10, 10 + 24 * 366, 2));
        assert!(!from(0, 1, 1), "to oneself");
        assert!(!from(1, 1, 2) && !from(2, 1, 2), "ends before it starts");
        assert!(!from(-5, -1, 2), "is over");
        assert!(!from(0, 24 * 366 + 1, 2), "is too long");
    }

    #[test]
    fn addresses_are_told_from_other_text() {
        assert!(is_mail_address("release.manager@example.org"));
        for other in ["", "@", "a@", "@b", "a@b@c", "a b@c", "a@.c", "a@c."] {
            assert!(!is_mail_address(other), "{other:?}");
        }
    }
}
