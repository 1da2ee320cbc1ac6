//! Release templates: kept here, made into releases in [`make`].

pub mod make;
pub mod series;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::civil::Time;
use signalbox_domain::{
    Fault, Key, Name, Outcome, Patch, Problem, Zone,
    authz::{Permit, Plan as MayPlan},
    catalog::Level,
    id::{PersonId, TemplateId},
    people::Party,
    problem::Faults,
    releases::{
        Impact, Kind,
        raci::{Involved, Part},
        template::{
            self, Parts, Template, TemplateActivity, TemplateMilestone, TemplatePhase, TemplateSystem, offset::Offset,
        },
    },
};
use signalbox_store::{Tx, activities, portfolios, release_parts, release_templates as store, release_types};

pub use crate::release_parts::NewInvolved;
pub use store::{Mentions, View};

/// A template with what it mentions.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The template.
    pub view: View,
    /// The people, teams and systems of it that the caller may see.
    pub mentions: std::sync::Arc<Mentions>,
}

/// What a list of templates is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// For releases of this kind.
    pub kind: Option<Kind>,
    /// In this portfolio or below it, by id or key.
    pub portfolio: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// A system that releases of a template touch, named by id or key.
#[derive(Clone, Debug)]
pub struct NewSystem {
    /// Which.
    pub system: String,
    /// How.
    pub impact: Impact,
}

/// What a new template is to be. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is.
    pub portfolio: String,
    /// How its releases stand to others.
    pub kind: Kind,
    /// The type of its releases; the standard one when absent.
    pub release_type: Option<String>,
    /// How much could go wrong.
    pub risk: Option<Level>,
    /// The zone in which days are counted; UTC when absent.
    pub zone: Option<Zone>,
    /// The target's time of day.
    pub time: Option<Time>,
    /// The first day.
    pub start: Option<Offset>,
    /// Labels.
    pub tags: Vec<String>,
    /// Named spans.
    pub phases: Vec<TemplatePhase>,
    /// Gates and milestones.
    pub milestones: Vec<TemplateMilestone>,
    /// Work.
    pub activities: Vec<TemplateActivity>,
    /// Who has which part.
    pub roles: Vec<NewInvolved>,
    /// The systems that are touched.
    pub systems: Vec<NewSystem>,
}

/// What is to change; what is kept stays. A list that is given replaces the whole list.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What it is for.
    pub description: Option<String>,
    /// Whose it is.
    pub portfolio: Option<String>,
    /// How its releases stand to others.
    pub kind: Option<Kind>,
    /// The type of its releases.
    pub release_type: Option<String>,
    /// How much could go wrong.
    pub risk: Patch<Level>,
    /// The zone in which days are counted.
    pub zone: Option<Zone>,
    /// The target's time of day.
    pub time: Patch<Time>,
    /// The first day.
    pub start: Patch<Offset>,
    /// Labels.
    pub tags: Option<Vec<String>>,
    /// Named spans.
    pub phases: Option<Vec<TemplatePhase>>,
    /// Gates and milestones.
    pub milestones: Option<Vec<TemplateMilestone>>,
    /// Work.
    pub activities: Option<Vec<TemplateActivity>>,
    /// Who has which part.
    pub roles: Option<Vec<NewInvolved>>,
    /// The systems that are touched.
    pub systems: Option<Vec<NewSystem>>,
}

/// The templates there are, by key.
///
/// # Errors
/// A portfolio that cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Shown>> {
    app.db
        .read(ctx, move |tx| {
            let portfolio = filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?;
            let filter = store::Filter {
                text: filter.text.clone(),
                kind: filter.kind,
                portfolio: portfolio.map(|portfolio| portfolio.id),
                archived: filter.archived,
            };
            let found = store::list(tx, &filter, &page)?;
            let mentions = store::mentions(tx, found.items.iter().map(|view| &view.template))?;
            let mentions = std::sync::Arc::new(mentions);
            Ok(found.map(|view| Shown { view, mentions: mentions.clone() }))
        })
        .await
}

/// One template.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Shown> {
    app.db.read(ctx, move |tx| shown(tx, &named)).await
}

pub(crate) fn shown(tx: &mut Tx<'_>, named: &str) -> Outcome<Shown> {
    let view = store::view(tx, named)?;
    let mentions = store::mentions(tx, std::iter::once(&view.template))?;
    Ok(Shown { view, mentions: mentions.into() })
}

