//! Draws the beads around the cursor, both languages side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::layout::{self, Columns, Piece, Row};
use super::state::{Mode, State};
use crate::lang::dominant_script;
use crate::model::{Alignment, Bead, BeadState, BlockKind, Sentence, Side};
use crate::tui::text;
use crate::tui::theme::Theme;

/// The cursor's bead stands at this part of the height, so that the eye stays in its place while the texts move.
const CURSOR_AT: usize = 3;

/// The characters of a segment from which its writing direction is told.
const BEGINNING: usize = 200;

/// A row to be drawn.
enum Drawn {
    /// The heading of a bead.
    Heading(usize),
    /// Where a bead would be split.
    Cut,
    /// A row of texts.
    Texts { bead: usize, line: usize, row: Row, of: Of },
}

/// Which alignment a row's texts are in.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// The one under review.
    All,
    /// The bead at the cursor alone, as it would be split.
    Preview,
}

/// Draws as many beads as fit.
pub fn draw(state: &State, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let height = usize::from(area.height);
    if state.alignment.beads.is_empty() {
        buffer.set_stringn(
            area.x + 1,
            area.y + 1,
            "there is nothing in this alignment",
            area.width.into(),
            Style::new(),
        );
        return;
    }
    let columns = Columns::new(area.width);
    let preview = preview(state);
    let rows_of = |index: usize| rows(state, index, columns, preview.as_ref());
    let current = rows_of(state.cursor);

    let mut above = Vec::new();
    let mut first = state.cursor;
    while above.len() < height && first > 0 {
        first -= 1;
        above.splice(0..0, rows_of(first));
    }
    let mut below = Vec::new();
    let mut last = state.cursor;
    while below.len() < height && last + 1 < state.alignment.beads.len() {
        last += 1;
        below.extend(rows_of(last));
    }

    let fill = height.saturating_sub(current.len() + below.len());
    let mut top = (height / CURSOR_AT).max(fill).min(above.len());
    if top + current.len() > height {
        top = height.saturating_sub(current.len());
    }
    // A proposed cut is always in sight.
    let cut = current.iter().position(|row| matches!(row, Drawn::Cut)).unwrap_or(0);
    let scroll = if current.len() > height { state.scroll.max((cut + 2).saturating_sub(height)) } else { 0 };
    let skipped = above.len() - top + scroll;
    let painter = Painter { state, theme, columns, preview: preview.as_ref() };
    for (y, row) in (area.y..area.bottom()).zip(above.iter().chain(&current).chain(&below).skip(skipped)) {
        painter.row(row, Rect { y, height: 1, ..area }, buffer);
    }
    let all_in_sight = first == 0 && last + 1 == state.alignment.beads.len() && above.len() + below.len() < height;
    if !all_in_sight {
        map(state, theme, area, buffer);
    }
}

/// At the right edge the whole alignment at a glance: how many doubtful beads are in each part of it, and where the
/// cursor is.
fn map(state: &State, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let beads = &state.alignment.beads;
    let height = usize::from(area.height).max(1);
    let end_of = |row: usize| (row * beads.len()).div_ceil(height);
    for row in 0..height {
        let range = end_of(row)..end_of(row + 1);
        let part = beads.get(range.clone()).unwrap_or_default();
        let (sign, style) = match part.iter().filter(|b| b.state == BeadState::Doubtful).count() {
            0 => ("│".to_owned(), theme.quiet()),
            few @ 1..=9 => (few.to_string(), theme.doubtful()),
            _ => ("+".to_owned(), theme.doubtful()),
        };
        let style = if range.contains(&state.cursor) { style.patch(theme.bar()) } else { style };
        buffer.set_stringn(area.right().saturating_sub(1), area.y + row as u16, sign, 1, style);
    }
}

/// The bead at the cursor alone, split where it would be.
fn preview(state: &State) -> Option<Alignment> {
    let Mode::Split(splitting) = &state.mode else { return None };
    let bead = state.bead()?;
    let source = state.alignment.segments_of(bead, Side::Source).to_vec();
    let target = state.alignment.segments_of(bead, Side::Target).to_vec();
    let bead = Bead { source: 0..source.len(), target: 0..target.len(), ..bead.clone() };
    let (from, to) = (state.alignment.source_language.clone(), state.alignment.target_language.clone());
    let mut alone = Alignment { source_language: from, target_language: to, source, target, beads: vec![bead] };
    let (source, target) = splitting.points();
    alone.split(0, source, target).ok()?;
    Some(alone)
}

fn rows(state: &State, index: usize, columns: Columns, preview: Option<&Alignment>) -> Vec<Drawn> {
    let mut out = vec![Drawn::Heading(index)];
    if let Some(preview) = preview.filter(|_| index == state.cursor) {
        for (half, bead) in preview.beads.iter().enumerate() {
            if half > 0 {
                out.push(Drawn::Cut);
            }
            let rows = layout::rows(preview, bead, columns);
            out.extend(texts(half, rows, Of::Preview));
        }
    } else if let Some(bead) = state.alignment.beads.get(index) {
        let rows = layout::rows(&state.alignment, bead, columns);
        out.extend(texts(index, rows, Of::All));
    }
    out
}

fn texts(bead: usize, rows: Vec<Row>, of: Of) -> impl Iterator<Item = Drawn> {
    rows.into_iter().enumerate().map(move |(line, row)| Drawn::Texts { bead, line, row, of })
}

struct Painter<'a> {
    state: &'a State,
    theme: Theme,
    columns: Columns,
    preview: Option<&'a Alignment>,
}

