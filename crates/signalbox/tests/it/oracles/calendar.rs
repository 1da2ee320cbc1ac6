//! Calendar: the schedule of a series, week by week.

use super::{both_places, import_openstack, serve};
use crate::harness::expected;
use jiff::civil::{Date, Weekday};
use serde_json::Value;

both_places!(every_event_is_one_item_due_on_the_thursday_of_its_last_week, |place| {
    let imported = import_openstack(place, "gazpacho");
    assert!(imported.err.contains("27 weeks"), "{}", imported.err);
    imported.done();
    let (_server, client) = serve(place);
    let counted = expected("openstack/expected/gazpacho.json");
    let events = counted["schedule"]["events"].as_object().unwrap();
    assert_eq!(client.all("/releases/openstack-2026.1/milestones?kind=gate&limit=10").len(), 23);
    assert_eq!(client.all("/releases/openstack-2026.1/milestones?kind=milestone&limit=10").len(), 11);
    let milestones = client.all("/releases/openstack-2026.1/milestones?limit=10");
    assert_eq!(milestones.len(), events.len());
    for milestone in &milestones {
        let key = milestone["key"].as_str().unwrap();
        let event = &events[key];
        let day = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap();
        // A week is told from Monday to Friday.
        let thursday = day(&event["last_week_end"]).yesterday().unwrap();
        assert_eq!(thursday.weekday(), Weekday::Thursday);
        assert_eq!(day(&milestone["due"]["date"]), thursday, "{key}");
        let spans = event["weeks"].as_i64().unwrap() > 1;
        let start = if spans { event["first_week_start"].clone() } else { Value::Null };
        assert_eq!(milestone["start"], start, "{key}");
        assert_eq!(milestone["kind"], if event["kind"] == "x-project" { "gate" } else { "milestone" }, "{key}");
    }
    let calendar = client.get("/calendar?from=2025-09-29&to=2026-04-04&kind=train").ok();
    assert_eq!(
        (&calendar["total"], &calendar["releases"][0]["key"]),
        (&Value::from(1), &Value::from("openstack-2026.1"))
    );
    assert_eq!(calendar["releases"][0]["milestones"].as_array().unwrap().len(), 34);
    assert_eq!(calendar["releases"][0]["start"], counted["schedule"]["start_week"]);
    // The release day itself is the target, wherever in its week it lies.
    assert_eq!(calendar["releases"][0]["end"], "2026-04-01");
});
