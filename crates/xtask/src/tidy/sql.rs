//! SQL lives in `store`, and what `store` reads is limited to what the reader may see.

use super::Finding;
use crate::rust_source::{Kind, RustSource};

/// What a query has where the store puts the condition that a row is one the reader may see.
const MINDS: [&str; 7] = ["{visible ", "{seen ", "{among ", "{over ", "{known ", "{heard ", "{told "];
/// What a query says that is right to read everything, followed by the reason.
const GLOBAL: &str = "-- global:";

pub(super) fn findings(source: &RustSource) -> Vec<Finding> {
    let literals = source.tokens.iter().filter(|token| token.kind == Kind::Literal);
    match source.crate_name() {
        "store" => literals
            .filter(|token| !token.test && source.path.contains("/src/"))
            .filter(|token| reads_a_table(&token.text))
            .filter(|token| !is_scoped(&token.text))
            .map(|token| unscoped(&source.path, token.line, &token.text))
            .collect(),
        // The benchmark measures bare databases, and this crate has samples of what it refuses.
        "xtask" => Vec::new(),
        _ => literals
            .filter(|token| statement(&token.text).is_some())
            .map(|token| outside(&source.path, token.line, &token.text))
            .collect(),
    }
}

fn outside(path: &str, line: usize, text: &str) -> Finding {
    Finding::at(
        path,
        line,
        format!("SQL outside the store: \"{}\"", beginning(text)),
        "every statement is in one place, so that rights, revisions and both databases are minded in one place",
        "give `store` a function that does it and call that",
    )
}

fn unscoped(path: &str, line: usize, text: &str) -> Finding {
    Finding::at(
        path,
        line,
        format!("a query that minds no portfolio: \"{}\"", beginning(text)),
        "what a person may not see must not be readable by forgetting a condition",
        "put {visible…} where the condition belongs, or a line `-- global: why` with the reason",
    )
}

/// Whether this is a query that reads more than functions: `select extract(epoch from clock_timestamp())` reads nothing.
fn reads_a_table(text: &str) -> bool {
    let words = words(text);
    let reads =
        |triple: &[String]| matches!(triple[0].as_str(), "from" | "join") && is_name(&triple[1]) && triple[2] != "(";
    matches!(statement(text), Some("select" | "with"))
        && (words.windows(3).any(reads) || words.iter().rev().nth(1).is_some_and(|word| word == "from"))
}

fn is_scoped(text: &str) -> bool {
    let reason = text.split_once(GLOBAL).map(|(_, after)| after.lines().next().unwrap_or_default().trim());
    MINDS.iter().any(|word| text.contains(word)) || reason.is_some_and(|reason| !reason.is_empty())
}

fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    words.join(" ")
}

/// The verb, if this text is a statement or the beginning of one, rather than a sentence that begins with the same word
/// ("Select a release from the list", "Update the plan").
fn statement(text: &str) -> Option<&'static str> {
    let words = words(text);
    let word = |position: usize| words.get(position).map_or("", String::as_str);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let names = |position: usize| is_name(word(position));
    match word(0) {
        "select" => is_select(&words).then_some("select"),
        "with" => {
            let table = words.windows(2).any(|pair| pair == ["as", "("]);
            (names(1) && table && has("select")).then_some("with")
        }
        "insert" | "replace" => {
            let into = words.iter().position(|word| word == "into").filter(|position| *position <= 3)?;
            (names(into + 1) && (has("(") || has("values") || has("select") || has("default"))).then_some("insert")
        }
        "update" => {
            let set = words.iter().position(|word| word == "set").filter(|position| *position <= 4)?;
            (names(1) && words[set..].iter().any(|word| word == "=")).then_some("update")
        }
        "delete" => {
            let after = matches!(word(3), "" | "where" | "returning" | "using" | "as" | ";");
            (word(1) == "from" && names(2) && after).then_some("delete")
        }
        "create" => is_create(&words).then_some("create"),
        "alter" => {
            let change = matches!(word(3), "add" | "alter" | "drop" | "rename" | "set" | "if" | "only");
            (matches!(word(1), "table" | "index" | "sequence") && names(2) && change).then_some("alter")
        }
        "drop" => {
            let thing = matches!(word(1), "table" | "index" | "view" | "trigger" | "database" | "schema");
            (thing && names(2) && words.len() <= 7).then_some("drop")
        }
        "truncate" => (word(1) == "table" && names(2)).then_some("truncate"),
        "pragma" => (names(1) && matches!(word(2), "" | "=" | "(")).then_some("pragma"),
        "begin" => matches!(word(1), "immediate" | "exclusive" | "transaction" | "isolation").then_some("begin"),
        _ => None,
    }
}

fn is_select(words: &[String]) -> bool {
    let first = words.get(1).map_or("", String::as_str);
    let from = words.iter().position(|word| word == "from");
    let reads = from.is_some_and(|position| {
        let source = words.get(position + 1).map_or("", String::as_str);
        position > 1 && (source == "(" || is_name(source))
    });
    let calls = words.get(2).is_some_and(|word| word == "(") && is_name(first);
    let computes = matches!(first, "*" | "exists" | "distinct" | "case" | "null")
        || first.starts_with(['$', '?'])
        || first.chars().all(|character| character.is_ascii_digit()) && !first.is_empty();
    reads || calls || computes
}

