//! A checklist in Markdown as a runbook: its headings become sections, its checkboxes steps.
//!
//! The definition: a step is a line that begins an item of a list (`-`, `*`, `+`, `1.`, `1)`) with a box behind it (`[ ]`,
//! `[x]`), outside comments, code and quotations, and has words. It is a sub-step of the step it is indented under. Code is
//! what stands between fences, however far they are indented, and what is indented by four columns or more behind a blank
//! line; tabs go on to the next multiple of four. Lists in plain items are steps too, and say under which items they stand.
//! Markdown is read as `CommonMark` has it where checklists need it, and more kindly where people indent as they like.

mod inline;
mod lines;
mod marks;
#[cfg(test)]
mod tests;

use lines::{Piece, Scanned, Text};

/// The most steps of a checklist.
pub const MOST_STEPS: usize = 10_000;
/// The longest line, in characters.
pub const LONGEST_LINE: usize = 10_000;
/// How many levels of lists are told apart. A step that is nested deeper is put on the last of them, and told.
pub const MOST_DEPTH: usize = 8;

/// A line that could not be understood, or why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which line, from 1.
    pub line: usize,
    /// What was not understood, and what was done about it.
    pub what: String,
}

impl Remark {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// A link that stood in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words; the address when it has none of its own.
    pub text: String,
    /// Where it leads, as written.
    pub address: String,
}

/// A checklist that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runbook {
    /// The words of the first heading of the first level, else the name the caller gave.
    pub title: String,
    /// Markdown: what stands before the first section, when that holds no steps.
    pub description: String,
    /// The sections that hold steps, in order.
    pub sections: Vec<Section>,
    /// The names in double braces, each once, in order.
    pub parameters: Vec<String>,
    /// The words of comments that stand in no step.
    pub comments: Vec<String>,
    /// What was not understood, by line.
    pub remarks: Vec<Remark>,
}

/// A heading, and the steps below it up to the next heading of any level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The words of the heading; empty for steps above any heading.
    pub heading: String,
    /// The level of the heading, 1 to 6; 0 without one.
    pub level: usize,
    /// The headings this one stands under, outermost first, the title left out.
    pub under: Vec<String>,
    /// On which line the heading stands; 0 without one.
    pub line: usize,
    /// Markdown: what stands before the first step.
    pub description: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Markdown: what stands behind the last step and belongs to none.
    pub closing: String,
}

/// A checkbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What is to be done: the first paragraph without marks, on one line. It is never empty.
    pub text: String,
    /// The same as it stands in the text.
    pub markdown: String,
    /// The links in its words, in order, and then those in the words of the items in `under`, innermost first.
    pub links: Vec<Link>,
    /// Markdown: what is indented under it and is no step.
    pub details: String,
    /// Markdown: what stands before it on the level of steps, behind the step before; conditions often stand there.
    pub before: String,
    /// The words of the items without a box it stands under, outermost first, up to the step it belongs to.
    pub under: Vec<String>,
    /// The words of comments in it.
    pub comments: Vec<String>,
    /// In how many items of lists it stands, with a box or without; less than [`MOST_DEPTH`].
    pub depth: usize,
    /// The step it belongs to, by its place in the section.
    pub parent: Option<usize>,
    /// Whether the box is ticked.
    pub checked: bool,
    /// On which line it begins, from 1.
    pub line: usize,
    /// The names in double braces in its words and details, each once, in order.
    pub parameters: Vec<String>,
}

impl Runbook {
    /// All steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().flat_map(|section| &section.steps)
    }
}

/// Reads the bytes of a file; `name` is the title of a text that has none. A byte order mark is left out.
///
/// # Errors
/// Bytes that are not UTF-8, by line; whatever [`parse`] refuses.
pub fn read(bytes: &[u8], name: &str) -> Result<Runbook, Remark> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, name),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Remark::new(line, "this is not UTF-8; save the file as UTF-8"))
        }
    }
}

