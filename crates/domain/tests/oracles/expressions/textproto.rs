//! Reads the text form of protocol buffers, as far as the tests use it.

/// A message: its fields in their order.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<(String, Field)>);

/// What a field holds.
#[derive(Debug)]
pub(super) enum Field {
    /// A number, or a word such as `true` and `INT64`.
    Word(String),
    /// A text, or bytes.
    Bytes(Vec<u8>),
    Message(Message),
}

impl Field {
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            other => panic!("{other:?} is no word"),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            other => panic!("{other:?} is no text"),
        }
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    pub(super) fn message(&self) -> &Message {
        match self {
            Self::Message(message) => message,
            other => panic!("{other:?} is no message"),
        }
    }
}

impl Message {
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.0.iter().map(|(name, field)| (name.as_str(), field))
    }

    fn named<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Field> {
        self.fields().filter(move |(found, _)| *found == name).map(|(_, field)| field)
    }

    pub(super) fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Message> {
        self.named(name).map(Field::message)
    }

    pub(super) fn one<'m>(&'m self, name: &'m str) -> Option<&'m Message> {
        self.named(name).next().map(Field::message)
    }

    pub(super) fn word<'m>(&'m self, name: &'m str) -> Option<&'m str> {
        self.named(name).next().map(Field::word)
    }

    /// The text of a field; empty when there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.named(name).next().map_or_else(String::new, Field::text)
    }
}

pub(super) fn parse(text: &str) -> Message {
    let mut reader = Reader { rest: text };
    let message = reader.message();
    assert!(reader.rest.is_empty(), "what follows is no field: {:.60}", reader.rest);
    message
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r', ',', ';']);
            match self.rest.strip_prefix('#') {
                Some(remark) => self.rest = remark.split_once('\n').map_or("", |(_, rest)| rest),
                None => return,
            }
        }
    }

    fn takes(&mut self, mark: char) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'t str {
        self.skip();
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_.+-/".contains(letter);
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn message(&mut self) -> Message {
        let mut message = Message::default();
        loop {
            self.skip();
            if self.rest.is_empty() || self.rest.starts_with('}') {
                return message;
            }
            let name = if self.takes('[') {
                let name = self.word();
                assert!(self.takes(']'), "a name in brackets has no end: {name}");
                name
            } else {
                self.word()
            };
            assert!(!name.is_empty(), "a field has no name: {:.60}", self.rest);
            self.takes(':');
            self.skip();
            let field = match self.rest.chars().next() {
                Some('{') => {
                    self.takes('{');
                    let inside = self.message();
                    assert!(self.takes('}'), "the message {name} has no end");
                    Field::Message(inside)
                }
                Some('"' | '\'') => Field::Bytes(self.texts()),
                _ => Field::Word(self.word().to_owned()),
            };
            message.0.push((name.to_owned(), field));
        }
    }

    /// Texts that follow each other are one.
    fn texts(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            self.skip();
            let Some(quote) = self.rest.chars().next().filter(|letter| matches!(letter, '"' | '\'')) else {
                return bytes;
            };
            let mut letters = self.rest[1..].char_indices();
            let end = loop {
                let (at, letter) = letters.next().unwrap();
                if letter == quote {
                    break at;
                }
                if letter != '\\' {
                    bytes.extend_from_slice(letter.to_string().as_bytes());
                    continue;
                }
                if let Some(octal) = number(&mut letters, 3, 8) {
                    bytes.push(octal as u8);
                    continue;
                }
                let (_, escaped) = letters.next().unwrap();
                let mut hexadecimal = |most: usize| number(&mut letters, most, 16).unwrap();
                match escaped {
                    'x' | 'X' => bytes.push(hexadecimal(2) as u8),
                    'u' => bytes.extend_from_slice(char::from_u32(hexadecimal(4)).unwrap().to_string().as_bytes()),
                    'U' => bytes.extend_from_slice(char::from_u32(hexadecimal(8)).unwrap().to_string().as_bytes()),
                    'a' => bytes.push(7),
                    'b' => bytes.push(8),
                    'f' => bytes.push(12),
                    'n' => bytes.push(b'\n'),
                    'r' => bytes.push(b'\r'),
                    't' => bytes.push(b'\t'),
                    'v' => bytes.push(11),
                    other => bytes.extend_from_slice(other.to_string().as_bytes()),
                }
            };
            self.rest = &self.rest[1 + end + 1..];
        }
    }
}

/// The number that is written next, with at most so many digits.
fn number(letters: &mut std::str::CharIndices<'_>, most: usize, radix: u32) -> Option<u32> {
    let written: String =
        letters.clone().take(most).map(|(_, letter)| letter).take_while(|letter| letter.is_digit(radix)).collect();
    letters.by_ref().take(written.len()).for_each(drop);
    u32::from_str_radix(&written, radix).ok()
}
