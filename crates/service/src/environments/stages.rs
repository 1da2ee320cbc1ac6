//! Stages: an enterprise's own steps to production.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Problem,
    authz::Equip,
    environments::{Promotion, Stage, stage},
    id::{PortfolioId, StageId},
    problem::Faults,
};
use signalbox_store::{Tx, environments::stages as store, portfolios};

pub use store::View;

/// What a new stage is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is, by id or key.
    pub portfolio: String,
    /// Where it stands.
    pub position: i64,
    /// True where customers are served.
    pub is_production: bool,
    /// What a version has to have done there before it goes further.
    pub promotion: Promotion,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What it is for.
    pub description: Option<String>,
    /// Where it stands.
    pub position: Option<i64>,
    /// True where customers are served.
    pub is_production: Option<bool>,
    /// In how many environments a version has to have been before it goes further.
    pub environments: Option<u32>,
    /// For how many minutes at a time.
    pub soak_minutes: Option<u32>,
    /// Whether it has to be verified there.
    pub verified: Option<bool>,
}

/// Every stage, from development to production.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, archived: bool, page: Page) -> Outcome<Slice<View>> {
    app.db.read(ctx, move |tx| store::list(tx, archived, &page)).await
}

/// One stage.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes a stage.
///
/// # Errors
/// Every fault of it, a key that is taken and a portfolio that cannot be found among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &new)?;
            store::view(tx, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Stage> {
    let id: StageId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Equip>("stage", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let (Some(portfolio), Some(permit)) = (portfolio, permit) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = Stage {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        position: new.position,
        is_production: new.is_production,
        promotion: new.promotion,
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, stage::save(None, made))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Makes the usual stages, where there are none.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn prepare(tx: &mut Tx<'_>, root: PortfolioId) -> Outcome<()> {
    if store::are_there(tx)? {
        return Ok(());
    }
    for (place, (key, name, is_production)) in (1..).zip(stage::USUAL) {
        let id: StageId = tx.new_id();
        let permit = tx.permit::<Equip>("stage", id, root)?;
        let made = Stage {
            id,
            key: Key::from_words(key),
            name: Name::from_words(name),
            description: String::new(),
            portfolio: root,
            position: place * 10,
            is_production,
            promotion: Promotion::default(),
            archived_at: None,
            rev: 1,
        };
        let decided = stage::save(None, made)?;
        store::insert(tx, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}

/// Changes a stage.
///
/// # Errors
/// A stale revision; every fault of the stage as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "stage", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Stage, change: &Change) -> Outcome<()> {
    let permit = tx.permit::<Equip>("stage", before.id, before.portfolio)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.position = change.position.unwrap_or(after.position);
    after.is_production = change.is_production.unwrap_or(after.is_production);
    let promotion = &mut after.promotion;
    promotion.environments = change.environments.unwrap_or(promotion.environments);
    promotion.soak_minutes = change.soak_minutes.unwrap_or(promotion.soak_minutes);
    promotion.verified = change.verified.unwrap_or(promotion.verified);
    let decided = together(faults, stage::save(Some(before), after))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}

/// Puts a stage away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "stage", before.id, rev, before.rev)?;
            let permit = tx.permit::<Equip>("stage", before.id, before.portfolio)?;
            let decided = stage::archive(&before, away, tx.now());
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a stage {key} already")));
    }
    Ok(())
}
