//! The map: what hangs together, what a change reaches, and where it was cut off.

use super::{deployments::seen, environment};
use crate::harness::{App, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// `web` needs `cart`, which needs `ledger`; `cart` runs in `uat` and `live`, `ledger` in `vault`; `uat` has a part and sends
/// to `report`, which exchanges with `mirror`.
fn places(app: &App) -> Client {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    for (key, portfolio) in [("web", "shop"), ("cart", "shop"), ("ledger", "bank")] {
        app.system(key, json!({"portfolio": portfolio}));
    }
    let needs = |system: &str, other: &str| {
        let rev = client.get(&format!("/systems/{system}")).rev();
        client.put(&format!("/systems/{system}/dependencies/{other}"), rev, json!({})).ok();
    };
    needs("web", "cart");
    needs("cart", "ledger");
    for (key, more) in [
        ("uat", json!({"portfolio": "shop", "stage": "test"})),
        ("uat-db", json!({"portfolio": "shop", "parent": "uat"})),
        ("live", json!({"portfolio": "shop", "stage": "production", "state": "busy"})),
        ("report", json!({"portfolio": "shop"})),
        ("mirror", json!({"portfolio": "shop"})),
        ("vault", json!({"portfolio": "bank"})),
    ] {
        environment(&client, key, more).created();
    }
    let link = |from: &str, to: &str, kind: &str, direction: &str| {
        let rev = client.get(&format!("/environments/{from}")).rev();
        let link = json!({"kind": kind, "direction": direction});
        client.put(&format!("/environments/{from}/links/{to}"), rev, link).ok();
    };
    link("report", "uat", "data_feed", "from");
    link("report", "mirror", "replica", "both");
    seen(&client, "uat", &[("cart", "1.2")]).ok();
    seen(&client, "live", &[("cart", "1.1")]).ok();
    seen(&client, "vault", &[("ledger", "7")]).ok();
    client
}

/// Things with how far they are, and bonds by keys.
fn drawn(map: &Value) -> (String, Vec<String>) {
    let things = map["things"].as_array().unwrap();
    let key = |id: &Value| things.iter().find(|thing| thing["id"] == *id).unwrap()["key"].as_str().unwrap().to_owned();
    let told = things.iter().map(|thing| {
        let more = if thing["more"] == true { "+" } else { "" };
        format!("{}{}{more}", thing["key"].as_str().unwrap(), thing["distance"])
    });
    let mut bonds: Vec<String> = map["bonds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bond| {
            let arrow = if bond["both"] == true { "<->" } else { "->" };
            let detail = bond["detail"].as_str().map(|detail| format!(" {detail}")).unwrap_or_default();
            format!("{} {arrow} {} {}{detail}", key(&bond["from"]), key(&bond["to"]), bond["kind"].as_str().unwrap())
        })
        .collect();
    bonds.sort();
    (told.collect::<Vec<_>>().join(" "), bonds)
}

both_databases!(what_a_release_reaches_is_drawn_step_by_step, |app| {
    let client = places(app);
    app.release("R-1", json!({}));
    let rev = client.get("/releases/R-1").rev();
    client.put("/releases/R-1/systems/cart", rev, json!({"impact": "code"})).ok();
    let draw = |query: &str| drawn(&client.get(&format!("/map?{query}")).ok());
    assert_eq!(
        draw("release=R-1&direction=downstream"),
        (
            "R-10 cart1 web2 live2 uat2+".to_owned(),
            ["R-1 -> cart touches code", "cart -> live runs 1.1", "cart -> uat runs 1.2", "cart -> web needs"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let (things, bonds) = draw("release=R-1&direction=downstream&depth=4");
    assert_eq!(
        things,
        "R-10 cart1 web2 live2 uat2 uat-db3 report3 mirror4".replace("uat-db3 report3", "report3 uat-db3")
    );
    assert!(bonds.contains(&"uat -> report link data_feed".to_owned()), "{bonds:?}");
    assert!(bonds.contains(&"report <-> mirror link replica".to_owned()), "{bonds:?}");
    assert_eq!(draw("environment=report&direction=upstream&depth=2").0, "report0 mirror1 uat1 cart2+");
    assert_eq!(draw("system=ledger&depth=1").0, "ledger0 cart1+ vault1");
    let live = client.get("/map?environment=live&depth=1").ok()["things"][0].clone();
    assert_eq!(
        (&live["kind"], &live["is_production"], &live["state"], &live["stage"]["key"]),
        (&json!("environment"), &json!(true), &json!("busy"), &json!("production"))
    );
    // What was put away is no longer on the map.
    client.act("/environments/uat/archive", client.get("/environments/uat").rev(), json!({})).ok();
    assert_eq!(draw("system=cart&direction=downstream&depth=1").0, "cart0 web1 live1");
});

both_databases!(the_map_ends_where_sight_ends_and_says_where_it_was_cut_off, |app| {
    let client = places(app);
    let seller = app.somebody(&[(Role::Viewer, "shop")]);
    let seen = seller.get("/map?system=cart&depth=5").ok();
    assert!(!seen.to_string().contains("ledger") && !seen.to_string().contains("vault"), "{seen}");
    seller.get("/map?system=ledger").refused(404);
    let few = client.get("/map?system=cart&direction=downstream&depth=1");
    assert_eq!(few.ok()["complete"], true);
    for number in 0..260 {
        let key = format!("e-{number:03}");
        environment(&client, &key, json!({"portfolio": "shop"})).created();
        let told = json!({"environment": key, "system": "cart", "version": "1.0"});
        client.post("/deployments", told).created();
    }
    let many = client.get("/map?system=cart&direction=downstream&depth=1");
    let found = many.ok();
    assert_eq!((found["things"].as_array().unwrap().len(), &found["complete"]), (250, &json!(false)));
    assert_eq!((&found["things"][0]["more"], many.statements()), (&json!(true), few.statements()));
    let deep = client.get("/map?system=cart&depth=5");
    assert!(deep.statements() <= 30, "{}", deep.statements());
});

both_databases!(a_map_of_nothing_is_refused, |app| {
    let client = places(app);
    for (query, fault) in [
        ("", "/environment required"),
        ("?environment=uat&system=cart", "/environment required"),
        ("?environment=uat&depth=0", "/depth range"),
        ("?environment=uat&depth=6", "/depth range"),
    ] {
        assert_eq!(client.get(&format!("/map{query}")).refused(422).faults(), [fault], "{query}");
    }
    client.get("/map?environment=uat&direction=sideways").refused(400);
    client.get("/map?environment=ghost").refused(404);
});
