//! What the store promises everybody above it, on both databases: no change is lost, doubled, half done or seen too early.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
use signalbox_domain::{Fact, Key, Name, Outcome, Problem, authz::Administer, id::PortfolioId, portfolio::Portfolio};
use signalbox_store::{Ctx, Db, Page, Tx, idempotency, jobs, journal, people, portfolios, setup, testing, tx::Once};
use std::{
    collections::BTreeSet,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Tells a story on a fresh database of either sort.
fn on_both_databases<F: Future<Output = ()>>(story: impl Fn(Db) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, db, _guard) in testing::opened() {
        eprintln!("on {label}");
        runtime.block_on(story(db));
    }
}

/// … with two processes at work on it, as far as the database can tell.
fn with_two_nodes<F: Future<Output = ()>>(story: impl Fn(Db, Db) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, config, _guard) in testing::databases() {
        eprintln!("on {label}");
        runtime.block_on(story(testing::open(&config), testing::open(&config)));
    }
}

fn system() -> Ctx {
    Ctx::system("test")
}

/// Waits for all of them at once.
async fn all<T: Send + 'static>(work: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let mut tasks = tokio::task::JoinSet::new();
    for (place, one) in work.into_iter().enumerate() {
        tasks.spawn(async move { (place, one.await) });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn add_portfolio(tx: &mut Tx<'_>, key: &str, parent: Option<PortfolioId>) -> Outcome<Portfolio> {
    let id: PortfolioId = tx.new_id();
    let permit = tx.permit::<Administer>("portfolio", id, id)?;
    let portfolio = Portfolio {
        id,
        key: Key::parse(key)?,
        name: Name::from_words(key),
        description: String::new(),
        parent,
        working_calendar: None,
        archived_at: None,
        rev: 1,
    };
    portfolios::insert(tx, &portfolio, &permit)?;
    tx.record(&[Fact::of("portfolio.created", id, id)])?;
    Ok(portfolio)
}

async fn root(db: &Db) -> Portfolio {
    db.write(&system(), |tx| add_portfolio(tx, "enterprise", None)).await.unwrap()
}

fn count(tx: &mut Tx<'_>) -> Outcome<i64> {
    let value = setup::setting(tx, "count")?;
    Ok(value.map_or(0, |value| value.parse().unwrap()))
}

fn count_on(tx: &mut Tx<'_>) -> Outcome<()> {
    let next = count(tx)? + 1;
    setup::keep_setting(tx, "count", &next.to_string())
}

#[test]
fn a_change_that_lost_a_race_is_made_again_and_none_is_lost() {
    with_two_nodes(|one, other| async move {
        let counting = |db: Db| async move {
            for _ in 0..50 {
                db.write(&system(), count_on).await.unwrap();
            }
        };
        all([counting(one.clone()), counting(other)]).await;
        assert_eq!(one.read(&system(), count).await, Ok(100));
    });
}

#[test]
fn however_many_change_the_same_thing_each_gets_its_turn() {
    on_both_databases(|db| async move {
        let counting = |_| {
            let db = db.clone();
            async move {
                let mut most_tries = 0;
                for _ in 0..10 {
                    let tries = Arc::new(AtomicU32::new(0));
                    let counted = tries.clone();
                    let work = move |tx: &mut Tx<'_>| {
                        counted.fetch_add(1, Ordering::SeqCst);
                        let next = count(tx)? + 1;
                        // Long enough that everybody who reads at the same time loses.
                        std::thread::sleep(std::time::Duration::from_millis(1));
                        setup::keep_setting(tx, "count", &next.to_string())
                    };
                    db.write(&system(), work).await.unwrap();
                    most_tries = most_tries.max(tries.load(Ordering::SeqCst));
                }
                most_tries
            }
        };
        let tries = all((0..64).map(counting)).await;
        assert!(tries.iter().all(|most| *most <= 5), "a few races may be lost, then one is alone: {tries:?}");
        assert_eq!(db.read(&system(), count).await, Ok(640));
    });
}

