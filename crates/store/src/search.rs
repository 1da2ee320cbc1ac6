//! Finding things by their first letters, for the command palette.

use crate::{args, filter::containing, tx::Tx};
use signalbox_domain::Outcome;

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// `release`, `system`, `portfolio`, `team` or `person`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its key; empty for a person.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What tells it from others of its name: a status, a portfolio, an address.
    pub detail: String,
}

/// Things whose key or name holds a text: those that begin with it first, then by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn find(tx: &mut Tx<'_>, text: &str, limit: usize) -> Outcome<Vec<Hit>> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let sources = [
        "select 'release' as kind, r.id, r.key, r.name, r.status as detail, r.key_lower, r.name_lower from release r
         where r.archived_at is null and {visible r.portfolio_id}",
        "select 'system' as kind, s.id, s.key, s.name, s.kind as detail, s.key_lower, s.name_lower from system s
         where s.archived_at is null and {visible s.portfolio_id}",
        "select 'portfolio' as kind, p.id, p.key, p.name, '' as detail, p.key_lower, lower(p.name) as name_lower
         from portfolio p where p.archived_at is null and {visible p.id}",
        "select 'team' as kind, t.id, t.key, t.name, '' as detail, t.key_lower, lower(t.name) as name_lower from team t
         where t.archived_at is null and {visible t.portfolio_id}",
        "-- global: people see each other's names
         select 'person' as kind, p.id, '' as key, p.name, coalesce(p.email, '') as detail,
             coalesce(p.email_lower, '') as key_lower, p.name_lower from person p where p.archived_at is null",
    ];
    let mut hits = Vec::new();
    for source in sources {
        let sql = format!(
            "select kind, id, key, name, detail,
                    case when key_lower = $1 then 0 when key_lower like $2 escape '\\' or name_lower like $2 escape '\\' then 1
                         else 2 end as rank
             from ({source}) found where key_lower like $3 escape '\\' or name_lower like $3 escape '\\'
             order by rank, key_lower limit $4"
        );
        let anywhere = containing(&text);
        let found = tx.all(&sql, args![&text, anywhere[1..].to_owned(), anywhere.clone(), limit], |row| {
            let hit = Hit {
                kind: row.text("kind")?,
                id: row.text("id")?,
                key: row.text("key")?,
                name: row.text("name")?,
                detail: row.text("detail")?,
            };
            Ok((row.int("rank")?, hit))
        })?;
        hits.extend(found);
    }
    hits.sort_by_key(|(rank, hit)| (*rank, hit.key.len()));
    hits.truncate(limit);
    Ok(hits.into_iter().map(|(_, hit)| hit).collect())
}
