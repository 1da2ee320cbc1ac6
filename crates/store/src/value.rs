//! What goes into a statement and what comes out: text, whole numbers, floats and booleans, each of which may be null.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Problem, Ref, Zone, calendar::recurrence::Recurrence, id::Identifier,
};
use std::sync::Arc;

/// One argument of a statement. Nulls keep their type, because PostgreSQL wants to know it.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Text, and everything kept as text: ids, enums, JSON, days.
    Text(Option<String>),
    /// A whole number, and instants in microseconds.
    Int(Option<i64>),
    /// A float.
    Real(Option<f64>),
    /// A boolean.
    Bool(Option<bool>),
}

/// The arguments of a statement, in the order of `$1`, `$2`, ….
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::value::Arg::from($value)),*] };
}

macro_rules! arg_from {
    ($($kind:ty => $variant:ident($value:ident) $make:expr;)*) => {$(
        impl From<$kind> for Arg {
            fn from($value: $kind) -> Self { Self::$variant(Some($make)) }
        }
        impl From<Option<$kind>> for Arg {
            fn from(value: Option<$kind>) -> Self { Self::$variant(value.map(|$value| $make)) }
        }
    )*};
}
arg_from! {
    String => Text(text) text;
    &str => Text(text) text.to_owned();
    &String => Text(text) text.clone();
    &Key => Text(key) key.as_str().to_owned();
    &Name => Text(name) name.as_str().to_owned();
    &Zone => Text(zone) zone.as_str().to_owned();
    Date => Text(day) day.to_string();
    Time => Text(time) time.to_string();
    &serde_json::Value => Text(json) serde_json::to_string(json).unwrap_or_default();
    &serde_json::value::RawValue => Text(json) json.get().to_owned();
    Timestamp => Int(instant) instant.as_microsecond();
    i64 => Int(number) number;
    u32 => Int(number) i64::from(number);
    usize => Int(number) i64::try_from(number).unwrap_or(i64::MAX);
    f64 => Real(number) number;
    bool => Bool(truth) truth;
}

macro_rules! arg_from_ids {
    ($($id:ident)*) => { arg_from! { $(signalbox_domain::id::$id => Text(id) id.to_string();)* } };
}
arg_from_ids!(TemplateId RoleId DelegationId GuestId ProviderId);
arg_from_ids!(PortfolioId PersonId TeamId GrantId SessionId TokenId PasskeyId SystemId VersionId ReleaseTypeId ReleaseId PhaseId
    MilestoneId ActivityId RaidId CommentId AttachmentId WorkingCalendarId PlanChangeId EventId JobId WindowId FeedId
    ViewId EnvironmentId StageId EnvironmentGroupId HostId BookingId OverlapId ChangeRequestId DeploymentId
    VerificationId TestReportId DecisionId StopId WindowOverrideId PolicyId
    DeploymentPlanId RunId RunIssueId
    CriterionId ApprovalRuleId ApprovalRequestId ApprovalId WaiverId GatekeeperId GatekeeperDeliveryId);

/// What is kept as JSON, as the text it is kept as.
///
/// # Errors
/// [`Problem::Internal`] for what JSON cannot hold.
pub(crate) fn json(value: &impl serde::Serialize) -> Outcome<Arg> {
    let text = serde_json::to_string(value).map_err(|error| Problem::Internal(format!("this is no JSON: {error}")))?;
    Ok(Arg::Text(Some(text)))
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A float.
    Real(f64),
    /// A boolean (PostgreSQL only; SQLite answers 0 or 1).
    Bool(bool),
}

