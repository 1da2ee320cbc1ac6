//! Systems, versions, release types and activities over HTTP: statuses, headers, wire forms and faults.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use signalbox_domain::Name;
use signalbox_service::{App, Ctx, accounts::Visitor, setup};
use signalbox_store::testing;
use signalbox_web::{Settings, Web, router};
use std::future::Future;
use tower::ServiceExt;

/// Tells a story as the first administrator, on a fresh server on either database.
fn on_both_databases<F: Future<Output = ()>>(story: impl Fn(Caller) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, db, _guard) in testing::opened() {
        eprintln!("on {label}");
        runtime.block_on(async {
            let app = App::new(db);
            let code = setup::bootstrap(&app).await.unwrap().setup_code.unwrap().text;
            let input = setup::Input {
                code,
                organisation: Name::parse("Example Railways").unwrap(),
                name: Name::parse("Release manager").unwrap(),
                email: "release.manager@example.org".to_owned(),
                password: "amber kettle northbound".to_owned(),
                locale: None,
                zone: None,
                examples: false,
            };
            let visitor = Visitor::at("192.0.2.1".parse().unwrap(), "test");
            let ctx = setup::setup(&app, &visitor, input).await.unwrap().signed.ctx("test");
            let server = router(Web::new(app, Settings::default()));
            let mut caller = Caller { server, ctx, root: String::new() };
            let found = caller.get("/portfolios").await;
            caller.root = found.body["items"][0]["key"].as_str().unwrap().to_owned();
            story(caller).await;
        });
    }
}

/// Somebody who is signed in already: how one signs in is another story.
struct Caller {
    server: Router,
    ctx: Ctx,
    root: String,
}

#[derive(Debug)]
struct Answer {
    status: StatusCode,
    etag: Option<String>,
    body: Value,
}

impl Answer {
    #[track_caller]
    fn is(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The pointer of every fault.
    #[track_caller]
    fn faults(self) -> Vec<String> {
        let body = self.is(422);
        let errors = body["errors"].as_array().unwrap();
        errors.iter().map(|fault| fault["pointer"].as_str().unwrap().to_owned()).collect()
    }
}

impl Caller {
    async fn ask(&self, method: Method, path: &str, rev: Option<i64>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(rev) = rev {
            request = request.header(header::IF_MATCH, format!("\"{rev}\""));
        }
        let mut request = match body {
            Some(body) => {
                let request = request.header(header::CONTENT_TYPE, "application/json");
                request.body(Body::from(body.to_string())).unwrap()
            }
            None => request.body(Body::empty()).unwrap(),
        };
        request.extensions_mut().insert(self.ctx.clone());
        let response = self.server.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let etag = response.headers().get(header::ETAG).map(|value| value.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status, etag, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, None, Some(body)).await
    }

    async fn patch(&self, path: &str, rev: i64, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(rev), Some(body)).await
    }

    async fn system(&self, key: &str) -> Value {
        self.post("/systems", json!({ "key": key, "name": key, "portfolio": self.root })).await.is(201)
    }
}

