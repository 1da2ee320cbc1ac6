//! Content lines: `NAME;PARAM=value:value`, folded over several lines of text.

/// A content line, unfolded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// On which line of the text it begins.
    pub number: usize,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters, names in capitals, quotes taken off.
    pub params: Vec<(String, String)>,
    /// Its value, escapes and all.
    pub value: String,
}

impl Line {
    /// The value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A line that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MalformedLine {
    /// On which line of the text.
    pub(super) number: usize,
    /// What is wrong with it.
    pub(super) why: String,
}

/// The content lines of a text, those that are none among them. Bare line feeds and empty lines, which many programs write
/// against the standard, are taken as they are meant.
pub(super) fn lines(text: &str) -> Vec<Result<Line, MalformedLine>> {
    let mut folded: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), folded.last_mut()) {
            (Some(more), Some((_, before))) => before.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => folded.push((index + 1, line.to_owned())),
        }
    }
    folded.into_iter().map(|(number, line)| parse(number, &line)).collect()
}

fn parse(number: usize, line: &str) -> Result<Line, MalformedLine> {
    let malformed = |why: &str| MalformedLine { number, why: why.to_owned() };
    if let Some(control) = line.chars().find(|letter| letter.is_ascii_control() && *letter != '\t') {
        let why = format!("a control character (U+{:04X}) has no place in a calendar", u32::from(control));
        return Err(MalformedLine { number, why });
    }
    let end = line.find([':', ';']).ok_or(malformed("this is no content line: it has no colon"))?;
    let name = close(&line[..end]);
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_') {
        return Err(malformed("this is no content line: it does not begin with a name"));
    }
    let mut params = Vec::new();
    let mut rest = &line[end..];
    while let Some(param) = rest.strip_prefix(';') {
        let equals = param.find(['=', ':', ';']).filter(|at| param[*at..].starts_with('='));
        let Some(equals) = equals else {
            return Err(malformed("a parameter has no value"));
        };
        let (value, used) = param_value(&param[equals + 1..]).ok_or(malformed("a quote is not closed"))?;
        params.push((close(&param[..equals]), value.trim().to_owned()));
        rest = &param[equals + 1 + used..];
    }
    let value = rest.strip_prefix(':').ok_or(malformed("this is no content line: it has no colon"))?;
    Ok(Line { number, name, params, value: value.to_owned() })
}

/// A name in capitals, without the spaces that some programs put around and into it.
fn close(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_ascii_uppercase()
}

/// A parameter's value up to the next `;` or `:` outside quotes, and how many bytes it takes.
fn param_value(text: &str) -> Option<(String, usize)> {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => return Some((text[..at].replace('"', ""), at)),
            _ => {}
        }
    }
    (!quoted).then(|| (text.replace('"', ""), text.len()))
}
