//! What was left for later, what may stop the server, what is too large to know, and paths of somebody's machine.

use super::{Finding, Weight};
use crate::repository::Source;
use crate::rust_source::{Kind, RustSource, begins};

const LINES_THAT_WARN: usize = 700;
const LINES_THAT_FAIL: usize = 900;

/// Rules for every file, whatever its language.
pub(super) fn in_any_text(source: &Source) -> Vec<Finding> {
    let extension = source.path.rsplit('.').next().unwrap_or_default();
    let mut findings = machine_paths(source);
    let generated = source.path.ends_with("schema.d.ts") || source.path.ends_with(".gen.ts");
    if matches!(extension, "rs" | "ts" | "tsx" | "css" | "mjs") && !generated {
        findings.extend(size(source));
        findings.extend(left_for_later(source));
    }
    findings
}

/// Rules for Rust alone.
pub(super) fn in_rust(source: &RustSource) -> Vec<Finding> {
    let code = source.code();
    let mut findings = Vec::new();
    for position in 0..code.len() {
        let rest = &code[position..];
        let line = rest[0].line;
        if rest[0].kind == Kind::Word
            && matches!(rest[0].text.as_str(), "todo" | "unimplemented")
            && begins(&rest[1..], &["!"])
        {
            findings.push(Finding::at(
                &source.path,
                line,
                format!("`{}!` promises rather than does", rest[0].text),
                "a user would meet the panic",
                "write it, or leave out what leads here",
            ));
        }
        if is_unexplained_exception(rest) {
            findings.push(Finding::at(
                &source.path,
                line,
                "a lint is silenced without a reason",
                "the next reader cannot tell a decision from a convenience",
                "write #[expect(the::lint, reason = \"…\")], which also says when it is no longer needed",
            ));
        }
        if !rest[0].test && begins(rest, &[".", "unwrap", "(", ")"]) {
            findings.push(Finding::at(
                &source.path,
                line,
                "`.unwrap()` outside tests",
                "it turns a case nobody thought of into a panic",
                "return an error that says what to do, or make the case impossible by type",
            ));
        }
    }
    findings
}

fn is_unexplained_exception(tokens: &[&crate::rust_source::Token]) -> bool {
    let inner = usize::from(begins(tokens, &["#", "!"]));
    if !begins(tokens, &["#"]) || !begins(&tokens[1 + inner..], &["["]) {
        return false;
    }
    let attribute: Vec<_> = tokens[2 + inner..].iter().take_while(|token| token.text != "]").collect();
    let silences = attribute.first().is_some_and(|token| matches!(token.text.as_str(), "allow" | "expect"));
    silences && !attribute.iter().any(|token| token.text == "reason")
}

fn left_for_later(source: &Source) -> Vec<Finding> {
    // In two parts, so that this file passes its own check.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let marked = |line: &str| {
        let mut parts = line.split(|character: char| !character.is_alphanumeric() && character != '_');
        parts.any(|part| words.contains(&part))
    };
    let lines = source.text.lines().enumerate().filter(|(_, line)| marked(line));
    let finding = |(index, _)| {
        Finding::at(
            &source.path,
            index + 1,
            "a note to do it later",
            "nobody looks for it here; what is open stands in an issue",
            "do it, or file it and remove the note",
        )
    };
    lines.map(finding).collect()
}

fn size(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    if lines <= LINES_THAT_WARN {
        return None;
    }
    let weight = if lines > LINES_THAT_FAIL { Weight::Fails } else { Weight::Warns };
    let finding = Finding::in_file(
        &source.path,
        format!("{lines} lines"),
        "a file is a room, and one too large to know hides what is in it",
        "split it along the things it speaks of, each with its tests",
    );
    Some(Finding { weight, ..finding })
}

fn machine_paths(source: &Source) -> Vec<Finding> {
    // In two parts, so that this file passes its own check.
    let folders = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    let names_machine = |line: &str| {
        folders.iter().any(|folder| {
            line.match_indices(folder).any(|(position, _)| {
                // Within a longer path or an address it is not the folder of a machine.
                let before = line[..position].chars().next_back();
                !before.is_some_and(|character| character.is_alphanumeric() || "./_-~:*{}$".contains(character))
            })
        })
    };
    let lines = source.text.lines().enumerate().filter(|(_, line)| names_machine(line));
    let finding = |(index, _)| {
        Finding::at(
            &source.path,
            index + 1,
            "a path of somebody's machine",
            "it is nowhere else",
            "go from the root of the repository, or take the path from a flag or the environment",
        )
    };
    lines.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    fn in_text(path: &str, text: &str) -> Vec<String> {
        in_any_text(&source(path, text))
            .into_iter()
            .map(|finding| format!("{} {}", finding.place, finding.what))
            .collect()
    }

    fn in_code(text: &str) -> Vec<String> {
        let rust = RustSource::read(&source("a.rs", text));
        in_rust(&rust).into_iter().map(|finding| format!("{} {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn what_is_left_for_later_is_found() {
        let note = format!("let a = 1;\n// {}: the rest", concat!("TO", "DO"));
        assert_eq!(in_text("ui/src/a.ts", &note), ["ui/src/a.ts:2 a note to do it later"]);
        assert_eq!(in_text("ui/src/a.ts", "type Status = 'todo' | 'done'; const TODOS = 1;"), [""; 0]);
        assert_eq!(
            in_code("fn f() { todo!() }\nfn g() { unimplemented!() }"),
            ["a.rs:1 `todo!` promises rather than does", "a.rs:2 `unimplemented!` promises rather than does"]
        );
        assert_eq!(in_code("fn todo() { \"todo!\"; Status::todo }"), [""; 0]);
    }

    #[test]
    fn a_lint_is_silenced_with_a_reason_only() {
        assert_eq!(
            in_code("#[allow(dead_code)]\nfn f() {}\n#![expect(unused)]"),
            ["a.rs:1 a lint is silenced without a reason", "a.rs:3 a lint is silenced without a reason"]
        );
        assert_eq!(in_code("#[expect(dead_code, reason = \"the table is whole\")]\nfn allow() {}"), [""; 0]);
    }

    #[test]
    fn unwrap_is_for_tests() {
        assert_eq!(in_code("fn f() { a().unwrap() }"), ["a.rs:1 `.unwrap()` outside tests"]);
        assert_eq!(in_code("fn f() { a().unwrap_or(1) }\n#[cfg(test)] mod tests { fn t() { a().unwrap() } }"), [""; 0]);
    }

    #[test]
    fn a_large_file_warns_and_a_huge_one_fails() {
        let weight = |lines: usize| size(&source("a.rs", &"x\n".repeat(lines))).map(|finding| finding.weight);
        assert_eq!(
            [700, 701, 900, 901].map(weight),
            [None, Some(Weight::Warns), Some(Weight::Warns), Some(Weight::Fails)]
        );
        assert_eq!(in_text("ui/src/api/schema.d.ts", &"x\n".repeat(2000)), [""; 0]);
    }

    #[test]
    fn paths_of_a_machine_are_found_in_any_text() {
        let home = concat!("see /ro", "ot/x");
        assert_eq!(in_text("README.md", home), ["README.md:1 a path of somebody's machine"]);
        let elsewhere = concat!("https://example.org/wo", "rk/1 and ./wo", "rk/2");
        assert_eq!(in_text("README.md", elsewhere), [""; 0]);
    }
}
