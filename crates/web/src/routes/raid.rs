//! `/releases/{release}/raid`: risks, assumptions, issues, decisions and dependencies.

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, PersonMention, Tagged},
    state::Web,
    wire::{Level, NewParty, Party, RaidKind, RaidStatus},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Patch};
use signalbox_service::{
    Page,
    raid::{self, Change, Count, Filter, New, Order, Owner, Told},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on the register.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_raid_items, add_raid_item))
        .routes(routes!(count_raid_items))
        .routes(routes!(get_raid_item, change_raid_item))
        .routes(routes!(close_raid_item))
        .routes(routes!(reopen_raid_item))
        .routes(routes!(archive_raid_item))
        .routes(routes!(restore_raid_item))
}

/// A line of the register.
#[derive(Serialize, ToSchema)]
struct RaidItem {
    id: String,
    /// Counts the items of the release.
    number: i64,
    kind: RaidKind,
    title: String,
    description: String,
    /// Who sees to it.
    owner: Option<Party>,
    /// How likely a risk is, 1 (hardly) to 5 (very).
    probability: Option<i64>,
    /// How bad a risk is, 1 (hardly) to 5 (very).
    impact: Option<i64>,
    /// Probability × impact, 1 to 25.
    exposure: Option<i64>,
    /// What the exposure means: `low` to 4, `medium` to 9, `high` to 14, `critical` from 15.
    level: Option<Level>,
    /// By when something has to be done.
    due: Option<Date>,
    /// Past its day, where the release is, and not closed.
    overdue: bool,
    /// What is done about it.
    response: String,
    status: RaidStatus,
    /// What came of it.
    resolution: Option<String>,
    closed_at: Option<Timestamp>,
    closed_by: Option<PersonMention>,
    created_at: Timestamp,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<Told> for RaidItem {
    fn from(told: Told) -> Self {
        let (item, status) = (&told.view.item, told.view.item.status());
        Self {
            id: item.id.to_string(),
            number: item.number,
            kind: item.kind.into(),
            title: item.title.to_string(),
            description: item.description.clone(),
            owner: told.view.owner.map(Party::from),
            probability: item.probability,
            impact: item.impact,
            exposure: item.exposure(),
            level: item.judgement().map(|judgement| judgement.level().into()),
            due: item.due,
            overdue: item.is_overdue(told.today),
            response: item.response.clone(),
            status: status.into(),
            resolution: item.closure.as_ref().map(|closure| closure.resolution.clone()),
            closed_at: item.closure.as_ref().map(|closure| closure.at),
            closed_by: told.view.closed_by.map(PersonMention::from),
            created_at: item.created_at,
            archived_at: item.archived_at,
            rev: item.rev,
        }
    }
}

/// What a new item is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRaidItem {
    kind: RaidKind,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    #[serde(default)]
    owner: Option<NewParty>,
    /// How likely a risk is; only a risk has it, together with `impact`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5)]
    probability: Option<i64>,
    /// How bad a risk is.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5)]
    impact: Option<i64>,
    #[serde(default)]
    due: Option<Date>,
    /// What is done about it.
    #[serde(default)]
    #[schema(max_length = 20000)]
    response: String,
    /// `open` when absent; `closed` only by closing it.
    #[serde(default)]
    #[schema(nullable = false)]
    status: Option<UnderWay>,
}

/// How far an item is that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UnderWay {
    Open,
    InProgress,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RaidItemChange {
    /// A risk that becomes something else is judged no more.
    #[schema(nullable = false)]
    kind: Option<RaidKind>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    title: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<NewParty>)]
    owner: Patch<NewParty>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 5)]
    probability: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 5)]
    impact: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    due: Patch<Date>,
    #[schema(max_length = 20000, nullable = false)]
    response: Option<String>,
    #[schema(nullable = false)]
    status: Option<UnderWay>,
}

/// How an item ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// What came of it.
    #[schema(min_length = 1, max_length = 20000)]
    resolution: String,
}

/// How many items there are of one kind, status and judgement.
#[derive(Serialize, ToSchema)]
struct RaidCount {
    kind: RaidKind,
    status: RaidStatus,
    probability: Option<i64>,
    impact: Option<i64>,
    items: i64,
    /// How many of them are past their day and not closed.
    overdue: i64,
}

impl From<Count> for RaidCount {
    fn from(count: Count) -> Self {
        Self {
            kind: count.kind.into(),
            status: count.status.into(),
            probability: count.probability,
            impact: count.impact,
            items: count.items,
            overdue: count.overdue,
        }
    }
}

/// What the register is ordered by.
#[derive(Clone, Copy, Deserialize, ToSchema)]
enum RaidOrder {
    /// As the items were raised.
    #[serde(rename = "number")]
    Number,
    /// By due day; those without one last.
    #[serde(rename = "due")]
    Due,
    /// The largest exposure first.
    #[serde(rename = "-exposure")]
    Exposure,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    #[param(inline)]
    kind: Option<RaidKind>,
    #[param(inline)]
    status: Option<RaidStatus>,
    /// Only those past their day and not closed.
    overdue: Option<bool>,
    /// This person sees to it, by id or mail address.
    person: Option<String>,
    /// This team sees to it, by id or key.
    team: Option<String>,
    /// Judged as this likely.
    probability: Option<i64>,
    /// Judged as this bad.
    impact: Option<i64>,
    /// Its title, description or response holds this text.
    q: Option<String>,
    /// Those that were put away instead of the others.
    archived: Option<bool>,
    /// `number` when absent.
    #[param(inline)]
    sort: Option<RaidOrder>,
}

