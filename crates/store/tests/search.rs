//! The index of words is made from what is there when its tables are made.

use signalbox_domain::{Key, Name, authz::Administer, id::PortfolioId, portfolio::Portfolio};
use signalbox_store::{Ctx, Db, migrate::migrate, portfolios, search, testing};

#[test]
fn what_was_there_before_the_index_is_found() {
    for (label, config, _guard) in testing::databases() {
        testing::take_schema_steps(&config, 1);
        let db = Db::open(&config).unwrap();
        let ctx = Ctx::system("test");
        db.write_now(&ctx, |tx| {
            let id: PortfolioId = tx.new_id();
            let permit = tx.permit::<Administer>("portfolio", id, id)?;
            let root = Portfolio {
                id,
                key: Key::parse("old")?,
                name: Name::parse("Mountain railways")?,
                description: "Founded before the index".to_owned(),
                parent: None,
                archived_at: None,
                rev: 1,
            };
            // Recorded nowhere: only the filling can find it.
            portfolios::insert(tx, &root, &permit)
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
