//! `/tables`: what a list shows, as a file, read back by readers that are not ours.

use crate::harness::{Answer, App, Client};
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

/// The lines of a file of comma-separated values, headings first.
fn lines(answer: &Answer) -> Vec<Vec<String>> {
    answer.ok_text();
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = answer.text.strip_prefix('\u{feff}').expect("the mark without which Excel misreads it");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows of a workbook's sheet, headings first.
fn cells(answer: &Answer, sheet: &str) -> Vec<Vec<Data>> {
    answer.ok_text();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(answer.header("content-type"), Some(kind));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(answer.bytes.clone())).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn column(lines: &[Vec<String>], place: usize) -> Vec<&str> {
    lines.iter().skip(1).map(|line| line[place].as_str()).collect()
}

/// How many days after the epoch of spreadsheets.
fn serial(day: &str) -> f64 {
    let day: jiff::civil::Date = day.parse().unwrap();
    f64::from((day - jiff::civil::date(1899, 12, 30)).get_days())
}

fn stage(app: &App) {
    app.portfolio("cards", "enterprise");
    let owner = app.person("Product owner", "owner@example.org");
    for number in 0..3 {
        app.release(
            &format!("CARD-{number}"),
            json!({"portfolio": "cards", "name": format!("Cards, \"part\" {number}"), "risk": "high", "accountable": owner,
                "target": {"date": format!("2031-03-1{number}"), "time": "17:30", "zone": "Europe/Berlin"}}),
        );
    }
    app.release("BANK-1", json!({"name": "=1+1", "target": {"date": "2031-02-01"}}));
    app.release("OPEN-1", json!({"name": "Without a target"}));
}

both_databases!(a_list_is_taken_along_as_it_is_filtered_and_sorted, |app| {
    stage(app);
    let client = app.administrator();
    for query in [
        "sort=key",
        "sort=-target",
        "portfolio=cards&sort=-key",
        "q=cards",
        "risk=high&sort=name",
        "from=2031-03-01&to=2031-03-12",
    ] {
        let listed = client.list(&format!("/releases?{query}"), "key");
        let csv = lines(&client.get(&format!("/tables/releases?format=csv&{query}")));
        assert_eq!(column(&csv, 0), listed, "{query}");
        let xlsx = cells(&client.get(&format!("/tables/releases?{query}&format=xlsx")), "releases");
        let keys: Vec<String> = xlsx.iter().skip(1).map(|row| row[0].to_string()).collect();
        assert_eq!(keys, listed, "{query}");
    }
    let csv = lines(&client.get("/tables/releases?format=csv&sort=key"));
    assert_eq!(
        csv[0],
        [
            "Key",
            "Name",
            "Kind",
            "Status",
            "On time?",
            "Target",
            "Time zone",
            "Next gate",
            "Portfolio",
            "Accountable",
            "Risk"
        ]
    );
    assert_eq!(
        csv[2],
        [
            "CARD-0",
            "Cards, \"part\" 0",
            "Project",
            "Draft",
            "On track",
            "2031-03-10 17:30:00",
            "Europe/Berlin",
            "",
            "The cards",
            "Product owner",
            "High"
        ]
    );
});

both_databases!(columns_and_language_are_as_shown, |app| {
    stage(app);
    let client = app.administrator();
    let path = "/tables/releases?format=csv&sort=key&columns=risk,target,key&language=de&portfolio=cards";
    let csv = lines(&client.get(path));
    assert_eq!(csv[0], ["Risiko", "Ziel", "Zeitzone", "Schlüssel"]);
    assert_eq!(csv[1], ["Hoch", "2031-03-10 17:30:00", "Europe/Berlin", "CARD-0"]);
    assert_eq!(csv.len(), 4);

    let unknown = client.get("/tables/releases?format=csv&columns=key,colour").refused(422);
    assert_eq!(unknown.faults(), ["/columns choice"]);
    assert!(unknown.body["errors"][0]["detail"].as_str().unwrap().contains("accountable"), "{}", unknown.detail);
    for bad in ["", "?format=ods", "?format=csv&limit=5", "?format=csv&cursor=x", "?format=csv&colour=red"] {
        assert_eq!(client.get(&format!("/tables/releases{bad}")).refused(400).name, "query", "{bad}");
    }
    client.get("/tables/releases?format=csv&sort=colour").refused(422);
});

both_databases!(in_a_workbook_days_are_days_and_words_are_never_formulas, |app| {
    stage(app);
    let client = app.administrator();
    let path = "/tables/releases?sort=key&columns=key,name,target&format=";
    let taken = client.get(&format!("{path}xlsx"));
    assert_eq!(taken.header("content-disposition").unwrap().split(';').nth(1), Some(" filename=\"releases.xlsx\""));
    let rows = cells(&taken, "releases");
    let day = |cell: &Data| match cell {
        Data::DateTime(day) => day.as_f64(),
        other => panic!("{other:?} is no day"),
    };
    assert_eq!((rows[1][1].clone(), day(&rows[1][2])), (Data::String("=1+1".to_owned()), serial("2031-02-01")));
    assert!((day(&rows[2][2]) - serial("2031-03-10") - 17.5 / 24.0).abs() < 1e-6, "by its own clock");
    assert_eq!(rows[5][2], Data::Empty);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(taken.bytes.clone())).unwrap();
    assert!(book.worksheet_formula("releases").unwrap().is_empty(), "no cell is a formula");

    let csv = client.get(&format!("{path}csv"));
    assert_eq!(lines(&csv)[1][1], "'=1+1", "a spreadsheet that opens it computes nothing");
});

