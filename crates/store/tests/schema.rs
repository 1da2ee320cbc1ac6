//! One schema, however a database came to it, and the same on both.

use signalbox_domain::id::{FeedId, GrantId, PersonId, PortfolioId};
use signalbox_store::{Ctx, Db, args, migrate::migrate, testing};

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

#[test]
fn feeds_that_were_there_before_views_had_any_are_kept() {
    for (label, config, _guard) in testing::databases() {
        testing::take_schema_steps(&config, 10);
        let db = Db::open(&config).unwrap();
        let ctx = Ctx::system("test");
        let (feed, person, portfolio) = db
            .write_now(&ctx, |tx| {
                let (feed, person, portfolio): (FeedId, PersonId, PortfolioId) = (tx.new_id(), tx.new_id(), tx.new_id());
                tx.run(
                    "insert into portfolio (id, key, key_lower, name, description, rev) values ($1, 'A', 'a', 'A', '', 1)",
                    args![portfolio],
                )?;
                tx.run(
                    "insert into person (id, name, name_lower, service, locale, zone, rev)
                     values ($1, 'One', 'one', $2, 'en', 'UTC', 1)",
                    args![person, false],
                )?;
                tx.run(
                    "insert into feed (id, name, digest, hint, person_id, portfolio_id, created_at, revoked_at)
                     values ($1, 'Wall', 'd1g35t', 'abcd', $2, $3, 1700000000000000, 1700000000000001)",
                    args![feed, person, portfolio],
                )?;
                Ok((feed, person, portfolio))
            })
            .unwrap();
        migrate(&db).unwrap();
        let kept = db
            .read_now(&ctx, |tx| {
                tx.all(
                    "-- global: all of it
                     select id, name, digest, hint, person_id, portfolio_id, created_at, revoked_at,
                         release_id is null and view_id is null as alone from feed",
                    &[],
                    |row| {
                        let texts =
                            ["id", "name", "digest", "hint", "person_id", "portfolio_id"].map(|name| row.text(name));
                        let texts: Vec<String> = texts.into_iter().collect::<Result<_, _>>()?;
                        Ok((texts, row.int("created_at")?, row.int("revoked_at")?, row.bool("alone")?))
                    },
                )
            })
            .unwrap();
        let texts = [&feed.to_string(), "Wall", "d1g35t", "abcd", &person.to_string(), &portfolio.to_string()];
        let expected = (texts.map(str::to_owned).to_vec(), 1_700_000_000_000_000, 1_700_000_000_000_001, true);
        assert_eq!(kept, [expected], "on {label}");
    }
}

#[test]
fn who_held_a_role_before_there_were_ten_holds_what_it_became() {
    for (label, config, _guard) in testing::databases() {
        testing::take_schema_steps(&config, 11);
        let db = Db::open(&config).unwrap();
        let ctx = Ctx::system("test");
        let (member, boss) = db
            .write_now(&ctx, |tx| {
                let (person, portfolio): (PersonId, PortfolioId) = (tx.new_id(), tx.new_id());
                let (member, boss): (GrantId, GrantId) = (tx.new_id(), tx.new_id());
                tx.run(
                    "insert into portfolio (id, key, key_lower, name, description, rev) values ($1, 'A', 'a', 'A', '', 1)",
                    args![portfolio],
                )?;
                tx.run(
                    "insert into person (id, name, name_lower, service, locale, zone, rev)
                     values ($1, 'One', 'one', $2, 'en', 'UTC', 1)",
                    args![person, false],
                )?;
                for (grant, role) in [(member, "member"), (boss, "administrator")] {
                    tx.run(
                        "insert into role_grant (id, person_id, role, portfolio_id) values ($1, $2, $3, $4)",
                        args![grant, person, role, portfolio],
                    )?;
                }
                Ok((member, boss))
            })
            .unwrap();
        migrate(&db).unwrap();
        let rows = db
            .read_now(&ctx, |tx| {
                tx.all(
                    "-- global: a test\nselect id, role, custom_role_id, until_at from role_grant order by id",
                    &[],
                    |row| {
                        Ok((
                            row.text("id")?,
                            row.text("role")?,
                            row.maybe_text("custom_role_id")?,
                            row.maybe_int("until_at")?,
                        ))
                    },
                )
            })
            .unwrap();
        let expected = [(member, "release_manager"), (boss, "administrator")]
            .map(|(id, role)| (id.to_string(), role.to_owned(), None, None));
        assert_eq!(rows, expected, "on {label}");
    }
}
