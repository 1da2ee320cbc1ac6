//! Many bookings moved at once.

use super::{act, at, book, environment, group, path};
use serde_json::{Value, json};

fn wanted(more: Value) -> Value {
    super::with(json!({"from": "2031-03-10", "to": "2031-03-20"}), &more)
}

fn moves(plan: &Value) -> Vec<Value> {
    let one = |one: &Value| {
        json!({"booking": one["booking"]["id"], "rev": one["booking"]["rev"], "environment": one["environment"]["id"],
            "span": {"start": one["start"], "end": one["end"]}})
    };
    plan["moves"].as_array().unwrap().iter().map(one).collect()
}

both_databases!(a_plan_moves_the_least_that_matters_and_is_carried_out_as_a_whole, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    let mut made = Vec::new();
    for (title, priority) in [("Important", 1), ("Usual", 3), ("Late", 5)] {
        made.push(book(&client, title, json!({"priority": priority, "if_taken": "request"})).created());
    }
    let plan = client.post("/bookings/plan", wanted(json!({"q": "uat"}))).ok();
    assert_eq!((&plan["outcome"], &plan["proven"], &plan["movable"]), (&json!("plan"), &json!(true), &json!(3)));
    assert!(plan["cost"].as_u64() <= plan["greedy_cost"].as_u64(), "{plan}");
    let moved: Vec<&Value> = plan["moves"].as_array().unwrap().iter().map(|one| &one["booking"]["title"]).collect();
    assert_eq!(moved, ["Usual", "Late"], "{plan}");
    assert_eq!(plan["moves"][0]["start"], at(32), "by a day");
    assert_eq!(
        client.post("/bookings/plan", wanted(json!({"q": "uat"}))).ok(),
        plan,
        "the same question, the same answer"
    );
    // Whoever wants one to stay has another moved instead.
    let kept = client.post("/bookings/plan", wanted(json!({"q": "uat", "keep": [made[1]["id"]]}))).ok();
    let others: Vec<&Value> = kept["moves"].as_array().unwrap().iter().map(|one| &one["booking"]["title"]).collect();
    assert_eq!((&kept["movable"], others), (&json!(2), vec![&json!("Important"), &json!("Late")]), "{kept}");
    let unknown = client.post("/bookings/plan", wanted(json!({"keep": [made[1]["id"], "ghost"]})));
    assert_eq!(unknown.refused(422).faults(), ["/keep/1 pattern"]);
    // One that was changed meanwhile stops all of it.
    let steps = moves(&plan);
    client.patch(path(&made[2], "").trim_end_matches('/'), 1, json!({"title": "Later"})).ok();
    app.unchanged_by(|| client.post("/bookings/move", json!({"moves": steps}))).refused(412);
    let plan = client.post("/bookings/plan", wanted(json!({}))).ok();
    let done = client.post("/bookings/move", json!({"moves": moves(&plan), "reason": "one place for three"})).ok();
    assert_eq!(done["items"].as_array().unwrap().len(), 2);
    for booking in &made {
        act(&client, booking, "approve", json!({})).ok();
    }
    app.settle();
    assert_eq!(client.all("/journal?kind=booking.moved").remove(0)["reason"], "one place for three");
});

both_databases!(a_plan_uses_the_members_of_a_group, |app| {
    let client = app.administrator();
    group(app, "pool", false);
    for key in ["uat", "uat-2"] {
        environment(app, key, json!({"group": "pool"}));
    }
    for title in ["One", "Two"] {
        book(&client, title, json!({"if_taken": "request"})).created();
    }
    let plan = client.post("/bookings/plan", json!({"from": "2031-03-10", "to": "2031-03-11", "group": "pool"})).ok();
    assert_eq!((&plan["outcome"], plan["moves"].as_array().unwrap().len()), (&json!("plan"), 1));
    assert_eq!(plan["moves"][0]["environment"]["key"], "uat-2");
    client.post("/bookings/move", json!({"moves": moves(&plan)})).ok();
    let again = client.post("/bookings/plan", json!({"from": "2031-03-10", "to": "2031-03-11"})).ok();
    assert_eq!((&again["moves"], &again["cost"]), (&json!([]), &json!(0)));
});

both_databases!(what_cannot_coexist_is_told, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    environment(app, "other", json!({}));
    for title in ["One", "Two"] {
        book(&client, title, json!({"if_taken": "request"})).created();
    }
    book(&client, "Elsewhere", json!({"place": {"environment": "other"}})).created();
    let plan = client.post("/bookings/plan", json!({"from": "2031-03-10", "to": "2031-03-11"})).ok();
    assert_eq!(plan["outcome"], "impossible");
    let mut stuck: Vec<&str> =
        plan["stuck"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    stuck.sort_unstable();
    assert_eq!(stuck, ["One", "Two"], "{plan}");
    assert_eq!(plan["proven"], true);
    let reversed = json!({"from": "2031-03-10", "to": "2031-03-10"});
    assert_eq!(client.post("/bookings/plan", reversed).refused(422).faults(), ["/to order"]);
});
