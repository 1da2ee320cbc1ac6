//! Versions of systems.

use crate::stage::{faults, key, on_both_databases, page, reasons, statements};
use signalbox_domain::Problem;
use signalbox_service::{
    systems,
    versions::{self, New},
};

fn numbered(number: &str) -> New {
    New { number: number.to_owned(), ..New::default() }
}

#[test]
fn a_version_is_registered_once_and_never_changes() {
    on_both_databases(|stage| async move {
        let robin = stage.retailer();
        let nova = stage.add("nova", "retail").await;
        let new = New {
            commit: Some("4f2a".to_owned()),
            digest: Some("sha256:ab12".to_owned()),
            purl: Some("pkg:pypi/nova@33.0.2".to_owned()),
            build_url: Some("https://ci.example.org/1".to_owned()),
            release: Some("pay-1".to_owned()),
            // Finer than it is kept: the same said again is still the same.
            built_at: Some("2026-03-04T05:06:07.123456789Z".parse().unwrap()),
            ..numbered("33.0.2")
        };
        let create = |new: New| versions::create(&stage.app, &robin, "nova".to_owned(), new);
        let first = create(new.clone()).await.unwrap();
        assert!(first.new && !first.version.version.prerelease);
        assert_eq!(first.version.release.unwrap().key, key("PAY-1"));
        let again = create(new.clone()).await.unwrap();
        assert!(!again.new);
        assert_eq!(again.version.version, first.version.version);
        let other = New { digest: Some("sha256:cd34".to_owned()), commit: None, ..new };
        assert_eq!(
            reasons(create(other).await),
            ["nova 33.0.2 is registered with another commit", "nova 33.0.2 is registered with another digest"]
        );
        for named in ["33.0.2".to_owned(), first.version.version.id.to_string()] {
            let found = versions::get(&stage.app, &robin, "nova".to_owned(), named).await.unwrap();
            assert_eq!(found.version, first.version.version);
        }
        let missing = versions::get(&stage.app, &robin, "nova".to_owned(), "33.0.3".to_owned()).await;
        assert!(matches!(missing, Err(Problem::NotFound { noun: "version", .. })));
        let events = stage.events_about(nova.system.id).await;
        assert_eq!(events.len(), 2, "said twice and refused once, but registered once");
        assert_eq!((events[1].kind.as_str(), events[1].name.as_str()), ("version.registered", "nova 33.0.2"));
        assert_eq!(events[1].subject, first.version.version.id.to_string());
    });
}

#[test]
fn a_bad_version_is_refused_with_every_fault() {
    on_both_databases(|stage| async move {
        stage.add("nova", "retail").await;
        stage.release("BANK-1", "bank").await;
        let robin = stage.retailer();
        let create = |new: New| versions::create(&stage.app, &robin, "nova".to_owned(), new);
        let wrong = New { sbom_url: Some("javascript:alert(1)".to_owned()), ..numbered("") };
        assert_eq!(faults(create(wrong).await), [("/number".to_owned(), "text"), ("/sbom_url".to_owned(), "url")]);
        let invisible = New { release: Some("BANK-1".to_owned()), ..numbered("1") };
        assert_eq!(faults(create(invisible).await), [("/release".to_owned(), "unknown")]);
        let stranger = versions::create(&stage.app, &stage.banker(), "nova".to_owned(), numbered("1")).await;
        assert!(matches!(stranger, Err(Problem::NotFound { noun: "system", .. })));
    });
}

#[test]
fn the_latest_version_is_the_newest_that_is_no_prerelease() {
    on_both_databases(|stage| async move {
        stage.add("nova", "retail").await;
        let latest = || async {
            let found = systems::get(&stage.app, &stage.system, "nova".to_owned()).await.unwrap();
            found.latest_version.map(|version| (version.number, version.prerelease))
        };
        let create = |number: &str| versions::create(&stage.app, &stage.system, "nova".to_owned(), numbered(number));
        assert_eq!(latest().await, None);
        create("33.0.0.0rc1").await.unwrap();
        create("33.0.0.0rc2").await.unwrap();
        assert_eq!(latest().await, Some(("33.0.0.0rc2".to_owned(), true)));
        create("33.0.0").await.unwrap();
        create("34.0.0.0b1").await.unwrap();
        assert_eq!(latest().await, Some(("33.0.0".to_owned(), false)));
        // By the order in which they were made, not by their numbers: a fix of an old line is newer.
        create("32.1.9").await.unwrap();
        assert_eq!(latest().await, Some(("32.1.9".to_owned(), false)));
        let said = New { prerelease: Some(true), ..numbered("35.0.0") };
        versions::create(&stage.app, &stage.system, "nova".to_owned(), said).await.unwrap();
        assert_eq!(latest().await, Some(("32.1.9".to_owned(), false)));
    });
}

#[test]
fn versions_come_newest_first_page_by_page() {
    on_both_databases(|stage| async move {
        stage.add("nova", "retail").await;
        stage.add("glance", "retail").await;
        for number in ["1", "10", "2", "3", "4"] {
            versions::create(&stage.app, &stage.system, "nova".to_owned(), numbered(number)).await.unwrap();
        }
        versions::create(&stage.app, &stage.system, "glance".to_owned(), numbered("9")).await.unwrap();
        let (mut cursor, mut found) = (None, Vec::new());
        loop {
            let part = versions::list(&stage.app, &stage.system, "nova".to_owned(), page(2, cursor)).await.unwrap();
            assert_eq!(part.total, Some(5));
            found.extend(part.items.into_iter().map(|view| view.version.number));
            cursor = part.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, ["4", "3", "2", "10", "1"]);
    });
}

#[test]
fn many_versions_at_once_cost_two_statements_each() {
    on_both_databases(|stage| async move {
        stage.add("nova", "retail").await;
        let ctx = stage.retailer();
        let all: Vec<New> = (0..100)
            .map(|number| New { release: Some("PAY-1".to_owned()), ..numbered(&format!("1.{}", number % 90)) })
            .collect();
        let register = move |ctx: &signalbox_service::Ctx| {
            let all = all.clone();
            let app = stage.app.clone();
            let ctx = ctx.clone();
            async move {
                app.db
                    .write(&ctx, move |tx| {
                        let nova = signalbox_store::systems::get(tx, "nova")?;
                        versions::create_all_in(tx, &nova, &all)
                    })
                    .await
                    .unwrap()
            }
        };
        let made = register(&ctx).await;
        assert_eq!((made.len(), made.iter().filter(|one| one.new).count()), (100, 90));
        assert_eq!(made[95].version.id, made[5].version.id);
        assert!(statements(&ctx) <= 2 * 90 + 6, "{}", statements(&ctx));
        let again = stage_ctx(&ctx);
        assert!(register(&again).await.iter().all(|one| !one.new));
        assert!(statements(&again) <= 6, "the same again writes nothing: {}", statements(&again));
    });
}

/// The same person, with a count of their own.
fn stage_ctx(ctx: &signalbox_service::Ctx) -> signalbox_service::Ctx {
    signalbox_service::Ctx { statements: std::sync::Arc::default(), ..ctx.clone() }
}
