//! YAML text to a tree that still knows where everything stood and how it was written.
//!
//! Only what documents need: mappings with text keys, lists and scalars of the YAML 1.2 core schema. Everything that
//! makes YAML dangerous or surprising (alias bombs, duplicate keys, foreign tags, keys that are no text) is refused by
//! line and column. A plain scalar keeps its text, so that whoever knows that a version is wanted reads `1.10` and not
//! the number 1.1; [`core`] says what a plain scalar is when nobody knows.

mod scalar;

pub use scalar::core;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use scalar::is_null;
use serde_json::Value;
use signalbox_domain::Fault;
use std::collections::HashMap;

/// The largest text that is read, in bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How deep lists and mappings may lie in each other.
pub const MOST_DEPTH: usize = 64;
/// The most values in one text, aliases not counted.
pub const MOST_NODES: usize = 1_000_000;
/// The most values that anchors and aliases may copy: enough for anything written by hand, far too few for a bomb.
pub const MOST_COPIES: usize = 200_000;

/// A place in a text, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// A value and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub content: Content,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A scalar written without quotes: [`core`] says what it is, or its text counts, where a text is wanted.
    Plain(String),
    /// A scalar in quotes or as a block: always text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order it was written.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: Position,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text of a scalar exactly as written; `None` for a list, a mapping or nothing.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Plain(text) => (!is_null(text)).then_some(text.as_str()),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// The items of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Content::List(items) = &self.content { items } else { &[] }
    }

    /// The entries of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        if let Content::Map(entries) = &self.content { entries } else { &[] }
    }

    /// True when nothing stands there, or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Plain(text) if is_null(text))
    }

    /// Where the thing at a JSON pointer stands (for an entry: its key), or the nearest thing around it.
    #[must_use]
    pub fn locate(&self, pointer: &str) -> Position {
        let (mut node, mut at) = (self, self.at);
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match &node.content {
                Content::List(items) => {
                    token.parse().ok().and_then(|index: usize| items.get(index)).map(|item| (item.at, item))
                }
                Content::Map(entries) => {
                    entries.iter().find(|entry| entry.key == token).map(|entry| (entry.at, &entry.value))
                }
                Content::Plain(_) | Content::Text(_) => None,
            };
            let Some((place, below)) = next else { break };
            (at, node) = (place, below);
        }
        at
    }
}

