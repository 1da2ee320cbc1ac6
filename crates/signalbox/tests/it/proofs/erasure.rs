//! What events say is erased, and the journal proves itself all the same.

use super::{checked, record, signed};
use serde_json::json;
use signalbox_domain::authz::Role;
use signalbox_store::testing;
use signalbox_verify::check;

both_databases!(what_events_say_is_erased_and_the_journal_proves_itself_all_the_same, |app| {
    let client = app.administrator();
    let person = app.person("Grace Forgotten", "grace@example.org");
    app.release("PAY-1", json!({"description": "said by Grace Forgotten"}));
    record(app, 3);
    let (key, kept) = signed(app, &client);
    let holds = |text: &str| app.contents().iter().filter(|row| row.starts_with("event") && row.contains(text)).count();
    assert_eq!(holds("Grace Forgotten"), 2);
    let said = client.all("/journal?kind=release.created")[0]["position"].clone();

    let wanted = json!({"person": person, "positions": [said], "reason": "asked to be forgotten"});
    let auditor = app.somebody(&[(Role::Auditor, "enterprise")]);
    app.unchanged_by(|| {
        auditor.post("/journal/erasures", wanted.clone()).refused(403);
        let rehearsed = client.post("/journal/erasures?dry_run=true", wanted.clone()).ok();
        assert_eq!(rehearsed["act"], json!(null));
        assert!(rehearsed["positions"].as_array().unwrap().contains(&said));
        let wrong = [
            (json!({"positions": [999_999], "reason": "x"}), "/positions/0 unknown"),
            (json!({"person": "nobody", "reason": "x"}), "/person unknown"),
            (json!({"positions": [said], "reason": "  "}), "/reason text"),
        ];
        for (body, fault) in wrong {
            assert_eq!(client.post("/journal/erasures", body).refused(422).faults(), [fault]);
        }
        client.post("/journal/erasures", json!({"reason": "nothing"})).refused(409);
    });
    let erased = client.post("/journal/erasures", wanted.clone()).ok();
    let positions = erased["positions"].as_array().unwrap().clone();
    let act = erased["act"].as_u64().unwrap();
    assert!(positions.len() >= 2 && positions.contains(&said));
    assert_eq!(holds("Grace Forgotten"), 0, "it is gone from the journal");
    client.post("/journal/erasures", wanted).refused(409);
    let again = client.post("/journal/erasures", json!({"positions": [act], "reason": "to hide it"})).refused(409);
    assert!(again.detail.contains("would look tampered with"), "{}", again.detail);

    // At once, and later: what was kept before is of the same journal.
    let export = client.get("/journal/export").ok_text();
    let report = check(&mut export.as_bytes(), Some(&key), std::slice::from_ref(&kept)).unwrap();
    assert_eq!(report.erased, positions.iter().map(|it| it.as_u64().unwrap()).collect::<Vec<_>>());
    record(app, 2);
    signed(app, &client);
    checked(&client.get("/journal/export").ok_text(), Some(&key), std::slice::from_ref(&kept)).unwrap();
    let proof = client.get(&format!("/journal/{said}/proof")).ok();
    assert_eq!((&proof["content"], &proof["salt"]), (&json!(""), &json!("")));
    let events = client.all("/journal?kind=release.created");
    assert_eq!((&events[0]["position"], &events[0]["name"]), (&said, &json!("")));
    let told = client.all("/journal?kind=journal.erased");
    assert_eq!((told.len(), &told[0]["reason"]), (1, &json!("asked to be forgotten")));
    assert!(app.member_of("enterprise").all("/journal?kind=journal.erased").is_empty(), "that is for auditors");

    // Whoever has the database cannot erase without an act.
    testing::blank_event(&app.service.db, said.as_u64().unwrap() + 1);
    let fault = checked(&client.get("/journal/export").ok_text(), Some(&key), &[]).unwrap_err();
    assert!(fault.contains("is missing, and no event says that it was erased"), "{fault}");
});
