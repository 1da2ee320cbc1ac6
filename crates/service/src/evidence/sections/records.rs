//! What was noted on the way: the RAID register, activities, comments, and the list of what people attached.

use super::{Section, Subject, by, holder, holder_json, maybe, told, whole, words};
use crate::evidence::{attached, paper::Block};
use serde_json::{Value, json};
use signalbox_domain::{Outcome, releases::comment::State};
use signalbox_store::{Tx, activities, attachments, comments, raid};

pub(super) fn raid(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let all = raid::all_of(tx, subject.release().id)?;
    let row = |view: &raid::View| {
        let item = &view.item;
        let judged = item.judgement().map(|judged| format!("\nexposure {}", judged.exposure())).unwrap_or_default();
        let closure = item.closure.as_ref().map(|closure| {
            format!("Closed {} by {}: {}", told(closure.at), by(view.closed_by.as_ref()), closure.resolution)
        });
        let texts = [item.description.clone(), item.response.clone(), closure.unwrap_or_default()];
        [
            item.number.to_string(),
            format!("{}{judged}", words(item.kind.name())),
            item.title.to_string(),
            format!("{}\n{}", words(item.status().name()), maybe(item.due)).trim_end().to_owned(),
            holder(view.owner.as_ref()),
            texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"),
        ]
    };
    let columns =
        [("No.", 0.5), ("Kind", 1.2), ("Title", 2.0), ("State", 1.1), ("Owner", 1.3), ("What was said and done", 3.2)];
    let blocks = vec![Block::table(columns, all.iter().map(row).collect(), "The register is empty.")];
    let json = all
        .iter()
        .map(|view| json!({"item": view.item, "owner": holder_json(view.owner.as_ref()), "closed_by": view.closed_by}));
    Ok(Section {
        file: "raid",
        title: "Risks, assumptions, issues, dependencies",
        json: Value::Array(json.collect()),
        blocks,
    })
}

pub(super) fn activities(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let (id, filter) = (subject.release().id, activities::Filter::default());
    let all = whole(|page| activities::list(tx, id, &filter, page))?;
    let row = |view: &activities::View| {
        let activity = &view.activity;
        [
            activity.name.to_string(),
            maybe(view.phase_name.as_ref()),
            maybe(view.assignee.as_ref().map(|person| &person.name)),
            [maybe(activity.start), maybe(activity.due)].join(" to ").trim().to_owned(),
            words(activity.status.name()),
        ]
    };
    let columns = [("Name", 3.0), ("Phase", 1.6), ("By", 1.5), ("When", 1.8), ("State", 1.0)];
    let blocks = vec![Block::table(columns, all.iter().map(row).collect(), "No activity was planned.")];
    let json = all
        .iter()
        .map(|view| json!({"activity": view.activity, "phase_name": view.phase_name, "assignee": view.assignee}));
    Ok(Section { file: "activities", title: "Activities", json: Value::Array(json.collect()), blocks })
}

pub(super) fn comments(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let mut all = whole(|page| comments::list(tx, id, page))?;
    all.reverse();
    let mut rows = Vec::with_capacity(all.len());
    let mut json = Vec::with_capacity(all.len());
    for view in &all {
        let comment = &view.comment;
        let (text, edited, deleted) = match &comment.state {
            State::Said { body, edited_at, .. } => (Some(body.clone()), *edited_at, None),
            State::Deleted { at, .. } => (None, None, Some(*at)),
        };
        let said = match (&text, edited, deleted) {
            (Some(body), Some(at), _) => format!("{body}\n(changed {})", told(at)),
            (Some(body), None, _) => body.clone(),
            (None, _, at) => {
                format!("(deleted {} by {})", at.map(told).unwrap_or_default(), by(view.deleted_by.as_ref()))
            }
        };
        rows.push([told(comment.written_at), by(view.author.as_ref()), said]);
        json.push(json!({
            "id": comment.id, "author": view.author, "written_at": comment.written_at, "body": text,
            "edited_at": edited, "deleted_at": deleted, "deleted_by": view.deleted_by,
        }));
    }
    let blocks = vec![Block::table([("When", 1.6), ("Who", 1.4), ("What", 5.0)], rows, "Nobody commented.")];
    Ok(Section { file: "comments", title: "Comments", json: Value::Array(json), blocks })
}

pub(super) fn attachments(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let mut all = whole(|page| attachments::list(tx, id, page))?;
    all.reverse();
    let row = |view: &attachments::View| {
        let file = &view.attachment;
        let added = format!("{} by {}", told(file.added_at), by(view.added_by.as_ref()));
        [file.name.to_string(), file.size.to_string(), file.sha256.clone(), added]
    };
    let columns = [("Name", 2.2), ("Bytes", 1.0), ("SHA-256", 3.0), ("Added", 2.2)];
    let blocks = vec![Block::table(columns, all.iter().map(row).collect(), "Nothing was attached.")];
    let json = all.iter().map(|view| {
        let file = &view.attachment;
        json!({
            "id": file.id, "name": file.name, "file": attached(file), "size": file.size, "sha256": file.sha256,
            "added_at": file.added_at, "added_by": view.added_by,
        })
    });
    Ok(Section { file: "attachments", title: "Attachments", json: Value::Array(json.collect()), blocks })
}