impl ListQuery {
    /// Which items, in which order, and which part of them.
    pub(super) fn parts(self) -> (Filter, Order, Page) {
        let filter = Filter {
            kind: self.kind.map(Into::into),
            status: self.status.map(Into::into),
            overdue: self.overdue == Some(true),
            owner: Owner { person: self.person, team: self.team },
            probability: self.probability,
            impact: self.impact,
            text: self.q,
            archived: self.archived == Some(true),
        };
        let order = match self.sort {
            None | Some(RaidOrder::Number) => Order::Number,
            Some(RaidOrder::Due) => Order::Due,
            Some(RaidOrder::Exposure) => Order::Exposure,
        };
        (filter, order, page(self.limit, self.cursor, self.total))
    }
}

fn tagged(told: Told) -> Tagged<RaidItem> {
    Tagged::found(told.view.item.rev, told.into())
}

/// List the RAID register of a release
#[utoipa::path(get, path = "/releases/{release}/raid", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ListQuery),
    responses((status = 200, body = Listing<RaidItem>)))]
async fn list_raid_items(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<RaidItem>>> {
    let (filter, order, page) = query.parts();
    Ok(Listing::of(raid::list(&web.app, &ctx, release, filter, order, page).await?, RaidItem::from))
}

/// Count the items of a RAID register
///
/// By kind, status and judgement: what a heat map shows.
#[utoipa::path(get, path = "/releases/{release}/raid/counts", tag = "records",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Listing<RaidCount>)))]
async fn count_raid_items(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
) -> Reply<Json<Listing<RaidCount>>> {
    let counts = raid::counts(&web.app, &ctx, release).await?;
    Ok(Listing::whole(counts.into_iter().map(RaidCount::from).collect()))
}

/// Add an item to a RAID register
#[utoipa::path(post, path = "/releases/{release}/raid", tag = "records", request_body = NewRaidItem,
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 201, body = RaidItem)))]
async fn add_raid_item(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Body(new): Body<NewRaidItem>,
) -> Reply<Tagged<RaidItem>> {
    let new = New {
        kind: new.kind.into(),
        title: new.title,
        description: new.description,
        owner: new.owner.map(Into::into),
        probability: new.probability,
        impact: new.impact,
        due: new.due,
        response: new.response,
        in_progress: new.status == Some(UnderWay::InProgress),
    };
    let made = raid::create(&web.app, &ctx, release, new).await?;
    Ok(Tagged::created(made.view.item.rev, made.into()))
}

/// Read an item of a RAID register
#[utoipa::path(get, path = "/releases/{release}/raid/{item}", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ("item" = String, Path, description = "Id")),
    responses((status = 200, body = RaidItem)))]
async fn get_raid_item(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, item)): Path<(String, String)>,
) -> Reply<Tagged<RaidItem>> {
    Ok(tagged(raid::get(&web.app, &ctx, release, item).await?))
}

/// Change an item of a RAID register
#[utoipa::path(patch, path = "/releases/{release}/raid/{item}", tag = "records", request_body = RaidItemChange,
    params(("release" = String, Path, description = "Id or key"), ("item" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RaidItem)))]
async fn change_raid_item(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, item)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(change): Body<RaidItemChange>,
) -> Reply<Tagged<RaidItem>> {
    let change = Change {
        kind: change.kind.map(Into::into),
        title: change.title,
        description: change.description,
        owner: change.owner.map(Owner::from),
        probability: change.probability,
        impact: change.impact,
        due: change.due,
        response: change.response,
        in_progress: change.status.map(|status| status == UnderWay::InProgress),
    };
    Ok(tagged(raid::change(&web.app, &ctx, release, item, rev, change).await?))
}

/// Close an item of a RAID register
#[utoipa::path(post, path = "/releases/{release}/raid/{item}/close", tag = "records", request_body = Resolution,
    params(("release" = String, Path, description = "Id or key"), ("item" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RaidItem)))]
async fn close_raid_item(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, item)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(Resolution { resolution }): Body<Resolution>,
) -> Reply<Tagged<RaidItem>> {
    Ok(tagged(raid::close(&web.app, &ctx, release, item, rev, resolution).await?))
}

macro_rules! turning {
    ($($(#[$doc:meta])* $name:ident($path:literal): |$app:ident, $ctx:ident, $release:ident, $item:ident, $rev:ident| $turn:expr;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "records",
            params(("release" = String, Path, description = "Id or key"), ("item" = String, Path, description = "Id"),
                ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = RaidItem)))]
        async fn $name(
            State(web): State<Web>,
            Caller($ctx): Caller,
            Path(($release, $item)): Path<(String, String)>,
            IfMatch($rev): IfMatch,
        ) -> Reply<Tagged<RaidItem>> {
            let ($app, $ctx) = (&web.app, &$ctx);
            Ok(tagged($turn.await?))
        }
    )*};
}

turning! {
    /// Open an item of a RAID register again
    reopen_raid_item("/releases/{release}/raid/{item}/reopen"):
        |app, ctx, release, item, rev| raid::reopen(app, ctx, release, item, rev);
    /// Put an item of a RAID register away
    ///
    /// For what was entered by mistake: what is over is closed.
    archive_raid_item("/releases/{release}/raid/{item}/archive"):
        |app, ctx, release, item, rev| raid::archive(app, ctx, release, item, rev, true);
    /// Take an item of a RAID register out again
    restore_raid_item("/releases/{release}/raid/{item}/restore"):
        |app, ctx, release, item, rev| raid::archive(app, ctx, release, item, rev, false);
}
