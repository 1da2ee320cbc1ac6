//! How fast the façade is on a database: the figures of `docs/adr/0001-two-databases-behind-one-facade.md`.
//!
//! ```text
//! cargo run --release --package signalbox-store --example facade -- <folder | postgres://…>
//! ```
//!
//! Point reads and acknowledged writes a second, from some tasks at once. "One by one" lets only one write wait at a time,
//! so that no commit holds two.
#![expect(clippy::print_stdout, reason = "a developer at a terminal reads what it prints")]

use signalbox_domain::{Outcome, Problem};
use signalbox_store::{Config, Ctx, Db, migrate, setup};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Mutex, task::JoinSet};

const ROWS: u64 = 10_000;
const TIME: Duration = Duration::from_secs(3);

fn main() -> Outcome<()> {
    let place = std::env::args().nth(1).unwrap_or_else(|| "facade-data".to_owned());
    let db = Db::open(&Config::at(&place))?;
    migrate::migrate(&db)?;
    db.write_now(&Ctx::system("fill"), |tx| {
        (0..ROWS).try_for_each(|number| setup::keep_setting(tx, &format!("bench-{number}"), "a value of some length"))
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::Internal(error.to_string()))?;
    for tasks in [1, 16, 64] {
        println!("{tasks:>3} tasks, point reads:            {:>9.0}/s", runtime.block_on(rate(&db, tasks, Act::Read))?);
    }
    println!("  1 task, reads in one transaction: {:>9.0}/s", in_one_transaction(&db)?);
    for tasks in [1, 16, 64] {
        println!(
            "{tasks:>3} tasks, writes one by one:      {:>9.0}/s",
            runtime.block_on(rate(&db, tasks, Act::OneByOne))?
        );
        println!(
            "{tasks:>3} tasks, writes as they come:    {:>9.0}/s",
            runtime.block_on(rate(&db, tasks, Act::Write))?
        );
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Act {
    Read,
    Write,
    OneByOne,
}

/// Acts a second.
async fn rate(db: &Db, tasks: u64, act: Act) -> Outcome<f64> {
    let (done, turn) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(())));
    let start = Instant::now();
    let mut set: JoinSet<Result<(), Problem>> = JoinSet::new();
    for task in 0..tasks {
        let (db, done, turn) = (db.clone(), done.clone(), turn.clone());
        set.spawn(async move {
            let ctx = Ctx::system("measure");
            let mut number = task * 7_919;
            while start.elapsed() < TIME {
                number += 1;
                // Each task writes rows of its own.
                let name = format!("bench-{}", (number % (ROWS / 64)) * 64 + task);
                match act {
                    Act::Read => drop(db.read(&ctx, move |tx| setup::setting(tx, &name)).await?),
                    Act::Write => db.write(&ctx, move |tx| setup::keep_setting(tx, &name, "another value")).await?,
                    Act::OneByOne => {
                        let _turn = turn.lock().await;
                        db.write(&ctx, move |tx| setup::keep_setting(tx, &name, "another value")).await?;
                    }
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    for ended in set.join_all().await {
        ended?;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

fn in_one_transaction(db: &Db) -> Outcome<f64> {
    let start = Instant::now();
    db.read_now(&Ctx::system("measure"), |tx| {
        for number in 0..ROWS {
            setup::setting(tx, &format!("bench-{number}"))?;
        }
        Ok(())
    })?;
    Ok(ROWS as f64 / start.elapsed().as_secs_f64())
}
