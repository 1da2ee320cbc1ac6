//! The keys of the journal that followed one another.

use super::hash_of;
use crate::{args, tx::Tx};
use signalbox_domain::{
    Outcome,
    proofs::{handover::Handover, hex},
};

/// A handover with what both keys signed, in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHandover {
    /// What was signed.
    pub handover: Handover,
    /// By the former key.
    pub by_former: String,
    /// By the next one.
    pub by_next: String,
}

/// Every handover there was, the first one first.
///
/// # Errors
/// As [`Tx::all`].
pub fn handovers(tx: &mut Tx<'_>) -> Outcome<Vec<SignedHandover>> {
    tx.all(
        "-- global: which keys sign is no secret
         select h.size, h.root, h.former_key, h.next_key, h.former_signature, h.next_signature
         from journal_handover h order by h.number",
        &[],
        |row| {
            Ok(SignedHandover {
                handover: Handover {
                    size: u64::try_from(row.int("size")?).unwrap_or(0),
                    root: hash_of(&row.text("root")?)?,
                    former: row.text("former_key")?,
                    next: row.text("next_key")?,
                },
                by_former: row.text("former_signature")?,
                by_next: row.text("next_signature")?,
            })
        },
    )
}

/// Keeps a handover after those there are.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_handover(tx: &mut Tx<'_>, signed: &SignedHandover) -> Outcome<()> {
    let number = handovers(tx)?.len() + 1;
    let SignedHandover { handover, by_former, by_next } = signed;
    tx.run(
        "insert into journal_handover (number, size, root, former_key, next_key, former_signature, next_signature, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            number,
            i64::try_from(handover.size).unwrap_or(i64::MAX),
            hex(&handover.root),
            handover.former.as_str(),
            handover.next.as_str(),
            by_former.as_str(),
            by_next.as_str(),
            tx.now(),
        ],
    )?;
    Ok(())
}
