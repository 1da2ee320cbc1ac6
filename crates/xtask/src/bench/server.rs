//! The real server as a child: started, looked at through `/proc`, and ended by its own process id.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::client::{Client, Request};
use crate::{Outcome, processes};

const PATIENCE: Duration = Duration::from_secs(30);

/// Where a server keeps its data.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Folder(PathBuf),
    Postgres(String),
}

impl Place {
    fn flags(&self) -> [String; 2] {
        match self {
            Self::Folder(folder) => ["--data".to_owned(), folder.display().to_string()],
            Self::Postgres(address) => ["--database".to_owned(), address.clone()],
        }
    }
}

/// A command of the executable on a place, without what the surroundings say about other places.
pub(crate) fn command(binary: &Path, name: &[&str], place: &Place) -> Command {
    let mut command = Command::new(binary);
    command
        .args(name)
        .args(place.flags())
        .env_remove("SIGNALBOX_DATA")
        .env_remove("SIGNALBOX_DATABASE")
        .env_remove("SIGNALBOX_EXAMPLES")
        .env("SIGNALBOX_LOG", "warn")
        .env("SIGNALBOX_LIMITS__PERSON_PER_SECOND", "0")
        .env("SIGNALBOX_LIMITS__ADDRESS_PER_SECOND", "0");
    command
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the first good answer of `/health`.
    pub(crate) started_in: Duration,
}

impl Server {
    pub(crate) fn start(binary: &Path, place: &Place, log: &Path) -> Outcome<Self> {
        let log = File::create(log).map_err(|error| format!("{}: {error}", log.display()))?;
        let start = Instant::now();
        let mut child = command(binary, &["serve", "--listen", "127.0.0.1:0"], place)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{} did not start: {error}", binary.display()))?;
        let told = child.stdout.take().map(BufReader::new);
        let address =
            told.into_iter().flat_map(BufRead::lines).map_while(Result::ok).find_map(|line| address_in(&line));
        let Some(address) = address else {
            drop(child.kill());
            drop(child.wait());
            return Err("the server ended without saying where it is; see its log beside the data".to_owned());
        };
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while !server.is_healthy() {
            if start.elapsed() > PATIENCE {
                return Err("the server does not get healthy".to_owned());
            }
            sleep(Duration::from_millis(2));
        }
        server.started_in = start.elapsed();
        Ok(server)
    }

    fn is_healthy(&self) -> bool {
        Client::connect(self.address, "")
            .and_then(|mut client| client.send(&Request::get("/health")))
            .is_ok_and(|answer| answer.is_good())
    }

    /// The memory it holds now, in MiB.
    pub(crate) fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        kib.map_or(f64::NAN, |kib| kib / 1024.0)
    }

    /// What its threads have spent of the processor.
    pub(crate) fn spent(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        let nanos = threads.into_iter().flatten().flatten().filter_map(|thread| {
            let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanos.sum())
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn stop(mut self) -> Outcome<Duration> {
        let start = Instant::now();
        processes::send("TERM", self.child.id())?;
        while start.elapsed() < PATIENCE {
            if self.child.try_wait().map_err(|error| error.to_string())?.is_some() {
                return Ok(start.elapsed());
            }
            sleep(Duration::from_millis(5));
        }
        Err("the server does not end".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already unless something went wrong on the way.
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let rest = line.strip_prefix("Signalbox is at http://")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_what_the_server_says() {
        let line = "Signalbox is at http://127.0.0.1:8400 – sign in with your mail address and password.";
        assert_eq!(address_in(line), "127.0.0.1:8400".parse().ok());
        assert_eq!(address_in("Signalbox is at http://127.0.0.1:1"), "127.0.0.1:1".parse().ok());
        assert_eq!(address_in("Loaded the examples"), None);
    }
}
