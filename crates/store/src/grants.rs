//! Roles given to people and teams on portfolios.

use crate::{
    args,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Arg, Row},
};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Administer, Held, Permit, Reach, Role},
    id::{GrantId, Identifier, PersonId, PortfolioId, TeamId},
    people::{Grant, Party},
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
    /// Where it is given, when the caller may see that portfolio.
    pub portfolio: Option<Ref<PortfolioId>>,
}

const VIEW: &str =
    "g.id, g.role, g.person_id, p.name as person_name, g.team_id, t.key as team_key, t.name as team_name,
    g.portfolio_id, f.key as portfolio_key, f.name as portfolio_name
    from role_grant g
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
    let grant = Grant { id: row.read("id")?, to, role: row.read("role")?, portfolio: place };
    Ok(View { grant, holder, portfolio })
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

/// True when the very same is given already.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_given(tx: &mut Tx<'_>, grant: &Grant) -> Outcome<bool> {
    let (person, team) = columns(grant.to);
    let found = tx.one(
        "-- global: only tells whether it is there
         select g.id from role_grant g
         where g.portfolio_id = $1 and g.role = $2 and (g.person_id = $3 or g.team_id = $4)",
        args![grant.portfolio, grant.role, person, team],
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
    tx.run(
        "insert into role_grant (id, person_id, team_id, role, portfolio_id) values ($1, $2, $3, $4, $5)",
        args![permit.on(), person, team, grant.role, grant.portfolio],
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

/// The roles a person holds, through grants of their own and those of teams.
///
/// # Errors
/// As [`Tx::all`].
pub fn held_by(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Vec<Held>> {
    tx.all(
        "-- global: rights are what visibility is made of
         select held.portfolio_id, held.role, f.parent_id is null as is_top, (select count(*) from portfolio) as portfolios,
                (select count(*) from portfolio_closure c where c.ancestor_id = held.portfolio_id) as subtree
         from (select distinct g.portfolio_id, g.role from role_grant g
               where g.person_id = $1
                  or g.team_id in (select m.team_id from team_member m join team t on t.id = m.team_id
                                   where m.person_id = $1 and t.archived_at is null)) held
         join portfolio f on f.id = held.portfolio_id
         order by held.portfolio_id, held.role",
        args![person],
        |row| {
            let reach = Reach::of(row.bool("is_top")?, row.int("subtree")?, row.int("portfolios")?);
            Ok(Held { portfolio: row.read("portfolio_id")?, role: row.read("role")?, reach })
        },
    )
}

/// The roles a person holds, with the portfolios they are held on.
///
/// # Errors
/// As [`Tx::all`].
pub fn roles_of(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Vec<(Ref<PortfolioId>, Role)>> {
    tx.all(
        "-- global: everybody knows their own rights
         select distinct f.key_lower, f.id as portfolio_id, f.key as portfolio_key, f.name as portfolio_name, g.role
         from role_grant g join portfolio f on f.id = g.portfolio_id
         where g.person_id = $1
            or g.team_id in (select m.team_id from team_member m join team t on t.id = m.team_id
                             where m.person_id = $1 and t.archived_at is null)
         order by f.key_lower, g.role",
        args![person],
        |row| Ok((row.mention("portfolio")?, row.read("role")?)),
    )
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

/// How many people administer the root, by grants of their own or a team's. Machines and people who left do not count.
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
         where g.role = 'administrator' and p.archived_at is null and p.service = false",
        &[],
        |row| row.int("administrators"),
    )?;
    Ok(found.unwrap_or(0))
}

const fn columns(to: Party) -> (Option<PersonId>, Option<TeamId>) {
    match to {
        Party::Person(id) => (Some(id), None),
        Party::Team(id) => (None, Some(id)),
    }
}
