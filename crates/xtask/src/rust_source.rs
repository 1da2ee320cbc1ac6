//! Rust as words, marks, string literals and comments: as much grammar as the rules of the house need.

use crate::repository::Source;

/// A piece of source code.
#[derive(Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The word, the mark, the value of the string, or the whole comment.
    pub(crate) text: String,
    /// From 1; of a literal over several lines, its first.
    pub(crate) line: usize,
    /// Within `#[cfg(test)]`, a test function, or a file of tests.
    pub(crate) test: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Word,
    Mark,
    /// A string literal of any sort.
    Literal,
    Comment,
    /// Numbers, characters and lifetimes.
    Other,
}

/// A file of Rust, read.
pub(crate) struct RustSource {
    pub(crate) path: String,
    pub(crate) tokens: Vec<Token>,
}

impl RustSource {
    pub(crate) fn read(source: &Source) -> Self {
        let mut tokens = Lexer::new(&source.text).tokens();
        if is_test_path(&source.path) {
            tokens.iter_mut().for_each(|token| token.test = true);
        } else {
            mark_tests(&mut tokens);
        }
        Self { path: source.path.clone(), tokens }
    }

    /// The name of the folder under `crates/`, or nothing for a file elsewhere.
    pub(crate) fn crate_name(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
    }

    /// The code without its comments, each token with those that follow it.
    pub(crate) fn code(&self) -> Vec<&Token> {
        self.tokens.iter().filter(|token| token.kind != Kind::Comment).collect()
    }
}

/// Whether the tokens begin with these words and marks.
pub(crate) fn begins(tokens: &[&Token], expected: &[&str]) -> bool {
    tokens.len() >= expected.len()
        && tokens
            .iter()
            .zip(expected)
            .all(|(token, text)| token.text == *text && matches!(token.kind, Kind::Word | Kind::Mark))
}

fn is_test_path(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/") || path.contains("/benches/") || file == "tests.rs" || file.ends_with("_tests.rs")
}

/// Marks each item that only exists for tests, from its attribute to its closing brace or semicolon.
fn mark_tests(tokens: &mut [Token]) {
    let mut position = 0;
    while position < tokens.len() {
        let Some(end) = test_attribute(&tokens[position..]) else {
            position += 1;
            continue;
        };
        let end = if tokens[position + 1].text == "!" { tokens.len() } else { item_end(tokens, position + end) };
        tokens[position..end].iter_mut().for_each(|token| token.test = true);
        position = end;
    }
}

/// The length of the attribute these tokens begin with, if it is one that marks tests.
fn test_attribute(tokens: &[Token]) -> Option<usize> {
    let open = match tokens {
        [hash, bracket, ..] if hash.text == "#" && bracket.text == "[" => 1,
        [hash, bang, bracket, ..] if hash.text == "#" && bang.text == "!" && bracket.text == "[" => 2,
        _ => return None,
    };
    let end = closing(tokens, open)?;
    let words: Vec<&str> = tokens[open + 1..end]
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| token.text.as_str())
        .collect();
    let marks_tests = match words.as_slice() {
        ["cfg", conditions @ ..] => conditions.contains(&"test") && !conditions.contains(&"not"),
        ["test", ..] => true,
        [first, "test", ..] => *first != "cfg_attr",
        _ => false,
    };
    marks_tests.then_some(end + 1)
}

fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut position = start;
    while position < tokens.len() {
        match (tokens[position].kind, tokens[position].text.as_str()) {
            (Kind::Mark, ";") => return position + 1,
            (Kind::Mark, "{") => return closing(tokens, position).map_or(tokens.len(), |end| end + 1),
            (Kind::Mark, "(" | "[") => {
                position = closing(tokens, position).map_or(tokens.len(), |end| end + 1);
            }
            _ => position += 1,
        }
    }
    tokens.len()
}

/// The position of the bracket that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate().skip(open).filter(|(_, token)| token.kind == Kind::Mark) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(position);
                }
            }
            _ => {}
        }
    }
    None
}

struct Lexer {
    characters: Vec<char>,
    position: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn new(text: &str) -> Self {
        Self { characters: text.chars().collect(), position: 0, line: 1, tokens: Vec::new() }
    }

    fn tokens(mut self) -> Vec<Token> {
        while let Some(character) = self.peek(0) {
            match character {
                character if character.is_whitespace() => {
                    self.take();
                }
                '/' if self.peek(1) == Some('/') => self.line_comment(),
                '/' if self.peek(1) == Some('*') => self.block_comment(),
                '"' => self.string(self.position),
                '\'' => self.character_or_lifetime(),
                'r' | 'b' | 'c' if self.string_prefix().is_some() => {
                    let quote = self.string_prefix().unwrap_or(self.position);
                    self.string(quote);
                }
                'r' if self.peek(1) == Some('#') && self.peek(2).is_some_and(is_word_start) => {
                    self.take();
                    self.take();
                    self.word();
                }
                character if is_word_start(character) => self.word(),
                character if character.is_ascii_digit() => {
                    let (start, line) = (self.position, self.line);
                    self.take_while(|character| character.is_alphanumeric() || character == '_');
                    self.push(Kind::Other, start, line);
                }
                _ => {
                    let (start, line) = (self.position, self.line);
                    self.take();
                    self.push(Kind::Mark, start, line);
                }
            }
        }
        self.tokens
    }

