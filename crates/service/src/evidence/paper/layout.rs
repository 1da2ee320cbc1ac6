//! Where everything stands: lines are broken, rows are cut at the foot of a page, and what begins where is remembered for the
//! table of contents.

use super::{
    Block,
    faces::{Face, Weight, printable},
    sheets::{self, Ink, Mark, Sheet},
};
use signalbox_domain::Outcome;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
const LEFT: f32 = 48.0;
const RIGHT: f32 = WIDTH - 48.0;
const TOP: f32 = 56.0;
const BOTTOM: f32 = HEIGHT - 58.0;
const SIZE: f32 = 8.5;
const LEADING: f32 = 11.5;
/// Between a cell's text and what is around it.
const PAD: f32 = 3.5;
/// How wide the names of facts are.
const NAMES: f32 = 110.0;

/// Something to be found in the table of contents.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) title: String,
    /// From 0.
    pub(super) sheet: usize,
    pub(super) y: f32,
}

/// A document as it comes into being. The first sheet is its title, the second its contents.
pub(in crate::evidence) struct Paper {
    sheets: Vec<Sheet>,
    y: f32,
    entries: Vec<Entry>,
    is_lacking: bool,
}

impl Paper {
    /// Begins with a title above what it is about.
    pub(in crate::evidence) fn titled(kind: &str, title: &str, front: &[Block]) -> Self {
        let mut paper = Self { sheets: vec![Sheet::default()], y: TOP + 30.0, entries: Vec::new(), is_lacking: false };
        paper.lines(kind, Weight::Regular, 11.0, 16.0, Ink::Muted);
        paper.y += 4.0;
        paper.lines(title, Weight::Bold, 20.0, 26.0, Ink::Text);
        paper.y += 10.0;
        paper.blocks(front);
        // The contents are written when it is known where everything is.
        paper.sheets.push(Sheet::default());
        paper
    }

    /// Adds a section on a page of its own, unless the one before left much room.
    pub(in crate::evidence) fn section(&mut self, title: &str, blocks: &[Block]) {
        if self.entries.is_empty() || self.y > TOP + (BOTTOM - TOP) * 0.6 {
            self.turn();
        } else {
            self.y += 26.0;
        }
        self.entries.push(Entry { title: printable(title).0, sheet: self.sheets.len() - 1, y: self.y });
        self.lines(title, Weight::Bold, 14.0, 19.0, Ink::Text);
        let y = self.y;
        self.mark(Mark::Line { from: LEFT, to: RIGHT, y, ink: Ink::Accent });
        self.y += 8.0;
        self.blocks(blocks);
    }

