//! Release types: the workflows and fields an enterprise gives its releases.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, together},
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Problem,
    authz::{Action, Administer, Permit},
    id::{PortfolioId, ReleaseTypeId},
    problem::Faults,
    releases::{Kind, ReleaseType, Status, Transition, fields::FieldDefinition, workflow},
};
use signalbox_store::{Tx, portfolios, release_types as store};

pub use store::Filter;

/// What a new release type is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// The kinds of release that may be of this type.
    pub kinds: Vec<Kind>,
    /// The statuses; a new release begins in the first.
    pub statuses: Vec<Status>,
    /// The steps between them.
    pub transitions: Vec<Transition>,
    /// The fields it adds.
    pub fields: Vec<FieldDefinition>,
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
    /// The kinds of release that may be of this type.
    pub kinds: Option<Vec<Kind>>,
    /// The statuses.
    pub statuses: Option<Vec<Status>>,
    /// The steps between them.
    pub transitions: Option<Vec<Transition>>,
    /// The fields it adds.
    pub fields: Option<Vec<FieldDefinition>>,
}

/// The release types there are.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<ReleaseType>> {
    app.db.read(ctx, move |tx| store::list(tx, &filter, &page)).await
}

/// One release type.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<ReleaseType> {
    app.db.read(ctx, move |tx| store::get(tx, &named)).await
}

/// Makes a release type.
///
/// # Errors
/// Every fault of it, a key that is taken among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<ReleaseType> {
    app.db.write(ctx, move |tx| create_in(tx, &new)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<ReleaseType> {
    let id: ReleaseTypeId = tx.new_id();
    let (root, permit) = permit(tx, id)?;
    let mut faults = Faults::none();
    free(tx, &mut faults, &new.key)?;
    let made = ReleaseType {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        kinds: new.kinds.clone(),
        statuses: new.statuses.clone(),
        transitions: new.transitions.clone(),
        fields: new.fields.clone(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, workflow::create(made, root))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a release type.
///
/// # Errors
/// A stale revision; every fault of the type as it would be; releases that would be left in a status that is gone; a
/// missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<ReleaseType> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "release type", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)
        })
        .await
}

/// … in a transaction that is open already. Answers the type with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &ReleaseType, change: &Change) -> Outcome<ReleaseType> {
    let (root, permit) = permit(tx, before.id)?;
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
    after.kinds = change.kinds.clone().unwrap_or(after.kinds);
    after.statuses = change.statuses.clone().unwrap_or(after.statuses);
    after.transitions = change.transitions.clone().unwrap_or(after.transitions);
    after.fields = change.fields.clone().unwrap_or(after.fields);
    // Counting releases looks at all of them: only when it can matter.
    let narrower = after.statuses != before.statuses || after.kinds != before.kinds;
    let in_use = if narrower { store::in_use(tx, before.id)? } else { Vec::new() };
    let decided = together(faults, workflow::change(before, after, &in_use, root))?;
    save(tx, before, decided.state, &decided.facts, &permit)
}

/// Puts a release type away, or takes it out again. Releases that are of it stay what they are.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<ReleaseType> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "release type", before.id, rev, before.rev)?;
            let (root, permit) = permit(tx, before.id)?;
            let decided = workflow::archive(&before, away, tx.now(), root);
            save(tx, &before, decided.state, &decided.facts, &permit)
        })
        .await
}

fn save(
    tx: &mut Tx<'_>,
    before: &ReleaseType,
    mut after: ReleaseType,
    facts: &[signalbox_domain::Fact],
    permit: &Permit<Administer>,
) -> Outcome<ReleaseType> {
    if !facts.is_empty() {
        store::update(tx, before, &after, permit)?;
        tx.record(facts)?;
        after.rev = before.rev + 1;
    }
    Ok(after)
}

/// The right to change what belongs to the whole installation, which is held on the root portfolio. Everybody sees the
/// types, so whoever lacks the right hears of that and not that there is no such thing.
fn permit(tx: &mut Tx<'_>, id: ReleaseTypeId) -> Outcome<(PortfolioId, Permit<Administer>)> {
    let root = portfolios::root(tx)?
        .ok_or_else(|| Problem::refused("no_root", "the installation has no root portfolio yet; set it up first"))?;
    let permit = tx.permit("release type", id, root.id).map_err(|problem| match problem {
        Problem::NotFound { .. } | Problem::Forbidden { .. } => Problem::Forbidden {
            right: Administer::RIGHT.words(),
            ask: "an administrator of the whole installation".to_owned(),
        },
        other => other,
    })?;
    Ok((root.id, permit))
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a release type {key} already")));
    }
    Ok(())
}
