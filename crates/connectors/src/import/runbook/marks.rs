//! The marks a line may begin with.

/// A tab goes on to the next multiple of this.
const TAB: usize = 4;
/// What is indented by this much more than what surrounds it, and does not go on with a paragraph, is code.
pub(super) const CODE: usize = 4;

/// How many lines of keys and values between two rules stand at the top.
pub(super) fn front_matter(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).position(|line| matches!(line.trim_end(), "---" | "...")) else { return 0 };
    let inside = &lines[1..=end];
    let is_key = |line: &&str| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
    };
    let goes_on = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '\t']);
    let is_front = inside.iter().any(is_key)
        && inside.iter().all(|line| is_key(line) || goes_on(line))
        && inside.iter().all(|line| Marker::at(line.trim_start()).is_none());
    if is_front { end + 2 } else { 0 }
}

/// The mark that begins an item, and the box behind it.
pub(super) struct Marker<'t> {
    /// How many columns the mark and the spaces behind it take.
    pub(super) wide: usize,
    pub(super) checked: Option<bool>,
    pub(super) words: &'t str,
}

impl<'t> Marker<'t> {
    pub(super) fn at(text: &'t str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let mark = match text.as_bytes().get(digits)? {
            b'-' | b'*' | b'+' if digits == 0 => 1,
            b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
            _ => return None,
        };
        let behind = &text[mark..];
        let words = behind.trim_start_matches([' ', '\t']);
        if words.len() == behind.len() && !behind.is_empty() {
            return None;
        }
        let spaces = columns(&behind[..behind.len() - words.len()], mark) - mark;
        let wide = mark + if words.is_empty() || spaces > CODE { 1 } else { spaces };
        let (checked, words) = checkbox(words).map_or((None, words), |(checked, words)| (Some(checked), words));
        Some(Self { wide, checked, words })
    }
}

/// A box, and the words behind it.
fn checkbox(text: &str) -> Option<(bool, &str)> {
    let checked = match text.get(..3)? {
        "[ ]" | "[\t]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    let words = &text[3..];
    (words.is_empty() || words.starts_with([' ', '\t'])).then(|| (checked, words.trim()))
}

/// True for what was perhaps meant as a box.
pub(super) fn resembles_a_checkbox(text: &str) -> bool {
    let Some((inside, behind)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return false };
    let blank = inside.trim().is_empty() || matches!(inside, "x" | "X");
    let signs = matches!(inside.trim(), "x" | "X" | "-" | "~" | "v" | "V" | "✓" | "✔" | "✗" | "*" | "/" | "?" | "!");
    let is_link = behind.starts_with(['(', '[', ':']);
    !is_link && (blank || (signs && behind.starts_with([' ', '\t'])))
}

/// The column behind spaces and tabs that begin at a column.
pub(super) fn columns(space: &str, from: usize) -> usize {
    space.chars().fold(from, |column, letter| if letter == '\t' { (column / TAB + 1) * TAB } else { column + 1 })
}

/// A line or more of the same mark, with nothing but spaces between.
pub(super) fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|letter| !matches!(letter, ' ' | '\t'));
    let Some(first @ ('-' | '*' | '_')) = marks.next() else { return false };
    let rest: Vec<char> = marks.collect();
    rest.len() >= 2 && rest.iter().all(|mark| *mark == first)
}

pub(super) fn heading(text: &str) -> Option<(usize, &str)> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    let behind = &text[level..];
    if !(1..=6).contains(&level) || !(behind.is_empty() || behind.starts_with([' ', '\t'])) {
        return None;
    }
    let words = behind.trim();
    let bare = words.trim_end_matches('#');
    Some((level, if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { words }))
}

pub(super) fn opens_fence(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let long = text.chars().take_while(|letter| *letter == mark).count();
    (long >= 3 && !(mark == '`' && text[long..].contains('`'))).then_some((mark, long))
}

/// Where a comment begins that does not stand in code.
pub(super) fn comment_begin(line: &str) -> Option<usize> {
    let mut place = 0;
    while let Some(found) = line[place..].find(['`', '<']).map(|found| place + found) {
        let rest = &line[found..];
        if rest.starts_with("<!--") {
            return Some(found);
        }
        let long = rest.bytes().take_while(|byte| *byte == b'`').count();
        place = if long == 0 { found + 1 } else { found + long + code_end(&rest[long..], long) };
    }
    None
}

/// How far code goes that was begun with so many marks; 0 when it has no end.
fn code_end(text: &str, long: usize) -> usize {
    let mut place = 0;
    while let Some(found) = text[place..].find('`').map(|found| place + found) {
        let run = text[found..].bytes().take_while(|byte| *byte == b'`').count();
        place = found + run;
        if run == long {
            return place;
        }
    }
    0
}

/// A line with the tabs it begins with turned into spaces, and without spaces at its end.
pub(super) fn spaced(line: &str) -> String {
    let text = line.trim_start();
    format!("{}{}", " ".repeat(columns(&line[..line.len() - text.len()], 0)), text.trim_end())
}
