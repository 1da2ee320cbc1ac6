//! Criteria of gates: written by whoever plans the release, met by whoever works on it.

use super::{CriterionView as View, ground::Ground};
use crate::{
    App, Ctx,
    app::{fresh, together},
    raid::{Owner, owned_by},
};
use jiff::civil::Date;
use signalbox_domain::{
    Fault, Name, Outcome, Patch, Problem,
    authz::{Permit, Plan, Work},
    gates::{
        Criterion, Evidence, MOST, Said,
        criterion::{self, Word},
    },
    id::{CriterionId, MilestoneId, ReleaseId},
    problem::Faults,
    releases::{MilestoneState, Release},
};
use signalbox_store::{Tx, attachments, gates::criteria as store, plans, releases};

/// What a new criterion is.
#[derive(Clone, Debug)]
pub struct New {
    /// What has to hold.
    pub name: Name,
    /// In more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Owner>,
    /// By when.
    pub due: Option<Date>,
    /// What has to hold, as an expression over facts; absent where a person says so.
    pub expression: Option<String>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What has to hold.
    pub name: Option<Name>,
    /// In more words.
    pub description: Option<String>,
    /// Who sees to it.
    pub owner: Patch<Owner>,
    /// By when.
    pub due: Patch<Date>,
    /// What has to hold, as an expression over facts.
    pub expression: Patch<String>,
}

/// What is shown for a criterion.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Something on the web.
    Link {
        /// Where.
        url: String,
        /// What it is.
        title: String,
    },
    /// An attachment of the release, by id.
    File(String),
    /// Words.
    Text(String),
}

/// What is said of a criterion.
#[derive(Clone, Debug)]
pub enum Saying {
    /// It is met, and this shows it.
    Met(Vec<Shown>),
    /// It is not, and why.
    Unmet(String),
    /// That is open again.
    Open,
}

/// One criterion.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Adds a criterion to a gate.
///
/// # Errors
/// Every fault of it; a gate that is decided; an archived release; a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, gate: String, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let ground = Ground::named(tx, &release, &gate)?;
            undecided(&ground.milestone.state, &ground.milestone.name)?;
            if ground.criteria.len() >= MOST {
                return Err(Problem::fault("", "too_many", format!("a gate has at most {MOST} criteria")));
            }
            let id = create_in(tx, &ground.release, ground.milestone.id, &new)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// Every fault of it; an archived release; a missing right.
pub(crate) fn create_in(tx: &mut Tx<'_>, release: &Release, gate: MilestoneId, new: &New) -> Outcome<CriterionId> {
    let id: CriterionId = tx.new_id();
    let permit = planning(tx, release, id)?;
    let mut faults = Faults::none();
    let owner = match &new.owner {
        Some(owner) => owned_by(tx, &mut faults, "/owner", owner)?,
        None => None,
    };
    let made = Criterion {
        id,
        gate,
        release: release.id,
        portfolio: release.portfolio,
        name: new.name.clone(),
        description: new.description.clone(),
        owner,
        due: new.due,
        expression: new.expression.clone(),
        said: Said::Open,
        evidence: Vec::new(),
        rev: 1,
    };
    let decided = together(faults, criterion::save(None, made))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(id)
}

/// Changes a criterion. What was said of it stays.
///
/// # Errors
/// A stale revision; every fault of it as it would be; a gate that is decided; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let (before, release) = editable(tx, &named, rev)?;
            let permit = planning(tx, &release, before.id)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            match &change.owner {
                Patch::Keep => {}
                Patch::Clear => after.owner = None,
                Patch::Set(owner) => after.owner = owned_by(tx, &mut faults, "/owner", owner)?,
            }
            after.name = change.name.clone().unwrap_or(after.name);
            after.description = change.description.clone().unwrap_or(after.description);
            after.due = change.due.clone().over(after.due);
            after.expression = change.expression.clone().over(after.expression);
            let decided = together(faults, criterion::save(Some(&before), after))?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &named)
        })
        .await
}

