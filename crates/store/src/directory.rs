//! People and teams as a directory knows them that provisions them: under names and ids of its own (RFC 7643).

use crate::{
    args,
    filter::{Conditions, containing},
    people, teams,
    tx::Tx,
    value::Row,
};
use signalbox_domain::{
    Outcome, Problem,
    authz::{Directory, Permit},
    id::{Identifier, PersonId, TeamId},
    people::Person,
};

/// A person as a directory knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The person; who is archived is one whom the directory calls inactive.
    pub person: Person,
    /// What the directory calls them; their mail address, or id, while it said nothing.
    pub user_name: String,
    /// … as it was kept; `None` while the directory said nothing.
    pub kept_name: Option<String>,
    /// The directory's own id of them.
    pub external_id: Option<String>,
}

/// A team as a directory knows it.
#[derive(Clone, Debug)]
pub struct Group {
    /// The team with its members.
    pub team: teams::View,
    /// The directory's own id of it.
    pub external_id: Option<String>,
}

/// Something that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The id here.
    Id,
    /// `userName`.
    UserName,
    /// `externalId`.
    ExternalId,
    /// `displayName`.
    DisplayName,
    /// The mail address.
    Email,
    /// Whether the person is here.
    Active,
    /// Who is in a group, by id.
    Member,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same, whatever its case where names are compared.
    Equal,
    /// Not the same, or none.
    NotEqual,
    /// Holds it.
    Contains,
    /// Begins with it.
    StartsWith,
}

/// What a list is limited to (RFC 7644, 3.4.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Both hold.
    And(Box<Filter>, Box<Filter>),
    /// One of them holds.
    Or(Box<Filter>, Box<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// There is a value.
    Present(Attribute),
    /// The value compares so.
    Compare(Attribute, Comparison, String),
}

/// Which of the two is asked for: each keeps its attributes in other columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People.
    Users,
    /// Teams.
    Groups,
}

impl Kind {
    /// The column of an attribute, in small letters where case does not count; `None` for what it does not have.
    const fn column(self, attribute: Attribute) -> Option<&'static str> {
        match (self, attribute) {
            (Self::Users, Attribute::Id) => Some("p.id"),
            (Self::Users, Attribute::UserName) => Some("coalesce(p.user_name_lower, p.email_lower, p.id)"),
            (Self::Users, Attribute::ExternalId) => Some("p.external_id"),
            (Self::Users, Attribute::DisplayName) => Some("p.name_lower"),
            (Self::Users, Attribute::Email) => Some("p.email_lower"),
            (Self::Users, Attribute::Active) => Some("case when p.archived_at is null then 'true' else 'false' end"),
            (Self::Groups, Attribute::Id) => Some("t.id"),
            (Self::Groups, Attribute::ExternalId) => Some("t.external_id"),
            (Self::Groups, Attribute::DisplayName) => Some("lower(t.name)"),
            _ => None,
        }
    }
}

/// Puts a filter into the words of SQL.
fn condition(kind: Kind, filter: &Filter, conditions: &mut Conditions) -> Outcome<String> {
    Ok(match filter {
        Filter::And(left, right) => {
            let (left, right) = (condition(kind, left, conditions)?, condition(kind, right, conditions)?);
            format!("({left} and {right})")
        }
        Filter::Or(left, right) => {
            let (left, right) = (condition(kind, left, conditions)?, condition(kind, right, conditions)?);
            format!("({left} or {right})")
        }
        Filter::Not(inner) => format!("not {}", condition(kind, inner, conditions)?),
        Filter::Present(Attribute::Member) if kind == Kind::Groups => {
            "(t.id in (select team_id from team_member))".to_owned()
        }
        Filter::Compare(Attribute::Member, Comparison::Equal, value) if kind == Kind::Groups => {
            let value = conditions.value(value.as_str());
            format!("(t.id in (select team_id from team_member where person_id = {value}))")
        }
        Filter::Present(attribute) => format!("({} is not null)", column(kind, *attribute)?),
        Filter::Compare(attribute, comparison, value) => {
            let column = column(kind, *attribute)?;
            let exact = matches!(attribute, Attribute::Id | Attribute::ExternalId);
            let value = if exact { value.clone() } else { value.to_lowercase() };
            match comparison {
                Comparison::Equal => format!("({column} is not null and {column} = {})", conditions.value(value)),
                Comparison::NotEqual => format!("({column} is null or {column} <> {})", conditions.value(value)),
                Comparison::Contains | Comparison::StartsWith => {
                    let pattern = containing(&value);
                    let pattern = if *comparison == Comparison::StartsWith { pattern[1..].to_owned() } else { pattern };
                    // Ids of directories keep their case; patterns are compared without it.
                    let place = conditions.value(pattern);
                    format!(r"({column} is not null and lower({column}) like {place} escape '\')")
                }
            }
        }
    })
}

fn column(kind: Kind, attribute: Attribute) -> Outcome<&'static str> {
    let told = "this attribute is not there to be asked for";
    kind.column(attribute).ok_or_else(|| Problem::fault("/filter", "attribute", told))
}

/// Where in a list to begin, counted from 1, and how many to give: the one way directories page (RFC 7644, 3.4.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first, from 1.
    pub start: i64,
    /// How many at most.
    pub count: i64,
}

const USER: &str = "p.id, p.name, p.email, p.service, p.locale, p.zone, p.archived_at, p.rev, p.external_id,
    p.user_name as kept_name, coalesce(p.user_name, p.email, p.id) as user_name";

