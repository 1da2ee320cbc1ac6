//! What JSON Schema says of types that the domain owns and that therefore cannot derive a schema themselves.
//!
//! Each mirrors the names the domain's `serde` forms use; `tests::mirrors_are_true` holds them to it.
#![expect(dead_code, reason = "these types exist for their schemas only")]

use schemars::JsonSchema;

/// A day, `YYYY-MM-DD`.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "date"))]
pub(super) struct Day(String);

/// An instant, RFC 3339.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "date-time"))]
pub(super) struct Instant(String);

/// A deadline: a day, perhaps a time of day, and the zone whose clock counts (an IANA name, or `AoE`).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Due {
    date: Day,
    #[schemars(default, regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"))]
    time: Option<String>,
    zone: String,
}

/// A link to something outside.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Link {
    title: String,
    url: String,
}

/// How much.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Level {
    Low,
    Medium,
    High,
    Critical,
}

/// How a release stands to others.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Kind {
    Train,
    Project,
    Independent,
}

/// What a status means.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Category {
    Draft,
    Planned,
    Active,
    Done,
    Cancelled,
}

/// A status of a workflow.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Status {
    key: String,
    name: String,
    category: Category,
}

/// A step a workflow allows.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Transition {
    from: String,
    to: String,
}

/// What a field may hold.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum FieldType {
    Text,
    Number,
    Date,
    Boolean,
    Choice,
}

/// A field a release type adds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Field {
    key: String,
    name: String,
    #[schemars(rename = "type")]
    field_type: FieldType,
    #[schemars(default)]
    choices: Vec<String>,
    #[schemars(default)]
    required: bool,
}

/// Whether something must be decided at a point in time, or merely happens there.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum MilestoneKind {
    Gate,
    Milestone,
}

/// How far an activity is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum ActivityStatus {
    Todo,
    Doing,
    Blocked,
    Done,
}

/// How a release touches a system.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Impact {
    Code,
    Configuration,
    Regression,
}

/// A part somebody has in a release.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Part {
    Accountable,
    Responsible,
    Consulted,
    Informed,
}
