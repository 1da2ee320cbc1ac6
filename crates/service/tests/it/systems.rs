//! Systems and what they need.

use crate::stage::{Stage, faults, key, name, new_system, on_both_databases, page, statements};
use signalbox_domain::{
    Patch, Problem,
    catalog::{Level, Link},
};
use signalbox_service::{
    Ctx, Order, Sort,
    systems::{self, Change, Filter, New},
};

async fn keys(stage: &Stage, ctx: &Ctx, filter: Filter, order: Order) -> Vec<String> {
    let found = systems::list(&stage.app, ctx, filter, order, page(50, None)).await.unwrap();
    assert_eq!(found.total, Some(i64::try_from(found.items.len()).unwrap()), "the count is of what is shown");
    found.items.into_iter().map(|view| view.system.key.to_string()).collect()
}

#[test]
fn a_system_is_made_changed_put_away_and_taken_out_and_the_journal_has_it_all() {
    on_both_databases(|stage| async move {
        let robin = stage.retailer();
        stage.add("shop", "retail").await;
        let made = systems::create(
            &stage.app,
            &robin,
            New {
                team: Some("Checkout".to_owned()),
                vendor: Some("Example Corp".to_owned()),
                criticality: Some(Level::High),
                parent: Some("shop".to_owned()),
                repositories: vec!["https://git.example.org/basket".to_owned()],
                links: vec![Link { title: "Docs".to_owned(), url: "https://example.org/basket".to_owned() }],
                tags: vec!["tier-1".to_owned()],
                ..new_system("Basket", "shops")
            },
        )
        .await
        .unwrap();
        assert_eq!(made.portfolio.key, key("shops"));
        assert_eq!(made.team.unwrap().key, key("checkout"));
        assert_eq!(made.parent.unwrap().key, key("shop"));
        let again = systems::get(&stage.app, &robin, "bASKET".to_owned()).await.unwrap();
        assert_eq!(again.system, made.system);

        let change = Change {
            name: Some(name("The basket")),
            vendor: Patch::Clear,
            criticality: Patch::Set(Level::Critical),
            team: Patch::Clear,
            ..Change::default()
        };
        let changed = systems::change(&stage.app, &robin, "basket".to_owned(), 1, change.clone()).await.unwrap();
        assert_eq!((changed.system.rev, changed.system.vendor, changed.team.is_none()), (2, None, true));
        assert_eq!(changed.system.tags, ["tier-1"], "what is not mentioned stays");
        let stale = systems::change(&stage.app, &robin, "basket".to_owned(), 1, change.clone()).await;
        assert!(matches!(stale, Err(Problem::Stale { expected: 1, actual: 2, .. })));
        let same = systems::change(&stage.app, &robin, "basket".to_owned(), 2, change).await.unwrap();
        assert_eq!(same.system.rev, 2, "the same again is no change");

        let away = systems::archive(&stage.app, &robin, "basket".to_owned(), 2, true).await.unwrap();
        assert!(away.system.archived_at.is_some());
        assert_eq!(keys(&stage, &robin, Filter::default(), Order::default()).await, ["shop"]);
        let put_away = Filter { archived: true, ..Filter::default() };
        assert_eq!(keys(&stage, &robin, put_away, Order::default()).await, ["Basket"]);
        systems::archive(&stage.app, &robin, "basket".to_owned(), 3, false).await.unwrap();
        assert_eq!(
            stage.told_about(made.system.id).await,
            ["system.created", "system.changed", "system.archived", "system.restored"]
        );
    });
}

#[test]
fn every_fault_of_a_new_system_is_told_at_once_and_nothing_is_changed() {
    on_both_databases(|stage| async move {
        stage.add("nova", "retail").await;
        let wrong = New {
            team: Some("nobody".to_owned()),
            parent: Some("nothing".to_owned()),
            tags: vec![String::new()],
            ..new_system("NOVA", "retail")
        };
        let told = faults(systems::create(&stage.app, &stage.system, wrong).await);
        let told: Vec<(&str, &str)> = told.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        assert_eq!(told, [("/key", "taken"), ("/team", "unknown"), ("/parent", "unknown"), ("/tags/0", "tag")]);
        let nowhere = systems::create(&stage.app, &stage.system, new_system("x", "nowhere")).await;
        assert_eq!(faults(nowhere), [("/portfolio".to_owned(), "unknown")]);
        assert_eq!(keys(&stage, &stage.system, Filter::default(), Order::default()).await, ["nova"]);
    });
}

