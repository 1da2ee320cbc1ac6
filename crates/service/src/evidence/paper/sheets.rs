//! Marks on sheets, and sheets as PDF.

use super::{
    faces::{Face, Weight},
    layout::{Entry, HEIGHT, WIDTH},
};
use krilla::{
    Document,
    annotation::{LinkAnnotation, Target},
    color::rgb,
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use signalbox_domain::{Outcome, Problem};

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Muted,
    Rule,
    Accent,
    Head,
}

impl Ink {
    fn fill(self) -> Fill {
        let (red, green, blue) = match self {
            Self::Text => (0x1b, 0x1f, 0x24),
            Self::Muted => (0x57, 0x60, 0x6a),
            Self::Rule => (0xd0, 0xd7, 0xde),
            Self::Accent => (0x1f, 0x4e, 0x8c),
            Self::Head => (0xee, 0xf1, 0xf5),
        };
        Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
    }
}

/// Something on a sheet; places are in points from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Text { x: f32, y: f32, size: f32, weight: Weight, ink: Ink, text: String },
    Line { from: f32, to: f32, y: f32, ink: Ink },
    Box { x: f32, y: f32, width: f32, height: f32 },
    Link { x: f32, y: f32, width: f32, height: f32, to: Entry },
}

impl Mark {
    /// A line of text on its base line.
    pub(super) const fn text(x: f32, y: f32, size: f32, weight: Weight, ink: Ink, text: String) -> Self {
        Self::Text { x, y, size, weight, ink, text }
    }
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) marks: Vec<Mark>,
}

/// The PDF of some sheets, with what is to be found on them.
pub(super) fn write(sheets: &[Sheet], entries: &[Entry], title: &str) -> Outcome<Vec<u8>> {
    let broken = |what: &str| Problem::Internal(format!("the evidence cannot be written as PDF: {what}"));
    let font = |weight| Font::new(Face::of(weight).bytes.into(), 0).ok_or_else(|| broken("a font cannot be read"));
    let fonts = [font(Weight::Regular)?, font(Weight::Bold)?];
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("the paper has no size"))?;
    let mut document = Document::new();
    for sheet in sheets {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(&mut surface, mark, &fonts);
        }
        surface.finish();
        for mark in &sheet.marks {
            if let Mark::Link { x, y, width, height, to } = mark
                && let Some(area) = Rect::from_xywh(*x, *y, *width, *height)
            {
                let target = Target::Destination(place(to).into());
                page.add_annotation(LinkAnnotation::new(area, target).into());
            }
        }
        page.finish();
    }
    let mut outline = Outline::new();
    for entry in entries {
        outline.push_child(OutlineNode::new(entry.title.clone(), place(entry)));
    }
    document.set_outline(outline);
    let producer = concat!("Signalbox ", env!("CARGO_PKG_VERSION")).to_owned();
    document.set_metadata(Metadata::new().title(title.to_owned()).language("en".to_owned()).producer(producer));
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}

fn place(entry: &Entry) -> XyzDestination {
    XyzDestination::new(entry.sheet, Point::from_xy(0.0, entry.y))
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &[Font; 2]) {
    match mark {
        Mark::Text { x, y, size, weight, ink, text } if !text.is_empty() => {
            let face = Face::of(*weight);
            let glyphs: Vec<KrillaGlyph> = text
                .char_indices()
                .map(|(at, letter)| {
                    let found = face.letter(letter);
                    KrillaGlyph {
                        glyph_id: GlyphId::new(found.glyph),
                        text_range: at..at + letter.len_utf8(),
                        x_advance: found.advance,
                        x_offset: 0.0,
                        y_offset: 0.0,
                        y_advance: 0.0,
                        location: None,
                    }
                })
                .collect();
            surface.set_fill(Some(ink.fill()));
            let font = if *weight == Weight::Bold { &fonts[1] } else { &fonts[0] };
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font.clone(), text, *size, false);
        }
        Mark::Line { from, to, y, ink } => filled(surface, *from, *y, to - from, 0.6, *ink),
        Mark::Box { x, y, width, height } => filled(surface, *x, *y, *width, *height, Ink::Head),
        Mark::Text { .. } | Mark::Link { .. } => {}
    }
}

fn filled(surface: &mut Surface<'_>, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
    let Some(area) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(area);
    if let Some(path) = path.finish() {
        surface.set_fill(Some(ink.fill()));
        surface.draw_path(&path);
    }
}
