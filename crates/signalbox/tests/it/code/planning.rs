//! `signalbox plan` and `signalbox template`: on a data folder, on a server and over HTTP alike.

use crate::{
    harness::{Place, Ran, Server, run, token},
    oracles::both_places,
};
use serde_json::{Value, json};

const PLANS: &str = "\
kind: Portfolio
key: shop
name: Web shop
---
kind: Release
key: TRAIN
name: Spring train
release: train
portfolio: shop
start: 2026-03-02
target: {date: 2026-03-31, zone: UTC}
phases:
  - {name: Build, start: 2026-03-02, end: 2026-03-13}
  - {name: Test, start: 2026-03-16, end: 2026-03-31}
milestones:
  - {key: freeze, name: Spring freeze, type: gate, phase: Build, due: {date: 2026-03-13, zone: UTC}}
activities:
  - {name: Tell the call centre, phase: Test, start: 2026-03-16, due: 2026-03-20}
---
kind: Release
key: WEB
name: Web
release: project
portfolio: shop
parent: TRAIN
start: 2026-03-02
target: {date: 2026-03-27, zone: UTC}
phases:
  - {name: Build, start: 2026-03-02, end: 2026-03-13}
---
kind: Release
key: NEXT
name: Next
release: project
portfolio: shop
start: 2026-04-01
target: {date: 2026-04-30, zone: UTC}
needs:
  - {release: TRAIN, hard: true}
";

fn plans(place: &Place) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plans.yaml");
    std::fs::write(&file, PLANS).unwrap();
    on(place, &["apply", &file.display().to_string()]).done();
}

/// Runs a command straight on the data.
fn on(place: &Place, command: &[&str]) -> Ran {
    run(&[command, place.flags().as_slice()].concat())
}

fn parsed(ran: Ran) -> Value {
    serde_json::from_str(&ran.done()).unwrap()
}

/// The lines of a table, without what only keeps columns apart.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

both_places!(a_move_is_told_the_same_everywhere_and_then_carried_out_and_taken_back, |place| {
    plans(place);
    let wanted = ["plan", "move", "TRAIN", "--start", "2026-03-16", "--end", "2026-04-14"];
    let told = on(place, &wanted);
    assert!(told.err.contains("--apply"), "{}", told.err);
    let told = lines(&told.done());
    for line in [
        "TRAIN moved release Spring train 2026-03-02 – 2026-03-31 2026-03-16 – 2026-04-14 +14",
        "TRAIN moved milestone Spring freeze 2026-03-13 2026-03-27 +14",
        "TRAIN moved activity Tell the call centre 2026-03-16 – 2026-03-20 2026-03-30 – 2026-04-03 +14",
        "NEXT dependant release Next 2026-04-01 – 2026-04-30 2026-04-14 – 2026-05-13 +13",
        "WEB member release Web and 1 of its parts 2026-03-02 – 2026-03-27 2026-03-16 – 2026-04-10 +14",
    ] {
        assert!(told.contains(&line.to_owned()), "{line:?} in {told:#?}");
    }
    let asked = told.iter().position(|line| line.starts_with("Asked about")).unwrap();
    assert!(told[asked..].iter().any(|line| line.starts_with("WEB ")), "{told:#?}");
    let machine = parsed(on(place, &[wanted.as_slice(), &["--output", "json"]].concat()));

    let token = token(place);
    let server = Server::start(place);
    let there = ["--url", &server.url, "--token", &token];
    let ran = |command: &[&str]| run(&[command, &there].concat());
    let client = server.client(&token);
    assert_eq!(parsed(ran(&[wanted.as_slice(), &["--preview", "--output", "json"]].concat())), machine);
    let body = json!({"start": "2026-03-16", "end": "2026-04-14"});
    assert_eq!(client.post("/releases/TRAIN/plan/preview", body).ok(), machine);
    assert_eq!(client.get("/releases/TRAIN").ok()["target"]["date"], "2026-03-31", "a preview changes nothing");

    let apply = ["--member", "WEB=follow", "--apply", "--reason", "late supplier"];
    let told = ran(&[wanted.as_slice(), &apply].concat()).done();
    assert!(told.contains("signalbox plan undo chg_") && !told.contains("Asked about"), "{told}");
    assert_eq!(client.get("/releases/WEB").ok()["target"]["date"], "2026-04-10");
    assert_eq!(client.all("/releases/WEB/baselines")[0]["reason"], "late supplier");

    let change = parsed(ran(&["plan", "changes", "--release", "WEB", "--output", "json"]))[0].clone();
    let change = change["id"].as_str().unwrap();
    let listed = ran(&["plan", "changes"]).done();
    assert!(listed.contains(change) && listed.contains("itself and 2 more"), "{listed}");
    assert!(listed.contains("ci") && listed.contains("late supplier"), "{listed}");
    ran(&["plan", "undo", change, "--reason", "the supplier is in time"]).done();
    assert_eq!(client.get("/releases/WEB").ok()["target"]["date"], "2026-03-27");
    let again = ran(&["plan", "undo", change]).failed();
    assert!(again.contains("took this change back already"), "{again}");
    assert!(ran(&["plan", "changes"]).done().contains("taken back"));
});

