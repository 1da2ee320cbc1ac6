//! What a directory says of people and teams (SCIM 2.0): it adds them, changes them and lets them go, by the same rules as
//! everybody who administers the installation, and by a right of its own.

use crate::{
    App, Ctx,
    app::fresh,
    people::{self, By},
    teams,
};
use signalbox_domain::{Fact, Key, Name, Outcome, Problem, Zone, id::PersonId, people::Team};
use signalbox_store::{Tx, directory as store, people as stored_people, teams as stored_teams};

pub use store::{Attribute, Comparison, Filter, Group, User, Window};

/// What a directory says a person is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// What the directory calls them.
    pub user_name: String,
    /// The directory's own id of them.
    pub external_id: Option<String>,
    /// As printed.
    pub name: Name,
    /// Where mail goes.
    pub email: Option<String>,
    /// False for somebody who is not here any more, or not yet.
    pub active: bool,
}

/// What a directory says a team is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGroup {
    /// As printed.
    pub name: Name,
    /// The directory's own id of it.
    pub external_id: Option<String>,
    /// The ids of all people in it.
    pub members: Vec<String>,
}

/// People as directories see them.
///
/// # Errors
/// A missing right; a fault of the filter.
pub async fn users(app: &App, ctx: &Ctx, filter: Option<Filter>, window: Window) -> Outcome<(Vec<User>, i64)> {
    app.db
        .read(ctx, move |tx| {
            spoken_for(tx)?;
            store::users(tx, filter.as_ref(), window)
        })
        .await
}

/// One person as directories see them.
///
/// # Errors
/// A missing right; [`Problem::NotFound`].
pub async fn user(app: &App, ctx: &Ctx, named: String) -> Outcome<User> {
    app.db
        .read(ctx, move |tx| {
            spoken_for(tx)?;
            store::user(tx, &named)
        })
        .await
}

/// Adds a person. Somebody who left and has this mail address comes back.
///
/// # Errors
/// A missing right, every fault of the input, a name that is taken.
pub async fn create_user(app: &App, ctx: &Ctx, new: NewUser) -> Outcome<User> {
    app.db
        .write(ctx, move |tx| {
            spoken_for(tx)?;
            let known = match &new.email {
                Some(email) => stored_people::with_email(tx, email)?,
                None => None,
            };
            let known = known.map(|id| stored_people::get(tx, &id.to_string())).transpose()?;
            let person = match known.filter(|known| known.archived_at.is_some() && !known.service) {
                Some(known) => known,
                None => {
                    name_is_free(tx, &new.user_name, None)?;
                    let person = people::New {
                        name: new.name.clone(),
                        email: new.email.clone(),
                        service: false,
                        locale: None,
                        zone: None::<Zone>,
                    };
                    people::create_in(tx, By::Directory, &person, None)?
                }
            };
            save(tx, &person.id.to_string(), &new)
        })
        .await
}

/// Changes a person into what the directory says, from what they are.
///
/// # Errors
/// A missing right, a stale revision, every fault of the input, a name that is taken, the last administrator.
pub async fn change_user(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: Option<i64>,
    edit: impl Fn(&User) -> Outcome<NewUser> + Send + 'static,
) -> Outcome<User> {
    app.db
        .write(ctx, move |tx| {
            spoken_for(tx)?;
            let before = store::user(tx, &named)?;
            if let Some(rev) = rev {
                fresh(tx, "User", before.person.id, rev, before.person.rev)?;
            }
            save(tx, &named, &edit(&before)?)
        })
        .await
}

/// Says that a person left, and that the directory knows them no longer.
///
/// # Errors
/// A missing right, a stale revision, [`Problem::NotFound`], the last administrator.
pub async fn delete_user(app: &App, ctx: &Ctx, named: String, rev: Option<i64>) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            spoken_for(tx)?;
            let before = store::user(tx, &named)?;
            if let Some(rev) = rev {
                fresh(tx, "User", before.person.id, rev, before.person.rev)?;
            }
            people::archive_in(tx, By::Directory, &before.person, true)?;
            let (_, permit) = people::keeping(tx, By::Directory, "User", before.person.id)?;
            store::keep_user(tx, None, None, &permit)
        })
        .await
}

/// Makes a person what a directory says: through the same steps as an administrator, so with the same facts.
fn save(tx: &mut Tx<'_>, named: &str, new: &NewUser) -> Outcome<User> {
    let person = stored_people::get(tx, named)?;
    name_is_free(tx, &new.user_name, Some(person.id))?;
    let known = stored_name(tx, named)?;
    let mut after = person.clone();
    after.name = new.name.clone();
    after.email = new.email.clone();
    let changed = people::save_in(tx, By::Directory, &person, &after)?;
    people::archive_in(tx, By::Directory, &changed, !new.active)?;
    let said = (Some(new.user_name.clone()), new.external_id.clone());
    if known != said {
        let (root, permit) = people::keeping(tx, By::Directory, "User", person.id)?;
        store::keep_user(tx, said.0.as_deref(), said.1.as_deref(), &permit)?;
        let fact = Fact::of("person.provisioned", person.id, root).named(&new.name);
        let fact = fact.change("user_name", known.0, said.0).change("external_id", known.1, said.1);
        tx.record(&[fact])?;
    }
    store::user(tx, named)
}

