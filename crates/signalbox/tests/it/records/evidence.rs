//! The evidence of a release, taken along and checked without the server.

use crate::harness::{App, Client, Place, Request, files_of, run, token};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_verify::{
    VerifierKey,
    pack::{Report, check},
};

/// A release with something in every section.
fn story(app: &App) -> Client {
    let client = app.administrator();
    app.system("ledger", json!({"name": "Ledger"}));
    let version = json!({"number": "4.2.0", "digest": format!("sha256:{}", "ab".repeat(32)), "sbom_url": "https://example.org/sbom"});
    client.post("/systems/ledger/versions", version).created();
    let more = json!({
        "name": "Zahlungsverkehr für Übermorgen", "description": "Neue Überweisungen\nmit 中文",
        "target": {"date": "2026-04-01"},
        "phases": [{"name": "Build", "start": "2026-01-05", "end": "2026-02-27"}],
        "milestones": [{"kind": "gate", "name": "Go or no go", "due": {"date": "2026-03-20"}}],
    });
    let release = app.release("PAY-1", more);
    client.put("/releases/PAY-1/systems/ledger", release["rev"].as_i64().unwrap(), json!({"impact": "code"})).ok();
    let rev = client.get("/releases/PAY-1").rev();
    client.put("/releases/PAY-1/manifest/ledger", rev, json!({"version": "4.2.0"})).ok();
    client.post("/releases/PAY-1/raid", json!({"kind": "risk", "title": "The supplier is late"})).created();
    client.post("/releases/PAY-1/comments", json!({"body": "Ready when you are"})).created();
    client.post("/releases/PAY-1/activities", json!({"name": "Rehearse"})).created();
    for (name, bytes) in [("plan.txt", b"what we agreed".as_slice()), ("Gr%C3%B6%C3%9Fe.csv", b"a;b\n1;2\n")] {
        let path = format!("/releases/PAY-1/attachments?name={name}");
        client.send(Request::new("POST", &path).raw("application/octet-stream", bytes)).created();
    }
    // A date moves, so that there is a former plan.
    let rev = client.get("/releases/PAY-1").rev();
    client.patch("/releases/PAY-1", rev, json!({"target": {"date": "2026-04-08"}, "reason": "supplier is late"})).ok();
    let gate = client.all("/releases/PAY-1/milestones").remove(0);
    let path = format!("/releases/PAY-1/milestones/{}/pass", gate["id"].as_str().unwrap());
    client.act(&path, gate["rev"].as_i64().unwrap(), json!({"reason": "all green"})).ok();
    client
}

fn take(client: &Client, release: &str) -> Vec<u8> {
    let answer = client.post(&format!("/releases/{release}/evidence"), json!({}));
    answer.ok_text();
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    assert_eq!(answer.header("content-length").unwrap().parse::<usize>().unwrap(), answer.bytes.len());
    answer.bytes
}

/// Where a file of an archive begins.
fn beginning(pack: &[u8], name: &str) -> usize {
    let begins = |at: &usize| pack[*at..].starts_with(b"PK\x03\x04") && pack[at + 30..].starts_with(name.as_bytes());
    (0..pack.len()).find(begins).unwrap() + 30 + name.len()
}

fn checked(pack: &[u8], key: Option<&VerifierKey>) -> Result<Report, String> {
    check(pack, key).map_err(|fault| fault.to_string())
}

both_databases!(the_evidence_of_a_release_is_checked_without_the_server, |app| {
    let client = story(app);
    let pack = take(&client, "PAY-1");
    let key: VerifierKey = client.get("/journal/key").ok_text().trim_end().parse().unwrap();
    let report = checked(&pack, Some(&key)).unwrap();
    assert_eq!((report.release.as_str(), report.name.as_str()), ("PAY-1", "Zahlungsverkehr für Übermorgen"));
    let files = files_of(&pack);
    let data = |name: &str| serde_json::from_slice::<Value>(&files[&format!("data/{name}.json")]).unwrap();
    assert_eq!(data("release")["release"]["key"], "PAY-1");
    assert_eq!(data("baselines")[0]["baseline"]["plan"]["target"]["date"], "2026-04-01");
    assert_eq!(data("plan")["target"]["date"], "2026-04-08");
    assert_eq!(data("gates")[0]["decided_by"]["name"], "Release manager");
    assert_eq!(data("gates")[0]["milestone"]["reason"], "all green");
    assert_eq!(data("scope")["systems"][0]["system"]["key"], "ledger");
    assert_eq!(data("manifest")[0]["version"]["digest"], format!("sha256:{}", "ab".repeat(32)));
    assert_eq!(data("raid")[0]["item"]["title"], "The supplier is late");
    assert_eq!(data("comments")[0]["body"], "Ready when you are");
    assert_eq!(data("activities")[0]["activity"]["name"], "Rehearse");
    for attachment in data("attachments").as_array().unwrap() {
        let bytes = &files[attachment["file"].as_str().unwrap()];
        let told = client.get(&format!("/releases/PAY-1/attachments/{}/content", attachment["id"].as_str().unwrap()));
        assert_eq!(told.bytes, *bytes);
    }
    assert_eq!(data("attachments").as_array().unwrap().len(), 2);
    assert!(files["evidence.pdf"].starts_with(b"%PDF-"));
    let index: Value = serde_json::from_slice(&files["index.json"]).unwrap();
    // All but the envelope, what reads like this, and the index itself.
    assert_eq!(index["files"].as_array().unwrap().len() + 3, files.len());

    // Every event of the release, in order, and nothing of another.
    app.settle();
    let told = client.all("/releases/PAY-1/events");
    let lines = String::from_utf8(files["journal/events.jsonl"].clone()).unwrap();
    let packed: Vec<u64> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["position"].as_u64().unwrap()).collect();
    let mut events: Vec<u64> = told.iter().map(|event| event["position"].as_u64().unwrap()).collect();
    events.reverse();
    // The last one says that it was taken.
    let taken = events.pop().unwrap();
    assert_eq!((packed, report.events), (events.clone(), events.len()));
    assert_eq!((&told[0]["position"], &told[0]["kind"]), (&json!(taken), &json!("evidence.taken")));
    assert!(told[0].to_string().contains("sha256"));

    // A byte anywhere, a file that was swapped, another key.
    for at in (0..pack.len()).step_by(pack.len() / 97) {
        let mut other = pack.clone();
        other[at] ^= 4;
        assert!(checked(&other, Some(&key)).is_err(), "byte {at} is another, and nobody noticed");
    }
    let mut swapped = pack.clone();
    swapped[beginning(&pack, "data/raid.json") + 1] ^= 1;
    let fault = checked(&swapped, None).unwrap_err();
    assert!(fault.contains("data/raid.json"), "{fault}");
    let other: VerifierKey = {
        let elsewhere = App::on_sqlite();
        let client = elsewhere.administrator();
        elsewhere.release("X", json!({}));
        take(&client, "X");
        client.get("/journal/key").ok_text().trim_end().parse().unwrap()
    };
    assert!(checked(&pack, Some(&other)).unwrap_err().contains("is signed by"));

    // A pack that was taken before the key was replaced is as good as before, and one after it leads back to the first.
    client.post("/journal/key", json!({"reason": "every year"})).ok_text();
    let later = take(&client, "PAY-1");
    let report = checked(&later, Some(&key)).unwrap();
    assert_eq!((report.former_keys, report.events), (1, events.len() + 1));
    assert!(checked(&pack, Some(&key)).is_ok());
});

