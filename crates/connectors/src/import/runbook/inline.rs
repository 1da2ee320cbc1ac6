//! What stands on a line of Markdown, as plain words. Everything here takes time in proportion to the text.

use super::Link;
use std::collections::{BTreeMap, HashMap};

/// Addresses that are written once and named by a label: `[label]: address`.
pub(super) type Definitions = BTreeMap<String, String>;

/// The longest label of a definition, in characters, as `CommonMark` has it.
const LONGEST_LABEL: usize = 999;
/// The longest address in angle brackets, in characters.
const LONGEST_ADDRESS: usize = 2_000;

/// Words without their marks.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) links: Vec<Link>,
}

/// What a character is, before anything is matched.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// It may be a mark.
    Open,
    /// It stands for itself: in code, in a parameter, after a backslash, in an address.
    Literal,
    /// It is a mark and not shown.
    Dropped,
}

/// Reads words that may hold links, code, emphasis and parameters.
pub(super) fn read(markdown: &str, definitions: &Definitions) -> Plain {
    let mut reader = Reader::new(markdown);
    reader.mark_literals();
    reader.find_links(definitions);
    for mark in ['*', '_', '~'] {
        reader.drop_emphasis(mark);
    }
    let links = reader
        .links
        .iter()
        .map(|found| Link { text: reader.shown(found.text.clone()), address: found.address.clone() });
    Plain { links: links.collect(), text: reader.shown(0..reader.letters.len()) }
}

/// The names in double braces, each once, in the order in which they stand; a pair of braces without a name is none.
pub(super) fn parameters(text: &str, names: &mut Vec<String>) {
    for line in text.lines() {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            let name = name.trim();
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
            rest = behind;
        }
    }
}

/// `[label]: address`, with or without a title behind it.
pub(super) fn definition(line: &str) -> Option<(String, String)> {
    let rest = line.trim().strip_prefix('[')?;
    let (label, rest) = rest.split_once("]:")?;
    let is_label = !label.trim().is_empty() && label.chars().count() <= LONGEST_LABEL && !label.contains(['[', ']']);
    let target: Vec<char> = rest.trim().chars().collect();
    let address = address(&target)?;
    (is_label && !address.is_empty() && !label.starts_with('^')).then(|| (folded(label), address))
}

/// Labels are the same whatever their case and their spaces.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What stands in the parentheses of a link: an address, perhaps in angle brackets, perhaps with a title.
fn address(target: &[char]) -> Option<String> {
    let text: String = target.iter().collect();
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('<') {
        return rest.split_once('>').map(|(address, _)| address.trim().to_owned());
    }
    let mut braces = 0_usize;
    let mut end = text.len();
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let doubled = letters.peek().is_some_and(|(_, next)| *next == letter);
        match letter {
            '{' if doubled => braces += 1,
            '}' if doubled => braces = braces.saturating_sub(1),
            _ if letter.is_whitespace() && braces == 0 => {
                end = place;
                break;
            }
            _ => continue,
        }
        letters.next();
    }
    let title = text[end..].trim();
    let quoted = |mark: char| title.len() > 1 && title.starts_with(mark) && title.ends_with(mark);
    let is_title = title.is_empty() || quoted('"') || quoted('\'') || (title.starts_with('(') && title.ends_with(')'));
    is_title.then(|| text[..end].to_owned())
}

struct Found {
    text: std::ops::Range<usize>,
    address: String,
}

struct Reader {
    letters: Vec<char>,
    roles: Vec<Role>,
    links: Vec<Found>,
}

impl Reader {
    fn new(markdown: &str) -> Self {
        let letters: Vec<char> = markdown.chars().collect();
        Self { roles: vec![Role::Open; letters.len()], letters, links: Vec::new() }
    }

    fn is(&self, place: usize, letter: char) -> bool {
        self.letters.get(place) == Some(&letter) && self.roles[place] == Role::Open
    }

    fn set(&mut self, places: std::ops::Range<usize>, role: Role) {
        let end = places.end.min(self.roles.len());
        self.roles[places.start.min(end)..end].fill(role);
    }

