//! Teams and who is in them.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::Row,
};
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    authz::{Directory, Permit},
    id::{PersonId, PortfolioId, TeamId},
    people::Team,
};
use std::collections::{BTreeSet, HashMap};

/// A team as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The team.
    pub team: Team,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// Its members, by name.
    pub members: Vec<PersonRef>,
}

pub(crate) const COLUMNS: &str = "t.id, t.key, t.name, t.description, t.archived_at, t.rev,
    t.portfolio_id, f.key as portfolio_key, f.name as portfolio_name";

pub(crate) fn read(row: &mut Row) -> Outcome<View> {
    let portfolio: Ref<PortfolioId> = row.mention("portfolio")?;
    Ok(View {
        team: Team {
            id: row.read("id")?,
            key: row.read("key")?,
            name: row.read("name")?,
            description: row.text("description")?,
            portfolio: portfolio.id,
            members: Vec::new(),
            archived_at: row.maybe_instant("archived_at")?,
            rev: row.int("rev")?,
        },
        portfolio,
        members: Vec::new(),
    })
}

/// The team with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Team> {
    Ok(view(tx, named)?.team)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<TeamId>("t", named);
    let sql = format!(
        "select {COLUMNS} from team t join portfolio f on f.id = t.portfolio_id
         where {condition} and {{visible t.portfolio_id}}"
    );
    let mut found = tx.all(&sql, &[name], read)?;
    add_members(tx, &mut found)?;
    found.pop().ok_or_else(|| Problem::missing("team", named))
}

/// What a list of teams is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Teams of this portfolio and those below it.
    pub portfolio: Option<PortfolioId>,
    /// Teams this person is in.
    pub member: Option<PersonId>,
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Teams by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "t.archived_at is not null" } else { "t.archived_at is null" });
    let below = "t.portfolio_id in (select portfolio_id from portfolio_closure where ancestor_id = $n)";
    conditions.when(below, filter.portfolio);
    conditions.when("t.id in (select team_id from team_member where person_id = $n)", filter.member);
    let named = r"(t.key_lower like $n escape '\' or lower(t.name) like $n escape '\')";
    conditions.when(named, filter.text.as_deref().map(containing));
    let total = if page.total {
        let sql =
            format!("select count(*) as total from team t where {{visible t.portfolio_id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("t.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from team t join portfolio f on f.id = t.portfolio_id
         where {{visible t.portfolio_id}} and {} order by t.key_lower limit {limit}",
        conditions.sql(),
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| vec![Place::Text(view.team.key.as_str().to_lowercase())];
    let mut page = Slice { total, ..slice(items, size, "key", place) };
    add_members(tx, &mut page.items)?;
    Ok(page)
}

/// The teams a person is in.
///
/// # Errors
/// As [`Tx::all`].
pub fn joined(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Vec<TeamId>> {
    tx.all(
        "-- global: asked of whoever acts
         select m.team_id from team_member m where m.person_id = $1",
        args![person],
        |row| row.read("team_id"),
    )
}

/// How many people are in each of these teams; none for one that is empty.
///
/// # Errors
/// As [`Tx::all`].
pub fn sizes(tx: &mut Tx<'_>, teams: &BTreeSet<TeamId>) -> Outcome<HashMap<TeamId, i64>> {
    let sizes = tx.all(
        "-- global: how many do something is told to whoever sees that
         select m.team_id, count(*) as many from team_member m where m.team_id in {each $1} group by m.team_id",
        args![&serde_json::json!(teams)],
        |row| Ok((row.read("team_id")?, row.int("many")?)),
    )?;
    Ok(sizes.into_iter().collect())
}

/// Reads the members of all these teams in one statement.
pub(crate) fn add_members(tx: &mut Tx<'_>, teams: &mut [View]) -> Outcome<()> {
    if teams.is_empty() {
        return Ok(());
    }
    let ids: Vec<TeamId> = teams.iter().map(|view| view.team.id).collect();
    let places: HashMap<TeamId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let members = tx.all(
        "-- global: who sees a team sees who is in it
         select m.team_id, p.id, p.name from team_member m join person p on p.id = m.person_id
         where m.team_id in {each $1} order by p.name_lower, p.id",
        args![&serde_json::json!(ids)],
        |row| Ok((row.read::<TeamId>("team_id")?, PersonRef { id: row.read("id")?, name: row.read("name")? })),
    )?;
    for (team, who) in members {
        if let Some(place) = places.get(&team) {
            teams[*place].team.members.push(who.id);
            teams[*place].members.push(who);
        }
    }
    Ok(())
}

/// True when a team, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from team where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a team with its members.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, team: &Team, permit: &Permit<Directory>) -> Outcome<()> {
    tx.run(
        "insert into team (id, key, key_lower, name, description, portfolio_id, archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            permit.on(),
            &team.key,
            team.key.as_str().to_lowercase(),
            &team.name,
            &team.description,
            team.portfolio,
            team.archived_at,
            team.rev,
        ],
    )?;
    enrol(tx, team.id, &team.members)
}

/// Saves a changed team and its members.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Team, after: &Team, permit: &Permit<Directory>) -> Outcome<()> {
    let changed = tx.run(
        "update team set key = $3, key_lower = $4, name = $5, description = $6, portfolio_id = $7, archived_at = $8,
                rev = rev + 1 where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.key,
            after.key.as_str().to_lowercase(),
            &after.name,
            &after.description,
            after.portfolio,
            after.archived_at,
        ],
    )?;
    guarded(changed, "team", before.rev)?;
    let missing_from =
        |team: &Team, other: &Team| team.members.iter().filter(|id| !other.members.contains(id)).copied().collect();
    let left: Vec<PersonId> = missing_from(before, after);
    if !left.is_empty() {
        tx.run(
            "delete from team_member where team_id = $1 and person_id in {each $2}",
            args![after.id, &serde_json::json!(left)],
        )?;
    }
    let joined: Vec<PersonId> = missing_from(after, before);
    enrol(tx, after.id, &joined)
}

fn enrol(tx: &mut Tx<'_>, team: TeamId, people: &[PersonId]) -> Outcome<()> {
    if !people.is_empty() {
        tx.run(
            "insert into team_member (team_id, person_id) select $1, p.id from person p where p.id in {each $2}",
            args![team, &serde_json::json!(people)],
        )?;
    }
    Ok(())
}
