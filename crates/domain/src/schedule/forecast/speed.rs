//! How fast it is: `cargo test --release -p signalbox-domain speed -- --ignored --nocapture`.

use super::{Moment, Spread, State, Task, chance, changes, forecast};
use crate::schedule::graph::{Graph, Link, LinkKind};
use std::{hint::black_box, time::Instant};

/// Tasks of a plan with two links each to tasks not far before, in an order that says nothing.
fn plan(count: usize, kinds: &[LinkKind]) -> (Vec<i64>, Vec<Link>) {
    let number =
        |of: usize, below: usize| (chance::number(chance::of_task(9, of), below) >> 33) as usize % below.max(1);
    let mut names: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        names.swap(place, number(place, place + 1));
    }
    let mut links = Vec::new();
    for to in 1..count {
        for which in 0..2 {
            let from = to - 1 - number(count + 2 * to + which, to.min(50));
            let kind = kinds[number(3 * count + 2 * to + which, kinds.len())];
            links.push(Link { from: names[from], to: names[to], kind, lag: 0 });
        }
    }
    let durations = (0..count).map(|place| 60 + number(6 * count + place, 3_600) as i64).collect();
    (durations, links)
}

/// The shortest of several times, in milliseconds.
fn fastest(times: usize, mut run: impl FnMut()) -> f64 {
    let mut time = || {
        let begun = Instant::now();
        run();
        begun.elapsed().as_secs_f64() * 1e3
    };
    (0..times).map(|_| time()).fold(f64::INFINITY, f64::min)
}

/// The least that has to be done: one pass forward and one backward over lists that are in order already, finish-start.
fn bare(durations: &[i64], order: &[u32], begins: &[u32], links: &[(u32, i64)]) -> i64 {
    let of = |task: u32| &links[begins[task as usize] as usize..begins[task as usize + 1] as usize];
    let mut starts = vec![0_i64; durations.len()];
    for &task in order {
        let finish = starts[task as usize] + durations[task as usize];
        for (to, lag) in of(task) {
            starts[*to as usize] = starts[*to as usize].max(finish + lag);
        }
    }
    let end = starts.iter().zip(durations).map(|(start, long)| start + long).max().unwrap_or(0);
    let mut latest: Vec<i64> = durations.iter().map(|long| end - long).collect();
    for &task in order.iter().rev() {
        for (to, lag) in of(task) {
            let start = latest[*to as usize] - lag - durations[task as usize];
            latest[task as usize] = latest[task as usize].min(start);
        }
    }
    latest.iter().zip(&starts).filter(|(latest, start)| latest == start).count() as i64 + end
}

fn bare_time(times: usize, durations: &[i64], graph: &Graph) -> f64 {
    let order: Vec<u32> = graph.order().map(|place| place as u32).collect();
    let mut begins = vec![0_u32; durations.len() + 1];
    graph.links().for_each(|link| begins[link.from + 1] += 1);
    (0..durations.len()).for_each(|place| begins[place + 1] += begins[place]);
    let links: Vec<(u32, i64)> = graph.links().map(|link| (link.to as u32, link.lag)).collect();
    fastest(times, || {
        black_box(bare(black_box(durations), &order, &begins, &links));
    })
}

const KINDS: [LinkKind; 4] =
    [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];

#[test]
#[ignore = "measures"]
fn speed() {
    for (count, times) in [(10_000, 200), (100_000, 30)] {
        for (name, kinds) in [("finish-start", &KINDS[..1]), ("all kinds", &KINDS[..])] {
            let (durations, links) = plan(count, kinds);
            let graph = Graph::new(count, &links).unwrap();
            let bare = bare_time(times, &durations, &graph);
            let schedule = fastest(times, || {
                black_box(graph.schedule(black_box(&durations), &[]));
            });
            let both = fastest(times, || {
                black_box(Graph::new(count, black_box(&links)).unwrap().schedule(&durations, &[]));
            });
            println!("{count} tasks, {} links, {name}: bare passes {bare:.3} ms", links.len());
            println!("  schedule       {schedule:7.3} ms, {:5.2} of the bare passes", schedule / bare);
            println!("  new + schedule {both:7.3} ms, {:5.2} of the bare passes", both / bare);
        }
    }
    for (name, kinds) in [("finish-start", &KINDS[..1]), ("all kinds", &KINDS[..])] {
        let (durations, links) = plan(1_000, kinds);
        let graph = Graph::new(1_000, &links).unwrap();
        let bare = bare_time(1_000, &durations, &graph);
        let waits = |long: &i64| Task {
            spread: Spread::range(long / 2, *long, long * 3).unwrap(),
            not_before: None,
            state: State::Waiting,
        };
        let tasks: Vec<Task> = durations.iter().map(waits).collect();
        let tables = fastest(10, || {
            black_box(forecast(&graph, black_box(&tasks), 0, 1, 1));
        });
        let whole = fastest(10, || {
            black_box(forecast(&graph, black_box(&tasks), 0, 10_000, 1));
        });
        println!("1000 tasks, {} links, {name}: bare passes {bare:.4} ms", links.len());
        println!("  forecast, 1 sample {tables:7.3} ms, {:5.0} of the bare passes", tables / bare);
        println!("  forecast, 10,000   {whole:7.3} ms, {:5.0} of the bare passes", whole / bare);
        let late = fastest(10, || {
            black_box(changes(&graph, Moment { tasks: &tasks, now: 0 }, Moment { tasks: &tasks, now: 600 }));
        });
        println!("  changes            {late:7.3} ms, {:5.0} of the bare passes", late / bare);
    }
}
