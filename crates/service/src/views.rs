//! Saved views.

use crate::{
    App, Ctx, Page, Slice,
    app::fresh,
    releases::{Filter, Wanted, at},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use signalbox_domain::{
    Key, Name, Outcome, Patch, Problem,
    authz::Plan as MayPlan,
    id::PortfolioId,
    views::{self, SavedView},
};
use signalbox_store::{Tx, portfolios, views as store};

pub use store::View;

/// What a new view is.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is called.
    pub name: Name,
    /// The screen it belongs to.
    pub screen: Key,
    /// What the address of the screen says.
    pub state: Map<String, Value>,
    /// With whom it is shared, by id or key.
    pub portfolio: Option<String>,
    /// Whether it opens by itself.
    pub preferred: bool,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What it is called.
    pub name: Option<Name>,
    /// What the address of the screen says.
    pub state: Option<Map<String, Value>>,
    /// With whom it is shared, by id or key.
    pub portfolio: Patch<String>,
    /// Whether it opens by itself.
    pub preferred: Option<bool>,
}

/// Views by name: one's own and those that were shared.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, screen: Option<Key>, page: Page) -> Outcome<Slice<View>> {
    app.db.read(ctx, move |tx| store::list(tx, screen.as_ref(), &page)).await
}

/// One view.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::get(tx, &named)).await
}

/// Saves a view under a name.
///
/// # Errors
/// A state that is too long; a portfolio that cannot be found, or in which the caller may not plan.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let Some(owner) = tx.ctx().actor.person() else {
                return Err(Problem::Unauthenticated("views belong to people; sign in as one".to_owned()));
            };
            let portfolio = new.portfolio.as_deref().map(|named| shared(tx, named)).transpose()?;
            let made = SavedView {
                id: tx.new_id(),
                owner,
                portfolio,
                name: new.name.clone(),
                screen: new.screen.clone(),
                state: new.state.clone(),
                preferred: new.preferred,
                created_at: tx.now(),
                rev: 1,
            };
            let decided = views::save(made)?;
            store::insert(tx, &decided.state)?;
            tx.record(&decided.facts)?;
            store::get(tx, &decided.state.id.to_string())
        })
        .await
}

/// Changes a view.
///
/// # Errors
/// As [`create`]; a stale revision; a view of somebody else.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = own(tx, &named, rev)?;
            let mut after = before.clone();
            after.name = change.name.clone().unwrap_or(after.name);
            after.state = change.state.clone().unwrap_or(after.state);
            after.preferred = change.preferred.unwrap_or(after.preferred);
            after.portfolio = match &change.portfolio {
                Patch::Keep => after.portfolio,
                Patch::Clear => None,
                Patch::Set(named) => Some(shared(tx, named)?),
            };
            let decided = views::change(&before, after)?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state)?;
                tx.record(&decided.facts)?;
            }
            store::get(tx, &named)
        })
        .await
}

/// Removes a view.
///
/// # Errors
/// A stale revision; a view of somebody else.
pub async fn remove(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let before = own(tx, &named, rev)?;
            store::remove(tx, &before)?;
            tx.record(&[views::remove(&before)])
        })
        .await
}

/// The releases that a view shows, wherever in time one looks at them.
///
/// # Errors
/// A fault for a view of a screen that shows no releases, and for a filter that is none.
pub fn wanted(view: &SavedView) -> Outcome<Wanted> {
    let is_list = match view.screen.as_str() {
        "releases" => true,
        // The days in the address of a calendar say where one looks, and not what for.
        "calendar" => false,
        _ => {
            return Err(Problem::fault(
                "/view",
                "screen",
                "this view shows no releases; choose one of releases or of the calendar",
            ));
        }
    };
    let said = Said(&view.state);
    let listed = |name: &str| said.text(name).filter(|_| is_list);
    Ok(Wanted {
        filter: Filter {
            kind: said.one("kind")?,
            category: said.one("category")?,
            risk: said.one("risk")?,
            text: said.text("q"),
            status: listed("status").map(|key| Key::parse(&key)).transpose().map_err(|_| said.strange("status"))?,
            tag: listed("tag"),
            from: if is_list { said.one("from")? } else { None },
            to: if is_list { said.one("to")? } else { None },
            archived: listed("archived").is_some_and(|archived| archived == "true"),
            ..Filter::default()
        },
        portfolio: said.text("portfolio"),
        parent: listed("parent"),
        release_type: listed("type"),
        system: listed("system"),
    })
}

/// What the address of a screen says.
struct Said<'v>(&'v Map<String, Value>);

impl Said<'_> {
    fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }

    fn one<T: DeserializeOwned>(&self, name: &str) -> Outcome<Option<T>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        serde_json::from_value(Value::String(text)).map(Some).map_err(|_| self.strange(name))
    }

    fn strange(&self, name: &str) -> Problem {
        let text = self.text(name).unwrap_or_default();
        Problem::fault("/view", "filter", format!("the view limits {name} to {text:?}, which is none; save it anew"))
    }
}

fn own(tx: &mut Tx<'_>, named: &str, rev: i64) -> Outcome<SavedView> {
    let found = store::get(tx, named)?;
    if tx.ctx().actor.person() != Some(found.view.owner) {
        return Err(Problem::Forbidden {
            right: "change other people's views",
            ask: format!("{}, whose view it is, or save it under a name of your own", found.owner.name),
        });
    }
    fresh(tx, "view", found.view.id, rev, found.view.rev)?;
    Ok(found.view)
}

/// Whoever shares a view with a portfolio puts something before all its people: that is for those who plan there.
fn shared(tx: &mut Tx<'_>, named: &str) -> Outcome<PortfolioId> {
    let portfolio = portfolios::get(tx, named).map_err(|problem| at("/portfolio", problem))?.id;
    tx.permit::<MayPlan>("portfolio", portfolio, portfolio)?;
    Ok(portfolio)
}
