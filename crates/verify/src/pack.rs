//! The evidence of a release, as an archive.
//!
//! ```text
//! attestation.json      an envelope (DSSE) with a statement (in-toto) that names every other file and its SHA-256, in order
//! README.txt            what this is
//! index.json            what is in which file
//! evidence.pdf          for people
//! data/….json           for machines
//! journal/checkpoint.txt    a signed note: the journal as it was then
//! journal/handovers.txt     a line for each key that handed over to the next
//! journal/events.jsonl      the events of the release, each with what proves that it is in the journal
//! attachments/…         what people attached
//! ```
//!
//! The envelope names the key it is signed with, as `name+id+key`. A line of `events.jsonl` is an object with `position`,
//! `leaf`, `salt`, `content` and `path`, hashes from the leaf up in base64.

use crate::{
    Checked, Checkpoint, Fault, VerifierKey,
    archive::{Member, is_as_written, members},
    export::is_committed,
    fault, hex,
    keys::Chain,
    merkle::{self, Hash},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ENVELOPE: &str = "attestation.json";
const PAYLOAD: &str = "application/vnd.in-toto+json";
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// What the statement says of its files.
pub const PREDICATE: &str = "https://example.org/signalbox/evidence/v1";

/// A pack that is what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who signed it.
    pub key: VerifierKey,
    /// How many keys signed before that one, each of which handed over to the next.
    pub former_keys: usize,
    /// The key of the release.
    pub release: String,
    /// Its name.
    pub name: String,
    /// When the pack was made, in UTC.
    pub at: String,
    /// How many files it has beside the envelope.
    pub files: usize,
    /// How many events of the release are in it.
    pub events: usize,
    /// Positions of those whose content was erased.
    pub erased: Vec<u64>,
    /// The journal that the events are in.
    pub checkpoint: Checkpoint,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: String,
    sig: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
    predicate: Predicate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    name: String,
    digest: Digests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Digests {
    sha256: String,
}

/// What is said of the pack; more may be said by later versions.
#[derive(Deserialize)]
struct Predicate {
    release: Named,
    generated_at: String,
    checkpoint: String,
    events: usize,
}

#[derive(Deserialize)]
struct Named {
    key: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    position: u64,
    leaf: String,
    salt: String,
    content: String,
    path: Vec<String>,
}

#[derive(Deserialize)]
struct Leaf<'a> {
    position: u64,
    #[serde(borrow)]
    commitment: &'a str,
}

/// Checks a pack: the signature, every file, that none is missing and none is too many, and that every event is in the journal
/// that the key signed. The key is the one in the pack, or one that is known from elsewhere, or that handed over to it.
///
/// # Errors
/// The first thing that is wrong, with the file it is in.
pub fn check(bytes: &[u8], trusted: Option<&VerifierKey>) -> Checked<Report> {
    let members = members(bytes)?;
    let Some((first, rest)) = members.split_first().filter(|(first, _)| first.name == ENVELOPE) else {
        return match members.iter().any(|member| member.name == ENVELOPE) {
            true => fault(format!("{ENVELOPE} is not the first file: this was packed by somebody else")),
            false => fault(format!("there is no {ENVELOPE}: this is no pack of evidence, or it was taken out")),
        };
    };
    let (key, statement) = open(&first.content)?;
    compare(rest, &statement.subject)?;
    let file = |name: &str| {
        let found = rest.iter().find(|member| member.name == name);
        let found = found.ok_or_else(|| Fault(format!("the file {name} is missing")))?;
        std::str::from_utf8(&found.content).map_err(|_| Fault(format!("the file {name} is no text")))
    };
    let mut chain = Chain::ending_with(key.clone());
    for line in file("journal/handovers.txt")?.lines() {
        chain.add(line).map_err(|fault| Fault(format!("journal/handovers.txt: {fault}")))?;
    }
    chain.finish(trusted)?;
    let note = file("journal/checkpoint.txt")?;
    if note != statement.predicate.checkpoint {
        return fault("journal/checkpoint.txt is not the checkpoint that the statement names");
    }
    let checkpoint = Checkpoint::open(note, &key)?;
    chain.check_turn(checkpoint.size)?;
    let (events, erased) = events(file("journal/events.jsonl")?, &checkpoint)?;
    if events != statement.predicate.events {
        return fault(format!("the statement is about {} events, and here are {events}", statement.predicate.events));
    }
    if !is_as_written(bytes, &members) {
        return fault("every file is the one that was signed, but the archive around them is not: it was packed again");
    }
    let Predicate { release, generated_at, .. } = statement.predicate;
    Ok(Report {
        key,
        former_keys: chain.former(),
        release: release.key,
        name: release.name,
        at: generated_at,
        files: rest.len(),
        events,
        erased,
        checkpoint,
    })
}

