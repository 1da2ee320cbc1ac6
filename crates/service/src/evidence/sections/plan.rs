//! The plan as it is, and every plan that it replaced.

use super::{Section, Subject, by, maybe, told, whole, words};
use crate::evidence::paper::Block;
use serde_json::{Value, json};
use signalbox_domain::{
    Outcome,
    releases::{Milestone, Plan},
};
use signalbox_store::{
    Tx,
    plans::{self, BaselineView},
};

pub(super) fn plan(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let plan = plans::load(tx, subject.release())?;
    Ok(Section { file: "plan", title: "The plan as it is", json: json!(plan), blocks: blocks(&plan) })
}

pub(super) fn baselines(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let all = whole(|page| plans::baselines(tx, id, page))?;
    let row = |view: &BaselineView| {
        let baseline = &view.baseline;
        let reason = baseline.reason.clone().unwrap_or_default();
        [baseline.number.to_string(), told(baseline.at), by(view.by.as_ref()), baseline.moved.to_string(), reason]
    };
    let columns = [("No.", 0.5), ("Held until", 2.0), ("Replaced by", 1.6), ("Moved", 0.7), ("Reason", 3.0)];
    let mut told =
        vec![Block::table(columns, all.iter().map(row).collect(), "The plan never moved: it is the first one.")];
    for view in &all {
        told.push(Block::Heading(format!("Plan {}", view.baseline.number)));
        told.extend(blocks(&view.baseline.plan));
    }
    let json = all.iter().map(|view| json!({"baseline": view.baseline, "replaced_by": view.by})).collect();
    Ok(Section { file: "baselines", title: "Former plans", json: Value::Array(json), blocks: told })
}

fn blocks(plan: &Plan) -> Vec<Block> {
    let phases =
        plan.phases.iter().map(|phase| [phase.name.to_string(), phase.start.to_string(), phase.end.to_string()]);
    let milestone =
        |one: &Milestone| [words(one.kind.name()), one.name.to_string(), one.due.to_string(), words(one.state.name())];
    vec![
        Block::facts([("Start", maybe(plan.start)), ("Target", maybe(plan.target.as_ref()))]),
        Block::table([("Phase", 3.0), ("From", 1.0), ("To", 1.0)], phases.collect(), "It has no phases."),
        Block::table(
            [("Kind", 1.0), ("Name", 3.0), ("Due", 2.0), ("State", 1.0)],
            plan.milestones.iter().map(milestone).collect(),
            "It has no gates or milestones.",
        ),
    ]
}
