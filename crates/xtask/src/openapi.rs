//! `ui/openapi.json` from the code, and the client types from that. A change of the API shows in the diff.

use std::process::{Command, ExitCode};

use crate::Outcome;
use crate::repository::{answer, root, succeed};

pub(crate) fn run() -> Outcome<ExitCode> {
    let root = root();
    let mut server = Command::new("cargo");
    server.args(["run", "--quiet", "--locked", "--package", "signalbox", "--", "openapi"]).current_dir(&root);
    let document = answer(&mut server)?;
    let path = root.join("ui/openapi.json");
    std::fs::write(&path, document).map_err(|error| format!("ui/openapi.json: {error}"))?;
    succeed(Command::new("npm").args(["run", "--silent", "types"]).current_dir(root.join("ui")))?;
    println!("ui/openapi.json and the client types are up to date");
    Ok(ExitCode::SUCCESS)
}
