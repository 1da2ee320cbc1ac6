//! Releases of a template, and templates of a release.

use super::{Shown, accountable, free, insert, not_archived, shown};
use crate::{
    App, Ctx,
    activities::{self, New as NewActivity},
    app::referred,
    gates::criteria,
    release_parts::{self as parts, NewInvolved},
    releases::{self, Detail, NewMilestone, NewPhase},
};
use jiff::civil::{Date, Time};
use signalbox_domain::{
    Due, Fact, Key, Name, Outcome, Problem, Zone,
    authz::Plan as MayPlan,
    gates::Criterion,
    id::{MilestoneId, PersonId, PortfolioId},
    people::Party,
    problem::Faults,
    releases::{
        ActivityStatus, MilestoneState, Release,
        raci::{Involved, Part},
        template::{
            Template, TemplateCriterion, TemplateSystem,
            dates::{self, Draft, DraftMilestone, Instance},
            learn::{self, Model, Wish},
            offset::{DayOff, Unit, weekday_of, weekend},
            words::{Words, is_word},
        },
    },
};
use signalbox_store::{
    Tx, activities as activity_store, gates::criteria as criterion_store, plans, portfolios, release_parts,
    release_templates as store, releases as release_store,
};
use std::collections::{BTreeMap, HashMap};

/// What a template is to be made of.
#[derive(Clone, Debug)]
pub struct FromRelease {
    /// The release, by id or key.
    pub release: String,
    /// The template's short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is to be; the release's when absent.
    pub portfolio: Option<String>,
    /// What its offsets are counted in.
    pub unit: Unit,
    /// What becomes of dates on days off.
    pub day_off: DayOff,
    /// Words to be left open, and what they stand for in this release.
    pub words: BTreeMap<String, String>,
}

/// When a release is due. What is absent is as the template has it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// Whose clock counts.
    pub zone: Option<Zone>,
}

impl Target {
    fn of(&self, template: &Template) -> Due {
        Due {
            date: self.date,
            time: self.time.or(template.time),
            zone: self.zone.clone().unwrap_or_else(|| template.zone.clone()),
        }
    }
}

/// What a release of a template is to be.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// When it is due.
    pub target: Target,
    /// What the template's open words stand for.
    pub words: BTreeMap<String, String>,
    /// Whose it is to be; the template's portfolio when absent.
    pub portfolio: Option<String>,
    /// The train it rides in.
    pub parent: Option<String>,
    /// Who decides; the template's Accountable when absent.
    pub accountable: Option<PersonId>,
    /// What it brings.
    pub description: String,
}

/// What a preview is to show.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    /// The release's short name, when it has one yet.
    pub key: Option<Key>,
    /// Its name, when it has one yet.
    pub name: Option<Name>,
    /// When it is due.
    pub target: Target,
    /// What open words stand for, as far as that is known.
    pub words: BTreeMap<String, String>,
    /// Whose it is to be; the template's portfolio when absent.
    pub portfolio: Option<String>,
}

/// A plan as it would be.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The plan, and where it meets days nobody works.
    pub instance: Instance,
    /// The words that still have to be said.
    pub open_words: Vec<String>,
}

/// Makes a template of a release.
///
/// # Errors
/// A release that cannot be found or has no target; every fault of the template; a missing right.
pub async fn from_release(app: &App, ctx: &Ctx, wanted: FromRelease) -> Outcome<Shown> {
    app.db
        .write(ctx, move |tx| {
            let made = from_release_in(tx, &wanted)?;
            shown(tx, &made.id.to_string())
        })
        .await
}

