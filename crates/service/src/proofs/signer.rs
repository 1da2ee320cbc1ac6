//! What signs checkpoints, handovers and packs, and what checks such signatures.

use crate::{
    app::random_bytes,
    secrets::{Keys, Secret},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Outcome, Problem,
    proofs::{Hash, handover::Handover, hex, witness::Head},
};
use signalbox_store::{
    Tx,
    proofs::{self as store, Checkpoint, SignedHandover},
};

/// Whose the keys are, and what they are called, among the secrets.
pub(crate) const OWNER: &str = "journal";
/// What signs.
pub(crate) const KEY: &str = "signing key";
/// What signed before, to be checked with: kept like a secret, so that nobody puts another in its place.
const FORMER: &str = "former key";
/// How many bytes an Ed25519 key begins with.
const SEED: usize = 32;
/// Ed25519, as `signed-note` numbers it.
const NOTE: u8 = 1;
/// … and a cosignature with a timestamp, `cosignature/v1`.
const COSIGNATURE: u8 = 4;
/// What a line with a signature begins with.
const DASH: &str = "\u{2014} ";

fn key_id(name: &str, public: &[u8]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update(b"\n").chain_update(public).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The key of this installation.
pub(crate) struct Signer {
    pair: Ed25519KeyPair,
    name: String,
}

impl Signer {
    /// The key that signs now, which is made when there is none.
    pub(crate) fn of(tx: &mut Tx<'_>, keys: &Keys) -> Outcome<Self> {
        if let Some(known) = Self::known(tx, keys)? {
            return Ok(known);
        }
        let secret = new_seed();
        keys.keep(tx, OWNER, KEY, &secret)?;
        Self::from(&secret, None)
    }

    /// … `None` when there is none.
    pub(crate) fn known(tx: &mut Tx<'_>, keys: &Keys) -> Outcome<Option<Self>> {
        let Some(secret) = keys.reveal(tx, OWNER, KEY)? else { return Ok(None) };
        // A key that another handed over to bears its name: that is what the journal is known by.
        let last = store::handovers(tx)?.pop();
        let named = last.and_then(|last| Some(last.handover.next.split_once('+')?.0.to_owned()));
        Self::from(&secret, named).map(Some)
    }

    fn from(secret: &Secret, named: Option<String>) -> Outcome<Self> {
        let broken = || Problem::Internal("the key of the journal is none".to_owned());
        let seed = STANDARD.decode(secret.expose()).map_err(|_| broken())?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| broken())?;
        let name = named.unwrap_or_else(|| format!("signalbox/{}", &hex(&Sha256::digest(pair.public_key()))[..16]));
        Ok(Self { pair, name })
    }

    fn public(&self, kind: u8) -> Vec<u8> {
        [&[kind], self.pair.public_key().as_ref()].concat()
    }

    /// `name+id+key`, for whoever checks.
    pub(crate) fn verifier_key(&self) -> String {
        self.named(NOTE)
    }

    /// … for whoever checks what it signs as a witness of others.
    pub(crate) fn cosigner_key(&self) -> String {
        self.named(COSIGNATURE)
    }

    fn named(&self, kind: u8) -> String {
        let public = self.public(kind);
        format!("{}+{}+{}", self.name, hex(&key_id(&self.name, &public)), STANDARD.encode(public))
    }

    /// A checkpoint: a signed note.
    pub(crate) fn sign(&self, size: u64, root: &Hash) -> String {
        let text = self.checkpoint_text(size, root);
        let signature = self.pair.sign(text.as_bytes());
        format!("{text}\n{}", self.line(NOTE, signature.as_ref()))
    }

    fn checkpoint_text(&self, size: u64, root: &Hash) -> String {
        format!("{}\n{size}\n{}\n", self.name, STANDARD.encode(root))
    }

    fn line(&self, kind: u8, signature: &[u8]) -> String {
        let id = key_id(&self.name, &self.public(kind));
        format!("{DASH}{} {}\n", self.name, STANDARD.encode([id.as_slice(), signature].concat()))
    }

    /// The line by which a witness signs the checkpoint of another journal, as seen at a second since 1970.
    pub(crate) fn cosign(&self, text: &str, second: u64) -> String {
        let signature = self.pair.sign(format!("cosignature/v1\ntime {second}\n{text}").as_bytes());
        self.line(COSIGNATURE, &[second.to_be_bytes().as_slice(), signature.as_ref()].concat())
    }

    /// A signature over bytes that say themselves what they are, in base64.
    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.pair.sign(bytes))
    }

    /// Whether a checkpoint is of a tree with this root, and was signed by this key, or by the one that handed over to it.
    pub(crate) fn is_as_signed(
        &self,
        tx: &mut Tx<'_>,
        keys: &Keys,
        checkpoint: &Checkpoint,
        root: &Hash,
    ) -> Outcome<bool> {
        if checkpoint.key == self.verifier_key() {
            // Ed25519 signs the same bytes alike, so this checks the events, the checkpoint and the key at once.
            return Ok(self.sign(checkpoint.size, root) == checkpoint.note);
        }
        let Some(former) = keys.reveal(tx, OWNER, FORMER)? else { return Ok(false) };
        let Some(key) = VerifierKey::read(former.expose()) else { return Ok(false) };
        let head = Head { size: checkpoint.size, root: *root };
        Ok(former.expose() == checkpoint.key && opened(&checkpoint.note, &key) == Some(head))
    }

    /// Makes another key, which signs from now on; answers what both signed. The former one is gone then.
    pub(crate) fn replace(&self, tx: &mut Tx<'_>, keys: &Keys, size: u64, root: Hash) -> Outcome<SignedHandover> {
        let seed = new_seed();
        let next = Self::from(&seed, Some(self.name.clone()))?;
        let handover = Handover { size, root, former: self.verifier_key(), next: next.verifier_key() };
        let text = handover.text();
        let (by_former, by_next) = (self.sign_bytes(text.as_bytes()), next.sign_bytes(text.as_bytes()));
        keys.keep(tx, OWNER, FORMER, &Secret::new(self.verifier_key()))?;
        keys.keep(tx, OWNER, KEY, &seed)?;
        Ok(SignedHandover { handover, by_former, by_next })
    }
}