/// Removes a criterion.
///
/// # Errors
/// A stale revision; one that a waiver names; a gate that is decided; a missing right.
pub async fn remove(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let (before, release) = editable(tx, &named, rev)?;
            let permit = planning(tx, &release, before.id)?;
            store::delete(tx, &before, &permit)?;
            tx.record(&[criterion::removed(&before)])
        })
        .await
}

/// Says something of a criterion: that it is met and what shows it, that it is not and why, or that this is open again.
///
/// # Errors
/// A stale revision; nothing that shows it, or no reason; a file that the release does not have; a gate that is decided; a
/// missing right.
pub async fn say(app: &App, ctx: &Ctx, named: String, rev: i64, saying: Saying) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let (before, release) = editable(tx, &named, rev)?;
            let permit = tx.permit::<Work>("criterion", before.id, release.portfolio)?;
            let word = match &saying {
                Saying::Met(shown) => Word::Met(evidence(tx, release.id, shown)?),
                Saying::Unmet(reason) => Word::Unmet(reason.clone()),
                Saying::Open => Word::Open,
            };
            let by = tx.ctx().actor.person();
            let decided = criterion::say(&before, word, by, tx.now())?;
            store::update(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &named)
        })
        .await
}

fn evidence(tx: &mut Tx<'_>, release: ReleaseId, shown: &[Shown]) -> Outcome<Vec<Evidence>> {
    let mut faults = Faults::none();
    let mut evidence = Vec::new();
    for (index, one) in shown.iter().enumerate() {
        match one {
            Shown::Link { url, title } => evidence.push(Evidence::Link { url: url.clone(), title: title.clone() }),
            Shown::Text(text) => evidence.push(Evidence::Text { text: text.clone() }),
            Shown::File(named) => match attachments::view(tx, release, named) {
                Ok(view) => evidence.push(Evidence::File {
                    attachment: view.attachment.id,
                    name: view.attachment.name.to_string(),
                    sha256: view.attachment.sha256,
                }),
                Err(missing @ Problem::NotFound { .. }) => {
                    faults.push(Fault::new(format!("/evidence/{index}/attachment"), "unknown", missing.to_string()));
                }
                Err(other) => return Err(other),
            },
        }
    }
    faults.finish()?;
    Ok(evidence)
}

/// A criterion that may be changed, at the revision the change was made against, and its release.
fn editable(tx: &mut Tx<'_>, named: &str, rev: i64) -> Outcome<(Criterion, Release)> {
    let before = store::view(tx, named)?.criterion;
    fresh(tx, "criterion", before.id, rev, before.rev)?;
    let release = releases::get(tx, &before.release.to_string())?;
    let plan = plans::load(tx, &release)?;
    if let Some(gate) = plan.milestones.iter().find(|gate| gate.id == before.gate) {
        undecided(&gate.state, &gate.name)?;
    }
    not_archived(&release)?;
    Ok((before, release))
}

pub(super) fn planning(tx: &mut Tx<'_>, release: &Release, id: impl std::fmt::Display) -> Outcome<Permit<Plan>> {
    let permit = tx.permit::<Plan>("criterion", id, release.portfolio)?;
    not_archived(release)?;
    Ok(permit)
}

/// Goes on only in a release that is not put away.
pub(super) fn not_archived(release: &Release) -> Outcome<()> {
    if release.archived_at.is_none() {
        return Ok(());
    }
    Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)))
}

/// Goes on only at a gate that is not decided: what it was decided by stays as it was.
pub(super) fn undecided(state: &MilestoneState, name: &Name) -> Outcome<()> {
    if *state == MilestoneState::Pending {
        return Ok(());
    }
    let told = format!("{name} is {}; reopen it first, so that what it was decided by stays as it was", state.name());
    Err(Problem::refused("decided", told))
}
