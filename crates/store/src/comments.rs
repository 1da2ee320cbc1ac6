//! What people say about a release, and whom they may mention.

use crate::{
    args,
    filter::{Conditions, containing},
    grants::Holder,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    authz::{Comment as MayComment, Permit},
    id::{CommentId, PersonId, PortfolioId, ReleaseId, TeamId},
    people::Party,
    releases::{
        Comment,
        comment::{Mention, State},
    },
};
use std::collections::HashMap;

/// A comment as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The comment.
    pub comment: Comment,
    /// Who wrote it.
    pub author: Option<PersonRef>,
    /// Who deleted it.
    pub deleted_by: Option<PersonRef>,
    /// Whom it mentions, each with what the text calls them.
    pub mentions: Vec<(String, Holder)>,
}

const VIEW: &str = "c.id, c.release_id, c.author_id, a.id as writer_id, a.name as writer_name, c.body, c.written_at,
    c.edited_at, c.deleted_at, c.deleted_by, d.id as remover_id, d.name as remover_name, c.rev
    from comment c join release r on r.id = c.release_id
    left join person a on a.id = c.author_id left join person d on d.id = c.deleted_by";

fn read(row: &mut Row) -> Outcome<View> {
    let state = match row.maybe_instant("deleted_at")? {
        Some(at) => State::Deleted { at, by: row.maybe("deleted_by")? },
        None => {
            State::Said { body: row.text("body")?, mentions: Vec::new(), edited_at: row.maybe_instant("edited_at")? }
        }
    };
    let comment = Comment {
        id: row.read("id")?,
        release: row.read("release_id")?,
        author: row.maybe("author_id")?,
        written_at: row.instant("written_at")?,
        state,
        rev: row.int("rev")?,
    };
    let (author, deleted_by) = (row.maybe_person("writer")?, row.maybe_person("remover")?);
    Ok(View { comment, author, deleted_by, mentions: Vec::new() })
}

/// The comment on a release with this id.
///
/// # Errors
/// [`Problem::NotFound`] when the release has no such comment; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where c.release_id = $1 and c.id = $2 and {{seen r}}");
    let mut found = tx.all(&sql, args![release, named], read)?;
    add_mentions(tx, &mut found)?;
    found.pop().ok_or_else(|| Problem::missing("comment", named))
}

/// The comments on a release, the newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, release: ReleaseId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.with("c.release_id = $n", release);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from comment c join release r on r.id = c.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("written", 1)? {
        conditions.with("c.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {VIEW} where {{seen r}} and {} order by c.id desc limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read)?;
    let mut found = slice(items, size, "written", |view| vec![Place::Text(view.comment.id.to_string())]);
    found.total = total;
    add_mentions(tx, &mut found.items)?;
    Ok(found)
}

/// Reads whom all these comments mention in one statement.
fn add_mentions(tx: &mut Tx<'_>, comments: &mut [View]) -> Outcome<()> {
    if comments.is_empty() {
        return Ok(());
    }
    let ids: Vec<CommentId> = comments.iter().map(|view| view.comment.id).collect();
    let places: HashMap<CommentId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let found = tx.all(
        "-- global: who reads a comment reads whom it mentions
         select m.comment_id, m.handle, m.person_id, p.name as person_name, m.team_id, t.key as team_key,
                t.name as team_name
         from comment_mention m left join person p on p.id = m.person_id left join team t on t.id = m.team_id
         where m.comment_id in {each $1} order by m.comment_id, m.handle",
        args![&serde_json::json!(ids)],
        |row| Ok((row.read::<CommentId>("comment_id")?, row.text("handle")?, holder(row)?)),
    )?;
    for (comment, handle, who) in found {
        let Some(place) = places.get(&comment) else { continue };
        let view = &mut comments[*place];
        if let State::Said { mentions, .. } = &mut view.comment.state {
            mentions.push(Mention { handle: handle.clone(), who: party(&who) });
        }
        view.mentions.push((handle, who));
    }
    Ok(())
}