fn new_seed() -> Secret {
    Secret::new(STANDARD.encode(random_bytes::<SEED>()))
}

/// What signatures are checked with, as it is written: `name+id+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    /// Who signs.
    pub(crate) name: String,
    id: [u8; 4],
    kind: u8,
    public: Vec<u8>,
}

impl VerifierKey {
    /// Reads the key of a journal, which signs checkpoints; `None` for what is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::of_kind(NOTE, text)
    }

    /// Reads the key of a witness, which signs what it saw of the journals of others; `None` for what is none.
    #[must_use]
    pub fn read_cosigner(text: &str) -> Option<Self> {
        Self::of_kind(COSIGNATURE, text)
    }

    fn of_kind(kind: u8, text: &str) -> Option<Self> {
        // A key may hold a plus sign, a name may not.
        let mut parts = text.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, STANDARD.decode(parts.next()?).ok()?);
        let made = key_id(name, &key);
        let is_one = key.first() == Some(&kind) && key.len() == 1 + SEED && hex(&made) == id && !name.is_empty();
        is_one.then(|| Self { name: name.to_owned(), id: made, kind, public: key[1..].to_vec() })
    }

    /// The bytes of the signature that a line of a note holds, when this key made it by what the line says.
    fn signature(&self, line: &str) -> Option<Vec<u8>> {
        let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = STANDARD.decode(signature).ok()?;
        (name == self.name && bytes.get(..4) == Some(self.id.as_slice())).then(|| bytes[4..].to_vec())
    }

    /// Whether a line is the signature of a witness over the text of a checkpoint.
    pub(crate) fn has_cosigned(&self, text: &str, line: &str) -> bool {
        let Some(bytes) = self.signature(line).filter(|_| self.kind == COSIGNATURE) else { return false };
        let Some((second, signature)) = bytes.split_first_chunk::<8>() else { return false };
        let signed = format!("cosignature/v1\ntime {}\n{text}", u64::from_be_bytes(*second));
        UnparsedPublicKey::new(&ED25519, &self.public).verify(signed.as_bytes(), signature).is_ok()
    }
}

/// What was signed of a note: its text up to the empty line.
pub(crate) fn text_of(note: &str) -> Option<&str> {
    note.rfind("\n\n").map(|end| &note[..=end])
}

/// What a checkpoint says that a key signed; `None` when it did not. Others may have signed too.
pub(crate) fn opened(note: &str, key: &VerifierKey) -> Option<Head> {
    let text = text_of(note)?;
    let is_signed = note[text.len() + 1..].lines().any(|line| {
        let signature = key.signature(line).filter(|_| key.kind == NOTE);
        signature.is_some_and(|it| UnparsedPublicKey::new(&ED25519, &key.public).verify(text.as_bytes(), &it).is_ok())
    });
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let number: u64 = size.parse().ok()?;
    let root = Hash::try_from(STANDARD.decode(root).ok()?).ok()?;
    (is_signed && origin == key.name && number.to_string() == size).then_some(Head { size: number, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(byte: u8) -> Signer {
        Signer::from(&Secret::new(STANDARD.encode([byte; SEED])), None).unwrap()
    }

    #[test]
    fn a_checkpoint_opens_with_the_key_that_signed_it_and_with_no_other() {
        let (one, other) = (signer(1), signer(2));
        let note = one.sign(7, &[3; 32]);
        let key = VerifierKey::read(&one.verifier_key()).unwrap();
        let head = Some(Head { size: 7, root: [3; 32] });
        assert_eq!(opened(&note, &key), head);
        assert_eq!(opened(&note, &VerifierKey::read(&other.verifier_key()).unwrap()), None);
        assert_eq!(opened(&note.replacen("\n7\n", "\n8\n", 1), &key), None);
        let text = text_of(&note).unwrap();
        let line = other.cosign(text, 1);
        assert_eq!(opened(&format!("{note}{line}"), &key), head, "others may sign too");
        let witness = VerifierKey::read_cosigner(&other.cosigner_key()).unwrap();
        assert!(witness.has_cosigned(text, line.trim_end()));
        assert!(!witness.has_cosigned(&text.replace("\n7\n", "\n8\n"), line.trim_end()));
        assert!(!witness.has_cosigned(text, one.cosign(text, 1).trim_end()));
        assert_eq!(VerifierKey::read(&one.cosigner_key()), None, "a witness signs nothing that is a checkpoint");
        assert_eq!(VerifierKey::read(&one.verifier_key().replacen('+', "x+", 1)), None);
    }
}