fn from_release_in(tx: &mut Tx<'_>, wanted: &FromRelease) -> Outcome<Template> {
    let mut faults = Faults::none();
    let release = referred(&mut faults, "/release", release_store::get(tx, &wanted.release))?;
    let portfolio = match &wanted.portfolio {
        Some(named) => referred(&mut faults, "/portfolio", portfolios::get(tx, named))?.map(|found| found.id),
        None => release.as_ref().map(|release| release.portfolio),
    };
    free(tx, &mut faults, &wanted.key)?;
    for word in wanted.words.keys() {
        faults.require(is_word(word), &format!("/words/{word}"), "word", || {
            format!("{word:?} is no word: small letters, digits and _, beginning with a letter")
        });
    }
    let (Some(release), Some(portfolio)) = (release, portfolio) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let id = tx.new_id();
    let permit = tx.permit::<MayPlan>("release template", id, portfolio)?;
    let plan = plans::load(tx, &release)?;
    let work = activity_store::all_of(tx, release.id)?;
    let people = people_of(tx, &release)?;
    let mut criteria: HashMap<MilestoneId, Vec<TemplateCriterion>> = HashMap::new();
    for view in criterion_store::of_release(tx, release.id)? {
        let Criterion { gate, name, expression, .. } = view.criterion;
        criteria.entry(gate).or_default().push(TemplateCriterion { name, expression });
    }
    let systems: Vec<TemplateSystem> = release_parts::systems(tx, release.id)?
        .into_iter()
        .map(|touched| TemplateSystem { system: touched.system.id, impact: touched.impact })
        .collect();
    let model = Model {
        key: &release.key,
        zone: &release.zone,
        tags: &release.tags,
        plan: &plan,
        activities: &work,
        people: &people,
        criteria: &criteria,
        systems: &systems,
    };
    let wish = Wish { unit: wanted.unit, day_off: wanted.day_off, words: Words::chosen(wanted.words.clone()) };
    let off = days_off(tx, release.portfolio)?;
    let learned = learn::from_release(&model, &wish, &off)?;
    let made = Template {
        id,
        key: wanted.key.clone(),
        name: wanted.name.clone(),
        description: wanted.description.clone(),
        portfolio,
        kind: release.kind,
        release_type: release.release_type,
        risk: release.risk,
        zone: release.zone.clone(),
        time: learned.time,
        start: learned.start,
        tags: learned.tags,
        parts: learned.parts,
        archived_at: None,
        rev: 1,
    };
    insert(tx, faults, made, &permit)
}

fn people_of(tx: &mut Tx<'_>, release: &Release) -> Outcome<Vec<Involved>> {
    let people = release_parts::people(tx, release.id)?.into_iter();
    Ok(people
        .filter_map(|one| {
            let person = one.person.map(|person| Party::Person(person.id));
            person.or(one.team.map(|team| Party::Team(team.id))).map(|who| Involved { who, role: one.part })
        })
        .collect())
}

/// Shows the plan that a release of a template would have. Words that are not known yet stand for themselves.
///
/// # Errors
/// A template or portfolio that cannot be found; dates no plan may name.
pub async fn preview(app: &App, ctx: &Ctx, named: String, wanted: Rehearsed) -> Outcome<Preview> {
    app.db
        .read(ctx, move |tx| {
            let template = store::get(tx, &named)?;
            let portfolio = match &wanted.portfolio {
                Some(named) => portfolios::get(tx, named).map_err(|problem| releases::at("/portfolio", problem))?.id,
                None => template.portfolio,
            };
            let target = wanted.target.of(&template);
            let (key, name) = (wanted.key.clone(), wanted.name.clone());
            let open_words: Vec<String> =
                template.open_words().into_iter().filter(|word| !wanted.words.contains_key(word)).collect();
            let mut words = words(
                &wanted.words,
                &target,
                &key.unwrap_or(template.key.clone()),
                &name.unwrap_or(template.name.clone()),
            );
            for word in &open_words {
                words = words.with(word, word);
            }
            let off = days_off(tx, portfolio)?;
            Ok(Preview { instance: dates::instantiate(&template, &target, &words, &off)?, open_words })
        })
        .await
}

fn words(chosen: &BTreeMap<String, String>, target: &Due, key: &Key, name: &Name) -> Words {
    Words::chosen(chosen.clone()).with_target(target).with_release(key, name)
}

/// Makes a release of a template, with its phases, gates, work, people and systems.
///
/// # Errors
/// An archived template; words left open; every fault of the release; a missing right.
pub async fn instantiate(app: &App, ctx: &Ctx, named: String, wanted: Wanted) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let template = store::get(tx, &named)?;
            let made = instantiate_in(tx, &template, &wanted)?;
            releases::detail(tx, &made.id.to_string())
        })
        .await
}

fn instantiate_in(tx: &mut Tx<'_>, template: &Template, wanted: &Wanted) -> Outcome<Release> {
    not_archived(template)?;
    let target = wanted.target.of(template);
    let named = wanted.portfolio.clone().unwrap_or_else(|| template.portfolio.to_string());
    let portfolio = portfolios::get(tx, &named).map_err(|problem| releases::at("/portfolio", problem))?;
    let off = days_off(tx, portfolio.id)?;
    let words = words(&wanted.words, &target, &wanted.key, &wanted.name);
    let draft = dates::instantiate(template, &target, &words, &off)?.draft;
    release_of(tx, template, wanted, &draft)
}