/// Makes a template.
///
/// # Errors
/// Every fault of it, a key that is taken among them; names that cannot be found; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Shown> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &new)?;
            shown(tx, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Template> {
    let id: TemplateId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let named = new.release_type.as_deref().unwrap_or("standard");
    let release_type = referred(&mut faults, "/type", release_types::get(tx, named))?;
    free(tx, &mut faults, &new.key)?;
    let (Some(portfolio), Some(release_type)) = (portfolio, release_type) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let permit = tx.permit::<MayPlan>("release template", id, portfolio.id)?;
    fits(&mut faults, &release_type, new.kind);
    let made = Template {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        kind: new.kind,
        release_type: release_type.id,
        risk: new.risk,
        zone: new.zone.clone().unwrap_or_else(Zone::utc),
        time: new.time,
        start: new.start,
        tags: new.tags.clone(),
        parts: Parts {
            phases: new.phases.clone(),
            milestones: new.milestones.clone(),
            activities: new.activities.clone(),
            roles: roles(tx, &mut faults, &new.roles)?,
            systems: systems(tx, &mut faults, &new.systems)?,
        },
        archived_at: None,
        rev: 1,
    };
    insert(tx, faults, made, &permit)
}

pub(crate) fn insert(tx: &mut Tx<'_>, faults: Faults, made: Template, permit: &Permit<MayPlan>) -> Outcome<Template> {
    let decided = together(faults, template::create(made))?;
    store::insert(tx, &decided.state, permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a template. Releases made of it stay as they are.
///
/// # Errors
/// A stale revision; every fault of the template as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Shown> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "release template", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            shown(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Template, change: &Change) -> Outcome<()> {
    let permit = permit(tx, before)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    if let Some(named) = &change.portfolio
        && let Some(portfolio) = referred(&mut faults, "/portfolio", portfolios::get(tx, named))?
        && portfolio.id != before.portfolio
    {
        // Whoever moves a template gives it away here and brings it in there: both need the right.
        tx.permit::<MayPlan>("portfolio", portfolio.id, portfolio.id)?;
        after.portfolio = portfolio.id;
    }
    after.kind = change.kind.unwrap_or(after.kind);
    let named = change.release_type.clone().unwrap_or_else(|| after.release_type.to_string());
    if let Some(release_type) = referred(&mut faults, "/type", release_types::get(tx, &named))? {
        fits(&mut faults, &release_type, after.kind);
        after.release_type = release_type.id;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.risk = change.risk.clone().over(after.risk);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after.time = change.time.clone().over(after.time);
    after.start = change.start.clone().over(after.start);
    after.tags = change.tags.clone().unwrap_or(after.tags);
    after.parts.phases = change.phases.clone().unwrap_or(after.parts.phases);
    after.parts.milestones = change.milestones.clone().unwrap_or(after.parts.milestones);
    after.parts.activities = change.activities.clone().unwrap_or(after.parts.activities);
    if let Some(wanted) = &change.roles {
        after.parts.roles = roles(tx, &mut faults, wanted)?;
    }
    if let Some(wanted) = &change.systems {
        after.parts.systems = systems(tx, &mut faults, wanted)?;
    }
    let decided = together(faults, template::change(before, after))?;
    save(tx, before, &decided.state, &decided.facts, &permit)
}

/// Puts a template away, or takes it out again. Releases made of it stay as they are.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Shown> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "release template", before.id, rev, before.rev)?;
            let permit = tx.permit("release template", before.id, before.portfolio)?;
            let decided = template::archive(&before, away, tx.now());
            save(tx, &before, &decided.state, &decided.facts, &permit)?;
            shown(tx, &before.id.to_string())
        })
        .await
}

fn save(
    tx: &mut Tx<'_>,
    before: &Template,
    after: &Template,
    facts: &[signalbox_domain::Fact],
    permit: &Permit<MayPlan>,
) -> Outcome<()> {
    if !facts.is_empty() {
        store::update(tx, before, after, permit)?;
        tx.record(facts)?;
    }
    Ok(())
}

fn permit(tx: &mut Tx<'_>, template: &Template) -> Outcome<Permit<MayPlan>> {
    let permit = tx.permit("release template", template.id, template.portfolio)?;
    not_archived(template)?;
    Ok(permit)
}

fn not_archived(template: &Template) -> Outcome<()> {
    if template.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", template.key)));
    }
    Ok(())
}

pub(crate) fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a release template {key} already")));
    }
    Ok(())
}

fn fits(faults: &mut Faults, release_type: &signalbox_domain::releases::ReleaseType, kind: Kind) {
    faults.require(release_type.kinds.contains(&kind), "/type", "kind", || {
        format!("the type {} is not for a release of kind {}", release_type.name, kind.name())
    });
}

fn roles(tx: &mut Tx<'_>, faults: &mut Faults, wanted: &[NewInvolved]) -> Outcome<Vec<Involved>> {
    let mut found = Vec::new();
    for (index, one) in wanted.iter().enumerate() {
        let at = format!("/roles/{index}");
        let who = match (&one.person, &one.team) {
            (Some(person), None) => {
                referred(faults, &format!("{at}/person"), activities::person(tx, person))?.map(Party::Person)
            }
            (None, Some(team)) => {
                referred(faults, &format!("{at}/team"), release_parts::team(tx, team))?.map(|team| Party::Team(team.id))
            }
            _ => {
                faults.push(Fault::new(at, "choice", "name either a person or a team"));
                None
            }
        };
        found.extend(who.map(|who| Involved { who, role: one.part }));
    }
    Ok(found)
}

fn systems(tx: &mut Tx<'_>, faults: &mut Faults, wanted: &[NewSystem]) -> Outcome<Vec<TemplateSystem>> {
    let mut found = Vec::new();
    for (index, one) in wanted.iter().enumerate() {
        let at = format!("/systems/{index}/system");
        let system = referred(faults, &at, release_parts::system(tx, &one.system))?;
        found.extend(system.map(|system| TemplateSystem { system: system.id, impact: one.impact }));
    }
    Ok(found)
}

/// The one who decides in releases of a template, unless told otherwise.
fn accountable(template: &Template) -> Option<PersonId> {
    template.parts.roles.iter().find_map(|one| match (one.role, one.who) {
        (Part::Accountable, Party::Person(person)) => Some(person),
        _ => None,
    })
}
