//! The version matrix: which version of which system runs where, and how far that is from production.

use super::Filter;
use crate::{App, Ctx};
use signalbox_domain::{
    Outcome, Ref,
    deployments::{Cell, matrix},
    id::{EnvironmentId, SystemId, VersionId},
};
use signalbox_store::environments::matrix as store;
use std::collections::HashMap;

pub use store::Column;

/// The most environments of a matrix.
const MOST: usize = 200;

/// What runs of a system in an environment.
#[derive(Clone, Debug)]
pub struct Place {
    /// The environment, by its place in the matrix.
    pub column: usize,
    /// What runs, and since when.
    pub cell: Cell,
    /// Its version, when it was registered.
    pub version: Option<VersionId>,
    /// How many versions it is behind production.
    pub behind: Option<i64>,
}

/// A system with what runs of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The system.
    pub system: Ref<SystemId>,
    /// What counts as its version in production.
    pub production: Option<Cell>,
    /// What runs of it, in the order of environments.
    pub places: Vec<Place>,
}

/// What runs where.
#[derive(Clone, Debug)]
pub struct VersionMatrix {
    /// The environments in which anything runs, in the order of their stages.
    pub columns: Vec<Column>,
    /// The systems that run there, by their keys.
    pub rows: Vec<Row>,
    /// False when there were too many environments to show them all.
    pub complete: bool,
}

/// Which version of which system runs in which environment, of those the caller may see.
///
/// # Errors
/// What the filter names and cannot be found.
pub async fn get(app: &App, ctx: &Ctx, filter: Filter) -> Outcome<VersionMatrix> {
    app.db
        .read(ctx, move |tx| {
            let filter = filter.found(tx)?;
            let mut columns = store::columns(tx, &filter, MOST + 1)?;
            let complete = columns.len() <= MOST;
            columns.truncate(MOST);
            let environments: Vec<EnvironmentId> = columns.iter().map(|column| column.environment.id).collect();
            let found = store::cells(tx, &environments)?;
            let mut systems: Vec<SystemId> = found.iter().map(|view| view.cell.system).collect();
            systems.dedup();
            let production = matrix::in_production(store::in_production(tx, &systems)?);
            Ok(VersionMatrix { rows: rows(&environments, found, &production), columns, complete })
        })
        .await
}

/// Cells by their systems, in whose order they come.
fn rows(environments: &[EnvironmentId], found: Vec<store::View>, production: &HashMap<SystemId, Cell>) -> Vec<Row> {
    let columns: HashMap<EnvironmentId, usize> =
        environments.iter().enumerate().map(|(column, environment)| (*environment, column)).collect();
    let mut rows: Vec<Row> = Vec::new();
    for view in found {
        let Some(column) = columns.get(&view.cell.environment) else { continue };
        let production = production.get(&view.cell.system);
        let behind = production.and_then(|production| matrix::behind(&view.cell, production));
        let place = Place { column: *column, cell: view.cell, version: view.version, behind };
        match rows.last_mut().filter(|row| row.system.id == view.system.id) {
            Some(row) => row.places.push(place),
            None => rows.push(Row { system: view.system, production: production.cloned(), places: vec![place] }),
        }
    }
    for row in &mut rows {
        row.places.sort_unstable_by_key(|place| place.column);
    }
    rows
}