#[test]
fn a_system_is_made_listed_and_changed() {
    on_both_databases(|caller| async move {
        let new = json!({
            "key": "nova", "name": "Nova", "kind": "service", "portfolio": caller.root, "criticality": "high",
            "tags": ["iaas"], "links": [{ "title": "Docs", "url": "https://example.org/nova" }],
        });
        let made = caller.post("/systems", new).await;
        assert_eq!(made.etag.as_deref(), Some("\"1\""));
        let nova = made.is(201);
        assert_eq!(nova["portfolio"]["key"], caller.root.as_str());
        for empty in ["team", "vendor", "parent", "latest_version", "archived_at"] {
            assert!(nova[empty].is_null(), "{empty} is there and null: {nova}");
        }
        caller.system("neutron").await;
        let listed = caller.get("/systems?sort=-name&total=true&limit=1&q=n").await.is(200);
        assert_eq!((&listed["items"][0]["key"], &listed["total"]), (&json!("nova"), &json!(2)));
        let cursor = listed["next_cursor"].as_str().unwrap();
        let rest = caller.get(&format!("/systems?sort=-name&limit=1&q=n&cursor={cursor}")).await.is(200);
        assert_eq!((&rest["items"][0]["key"], &rest["next_cursor"]), (&json!("neutron"), &Value::Null));
        let critical = caller.get("/systems?criticality=high&tag=iaas").await.is(200);
        assert_eq!(critical["items"].as_array().unwrap().len(), 1);
        caller.get("/systems?colour=red").await.is(400);
        assert_eq!(caller.get("/systems?sort=age").await.faults(), ["/sort"]);

        let change = json!({ "vendor": "Example Corp", "criticality": null, "parent": "neutron" });
        caller.ask(Method::PATCH, "/systems/nova", None, Some(change.clone())).await.is(428);
        let changed = caller.patch("/systems/nova", 1, change.clone()).await.is(200);
        assert_eq!((&changed["vendor"], &changed["criticality"]), (&json!("Example Corp"), &Value::Null));
        assert_eq!((&changed["tags"], &changed["parent"]["key"]), (&json!(["iaas"]), &json!("neutron")));
        caller.patch("/systems/nova", 1, change).await.is(412);
        assert_eq!(caller.patch("/systems/neutron", 1, json!({ "parent": "nova" })).await.faults(), ["/parent"]);
        let faults =
            caller.patch("/systems/nova", 2, json!({ "name": null, "criticality": "huge", "x": 1 })).await.faults();
        assert_eq!(faults.len(), 3, "{faults:?}");
        let away = caller.ask(Method::POST, "/systems/nova/archive", Some(2), None).await.is(200);
        assert!(away["archived_at"].is_string());
        assert_eq!(caller.get("/systems?total=true").await.is(200)["total"], 1);
        caller.ask(Method::POST, "/systems/nova/restore", Some(3), None).await.is(200);
        caller.get("/systems/cinder").await.is(404);
    });
}

#[test]
fn dependencies_are_seen_from_both_ends() {
    on_both_databases(|caller| async move {
        caller.system("nova").await;
        caller.system("neutron").await;
        let path = "/systems/nova/dependencies/neutron";
        caller.ask(Method::PUT, path, None, Some(json!({ "note": "ports" }))).await.is(428);
        for _ in 0..2 {
            let put = caller.ask(Method::PUT, path, Some(1), Some(json!({ "note": "ports" }))).await.is(200);
            assert_eq!(put["upstream"], json!([{ "system": put["upstream"][0]["system"], "note": "ports" }]));
        }
        let seen = caller.get("/systems/neutron/dependencies").await;
        assert_eq!(seen.etag.as_deref(), Some("\"1\""));
        let seen = seen.is(200);
        assert_eq!((&seen["downstream"][0]["system"]["key"], &seen["upstream"]), (&json!("nova"), &json!([])));
        caller.ask(Method::PUT, "/systems/nova/dependencies/cinder", Some(1), Some(json!({}))).await.is(404);
        caller.ask(Method::DELETE, path, Some(1), None).await.is(204);
        caller.ask(Method::DELETE, path, Some(1), None).await.is(404);
    });
}

#[test]
fn a_version_said_twice_is_there_once() {
    on_both_databases(|caller| async move {
        caller.system("nova").await;
        let new = json!({ "number": "33.0.0.0rc1", "built_at": "2026-01-02T03:04:05.000000001Z", "commit": "4f2a" });
        let made = caller.post("/systems/nova/versions", new.clone()).await.is(201);
        assert_eq!((&made["prerelease"], &made["system"]["key"]), (&json!(true), &json!("nova")));
        assert_eq!(caller.post("/systems/nova/versions", new).await.is(200), made);
        let refused = caller.post("/systems/nova/versions", json!({ "number": "33.0.0.0rc1" })).await.is(409);
        assert_eq!(refused["reasons"].as_array().unwrap().len(), 2, "commit and built_at differ: {refused}");
        assert_eq!(caller.get("/systems/nova").await.is(200)["latest_version"], "33.0.0.0rc1");
        caller.post("/systems/nova/versions", json!({ "number": "api/v1" })).await.is(201);
        assert_eq!(caller.get("/systems/nova/versions/api%2Fv1").await.is(200)["number"], "api/v1");
        let listed = caller.get("/systems/nova/versions?total=true&limit=1").await.is(200);
        assert_eq!((&listed["items"][0]["number"], &listed["total"]), (&json!("api/v1"), &json!(2)));
        assert_eq!(caller.post("/systems/nova/versions", json!({ "number": 1.10 })).await.faults(), ["/number"]);
        caller.get("/systems/nova/versions/2").await.is(404);
    });
}

