//! Roles given to people and teams on portfolios.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Administer, Held, Permit, Reach, Right, RightSet, Role, Standing, left_to_a_stand_in},
    id::{GrantId, Identifier, PersonId, PortfolioId, ReleaseId, RoleId, TeamId},
    people::{GivenRole, Grant, Party},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// To whom something is given, as a reader wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// One person.
    Person(PersonRef),
    /// All members of a team.
    Team(Ref<TeamId>),
}

/// A grant as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The grant.
    pub grant: Grant,
    /// To whom.
    pub holder: Holder,
    /// The role, when it is one that the organisation made for itself.
    pub custom: Option<Ref<RoleId>>,
    /// Where it is given, when the caller may see that portfolio.
    pub portfolio: Option<Ref<PortfolioId>>,
}

const VIEW: &str =
    "g.id, g.role, g.until_at, g.person_id, p.name as person_name, g.team_id, t.key as team_key, t.name as team_name,
    g.custom_role_id as custom_id, cr.key as custom_key, cr.name as custom_name,
    g.portfolio_id, f.key as portfolio_key, f.name as portfolio_name
    from role_grant g
    left join custom_role cr on cr.id = g.custom_role_id
    left join person p on p.id = g.person_id
    left join team t on t.id = g.team_id
    left join portfolio f on f.id = g.portfolio_id and {visible f.id}";

fn read(row: &mut Row) -> Outcome<View> {
    let holder = match row.maybe("person_id")? {
        Some(id) => Holder::Person(PersonRef { id, name: row.read("person_name")? }),
        None => Holder::Team(row.mention("team")?),
    };
    let place: PortfolioId = row.read("portfolio_id")?;
    let portfolio = match row.maybe("portfolio_key")? {
        Some(key) => Some(Ref { id: place, key, name: row.read("portfolio_name")? }),
        None => None,
    };
    let to = match &holder {
        Holder::Person(who) => Party::Person(who.id),
        Holder::Team(team) => Party::Team(team.id),
    };
    let until = row.maybe_instant("until_at")?;
    let (role, custom) = role(row)?;
    let grant = Grant { id: row.read("id")?, to, role, portfolio: place, until };
    Ok(View { grant, holder, custom, portfolio })
}

/// Reads `role` and `custom_…`.
fn role(row: &mut Row) -> Outcome<(GivenRole, Option<Ref<RoleId>>)> {
    if let Some(role) = row.maybe("role")? {
        return Ok((GivenRole::BuiltIn(role), None));
    }
    let custom: Ref<RoleId> = row.mention("custom")?;
    Ok((GivenRole::Custom(custom.id), Some(custom)))
}

/// The two columns of a role.
const fn role_columns(role: GivenRole) -> (Option<Role>, Option<RoleId>) {
    match role {
        GivenRole::BuiltIn(role) => (Some(role), None),
        GivenRole::Custom(id) => (None, Some(id)),
    }
}

/// The grants that hold on a portfolio, those on portfolios above it included, in the order they were given. The caller
/// has to see the portfolio; what holds on it is then no secret, even where it is given on something out of sight.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, on: PortfolioId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let above = "g.portfolio_id in (select ancestor_id from portfolio_closure where portfolio_id = $1)";
    let mut values: Vec<Arg> = vec![on.into()];
    let total = if page.total {
        let sql = format!("-- global: counts only\nselect count(*) as total from role_grant g where {above}");
        tx.one(&sql, &values, |row| row.int("total"))?
    } else {
        None
    };
    let mut next = String::new();
    if let Some(after) = page.after("given", 1)? {
        values.push(Arg::from(&after[0]));
        next = format!(" and g.id > ${}", values.len());
    }
    values.push(Arg::from(size + 1));
    let sql = format!("select {VIEW} where {above}{next} order by g.id limit ${}", values.len());
    let items = tx.all(&sql, &values, read)?;
    let place = |view: &View| vec![Place::Text(view.grant.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "given", place) })
}