    fn line_comment(&mut self) {
        let (start, line) = (self.position, self.line);
        self.take_while(|character| character != '\n');
        self.push(Kind::Comment, start, line);
    }

    fn block_comment(&mut self) {
        let (start, line) = (self.position, self.line);
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.take();
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.take();
                }
                (None, _) => break,
                _ => {}
            }
            self.take();
            if depth == 0 {
                break;
            }
        }
        self.push(Kind::Comment, start, line);
    }

    /// The position of the quote, where a string with a prefix (`r#"`, `b"`, `cr"`) begins here.
    fn string_prefix(&self) -> Option<usize> {
        let mut ahead = 0;
        while self.peek(ahead).is_some_and(|character| matches!(character, 'r' | 'b' | 'c')) && ahead < 2 {
            ahead += 1;
        }
        let raw = ahead > 0 && self.peek(ahead - 1) == Some('r');
        while raw && self.peek(ahead) == Some('#') {
            ahead += 1;
        }
        (self.peek(ahead) == Some('"')).then_some(self.position + ahead)
    }

    fn string(&mut self, quote: usize) {
        let prefix = &self.characters[self.position..quote];
        let raw = prefix.contains(&'r');
        let hashes = prefix.iter().filter(|character| **character == '#').count();
        let line = self.line;
        let mut value = String::new();
        self.position = quote + 1;
        while let Some(character) = self.take() {
            match character {
                '"' if (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) => {
                    self.position += hashes;
                    break;
                }
                '\\' if !raw => match self.take() {
                    Some('n') => value.push('\n'),
                    Some('t') => value.push('\t'),
                    // The backslash at the end of a line swallows the next line's indentation.
                    Some('\n') => self.take_while(char::is_whitespace),
                    Some(escaped) => value.push(escaped),
                    None => {}
                },
                character => value.push(character),
            }
        }
        self.tokens.push(Token { kind: Kind::Literal, text: value, line, test: false });
    }

    fn character_or_lifetime(&mut self) {
        let (start, line) = (self.position, self.line);
        self.take();
        if self.peek(0) == Some('\\') {
            self.take();
            self.take();
            self.take_while(|character| character != '\'');
            self.take();
        } else if self.peek(1) == Some('\'') {
            self.take();
            self.take();
        } else {
            self.take_while(is_word);
        }
        self.push(Kind::Other, start, line);
    }

    fn word(&mut self) {
        let (start, line) = (self.position, self.line);
        self.take_while(is_word);
        self.push(Kind::Word, start, line);
    }

    fn push(&mut self, kind: Kind, start: usize, line: usize) {
        let text = self.characters[start..self.position].iter().collect();
        self.tokens.push(Token { kind, text, line, test: false });
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.position + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek(0)?;
        self.position += 1;
        self.line += usize::from(character == '\n');
        Some(character)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&wanted) {
            self.take();
        }
    }
}

fn is_word_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RustSource {
        RustSource::read(&Source { path: "crates/x/src/lib.rs".into(), text: text.into() })
    }

    fn literals(text: &str) -> Vec<(String, usize)> {
        read(text)
            .tokens
            .into_iter()
            .filter(|token| token.kind == Kind::Literal)
            .map(|token| (token.text, token.line))
            .collect()
    }

    #[test]
    fn strings_of_every_sort_are_found_with_their_first_line() {
        let text = "let a = \"one \\\"two\\\"\";\nlet b = r#\"raw \"x\" \\ \"#;\nlet c = b\"bytes\";\nlet d = \"x \\\n    y\nz\";\nlet e = \"w\";";
        let expected = [("one \"two\"", 1), ("raw \"x\" \\ ", 2), ("bytes", 3), ("x y\nz", 4), ("w", 7)];
        assert_eq!(literals(text), expected.map(|(value, line)| (value.to_owned(), line)));
    }

    #[test]
    fn quotes_in_characters_lifetimes_and_comments_open_no_string() {
        let text = "fn f<'a>(x: &'a str) -> char { '\"' } // \"no\"\n/* \"no /* nested \" */ */ let q = '\\''; let y = \"yes\";";
        assert_eq!(literals(text), [("yes".to_owned(), 2)]);
    }

    #[test]
    fn what_only_exists_for_tests_is_marked_and_nothing_after_it() {
        let source = read(
            "fn before() {}\n#[cfg(test)]\n#[path = \"x\"]\nmod tests { fn inside() { if a { b } } }\nfn after() {}\n#[test]\nfn story() { told() }\n#[cfg(not(test))]\nfn live() {}",
        );
        let word = |text: &str| source.tokens.iter().find(|token| token.text == text).unwrap().test;
        assert_eq!(["before", "inside", "after", "told", "live"].map(word), [false, true, false, true, false]);
    }

    #[test]
    fn files_of_tests_are_tests_as_a_whole() {
        for path in ["crates/signalbox/tests/it/main.rs", "crates/domain/src/calendar/tests.rs"] {
            let source = RustSource::read(&Source { path: path.into(), text: "fn f() {}".into() });
            assert!(source.tokens.iter().all(|token| token.test), "{path}");
        }
    }
}
