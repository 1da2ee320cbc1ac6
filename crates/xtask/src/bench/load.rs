//! Bounded load: so many clients, so long, each sending its next request when it has the answer to the last.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Client, Request};
use crate::Outcome;

/// What one user action sends, one request after the other; its number makes it another than the last.
pub(crate) type Action<'a> = &'a (dyn Fn(u64) -> Vec<Request> + Sync);

/// Requests that are not counted, to fill caches and prepare statements.
const WARM_UP: u64 = 5;

/// How an action went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// How long each took, sorted.
    times: Vec<Duration>,
    /// How long it all took.
    whole: Duration,
    /// Bytes of all answers.
    bytes: u64,
}

impl Figures {
    pub(crate) fn of(mut times: Vec<Duration>, whole: Duration, bytes: u64) -> Self {
        times.sort_unstable();
        Self { times, whole, bytes }
    }

    /// How many there were.
    pub(crate) const fn count(&self) -> usize {
        self.times.len()
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.whole.as_secs_f64()
    }

    /// The time that so many hundredths of the actions did not exceed, in milliseconds.
    pub(crate) fn percentile(&self, hundredths: usize) -> f64 {
        let place = (self.times.len() * hundredths / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    }

    /// Bytes of an answer.
    pub(crate) fn size(&self) -> f64 {
        self.bytes as f64 / self.times.len().max(1) as f64
    }
}

/// Numbers that no two actions of a run share.
static NEXT: AtomicU64 = AtomicU64::new(0);

pub(crate) fn next_number() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Lets some clients act for some time.
pub(crate) fn run(
    address: SocketAddr,
    token: &str,
    clients: usize,
    time: Duration,
    action: Action,
) -> Outcome<Figures> {
    let start = Instant::now();
    let one = || {
        let mut client = Client::connect(address, token)?;
        let mut acted = (Vec::new(), 0);
        while start.elapsed() < time {
            let (took, bytes) = act(&mut client, action)?;
            acted.0.push(took);
            acted.1 += bytes;
        }
        Ok(acted)
    };
    let acted: Vec<Outcome<(Vec<Duration>, u64)>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(one)).collect();
        let died = |_| Err("a client died".to_owned());
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(died)).collect()
    });
    let whole = start.elapsed();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for one in acted {
        let (took, read) = one?;
        times.extend(took);
        bytes += read;
    }
    Ok(Figures::of(times, whole, bytes))
}

/// Lets one client act on several servers in turn, so that whatever else the machine does meets all of them alike.
/// `spent` tells what a server has spent of the processor; answers figures and processor time per action of each.
pub(crate) fn in_turn(
    servers: &[(SocketAddr, &str)],
    time: Duration,
    request: &dyn Fn(usize, u64) -> Vec<Request>,
    spent: &dyn Fn(usize) -> Duration,
) -> Outcome<Vec<(Figures, Duration)>> {
    let mut clients = Vec::new();
    for (place, (address, token)) in servers.iter().enumerate() {
        let mut client = Client::connect(*address, token)?;
        for _ in 0..WARM_UP {
            act(&mut client, &|number| request(place, number))?;
        }
        clients.push((client, Vec::new(), 0));
    }
    let before: Vec<Duration> = (0..servers.len()).map(spent).collect();
    let start = Instant::now();
    while start.elapsed() < time || clients[0].1.len() < WARM_UP as usize {
        for (place, (client, times, bytes)) in clients.iter_mut().enumerate() {
            let (took, read) = act(client, &|number| request(place, number))?;
            times.push(took);
            *bytes += read;
        }
    }
    let figures = clients.into_iter().enumerate().map(|(place, (_, times, bytes))| {
        let used = spent(place).saturating_sub(before[place]);
        let count = u32::try_from(times.len()).unwrap_or(u32::MAX).max(1);
        let whole = times.iter().sum();
        (Figures::of(times, whole, bytes), used / count)
    });
    Ok(figures.collect())
}

fn act(client: &mut Client, action: &dyn Fn(u64) -> Vec<Request>) -> Outcome<(Duration, u64)> {
    let requests = action(next_number());
    let start = Instant::now();
    let mut bytes = 0;
    for request in &requests {
        let answer = client.send(request)?;
        if !answer.is_good() {
            let body = String::from_utf8_lossy(&answer.body);
            return Err(format!("{} answered {}: {body}", request.path, answer.status));
        }
        bytes += answer.body.len() as u64;
    }
    Ok((start.elapsed(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_occurred() {
        let times = (1..=200).rev().map(Duration::from_millis).collect();
        let figures = Figures::of(times, Duration::from_secs(2), 400);
        assert_eq!((figures.percentile(50), figures.percentile(99)), (101.0, 199.0));
        assert_eq!((figures.per_second(), figures.size()), (100.0, 2.0));
        assert!(Figures::default().percentile(50).is_nan());
    }
}
