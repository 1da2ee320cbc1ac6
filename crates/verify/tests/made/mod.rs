//! Journals and packs as their definitions say, and changes of them.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use signalbox_verify::merkle::{self, Hash};

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key, and what is signed with it.
pub(crate) struct Signer {
    pair: Ed25519KeyPair,
    name: String,
}

impl Signer {
    pub(crate) fn new(seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self { pair, name: "signalbox/test".to_owned() }
    }

    fn id(&self) -> [u8; 4] {
        let id = Sha256::new().chain_update(&self.name).chain_update(b"\n").chain_update(self.public()).finalize();
        [id[0], id[1], id[2], id[3]]
    }

    fn public(&self) -> Vec<u8> {
        [&[1], self.pair.public_key().as_ref()].concat()
    }

    /// `name+id+key`.
    pub(crate) fn key(&self) -> String {
        format!("{}+{}+{}", self.name, hex(&self.id()), STANDARD.encode(self.public()))
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.pair.sign(bytes))
    }

    pub(crate) fn note(&self, size: u64, root: &Hash) -> String {
        let text = format!("{}\n{size}\n{}\n", self.name, STANDARD.encode(root));
        let signature = STANDARD.encode([self.id().as_slice(), self.pair.sign(text.as_bytes()).as_ref()].concat());
        format!("{text}\n\u{2014} {} {signature}\n", self.name)
    }

    /// The line by which this key hands over to the next.
    pub(crate) fn handover(&self, next: &Self, size: u64, root: &Hash) -> String {
        let (former, next_key, root) = (self.key(), next.key(), hex(root));
        let text = format!("signalbox-key-handover 1\n{size} {root}\n{former}\n{next_key}\n");
        let (one, other) = (self.sign(text.as_bytes()), next.sign(text.as_bytes()));
        format!("handover {size} {root} {former} {next_key} {one} {other}\n")
    }
}

/// An event: its leaf, its salt, its content.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) leaf: String,
    pub(crate) salt: String,
    pub(crate) content: String,
}

/// The event at a position.
pub(crate) fn event(position: u64, kind: &str, content: String) -> Event {
    let salt = [position as u8; 16];
    let commitment = hex(&Sha256::new().chain_update(salt).chain_update(&content).finalize());
    let leaf = format!(
        r#"{{"about":"rel_{position}","actor":null,"at":"2026-11-27T15:00:{:02}.000000Z","commitment":"{commitment}","id":"evt_{position}","kind":"{kind}","on_behalf_of":null,"portfolio":"por_1","position":{position},"subject":"rel_{position}"}}"#,
        position % 60
    );
    Event { leaf, salt: hex(&salt), content }
}

pub(crate) fn created(position: u64) -> Event {
    event(position, "release.created", format!(r#"{{"name":"R-{position}","data":{{}}}}"#))
}

/// The root of the tree of some events.
pub(crate) fn root(events: &[Event]) -> Hash {
    let mut tree = merkle::Tree::default();
    for event in events {
        tree.add(merkle::leaf(event.leaf.as_bytes()));
    }
    tree.root()
}

/// Numbers in an order that looks like none: xorshift64*.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % most
    }
}
