//! Being a witness for the journals of others: C2SP `tlog-witness`. A checkpoint is signed here when its own key signed it and
//! the tree only grew since the last one that was seen; nothing else about a journal is known.

use crate::{
    App, Ctx, people,
    proofs::{Signer, opened, text_of},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use signalbox_domain::{
    Fact, Outcome, Problem,
    proofs::{
        Hash,
        witness::{Head, Refusal, witness},
    },
};
use signalbox_store::{Tx, proofs as store};

/// The most hashes a path may have.
const LONGEST_PATH: usize = 63;

/// What becomes of a checkpoint that somebody sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is witnessed: the line that says so.
    Signed(String),
    /// What was sent is no checkpoint with its path.
    Malformed(&'static str),
    /// No journal of this name is witnessed here.
    Unknown,
    /// None of the keys that are known of the journal signed it.
    Untrusted,
    /// It does not continue what was seen.
    Refused(Refusal),
}

/// What was sent.
struct Submission<'t> {
    old: u64,
    path: Vec<Hash>,
    note: &'t str,
}

fn read(text: &str) -> Result<Submission<'_>, &'static str> {
    let (head, note) = text.split_once("\n\n").ok_or("a checkpoint comes after an empty line")?;
    let mut lines = head.lines();
    let old = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or("the first line is \"old\" and a size")?;
    let size: u64 = old.parse().map_err(|_| "the old size is no number")?;
    if size.to_string() != old {
        return Err("the old size is not written as it has to be");
    }
    let hash = |line: &str| Hash::try_from(STANDARD.decode(line).ok()?).ok();
    let path = lines.map(hash).collect::<Option<Vec<_>>>().ok_or("a line of the path is no hash")?;
    if path.len() > LONGEST_PATH {
        return Err("the path has more than 63 hashes");
    }
    Ok(Submission { old: size, path, note })
}

/// The key that what is witnessed here is signed with, as `name+id+key`: that of this server's own journal, for another use.
///
/// # Errors
/// [`Problem::NotFound`] before this server's first checkpoint; when no key opens the signing key.
pub async fn key(app: &App, ctx: &Ctx) -> Outcome<String> {
    let keys = app.keys.clone();
    let none = || Problem::missing("checkpoint", "the first");
    app.db.read(ctx, move |tx| Ok(Signer::known(tx, &keys)?.ok_or_else(none)?.cosigner_key())).await
}

/// Takes a checkpoint of another journal with what proves that it only grew. Anybody may send it: what counts is who signed.
///
/// # Errors
/// When no key opens the signing key, or the database cannot be written.
pub async fn take(app: &App, text: String) -> Outcome<Answer> {
    let own = app.clone();
    app.db.write(&Ctx::system("witness"), move |tx| take_in(tx, &own, &text)).await
}

fn take_in(tx: &mut Tx<'_>, app: &App, text: &str) -> Outcome<Answer> {
    let Submission { old, path, note } = match read(text) {
        Ok(sent) => sent,
        Err(why) => return Ok(Answer::Malformed(why)),
    };
    let Some(signed) = text_of(note) else { return Ok(Answer::Malformed("the checkpoint has no signatures")) };
    let origin = signed.lines().next().unwrap_or_default();
    let mut known = app.witness_for.iter().filter(|key| key.name == origin).peekable();
    if known.peek().is_none() {
        return Ok(Answer::Unknown);
    }
    let Some(head) = known.find_map(|key| opened(note, key)) else { return Ok(Answer::Untrusted) };
    let seen = store::witnessed(tx, origin)?;
    if let Err(refusal) = witness(seen.as_ref().map(|seen| seen.head), old, head, &path) {
        tracing::warn!(origin, size = head.size, old, ?refusal, "a checkpoint is not witnessed");
        if refusal == Refusal::Forked && seen.is_some_and(|seen| seen.fork.is_none()) {
            contradicted(tx, origin, head, note)?;
        }
        return Ok(Answer::Refused(refusal));
    }
    store::keep_witnessed(tx, origin, head, note)?;
    let second = u64::try_from(tx.now().as_second()).unwrap_or(0);
    Ok(Answer::Signed(Signer::of(tx, &app.keys)?.cosign(signed, second)))
}

/// Keeps what proves that somebody signed two histories, and tells of it once.
fn contradicted(tx: &mut Tx<'_>, origin: &str, head: Head, note: &str) -> Outcome<()> {
    store::keep_fork(tx, origin, note)?;
    let root = people::root(tx)?;
    let why = format!("{origin} signed two different journals of {} events", head.size);
    tx.record(&[Fact::of("journal.contradicted", root, root).named(origin).because(Some(why))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read_line_by_line() {
        let hash = STANDARD.encode([7; 32]);
        let sent =
            read(&format!("old 5\n{hash}\n\norigin\n7\nroot\n\n\u{2014} origin x\n")).map(|it| (it.old, it.path.len()));
        assert_eq!(sent, Ok((5, 1)));
        assert_eq!(
            read("old 0\n\nx\n\ny\n").map(|it| (it.old, it.path.len(), it.note.to_owned())),
            Ok((0, 0, "x\n\ny\n".into()))
        );
        let many = format!("old 5\n{}\nx", format!("{hash}\n").repeat(64));
        for wrong in ["", "old 5\nx", "older 5\n\nx", "old 05\n\nx", "old 5\nno hash\n\nx", many.as_str()] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