fn is_create(words: &[String]) -> bool {
    let adjectives = ["unique", "temporary", "temp", "virtual", "unlogged", "or", "replace"];
    let Some(position) = words.iter().skip(1).position(|word| !adjectives.contains(&word.as_str())) else {
        return false;
    };
    let [thing, rest @ ..] = &words[position + 1..] else {
        return false;
    };
    let rest = match rest {
        [a, b, c, rest @ ..] if (a.as_str(), b.as_str(), c.as_str()) == ("if", "not", "exists") => rest,
        rest => rest,
    };
    let named = rest.first().is_some_and(|word| is_name(word));
    let has = |wanted: &str| rest.iter().any(|word| word == wanted);
    match thing.as_str() {
        "table" => named && (has("(") || has("as") || rest.len() == 1),
        "index" | "trigger" => named && has("on"),
        "view" | "function" => named && has("as"),
        "sequence" | "database" | "schema" | "extension" | "role" => {
            let option = rest.get(1).map_or("", String::as_str);
            named && matches!(option, "" | ";" | "encoding" | "login" | "owner" | "start" | "template" | "with")
        }
        _ => false,
    }
}

/// A name a table could have, or the braces of one that is filled in; not the small words of a sentence.
fn is_name(word: &str) -> bool {
    let sentence = [
        "a", "all", "an", "and", "another", "any", "each", "every", "for", "here", "in", "it", "its", "of", "one",
        "only", "or", "our", "that", "the", "their", "them", "these", "this", "those", "to", "what", "which", "your",
    ];
    let begins = word.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | '{' | '"'));
    begins && !sentence.contains(&word)
}

/// The words and marks in lower case, without leading comments.
fn words(text: &str) -> Vec<String> {
    let body: Vec<&str> =
        text.lines().skip_while(|line| line.trim().is_empty() || line.trim().starts_with("--")).collect();
    let mut spaced = String::new();
    for character in body.join("\n").chars() {
        if matches!(character, '(' | ')' | ',' | ';' | '=') {
            spaced.extend([' ', character, ' ']);
        } else {
            spaced.extend(character.to_lowercase());
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Source;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = RustSource::read(&Source { path: path.into(), text: text.into() });
        findings(&source).into_iter().map(|finding| format!("{} {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn statements_are_known() {
        let statements = [
            "select id, name from release where id = $1",
            "SELECT 1",
            "select * from \"release\"",
            "select pg_advisory_lock($1)",
            "select {COLUMNS} from {table}",
            "-- global: the journal is sealed as a whole\nselect max(position) from event",
            "with recursive above as (select id from portfolio) select id from above",
            "insert into release (id) values ($1)",
            "insert or ignore into release values (?1)",
            "update release set state = $2, rev = rev + 1 where id = $1",
            "delete from session where expires_at < $1",
            "create table if not exists release (id text primary key)",
            "create database {name} template signalbox",
            "create unique index release_key on release (key)",
            "alter table release add column risk text",
            "drop table if exists release",
            "pragma journal_mode = wal",
            "begin immediate",
        ];
        for text in statements {
            assert!(statement(text).is_some(), "{text}");
        }
    }

    #[test]
    fn sentences_are_not_statements() {
        let sentences = [
            "select",
            "Select a release from the list",
            "Selected releases",
            "Update the plan",
            "update {key}: set a target first",
            "Delete from the calendar, or archive",
            "Insert into your calendar (read-only)",
            "create table-of-contents",
            "Create index pages for each release",
            "Create a release",
            "create database indexes later",
            "with the release as (select one) planned",
            "begin with the first gate",
            "drop the release here",
            "replace the version",
            "alter the plan",
        ];
        for text in sentences {
            assert_eq!(statement(text), None, "{text}");
        }
    }

    #[test]
    fn sql_outside_the_store_is_found_in_tests_too() {
        let text =
            "fn f() {}\nconst Q: &str = \"select id from release\";\n#[test] fn t() { run(\"delete from release\") }";
        assert_eq!(
            found("crates/service/src/x.rs", text),
            [
                "crates/service/src/x.rs:2 SQL outside the store: \"select id from release\"",
                "crates/service/src/x.rs:3 SQL outside the store: \"delete from release\"",
            ]
        );
        assert_eq!(
            found("crates/service/src/x.rs", "// select id from release\nconst Q: &str = \"select one\";"),
            [""; 0]
        );
    }

    #[test]
    fn a_query_minds_the_portfolio_or_says_why_not() {
        let text = "const A: &str = \"select id from release where key = $1\";";
        assert_eq!(
            found("crates/store/src/x.rs", text),
            ["crates/store/src/x.rs:1 a query that minds no portfolio: \"select id from release where key\""]
        );
        let silent = "const A: &str = \"-- global:\\nselect id from release\";";
        assert_eq!(found("crates/store/src/x.rs", silent).len(), 1);
        let clean = "const A: &str = \"select id from release where {visible portfolio_id} and key = $1\";\n\
            const B: &str = \"-- global: the sealer reads every event\\nselect id from event\";\n\
            const C: &str = \"select (extract(epoch from clock_timestamp()) * 1000000)::bigint\";\n\
            const F: &str = \"select id from release r where {seen r}\";\n\
            const E: &str = \"update release set rev = rev + 1 where id = $1\";\n\
            #[cfg(test)] mod tests { const D: &str = \"select id from release\"; }";
        assert_eq!(found("crates/store/src/x.rs", clean), [""; 0]);
    }
}
