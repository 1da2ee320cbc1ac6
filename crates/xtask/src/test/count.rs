//! Counting what several runners report, each in its own way.

use std::fmt;

use serde_json::Value;

/// How many tests passed, failed and were not run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Count {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }

    /// A runner that failed without naming a failed test, or claims success without a single test, failed once: it
    /// crashed, did not compile, or looked in the wrong place.
    pub(super) fn agreeing_with(self, succeeded: bool) -> Self {
        let silent = self.failed == 0 && (!succeeded || self.passed == 0);
        Self { failed: self.failed + usize::from(silent), ..self }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(formatter, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// From the log of `cargo test`. A test binary that was started and gave no result counts as one failure.
pub(super) fn of_cargo(log: &str) -> Count {
    let mut count = Count::default();
    let (mut started, mut finished) = (0_usize, 0_usize);
    for line in log.lines() {
        let is_binary = line.trim_start().starts_with("Running ") && line.ends_with(')');
        started += usize::from(is_binary || line.trim_start().starts_with("Doc-tests "));
        let Some(result) = line.strip_prefix("test result: ") else {
            continue;
        };
        finished += 1;
        let number = |what: &str| {
            let mut words = result.split([' ', ';', '.']).filter(|word| !word.is_empty());
            let mut before = "";
            words
                .find_map(|word| {
                    if word == what {
                        before.parse().ok()
                    } else {
                        before = word;
                        None
                    }
                })
                .unwrap_or(0)
        };
        count = count.plus(Count { passed: number("passed"), failed: number("failed"), skipped: number("ignored") });
    }
    Count { failed: count.failed + started.saturating_sub(finished), ..count }
}

/// From vitest's JSON report.
pub(super) fn of_vitest(report: &str) -> Count {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let number = |name: &str| as_count(&report[name]);
    Count {
        passed: number("numPassedTests"),
        failed: number("numFailedTests"),
        skipped: number("numPendingTests") + number("numTodoTests"),
    }
}

/// From Playwright's JSON report. What passed only at the second try passed.
pub(super) fn of_playwright(report: &str) -> Count {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let number = |name: &str| as_count(&report["stats"][name]);
    Count { passed: number("expected") + number("flaky"), failed: number("unexpected"), skipped: number("skipped") }
}

fn as_count(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}

/// What of a failed log to show: libtest's lists of failures where there are any, else its end.
pub(super) fn digest(log: &str, most: usize) -> String {
    let mut failures = Vec::new();
    let mut within = false;
    for line in log.lines() {
        within |= line == "failures:";
        if within || line.starts_with("error") {
            failures.push(line);
        }
        within &= !line.starts_with("test result: ");
    }
    let shown: Vec<&str> = if log.contains("test result: FAILED") {
        failures.into_iter().take(most).collect()
    } else {
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(most)..].to_vec()
    };
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: &str = "   Compiling x v0.1.0
     Running unittests src/lib.rs (target/debug/deps/x-1)

running 3 tests
test a ... ok
test b ... FAILED

failures:

---- b stdout ----
it was red

failures:
    b

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/it/main.rs (target/debug/deps/it-2)

running 2 tests
error: test failed, to rerun pass `-p x --test it`
   Doc-tests x

running 1 test
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    #[test]
    fn cargo_is_counted_and_a_binary_that_died_is_a_failure() {
        assert_eq!(of_cargo(CARGO), Count { passed: 2, failed: 2, skipped: 1 });
    }

    #[test]
    fn reports_of_the_ui_are_counted() {
        let vitest = r#"{"numPassedTests": 40, "numFailedTests": 2, "numPendingTests": 1, "numTodoTests": 1}"#;
        assert_eq!(of_vitest(vitest), Count { passed: 40, failed: 2, skipped: 2 });
        let playwright = r#"{"stats": {"expected": 9, "unexpected": 1, "flaky": 1, "skipped": 3}}"#;
        assert_eq!(of_playwright(playwright), Count { passed: 10, failed: 1, skipped: 3 });
    }

    #[test]
    fn a_runner_that_says_nothing_failed() {
        let none = Count::default();
        assert_eq!(of_vitest("no json"), none);
        assert_eq!(none.agreeing_with(true).failed, 1);
        let passed = Count { passed: 3, ..none };
        assert_eq!(passed.agreeing_with(true), passed);
        assert_eq!(passed.agreeing_with(false).failed, 1);
        let failed = Count { failed: 2, ..passed };
        assert_eq!(failed.agreeing_with(false), failed);
    }

    #[test]
    fn the_last_line_is_of_one_form() {
        assert_eq!(Count { passed: 3, failed: 0, skipped: 0 }.to_string(), "3 passed, 0 failed");
        assert_eq!(Count { passed: 3, failed: 1, skipped: 2 }.to_string(), "3 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn of_a_failed_log_the_failures_are_shown() {
        let shown = digest(CARGO, 100);
        assert!(shown.starts_with("failures:\n\n---- b stdout ----\nit was red"), "{shown}");
        assert!(shown.contains("error: test failed, to rerun"), "{shown}");
        assert!(!shown.contains("Compiling"), "{shown}");
        assert_eq!(digest("a\nb\nc", 2), "b\nc");
    }
}
