//! What there is to run, and how each runner says how it went.

use std::env;
use std::path::{Path, PathBuf};

use super::Group;
use super::count::{self, Count};

/// One program that tests something.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// Who asks for it.
    pub(super) groups: &'static [Group],
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
    /// From the root of the repository.
    pub(super) folder: &'static str,
    pub(super) environment: Vec<(&'static str, PathBuf)>,
    pub(super) report: Report,
}

/// Where the number of tests stands.
pub(super) enum Report {
    /// A step on the way: no test when it succeeds.
    Step,
    /// One test, by its exit code.
    Check,
    /// The lines of libtest in the log.
    Cargo,
    Vitest(PathBuf),
    Playwright(PathBuf),
}

impl Report {
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Vitest(file) | Self::Playwright(file) => Some(file),
            Self::Step | Self::Check | Self::Cargo => None,
        }
    }

    pub(super) fn count(&self, succeeded: bool, log: &str) -> Count {
        let json = || self.file().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        let counted = match self {
            Self::Step if succeeded => return Count::default(),
            Self::Step => Count::default(),
            Self::Check => Count { passed: usize::from(succeeded), ..Count::default() },
            Self::Cargo => count::of_cargo(log),
            Self::Vitest(_) => count::of_vitest(&json()),
            Self::Playwright(_) => count::of_playwright(&json()),
        };
        counted.agreeing_with(succeeded)
    }
}

/// Everything, in the order that tells soonest what is wrong.
pub(super) fn suites(root: &Path, logs: &Path, target: &Path) -> Vec<Suite> {
    let datasets = datasets(root);
    let with_datasets = |mut environment: Vec<(&'static str, PathBuf)>| {
        environment.extend(datasets.clone().map(|folder| ("SIGNALBOX_DATASETS", folder)));
        environment
    };
    let unit_report = logs.join("ui-unit.json");
    let browser_report = logs.join("browser.json");
    let unit_output = format!("--outputFile.json={}", unit_report.display());
    let this = env::current_exe().unwrap_or_else(|_| "xtask".into()).display().to_string();
    let script = |name: &str| root.join("scripts").join(name).display().to_string();
    vec![
        Suite {
            name: "tidy",
            title: "The rules of the house",
            groups: &[Group::House],
            program: this,
            arguments: words("tidy"),
            folder: ".",
            environment: Vec::new(),
            report: Report::Check,
        },
        Suite {
            name: "ui-build",
            title: "Building the UI",
            groups: &[Group::Ui, Group::Rust, Group::Browser],
            program: script("build-ui"),
            arguments: Vec::new(),
            folder: ".",
            environment: Vec::new(),
            report: Report::Step,
        },
        Suite {
            name: "ui-unit",
            title: "The UI's own tests",
            groups: &[Group::Ui],
            program: "npm".into(),
            arguments: [words("test -- --reporter=default --reporter=json"), vec![unit_output]].concat(),
            folder: "ui",
            environment: Vec::new(),
            report: Report::Vitest(unit_report),
        },
        Suite {
            name: "ui-types",
            title: "The UI's types against the API",
            groups: &[Group::Ui],
            program: "npm".into(),
            arguments: words("run types:check"),
            folder: "ui",
            environment: Vec::new(),
            report: Report::Check,
        },
        Suite {
            name: "ui-size",
            title: "The UI's size",
            groups: &[Group::Ui],
            program: "npm".into(),
            arguments: words("run size"),
            folder: "ui",
            environment: Vec::new(),
            report: Report::Check,
        },
        Suite {
            name: "rust-build",
            title: "Building the server and its tests",
            groups: &[Group::Rust, Group::Browser],
            program: "cargo".into(),
            arguments: words("test --workspace --locked --no-run"),
            folder: ".",
            environment: Vec::new(),
            report: Report::Step,
        },
        Suite {
            name: "rust",
            title: "The Rust tests, on both databases",
            groups: &[Group::Rust],
            program: script("with-postgres"),
            arguments: words("cargo test --workspace --locked --no-fail-fast"),
            folder: ".",
            environment: with_datasets(Vec::new()),
            report: Report::Cargo,
        },
        Suite {
            name: "scim",
            title: "Another project's tester of SCIM",
            groups: &[Group::Rust],
            program: script("tester"),
            arguments: words("scim"),
            folder: ".",
            environment: vec![("SIGNALBOX_BIN", target.join("debug/signalbox"))],
            report: Report::Check,
        },
        Suite {
            name: "openapi",
            title: "Another project's tester of every operation",
            groups: &[Group::Rust],
            program: script("tester"),
            arguments: words("openapi"),
            folder: ".",
            environment: vec![("SIGNALBOX_BIN", target.join("debug/signalbox"))],
            report: Report::Check,
        },
        Suite {
            name: "browser",
            title: "Journeys in a browser",
            groups: &[Group::Browser],
            program: "npx".into(),
            arguments: words("--no-install playwright test --reporter=list,json"),
            folder: "ui",
            environment: with_datasets(vec![
                ("SIGNALBOX_BIN", target.join("debug/signalbox")),
                ("PLAYWRIGHT_JSON_OUTPUT_FILE", browser_report.clone()),
            ]),
            report: Report::Playwright(browser_report),
        },
    ]
}

/// Where the data that others wrote lies: as told, else beside the repository when it is there.
fn datasets(root: &Path) -> Option<PathBuf> {
    let folder = env::var_os("SIGNALBOX_DATASETS").map_or_else(|| root.join("../shared/datasets"), PathBuf::from);
    folder.canonicalize().ok()
}

fn words(arguments: &str) -> Vec<String> {
    arguments.split(' ').map(str::to_owned).collect()
}
