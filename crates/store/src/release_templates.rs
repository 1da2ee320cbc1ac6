//! Release templates: releases without dates.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    authz::{Permit, Plan as MayPlan},
    id::{PortfolioId, ReleaseTypeId, SystemId, TeamId, TemplateId},
    people::Party,
    releases::{
        Kind,
        template::{Parts, Template},
    },
    schedule::{Holiday, Weekday},
};

/// A template as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The template.
    pub template: Template,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The type of its releases.
    pub release_type: Ref<ReleaseTypeId>,
}

/// The people, teams and systems that templates mention, as far as the caller may see them.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// People.
    pub people: Vec<PersonRef>,
    /// Teams.
    pub teams: Vec<Ref<TeamId>>,
    /// Systems.
    pub systems: Vec<Ref<SystemId>>,
}

const COLUMNS: &str = "t.id, t.key, t.name, t.description, t.portfolio_id, t.kind, t.type_id, t.risk, t.zone,
    t.time_of_day, t.start_offset, t.tags, t.phases, t.milestones, t.activities, t.roles, t.systems, t.archived_at, t.rev";

const VIEW: &str = "p.key as portfolio_key, p.name as portfolio_name, y.key as type_key, y.name as type_name";

const AROUND: &str = "release_template t join portfolio p on p.id = t.portfolio_id
    join release_type y on y.id = t.type_id";

fn read(row: &mut Row) -> Outcome<Template> {
    Ok(Template {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        portfolio: row.read("portfolio_id")?,
        kind: row.read("kind")?,
        release_type: row.read("type_id")?,
        risk: row.maybe("risk")?,
        zone: row.read("zone")?,
        time: row.maybe("time_of_day")?,
        start: row.json("start_offset")?,
        tags: row.json("tags")?,
        parts: Parts {
            phases: row.json("phases")?,
            milestones: row.json("milestones")?,
            activities: row.json("activities")?,
            roles: row.json("roles")?,
            systems: row.json("systems")?,
        },
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let template = read(row)?;
    let portfolio = Ref { id: template.portfolio, key: row.read("portfolio_key")?, name: row.read("portfolio_name")? };
    let release_type = Ref { id: template.release_type, key: row.read("type_key")?, name: row.read("type_name")? };
    Ok(View { template, portfolio, release_type })
}

/// The template with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Template> {
    Ok(view(tx, named)?.template)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<TemplateId>("t", named);
    let sql = format!("select {COLUMNS}, {VIEW} from {AROUND} where {condition} and {{visible t.portfolio_id}}");
    tx.one(&sql, &[name], read_view)?.ok_or_else(|| Problem::missing("release template", named))
}

/// What a list of templates is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// For releases of this kind.
    pub kind: Option<Kind>,
    /// In this portfolio or below it.
    pub portfolio: Option<PortfolioId>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Templates by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let away = if filter.archived { "t.archived_at is not null" } else { "t.archived_at is null" };
    let mut conditions = Conditions::always(away);
    let text = filter.text.as_deref().map(containing);
    conditions.when("(t.key_lower like $n escape '\\' or lower(t.name) like $n escape '\\')", text);
    conditions.when("t.kind = $n", filter.kind);
    conditions.when(
        "t.portfolio_id in (select portfolio_id from portfolio_closure where ancestor_id = $n)",
        filter.portfolio,
    );
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from release_template t where {{visible t.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("t.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {AROUND} where {{visible t.portfolio_id}} and {} order by t.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let slice = slice(items, size, "key", |view| vec![Place::Text(view.template.key.as_str().to_lowercase())]);
    Ok(Slice { total, ..slice })
}

/// The people, teams and systems that some templates mention.
///
/// # Errors
/// As [`Tx::all`].
pub fn mentions<'t>(tx: &mut Tx<'_>, templates: impl Iterator<Item = &'t Template>) -> Outcome<Mentions> {
    let (mut people, mut teams, mut systems) = (Vec::new(), Vec::new(), Vec::new());
    for template in templates {
        for one in &template.parts.roles {
            match one.who {
                Party::Person(person) => people.push(person.to_string()),
                Party::Team(team) => teams.push(team.to_string()),
            }
        }
        systems.extend(template.parts.systems.iter().map(|one| one.system.to_string()));
    }
    Ok(Mentions {
        people: tx
            .all(
                "-- global: people see each other's names
                 select id as it_id, name as it_name from person where id in {each $1}",
                args![&serde_json::Value::from(people)],
                |row| row.maybe_person("it"),
            )?
            .into_iter()
            .flatten()
            .collect(),
        teams: tx.all(
            "select t.id as it_id, t.key as it_key, t.name as it_name from team t
             where t.id in {each $1} and {visible t.portfolio_id}",
            args![&serde_json::Value::from(teams)],
            |row| row.mention("it"),
        )?,
        systems: tx.all(
            "select s.id as it_id, s.key as it_key, s.name as it_name from system s
             where s.id in {each $1} and {visible s.portfolio_id}",
            args![&serde_json::Value::from(systems)],
            |row| row.mention("it"),
        )?,
    })
}

/// The days of the week that a portfolio works and its holidays: by the calendar that it or the nearest portfolio above it
/// names; `None` where none does.
///
/// # Errors
/// As [`Tx::all`].
pub fn working_days_of(tx: &mut Tx<'_>, portfolio: PortfolioId) -> Outcome<Option<(Vec<Weekday>, Vec<Holiday>)>> {
    tx.one(
        "-- global: a portfolio works by the calendar above it, whoever may see what is above
         select w.days, w.holidays, (select count(*) from portfolio_closure d where d.portfolio_id = a.id) as depth
         from portfolio_closure c join portfolio a on a.id = c.ancestor_id
         join working_calendar w on w.id = a.working_calendar_id
         where c.portfolio_id = $1 order by depth desc limit 1",
        args![portfolio],
        |row| Ok((row.json("days")?, row.json("holidays")?)),
    )
}

/// True when a template has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from release_template where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a template.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, template: &Template, permit: &Permit<MayPlan>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(template)?);
    values.push(template.rev.into());
    tx.run(
        "insert into release_template (id, key, key_lower, name, description, portfolio_id, kind, type_id, risk, zone,
                time_of_day, start_offset, tags, phases, milestones, activities, roles, systems, archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed template.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Template, after: &Template, permit: &Permit<MayPlan>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update release_template set key = $2, key_lower = $3, name = $4, description = $5, portfolio_id = $6,
                kind = $7, type_id = $8, risk = $9, zone = $10, time_of_day = $11, start_offset = $12, tags = $13,
                phases = $14, milestones = $15, activities = $16, roles = $17, systems = $18, archived_at = $19,
                rev = rev + 1 where id = $1 and rev = $20",
        &values,
    )?;
    guarded(changed, "release template", before.rev)
}

/// Everything but id and revision, in the order of the columns.
fn content(template: &Template) -> Outcome<[Arg; 18]> {
    Ok([
        (&template.key).into(),
        template.key.as_str().to_lowercase().into(),
        (&template.name).into(),
        template.description.as_str().into(),
        template.portfolio.into(),
        template.kind.into(),
        template.release_type.into(),
        template.risk.into(),
        (&template.zone).into(),
        template.time.into(),
        json(&template.start)?,
        json(&template.tags)?,
        json(&template.parts.phases)?,
        json(&template.parts.milestones)?,
        json(&template.parts.activities)?,
        json(&template.parts.roles)?,
        json(&template.parts.systems)?,
        template.archived_at.into(),
    ])
}