    /// How often the letter at a place stands there in a row.
    fn run(&self, place: usize) -> usize {
        let letter = self.letters[place];
        self.letters[place..].iter().take_while(|next| **next == letter).count()
    }

    fn begins(&self, place: usize, word: &str) -> bool {
        let mut letters = self.letters[place..].iter();
        word.chars().all(|letter| letters.next().is_some_and(|found| found.eq_ignore_ascii_case(&letter)))
    }

    /// Code, parameters and escaped letters stand for themselves.
    fn mark_literals(&mut self) {
        let mut last_run: HashMap<usize, usize> = HashMap::new();
        let mut place = 0;
        while place < self.letters.len() {
            let long = self.run(place);
            if self.letters[place] == '`' {
                last_run.insert(long, place);
            }
            place += long;
        }
        let no_braces_from = (0..self.letters.len()).rev().find(|place| self.begins(*place, "}}")).unwrap_or(0);
        place = 0;
        while place < self.letters.len() {
            let next = self.letters.get(place + 1).copied();
            match self.letters[place] {
                '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                    self.roles[place] = Role::Dropped;
                    self.roles[place + 1] = Role::Literal;
                    place += 2;
                }
                '`' => place = self.code(place, &last_run),
                '{' if next == Some('{') && place < no_braces_from => {
                    let end = (place + 2..self.letters.len()).find(|end| self.begins(*end, "}}"));
                    let end = end.map_or(place + 2, |end| end + 2);
                    self.set(place..end, Role::Literal);
                    place = end;
                }
                _ => place += 1,
            }
        }
    }

    /// A code span, if it has an end; the place behind it.
    fn code(&mut self, place: usize, last_run: &HashMap<usize, usize>) -> usize {
        let long = self.run(place);
        let mut at = place + long;
        if last_run.get(&long).is_none_or(|last| *last <= place) {
            self.set(place..at, Role::Literal);
            return at;
        }
        while at < self.letters.len() {
            let run = self.run(at);
            if self.letters[at] == '`' && run == long {
                self.set(place..place + long, Role::Dropped);
                self.set(place + long..at, Role::Literal);
                self.set(at..at + long, Role::Dropped);
                return at + long;
            }
            at += run;
        }
        at
    }

    /// For each opening mark, where its closing one stands.
    fn pairs(&self, open: char, close: char) -> Vec<Option<usize>> {
        let mut pairs = vec![None; self.letters.len()];
        let mut waiting = Vec::new();
        for place in 0..self.letters.len() {
            if self.is(place, open) {
                waiting.push(place);
            } else if self.is(place, close)
                && let Some(opened) = waiting.pop()
            {
                pairs[opened] = Some(place);
            }
        }
        pairs
    }

    fn find_links(&mut self, definitions: &Definitions) {
        let (brackets, parentheses) = (self.pairs('[', ']'), self.pairs('(', ')'));
        let (mut place, mut link_ends, mut image_ends) = (0, 0, 0);
        while place < self.letters.len() {
            let is_image = place > 0 && self.is(place - 1, '!');
            let may_be = if is_image { place >= image_ends } else { place >= link_ends };
            if self.is(place, '[')
                && may_be
                && let Some(close) = brackets[place]
                && let Some((address, end)) = self.target(place, close, &brackets, &parentheses, definitions)
            {
                if is_image {
                    self.roles[place - 1] = Role::Dropped;
                    image_ends = close;
                } else {
                    link_ends = close;
                }
                self.roles[place] = Role::Dropped;
                self.set(close..end, Role::Dropped);
                self.links.push(Found { text: place + 1..close, address });
            } else if self.roles[place] == Role::Open && place >= link_ends {
                place = self.bare(place);
                continue;
            }
            place += 1;
        }
    }

    /// The address of what stands in brackets, and where all of it ends.
    fn target(
        &self,
        open: usize,
        close: usize,
        brackets: &[Option<usize>],
        parentheses: &[Option<usize>],
        definitions: &Definitions,
    ) -> Option<(String, usize)> {
        let next = close + 1;
        if self.is(next, '(')
            && let Some(end) = parentheses[next]
            && let Some(address) = address(&self.letters[next + 1..end])
        {
            return Some((address, end + 1));
        }
        let label = |from: usize, to: usize| {
            let short = to > from && to - from <= LONGEST_LABEL;
            short.then(|| folded(&self.letters[from..to].iter().collect::<String>()))
        };
        let (label, end) = match brackets.get(next).copied().flatten().filter(|_| self.is(next, '[')) {
            Some(end) if end > next + 1 => (label(next + 1, end)?, end + 1),
            Some(end) => (label(open + 1, close)?, end + 1),
            None => (label(open + 1, close)?, next),
        };
        definitions.get(&label).map(|address| (address.clone(), end))
    }

    /// An address that stands for itself, in angle brackets or not; the place where to go on.
    fn bare(&mut self, place: usize) -> usize {
        let in_brackets = self.letters[place] == '<';
        let from = place + usize::from(in_brackets);
        let begins = ["https://", "http://", "mailto:"].iter().any(|word| self.begins(from, word));
        let inside_a_word = place > 0 && self.letters[place - 1].is_alphanumeric();
        if !begins || inside_a_word {
            return place + 1;
        }
        let ends = |place: &usize| {
            let letter = self.letters[*place];
            self.roles[*place] == Role::Dropped
                || (letter.is_whitespace() && self.roles[*place] == Role::Open)
                || matches!(letter, '<' | '>')
        };
        let mut end = (from..self.letters.len()).find(ends).unwrap_or(self.letters.len());
        if in_brackets {
            if !self.is(end, '>') || end - from > LONGEST_ADDRESS {
                return place + 1;
            }
            self.roles[place] = Role::Dropped;
            self.roles[end] = Role::Dropped;
        } else {
            let opened = self.letters[from..end].iter().filter(|letter| **letter == '(').count();
            let mut closed = self.letters[from..end].iter().filter(|letter| **letter == ')').count();
            while end > from && self.roles[end - 1] == Role::Open {
                match self.letters[end - 1] {
                    ')' if closed > opened => closed -= 1,
                    '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '*' | '_' | '~' | ']' => {}
                    _ => break,
                }
                end -= 1;
            }
        }
        let address: String = self.letters[from..end].iter().collect();
        self.set(from..end, Role::Literal);
        self.links.push(Found { text: from..end, address });
        end.max(place + 1)
    }

    /// Takes away marks of emphasis that have a partner.
    fn drop_emphasis(&mut self, mark: char) {
        // Where runs that may begin something stand, and how much of them has no partner yet.
        let mut waiting: Vec<(usize, usize)> = Vec::new();
        let mut place = 0;
        while place < self.letters.len() {
            if !self.is(place, mark) {
                place += 1;
                continue;
            }
            let long = self.run(place);
            let before = place.checked_sub(1).map_or(' ', |before| self.letters[before]);
            let after = self.letters.get(place + long).copied().unwrap_or(' ');
            let in_a_word = mark == '_' && before.is_alphanumeric() && after.is_alphanumeric();
            let (mut left, end) = (long, place + long);
            if !in_a_word && !before.is_whitespace() && (mark != '~' || long > 1) {
                while left > 0
                    && let Some((opened, unmatched)) = waiting.pop()
                {
                    let both = left.min(unmatched);
                    self.set(opened + unmatched - both..opened + unmatched, Role::Dropped);
                    self.set(end - left..end - left + both, Role::Dropped);
                    left -= both;
                    if unmatched > both {
                        waiting.push((opened, unmatched - both));
                    }
                }
            }
            if left > 0 && !in_a_word && !after.is_whitespace() && (mark != '~' || long > 1) {
                waiting.push((end - left, left));
            }
            place = end;
        }
    }

    /// What is shown of a part: one line, without double spaces and controls, the five common entities resolved.
    fn shown(&self, places: std::ops::Range<usize>) -> String {
        let shown = places.filter(|place| self.roles[*place] != Role::Dropped).map(|place| self.letters[place]);
        let text: String = shown.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")] {
            if text.contains(entity) {
                text = text.replace(entity, letter);
            }
        }
        text.trim().to_owned()
    }
}
