//! The lines of a checklist, each told for what it is: heading, item of a list, words, code, comment.

use super::{
    LONGEST_LINE, MOST_STEPS, Remark, inline,
    marks::{
        CODE, Marker, columns, comment_begin, front_matter, heading, is_rule, opens_fence, resembles_a_checkbox, spaced,
    },
};

/// Lists in lists beyond this are words.
const MOST_LISTS: usize = 100;

/// Something that stands in the text.
#[derive(Debug)]
pub(super) enum Piece {
    Heading {
        line: usize,
        level: usize,
        words: String,
    },
    /// The item at this place of [`Scanned::items`] begins.
    Item(usize),
    Text(Text),
    Comment {
        owner: Option<usize>,
        words: String,
    },
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) line: usize,
    /// The item it stands in.
    pub(super) within: Option<usize>,
    /// How many items it stands in.
    pub(super) depth: usize,
    /// `None` when it has no checkbox.
    pub(super) checked: Option<bool>,
    /// The words of its first paragraph.
    pub(super) words: Vec<String>,
    /// The column at which what belongs to it begins.
    content: usize,
}

/// A line as it stands in the text, its leading tabs turned into spaces.
#[derive(Debug)]
pub(super) struct Text {
    /// The innermost item it belongs to.
    pub(super) owner: Option<usize>,
    /// True when it is of the first paragraph of that item.
    pub(super) own: bool,
    pub(super) text: String,
}

/// A text that was told apart.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) pieces: Vec<Piece>,
    pub(super) items: Vec<Item>,
    pub(super) definitions: inline::Definitions,
    pub(super) remarks: Vec<Remark>,
}

struct Fence {
    mark: char,
    long: usize,
    line: usize,
    /// Less indentation than this ends the item, and with it the code.
    floor: usize,
}

struct OpenComment {
    line: usize,
    words: String,
    owner: Option<usize>,
}

/// Whether the next line of words goes on with a paragraph.
#[derive(Clone, Copy, PartialEq)]
enum Paragraph {
    Closed,
    /// The first paragraph of the innermost item, which may have no words yet.
    Own,
    Other,
}

struct Scanner {
    scanned: Scanned,
    /// The items that are open, outermost first.
    open: Vec<usize>,
    paragraph: Paragraph,
    /// The number of lines of the paragraph at the left edge, for headings that are underlined.
    paragraph_lines: usize,
    fence: Option<Fence>,
    comment: Option<OpenComment>,
    /// The last line on which a comment ends.
    last_end: usize,
    steps: usize,
}

/// Tells lines apart.
///
/// # Errors
/// Too long a line, too many checkboxes.
pub(super) fn scan(text: &str) -> Result<Scanned, Remark> {
    let lines: Vec<&str> = text.lines().collect();
    if let Some(long) = lines.iter().position(|line| line.chars().nth(LONGEST_LINE).is_some()) {
        return Err(Remark::new(long + 1, format!("this line has more than {LONGEST_LINE} characters; break it")));
    }
    let mut scanner = Scanner {
        scanned: Scanned::default(),
        open: Vec::new(),
        paragraph: Paragraph::Closed,
        paragraph_lines: 0,
        fence: None,
        comment: None,
        last_end: lines.iter().rposition(|line| line.contains("-->")).map_or(0, |place| place + 1),
        steps: 0,
    };
    let front = front_matter(&lines);
    if front > 0 {
        scanner.remark(1, "the front matter is left out");
    }
    for (place, line) in lines.iter().enumerate().skip(front) {
        scanner.line(place + 1, line);
        if scanner.steps > MOST_STEPS {
            return Err(Remark::new(place + 1, format!("a checklist has at most {MOST_STEPS} steps; divide it")));
        }
    }
    if let Some(fence) = scanner.fence {
        scanner.scanned.remarks.push(Remark::new(fence.line, "the code that begins here has no end"));
    }
    if let Some(comment) = scanner.comment {
        scanner
            .scanned
            .remarks
            .push(Remark::new(comment.line, "the comment that begins here has no end; nothing that follows is read"));
    }
    Ok(scanner.scanned)
}

impl Scanner {
    fn remark(&mut self, line: usize, what: impl Into<String>) {
        self.scanned.remarks.push(Remark::new(line, what));
    }

