//! Teams and who is in them.

use crate::{
    App, Ctx, Page, Slice,
    app::fresh,
    grants::keep_an_administrator,
    people::{By, keeping},
    releases::at,
};
use signalbox_domain::{
    Fact, Key, Name, Outcome, Problem,
    authz::{Action, Administer, Directory, Permit},
    event::differences,
    id::{Identifier, PersonId, PortfolioId, TeamId},
    people::Team,
    problem::{Fault, Faults},
};
use signalbox_store::{Tx, grants, people, portfolios, teams as store};

pub use store::View;

/// The most members of a team.
const MOST_MEMBERS: usize = 1_000;

/// What a new team is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it does.
    pub description: String,
    /// Whose it is, by id or key.
    pub portfolio: String,
    /// The ids of the people in it.
    pub members: Vec<String>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What it does.
    pub description: Option<String>,
    /// Whose it is, by id or key.
    pub portfolio: Option<String>,
    /// The ids of all people in it.
    pub members: Option<Vec<String>>,
}

/// What a list of teams is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Teams of this portfolio, by id or key, and those below it.
    pub portfolio: Option<String>,
    /// Teams this person is in.
    pub member: Option<String>,
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// The teams the caller may see, by key.
///
/// # Errors
/// A fault for a cursor that is none; a portfolio or person that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let portfolio = filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?;
            let member = filter.member.as_deref().map(|named| people::get(tx, named)).transpose()?;
            let filter = store::Filter {
                portfolio: portfolio.map(|portfolio| portfolio.id),
                member: member.map(|member| member.id),
                text: filter.text.clone(),
                archived: filter.archived,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One team.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes a team.
///
/// # Errors
/// A key that is taken, a portfolio or person that cannot be found, a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, By::Administration, &new)?;
            store::view(tx, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, by: By, new: &New) -> Outcome<Team> {
    let portfolio = portfolios::get(tx, &new.portfolio).map_err(|problem| at("/portfolio", problem))?;
    let id: TeamId = tx.new_id();
    let permit = permit(tx, by, id, portfolio.id)?;
    free(tx, &new.key)?;
    let made = Team {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        members: members(tx, &new.members, &[])?,
        archived_at: None,
        rev: 1,
    };
    store::insert(tx, &made, &permit)?;
    let fact = Fact::of("team.created", made.id, made.portfolio).named(&made.name);
    tx.record(&[fact.with(differences(None, Some(&made)))])?;
    Ok(made)
}

/// Changes a team.
///
/// # Errors
/// A stale revision, a key that is taken, a portfolio or person that cannot be found, a missing right: to say who is in a
/// team takes the right to administer everything the team holds a role on. The last administrator.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "team", before.id, rev, before.rev)?;
            change_in(tx, By::Administration, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, by: By, before: &Team, change: &Change) -> Outcome<Team> {
    let permit = permit(tx, by, before.id, before.portfolio)?;
    let mut after = before.clone();
    if let Some(key) = change.key.clone() {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &key)?;
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    if let Some(portfolio) = &change.portfolio {
        let portfolio = portfolios::get(tx, portfolio).map_err(|problem| at("/portfolio", problem))?;
        if portfolio.id != before.portfolio {
            tx.permit::<Administer>("portfolio", portfolio.id, portfolio.id)?;
            // Whoever administers a team says who holds its roles.
            may_give_what_it_holds(tx, by, before.id)?;
            after.portfolio = portfolio.id;
        }
    }
    if let Some(wanted) = &change.members {
        let mut wanted = members(tx, wanted, &before.members)?;
        // The order says nothing: the same people are no change.
        wanted.sort_by_key(|id| before.members.iter().position(|known| known == id).unwrap_or(usize::MAX));
        if wanted != before.members {
            may_give_what_it_holds(tx, by, before.id)?;
        }
        after.members = wanted;
    }
    let changes = differences(Some(before), Some(&after));
    if !changes.is_empty() {
        keep_an_administrator(tx, |tx| store::update(tx, before, &after, &permit))?;
        tx.record(&[Fact::of("team.changed", after.id, after.portfolio).named(&after.name).with(changes)])?;
    }
    Ok(after)
}

/// Puts a team away, or takes it out again. A team that is away gives its members nothing.
///
/// # Errors
/// A stale revision, a missing right, the last administrator.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "team", before.id, rev, before.rev)?;
            archive_in(tx, By::Administration, &before, away)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`archive`].
