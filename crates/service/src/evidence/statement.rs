//! What is signed of a pack: an in-toto statement that names every file, in a DSSE envelope.

use crate::proofs::Signer;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;

const PAYLOAD: &str = "application/vnd.in-toto+json";
/// What the statement says of its files, as this version writes it.
const PREDICATE: &str = "https://example.org/signalbox/evidence/v1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a> {
    #[serde(rename = "_type")]
    kind: &'static str,
    subject: Vec<Subject<'a>>,
    predicate_type: &'static str,
    predicate: &'a serde_json::Value,
}

#[derive(Serialize)]
struct Subject<'a> {
    name: &'a str,
    digest: Digests<'a>,
}

#[derive(Serialize)]
struct Digests<'a> {
    sha256: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: &'static str,
    payload: String,
    signatures: [Signature; 1],
}

#[derive(Serialize)]
struct Signature {
    keyid: String,
    sig: String,
}

/// The statement about files, each with its SHA-256 as hexadecimal digits.
pub(super) fn statement(files: &[(String, String)], predicate: &serde_json::Value) -> Vec<u8> {
    let subject = files.iter().map(|(name, sha256)| Subject { name, digest: Digests { sha256 } }).collect();
    let kind = "https://in-toto.io/Statement/v1";
    serde_json::to_vec(&Statement { kind, subject, predicate_type: PREDICATE, predicate }).unwrap_or_default()
}

/// The envelope around a statement.
pub(super) fn envelope(signer: &Signer, statement: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {PAYLOAD} {} ", PAYLOAD.len(), statement.len());
    let sig = signer.sign_bytes(&[head.as_bytes(), statement].concat());
    let signatures = [Signature { keyid: signer.verifier_key(), sig }];
    let envelope = Envelope { payload_type: PAYLOAD, payload: STANDARD.encode(statement), signatures };
    serde_json::to_vec(&envelope).unwrap_or_default()
}