    /// The PDF. What is written at the foot of every page goes beside its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(in crate::evidence) fn finish(mut self, title: &str, foot: &str) -> Outcome<Vec<u8>> {
        if self.is_lacking {
            let told = "Letters written as [U+…] are not in the font of this document, or would not be shown in order by it. The \
                        files under data/ have them as they were written.";
            self.section("Letters that are missing", &[Block::Text(told.to_owned())]);
        }
        self.contents();
        let all = self.sheets.len();
        let (foot, title) = (printable(foot).0, printable(title).0);
        for (number, sheet) in self.sheets.iter_mut().enumerate() {
            let y = HEIGHT - 30.0;
            sheet.marks.push(Mark::Line { from: LEFT, to: RIGHT, y: y - 12.0, ink: Ink::Rule });
            let page = format!("Page {} of {all}", number + 1);
            let x = RIGHT - Face::of(Weight::Regular).width(&page, 7.5);
            sheet.marks.push(Mark::text(LEFT, y, 7.5, Weight::Regular, Ink::Muted, foot.clone()));
            sheet.marks.push(Mark::text(x, y, 7.5, Weight::Regular, Ink::Muted, page));
        }
        sheets::write(&self.sheets, &self.entries, &title)
    }

    fn contents(&mut self) {
        let Some(sheet) = self.sheets.get_mut(1) else { return };
        let mut y = TOP + 14.0;
        sheet.marks.push(Mark::text(LEFT, y, 14.0, Weight::Bold, Ink::Text, "Contents".to_owned()));
        y += 26.0;
        for entry in &self.entries {
            let page = (entry.sheet + 1).to_string();
            let x = RIGHT - Face::of(Weight::Regular).width(&page, 10.0);
            sheet.marks.push(Mark::text(LEFT, y, 10.0, Weight::Regular, Ink::Text, entry.title.clone()));
            sheet.marks.push(Mark::text(x, y, 10.0, Weight::Regular, Ink::Text, page));
            sheet.marks.push(Mark::Line { from: LEFT, to: RIGHT, y: y + 5.0, ink: Ink::Rule });
            sheet.marks.push(Mark::Link { x: LEFT, y: y - 11.0, width: RIGHT - LEFT, height: 16.0, to: entry.clone() });
            y += 20.0;
        }
    }

    fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    /// A text broken into lines that fit.
    fn broken(&mut self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let (text, is_lacking) = printable(text);
        self.is_lacking |= is_lacking;
        broken(&text, Face::of(weight), size, width)
    }

    fn lines(&mut self, text: &str, weight: Weight, size: f32, leading: f32, ink: Ink) {
        for line in self.broken(text, weight, size, RIGHT - LEFT) {
            self.room(leading);
            self.y += leading;
            let y = self.y - leading * 0.25;
            self.mark(Mark::text(LEFT, y, size, weight, ink, line));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(text) => {
                    // Not alone at the foot of a page.
                    self.room(60.0);
                    self.y += 8.0;
                    self.lines(text, Weight::Bold, 10.0, 14.0, Ink::Text);
                    self.y += 2.0;
                }
                Block::Text(text) => {
                    self.lines(text, Weight::Regular, SIZE, LEADING, Ink::Text);
                    self.y += 5.0;
                }
                Block::Facts(facts) => {
                    for (name, value) in facts {
                        let widths = [NAMES, RIGHT - LEFT - NAMES];
                        let cells = [(name, Weight::Regular, Ink::Muted), (value, Weight::Regular, Ink::Text)];
                        self.row(&cells, &widths, None);
                    }
                    self.y += 5.0;
                }
                Block::Table { columns, rows } => self.table(columns, rows),
            }
        }
    }

    fn table(&mut self, columns: &[(&'static str, f32)], rows: &[Vec<String>]) {
        let whole: f32 = columns.iter().map(|(_, share)| share).sum();
        let widths: Vec<f32> = columns.iter().map(|(_, share)| (RIGHT - LEFT) * share / whole).collect();
        self.room(4.0 * LEADING);
        self.head(columns, &widths);
        for row in rows {
            let cells: Vec<(&String, Weight, Ink)> =
                row.iter().map(|cell| (cell, Weight::Regular, Ink::Text)).collect();
            self.row(&cells, &widths, Some(columns));
            let y = self.y;
            self.mark(Mark::Line { from: LEFT, to: RIGHT, y, ink: Ink::Rule });
        }
        self.y += 8.0;
    }

    fn head(&mut self, columns: &[(&'static str, f32)], widths: &[f32]) {
        let (y, height) = (self.y, LEADING + 2.0 * PAD);
        self.mark(Mark::Box { x: LEFT, y, width: RIGHT - LEFT, height });
        let mut x = LEFT + PAD;
        for ((title, _), width) in columns.iter().zip(widths) {
            self.mark(Mark::text(x, y + PAD + LEADING * 0.75, SIZE, Weight::Bold, Ink::Text, (*title).to_owned()));
            x += width;
        }
        self.y += height;
    }

    /// Cells beside one another. What does not fit on a page goes on on the next, there below the heads of the columns.
    fn row(&mut self, cells: &[(&String, Weight, Ink)], widths: &[f32], heads: Option<&[(&'static str, f32)]>) {
        let mut columns = Vec::with_capacity(cells.len());
        for ((text, weight, _), width) in cells.iter().zip(widths) {
            columns.push(self.broken(text, *weight, SIZE, width - 2.0 * PAD));
        }
        let all = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut done = 0;
        while done < all {
            let fit = ((BOTTOM - self.y - 2.0 * PAD) / LEADING).floor().max(0.0) as usize;
            let take = fit.min(all - done);
            // A row of few lines is not cut.
            if take == 0 || (take < all - done && all <= 6) {
                self.turn();
                if let Some(heads) = heads {
                    self.head(heads, widths);
                }
                continue;
            }
            let mut x = LEFT + PAD;
            for ((lines, (_, weight, ink)), width) in columns.iter().zip(cells).zip(widths) {
                for (number, line) in lines.iter().skip(done).take(take).enumerate() {
                    let y = self.y + PAD + LEADING * (number as f32 + 0.75);
                    self.mark(Mark::text(x, y, SIZE, *weight, *ink, line.clone()));
                }
                x += width;
            }
            self.y += 2.0 * PAD + LEADING * take as f32;
            done += take;
        }
    }
}

/// Lines no wider than a width: broken between words, and within a word that is wider by itself.
fn broken(text: &str, face: &Face, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut taken = 0.0;
        for word in paragraph.split_inclusive(' ') {
            let wide = face.width(word.trim_end(), size);
            if taken + wide > width {
                // A line of blanks alone is no line, but its blanks would push the word over the edge.
                let full = std::mem::take(&mut line);
                taken = 0.0;
                if !full.trim_end().is_empty() {
                    lines.push(full.trim_end().to_owned());
                }
            }
            if wide <= width {
                line.push_str(word);
                taken += face.width(word, size);
                continue;
            }
            for letter in word.chars() {
                let advance = face.letter(letter).advance * size;
                if taken + advance > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    taken = 0.0;
                }
                line.push(letter);
                taken += advance;
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_line_is_too_wide(text in "[a-zA-Zäöü ]{0,200}", width in 30.0_f32..300.0) {
            let face = Face::of(Weight::Regular);
            let lines = broken(&text, face, SIZE, width);
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                prop_assert!(face.width(&line, SIZE) <= width + 0.01, "{} is wider than {}", line, width);
            }
        }
    }

    #[test]
    fn a_blank_before_a_word_does_not_push_it_over_the_edge() {
        let face = Face::of(Weight::Regular);
        let width = face.width("ArWiüKüMöAkön", SIZE) + 0.5;
        assert_eq!(broken(" ArWiüKüMöAkön ", face, SIZE, width), ["ArWiüKüMöAkön"]);
    }

    #[test]
    fn a_row_that_is_longer_than_a_page_goes_on_on_the_next() {
        let mut paper = Paper::titled("Kind", "Title", &[]);
        let long = vec!["word".to_owned(), "many words ".repeat(3_000)];
        let table = Block::Table { columns: vec![("One", 1.0), ("Two", 1.0)], rows: vec![long] };
        paper.section("Section", &[table]);
        let words = |sheet: &Sheet| {
            let texts =
                sheet.marks.iter().map(|mark| if let Mark::Text { text, .. } = mark { text.as_str() } else { "" });
            texts.map(|text| text.matches("many").count()).sum::<usize>()
        };
        assert!(paper.sheets.len() > 4);
        assert_eq!(paper.sheets.iter().map(words).sum::<usize>(), 3_000);
        let heads =
            paper.sheets.iter().skip(2).filter(|sheet| {
                sheet.marks.iter().any(|mark| matches!(mark, Mark::Text { text, .. } if text == "Two"))
            });
        assert_eq!(heads.count(), paper.sheets.len() - 2, "every page says what the columns are");
        let pdf = paper.finish("Title", "Foot").unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}