/// A row of an answer. Columns are read by name, so that a select list can change without anything moving.
#[derive(Debug)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    fn cell(&mut self, column: &str) -> Outcome<Cell> {
        let place = self
            .columns
            .iter()
            .position(|name| name == column)
            .ok_or_else(|| Problem::Internal(format!("the answer has no column {column}")))?;
        Ok(std::mem::replace(&mut self.cells[place], Cell::Null))
    }

    fn wrong<T>(column: &str, cell: &Cell) -> Outcome<T> {
        Err(Problem::Internal(format!("column {column} holds {cell:?}")))
    }

    /// Text that may be null. A column's text is moved out: read each column once.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the column is missing or holds something else; so for all readers of a row.
    pub fn maybe_text(&mut self, column: &str) -> Outcome<Option<String>> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            other => Self::wrong(column, &other),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// As [`Row::maybe_text`]; a null is an error too.
    pub fn text(&mut self, column: &str) -> Outcome<String> {
        match self.maybe_text(column)? {
            Some(text) => Ok(text),
            None => Self::wrong(column, &Cell::Null),
        }
    }

    /// A whole number that may be null.
    ///
    /// # Errors
    /// As [`Row::maybe_text`].
    pub fn maybe_int(&mut self, column: &str) -> Outcome<Option<i64>> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            other => Self::wrong(column, &other),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn int(&mut self, column: &str) -> Outcome<i64> {
        match self.maybe_int(column)? {
            Some(number) => Ok(number),
            None => Self::wrong(column, &Cell::Null),
        }
    }

    /// A boolean.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn bool(&mut self, column: &str) -> Outcome<bool> {
        match self.cell(column)? {
            Cell::Bool(truth) => Ok(truth),
            Cell::Int(number) => Ok(number != 0),
            other => Self::wrong(column, &other),
        }
    }

    /// An instant, kept as microseconds since 1970 UTC.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn instant(&mut self, column: &str) -> Outcome<Timestamp> {
        let micros = self.int(column)?;
        instant(column, micros)
    }

    /// An instant that may be null.
    ///
    /// # Errors
    /// As [`Row::maybe_text`].
    pub fn maybe_instant(&mut self, column: &str) -> Outcome<Option<Timestamp>> {
        self.maybe_int(column)?.map(|micros| instant(column, micros)).transpose()
    }

    /// Anything that is kept as text and read back by its own parser: ids, keys, names, days, zones.
    ///
    /// # Errors
    /// As [`Row::text`]; a text its parser refuses is an error too.
    pub fn read<T: Kept>(&mut self, column: &str) -> Outcome<T> {
        let text = self.text(column)?;
        T::from_kept(&text).ok_or_else(|| Problem::Internal(format!("column {column} holds {text:?}")))
    }

    /// … that may be null.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn maybe<T: Kept>(&mut self, column: &str) -> Outcome<Option<T>> {
        self.maybe_text(column)?
            .map(|text| T::from_kept(&text).ok_or_else(|| Problem::Internal(format!("column {column} holds {text:?}"))))
            .transpose()
    }

    /// A mention of another thing, from the columns `<stem>_id`, `<stem>_key` and `<stem>_name`.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn mention<I: Kept>(&mut self, stem: &str) -> Outcome<Ref<I>> {
        Ok(Ref {
            id: self.read(&format!("{stem}_id"))?,
            key: self.read(&format!("{stem}_key"))?,
            name: self.read(&format!("{stem}_name"))?,
        })
    }

    /// … that may be missing, or invisible to the caller: then its key is null.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn maybe_mention<I: Kept>(&mut self, stem: &str) -> Outcome<Option<Ref<I>>> {
        let Some(key) = self.maybe(&format!("{stem}_key"))? else { return Ok(None) };
        Ok(Some(Ref { id: self.read(&format!("{stem}_id"))?, key, name: self.read(&format!("{stem}_name"))? }))
    }

    /// A mention of what has this id, from the columns `<stem>_key` and `<stem>_name`; `None` when it is missing, or
    /// invisible to the caller: then its key is null.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn called<I>(&mut self, id: Option<I>, stem: &str) -> Outcome<Option<Ref<I>>> {
        match (id, self.maybe(&format!("{stem}_key"))?) {
            (Some(id), Some(key)) => Ok(Some(Ref { id, key, name: self.read(&format!("{stem}_name"))? })),
            _ => Ok(None),
        }
    }

    /// A deadline, from the columns `<stem>_day`, `<stem>_time` and `<stem>_zone`; `None` without a day.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn maybe_due(&mut self, stem: &str) -> Outcome<Option<Due>> {
        let Some(date) = self.maybe(&format!("{stem}_day"))? else { return Ok(None) };
        Ok(Some(Due { date, time: self.maybe(&format!("{stem}_time"))?, zone: self.read(&format!("{stem}_zone"))? }))
    }

    /// … that is always there.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn due(&mut self, stem: &str) -> Outcome<Due> {
        Ok(Due {
            date: self.read(&format!("{stem}_day"))?,
            time: self.maybe(&format!("{stem}_time"))?,
            zone: self.read(&format!("{stem}_zone"))?,
        })
    }

    /// A person as others mention them, from the columns `<stem>_id` and `<stem>_name`; `None` when the name is null.
    ///
    /// # Errors
    /// As [`Row::read`].
    pub fn maybe_person(&mut self, stem: &str) -> Outcome<Option<PersonRef>> {
        let Some(name) = self.maybe(&format!("{stem}_name"))? else { return Ok(None) };
        Ok(Some(PersonRef { id: self.read(&format!("{stem}_id"))?, name }))
    }

    /// Anything that is kept as JSON.
    ///
    /// # Errors
    /// As [`Row::text`]; JSON of another shape is an error too.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self, column: &str) -> Outcome<T> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| Problem::Internal(format!("column {column}: {error}")))
    }
}

