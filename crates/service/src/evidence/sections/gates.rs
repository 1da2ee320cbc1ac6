//! Gates and milestones: what was decided, by whom, when and why.

use super::{Section, Subject, by, told, whole, words};
use crate::evidence::paper::Block;
use serde_json::{Value, json};
use signalbox_domain::{
    Outcome,
    releases::{MilestoneKind, MilestoneState},
};
use signalbox_store::{
    Tx,
    plans::{self, MilestoneView},
};

pub(super) fn gates(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let (id, filter) = (subject.release().id, plans::Filter::default());
    let all = whole(|page| plans::milestones(tx, id, &filter, page))?;
    let mut blocks = Vec::new();
    for (kind, title, none) in [
        (MilestoneKind::Gate, "Gates", "The release has no gate."),
        (MilestoneKind::Milestone, "Milestones", "The release has no milestone."),
    ] {
        let rows = all.iter().filter(|one| one.milestone.kind == kind).map(row).collect();
        let columns = [("Name", 2.2), ("Due", 1.9), ("State", 1.0), ("Decided", 2.6), ("Reason", 2.0)];
        blocks.extend([Block::Heading(title.to_owned()), Block::table(columns, rows, none)]);
    }
    let json = all.iter().map(|one| {
        json!({
            "milestone": one.milestone, "phase_name": one.phase_name, "guards": one.guards, "decided_by": one.decided_by,
        })
    });
    Ok(Section { file: "gates", title: "Gates and milestones", json: Value::Array(json.collect()), blocks })
}

fn row(view: &MilestoneView) -> [String; 5] {
    let milestone = &view.milestone;
    let (decided, reason) = match &milestone.state {
        MilestoneState::Pending => (String::new(), String::new()),
        MilestoneState::Passed { at, reason, .. } | MilestoneState::Failed { at, reason, .. } => {
            (format!("{} by {}", told(*at), by(view.decided_by.as_ref())), reason.clone().unwrap_or_default())
        }
    };
    let mut name = milestone.name.to_string();
    name.extend(view.phase_name.iter().map(|phase| format!("\n{phase}")));
    name.extend(view.guards.iter().map(|stage| format!("\nguards {}", stage.name)));
    [name, milestone.due.to_string(), words(milestone.state.name()), decided, reason]
}
