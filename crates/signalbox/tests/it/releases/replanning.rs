//! Moving plans: the preview and the change say the same, one of two drags wins, and a change is taken back as a whole.

use crate::{
    conventions::revisions::at_once,
    harness::{App, Client},
};
use serde_json::{Value, json};

/// A train with two members, and a release that needs the train.
fn train(app: &App) {
    app.release(
        "TRAIN",
        json!({"kind": "train", "start": "2026-03-02", "target": {"date": "2026-03-31"},
            "phases": [{"name": "Build", "start": "2026-03-02", "end": "2026-03-13"}, {"name": "Test", "start": "2026-03-16", "end": "2026-03-31"}],
            "milestones": [{"kind": "gate", "key": "freeze", "name": "Freeze", "phase": "Build", "due": {"date": "2026-03-13"}}]}),
    );
    for key in ["WEB", "APP"] {
        app.release(key, json!({"parent": "TRAIN", "start": "2026-03-02", "target": {"date": "2026-03-27"}}));
    }
    app.release("NEXT", json!({"start": "2026-04-01", "target": {"date": "2026-04-30"}}));
    app.administrator().put("/releases/NEXT/dependencies/TRAIN", 1, json!({"hard": true})).ok();
}

fn rev(client: &Client, key: &str) -> i64 {
    client.get(&format!("/releases/{key}")).rev()
}

fn target(client: &Client, key: &str) -> Value {
    client.get(&format!("/releases/{key}")).ok()["target"]["date"].clone()
}

/// What is in both answers: everything but revisions and the change.
fn content(answer: &Value) -> Value {
    let mut answer = answer.clone();
    answer["rev"] = Value::Null;
    answer["change"] = Value::Null;
    for changed in answer["changes"].as_array_mut().unwrap() {
        changed["rev"] = Value::Null;
    }
    answer
}

