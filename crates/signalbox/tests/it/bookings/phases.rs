//! Bookings move along with the phases they serve.

use super::{at, book, environment, group, path};
use serde_json::{Value, json};

/// How many hours a week has.
const WEEK: i64 = 7 * 24;

both_databases!(a_booking_moves_along_with_its_phase_and_back_again, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    let phases = json!({"start": "2031-03-03", "target": {"date": "2031-05-30"},
        "phases": [{"name": "Build", "start": "2031-03-03", "end": "2031-03-14"}]});
    app.release("R-1", phases);
    let made = book(&client, "Tests", json!({"release": "R-1", "phase": "Build"})).created();
    let beside = book(&client, "Beside", json!({"start": at(30), "end": at(31)})).created();
    let later =
        json!({"subject": "Build", "start": "2031-03-10", "end": "2031-03-21", "along": "none", "unit": "days"});
    let booking = |booking: &Value| client.get(path(booking, "").trim_end_matches('/')).ok();
    let preview = app.unchanged_by(|| client.post("/releases/R-1/plan/preview", later.clone()).ok());
    let moved = &preview["bookings"][0];
    assert_eq!(
        (&moved["id"], &moved["start"], &moved["new_start"]),
        (&made["id"], &json!(at(8)), &json!(at(8 + WEEK)))
    );
    assert_eq!(preview["conflicts"], json!([]));

    // Somebody is there already.
    let there = book(&client, "There", json!({"start": at(WEEK), "end": at(9 + WEEK)})).created();
    app.unchanged_by(|| {
        let preview = client.post("/releases/R-1/plan/preview", later.clone()).ok();
        let conflict = &preview["conflicts"][0];
        assert_eq!(
            (&conflict["severity"], &conflict["code"], &conflict["item"]),
            (&json!("blocks"), &json!("booked"), &made["id"])
        );
        assert!(conflict["detail"].as_str().unwrap().contains("There (Release manager)"), "{conflict}");
        let rev = client.get("/releases/R-1").rev();
        assert_eq!(client.act("/releases/R-1/plan", rev, later.clone()).refused(409).reasons(), ["booked"]);
    });
    super::act(&client, &there, "cancel", json!({"reason": "make room"})).ok();

    let rev = client.get("/releases/R-1").rev();
    let done = client.act("/releases/R-1/plan", rev, later).ok();
    let now = booking(&made);
    assert_eq!(
        (&now["start"], &now["end"], &now["state"]),
        (&json!(at(8 + WEEK)), &json!(at(18 + WEEK)), &json!("approved"))
    );
    assert_eq!(booking(&beside)["start"], at(30));
    client.post(&format!("/plan-changes/{}/undo", done["change"].as_str().unwrap()), json!({})).ok();
    assert_eq!(booking(&made)["start"], at(8));
    app.settle();
    let told = client.list("/journal?kind=booking.moved", "name");
    assert_eq!(told, ["Tests", "Tests"]);
});