#[test]
fn a_system_never_becomes_part_of_itself() {
    on_both_databases(|stage| async move {
        stage.add("a", "retail").await;
        for (text, parent) in [("b", "a"), ("c", "b")] {
            let new = New { parent: Some(parent.to_owned()), ..new_system(text, "retail") };
            systems::create(&stage.app, &stage.system, new).await.unwrap();
        }
        for parent in ["a", "b", "c"] {
            let change = Change { parent: Patch::Set(parent.to_owned()), ..Change::default() };
            let refused = systems::change(&stage.app, &stage.system, "a".to_owned(), 1, change).await;
            let Err(problem) = &refused else { panic!("a became part of {parent}") };
            assert!(problem.to_string().contains("a would become its own ancestor"), "{problem}");
            assert_eq!(faults(refused), [("/parent".to_owned(), "cycle")]);
        }
        let change = Change { parent: Patch::Set("a".to_owned()), ..Change::default() };
        systems::change(&stage.app, &stage.system, "c".to_owned(), 1, change).await.unwrap();
        let filter = Filter { parent: Some("a".to_owned()), ..Filter::default() };
        assert_eq!(keys(&stage, &stage.system, filter, Order::default()).await, ["b", "c"]);
    });
}

#[test]
fn what_is_invisible_is_not_there_and_never_named() {
    on_both_databases(|stage| async move {
        let robin = stage.retailer();
        let vault = stage.add("vault", "bank").await;
        stage.add("shop", "retail").await;
        let missing = systems::get(&stage.app, &robin, "vault".to_owned()).await;
        assert!(matches!(missing, Err(Problem::NotFound { .. })));
        let by_id = systems::get(&stage.app, &robin, vault.system.id.to_string()).await;
        assert!(matches!(by_id, Err(Problem::NotFound { .. })));
        assert_eq!(keys(&stage, &robin, Filter::default(), Order::default()).await, ["shop"]);
        let elsewhere = systems::create(&stage.app, &robin, new_system("x", "bank")).await;
        assert_eq!(faults(elsewhere), [("/portfolio".to_owned(), "unknown")]);

        // Somebody who sees all of it ties them together; the retailer sees no trace of the other end.
        let change = Change {
            parent: Patch::Set("vault".to_owned()),
            team: Patch::Set("ledger".to_owned()),
            ..Change::default()
        };
        systems::change(&stage.app, &stage.system, "shop".to_owned(), 1, change).await.unwrap();
        let put = |from: &str, rev, to: &str| {
            systems::put_dependency(&stage.app, &stage.system, from.to_owned(), rev, to.to_owned(), String::new())
        };
        put("shop", 2, "vault").await.unwrap();
        put("vault", 1, "shop").await.unwrap();
        let seen = systems::get(&stage.app, &robin, "shop".to_owned()).await.unwrap();
        assert!(seen.parent.is_none() && seen.team.is_none());
        let (_, around) = systems::dependencies(&stage.app, &robin, "shop".to_owned()).await.unwrap();
        assert!(around.upstream.is_empty() && around.downstream.is_empty());
        // A change of something else leaves what cannot be seen as it is.
        let rename = Change { name: Some(name("The shop")), ..Change::default() };
        systems::change(&stage.app, &robin, "shop".to_owned(), 2, rename).await.unwrap();
        let whole = systems::get(&stage.app, &stage.system, "shop".to_owned()).await.unwrap();
        assert_eq!(whole.parent.unwrap().key, key("vault"));
        // Giving a system away needs the right at the other end too.
        let away = Change { portfolio: Some("bank".to_owned()), ..Change::default() };
        let refused = systems::change(&stage.app, &robin, "shop".to_owned(), 3, away.clone()).await;
        assert_eq!(faults(refused), [("/portfolio".to_owned(), "unknown")]);
        systems::change(&stage.app, &stage.administrator(), "shop".to_owned(), 3, away).await.unwrap();
        let gone = systems::get(&stage.app, &robin, "shop".to_owned()).await;
        assert!(matches!(gone, Err(Problem::NotFound { .. })));
        assert!(systems::get(&stage.app, &stage.banker(), "shop".to_owned()).await.is_ok());
    });
}

