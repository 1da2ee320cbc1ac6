//! Something that fits for every part of every operation, made from its schema and a few names.

use super::Operation;
use crate::harness::{ADMINISTRATOR, App, Client, PASSWORD, Request};
use serde_json::{Map, Value, json};
use signalbox_service::proofs;

/// Things of one portfolio, for others to try their hands on.
pub(super) struct Fixture {
    /// In every key and name of them: nobody without a right may ever read it.
    pub(super) mark: String,
    names: Vec<(&'static str, String)>,
    document: Value,
    /// An instant that is not far ahead.
    soon: String,
}

impl Fixture {
    /// Makes them.
    pub(super) fn new(app: &App, document: &Value, number: usize) -> Self {
        let client = app.administrator();
        let mark = format!("hush{number}");
        let named = |what: &str| format!("{mark}-{what}");
        app.portfolio(&mark, "enterprise");
        let owner = app.person("Product owner", &format!("owner.{number}@example.org"));
        let team = json!({"key": named("team"), "name": named("team"), "portfolio": mark, "members": [owner]});
        client.post("/teams", team).created();
        for what in ["system", "other"] {
            app.system(&named(what), json!({"portfolio": mark, "name": named(what)}));
            client.post(&format!("/systems/{}/versions", named(what)), json!({"number": "1.0"})).created();
        }
        app.release(&named("train"), json!({"portfolio": mark, "kind": "train"}));
        app.release(&named("needed"), json!({"portfolio": mark}));
        let release = named("release");
        app.release(
            &release,
            json!({"portfolio": mark, "parent": named("train"), "start": "2026-01-01", "target": {"date": "2026-03-01"},
                "phases": [{"name": named("phase"), "start": "2026-01-01", "end": "2026-02-01"}],
                "milestones": [{"kind": "gate", "key": "gate", "name": named("gate"), "due": {"date": "2026-02-01"}}]}),
        );
        let work = client.post(&format!("/releases/{release}/activities"), json!({"name": named("work")})).created();
        let risk = json!({"kind": "risk", "title": named("risk")});
        let risk = client.post(&format!("/releases/{release}/raid"), risk).created();
        let said = client.post(&format!("/releases/{release}/comments"), json!({"body": named("comment")})).created();
        let file = Request::new("POST", &format!("/releases/{release}/attachments?name={}", named("file")));
        let file = client.send(file.raw("application/octet-stream", "plan")).created();
        let phase = client.all(&format!("/releases/{release}/phases")).remove(0);
        let moved = json!({"end": "2026-02-02"});
        client.patch(&format!("/releases/{release}/phases/{}", phase["id"].as_str().unwrap()), 1, moved).ok();
        let rev = || client.get(&format!("/releases/{release}")).rev();
        client.put(&format!("/releases/{release}/systems/{}", named("other")), rev(), json!({"impact": "code"})).ok();
        let grant = client
            .post(&format!("/portfolios/{mark}/grants"), json!({"person": owner, "role": "release_manager"}))
            .created();
        let stage = format!("stage-{number}");
        let last = json!({"key": stage, "name": "Stage", "portfolio": mark, "position": 1, "is_production": true});
        client.post("/stages", last).created();
        let group = json!({"key": named("group"), "name": named("group"), "portfolio": mark});
        client.post("/environment-groups", group).created();
        for what in ["environment", "beside"] {
            let place = json!({"key": named(what), "name": named(what), "portfolio": mark, "group": named("group"),
                "stage": stage});
            client.post("/environments", place).created();
        }
        let link = json!({"kind": "data_feed", "direction": "to", "note": mark});
        client.put(&format!("/environments/{}/links/{}", named("environment"), named("beside")), 1, link).ok();
        let host = json!({"hosts": [{"name": named("host"), "kind": "vm"}]});
        client.send(Request::new("PUT", &format!("/environments/{}/hosts", named("beside"))).json(&host)).ok();
        let change = json!({"environment": named("environment"), "kind": "refresh", "title": named("refresh"),
            "span": {"start": "2030-01-01T00:00:00Z", "end": "2030-01-02T00:00:00Z"}});
        let change = client.post("/change-requests", change).created();
        let booking = json!({"title": named("booking"), "portfolio": mark, "place": {"environment": named("environment")},
            "usage": "shared", "purpose": "code", "start": "2030-01-03T00:00:00Z", "end": "2030-01-04T00:00:00Z"});
        let booking = client.post("/bookings", booking).created();
        let statuses = json!([{"key": "new", "name": "New", "category": "draft"}]);
        let kind = json!({"key": format!("type-{number}"), "name": "Type", "kinds": ["project"], "statuses": statuses});
        client.post("/release-types", kind).created();
        let template =
            json!({"key": named("template"), "name": named("template"), "kind": "project", "portfolio": mark});
        client.post("/release-templates", template).created();
        let freeze = json!({"key": named("window"), "name": named("window"), "kind": "freeze", "portfolio": mark,
            "start": "2026-02-01T00:00", "end": "2026-03-02T00:00"});
        client.post("/windows", freeze).created();
        let policy = json!({"key": named("policy"), "name": named("policy"), "portfolio": mark, "enforcement": "audit",
            "message": mark, "expression": "true"});
        client.post("/policies", policy.clone()).created();
        let mut ruling = policy;
        ruling["key"] = json!(format!("ruling-{mark}"));
        client.post("/policies", ruling).created();
        client.act(&format!("/policies/ruling-{mark}/enforce"), 1, json!({})).ok();
        let gatekeeper = json!({"key": named("gatekeeper"), "name": named("gatekeeper"), "portfolio": mark, "kind": "webhook",
            "secret": format!("whsec_{}", "A".repeat(32))});
        client.post("/gatekeepers", gatekeeper).created();
        let decision = client.post("/decisions", json!({"environment": named("environment")})).ok();
        let now: jiff::Timestamp = decision["asked_at"].as_str().unwrap().parse().unwrap();
        let soon = (now + jiff::SignedDuration::from_hours(24)).to_string();
        let spite = json!({"environment": named("environment"), "until": soon, "reason": named("spite")});
        let spite = client.post(&format!("/windows/{}/overrides", named("window")), spite).created();
        let stop = client.post("/stops", json!({"portfolio": mark, "reason": named("stop")})).created();
        let calendar = format!("calendar-{number}");
        client.post("/working-calendars", json!({"key": calendar, "name": "Calendar"})).created();
        let feed = client.post("/feeds", json!({"portfolio": mark})).created();
        let gate = format!("/releases/{release}/gates/gate");
        let criterion = client.post(&format!("{gate}/criteria"), json!({"name": named("criterion")})).created();
        let shown = json!({"evidence": [{"kind": "text", "text": named("evidence")}]});
        client.act(&format!("/criteria/{}/meet", criterion["id"].as_str().unwrap()), 1, shown).ok();
        let approvers = json!({"name": named("rule"), "who": {"person": owner}});
        let rule = client.post(&format!("{gate}/approval-rules"), approvers).created();
        let asked = client.post(&format!("{gate}/approval-requests"), json!({"note": named("request")})).created();
        let waiver = json!({"title": named("waiver"), "item": named("item"), "reason": "small",
            "expires_at": app.in_days(30)});
        let waiver = client.post(&format!("{gate}/waivers"), waiver).created();
        let runbook = named("runbook");
        let undo = json!([{"key": "undo", "name": named("undo")}]);
        let steps = json!([{"name": named("step"), "description": named("how")}, {"name": named("next")}]);
        let written = json!({"key": runbook, "name": runbook, "portfolio": mark, "branches": undo, "tasks": steps});
        client.post("/deployment-plans", written).created();
        let approver = app.person_with_password("Approver", &format!("approver.{number}@example.org"));
        client.post(&format!("/portfolios/{mark}/grants"), json!({"person": approver, "role": "approver"})).created();
        let approver = app.signed_in(&format!("approver.{number}@example.org"), PASSWORD);
        approver.act(&format!("/deployment-plans/{runbook}/approve"), 1, json!({})).ok();
        let run = json!({"plan": runbook, "kind": "rehearsal", "scheduled_at": "2030-01-01T00:00:00Z"});
        let run = client.post("/runs", run).created();
        let found = json!({"title": named("trouble"), "task": 1});
        let found = client.post(&format!("/runs/{}/issues", run["id"].as_str().unwrap()), found).created();
        let role = format!("role-{number}");
        client.post("/roles", json!({"key": role, "name": "Role", "rights": ["work"]})).created();
        let provider = format!("provider-{number}");
        let sign_in = json!({"key": provider, "name": "Sign-in", "issuer": "https://id.invalid", "client": "signalbox",
            "admission": "known"});
        client.post("/sign-in-providers", sign_in).created();
        let deputy = app.person("Deputy", &format!("deputy.{number}@example.org"));
        let absence = json!({"from": owner, "to": deputy, "starts_at": "2030-01-01T00:00:00Z",
            "ends_at": "2030-02-01T00:00:00Z"});
        let delegation = client.post("/delegations", absence).created();
        let guest = client.post(&format!("/releases/{release}/guests"), json!({"person": deputy})).created();
        let token = client.post("/tokens", json!({"name": named("token")})).created();
        app.signed_in(ADMINISTRATOR, PASSWORD);
        let session = client.get("/sessions").ok()["items"][0].take();
        let view = json!({"name": named("view"), "screen": "releases", "state": {}, "portfolio": mark});
        let view = client.post("/views", view).created();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let moved = json!({"subject": named("work"), "end": "2026-02-03"});
        let moved = client.act(&format!("/releases/{release}/plan"), rev(), moved).ok();
        app.settle();
        app.wait(proofs::sign(&app.service)).unwrap();
        let position = client.all(&format!("/journal?about={}", named("release"))).remove(0)["position"].to_string();
        let names = vec![
            ("portfolio", mark.clone()),
            ("team", named("team")),
            ("release", release),
            ("needed", named("needed")),
            ("system", named("system")),
            ("other system", named("other")),
            ("stage", stage),
            ("group", named("group")),
            ("environment", named("environment")),
            ("other environment", named("beside")),
            ("change_request", text(&change["id"])),
            ("booking", text(&booking["id"])),
            ("phase", text(&phase["id"])),
            ("milestone", "gate".to_owned()),
            ("gate", "gate".to_owned()),
            ("criterion", text(&criterion["id"])),
            ("rule", text(&rule["id"])),
            ("request", text(&asked["id"])),
            ("waiver", text(&waiver["id"])),
            ("activity", text(&work["id"])),
            ("item", text(&risk["id"])),
            ("attachment", text(&file["id"])),
            ("name", named("file")),
            ("comment", text(&said["id"])),
            ("grant", text(&grant["id"])),
            ("person", owner),
            ("type", format!("type-{number}")),
            ("template", named("template")),
            ("working_calendar", calendar),
            ("plan_change", text(&moved["change"])),
            ("plan", runbook),
            ("task", "1".to_owned()),
            ("other task", "2".to_owned()),
            ("run", text(&run["id"])),
            ("issue", text(&found["issues"][0]["id"])),
            ("token", text(&token["id"])),
            ("session", text(&session["id"])),
            ("passkey", "pky_01k9zq5s1yf0v8e3m7c2d4b6xw".to_owned()),
            ("view", text(&view["id"])),
            ("version", "1.0".to_owned()),
            ("number", "1".to_owned()),
            ("with", named("train")),
            ("window", named("window")),
            ("policy", named("policy")),
            ("gatekeeper", named("gatekeeper")),
            ("override", text(&spite["id"])),
            ("stop", text(&stop["id"])),
            ("decision", text(&decision["id"])),
            ("soon", soon),
            ("feed", text(&feed["id"])),
            ("role", role),
            ("provider", provider),
            ("delegation", text(&delegation["id"])),
            ("guest", text(&guest["id"])),
            ("position", position),
            ("secret", feed["path"].as_str().unwrap().split('/').nth(4).unwrap().to_owned()),
        ];
        Self { mark, names, document: document.clone(), soon: app.in_days(30) }
    }