fn holder(row: &mut Row) -> Outcome<Holder> {
    Ok(match row.maybe("person_id")? {
        Some(id) => Holder::Person(PersonRef { id, name: row.read("person_name")? }),
        None => Holder::Team(row.mention("team")?),
    })
}

/// Which person or team.
#[must_use]
pub const fn party(holder: &Holder) -> Party {
    match holder {
        Holder::Person(who) => Party::Person(who.id),
        Holder::Team(team) => Party::Team(team.id),
    }
}

/// Adds a comment to the release the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, comment: &Comment, permit: &Permit<MayComment>) -> Outcome<()> {
    let State::Said { body, mentions, .. } = &comment.state else { return Ok(()) };
    tx.run(
        "insert into comment (id, release_id, author_id, body, written_at, rev) values ($1, $2, $3, $4, $5, $6)",
        args![comment.id, permit.on(), comment.author, body, comment.written_at, comment.rev],
    )?;
    insert_mentions(tx, comment.id, mentions)
}

/// Saves a changed or deleted comment on the release the permit is for.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Comment, after: &Comment, permit: &Permit<MayComment>) -> Outcome<()> {
    let (body, mentions, edited_at, deleted_at, deleted_by) = match &after.state {
        State::Said { body, mentions, edited_at } => (Some(body.as_str()), mentions.as_slice(), *edited_at, None, None),
        State::Deleted { at, by } => (None, &[] as &[Mention], None, Some(*at), *by),
    };
    let changed = tx.run(
        "update comment set body = $4, edited_at = $5, deleted_at = $6, deleted_by = $7, rev = rev + 1
         where id = $1 and release_id = $2 and rev = $3",
        args![before.id, permit.on(), before.rev, body, edited_at, deleted_at, deleted_by],
    )?;
    guarded(changed, "comment", before.rev)?;
    tx.run("delete from comment_mention where comment_id = $1", args![before.id])?;
    insert_mentions(tx, before.id, mentions)
}

fn insert_mentions(tx: &mut Tx<'_>, comment: CommentId, mentions: &[Mention]) -> Outcome<()> {
    for mention in mentions {
        let (person, team): (Option<PersonId>, Option<TeamId>) = match mention.who {
            Party::Person(id) => (Some(id), None),
            Party::Team(id) => (None, Some(id)),
        };
        tx.run(
            "insert into comment_mention (comment_id, handle, person_id, team_id) values ($1, $2, $3, $4)",
            args![comment, &mention.handle, person, team],
        )?;
    }
    Ok(())
}

/// Somebody who may be mentioned.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub who: Holder,
    /// A person's mail address in lower case, or a team's key in lower case.
    pub called: String,
}

/// Where somebody is to be mentioned: in a release of a portfolio.
#[derive(Clone, Copy, Debug)]
pub struct Where {
    /// The release.
    pub release: ReleaseId,
    /// The portfolio it belongs to.
    pub portfolio: PortfolioId,
}

impl Where {
    /// The conditions that begin with `$1`, the portfolio; `$2`, the instant; `$3`, the release.
    fn conditions(self, tx: &Tx<'_>) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.value(self.portfolio);
        conditions.value(tx.now());
        conditions.value(self.release);
        conditions
    }
}

/// The people who hold a role on the portfolio `$1` or above it at the instant `$2`, by a grant of their own or a team's,
/// and the guests of the release `$3`.
const WATCHING: &str = "-- global: rights are what visibility is made of
        select g.person_id from role_grant g
            join portfolio_closure pc on pc.ancestor_id = g.portfolio_id and pc.portfolio_id = $1
            where g.person_id is not null and (g.until_at is null or g.until_at > $2)
        union select m.person_id from role_grant g
            join portfolio_closure pc on pc.ancestor_id = g.portfolio_id and pc.portfolio_id = $1
            join team mt on mt.id = g.team_id and mt.archived_at is null
            join team_member m on m.team_id = g.team_id
            where g.until_at is null or g.until_at > $2
        union select rg.person_id from release_guest rg
            where rg.release_id = $3 and (rg.until_at is null or rg.until_at > $2)";