#[test]
fn a_hundred_changes_at_once_are_all_there() {
    on_both_databases(|db| async move {
        let root = root(&db).await;
        let add = |number: usize| {
            let (db, parent) = (db.clone(), Some(root.id));
            async move { db.write(&system(), move |tx| add_portfolio(tx, &format!("p{number}"), parent)).await }
        };
        for made in all((0..100).map(add)).await {
            // Acknowledged means there: whoever asks now finds it.
            let id = made.unwrap().id.to_string();
            assert!(db.read(&system(), move |tx| portfolios::get(tx, &id)).await.is_ok());
        }
    });
}

#[test]
fn a_refusal_undoes_its_own_change_and_nobody_elses() {
    on_both_databases(|db| async move {
        let root = root(&db).await;
        let add = |number: usize| {
            let (db, parent) = (db.clone(), Some(root.id));
            let work = move |tx: &mut Tx<'_>| {
                add_portfolio(tx, &format!("p{number}"), parent)?;
                match number % 3 {
                    0 => Ok(()),
                    1 => Err(Problem::refused("odd", "refused after writing")),
                    _ => panic!("an accident after writing"),
                }
            };
            async move { db.write(&system(), work).await }
        };
        let answers = all((0..60).map(add)).await;
        let page = Page { limit: Some(200), ..Page::default() };
        let filter = portfolios::Filter { parent: Some(root.id), ..portfolios::Filter::default() };
        let kept = db.read(&system(), move |tx| portfolios::list(tx, &filter, &page)).await.unwrap();
        let kept: BTreeSet<String> = kept.items.iter().map(|view| view.portfolio.key.to_string()).collect();
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(answer.is_ok(), number % 3 == 0, "{number}: {answer:?}");
            assert_eq!(kept.contains(&format!("p{number}")), number % 3 == 0, "{number}");
        }
        let facts = db.read(&system(), journal::soundness).await.unwrap();
        assert_eq!(facts.waiting, 21, "the root and twenty more; what was undone is no fact");
    });
}

#[test]
fn a_change_against_an_old_revision_is_refused() {
    on_both_databases(|db| async move {
        let before = root(&db).await;
        let rename = |name: &'static str| {
            let (db, before) = (db.clone(), before.clone());
            let work = move |tx: &mut Tx<'_>| {
                let permit = tx.permit::<Administer>("portfolio", before.id, before.id)?;
                let after = Portfolio { name: Name::parse(name)?, ..before.clone() };
                portfolios::update(tx, &before, &after, &permit)
            };
            async move { db.write(&system(), work).await }
        };
        let answers = all([rename("one"), rename("other")]).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(
            answers.contains(&Err(Problem::Stale { noun: "portfolio", expected: 1, actual: 2, touched: None })),
            "{answers:?}"
        );
        let named = before.id.to_string();
        assert_eq!(db.read(&system(), move |tx| portfolios::get(tx, &named)).await.unwrap().rev, 2);
    });
}

