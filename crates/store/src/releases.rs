//! Releases: one row each, read with what every reader wants to know of it.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    search::{self, Named},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row},
    within::{Within, are_few},
};
use jiff::civil::Date;
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Problem, Ref,
    authz::{Action, ChangesPlan, Permit, Plan as MayPlan},
    catalog::Level,
    id::{MilestoneId, PortfolioId, ReleaseId, ReleaseTypeId, SystemId},
    releases::{Category, Kind, Plan, Release, Status},
};

/// What stands for "no target" where lists are ordered by target: after everything that has one.
const NEVER: i64 = i64::MAX;

/// A release as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The release.
    pub release: Release,
    /// Its type.
    pub release_type: Ref<ReleaseTypeId>,
    /// The name of its status.
    pub status_name: Name,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The train it rides in, when visible.
    pub parent: Option<Ref<ReleaseId>>,
    /// Who decides.
    pub accountable: Option<PersonRef>,
    /// Its next open gate.
    pub next_gate: Option<NextGate>,
    /// Gates that are past their deadline and open.
    pub overdue_gates: i64,
    /// Gates that failed.
    pub failed_gates: i64,
    /// Its visible members, archived ones left out.
    pub member_count: i64,
}

/// The gate to be decided next.
#[derive(Clone, Debug)]
pub struct NextGate {
    /// Which.
    pub id: MilestoneId,
    /// Its name.
    pub name: Name,
    /// Its deadline.
    pub due: Due,
    /// Who answers for it, in the enterprise's own words.
    pub responsible: Option<String>,
}

const COLUMNS: &str =
    "r.id, r.key, r.name, r.kind, r.type_id, r.status, r.category, r.description, r.risk, r.portfolio_id,
    r.parent_id, r.zone, r.start_day, r.target_day, r.target_time, r.target_zone, r.target_sort, r.completed_at, r.tags,
    r.fields, r.links, r.archived_at, r.created_at, r.updated_at, r.rev, r.key_lower, r.name_lower";

/// Needs `$1` to be the present instant.
const VIEW: &str = "rt.key as type_key, rt.name as type_name, rt.statuses, pf.key as portfolio_key, pf.name as portfolio_name,
    parent.key as parent_key, parent.name as parent_name, ap.id as accountable_id, ap.name as accountable_name,
    ng.id as gate_id, ng.name as gate_name, ng.due_day as gate_day, ng.due_time as gate_time, ng.due_zone as gate_zone,
    ng.responsible as gate_responsible,
    (select count(*) from milestone m where m.release_id = r.id and m.kind = 'gate' and m.state = 'pending'
        and m.due_at <= $1) as overdue_gates,
    (select count(*) from milestone m where m.release_id = r.id and m.kind = 'gate' and m.state = 'failed') as failed_gates,
    (select count(*) from release m where m.parent_id = r.id and m.archived_at is null
        and {seen m}) as member_count";

const JOINS: &str = "join release_type rt on rt.id = r.type_id
    join portfolio pf on pf.id = r.portfolio_id
    left join release parent on parent.id = r.parent_id and {seen parent}
    left join release_person ra on ra.release_id = r.id and ra.part = 'accountable'
    left join person ap on ap.id = ra.person_id
    left join milestone ng on ng.id = (select m.id from milestone m where m.release_id = r.id and m.kind = 'gate'
        and m.state = 'pending' order by m.due_at, m.id limit 1)";

fn read(row: &mut Row) -> Outcome<Release> {
    Ok(Release {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        kind: row.read("kind")?,
        release_type: row.read("type_id")?,
        status: row.read("status")?,
        category: row.read("category")?,
        description: row.text("description")?,
        risk: row.maybe("risk")?,
        portfolio: row.read("portfolio_id")?,
        parent: row.maybe("parent_id")?,
        zone: row.read("zone")?,
        start: row.maybe("start_day")?,
        target: row.maybe_due("target")?,
        completed_at: row.maybe_instant("completed_at")?,
        tags: row.json("tags")?,
        fields: row.json("fields")?,
        links: row.json("links")?,
        archived_at: row.maybe_instant("archived_at")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let release = read(row)?;
    let statuses: Vec<Status> = row.json("statuses")?;
    let status_name = statuses
        .into_iter()
        .find(|status| status.key == release.status)
        .map_or_else(|| Name::from_words(release.status.as_str()), |status| status.name);
    let parent_key: Option<Key> = row.maybe("parent_key")?;
    let parent = match (release.parent, parent_key) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("parent_name")? }),
        _ => None,
    };
    let next_gate = match row.maybe("gate_id")? {
        Some(id) => {
            let responsible = row.maybe_text("gate_responsible")?;
            Some(NextGate { id, name: row.read("gate_name")?, due: row.due("gate")?, responsible })
        }
        None => None,
    };
    Ok(View {
        release_type: Ref { id: release.release_type, key: row.read("type_key")?, name: row.read("type_name")? },
        portfolio: Ref { id: release.portfolio, key: row.read("portfolio_key")?, name: row.read("portfolio_name")? },
        status_name,
        parent,
        accountable: row.maybe_person("accountable")?,
        next_gate,
        overdue_gates: row.int("overdue_gates")?,
        failed_gates: row.int("failed_gates")?,
        member_count: row.int("member_count")?,
        release,
    })
}