#[test]
fn a_list_is_limited_by_every_filter() {
    on_both_databases(|stage| async move {
        let make = |new: New| systems::create(&stage.app, &stage.system, new);
        make(New { tags: vec!["pci".to_owned(), "web".to_owned()], ..new_system("shop", "retail") }).await.unwrap();
        make(New { team: Some("checkout".to_owned()), ..new_system("basket", "shops") }).await.unwrap();
        make(New { kind: "database".to_owned(), ..new_system("ledger-db", "bank") }).await.unwrap();
        make(New { criticality: Some(Level::Critical), name: name("50%_Ledger"), ..new_system("core", "bank") })
            .await
            .unwrap();
        let cases: [(Filter, &[&str]); 8] = [
            (Filter { portfolio: Some("retail".to_owned()), ..Filter::default() }, &["basket", "shop"]),
            (
                Filter { portfolio: Some("enterprise".to_owned()), ..Filter::default() },
                &["basket", "core", "ledger-db", "shop"],
            ),
            (Filter { team: Some("checkout".to_owned()), ..Filter::default() }, &["basket"]),
            (Filter { kind: Some("database".to_owned()), ..Filter::default() }, &["ledger-db"]),
            (Filter { criticality: Some(Level::Critical), ..Filter::default() }, &["core"]),
            (Filter { tag: Some("web".to_owned()), ..Filter::default() }, &["shop"]),
            (Filter { text: Some("LEDGER".to_owned()), ..Filter::default() }, &["core", "ledger-db"]),
            (Filter { text: Some("50%_l".to_owned()), ..Filter::default() }, &["core"]),
        ];
        for (filter, expected) in cases {
            assert_eq!(keys(&stage, &stage.system, filter.clone(), Order::default()).await, expected, "{filter:?}");
        }
        let literal = Filter { text: Some("%".to_owned()), tag: Some("pci".to_owned()), ..Filter::default() };
        assert!(keys(&stage, &stage.system, literal, Order::default()).await.is_empty());
    });
}

#[test]
fn pages_lead_through_every_system_once_in_any_order_and_cost_the_same() {
    on_both_databases(|stage| async move {
        let mut expected = Vec::new();
        for number in 0..23 {
            // Names that are alike, so that only the id tells their order.
            let new = New {
                name: name(["Same", "same", "Other"][number % 3]),
                ..new_system(&format!("S-{number:02}"), "retail")
            };
            systems::create(&stage.app, &stage.system, new).await.unwrap();
            expected.push(format!("S-{number:02}"));
        }
        for by in [Sort::Key, Sort::Name] {
            let mut both_ways = Vec::new();
            for descending in [false, true] {
                let order = Order { by, descending };
                let (mut cursor, mut found, mut costs) = (None, Vec::new(), Vec::new());
                loop {
                    let ctx = stage.retailer();
                    let part =
                        systems::list(&stage.app, &ctx, Filter::default(), order, page(5, cursor)).await.unwrap();
                    assert_eq!(part.total, Some(23));
                    found.extend(part.items.into_iter().map(|view| view.system.key.to_string()));
                    costs.push(statements(&ctx));
                    cursor = part.next;
                    if cursor.is_none() {
                        break;
                    }
                }
                assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
                both_ways.push(found);
            }
            let mut backwards = both_ways[1].clone();
            backwards.reverse();
            assert_eq!(both_ways[0], backwards);
            both_ways[0].sort();
            assert_eq!(both_ways[0], expected);
        }
        let first =
            systems::list(&stage.app, &stage.system, Filter::default(), Order::default(), page(5, None)).await.unwrap();
        let other = Order { by: Sort::Name, descending: false };
        let foreign = systems::list(&stage.app, &stage.system, Filter::default(), other, page(5, first.next)).await;
        assert_eq!(faults(foreign), [("/cursor".to_owned(), "cursor")]);
    });
}

#[test]
fn systems_need_each_other_in_circles_but_none_itself() {
    on_both_databases(|stage| async move {
        let robin = stage.retailer();
        let nova = stage.add("nova", "retail").await;
        stage.add("neutron", "retail").await;
        let put = |from: &str, to: &str, note: &str| {
            systems::put_dependency(&stage.app, &robin, from.to_owned(), 1, to.to_owned(), note.to_owned())
        };
        put("nova", "neutron", "ports").await.unwrap();
        put("nova", "neutron", "ports").await.unwrap();
        let (rev, around) = put("neutron", "nova", "").await.unwrap();
        assert_eq!(rev, 1, "a dependency is no change of the system's own");
        assert_eq!((around.upstream.len(), around.downstream.len()), (1, 1));
        put("nova", "neutron", "ports and networks").await.unwrap();
        let (_, around) = systems::dependencies(&stage.app, &robin, "nova".to_owned()).await.unwrap();
        assert_eq!(around.upstream[0].system.key, key("neutron"));
        assert_eq!(around.upstream[0].note, "ports and networks");
        assert_eq!(faults(put("nova", "nova", "").await), [("/system".to_owned(), "self")]);
        assert!(matches!(put("nova", "cinder", "").await, Err(Problem::NotFound { .. })));

        let remove = |rev| systems::remove_dependency(&stage.app, &robin, "nova".to_owned(), rev, "neutron".to_owned());
        assert!(matches!(remove(7).await, Err(Problem::Stale { .. })));
        remove(1).await.unwrap();
        assert!(matches!(remove(1).await, Err(Problem::NotFound { noun: "dependency", .. })));
        let events = stage.events_about(nova.system.id).await;
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            ["system.created", "system.dependency_added", "system.dependency_changed", "system.dependency_removed"]
        );
        let last = &events[3].changes[0];
        assert_eq!((last.before["note"].as_str(), last.after.is_null()), (Some("ports and networks"), true));
    });
}
