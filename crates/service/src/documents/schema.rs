//! What JSON Schema says of types that the domain owns and that therefore cannot derive a schema themselves.
//!
//! Each mirrors the names the domain's `serde` forms use; `tests::mirrors_are_true` holds them to it.
#![expect(dead_code, reason = "these types exist for their schemas only")]

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The published JSON Schema of a document, draft 2020-12. Formats are asserted by the reader: `date`, `date-time`, and
/// four of our own (`key`, `name`, `time-zone`, `local-date-time`) that others may take as annotations.
#[must_use]
pub fn schema() -> Value {
    let generated = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<super::Document>();
    let mut schema = generated.to_value();
    simplify(&mut schema);
    let mut published = Map::new();
    published.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    published.insert("$id".to_owned(), json!("urn:signalbox:schema:document:1"));
    published.insert("title".to_owned(), json!("Signalbox document"));
    published.insert(
        "description".to_owned(),
        json!("One thing that should be there. A YAML stream may hold many, separated by ---. `kind` and `key` say which thing it is; \
               what is not mentioned keeps its value or takes its default."),
    );
    if let Value::Object(fields) = schema {
        let rest = fields.into_iter().filter(|(name, _)| !["$schema", "title", "description"].contains(&name.as_str()));
        published.extend(rest);
    }
    Value::Object(published)
}

/// Makes a generated schema say what is meant: an absent field is left out, never `null`; a choice of words is an `enum`.
fn simplify(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(simplify),
        Value::Object(fields) => {
            fields.values_mut().for_each(simplify);
            if let Some(Value::Array(types)) = fields.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    fields.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(branches)) = fields.get_mut("anyOf") {
                branches.retain(|branch| branch != &json!({"type": "null"}));
                if let [Value::Object(only)] = branches.as_slice() {
                    let only = only.clone();
                    fields.shift_remove("anyOf");
                    for (name, value) in only {
                        fields.entry(name).or_insert(value);
                    }
                }
            }
            let words: Option<Vec<Value>> = fields
                .get("oneOf")
                .and_then(Value::as_array)
                .and_then(|branches| branches.iter().map(|branch| branch.get("const").cloned()).collect());
            if let Some(words) = words {
                fields.shift_remove("oneOf");
                fields.insert("type".to_owned(), json!("string"));
                fields.insert("enum".to_owned(), Value::Array(words));
            }
        }
        _ => {}
    }
}

/// A short name: letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "key", "pattern" = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"))]
pub(super) struct Key(String);

/// What a thing is called: one line of 1 to 200 characters.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "name", "minLength" = 1))]
pub(super) struct Name(String);

/// A time zone: an IANA name, or `AoE` (anywhere on Earth).
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "time-zone"))]
pub(super) struct Zone(String);

/// A day, `YYYY-MM-DD`.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "date"))]
pub(super) struct Day(String);

/// A day and a time of day by the clock of a zone that is named elsewhere, `YYYY-MM-DDTHH:MM`.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "local-date-time"))]
pub(super) struct LocalDateTime(String);

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
    zone: Zone,
}

/// A local time of day, `HH:MM` or `HH:MM:SS`.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"))]
pub(super) struct TimeOfDay(String);

/// What an offset counts: weeks, keeping the weekday; days that are worked; all days.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum OffsetUnit {
    Weeks,
    WorkingDays,
    Days,
}

/// A day of the week.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What becomes of a date on a day nobody works.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum DayOff {
    Keep,
    Before,
    After,
}

/// A day relative to the target's: so many units before it, after it when negative. Weeks begin on Monday, are counted
/// from the target's own week and say which day of theirs is meant.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Offset {
    unit: OffsetUnit,
    #[schemars(range(min = -3660, max = 3660))]
    before: i32,
    #[schemars(default)]
    weekday: Option<Weekday>,
    #[schemars(default)]
    day_off: Option<DayOff>,
}

/// A named span of a template.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TemplatePhase {
    name: Name,
    start: Offset,
    end: Offset,
}

/// A gate or milestone of a template.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TemplateMilestone {
    #[schemars(rename = "type")]
    kind: MilestoneKind,
    #[schemars(default)]
    key: Option<Name>,
    name: Name,
    #[schemars(default)]
    phase: Option<Name>,
    #[schemars(default)]
    start: Option<Offset>,
    due: Offset,
    #[schemars(default)]
    time: Option<TimeOfDay>,
    #[schemars(default)]
    zone: Option<Zone>,
    #[schemars(default)]
    responsible: Option<String>,
    #[schemars(default)]
    scope: Option<String>,
    #[schemars(default)]
    description: String,
    #[schemars(default)]
    criteria: Vec<TemplateCriterion>,
}

/// What has to be so before a gate is passed: its name, where a person says so, or a name with an expression over facts.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum TemplateCriterion {
    Name(Name),
    Automatic(AutomaticCriterion),
}

/// Something that is found out from facts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AutomaticCriterion {
    name: Name,
    expression: String,
}

