//! What a person signs: the record, its content, what the signature means, the name as printed, and the time with its zone
//! (21 CFR 11.50). Its text is canonical: the same facts give the same bytes, and other facts others.

use super::request::Verdict;
use crate::{
    due::Zone,
    id::{ApprovalRequestId, PersonId},
    proofs::hex,
    text::{Key, Name},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How long a statement can be signed after it was drawn up.
pub const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The release.
    pub release: Key,
    /// The gate.
    pub gate: Key,
    /// What that is called.
    pub gate_name: Name,
    /// The request.
    pub request: ApprovalRequestId,
    /// Its number.
    pub number: i64,
    /// SHA-256 of what is decided, in hex.
    pub content: String,
    /// What the signature means.
    pub verdict: Verdict,
    /// The name of who signs.
    pub name: Name,
    /// Who that is.
    pub person: PersonId,
    /// For whom, when that is somebody else.
    pub on_behalf_of: Option<(Name, PersonId)>,
    /// When, to the second.
    pub at: Timestamp,
    /// The zone it is printed in.
    pub zone: Zone,
    /// What else was said.
    pub comment: Option<String>,
}

impl Statement {
    /// The text that is shown and signed: one fact a line, texts of people as JSON strings so that none can pose as another
    /// line.
    #[must_use]
    pub fn text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let local = self.at.to_zoned(self.zone.clock());
        let mut lines = vec![
            "signalbox signature 1".to_owned(),
            format!("record: gate {} {} of release {}", self.gate, quoted(self.gate_name.as_str()), self.release),
            format!("request: {} {}", self.number, self.request),
            format!("content: sha256:{}", self.content),
            format!("meaning: {}", self.verdict.meaning()),
            format!("name: {} {}", quoted(self.name.as_str()), self.person),
        ];
        if let Some((name, person)) = &self.on_behalf_of {
            lines.push(format!("on behalf of: {} {person}", quoted(name.as_str())));
        }
        let printed = local.strftime("%Y-%m-%d %H:%M:%S %:z");
        lines.push(format!("time: {} ({printed} {})", self.at, self.zone.as_str()));
        if let Some(comment) = &self.comment {
            lines.push(format!("comment: {}", quoted(comment)));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// SHA-256 of its text, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;
    use proptest::prelude::*;

    fn statement(name: &str, comment: Option<&str>, second: i64) -> Statement {
        Statement {
            release: Key::parse("PAY-1").unwrap(),
            gate: Key::parse("go").unwrap(),
            gate_name: Name::parse("Go or no go").unwrap(),
            request: ApprovalRequestId::from_bits(7),
            number: 2,
            content: "ab".repeat(32),
            verdict: Verdict::Approve,
            name: Name::parse(name).unwrap(),
            person: PersonId::from_bits(3),
            on_behalf_of: None,
            at: Timestamp::from_second(1_800_000_000 + second).unwrap(),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            comment: comment.map(str::to_owned),
        }
    }

    #[test]
    fn it_says_who_signs_what_with_which_meaning_when_and_in_which_zone() {
        let text = statement("Ada", Some("fine"), 0).text();
        let wanted = "signalbox signature 1\n\
            record: gate go \"Go or no go\" of release PAY-1\n\
            request: 2 arq_00000000000000000000000007\n\
            content: sha256:abababababababababababababababababababababababababababababababab\n\
            meaning: approved\n\
            name: \"Ada\" per_00000000000000000000000003\n\
            time: 2027-01-15T08:00:00Z (2027-01-15 09:00:00 +01:00 Europe/Berlin)\n\
            comment: \"fine\"\n";
        assert_eq!(text, wanted);
    }

    proptest! {
        /// Different facts never read the same, whatever people write.
        #[test]
        fn other_facts_give_other_bytes(
            one in "[a-z\"\\\\]{1,6}( [a-z]{1,3})?", other in "[a-z\"\\\\]{1,6}( [a-z]{1,3})?",
            said in prop::option::of("[a-z\n:\"]{1,9}"), answered in prop::option::of("[a-z\n:\"]{1,9}"), later in 0_i64..3,
        ) {
            let (left, right) = (statement(&one, said.as_deref(), 0), statement(&other, answered.as_deref(), later));
            prop_assert_eq!(left == right, left.text() == right.text());
            prop_assert_eq!(left == right, left.digest() == right.digest());
        }
    }
}
