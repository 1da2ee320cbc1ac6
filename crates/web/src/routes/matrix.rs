//! `/releases/{release}/matrix`: a train's members beside its own plan.

use crate::{
    failure::Reply,
    input::{Caller, Path},
    output::{Mention, PersonMention},
    state::Web,
    wire::{Category, ColumnKind, HealthState, Standing},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde::Serialize;
use signalbox_service::matrix::{self, Cell, Column, Dated, Member, Shown};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on the matrix.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_matrix))
}

/// A train's members beside its own plan.
#[derive(Serialize, ToSchema)]
struct Matrix {
    train: Mention,
    /// The day it is for the train.
    today: Date,
    /// How many members there are.
    total: i64,
    /// False when not all of them are here.
    complete: bool,
    /// How many columns were left out, because there would be too many.
    left_out: usize,
    /// How many members drift.
    drifting: usize,
    /// The worst drift of any, in days.
    worst: i32,
    /// The target, then phases, then gates and milestones, each by date.
    columns: Vec<MatrixColumn>,
    /// By key.
    members: Vec<MatrixMember>,
}

/// A phase, gate or milestone of the train or of its members, and what its cells add up to.
#[derive(Serialize, ToSchema)]
struct MatrixColumn {
    kind: ColumnKind,
    /// By what members are matched: the name of a phase, the key of a gate or milestone; empty for the target.
    key: String,
    /// Empty for the target.
    name: String,
    /// The train's own; `null` when only members have it, and then nobody drifts in it.
    own: Option<MatrixDates>,
    /// How many members have it.
    members: usize,
    /// The first day of any member's.
    first: Option<Date>,
    /// The last day of any member's.
    last: Option<Date>,
    /// How many members drift in it.
    drifting: usize,
    /// The worst drift in it, in days.
    worst: i32,
    /// How many are ended, passed or done.
    over: usize,
    overdue: usize,
    failed: usize,
}

/// When something is, and how far it is.
#[derive(Serialize, ToSchema)]
struct MatrixDates {
    start: Option<Date>,
    /// Its last day.
    end: Date,
    standing: Standing,
}

/// A member of the train.
#[derive(Serialize, ToSchema)]
struct MatrixMember {
    id: String,
    key: String,
    name: String,
    status: String,
    category: Category,
    health: HealthState,
    accountable: Option<PersonMention>,
    /// Days by which the worst of its things drifts; 0 when none does.
    drift: i32,
    /// How many of its things drift.
    drifting: usize,
    /// What it has, in the order of the columns.
    cells: Vec<MatrixCell>,
}

/// One thing of one member.
#[derive(Serialize, ToSchema)]
struct MatrixCell {
    /// The index of its column.
    column: usize,
    start: Option<Date>,
    /// Its last day.
    end: Date,
    standing: Standing,
    /// Days by which it ends after the train's own; negative before; `null` when the train has none.
    days: Option<i32>,
    /// Days by which it drifts: those of them that still matter.
    drift: i32,
}

fn dates(dated: Dated) -> MatrixDates {
    MatrixDates { start: dated.start, end: dated.end, standing: dated.standing.into() }
}

fn column(column: Column) -> MatrixColumn {
    MatrixColumn {
        kind: column.kind.into(),
        key: column.key,
        name: column.name,
        own: column.own.map(dates),
        members: column.members,
        first: column.first,
        last: column.last,
        drifting: column.drifting,
        worst: column.worst,
        over: column.over,
        overdue: column.overdue,
        failed: column.failed,
    }
}

fn cell(cell: &Cell) -> MatrixCell {
    let Dated { start, end, standing } = cell.dated;
    MatrixCell { column: cell.column, start, end, standing: standing.into(), days: cell.days, drift: cell.drift() }
}

fn wire(shown: Shown) -> Matrix {
    let rows = shown.matrix.rows;
    let complete = i64::try_from(rows.len()).is_ok_and(|here| here == shown.total);
    let drifting = rows.iter().filter(|row| row.drift > 0).count();
    let worst = rows.iter().map(|row| row.drift).max().unwrap_or(0);
    let members = shown.members.into_iter().zip(shown.health).zip(rows).map(|((member, health), row)| {
        let Member { id, key, name, status, category, accountable, .. } = member;
        MatrixMember {
            id: id.to_string(),
            key: key.to_string(),
            name: name.to_string(),
            status: status.to_string(),
            category: category.into(),
            health: health.into(),
            accountable: accountable.map(PersonMention::from),
            drift: row.drift,
            drifting: row.drifting,
            cells: row.cells.iter().map(cell).collect(),
        }
    });
    Matrix {
        train: shown.train.into(),
        today: shown.today,
        total: shown.total,
        complete,
        left_out: shown.matrix.left_out,
        drifting,
        worst,
        members: members.collect(),
        columns: shown.matrix.columns.into_iter().map(column).collect(),
    }
}

/// Read a train's members beside its plan
///
/// Members by phases, gates, milestones and target, each with its dates, how far it is, and its drift: the days by which
/// something still ahead of a member ends after the train's own thing of the same name or key. At most 1,000 members and
/// 100 columns.
#[utoipa::path(get, path = "/releases/{release}/matrix", tag = "releases",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Matrix)))]
async fn get_matrix(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Json<Matrix>> {
    Ok(Json(wire(matrix::load(&web.app, &ctx, named).await?)))
}
