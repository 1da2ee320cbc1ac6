//! Feeds: calendars that programs subscribe to by a secret address. A feed shows what its person may see when it is read,
//! never more; the secret is told once and kept nowhere.

use crate::{
    App, Ctx, Page, Slice,
    accounts::{caller, digest, secret},
    documents, ical, people,
    releases::Filter,
    views, windows,
};
use jiff::{Timestamp, civil::Date};
use signalbox_domain::{
    Fact, Name, Outcome, Problem, Ref, Zone,
    authz::{Actor, Rights},
    problem::Faults,
};
use signalbox_store::{Tx, feeds as store, plans, portfolios, releases, views as view_store};
use std::sync::Arc;

pub use store::{Feed, ViewRef};

/// What every secret of a feed begins with, so that a scanner of secrets can know one.
pub const PREFIX: &str = "sbf_";
/// How many characters of a secret are told in lists.
const HINT: usize = PREFIX.len() + 4;
/// The days around today that the feed of a portfolio or a view tells of.
const BEFORE: i32 = 180;
const AFTER: i32 = 730;
/// The most releases one feed tells of.
const MOST: usize = 2_000;

/// What a new feed is to tell of: a portfolio or a release, by id or key, or a saved view.
#[derive(Clone, Debug)]
pub struct New {
    /// What its owner calls it; the thing's own name when absent.
    pub name: Option<Name>,
    /// The portfolio whose releases and windows it tells.
    pub portfolio: Option<String>,
    /// The release whose plan it tells.
    pub release: Option<String>,
    /// The saved view whose releases it tells, as the view then is.
    pub view: Option<String>,
}

/// A feed that has just been made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The feed.
    pub feed: Feed,
    /// The secret that opens it. It is told once and kept nowhere.
    pub secret: String,
}

/// A calendar as it is now.
#[derive(Clone, Debug)]
pub struct Read {
    /// iCalendar.
    pub text: String,
    /// The same as long as the text is.
    pub tag: String,
    /// Since when at the latest it is as it is.
    pub changed: Timestamp,
}

/// The caller's feeds, newest first.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, page: Page) -> Outcome<Slice<Feed>> {
    app.db
        .read(ctx, move |tx| {
            let person = caller(tx.ctx())?;
            store::list(tx, person, &page)
        })
        .await
}

/// Makes a feed that reads with the caller's eyes.
///
/// # Errors
/// A thing that cannot be found; none or several of portfolio, release and view; a view that shows no releases.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Made> {
    app.db
        .write(ctx, move |tx| {
            let owner = signalbox_store::people::get(tx, &caller(tx.ctx())?.to_string())?;
            let mut faults = Faults::none();
            let portfolio = match &new.portfolio {
                Some(named) => crate::app::referred(&mut faults, "/portfolio", portfolios::get(tx, named))?,
                None => None,
            };
            let release = match &new.release {
                Some(named) => crate::app::referred(&mut faults, "/release", releases::get(tx, named))?,
                None => None,
            };
            let view = match &new.view {
                Some(named) => crate::app::referred(&mut faults, "/view", view_store::get(tx, named))?,
                None => None,
            };
            if let Some(view) = &view {
                views::wanted(&view.view)?;
            }
            let named = [&new.portfolio, &new.release, &new.view].into_iter().flatten().count();
            faults.require(named == 1, "", "choice", || {
                "a feed tells of one portfolio, one release or one view; name exactly one of them".to_owned()
            });
            faults.finish()?;
            let portfolio = portfolio.map(|found| Ref { id: found.id, key: found.key, name: found.name });
            let release = release.map(|found| Ref { id: found.id, key: found.key, name: found.name });
            let view =
                view.map(|found| ViewRef { id: found.view.id, name: found.view.name, screen: found.view.screen });
            let own = portfolio.as_ref().map(|found| &found.name).or(release.as_ref().map(|found| &found.name));
            let own = own.or(view.as_ref().map(|found| &found.name));
            let name = new.name.clone().or(own.cloned()).unwrap_or_else(|| Name::from_words("feed"));
            let text = format!("{PREFIX}{}", secret());
            let feed = Feed {
                id: tx.new_id(),
                name,
                hint: text.chars().take(HINT).collect(),
                person: signalbox_domain::PersonRef { id: owner.id, name: owner.name },
                portfolio,
                release,
                view,
                created_at: tx.now(),
            };
            store::insert(tx, &feed, &digest(&text))?;
            let fact = Fact::of("feed.created", feed.id, people::root(tx)?).about(feed.person.id).named(&feed.name);
            let of = feed.portfolio.as_ref().map(|found| found.id.to_string());
            let of = of.or(feed.release.as_ref().map(|found| found.id.to_string()));
            let of = of.or(feed.view.as_ref().map(|found| found.id.to_string()));
            tx.record(&[fact.change("of", None::<String>, of)])?;
            Ok(Made { feed, secret: text })
        })
        .await
}