/// The release with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Release> {
    let (condition, name) = by_id_or_key::<ReleaseId>("r", named);
    let sql = format!("select {COLUMNS} from release r where {condition} and {{seen r}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("release", named))
}

/// A release as a move looks at it.
#[derive(Clone, Debug)]
pub struct StandingRow {
    /// The release.
    pub release: Release,
    /// The name of who decides.
    pub accountable: Option<String>,
    /// Whether the caller sees it.
    pub seen: bool,
}

/// Many releases at once, those too that the caller does not see.
///
/// # Errors
/// As [`Tx::all`].
pub fn standing(tx: &mut Tx<'_>, ids: &serde_json::Value) -> Outcome<Vec<StandingRow>> {
    let sql = format!(
        "-- global: what the caller does not see is marked, and never named by whoever asks for this
         select {COLUMNS}, {{seen r}} as seen, ap.name as accountable_name from release r
         left join release_person ra on ra.release_id = r.id and ra.part = 'accountable'
         left join person ap on ap.id = ra.person_id
         where r.id in {{each $1}} order by r.key_lower"
    );
    tx.all(&sql, args![ids], |row| {
        Ok(StandingRow {
            seen: row.bool("seen")?,
            accountable: row.maybe_text("accountable_name")?,
            release: read(row)?,
        })
    })
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<ReleaseId>("r", named);
    let condition = condition.replace("$1", "$2");
    let sql = format!("select {COLUMNS}, {VIEW} from release r {JOINS} where {condition} and {{seen r}}");
    let now = tx.now();
    tx.one(&sql, &[now.into(), name], read_view)?.ok_or_else(|| Problem::missing("release", named))
}

/// What a list of releases is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// In this status.
    pub status: Option<Key>,
    /// In a status that means this.
    pub category: Option<Category>,
    /// In this portfolio or below it.
    pub portfolio: Option<PortfolioId>,
    /// Members of this train.
    pub parent: Option<ReleaseId>,
    /// Of this type.
    pub release_type: Option<ReleaseTypeId>,
    /// At this risk.
    pub risk: Option<Level>,
    /// With this label.
    pub tag: Option<String>,
    /// Touching this system.
    pub system: Option<SystemId>,
    /// Words of key or name begin with those of this text.
    pub text: Option<String>,
    /// … as [`Filter::prepared`] found out.
    pub named: Option<Named>,
    /// Something in its plan happens on this day or later.
    pub from: Option<Date>,
    /// Something in its plan happens before this day.
    pub to: Option<Date>,
    /// In that span there is little, as [`Filter::prepared`] found out: it is found first, then put in order.
    pub few_days: bool,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// The columns that [`Filter::conditions`] and [`Order`] speak of.
const FILTERED: &str =
    "r.id, r.kind, r.status, r.category, r.parent_id, r.type_id, r.risk, r.portfolio_id, r.archived_at,
    r.target_sort, r.key_lower, r.name_lower, r.updated_at, r.first_day";

