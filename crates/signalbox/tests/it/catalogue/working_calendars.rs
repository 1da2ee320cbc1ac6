//! The days an enterprise works.

use serde_json::{Value, json};
use signalbox_domain::{id::PortfolioId, schedule::WorkingCalendar};
use signalbox_store::{Ctx, portfolios, working_calendars};

both_databases!(a_calendar_has_days_and_holidays, |app| {
    let client = app.administrator();
    let usual = client.post("/working-calendars", json!({"key": "plain", "name": "Plain"})).created();
    assert_eq!(usual["days"], json!(["monday", "tuesday", "wednesday", "thursday", "friday"]));
    let holidays = json!([{"date": "2026-12-25", "name": "Midwinter"}, {"date": "2026-01-01", "name": "New year"}]);
    let new = json!({"key": "coast", "name": "Coast", "days": ["sunday", "monday"], "holidays": holidays});
    let made = client.post("/working-calendars", new).created();
    assert_eq!(made["days"], json!(["monday", "sunday"]), "in the order of the week");
    assert_eq!(made["holidays"][0], json!({"date": "2026-01-01", "name": "New year"}), "by date");
    assert_eq!(client.list("/working-calendars?q=coa", "key"), ["coast"]);

    let change = json!({"holidays": [{"date": "2026-05-01", "name": "May day"}]});
    let changed = client.patch("/working-calendars/COAST", 1, change.clone());
    assert_eq!((changed.rev(), &changed.ok()["holidays"][0]["name"]), (2, &json!("May day")));
    app.unchanged_by(|| client.patch("/working-calendars/coast", 2, change).ok());
    client.patch("/working-calendars/coast", 1, json!({"name": "Late"})).refused(412);
    client.act("/working-calendars/coast/archive", 2, json!({})).ok();
    assert_eq!(client.list("/working-calendars", "key"), ["plain"]);
    assert_eq!(client.list("/working-calendars?archived=true", "key"), ["coast"]);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=working_calendar", "kind"),
        [
            "working_calendar.archived",
            "working_calendar.changed",
            "working_calendar.created",
            "working_calendar.created"
        ]
    );
});

both_databases!(every_fault_of_a_calendar_is_told, |app| {
    let client = app.administrator();
    client.post("/working-calendars", json!({"key": "coast", "name": "Coast"})).created();
    app.unchanged_by(|| {
        for (wrong, faults) in [
            (json!({"days": []}), vec!["/days empty"]),
            (json!({"days": ["monday", "monday"], "key": "Coast"}), vec!["/key taken", "/days/1 duplicate"]),
            (json!({"days": ["payday"]}), vec!["/days/0 enum"]),
            (json!({"holidays": [{"date": "2026-02-30", "name": "No day"}]}), vec!["/holidays/0/date date"]),
            (json!({"holidays": [{"date": "1200-02-03", "name": "Long ago"}]}), vec!["/holidays/0/date date"]),
            (
                json!({"holidays": [{"date": "2026-01-01", "name": "A"}, {"date": "2026-01-01", "name": "B"}]}),
                vec!["/holidays/1/date duplicate"],
            ),
            (json!({"holidays": [{"date": "2026-01-01", "name": ""}]}), vec!["/holidays/0/name"]),
        ] {
            let mut new = json!({"key": "other", "name": "Other"});
            new.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            let told = client.post("/working-calendars", new).refused(422).faults();
            assert_eq!(told.len(), faults.len(), "{wrong}: {told:?}");
            for (told, fault) in told.iter().zip(faults) {
                assert!(told.starts_with(fault), "{wrong}: {told} is not {fault}");
            }
        }
        let rev = client.get("/portfolios/enterprise").rev();
        client.patch("/portfolios/enterprise", rev, json!({"working_calendar": "nowhere"})).refused(422);
    });
});

both_databases!(a_portfolio_works_by_the_nearest_calendar_above_it, |app| {
    let client = app.administrator();
    for (key, days) in [("six", json!(["monday", "saturday"])), ("seven", json!(["sunday"]))] {
        client.post("/working-calendars", json!({"key": key, "name": key, "days": days})).created();
    }
    app.portfolio("retail", "enterprise");
    app.portfolio("shops", "retail");
    app.portfolio("bank", "enterprise");
    let works_on = |portfolio: &str, day: &str| {
        let (portfolio, day) = (portfolio.to_owned(), day.parse().unwrap());
        let look = move |tx: &mut signalbox_store::Tx<'_>| {
            let id: PortfolioId = portfolios::get(tx, &portfolio)?.id;
            let found = working_calendars::of_portfolios(tx, &[id])?;
            Ok(found.get(&id).is_some_and(|calendar: &WorkingCalendar| calendar.is_working(day)))
        };
        app.service.db.read_now(&Ctx::system("test"), look).unwrap()
    };
    let (friday, saturday, sunday) = ("2026-05-01", "2026-05-02", "2026-05-03");
    let shown = |key: &str| client.get(&format!("/portfolios/{key}")).ok();
    assert!(works_on("shops", friday) && !works_on("shops", saturday), "the usual week");
    let named = client.patch("/portfolios/retail", 1, json!({"working_calendar": "six"}));
    assert_eq!(named.ok()["working_calendar"]["key"], "six");
    assert!(works_on("shops", saturday) && !works_on("shops", friday), "what is below works by it");
    assert!(works_on("bank", friday), "what is beside does not");
    assert_eq!(
        (&shown("shops")["working_calendar"], &shown("shops")["inherited_calendar"]["key"]),
        (&Value::Null, &json!("six"))
    );
    assert_eq!(shown("retail")["inherited_calendar"], Value::Null, "nothing above it names one");
    client.patch("/portfolios/shops", 1, json!({"working_calendar": "seven"})).ok();
    assert!(works_on("shops", sunday) && works_on("retail", saturday), "the nearest counts");
    assert_eq!(client.get("/portfolios?q=shops").ok()["items"][0]["working_calendar"]["key"], "seven");
    let refused = app.unchanged_by(|| client.act("/working-calendars/seven/archive", 1, json!({}))).refused(409);
    assert_eq!(refused.reasons(), ["in_use"]);
    client.post("/working-calendars", json!({"key": "old", "name": "Old"})).created();
    client.act("/working-calendars/old/archive", 1, json!({})).ok();
    let old = json!({"working_calendar": "old"});
    assert_eq!(client.patch("/portfolios/bank", 1, old).refused(422).faults(), ["/working_calendar archived"]);
    // What is not mentioned stays; `null` gives the choice back to the portfolio above.
    client.patch("/portfolios/shops", 2, json!({"description": "High street"})).ok();
    assert_eq!(shown("shops")["working_calendar"]["key"], "seven");
    client.patch("/portfolios/shops", 3, json!({"working_calendar": null})).ok();
    assert_eq!(shown("shops")["working_calendar"], Value::Null);
    assert!(works_on("shops", saturday));
    let made = json!({"key": "depot", "name": "Depot", "parent": "bank", "working_calendar": "seven"});
    assert_eq!(client.post("/portfolios", made).created()["working_calendar"]["key"], "seven");
    assert!(works_on("depot", sunday));
});