/// Makes a release with the plan of a template.
pub(super) fn release_of(tx: &mut Tx<'_>, template: &Template, wanted: &Wanted, draft: &Draft) -> Outcome<Release> {
    let decides = wanted.accountable.or_else(|| accountable(template));
    if decides.is_none() && !template.parts.roles.is_empty() {
        let detail = "the template names people and nobody accountable; say who is";
        return Err(Problem::fault("/accountable", "required", detail));
    }
    let made = releases::create_in(tx, &new_release(template, wanted, draft, decides))?;
    add_criteria(tx, &made, draft)?;
    for activity in &draft.activities {
        activities::create_in(tx, &made, &new_activity(activity))?;
    }
    if !template.parts.roles.is_empty() {
        parts::set_people_in(tx, &made, &people(template, decides))?;
    }
    for one in &template.parts.systems {
        parts::put_system_in(tx, &made, &one.system.to_string(), one.impact)?;
    }
    let fact = Fact::of("release.instantiated", made.id, made.portfolio).named(&made.key);
    tx.record(&[fact.change("template", serde_json::Value::Null, &template.key)])?;
    Ok(made)
}

/// Gives the gates of a release that was just made what has to hold at each.
fn add_criteria(tx: &mut Tx<'_>, made: &Release, draft: &Draft) -> Outcome<()> {
    if draft.milestones.iter().all(|one| one.criteria.is_empty()) {
        return Ok(());
    }
    let mut gates = plans::load(tx, made)?.milestones;
    for one in draft.milestones.iter().filter(|one| !one.criteria.is_empty()) {
        let Some(at) = gates.iter().position(|gate| gate.name == one.name && gate.due == one.due) else { continue };
        let gate = gates.remove(at);
        for criterion in &one.criteria {
            let new = criteria::New {
                name: criterion.name.clone(),
                description: String::new(),
                owner: None,
                due: None,
                expression: criterion.expression.clone(),
            };
            criteria::create_in(tx, made, gate.id, &new)?;
        }
    }
    Ok(())
}

fn new_release(template: &Template, wanted: &Wanted, draft: &Draft, decides: Option<PersonId>) -> releases::New {
    releases::New {
        key: wanted.key.clone(),
        name: wanted.name.clone(),
        kind: template.kind,
        portfolio: wanted.portfolio.clone().unwrap_or_else(|| template.portfolio.to_string()),
        release_type: Some(template.release_type.to_string()),
        parent: wanted.parent.clone(),
        description: wanted.description.clone(),
        risk: template.risk,
        zone: Some(template.zone.clone()),
        start: draft.start,
        target: Some(draft.target.clone()),
        tags: draft.tags.clone(),
        fields: serde_json::Map::new(),
        links: Vec::new(),
        accountable: decides,
        phases: draft
            .phases
            .iter()
            .map(|phase| NewPhase { name: phase.name.clone(), start: phase.start, end: phase.end })
            .collect(),
        milestones: draft.milestones.iter().map(new_milestone).collect(),
        recorded: None,
    }
}

fn new_milestone(draft: &DraftMilestone) -> NewMilestone {
    NewMilestone {
        kind: draft.kind,
        key: draft.key.clone(),
        name: draft.name.clone(),
        phase: draft.phase.as_ref().map(ToString::to_string),
        start: draft.start,
        due: draft.due.clone(),
        state: MilestoneState::Pending,
        responsible: draft.responsible.clone(),
        scope: draft.scope.clone(),
        description: draft.description.clone(),
    }
}

fn new_activity(draft: &dates::DraftActivity) -> NewActivity {
    NewActivity {
        name: draft.name.clone(),
        description: draft.description.clone(),
        phase: draft.phase.as_ref().map(ToString::to_string),
        assignee: None,
        start: draft.start,
        due: draft.due,
        status: ActivityStatus::Todo,
    }
}

/// Everybody with a part, with whoever decides in the place of the template's Accountable.
fn people(template: &Template, decides: Option<PersonId>) -> Vec<NewInvolved> {
    let first = decides.map(|person| (Party::Person(person), Part::Accountable));
    let others = template.parts.roles.iter().filter(|one| one.role != Part::Accountable).map(|one| (one.who, one.role));
    first
        .into_iter()
        .chain(others)
        .map(|(who, part)| match who {
            Party::Person(person) => NewInvolved { person: Some(person.to_string()), team: None, part },
            Party::Team(team) => NewInvolved { person: None, team: Some(team.to_string()), part },
        })
        .collect()
}

/// The days nobody works in a portfolio, with their names.
pub(super) fn days_off(tx: &mut Tx<'_>, portfolio: PortfolioId) -> Outcome<impl Fn(Date) -> Option<String> + use<>> {
    let known = store::working_days_of(tx, portfolio)?;
    Ok(move |day: Date| {
        let Some((worked, holidays)) = &known else { return weekend(day) };
        let holiday = holidays.iter().find(|holiday| holiday.date == day).map(|holiday| holiday.name.to_string());
        let weekday = weekday_of(day);
        holiday.or_else(|| (!worked.contains(&weekday)).then(|| day.strftime("%A").to_string()))
    })
}
