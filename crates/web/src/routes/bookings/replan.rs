//! Moving many bookings at once.

use super::Booking;
use crate::{
    failure::Reply,
    input::{Body, Caller},
    output::{Listing, Mention},
    state::Web,
    wire::NewSpan,
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Zone, bookings::Booking as Known, id::BookingId};
use signalbox_service::{
    bookings::replan::{self, MOST_STEPS, Plan, PlanOutcome, Step, Wanted},
    environments::Filter,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that move many.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(plan_bookings)).routes(routes!(move_bookings))
}

/// Which bookings are planned anew. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingPlanWanted {
    /// The first day.
    from: Date,
    /// The day after the last: nothing is moved beyond it.
    to: Date,
    /// Whose days these are; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    /// Key or name of the environment holds this text.
    #[serde(default)]
    #[schema(max_length = 200)]
    q: Option<String>,
    /// Environments in this portfolio or below it.
    #[serde(default)]
    portfolio: Option<String>,
    /// Environments at this stage.
    #[serde(default)]
    stage: Option<String>,
    /// Environments of this group.
    #[serde(default)]
    group: Option<String>,
    /// Environments looked after by this team.
    #[serde(default)]
    team: Option<String>,
    /// By how many hours a booking is moved at once; 24 when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 168)]
    step_hours: Option<u32>,
    /// The same question with the same seed has the same answer.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 4_294_967_295_i64)]
    seed: u32,
    /// How much work is done at most: 300,000 steps when absent, which is below two seconds.
    #[serde(default)]
    #[schema(minimum = 1000, maximum = 2_000_000)]
    steps: Option<u32>,
    /// The ids of bookings that stay where they are; whatever has begun stays anyhow.
    #[serde(default)]
    #[schema(max_items = 500)]
    keep: Vec<String>,
}

/// How planning ended.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BookingPlanOutcome {
    /// There is a plan.
    Plan,
    /// There is none: some bookings cannot coexist.
    Impossible,
    /// None was found, and none was shown to be impossible.
    Unknown,
}

/// A booking that a plan is about.
#[derive(Serialize, ToSchema)]
struct PlannedBooking {
    id: String,
    title: String,
    /// How much it matters: 1 (most) to 5 (least).
    priority: u8,
    rev: i64,
}

/// What becomes of one booking.
#[derive(Serialize, ToSchema)]
struct PlannedMove {
    booking: PlannedBooking,
    /// The environment it has; `null` when it is not visible.
    from_environment: Option<Mention>,
    from_start: Timestamp,
    from_end: Timestamp,
    /// The environment it would have; `null` when it is not visible.
    environment: Option<Mention>,
    start: Timestamp,
    end: Timestamp,
    /// What that costs: seconds moved times the weight of its priority, and what counts like it.
    cost: u64,
}

/// A plan after which nothing clashes, or why there is none.
#[derive(Serialize, ToSchema)]
struct BookingPlan {
    outcome: BookingPlanOutcome,
    /// How many bookings could be moved.
    movable: usize,
    /// Those that move.
    moves: Vec<PlannedMove>,
    /// What the plan costs; `null` when there is none.
    cost: Option<u64>,
    /// What giving places in the order of priority alone would cost; `null` when that leaves somebody out.
    greedy_cost: Option<u64>,
    /// What every plan costs at least.
    bound: u64,
    /// True when no plan is cheaper, or no smaller set of bookings cannot coexist.
    proven: bool,
    /// The smallest set of bookings found that cannot coexist, or those that were left out.
    stuck: Vec<PlannedBooking>,
    /// Steps done.
    steps: u64,
}