/// The grant with this id that holds on a portfolio.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, on: PortfolioId, named: &str) -> Outcome<View> {
    let missing = || Problem::missing("grant", named);
    let id = GrantId::parse(named).ok_or_else(missing)?;
    let sql = format!(
        "-- global: who sees a portfolio may know what holds on it
         select {VIEW} where g.id = $1
            and g.portfolio_id in (select ancestor_id from portfolio_closure where portfolio_id = $2)"
    );
    tx.one(&sql, args![id, on], read)?.ok_or_else(missing)
}

/// True when the very same is given already and still holds.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_given(tx: &mut Tx<'_>, grant: &Grant) -> Outcome<bool> {
    let (person, team) = columns(grant.to);
    let (role, custom) = role_columns(grant.role);
    let now = tx.now();
    let found = tx.one(
        "-- global: only tells whether it is there
         select g.id from role_grant g
         where g.portfolio_id = $1 and (g.role = $2 or g.custom_role_id = $3) and (g.person_id = $4 or g.team_id = $5)
            and (g.until_at is null or g.until_at > $6)",
        args![grant.portfolio, role, custom, person, team, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Gives a role.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, grant: &Grant, permit: &Permit<Administer>) -> Outcome<()> {
    let (person, team) = columns(grant.to);
    let (role, custom) = role_columns(grant.role);
    tx.run(
        "insert into role_grant (id, person_id, team_id, role, custom_role_id, portfolio_id, until_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        args![permit.on(), person, team, role, custom, grant.portfolio, grant.until],
    )?;
    Ok(())
}

/// Takes a role back.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run("delete from role_grant where id = $1", args![permit.on()])?;
    Ok(())
}

/// The grants that give a person something at the instant `$2`: their own and those of teams. `{who}` is the person.
const THEIRS: &str = "(g.person_id = {who}
        or g.team_id in (select m.team_id from team_member m join team t on t.id = m.team_id
                         where m.person_id = {who} and t.archived_at is null))
    and (g.until_at is null or g.until_at > $2)";

fn theirs(who: &str) -> String {
    THEIRS.replace("{who}", who)
}

/// The delegations that make `$1` stand in for others at the instant `$2`.
const STANDING_IN: &str = "delegation d join person absent on absent.id = d.from_id and absent.archived_at is null
    and d.to_id = $1 and d.starts_at <= $2 and d.ends_at > $2 and d.ended_at is null";