/// Takes a feed back, so that its address leads nowhere: one's own, or as administrator of the installation anybody's.
///
/// # Errors
/// [`Problem::NotFound`], also for other people's.
pub async fn revoke(app: &App, ctx: &Ctx, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let feed = store::get(tx, &named)?;
            if tx.ctx().actor.person() != Some(feed.person.id) && !people::administers(tx)? {
                return Err(Problem::missing("feed", &named));
            }
            if store::revoke(tx, feed.id)? {
                let fact = Fact::of("feed.revoked", feed.id, people::root(tx)?);
                tx.record(&[fact.about(feed.person.id).named(&feed.name)])?;
            }
            Ok(())
        })
        .await
}

/// Reads the calendar that a secret opens, with the eyes its person has now.
///
/// # Errors
/// [`Problem::NotFound`] for a secret that opens nothing, or nothing any more, and for a thing that is out of sight
/// meanwhile.
pub async fn read(app: &App, secret: &str, request: &str) -> Outcome<Read> {
    let missing = || Problem::missing("feed", "with this address");
    if !secret.starts_with(PREFIX) {
        return Err(missing());
    }
    let (digest, standings) = (digest(secret), Arc::clone(&app.standings));
    let opened = app
        .db
        .read(&Ctx::system(request), move |tx| {
            let Some(opened) = store::opened_by(tx, &digest)? else { return Ok(None) };
            Ok(Some((opened, standings.standing_of(tx, opened.person)?)))
        })
        .await?;
    let (opened, held) = opened.ok_or_else(missing)?;
    let rights = Arc::new(Rights::Held(held));
    let ctx = Ctx { actor: Actor::Person(opened.person), rights, ..Ctx::system(request) };
    let feed = app.db.read(&ctx, move |tx| store::get(tx, &opened.id.to_string())).await?;
    // Read before the calendar is: what changes meanwhile is told as newer than it.
    let changed = app.db.read(&ctx, since).await?.max(feed.created_at);
    let name = feed.name;
    let text = match (feed.release, feed.portfolio, feed.view) {
        (Some(release), ..) => {
            let (document, changed) = documents::export_release(app, &ctx, release.id.to_string()).await?;
            ical::write(&document, changed)
        }
        (None, Some(portfolio), _) => {
            let filter = Filter { portfolio: Some(portfolio.id), ..Filter::default() };
            app.db.read(&ctx, move |tx| of_releases(tx, &name, filter.clone(), true)).await?
        }
        (None, None, Some(view)) => app.db.read(&ctx, move |tx| of_view(tx, &name, &view)).await?,
        (None, None, None) => return Err(missing()),
    };
    let tag = self::digest(&text);
    Ok(Read { text, tag, changed })
}

/// Since when at the latest every feed is as it is: since anything happened here, and since the day began, which moves
/// what feeds tell of.
fn since(tx: &mut Tx<'_>) -> Outcome<Timestamp> {
    let today = Zone::utc().start_of(Zone::utc().day_at(tx.now()));
    Ok(store::last_change(tx)?.map_or(today, |last| last.max(today)))
}

/// What a saved view shows, as it is now; a calendar with the windows in it.
fn of_view(tx: &mut Tx<'_>, name: &Name, view: &ViewRef) -> Outcome<String> {
    let view = view_store::get(tx, &view.id.to_string())?.view;
    let filter = views::wanted(&view)?.resolve(tx)?;
    of_releases(tx, name, filter, view.screen.as_str() == "calendar")
}

fn of_releases(tx: &mut Tx<'_>, name: &Name, mut filter: Filter, with_windows: bool) -> Outcome<String> {
    let today = Zone::utc().day_at(tx.now());
    let day = |days: i32| -> Date { today.saturating_add(jiff::Span::new().days(days)) };
    let from = filter.from.map_or(day(-BEFORE), |from| from.max(day(-BEFORE)));
    let to = filter.to.map_or(day(AFTER), |to| to.min(day(AFTER)));
    if to <= from {
        return Ok(ical::write_portfolio(name, &[], &[]));
    }
    (filter.from, filter.to) = (Some(from), Some(to));
    let told = store::releases(tx, &filter, MOST)?;
    let ids = serde_json::json!(told.iter().map(|release| release.id).collect::<Vec<_>>());
    let mut by_release = std::collections::HashMap::new();
    for (release, milestone) in plans::milestones_of(tx, &ids)? {
        by_release.entry(release).or_insert_with(Vec::new).push(milestone);
    }
    let bands = if with_windows { windows::bands(tx, from, to, filter.portfolio)?.0 } else { Vec::new() };
    let releases: Vec<ical::Planned> = told
        .into_iter()
        .map(|release| ical::Planned {
            milestones: by_release.remove(&release.id).unwrap_or_default(),
            key: release.key,
            name: release.name,
            target: release.target,
            changed: release.updated_at,
        })
        .collect();
    Ok(ical::write_portfolio(name, &releases, &bands))
}
