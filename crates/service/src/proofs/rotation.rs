//! One key of the journal takes the place of another.

use super::{Checkpoint, Signer, permit_whole, sign_in};
use crate::{App, Ctx};
use signalbox_domain::{Fact, Fault, Outcome, Problem, authz::Administer};
use signalbox_store::{
    Tx,
    proofs::{self as store, SignedHandover},
};

/// The longest reason, in characters.
const LONGEST: usize = 2_000;

/// Makes another key, which signs from the next checkpoint on; answers it, as `name+id+key`. The former key signs a last
/// checkpoint of everything there is, and that it hands over. For administrators of the whole.
///
/// # Errors
/// No reason; a missing right; no event yet; as [`super::sign`].
pub async fn rotate(app: &App, ctx: &Ctx, reason: String) -> Outcome<String> {
    let own = app.clone();
    app.db
        .write(ctx, move |tx| {
            let root = permit_whole::<Administer>(tx)?;
            let length = reason.trim().chars().count();
            if !(1..=LONGEST).contains(&length) {
                return Err(Fault::new("/reason", "text", format!("say why, in up to {LONGEST} characters")).into());
            }
            let size = store::grow_whole(tx)?;
            let last = sign_in(tx, &own)?.filter(|last| last.size == size);
            let last =
                last.ok_or_else(|| Problem::refused("empty", "there is no event yet that a key could have signed"))?;
            // A key that was just handed over to has signed this checkpoint: that it was is an event.
            let tree = store::root_of(tx, last.size)?;
            let signed = Signer::of(tx, &own.keys)?.replace(tx, &own.keys, last.size, tree)?;
            store::keep_handover(tx, &signed)?;
            let fact = Fact::of("journal.key_rotated", root, root)
                .named("journal")
                .change("key", &signed.handover.former, &signed.handover.next)
                .because(Some(reason.trim().to_owned()));
            tx.record(&[fact])?;
            Ok(signed.handover.next)
        })
        .await
}

/// Every handover from key to key, a line each, as an export holds them. For everybody: whoever trusts the first key finds
/// out which one to trust now.
///
/// # Errors
/// When the database cannot be read.
pub async fn handovers(app: &App, ctx: &Ctx) -> Outcome<String> {
    app.db.read(ctx, |tx| Ok(store::handovers(tx)?.iter().map(line).collect())).await
}

/// … up to the key that signed a checkpoint.
pub(crate) fn lines_up_to(tx: &mut Tx<'_>, checkpoint: &Checkpoint) -> Outcome<String> {
    let all = store::handovers(tx)?;
    let last = all.iter().position(|one| one.handover.next == checkpoint.key).map_or(0, |place| place + 1);
    Ok(all[..last].iter().map(line).collect())
}

fn line(signed: &SignedHandover) -> String {
    let text = signed.handover.text();
    let mut parts = text.lines().skip(1);
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (tree, former, next) = (part(), part(), part());
    format!("handover {tree} {former} {next} {} {}\n", signed.by_former, signed.by_next)
}