/// Where a person stands: what they hold through grants of their own, those of teams and those of people they stand in for,
/// and which releases were shared with them.
///
/// # Errors
/// As [`Tx::all`].
pub fn standing_of(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Standing> {
    let now = tx.now();
    let (own, absent) = (theirs("$1"), theirs("d.from_id"));
    let sql = format!(
        "-- global: rights are what visibility is made of
         select held.portfolio_id, held.role, cr.rights, held.on_behalf_of, held.release_id, f.parent_id is null as is_top,
                (select count(*) from portfolio) as portfolios,
                (select count(*) from (select 1 as one from portfolio_closure c where c.ancestor_id = held.portfolio_id
                     limit (select count(*) / 20 + 1 from portfolio)) few) as subtree
         from (select g.portfolio_id, g.role, g.custom_role_id, null as on_behalf_of, null as release_id
               from role_grant g where {own}
               union select g.portfolio_id, g.role, g.custom_role_id, d.from_id, null
               from {STANDING_IN} join role_grant g on {absent}
               union select null, null, null, null, rg.release_id from release_guest rg
               where rg.person_id = $1 and (rg.until_at is null or rg.until_at > $2)) held
         left join portfolio f on f.id = held.portfolio_id
         left join custom_role cr on cr.id = held.custom_role_id
         order by held.portfolio_id, held.role, held.custom_role_id, held.release_id"
    );
    let mut standing = Standing::default();
    tx.all(&sql, args![person, now], |row| {
        if let Some(release) = row.maybe::<ReleaseId>("release_id")? {
            standing.shared.push(release);
            return Ok(());
        }
        let reach = Reach::of(row.bool("is_top")?, row.int("subtree")?, row.int("portfolios")?);
        let on_behalf_of = row.maybe("on_behalf_of")?;
        let rights = rights(row)?;
        let rights = if on_behalf_of.is_some() { left_to_a_stand_in(rights) } else { rights };
        let portfolio = row.read("portfolio_id")?;
        standing.held.push(Held { portfolio, rights, on_behalf_of, reach, is_below: false });
        Ok(())
    })?;
    if standing.held.len() > 1 {
        let places: BTreeSet<String> = standing.held.iter().map(|held| held.portfolio.to_string()).collect();
        let below: HashSet<PortfolioId> = tx
            .all(
                "-- global: rights are what visibility is made of
                 select c.portfolio_id from portfolio_closure c
                 where c.portfolio_id in {each $1} and c.ancestor_id in {each $1} and c.ancestor_id <> c.portfolio_id",
                args![&serde_json::json!(places)],
                |row| row.read("portfolio_id"),
            )?
            .into_iter()
            .collect();
        standing.held.iter_mut().for_each(|held| held.is_below = below.contains(&held.portfolio));
    }
    Ok(standing)
}

/// Standings that were loaded before. Every change that bears on anybody's rights is counted in the database, by the
/// transaction that makes it, so what is kept under a count is true for as long as that is the count, on every node; and
/// until the next instant at which anything that was given begins or ends by itself.
#[derive(Debug, Default)]
pub struct Kept(Mutex<HashMap<PersonId, Entry>>);

#[derive(Debug)]
struct Entry {
    count: i64,
    until: Option<Timestamp>,
    standing: Standing,
}

/// How many standings are kept: of everybody in a large organisation who is here at the same time.
const MOST_KEPT: usize = 10_000;

impl Kept {
    /// … as [`standing_of`] answers.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn standing_of(&self, tx: &mut Tx<'_>, person: PersonId) -> Outcome<Standing> {
        let now = tx.now();
        let count = tx
            .one("-- global: a count that is told to nobody\nselect number from rights_moved", &[], |row| {
                row.int("number")
            })?
            .unwrap_or(0);
        let known = self.entries().get(&person).and_then(|kept| {
            let holds = kept.count == count && kept.until.is_none_or(|until| now < until);
            holds.then(|| kept.standing.clone())
        });
        if let Some(known) = known {
            #[cfg(feature = "testing")]
            {
                let now = standing_of(tx, person)?;
                assert_eq!((&known.held, &known.shared), (&now.held, &now.shared), "what is kept is what now holds");
            }
            return Ok(known);
        }
        let (standing, until) = (standing_of(tx, person)?, next_turn(tx)?);
        let mut entries = self.entries();
        if entries.len() >= MOST_KEPT {
            entries.clear();
        }
        entries.insert(person, Entry { count, until, standing: standing.clone() });
        Ok(standing)
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<PersonId, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a change that bears on rights: what was kept before it is not true any more.
pub(crate) fn moved(tx: &mut Tx<'_>) -> Outcome<()> {
    tx.run("update rights_moved set number = number + 1", &[])?;
    Ok(())
}

/// When next anything that was given to anybody begins or ends by itself.
fn next_turn(tx: &mut Tx<'_>) -> Outcome<Option<Timestamp>> {
    let now = tx.now();
    let found = tx.one(
        "-- global: an instant that is told to nobody
         select min(turn_at) as turn_at from (
             select min(until_at) as turn_at from role_grant where until_at > $1
             union all select min(until_at) from release_guest where until_at > $1
             union all select min(starts_at) from delegation where starts_at > $1 and ended_at is null
             union all select min(ends_at) from delegation where ends_at > $1 and ended_at is null) turns",
        args![now],
        |row| row.maybe_instant("turn_at"),
    )?;
    Ok(found.flatten())
}

/// Reads what `role` allows, or `rights` when it is one of the organisation's own.
fn rights(row: &mut Row) -> Outcome<RightSet> {
    match row.maybe::<Role>("role")? {
        Some(role) => Ok(role.right_set()),
        None => row.json("rights"),
    }
}

/// True when everything that a person was ever given has ended: a guest whose time is over. Whoever was given nothing yet
/// is none.
///
/// # Errors
/// As [`Tx::all`].
pub fn has_lapsed(tx: &mut Tx<'_>, person: PersonId) -> Outcome<bool> {
    let now = tx.now();
    let found = tx.one(
        "-- global: tells only whether there was something
         select g.id from role_grant g where g.person_id = $1 and g.until_at <= $2
         union all select rg.id from release_guest rg where rg.person_id = $1 and rg.until_at <= $2",
        args![person, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Something that a person holds, and why.
#[derive(Clone, Debug)]
pub struct Because {
    /// Where; `None` when the caller does not see that portfolio.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// Which role.
    pub role: GivenRole,
    /// The role, when it is one that the organisation made for itself.
    pub custom: Option<Ref<RoleId>>,
    /// What it allows, beside reading.
    pub rights: RightSet,
    /// The team that holds it, when it is not the person's own.
    pub team: Option<Ref<TeamId>>,
    /// For whom the person stands in.
    pub on_behalf_of: Option<PersonRef>,
    /// From when on it no longer holds: the grant's end, or the absence's.
    pub until: Option<Timestamp>,
}

/// What a person holds and why; on one portfolio, with what is given above it, or everywhere.
///
/// # Errors
/// As [`Tx::all`].
pub fn why(tx: &mut Tx<'_>, person: PersonId, on: Option<PortfolioId>) -> Outcome<Vec<Because>> {
    let mut conditions = Conditions::default();
    conditions.value(person);
    conditions.value(tx.now());
    let above = "held.portfolio_id in (select ancestor_id from portfolio_closure where portfolio_id = $n)";
    conditions.when(above, on);
    let (own, absent) = (theirs("$1"), theirs("d.from_id"));
    let sql = format!(
        "-- global: whoever asks was found to be allowed to; portfolios out of sight have no name
         select held.role, held.until_at, held.on_behalf_of, b.name as behalf_name, f.id as portfolio_id,
                f.key as portfolio_key, f.name as portfolio_name, t.id as team_id, t.key as team_key, t.name as team_name,
                cr.id as custom_id, cr.key as custom_key, cr.name as custom_name, cr.rights
         from (select g.portfolio_id, g.role, g.custom_role_id, g.team_id, g.until_at, null as on_behalf_of
               from role_grant g where {own}
               union all select g.portfolio_id, g.role, g.custom_role_id, g.team_id,
                   case when g.until_at < d.ends_at then g.until_at else d.ends_at end, d.from_id
               from {STANDING_IN} join role_grant g on {absent}) held
         left join portfolio f on f.id = held.portfolio_id and {{visible f.id}}
         left join person b on b.id = held.on_behalf_of
         left join team t on t.id = held.team_id
         left join custom_role cr on cr.id = held.custom_role_id
         where {} order by f.key_lower nulls last, held.role nulls last, cr.key_lower nulls last, b.name_lower nulls first",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        let (given, custom) = role(row)?;
        let rights = match given {
            GivenRole::BuiltIn(role) => role.right_set(),
            GivenRole::Custom(_) => row.json("rights")?,
        };
        let on_behalf_of = match row.maybe("on_behalf_of")? {
            Some(id) => Some(PersonRef { id, name: row.read("behalf_name")? }),
            None => None,
        };
        Ok(Because {
            portfolio: row.maybe_mention("portfolio")?,
            role: given,
            custom,
            rights: if on_behalf_of.is_some() { left_to_a_stand_in(rights) } else { rights },
            team: row.maybe_mention("team")?,
            on_behalf_of,
            until: row.maybe_instant("until_at")?,
        })
    })
}

/// The people who hold something on a portfolio, by name, and what they may do there: by grants of their own, those of teams
/// and those of people they stand in for.
///
/// # Errors
/// As [`Tx::all`].
pub fn holders(tx: &mut Tx<'_>, on: PortfolioId) -> Outcome<Vec<(PersonRef, RightSet)>> {
    let now = tx.now();
    let rows = tx.all(
        "-- global: who sees a portfolio may know who may do what there
         with direct as (
             select coalesce(g.person_id, m.person_id) as person_id, g.role, g.custom_role_id from role_grant g
             join portfolio_closure c on c.ancestor_id = g.portfolio_id and c.portfolio_id = $1
             left join team t on t.id = g.team_id and t.archived_at is null
             left join team_member m on m.team_id = t.id
             where g.until_at is null or g.until_at > $2
         )
         select p.id, p.name, held.role, cr.rights, held.stands_in from (
             select person_id, role, custom_role_id, 0 as stands_in from direct
             union select d.to_id, direct.role, direct.custom_role_id, 1 from delegation d
             join person absent on absent.id = d.from_id and absent.archived_at is null
             join direct on direct.person_id = d.from_id
             where d.starts_at <= $2 and d.ends_at > $2 and d.ended_at is null) held
         join person p on p.id = held.person_id and p.archived_at is null
         left join custom_role cr on cr.id = held.custom_role_id
         order by p.name_lower, p.id",
        args![on, now],
        |row| {
            let person = PersonRef { id: row.read("id")?, name: row.read("name")? };
            let rights = rights(row)?;
            Ok((person, if row.int("stands_in")? == 1 { left_to_a_stand_in(rights) } else { rights }))
        },
    )?;
    let mut holders: Vec<(PersonRef, RightSet)> = Vec::new();
    for (person, rights) in rows {
        match holders.last_mut() {
            Some((last, held)) if last.id == person.id => *held = held.or(rights),
            _ => holders.push((person, rights)),
        }
    }
    Ok(holders)
}

/// The portfolios on which a team is given a role.
///
/// # Errors
/// As [`Tx::all`].
pub fn places_of_team(tx: &mut Tx<'_>, team: TeamId) -> Outcome<Vec<PortfolioId>> {
    tx.all(
        "-- global: a team's rights are minded even where the caller does not see them
         select distinct g.portfolio_id from role_grant g where g.team_id = $1 order by g.portfolio_id",
        args![team],
        |row| row.read("portfolio_id"),
    )
}

/// Whether a team makes its members administrators of anything.
///
/// # Errors
/// As [`Tx::all`].
pub fn makes_administrators(tx: &mut Tx<'_>, team: TeamId) -> Outcome<bool> {
    let found = tx.one(
        "-- global: a team's rights are minded even where the caller does not see them
         select g.id from role_grant g where g.team_id = $1 and g.role = 'administrator' limit 1",
        args![team],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// How many people administer the root for good, by grants of their own or a team's. Machines and people who left do not
/// count.
///
/// # Errors
/// As [`Tx::all`].
pub fn administrators(tx: &mut Tx<'_>) -> Outcome<i64> {
    let found = tx.one(
        "-- global: counts only
         select count(distinct p.id) as administrators from role_grant g
         join portfolio f on f.id = g.portfolio_id and f.parent_id is null
         left join team t on t.id = g.team_id
         left join team_member m on m.team_id = t.id and t.archived_at is null
         join person p on p.id = coalesce(g.person_id, m.person_id)
         where g.role = 'administrator' and g.until_at is null and p.archived_at is null and p.service = false",
        &[],
        |row| row.int("administrators"),
    )?;
    Ok(found.unwrap_or(0))
}

/// The names of people whose role gives them a right on a portfolio, the nearest first; at most three.
///
/// # Errors
/// As [`Tx::all`].
pub fn who_may(tx: &mut Tx<'_>, right: Right, on: PortfolioId) -> Outcome<Vec<String>> {
    let now = tx.now();
    let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| role.allows(right)).map(Role::name).collect();
    tx.all(
        "-- global: whoever is refused hears who can help; everybody may know names
         select p.name, max(d.depth) as near from role_grant g
         join portfolio_closure c on c.ancestor_id = g.portfolio_id and c.portfolio_id = $1
         join (select portfolio_id, count(*) as depth from portfolio_closure group by portfolio_id) d
            on d.portfolio_id = g.portfolio_id
         left join team t on t.id = g.team_id
         left join team_member m on m.team_id = t.id and t.archived_at is null
         join person p on p.id = coalesce(g.person_id, m.person_id)
         where g.role in {each $3} and (g.until_at is null or g.until_at > $2)
            and p.archived_at is null and p.service = false
         group by p.id, p.name, p.name_lower order by near desc, p.name_lower limit 3",
        args![on, now, &serde_json::json!(roles)],
        |row| row.text("name"),
    )
}

const fn columns(to: Party) -> (Option<PersonId>, Option<TeamId>) {
    match to {
        Party::Person(id) => (Some(id), None),
        Party::Team(id) => (None, Some(id)),
    }
}
