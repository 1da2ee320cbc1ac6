//! Bad input: refused with a problem that names every fault and where; nothing changes, nothing is logged, nothing breaks.

use crate::harness::{App, Refusal, Request};
use serde_json::{Value, json};

fn new(more: &Value) -> Value {
    let mut new = json!({"key": "R-1", "name": "Payments", "kind": "project", "portfolio": "enterprise"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    new
}

/// A release that must not be.
#[track_caller]
fn refused(app: &App, more: &Value) -> Refusal {
    app.administrator().post("/releases", new(more)).refused(422)
}

both_databases!(a_body_is_checked_as_a_whole, |app| {
    app.unchanged_by(|| {
        let all = app.administrator().post(
            "/releases",
            json!({
                "key": "-", "name": "", "kind": "ferry", "colour": "red", "zone": "Mars/Olympus", "start": "2026-02-30",
                "target": {"date": "2026-13-01", "time": "25:00"}, "tags": "pci", "risk": 7,
            }),
        );
        let all = all.refused(422);
        for pointer in
            ["/key", "/name", "/kind", "/colour", "/zone", "/start", "/target/date", "/target/time", "/tags", "/risk"]
        {
            assert!(all.pointers().iter().any(|found| found == pointer), "{pointer} is not among {:?}", all.pointers());
        }
        assert!(all.pointers().iter().any(|found| found.contains("portfolio")), "{:?}", all.pointers());
    });
});

both_databases!(dates_that_do_not_exist_are_refused, |app| {
    app.unchanged_by(|| {
        for day in [
            "2026-02-29",
            "2026-00-10",
            "2026-04-31",
            "26-04-01",
            "2026-4-1",
            "tomorrow",
            "2026-04-01T00:00:00Z",
            "",
            "+002026-04-01",
        ] {
            assert_eq!(refused(app, &json!({"start": day})).pointers(), ["/start"], "{day}");
            assert_eq!(refused(app, &json!({"target": {"date": day}})).pointers(), ["/target/date"], "{day}");
        }
        for day in ["0001-01-01", "1969-12-31", "9999-12-31", "2201-01-01"] {
            assert_eq!(refused(app, &json!({"start": day})).pointers(), ["/start"], "{day}");
        }
        for number in [json!(20_260_401), json!(1e308), json!(true), json!([]), json!({})] {
            assert_eq!(refused(app, &json!({"start": number})).pointers(), ["/start"], "{number}");
        }
    });
});

both_databases!(absurd_values_are_refused_by_their_place, |app| {
    let long = "x".repeat(20_001);
    let many = vec!["tag"; 51];
    app.unchanged_by(|| {
        for (more, pointer) in [
            (json!({"name": "x".repeat(201)}), "/name"),
            (json!({"name": "  "}), "/name"),
            (json!({"name": 7}), "/name"),
            (json!({"name": null}), "/name"),
            (json!({"key": "x".repeat(65)}), "/key"),
            (json!({"key": "a b"}), "/key"),
            (json!({"key": "rel_01k9z000000000000000000000"}), "/key"),
            (json!({"description": long}), "/description"),
            (json!({"tags": many}), "/tags"),
            (json!({"tags": [""]}), "/tags/0"),
            (json!({"links": [{"title": "x", "url": "javascript:alert(1)"}]}), "/links/0/url"),
            (json!({"links": [{"title": "x"}]}), "/links/0/url"),
            (json!({"fields": {"cost-centre": "4711"}}), "/fields/cost-centre"),
            (json!({"phases": {"name": "x"}}), "/phases"),
            (
                json!({"phases": vec![json!({"name": "x", "start": "2026-01-01", "end": "2026-01-02"}); 2001]}),
                "/phases",
            ),
            (json!({"type": "unheard-of"}), "/type"),
            (json!({"accountable": "nobody"}), "/accountable"),
            (json!({"portfolio": "nowhere"}), "/portfolio"),
        ] {
            let told = refused(app, &more);
            assert!(told.pointers().iter().any(|found| found == pointer), "{pointer}: {}", told.body);
        }
        for control in ["a\u{0}b", "a\u{7}b", "a\nb", "\u{202e}txt"] {
            let told = refused(app, &json!({"name": control}));
            assert_eq!(told.pointers(), ["/name"], "{control:?}");
        }
        assert_eq!(refused(app, &json!({"description": "a\u{0}b"})).pointers(), ["/description"]);
        assert_eq!(refused(app, &json!({"fields": {"a\u{0}": 1}})).status(), 422);
    });
    // Real words of any language are none of that.
    let made = app.release(
        "Ж-1".replace('Ж', "Z").as_str(),
        json!({"name": "Überweisungen 支払い 💶", "description": "a\nb\tc"}),
    );
    assert_eq!((&made["name"], &made["description"]), (&json!("Überweisungen 支払い 💶"), &json!("a\nb\tc")));
});

both_databases!(what_is_no_json_is_refused, |app| {
    let client = app.administrator();
    let send = |body: &[u8]| client.send(Request::new("POST", "/releases").raw("application/json", body));
    app.unchanged_by(|| {
        for body in ["", "{", "{\"key\": }", "[1, 2", "{} {}", "nul", "'x'", "{\"a\": 1e999}", "{\"a\": \"\\ud800\"}", "\u{feff}{}"] {
            let told = send(body.as_bytes());
            assert!(matches!(told.status, 400 | 422), "{body}: {}", told.text);
            told.refused(told.status);
        }
        send(b"{\"name\": \"\xff\xfe\"}").refused(422);
        for body in ["null", "[]", "7", "\"x\"", "true"] {
            send(body.as_bytes()).refused(422);
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        send(deep.as_bytes()).refused(422);
        let deep = format!("{{\"fields\": {}1{}}}", "{\"a\":".repeat(500), "}".repeat(500));
        send(deep.as_bytes()).refused(422);
        let twice = send(br#"{"key": "R-1", "name": "A", "name": "B", "kind": "project", "portfolio": "enterprise", "links": [{"url": "https://a", "url": "https://b", "title": "x"}]}"#);
        assert_eq!(twice.refused(422).faults(), ["/name duplicate", "/links/0/url duplicate"]);
        let kind = client.send(Request::new("POST", "/releases").raw("text/plain", new(&json!({})).to_string()));
        kind.refused(415);
        let none = client.send(Request { body: Some(new(&json!({})).to_string().into_bytes()), ..Request::new("POST", "/releases") });
        none.refused(415);
    });
});

both_databases!(a_body_over_the_limit_is_refused, |app| {
    let client = app.administrator();
    let large = new(&json!({"description": "x".repeat(2 << 20)}));
    app.unchanged_by(|| {
        let told = client.post("/releases", large.clone()).refused(413);
        assert_eq!(told.name, "too-large");
        client.send(Request::new("POST", "/releases").once("k-1").json(&large)).refused(413);
        client.send(Request::new("POST", "/apply").yaml(&format!("# {}", "x".repeat(17 << 20)))).refused(413);
    });
    client.send(Request::new("POST", "/apply").yaml(&format!("# {}", "x".repeat(2 << 20)))).ok();
});

both_databases!(addresses_that_name_nothing_are_refused, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    app.unchanged_by(|| {
        for path in [
            "/releases/nothing",
            "/releases/rel_zzzzzzzzzzzzzzzzzzzzzzzzzz",
            "/releases/%00",
            "/releases/%ff%fe",
            "/releases/..%2f..%2fetc%2fpasswd",
            "/releases/R-1'%20or%20'1'='1",
            "/releases/R-1/baselines/1",
            "/releases/R-1/baselines/99999999999999999999",
            "/releases/R-1/baselines/x",
            "/portfolios/nothing",
            "/nothing",
            "/releases/R-1/nothing",
        ] {
            let told = client.get(path);
            assert!(matches!(told.status, 400 | 404), "{path}: {} {}", told.status, told.text);
            told.refused(told.status);
        }
        client.send(Request::new("DELETE", "/releases/R-1").rev(1)).refused(405);
        client.send(Request::new("TRACE", "/releases/R-1")).refused(405);
        for query in ["?limit=-1", "?limit=1&limit=2", "?from=2026-02-30", "?colour", "?%ff=1", "?archived=maybe"] {
            let told = client.get(&format!("/releases{query}"));
            assert!(matches!(told.status, 400 | 422), "{query}: {} {}", told.status, told.text);
            told.refused(told.status);
        }
        let long = client.get(&format!("/releases?q={}", "x".repeat(30_000)));
        assert!(long.status < 500, "{}", long.status);
        // Text that means something to a pattern is only text.
        for text in ["%25", "_", "%5c", "'", "*"] {
            assert_eq!(client.get(&format!("/releases?q={text}")).ok()["items"], json!([]), "{text}");
            assert_eq!(client.get(&format!("/search?q={text}")).ok()["items"], json!([]), "{text}");
        }
        client.get("/search?q=%00").refused(400);
    });
});

both_databases!(a_fault_in_a_change_is_told_like_one_in_a_new_thing, |app| {
    let client = app.administrator();
    app.release("R-1", json!({"start": "2026-01-01", "target": {"date": "2026-02-01"}}));
    app.unchanged_by(|| {
        for (change, pointer) in [
            (json!({"start": "2026-03-01"}), "/target/date"),
            (json!({"target": {"date": "2025-12-31"}}), "/target/date"),
            (json!({"name": null}), "/name"),
            (json!({"colour": "red"}), "/colour"),
            (json!({"key": "R 1"}), "/key"),
            (json!({"parent": "R-1"}), "/parent"),
            (json!({"type": "unheard-of"}), "/type"),
            (json!({"portfolio": "nowhere"}), "/portfolio"),
            (json!({"fields": {"unheard-of": 1}}), "/fields/unheard-of"),
        ] {
            let told = client.patch("/releases/R-1", 1, change.clone()).refused(422);
            assert!(told.pointers().iter().any(|found| found == pointer), "{change}: {}", told.body);
        }
    });
});
