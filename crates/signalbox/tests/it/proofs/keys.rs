//! One key hands over to the next, and whoever trusted the first can follow.

use super::{checked, record, signed};
use serde_json::json;
use signalbox_domain::authz::Role;
use signalbox_service::proofs;
use signalbox_verify::VerifierKey;

both_databases!(a_key_hands_over_to_the_next_and_whoever_trusts_it_can_follow, |app| {
    let client = app.administrator();
    record(app, 5);
    let (first, kept) = signed(app, &client);
    assert_eq!(client.get("/journal/handovers").ok_text(), "");
    let (auditor, stranger) = (app.somebody(&[(Role::Auditor, "enterprise")]), app.stranger());
    app.unchanged_by(|| {
        let why = json!({"reason": "a disk was stolen"});
        auditor.post("/journal/key", why.clone()).refused(403);
        stranger.post("/journal/key", why).refused(403);
        assert_eq!(client.post("/journal/key", json!({"reason": " "})).refused(422).faults(), ["/reason text"]);
    });
    let next = client.post("/journal/key", json!({"reason": "a disk was stolen"})).ok_text();
    let next: VerifierKey = next.trim_end().parse().unwrap();
    assert_ne!(next, first);
    assert_eq!(next.name(), first.name(), "the journal is known by the same name");
    // Until the next checkpoint everything is as the former key left it.
    let key = client.get("/journal/key").ok_text();
    assert_eq!(key.trim_end().parse::<VerifierKey>().unwrap(), first);
    checked(&client.get("/journal/export").ok_text(), Some(&first), std::slice::from_ref(&kept)).unwrap();

    record(app, 4);
    assert_eq!(signed(app, &client).0, next);
    let (_, second) = signed(app, &client);
    let events = client.all("/journal?kind=journal.key_rotated");
    assert_eq!((events.len(), &events[0]["reason"]), (1, &json!("a disk was stolen")));
    assert!(events[0].to_string().contains(&next.to_string()));
    client.post("/journal/key", json!({"reason": "every year"})).ok_text();
    record(app, 3);
    let (last, _) = signed(app, &client);
    let export = client.get("/journal/export").ok_text();
    for known in [&first, &next, &last] {
        checked(&export, Some(known), &[kept.clone(), second.clone()]).unwrap();
    }
    let handovers = client.get("/journal/handovers").ok_text();
    assert_eq!(handovers.lines().count(), 2);
    assert!(export.contains(&handovers), "the export carries them");
    let without = export.replacen(handovers.lines().next().unwrap(), "", 1).replacen("\n\n", "\n", 1);
    assert!(checked(&without, Some(&first), &[]).is_err());
    // A journal that was changed is not signed again by another key either.
    signalbox_store::testing::disown_events(&app.service.db, "journal.key_rotated");
    record(app, 1);
    assert!(app.wait(proofs::sign(&app.service)).is_err());
    client.post("/journal/key", json!({"reason": "now"})).refused(500);
});
