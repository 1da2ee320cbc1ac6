//! The index of words is made from what is there when its tables are made.

use signalbox_domain::id::PortfolioId;
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
