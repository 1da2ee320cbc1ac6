//! What holds the gates: criteria with what shows that they are met, rules of approval, who approved what and how they signed,
//! and what was waived.

use super::{Section, Subject, by, holder, holder_json, maybe, told, whole, words};
use crate::evidence::paper::Block;
use serde_json::{Value, json};
use signalbox_domain::{
    Outcome,
    gates::{Evidence, Said},
    releases::MilestoneKind,
};
use signalbox_store::{
    Tx,
    gates::{criteria as criteria_store, requests, rules, waivers as waiver_store},
    plans,
};

pub(super) fn criteria(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let all = criteria_store::of_release(tx, id)?;
    let files = criteria_store::files(tx, id)?;
    let shown = |evidence: &Evidence| match evidence {
        Evidence::Text { text } => text.clone(),
        Evidence::Link { title, url } => format!("{title} {url}").trim().to_owned(),
        Evidence::File { attachment, name, sha256 } => match files.get(attachment) {
            Some(now) if now == sha256 => format!("file {name}, SHA-256 {sha256}"),
            _ => format!("file {name}, SHA-256 {sha256}, which was removed since"),
        },
    };
    let row = |view: &criteria_store::View| {
        let criterion = &view.criterion;
        let said = match &criterion.said {
            Said::Open => String::new(),
            Said::Met { at, .. } => format!("{} by {}", told(*at), by(view.said_by.as_ref())),
            Said::Unmet { at, reason, .. } => format!("{} by {}: {reason}", told(*at), by(view.said_by.as_ref())),
        };
        let what = match &criterion.expression {
            Some(expression) => format!("{}\n{expression}", criterion.name),
            None => criterion.name.to_string(),
        };
        [
            view.gate_name.to_string(),
            what,
            holder(view.owner.as_ref()),
            words(criterion.said.name()),
            said,
            criterion.evidence.iter().map(shown).collect::<Vec<_>>().join("\n"),
        ]
    };
    let columns =
        [("Gate", 1.4), ("Criterion", 2.2), ("Owner", 1.2), ("State", 0.8), ("Said", 1.9), ("What shows it", 2.2)];
    let blocks = vec![Block::table(columns, all.iter().map(row).collect(), "No gate has a criterion.")];
    let json = all.iter().map(|view| {
        json!({
            "criterion": view.criterion, "gate": view.gate_key, "owner": holder_json(view.owner.as_ref()),
            "said_by": view.said_by,
        })
    });
    Ok(Section { file: "criteria", title: "Criteria of the gates", json: Value::Array(json.collect()), blocks })
}

pub(super) fn approvals(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let (rule_rows, rules_json) = rules_of(tx, subject)?;
    let filter = requests::Filter { release: Some(id), ..requests::Filter::default() };
    let asked = whole(|page| requests::list(tx, &filter, page))?;
    let ids: Vec<_> = asked.iter().map(|view| view.request.id).collect();
    let said = requests::said(tx, &ids)?;
    let columns =
        [("Gate", 1.6), ("Rule", 1.8), ("Who approves", 2.6), ("How many", 0.8), ("Step", 0.6), ("Signed", 0.8)];
    let mut blocks = vec![
        Block::Heading("Rules".to_owned()),
        Block::table(columns, rule_rows, "No gate has a rule of approval."),
        Block::Heading("Requests and what was said".to_owned()),
    ];
    if asked.is_empty() {
        blocks.push(Block::Text("Nobody was asked for approval.".to_owned()));
    }
    let mut json = Vec::with_capacity(asked.len());
    for view in &asked {
        let request = &view.request;
        blocks.push(Block::Heading(format!("{}, request {}", request.gate_name, request.number)));
        let ended = request.end.as_ref().map(|end| {
            let reason = end.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("{} {} by {}{reason}", words(end.outcome.name()), told(end.at), by(view.ended_by.as_ref()))
        });
        let asker = match &view.requested_for {
            Some(absent) => format!("{} for {}", by(view.requested_by.as_ref()), absent.name),
            None => by(view.requested_by.as_ref()),
        };
        blocks.push(Block::facts([
            ("Asked", format!("{} by {asker}", told(request.requested_at))),
            ("What was approved", format!("content with SHA-256 {}", request.digest)),
            ("Note", request.note.clone()),
            ("Runs until", request.expires_at.map(told).unwrap_or_default()),
            ("Outcome", ended.unwrap_or_else(|| "it waits".to_owned())),
        ]));
        let words_of = said.get(&request.id).map(Vec::as_slice).unwrap_or_default();
        let rows = words_of.iter().map(|one| {
            let approval = &one.approval;
            let who = match &one.on_behalf_of {
                Some(absent) => format!("{} for {}", approval.printed_name, absent.name),
                None => approval.printed_name.to_string(),
            };
            let signed = match (&approval.statement, &approval.statement_digest) {
                (Some(statement), Some(digest)) => format!("{}\nSHA-256 of this: {digest}", statement.trim_end()),
                _ => "not signed".to_owned(),
            };
            [
                who,
                approval.rule_name.to_string(),
                words(approval.verdict.name()),
                told(approval.at),
                [approval.comment.clone().unwrap_or_default(), signed].join("\n").trim_start().to_owned(),
            ]
        });
        let columns = [("Who", 1.3), ("Rule", 1.2), ("Word", 0.8), ("When", 1.5), ("Comment and signature", 4.0)];
        blocks.push(Block::table(columns, rows.collect(), "Nobody has said anything."));
        let words_json: Vec<Value> = words_of
            .iter()
            .map(|one| {
                let approval = &one.approval;
                json!({
                    "id": approval.id, "person": one.person, "on_behalf_of": one.on_behalf_of,
                    "printed_name": approval.printed_name, "rule": approval.rule, "rule_name": approval.rule_name,
                    "verdict": approval.verdict, "comment": approval.comment, "at": approval.at,
                    "statement": approval.statement, "statement_digest": approval.statement_digest,
                })
            })
            .collect();
        json.push(json!({
            "id": request.id, "gate": view.gate_key, "number": request.number, "content": request.content,
            "digest": request.digest, "note": request.note, "requested_by": view.requested_by,
            "requested_for": view.requested_for, "requested_at": request.requested_at, "expires_at": request.expires_at,
            "end": request.end, "ended_by": view.ended_by, "said": words_json,
        }));
    }
    let json = json!({"rules": rules_json, "requests": json});
    Ok(Section { file: "approvals", title: "Approvals and signatures", json, blocks })
}

