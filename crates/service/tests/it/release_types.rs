//! Release types.

use crate::stage::{Stage, faults, key, name, on_both_databases, page, reasons};
use signalbox_domain::{
    Problem,
    releases::{
        Category, Kind, ReleaseType, Status, Transition,
        fields::{FieldDefinition, FieldType},
    },
};
use signalbox_service::release_types::{self, Change, Filter, New};

fn status(text: &str, category: Category) -> Status {
    Status { key: key(text), name: name(text), category }
}

fn hotfix() -> New {
    New {
        key: key("Hotfix"),
        name: name("Hotfix"),
        description: "In a hurry".to_owned(),
        kinds: vec![Kind::Independent],
        statuses: vec![status("open", Category::Planned), status("live", Category::Done)],
        transitions: vec![Transition { from: key("open"), to: key("live") }],
        fields: vec![FieldDefinition {
            key: key("cab"),
            name: name("CAB"),
            field_type: FieldType::Choice,
            choices: vec!["weekly".to_owned(), "urgent".to_owned()],
            required: true,
        }],
    }
}

async fn standard(stage: &Stage) -> ReleaseType {
    release_types::get(&stage.app, &stage.system, "standard".to_owned()).await.unwrap()
}

#[test]
fn a_type_is_made_read_changed_and_put_away() {
    on_both_databases(|stage| async move {
        let boss = stage.administrator();
        let made = release_types::create(&stage.app, &boss, hotfix()).await.unwrap();
        // Everybody sees types, whatever they may see of the releases.
        let seen = release_types::get(&stage.app, &stage.banker(), "hotFIX".to_owned()).await.unwrap();
        assert_eq!(seen, made);
        let list = |filter: Filter| release_types::list(&stage.app, &boss, filter, page(1, None));
        let first = list(Filter::default()).await.unwrap();
        assert_eq!((first.total, first.items[0].key.as_str()), (Some(2), "Hotfix"));
        let rest = release_types::list(&stage.app, &boss, Filter::default(), page(1, first.next)).await.unwrap();
        assert_eq!((rest.items[0].key.as_str(), rest.next), ("standard", None));
        let trains = list(Filter { kind: Some(Kind::Train), ..Filter::default() }).await.unwrap();
        assert_eq!((trains.total, trains.items[0].key.as_str()), (Some(1), "standard"));

        let change = Change { fields: Some(Vec::new()), name: Some(name("Quick fix")), ..Change::default() };
        let changed = release_types::change(&stage.app, &boss, "hotfix".to_owned(), 1, change.clone()).await.unwrap();
        assert_eq!((changed.rev, changed.fields.len(), changed.statuses.len()), (2, 0, 2));
        let read = release_types::get(&stage.app, &boss, "hotfix".to_owned()).await.unwrap();
        assert_eq!(read, changed, "what was answered is what is kept");
        let stale = release_types::change(&stage.app, &boss, "hotfix".to_owned(), 1, change).await;
        assert!(matches!(stale, Err(Problem::Stale { .. })));
        let away = release_types::archive(&stage.app, &boss, "hotfix".to_owned(), 2, true).await.unwrap();
        assert_eq!(away.rev, 3);
        assert_eq!(list(Filter::default()).await.unwrap().total, Some(1));
        release_types::archive(&stage.app, &boss, "hotfix".to_owned(), 3, false).await.unwrap();
        assert_eq!(
            stage.told_about(made.id).await,
            ["release_type.created", "release_type.changed", "release_type.archived", "release_type.restored"]
        );
    });
}

#[test]
fn only_an_administrator_of_everything_changes_what_is_everybodys() {
    on_both_databases(|stage| async move {
        let refused = release_types::create(&stage.app, &stage.retailer(), hotfix()).await;
        assert!(matches!(refused, Err(Problem::Forbidden { .. })), "{refused:?}");
        let change = Change { name: Some(name("Mine")), ..Change::default() };
        let refused = release_types::change(&stage.app, &stage.retailer(), "standard".to_owned(), 1, change).await;
        assert!(matches!(refused, Err(Problem::Forbidden { .. })), "{refused:?}");
        assert_eq!(standard(&stage).await.rev, 1);
    });
}

#[test]
fn every_fault_of_a_type_is_told_at_once() {
    on_both_databases(|stage| async move {
        let wrong = New {
            key: key("STANDARD"),
            kinds: Vec::new(),
            transitions: vec![Transition { from: key("open"), to: key("nowhere") }],
            ..hotfix()
        };
        assert_eq!(
            faults(release_types::create(&stage.app, &stage.administrator(), wrong).await),
            [("/key".to_owned(), "taken"), ("/kinds".to_owned(), "empty"), ("/transitions/0/to".to_owned(), "unknown")]
        );
    });
}

#[test]
fn no_release_is_left_in_a_status_that_is_gone() {
    on_both_databases(|stage| async move {
        // Two in retail, and one where not everybody looks; all are drafts.
        stage.release("PAY-2", "retail").await;
        stage.release("BANK-1", "bank").await;
        let before = standard(&stage).await;
        let change = |keep: &str| {
            let statuses: Vec<Status> = before.statuses.iter().filter(|one| one.key != key(keep)).cloned().collect();
            let gone = key(keep);
            let steps =
                before.transitions.iter().filter(|step| step.from != gone && step.to != gone).cloned().collect();
            let change = Change { statuses: Some(statuses), transitions: Some(steps), ..Change::default() };
            release_types::change(&stage.app, &stage.system, "standard".to_owned(), 1, change)
        };
        assert_eq!(
            reasons(change("draft").await),
            ["3 releases are in the status draft, which would be gone; move them on first"]
        );
        assert_eq!(standard(&stage).await, before);
        let narrower = Change { kinds: Some(vec![Kind::Train]), ..Change::default() };
        let refused = release_types::change(&stage.app, &stage.system, "standard".to_owned(), 1, narrower).await;
        assert_eq!(reasons(refused), ["3 releases are of the kind project, which the type would not be for"]);
        assert_eq!(change("cancelled").await.unwrap().statuses.len(), 4, "nobody is in it");
    });
}