fn instant(column: &str, micros: i64) -> Outcome<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|error| Problem::Internal(format!("column {column}: {error}")))
}

/// What is kept as text and knows how to read itself back.
pub trait Kept: Sized {
    /// The value, if the text is one.
    fn from_kept(text: &str) -> Option<Self>;
}

macro_rules! kept_ids {
    ($($id:ident)*) => {$(
        impl Kept for signalbox_domain::id::$id {
            fn from_kept(text: &str) -> Option<Self> { Self::parse(text) }
        }
    )*};
}
kept_ids!(TemplateId RoleId DelegationId GuestId ProviderId);
kept_ids!(PortfolioId PersonId TeamId GrantId SessionId TokenId PasskeyId SystemId VersionId ReleaseTypeId ReleaseId PhaseId
    MilestoneId ActivityId RaidId CommentId AttachmentId WorkingCalendarId PlanChangeId EventId JobId WindowId FeedId
    ViewId EnvironmentId StageId EnvironmentGroupId HostId BookingId OverlapId ChangeRequestId DeploymentId
    VerificationId TestReportId DecisionId StopId WindowOverrideId PolicyId
    DeploymentPlanId RunId RunIssueId
    CriterionId ApprovalRuleId ApprovalRequestId ApprovalId WaiverId GatekeeperId GatekeeperDeliveryId);

macro_rules! kept_names {
    ($($kind:ty)*) => {$(
        impl Kept for $kind {
            fn from_kept(text: &str) -> Option<Self> { Self::ALL.into_iter().find(|one| one.name() == text) }
        }
        impl From<$kind> for Arg {
            fn from(one: $kind) -> Self { Self::Text(Some(one.name().to_owned())) }
        }
        impl From<Option<$kind>> for Arg {
            fn from(one: Option<$kind>) -> Self { Self::Text(one.map(|one| one.name().to_owned())) }
        }
    )*};
}
kept_names!(signalbox_domain::authz::Role signalbox_domain::accounts::provider::Admission
    signalbox_domain::accounts::provider::SecondFactor signalbox_domain::accounts::second_factor::Showing signalbox_domain::catalog::Level signalbox_domain::releases::Kind
    signalbox_domain::releases::Category signalbox_domain::releases::MilestoneKind
    signalbox_domain::releases::ActivityStatus signalbox_domain::releases::Impact
    signalbox_domain::releases::raci::Part signalbox_domain::releases::RaidKind
    signalbox_domain::releases::RaidStatus signalbox_domain::calendar::window::WindowKind signalbox_domain::calendar::window::Overrun
    signalbox_domain::environments::Health signalbox_domain::environments::Direction
    signalbox_domain::bookings::Usage signalbox_domain::bookings::Purpose
    signalbox_domain::environments::change::Kind signalbox_domain::environments::change::Status
    signalbox_domain::deployment_plans::Status signalbox_domain::runs::Kind
    signalbox_domain::runs::Status signalbox_domain::runs::State
    signalbox_domain::deployments::DeploymentResult signalbox_domain::policy::Enforcement
    signalbox_domain::policy::Status
    signalbox_domain::gates::request::Ended signalbox_domain::gates::request::Verdict
    signalbox_domain::gates::waiver::State signalbox_domain::gatekeepers::Kind
    signalbox_domain::gatekeepers::VersionBy signalbox_domain::gatekeepers::State);

impl Kept for Key {
    fn from_kept(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}
impl Kept for Name {
    fn from_kept(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}
impl Kept for Zone {
    fn from_kept(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}
impl Kept for Recurrence {
    fn from_kept(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}
impl Kept for DateTime {
    fn from_kept(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}
impl Kept for Date {
    fn from_kept(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}
impl Kept for Time {
    fn from_kept(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}