both_places!(what_blocks_a_move_ends_in_a_refusal_that_says_who_can_help, |place| {
    plans(place);
    let keep = ["plan", "move", "TRAIN", "--end", "2026-04-07", "--along", "none", "--dependants", "keep"];
    for more in [&["--preview"][..], &["--apply"], &["--output", "json"]] {
        let ran = on(place, &[keep.as_slice(), more].concat());
        assert!(ran.out.contains("blocks") && ran.out.contains("NEXT"), "{}", ran.out);
        assert!(ran.failed().contains("nothing was moved"));
    }
    let backwards = on(place, &["plan", "move", "TRAIN", "--item", "Test", "--end", "2026-03-01"]).failed();
    assert!(backwards.contains("nothing was moved"), "{backwards}");
    let nothing = on(place, &["plan", "move", "TRAIN", "--item", "Party", "--end", "2026-03-01"]).failed();
    assert!(nothing.contains("/subject") && nothing.contains("Party"), "{nothing}");
    let nobody = on(place, &["plan", "move", "FERRY", "--end", "2026-03-01"]).failed();
    assert!(nobody.contains("FERRY"), "{nobody}");
    assert_eq!(on(place, &["plan", "changes"]).done(), "No plan was changed yet.\n");
    for usage in [
        vec!["plan"],
        vec!["plan", "move", "TRAIN"],
        vec!["plan", "move", "a/b", "--end", "2026-03-01"],
        vec!["plan", "move", "TRAIN", "--end", "2026-02-30"],
        vec!["plan", "move", "TRAIN", "--end", "2026-03-01", "--along", "sideways"],
        vec!["plan", "move", "TRAIN", "--end", "2026-03-01", "--member", "WEB=ask"],
        vec!["plan", "move", "TRAIN", "--end", "2026-03-01", "--reason", "x"],
        vec!["plan", "move", "TRAIN", "--end", "2026-03-01", "--apply", "--preview"],
        vec!["template", "show"],
        vec!["template", "instantiate", "x", "--key", "a", "--name", "b"],
        vec!["template", "instantiate", "x", "--key", "a", "--name", "b", "--target", "2026-03-01", "--word", "c"],
    ] {
        let ran = on(place, &usage);
        assert_eq!(ran.code, 2, "{usage:?}: {}{}", ran.out, ran.err);
    }
});

both_places!(a_template_is_made_of_a_release_and_a_year_of_releases_of_it, |place| {
    plans(place);
    assert!(on(place, &["template", "list"]).done().contains("from-release"));
    let learn = ["template", "from-release", "TRAIN", "--key", "spring", "--name", "Seasonal"];
    let learn = [learn.as_slice(), &["--word", "season=Spring", "--unit", "working_days"]].concat();
    let told = on(place, &learn).done();
    assert_eq!(told, "Made spring with 2 phases, 1 gate or milestone, 1 activity.\nOpen words: season\n");
    let again = on(place, &learn).failed();
    assert!(again.contains("/key") && again.contains("there is a release template spring already"), "{again}");

    let token = token(place);
    let server = Server::start(place);
    let there = ["--url", &server.url, "--token", &token];
    let ran = |command: &[&str]| run(&[command, &there].concat());
    let client = server.client(&token);
    let listed = lines(&ran(&["template", "list", "--portfolio", "shop"]).done());
    assert_eq!(listed[1], "spring Seasonal train shop 2 1 season");
    assert_eq!(lines(&ran(&["template", "list", "--archived"]).done()).len(), 1);
    let shown = lines(&ran(&["template", "show", "spring"]).done());
    assert!(shown.contains(&"gate {season} freeze Build 12 working days before".to_owned()), "{shown:#?}");
    assert!(shown.contains(&"phase Test 11 working days before on the day".to_owned()), "{shown:#?}");
    let machine = parsed(ran(&["template", "show", "spring", "--output", "json"]));
    assert_eq!(machine, client.get("/release-templates/spring").ok());

    let make = ["template", "instantiate", "spring", "--key", "TRAIN-2", "--name", "Summer train"];
    let make = [make.as_slice(), &["--target", "2026-06-30"]].concat();
    let shown = ran(&[make.as_slice(), &["--dry-run"]].concat()).done();
    assert!(shown.contains("Still to be said: season") && shown.contains("2026-06-12"), "{shown}");
    let open = ran(&make).failed();
    assert!(open.contains("/words/season"), "{open}");
    client.get("/releases/TRAIN-2").refused(404);
    let word = ["--word", "season=Summer"];
    let told = ran(&[make.as_slice(), &word].concat()).done();
    assert_eq!(told, "Made TRAIN-2, due on 2026-06-30.\n");
    assert_eq!(client.all("/releases/TRAIN-2/milestones")[0]["due"]["date"], "2026-06-12");

    let series = ["template", "series", "spring", "--rule", "FREQ=MONTHLY;BYDAY=2SA", "--from", "2027-01-01"];
    let series =
        [series.as_slice(), &["--key", "T-{yy}-{month}", "--name", "{season} {n}", "--day-off", "after"], &word];
    let series = series.concat();
    let shown = ran(&[series.as_slice(), &["--dry-run"]].concat()).done();
    assert!(shown.contains("12 would be made (nothing was changed"), "{shown}");
    assert_eq!(lines(&shown)[1], "T-27-01 Summer 1 2026-12-11 2027-01-11 2027-01-09");
    assert_eq!(client.all("/releases?q=T-27").len(), 0);
    assert!(ran(&series).done().ends_with("12 made\n"));
    assert_eq!(client.get("/releases/T-27-12").ok()["target"]["date"], "2027-12-13");
});