/// The rules of every gate, for people and for machines.
fn rules_of(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<(Vec<[String; 6]>, Vec<Value>)> {
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    let plan = plans::load(tx, subject.release())?;
    for gate in plan.milestones.iter().filter(|milestone| milestone.kind == MilestoneKind::Gate) {
        for view in rules::of_gate(tx, gate.id)? {
            let rule = &view.rule;
            let signed = if rule.signed { "yes" } else { "no" };
            rows.push([
                gate.name.to_string(),
                rule.name.to_string(),
                view.who(),
                rule.needs.to_string(),
                rule.step.to_string(),
                signed.to_owned(),
            ]);
            json.push(json!({"rule": rule, "gate": gate.key, "who": view.who()}));
        }
    }
    Ok((rows, json))
}

pub(super) fn waivers(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let filter = waiver_store::Filter { release: Some(subject.release().id), ..waiver_store::Filter::default() };
    let mut all = whole(|page| waiver_store::list(tx, &filter, page))?;
    all.reverse();
    let row = |view: &waiver_store::View| {
        let waiver = &view.waiver;
        let gate = view.gate.iter().map(|gate| gate.name.to_string());
        let policy = waiver.policy.map(|_| match &view.policy {
            Some(policy) => format!("Policy {}", policy.name),
            None => "A policy that whoever made this may not see".to_owned(),
        });
        let criterion = view.criterion_name.iter().map(ToString::to_string);
        let what = gate.chain(policy).chain(criterion).collect::<Vec<_>>().join("\n");
        let decided = waiver.decided_at.map(|at| {
            let said = waiver.decision.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
            format!("{} by {}{said}", told(at), by(view.decided_by.as_ref()))
        });
        [
            format!("{}\n{}", waiver.title, maybe(waiver.item.as_ref())).trim_end().to_owned(),
            what,
            waiver.reason.clone(),
            format!("{} by {}", told(waiver.requested_at), by(view.requested_by.as_ref())),
            words(waiver.state.name()),
            decided.unwrap_or_default(),
            waiver.expires_at.map(told).unwrap_or_default(),
        ]
    };
    let columns = [
        ("What", 1.6),
        ("Of which gate or policy", 1.4),
        ("Reason", 1.8),
        ("Asked", 1.6),
        ("State", 1.0),
        ("Decided", 1.8),
        ("Until", 1.2),
    ];
    let blocks = vec![Block::table(columns, all.iter().map(row).collect(), "Nothing was waived.")];
    let json = all.iter().map(|view| {
        let waiver = &view.waiver;
        json!({
            "id": waiver.id, "gate": view.gate.as_ref().map(|gate| &gate.key), "criterion": waiver.criterion,
            "policy": view.policy.as_ref().map(|policy| &policy.key), "policy_id": waiver.policy, "item": waiver.item,
            "title": waiver.title, "reason": waiver.reason, "requested_by": view.requested_by,
            "requested_at": waiver.requested_at, "expires_at": waiver.expires_at, "state": waiver.state,
            "decided_by": view.decided_by, "decided_at": waiver.decided_at, "decision": waiver.decision,
        })
    });
    Ok(Section { file: "waivers", title: "Waivers", json: Value::Array(json.collect()), blocks })
}
