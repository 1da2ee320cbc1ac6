//! Finding and ending the processes a run left behind. They are known by a mark in their environment, which every child
//! inherits, so that nothing of anybody else's is ever touched.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;

/// The variable whose value marks the processes of one run.
pub(crate) const MARK: &str = "SIGNALBOX_TEST_RUN";

const POLITELY: Duration = Duration::from_secs(3);

/// A process that outlived what started it.
pub(crate) struct Survivor {
    pub(crate) pid: u32,
    pub(crate) command: String,
}

/// Every living process with this mark. Empty where there is no `/proc`.
pub(crate) fn marked(mark: &str) -> Vec<Survivor> {
    let wanted = format!("{MARK}={mark}");
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let environment = std::fs::read(entry.path().join("environ")).ok()?;
            let is_marked = environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes());
            is_marked.then(|| Survivor { pid, command: command_line(&entry.path()) })
        })
        .collect()
}

/// Waits a moment for the processes of a run to go, and answers with those that did not.
pub(crate) fn survivors(mark: &str) -> Vec<Survivor> {
    let start = Instant::now();
    loop {
        let survivors = marked(mark);
        if survivors.is_empty() || start.elapsed() > POLITELY {
            return survivors;
        }
        sleep(Duration::from_millis(100));
    }
}

/// Ends the processes of a run: asks first, so that they can clear up, then insists.
pub(crate) fn end(mark: &str) -> Outcome<()> {
    for signal in ["TERM", "KILL"] {
        for survivor in marked(mark) {
            send(signal, survivor.pid)?;
        }
        if survivors(mark).is_empty() {
            break;
        }
    }
    Ok(())
}

/// Sends a signal. That the process is gone already is no error.
pub(crate) fn send(signal: &str, pid: u32) -> Outcome<()> {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).output();
    sent.map(|_| ()).map_err(|error| format!("kill did not start: {error}"))
}

fn command_line(process: &Path) -> String {
    let bytes = std::fs::read(process.join("cmdline")).unwrap_or_default();
    let words: Vec<_> = bytes.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
    words.join(" ").trim_end().to_owned()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_marked_processes_are_found_and_ended() {
        let mark = format!("test-{}", std::process::id());
        let mut ours = Command::new("sleep").arg("60").env(MARK, &mark).spawn().unwrap();
        let mut foreign = Command::new("sleep").arg("60").env(MARK, "another").spawn().unwrap();
        let pids = || -> Vec<u32> { marked(&mark).iter().map(|survivor| survivor.pid).collect() };
        // A child has its own environment only once it has become the other program.
        while pids().is_empty() {
            sleep(Duration::from_millis(5));
        }
        assert_eq!(pids(), [ours.id()]);

        end(&mark).unwrap();
        assert!(!ours.wait().unwrap().success());
        assert_eq!(foreign.try_wait().unwrap(), None);
        foreign.kill().unwrap();
        foreign.wait().unwrap();
    }
}