impl Filter {
    /// The filter with its text looked up in the index of words, and with how much there is in its days.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn prepared(self, tx: &mut Tx<'_>) -> Outcome<Self> {
        let named = match &self.text {
            Some(text) => search::named(tx, "release", text)?,
            None => None,
        };
        // The index of days leaves out what is archived.
        let few_days = (self.from.is_some() || self.to.is_some()) && !self.archived && are_few(tx, self.from, self.to)?;
        Ok(Self { named, few_days, ..self })
    }

    /// What a statement selects from, with the releases as `r`. What is found by its days brings along what it is filtered
    /// and ordered by: joined to the releases again, PostgreSQL would read every one of them.
    pub(crate) fn source(&self, conditions: &mut Conditions) -> String {
        if !self.few_days {
            return "release r".to_owned();
        }
        let within = Within::days(conditions, self.from, self.to);
        format!("({}) r", within.rows(FILTERED, "r.archived_at is null"))
    }

    /// What holds of each; with [`Filter::source`] to select from.
    pub(crate) fn conditions(&self, first_value: Option<Arg>) -> Conditions {
        let mut conditions =
            Conditions::always(if self.archived { "r.archived_at is not null" } else { "r.archived_at is null" });
        if let Some(value) = first_value {
            conditions.value(value);
        }
        conditions.when("r.kind = $n", self.kind);
        conditions.when("r.status = $n", self.status.as_ref());
        conditions.when("r.category = $n", self.category);
        conditions.when("r.parent_id = $n", self.parent);
        conditions.when("r.type_id = $n", self.release_type);
        conditions.when("r.risk = $n", self.risk);
        conditions.when(
            "r.portfolio_id in (select portfolio_id from portfolio_closure where ancestor_id = $n)",
            self.portfolio,
        );
        conditions.when("r.id in (select release_id from release_tag where tag = $n)", self.tag.as_deref());
        conditions.when("r.id in (select release_id from release_system where system_id = $n)", self.system);
        if let Some(named) = &self.named {
            named.limit("r", &mut conditions);
        }
        if !self.few_days {
            // Not by an index of days: what there is of these is a great part of all, and wanted in another order.
            conditions.when("coalesce(r.last_day, '') >= $n", self.from);
            conditions.when("coalesce(r.first_day, '9') < $n", self.to);
        }
        conditions
    }
}

/// How a list of releases is ordered. The id makes every order total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By target, those without one last.
    #[default]
    Target,
    /// By key.
    Key,
    /// By name.
    Name,
    /// By last change.
    Updated,
}

impl Order {
    const fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Key => "key",
            Self::Name => "name",
            Self::Updated => "updated",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Target => "r.target_sort",
            Self::Key => "r.key_lower",
            Self::Name => "r.name_lower",
            Self::Updated => "r.updated_at",
        }
    }

    fn place(self, release: &Release) -> Place {
        match self {
            Self::Target => Place::Int(target_sort(release.target.as_ref())),
            Self::Key => Place::Text(release.key.as_str().to_lowercase()),
            Self::Name => Place::Text(release.name.as_str().to_lowercase()),
            Self::Updated => Place::Int(release.updated_at.as_microsecond()),
        }
    }
}

/// Releases in an order, forwards or backwards.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, order: Order, backwards: bool, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let total = if page.total { Some(count(tx, filter)?) } else { None };
    // What touches a system is kept in the order of targets: a page of it is read from there and no further.
    let of_system = filter.system.filter(|_| order == Order::Target && !filter.few_days);
    let walked = Filter { system: filter.system.filter(|_| of_system.is_none()), ..filter.clone() };
    let mut conditions = walked.conditions(Some(tx.now().into()));
    let (step, direction) = if backwards { ("<", "desc") } else { (">", "asc") };
    let name = format!("{}{}", if backwards { "-" } else { "" }, order.name());
    let column = order.column();
    let (key, id) = if of_system.is_some() { ("rs.target_sort", "rs.release_id") } else { (column, "r.id") };
    if let Some(after) = page.after(&name, 2)? {
        let place = conditions.value(&after[0]);
        conditions.with(&format!("({key}, {id}) {step} ({place}, $n)"), &after[1]);
    }
    let source = match of_system {
        Some(system) => {
            conditions.with("rs.system_id = $n and r.id = rs.release_id", system);
            // In this order, or SQLite would rather walk through all releases.
            "release_system rs cross join release r".to_owned()
        }
        None => walked.source(&mut conditions),
    };
    let limit = conditions.value(size + 1);
    // First the ids of the page from an index alone, then what a reader wants to know of those.
    let sql = format!(
        "select {COLUMNS}, {VIEW} from (
             select r.id from {source} where {{seen r}} and {}
             order by {key} {direction}, {id} {direction} limit {limit}
         ) page join release r on r.id = page.id {JOINS} order by {column} {direction}, r.id {direction}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let mut found =
        slice(items, size, &name, |view| vec![order.place(&view.release), Place::Text(view.release.id.to_string())]);
    found.total = total;
    Ok(found)
}