    fn name(&self, what: &str) -> &str {
        let found = self.names.iter().find(|(known, _)| *known == what);
        &found.unwrap_or_else(|| panic!("samples.rs has no {what:?}; add one to the fixture")).1
    }

    /// Its address with a thing of the fixture in each brace, and what its query must have.
    pub(super) fn path(&self, operation: &Operation) -> String {
        let mut path = operation.path.clone();
        for brace in operation.path.split(['{', '}']).skip(1).step_by(2) {
            let what = match brace {
                "other" if operation.path.starts_with("/systems") => "other system",
                "other" if operation.path.starts_with("/environments") => "other environment",
                "other" => "needed",
                // Whose the first one is does not change for whoever tries it afterwards.
                "task" if operation.id == "hand_over_run_task" => "other task",
                other => other,
            };
            path = path.replace(&format!("{{{brace}}}"), self.name(what));
        }
        for (place, name) in operation.required_query().into_iter().enumerate() {
            let value = match name {
                "from" if operation.path.starts_with("/journal") => "1",
                "from" => "2026-01-01",
                "to" => "2026-07-01",
                "week" => "2026-02-02",
                "hours" => "8",
                "measure" => "active",
                "kind" if operation.path.starts_with("/environments") => "data_feed",
                "kind" => "freeze",
                "format" => "csv",
                "q" => &self.mark,
                other => self.name(other),
            };
            path.push_str(&format!("{}{name}={value}", if place == 0 { '?' } else { '&' }));
        }
        // It begins with one of three things.
        if operation.id == "get_map" {
            path.push_str(&format!("?environment={}", self.name("environment")));
        }
        path
    }

