//! Databases for tests: fresh ones, on SQLite and on PostgreSQL, gone afterwards.
//!
//! PostgreSQL databases are made on the server that `SIGNALBOX_TEST_POSTGRES_URL` names. Without it tests fail rather than
//! pass on one database only; `scripts/with-postgres COMMAND` starts a private server and sets it.
#![expect(clippy::panic, clippy::expect_used, reason = "this is test code, though other crates' tests use it")]

use crate::{
    Config, Ctx, Db, Tx, args,
    db::{Place, postgres, random_bytes},
    migrate,
};
use std::{path::PathBuf, sync::LazyLock};

/// The address of a PostgreSQL server on which databases may be made and dropped.
const SERVER: &str = "SIGNALBOX_TEST_POSTGRES_URL";

/// How many threads a test's database has: few, because many tests run at once on one server.
const THREADS: usize = 6;

/// Removes a database when it goes out of scope.
pub struct Guard(Made);

enum Made {
    Folder(tempfile::TempDir),
    Database { server: String, name: String },
}

impl Guard {
    /// The folder of a SQLite database.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.0 {
            Made::Folder(folder) => Some(folder.path().to_owned()),
            Made::Database { .. } => None,
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Made::Database { server, name } = &self.0 {
            let dropped = at_server(server, &format!("drop database if exists {name} with (force)"));
            if let Err(problem) = dropped {
                tracing::warn!(%problem, name, "a test's database stays");
            }
        }
    }
}

/// A fresh, empty database of either sort, with a word for messages.
///
/// # Panics
/// As [`postgres_database`].
#[must_use]
pub fn databases() -> Vec<(&'static str, Config, Guard)> {
    let ((sqlite, folder), (postgres, database)) = (sqlite_database(), postgres_database());
    vec![("SQLite", sqlite, folder), ("PostgreSQL", postgres, database)]
}

/// A fresh, empty SQLite database.
///
/// # Panics
/// When there is no room for a temporary folder.
#[must_use]
pub fn sqlite_database() -> (Config, Guard) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    (Config { at: Place::Folder(folder.path().to_owned()), threads: THREADS }, Guard(Made::Folder(folder)))
}

/// A fresh, empty PostgreSQL database.
///
/// # Panics
/// When `SIGNALBOX_TEST_POSTGRES_URL` is not set or its server cannot be used.
#[must_use]
pub fn postgres_database() -> (Config, Guard) {
    postgres_like("template0")
}

/// A copy of a PostgreSQL database.
fn postgres_like(model: &str) -> (Config, Guard) {
    let server = server();
    let number = u64::from_le_bytes(random_bytes());
    let name = format!("signalbox_test_{number:016x}");
    at_server(&server, &format!("create database {name} template {model}"))
        .unwrap_or_else(|problem| panic!("cannot make a database on {SERVER}: {problem}"));
    let config = Config { at: Place::Postgres(with_database(&server, &name)), threads: THREADS };
    (config, Guard(Made::Database { server, name }))
}

/// A fresh SQLite database with the newest schema.
///
/// # Panics
/// As [`sqlite_database`], and when a migration fails.
#[must_use]
pub fn sqlite_ready() -> (Config, Guard) {
    let (config, guard) = sqlite_database();
    if let Place::Folder(folder) = &config.at {
        std::fs::write(folder.join("signalbox.db"), &*SQLITE_MODEL).expect("room for a database");
    }
    (config, guard)
}

/// A fresh PostgreSQL database with the newest schema.
///
/// # Panics
/// As [`postgres_database`], and when a migration fails.
#[must_use]
pub fn postgres_ready() -> (Config, Guard) {
    postgres_like(&POSTGRES_MODEL)
}

/// What a SQLite database with the newest schema holds, made once: so that not every story takes every step anew.
static SQLITE_MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (config, guard) = sqlite_database();
    drop(open(&config));
    let folder = guard.folder().expect("a folder");
    let copy = folder.join("model.db");
    let connection = rusqlite::Connection::open(folder.join("signalbox.db")).expect("the database opens");
    connection.execute("vacuum into ?1", [copy.to_str()]).expect("the database can be copied");
    std::fs::read(copy).expect("the copy can be read")
});

/// The name of a PostgreSQL database with the newest schema. It is made once and stays on the server, under a name that its
/// schema gives it.
static POSTGRES_MODEL: LazyLock<String> = LazyLock::new(|| {
    let name = format!("signalbox_model_{}", migrate::digest_of_all());
    aside(|| make_model(&name)).unwrap_or_else(|problem| panic!("cannot make {name} on {SERVER}: {problem}"));
    name
});

