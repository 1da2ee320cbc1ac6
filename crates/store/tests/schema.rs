//! One schema, however a database came to it, and the same on both.

use signalbox_store::{Db, migrate::migrate, testing};

#[test]
fn migrating_twice_changes_nothing() {
    for (label, config, _guard) in testing::databases() {
        let db = Db::open(&config).unwrap();
        assert_eq!(migrate(&db).unwrap().len(), testing::schema_steps(), "on {label}");
        let schema = testing::schema(&config);
        assert_eq!(migrate(&db).unwrap(), [""; 0], "on {label}");
        assert_eq!(testing::schema(&config), schema, "on {label}");
    }
}

#[test]
fn a_migrated_schema_is_a_fresh_one_and_both_databases_have_it() {
    let fresh: Vec<_> = testing::databases()
        .into_iter()
        .map(|(_, config, guard)| {
            testing::take_schema_steps(&config, testing::schema_steps());
            (testing::schema(&config), guard)
        })
        .collect();
    assert!(fresh[0].0.len() > 200, "the schema is read: {:?}", fresh[0].0);
    assert_eq!(fresh[0].0, fresh[1].0, "SQLite and PostgreSQL differ");
    for first in 0..testing::schema_steps() {
        for (label, config, _guard) in testing::databases() {
            testing::take_schema_steps(&config, first);
            testing::take_schema_steps(&config, testing::schema_steps());
            assert_eq!(testing::schema(&config), fresh[0].0, "on {label}, from step {first}");
        }
    }
}
