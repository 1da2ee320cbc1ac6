//! The real executable as a process of its own.

use super::{Client, PATIENCE};
use std::{
    fs::File,
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    time::Instant,
};

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_signalbox");

/// Where a process keeps its data.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Folder(String),
    Database(String),
}

impl Place {
    pub(crate) fn folder(path: &Path) -> Self {
        Self::Folder(path.display().to_string())
    }

    /// As flags of the command line.
    pub(crate) fn flags(&self) -> [&str; 2] {
        match self {
            Self::Folder(folder) => ["--data", folder],
            Self::Database(address) => ["--database", address],
        }
    }
}

/// The executable, with nothing of the surroundings in its settings.
fn executable() -> Command {
    let mut command = Command::new(EXECUTABLE);
    without_settings(&mut command);
    command
}

fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SIGNALBOX_")) {
        command.env_remove(name);
    }
    // A folder without a signalbox.toml.
    command.current_dir(std::env::temp_dir()).stdin(Stdio::null());
}

/// Runs a command to its end.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    Ran::from(executable().args(arguments).output().unwrap())
}

/// … with this in its surroundings.
pub(crate) fn run_with(arguments: &[&str], surroundings: &[(&str, &str)]) -> Ran {
    Ran::from(executable().args(arguments).envs(surroundings.iter().copied()).output().unwrap())
}

/// Runs it in a pipe of which only the beginning is read.
pub(crate) fn run_with_a_reader_that_leaves(arguments: &str) -> Ran {
    let line = format!("\"$0\" {arguments} | head -c 1; exit ${{PIPESTATUS[0]}}");
    let mut command = Command::new("bash");
    without_settings(&mut command);
    Ran::from(command.args(["-c", &line, EXECUTABLE]).output().unwrap())
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// What it printed, when it was done.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// What it said, when it refused or failed.
    #[track_caller]
    pub(crate) fn failed(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        self.err
    }
}

/// `signalbox serve`, ended with the test at the latest.
pub(crate) struct Server {
    child: Child,
    /// Kept, so that nothing it says fails.
    out: Lines<BufReader<ChildStdout>>,
    pub(crate) url: String,
}

impl Server {
    /// Starts it on a free port and waits until it answers.
    pub(crate) fn start(place: &Place) -> Self {
        Self::start_with(executable(), place)
    }

    /// … by way of a command that ends in running what follows it.
    pub(crate) fn start_by(program: &str, arguments: &[&str], place: &Place) -> Self {
        let mut command = Command::new(program);
        without_settings(&mut command);
        command.args(arguments).arg(EXECUTABLE);
        Self::start_with(command, place)
    }

    /// … with this in its surroundings, and its log in a file.
    pub(crate) fn start_logging(place: &Place, surroundings: &[(&str, &str)], log: &Path) -> Self {
        let mut command = executable();
        command.stderr(File::create(log).unwrap());
        Self::start_in(command, place, surroundings)
    }

    /// … with this in its surroundings.
    pub(crate) fn start_within(place: &Place, surroundings: &[(&str, &str)]) -> Self {
        Self::start_in(executable(), place, surroundings)
    }

    fn start_with(command: Command, place: &Place) -> Self {
        Self::start_in(command, place, &[])
    }

    fn start_in(mut command: Command, place: &Place, surroundings: &[(&str, &str)]) -> Self {
        let mut child = command
            .arg("serve")
            .args(place.flags())
            .args(["--listen", "127.0.0.1:0"])
            .env("SIGNALBOX_LOG", "error")
            .envs(surroundings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the server says where it is").unwrap();
        let address = first.strip_prefix("Signalbox is at ").expect("the server says where it is");
        let url = address.split(' ').next().unwrap().to_owned();
        Self { child, out: lines, url }
    }

    /// The next line it prints.
    pub(crate) fn next_line(&mut self) -> String {
        self.out.next().unwrap().unwrap()
    }

    /// Everything that it printed until it ended.
    pub(crate) fn last_lines(&mut self) -> Vec<String> {
        self.out.by_ref().map(Result::unwrap).collect()
    }

    /// Somebody who is not signed in.
    pub(crate) fn client_without_token(&self) -> Client {
        Client::new(self.url.clone())
    }

    pub(crate) fn client(&self, token: &str) -> Client {
        Client::new(self.url.clone()).with_token(token)
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it where it stands: nothing of it runs any more.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until it has stopped by itself.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not stop");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A token that administers the installation.
pub(crate) fn token(place: &Place) -> String {
    let printed = run(&[&["token", "create", "--name", "ci"], place.flags().as_slice()].concat()).done();
    printed.trim_end().to_owned()
}
