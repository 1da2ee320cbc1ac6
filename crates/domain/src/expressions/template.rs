//! Sentences that embed facts: `{release.key} is due {release.target}`.

use super::{Catalogue, Document, Mistake, Program, World, parser::MOST_BYTES};

/// How many steps each embedded expression may take.
const BUDGET: u64 = 5_000;

/// A sentence with expressions in it.
#[derive(Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Fact(Box<Program>),
}

impl Template {
    /// Reads a sentence. `{…}` holds an expression of any type; a brace itself is written twice.
    ///
    /// # Errors
    /// Every mistake of every expression, and braces without their match.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, Vec<Mistake>> {
        if text.len() > MOST_BYTES {
            return Err(vec![Mistake::new(0, "size", format!("a sentence has at most {MOST_BYTES} bytes"))]);
        }
        let world = World::of(catalogue);
        let mut parts = Vec::new();
        let mut mistakes = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            let rest = &text[at + letter.len_utf8()..];
            match letter {
                '{' | '}' if rest.starts_with(letter) => {
                    plain.push(letter);
                    at += 2;
                }
                '}' => {
                    mistakes.push(Mistake::new(at, "syntax", "a closing brace without an opening one is written }}"));
                    at += 1;
                }
                '{' => {
                    let Some(length) = end(rest) else {
                        mistakes.push(Mistake::new(
                            at,
                            "syntax",
                            "this brace is not closed; one that is meant is written {{",
                        ));
                        break;
                    };
                    match Program::compile(&rest[..length], &world) {
                        Ok(program) => {
                            parts.push(Part::Text(std::mem::take(&mut plain)));
                            parts.push(Part::Fact(program.into()));
                        }
                        Err(found) => {
                            mistakes.extend(found.into_iter().map(|one| Mistake { at: one.at + at + 1, ..one }));
                        }
                    }
                    at += length + 2;
                }
                other => {
                    plain.push(other);
                    at += other.len_utf8();
                }
            }
        }
        parts.push(Part::Text(plain));
        if mistakes.is_empty() { Ok(Self { parts }) } else { Err(mistakes) }
    }

    /// The sentence with the facts of a document; `?` stands for what cannot be told.
    #[must_use]
    pub fn fill(&self, document: &Document<'_>) -> String {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Fact(program) => match document.run(program, BUDGET) {
                    Ok((value, _)) => filled.push_str(&value.to_string()),
                    Err(_) => filled.push('?'),
                },
            }
        }
        filled
    }
}

/// Where the expression ends that begins here: at its closing brace, past braces and texts inside it.
fn end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}
