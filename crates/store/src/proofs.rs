//! The tree over the journal, as it is kept: see [`signalbox_domain::proofs`].

mod contents;
mod handovers;
mod witnessed;

pub use contents::{Kept, candidate_at, candidates_of, erase, is_behind, last_of, of_release};
pub use handovers::{SignedHandover, handovers, keep_handover};
pub use witnessed::{Cosigned, Witnessed, cosigned, keep_cosignature, keep_fork, keep_witnessed, witnessed};

use crate::{args, tx::Tx, value::Row};
use signalbox_domain::{
    Outcome, Problem,
    id::{EventId, PersonId, PortfolioId},
    proofs::{
        Hash, Leaf, Range, Subtree, TIER, TILE, commitment, consistency, content, hex, inclusion, leaf_hash, merged,
        root,
    },
};
use std::collections::HashMap;

/// How many events are taken into the tree in one transaction.
const BATCH: usize = 2_000;
/// How many bytes make a content impossible to find out by trying.
const SALT: usize = 16;

/// How many events are in the tree.
///
/// # Errors
/// As [`Tx::all`].
pub fn size(tx: &mut Tx<'_>) -> Outcome<u64> {
    let found = tx.one(
        "-- global: how many events there are tells nothing of them
         select size from journal_tree",
        &[],
        |row| row.int("size"),
    )?;
    Ok(found.and_then(|size| u64::try_from(size).ok()).unwrap_or(0))
}

/// An event as it is in the tree.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place, from 1.
    pub position: u64,
    /// The bytes of its leaf.
    pub leaf: String,
    /// What the commitment was made with, as hexadecimal digits; empty when the content was erased.
    pub salt: String,
    /// What was committed to; empty when it was erased.
    pub content: String,
    /// The position of the event that says that the content was erased.
    pub erased_by: Option<u64>,
}

const COLUMNS: &str = "e.id, e.position, e.at, e.actor_id, e.on_behalf_of, e.kind, e.subject, e.about, e.portfolio_id,
    e.name, e.data, e.salt, e.commitment, e.erased_by";

/// An event without its commitment, which is left empty unless it was made.
fn read(row: &mut Row) -> Outcome<(Leaf, Option<String>, String)> {
    let salt = row.maybe_text("salt")?;
    let content = content(&row.text("name")?, &row.text("data")?);
    let leaf = Leaf {
        about: row.text("about")?,
        actor: row.maybe::<PersonId>("actor_id")?.map(|id| id.to_string()),
        at: row.instant("at")?,
        commitment: row.maybe_text("commitment")?.unwrap_or_default(),
        id: row.read::<EventId>("id")?.to_string(),
        kind: row.text("kind")?,
        on_behalf_of: row.maybe::<PersonId>("on_behalf_of")?.map(|id| id.to_string()),
        portfolio: row.maybe::<PortfolioId>("portfolio_id")?.map(|id| id.to_string()),
        position: row.maybe_int("position")?.and_then(|position| u64::try_from(position).ok()).unwrap_or(0),
        subject: row.text("subject")?,
    };
    Ok((leaf, salt, content))
}

/// Takes every event into the tree that is there, those of this transaction too; answers how many it then has. The database
/// lets one of two win that do so at once.
///
/// # Errors
/// As [`Tx::run`].
pub fn grow_whole(tx: &mut Tx<'_>) -> Outcome<u64> {
    while grow(tx)? {}
    size(tx)
}

/// Takes the next events into the tree, those first that have their place already; the others get theirs. True when there
/// may be more. For the sealer, and for [`grow_whole`].
pub(crate) fn grow(tx: &mut Tx<'_>) -> Outcome<bool> {
    let size = size(tx)?;
    let placed = format!(
        "-- global: the sealer sees every event
         select {COLUMNS} from event e where e.position > $1 order by e.position limit $2"
    );
    let mut next = tx.all(&placed, args![i64::try_from(size).unwrap_or(i64::MAX), BATCH], read)?;
    if next.is_empty() {
        let waiting = format!(
            "-- global: the sealer sees every event
             select {COLUMNS} from event e where e.position is null order by e.at, e.id limit $1"
        );
        next = tx.all(&waiting, args![BATCH], read)?;
    }
    if next.is_empty() {
        return Ok(false);
    }
    let more = next.len() == BATCH;
    let (mut hashes, mut updates) = (Vec::with_capacity(next.len()), Vec::with_capacity(next.len()));
    for (place, (leaf, _, content)) in (size + 1..).zip(&mut next) {
        if leaf.position != 0 && leaf.position != place {
            return Err(Problem::Internal(format!("the journal has no event at its place {place}")));
        }
        leaf.position = place;
        let salt = crate::db::random_bytes::<SALT>();
        leaf.commitment = commitment(&salt, content);
        hashes.push(leaf.hash());
        // One text for each, of parts whose lengths are known: a statement for all of them on either database.
        updates.push(format!("{}{place:019}{}{}", leaf.id, hex(&salt), leaf.commitment));
    }
    tx.run(
        "update event set position = cast(substr(v.value, length(v.value) - 114, 19) as bigint),
             salt = substr(v.value, length(v.value) - 95, 32), commitment = substr(v.value, length(v.value) - 63)
         from {each $1} v where event.id = substr(v.value, 1, length(v.value) - 115)",
        args![&serde_json::json!(updates)],
    )?;
    let grown = size + hashes.len() as u64;
    complete(tx, size, grown)?;
    tx.run("update journal_tree set size = $1", args![i64::try_from(grown).unwrap_or(i64::MAX)])?;
    Ok(more)
}

