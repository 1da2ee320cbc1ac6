//! `/releases/{release}/plan`, `/plan-changes`: what a move does, as a preview and as a change, and taking it back.

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Along, ConflictSeverity, DependantChoice, DistanceUnit, MemberChoice, MoveCause, MovedKind},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::schedule::replan;
use signalbox_service::{
    bookings::MovedBooking,
    replanning::{self, Answer, MovedRelease, Shown, Told, Wanted},
};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on plans as wholes.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(preview_plan))
        .routes(routes!(change_plan))
        .routes(routes!(list_plan_changes))
        .routes(routes!(undo_plan_change))
}

/// What becomes of a train's members.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberChoices {
    /// Of those not named below; `ask` when absent.
    #[serde(default = "ask")]
    default: MemberChoice,
    /// Of these, by id or key.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, MemberChoice>)]
    each: BTreeMap<String, MemberChoice>,
}

const fn ask() -> MemberChoice {
    MemberChoice::Ask
}

/// What is to move where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanMove {
    /// A phase, milestone or activity of the release, by id, key or name; the release itself when absent.
    #[serde(default)]
    #[schema(max_length = 200, nullable = false)]
    subject: Option<String>,
    /// Its first day as it is to be; absent, it stays.
    #[serde(default)]
    #[schema(nullable = false)]
    start: Option<Date>,
    /// Its last day as it is to be, of a milestone its deadline; absent, it stays.
    #[serde(default)]
    #[schema(nullable = false)]
    end: Option<Date>,
    /// What moves along; when absent everything with a release, what comes after with a phase, nothing with the rest.
    #[serde(default)]
    #[schema(nullable = false)]
    along: Option<Along>,
    /// How distances are counted; `working_days` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    unit: Option<DistanceUnit>,
    /// What becomes of members; they are asked about when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    members: Option<MemberChoices>,
    /// What becomes of releases that need a moved one; `push` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    dependants: Option<DependantChoice>,
    /// Why; kept with the former plans.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

impl From<PlanMove> for Wanted {
    fn from(wanted: PlanMove) -> Self {
        let members = wanted.members.unwrap_or(MemberChoices { default: ask(), each: BTreeMap::new() });
        Self {
            subject: wanted.subject,
            start: wanted.start,
            end: wanted.end,
            along: wanted.along.map(Into::into),
            unit: wanted.unit.unwrap_or(DistanceUnit::WorkingDays).into(),
            members: members.default.into(),
            each: members.each.into_iter().map(|(named, choice)| (named, choice.into())).collect(),
            dependants: wanted.dependants.unwrap_or(DependantChoice::Push).into(),
            reason: wanted.reason,
        }
    }
}

/// The first and last day of something; either may be open.
#[derive(Serialize, ToSchema)]
struct DaySpan {
    start: Option<Date>,
    end: Option<Date>,
}

impl From<replan::Span> for DaySpan {
    fn from(span: replan::Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// Something that moves.
#[derive(Serialize, ToSchema)]
struct MovedItem {
    kind: MovedKind,
    id: String,
    name: String,
    before: DaySpan,
    after: DaySpan,
    /// By how many days its end moves; its start, when the end stays.
    days: i32,
}

/// A release that moves.
#[derive(Serialize, ToSchema)]
struct PlanMoved {
    release: Mention,
    rev: i64,
    because: MoveCause,
    items: Vec<MovedItem>,
}

impl From<MovedRelease> for PlanMoved {
    fn from(moved: MovedRelease) -> Self {
        let item = |item: replan::Item| MovedItem {
            days: item.days(),
            kind: item.kind.into(),
            id: item.id,
            name: item.name,
            before: item.before.into(),
            after: item.after.into(),
        };
        Self {
            release: moved.release.into(),
            rev: moved.rev,
            because: moved.moved.because.into(),
            items: moved.moved.items.into_iter().map(item).collect(),
        }
    }
}

/// A rule that a conflict comes from.
#[derive(Serialize, ToSchema)]
struct ConflictRule {
    kind: String,
    id: String,
    name: String,
}

/// Something that stands against a move.
#[derive(Serialize, ToSchema)]
struct PlanConflict {
    severity: ConflictSeverity,
    /// Stable.
    code: String,
    /// A sentence a person can act on.
    detail: String,
    /// The release it is about; `null` when it is not visible.
    release: Option<Mention>,
    /// The id of the part of the release that it is about.
    item: Option<String>,
    rule: Option<ConflictRule>,
    /// Who can clear it.
    who: Option<String>,
    /// When it clears by itself.
    until: Option<Timestamp>,
}

impl From<Told> for PlanConflict {
    fn from(told: Told) -> Self {
        let conflict = told.conflict;
        Self {
            severity: conflict.severity.into(),
            code: conflict.code.to_owned(),
            detail: conflict.detail,
            release: told.release.map(Mention::from),
            item: conflict.item,
            rule: conflict.rule.map(|rule| ConflictRule { kind: rule.kind, id: rule.id, name: rule.name }),
            who: conflict.who,
            until: conflict.until,
        }
    }
}

/// What a move does.
#[derive(Serialize, ToSchema)]
struct PlanAnswer {
    /// The moved release's revision.
    rev: i64,
    /// The id of the change that was made; `null` in a preview, and when nothing moved.
    change: Option<String>,
    /// Everything that moves, release by release, the moved one first.
    changes: Vec<PlanMoved>,
    /// Members that are asked about, with what following would do. They stay.
    asks: Vec<PlanMoved>,
    /// The bookings that move along with their phases: by as many days as the begin of the phase, by the clock of the booking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bookings: Vec<PlanBooking>,
    /// What stands against it, the heaviest first.
    conflicts: Vec<PlanConflict>,
}

/// A booking that moves along with its phase.
#[derive(Serialize, ToSchema)]
struct PlanBooking {
    /// `null` when it is not visible.
    id: Option<String>,
    /// Its title and who has it.
    called: String,
    /// When it begins now.
    start: Timestamp,
    /// When it ends now.
    end: Timestamp,
    /// When it would begin.
    new_start: Timestamp,
    /// When it would end.
    new_end: Timestamp,
}

impl From<MovedBooking> for PlanBooking {
    fn from(moved: MovedBooking) -> Self {
        Self {
            id: moved.booking.map(|id| id.to_string()),
            called: moved.called,
            start: moved.before.start(),
            end: moved.before.end(),
            new_start: moved.after.start(),
            new_end: moved.after.end(),
        }
    }
}

impl From<Answer> for PlanAnswer {
    fn from(answer: Answer) -> Self {
        Self {
            rev: answer.rev,
            change: answer.change.map(|id| id.to_string()),
            changes: answer.changes.into_iter().map(PlanMoved::from).collect(),
            asks: answer.asks.into_iter().map(PlanMoved::from).collect(),
            bookings: answer.bookings.into_iter().map(PlanBooking::from).collect(),
            conflicts: answer.conflicts.into_iter().map(PlanConflict::from).collect(),
        }
    }
}

/// Preview a move
///
/// Everything that would move with it and every conflict; nothing is changed.
#[utoipa::path(post, path = "/releases/{release}/plan/preview", tag = "plans", request_body = PlanMove,
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = PlanAnswer)))]
async fn preview_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(wanted): Body<PlanMove>,
) -> Reply<Json<PlanAnswer>> {
    Ok(Json(replanning::preview(&web.app, &ctx, named, wanted.into()).await?.into()))
}