/// Reads a text; `name` is its title when it has none.
///
/// # Errors
/// More than [`MOST_STEPS`] steps; a line of more than [`LONGEST_LINE`] characters.
pub fn parse(text: &str, name: &str) -> Result<Runbook, Remark> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let scanned = lines::scan(&text)?;
    Ok(Assembly::new(&scanned).runbook(name))
}

/// What is known of an item once all of them were seen.
struct Known {
    /// The innermost step: itself or what it stands in.
    step: Option<usize>,
    /// True for a step.
    is_step: bool,
    /// True for a plain item with steps in it.
    is_group: bool,
    /// Its words without marks.
    words: inline::Plain,
}

struct Assembly<'s> {
    scanned: &'s Scanned,
    known: Vec<Known>,
    /// Where the step of an item stands in its section.
    places: Vec<Option<usize>>,
    runbook: Runbook,
    title: Option<String>,
    /// The headings that are open, with their levels.
    headings: Vec<(usize, String)>,
    section: Section,
    /// The details of the section's steps, line by line.
    details: Vec<Vec<String>>,
    /// What stands between steps.
    between: Vec<String>,
}

impl<'s> Assembly<'s> {
    fn new(scanned: &'s Scanned) -> Self {
        let mut assembly = Self {
            scanned,
            known: Vec::with_capacity(scanned.items.len()),
            places: vec![None; scanned.items.len()],
            runbook: Runbook { remarks: scanned.remarks.clone(), ..Runbook::default() },
            title: None,
            headings: Vec::new(),
            section: Section::default(),
            details: Vec::new(),
            between: Vec::new(),
        };
        for (place, item) in scanned.items.iter().enumerate() {
            let words = inline::read(&item.words.join("\n"), &scanned.definitions);
            let is_step = item.checked.is_some() && !words.text.is_empty();
            if item.checked.is_some() && !is_step {
                assembly.runbook.remarks.push(Remark::new(item.line, "this step says nothing; it is left out"));
            }
            let outer = item.within.and_then(|within| assembly.known[within].step);
            let step = if is_step { Some(place) } else { outer };
            assembly.known.push(Known { step, is_step, is_group: false, words });
            let mut above = item.within.filter(|_| is_step);
            while let Some(group) = above.filter(|group| !assembly.known[*group].is_group) {
                assembly.known[group].is_group = true;
                above = scanned.items[group].within;
            }
        }
        assembly
    }

    fn runbook(mut self, name: &str) -> Runbook {
        for piece in &self.scanned.pieces {
            match piece {
                Piece::Heading { line, level, words } => self.heading(*line, *level, words),
                Piece::Item(place) if self.known[*place].is_step => self.step(*place),
                Piece::Item(_) => {}
                Piece::Text(text) => self.text(text),
                Piece::Comment { owner, words } => self.comment(*owner, words),
            }
        }
        self.end_section();
        self.runbook.title = self.title.unwrap_or_else(|| name.to_owned());
        self.runbook.remarks.sort_by_key(|remark| remark.line);
        self.runbook
    }

    fn heading(&mut self, line: usize, level: usize, words: &str) {
        self.end_section();
        let heading = inline::read(words, &self.scanned.definitions).text;
        inline::parameters(words, &mut self.runbook.parameters);
        self.headings.retain(|(above, _)| *above < level);
        let under = self.headings.iter().map(|(_, above)| above.clone()).collect();
        if level == 1 && self.title.is_none() && !heading.is_empty() {
            self.title = Some(heading.clone());
        } else if !heading.is_empty() {
            self.headings.push((level, heading.clone()));
        }
        self.section = Section { heading, level, under, line, ..Section::default() };
    }

