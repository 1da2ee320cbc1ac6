//! Signed checkpoints: the C2SP specifications `signed-note` and `tlog-checkpoint`.

use crate::{Checked, Fault, fault, hex, merkle::Hash};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// Ed25519, as `signed-note` numbers it.
const ED25519_KIND: u8 = 1;
/// What a line with a signature begins with.
const DASH: &str = "\u{2014} ";

/// The notes of a text that has several of them, each after an empty line: what a witness keeps in a file.
#[must_use]
pub fn notes(text: &str) -> Vec<String> {
    let blocks: Vec<&str> = text.trim_end_matches('\n').split("\n\n").collect();
    blocks.chunks(2).map(|parts| format!("{}\n", parts.join("\n\n"))).collect()
}

/// Who signs, and what their signatures are checked with: `name+id+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    public: [u8; 32],
}

impl VerifierKey {
    /// Who signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether these bytes were signed; the signature in base64.
    #[must_use]
    pub fn has_signed(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        UnparsedPublicKey::new(&ED25519, self.public).verify(bytes, &signature).is_ok()
    }
}

fn id_of(name: &str, public: &[u8]) -> [u8; 4] {
    let hash: Hash =
        Sha256::new().chain_update(name).chain_update([b'\n', ED25519_KIND]).chain_update(public).finalize().into();
    [hash[0], hash[1], hash[2], hash[3]]
}

impl FromStr for VerifierKey {
    type Err = Fault;

    fn from_str(text: &str) -> Checked<Self> {
        let wrong = || Fault(format!("{text:?} is no key of the form name+id+key"));
        // A key may hold a plus sign, a name may not.
        let mut parts = text.splitn(3, '+');
        let (name, id, key) = match (parts.next(), parts.next(), parts.next()) {
            (Some(name), Some(id), Some(key)) if !name.is_empty() => (name, id, key),
            _ => return Err(wrong()),
        };
        let key = STANDARD.decode(key).map_err(|_| wrong())?;
        let Some((&ED25519_KIND, public)) = key.split_first() else { return fault("the key is not for Ed25519") };
        let public: [u8; 32] = public.try_into().map_err(|_| wrong())?;
        let made = id_of(name, &public);
        if hex(&made) != id {
            return fault(format!("the id of the key {text:?} is not that of its name and bytes"));
        }
        Ok(Self { name: name.to_owned(), id: made, public })
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519_KIND], self.public.as_slice()].concat());
        write!(formatter, "{}+{}+{key}", self.name, hex(&self.id))
    }
}

/// How large a tree is, and its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose tree.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a checkpoint and checks that the key signed it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(note: &str, key: &VerifierKey) -> Checked<Self> {
        let Some(end) = note.rfind("\n\n") else { return fault("the checkpoint has no signatures") };
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let Some(lines) = signatures.strip_suffix('\n') else {
            return fault("the checkpoint does not end with a line");
        };
        let mut signed = 0;
        for line in lines.split('\n') {
            let parts = line.strip_prefix(DASH).and_then(|rest| rest.split_once(' '));
            let Some((name, signature)) = parts else { return fault(format!("{line:?} is no signature")) };
            let Ok(bytes) = STANDARD.decode(signature) else { return fault(format!("{line:?} is no signature")) };
            if name != key.name || bytes.get(..4) != Some(key.id.as_slice()) {
                // Others may sign too: witnesses.
                continue;
            }
            UnparsedPublicKey::new(&ED25519, key.public)
                .verify(text.as_bytes(), &bytes[4..])
                .map_err(|_| Fault(format!("{name} did not sign this checkpoint")))?;
            signed += 1;
        }
        if signed != 1 {
            return fault(format!("{} signed this checkpoint {signed} times, and not once", key.name));
        }
        Self::read(text)
    }

    /// … to which nobody else added a signature, as one that was written a moment ago.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open_untouched(note: &str, key: &VerifierKey) -> Checked<Self> {
        let opened = Self::open(note, key)?;
        let end = note.rfind("\n\n").map_or(0, |end| end + 2);
        if note[end..].lines().count() != 1 {
            return fault("somebody added a signature to the checkpoint");
        }
        Ok(opened)
    }

    fn read(text: &str) -> Checked<Self> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return fault("a checkpoint says whose it is, how large the tree is, and its root");
        };
        let number: u64 = size.parse().map_err(|_| Fault(format!("{size:?} is no size")))?;
        if number.to_string() != size || origin.is_empty() {
            return fault("the checkpoint is not written as it has to be");
        }
        let bytes = STANDARD.decode(root).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let Some(root) = bytes else { return fault(format!("{root:?} is no root")) };
        Ok(Self { origin: origin.to_owned(), size: number, root })
    }
}
