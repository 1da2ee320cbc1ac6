//! `/decisions`: may this version of a system go to that environment at that time?

mod overrides;
mod stops;
mod sync_windows;
mod verifications;

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use signalbox_domain::decisions::{Blocker, Note, Remedy, situation::Elsewhere};
use signalbox_service::decisions::{self, Filter, Listed, Question, Told};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The one question, and what bears on it.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_decisions, decide))
        .routes(routes!(get_decision))
        .merge(stops::routes())
        .merge(sync_windows::routes())
        .merge(overrides::routes())
        .merge(verifications::routes())
}

/// What is asked. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// Where it is to go.
    environment: String,
    /// What is to go there.
    #[serde(default)]
    system: Option<String>,
    /// Which version of it, by number, registered or not; or by id.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    version: Option<String>,
    /// When it is to begin; now when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    at: Option<Timestamp>,
    /// How many minutes it is expected to take. Without it, only the instant at which it begins is looked at.
    #[serde(default)]
    #[schema(maximum = 44640)]
    minutes: Option<u32>,
    /// For which release: its gates and manifest count, and what is booked for it is not in its way.
    #[serde(default)]
    release: Option<String>,
}

impl From<NewDecision> for Question {
    fn from(new: NewDecision) -> Self {
        Self {
            environment: new.environment,
            system: new.system,
            version: new.version,
            at: new.at,
            minutes: new.minutes,
            release: new.release,
        }
    }
}

/// A decision in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionItem {
    id: String,
    /// When it was made.
    asked_at: Timestamp,
    /// Who asked; `null` for the system.
    asked_by: Option<PersonMention>,
    environment: Mention,
    system: Option<Mention>,
    /// The number of the version.
    version: Option<String>,
    release: Option<Mention>,
    /// When it was to begin.
    at: Timestamp,
    /// How many minutes it was expected to take; 0 when nobody said.
    minutes: i64,
    /// Whether it may go.
    allowed: bool,
    /// The words for what is in the way, each once.
    codes: Vec<String>,
}

impl From<Listed> for DecisionItem {
    fn from(listed: Listed) -> Self {
        Self {
            id: listed.id.to_string(),
            asked_at: listed.asked_at,
            asked_by: listed.asked_by.map(PersonMention::from),
            environment: listed.environment.into(),
            system: listed.system.map(Mention::from),
            version: listed.version,
            release: listed.release.map(Mention::from),
            at: listed.at,
            minutes: listed.minutes,
            allowed: listed.allowed,
            codes: listed.codes,
        }
    }
}

/// One thing in the way: what it is, who can clear it, when it clears by itself, and the act that clears it.
#[derive(Serialize, ToSchema)]
#[schema(as = DecisionReason)]
struct Reason {
    /// A stable word.
    code: &'static str,
    /// A sentence for people.
    detail: String,
    /// Who can clear it.
    who: Option<String>,
    /// When it clears by itself.
    until: Option<Timestamp>,
    #[schema(value_type = RemedyShape)]
    remedy: Remedy,
}

impl From<Blocker> for Reason {
    fn from(blocker: Blocker) -> Self {
        Self {
            code: blocker.code,
            detail: blocker.detail,
            who: blocker.who,
            until: blocker.until,
            remedy: blocker.remedy,
        }
    }
}

/// The act that clears one thing in the way, with the ids of what it is done to. All acts together let it go; without any
/// one of them it does not.
#[derive(Serialize, ToSchema)]
#[schema(as = Remedy)]
struct RemedyShape {
    /// `restore_environment`, `restore_system`, `restore_release`, `activate_release`, `register_version`, `list_version`,
    /// `pass_stage`, `pass_gate`, `deploy`, `lift_stop`, `override_window`, `cancel_booking`, `end_outage` or `meet_policy`.
    act: String,
    #[schema(nullable = false)]
    environment: Option<String>,
    #[schema(nullable = false)]
    system: Option<String>,
    /// The number of the version; with `deploy` this or a later one, any when `null`.
    version: Option<String>,
    #[schema(nullable = false)]
    release: Option<String>,
    #[schema(nullable = false)]
    gate: Option<String>,
    #[schema(nullable = false)]
    stage: Option<String>,
    /// With `pass_stage`: in how many more environments.
    #[schema(nullable = false)]
    environments: Option<u32>,
    /// With `pass_stage`: for how many minutes.
    #[schema(nullable = false)]
    soak_minutes: Option<u32>,
    /// With `pass_stage`: whether it has to be verified there.
    #[schema(nullable = false)]
    verified: Option<bool>,
    #[schema(nullable = false)]
    stop: Option<String>,
    #[schema(nullable = false)]
    window: Option<String>,
    #[schema(nullable = false)]
    booking: Option<String>,
    /// The change request that brings the outage.
    #[schema(nullable = false)]
    request: Option<String>,
    #[schema(nullable = false)]
    policy: Option<String>,
}