    fn step(&mut self, place: usize) {
        let item = &self.scanned.items[place];
        let words = std::mem::take(&mut self.known[place].words);
        let (mut under, mut links, mut above) = (Vec::new(), words.links, item.within);
        while let Some(group) = above.filter(|above| !self.known[*above].is_step) {
            let outer = &self.known[group].words;
            if !outer.text.is_empty() {
                under.push(outer.text.clone());
                links.extend(outer.links.iter().cloned());
            }
            above = self.scanned.items[group].within;
        }
        under.reverse();
        let mut parent = above.and_then(|above| self.places[above]);
        if item.depth >= MOST_DEPTH {
            let what = format!("this is nested in more than {MOST_DEPTH} levels; it is put on the last of them");
            self.runbook.remarks.push(Remark::new(item.line, what));
            while let Some(deep) = parent.filter(|parent| self.section.steps[*parent].depth >= MOST_DEPTH - 1) {
                parent = self.section.steps[deep].parent;
            }
        }
        let mut before = self.take_between();
        if self.section.steps.is_empty() {
            self.section.description = std::mem::take(&mut before);
        }
        let step = Step {
            text: words.text,
            markdown: item.words.join("\n"),
            links,
            before,
            under,
            depth: item.depth.min(MOST_DEPTH - 1),
            parent,
            checked: item.checked == Some(true),
            line: item.line,
            ..Step::default()
        };
        self.places[place] = Some(self.section.steps.len());
        self.section.steps.push(step);
        self.details.push(Vec::new());
    }

    /// The step of an item, by its place in the section.
    fn step_of(&self, owner: Option<usize>) -> Option<usize> {
        owner.and_then(|owner| self.known[owner].step).and_then(|step| self.places[step])
    }

    fn text(&mut self, text: &Text) {
        // The words of steps and groups are told in their own place.
        let told = text.owner.filter(|_| text.own).map(|owner| &self.known[owner]);
        if told.is_some_and(|item| item.is_step || item.is_group) {
            return;
        }
        match self.step_of(text.owner) {
            Some(step) => self.details[step].push(text.text.clone()),
            None => self.between.push(text.text.clone()),
        }
    }

    fn comment(&mut self, owner: Option<usize>, words: &str) {
        match self.step_of(owner) {
            Some(step) => self.section.steps[step].comments.push(words.to_owned()),
            None => self.runbook.comments.push(words.to_owned()),
        }
    }

    fn take_between(&mut self) -> String {
        block(&std::mem::take(&mut self.between))
    }

    fn end_section(&mut self) {
        let rest = self.take_between();
        let mut section = std::mem::take(&mut self.section);
        let details = std::mem::take(&mut self.details);
        let first = section.line == 0 || section.level == 1;
        if section.steps.is_empty() {
            if first && self.runbook.sections.is_empty() {
                inline::parameters(&rest, &mut self.runbook.parameters);
                let parts = [std::mem::take(&mut self.runbook.description), rest];
                self.runbook.description =
                    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
            } else if !rest.is_empty() {
                let what = format!("the section {:?} holds no steps; it is left out", section.heading);
                self.runbook.remarks.push(Remark::new(section.line, what));
            }
            return;
        }
        section.closing = rest;
        inline::parameters(&section.description, &mut self.runbook.parameters);
        for (step, lines) in section.steps.iter_mut().zip(&details) {
            step.details = block(lines);
            inline::parameters(&step.before, &mut self.runbook.parameters);
            inline::parameters(&step.markdown, &mut step.parameters);
            inline::parameters(&step.details, &mut step.parameters);
            for name in &step.parameters {
                if !self.runbook.parameters.contains(name) {
                    self.runbook.parameters.push(name.clone());
                }
            }
        }
        inline::parameters(&section.closing, &mut self.runbook.parameters);
        self.runbook.sections.push(section);
    }
}

/// Lines without the indentation all of them have, and without blank lines at both ends.
fn block(lines: &[String]) -> String {
    let is_blank = |line: &String| line.trim().is_empty();
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let lines = &lines[first..last];
    let indented = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !is_blank(line)).map(indented).min().unwrap_or(0);
    let cut = |line: &String| line.get(common..).unwrap_or_default().to_owned();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n")
}