    fn owner(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// How many of the open items go on at this column.
    fn kept(&self, column: usize) -> usize {
        self.open.partition_point(|item| self.scanned.items[*item].content <= column)
    }

    fn base(&self, kept: usize) -> usize {
        kept.checked_sub(1).map_or(0, |last| self.scanned.items[self.open[last]].content)
    }

    fn push(&mut self, own: bool, text: String) {
        let owner = self.owner();
        self.scanned.pieces.push(Piece::Text(Text { owner, own, text }));
    }

    fn line(&mut self, number: usize, line: &str) {
        if self.fence.is_some() && self.goes_on_with_code(line) {
            return;
        }
        let was_open = self.comment.is_some();
        let (visible, comments) = self.without_comments(number, line);
        if visible.trim().is_empty() && (was_open || !comments.is_empty() || self.comment.is_some()) {
            // A line of nothing but a comment is as if it were not there.
            self.paragraph = Paragraph::Closed;
            let column = columns(&line[..line.len() - line.trim_start().len()], 0);
            let kept = self.kept(column);
            let owner = kept.checked_sub(1).map(|last| self.open[last]);
            self.settle(owner, comments);
            return;
        }
        self.block(number, &visible);
        self.settle(self.owner(), comments);
    }

    /// Gives comments that began on a line their owner.
    fn settle(&mut self, owner: Option<usize>, comments: Vec<OpenComment>) {
        for comment in comments {
            self.finish(OpenComment { owner: comment.owner.or(owner), ..comment });
        }
        if let Some(open) = &mut self.comment
            && open.owner.is_none()
        {
            open.owner = owner;
        }
    }

    fn finish(&mut self, comment: OpenComment) {
        if ["[ ]", "[x]", "[X]"].iter().any(|mark| comment.words.contains(mark)) {
            self.remark(comment.line, "checkboxes in a comment are examples and no steps");
        }
        let words = comment.words.trim().to_owned();
        if !words.is_empty() {
            self.scanned.pieces.push(Piece::Comment { owner: comment.owner, words });
        }
    }

    /// The line without its comments, and the comments that end on it.
    fn without_comments(&mut self, number: usize, line: &str) -> (String, Vec<OpenComment>) {
        let mut ended = Vec::new();
        let mut rest = line;
        if let Some(mut open) = self.comment.take() {
            let Some((words, behind)) = line.split_once("-->") else {
                open.words.push('\n');
                open.words.push_str(line);
                self.comment = Some(open);
                return (String::new(), ended);
            };
            open.words.push('\n');
            open.words.push_str(words);
            self.finish(open);
            if behind.trim().is_empty() {
                return (String::new(), ended);
            }
            rest = behind;
        }
        let mut visible = String::new();
        while let Some(place) = comment_begin(rest) {
            let (before, inside) = (&rest[..place], &rest[place + 4..]);
            let begins_line = visible.trim().is_empty() && before.trim().is_empty();
            if !inside.contains("-->") && number >= self.last_end && !begins_line {
                // No comment ends from here on: these are words.
                break;
            }
            visible.push_str(before);
            let Some((words, behind)) = inside.split_once("-->") else {
                self.comment = Some(OpenComment { line: number, words: inside.to_owned(), owner: None });
                return (visible, ended);
            };
            ended.push(OpenComment { line: number, words: words.to_owned(), owner: None });
            rest = behind;
        }
        visible.push_str(rest);
        (visible, ended)
    }

    /// True when the line belongs to the code that is open.
    fn goes_on_with_code(&mut self, line: &str) -> bool {
        let Some(fence) = &self.fence else { return false };
        let text = line.trim();
        let column = columns(&line[..line.len() - line.trim_start().len()], 0);
        let leaves = !text.is_empty() && column < fence.floor;
        if leaves && (Marker::at(text).is_some() || heading(text).is_some_and(|(level, _)| level > 1)) {
            let begin = fence.line;
            self.remark(begin, "the code that begins here has no end; it ends with the step it stands in");
            self.fence = None;
            return false;
        }
        let closes = text.chars().all(|letter| letter == fence.mark) && text.chars().count() >= fence.long;
        if closes {
            self.fence = None;
        }
        self.push(false, spaced(line));
        true
    }

    fn block(&mut self, number: usize, line: &str) {
        let text = line.trim_start();
        if text.is_empty() {
            self.paragraph = Paragraph::Closed;
            self.paragraph_lines = 0;
            self.push(false, String::new());
            return;
        }
        let column = columns(&line[..line.len() - text.len()], 0);
        let kept = self.kept(column);
        let relative = column - self.base(kept);
        if self.paragraph == Paragraph::Closed && relative >= CODE {
            if Marker::at(text).is_some_and(|marker| marker.checked.is_some()) {
                self.remark(number, "a checkbox in indented code is no step; indent it less");
            }
            self.open.truncate(kept);
            self.push(false, spaced(line));
        } else if let Some((mark, long)) = opens_fence(text).filter(|_| relative < CODE || !self.open.is_empty()) {
            self.close_to(kept);
            self.fence = Some(Fence { mark, long, line: number, floor: self.base(kept) });
            self.push(false, spaced(line));
        } else if let Some((level, words)) = heading(text).filter(|_| kept == 0 && relative < CODE) {
            self.close_to(0);
            self.scanned.pieces.push(Piece::Heading { line: number, level, words: words.to_owned() });
        } else if self.is_underline(text, kept) {
            self.underline(number, text);
        } else if is_rule(text) {
            self.close_to(kept);
            self.push(false, spaced(line));
        } else if let Some(marker) = Marker::at(text).filter(|_| self.open.len() < MOST_LISTS) {
            self.open.truncate(kept);
            self.items(number, line, column, marker);
        } else if let Some((label, address)) = self.definition(text) {
            self.close_to(kept);
            self.scanned.definitions.entry(label).or_insert(address);
        } else {
            self.words(number, line, kept);
        }
    }

    /// Ends the paragraph and the items that do not go on.
    fn close_to(&mut self, kept: usize) {
        self.open.truncate(kept);
        self.paragraph = Paragraph::Closed;
        self.paragraph_lines = 0;
    }

    fn definition(&self, text: &str) -> Option<(String, String)> {
        if self.paragraph == Paragraph::Closed { inline::definition(text) } else { None }
    }

    fn is_underline(&self, text: &str, kept: usize) -> bool {
        let text = text.trim_end();
        let one_mark =
            text.len() >= 3 && (text.bytes().all(|byte| byte == b'=') || text.bytes().all(|byte| byte == b'-'));
        one_mark && kept == 0 && self.open.is_empty() && self.paragraph_lines == 1
    }

    /// The line before was a heading.
    fn underline(&mut self, number: usize, text: &str) {
        if let Some(Piece::Text(title)) = self.scanned.pieces.pop() {
            let level = if text.starts_with('=') { 1 } else { 2 };
            self.scanned.pieces.push(Piece::Heading { line: number - 1, level, words: title.text.trim().to_owned() });
        }
        self.close_to(0);
    }

    /// An item, and those that begin on the same line in it.
    fn items(&mut self, number: usize, line: &str, column: usize, first: Marker<'_>) {
        let (mut marker, mut column) = (first, column);
        loop {
            let item = Item {
                line: number,
                within: self.owner(),
                depth: self.open.len(),
                checked: marker.checked,
                words: Vec::new(),
                content: column + marker.wide,
            };
            self.steps += usize::from(item.checked.is_some());
            column = item.content;
            let place = self.scanned.items.len();
            self.scanned.items.push(item);
            self.scanned.pieces.push(Piece::Item(place));
            self.open.push(place);
            match Marker::at(marker.words).filter(|_| marker.checked.is_none() && self.open.len() < MOST_LISTS) {
                Some(next) if !is_rule(marker.words) => marker = next,
                _ => break,
            }
        }
        if marker.checked.is_none() && resembles_a_checkbox(marker.words) {
            self.remark(number, "this is no checkbox; write \"- [ ] \" and then what is to be done");
        }
        self.paragraph_lines = 0;
        if marker.checked.is_none()
            && let Some((mark, long)) = opens_fence(marker.words)
        {
            self.paragraph = Paragraph::Closed;
            self.fence = Some(Fence { mark, long, line: number, floor: column });
            self.push(false, spaced(line));
            return;
        }
        self.paragraph = Paragraph::Own;
        if let Some(item) = self.open.last().map(|place| &mut self.scanned.items[*place])
            && !marker.words.trim().is_empty()
        {
            item.words.push(marker.words.trim().to_owned());
        }
        self.push(true, spaced(line));
    }

    fn words(&mut self, number: usize, line: &str, kept: usize) {
        let text = line.trim();
        let quoted = text.trim_start_matches(['>', ' ', '\t']);
        let is_box = |text: &str| Marker::at(text).is_some_and(|marker| marker.checked.is_some());
        if text.starts_with('>') && is_box(quoted) {
            self.remark(number, "a checkbox in a quotation is no step");
        } else if resembles_a_checkbox(text) || resembles_a_checkbox(text.trim_start_matches(['-', '*', '+'])) {
            self.remark(number, "this is no checkbox; write \"- [ ] \" and then what is to be done");
        } else if is_box(text) {
            self.remark(number, "this checkbox stands in too many lists to be a step");
        }
        let empty = self.owner().is_some_and(|item| self.scanned.items[item].words.is_empty());
        if self.paragraph == Paragraph::Closed || (self.paragraph == Paragraph::Own && empty && kept < self.open.len())
        {
            self.open.truncate(kept);
            self.paragraph = Paragraph::Other;
            self.paragraph_lines = 0;
        }
        self.paragraph_lines += usize::from(self.open.is_empty());
        let own = self.paragraph == Paragraph::Own;
        if own && let Some(item) = self.open.last().map(|place| &mut self.scanned.items[*place]) {
            item.words.push(text.to_owned());
        }
        self.push(own, spaced(line));
    }
}