impl Painter<'_> {
    fn row(&self, row: &Drawn, area: Rect, buffer: &mut Buffer) {
        match row {
            Drawn::Heading(index) => self.heading(*index, area, buffer),
            Drawn::Cut => {
                let line = "╌".repeat(usize::from(area.width));
                buffer.set_stringn(area.x, area.y, line, area.width.into(), self.theme.doubtful());
                buffer.set_stringn(area.x + 2, area.y, " split here ", area.width.into(), self.theme.doubtful());
            }
            Drawn::Texts { bead, line, row, of } => self.texts(*bead, (*line, row), *of, area, buffer),
        }
    }

    /// A line with the number, kind, confidence and state of a bead; reversed at the cursor.
    fn heading(&self, index: usize, area: Rect, buffer: &mut Buffer) {
        let Some(bead) = self.state.alignment.beads.get(index) else { return };
        let selected = index == self.state.cursor;
        let (sign, word, style) = match bead.state {
            BeadState::Accepted => ("✓", "accepted", self.theme.good()),
            BeadState::Doubtful => ("?", "doubtful", self.theme.doubtful()),
            BeadState::New => ("·", "new", Style::new()),
        };
        let moved = if bead.moved { "  out of order" } else { "" };
        let percent = (bead.confidence * 100.0).floor();
        let words = format!(" {sign} {:<4} {:<4}{percent:>3.0} %  {word}{moved} ", index + 1, bead.kind());
        let width = usize::from(area.width);
        if selected {
            buffer.set_style(area, self.theme.bar());
            buffer.set_stringn(area.x, area.y, format!("▶{words}"), width, self.theme.bar().patch(self.theme.strong()));
            return;
        }
        buffer.set_stringn(area.x, area.y, "─".repeat(width), width, self.theme.quiet());
        buffer.set_stringn(area.x + 1, area.y, words, width.saturating_sub(1), style);
    }

    fn texts(&self, bead: usize, (line, row): (usize, &Row), of: Of, area: Rect, buffer: &mut Buffer) {
        let selected = of != Of::All || bead == self.state.cursor;
        let alignment = match (of, self.preview) {
            (Of::Preview, Some(preview)) => preview,
            _ => &self.state.alignment,
        };
        let Some(bead) = alignment.beads.get(bead) else { return };
        for side in [Side::Source, Side::Target] {
            let offset = if side == Side::Target && !self.columns.stacked { self.columns.side + 1 } else { 0 };
            let place = Rect { x: area.x + offset, width: self.columns.side, ..area };
            let segments = alignment.segments_of(bead, side);
            // Of stacked sides, an empty one has the row that is all empty.
            let blank = row.source.is_none() && row.target.is_none();
            let here = !self.columns.stacked || row.side(side).is_some() || segments.is_empty() && blank;
            if selected && side == self.state.side && here {
                buffer.set_stringn(place.x, place.y, "▌", 1, self.theme.key());
            }
            match row.side(side) {
                Some(piece) => self.piece(segments, piece, place, buffer),
                None if segments.is_empty() && (blank || line == 0 && here) => {
                    buffer.set_stringn(place.x + 1, place.y, "—", self.columns.text(), self.theme.quiet());
                }
                None => {}
            }
        }
        if !self.columns.stacked {
            buffer.set_stringn(area.x + self.columns.side, area.y, "│", 1, self.theme.quiet());
        }
    }

    /// A line of a segment.
    fn piece(&self, segments: &[Sentence], piece: &Piece, place: Rect, buffer: &mut Buffer) {
        let Some(segment) = segments.get(piece.segment) else { return };
        let Some(text) = segment.text.get(piece.bytes.clone()) else { return };
        let at = Position::new(place.x + 1 + piece.indent as u16, place.y);
        if let Some(number) = piece.number {
            buffer.set_stringn(place.x + 1, place.y, number.to_string(), piece.indent, self.theme.quiet());
        }
        let base = match segment.kind {
            BlockKind::Heading(_) => Style::new().add_modifier(Modifier::BOLD),
            _ => Style::new(),
        };
        let found = self.state.search.as_ref().map(|search| search.places_near(&segment.text, &piece.bytes));
        let style = |byte: usize| {
            let byte = byte + piece.bytes.start;
            let is_found = found.iter().flatten().any(|range| range.contains(&byte));
            if is_found { base.patch(self.theme.found()) } else { base }
        };
        // A segment can be as long as a chapter; its beginning says how it is written.
        let beginning =
            segment.text.char_indices().nth(BEGINNING).map_or(&*segment.text, |(end, _)| &segment.text[..end]);
        let right_to_left = dominant_script(beginning).is_some_and(|script| script.is_right_to_left());
        text::draw(buffer, at, self.columns.text().saturating_sub(piece.indent), text, right_to_left, style);
    }
}

/// Where in the texts the cursor's bead is, for the line at the bottom.
pub fn place(state: &State) -> String {
    let Some(bead) = state.bead() else { return String::new() };
    let side = |side| {
        let segment = state.alignment.segments_of(bead, side).first()?;
        let kind = match segment.kind {
            BlockKind::Heading(_) => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "list item",
            BlockKind::Quote => "quotation",
            BlockKind::Cell => "table cell",
            BlockKind::Aside => "caption or note",
        };
        Some(segment.line.map_or(kind.to_owned(), |line| format!("{kind} in line {line}")))
    };
    let parts: Vec<_> = [(Side::Source, "source"), (Side::Target, "target")]
        .iter()
        .filter_map(|&(s, name)| side(s).map(|place| format!("{name}: {place}")))
        .collect();
    parts.join("   ")
}