pub(crate) fn archive_in(tx: &mut Tx<'_>, by: By, before: &Team, away: bool) -> Outcome<()> {
    let permit = permit(tx, by, before.id, before.portfolio)?;
    if before.archived_at.is_some() != away {
        may_give_what_it_holds(tx, by, before.id)?;
        let after = Team { archived_at: away.then_some(tx.now()), ..before.clone() };
        keep_an_administrator(tx, |tx| store::update(tx, before, &after, &permit))?;
        let kind = if away { "team.archived" } else { "team.restored" };
        let changes = differences(Some(before), Some(&after));
        tx.record(&[Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes)])?;
    }
    Ok(())
}

/// The permit to say what a team is.
pub(crate) fn permit(tx: &mut Tx<'_>, by: By, team: TeamId, portfolio: PortfolioId) -> Outcome<Permit<Directory>> {
    match (by, tx.permit::<Administer>("team", team, portfolio)) {
        (_, Ok(permit)) => Ok(permit.into()),
        // Held on the root, so that it holds for every team.
        (By::Directory, Err(_)) => keeping(tx, by, "team", team).map(|(_, permit)| permit),
        (By::Administration, Err(problem)) => Err(problem),
    }
}

/// To say who is in a team is to say who holds the team's roles. Without this, the administrator of a small portfolio
/// could join a team that administers everything. A directory says so of every team that makes nobody an administrator.
fn may_give_what_it_holds(tx: &mut Tx<'_>, by: By, team: TeamId) -> Outcome<()> {
    if by == By::Directory && !grants::makes_administrators(tx, team)? {
        return Ok(());
    }
    for portfolio in grants::places_of_team(tx, team)? {
        match tx.permit::<Administer>("portfolio", portfolio, portfolio) {
            Ok(_) => {}
            Err(Problem::NotFound { .. } | Problem::Forbidden { .. }) => {
                let ask = "an administrator of every portfolio on which the team holds a role".to_owned();
                return Err(Problem::Forbidden { right: Administer::RIGHT.words(), ask });
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(())
}

/// Reads the members somebody wants. Who was in the team already may stay, though they left the enterprise.
fn members(tx: &mut Tx<'_>, wanted: &[String], before: &[PersonId]) -> Outcome<Vec<PersonId>> {
    let mut faults = Faults::none();
    faults.require(wanted.len() <= MOST_MEMBERS, "/members", "length", || {
        format!("a team has up to {MOST_MEMBERS} members; make teams of them")
    });
    let ids: Vec<Option<PersonId>> = wanted.iter().map(|named| PersonId::parse(named)).collect();
    let known: Vec<PersonId> = ids.iter().flatten().copied().collect();
    let present = people::present(tx, &known)?;
    let mut members = Vec::new();
    for (index, id) in ids.iter().enumerate() {
        match id {
            Some(id) if present.contains(id) || before.contains(id) => {
                if !members.contains(id) {
                    members.push(*id);
                }
            }
            _ => {
                let detail =
                    format!("{:?} is nobody who is here; a team's members are the ids of people", wanted[index]);
                faults.push(Fault::new(format!("/members/{index}"), "unknown", detail));
            }
        }
    }
    faults.finish()?;
    Ok(members)
}

fn free(tx: &mut Tx<'_>, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        return Err(Problem::fault("/key", "taken", format!("there is a team {key} already")));
    }
    Ok(())
}