/// Something in nobody's way, but worth knowing.
#[derive(Serialize, ToSchema)]
#[schema(as = DecisionNote)]
struct NoteItem {
    /// A stable word: `overridden`, `overrun`, `waived`, `policy`, `audit`, `no_version`.
    code: &'static str,
    /// A sentence for people.
    detail: String,
}

impl From<Note> for NoteItem {
    fn from(note: Note) -> Self {
        Self { code: note.code, detail: note.detail }
    }
}

/// Another environment that is as good.
#[derive(Serialize, ToSchema)]
struct OtherEnvironment {
    id: String,
    key: String,
    name: String,
}

impl From<Elsewhere> for OtherEnvironment {
    fn from(other: Elsewhere) -> Self {
        Self { id: other.id.to_string(), key: other.key, name: other.name }
    }
}

/// A decision with its answer.
#[derive(Serialize, ToSchema)]
struct Decision {
    #[serde(flatten)]
    about: DecisionItem,
    /// Everything that is in the way.
    reasons: Vec<Reason>,
    /// What is worth knowing beside that.
    notes: Vec<NoteItem>,
    /// The first instant, not before the one asked for, at which nothing is in the way as far as is known; `null` when none
    /// is found within 92 days.
    allowed_from: Option<Timestamp>,
    /// That instant and the next ones at which it may go: at most three.
    times: Vec<Timestamp>,
    /// Environments of the same group or stage to which it may go at the instant asked for.
    elsewhere: Vec<OtherEnvironment>,
    /// The number of the rules that made it.
    rules: i64,
    /// Whether the rules as they are now answer the same from what was known then.
    repeats: bool,
    /// The facts that policies were asked about.
    #[schema(value_type = Object)]
    facts: Box<RawValue>,
    /// What policies said.
    #[schema(value_type = Vec<Object>)]
    verdicts: Box<RawValue>,
}

impl From<Told> for Decision {
    fn from(told: Told) -> Self {
        let answer = told.answer;
        Self {
            about: told.listed.into(),
            reasons: answer.blockers.into_iter().map(Reason::from).collect(),
            notes: answer.notes.into_iter().map(NoteItem::from).collect(),
            allowed_from: answer.allowed_from,
            times: answer.times,
            elsewhere: answer.elsewhere.into_iter().map(OtherEnvironment::from).collect(),
            rules: told.rules,
            repeats: told.repeats,
            facts: told.facts,
            verdicts: told.verdicts,
        }
    }
}

/// Ask whether a version may go to an environment at a time
///
/// Decided on the database's time from everything that bears on it: what was put away, the release and its manifest, its
/// gates, the stages before, what the system needs, stopped lines, windows, bookings, outages and policies. The answer is
/// kept with all it was decided from. Without a system only the environment is asked about.
#[utoipa::path(post, path = "/decisions", tag = "decisions", request_body = NewDecision,
    responses((status = 200, body = Decision)))]
async fn decide(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewDecision>) -> Reply<Json<Decision>> {
    Ok(Json(decisions::decide(&web.app, &ctx, new.into()).await?.into()))
}

/// Read a decision, made again
///
/// The rules as they are now answer once more from what was known then; `repeats` says whether that is what was answered
/// then. Names are told as far as the reader may know them.
#[utoipa::path(get, path = "/decisions/{decision}", tag = "decisions",
    params(("decision" = String, Path, description = "Id")),
    responses((status = 200, body = Decision)))]
async fn get_decision(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Json<Decision>> {
    Ok(Json(decisions::get(&web.app, &ctx, named).await?.into()))
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
    /// About this environment, by id or key.
    environment: Option<String>,
    /// About this system, by id or key.
    system: Option<String>,
    /// For this release, by id or key.
    release: Option<String>,
    /// Those that allowed, or those that did not.
    allowed: Option<bool>,
    /// Made from this instant on.
    from: Option<Timestamp>,
    /// Made before this instant.
    to: Option<Timestamp>,
}

/// List decisions, the latest first
///
/// Whoever may see everything that a decision is about may see it.
#[utoipa::path(get, path = "/decisions", tag = "decisions", params(ListQuery),
    responses((status = 200, body = Listing<DecisionItem>)))]
async fn list_decisions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<DecisionItem>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter {
        environment: query.environment,
        system: query.system,
        release: query.release,
        allowed: query.allowed,
        from: query.from,
        to: query.to,
    };
    Ok(Listing::of(decisions::list(&web.app, &ctx, filter, page).await?, DecisionItem::from))
}