/// Reads a stream of documents. Empty documents are left out.
///
/// # Errors
/// Every fault that can be told apart; malformed YAML ends the reading, so it comes last. Pointers begin with the index
/// of the document.
pub fn parse(text: &str) -> Result<Vec<Node>, Vec<Fault>> {
    if text.len() > MOST_BYTES {
        let detail = format!("the text has {} bytes; at most {MOST_BYTES} are read: split it", text.len());
        return Err(vec![Fault::new("", "too_large", detail)]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        path: Vec::new(),
        faults: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        copies: 0,
    };
    let mut documents = Vec::new();
    if let Err(fault) = reader.stream(&mut documents) {
        reader.faults.push(fault);
    }
    if reader.faults.is_empty() { Ok(documents) } else { Err(reader.faults) }
}

/// Appends a token to a JSON pointer.
#[must_use]
pub fn push_token(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

struct Reader<'text> {
    parser: Parser<'text, StrInput<'text>>,
    /// The tokens of the pointer to what is being read.
    path: Vec<String>,
    faults: Vec<Fault>,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    copies: usize,
}

struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

/// A value being read, with how many values it holds and how deep they lie.
struct Read {
    node: Node,
    size: usize,
    depth: usize,
}

impl<'text> Reader<'text> {
    fn stream(&mut self, documents: &mut Vec<Node>) -> Result<(), Fault> {
        loop {
            match self.next()?.0 {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(_) => {
                    self.anchors.clear();
                    self.path.push(documents.len().to_string());
                    let (event, span) = self.next()?;
                    let read = self.node(event, span, 0)?;
                    self.path.pop();
                    if !read.node.is_null() {
                        documents.push(read.node);
                    }
                }
                // Nothing that is not between the start and the end of a document carries a value.
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'text>, Span), Fault> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.malformed(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'text>, span: Span, depth: usize) -> Result<Read, Fault> {
        let at = position(span);
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.fault(at, "too_large", format!("more than {MOST_NODES} values; split the text")));
        }
        if depth > MOST_DEPTH {
            return Err(self.fault(at, "too_deep", format!("more than {MOST_DEPTH} lists and mappings in each other")));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let content = self.scalar(text.into_owned(), style, tag.as_deref(), at);
                self.remember(anchor, Read { node: Node { at, content }, size: 1, depth: 0 })
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", at);
                let read = self.list(at, depth)?;
                self.remember(anchor, read)
            }
            Event::MappingStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", at);
                let read = self.map(at, depth)?;
                self.remember(anchor, read)
            }
            Event::Alias(anchor) => self.copy(anchor, at, depth),
            _ => Err(self.fault(at, "yaml", "a value was expected here")),
        }
    }

    fn list(&mut self, at: Position, depth: usize) -> Result<Read, Fault> {
        let (mut items, mut size, mut below) = (Vec::new(), 1, 0);
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Read { node: Node { at, content: Content::List(items) }, size, depth: below + 1 });
            }
            self.path.push(items.len().to_string());
            let item = self.node(event, span, depth + 1)?;
            self.path.pop();
            (size, below) = (size + item.size, below.max(item.depth));
            items.push(item.node);
        }
    }

    fn map(&mut self, at: Position, depth: usize) -> Result<Read, Fault> {
        let (mut entries, mut size, mut below) = (Vec::<Entry>::new(), 1, 0);
        let mut places: HashMap<String, Position> = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(Read { node: Node { at, content: Content::Map(entries) }, size, depth: below + 1 });
            }
            let key_at = position(span);
            let read = self.node(event, span, depth + 1)?;
            let key = self.key(&read.node);
            self.path.push(key.clone());
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            if let Some(first) = places.insert(key.clone(), key_at) {
                let fault =
                    self.fault(key_at, "duplicate", format!("the key {key:?} stands here again; first on {first}"));
                self.faults.push(fault);
            }
            self.path.pop();
            (size, below) = (size + value.size + 1, below.max(value.depth));
            entries.push(Entry { key, at: key_at, value: value.node });
        }
    }

    fn key(&mut self, node: &Node) -> String {
        let wrong = match &node.content {
            Content::Text(text) => return text.clone(),
            Content::Plain(text) => match core(text) {
                Ok(Value::String(text)) => return text,
                _ => format!("the key {text:?} is no text; put it in quotes"),
            },
            Content::List(_) | Content::Map(_) => "a key is a text, not a list or a mapping".to_owned(),
        };
        let fault = self.fault(node.at, "key", wrong);
        self.faults.push(fault);
        node.text().unwrap_or_default().to_owned()
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, tag: Option<&Tag>, at: Position) -> Content {
        let plain = style == ScalarStyle::Plain;
        let Some(tag) = tag else {
            return if plain { Content::Plain(text) } else { Content::Text(text) };
        };
        let fits = match core_tag(tag) {
            Some("str" | "") => return Content::Text(text),
            Some(name) => core(&text).is_ok_and(|value| match name {
                "int" => value.is_i64() || value.is_u64(),
                "float" => value.is_number(),
                "bool" => value.is_boolean(),
                "null" => value.is_null(),
                _ => false,
            }),
            None => false,
        };
        if !fits {
            let fault = self.fault(at, "tag", format!("the tag {tag} does not fit here or is unknown; leave it out"));
            self.faults.push(fault);
        }
        Content::Plain(text)
    }

    fn check_tag(&mut self, tag: Option<&Tag>, wanted: &str, at: Position) {
        if let Some(tag) = tag
            && !core_tag(tag).is_some_and(|name| name == wanted || name.is_empty())
        {
            let fault = self.fault(at, "tag", format!("the tag {tag} does not fit here or is unknown; leave it out"));
            self.faults.push(fault);
        }
    }

    fn remember(&mut self, anchor: usize, read: Read) -> Result<Read, Fault> {
        if anchor > 0 {
            self.count_copies(read.size, read.node.at)?;
            self.anchors.insert(anchor, Anchored { node: read.node.clone(), size: read.size, depth: read.depth });
        }
        Ok(read)
    }

    fn copy(&mut self, anchor: usize, at: Position, depth: usize) -> Result<Read, Fault> {
        let Some(Anchored { size, depth: below, .. }) = self.anchors.get(&anchor) else {
            return Err(self.fault(
                at,
                "alias",
                "this alias repeats nothing that ended before it in the same document",
            ));
        };
        let (size, below) = (*size, *below);
        self.count_copies(size, at)?;
        if depth + below > MOST_DEPTH {
            return Err(self.fault(at, "too_deep", format!("more than {MOST_DEPTH} lists and mappings in each other")));
        }
        let node = self.anchors.get(&anchor).map(|anchored| Node { at, content: anchored.node.content.clone() });
        node.map(|node| Read { node, size, depth: below })
            .ok_or_else(|| self.fault(at, "alias", "this alias repeats nothing"))
    }

    fn count_copies(&mut self, size: usize, at: Position) -> Result<(), Fault> {
        self.copies += size;
        if self.copies > MOST_COPIES {
            let detail =
                format!("anchors and aliases repeat more than {MOST_COPIES} values; write them out or use fewer");
            return Err(self.fault(at, "alias", detail));
        }
        Ok(())
    }

    fn malformed(&self, error: &ScanError) -> Fault {
        let at = Position { line: error.marker().line(), column: error.marker().col() + 1 };
        self.fault(at, "yaml", format!("this is not well-formed YAML: {}", error.info()))
    }

    fn fault(&self, at: Position, code: &'static str, detail: impl std::fmt::Display) -> Fault {
        let pointer = self.path.iter().fold(String::new(), |pointer, token| push_token(&pointer, token));
        Fault::new(pointer, code, format!("{at}: {detail}"))
    }
}

fn position(span: Span) -> Position {
    Position { line: span.start.line(), column: span.start.col() + 1 }
}

/// The name of a tag of the core schema; empty for the non-specific `!`.
fn core_tag(tag: &Tag) -> Option<&str> {
    const CORE: &str = "tag:yaml.org,2002:";
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        (CORE, name) => Some(name),
        ("!", "") | ("", "!") => Some(""),
        ("", whole) => whole.strip_prefix(CORE),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
