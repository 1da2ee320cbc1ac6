//! Runbooks: the checklists by which GitLab and Kubernetes make their releases.

use super::{both_places, events, serve};
use crate::harness::{Place, Ran, datasets, expected, run};

fn import(place: &Place, file: &str, more: &[&str]) -> Ran {
    let file = datasets().join("runbooks").join(file).display().to_string();
    let flags = ["--key", "monthly", "--portfolio", "enterprise"];
    run(&[&["import", "runbook", &file], flags.as_slice(), more, place.flags().as_slice()].concat())
}

both_places!(a_checklist_becomes_the_plan_that_others_counted, |place| {
    let counted = &expected("runbooks/expected.json")["gitlab/monthly.md"];
    let (tasks, top) = (counted["tasks"].as_u64().unwrap(), counted["top_level"].as_u64().unwrap());
    assert_eq!((tasks, top, counted["nested"].as_u64().unwrap()), (31, 16, 15));
    let rehearsed = import(place, "gitlab/monthly.md", &["--dry-run"]);
    let figures = "31 steps, 16 steps at the top, 15 steps below, 5 sections";
    assert!(rehearsed.err.contains(figures), "{}", rehearsed.err);
    assert!(import(place, "gitlab/monthly.md", &[]).done().contains("1 created"));
    let told = events(place);
    assert!(import(place, "gitlab/monthly.md", &[]).done().contains("1 unchanged"));
    assert_eq!(events(place), told, "a second import leaves no trace");

    let (_server, client) = serve(place);
    let plan = client.get("/deployment-plans/monthly").ok();
    let steps = plan["tasks"].as_array().unwrap();
    assert_eq!(steps.len() as u64, tasks);
    let mut sections: Vec<&str> = steps.iter().filter_map(|step| step["section"].as_str()).collect();
    sections.dedup();
    let named: Vec<&str> =
        counted["sections_with_tasks"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(sections, named);
    assert!(plan["parameters"].as_array().unwrap().iter().any(|found| found["name"] == "version"));
    // One after the other, unless they are left free.
    assert!(steps[1]["after"][0]["task"] == 1 && steps[0]["after"].as_array().unwrap().is_empty());
    let free = import(place, "gitlab/monthly.md", &["--loose"]).done();
    assert!(free.contains("1 changed"), "{free}");
    let steps = client.get("/deployment-plans/monthly").ok()["tasks"].take();
    assert!(steps.as_array().unwrap().iter().all(|step| step["after"].as_array().unwrap().is_empty()));
});

both_places!(a_file_that_is_no_checklist_is_refused_by_its_lines, |place| {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let refused = |path: &str, words: &str| {
        let flags = ["--key", "x", "--portfolio", "enterprise"];
        let ran = run(&[&["import", "runbook", path], flags.as_slice(), place.flags().as_slice()].concat());
        let told = ran.failed();
        assert!(told.contains(words), "{told}");
    };
    refused(&file("prose.md", b"# Nothing to do\n\nOnly words.\n"), "there is no step");
    refused(&file("bytes.md", b"- [ ] fine\n- [ ] \xff\n"), "bytes.md:2: error: this is not UTF-8");
    refused(&file("table.csv", b"name,duration,after\nOne,10m,\nTwo,soon,9\n"), "table.csv:3: error: column 2");
    refused(&file("round.csv", b"id,name,after\n1,One,2\n2,Two,1\n"), "error:");
    refused(&file("no.xlsx", b"PK nothing"), "no.xlsx");
    let table = file("fine.csv", b"id,name,team,duration,after\na,Stop,DBA,10m,\nb,Copy,DBA,20/30/60m,a FS+5m\n");
    let flags = ["--key", "x", "--portfolio", "enterprise"];
    let ran = run(&[&["import", "runbook", &table], flags.as_slice(), place.flags().as_slice()].concat());
    assert!(ran.done().contains("1 created"));
    let (_server, client) = serve(place);
    let plan = client.get("/deployment-plans/x").ok();
    assert_eq!((&plan["lanes"][0]["key"], &plan["ways"][0]["duration"]), (&"dba".into(), &(45 * 60).into()));
});
