//! Work in releases.

use crate::stage::{faults, name, nobody, on_both_databases, page, reasons};
use jiff::civil::{Date, date};
use signalbox_domain::{Patch, Problem, releases::ActivityStatus};
use signalbox_service::{
    activities::{self, Change, Filter, New},
    releases,
};

fn work(text: &str, due: Option<Date>) -> New {
    New {
        name: name(text),
        description: String::new(),
        phase: None,
        assignee: None,
        start: None,
        due,
        status: ActivityStatus::Todo,
    }
}

#[test]
fn work_is_added_moved_changed_and_removed_and_its_last_state_stays_readable() {
    on_both_databases(|stage| async move {
        let robin = stage.retailer();
        let new = New {
            phase: Some("Build".to_owned()),
            assignee: Some("ROBIN@example.org".to_owned()),
            ..work("Load test", Some(date(2026, 3, 9)))
        };
        let made = activities::create(&stage.app, &robin, "pay-1".to_owned(), new).await.unwrap();
        assert_eq!(made.phase_name, Some(name("Build")));
        assert_eq!(made.assignee.unwrap().id, stage.robin);
        let id = made.activity.id.to_string();
        let change = Change {
            due: Patch::Set(date(2026, 3, 12)),
            status: Some(ActivityStatus::Blocked),
            phase: Patch::Clear,
            assignee: Patch::Set(stage.robin.to_string()),
            ..Change::default()
        };
        let edit = |rev| activities::change(&stage.app, &robin, "PAY-1".to_owned(), id.clone(), rev, change.clone());
        let changed = edit(1).await.unwrap();
        assert_eq!((changed.activity.rev, changed.activity.status), (2, ActivityStatus::Blocked));
        assert!(changed.phase_name.is_none() && changed.assignee.is_some());
        assert!(matches!(edit(1).await, Err(Problem::Stale { .. })));
        assert_eq!(edit(2).await.unwrap().activity.rev, 2, "the same again is no change");

        let delete = |rev| activities::delete(&stage.app, &robin, "PAY-1".to_owned(), id.clone(), rev);
        assert!(matches!(delete(1).await, Err(Problem::Stale { .. })));
        delete(2).await.unwrap();
        assert!(matches!(delete(2).await, Err(Problem::NotFound { noun: "activity", .. })));
        let events = stage.events_about(made.activity.release).await;
        let kinds: Vec<&str> =
            events.iter().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("act")).collect();
        assert_eq!(kinds, ["activity.added", "activity.moved", "activity.changed", "activity.removed"]);
        let last = events.last().unwrap();
        let due = last.changes.iter().find(|change| change.field == "due").unwrap();
        assert_eq!((due.before.as_str(), due.after.is_null()), (Some("2026-03-12"), true));
        assert_eq!((last.subject.as_str(), last.name.as_str()), (id.as_str(), "Load test"));
    });
}

#[test]
fn bad_work_is_refused_with_every_fault_and_changes_nothing() {
    on_both_databases(|stage| async move {
        stage.release("PAY-2", "retail").await;
        let create = |release: &str, new: New| activities::create(&stage.app, &stage.system, release.to_owned(), new);
        let wrong = New {
            phase: Some("Ship".to_owned()),
            assignee: Some(nobody()),
            start: Some(date(2026, 4, 1)),
            ..work("Load test", Some(date(2026, 3, 1)))
        };
        assert_eq!(
            faults(create("PAY-1", wrong).await),
            [("/phase".to_owned(), "unknown"), ("/assignee".to_owned(), "unknown"), ("/due".to_owned(), "order")]
        );
        let left = New { assignee: Some(stage.gone.to_string()), ..work("x", None) };
        assert_eq!(faults(create("PAY-1", left).await), [("/assignee".to_owned(), "unknown")]);
        // A phase of another release is no phase of this one.
        let in_build = New { phase: Some("Build".to_owned()), ..work("y", None) };
        let other = create("PAY-2", in_build).await.unwrap();
        let foreign = New { phase: other.activity.phase.map(|id| id.to_string()), ..work("z", None) };
        assert_eq!(faults(create("PAY-1", foreign).await), [("/phase".to_owned(), "unknown")]);
        // And work of another release is not found here.
        let id = other.activity.id.to_string();
        let here = activities::get(&stage.app, &stage.system, "PAY-1".to_owned(), id).await;
        assert!(matches!(here, Err(Problem::NotFound { noun: "activity", .. })));
        let stranger = activities::create(&stage.app, &stage.banker(), "PAY-1".to_owned(), work("w", None)).await;
        assert!(matches!(stranger, Err(Problem::NotFound { noun: "release", .. })));
        let list = activities::list(&stage.app, &stage.system, "PAY-1".to_owned(), Filter::default(), page(5, None));
        assert_eq!(list.await.unwrap().total, Some(0));
    });
}

#[test]
fn work_is_listed_by_due_day_with_the_undated_last_and_by_every_filter() {
    on_both_databases(|stage| async move {
        let create = |new: New| activities::create(&stage.app, &stage.system, "PAY-1".to_owned(), new);
        create(work("whenever", None)).await.unwrap();
        create(New { assignee: Some(stage.robin.to_string()), ..work("second", Some(date(2026, 3, 2))) })
            .await
            .unwrap();
        create(New { status: ActivityStatus::Done, ..work("first", Some(date(2026, 3, 1))) }).await.unwrap();
        create(New { phase: Some("Build".to_owned()), ..work("also second", Some(date(2026, 3, 2))) }).await.unwrap();
        let (mut cursor, mut found) = (None, Vec::new());
        loop {
            let list =
                activities::list(&stage.app, &stage.system, "PAY-1".to_owned(), Filter::default(), page(1, cursor));
            let part = list.await.unwrap();
            assert_eq!(part.total, Some(4));
            found.extend(part.items.into_iter().map(|view| view.activity.name.to_string()));
            cursor = part.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, ["first", "second", "also second", "whenever"]);
        let cases = [
            (Filter { phase: Some("Build".to_owned()), ..Filter::default() }, "also second"),
            (Filter { assignee: Some("robin@example.org".to_owned()), ..Filter::default() }, "second"),
            (Filter { status: Some(ActivityStatus::Done), ..Filter::default() }, "first"),
        ];
        for (filter, expected) in cases {
            let list =
                activities::list(&stage.app, &stage.system, "PAY-1".to_owned(), filter, page(5, None)).await.unwrap();
            let names: Vec<&str> = list.items.iter().map(|view| view.activity.name.as_str()).collect();
            assert_eq!((names.as_slice(), list.total), ([expected].as_slice(), Some(1)));
        }
    });
}

#[test]
fn work_of_an_archived_release_rests() {
    on_both_databases(|stage| async move {
        let made = activities::create(&stage.app, &stage.system, "PAY-1".to_owned(), work("x", None)).await.unwrap();
        let rev = releases::get(&stage.app, &stage.system, "PAY-1".to_owned()).await.unwrap().shown.view.release.rev;
        releases::archive(&stage.app, &stage.system, "PAY-1".to_owned(), rev, true).await.unwrap();
        let told = ["PAY-1 is archived; restore it first"];
        let created = activities::create(&stage.app, &stage.system, "PAY-1".to_owned(), work("y", None)).await;
        assert_eq!(reasons(created), told);
        let id = made.activity.id.to_string();
        assert_eq!(reasons(activities::delete(&stage.app, &stage.system, "PAY-1".to_owned(), id, 1).await), told);
    });
}
