//! A real train is moved by a week while it is under way, with all of its members, and moved back.

use crate::harness::{App, Client, datasets, expected};
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};
use signalbox_connectors::import::openstack;
use signalbox_service::documents::Document;

const TRAIN: &str = "/releases/openstack-2026.1";
const MEMBERS: usize = 216;

both_databases!(gazpacho_moves_by_a_week_with_its_members_and_back, |app| {
    let (client, driver) = (app.administrator(), app.member_of("enterprise"));
    under_way(app);
    let before = Dates::read(&client);
    assert_eq!((before.gates(), before.phases.len(), before.members.len()), (23, 5, MEMBERS));
    let release_day = &expected("openstack/expected/gazpacho.json")["series_status"]["initial-release"];
    assert_eq!(before.train["target"]["date"], *release_day);

    let (start, end) = (day(&before.train["start"]), day(release_day));
    let week = |from: Date| from.checked_add(7.days()).unwrap().to_string();
    let mut wanted = json!({"start": week(start), "end": week(end), "reason": "The gate of the images is late"});
    let asked = app.unchanged_by(|| driver.post(&format!("{TRAIN}/plan/preview"), wanted.clone())).ok();
    let items = asked["changes"][0]["items"].as_array().unwrap();
    let moved = |kind: &str| items.iter().filter(|item| item["kind"] == kind).count();
    assert_eq!(
        (moved("release"), moved("phase"), moved("milestone")),
        (1, 5, 23 + 11),
        "everything of the train moves"
    );
    assert!(items.iter().all(|item| item["days"] == 7), "{asked}");
    assert_eq!(asked["changes"].as_array().unwrap().len(), 1, "members that are asked about stay");
    assert_eq!(asked["asks"].as_array().unwrap().len(), MEMBERS);

    wanted["members"] = json!({"default": "follow", "each": {"nova-2026.1": "keep"}});
    let preview = app.unchanged_by(|| driver.post(&format!("{TRAIN}/plan/preview"), wanted.clone())).ok();
    let members = preview["changes"].as_array().unwrap().iter().filter(|one| one["because"] == "member");
    let after: Vec<&Value> = members.map(|one| &one["items"][0]["after"]).collect();
    assert_eq!(after.len(), MEMBERS - 1);
    assert!(after.iter().all(|span| **span == json!({"start": week(start), "end": week(end)})), "{after:?}");
    let done = driver.act(&format!("{TRAIN}/plan"), preview["rev"].as_i64().unwrap(), wanted).ok();

    let now = Dates::read(&client);
    assert_eq!(now.milestones.len(), before.milestones.len());
    for (old, new) in before.milestones.iter().zip(&now.milestones) {
        assert_eq!(new["due"]["date"], week(day(&old["due"]["date"])), "{}", old["name"]);
    }
    for (old, new) in before.phases.iter().zip(&now.phases) {
        assert_eq!((&new["start"], &new["end"]), (&json!(week(day(&old["start"]))), &json!(week(day(&old["end"])))));
    }
    for (old, new) in before.members.iter().zip(&now.members) {
        let wanted = if old["key"] == "nova-2026.1" { release_day.clone() } else { json!(week(end)) };
        assert_eq!(new["target"]["date"], wanted, "{}", old["key"]);
    }

    // The former plan stays, with who and why: of the train and of a member.
    for release in ["openstack-2026.1", "oslo.cache-2026.1"] {
        let baseline = client.all(&format!("/releases/{release}/baselines")).remove(0);
        assert_eq!(baseline["reason"], "The gate of the images is late");
        assert!(baseline["by"]["name"].as_str().unwrap().starts_with("Colleague"), "{baseline}");
    }
    let kept = client.get(&format!("{TRAIN}/baselines/1")).ok()["plan"].clone();
    assert_eq!(kept["target"]["date"], *release_day);
    let dues = |list: &[Value]| -> Vec<(String, String)> {
        let due = |one: &Value| (one["key"].to_string(), one["due"]["date"].to_string());
        let mut found: Vec<_> = list.iter().map(due).collect();
        found.sort();
        found
    };
    assert_eq!(dues(kept["milestones"].as_array().unwrap()), dues(&before.milestones));
    assert_eq!(client.all("/releases/nova-2026.1/baselines").len(), 0, "what was kept has no former plan");

    driver.post(&format!("/plan-changes/{}/undo", done["change"].as_str().unwrap()), json!({})).ok();
    assert_eq!(Dates::read(&client), before, "every date is what it was");
    let back = client.all(&format!("{TRAIN}/baselines")).remove(1);
    assert!(back["reason"].as_str().unwrap().contains("takes back the move of openstack-2026.1"), "{back}");
});

/// The train as it stood before any of its gates: everything that is over in the data is still to come.
fn under_way(app: &App) {
    let mut documents = openstack::read(&datasets().join("openstack"), "gazpacho").documents;
    for document in &mut documents {
        if let Document::Release(release) = document {
            (release.status, release.completed_at) = (None, None);
            for milestone in &mut release.milestones {
                milestone.state = None;
            }
        }
    }
    app.administrator().post("/apply", json!({ "documents": documents })).ok();
}

/// Every date of the train and of its members, without what counts changes.
#[derive(Debug, PartialEq)]
struct Dates {
    train: Value,
    phases: Vec<Value>,
    milestones: Vec<Value>,
    members: Vec<Value>,
}

impl Dates {
    fn read(client: &Client) -> Self {
        let train = client.get(TRAIN).ok();
        let only = |list: Vec<Value>, fields: &[&str]| -> Vec<Value> {
            let of = |one: &Value| fields.iter().map(|field| ((*field).to_owned(), one[*field].clone())).collect();
            list.iter().map(of).map(Value::Object).collect()
        };
        Self {
            train: json!({"start": train["start"], "target": train["target"]}),
            phases: only(client.all(&format!("{TRAIN}/phases")), &["id", "name", "start", "end"]),
            milestones: only(
                client.all(&format!("{TRAIN}/milestones")),
                &["id", "key", "name", "kind", "start", "due", "state"],
            ),
            members: only(client.all(&format!("{TRAIN}/members?limit=200")), &["key", "start", "target"]),
        }
    }

    fn gates(&self) -> usize {
        self.milestones.iter().filter(|one| one["kind"] == "gate").count()
    }
}

fn day(text: &Value) -> Date {
    text.as_str().unwrap().parse().unwrap()
}
