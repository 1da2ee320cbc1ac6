//! Data that others wrote, and what others counted in it. It is never skipped.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the data sets: `SIGNALBOX_DATASETS`, else `shared/datasets` in a folder above the crate.
pub(crate) fn datasets() -> PathBuf {
    if let Some(folder) = std::env::var_os("SIGNALBOX_DATASETS") {
        let folder = PathBuf::from(folder);
        assert!(folder.is_dir(), "SIGNALBOX_DATASETS names {}, which is no folder", folder.display());
        return folder;
    }
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = crate_folder.ancestors().map(|above| above.join("shared/datasets")).find(|folder| folder.is_dir());
    found.unwrap_or_else(|| {
        panic!("there is no shared/datasets above {}; set SIGNALBOX_DATASETS", crate_folder.display())
    })
}

/// What others counted.
pub(crate) fn expected(file: &str) -> Value {
    let path = datasets().join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}
