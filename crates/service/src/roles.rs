//! Roles that an organisation makes for itself, out of the published rights.

use crate::{App, Ctx, app::fresh, people::administration};
use signalbox_domain::{
    Fact, Key, Name, Outcome, Problem, Reason,
    authz::RightSet,
    event::differences,
    people::CustomRole,
    problem::{Fault, Faults},
};
use signalbox_store::{Tx, roles as store};

/// What a new role is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// What it allows, beside reading.
    pub rights: RightSet,
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
    /// What it allows, beside reading.
    pub rights: Option<RightSet>,
}

/// The roles that the organisation made, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<Vec<CustomRole>> {
    app.db.read(ctx, store::list).await
}

/// One of them.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<CustomRole> {
    app.db.read(ctx, move |tx| store::get(tx, &named)).await
}

/// Makes a role.
///
/// # Errors
/// Every fault of it, a key that is taken among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<CustomRole> {
    app.db
        .write(ctx, move |tx| {
            let New { key, name, description, rights } = new.clone();
            let made = CustomRole { id: tx.new_id(), key, name, description, rights, rev: 1 };
            let (root, permit) = administration(tx, "role", made.id)?;
            check(tx, None, &made)?;
            store::insert(tx, &made, &permit)?;
            let fact = Fact::of("role.created", made.id, root).named(&made.name);
            tx.record(&[fact.with(differences(None, Some(&made)))])?;
            Ok(made)
        })
        .await
}

/// Changes a role, for everybody who was given it, from their next request on.
///
/// # Errors
/// A stale revision; every fault of the role as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<CustomRole> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "role", before.id, rev, before.rev)?;
            let (root, permit) = administration(tx, "role", before.id)?;
            let change = change.clone();
            let after = CustomRole {
                key: change.key.unwrap_or_else(|| before.key.clone()),
                name: change.name.unwrap_or_else(|| before.name.clone()),
                description: change.description.unwrap_or_else(|| before.description.clone()),
                rights: change.rights.unwrap_or(before.rights),
                ..before.clone()
            };
            check(tx, Some(&before), &after)?;
            let changes = differences(Some(&before), Some(&after));
            if changes.is_empty() {
                return Ok(before);
            }
            store::update(tx, &before, &after, &permit)?;
            tx.record(&[Fact::of("role.changed", after.id, root).named(&after.name).with(changes)])?;
            Ok(CustomRole { rev: before.rev + 1, ..after })
        })
        .await
}

/// Takes a role away.
///
/// # Errors
/// [`Problem::NotFound`], a stale revision, a role that somebody was given, a missing right.
pub async fn delete(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "role", before.id, rev, before.rev)?;
            let (root, permit) = administration(tx, "role", before.id)?;
            let given = store::grants_of(tx, before.id)?;
            if given > 0 {
                let reason = Reason::new("given", format!("the role {} is given {given} times", before.name));
                return Err(Problem::Refused {
                    detail: "a role that somebody holds stays".to_owned(),
                    reasons: vec![reason.cleared_by("whoever gave it, by taking it back")],
                });
            }
            store::delete(tx, &before, &permit)?;
            let fact = Fact::of("role.deleted", before.id, root).named(&before.name);
            tx.record(&[fact.with(differences(Some(&before), None))])
        })
        .await
}

fn check(tx: &mut Tx<'_>, before: Option<&CustomRole>, after: &CustomRole) -> Outcome<()> {
    let mut faults = Faults::none();
    after.check(&mut faults);
    let lower = |role: &CustomRole| role.key.as_str().to_lowercase();
    if before.map(lower) != Some(lower(after)) && store::is_taken(tx, &after.key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a role {} already", after.key)));
    }
    faults.finish()
}
