//! Finding things by the beginnings of words: as the names of things that were never forgotten and never seen too early.
//!
//! The index is two tables of our own, the same on both databases: a word leads to the things it is in, newest first, so
//! a search stops as soon as it has enough, however many there are.

mod index;
mod words;

pub(crate) use index::{fill, keep_current};

use crate::{
    args,
    filter::Conditions,
    tx::Tx,
    value::{Arg, Row},
};
use index::SOURCES;
use signalbox_domain::{Key, Outcome, Problem, Ref, id::ReleaseId};
use words::words;

/// How many words of a question are looked at.
const ASKED: usize = 8;
/// How many things of one word are looked through for the others, and for what the caller may see.
const LOOKED_THROUGH: i64 = 20_000;
/// What is in more things than this is no help in finding few.
const MANY: i64 = 1_000;

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What its facts are called by: `release`, `system`, `milestone`, ….
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its key; empty for what has none of its own.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What tells it from others of its name: a status, an address, a day.
    pub detail: String,
    /// The release it is part of.
    pub about: Option<Ref<ReleaseId>>,
    words: String,
}

/// Things in which every word of a text begins a word of the key or name, or, when there are too few of those, of anything
/// else: the very key first, then keys and names that begin with it, then by kind, the newest first.
///
/// # Errors
/// As [`Tx::all`].
pub fn find(tx: &mut Tx<'_>, text: &str, limit: usize) -> Outcome<Vec<Hit>> {
    let asked = words(text, ASKED);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let key = text.trim().to_lowercase();
    let mut hits = by_key(tx, &key, limit)?;
    add(&mut hits, by_words(tx, &asked, false, limit)?);
    if hits.len() < limit {
        add(&mut hits, by_words(tx, &asked, true, limit)?);
    }
    let line = words::line(&asked);
    let begins = line.trim_end();
    let place = |kind: &str| SOURCES.iter().position(|source| source.noun == kind);
    // Stable: within a rank and a kind they stay as the database gave them.
    hits.sort_by_key(|hit| {
        let own_key = hit.key.to_lowercase();
        let rank = match () {
            () if own_key == key => 0,
            () if !own_key.is_empty() && own_key.starts_with(&key) => 1,
            () if words::line(&words(&hit.name, ASKED)).starts_with(begins) => 2,
            () if asked.iter().all(|word| hit.words.contains(&format!(" {word}"))) => 3,
            () => 4,
        };
        (rank, place(&hit.kind))
    });
    hits.truncate(limit);
    Ok(hits)
}

fn add(hits: &mut Vec<Hit>, more: Vec<Hit>) {
    for hit in more {
        if !hits.iter().any(|known| known.id == hit.id) {
            hits.push(hit);
        }
    }
}

/// What belongs to a portfolio is seen by whoever sees that; a window also by whoever sees one below, where it holds too.
const OWNED: &str = "(d.portfolio_id is null and (d.kind <> 'person' or {known d}) or {visible d.portfolio_id} or d.kind = 'window' and d.portfolio_id in
    (select c.ancestor_id from portfolio_closure c where {visible c.portfolio_id}))";

const FOUND: &str =
    "d.kind, d.id, d.key, d.name, case when d.kind = 'release' then r.status else d.detail end as detail,
    d.words, case when d.kind <> 'release' then r.id end as about_id, r.key as about_key, r.name as about_name";

fn read(row: &mut Row) -> Outcome<Hit> {
    let about = match row.maybe("about_id")? {
        Some(id) => Some(Ref { id, key: row.read::<Key>("about_key")?, name: row.read("about_name")? }),
        None => None,
    };
    Ok(Hit {
        kind: row.text("kind")?,
        id: row.text("id")?,
        key: row.text("key")?,
        name: row.text("name")?,
        detail: row.text("detail")?,
        words: row.text("words")?,
        about,
    })
}

fn by_key(tx: &mut Tx<'_>, key: &str, limit: usize) -> Outcome<Vec<Hit>> {
    let sql = format!(
        "select {FOUND} from search_doc d left join release r on r.id = d.about_id
         where d.hidden = $1 and r.archived_at is null and (d.about_id is null or {{seen r}})
             and {OWNED} and d.key_lower <> '' and d.key_lower >= $2 and d.key_lower < $3
         order by d.key_lower, d.id limit $4"
    );
    tx.all(&sql, args![false, key, end_of(key), limit], read)
}