/// Keeps the hashes of the subtrees that became complete.
fn complete(tx: &mut Tx<'_>, before: u64, after: u64) -> Outcome<()> {
    let (mut tier, mut before, mut after) = (0, before / TILE, after / TILE);
    let mut hashes = Hashes::of(tx);
    while before < after {
        for number in before..after {
            let hash = hex(&merged(hashes.tile(tier, number)?));
            let (level, number) = (i64::from(tier + TIER), i64::try_from(number).unwrap_or(i64::MAX));
            hashes.tx.run(
                "insert into journal_node (level, number, hash) values ($1, $2, $3)",
                args![level, number, hash],
            )?;
        }
        (tier, before, after) = (tier + TIER, before / TILE, after / TILE);
    }
    Ok(())
}

/// Hashes of the tree, each read and made once.
struct Hashes<'t, 'a> {
    tx: &'t mut Tx<'a>,
    tiles: HashMap<(u32, u64), Vec<Hash>>,
    ranges: HashMap<(u64, u64), Hash>,
}

impl<'t, 'a> Hashes<'t, 'a> {
    fn of(tx: &'t mut Tx<'a>) -> Self {
        Self { tx, tiles: HashMap::new(), ranges: HashMap::new() }
    }

    /// Up to 256 hashes of a tier, the ones that are there.
    fn tile(&mut self, tier: u32, number: u64) -> Outcome<&[Hash]> {
        if !self.tiles.contains_key(&(tier, number)) {
            let first = number.saturating_mul(TILE);
            let bounds = [first, first.saturating_add(TILE)].map(|bound| i64::try_from(bound).unwrap_or(i64::MAX));
            let hashes = if tier == 0 {
                let sql = format!(
                    "-- global: a hash tells nothing of what was hashed
                     select {COLUMNS} from event e where e.position > $1 and e.position <= $2 order by e.position"
                );
                self.tx.all(&sql, &args![bounds[0], bounds[1]][..], |row| Ok(read(row)?.0.hash()))?
            } else {
                self.tx.all(
                    "-- global: a hash tells nothing of what was hashed
                     select n.hash from journal_node n where n.level = $1 and n.number >= $2 and n.number < $3
                     order by n.number",
                    args![i64::from(tier), bounds[0], bounds[1]],
                    |row| hash_of(&row.text("hash")?),
                )?
            };
            self.tiles.insert((tier, number), hashes);
        }
        Ok(self.tiles.get(&(tier, number)).map_or(&[], Vec::as_slice))
    }

    fn subtree(&mut self, Subtree { level, number }: Subtree) -> Outcome<Hash> {
        let tier = level / TIER * TIER;
        let (count, first) = (1 << (level - tier), number << (level - tier));
        let tile = self.tile(tier, first / TILE)?;
        let from = usize::try_from(first % TILE).unwrap_or(usize::MAX);
        let hashes = tile.get(from..from.saturating_add(count));
        let missing = || Problem::Internal(format!("the journal's tree lacks a part: {number} of level {level}"));
        Ok(merged(hashes.ok_or_else(missing)?))
    }

    fn range(&mut self, range: Range) -> Outcome<Hash> {
        if let Some(known) = self.ranges.get(&(range.from, range.to)) {
            return Ok(*known);
        }
        let hashes = range.subtrees().into_iter().map(|subtree| self.subtree(subtree));
        let made = root(&hashes.collect::<Outcome<Vec<_>>>()?);
        self.ranges.insert((range.from, range.to), made);
        Ok(made)
    }

    /// From the leaf up.
    fn path(&mut self, position: u64, size: u64) -> Outcome<Vec<Hash>> {
        let none = || Problem::fault("/size", "range", format!("no tree of {size} events holds event {position}"));
        let ranges = position.checked_sub(1).and_then(|index| inclusion(index, size)).ok_or_else(none)?;
        ranges.into_iter().map(|range| self.range(range)).collect()
    }
}