#[test]
fn a_release_type_keeps_its_releases_in_statuses_that_exist() {
    on_both_databases(|caller| async move {
        let new = json!({
            "key": "hotfix", "name": "Hotfix", "kinds": ["independent"],
            "statuses": [{ "key": "open", "name": "Open", "category": "planned" },
                { "key": "live", "name": "Live", "category": "done" }],
            "transitions": [{ "from": "open", "to": "live" }],
            "fields": [{ "key": "cab", "name": "CAB", "type": "choice", "choices": ["weekly"] }],
        });
        let made = caller.post("/release-types", new.clone()).await.is(201);
        assert_eq!(made["statuses"], new["statuses"]);
        assert_eq!(made["transitions"], new["transitions"]);
        assert_eq!(made["fields"][0]["required"], false);
        assert_eq!(caller.post("/release-types", new).await.faults(), ["/key"]);
        let listed = caller.get("/release-types?total=true&kind=train").await.is(200);
        assert_eq!((&listed["items"][0]["key"], &listed["total"]), (&json!("standard"), &json!(1)));

        let fix = json!({ "key": "FIX-1", "name": "Fix", "kind": "independent", "portfolio": caller.root,
            "type": "hotfix", "fields": { "cab": "weekly" } });
        caller.post("/releases", fix).await.is(201);
        let narrower =
            json!({ "statuses": [{ "key": "live", "name": "Live", "category": "planned" }], "transitions": [] });
        let refused = caller.patch("/release-types/hotfix", 1, narrower).await.is(409);
        assert!(
            refused["reasons"][0]["detail"].as_str().unwrap().starts_with("1 release is in the status open"),
            "{refused}"
        );
        let changed =
            caller.patch("/release-types/hotfix", 1, json!({ "kinds": ["independent", "train"] })).await.is(200);
        assert_eq!((&changed["rev"], &changed["kinds"]), (&json!(2), &json!(["independent", "train"])));
        caller.ask(Method::POST, "/release-types/hotfix/archive", Some(2), None).await.is(200);
        assert_eq!(caller.get("/release-types?archived=true").await.is(200)["items"][0]["key"], "hotfix");
    });
}

#[test]
fn work_is_added_changed_and_removed() {
    on_both_databases(|caller| async move {
        let release = json!({ "key": "PAY-1", "name": "Pay", "kind": "project", "portfolio": caller.root,
            "phases": [{ "name": "Build", "start": "2026-03-01", "end": "2026-03-31" }] });
        caller.post("/releases", release).await.is(201);
        let new = json!({ "name": "Load test", "phase": "Build", "assignee": "release.manager@example.org",
            "start": "2026-03-02", "due": "2026-03-09" });
        let made = caller.post("/releases/PAY-1/activities", new).await.is(201);
        assert_eq!((&made["phase"]["name"], &made["assignee"]["name"]), (&json!("Build"), &json!("Release manager")));
        assert_eq!((&made["status"], &made["due"]), (&json!("todo"), &json!("2026-03-09")));
        let path = format!("/releases/PAY-1/activities/{}", made["id"].as_str().unwrap());
        let changed = caller.patch(&path, 1, json!({ "phase": null, "status": "done" })).await.is(200);
        assert_eq!((&changed["phase"], &changed["status"], &changed["rev"]), (&Value::Null, &json!("done"), &json!(2)));
        let mut wrong = caller.patch(&path, 2, json!({ "due": "2026-02-30", "status": "lost" })).await.faults();
        wrong.sort();
        assert_eq!(wrong, ["/due", "/status"]);
        assert_eq!(caller.patch(&path, 2, json!({ "due": "2026-03-01" })).await.faults(), ["/due"]);
        let listed = caller.get("/releases/PAY-1/activities?status=done&total=true").await.is(200);
        assert_eq!(listed["total"], 1);
        caller.get("/releases/PAY-1/activities?status=lost").await.is(400);
        caller.ask(Method::DELETE, &path, Some(1), None).await.is(412);
        caller.ask(Method::DELETE, &path, Some(2), None).await.is(204);
        caller.ask(Method::DELETE, &path, Some(2), None).await.is(404);
    });
}
