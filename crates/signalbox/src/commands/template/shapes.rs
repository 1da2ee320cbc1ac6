//! What the API answers about templates, as far as it is shown.

use crate::commands::target::Mention;
use jiff::civil::Date;
use serde::Deserialize;
use signalbox_domain::releases::template::offset::Offset;

#[derive(Deserialize)]
pub(super) struct Template {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) portfolio: Mention,
    pub(super) start: Option<Offset>,
    pub(super) phases: Vec<Phase>,
    pub(super) milestones: Vec<Milestone>,
    pub(super) activities: Vec<Activity>,
    pub(super) open_words: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Phase {
    pub(super) name: String,
    pub(super) start: Offset,
    pub(super) end: Offset,
}

#[derive(Deserialize)]
pub(super) struct Milestone {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) phase: Option<String>,
    pub(super) start: Option<Offset>,
    pub(super) due: Offset,
}

#[derive(Deserialize)]
pub(super) struct Activity {
    pub(super) name: String,
    pub(super) phase: Option<String>,
    pub(super) start: Option<Offset>,
    pub(super) due: Option<Offset>,
}

#[derive(Deserialize)]
pub(super) struct Preview {
    pub(super) start: Option<Date>,
    pub(super) target: Due,
    pub(super) phases: Vec<PreviewPhase>,
    pub(super) milestones: Vec<PreviewMilestone>,
    pub(super) activities: Vec<PreviewActivity>,
    pub(super) days_off: Vec<DayOffNote>,
    pub(super) open_words: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct PreviewPhase {
    pub(super) name: String,
    pub(super) start: Date,
    pub(super) end: Date,
}

#[derive(Deserialize)]
pub(super) struct PreviewMilestone {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) phase: Option<String>,
    pub(super) start: Option<Date>,
    pub(super) due: Due,
}

#[derive(Deserialize)]
pub(super) struct PreviewActivity {
    pub(super) name: String,
    pub(super) phase: Option<String>,
    pub(super) start: Option<Date>,
    pub(super) due: Option<Date>,
}

#[derive(Deserialize)]
pub(super) struct DayOffNote {
    pub(super) name: String,
    pub(super) day: Date,
    pub(super) because: String,
    pub(super) to: Date,
}

#[derive(Deserialize)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) counted: Date,
    pub(super) start: Option<Date>,
    pub(super) target: Due,
}

#[derive(Deserialize)]
pub(super) struct Due {
    pub(super) date: Date,
}
