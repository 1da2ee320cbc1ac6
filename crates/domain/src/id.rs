//! Ids that say what they name: `rel_01k9…` is a release and can be nothing else.
//!
//! The text after the prefix is a UUIDv7 in Crockford's base 32 (the TypeID form): 26 characters, sorted by time.

use crate::problem::Fault;
use std::fmt;

/// What every id can do, whatever it names.
pub trait Identifier: Copy + fmt::Display + Sized {
    /// The kind prefix, without the underscore.
    const PREFIX: &'static str;
    /// The id with these 128 bits (a UUIDv7).
    fn from_bits(bits: u128) -> Self;
    /// Its 128 bits.
    fn bits(self) -> u128;
    /// Reads `prefix_` and 26 base-32 characters.
    fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(Self::PREFIX)?.strip_prefix('_')?;
        decode(rest).map(Self::from_bits)
    }
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

fn encode(bits: u128, out: &mut [u8; LENGTH]) {
    let mut rest = bits;
    for place in out.iter_mut().rev() {
        *place = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
}

fn decode(text: &str) -> Option<u128> {
    // 26 characters carry 130 bits; a first character above 7 would overflow the 128 that exist.
    if text.len() != LENGTH || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes().try_fold(0_u128, |bits, letter| {
        let value = VALUES[usize::from(letter)];
        (value != NONE).then_some((bits << 5) | u128::from(value))
    })
}

/// Of a byte that is no letter of the alphabet.
const NONE: u8 = u8::MAX;
/// The place of each byte in the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut place = 0;
    while place < ALPHABET.len() {
        values[ALPHABET[place] as usize] = place as u8;
        place += 1;
    }
    values
};

/// True for any text of the shape `abc_` and 26 base-32 characters: such a text is never a key.
#[must_use]
pub fn looks_like_an_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, rest)| {
        prefix.len() == 3 && prefix.bytes().all(|letter| letter.is_ascii_lowercase()) && decode(rest).is_some()
    })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl Identifier for $name {
            const PREFIX: &'static str = $prefix;
            fn from_bits(bits: u128) -> Self { Self(bits) }
            fn bits(self) -> u128 { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = [0; LENGTH];
                encode(self.0, &mut text);
                formatter.write_str(concat!($prefix, "_"))?;
                formatter.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(self, formatter) }
        }

        impl std::str::FromStr for $name {
            type Err = Fault;
            fn from_str(text: &str) -> Result<Self, Fault> {
                Self::parse(text).ok_or_else(|| Fault::new("", "id", format!(
                    "{text:?} is not an id of this kind; it looks like {}_01k9zq5s1yf0v8e3m7c2d4b6xw", $prefix)))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|fault: Fault| serde::de::Error::custom(fault.detail))
            }
        }
    )*};
}

ids! {
    /// A node of the organisation tree.
    PortfolioId = "prt";
    /// A person, or the person behind a pipeline.
    PersonId = "per";
    /// A group of people.
    TeamId = "tea";
    /// A role given to a person or team on a portfolio.
    GrantId = "grt";
    /// A role that an organisation made for itself.
    RoleId = "rol";
    /// A person who stands in for another while that one is away.
    DelegationId = "dlg";
    /// A guest of a single release.
    GuestId = "gst";
    /// A place elsewhere where people sign in.
    ProviderId = "idp";
    /// A signed-in browser.
    SessionId = "ses";
    /// A key for machines.
    TokenId = "tok";
    /// A key on a person's device.
    PasskeyId = "pky";
    /// Something deployable.
    SystemId = "sys";
    /// An immutable build of a system.
    VersionId = "ver";
    /// A change of plans as it was made.
    PlanChangeId = "chg";
    /// The days a portfolio works.
    WorkingCalendarId = "cal";
    /// A kind of release with its workflow and custom fields.
    ReleaseTypeId = "rty";
    /// A release without dates, to make releases of.
    TemplateId = "tpl";
    /// A train, project or independent release.
    ReleaseId = "rel";
    /// A named span of a release.
    PhaseId = "pha";
    /// A gate or milestone of a release.
    MilestoneId = "mil";
    /// Work in a phase.
    ActivityId = "act";
    /// A span in which releases are held back or have room.
    WindowId = "win";
    /// A calendar that programs subscribe to.
    FeedId = "fed";
    /// A risk, assumption, issue, decision or dependency of a release.
    RaidId = "rai";
    /// Something said about a release.
    CommentId = "com";
    /// A file that belongs to a release.
    AttachmentId = "att";
    /// A fact in the journal.
    EventId = "evt";
    /// Work to be done after a commit.
    JobId = "job";
    /// A saved view of a screen.
    ViewId = "viw";
    /// Where systems run.
    EnvironmentId = "env";
    /// A step on the way to production.
    StageId = "stg";
    /// Environments of which one is as good as the other.
    EnvironmentGroupId = "egr";
    /// A machine or cluster of an environment.
    HostId = "hst";
    /// A time in which an environment is not to be had.
    OutageId = "out";
    /// An environment kept for somebody for a while.
    BookingId = "bok";
    /// A clash of bookings that somebody answers for.
    OverlapId = "ovl";
    /// A change of an environment that somebody asked for.
    ChangeRequestId = "ecr";
    /// That a version reached an environment.
    DeploymentId = "dep";
    /// A rule of engagement.
    PolicyId = "pol";
    /// That somebody looked whether a version does what it should.
    VerificationId = "vrf";
    /// What a suite of tests found in a version.
    TestReportId = "tst";
    /// What may go where, as it was decided.
    DecisionId = "dec";
    /// That nothing goes anywhere in a portfolio.
    StopId = "stp";
    /// What may go in spite of a window.
    WindowOverrideId = "wov";
    /// Something that has to hold before a gate is passed.
    CriterionId = "crt";
    /// How many of whom have to approve before a gate is passed.
    ApprovalRuleId = "apr";
    /// That somebody asked for the approval of a gate.
    ApprovalRequestId = "arq";
    /// What somebody said to that.
    ApprovalId = "apv";
    /// That something need not hold.
    WaiverId = "wai";
    /// How a gate that somebody else keeps asks.
    GatekeeperId = "gtk";
    /// What such a gate asked once.
    GatekeeperDeliveryId = "gtd";
    /// A deployment plan.
    DeploymentPlanId = "dpl";
    /// A rehearsal of a deployment plan, or the deployment itself.
    RunId = "run";
    /// What somebody found wrong during a run.
    RunIssueId = "ris";
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_its_text(bits: u128) {
            let id = ReleaseId::from_bits(bits);
            prop_assert_eq!(ReleaseId::parse(&id.to_string()), Some(id));
            prop_assert!(looks_like_an_id(&id.to_string()));
        }

        #[test]
        fn ids_sort_as_their_bits(left: u128, right: u128) {
            prop_assert_eq!(
                ReleaseId::from_bits(left).to_string().cmp(&ReleaseId::from_bits(right).to_string()),
                left.cmp(&right)
            );
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let system = SystemId::from_bits(7).to_string();
        assert_eq!(ReleaseId::parse(&system), None);
        assert_eq!(ReleaseId::parse("rel_"), None);
        assert_eq!(ReleaseId::parse("rel_80000000000000000000000000"), None);
        assert_eq!(ReleaseId::parse("rel_0000000000000000000000000U"), None);
    }
}