fn make_model(name: &str) -> Result<(), String> {
    let server = server();
    let told = |error: ::postgres::Error| error.to_string();
    let mut client = postgres::connect(&server).map_err(|problem| problem.to_string())?;
    // Others may want it at the same time.
    client.batch_execute("select pg_advisory_lock(20260711)").map_err(told)?;
    let known = client
        .query("-- global: a server's databases\nselect 1 from pg_database where datname = $1", &[&name])
        .map_err(told)?;
    if !known.is_empty() {
        return Ok(());
    }
    let unready = format!("{name}_unready");
    client.batch_execute(&format!("drop database if exists {unready} with (force)")).map_err(told)?;
    client.batch_execute(&format!("create database {unready} template template0")).map_err(told)?;
    drop(open(&Config { at: Place::Postgres(with_database(&server, &unready)), threads: 1 }));
    // Its connections end a moment later, and until then it keeps its name.
    let rename = format!("alter database {unready} rename to {name}");
    for _ in 0..500 {
        if client.batch_execute(&rename).is_ok() {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    client.batch_execute(&rename).map_err(told)
}

/// … with the newest schema, opened.
///
/// # Panics
/// As [`databases`], and when a migration fails.
#[must_use]
pub fn opened() -> Vec<(&'static str, Db, Guard)> {
    let ((sqlite, folder), (postgres, database)) = (sqlite_ready(), postgres_ready());
    let fresh = [("SQLite", sqlite, folder), ("PostgreSQL", postgres, database)].into_iter();
    fresh.map(|(label, config, guard)| (label, open(&config), guard)).collect()
}

/// Opens a database and brings it to the newest schema. Unlike [`Db::open`] it may be called from asynchronous code.
///
/// # Panics
/// When that fails.
#[must_use]
pub fn open(config: &Config) -> Db {
    aside(|| {
        let db = Db::open(config).expect("the database opens");
        migrate::migrate(&db).expect("the migrations run");
        db
    })
}

/// The address of the server.
fn server() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| panic!("{SERVER} is not set; run the tests with scripts/with-postgres"))
}

/// The address of another database on the same server.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    let question = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{options}", &address[..end])
}

fn at_server(server: &str, sql: &str) -> Result<(), String> {
    aside(|| {
        let mut client = postgres::connect(server).map_err(|problem| problem.to_string())?;
        client.batch_execute(sql).map_err(|error| error.to_string())
    })
}

/// Runs something that waits, where no asynchronous runtime minds.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// How many schema steps there are.
#[must_use]
pub fn schema_steps() -> usize {
    migrate::STEPS.len()
}

/// Opens a database and takes only the first schema steps.
///
/// # Panics
/// When that fails.
pub fn take_schema_steps(config: &Config, steps: usize) {
    aside(|| {
        let db = Db::open(config).expect("the database opens");
        migrate::take(&db, &migrate::STEPS[..steps]).expect("the migrations run");
    });
}

const SQLITE_SCHEMA: &str = "-- global: the schema
    select 'column ' || t.name || '.' || c.name || ' ' || lower(c.type)
           || case when c.\"notnull\" = 1 or c.pk > 0 then ' not null' else '' end as line
    from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'
    union all
    select case i.\"unique\" when 1 then 'unique ' else 'index ' end || t.name || ' ('
           || (select coalesce(group_concat(coalesce(x.name, 'expression'), ', '), '')
               from (select * from pragma_index_info(i.name) order by seqno) x) || ')'
           || case i.partial when 1 then ' partial' else '' end as line
    from sqlite_master t, pragma_index_list(t.name) i where t.type = 'table'
    union all
    select 'reference ' || t.name || '.' || f.\"from\" || ' to ' || f.\"table\" as line
    from sqlite_master t, pragma_foreign_key_list(t.name) f where t.type = 'table'";

const POSTGRES_SCHEMA: &str = "-- global: the schema
    select 'column ' || c.table_name || '.' || c.column_name || ' ' || lower(c.data_type)
           || case when c.is_nullable = 'NO' then ' not null' else '' end as line
    from information_schema.columns c where c.table_schema = 'public'
    union all
    select case when i.indisunique then 'unique ' else 'index ' end || t.relname || ' ('
           || (select string_agg(coalesce(a.attname::text, 'expression'), ', ' order by k.place)
               from unnest(i.indkey::int2[]) with ordinality k (number, place)
               left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number) || ')'
           || case when i.indpred is not null then ' partial' else '' end as line
    from pg_index i join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
    union all
    select 'reference ' || t.relname || '.' || a.attname || ' to ' || f.relname as line
    from pg_constraint r join pg_class t on t.oid = r.conrelid join pg_class f on f.oid = r.confrelid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = r.conkey[1] where r.contype = 'f'";

/// Columns, indexes and references, one a line, in words that are the same on both databases.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn schema(config: &Config) -> Vec<String> {
    let sql = match config.at {
        Place::Folder(_) => SQLITE_SCHEMA,
        Place::Postgres(_) => POSTGRES_SCHEMA,
    };
    aside(|| {
        let db = Db::open(config).expect("the database opens");
        let mut lines = db
            .read_now(&Ctx::system("schema"), move |tx| tx.all(sql, &[], |row| row.text("line")))
            .expect("the schema can be read");
        lines.sort();
        lines
    })
}

/// Tables that change although nobody changes anything: who was seen when, whose turn it is, what answers were given.
const RESTLESS: [&str; 6] = ["session", "token", "lease", "job", "idempotency", "sign_in_failure"];