/// Things by their words: for every kind those that have the very word, and those that have a longer one.
fn by_words(tx: &mut Tx<'_>, asked: &[String], anywhere: bool, limit: usize) -> Outcome<Vec<Hit>> {
    let shelves: Vec<i64> = SOURCES
        .iter()
        .flat_map(|source| [source.shelf, source.shelf + 1])
        .filter(|shelf| anywhere || shelf % 2 == 0)
        .collect();
    let rarest = rarest(tx, asked, &shelves)?.0;
    let mut conditions = Conditions::default();
    conditions.value(false);
    let text = if anywhere { "d.words || d.body" } else { "d.words" };
    for other in asked.iter().filter(|word| **word != rarest) {
        conditions.with(&format!("{text} like $n"), format!("% {other}%"));
    }
    let (word, end) = (conditions.value(&rarest), conditions.value(end_of(&rarest)));
    let (looked, limit) = (conditions.value(LOOKED_THROUGH), conditions.value(2 * limit + 10));
    let mut parts = Vec::new();
    for shelf in shelves {
        let shelf = conditions.value(shelf);
        for range in [format!("w.word = {word}"), format!("w.word > {word} and w.word < {end}")] {
            let others = conditions.sql();
            parts.push(format!(
                "select * from (
                     select {FOUND} from (
                         select w.word, w.id from search_word w where w.shelf = {shelf} and {range}
                         order by w.word desc, w.id desc limit {looked}
                     ) w join search_doc d on d.id = w.id left join release r on r.id = d.about_id
                     where d.hidden = $1 and r.archived_at is null and (d.about_id is null or {{seen r}})
                         and {OWNED} and {others}
                     order by w.word desc, w.id desc limit {limit}
                 ) found"
            ));
        }
    }
    tx.all(&parts.join(" union all "), conditions.values(), read)
}

/// Of some words the one that is in the fewest things, as far as that is worth counting.
fn rarest(tx: &mut Tx<'_>, asked: &[String], shelves: &[i64]) -> Outcome<(String, i64)> {
    let mut conditions = Conditions::default();
    let most = conditions.value(MANY + 1);
    let shelves: Vec<String> = shelves.iter().map(|shelf| conditions.value(*shelf)).collect();
    let counts: Vec<String> = asked
        .iter()
        .enumerate()
        .map(|(place, word)| {
            let (begin, end) = (conditions.value(word), conditions.value(end_of(word)));
            format!(
                "-- global: counts of words, told to nobody
                 select {place} as place, (select count(*) from (select 1 from search_word w where w.shelf in ({})
                     and w.word >= {begin} and w.word < {end} limit {most}) found) as things",
                shelves.join(", ")
            )
        })
        .collect();
    let sql = counts.join(" union all ");
    let counted = tx.all(&sql, conditions.values(), |row| Ok((row.int("place")?, row.int("things")?)))?;
    let (place, things) = counted.into_iter().min_by_key(|(_, things)| *things).unwrap_or_default();
    let word = usize::try_from(place).ok().and_then(|place| asked.get(place)).cloned().unwrap_or_default();
    Ok((word, things))
}

/// What comes after every text that begins with this one.
fn end_of(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

/// How things whose key or name has some words are found among others of their kind.
#[derive(Clone, Debug)]
pub enum Named {
    /// None of them can be: there is a text, but no word in it.
    None,
    /// They are few: these, visible or not.
    Few(Vec<String>),
    /// They are many, so that looking whether each is one finds enough soon: what its words are like.
    Many(Vec<String>),
}

/// Finds out how things of a kind are found by a text; `None` for a text that asks for nothing.
///
/// # Errors
/// As [`Tx::all`]; a kind that cannot be found.
pub fn named(tx: &mut Tx<'_>, noun: &str, text: &str) -> Outcome<Option<Named>> {
    let source = SOURCES.iter().find(|source| source.noun == noun);
    let shelf = source.ok_or_else(|| Problem::Internal(format!("{noun} is not found by words")))?.shelf;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let asked = words(text, ASKED);
    if asked.is_empty() {
        return Ok(Some(Named::None));
    }
    let (rarest, things) = rarest(tx, &asked, &[shelf])?;
    let patterns: Vec<String> = asked.iter().map(|word| format!("% {word}%")).collect();
    if things > MANY {
        return Ok(Some(Named::Many(patterns)));
    }
    let mut conditions = Conditions::default();
    conditions.with("w.shelf = $n", shelf);
    conditions.with("w.word >= $n", &rarest);
    conditions.with("w.word < $n", end_of(&rarest));
    if asked.len() > 1 {
        for pattern in patterns {
            conditions.with("d.words like $n", pattern);
        }
    }
    let join = if asked.len() > 1 { "join search_doc d on d.id = w.id" } else { "" };
    let sql = format!(
        "-- global: the list they are looked for in says which of them are visible
         select distinct w.id from search_word w {join} where {}",
        conditions.sql()
    );
    Ok(Some(Named::Few(tx.all(&sql, conditions.values(), |row| row.text("id"))?)))
}

impl Named {
    /// The condition on the things of an alias, added to others.
    pub(crate) fn limit(&self, alias: &str, conditions: &mut Conditions) {
        match self {
            Self::None => conditions.and("1 = 0"),
            Self::Few(ids) => {
                conditions.with(&format!("{alias}.id in {{each $n}}"), &serde_json::json!(ids));
            }
            Self::Many(patterns) => {
                let likes: Vec<String> = patterns
                    .iter()
                    .map(|pattern| format!("d.words like {}", conditions.value(Arg::from(pattern))))
                    .collect();
                let likes = likes.join(" and ");
                // A value and not `exists`, which PostgreSQL would turn round: it takes a word for rare whatever it is, and
                // would look through all documents rather than walk the list until enough are found.
                conditions.and(&format!("(select {likes} from search_doc d where d.id = {alias}.id)"));
            }
        }
    }
}