both_databases!(evidence_holds_what_its_caller_sees_and_is_taken_once, |app| {
    let client = story(app);
    for who in [app.stranger(), app.administrator_of(app.portfolio("elsewhere", "enterprise")["key"].as_str().unwrap())]
    {
        app.unchanged_by(|| who.post("/releases/PAY-1/evidence", json!({})).refused(404));
    }
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    let once = Request::new("POST", "/releases/PAY-1/evidence").once("one-and-the-same");
    assert_eq!(viewer.send(once.clone()).status, 200);
    // What is taken along is not kept to be answered again.
    viewer.send(once).refused(409);
    app.settle();
    let taken = client.all("/journal?kind=evidence.taken");
    assert_eq!(taken.len(), 1, "{taken:?}");
    // Whoever the release was shown to alone gets the release, and not what it touches elsewhere.
    let report = checked(&take(&viewer, "PAY-1"), None).unwrap();
    assert_eq!(report.release, "PAY-1");
});

both_databases!(what_was_erased_or_damaged_is_told, |app| {
    let client = story(app);
    take(&client, "PAY-1");
    app.settle();
    let said = client.all("/journal?kind=comment")[0]["position"].clone();
    client.post("/journal/erasures", json!({"positions": [said], "reason": "asked to be forgotten"})).ok();
    let report = checked(&take(&client, "PAY-1"), None).unwrap();
    assert_eq!(report.erased, [said.as_u64().unwrap()]);
    signalbox_store::testing::change_attachments(&app.service.db);
    let refused = client.post("/releases/PAY-1/evidence", json!({})).refused(409);
    assert!(refused.detail.contains("is not what it was when it was added"), "{}", refused.detail);
});

#[test]
fn the_command_line_takes_evidence_along_and_checks_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    token(&place);
    let [flag, data] = place.flags();
    run(&["seed", "--releases", "3", flag, data]).done();
    let listed = run(&["export", "--kind", "Release", flag, data]).done();
    let key = listed.lines().find_map(|line| line.strip_prefix("key: ")).unwrap().to_owned();
    let file = folder.path().join("pack.zip");
    let file = file.to_str().unwrap();
    let told = run(&["evidence", &key, flag, data, "-o", file]).done();
    assert!(told.contains("check it with: signalbox verify pack"), "{told}");
    let told = run(&["verify", "pack", file]).done();
    assert!(told.starts_with(&format!("Evidence of {key} (")) && told.contains("each as it was signed"), "{told}");
    let signed_by = told.split("The key is ").nth(1).unwrap().split(':').next().unwrap().to_owned();
    assert!(!run(&["verify", "pack", file, "--key", &signed_by]).done().contains("compare it"));
    run(&["journal", "replace-key", "--reason", "every year", flag, data]).done();
    run(&["verify", "pack", file, "--key", &signed_by]).done();
    let erased = run(&["journal", "erase", "2", "--reason", "asked to be forgotten", flag, data]).done();
    assert!(erased.starts_with("What 1 event(s) say is erased"), "{erased}");
    let told = run(&["verify", flag, data, "--key", &signed_by]).done();
    assert!(told.contains("1 key(s) signed before this one") && told.contains("1 event(s) say was erased"), "{told}");
    let mut bytes = std::fs::read(file).unwrap();
    let at = beginning(&bytes, "data/plan.json");
    bytes[at] ^= 1;
    std::fs::write(file, bytes).unwrap();
    let fault = run(&["verify", "pack", file]).failed();
    assert!(fault.contains("data/plan.json"), "{fault}");
}
