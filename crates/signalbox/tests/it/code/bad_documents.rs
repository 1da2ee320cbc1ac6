//! Documents that are none: refused with every fault and its line, nothing changed.

use super::apply;
use crate::harness::Request;
use serde_json::json;

const RELEASE: &str = "kind: Release\nkey: r-1\nname: R\nrelease: project\nportfolio: enterprise\n";

both_databases!(malformed_yaml_is_refused_with_its_line, |app| {
    let client = app.administrator();
    app.unchanged_by(|| {
        for yaml in [
            "kind: Release\nkey: [r-1\n",
            "kind: Release\n\tkey: r-1\n",
            "kind: Release\n  key: r-1\n",
            "kind: \"Release\n",
            "- a\n- b\n",
            "just words\n",
            "kind: Release\nkey: *nothing\n",
            "kind: Release\nkey: !!python/object r\n",
        ] {
            let refused = apply(&client, yaml).refused(422);
            assert!(refused.detail.contains("line "), "{yaml:?}: {}", refused.detail);
        }
        let utf8 = client.send(Request::new("POST", "/apply").raw("application/yaml", b"kind: \xff\xfe".as_slice()));
        utf8.refused(422);
    });
});

both_databases!(a_key_given_twice_is_refused, |app| {
    let client = app.administrator();
    app.unchanged_by(|| {
        let refused = apply(&client, &format!("{RELEASE}name: S\n")).refused(422);
        assert_eq!(refused.pointers(), ["/0/name"], "{}", refused.body);
        assert!(refused.detail.contains("line 6"), "{}", refused.detail);
        let twice = br#"{"documents": [{"kind": "Portfolio", "key": "a", "key": "b", "name": "A"}]}"#;
        let refused =
            client.send(Request::new("POST", "/apply").raw("application/json", twice.as_slice())).refused(422);
        assert_eq!(refused.faults(), ["/documents/0/key duplicate"]);
        // The same thing in two documents is a contradiction too, or at least never done by halves.
        let both = format!("{RELEASE}---\n{RELEASE}risk: high\n");
        apply(&client, &both).refused(422);
    });
});

both_databases!(an_alias_bomb_does_not_go_off, |app| {
    let client = app.administrator();
    let mut bomb = "kind: Release\nkey: r-1\nname: R\nrelease: project\nportfolio: enterprise\nfields:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = format!("*a{}", level - 1);
        let list = vec![below; 10].join(", ");
        bomb.push_str(&format!("  a{level}: &a{level} [{list}]\n"));
    }
    let deep = format!("{RELEASE}fields: {}x{}\n", "[".repeat(50_000), "]".repeat(50_000));
    let itself = "kind: Release\nkey: &k [*k]\n";
    let begun = std::time::Instant::now();
    app.unchanged_by(|| {
        for yaml in [bomb.as_str(), &deep, itself] {
            apply(&client, yaml).refused(422);
        }
        let deep = format!("{{\"documents\": {}{}}}", "[".repeat(50_000), "]".repeat(50_000));
        client.send(Request::new("POST", "/apply").raw("application/json", deep)).refused(422);
    });
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
});

both_databases!(every_fault_of_every_document_is_told, |app| {
    let client = app.administrator();
    let yaml = "kind: Release\nkey: a b\nname: ''\nrelease: ferry\nportfolio: enterprise\nstart: 2026-02-30\ncolour: red\n---\nkind: Ship\nkey: x\n---\nkey: y\n---\nkind: Portfolio\nkey: z\nname: \"a\\0b\"\n";
    let refused = app.unchanged_by(|| apply(&client, yaml)).refused(422);
    let pointers = refused.pointers();
    for pointer in ["/0/key", "/0/name", "/0/release", "/0/start", "/0/colour", "/1/kind", "/2/kind", "/3/name"] {
        assert!(pointers.iter().any(|found| found == pointer), "{pointer} is not among {pointers:?}");
    }
    let bodies = [
        json!({}),
        json!([]),
        json!({"documents": {}}),
        json!({"documents": [1]}),
        json!({"documents": [], "x": 1}),
        json!({"documents": [{"kind": "Release"}]}),
    ];
    app.unchanged_by(|| {
        for body in bodies {
            client.post("/apply", body).refused(422);
        }
    });
});

both_databases!(documents_mind_the_rules_of_everything_else, |app| {
    let client = app.administrator();
    let train = "kind: Release\nkey: t\nname: T\nrelease: train\nportfolio: enterprise\n";
    app.unchanged_by(|| {
        for (yaml, word) in [
            (format!("{RELEASE}start: 2026-02-01\ntarget: {{date: 2026-01-01, zone: UTC}}\n"), "before"),
            (format!("{train}parent: t\n"), "/0/parent"),
            (format!("{train}parent: u\n---\n{}parent: t\n", train.replace("key: t", "key: u")), "parent"),
            (format!("{RELEASE}needs: [{{release: r-1}}]\n"), "r-1"),
            (format!("{RELEASE}needs: [{{release: r-2}}]\n---\n{}needs: [{{release: r-1}}]\n", RELEASE.replace("r-1", "r-2")), "r-2"),
            (format!("{RELEASE}people: [{{person: release.manager@example.org, role: accountable}}, {{person: release.manager@example.org, role: accountable}}]\n"), "accountable"),
            (format!("{RELEASE}people: [{{person: nobody@example.org, role: accountable}}]\n"), "nobody@example.org"),
            (format!("{RELEASE}status: shipped\n"), "shipped"),
            (format!("{RELEASE}manifest: [{{system: ghost, version: 1}}]\n"), "ghost"),
            (format!("{RELEASE}phases: [{{name: A, start: 2026-02-01, end: 2026-01-01}}]\n"), "before"),
            ("kind: Portfolio\nkey: a\nname: A\nparent: b\n---\nkind: Portfolio\nkey: b\nname: B\nparent: a\n".to_owned(), "a"),
        ] {
            let refused = apply(&client, &yaml);
            assert!(matches!(refused.status, 409 | 422), "{yaml}: {}", refused.text);
            let told = refused.refused(refused.status);
            assert!(told.detail.contains(word), "{yaml}: {}", told.detail);
        }
    });
});