/// Work of a template.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TemplateActivity {
    name: Name,
    #[schemars(default)]
    phase: Option<Name>,
    #[schemars(default)]
    start: Option<Offset>,
    #[schemars(default)]
    due: Option<Offset>,
    #[schemars(default)]
    description: String,
}

/// A day that would be worked but is not.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Holiday {
    date: Day,
    name: Name,
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

/// What a window means for releases.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum WindowKind {
    Freeze,
    Maintenance,
    Blockout,
}

/// What kind of thing is done in a task.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum TaskKind {
    Manual,
    Automated,
    Checkpoint,
    Communication,
    DowntimeStart,
    DowntimeEnd,
}

/// How something is asked.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Verb {
    Get,
    Post,
}

/// Whom a task calls, and with what. `{{name}}` stands for a parameter of the run, and `{{secret}}` in headers for the secret.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", tag = "to")]
pub(super) enum Call {
    /// Any server.
    Http {
        verb: Verb,
        url: String,
        #[schemars(default)]
        headers: BTreeMap<String, String>,
        #[schemars(default)]
        body: String,
    },
    /// A workflow of GitHub Actions that can be dispatched.
    GithubWorkflow {
        url: String,
        repository: String,
        workflow: String,
        reference: String,
        #[schemars(default)]
        inputs: BTreeMap<String, String>,
    },
    /// A pipeline of GitLab.
    GitlabPipeline {
        url: String,
        project: String,
        reference: String,
        #[schemars(default)]
        variables: BTreeMap<String, String>,
    },
    /// A job of Jenkins.
    JenkinsJob {
        url: String,
        #[schemars(default)]
        parameters: BTreeMap<String, String>,
    },
    /// An application of Argo CD.
    ArgoSync {
        url: String,
        application: String,
        #[schemars(default)]
        revision: String,
    },
}

/// What is done in a rehearsal: somebody is asked, the same, or another call instead.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Rehearsal {
    Ask,
    Same,
    Instead(Call),
}

/// What a task brings where.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Deploys {
    /// The key of the system.
    system: String,
    /// Its version by number; `{{name}}` stands for a parameter of the run.
    version: String,
    /// The key of the environment.
    environment: String,
}

/// What a machine is told to do.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Action {
    /// Whom it calls.
    call: Call,
    /// The name of the plan's secret that is sent with it.
    #[schemars(default)]
    secret: Option<String>,
    /// How often it is tried at most, 1 to 10.
    attempts: i64,
    /// How many seconds lie between two tries.
    pause: i64,
    /// Whether whoever is called does nothing twice for the same key.
    repeats: bool,
    /// Whether its end is told later.
    waits: bool,
    /// What is done in a rehearsal; somebody is asked when absent.
    #[schemars(default)]
    rehearsal: Option<Rehearsal>,
}

/// What becomes of what does not fulfil a policy.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Enforcement {
    Deny,
    Warn,
    Audit,
}

/// What becomes of work that would run over the edge of a window.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Overrun {
    Refuse,
    Warn,
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
    key: Key,
    name: Name,
    category: Category,
}

/// A step a workflow allows.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Transition {
    from: Key,
    to: Key,
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
    key: Key,
    name: Name,
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

/// What kind of thing a line of a RAID register is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum RaidKind {
    Risk,
    Assumption,
    Issue,
    Decision,
    Dependency,
}

/// How far a line of a RAID register is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum RaidStatus {
    Open,
    InProgress,
    Closed,
}

/// How a release touches a system.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Impact {
    Code,
    Configuration,
    Regression,
}

/// An amount of money in the currency's minor unit (cents of EUR, yen of JPY), and three letters of ISO 4217.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Money {
    amount: i64,
    currency: String,
}

/// How an environment is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Health {
    Free,
    Busy,
    Cleaning,
    Dirty,
    Down,
}

/// Which way something flows between environments: from the other to this one, to the other, or both.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Direction {
    From,
    To,
    Both,
}

/// The settings of an environment by name, in eight parts. A secret is a reference: `secret:path/of/it`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Profile {
    #[schemars(default)]
    infrastructure: Settings,
    #[schemars(default)]
    hardware: Settings,
    #[schemars(default)]
    network: Settings,
    #[schemars(default)]
    licences: Settings,
    #[schemars(default)]
    interdependencies: Settings,
    #[schemars(default)]
    variables: Settings,
    #[schemars(default)]
    permissions: Settings,
    #[schemars(default)]
    security: Settings,
}

/// Settings by name; always text, so that `1.10` stays `1.10`.
#[derive(JsonSchema, Default, serde::Serialize)]
#[schemars(transparent)]
#[serde(transparent)]
pub(super) struct Settings(BTreeMap<String, String>);

/// A part somebody has in a release.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Part {
    Accountable,
    Responsible,
    Consulted,
    Informed,
}

#[cfg(test)]
mod tests {
    use super::schema;
    use serde::Serialize;
    use serde_json::json;
    use signalbox_domain::{
        Due, Key, Name, Zone,
        calendar::window::{Overrun, WindowKind},
        catalog::{Level, Link},
        environments,
        policy::Enforcement,
        releases::{
            ActivityStatus, Impact, Kind, MilestoneKind, RaidKind, RaidStatus, Status, Transition,
            fields::{FieldDefinition, FieldType},
            raci::Part,
            template::{
                TemplateActivity, TemplateCriterion, TemplateMilestone, TemplatePhase,
                offset::{DayOff, Offset, Unit},
            },
            workflow::Category,
        },
        schedule::{Holiday, Weekday},
    };