/// Move a release or a part of it
///
/// Takes what the preview takes and gives the same answer. Refused with every reason while a conflict blocks it.
#[utoipa::path(post, path = "/releases/{release}/plan", tag = "plans", request_body = PlanMove,
    params(("release" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 200, body = PlanAnswer)))]
async fn change_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(wanted): Body<PlanMove>,
) -> Reply<Tagged<PlanAnswer>> {
    let done = replanning::change(&web.app, &ctx, named, rev, wanted.into()).await?;
    Ok(Tagged::found(done.rev, done.into()))
}

/// A change of plans as it was made.
#[derive(Serialize, ToSchema)]
struct PlanChange {
    id: String,
    /// The release that somebody moved.
    release: Mention,
    at: Timestamp,
    /// `null` for the system.
    by: Option<PersonMention>,
    reason: Option<String>,
    /// Everything that moved, as far as it is visible.
    changes: Vec<PlanMoved>,
    /// The id of the change it took back.
    undoes: Option<String>,
    undone_at: Option<Timestamp>,
    undone_by: Option<PersonMention>,
}

impl From<Shown> for PlanChange {
    fn from(shown: Shown) -> Self {
        let change = shown.change;
        let (undone_at, undone_by) = change.undone.map_or((None, None), |(at, by)| (Some(at), by));
        Self {
            id: change.id.to_string(),
            release: change.release.into(),
            at: change.at,
            by: change.by.map(PersonMention::from),
            reason: change.reason,
            changes: shown.moved.into_iter().map(PlanMoved::from).collect(),
            undoes: change.undoes.map(|id| id.to_string()),
            undone_at,
            undone_by: undone_by.map(PersonMention::from),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Only changes that moved this release, by id or key.
    release: Option<String>,
}

/// List changes of plans
///
/// The newest first.
#[utoipa::path(get, path = "/plan-changes", tag = "plans", params(ListQuery),
    responses((status = 200, body = Listing<PlanChange>)))]
async fn list_plan_changes(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<PlanChange>>> {
    let page = page(query.limit, query.cursor, query.total);
    let found = replanning::list(&web.app, &ctx, query.release, page).await?;
    Ok(Listing::of(found, PlanChange::from))
}

/// Why a change is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UndoReason {
    /// Kept with the former plans.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Take a change of plans back
///
/// Everything it moved goes where it was; refused when somebody moved one of these things since, with who and when.
#[utoipa::path(post, path = "/plan-changes/{plan_change}/undo", tag = "plans", request_body = UndoReason,
    params(("plan_change" = String, Path, description = "Id")),
    responses((status = 200, body = PlanAnswer)))]
async fn undo_plan_change(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(why): Body<UndoReason>,
) -> Reply<Tagged<PlanAnswer>> {
    let done = replanning::undo(&web.app, &ctx, named, why.reason).await?;
    Ok(Tagged::found(done.rev, done.into()))
}
