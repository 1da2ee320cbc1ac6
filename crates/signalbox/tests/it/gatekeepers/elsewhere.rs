//! A server that stands for GitHub, GitLab and whatever tasks call: it keeps what it is told, and answers as a story wants.

use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// What it was told once.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) path: String,
    /// `authorization` or `private-token`.
    pub(crate) credential: String,
    /// `idempotency-key`.
    pub(crate) key: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Kept {
    told: Vec<Told>,
    /// Statuses of the next answers; what goes well when there are none. [`SILENT`] and [`ENDLESS`] are none.
    next: VecDeque<u16>,
}

/// In the place of a status: it goes away without a word.
pub(crate) const SILENT: u16 = 0;
/// In the place of a status: its answer has ten megabytes.
pub(crate) const ENDLESS: u16 = 1;

/// The server, until it is dropped.
pub(crate) struct Elsewhere {
    pub(crate) url: String,
    kept: Arc<Mutex<Kept>>,
    goes_on: Arc<AtomicBool>,
    serving: Option<JoinHandle<()>>,
}

impl Elsewhere {
    #[expect(clippy::disallowed_methods, reason = "it is waited for when the server is dropped")]
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (kept, goes_on) = (Arc::<Mutex<Kept>>::default(), Arc::new(AtomicBool::new(true)));
        let (shared, running) = (Arc::clone(&kept), Arc::clone(&goes_on));
        let serving = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if !running.load(Ordering::SeqCst) {
                    return;
                }
                // Whoever leaves early is no trouble of ours.
                let _ = answer(stream.unwrap(), &shared);
            }
        });
        Self { url, kept, goes_on, serving: Some(serving) }
    }

    /// What it was told since the last call.
    pub(crate) fn told(&self) -> Vec<Told> {
        std::mem::take(&mut self.kept.lock().unwrap().told)
    }

    /// How often it was told anything.
    pub(crate) fn count(&self) -> usize {
        self.kept.lock().unwrap().told.len()
    }

    /// Answers its next callers with these statuses.
    pub(crate) fn fails_with(&self, statuses: impl IntoIterator<Item = u16>) {
        self.kept.lock().unwrap().next.extend(statuses);
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.goes_on.store(false, Ordering::SeqCst);
        // It waits for somebody to come.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let Some(serving) = self.serving.take() {
            let _ = serving.join();
        }
    }
}

fn answer(stream: TcpStream, kept: &Mutex<Kept>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let (mut first, mut length, mut credential, mut key) = (String::new(), 0, String::new(), String::new());
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "idempotency-key" => key = value.trim().to_owned(),
            "authorization" | "private-token" => credential = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let status = {
        let mut kept = kept.lock().unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        kept.told.push(Told { path: path.clone(), credential, key, body });
        kept.next.pop_front().unwrap_or(201)
    };
    if status == SILENT {
        return Ok(());
    }
    if status == ENDLESS {
        write!(reader.get_mut(), "HTTP/1.1 200 X\r\ncontent-length: 10000000\r\n\r\n")?;
        return reader.get_mut().write_all(&vec![b'x'; 10_000_000]);
    }
    let told =
        if path.ends_with("/access_tokens") && status == 201 { json!({"token": "ghs_given"}) } else { json!({}) };
    let told = told.to_string();
    let length = told.len();
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{told}"
    )
}
