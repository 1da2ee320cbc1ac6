//! What the same machine does without us: a handler that answers a constant, and SQLite on its own.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use super::load::Figures;
use crate::Outcome;

/// Bytes of the constant answer: about those of a release.
pub(crate) const ANSWER: usize = 1_500;

const ROWS: i64 = 100_000;

/// A handler that answers a constant, until it is dropped.
pub(crate) struct Handler {
    pub(crate) address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Handler {
    pub(crate) fn start() -> Outcome<Self> {
        let failed = |error: std::io::Error| format!("the bare handler: {error}");
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let body = serde_json::json!({ "text": "x".repeat(ANSWER) });
        let answer = move || std::future::ready(axum::Json(body.clone()));
        let router = axum::Router::new().route("/", axum::routing::get(answer));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, _runtime: runtime })
    }
}

/// What SQLite does alone, with the settings the store uses.
pub(crate) struct Sqlite {
    pub(crate) read: Figures,
    pub(crate) commit: Figures,
    /// Rows kept for good when a transaction holds 64 of them.
    pub(crate) grouped: Figures,
}

/// Rows of one transaction of the grouped run.
const GROUP: usize = 64;

impl Sqlite {
    pub(crate) fn measure(folder: &Path, time: Duration) -> Outcome<Self> {
        Self::of(folder, time).map_err(|error| format!("bare SQLite: {error}"))
    }

    fn of(folder: &Path, time: Duration) -> rusqlite::Result<Self> {
        let connection = rusqlite::Connection::open(folder.join("bare.db"))?;
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;
             pragma mmap_size = 2147418112;
             create table thing (id integer primary key, key text not null unique, body text not null) strict;
             begin;",
        )?;
        let body = "x".repeat(400);
        for number in 0..ROWS {
            insert(&connection, number, &body)?;
        }
        connection.execute_batch("commit; pragma wal_checkpoint(truncate);")?;

        let mut number = 0;
        let read = repeat(time, || {
            number = (number * 6_364_136_223_846_793_005_i64 + 1_442_695_040_888_963_407).rem_euclid(ROWS);
            let mut statement = connection.prepare_cached("select body from thing where key = ?1")?;
            let found: String = statement.query_row([key(number)], |row| row.get(0))?;
            Ok(found.len() as u64)
        })?;
        let mut next = ROWS;
        let commit = repeat(time, || {
            next += 1;
            insert(&connection, next, &body)
        })?;
        let start = Instant::now();
        let mut times = Vec::new();
        while start.elapsed() < time {
            let began = Instant::now();
            connection.execute_batch("begin immediate")?;
            for _ in 0..GROUP {
                next += 1;
                insert(&connection, next, &body)?;
            }
            connection.execute_batch("commit")?;
            times.extend([began.elapsed(); GROUP]);
        }
        let grouped = Figures::of(times, start.elapsed(), 0);
        Ok(Self { read, commit, grouped })
    }
}

fn key(number: i64) -> String {
    format!("thing-{number:08}")
}

fn insert(connection: &rusqlite::Connection, number: i64, body: &str) -> rusqlite::Result<u64> {
    let mut statement = connection.prepare_cached("insert into thing (id, key, body) values (?1, ?2, ?3)")?;
    statement.execute(rusqlite::params![number, key(number), body]).map(|rows| rows as u64)
}

fn repeat(time: Duration, mut one: impl FnMut() -> rusqlite::Result<u64>) -> rusqlite::Result<Figures> {
    let start = Instant::now();
    let (mut times, mut bytes) = (Vec::new(), 0);
    while start.elapsed() < time {
        let began = Instant::now();
        bytes += one()?;
        times.push(began.elapsed());
    }
    Ok(Figures::of(times, start.elapsed(), bytes))
}
