//! How beads become rows of the screen.

use std::ops::Range;

use crate::model::{Alignment, Bead, Side};
use crate::tui::text::wrap;

/// Screens narrower than this show the target under the source.
const SIDE_BY_SIDE: u16 = 60;

/// How the two sides share the width of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// Whether the target stands under the source.
    pub stacked: bool,
    /// The cells of a side: one for its mark, the others for text.
    pub side: u16,
}

impl Columns {
    /// For a screen of this width.
    pub fn new(width: u16) -> Self {
        let stacked = width < SIDE_BY_SIDE;
        Self { stacked, side: if stacked { width } else { (width - 1) / 2 } }
    }

    /// The cells for text: without the mark and a blank at the end.
    pub fn text(self) -> usize {
        usize::from(self.side.saturating_sub(2))
    }
}

/// A line of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The segment, by its place among those of its side of the bead.
    pub segment: usize,
    /// Its number, where it begins and is not alone.
    pub number: Option<usize>,
    /// The bytes of its text.
    pub bytes: Range<usize>,
    /// Cells before the text: for the numbers.
    pub indent: usize,
}

/// A row of the screen: a line of each side, or of one if they are stacked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The source side.
    pub source: Option<Piece>,
    /// The target side.
    pub target: Option<Piece>,
}

impl Row {
    /// One side of it.
    pub fn side(&self, side: Side) -> Option<&Piece> {
        match side {
            Side::Source => self.source.as_ref(),
            Side::Target => self.target.as_ref(),
        }
    }
}

/// The rows of a bead's texts, without its heading; a side that is empty has a row for saying so.
pub fn rows(alignment: &Alignment, bead: &Bead, columns: Columns) -> Vec<Row> {
    let mut source = pieces(alignment, bead, Side::Source, columns.text());
    let mut target = pieces(alignment, bead, Side::Target, columns.text());
    if columns.stacked {
        let (first, second) = (source.len().max(1), target.len().max(1));
        source.resize(first + second, None);
        target.resize(second, None);
        target.splice(0..0, std::iter::repeat_n(None, first));
    }
    let many = source.len().max(target.len()).max(1);
    source.resize(many, None);
    target.resize(many, None);
    source.into_iter().zip(target).map(|(source, target)| Row { source, target }).collect()
}

fn pieces(alignment: &Alignment, bead: &Bead, side: Side, columns: usize) -> Vec<Option<Piece>> {
    let segments = alignment.segments_of(bead, side);
    let indent = if segments.len() > 1 { segments.len().to_string().len() + 1 } else { 0 };
    let mut out = Vec::new();
    for (segment, sentence) in segments.iter().enumerate() {
        for (line, bytes) in wrap(&sentence.text, columns.saturating_sub(indent)).into_iter().enumerate() {
            let number = (line == 0 && indent > 0).then_some(segment + 1);
            out.push(Some(Piece { segment, number, bytes, indent }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::alignment;

    /// The rows as text, both sides parted by `|`.
    fn check(picture: &str, width: u16, expected: &[&str]) {
        let alignment = alignment(picture);
        let bead = &alignment.beads[0];
        let piece = |row: &Row, side| {
            row.side(side).map_or(String::new(), |piece: &Piece| {
                let number = piece.number.map_or(String::new(), |n| format!("{n} "));
                number + &alignment.segments_of(bead, side)[piece.segment].text[piece.bytes.clone()]
            })
        };
        let rows = rows(&alignment, bead, Columns::new(width));
        let rows: Vec<_> =
            rows.iter().map(|r| format!("{}|{}", piece(r, Side::Source), piece(r, Side::Target))).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn sides_stand_beside_each_other() {
        check("да:yes", 80, &["да|yes"]);
        check("да,нет:yes", 80, &["1 да|yes", "2 нет|"]);
        check("да:", 80, &["да|"]);
    }

    #[test]
    fn on_a_narrow_screen_the_target_stands_under_the_source() {
        check("да,нет:yes", 40, &["1 да|", "2 нет|", "|yes"]);
        check(":yes", 40, &["|", "|yes"]);
        check("да:", 40, &["да|", "|"]);
    }

    #[test]
    fn a_screen_of_no_width_does_no_harm() {
        check("да:yes", 0, &["да|", "|ye", "|s"]);
    }
}
