//! The rules of the house that no compiler knows. Each says where, what, why, and how to mend it.

mod edges;
mod layers;
mod licences;
mod promises;
mod security;
mod sql;
mod ui;

use std::fmt;
use std::process::ExitCode;

use crate::Outcome;
use crate::repository::{self, Source};
use crate::rust_source::RustSource;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// A file, or a file and a line.
    pub(crate) place: String,
    pub(crate) what: String,
    pub(crate) why: &'static str,
    pub(crate) fix: &'static str,
    pub(crate) weight: Weight,
}

/// Whether a finding fails the check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Weight {
    Fails,
    Warns,
}

impl Finding {
    fn at(path: &str, line: usize, what: impl Into<String>, why: &'static str, fix: &'static str) -> Self {
        Self::in_file(&format!("{path}:{line}"), what, why, fix)
    }

    fn in_file(path: &str, what: impl Into<String>, why: &'static str, fix: &'static str) -> Self {
        Self { place: path.to_owned(), what: what.into(), why, fix, weight: Weight::Fails }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = if self.weight == Weight::Warns { "warning: " } else { "" };
        writeln!(formatter, "{}: {warning}{}", self.place, self.what)?;
        writeln!(formatter, "    why: {}", self.why)?;
        write!(formatter, "    fix: {}", self.fix)
    }
}

/// Checks everything and prints what there is to mend.
pub(crate) fn run() -> Outcome<ExitCode> {
    let sources = repository::sources()?;
    let findings = findings(&sources)?;
    for finding in &findings {
        println!("{finding}");
    }
    let warnings = findings.iter().filter(|finding| finding.weight == Weight::Warns).count();
    let failures = findings.len() - warnings;
    println!("tidy: {} files, {failures} to mend, {warnings} warnings", sources.len());
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn findings(sources: &[Source]) -> Outcome<Vec<Finding>> {
    let metadata = repository::cargo_metadata()?;
    let deny = text_of(sources, "deny.toml")?;
    let mut findings = edges::findings(&metadata);
    findings.extend(security::in_manifests(sources));
    findings.extend(security::of_advisories(deny, text_of(sources, "Makefile")?));
    findings.extend(licences::of_crates(&metadata, deny)?);
    // The UI may not be there in a checkout of the server alone.
    if let Ok(lock) = text_of(sources, "ui/package-lock.json") {
        findings.extend(licences::of_packages(lock, deny)?);
    }
    for source in sources {
        findings.extend(of_source(source));
    }
    Ok(findings)
}

fn of_source(source: &Source) -> Vec<Finding> {
    let mut findings = promises::in_any_text(source);
    let extension = source.path.rsplit('.').next();
    if extension == Some("rs") {
        let rust = RustSource::read(source);
        findings.extend(promises::in_rust(&rust));
        findings.extend(sql::findings(&rust));
        findings.extend(layers::findings(&rust));
        findings.extend(security::in_rust(&rust));
    }
    if source.path.starts_with("ui/src/") {
        findings.extend(ui::findings(source));
    }
    findings
}

fn text_of<'a>(sources: &'a [Source], path: &str) -> Outcome<&'a str> {
    let source = sources.iter().find(|source| source.path == path);
    source.map(|source| source.text.as_str()).ok_or_else(|| format!("{path} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_where_what_why_and_how_to_mend_it() {
        let finding = Finding::at("a.rs", 3, "it is odd", "odd is wrong", "make it even");
        assert_eq!(finding.to_string(), "a.rs:3: it is odd\n    why: odd is wrong\n    fix: make it even");
    }
}
