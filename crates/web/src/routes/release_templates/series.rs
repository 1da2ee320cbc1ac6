//! `/release-templates/{template}/series`: a quarter or a year of trains in one step.

use super::make::DayOffNote;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    output::{Listing, Mention},
    state::Web,
    wire::{DayOff, Due},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, releases::template::offset};
use signalbox_service::{
    release_templates::series::{self, NewSeries, Planned},
    releases,
};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation that makes many.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(create_release_series))
}

/// Releases to be made one after another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReleaseSeries {
    /// When targets come: an RFC 5545 rule such as `FREQ=MONTHLY;BYDAY=2TU`, counted from the first day.
    #[schema(min_length = 1, max_length = 2000)]
    rule: String,
    /// The first day a target may lie on.
    from: Date,
    /// The last one. Without it and without a number, the series ends after a year.
    #[serde(default)]
    until: Option<Date>,
    /// How many at most.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 120)]
    count: Option<u16>,
    /// What becomes of a target on a day nobody works; `before` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    day_off: Option<DayOff>,
    /// The pattern of keys: `PAY-{year}.{month}`. Words are `{n}`, `{nn}` (the number in the series), those of the target's
    /// date (`{date} {year} {yy} {quarter} {month} {week} {day}`) and those in `words`.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    key: Name,
    /// The pattern of names.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Name,
    /// What the template's open words stand for.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Whose they are to be; the template's portfolio when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// The id of the person who decides; the template's Accountable when absent.
    #[serde(default)]
    accountable: Option<String>,
    /// Only tell what would be made.
    #[serde(default)]
    dry_run: bool,
}

/// A release of a series.
#[derive(Serialize, ToSchema)]
struct SeriesRelease {
    /// Its number in the series, from 1.
    number: usize,
    key: String,
    name: String,
    /// The day the rule gave; the target lies elsewhere when that is a day nobody works.
    counted: Date,
    start: Option<Date>,
    target: Due,
    /// What in it meets a day nobody works.
    days_off: Vec<DayOffNote>,
    /// The release itself; `null` while it is only told what would be made.
    release: Option<Mention>,
}

impl From<Planned> for SeriesRelease {
    fn from(planned: Planned) -> Self {
        let Planned { member, release } = planned;
        Self {
            number: member.number,
            key: member.key.to_string(),
            name: member.name.to_string(),
            counted: member.counted,
            start: member.instance.draft.start,
            target: member.instance.draft.target.into(),
            days_off: member.instance.notes.into_iter().map(DayOffNote::from).collect(),
            release: release.map(Mention::from),
        }
    }
}

/// Make a series of releases of a template
///
/// All of them in one transaction, or none.
#[utoipa::path(post, path = "/release-templates/{template}/series", tag = "release templates",
    request_body = NewReleaseSeries, params(("template" = String, Path, description = "Id or key")),
    responses((status = 200, body = Listing<SeriesRelease>)))]
async fn create_release_series(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewReleaseSeries>,
) -> Reply<Json<Listing<SeriesRelease>>> {
    let accountable = new.accountable.map(|id| releases::id_at("/accountable", &id)).transpose()?;
    let wanted = NewSeries {
        rule: new.rule,
        from: new.from,
        until: new.until,
        count: new.count.map(usize::from),
        day_off: new.day_off.map_or(offset::DayOff::Before, Into::into),
        key: new.key,
        name: new.name,
        words: new.words,
        portfolio: new.portfolio,
        accountable,
    };
    let made = series::create(&web.app, &ctx, named, wanted, new.dry_run).await?;
    Ok(Listing::whole(made.into_iter().map(SeriesRelease::from).collect()))
}