    /// A whole request, as somebody would send it who may see everything.
    pub(super) fn request(&self, operation: &Operation, client: &Client) -> Request {
        let path = self.path(operation);
        let mut request = Request::new(&operation.method, &path);
        if let Some(schema) = operation.body() {
            request = request.json(&self.body(operation, schema));
        }
        if !operation.value["requestBody"]["content"]["application/octet-stream"].is_null() {
            request = request.raw("application/octet-stream", self.mark.as_str());
        }
        if !operation.value["requestBody"]["content"]["text/calendar"].is_null() {
            let day = "DTSTART;VALUE=DATE:20260201";
            let event = format!("BEGIN:VEVENT\nUID:{0}\nSUMMARY:{0}\n{day}\nEND:VEVENT\n", self.mark);
            request = request.raw("text/calendar", format!("BEGIN:VCALENDAR\n{event}END:VCALENDAR\n"));
        }
        match operation.wants_rev_of() {
            Some(whose) => request.rev(self.rev(&path, whose, client)),
            None => request,
        }
    }

    /// The revision it wants, as of now.
    fn rev(&self, path: &str, whose: &str, client: &Client) -> i64 {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if whose != "Its rev" {
            // `The release's rev`: of the thing the path begins with.
            return client.get(&format!("/{}/{}", parts[0], parts[1])).rev();
        }
        // It is part of a run, and counts for itself.
        if parts.last() == Some(&"review") {
            return client.get(path).rev();
        }
        let whole = &parts[..parts.len() - parts.len() % 2];
        match whole {
            // There is one of it.
            [] => client.get(path).rev(),
            [_, _] => client.get(&format!("/{}", whole.join("/"))).rev(),
            [of, thing, list, item] => {
                // What was put away is in no list, but it can be read.
                let alone = client.get(&format!("/{}", whole.join("/")));
                if alone.status == 200 {
                    return alone.rev();
                }
                let items = client.all(&format!("/{of}/{thing}/{list}"));
                let found = items.iter().find(|found| found["id"] == *item || found["key"] == *item);
                // What is gone meanwhile has no revision any more.
                found.and_then(|found| found["rev"].as_i64()).unwrap_or(1)
            }
            _ => panic!("whose revision does {path} want?"),
        }
    }

