//! Where the repository is, what is in it, and the programs that answer about it.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::Outcome;

/// A text file of the repository.
pub(crate) struct Source {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The folder with the workspace's `Cargo.toml`, whatever the current one is. Cargo names the crate it runs; what it was
/// compiled from may be another clone with the same target folder.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = PathBuf::from(here);
    here.ancestors().nth(2).unwrap_or(&here).to_path_buf()
}

/// Every text file that is committed or would be: what git ignores is nobody's to tidy.
pub(crate) fn sources() -> Outcome<Vec<Source>> {
    let root = root();
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&root);
    let mut sources = Vec::new();
    for path in answer(&mut git)?.split('\0').filter(|path| !path.is_empty()) {
        // A deleted file is still listed until the deletion is staged; a picture is no text.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}

/// What cargo knows of the workspace and of everything it depends on, on this kind of machine.
pub(crate) fn cargo_metadata() -> Outcome<Value> {
    let rustc = answer(Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version=1", "--locked", "--filter-platform", host]).current_dir(root());
    serde_json::from_str(&answer(&mut cargo)?).map_err(|error| format!("cargo metadata: {error}"))
}

/// The folder cargo builds into.
pub(crate) fn target_folder(metadata: &Value) -> Outcome<PathBuf> {
    let folder = metadata["target_directory"].as_str().ok_or("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// The standard output of a program that has to succeed.
pub(crate) fn answer(command: &mut Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{name} answered something that is no text"))
}

/// Runs a program that shows its own progress and has to succeed.
pub(crate) fn succeed(command: &mut Command) -> Outcome<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{name} did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed: {status}")) }
}