/// People who can see a release, by name; `narrow` says which, beyond that.
fn people(
    tx: &mut Tx<'_>,
    place: Where,
    limit: usize,
    narrow: impl FnOnce(&mut Conditions) -> String,
) -> Outcome<Vec<Candidate>> {
    let mut conditions = place.conditions(tx);
    let narrow = narrow(&mut conditions);
    let limit = conditions.value(limit);
    let sql = format!(
        "-- global: people see each other; here only those who see the release
         select p.id as person_id, p.name as person_name, p.email_lower as called from person p
         where p.archived_at is null and p.service = false and p.email_lower is not null
            and p.id in ({WATCHING}) and {narrow}
         order by p.name_lower, p.id limit {limit}"
    );
    tx.all(&sql, conditions.values(), |row| {
        let who = PersonRef { id: row.read("person_id")?, name: row.read("person_name")? };
        Ok(Candidate { who: Holder::Person(who), called: row.text("called")? })
    })
}

/// Teams with somebody who can see a release, by key, as far as the caller sees those teams.
fn teams(
    tx: &mut Tx<'_>,
    place: Where,
    limit: usize,
    narrow: impl FnOnce(&mut Conditions) -> String,
) -> Outcome<Vec<Candidate>> {
    let mut conditions = place.conditions(tx);
    let narrow = narrow(&mut conditions);
    let limit = conditions.value(limit);
    let sql = format!(
        "select t.id as team_id, t.key as team_key, t.name as team_name, t.key_lower as called from team t
         where t.archived_at is null and {{visible t.portfolio_id}} and {narrow}
            and t.id in (select tm.team_id from team_member tm join person p on p.id = tm.person_id
                         where p.archived_at is null and tm.person_id in ({WATCHING}))
         order by t.key_lower limit {limit}"
    );
    tx.all(&sql, conditions.values(), |row| {
        Ok(Candidate { who: Holder::Team(row.mention("team")?), called: row.text("called")? })
    })
}

/// People and teams whose name, address or key holds a text, some of each.
///
/// # Errors
/// As [`Tx::all`].
pub fn mentionable(tx: &mut Tx<'_>, place: Where, text: &str, limit: usize) -> Outcome<Vec<Candidate>> {
    let mut found = people(tx, place, limit, |conditions| {
        let text = conditions.value(containing(text));
        format!(r"(p.name_lower like {text} escape '\' or p.email_lower like {text} escape '\')")
    })?;
    found.extend(teams(tx, place, limit, |conditions| {
        let text = conditions.value(containing(text));
        format!(r"(t.key_lower like {text} escape '\' or lower(t.name) like {text} escape '\')")
    })?);
    Ok(found)
}

/// People and teams that some handles may mean: the address, what stands before its `@`, the key.
///
/// # Errors
/// As [`Tx::all`].
pub fn called(tx: &mut Tx<'_>, place: Where, handles: &[String]) -> Outcome<Vec<Candidate>> {
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    let all = serde_json::json!(handles);
    let mut found = people(tx, place, MOST_CALLED, |conditions| {
        let whole = format!("p.email_lower in {{each {}}}", conditions.value(&all));
        let begins = |handle: &String| {
            let pattern = format!("{}@%", containing(handle).trim_matches('%'));
            format!(r"p.email_lower like {} escape '\'", conditions.value(pattern))
        };
        let mut ways: Vec<String> = handles.iter().map(begins).collect();
        ways.push(whole);
        format!("({})", ways.join(" or "))
    })?;
    found.extend(teams(tx, place, MOST_CALLED, |conditions| {
        format!("t.key_lower in {{each {}}}", conditions.value(&all))
    })?);
    Ok(found)
}

/// More people than any text calls.
const MOST_CALLED: usize = 1_000;
