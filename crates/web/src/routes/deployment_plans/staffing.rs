//! Whether those who are to do a plan can.

use crate::{
    failure::Reply,
    input::{Caller, Path},
    state::Web,
    wire::Party,
};
use axum::{Json, extract::State};
use serde::Serialize;
use signalbox_service::deployment_plans::staffing::{self, Staffing};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_plan_staffing))
}

/// What the people of a plan can do of it. Times are in seconds from the beginning of its own way.
#[derive(Serialize, ToSchema)]
struct PlanStaffing {
    /// Where more is asked of somebody than they can do, if every task begins as early as it can.
    clashes: Vec<StaffingClash>,
    /// When the last task is over, if every task begins as early as it can.
    earliest_end: i64,
    /// When it is over if nobody does more than they can: a good plan, and not proven to be the best.
    staffed_end: i64,
    /// When each task is done then.
    tasks: Vec<StaffedTask>,
}

/// That more is asked of somebody than they can do.
#[derive(Serialize, ToSchema)]
struct StaffingClash {
    /// Of whom.
    who: Option<Party>,
    /// How many things they can do at once: a person one, a team as many as it has people.
    can: i64,
    from: i64,
    to: i64,
    /// The numbers of the tasks that are to be done then.
    tasks: Vec<u32>,
}

/// When a task is done if nobody does more than they can.
#[derive(Serialize, ToSchema)]
struct StaffedTask {
    number: u32,
    start: i64,
    finish: i64,
}

impl From<Staffing> for PlanStaffing {
    fn from(staffing: Staffing) -> Self {
        let parties = &staffing.told.parties;
        let clash = |clash: &staffing::Clash| StaffingClash {
            who: parties.holder(clash.who).map(Party::from),
            can: clash.can,
            from: clash.span.start,
            to: clash.span.end,
            tasks: clash.tasks.clone(),
        };
        Self {
            clashes: staffing.clashes.iter().map(clash).collect(),
            earliest_end: staffing.earliest_end,
            staffed_end: staffing.staffed_end,
            tasks: staffing
                .staffed
                .iter()
                .map(|(number, start, finish)| StaffedTask { number: *number, start: *start, finish: *finish })
                .collect(),
        }
    }
}

/// Look whether those who are to do a deployment plan can
///
/// Nobody is in two places, and a team does no more at once than it has people; where the plan asks for more, it says so, and
/// when it would be over if it did not.
#[utoipa::path(get, path = "/deployment-plans/{plan}/staffing", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key")), responses((status = 200, body = PlanStaffing)))]
async fn get_plan_staffing(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<PlanStaffing>> {
    Ok(Json(staffing::of(&web.app, &ctx, named).await?.into()))
}
