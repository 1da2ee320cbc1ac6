//! The evidence of a release, taken along.

use super::Release;
use crate::event::Fact;
use serde_json::Value;

/// Somebody took the evidence of a release along, whose statement has this SHA-256: what turns up later can be told from what
/// was never handed out.
#[must_use]
pub fn taken(release: &Release, sha256: &str) -> Fact {
    Fact::of("evidence.taken", release.id, release.portfolio).named(&release.key).change("sha256", Value::Null, sha256)
}
