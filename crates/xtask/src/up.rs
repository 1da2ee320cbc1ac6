//! The edit loop: a development server that starts again after every edit, beside the UI's own server.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::repository::{cargo_metadata, root, target_folder};
use crate::{Outcome, processes};

const LOOK_EVERY: Duration = Duration::from_millis(300);
const SOURCES: &[&str] = &["rs", "sql", "toml", "json", "yaml", "html"];

/// Runs until it is interrupted; the terminal interrupts the servers along with it.
pub(crate) fn run() -> Outcome<ExitCode> {
    let root = root();
    let server_binary = target_folder(&cargo_metadata()?)?.join("debug/signalbox");
    let mut ui = Command::new("npm")
        .args(["run", "--silent", "dev"])
        .current_dir(root.join("ui"))
        .spawn()
        .map_err(|error| format!("npm did not start: {error}"))?;
    loop {
        let built_from = newest(&root.join("crates"));
        let build = Command::new("cargo").args(["build", "--package", "signalbox"]).current_dir(&root).status();
        let mut server = match build {
            Ok(status) if status.success() => Some(serve(&server_binary, &root)?),
            // The compiler has said what is wrong; the next edit may mend it.
            Ok(_) => None,
            Err(error) => return Err(format!("cargo did not start: {error}")),
        };
        while newest(&root.join("crates")) == built_from {
            if let Ok(Some(status)) = ui.try_wait() {
                stop(server.as_mut())?;
                return Err(format!("the UI's server ended: {status}"));
            }
            sleep(LOOK_EVERY);
        }
        stop(server.as_mut())?;
    }
}

fn serve(binary: &Path, root: &Path) -> Outcome<Child> {
    let data = std::env::var_os("SIGNALBOX_DATA").unwrap_or_else(|| "data".into());
    let mut server = Command::new(binary);
    server.arg("serve").arg("--data").arg(data).args(["--examples", "examples"]).current_dir(root);
    server.spawn().map_err(|error| format!("{} did not start: {error}", binary.display()))
}

fn stop(server: Option<&mut Child>) -> Outcome<()> {
    let Some(server) = server else { return Ok(()) };
    processes::send("TERM", server.id())?;
    server.wait().map(|_| ()).map_err(|error| format!("the server did not end: {error}"))
}

/// When a source was last written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return newest(&path);
            }
            let source = path.extension().and_then(|extension| extension.to_str());
            source.filter(|extension| SOURCES.contains(extension))?;
            entry.metadata().and_then(|metadata| metadata.modified()).ok()
        })
        .max()
}