/// Every row there is, as one line each that begins with the name of its table: what must be the same before and after
/// something that was refused.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn contents(db: &Db) -> Vec<String> {
    aside(|| {
        let found = db.read_now(&Ctx::system("contents"), |tx| {
            let mut lines = Vec::new();
            for (table, columns) in tables(tx)? {
                // `quote` is SQLite's; PostgreSQL writes a whole row as text by itself.
                let row = match &columns {
                    Some(columns) => columns.join(" || ' ' || "),
                    None => "t::text".to_owned(),
                };
                let sql = format!(
                    "-- global: a test compares everything\nselect '{table}: ' || {row} as line from {table} t"
                );
                lines.extend(tx.all(&sql, &[], |row| row.text("line"))?);
            }
            lines.sort();
            Ok(lines)
        });
        found.expect("the rows can be read")
    })
}

/// The tables that rest, each with its quoted columns on SQLite.
fn tables(tx: &mut crate::Tx<'_>) -> signalbox_domain::Outcome<Vec<(String, Option<Vec<String>>)>> {
    let rests = |table: &String| !RESTLESS.contains(&table.as_str());
    if tx.is_sqlite() {
        let columns = tx.all(
            "-- global: the schema
             select t.name as table_name, 'quote(t.' || c.name || ')' as column_name
             from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite%'
             order by t.name, c.cid",
            &[],
            |row| Ok((row.text("table_name")?, row.text("column_name")?)),
        )?;
        let mut found: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for (table, column) in columns.into_iter().filter(|(table, _)| rests(table)) {
            found.entry(table).or_default().push(column);
        }
        return Ok(found.into_iter().map(|(table, columns)| (table, Some(columns))).collect());
    }
    let found = tx.all(
        "-- global: the schema
         select table_name::text as table_name from information_schema.tables where table_schema = 'public'",
        &[],
        |row| row.text("table_name"),
    )?;
    Ok(found.into_iter().filter(rests).map(|table| (table, None)).collect())
}

/// What whoever has the database can do to the journal without the server: calls every event of one name by another.
///
/// # Panics
/// When the database cannot be written.
pub fn rename_events(db: &Db, from: &str, to: &str) {
    let names = [from, to].map(str::to_owned);
    let rename =
        move |tx: &mut Tx<'_>| tx.run("update event set name = $2 where name = $1", args![&names[0], &names[1]]);
    assert!(db.write_now(&Ctx::system("test"), rename).expect("the database is there") > 0);
}

/// … or says that nobody did what was done.
///
/// # Panics
/// When the database cannot be written.
pub fn disown_events(db: &Db, kind: &'static str) {
    let disown = move |tx: &mut Tx<'_>| tx.run("update event set actor_id = null where kind = $1", args![kind]);
    assert!(db.write_now(&Ctx::system("test"), disown).expect("the database is there") > 0);
}

/// … or blanks what an event says, as if somebody had erased it.
///
/// # Panics
/// When the database cannot be written.
pub fn blank_event(db: &Db, position: u64) {
    let position = i64::try_from(position).unwrap_or(i64::MAX);
    let blank = move |tx: &mut Tx<'_>| {
        let sql = "update event set name = '', data = $2, salt = null, erased_by = 1 where position = $1";
        tx.run(sql, args![position, "{}"])
    };
    assert_eq!(db.write_now(&Ctx::system("test"), blank).expect("the database is there"), 1);
}

/// … or puts other bytes in the place of every attachment.
///
/// # Panics
/// When the database cannot be written.
pub fn change_attachments(db: &Db) {
    let change = |tx: &mut Tx<'_>| tx.run("update attachment_part set data = $1", args!["AAAA"]);
    assert!(db.write_now(&Ctx::system("test"), change).expect("the database is there") > 0);
}

/// … or forgets what was signed, so that nothing in the database tells of it.
///
/// # Panics
/// When the database cannot be written.
pub fn forget_checkpoints(db: &Db) {
    let forget = |tx: &mut Tx<'_>| tx.run("delete from journal_checkpoint", &[]);
    assert!(db.write_now(&Ctx::system("test"), forget).expect("the database is there") > 0);
}

/// … or takes a table away under the server, so that whatever reads it fails in a way nobody thought of.
///
/// # Panics
/// When the database cannot be written.
pub fn lose_table(db: &Db, table: &'static str) {
    let lose = move |tx: &mut Tx<'_>| tx.script(&format!("alter table {table} rename to lost"));
    db.write_now(&Ctx::system("test"), lose).expect("the database is there");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_server_is_named() {
        let named = |server| with_database(server, "x");
        assert_eq!(named("postgres://postgres@127.0.0.1:5432/postgres"), "postgres://postgres@127.0.0.1:5432/x");
        assert_eq!(named("postgres://host"), "postgres://host/x");
        assert_eq!(named("postgres://host/db?sslmode=disable"), "postgres://host/x?sslmode=disable");
    }
}