    fn words(schema: &serde_json::Value, name: &str) -> serde_json::Value {
        schema["$defs"][name]["enum"].clone()
    }

    #[test]
    fn mirrors_are_true() {
        let schema = schema();
        assert_eq!(words(&schema, "Level"), json!(Level::ALL));
        assert_eq!(words(&schema, "Kind"), json!(Kind::ALL));
        assert_eq!(words(&schema, "WindowKind"), json!(WindowKind::ALL));
        assert_eq!(words(&schema, "Enforcement"), json!(Enforcement::ALL));
        assert_eq!(words(&schema, "Overrun"), json!(Overrun::ALL));
        assert_eq!(words(&schema, "Weekday"), json!(Weekday::ALL));
        assert_eq!(words(&schema, "Category"), json!(Category::ALL));
        assert_eq!(words(&schema, "MilestoneKind"), json!(MilestoneKind::ALL));
        assert_eq!(words(&schema, "ActivityStatus"), json!(ActivityStatus::ALL));
        assert_eq!(words(&schema, "RaidKind"), json!(RaidKind::ALL));
        assert_eq!(words(&schema, "RaidStatus"), json!(RaidStatus::ALL));
        assert_eq!(words(&schema, "Impact"), json!(Impact::ALL));
        assert_eq!(words(&schema, "Part"), json!(Part::ALL));
        assert_eq!(words(&schema, "Health"), json!(environments::Health::ALL));
        assert_eq!(words(&schema, "Direction"), json!(environments::Direction::ALL));
        let all = [FieldType::Text, FieldType::Number, FieldType::Date, FieldType::Boolean, FieldType::Choice];
        assert_eq!(words(&schema, "FieldType"), json!(all));

        let (key, name) = (Key::from_words("k"), Name::from_words("n"));
        let link = Link { title: "t".to_owned(), url: "https://example.org".to_owned() };
        let due =
            Due { date: jiff::civil::date(2026, 4, 1), time: Some(jiff::civil::time(1, 2, 3, 0)), zone: Zone::utc() };
        let field = FieldDefinition {
            key: key.clone(),
            name: name.clone(),
            field_type: FieldType::Text,
            choices: vec![],
            required: true,
        };
        let holiday = Holiday { date: jiff::civil::date(2026, 4, 1), name: name.clone() };
        let status = Status { key: key.clone(), name, category: Category::Draft };
        let transition = Transition { from: key.clone(), to: key };
        assert_eq!(words(&schema, "DayOff"), json!(DayOff::ALL));
        assert_eq!(words(&schema, "OffsetUnit"), json!([Unit::Weeks, Unit::WorkingDays, Unit::Days]));
        let offset = Offset::Weeks { before: 1, weekday: Weekday::Monday, day_off: DayOff::Before };
        let words = || Name::from_words("n");
        let phase = TemplatePhase { name: words(), start: offset, end: offset };
        let milestone = TemplateMilestone {
            kind: MilestoneKind::Gate,
            key: Some(words()),
            name: words(),
            phase: Some(words()),
            start: Some(offset),
            due: offset,
            time: Some(jiff::civil::time(1, 2, 3, 0)),
            zone: Some(Zone::utc()),
            responsible: Some(String::new()),
            scope: Some(String::new()),
            description: "d".to_owned(),
            criteria: vec![TemplateCriterion { name: words(), expression: Some(String::new()) }],
        };
        let automatic = milestone.criteria[0].clone();
        let activity = TemplateActivity {
            name: words(),
            phase: Some(words()),
            start: Some(offset),
            due: Some(offset),
            description: "d".to_owned(),
        };
        let money = environments::Money { amount: 1, currency: "EUR".to_owned() };
        let settings = |part| (part, [("n".to_owned(), environments::Setting::parse("1"))].into());
        let profile = environments::Profile::new(environments::Part::ALL.map(settings));
        let forms = [
            ("Money", form(&money)),
            ("Profile", form(&profile)),
            ("Offset", form(&offset)),
            ("TemplatePhase", form(&phase)),
            ("TemplateMilestone", form(&milestone)),
            ("AutomaticCriterion", form(&automatic)),
            ("TemplateActivity", form(&activity)),
            ("Holiday", form(&holiday)),
            ("Link", form(&link)),
            ("Due", form(&due)),
            ("Field", form(&field)),
            ("Status", form(&status)),
            ("Transition", form(&transition)),
        ];
        for (name, fields) in forms {
            let properties = schema["$defs"][name]["properties"].as_object().unwrap();
            assert_eq!(properties.keys().cloned().collect::<Vec<_>>(), fields, "{name}");
        }
    }

    fn form(value: &impl Serialize) -> Vec<String> {
        serde_json::to_value(value).unwrap().as_object().unwrap().keys().cloned().collect()
    }
}