/// How many releases there are.
///
/// # Errors
/// As [`Tx::all`].
pub fn count(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<i64> {
    let mut conditions = filter.conditions(None);
    let source = filter.source(&mut conditions);
    let sql = format!("select count(*) as total from {source} where {{seen r}} and {}", conditions.sql());
    Ok(tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or(0))
}

/// True when a release, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from release where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// A release and every train above it.
///
/// # Errors
/// As [`Tx::all`].
pub fn ancestors(tx: &mut Tx<'_>, id: ReleaseId) -> Outcome<Vec<ReleaseId>> {
    tx.all(
        "-- global: a cycle through an invisible release is a cycle all the same
         with recursive up (id, parent_id) as (
             select id, parent_id from release where id = $1
             union select r.id, r.parent_id from release r join up on r.id = up.parent_id
         ) select id from up",
        args![id],
        |row| row.read("id"),
    )
}

fn target_sort(target: Option<&Due>) -> i64 {
    target.map_or(NEVER, |target| target.instant().as_microsecond())
}

/// Saves what the dates of a changed plan mean for where the release is found. The plan is part of what somebody looks at
/// who moves the release, so its revision counts.
///
/// # Errors
/// As [`Tx::run`].
pub fn replanned<A: ChangesPlan>(tx: &mut Tx<'_>, plan: &Plan, permit: &Permit<A>) -> Outcome<()> {
    let extent = plan.extent();
    let now = tx.now();
    tx.run(
        "update release set first_day = $2, last_day = $3, span_days = $4, updated_at = $5, rev = rev + 1 where id = $1",
        args![
            permit.on(),
            extent.map(|(first, _)| first),
            extent.map(|(_, last)| last),
            extent.map(|(first, last)| i64::from((last - first).get_days())),
            now,
        ],
    )?;
    Ok(())
}

/// Raises the revision of a release of which a part changed that counts when it is moved.
///
/// # Errors
/// As [`Tx::run`].
pub fn raise<A: Action>(tx: &mut Tx<'_>, permit: &Permit<A>) -> Outcome<()> {
    let now = tx.now();
    tx.run("update release set updated_at = $2, rev = rev + 1 where id = $1", args![permit.on(), now])?;
    Ok(())
}

/// The values of everything but id, rev and what only the plan knows, in the order both statements below use.
fn columns_of(release: &Release, plan: &Plan) -> Vec<Arg> {
    let json = |value: serde_json::Result<String>| Arg::Text(Some(value.unwrap_or_default()));
    let extent = plan.extent();
    vec![
        (&release.key).into(),
        release.key.as_str().to_lowercase().into(),
        (&release.name).into(),
        release.name.as_str().to_lowercase().into(),
        release.kind.into(),
        release.release_type.into(),
        (&release.status).into(),
        release.category.into(),
        (&release.description).into(),
        release.risk.into(),
        release.portfolio.into(),
        release.parent.into(),
        (&release.zone).into(),
        plan.start.into(),
        plan.target.as_ref().map(|target| target.date).into(),
        plan.target.as_ref().and_then(|target| target.time).into(),
        plan.target.as_ref().map(|target| &target.zone).into(),
        plan.target.as_ref().map(Due::instant).into(),
        target_sort(plan.target.as_ref()).into(),
        release.completed_at.into(),
        json(serde_json::to_string(&release.tags)),
        json(serde_json::to_string(&release.fields)),
        json(serde_json::to_string(&release.links)),
        extent.map(|(first, _)| first).into(),
        extent.map(|(_, last)| last).into(),
        extent.map(|(first, last)| i64::from((last - first).get_days())).into(),
        release.archived_at.into(),
        release.updated_at.into(),
    ]
}

/// Adds a release with the dates of its plan. Its phases and milestones are added by [`crate::plans::save`].
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, release: &Release, plan: &Plan, permit: &Permit<MayPlan>) -> Outcome<()> {
    let mut values = columns_of(release, plan);
    values.extend([permit.on().into(), release.created_at.into()]);
    tx.run(
        "insert into release (key, key_lower, name, name_lower, kind, type_id, status, category, description, risk,
             portfolio_id, parent_id, zone, start_day, target_day, target_time, target_zone, target_at, target_sort,
             completed_at, tags, fields, links, first_day, last_day, span_days, archived_at, updated_at, id, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
             $24, $25, $26, $27, $28, $29, $30, 1)",
        &values,
    )?;
    tag(tx, release)
}

