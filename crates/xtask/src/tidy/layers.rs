//! What may not be said on a floor: no waiting and no input or output in `domain`, no HTTP below `web`.

use super::Finding;
use crate::rust_source::{Kind, RustSource, begins};

const IO_MODULES: &[&str] = &["env", "fs", "io", "net", "process", "thread"];
const HTTP_WORDS: &[&str] =
    &["HeaderMap", "HeaderName", "HeaderValue", "IntoResponse", "StatusCode", "axum", "hyper", "tower_http", "utoipa"];

pub(super) fn findings(source: &RustSource) -> Vec<Finding> {
    match source.crate_name() {
        "domain" => [waiting(source), input_and_output(source), http(source)].concat(),
        "store" | "service" => http(source),
        _ => Vec::new(),
    }
}

fn waiting(source: &RustSource) -> Vec<Finding> {
    let code = source.code();
    let waits =
        code.iter().filter(|token| token.kind == Kind::Word && matches!(token.text.as_str(), "async" | "await"));
    let finding = |line| {
        Finding::at(
            &source.path,
            line,
            "the domain waits for nothing",
            "rules that are pure can be tested, replayed and run twice without a thought",
            "load what the rule needs in `service` and pass it in as an argument",
        )
    };
    waits.map(|token| finding(token.line)).collect()
}

fn input_and_output(source: &RustSource) -> Vec<Finding> {
    let code = source.code();
    let mut findings = Vec::new();
    for position in 0..code.len() {
        let rest = &code[position..];
        if rest[0].test || !begins(rest, &["std", ":", ":"]) {
            continue;
        }
        let named: Vec<_> = if begins(&rest[3..], &["{"]) {
            rest[4..].iter().take_while(|token| token.text != "}" && token.text != ";").collect()
        } else {
            rest[3..].iter().take(1).collect()
        };
        if let Some(module) = named.iter().find(|token| IO_MODULES.contains(&token.text.as_str())) {
            findings.push(Finding::at(
                &source.path,
                module.line,
                format!("std::{} in the domain", module.text),
                "the domain is what is true: no input or output, no clock, no chance",
                "do it in `service`, `store` or `signalbox` and pass the value in",
            ));
        }
    }
    findings
}

fn http(source: &RustSource) -> Vec<Finding> {
    let code = source.code();
    let mut findings = Vec::new();
    for (position, token) in code.iter().enumerate() {
        let rest = &code[position..];
        let speaks_http = token.kind == Kind::Word && HTTP_WORDS.contains(&token.text.as_str())
            || begins(rest, &["http", ":", ":"])
            || begins(rest, &["Request", "<"])
            || begins(rest, &["Response", "<"]);
        if speaks_http {
            findings.push(Finding::at(
                &source.path,
                token.line,
                format!("`{}` speaks of HTTP below web", token.text),
                "a use case also runs from the command line, a job and an import; only web knows how it was reached",
                "return a typed refusal; web turns it into a status",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Source;

    fn found(crate_name: &str, text: &str) -> Vec<String> {
        let path = format!("crates/{crate_name}/src/x.rs");
        let source = RustSource::read(&Source { path, text: text.into() });
        findings(&source).into_iter().map(|finding| format!("{} {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn the_domain_neither_waits_nor_reads() {
        assert_eq!(
            found("domain", "use std::{collections::BTreeMap, fs};\nasync fn f() {}\nfn g() { std::net::lookup() }"),
            [
                "crates/domain/src/x.rs:2 the domain waits for nothing",
                "crates/domain/src/x.rs:1 std::fs in the domain",
                "crates/domain/src/x.rs:3 std::net in the domain",
            ]
        );
    }

    #[test]
    fn a_pure_domain_is_clean_and_its_tests_may_read_files() {
        let text = "use std::fmt; // an await would be wrong here\nfn f() -> &'static str { \"async\" }\n#[cfg(test)] mod tests { use std::fs; }";
        assert_eq!(found("domain", text), [""; 0]);
    }

    #[test]
    fn http_is_spoken_in_web_only() {
        let text = "use axum::Json;\nfn f(r: Request<Body>) -> http::StatusCode { todo(r) }";
        assert_eq!(
            found("service", text),
            [
                "crates/service/src/x.rs:1 `axum` speaks of HTTP below web",
                "crates/service/src/x.rs:2 `Request` speaks of HTTP below web",
                "crates/service/src/x.rs:2 `http` speaks of HTTP below web",
                "crates/service/src/x.rs:2 `StatusCode` speaks of HTTP below web",
            ]
        );
        assert_eq!(found("web", text), [""; 0]);
    }

    #[test]
    fn a_request_that_is_no_http_request_is_clean() {
        assert_eq!(found("service", "struct Request { http: bool } // StatusCode\nconst A: &str = \"axum\";"), [""; 0]);
    }
}
