//! What is no booking is refused with every fault at its place, and changes nothing.

use super::{at, book, environment, group};
use serde_json::json;

both_databases!(what_is_no_booking_is_refused_with_every_fault_and_changes_nothing, |app| {
    let client = app.administrator();
    group(app, "pool", true);
    environment(app, "uat", json!({"zone": "Europe/Berlin"}));
    environment(app, "pool-1", json!({"group": "pool"}));
    let local = |start: &str, end: &str| json!({"start": null, "end": null, "start_local": start, "end_local": end});
    for (wrong, faults) in [
        (json!({"end": at(8)}), vec!["/end empty"]),
        (json!({"end": at(7)}), vec!["/end order"]),
        // Of a thousandth of what is kept nothing is left.
        (json!({"start": "2031-03-10T08:00:00.0000001Z", "end": "2031-03-10T08:00:00.0000009Z"}), vec!["/end empty"]),
        (json!({"end": "2032-03-20T00:00:00Z"}), vec!["/end range"]),
        (json!({"start": null}), vec!["/start required"]),
        (json!({"start_local": "2031-03-10T08:00"}), vec!["/start_local choice"]),
        (local("2031-03-30T02:30", "2031-03-30T06:00"), vec!["/start_local gap"]),
        (local("2031-03-30T01:30", "2031-03-30T02:15"), vec!["/end_local gap"]),
        (local("2031-03-10T18:00", "2031-03-10T08:00"), vec!["/end_local order"]),
        (json!({"place": {}}), vec!["/place choice"]),
        (json!({"place": {"environment": "uat", "group": "pool"}}), vec!["/place choice"]),
        (
            json!({"place": {"environment": "ghost"}, "portfolio": "nowhere"}),
            vec!["/portfolio unknown", "/place/environment unknown"],
        ),
        (json!({"place": {"group": "pool", "count": 2}}), vec!["/place/count short"]),
        (json!({"place": {"group": "pool", "members": ["uat"]}}), vec!["/place/members/0 unknown"]),
        (json!({"place": {"environment": "uat", "members": ["uat"]}}), vec!["/place/members choice"]),
        (json!({"phase": "Build"}), vec!["/phase release"]),
        (json!({"usage": "alone"}), vec!["/usage enum"]),
        (json!({"recurrence": {"rule": "FREQ=DAILY", "until": "2031-05-01T00:00"}}), vec!["/start_local required"]),
    ] {
        let refused = app.unchanged_by(|| book(&client, "Wrong", wrong.clone()));
        assert_eq!(refused.refused(422).faults(), faults, "{wrong}: {}", refused.text);
    }
    let mut overlapping = local("2031-03-10T08:00", "2031-03-11T09:00");
    overlapping["recurrence"] = json!({"rule": "FREQ=DAILY", "until": "2031-03-20T00:00"});
    let refused = app.unchanged_by(|| book(&client, "Wrong", overlapping));
    assert_eq!(refused.refused(422).faults(), ["/recurrence overlap"]);
    let past = json!({"start": "2020-01-01T00:00:00Z", "end": "2020-01-02T00:00:00Z"});
    assert_eq!(app.unchanged_by(|| book(&client, "Past", past)).refused(409).reasons(), ["over"]);
    // A time that comes twice means the first.
    let made = book(&client, "Night", local("2031-10-26T02:30", "2031-10-26T04:00")).created();
    assert_eq!(made["start"], "2031-10-26T00:30:00Z");
});