impl From<Plan> for BookingPlan {
    fn from(plan: Plan) -> Self {
        let named = |id: &BookingId| plan.bookings.get(id).map(planned);
        let environment = |id| plan.environments.get(id).cloned().map(Mention::from);
        let (outcome, cost, proven, moves, stuck) = match &plan.answer.outcome {
            PlanOutcome::Plan { placed, cost, proven } => {
                let moves = placed.iter().filter(|one| one.from != one.to).filter_map(|one| {
                    Some(PlannedMove {
                        booking: named(&one.from.booking)?,
                        from_environment: environment(&one.from.environment),
                        from_start: one.from.span.start(),
                        from_end: one.from.span.end(),
                        environment: environment(&one.to.environment),
                        start: one.to.span.start(),
                        end: one.to.span.end(),
                        cost: one.cost,
                    })
                });
                (BookingPlanOutcome::Plan, Some(*cost), *proven, moves.collect(), Vec::new())
            }
            PlanOutcome::Impossible { bookings, smallest } => {
                let stuck = bookings.iter().filter_map(named).collect();
                (BookingPlanOutcome::Impossible, None, *smallest, Vec::new(), stuck)
            }
            PlanOutcome::Unknown { left_out } => {
                let stuck = left_out.iter().filter_map(named).collect();
                (BookingPlanOutcome::Unknown, None, false, Vec::new(), stuck)
            }
        };
        Self {
            outcome,
            movable: plan.movable,
            moves,
            cost,
            greedy_cost: plan.answer.greedy,
            bound: plan.answer.bound,
            proven,
            stuck,
            steps: plan.answer.steps,
        }
    }
}

fn planned(booking: &Known) -> PlannedBooking {
    PlannedBooking {
        id: booking.id.to_string(),
        title: booking.title.to_string(),
        priority: booking.priority.number(),
        rev: booking.rev,
    }
}

/// Plan bookings anew
///
/// Moves as little as possible, weighed by priority, so that nothing clashes any more: visible bookings of one environment
/// that have not begun, within the days and on the environments of their groups. Says which cannot coexist when there is no
/// plan. Nothing is saved; the work ends when the caller goes away.
#[utoipa::path(post, path = "/bookings/plan", tag = "bookings", request_body = BookingPlanWanted,
    responses((status = 200, body = BookingPlan)))]
async fn plan_bookings(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(wanted): Body<BookingPlanWanted>,
) -> Reply<Json<BookingPlan>> {
    let wanted = Wanted {
        environments: Filter {
            text: wanted.q,
            portfolio: wanted.portfolio,
            stage: wanted.stage,
            group: wanted.group,
            team: wanted.team,
            ..Filter::default()
        },
        from: wanted.from,
        to: wanted.to,
        zone: wanted.zone.unwrap_or_else(Zone::utc),
        step_hours: wanted.step_hours,
        seed: u64::from(wanted.seed),
        steps: wanted.steps.map(|steps| u64::from(steps).min(MOST_STEPS)),
        keep: wanted.keep,
    };
    Ok(Json(replan::replan(&web.app, &ctx, wanted).await?.into()))
}

/// Where one booking goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBookingMove {
    /// The booking's id.
    booking: String,
    /// Its rev when the plan was made.
    rev: i64,
    /// The environment it is to have, by id or key.
    environment: String,
    span: NewSpan,
}

/// A plan that is carried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBookingMoves {
    #[schema(max_items = 500)]
    moves: Vec<NewBookingMove>,
    /// Why; kept in the journal with every move.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Move many bookings at once
///
/// All of them in one transaction, or none: refused with everything that stands against any of them once all have moved.
#[utoipa::path(post, path = "/bookings/move", tag = "bookings", request_body = NewBookingMoves,
    responses((status = 200, body = Listing<Booking>)))]
async fn move_bookings(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewBookingMoves>,
) -> Reply<Json<Listing<Booking>>> {
    let mut steps = Vec::with_capacity(new.moves.len());
    for (index, one) in new.moves.into_iter().enumerate() {
        let span = one.span.read(&format!("/moves/{index}/span"))?;
        steps.push(Step { booking: one.booking, rev: one.rev, environment: one.environment, span });
    }
    let moved = replan::carry_out(&web.app, &ctx, steps, new.reason).await?;
    Ok(Listing::whole(moved.into_iter().map(Booking::from).collect()))
}