fn hash_of(text: &str) -> Outcome<Hash> {
    let digits = text.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Option<Vec<u8>> = digits.collect();
    let hash = bytes.and_then(|bytes| Hash::try_from(bytes).ok());
    hash.ok_or_else(|| Problem::Internal(format!("the journal's tree holds {text:?} as a hash")))
}

/// The root of the tree of a size.
///
/// # Errors
/// When the tree is smaller; as [`Tx::all`].
pub fn root_of(tx: &mut Tx<'_>, size: u64) -> Outcome<Hash> {
    Hashes::of(tx).range(Range { from: 0, to: size })
}

/// The hashes that prove that the event at a position is in the tree of a size, from the leaf up.
///
/// # Errors
/// A fault when there is no such event in it; as [`Tx::all`].
pub fn prove_inclusion(tx: &mut Tx<'_>, position: u64, size: u64) -> Outcome<Vec<Hash>> {
    Hashes::of(tx).path(position, size)
}

/// … of many events at once: what their paths have in common is made once.
///
/// # Errors
/// As [`prove_inclusion`].
pub fn prove_all(tx: &mut Tx<'_>, positions: &[u64], size: u64) -> Outcome<Vec<Vec<Hash>>> {
    let mut hashes = Hashes::of(tx);
    positions.iter().map(|position| hashes.path(*position, size)).collect()
}

/// The hashes that prove that the tree of a size is the beginning of a larger one.
///
/// # Errors
/// A fault when it is not larger, or the smaller one is empty; as [`Tx::all`].
pub fn prove_consistency(tx: &mut Tx<'_>, smaller: u64, larger: u64) -> Outcome<Vec<Hash>> {
    let none = || Problem::fault("/to", "range", format!("a tree of {smaller} events begins no tree of {larger}"));
    let ranges = consistency(smaller, larger).ok_or_else(none)?;
    let mut hashes = Hashes::of(tx);
    ranges.into_iter().map(|range| hashes.range(range)).collect()
}

/// Events of the tree after a position, in order, for whoever may take the whole journal along.
///
/// # Errors
/// As [`Tx::all`].
pub fn entries(tx: &mut Tx<'_>, after: u64, most: usize) -> Outcome<Vec<Entry>> {
    let sql = format!(
        "-- global: who takes the journal along was asked whether they may before
         select {COLUMNS} from event e where e.position > $1 and e.commitment is not null order by e.position limit $2"
    );
    tx.all(&sql, args![i64::try_from(after).unwrap_or(i64::MAX), most], entry)
}

/// The event at a position, for whoever may see it.
///
/// # Errors
/// [`Problem::NotFound`]; as [`Tx::all`].
pub fn entry_at(tx: &mut Tx<'_>, position: u64) -> Outcome<Entry> {
    let sql =
        format!("select {COLUMNS} from event e where {{told e}} and e.position = $1 and e.commitment is not null");
    let missing = || Problem::missing("event", position.to_string());
    tx.one(&sql, args![i64::try_from(position).unwrap_or(i64::MAX)], entry)?.ok_or_else(missing)
}

fn entry(row: &mut Row) -> Outcome<Entry> {
    let (leaf, salt, content) = read(row)?;
    let erased_by = row.maybe_int("erased_by")?.and_then(|position| u64::try_from(position).ok());
    let content = if erased_by.is_some() { String::new() } else { content };
    Ok(Entry { position: leaf.position, leaf: leaf.text(), salt: salt.unwrap_or_default(), content, erased_by })
}

/// The hash of an entry's leaf.
#[must_use]
pub fn hash_of_entry(entry: &Entry) -> Hash {
    leaf_hash(entry.leaf.as_bytes())
}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of how many events.
    pub size: u64,
    /// As it was signed.
    pub note: String,
    /// What it is checked with: `name+id+key`.
    pub key: String,
    /// When.
    pub at: jiff::Timestamp,
}

fn checkpoint(row: &mut Row) -> Outcome<Checkpoint> {
    Ok(Checkpoint {
        size: u64::try_from(row.int("size")?).unwrap_or(0),
        note: row.text("note")?,
        key: row.text("verifier_key")?,
        at: row.instant("at")?,
    })
}

/// The last checkpoint.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_checkpoint(tx: &mut Tx<'_>) -> Outcome<Option<Checkpoint>> {
    tx.one(
        "-- global: a checkpoint tells nothing of the events
         select c.size, c.note, c.verifier_key, c.at from journal_checkpoint c order by c.size desc limit 1",
        &[],
        checkpoint,
    )
}

/// Keeps a checkpoint.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_checkpoint(tx: &mut Tx<'_>, size: u64, note: &str, key: &str) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "insert into journal_checkpoint (size, note, verifier_key, at) values ($1, $2, $3, $4)",
        args![i64::try_from(size).unwrap_or(i64::MAX), note, key, now],
    )?;
    Ok(())
}
