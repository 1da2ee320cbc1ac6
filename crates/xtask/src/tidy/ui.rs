//! The UI follows the same line: features do not know each other, the timeline's core knows no view, colours have names.

use super::Finding;
use crate::repository::Source;

pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let test = source.path.contains(".test.");
    for (index, line) in source.text.lines().enumerate() {
        for import in imports(line) {
            findings.extend(import_between_features(source, index + 1, import));
            findings.extend(import_into_core(source, index + 1, import).filter(|_| !test));
        }
        if !test && !is_theme(&source.path) && has_colour(line, source.path.ends_with(".css")) {
            findings.push(Finding::at(
                &source.path,
                index + 1,
                "a colour by its number",
                "status colours are defined once per theme, or the dark theme and contrast break one by one",
                "use a token, var(--…), or define one in ui/src/theme or in the tokens.css of its part",
            ));
        }
    }
    findings
}

fn import_between_features(source: &Source, line: usize, import: &str) -> Option<Finding> {
    let here = feature(&source.path)?;
    let there = resolve(&source.path, import);
    let other = feature(&there).filter(|other| *other != here)?;
    Some(Finding::at(
        &source.path,
        line,
        format!("features/{here} imports features/{other}"),
        "features that know each other can no longer be changed alone",
        "move what both need to components/, api/ or time/, or let the route put them together",
    ))
}

fn import_into_core(source: &Source, line: usize, import: &str) -> Option<Finding> {
    if !source.path.starts_with("ui/src/timeline/core/") {
        return None;
    }
    let there = resolve(&source.path, import);
    let library = ["react", "@mantine/", "@tanstack/react"].iter().any(|name| there.starts_with(name));
    let ours = there.starts_with("ui/src/");
    let pure = there.starts_with("ui/src/timeline/core") || there.starts_with("ui/src/time/");
    (library || ours && !pure).then(|| {
        Finding::at(
            &source.path,
            line,
            format!("timeline/core imports {import}"),
            "the core computes; without a view it can be tested and measured by itself",
            "pass what it needs in as plain values, or move the code to timeline/view",
        )
    })
}

/// What a line imports. A module is named on the last line of an import, which is where this finds it.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    let openings = ["from '", "from \"", "import '", "import \"", "import('", "import(\""];
    openings.into_iter().filter_map(|opening| {
        let (_, rest) = line.split_once(opening)?;
        rest.split_once(['\'', '"']).map(|(module, _)| module)
    })
}

/// The path from the root of the repository, or the name of a package.
fn resolve(from: &str, import: &str) -> String {
    if let Some(rest) = import.strip_prefix("@/").or_else(|| import.strip_prefix("~/")) {
        return format!("ui/src/{rest}");
    }
    if !import.starts_with('.') {
        return import.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix("ui/src/features/")?.split('/').next()
}

fn is_theme(path: &str) -> bool {
    path.starts_with("ui/src/theme") || path.ends_with("/tokens.css")
}

/// A colour in hexadecimal: a whole string in TypeScript, part of a value in CSS.
fn has_colour(line: &str, css: bool) -> bool {
    line.match_indices('#').any(|(position, _)| {
        let (before, after) = (&line[..position], &line[position + 1..]);
        let digits = after.chars().take_while(char::is_ascii_hexdigit).count();
        let next = after.chars().nth(digits);
        let length = matches!(digits, 3 | 4 | 6 | 8);
        let context = if css {
            before.contains(':') && next.is_none_or(|next| matches!(next, ';' | ' ' | ',' | ')' | '}'))
        } else {
            before.ends_with(['\'', '"', '`', ' ', '(', ',', ':'])
                && next.is_some_and(|next| "'\"` ,);".contains(next))
                && line.contains(['\'', '"', '`'])
        };
        length && context
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: format!("ui/src/{path}"), text: text.into() };
        findings(&source).into_iter().map(|finding| format!("{} {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn features_do_not_import_each_other() {
        let text = "import { a } from './a';\nimport {\n  b,\n} from '../releases/b';\nconst c = import('@/features/people/c');";
        assert_eq!(
            found("features/calendar/x.tsx", text),
            [
                "ui/src/features/calendar/x.tsx:4 features/calendar imports features/releases",
                "ui/src/features/calendar/x.tsx:5 features/calendar imports features/people",
            ]
        );
        assert_eq!(found("routes/x.tsx", "import { a } from '../features/people/a';"), [""; 0]);
        assert_eq!(
            found("features/calendar/deep/x.tsx", "import a from \"../y\";\nimport b from '../../../components/b';"),
            [""; 0]
        );
    }

    #[test]
    fn the_core_of_the_timeline_knows_no_view() {
        let text = "import { useState } from 'react';\nimport { Row } from '../view/Row';\nimport type { Box } from '@mantine/core';";
        assert_eq!(
            found("timeline/core/layout.ts", text),
            [
                "ui/src/timeline/core/layout.ts:1 timeline/core imports react",
                "ui/src/timeline/core/layout.ts:2 timeline/core imports ../view/Row",
                "ui/src/timeline/core/layout.ts:3 timeline/core imports @mantine/core",
            ]
        );
        let clean = "import { span } from './span';\nimport { day } from '../../time/day';\nimport { Temporal } from 'temporal-polyfill';";
        assert_eq!(found("timeline/core/layout.ts", clean), [""; 0]);
        assert_eq!(found("timeline/view/Row.tsx", text), [""; 0]);
    }

    #[test]
    fn colours_have_names_outside_the_theme() {
        let code = "const a = '#ff0000';\nconst b = `1px solid #abc`;\n";
        assert_eq!(
            found("components/x.tsx", code),
            ["ui/src/components/x.tsx:1 a colour by its number", "ui/src/components/x.tsx:2 a colour by its number"]
        );
        assert_eq!(found("components/x.css", "a { color: #FFF; }\n#add { color: var(--accent); }").len(), 1);
        assert_eq!(found("theme/theme.ts", code), [""; 0]);
        assert_eq!(found("timeline/view/tokens.css", ":root { --grid: #eef1f5; }"), [""; 0]);
        let clean = "// see #123\nconst c = '#gates';\nthis.#count = 1;\nconst d = `#${id}`;";
        assert_eq!(found("components/x.tsx", clean), [""; 0]);
    }
}
