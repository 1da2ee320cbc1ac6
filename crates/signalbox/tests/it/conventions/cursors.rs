//! Pages: every item exactly once, in every order, forwards and backwards, also while others add items.

use crate::harness::{App, Client};
use serde_json::{Value, json};

const ITEMS: usize = 47;

/// Releases with many ties: few names, few targets, some without.
fn seed(app: &App) {
    let client = app.administrator();
    for number in 0..ITEMS {
        let mut new = json!({
            "key": format!("R-{number:02}"), "name": format!("Name {}", number % 3), "kind": "project", "portfolio": "enterprise",
        });
        if number % 4 != 0 {
            new["target"] = json!({"date": format!("2026-01-{:02}", number % 3 + 1)});
        }
        client.post("/releases", new).created();
    }
}

both_databases!(every_item_comes_exactly_once_in_every_order, |app| {
    seed(app);
    let client = app.administrator();
    for order in ["key", "name", "target", "updated"] {
        let whole = client.list(&format!("/releases?limit=200&sort={order}"), "key");
        assert_eq!(whole.len(), ITEMS);
        for limit in [1, 7, 46, 47] {
            let paged = client.list(&format!("/releases?limit={limit}&sort={order}"), "key");
            assert_eq!(paged, whole, "by {order}, {limit} at a time");
        }
        let mut backwards = client.list(&format!("/releases?limit=5&sort=-{order}"), "key");
        assert_eq!(backwards.len(), ITEMS);
        backwards.reverse();
        assert_eq!(backwards, whole, "by {order}, backwards");
    }
    let keys = client.list("/releases?sort=key", "key");
    assert!(keys.is_sorted());
    let dates: Vec<Value> =
        client.all("/releases?sort=target").iter().map(|item| item["target"]["at"].clone()).collect();
    assert!(dates[..35].is_sorted_by_key(|date| date.as_str().unwrap().to_owned()), "{dates:?}");
    assert!(dates[35..].iter().all(Value::is_null));
});

both_databases!(items_added_while_one_reads_neither_hide_nor_double_others, |app| {
    seed(app);
    let client = app.administrator();
    let before = client.list("/releases?limit=200&sort=name", "key");
    let (mut seen, mut cursor, mut added) = (Vec::new(), None::<String>, 0);
    loop {
        let page = client.page("/releases?sort=name&limit=4", cursor.as_deref());
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = Some(next.to_owned());
        // Some before the place where the reader is, some after.
        for name in ["Name 0", "Name 2"] {
            let key = format!("N-{added}");
            client
                .post("/releases", json!({"key": key, "name": name, "kind": "project", "portfolio": "enterprise"}))
                .created();
            added += 1;
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), seen.len(), "nothing twice: {seen:?}");
    let old: Vec<String> = seen.into_iter().filter(|key| key.starts_with('R')).collect();
    assert_eq!(old, before, "all that were there, in their order");
});

both_databases!(other_lists_have_pages_too, |app| {
    let client = app.administrator();
    app.release("R-1", json!({"kind": "train"}));
    for number in 0..13 {
        let new = json!({"kind": "gate", "name": "Gate", "due": {"date": format!("2026-01-{:02}", number % 2 + 1)}});
        client.post("/releases/R-1/milestones", new).created();
        app.portfolio(&format!("p-{number:02}"), "enterprise");
        app.release(&format!("M-{number:02}"), json!({"parent": "R-1"}));
    }
    app.settle();
    for path in [
        "/releases/R-1/milestones",
        "/releases/R-1/members",
        "/portfolios",
        "/journal",
        "/releases/R-1/events",
        "/people",
        "/systems",
        "/teams",
        "/release-types",
    ] {
        let whole: Vec<String> = client.list(&format!("{path}?limit=200"), "id");
        for limit in [1, 4, 13] {
            assert_eq!(client.list(&format!("{path}?limit={limit}"), "id"), whole, "{path}, {limit} at a time");
        }
    }
});

both_databases!(a_cursor_that_is_none_is_refused, |app| {
    seed(app);
    let client = app.administrator();
    let cursor = client.page("/releases?limit=5&sort=name", None)["next_cursor"].as_str().unwrap().to_owned();
    for wrong in ["x", "W10", &cursor[1..], &format!("{cursor}{cursor}"), "null"] {
        let answer = client.get(&format!("/releases?limit=5&sort=name&cursor={wrong}"));
        assert_eq!(answer.refused(422).pointers(), ["/cursor"], "{wrong}");
    }
    // A cursor belongs to its order.
    assert_eq!(client.get(&format!("/releases?sort=target&cursor={cursor}")).refused(422).pointers(), ["/cursor"]);
    assert_eq!(client.get(&format!("/portfolios?cursor={cursor}")).refused(422).pointers(), ["/cursor"]);
    reversed(&client, &cursor);
});

/// The same cursor in the other direction is either refused or understood, but never gives an item twice.
fn reversed(client: &Client, cursor: &str) {
    let answer = client.get(&format!("/releases?limit=200&sort=-name&cursor={cursor}"));
    if answer.status == 200 {
        assert!(answer.ok()["items"].as_array().unwrap().len() < ITEMS);
    } else {
        answer.refused(422);
    }
}