/// Whom directories see: people who are here, and those of whom a directory said that they are not.
const PROVISIONED: &str = "p.service = false and (p.archived_at is null or p.user_name is not null)";

fn read_user(row: &mut Row) -> Outcome<User> {
    Ok(User {
        person: people::read(row)?,
        user_name: row.text("user_name")?,
        kept_name: row.maybe_text("kept_name")?,
        external_id: row.maybe_text("external_id")?,
    })
}

/// One person.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn user(tx: &mut Tx<'_>, named: &str) -> Outcome<User> {
    let missing = || Problem::missing("User", named);
    let id = PersonId::parse(named).ok_or_else(missing)?;
    let sql =
        format!("-- global: people see each other\nselect {USER} from person p where p.id = $1 and {PROVISIONED}");
    tx.one(&sql, args![id], read_user)?.ok_or_else(missing)
}

/// People by id, and how many there are in all.
///
/// # Errors
/// As [`Tx::all`]; a fault for an attribute that people do not have.
pub fn users(tx: &mut Tx<'_>, filter: Option<&Filter>, window: Window) -> Outcome<(Vec<User>, i64)> {
    let mut conditions = Conditions::always(PROVISIONED);
    if let Some(filter) = filter {
        let condition = condition(Kind::Users, filter, &mut conditions)?;
        conditions.and(&condition);
    }
    let sql = format!("-- global: counts only\nselect count(*) as total from person p where {}", conditions.sql());
    let total = tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or_default();
    let (limit, before) = (conditions.value(window.count), conditions.value(window.start - 1));
    let sql = format!(
        "-- global: people see each other
         select {USER} from person p where {} order by p.id limit {limit} offset {before}",
        conditions.sql()
    );
    Ok((tx.all(&sql, conditions.values(), read_user)?, total))
}

/// Who is known to directories by this name, of those they see.
///
/// # Errors
/// As [`Tx::all`].
pub fn with_user_name(tx: &mut Tx<'_>, user_name: &str) -> Outcome<Option<PersonId>> {
    let sql = format!(
        "-- global: names are unique across the installation
         select p.id from person p where {PROVISIONED} and coalesce(p.user_name_lower, p.email_lower, p.id) = $1"
    );
    tx.one(&sql, args![user_name.to_lowercase()], |row| row.read("id"))
}

/// Keeps what a directory calls a person; without a name the directory knows them no longer once they are archived.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_user(
    tx: &mut Tx<'_>,
    user_name: Option<&str>,
    external_id: Option<&str>,
    permit: &Permit<Directory>,
) -> Outcome<()> {
    tx.run(
        "update person set user_name = $2, user_name_lower = $3, external_id = $4, rev = rev + 1 where id = $1",
        args![permit.on(), user_name, user_name.map(str::to_lowercase), external_id],
    )?;
    Ok(())
}

/// One team.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see, or it was put away.
pub fn group(tx: &mut Tx<'_>, named: &str) -> Outcome<Group> {
    let missing = || Problem::missing("Group", named);
    let id = TeamId::parse(named).ok_or_else(missing)?;
    let team = teams::view(tx, &id.to_string()).map_err(|_| missing())?;
    if team.team.archived_at.is_some() {
        return Err(missing());
    }
    Ok(Group { external_id: external_id_of(tx, id)?, team })
}

fn external_id_of(tx: &mut Tx<'_>, id: TeamId) -> Outcome<Option<String>> {
    let found =
        tx.one("select t.external_id from team t where t.id = $1 and {visible t.portfolio_id}", args![id], |row| {
            row.maybe_text("external_id")
        })?;
    Ok(found.flatten())
}

/// Teams by id, as far as the caller sees them, and how many there are in all.
///
/// # Errors
/// As [`Tx::all`]; a fault for an attribute that teams do not have.
pub fn groups(tx: &mut Tx<'_>, filter: Option<&Filter>, window: Window) -> Outcome<(Vec<Group>, i64)> {
    let mut conditions = Conditions::always("t.archived_at is null");
    if let Some(filter) = filter {
        let condition = condition(Kind::Groups, filter, &mut conditions)?;
        conditions.and(&condition);
    }
    let sql = format!("select count(*) as total from team t where {{visible t.portfolio_id}} and {}", conditions.sql());
    let total = tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or_default();
    let (limit, before) = (conditions.value(window.count), conditions.value(window.start - 1));
    let sql = format!(
        "select {}, t.external_id from team t join portfolio f on f.id = t.portfolio_id
         where {{visible t.portfolio_id}} and {} order by t.id limit {limit} offset {before}",
        teams::COLUMNS,
        conditions.sql()
    );
    let rows = tx.all(&sql, conditions.values(), |row| Ok((teams::read(row)?, row.maybe_text("external_id")?)))?;
    let (mut views, external): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    teams::add_members(tx, &mut views)?;
    let groups = views.into_iter().zip(external).map(|(team, external_id)| Group { team, external_id });
    Ok((groups.collect(), total))
}

/// Keeps a directory's own id of a team.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_group(tx: &mut Tx<'_>, external_id: Option<&str>, permit: &Permit<Directory>) -> Outcome<()> {
    tx.run("update team set external_id = $2, rev = rev + 1 where id = $1", args![permit.on(), external_id])?;
    Ok(())
}
