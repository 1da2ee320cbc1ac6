//! `/map`: how systems and environments hang together, around one of them or a release.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::Mention,
    state::Web,
    wire::{EnvironmentState, MapBondKind, MapDirection},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use signalbox_domain::map::{Bond, Thing};
use signalbox_service::map::{self, Place, Start};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many bonds deep a map is when nobody says.
const USUAL_DEPTH: u32 = 2;

/// The operation that shows it.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_map))
}

/// What something on the map is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MapThingKind {
    Release,
    System,
    Environment,
}

/// Something on the map.
#[derive(Serialize, ToSchema)]
struct MapThing {
    id: String,
    kind: MapThingKind,
    key: String,
    name: String,
    /// How many bonds it is away from where the map begins.
    distance: u32,
    /// Whether more leads on from it than is shown.
    more: bool,
    /// The stage of an environment.
    stage: Option<Mention>,
    /// Whether it is an environment in which customers are served.
    is_production: bool,
    /// How an environment is.
    state: Option<EnvironmentState>,
}

impl From<Place> for MapThing {
    fn from(place: Place) -> Self {
        let [id, key, name] = place.called;
        let kind = match place.thing {
            Thing::Release(_) => MapThingKind::Release,
            Thing::System(_) => MapThingKind::System,
            Thing::Environment(_) => MapThingKind::Environment,
        };
        let is_production = place.environment.as_ref().is_some_and(|known| known.is_production);
        let state = place.environment.as_ref().map(|known| known.state.into());
        let stage = place.environment.and_then(|known| known.stage).map(Mention::from);
        Self { id, kind, key, name, distance: place.distance, more: place.open, stage, is_production, state }
    }
}

/// That what happens to one thing reaches another.
#[derive(Serialize, ToSchema)]
struct MapBond {
    /// The id of the one.
    from: String,
    /// The id of the other.
    to: String,
    kind: MapBondKind,
    /// The version that runs, the kind of the link, or how the release touches the system.
    detail: Option<String>,
    /// True when it leads both ways.
    both: bool,
}

impl From<Bond> for MapBond {
    fn from(bond: Bond) -> Self {
        let id = |thing: Thing| match thing {
            Thing::Release(id) => id.to_string(),
            Thing::System(id) => id.to_string(),
            Thing::Environment(id) => id.to_string(),
        };
        Self {
            from: id(bond.from),
            to: id(bond.to),
            kind: bond.why.into(),
            detail: Some(bond.detail).filter(|detail| !detail.is_empty()),
            both: bond.both,
        }
    }
}

/// What lies around a thing.
#[derive(Serialize, ToSchema)]
struct Map {
    /// The nearest first; the first is where the map begins.
    things: Vec<MapThing>,
    bonds: Vec<MapBond>,
    /// False when there was too much to show all of it: then things farther away are missing.
    complete: bool,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MapQuery {
    /// Where the map begins: this environment, by id or key …
    environment: Option<String>,
    /// … or this system …
    system: Option<String>,
    /// … or this release. Exactly one of the three.
    release: Option<String>,
    /// Which way bonds are followed; both when absent.
    #[param(inline)]
    direction: Option<MapDirection>,
    /// How many bonds are followed, 1 to 5; 2 when absent.
    depth: Option<u32>,
}

/// Show how systems and environments hang together
///
/// A release reaches the systems it touches; a system those that need it, its parts, and the environments it runs in; an
/// environment its parts and those it sends something to. That is downstream; upstream is the other way. At most 250 things.
#[utoipa::path(get, path = "/map", tag = "environments", params(MapQuery),
    responses((status = 200, body = Map)))]
async fn get_map(State(web): State<Web>, Caller(ctx): Caller, Query(query): Query<MapQuery>) -> Reply<Json<Map>> {
    let starts =
        [query.environment.map(Start::Environment), query.system.map(Start::System), query.release.map(Start::Release)];
    let starts = starts.into_iter().flatten().collect();
    let toward = query.direction.unwrap_or(MapDirection::Both).into();
    let found = map::get(&web.app, &ctx, starts, toward, query.depth.unwrap_or(USUAL_DEPTH)).await?;
    Ok(Json(Map {
        things: found.places.into_iter().map(MapThing::from).collect(),
        bonds: found.bonds.into_iter().map(MapBond::from).collect(),
        complete: found.complete,
    }))
}
