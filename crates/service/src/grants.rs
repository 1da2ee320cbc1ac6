//! Roles given to people and teams on portfolios.

use crate::{App, Ctx, Page, Slice, releases::at};
use signalbox_domain::{
    Fact, Outcome, Problem, Reason,
    authz::{Administer, Role},
    people::{Grant, Party},
};
use signalbox_store::{Tx, grants as store, people, portfolios, teams};

pub use store::{Holder, View};

/// What is to be given.
#[derive(Clone, Debug)]
pub struct New {
    /// The person who gets it, by id; or a team.
    pub person: Option<String>,
    /// The team that gets it, by id or key; or a person.
    pub team: Option<String>,
    /// What is given.
    pub role: Role,
}

/// A grant that holds on a portfolio.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The grant.
    pub view: View,
    /// True when it is given on a portfolio above.
    pub inherited: bool,
}

/// The grants that hold on a portfolio, those given above it included.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, portfolio: String, page: Page) -> Outcome<Slice<Holding>> {
    app.db
        .read(ctx, move |tx| {
            let on = portfolios::get(tx, &portfolio)?;
            let found = store::list(tx, on.id, &page)?;
            Ok(found.map(|view| Holding { inherited: view.grant.portfolio != on.id, view }))
        })
        .await
}

/// Gives a role to a person or a team.
///
/// # Errors
/// A person or team that cannot be found, a role that is given already, a missing right.
pub async fn create(app: &App, ctx: &Ctx, portfolio: String, new: New) -> Outcome<Holding> {
    app.db
        .write(ctx, move |tx| {
            let on = portfolios::get(tx, &portfolio)?;
            let to = party(tx, &new)?;
            let grant = Grant { id: tx.new_id(), to, role: new.role, portfolio: on.id };
            give(tx, &grant)?;
            Ok(Holding { view: store::view(tx, on.id, &grant.id.to_string())?, inherited: false })
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// A role that is given already, a missing right.
pub fn give(tx: &mut Tx<'_>, grant: &Grant) -> Outcome<()> {
    let permit = tx.permit::<Administer>("grant", grant.id, grant.portfolio)?;
    if store::is_given(tx, grant)? {
        return Err(Problem::fault("/role", "taken", format!("the role {} is given already", grant.role.name())));
    }
    store::insert(tx, grant, &permit)?;
    let view = store::view(tx, grant.portfolio, &grant.id.to_string())?;
    tx.record(&[fact("grant.given", &view).change("role", None::<Role>, grant.role)])
}

/// Takes a role back.
///
/// # Errors
/// [`Problem::NotFound`], a grant that is given on a portfolio above, a missing right, the last administrator.
pub async fn delete(app: &App, ctx: &Ctx, portfolio: String, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let on = portfolios::get(tx, &portfolio)?;
            let view = store::view(tx, on.id, &named)?;
            if view.grant.portfolio != on.id {
                let place =
                    view.portfolio.map_or_else(|| "a portfolio above".to_owned(), |above| above.name.to_string());
                let detail = format!("this role is given on {place} and holds here too; take it back there");
                return Err(Problem::refused("inherited", detail));
            }
            let permit = tx.permit::<Administer>("grant", view.grant.id, on.id)?;
            keep_an_administrator(tx, |tx| store::delete(tx, &permit))?;
            tx.record(&[fact("grant.taken", &view).change("role", view.grant.role, None::<Role>)])
        })
        .await
}

/// Makes a change that may take rights away, unless it leaves nobody who could give any.
///
/// # Errors
/// A refusal when the change takes the last administrator; what the change answers.
pub(crate) fn keep_an_administrator(tx: &mut Tx<'_>, change: impl FnOnce(&mut Tx<'_>) -> Outcome<()>) -> Outcome<()> {
    let before = store::administrators(tx)?;
    change(tx)?;
    if before > 0 && store::administrators(tx)? == 0 {
        let detail = "nobody would be left to administer the installation";
        let reason = Reason::new("last_administrator", "this is the last administrator of the root portfolio");
        return Err(Problem::Refused {
            detail: detail.to_owned(),
            reasons: vec![reason.cleared_by("an administrator, by making somebody else one first")],
        });
    }
    Ok(())
}

/// A grant has no name of its own: the journal names it by who holds it.
fn fact(kind: &'static str, view: &View) -> Fact {
    let (name, field, holder) = match &view.holder {
        Holder::Person(person) => (&person.name, "person", person.id.to_string()),
        Holder::Team(team) => (&team.name, "team", team.id.to_string()),
    };
    let grant = &view.grant;
    let (before, after) = if kind == "grant.given" { (None, Some(holder)) } else { (Some(holder), None) };
    Fact::of(kind, grant.id, grant.portfolio).about(grant.portfolio).named(name).change(field, before, after)
}

fn party(tx: &mut Tx<'_>, new: &New) -> Outcome<Party> {
    match (&new.person, &new.team) {
        (Some(person), None) => {
            let person = people::get(tx, person).map_err(|problem| at("/person", problem))?;
            if person.archived_at.is_some() {
                return Err(Problem::fault("/person", "archived", format!("{} has left", person.name)));
            }
            Ok(Party::Person(person.id))
        }
        (None, Some(team)) => {
            let team = teams::get(tx, team).map_err(|problem| at("/team", problem))?;
            if team.archived_at.is_some() {
                return Err(Problem::fault("/team", "archived", format!("the team {} is archived", team.name)));
            }
            Ok(Party::Team(team.id))
        }
        _ => Err(Problem::fault("", "party", "a role is given to a person or to a team: send exactly one of the two")),
    }
}
