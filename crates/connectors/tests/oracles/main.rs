//! Importers against other people's data, and what others counted in it. The data is never skipped: without it these
//! tests fail and say where to put it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails loudly, in its helpers too")]

mod examples;
mod ics;
mod kubernetes;
mod openstack;
mod runbooks;

use serde_json::Value;
use signalbox_connectors::import::Imported;
use signalbox_service::documents::{self, Document, model::ReleaseDocument};
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

/// The releases among the documents.
pub(crate) fn releases(imported: &Imported) -> impl Iterator<Item = &ReleaseDocument> {
    imported.documents.iter().filter_map(|document| match document {
        Document::Release(release) => Some(release),
        _ => None,
    })
}

/// Every import must be something `apply` takes, and come back from its own canonical form.
pub(crate) fn check_documents(imported: &Imported) {
    let text = documents::write(&imported.documents);
    let back = documents::read(&text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let back: Vec<Document> = back.into_iter().map(|document| document.value).collect();
    assert_eq!(back, imported.documents);
    assert_eq!(documents::write(&back), text);
}