/// Saves a changed release with the dates of its plan, whose start and target win over the release's own.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(
    tx: &mut Tx<'_>,
    before: &Release,
    after: &Release,
    plan: &Plan,
    permit: &Permit<MayPlan>,
) -> Outcome<()> {
    let after = Release { updated_at: tx.now(), ..after.clone() };
    let mut values = columns_of(&after, plan);
    values.extend([permit.on().into(), before.rev.into()]);
    let changed = tx.run(
        "update release set key = $1, key_lower = $2, name = $3, name_lower = $4, kind = $5, type_id = $6, status = $7,
             category = $8, description = $9, risk = $10, portfolio_id = $11, parent_id = $12, zone = $13, start_day = $14,
             target_day = $15, target_time = $16, target_zone = $17, target_at = $18, target_sort = $19, completed_at = $20,
             tags = $21, fields = $22, links = $23, first_day = $24, last_day = $25, span_days = $26, archived_at = $27,
             updated_at = $28, rev = rev + 1
         where id = $29 and rev = $30",
        &values,
    )?;
    guarded(changed, "release", before.rev)?;
    let target = target_sort(plan.target.as_ref());
    if target != target_sort(before.target.as_ref()) {
        tx.run("update release_system set target_sort = $2 where release_id = $1", args![permit.on(), target])?;
    }
    if before.tags != after.tags {
        tx.run("delete from release_tag where release_id = $1", args![after.id])?;
        tag(tx, &after)?;
    }
    Ok(())
}

fn tag(tx: &mut Tx<'_>, release: &Release) -> Outcome<()> {
    for tag in &release.tags {
        tx.run(
            "insert into release_tag (release_id, tag) values ($1, $2) on conflict do nothing",
            args![release.id, tag],
        )?;
    }
    Ok(())
}

/// What a train adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rollup {
    /// Its members.
    pub members: i64,
    /// Distinct systems its members touch.
    pub systems: i64,
    /// Distinct teams that look after those systems.
    pub teams: i64,
    /// Distinct repositories of those systems.
    pub repositories: i64,
    /// Versions its members produced.
    pub versions: i64,
    /// Members that have no version in their manifest yet.
    pub members_without_version: i64,
}

/// Adds up what the visible members of a train touch and produced.
///
/// # Errors
/// As [`Tx::all`].
pub fn rollup(tx: &mut Tx<'_>, train: ReleaseId) -> Outcome<Rollup> {
    let counts = tx.one(
        "with member as (
             select r.id from release r where r.parent_id = $1 and r.archived_at is null and {seen r}
         ), touched as (
             select distinct s.id, s.team_id from release_system rs join member on member.id = rs.release_id
             join system s on s.id = rs.system_id
         )
         select (select count(*) from member) as members,
                (select count(*) from touched) as systems,
                (select count(distinct team_id) from touched) as teams,
                (select count(*) from version v join member on member.id = v.release_id) as versions,
                (select count(*) from member where not exists (
                    select 1 from manifest m where m.release_id = member.id)) as members_without_version",
        args![train],
        |row| {
            Ok(Rollup {
                members: row.int("members")?,
                systems: row.int("systems")?,
                teams: row.int("teams")?,
                repositories: 0,
                versions: row.int("versions")?,
                members_without_version: row.int("members_without_version")?,
            })
        },
    )?;
    // Repositories are a JSON list per system; there are at most a few hundred systems in a train.
    let lists: Vec<Vec<String>> = tx.all(
        "select s.repositories from system s where s.id in (
             select rs.system_id from release_system rs join release r on r.id = rs.release_id
             where r.parent_id = $1 and r.archived_at is null and {seen r})",
        args![train],
        |row| row.json("repositories"),
    )?;
    let distinct: std::collections::HashSet<String> = lists.into_iter().flatten().collect();
    let repositories = i64::try_from(distinct.len()).unwrap_or(i64::MAX);
    Ok(Rollup { repositories, ..counts.unwrap_or_default() })
}

/// What stands open before a release can be done: its gates that are not passed, with who answers for them, and the keys
/// of its members that are not over.
///
/// # Errors
/// As [`Tx::all`].
pub fn open_items(tx: &mut Tx<'_>, id: ReleaseId) -> Outcome<signalbox_domain::releases::release::Open> {
    let gates = tx.all(
        "select m.name, m.responsible from milestone m join release r on r.id = m.release_id
         where m.release_id = $1 and m.kind = 'gate' and m.state <> 'passed' and {seen r}
         order by m.due_at, m.id",
        args![id],
        |row| Ok((row.text("name")?, row.maybe_text("responsible")?)),
    )?;
    let members = tx.all(
        "-- global: a member that the caller cannot see still rides in the train; its key stays untold below
         select r.key, {seen r} as seen from release r
         where r.parent_id = $1 and r.archived_at is null and r.category not in ('done', 'cancelled') order by r.key_lower",
        args![id],
        |row| Ok((row.text("key")?, row.bool("seen")?)),
    )?;
    let members =
        members.into_iter().map(|(key, seen)| if seen { key } else { "(not visible to you)".to_owned() }).collect();
    Ok(signalbox_domain::releases::release::Open { gates, members })
}
