//! What the server does not give away or do, whoever asks.

use super::{document, operations, samples::Fixture};
use crate::harness::{App, Request};

#[test]
fn no_other_origin_is_let_in() {
    let app = App::on_sqlite();
    for method in ["GET", "OPTIONS", "POST"] {
        for path in ["/releases", "/session", "//", "//health"] {
            let request = Request::new(method, path)
                .header("origin", "https://elsewhere.example")
                .header("access-control-request-method", "POST");
            let answer = app.administrator().send(request);
            for name in ["allow-origin", "allow-credentials", "allow-methods", "allow-headers"] {
                assert_eq!(answer.header(&format!("access-control-{name}")), None, "{method} {path}");
            }
        }
    }
}

#[test]
fn nothing_is_served_but_the_application() {
    let app = App::on_sqlite();
    let entrance = app.anonymous().get("//").text;
    for path in [
        ".git/config",
        ".git/HEAD",
        ".svn/entries",
        "Cargo.toml",
        "signalbox.toml",
        "signalbox.db",
        "assets",
        "assets/",
        "debug",
        "debug/pprof",
        "actuator/env",
        "metrics/../../etc/passwd",
        "assets/%2e%2e/%2e%2e/etc/passwd",
        "assets/..%2fsignalbox.db",
    ] {
        let answer = app.anonymous().get(&format!("//{path}"));
        // A page of the application that is none says so itself.
        assert!(answer.text == entrance || answer.status == 404, "{path}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains("[core]") && !answer.text.contains("root:"), "{path}");
    }
    // What is for tests and for the command line is no operation.
    let listed = operations(&document());
    for word in ["seed", "clock", "example", "test", "debug"] {
        // What tests of others found is told by an operation.
        let is_in = |path: &str| path.replace("/test-reports", "").contains(word);
        assert!(!listed.iter().any(|operation| is_in(&operation.path)), "{word}");
    }
}

both_databases!(reading_changes_nothing, |app| {
    let document = document();
    let client = app.administrator();
    let fixture = Fixture::new(app, &document, 1);
    let reads: Vec<_> = operations(&document)
        .into_iter()
        .filter(|operation| operation.method.eq_ignore_ascii_case("get"))
        // The way through a provider is begun by following a link; the stream does not end.
        .filter(|operation| !matches!(operation.id.as_str(), "enter" | "come_back" | "stream_events"))
        .collect();
    assert!(reads.len() > 100, "{}", reads.len());
    let paths: Vec<String> = reads.iter().map(|operation| fixture.path(operation)).collect();
    app.unchanged_by(|| {
        for path in &paths {
            let answer = client.get(path);
            assert!(answer.status < 500, "{path}: {}", answer.text);
        }
    });
});