    /// A body that the operation takes.
    pub(super) fn body(&self, operation: &Operation, schema: &Value) -> Value {
        match operation.id.as_str() {
            "apply_documents" => {
                let key = format!("{}-applied", self.mark);
                json!({"documents": [{"kind": "Portfolio", "key": key, "name": key, "parent": self.mark}]})
            }
            // Somebody must be accountable, or nobody at all.
            "set_release_people" => {
                json!({"items": [{"person": self.name("person"), "role": "accountable"}]})
            }
            "create_grant" => json!({"team": self.name("team"), "role": "release_manager"}),
            "create_sign_in_provider" | "change_sign_in_provider" => {
                let is_new = operation.id == "create_sign_in_provider";
                let key = if is_new { format!("new-{}", self.mark) } else { self.name("provider").to_owned() };
                json!({"key": key, "name": "Sign-in", "issuer": "https://id.invalid",
                    "client": "signalbox", "admission": "everybody"})
            }
            "create_delegation" => {
                json!({"to": self.name("person"), "starts_at": "2030-01-01T00:00:00Z", "ends_at": "2030-02-01T00:00:00Z"})
            }
            "preview_plan" | "change_plan" => json!({"start": "2026-01-05", "end": "2026-03-05", "along": "none"}),
            "transition_release" => json!({"to": "planned"}),
            "change_releases" => {
                json!({"items": [{"release": self.name("release"), "rev": 1}], "change": {"risk": "high"}})
            }
            "change_password" => json!({"current": "something else", "password": "violet lantern eastbound"}),
            "set_password" => json!({"code": "0000-0000-0000-0000", "password": "violet lantern eastbound"}),
            "break_glass" => json!({"code": "0000-0000-0000-0000"}),
            "show_second_factor" => json!({"code": "000000"}),
            "confirm_session" => json!({"password": "something else"}),
            "add_passkey" => json!({"name": "laptop", "challenge": "none", "credential": {}}),
            "sign_in_with_passkey" | "confirm_with_passkey" => json!({"challenge": "none", "credential": {}}),
            "enrol_authenticator" => json!({"code": "000000"}),
            "save_view" => json!({"name": "Mine", "screen": "releases", "state": {"q": "x"}}),
            "create_token" => json!({"name": "laptop"}),
            "enforce_policy" => json!({}),
            "create_gatekeeper" => {
                json!({"key": format!("new-{}", self.mark), "name": format!("new {}", self.mark), "portfolio": self.mark,
                    "kind": "webhook", "secret": format!("whsec_{}", "A".repeat(32))})
            }
            "replay_policy" => json!({"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}),
            "create_feed" => json!({"portfolio": self.mark}),
            "create_booking" | "preview_booking" => {
                json!({"title": format!("new {}", self.mark), "portfolio": self.mark, "usage": "shared", "purpose": "code",
                    "place": {"environment": self.name("environment")},
                    "start": "2030-02-01T00:00:00Z", "end": "2030-02-02T00:00:00Z"})
            }
            "override_window" => {
                json!({"environment": self.name("environment"), "until": self.name("soon"), "reason": "because"})
            }
            "extend_booking" => json!({"end": "2030-01-05T00:00:00Z"}),
            "cancel_change_request" | "fail_change_request" | "reject_change_request" => json!({"reason": "because"}),
            "take_booking_proposal" => {
                json!({"kind": "later", "environment": self.name("environment"),
                    "span": {"start": "2030-01-03T00:00:00Z", "end": "2030-01-04T00:00:00Z"}})
            }
            "plan_bookings" => json!({"from": "2030-01-01", "to": "2030-02-01"}),
            "fail_milestone" => json!({"reason": "not yet"}),
            "roll_back_run" => json!({"branch": "undo", "reason": "because"}),
            "fail_run_task" | "skip_run_task" | "reopen_run_task" | "abort_run" => json!({"reason": "because"}),
            "hand_over_run_task" => json!({"to": {"team": self.name("team")}}),
            "write_run_review" => json!({"happened": format!("new {}", self.mark)}),
            "report_run_task" => json!({"key": "none", "done": true}),
            "keep_plan_secret" => json!({"name": "deploy", "secret": "something secret"}),
            "comment_on_run_task" => json!({"text": format!("new {}", self.mark)}),
            "create_deployment_plan" => {
                json!({"key": format!("new-{}", self.mark), "name": format!("new {}", self.mark), "portfolio": self.mark})
            }
            "copy_deployment_plan" => {
                json!({"key": format!("copy-{}", self.mark), "name": format!("copy {}", self.mark)})
            }
            "add_plan_tasks" => json!({"tasks": [{"name": format!("new {}", self.mark)}]}),
            "meet_criterion" => json!({"evidence": [{"kind": "text", "text": "seen"}]}),
            "create_approval_rule" => json!({"name": "Approvers", "who": {"role": "approver"}}),
            "request_waiver" => {
                json!({"title": "Late", "item": "one", "reason": "small", "expires_at": self.soon})
            }
            "request_policy_waiver" => {
                json!({"title": "Late", "policy": format!("ruling-{}", self.mark), "reason": "small", "expires_at": self.soon})
            }
            "answer_approval_request" => json!({"verdict": "approve", "content": "0".repeat(64)}),
            "reject_waiver" | "revoke_waiver" => json!({"reason": "because"}),
            "create_release_type" => {
                json!({"key": format!("new-{}", self.mark), "name": "New", "kinds": ["train"],
                "statuses": [{"key": "new", "name": "New", "category": "draft"}]})
            }
            "create_release_series" => {
                let pattern = format!("series-{}-{{n}}", self.mark);
                json!({"rule": "FREQ=MONTHLY;BYDAY=2TU", "from": "2031-01-01", "count": 2, "key": pattern, "name": pattern})
            }
            "instantiate_release_template" => {
                let key = format!("made-{}", self.mark);
                json!({"key": key, "name": key, "target": {"date": "2026-05-01"}})
            }
            "create_release_template_from_release" => {
                let key = format!("of-{}", self.mark);
                json!({"release": self.name("release"), "key": key, "name": key})
            }
            _ => self.sample(operation, schema, ""),
        }
    }

    /// A value that fits a schema: of an object, what is required and a name.
    fn sample(&self, operation: &Operation, schema: &Value, field: &str) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let place = reference.strip_prefix('#').unwrap();
            return self.sample(operation, self.document.pointer(place).unwrap(), field);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            let shapes = schema[choice].as_array();
            if let Some(shape) = shapes.and_then(|shapes| shapes.iter().find(|shape| shape["type"] != "null")) {
                return self.sample(operation, shape, field);
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            return values[0].clone();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
        match (kind, schema["format"].as_str(), field) {
            ("object", ..) => {
                let required: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let mut made = Map::new();
                for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                    if required.contains(&name.as_str()) || name == "name" {
                        made.insert(name.clone(), self.sample(operation, schema, name));
                    }
                }
                Value::Object(made)
            }
            ("array", ..) => json!([]),
            ("boolean", ..) => json!(true),
            ("integer" | "number", ..) => json!(1),
            (_, Some("local-date-time"), "end") => json!("2026-02-02T06:00"),
            (_, Some("local-date-time"), _) => json!("2026-02-01T18:00"),
            (_, Some("date"), _) => json!("2026-02-01"),
            (_, Some("date-time"), _) => json!("2030-01-01T00:00:00Z"),
            (_, Some("time-zone"), _) => json!("Europe/Berlin"),
            (_, _, "key") => json!(format!("new-{}", self.mark)),
            (_, _, "kind") => json!("data_feed"),
            (_, _, "expression") => json!("release == null"),
            (_, _, "name") if operation.method == "PATCH" => json!(format!("renamed {}", self.mark)),
            (_, _, "name" | "suite" | "message" | "organisation" | "description" | "title" | "body" | "resolution") => {
                json!(format!("new {}", self.mark))
            }
            (_, _, "portfolio" | "parent") => json!(self.mark),
            (_, _, "email") => json!(format!("new.{}@example.org", self.mark)),
            (_, _, "password") => json!(PASSWORD),
            (_, _, "code") => json!("0000000000000000"),
            (_, _, "version" | "environment" | "system" | "team" | "release" | "person" | "plan") => {
                json!(self.name(field))
            }
            (_, _, "number") => json!("2.0"),
            (_, _, "reason" | "comment") => json!("because"),
            (_, _, "url") => json!("https://example.org"),
            other => panic!("samples.rs knows no {field:?} for {}: {other:?} {schema}", operation.id),
        }
    }
}