both_databases!(a_train_moves_by_two_weeks_with_those_that_follow_and_what_needs_it, |app| {
    train(app);
    let client = app.administrator();
    let wanted = json!({"start": "2026-03-16", "end": "2026-04-14", "reason": "late supplier",
        "members": {"default": "ask", "each": {"web": "follow"}}});
    let preview = app.unchanged_by(|| client.post("/releases/TRAIN/plan/preview", wanted.clone())).ok();
    assert_eq!(preview["change"], Value::Null);
    let done = client.act("/releases/TRAIN/plan", rev(&client, "TRAIN"), wanted);
    assert_eq!(content(&done.ok()), content(&preview), "the change does what the preview said");
    assert_eq!(done.rev(), rev(&client, "TRAIN"));
    let told: Vec<(&str, &str)> = preview["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["release"]["key"].as_str().unwrap(), one["because"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("TRAIN", "moved"), ("NEXT", "dependant"), ("WEB", "member")]);
    assert_eq!(preview["asks"][0]["release"]["key"], "APP");
    assert_eq!(preview["asks"][0]["items"][0]["after"], json!({"start": "2026-03-16", "end": "2026-04-10"}));
    let dates = ["TRAIN", "WEB", "APP", "NEXT"].map(|key| target(&client, key));
    assert_eq!(dates, ["2026-04-14", "2026-04-10", "2026-03-27", "2026-05-13"]);
    let gate = client.all("/releases/TRAIN/milestones").remove(0);
    assert_eq!(gate["due"]["date"], "2026-03-27");
    let baseline = client.all("/releases/WEB/baselines").remove(0);
    assert_eq!((&baseline["reason"], &baseline["by"]["name"]), (&json!("late supplier"), &json!("Release manager")));

    // The whole is taken back at once.
    let change = client.all("/plan-changes?release=WEB").remove(0);
    assert_eq!((&change["release"]["key"], &change["reason"]), (&json!("TRAIN"), &json!("late supplier")));
    let undo = format!("/plan-changes/{}/undo", change["id"].as_str().unwrap());
    client.post(&undo, json!({})).ok();
    let dates = ["TRAIN", "WEB", "APP", "NEXT"].map(|key| target(&client, key));
    assert_eq!(dates, ["2026-03-31", "2026-03-27", "2026-03-27", "2026-04-30"]);
    assert_eq!(client.all("/releases/TRAIN/milestones")[0]["due"]["date"], "2026-03-13");
    let taken_back = client.all("/releases/WEB/baselines").remove(1);
    let reason = taken_back["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("takes back the move of TRAIN on ") && reason.ends_with("manager: late supplier"),
        "{reason}"
    );
    let again = app.unchanged_by(|| client.post(&undo, json!({}))).refused(409);
    assert_eq!(again.reasons(), ["undone"]);
    assert!(again.detail.contains("Release manager"), "{}", again.detail);
});

both_databases!(each_release_is_counted_in_the_working_days_of_its_portfolio, |app| {
    let client = app.administrator();
    let holidays = json!([{"date": "2026-03-17", "name": "Harvest"}]);
    client.post("/working-calendars", json!({"key": "coast", "name": "Coast", "holidays": holidays})).created();
    app.portfolio("coast", "enterprise");
    client.patch("/portfolios/coast", 1, json!({"working_calendar": "coast"})).ok();
    app.release("TRAIN", json!({"kind": "train", "start": "2026-03-02", "target": {"date": "2026-03-13"}}));
    app.release(
        "WEB",
        json!({"portfolio": "coast", "parent": "TRAIN", "start": "2026-03-02", "target": {"date": "2026-03-13"}}),
    );
    // A Saturday: the train begins on Monday, and its member as many of its own days later.
    let wanted = json!({"start": "2026-03-07", "end": "2026-03-18", "members": {"default": "follow"}});
    client.act("/releases/TRAIN/plan", 1, wanted).ok();
    assert_eq!(["TRAIN", "WEB"].map(|key| target(&client, key)), ["2026-03-20", "2026-03-23"]);
});

both_databases!(of_two_drags_one_wins_and_the_other_hears_who_and_when, |app| {
    train(app);
    let people: Vec<Client> = (0..4).map(|_| app.member_of("enterprise")).collect();
    let at = rev(&people[0], "TRAIN");
    let answers = at_once(&people, |number, client| {
        client.act("/releases/TRAIN/plan", at, json!({"end": format!("2026-04-{:02}", number + 6), "along": "none"}))
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        let told = refused.refused(412);
        assert!(told.detail.contains("by Colleague"), "{}", told.detail);
        assert!(told.body["changed_by"].as_str().unwrap().starts_with("Colleague"), "{}", told.body);
        assert!(told.body["changed_at"].is_string(), "{}", told.body);
    }
    // A phase that moved makes a drag of the release stale too.
    let (client, at) = (app.administrator(), rev(&people[0], "TRAIN"));
    let phase = client.all("/releases/TRAIN/phases").remove(0);
    let path = format!("/releases/TRAIN/phases/{}", phase["id"].as_str().unwrap());
    client.patch(&path, phase["rev"].as_i64().unwrap(), json!({"end": "2026-03-12"})).ok();
    let stale = app.unchanged_by(|| people[1].act("/releases/TRAIN/plan", at, json!({"end": "2026-04-20"})));
    assert_eq!(stale.refused(412).body["changed_by"], "Release manager");
});

both_databases!(whatever_bears_on_a_move_makes_a_move_seen_before_stale, |app| {
    train(app);
    let (client, other) = (app.administrator(), app.member_of("enterprise"));
    let part = |list: &str, index: usize| client.all(&format!("/releases/TRAIN/{list}")).remove(index);
    let path = |list: &str, part: &Value| format!("/releases/TRAIN/{list}/{}", part["id"].as_str().unwrap());
    let part_rev = |part: &Value| part["rev"].as_i64().unwrap();
    let is_stale_after = |what: &str, wanted: bool, act: &dyn Fn()| {
        let at = rev(&client, "TRAIN");
        act();
        let answer = client.act("/releases/TRAIN/plan", at, json!({"subject": "Test", "end": "2026-03-31"}));
        assert_eq!(answer.status, if wanted { 412 } else { 200 }, "{what}: {}", answer.text);
        if wanted {
            let by = answer.json()["changed_by"].clone();
            assert!(by.as_str().unwrap().starts_with("Colleague"), "{what}: {by}");
        }
    };
    let work = json!({"name": "Write notes", "phase": "Test", "start": "2026-03-16", "due": "2026-03-20"});
    is_stale_after("a phase moved", true, &|| {
        let phase = part("phases", 0);
        other.patch(&path("phases", &phase), part_rev(&phase), json!({"end": "2026-03-12"})).ok();
    });
    is_stale_after("a gate moved", true, &|| {
        let gate = part("milestones", 0);
        other.patch(&path("milestones", &gate), part_rev(&gate), json!({"due": {"date": "2026-03-12"}})).ok();
    });
    is_stale_after("a gate passed", true, &|| {
        other.act("/releases/TRAIN/milestones/freeze/pass", part_rev(&part("milestones", 0)), json!({})).ok();
    });
    is_stale_after("a gate reopened", true, &|| {
        other.act("/releases/TRAIN/milestones/freeze/reopen", part_rev(&part("milestones", 0)), json!({})).ok();
    });
    is_stale_after("work came", true, &|| drop(other.post("/releases/TRAIN/activities", work.clone()).created()));
    for (what, wanted, change) in [
        ("work moved", true, json!({"due": "2026-03-19"})),
        ("work renamed", false, json!({"name": "Write the notes"})),
        ("work begun", false, json!({"status": "doing"})),
        ("work done", true, json!({"status": "done"})),
        ("work that is done moved", false, json!({"due": "2026-03-18"})),
        ("work taken up again", true, json!({"status": "doing"})),
    ] {
        is_stale_after(what, wanted, &|| {
            let work = part("activities", 0);
            other.patch(&path("activities", &work), part_rev(&work), change.clone()).ok();
        });
    }
    is_stale_after("work gone", true, &|| {
        let work = part("activities", 0);
        other.delete(&path("activities", &work), part_rev(&work)).ok();
    });
});

both_databases!(a_stale_change_of_a_part_says_who_was_faster_and_when, |app| {
    train(app);
    let (client, other) = (app.administrator(), app.member_of("enterprise"));
    client.post("/releases/TRAIN/activities", json!({"name": "Write notes"})).created();
    for list in ["phases", "milestones", "activities"] {
        let part = client.all(&format!("/releases/TRAIN/{list}")).remove(0);
        let path = format!("/releases/TRAIN/{list}/{}", part["id"].as_str().unwrap());
        let at = part["rev"].as_i64().unwrap();
        other.patch(&path, at, json!({"name": "Another name"})).ok();
        let refused = app.unchanged_by(|| client.patch(&path, at, json!({"name": "A third"}))).refused(412);
        assert!(refused.body["changed_by"].as_str().unwrap().starts_with("Colleague"), "{}", refused.body);
        assert!(refused.body["changed_at"].is_string(), "{}", refused.body);
        assert!(refused.detail.contains("by Colleague"), "{}", refused.detail);
    }
});

both_databases!(what_moved_again_is_not_taken_back, |app| {
    train(app);
    let (client, other) = (app.administrator(), app.member_of("enterprise"));
    let moved = client.act("/releases/TRAIN/plan", 1, json!({"subject": "freeze", "end": "2026-03-12"})).ok();
    let gate = client.all("/releases/TRAIN/milestones").remove(0);
    let due = json!({"due": {"date": "2026-03-11"}});
    other.patch("/releases/TRAIN/milestones/freeze", gate["rev"].as_i64().unwrap(), due).ok();
    let undo = format!("/plan-changes/{}/undo", moved["change"].as_str().unwrap());
    let refused = app.unchanged_by(|| client.post(&undo, json!({}))).refused(409);
    assert_eq!(refused.reasons(), ["moved_since"]);
    let told = &refused.body["reasons"][0];
    assert!(told["detail"].as_str().unwrap().contains("Freeze was moved again by Colleague"), "{told}");
});

both_databases!(what_blocks_a_move_is_told_and_nothing_moves, |app| {
    train(app);
    let client = app.administrator();
    let keep = json!({"start": "2026-03-09", "end": "2026-04-07", "dependants": "keep"});
    let preview = client.post("/releases/TRAIN/plan/preview", keep.clone()).ok();
    assert_eq!(
        (&preview["conflicts"][0]["severity"], &preview["conflicts"][0]["code"]),
        (&json!("blocks"), &json!("dependency"))
    );
    assert_eq!(preview["conflicts"][0]["release"]["key"], "NEXT");
    let refused = app.unchanged_by(|| client.act("/releases/TRAIN/plan", 1, keep)).refused(409);
    assert_eq!(refused.reasons(), ["dependency"]);
    let backwards = json!({"start": "2026-03-09", "end": "2026-03-06", "along": "none"});
    let refused = app.unchanged_by(|| client.act("/releases/TRAIN/plan", 1, backwards)).refused(409);
    assert_eq!(refused.reasons(), ["order"]);
    client.act("/releases/TRAIN/milestones/freeze/pass", 1, json!({})).ok();
    let decided = json!({"subject": "freeze", "end": "2026-03-16"});
    assert_eq!(client.act("/releases/TRAIN/plan", rev(&client, "TRAIN"), decided).refused(409).reasons(), ["decided"]);
    for (wrong, pointer) in [
        (json!({}), "/start"),
        (json!({"end": "2026-02-30"}), "/end"),
        (json!({"end": "2026-04-01", "subject": "nothing"}), "/subject"),
        (json!({"end": "2026-04-01", "along": "sideways"}), "/along"),
        (json!({"end": "2026-04-01", "members": {"each": {"NOBODY": "keep"}}}), "/members/each/NOBODY"),
    ] {
        let told = client.post("/releases/TRAIN/plan/preview", wanted(&wrong)).refused(422);
        assert_eq!(told.pointers(), [pointer], "{wrong}");
    }
});

fn wanted(body: &Value) -> Value {
    body.clone()
}

both_databases!(a_move_into_a_freeze_is_flagged_with_its_name, |app| {
    train(app);
    let client = app.administrator();
    let window = |key: &str, kind: &str, more: Value| {
        let mut new = json!({"key": key, "name": format!("The {key}"), "kind": kind, "portfolio": "enterprise",
            "start": "2025-04-06T00:00", "end": "2025-04-09T00:00", "recurrence": "FREQ=YEARLY"});
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.post("/windows", new).created();
    };
    window("closing", "freeze", json!({"selector": {"kinds": ["train"]}}));
    window("patching", "maintenance", json!({}));
    window("others", "blockout", json!({"selector": {"tags": ["pci"]}}));
    let into = json!({"start": "2026-03-09", "end": "2026-04-07"});
    let told = |answer: &Value| -> Vec<String> {
        let conflicts = answer["conflicts"].as_array().unwrap().iter();
        conflicts
            .filter(|one| one["code"] == "freeze")
            .map(|one| one["rule"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let preview = client.post("/releases/TRAIN/plan/preview", into.clone()).ok();
    assert_eq!(told(&preview), ["The closing"]);
    let flagged = preview["conflicts"].as_array().unwrap().iter().find(|one| one["code"] == "freeze").unwrap();
    assert_eq!(
        (&flagged["severity"], &flagged["release"]["key"], &flagged["rule"]["kind"], &flagged["until"]),
        (&json!("warns"), &json!("TRAIN"), &json!("freeze"), &json!("2026-04-09T00:00:00Z"))
    );
    let beside = client.post("/releases/TRAIN/plan/preview", json!({"start": "2026-03-11", "end": "2026-04-09"})).ok();
    assert_eq!(told(&beside), [""; 0]);
    let done = client.act("/releases/TRAIN/plan", rev(&client, "TRAIN"), into).ok();
    assert_eq!(told(&done), ["The closing"], "a flag is no refusal");
    assert_eq!(target(&client, "TRAIN"), "2026-04-07");
});

both_databases!(a_preview_costs_the_same_however_much_moves, |app| {
    train(app);
    let client = app.administrator();
    let body = json!({"start": "2026-03-04", "end": "2026-04-02", "members": {"default": "follow"}});
    let cost = || client.post("/releases/TRAIN/plan/preview", body.clone()).statements();
    let before = cost();
    for number in 0..12 {
        app.release(
            &format!("M-{number}"),
            json!({"parent": "TRAIN", "start": "2026-03-02", "target": {"date": "2026-03-20"},
            "phases": [{"name": "Build", "start": "2026-03-02", "end": "2026-03-06"}]}),
        );
        let work = json!({"name": "Work", "start": "2026-03-02", "due": "2026-03-05"});
        client.post("/releases/TRAIN/activities", work.clone()).created();
        client.post(&format!("/releases/M-{number}/activities"), work).created();
    }
    assert_eq!(cost(), before);
    assert!(before <= 20, "{before}");
});
