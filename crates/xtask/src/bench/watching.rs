//! A run that many people watch: how long it takes from a change of a task until everybody has been told, and what the run's
//! page, its forecast and a change cost meanwhile.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::client::{Client, Request};
use super::load::Figures;
use super::places::Places;
use super::server::{Server, command};
use super::{Effort, Program};
use crate::{Outcome, repository};

/// How many tasks the run has.
const TASKS: usize = 1_000;
/// How many watch it.
const WATCHERS: usize = 1_000;
/// How many tasks change.
const CHANGES: usize = 40;
/// How long after one change the next one comes.
const PAUSE: Duration = Duration::from_millis(250);

/// What was found.
pub(crate) struct Watching {
    pub(crate) name: &'static str,
    /// From sending a change until each of those who watch was told.
    pub(crate) told: Figures,
    /// How many of them were never told.
    pub(crate) missed: usize,
    /// From sending a change until its answer.
    pub(crate) change: Figures,
    /// The page of the run.
    pub(crate) page: Figures,
    /// The forecast of the run, worked out anew.
    pub(crate) forecast: Duration,
}

/// Seeds a run and lets it be watched.
pub(crate) fn run(program: &Program, places: &mut dyn Places, effort: &Effort) -> Outcome<Watching> {
    println!("{}: a run of {TASKS} tasks that {WATCHERS} watch …", places.name());
    let place = places.place(TASKS + 3, None)?;
    let tasks = TASKS.to_string();
    let seed = ["seed", "--releases", "10", "--tasks", &tasks, "--today", &program.today];
    repository::answer(&mut command(&program.binary, &seed, &place))?;
    let token = repository::answer(&mut command(&program.binary, &["token", "create", "--name", "bench"], &place))?;
    let token = token.trim().to_owned();
    let server = Server::start(&program.binary, &place, &program.folder.join("watching.log"))?;
    let mut client = Client::connect(server.address, &token)?;
    let list = client.send(&Request::get("/api/v1/runs"))?.json("/api/v1/runs")?;
    let id = list["items"][0]["id"].as_str().ok_or("there is no run")?.to_owned();
    let path = format!("/api/v1/runs/{id}");

    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let (sender, receiver) = std::sync::mpsc::channel();
    let (address, watchers_token) = (server.address, token.clone());
    let watching = std::thread::Builder::new()
        .name("watchers".to_owned())
        .spawn(move || sender.send(runtime.block_on(watch(address, &watchers_token))))
        .map_err(|error| error.to_string())?;
    // Everybody is there before anything happens.
    std::thread::sleep(Duration::from_secs(3));
    let (mut sent, mut change) = (Vec::new(), Vec::new());
    for number in 1..=CHANGES {
        let (number, act) = (number.div_ceil(2), if number % 2 == 1 { "start" } else { "complete" });
        let task = client.send(&Request::get(format!("{path}/tasks/{number}")))?.json(&path)?;
        let rev = task["rev"].as_u64().and_then(|rev| u32::try_from(rev).ok()).ok_or("a task has no rev")?;
        let request = Request::post(format!("{path}/tasks/{number}/{act}"), "{}".to_owned()).rev(rev);
        let begun = Instant::now();
        client.send(&request)?.json(&request.path)?;
        change.push(begun.elapsed());
        sent.push(begun);
        std::thread::sleep(PAUSE);
    }
    let before = Instant::now();
    client.send(&Request::get(format!("{path}/forecast")))?.json(&path)?;
    let forecast = before.elapsed();
    let page = super::load::run(server.address, &token, 1, effort.in_turn, &|_| vec![Request::get(path.clone())])?;
    server.stop()?;
    let heard = receiver.recv().map_err(|error| error.to_string())?;
    drop(watching.join());
    let mut told = Vec::new();
    let mut missed = 0;
    for heard in heard {
        missed += CHANGES.saturating_sub(heard.len());
        told.extend(sent.iter().zip(heard).map(|(sent, heard)| heard.duration_since(*sent)));
    }
    Ok(Watching {
        name: places.name(),
        told: Figures::of(told, PAUSE, 0),
        missed,
        change: Figures::of(change, PAUSE, 0),
        page,
        forecast,
    })
}

/// Listens until the server ends the streams; answers when each change of a task came to each.
async fn watch(address: std::net::SocketAddr, token: &str) -> Vec<Vec<Instant>> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for _ in 0..WATCHERS {
        let (sender, token) = (sender.clone(), token.to_owned());
        // It ends when the server does, and is waited for below.
        #[expect(clippy::disallowed_methods, reason = "it ends with the server and is waited for by its channel")]
        tokio::spawn(async move {
            drop(sender.send(listen(address, &token).await.unwrap_or_default()));
        });
    }
    drop(sender);
    let mut heard = Vec::with_capacity(WATCHERS);
    while let Some(one) = receiver.recv().await {
        heard.push(one);
    }
    heard
}

async fn listen(address: std::net::SocketAddr, token: &str) -> std::io::Result<Vec<Instant>> {
    const MARK: &[u8] = b"\"kind\":\"run_task.";
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let mut heard = Vec::with_capacity(CHANGES);
    let mut rest: Vec<u8> = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer).await else { return Ok(heard) };
        rest.extend_from_slice(&buffer[..read]);
        while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
            heard.push(Instant::now());
            rest.drain(..at + MARK.len());
        }
        let kept = rest.len().saturating_sub(MARK.len());
        rest.drain(..kept);
    }
}