#[test]
fn pages_hold_every_item_once_though_the_list_changes_meanwhile() {
    on_both_databases(|db| async move {
        let root = root(&db).await;
        db.write(&system(), move |tx| {
            for number in 0..40 {
                add_portfolio(tx, &format!("k{number:02}"), Some(root.id))?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let filter = portfolios::Filter { parent: Some(root.id), ..portfolios::Filter::default() };
        let (mut seen, mut cursor, mut pages) = (Vec::new(), None, 0);
        loop {
            let (filter, page) = (filter.clone(), Page { limit: Some(7), cursor, total: false });
            let slice = db.read(&system(), move |tx| portfolios::list(tx, &filter, &page)).await.unwrap();
            seen.extend(slice.items.iter().map(|view| view.portfolio.key.to_string()));
            // An item that comes in behind the reader does not push anything over to the next page.
            let early = format!("a{pages}");
            db.write(&system(), move |tx| add_portfolio(tx, &early, Some(root.id))).await.unwrap();
            pages += 1;
            cursor = slice.next;
            if cursor.is_none() {
                break;
            }
        }
        let expected: Vec<String> = (0..40).map(|number| format!("k{number:02}")).collect();
        assert_eq!(seen, expected);
        assert_eq!(pages, 6);
    });
}

#[test]
fn people_of_one_name_do_not_get_lost_between_pages() {
    on_both_databases(|db| async move {
        let root = root(&db).await;
        db.write(&system(), move |tx| {
            for number in 0..23 {
                let id: signalbox_domain::id::PersonId = tx.new_id();
                let permit = tx.permit::<Administer>("person", id, root.id)?;
                let person = signalbox_domain::people::Person {
                    id,
                    name: Name::from_words(if number % 2 == 0 { "Team lead" } else { "team lead" }),
                    email: None,
                    service: false,
                    locale: "en".to_owned(),
                    zone: signalbox_domain::Zone::utc(),
                    archived_at: None,
                    rev: 1,
                };
                people::insert(tx, &person, &permit.into())?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let (mut seen, mut cursor) = (BTreeSet::new(), None);
        loop {
            let page = Page { limit: Some(5), cursor, total: true };
            let slice =
                db.read(&system(), move |tx| people::list(tx, &people::Filter::default(), &page)).await.unwrap();
            assert_eq!(slice.total, Some(23));
            for person in slice.items {
                assert!(seen.insert(person.id), "{} came twice", person.id);
            }
            cursor = slice.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 23);
    });
}

#[test]
fn positions_are_consecutive_though_many_write_and_two_seal() {
    with_two_nodes(|one, other| async move {
        root(&one).await;
        let writer = |number: usize| {
            let db = if number.is_multiple_of(2) { one.clone() } else { other.clone() };
            async move {
                for _ in 0..15 {
                    let fact = Fact::of("test.counted", format!("writer {number}"), None::<PortfolioId>);
                    let facts = [fact.clone(), fact];
                    db.write(&system(), move |tx| tx.record(&facts)).await.unwrap();
                }
            }
        };
        let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let sealer = |name: &'static str, db: Db| {
            let done = done.clone();
            async move {
                let mut last = 0;
                while !done.load(std::sync::atomic::Ordering::SeqCst) {
                    // A sealer that loses the race for the lease just comes again.
                    if let Ok((sealed, _)) = db.write(&system(), move |tx| journal::seal(tx, name)).await {
                        assert!(sealed >= last, "positions do not go back");
                        last = sealed;
                    }
                    let now = db.read(&system(), journal::soundness).await.unwrap();
                    assert!(now.is_sound(), "a reader saw a gap: {now:?}");
                }
            }
        };
        let sealers = all([sealer("one", one.clone()), sealer("other", other.clone())]);
        let writers = async {
            all((0..6).map(writer)).await;
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        };
        tokio::join!(sealers, writers);
        one.advance_clock(jiff::SignedDuration::from_secs(60));
        one.write(&system(), |tx| journal::seal(tx, "one")).await.unwrap();
        let end = one.read(&system(), journal::soundness).await.unwrap();
        assert_eq!(end, journal::Soundness { sealed: 181, last: 181, waiting: 0 });
    });
}

#[test]
fn a_sealer_that_stops_makes_way_at_once() {
    with_two_nodes(|one, other| async move {
        let fact = || move |tx: &mut Tx<'_>| tx.record(&[Fact::of("test.counted", "x", None::<PortfolioId>)]);
        one.write(&system(), fact()).await.unwrap();
        // Its clock is ahead: if it kept its lease, the other would have to wait for ten minutes.
        one.advance_clock(jiff::SignedDuration::from_mins(10));
        let db = one.clone();
        let is_done = move || db.read_now(&system(), journal::soundness).unwrap().waiting == 0;
        tokio::task::spawn_blocking(move || journal::seal_until(&one, "one", is_done)).await.unwrap();
        other.write(&system(), fact()).await.unwrap();
        assert_eq!(other.write(&system(), |tx| journal::seal(tx, "other")).await.unwrap().0, 2);
    });
}

#[test]
fn a_sealer_that_was_thought_dead_seals_nothing_more() {
    with_two_nodes(|one, other| async move {
        let fact = || move |tx: &mut Tx<'_>| tx.record(&[Fact::of("test.counted", "x", None::<PortfolioId>)]);
        one.write(&system(), fact()).await.unwrap();
        // Its clock is ahead, so that its lease is not over however slow this machine is.
        one.advance_clock(jiff::SignedDuration::from_mins(10));
        assert_eq!(one.write(&system(), |tx| journal::seal(tx, "one")).await.unwrap().0, 1);
        one.write(&system(), fact()).await.unwrap();
        // While the lease holds, nobody else seals.
        assert_eq!(other.write(&system(), |tx| journal::seal(tx, "other")).await.unwrap().0, 1);
        other.advance_clock(jiff::SignedDuration::from_mins(30));
        assert_eq!(other.write(&system(), |tx| journal::seal(tx, "other")).await.unwrap().0, 2);
        one.write(&system(), fact()).await.unwrap();
        assert_eq!(one.write(&system(), |tx| journal::seal(tx, "one")).await.unwrap().0, 2, "the lease has moved on");
        assert_eq!(other.write(&system(), |tx| journal::seal(tx, "other")).await.unwrap().0, 3);
    });
}

#[test]
fn a_job_is_done_by_one_worker_and_a_late_one_cannot_finish_it() {
    on_both_databases(|db| async move {
        db.write(&system(), |tx| {
            let now = tx.now();
            jobs::enqueue(tx, "test", &serde_json::json!({"n": 1}), now, Some("only"))?;
            jobs::enqueue(tx, "test", &serde_json::json!({"n": 2}), now, Some("only"))
        })
        .await
        .unwrap();
        let claim = |worker: &'static str| {
            let db = db.clone();
            async move { db.write(&system(), move |tx| jobs::claim(tx, worker)).await.unwrap() }
        };
        let claimed: Vec<_> = all((0..4).map(|_| claim("first"))).await.into_iter().flatten().collect();
        assert_eq!(claimed.len(), 1, "wanted twice under one word, it is one job, and one worker has it");
        let late = claimed[0].clone();
        assert_eq!((late.attempts, late.payload["n"].as_i64()), (1, Some(1)));

        db.advance_clock(jobs::LEASE + jiff::SignedDuration::from_secs(1));
        let taken_over = claim("second").await.unwrap();
        assert_eq!((taken_over.id, taken_over.fence), (late.id, late.fence + 1));
        for late_effect in
            [jobs::complete as fn(&mut Tx<'_>, &jobs::Job) -> Outcome<()>, |tx, job| jobs::fail(tx, job, "x")]
        {
            let late = late.clone();
            let refused = db.write(&system(), move |tx| late_effect(tx, &late)).await;
            assert!(matches!(refused, Err(Problem::Refused { .. })), "{refused:?}");
        }
        db.write(&system(), move |tx| jobs::complete(tx, &taken_over)).await.unwrap();
        db.advance_clock(jobs::LEASE + jobs::LEASE);
        assert!(claim("third").await.is_none());
    });
}

#[test]
fn a_job_that_fails_is_tried_again_later_and_rests_in_the_end() {
    on_both_databases(|db| async move {
        db.write(&system(), |tx| {
            let now = tx.now();
            jobs::enqueue(tx, "test", &serde_json::Value::Null, now, None)
        })
        .await
        .unwrap();
        for attempt in 1..=jobs::MOST_ATTEMPTS {
            let job = db.write(&system(), |tx| jobs::claim(tx, "worker")).await.unwrap().unwrap();
            assert_eq!(job.attempts, attempt);
            db.write(&system(), move |tx| jobs::fail(tx, &job, "no")).await.unwrap();
            assert!(db.write(&system(), |tx| jobs::claim(tx, "worker")).await.unwrap().is_none(), "not at once");
            db.advance_clock(jiff::SignedDuration::from_secs(3_601));
        }
        assert!(db.write(&system(), |tx| jobs::claim(tx, "worker")).await.unwrap().is_none());
    });
}

fn once(key: &str, fingerprint: &str) -> Ctx {
    let once = Once { key: key.to_owned(), fingerprint: fingerprint.to_owned() };
    Ctx { once: Some(once), ..system() }
}

#[test]
fn a_request_with_a_key_is_carried_out_once() {
    with_two_nodes(|one, other| async move {
        let request = |number: usize| {
            let db = if number.is_multiple_of(2) { one.clone() } else { other.clone() };
            async move { db.write(&once("k", "f"), count_on).await }
        };
        let answers = all((0..8).map(request)).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert_eq!(one.read(&system(), count).await, Ok(1));

        let look = |fingerprint: &'static str| {
            let db = one.clone();
            let asked = Once { key: "k".to_owned(), fingerprint: fingerprint.to_owned() };
            async move { db.read(&system(), move |tx| idempotency::look_up(tx, &asked)).await }
        };
        assert_eq!(look("f").await, Ok(idempotency::Known::Unanswered));
        assert_eq!(look("another body").await, Err(Problem::KeyReused));
        assert_eq!(one.write(&once("k", "another body"), count_on).await, Err(Problem::KeyReused));

        let kept = Once { key: "k".to_owned(), fingerprint: "f".to_owned() };
        one.write(&system(), move |tx| idempotency::keep_answer(tx, &kept, 201, "{}")).await.unwrap();
        let answered = idempotency::Known::Answered { status: 201, answer: "{}".to_owned() };
        assert_eq!(look("f").await, Ok(answered));

        one.advance_clock(idempotency::REMEMBERED);
        assert_eq!(look("f").await, Ok(idempotency::Known::New), "forgotten after a day");
        assert_eq!(one.write(&once("k", "another body"), count_on).await, Ok(()));
    });
}

#[test]
fn a_refused_request_does_not_use_its_key_up() {
    on_both_databases(|db| async move {
        let refused = db.write(&once("k", "f"), |_| -> Outcome<()> { Err(Problem::refused("no", "no")) }).await;
        assert!(matches!(refused, Err(Problem::Refused { .. })));
        assert_eq!(db.write(&once("k", "f"), count_on).await, Ok(()));
    });
}

#[test]
fn now_is_what_the_next_transaction_reads_of_it() {
    on_both_databases(|db| async move {
        let fact = Fact::of("test.counted", "x", None::<PortfolioId>);
        let work = move |tx: &mut Tx<'_>| {
            tx.record(std::slice::from_ref(&fact))?;
            journal::seal(tx, "test")?;
            Ok(tx.now())
        };
        let now = db.write(&system(), work).await.unwrap();
        let kept = db.read(&system(), |tx| journal::after(tx, 0, 1)).await.unwrap();
        assert_eq!(kept[0].at, now);
    });
}

#[test]
fn what_a_transaction_did_not_commit_nobody_reads() {
    on_both_databases(|db| async move {
        let reader = db.clone();
        let (begun, wait) = std::sync::mpsc::channel();
        let (go_on, told) = std::sync::mpsc::channel::<()>();
        let writing = tokio::task::spawn_blocking({
            let db = db.clone();
            move || {
                let mut channels = Some((begun, told));
                db.write_now(&system(), move |tx| {
                    count_on(tx)?;
                    if let Some((begun, told)) = channels.take() {
                        begun.send(()).unwrap();
                        told.recv().unwrap();
                    }
                    Ok(())
                })
            }
        });
        tokio::task::spawn_blocking(move || wait.recv().unwrap()).await.unwrap();
        assert_eq!(reader.read(&system(), count).await, Ok(0));
        go_on.send(()).unwrap();
        writing.await.unwrap().unwrap();
        assert_eq!(reader.read(&system(), count).await, Ok(1));
    });
}
