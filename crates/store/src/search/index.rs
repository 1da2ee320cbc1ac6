//! What can be found, and how it is kept current: the facts a transaction records say which things changed, and before it
//! is committed their rows are read again. A new kind of thing that should be found is one more [`Source`].

use super::words::{line, words};
use crate::{
    args,
    tx::Tx,
    value::{Arg, Row},
};
use signalbox_domain::Outcome;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A kind of thing that can be found.
pub(crate) struct Source {
    /// What its facts are called by: `release.created` is about a `release`.
    pub(crate) noun: &'static str,
    /// Its shelf, never used by another and never changed: an even number; the odd one after it is its too.
    pub(crate) shelf: i64,
    /// Reads `id, about_id, portfolio_id, key, name, detail, body, hidden`.
    rows: &'static str,
    /// The column its rows are chosen by.
    id: &'static str,
    /// The step of the schema from which on it is found: what is there by then is put in when that step is taken.
    since: &'static str,
}

/// The step that makes the index.
const FIRST: &str = "0006_around";
/// The step that adds windows, templates and working calendars to it.
const SECOND: &str = "0009_found";
/// The step that adds environments and bookings to it.
const THIRD: &str = "0038_found_environments";

/// Everything that can be found; what somebody most likely means comes first. Each reads only columns of the steps up to
/// its own.
pub(crate) const SOURCES: &[Source] = &[
    Source {
        noun: "release",
        shelf: 2,
        rows: "-- global: the index is everybody's; reading it is not
               select r.id, r.id as about_id, null as portfolio_id, r.key, r.name, '' as detail,
                   r.tags || ' ' || r.fields || ' ' || r.description as body, r.archived_at is not null as hidden
               from release r",
        id: "r.id",
        since: FIRST,
    },
    Source {
        noun: "system",
        shelf: 4,
        rows: "-- global: the index is everybody's; reading it is not
               select s.id, null as about_id, s.portfolio_id, s.key, s.name, s.kind as detail,
                   s.kind || ' ' || coalesce(s.vendor, '') || ' ' || s.tags || ' ' || s.repositories || ' ' || s.description
                   as body, s.archived_at is not null as hidden
               from system s",
        id: "s.id",
        since: FIRST,
    },
    Source {
        noun: "environment",
        shelf: 30,
        rows: "-- global: the index is everybody's; reading it is not
               select e.id, null as about_id, e.portfolio_id, e.key, e.name, '' as detail,
                   e.tags || ' ' || e.description as body, e.archived_at is not null as hidden
               from environment e",
        id: "e.id",
        since: THIRD,
    },
    Source {
        noun: "window",
        shelf: 24,
        rows: "-- global: the index is everybody's; reading it is not
               select w.id, null as about_id, w.portfolio_id, w.key, w.name, w.kind as detail,
                   w.kind || ' ' || w.description as body, w.archived_at is not null as hidden
               from release_window w",
        id: "w.id",
        since: SECOND,
    },
    Source {
        noun: "release_template",
        shelf: 26,
        rows: "-- global: the index is everybody's; reading it is not
               select t.id, null as about_id, t.portfolio_id, t.key, t.name, t.kind as detail,
                   t.tags || ' ' || t.description as body, t.archived_at is not null as hidden
               from release_template t",
        id: "t.id",
        since: SECOND,
    },
    Source {
        noun: "portfolio",
        shelf: 6,
        rows: "-- global: the index is everybody's; reading it is not
               select p.id, null as about_id, p.id as portfolio_id, p.key, p.name, '' as detail, p.description as body,
                   p.archived_at is not null as hidden
               from portfolio p",
        id: "p.id",
        since: FIRST,
    },
    Source {
        noun: "team",
        shelf: 8,
        rows: "-- global: the index is everybody's; reading it is not
               select t.id, null as about_id, t.portfolio_id, t.key, t.name, '' as detail, t.description as body,
                   t.archived_at is not null as hidden
               from team t",
        id: "t.id",
        since: FIRST,
    },
    Source {
        noun: "person",
        shelf: 10,
        rows: "-- global: people see each other's names
               select p.id, null as about_id, null as portfolio_id, '' as key, p.name, coalesce(p.email, '') as detail,
                   coalesce(p.email, '') as body, p.archived_at is not null as hidden
               from person p",
        id: "p.id",
        since: FIRST,
    },
    Source {
        noun: "release_type",
        shelf: 12,
        rows: "-- global: release types are everybody's
               select t.id, null as about_id, null as portfolio_id, t.key, t.name, '' as detail, t.description as body,
                   t.archived_at is not null as hidden
               from release_type t",
        id: "t.id",
        since: FIRST,
    },
    Source {
        noun: "working_calendar",
        shelf: 28,
        rows: "-- global: working calendars are everybody's
               select c.id, null as about_id, null as portfolio_id, c.key, c.name, '' as detail, c.holidays as body,
                   c.archived_at is not null as hidden
               from working_calendar c",
        id: "c.id",
        since: SECOND,
    },
    Source {
        noun: "booking",
        shelf: 32,
        rows: "-- global: the index is everybody's; reading it is not
               select b.id, null as about_id, b.portfolio_id, '' as key, b.title as name, b.state as detail,
                   b.description as body, b.state in ('rejected', 'returned', 'cancelled') as hidden
               from booking b",
        id: "b.id",
        since: THIRD,
    },
    Source {
        noun: "milestone",
        shelf: 14,
        rows: "-- global: the index is everybody's; reading it is not
               select m.id, m.release_id as about_id, null as portfolio_id, '' as key, m.name, m.due_day as detail,
                   coalesce(m.responsible, '') || ' ' || m.description as body, 1 = 0 as hidden
               from milestone m",
        id: "m.id",
        since: FIRST,
    },
    Source {
        noun: "activity",
        shelf: 16,
        rows: "-- global: the index is everybody's; reading it is not
               select a.id, a.release_id as about_id, null as portfolio_id, '' as key, a.name,
                   coalesce(a.due_day, '') as detail, a.description as body, 1 = 0 as hidden
               from activity a",
        id: "a.id",
        since: FIRST,
    },
    Source {
        noun: "phase",
        shelf: 18,
        rows: "-- global: the index is everybody's; reading it is not
               select p.id, p.release_id as about_id, null as portfolio_id, '' as key, p.name, p.start_day as detail,
                   '' as body, 1 = 0 as hidden
               from phase p",
        id: "p.id",
        since: FIRST,
    },
    Source {
        noun: "raid",
        shelf: 20,
        rows: "-- global: the index is everybody's; reading it is not
               select i.id, i.release_id as about_id, null as portfolio_id, '' as key, i.title as name, i.kind as detail,
                   i.description || ' ' || i.response || ' ' || coalesce(i.resolution, '') as body,
                   i.archived_at is not null as hidden
               from raid_item i",
        id: "i.id",
        since: FIRST,
    },
    Source {
        noun: "comment",
        shelf: 22,
        rows: "-- global: the index is everybody's; reading it is not
               select c.id, c.release_id as about_id, null as portfolio_id, '' as key,
                   coalesce(substr(c.body, 1, 80), '') as name, '' as detail, coalesce(c.body, '') as body,
                   c.body is null as hidden
               from comment c",
        id: "c.id",
        since: FIRST,
    },
];