/// The key that signed an envelope, and what it says.
fn open(bytes: &[u8]) -> Checked<(VerifierKey, Statement)> {
    let broken = |why: String| Fault(format!("{ENVELOPE}: {why}"));
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))?;
    let again = serde_json::to_vec(&envelope).map_err(|error| broken(error.to_string()))?;
    if again != bytes {
        return Err(broken("it is not written as it has to be".to_owned()));
    }
    let [Signature { keyid, sig }] = envelope.signatures.as_slice() else {
        return Err(broken("it is not signed once".to_owned()));
    };
    let key: VerifierKey = keyid.parse()?;
    let payload = STANDARD.decode(&envelope.payload).map_err(|_| broken("it holds no statement".to_owned()))?;
    let kind = &envelope.payload_type;
    let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
    if !key.has_signed(&[head.as_bytes(), &payload].concat(), sig) {
        return Err(broken(format!("{} did not sign it", key.name())));
    }
    let statement: Statement = serde_json::from_slice(&payload).map_err(|error| broken(error.to_string()))?;
    if kind != PAYLOAD || statement.kind != STATEMENT || statement.predicate_type != PREDICATE {
        return Err(broken("it is no statement about the evidence of a release".to_owned()));
    }
    Ok((key, statement))
}

/// Compares the files with those that were signed.
fn compare(found: &[Member<'_>], signed: &[Subject]) -> Checked<()> {
    for subject in signed {
        let Some(member) = found.iter().find(|member| member.name == subject.name) else {
            return fault(format!("the file {} is missing", subject.name));
        };
        if hex(&Sha256::digest(&member.content)) != subject.digest.sha256 {
            return fault(format!("the file {} is not the one that was signed", subject.name));
        }
    }
    for (place, member) in found.iter().enumerate() {
        match signed.get(place) {
            Some(subject) if subject.name == member.name => {}
            _ if signed.iter().any(|subject| subject.name == member.name) => {
                return fault(format!("the file {} is not in its place: the archive was packed again", member.name));
            }
            _ => return fault(format!("the file {} does not belong to the pack", member.name)),
        }
    }
    Ok(())
}

/// Checks that every event is in the journal; answers how many there are, and the positions of those that were erased.
fn events(text: &str, checkpoint: &Checkpoint) -> Checked<(usize, Vec<u64>)> {
    let (mut count, mut before, mut erased) = (0, 0, Vec::new());
    for (number, line) in text.lines().enumerate() {
        let wrong = |why: String| Fault(format!("journal/events.jsonl, line {}: {why}", number + 1));
        let Line { position, leaf, salt, content, path } =
            serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        let read: Leaf<'_> = serde_json::from_str(&leaf).map_err(|error| wrong(format!("no leaf: {error}")))?;
        if read.position != position || position <= before {
            return Err(wrong(format!("event {position} is not in its place")));
        }
        before = position;
        if salt.is_empty() && content.is_empty() {
            erased.push(position);
        } else {
            is_committed(read.commitment, &salt, &content, position).map_err(|fault| wrong(fault.0))?;
        }
        let hash = |text: &String| Hash::try_from(STANDARD.decode(text).ok()?).ok();
        let path = path.iter().map(hash).collect::<Option<Vec<_>>>();
        let path = path.ok_or_else(|| wrong("the path holds what is no hash".to_owned()))?;
        merkle::inclusion(position - 1, checkpoint.size, &merkle::leaf(leaf.as_bytes()), &path, &checkpoint.root)
            .map_err(|fault| wrong(format!("event {position} is not in the journal: {fault}")))?;
        count += 1;
    }
    Ok((count, erased))
}
