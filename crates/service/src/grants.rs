//! Roles given to people and teams on portfolios.

use crate::{App, Ctx, Page, Slice, releases::at};
use jiff::Timestamp;
use signalbox_domain::{
    Fact, Outcome, Problem, Reason,
    authz::{Administer, Right, RightSet},
    id::PersonId,
    people::{GivenRole, Grant, Party},
};
use signalbox_store::{Tx, grants as store, people, portfolios, roles, teams};

pub use signalbox_domain::authz::Role;
pub use store::{Because, Holder, View};

/// What is to be given.
#[derive(Clone, Debug)]
pub struct New {
    /// The person who gets it, by id; or a team.
    pub person: Option<String>,
    /// The team that gets it, by id or key; or a person.
    pub team: Option<String>,
    /// What is given: one of the ten roles,
    pub role: Option<Role>,
    /// or, by id or key, one that the organisation made for itself.
    pub custom_role: Option<String>,
    /// From when on it no longer holds; for good when absent.
    pub until: Option<Timestamp>,
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
            let role = role(tx, &new)?;
            if new.until.is_some_and(|until| until <= tx.now()) {
                return Err(Problem::fault("/until", "past", "a role that ends has to end in the future"));
            }
            let grant = Grant { id: tx.new_id(), to, role, portfolio: on.id, until: new.until };
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
        return Err(Problem::fault("/role", "taken", "this role is given already"));
    }
    store::insert(tx, grant, &permit)?;
    let view = store::view(tx, grant.portfolio, &grant.id.to_string())?;
    let given = fact("grant.given", &view).change("role", None::<GivenRole>, grant.role);
    tx.record(&[given.change("until", None::<String>, grant.until.map(|until| until.to_string()))])
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
            tx.record(&[taken(&view)])
        })
        .await
}

/// The fact that a role was taken back.
pub(crate) fn taken(view: &View) -> Fact {
    fact("grant.taken", view).change("role", view.grant.role, None::<GivenRole>)
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

fn role(tx: &mut Tx<'_>, new: &New) -> Outcome<GivenRole> {
    match (new.role, &new.custom_role) {
        (Some(role), None) => Ok(GivenRole::BuiltIn(role)),
        (None, Some(named)) => {
            roles::get(tx, named).map(|role| GivenRole::Custom(role.id)).map_err(|problem| at("/custom_role", problem))
        }
        _ => Err(Problem::fault("", "role", "send exactly one of role and custom_role")),
    }
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

/// What a person may do, and why.
#[derive(Clone, Debug)]
pub struct Standing {
    /// All of it together, beside reading.
    pub rights: RightSet,
    /// Where each part of it comes from.
    pub because: Vec<Because>,
}

/// What a person may do on a portfolio, and why. Everybody may ask it of a portfolio they see; of all portfolios at once
/// only the person and administrators of the installation may.
///
/// # Errors
/// [`Problem::NotFound`], a missing right.
pub async fn standing(app: &App, ctx: &Ctx, person: String, portfolio: Option<String>) -> Outcome<Standing> {
    app.db
        .read(ctx, move |tx| {
            let person = people::get(tx, &person)?;
            let on = portfolio.as_ref().map(|named| portfolios::get(tx, named).map(|on| on.id)).transpose();
            let on = on.map_err(|problem| at("/portfolio", problem))?;
            if on.is_none() && tx.ctx().actor.person() != Some(person.id) {
                crate::people::administration(tx, "person", person.id)?;
            }
            standing_in(tx, person.id, on)
        })
        .await
}

pub(crate) fn standing_in(
    tx: &mut Tx<'_>,
    person: PersonId,
    on: Option<signalbox_domain::id::PortfolioId>,
) -> Outcome<Standing> {
    let because = store::why(tx, person, on)?;
    let rights = because.iter().fold(RightSet::NONE, |all, one| all.or(one.rights));
    Ok(Standing { rights, because })
}

/// Who may do what on a portfolio, by name; who may do one thing there, when a right is asked for.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn holders(
    app: &App,
    ctx: &Ctx,
    portfolio: String,
    right: Option<Right>,
) -> Outcome<Vec<(signalbox_domain::PersonRef, RightSet)>> {
    app.db
        .read(ctx, move |tx| {
            let on = portfolios::get(tx, &portfolio)?;
            let mut found = store::holders(tx, on.id)?;
            found.retain(|(_, rights)| right.is_none_or(|right| rights.has(right)));
            Ok(found)
        })
        .await
}