/// How many words of a name, and how many of everything else, are kept.
const WORDS: (usize, usize) = (40, 200);
/// How many things are read at once.
const CHUNK: usize = 500;

/// A thing as the index has it.
#[derive(Clone, PartialEq)]
struct Doc {
    id: String,
    kind: String,
    about: Option<String>,
    portfolio: Option<String>,
    key: String,
    name: String,
    detail: String,
    words: String,
    body: String,
    hidden: bool,
}

impl Doc {
    /// The words on its two shelves.
    fn on_shelves(&self) -> HashSet<(i64, &str)> {
        let shelf = SOURCES.iter().find(|source| source.noun == self.kind).map_or(0, |source| source.shelf);
        let names = self.words.split_whitespace().map(|word| (shelf, word));
        names.chain(self.body.split_whitespace().map(|word| (shelf + 1, word))).collect()
    }
}

/// Reads again what a transaction's facts are about.
pub(crate) fn keep_current(tx: &mut Tx<'_>) -> Outcome<()> {
    let touched: Vec<(&'static str, String)> = tx.touched().into_iter().collect();
    for chunk in touched.chunk_by(|one, other| one.0 == other.0) {
        let Some(source) = SOURCES.iter().find(|source| source.noun == chunk[0].0) else { continue };
        for ids in chunk.chunks(CHUNK) {
            let ids: Vec<&str> = ids.iter().map(|(_, id)| id.as_str()).collect();
            let sql = format!("{} where {} in {{each $1}}", source.rows, source.id);
            let fresh = tx.all(&sql, args![&serde_json::json!(ids)], |row| fresh(source, row))?;
            replace(tx, &ids, &fresh)?;
        }
    }
    Ok(())
}

/// Fills the index from what is there of the kinds that are found since a step, once it was taken.
pub(crate) fn fill(tx: &mut Tx<'_>, step: &str) -> Outcome<()> {
    for source in SOURCES.iter().filter(|source| source.since == step) {
        let mut last = String::new();
        loop {
            let (rows, id) = (source.rows, source.id);
            let sql = format!("{rows} where {id} > $1 order by {id} limit $2");
            let docs = tx.all(&sql, args![&last, CHUNK], |row| fresh(source, row))?;
            let Some(end) = docs.last() else { break };
            last.clone_from(&end.id);
            replace(tx, &[], &docs)?;
        }
    }
    Ok(())
}

fn fresh(source: &Source, row: &mut Row) -> Outcome<Doc> {
    let (key, name) = (row.text("key")?, row.text("name")?);
    let names = words(&format!("{key} {name}"), WORDS.0);
    let rest: Vec<String> =
        words(&row.text("body")?, WORDS.1).into_iter().filter(|word| !names.contains(word)).collect();
    Ok(Doc {
        id: row.text("id")?,
        kind: source.noun.to_owned(),
        about: row.maybe_text("about_id")?,
        portfolio: row.maybe_text("portfolio_id")?,
        key,
        name,
        detail: row.text("detail")?,
        words: line(&names),
        body: line(&rest),
        hidden: row.bool("hidden")?,
    })
}

fn kept(tx: &mut Tx<'_>, ids: &[&str]) -> Outcome<HashMap<String, Doc>> {
    let docs = tx.all(
        "-- global: the index is everybody's; reading it is not
         select id, kind, about_id, portfolio_id, key, name, detail, words, body, hidden from search_doc
         where id in {each $1}",
        args![&serde_json::json!(ids)],
        |row| {
            Ok(Doc {
                id: row.text("id")?,
                kind: row.text("kind")?,
                about: row.maybe_text("about_id")?,
                portfolio: row.maybe_text("portfolio_id")?,
                key: row.text("key")?,
                name: row.text("name")?,
                detail: row.text("detail")?,
                words: row.text("words")?,
                body: row.text("body")?,
                hidden: row.bool("hidden")?,
            })
        },
    )?;
    Ok(docs.into_iter().map(|doc| (doc.id.clone(), doc)).collect())
}

/// Puts the index right about some things: those that are gone leave it, those that are as they were stay untouched.
fn replace(tx: &mut Tx<'_>, ids: &[&str], fresh: &[Doc]) -> Outcome<()> {
    let mut kept = if ids.is_empty() { HashMap::new() } else { kept(tx, ids)? };
    let (mut docs, mut added, mut removed) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for doc in fresh {
        let before = kept.remove(&doc.id);
        if before.as_ref() == Some(doc) {
            continue;
        }
        let (old, new) = (before.as_ref().map(Doc::on_shelves).unwrap_or_default(), doc.on_shelves());
        added.extend(new.difference(&old).map(|(shelf, word)| (*shelf, (*word).to_owned(), doc.id.clone())));
        removed.extend(old.difference(&new).map(|(shelf, word)| (*shelf, (*word).to_owned(), doc.id.clone())));
        docs.push(doc);
    }
    for gone in kept.values() {
        removed.extend(gone.on_shelves().into_iter().map(|(shelf, word)| (shelf, word.to_owned(), gone.id.clone())));
    }
    for (shelf, word, id) in removed {
        tx.run("delete from search_word where shelf = $1 and word = $2 and id = $3", args![shelf, word, id])?;
    }
    for id in kept.keys() {
        tx.run("delete from search_doc where id = $1", args![id])?;
    }
    let rows = docs.into_iter().map(|doc| {
        vec![
            Arg::from(&doc.id),
            (&doc.kind).into(),
            Arg::Text(doc.about.clone()),
            Arg::Text(doc.portfolio.clone()),
            (&doc.key).into(),
            doc.key.to_lowercase().into(),
            (&doc.name).into(),
            (&doc.detail).into(),
            (&doc.words).into(),
            (&doc.body).into(),
            doc.hidden.into(),
        ]
    });
    insert_all(
        tx,
        "insert into search_doc (id, kind, about_id, portfolio_id, key, key_lower, name, detail, words, body, hidden)",
        "on conflict (id) do update set kind = excluded.kind, about_id = excluded.about_id,
             portfolio_id = excluded.portfolio_id, key = excluded.key, key_lower = excluded.key_lower,
             name = excluded.name, detail = excluded.detail, words = excluded.words, body = excluded.body,
             hidden = excluded.hidden",
        rows.collect(),
    )?;
    let rows = added.into_iter().map(|(shelf, word, id)| vec![shelf.into(), word.into(), id.into()]);
    insert_all(tx, "insert into search_word (shelf, word, id)", "on conflict do nothing", rows.collect())
}

/// Inserts rows many at a time, in groups of few sizes, so that few statements have to be prepared.
fn insert_all(tx: &mut Tx<'_>, insert: &str, conflict: &str, rows: Vec<Vec<Arg>>) -> Outcome<()> {
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let size = [64, 16, 4, 1].into_iter().find(|size| *size <= rest.len()).unwrap_or(1);
        let (group, others) = rest.split_at(size);
        rest = others;
        let mut number = 0;
        let places: Vec<String> = group
            .iter()
            .map(|row| {
                let places: Vec<String> = row
                    .iter()
                    .map(|_| {
                        number += 1;
                        format!("${number}")
                    })
                    .collect();
                format!("({})", places.join(", "))
            })
            .collect();
        let sql = format!("{insert} values {} {conflict}", places.join(", "));
        tx.run(&sql, &group.concat())?;
    }
    Ok(())
}