/// What the directory said of a person before; nothing of somebody it lets in now.
fn stored_name(tx: &mut Tx<'_>, named: &str) -> Outcome<(Option<String>, Option<String>)> {
    match store::user(tx, named) {
        Ok(user) => Ok((user.kept_name, user.external_id)),
        Err(Problem::NotFound { .. }) => Ok((None, None)),
        Err(problem) => Err(problem),
    }
}

fn name_is_free(tx: &mut Tx<'_>, user_name: &str, of: Option<PersonId>) -> Outcome<()> {
    match store::with_user_name(tx, user_name)? {
        Some(id) if Some(id) != of => {
            Err(Problem::fault("/userName", "taken", format!("somebody else is called {user_name}")))
        }
        _ => Ok(()),
    }
}

/// Teams as directories see them.
///
/// # Errors
/// A missing right; a fault of the filter.
pub async fn groups(app: &App, ctx: &Ctx, filter: Option<Filter>, window: Window) -> Outcome<(Vec<Group>, i64)> {
    app.db
        .read(ctx, move |tx| {
            spoken_for(tx)?;
            store::groups(tx, filter.as_ref(), window)
        })
        .await
}

/// One team as directories see it.
///
/// # Errors
/// A missing right; [`Problem::NotFound`].
pub async fn group(app: &App, ctx: &Ctx, named: String) -> Outcome<Group> {
    app.db
        .read(ctx, move |tx| {
            spoken_for(tx)?;
            store::group(tx, &named)
        })
        .await
}

/// Makes a team, in the root portfolio. Its key is made of its name.
///
/// # Errors
/// A missing right, a member who is not here.
pub async fn create_group(app: &App, ctx: &Ctx, new: NewGroup) -> Outcome<Group> {
    app.db
        .write(ctx, move |tx| {
            let root = spoken_for(tx)?;
            let team = teams::New {
                key: free_key(tx, &new.name)?,
                name: new.name.clone(),
                description: String::new(),
                portfolio: root,
                members: new.members.clone(),
            };
            let made = teams::create_in(tx, By::Directory, &team)?;
            keep_group(tx, &made, None, new.external_id.as_deref())?;
            store::group(tx, &made.id.to_string())
        })
        .await
}

/// Changes a team into what the directory says, from what it is.
///
/// # Errors
/// A missing right, a stale revision, a member who is not here, the last administrator.
pub async fn change_group(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: Option<i64>,
    edit: impl Fn(&Group) -> Outcome<NewGroup> + Send + 'static,
) -> Outcome<Group> {
    app.db
        .write(ctx, move |tx| {
            spoken_for(tx)?;
            let before = store::group(tx, &named)?;
            if let Some(rev) = rev {
                fresh(tx, "Group", before.team.team.id, rev, before.team.team.rev)?;
            }
            let new = edit(&before)?;
            let change = teams::Change {
                name: Some(new.name.clone()),
                members: Some(new.members.clone()),
                ..teams::Change::default()
            };
            let after = teams::change_in(tx, By::Directory, &before.team.team, &change)?;
            keep_group(tx, &after, before.external_id.as_deref(), new.external_id.as_deref())?;
            store::group(tx, &named)
        })
        .await
}

/// Puts a team away.
///
/// # Errors
/// A missing right, a stale revision, [`Problem::NotFound`], the last administrator.
pub async fn delete_group(app: &App, ctx: &Ctx, named: String, rev: Option<i64>) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            spoken_for(tx)?;
            let before = store::group(tx, &named)?.team.team;
            if let Some(rev) = rev {
                fresh(tx, "Group", before.id, rev, before.rev)?;
            }
            teams::archive_in(tx, By::Directory, &before, true)
        })
        .await
}

fn keep_group(tx: &mut Tx<'_>, team: &Team, before: Option<&str>, after: Option<&str>) -> Outcome<()> {
    if before == after {
        return Ok(());
    }
    let permit = teams::permit(tx, By::Directory, team.id, team.portfolio)?;
    store::keep_group(tx, after, &permit)?;
    let fact = Fact::of("team.provisioned", team.id, team.portfolio).named(&team.name);
    tx.record(&[fact.change("external_id", before, after)])
}

/// A key made of a name that no team has yet.
fn free_key(tx: &mut Tx<'_>, name: &Name) -> Outcome<Key> {
    let wanted = Key::from_words(name.as_str());
    let mut key = wanted.clone();
    let mut number = 1;
    while stored_teams::is_taken(tx, &key)? {
        number += 1;
        let short: String = wanted.as_str().chars().take(40).collect();
        key = Key::from_words(&format!("{short}-{number}"));
    }
    Ok(key)
}

/// Whoever speaks for a directory has the right to, or administers the whole installation; answers the root portfolio.
fn spoken_for(tx: &mut Tx<'_>) -> Outcome<String> {
    people::keeping(tx, By::Directory, "installation", "").map(|(root, _)| root.to_string())
}
