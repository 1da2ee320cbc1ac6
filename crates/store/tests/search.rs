//! The index of words is made from what is there when its tables are made.

use signalbox_domain::id::{PortfolioId, WindowId};
use signalbox_store::{Ctx, Db, args, migrate::migrate, search, testing};

#[test]
fn what_was_there_before_the_index_is_found() {
    for (label, config, _guard) in testing::databases() {
        testing::take_schema_steps(&config, 1);
        let db = Db::open(&config).unwrap();
        let ctx = Ctx::system("test");
        db.write_now(&ctx, |tx| {
            let id: PortfolioId = tx.new_id();
            // Recorded nowhere, and only in columns of the first step: nothing but the filling can find it.
            tx.run(
                "insert into portfolio (id, key, key_lower, name, description, rev) values ($1, $2, $3, $4, $5, 1)",
                args![id, "Old", "old", "Mountain railways", "Founded before the index"],
            )
        })
        .unwrap();
        migrate(&db).unwrap();
        for text in ["mount", "railways mountain", "OLD", "founded"] {
            let hits = db.read_now(&ctx, move |tx| search::find(tx, text, 5)).unwrap();
            let names: Vec<&str> = hits.iter().map(|hit| hit.name.as_str()).collect();
            assert_eq!(names, ["Mountain railways"], "{text} on {label}");
        }
    }
}

#[test]
fn windows_that_were_there_before_they_could_be_found_are_found() {
    for (label, config, _guard) in testing::databases() {
        testing::take_schema_steps(&config, 8);
        let db = Db::open(&config).unwrap();
        let ctx = Ctx::system("test");
        db.write_now(&ctx, |tx| {
            let (portfolio, window): (PortfolioId, WindowId) = (tx.new_id(), tx.new_id());
            tx.run(
                "insert into portfolio (id, key, key_lower, name, description, rev) values ($1, $2, $3, $4, $5, 1)",
                args![portfolio, "Old", "old", "Mountain railways", "Founded before the index"],
            )?;
            tx.run(
                "insert into release_window (id, key, key_lower, name, name_lower, description, kind, portfolio_id, zone,
                     start_local, end_local, selector, first_at, last_at, rev)
                 values ($1, 'Snow', 'snow', 'Avalanche season', 'avalanche season', '', 'freeze', $2, 'UTC',
                     '2026-01-01T00:00', '2026-02-01T00:00', '{}', 0, 1, 1)",
                args![window, portfolio],
            )
        })
        .unwrap();
        migrate(&db).unwrap();
        let names = |text: &'static str| -> Vec<String> {
            let hits = db.read_now(&ctx, move |tx| search::find(tx, text, 5)).unwrap();
            hits.into_iter().map(|hit| hit.name).collect()
        };
        assert_eq!(names("avalan"), ["Avalanche season"], "on {label}");
        assert_eq!(names("mountain"), [""; 0], "what was to be found before is not filled in again, on {label}");
    }
}
