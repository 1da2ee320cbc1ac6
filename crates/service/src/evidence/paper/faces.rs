//! Letters: which there are, how wide they are, and what stands in the place of those that there are not.

use skrifa::{FontRef, MetadataProvider, instance::LocationRef, instance::Size};
use std::{collections::HashMap, sync::OnceLock};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSansCondensed-Bold.ttf");

/// How letters are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A letter: its number in the font, and how wide it is in parts of the size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) glyph: u32,
    pub(super) advance: f32,
}

/// A font.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) bytes: &'static [u8],
    letters: HashMap<char, Letter>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Self {
        let mut letters = HashMap::new();
        // The font is part of the program: one that cannot be read is found by the first test.
        if let Ok(font) = FontRef::new(bytes) {
            let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
            for (code, glyph) in font.charmap().mappings() {
                if let (Some(letter), Some(advance)) = (char::from_u32(code), metrics.advance_width(glyph)) {
                    letters.insert(letter, Letter { glyph: glyph.to_u32(), advance });
                }
            }
        }
        Self { bytes, letters }
    }

    /// The font of a weight.
    pub(super) fn of(weight: Weight) -> &'static Self {
        static FACES: [OnceLock<Face>; 2] = [OnceLock::new(), OnceLock::new()];
        match weight {
            Weight::Regular => FACES[0].get_or_init(|| Self::read(REGULAR)),
            Weight::Bold => FACES[1].get_or_init(|| Self::read(BOLD)),
        }
    }

    /// A letter of a text that was made printable.
    pub(super) fn letter(&self, letter: char) -> Letter {
        let missing = Letter { glyph: 0, advance: 0.6 };
        self.letters.get(&letter).copied().unwrap_or(missing)
    }

    /// How wide a text is at a size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.letter(letter).advance).sum::<f32>() * size
    }
}

/// Whether letters of a script stand beside one another as they are written, from left to right: what does not would be drawn
/// in a wrong order or shape.
const fn stands_alone(letter: char) -> bool {
    !matches!(letter as u32, 0..0x20 | 0x7f..0xa0 | 0x0590..0x1100 | 0x1700..0x1e00 | 0x200b..0x2010 | 0x2028..0x202f
        | 0x2060..0x2070 | 0xfb1d..0x1_0000)
}

/// A text of which every letter can be drawn: what cannot is written as its number, such as `[U+4E2D]`. True when there was
/// any such letter.
pub(super) fn printable(text: &str) -> (String, bool) {
    let (mut made, mut is_lacking) = (String::with_capacity(text.len()), false);
    for letter in text.chars() {
        match letter {
            '\n' => made.push('\n'),
            '\r' => {}
            '\t' | '\u{a0}' | '\u{202f}' => made.push(' '),
            _ if stands_alone(letter) && Face::of(Weight::Regular).letters.contains_key(&letter) => made.push(letter),
            _ => {
                made.push_str(&format!("[U+{:04X}]", letter as u32));
                is_lacking = true;
            }
        }
    }
    (made, is_lacking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_europe_are_there_in_both_weights_and_what_is_not_is_told_by_number() {
        let text = "Größe, Łódź, Ελλάδα, Київ – “€” ✓ →";
        assert_eq!(printable(text), (text.to_owned(), false));
        for letter in text.chars() {
            assert!(Face::of(Weight::Bold).letters.contains_key(&letter), "{letter}");
        }
        assert_eq!(printable("中 a"), ("[U+4E2D] a".to_owned(), true));
        assert_eq!(printable("a\u{202e}b"), ("a[U+202E]b".to_owned(), true), "nothing turns a text round");
        assert_eq!(printable("שלום").0, "[U+05E9][U+05DC][U+05D5][U+05DD]");
    }

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        let face = Face::of(Weight::Regular);
        assert!((face.width("ab", 10.0) - face.width("a", 10.0) - face.width("b", 10.0)).abs() < 0.001);
        assert!(face.width("W", 10.0) > face.width("i", 10.0));
    }
}
