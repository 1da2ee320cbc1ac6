//! Exceptions to the freezes of a real release as waivers, and items that lack an approval as criteria that hold a gate.

use crate::harness::{App, Client, PASSWORD, datasets, expected};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_service::{Ctx, grants};

/// An exception that somebody asked for.
#[derive(Default)]
struct Exception {
    gate: String,
    name: String,
    issue: String,
    status: String,
}

/// Every exception of a release, read line by line.
fn exceptions(release: &str) -> Vec<Exception> {
    let path = datasets().join(format!("kubernetes/releases/release-{release}/exceptions.yaml"));
    let (mut found, mut gate): (Vec<Exception>, String) = (Vec::new(), String::new());
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let value = |text: &str| text.trim().trim_matches('"').to_owned();
        if let Some(name) = line.strip_prefix("- name:") {
            found.push(Exception { gate: gate.clone(), name: value(name), ..Exception::default() });
        } else if let Some(section) = line.strip_suffix(':').filter(|section| !section.starts_with([' ', '#'])) {
            gate = section.to_owned();
        } else if let (Some((field, text)), Some(last)) = (line.trim().split_once(':'), found.last_mut()) {
            match field {
                "issue" => last.issue = value(text),
                "status" => last.status = value(text),
                _ => {}
            }
        }
    }
    found
}

fn somebody(app: &App, name: &str, role: Role) -> Client {
    let email = format!("{}@example.org", name.to_lowercase());
    let person = Some(app.person_with_password(name, &email));
    let new = grants::New { person, team: None, role: Some(role), custom_role: None, until: None };
    app.wait(grants::create(&app.service, &Ctx::system("test"), "enterprise".to_owned(), new)).unwrap();
    app.signed_in(&email, PASSWORD)
}

both_databases!(exceptions_of_a_real_release_are_waivers_as_others_counted_them, |app| {
    let client = app.administrator();
    let (asks, decides) = (somebody(app, "Ada", Role::ReleaseManager), somebody(app, "Bob", Role::Approver));
    let freezes = ["enhancementFreeze", "codeFreeze", "docsFreeze"];
    let gates: Vec<Value> = freezes
        .iter()
        .map(|key| json!({"kind": "gate", "key": key, "name": key, "due": {"date": "2025-11-06"}}))
        .collect();
    app.release("K8S-1.35", json!({"milestones": gates, "target": {"date": "2025-12-17"}}));
    let until = app.in_days(1);
    for one in exceptions("1.35") {
        let waiver =
            json!({"title": one.name, "item": format!("KEP-{}", one.issue), "reason": one.name, "expires_at": until});
        let made = asks.post(&format!("/releases/K8S-1.35/gates/{}/waivers", one.gate), waiver).created();
        let step = if one.status == "approved" { "approve" } else { "reject" };
        let path = format!("/waivers/{}/{step}", made["id"].as_str().unwrap());
        decides.act(&path, 1, json!({"reason": "As it was decided"})).ok();
    }
    let count = |gate: &str, state: &str| client.all(&format!("/waivers?release=K8S-1.35&gate={gate}{state}")).len();
    assert_eq!((count("codeFreeze", "&state=approved"), count("codeFreeze", "&state=rejected")), (7, 6));
    assert_eq!(freezes.map(|gate| count(gate, "")), [2, 13, 1]);
    let told = &expected("kubernetes/expected/release-1.35.json")["exceptions"];
    for gate in freezes {
        assert_eq!(json!(count(gate, "")), told[gate]["total"]);
        assert_eq!(json!(count(gate, "&state=approved")), told[gate]["approved"]);
    }
    let rolled = client.get("/releases/K8S-1.35/compliance").ok();
    let held: i64 =
        rolled["items"][0]["gates"].as_array().unwrap().iter().map(|gate| gate["exceptions"].as_i64().unwrap()).sum();
    assert_eq!(held, 2 + 7 + 1, "what was rejected is no exception");
});

both_databases!(a_gate_holds_for_the_one_item_that_lacks_its_approval, |app| {
    let client = app.administrator();
    for (release, items, lacking) in [("1.36", 36, None), ("1.37", 76, Some("4192"))] {
        let gate = json!([{"kind": "gate", "key": "freeze", "name": "Freeze", "due": {"date": "2030-02-01"}}]);
        app.release(&format!("K8S-{release}"), json!({"milestones": gate}));
        let list = expected(&format!("kubernetes-enhancements/keps-v{release}.json"));
        let targets = |item: &&Value| {
            let stage = item["stage"].as_str().unwrap_or_default();
            item["milestone"][stage].as_str().is_some_and(|at| at.trim_start_matches('v') == release)
        };
        let targeting: Vec<&Value> = list.as_array().unwrap().iter().filter(targets).collect();
        assert_eq!(targeting.len(), items, "{release}");
        for item in targeting {
            let name = format!("KEP-{}: production readiness is approved", item["kep"].as_str().unwrap());
            let path = format!("/releases/K8S-{release}/gates/freeze/criteria");
            let made = client.post(&path, json!({"name": name})).created();
            let approver = &item["prod_readiness"][item["stage"].as_str().unwrap()]["approver"];
            if let Some(who) = approver.as_str() {
                let met = json!({"evidence": [{"kind": "text", "text": format!("Approved by {who}")}]});
                client.act(&format!("/criteria/{}/meet", made["id"].as_str().unwrap()), 1, met).ok();
            }
        }
        let rev = client.get(&format!("/releases/K8S-{release}/gates/freeze")).rev();
        let passed = client.act(&format!("/releases/K8S-{release}/milestones/freeze/pass"), rev, json!({}));
        match lacking {
            None => assert_eq!(passed.ok()["state"], "passed"),
            Some(kep) => {
                let refused = passed.refused(409);
                assert_eq!(refused.reasons(), ["criterion"]);
                let told = refused.body["reasons"][0]["detail"].as_str().unwrap();
                assert!(told.starts_with(&format!("KEP-{kep}:")), "{told}");
            }
        }
    }
});
