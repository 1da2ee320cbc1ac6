//! The words of an expression.

use super::mistake::Mistake;

/// A word of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Int(u64),
    Uint(u64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// A name, or a word such as `true` and `in`.
    Word(String),
    /// A field between backquotes, which may hold characters that no name has.
    Quoted(String),
    /// An operator or bracket.
    Mark(&'static str),
    End,
}

/// Each word with the byte at which it begins.
pub(super) type Words = Vec<(Token, usize)>;

/// Longer marks before their beginnings.
const MARKS: [&str; 26] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!",
    "<", ">", "=", "&",
];

/// The words of a text.
pub(super) fn words(text: &str) -> Result<Words, Mistake> {
    let mut lexer = Lexer { text, at: 0 };
    let mut words = Vec::new();
    loop {
        lexer.skip();
        let at = lexer.at;
        let token = lexer.word()?;
        let is_over = token == Token::End;
        words.push((token, at));
        if is_over {
            return Ok(words);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter| !holds(letter)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Passes over white space and remarks.
    fn skip(&mut self) {
        loop {
            self.take_while(|letter| matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}'));
            if !self.rest().starts_with("//") {
                return;
            }
            self.take_while(|letter| letter != '\n');
        }
    }

    fn word(&mut self) -> Result<Token, Mistake> {
        let at = self.at;
        let rest = self.rest();
        let Some(first) = self.peek() else { return Ok(Token::End) };
        if let Some(token) = self.text_literal()? {
            return Ok(token);
        }
        if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit())) {
            return self.number();
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let word = self.take_while(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            return Ok(Token::Word(word.to_owned()));
        }
        if first == '`' {
            self.at += 1;
            let field = self.take_while(|letter| letter.is_ascii_alphanumeric() || "_-./ ".contains(letter));
            if field.is_empty() || !self.rest().starts_with('`') {
                return Err(Mistake::new(
                    at,
                    "syntax",
                    "a field between backquotes has letters, digits, spaces, _ - . /",
                ));
            }
            self.at += 1;
            return Ok(Token::Quoted(field.to_owned()));
        }
        match MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
            Some("=") => Err(Mistake::new(at, "syntax", "two values are compared by ==")),
            Some("&") => Err(Mistake::new(at, "syntax", "two conditions are joined by &&")),
            Some(mark) => {
                self.at += mark.len();
                Ok(Token::Mark(mark))
            }
            None => Err(Mistake::new(at, "syntax", format!("{first:?} has no meaning here"))),
        }
    }

    fn number(&mut self) -> Result<Token, Mistake> {
        let at = self.at;
        let out_of_range = |written: &str| Mistake::new(at, "range", format!("{written} is out of range"));
        if self.rest().starts_with("0x") || self.rest().starts_with("0X") {
            self.at += 2;
            let digits = self.take_while(|letter| letter.is_ascii_hexdigit());
            let value = u64::from_str_radix(digits, 16).map_err(|_| out_of_range(&self.text[at..self.at]))?;
            return Ok(self.whole(value));
        }
        self.take_while(|letter| letter.is_ascii_digit());
        let mut is_double = false;
        let rest = self.rest();
        if rest.starts_with('.') && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
            is_double = true;
            self.at += 1;
            self.take_while(|letter| letter.is_ascii_digit());
        }
        let rest = self.rest();
        if rest.starts_with(['e', 'E']) {
            let signed = rest[1..].trim_start_matches(['+', '-']);
            let sign = rest.len() - 1 - signed.len();
            if sign <= 1 && signed.starts_with(|next: char| next.is_ascii_digit()) {
                is_double = true;
                self.at += 1 + sign;
                self.take_while(|letter| letter.is_ascii_digit());
            }
        }
        let written = &self.text[at..self.at];
        if is_double {
            return written.parse().map(Token::Double).map_err(|_| out_of_range(written));
        }
        let value = written.parse().map_err(|_| out_of_range(written))?;
        Ok(self.whole(value))
    }

    fn whole(&mut self, value: u64) -> Token {
        if self.rest().starts_with(['u', 'U']) {
            self.at += 1;
            Token::Uint(value)
        } else {
            Token::Int(value)
        }
    }

    /// A text or bytes, when one begins here: `'…'`, `"…"`, three quotes, after `r` and `b`.
    fn text_literal(&mut self) -> Result<Option<Token>, Mistake> {
        let at = self.at;
        let rest = self.rest();
        let prefix = rest.len() - rest.trim_start_matches(['r', 'R', 'b', 'B']).len();
        let letters = rest[..prefix].to_ascii_lowercase();
        if !["", "r", "b", "rb", "br"].contains(&letters.as_str()) || !rest[prefix..].starts_with(['"', '\'']) {
            return Ok(None);
        }
        let (is_raw, is_bytes) = (letters.contains('r'), letters.contains('b'));
        let quote = &rest[prefix..=prefix];
        let triple = quote.repeat(3);
        let (fence, is_long) =
            if rest[prefix..].starts_with(&triple) { (triple.as_str(), true) } else { (quote, false) };
        self.at += prefix + fence.len();
        let mut bytes = Vec::new();
        loop {
            let rest = self.rest();
            if rest.starts_with(fence) {
                self.at += fence.len();
                break;
            }
            let Some(letter) = self.peek() else { return Err(Mistake::new(at, "syntax", "this text has no end")) };
            if !is_long && matches!(letter, '\n' | '\r') {
                return Err(Mistake::new(at, "syntax", "this text does not end on its line"));
            }
            self.at += letter.len_utf8();
            if letter == '\\' && !is_raw {
                self.escape(is_bytes, &mut bytes)?;
            } else {
                push(&mut bytes, letter);
            }
        }
        if is_bytes {
            return Ok(Some(Token::Bytes(bytes)));
        }
        // What is no byte literal was made of whole characters only.
        Ok(Some(Token::Text(String::from_utf8_lossy(&bytes).into_owned())))
    }

    fn escape(&mut self, is_bytes: bool, bytes: &mut Vec<u8>) -> Result<(), Mistake> {
        let at = self.at - 1;
        let wrong = || Mistake::new(at, "syntax", "this escape has no meaning; a backslash is written \\\\");
        let letter = self.peek().ok_or_else(wrong)?;
        self.at += letter.len_utf8();
        let plain = match letter {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' | '?' | '"' | '\'' | '`' => letter,
            _ => {
                let (digits, radix) = match letter {
                    'x' | 'X' => (2, 16),
                    'u' if !is_bytes => (4, 16),
                    'U' if !is_bytes => (8, 16),
                    '0'..='3' => {
                        self.at -= 1;
                        (3, 8)
                    }
                    _ => return Err(wrong()),
                };
                let written = self.rest().get(..digits).ok_or_else(wrong)?;
                let is_written = written.chars().all(|digit| digit.is_digit(radix));
                let code = u32::from_str_radix(written, radix).ok().filter(|_| is_written).ok_or_else(wrong)?;
                self.at += digits;
                if is_bytes {
                    bytes.push(u8::try_from(code).map_err(|_| wrong())?);
                    return Ok(());
                }
                char::from_u32(code).ok_or_else(wrong)?
            }
        };
        push(bytes, plain);
        Ok(())
    }
}

fn push(bytes: &mut Vec<u8>, letter: char) {
    bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}