/// Everything else that has a table, each with rows.
fn more(app: &App) {
    let client = app.administrator();
    client.post("/teams", json!({"key": "night", "name": "Night shift", "portfolio": "cards"})).created();
    app.system("ledger", json!({"portfolio": "cards", "name": "Ledger", "criticality": "high"}));
    let freeze = json!({"key": "frost", "name": "Year end", "kind": "freeze", "portfolio": "cards", "zone": "Europe/Berlin",
        "start": "2031-12-20T18:00", "end": "2032-01-02T06:00", "selector": {"kinds": ["project"], "risk": ["high"]}});
    client.post("/windows", freeze).created();
    app.release(
        "TRAIN-1",
        json!({"portfolio": "cards", "kind": "train", "target": {"date": "2031-04-01"}, "milestones":
            [{"kind": "gate", "key": "go", "name": "Go or no-go", "due": {"date": "2031-03-20"}}]}),
    );
    let gate = json!([{"kind": "gate", "key": "go", "name": "Go or no-go", "due": {"date": "2031-03-25"}}]);
    app.release(
        "MEMBER-1",
        json!({"portfolio": "cards", "parent": "TRAIN-1", "start": "2031-03-01", "target": {"date": "2031-04-01"},
            "milestones": gate}),
    );
    app.release("MEMBER-2", json!({"portfolio": "cards", "parent": "TRAIN-1", "target": {"date": "2031-03-31"}}));
    let rev = client.get("/releases/MEMBER-1").rev();
    client.put("/releases/MEMBER-1/systems/ledger", rev, json!({"impact": "code"})).ok();
    let work = json!({"name": "Load test", "due": "2031-03-05", "status": "blocked"});
    client.post("/releases/MEMBER-1/activities", work).created();
    let risk = json!({"kind": "risk", "title": "@Supplier", "probability": 4, "impact": 4, "due": "2031-03-07"});
    client.post("/releases/MEMBER-1/raid", risk).created();
    client.post("/releases/MEMBER-1/raid", json!({"kind": "issue", "title": "No test data"})).created();
}

