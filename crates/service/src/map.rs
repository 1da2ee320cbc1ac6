//! The map: systems and environments around one of them, or around a release.

use crate::{App, Ctx};
use signalbox_domain::{
    Outcome, Problem, Ref,
    id::Identifier,
    map::{Bond, Found, Thing, Toward, Walk},
};
use signalbox_store::{
    Tx, environments,
    map::{self as store, Known},
    releases, systems,
};
use std::collections::HashMap;

/// The most things on one map.
pub const MOST_THINGS: usize = 250;
/// The most bonds between the first and the last thing.
const DEEPEST: u32 = 5;

/// Where the map begins: something by id or key.
#[derive(Clone, Debug)]
pub enum Start {
    /// An environment.
    Environment(String),
    /// A system.
    System(String),
    /// A release.
    Release(String),
}

/// A thing as the map shows it.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which.
    pub thing: Thing,
    /// What it is called: its id, key and name.
    pub called: [String; 3],
    /// What else is known of an environment.
    pub environment: Option<Known>,
    /// How many bonds it is away.
    pub distance: u32,
    /// Whether more leads on from it than is shown.
    pub open: bool,
}

/// What lies around a thing.
#[derive(Clone, Debug)]
pub struct Map {
    /// The things, the nearest first: the first is the one asked for.
    pub places: Vec<Place>,
    /// The bonds between them.
    pub bonds: Vec<Bond>,
    /// False when there was too much to show all of it.
    pub complete: bool,
}

/// What lies so many bonds around a thing, of what the caller may see.
///
/// # Errors
/// A fault for a depth that is none, or nothing or several things to begin with; what cannot be found.
pub async fn get(app: &App, ctx: &Ctx, starts: Vec<Start>, toward: Toward, depth: u32) -> Outcome<Map> {
    if !(1..=DEEPEST).contains(&depth) {
        return Err(Problem::fault(
            "/depth",
            "range",
            format!("a map is 1 to {DEEPEST} bonds deep; {depth} is neither"),
        ));
    }
    let Ok([start]) = <[Start; 1]>::try_from(starts) else {
        let detail = "a map begins with one thing: name an environment, a system or a release";
        return Err(Problem::fault("/environment", "required", detail));
    };
    app.db
        .read(ctx, move |tx| {
            let mut walk = Walk::new(find(tx, &start)?, toward, depth, MOST_THINGS);
            while !walk.edge().is_empty() {
                let (bonds, all) = store::around(tx, walk.edge(), toward)?;
                walk.step(bonds, all);
            }
            shown(tx, walk.found())
        })
        .await
}

fn find(tx: &mut Tx<'_>, start: &Start) -> Outcome<Thing> {
    Ok(match start {
        Start::Environment(named) => Thing::Environment(environments::get(tx, named)?.id),
        Start::System(named) => Thing::System(systems::get(tx, named)?.id),
        Start::Release(named) => Thing::Release(releases::get(tx, named)?.id),
    })
}

/// What was found, with the names of all of it.
fn shown(tx: &mut Tx<'_>, found: Found) -> Outcome<Map> {
    let names = store::names(tx, found.things.iter().map(|(thing, ..)| *thing))?;
    let mut called: HashMap<Thing, ([String; 3], Option<Known>)> = HashMap::new();
    called.extend(names.releases.iter().map(|it| (Thing::Release(it.id), (texts(it), None))));
    called.extend(names.systems.iter().map(|it| (Thing::System(it.id), (texts(it), None))));
    let environments = names.environments.into_iter();
    called.extend(environments.map(|it| (Thing::Environment(it.environment.id), (texts(&it.environment), Some(it)))));
    let places = found.things.into_iter().filter_map(|(thing, distance, open)| {
        let (called, environment) = called.remove(&thing)?;
        Some(Place { thing, called, environment, distance, open })
    });
    Ok(Map { places: places.collect(), bonds: found.bonds, complete: found.complete })
}

fn texts<I: Identifier>(it: &Ref<I>) -> [String; 3] {
    [it.id.to_string(), it.key.to_string(), it.name.to_string()]
}