both_databases!(every_list_is_taken_along_in_the_same_way, |app| {
    stage(app);
    more(app);
    let client = app.administrator();
    let csv = |path: &str| {
        let divider = if path.contains('?') { '&' } else { '?' };
        let taken = client.get(&format!("/tables{path}{divider}format=xlsx"));
        assert_eq!(&taken.bytes[..2], b"PK", "{path}");
        lines(&client.get(&format!("/tables{path}{divider}format=csv")))
    };
    let same = |path: &str, field: &str, place: usize| {
        let lines = csv(path);
        assert_eq!(column(&lines, place), client.list(path, field), "{path}");
        lines
    };
    same("/systems?sort=-name", "key", 0);
    same("/teams", "key", 0);
    same("/people", "name", 0);
    let windows = same("/windows", "name", 0);
    assert_eq!(windows[1][2..6], ["2031-12-20 18:00:00", "2032-01-02 06:00:00", "Europe/Berlin", ""]);
    assert_eq!(windows[1][6], "Project, Risk: High");
    assert_eq!(
        same("/releases/MEMBER-1/activities", "name", 0)[1],
        ["Load test", "", "", "", "2031-03-05", "Blocked", ""]
    );
    let raid = csv("/releases/MEMBER-1/raid?sort=-exposure");
    assert_eq!(raid[1][..9], ["1", "Risk", "'@Supplier", "Open", "4", "4", "16", "", "2031-03-07"]);
    assert_eq!(column(&csv("/releases/MEMBER-1/raid?kind=issue"), 2), ["No test data"]);

    app.settle();
    let events = csv("/journal?about=MEMBER-1");
    let told = client.all("/journal?about=MEMBER-1&limit=200");
    assert_eq!(events.len(), told.len() + 1);
    assert_eq!(events[1][0], told[0]["position"].to_string());
    assert!(events.iter().any(|event| event[3] == "raid.added" && event[2] == "Release manager"));

    let weeks = csv("/capacity?from=2031-03-03&to=2031-03-31&portfolio=cards");
    assert_eq!(weeks[0][..4], ["Key", "Portfolio", "Week of", "Active releases"]);
    assert_eq!(column(&weeks, 2), ["2031-03-03", "2031-03-10", "2031-03-17", "2031-03-24"]);
    let capacity = client.get("/capacity?from=2031-03-03&to=2031-03-31&portfolio=cards").ok();
    for load in capacity["portfolios"][0]["loads"].as_array().unwrap() {
        assert_eq!(weeks[1 + load["week"].as_u64().unwrap() as usize][3], load["active"].to_string());
    }
    let impact = csv("/impact-matrix?from=2031-03-01&to=2031-04-01");
    assert_eq!(impact[1], ["ledger", "Ledger", "0", "MEMBER-1", "The MEMBER 1", "Code", "2031-03-01", "2031-04-01"]);
    assert_eq!(csv("/impact-matrix?from=2031-03-01&to=2031-04-01&colliding=true").len(), 1);

    let matrix = csv("/releases/TRAIN-1/matrix");
    assert_eq!(matrix[0][5..], ["Drift", "Target", "Target: Drift", "Go or no-go", "Go or no-go: Drift"]);
    assert_eq!(matrix[1][0], "MEMBER-1");
    assert_eq!(matrix[1][5..], ["5", "2031-04-01", "0", "2031-03-25", "5"]);
    assert_eq!(matrix[2][5..], ["0", "2031-03-31", "0", "", ""]);
    assert_eq!(column(&csv("/releases/TRAIN-1/matrix?drifting=true"), 0), ["MEMBER-1"]);
    assert_eq!(
        csv("/releases/TRAIN-1/matrix?things=phases&columns=key,drift")[0],
        ["Key", "Drift", "Target", "Target: Drift"]
    );
    client.get("/tables/releases/MEMBER-1/matrix?format=csv").refused(409);
});

both_databases!(nobody_takes_along_what_they_may_not_see, |app| {
    stage(app);
    more(app);
    app.portfolio("retail", "enterprise");
    app.release("SHOP-1", json!({"portfolio": "retail"}));
    let member = app.member_of("retail");
    let keys = |client: &Client| -> Vec<String> {
        let taken = lines(&client.get("/tables/releases?format=csv&sort=key"));
        column(&taken, 0).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(keys(&member), ["SHOP-1"]);
    assert_eq!(keys(&app.stranger()), [""; 0]);
    for path in
        ["/tables/systems", "/tables/teams", "/tables/journal", "/tables/capacity?from=2031-03-03&to=2031-03-31"]
    {
        let divider = if path.contains('?') { '&' } else { '?' };
        let taken = member.get(&format!("{path}{divider}format=csv"));
        assert!(!taken.ok_text().to_lowercase().contains("card"), "{path}: {}", taken.text);
    }
    for part in ["raid", "activities", "matrix"] {
        member.get(&format!("/tables/releases/MEMBER-1/{part}?format=csv")).refused(404);
    }
    member.get("/tables/releases?format=csv&portfolio=cards").refused(404);
    app.anonymous().get("/tables/releases?format=csv").refused(401);
    let boss = app.administrator();
    let all: Value = boss.get("/releases?total=true&limit=1").ok()["total"].clone();
    assert_eq!(keys(&boss).len(), all.as_u64().unwrap() as usize);
});
