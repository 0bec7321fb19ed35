//! The state as a picture: a bar, the beads around the cursor, what was said last, and the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

use super::beads;
use super::help;
use super::keys::BINDINGS;
use super::state::{Editor, Mode, Order, Saving, State, Tone};
use crate::model::Side;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Below this nothing sensible can be shown.
const SMALLEST: (u16, u16) = (20, 6);
/// Screens of this height and more have two lines for the keys.
const TWO_LINES: u16 = 16;

/// Draws the screen.
pub fn draw(state: &State, theme: Theme, area: Rect, buffer: &mut Buffer) {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        buffer.set_stringn(area.x, area.y, "too small; q quits", area.width.into(), Style::new());
        return;
    }
    let hints = hint_lines(state, area.width, if area.height >= TWO_LINES { 2 } else { 1 }, theme);
    let mut rows = Rows { area, top: 0, bottom: area.height };
    bar(state, theme, rows.take_top(1), buffer);
    for line in hints.iter().rev() {
        let row = rows.take_bottom(1);
        buffer.set_line(row.x + 1, row.y, line, row.width.saturating_sub(1));
    }
    let message = rows.take_bottom(1);
    match &state.mode {
        Mode::Help(top) => draw_help(*top, theme, rows.rest(), buffer),
        Mode::Edit(editor) => {
            // Room for the texts being edited and a frame, but never more than half.
            let half = rows.rest().height / 2;
            let columns = usize::from(area.width.saturating_sub(2));
            let lines: usize = editor.area.lines().iter().map(|line| text::wrap(line, columns).len()).sum();
            let height = u16::try_from(lines + 3).unwrap_or(u16::MAX).clamp(4, half.max(4));
            let place = rows.take_bottom(height);
            beads::draw(state, theme, rows.rest(), buffer);
            draw_editor(state, editor, theme, place, buffer);
        }
        _ => beads::draw(state, theme, rows.rest(), buffer),
    }
    if let Mode::Search(line) = &state.mode {
        let label = " search: ";
        buffer.set_stringn(message.x, message.y, label, message.width.into(), theme.strong());
        let start = message.x + label.len() as u16;
        let place = Rect { x: start, width: message.right().saturating_sub(start), ..message };
        line.render(place, buffer);
    } else {
        say(state, theme, message, buffer);
    }
}

/// Rows of the screen, taken from both ends.
struct Rows {
    area: Rect,
    top: u16,
    bottom: u16,
}

impl Rows {
    fn take_top(&mut self, height: u16) -> Rect {
        let height = height.min(self.bottom - self.top);
        let rows = Rect { y: self.area.y + self.top, height, ..self.area };
        self.top += height;
        rows
    }

    fn take_bottom(&mut self, height: u16) -> Rect {
        let height = height.min(self.bottom - self.top);
        self.bottom -= height;
        Rect { y: self.area.y + self.bottom, height, ..self.area }
    }

    fn rest(&self) -> Rect {
        Rect { y: self.area.y + self.top, height: self.bottom - self.top, ..self.area }
    }
}

/// The file, the languages, how far the work is, and whether it is saved.
fn bar(state: &State, theme: Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.bar());
    let saved = match &state.saving {
        _ if state.aligning => "aligning …",
        Saving::Unchanged => "unchanged",
        Saving::Writing => "saving …",
        Saving::Written => "saved",
        Saving::Failed(_) => "NOT SAVED",
    };
    let progress = state.progress();
    let (alignment, accepted) = (&state.alignment, progress.accepted);
    let order = match state.order {
        Order::DoubtfulFirst => "doubtful first",
        Order::InOrder => "in order",
    };
    // From the fullest to the barest, whichever fits.
    let done = format!("{accepted} of {} accepted, {} doubtful left", progress.beads, progress.doubtful);
    let short = format!("{accepted}/{} ✓  {} ?", progress.beads, progress.doubtful);
    let languages = format!("{} → {}", alignment.source_language, alignment.target_language);
    let rights = [
        format!("{languages}   {done}   {order}   {saved} "),
        format!("{done}   {order}   {saved} "),
        format!("{done}   {saved} "),
        format!("{short}   {saved} "),
        format!("{saved} "),
    ];
    let width = usize::from(area.width);
    // A long name gives way, up to a point.
    let name = text::width(&state.name).min((width / 5).max(8)) + 3;
    let right = rights.iter().find(|right| name + text::width(right) <= width).unwrap_or(&rights[4]);
    let start = width.saturating_sub(text::width(right));
    buffer.set_stringn(area.x + start as u16, area.y, right, width, theme.bar());
    buffer.set_stringn(area.x + 1, area.y, &state.name, start.saturating_sub(3), theme.bar());
}

/// What was said last, or where in the texts the bead is.
fn say(state: &State, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let (style, text) = match (&state.message, &state.saving, &state.mode) {
        (Some((Tone::Said, text)), ..) => (theme.strong(), text.clone()),
        (Some((Tone::Refused, text)), ..) => (theme.bad(), text.clone()),
        (None, Saving::Failed(why), _) => (theme.bad(), format!("not saved: {why}; w saves all the same")),
        (None, _, Mode::Delete) => (theme.bad(), "delete which text? u would bring it back".into()),
        (None, _, Mode::Split(_)) => (theme.strong(), "split here?".into()),
        (None, _, Mode::Help(_)) => (theme.quiet(), String::new()),
        (None, ..) if state.aligning => (theme.strong(), "aligning anew around what is accepted …".into()),
        (None, ..) => (theme.quiet(), beads::place(state)),
    };
    buffer.set_stringn(area.x + 1, area.y, text, usize::from(area.width.saturating_sub(1)), style);
}

/// Keys and their words, as many as fit, in at most so many lines. The last two always fit.
fn hint_lines(state: &State, width: u16, most: usize, theme: Theme) -> Vec<Line<'static>> {
    let hints: Vec<(&str, &str)> = match &state.mode {
        Mode::Browse => BINDINGS.iter().filter_map(|b| b.hint).collect(),
        Mode::Split(_) => vec![
            ("←→", "a word"),
            ("↑↓", "a segment"),
            ("Home End", "all below / above"),
            ("Tab", "side"),
            ("Enter", "split"),
            ("Esc", "leave whole"),
        ],
        Mode::Edit(_) => vec![("Alt-Enter", "new segment"), ("Enter", "keep"), ("Esc", "drop")],
        Mode::Search(_) => vec![("Enter", "search"), ("Esc", "leave")],
        Mode::Delete => vec![("s", "source text"), ("t", "target text"), ("b", "both"), ("Esc", "nothing")],
        Mode::Help(_) => vec![("↑↓", "scroll"), ("Esc", "back to the alignment")],
    };
    let room = usize::from(width.saturating_sub(2));
    let size = |(key, word): &(&str, &str)| text::width(key) + 1 + text::width(word) + 2;
    let kept = hints.len().saturating_sub(2);
    let reserved: usize = hints[kept..].iter().map(size).sum();
    let mut lines: Vec<(usize, Vec<(&str, &str)>)> = vec![(0, Vec::new())];
    for (index, hint) in hints.iter().enumerate() {
        let is_last = lines.len() == most;
        let reserved = if is_last && index < kept { reserved } else { 0 };
        let Some((used, line)) = lines.last_mut() else { break };
        if *used + size(hint) + reserved <= room + 2 || index >= kept && is_last {
            *used += size(hint);
            line.push(*hint);
        } else if !is_last {
            lines.push((size(hint), vec![*hint]));
        }
    }
    let line = |(_, hints): (usize, Vec<(&'static str, &'static str)>)| {
        let spans =
            hints.into_iter().flat_map(|(key, word)| [Span::styled(key, theme.key()), Span::raw(format!(" {word}  "))]);
        Line::from(spans.collect::<Vec<_>>())
    };
    lines.into_iter().map(line).collect()
}

fn draw_editor(state: &State, editor: &Editor, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let (side, language) = match editor.side {
        Side::Source => ("source", &state.alignment.source_language),
        Side::Target => ("target", &state.alignment.target_language),
    };
    let title = format!(" {side} text ({language}) of bead {}, a segment a line ", state.cursor + 1);
    let block = Block::bordered().title(title).border_style(theme.key());
    let inside = block.inner(area);
    block.render(area, buffer);
    editor.area.render(inside, buffer);
    text::isolate(buffer, inside);
}

fn draw_help(top: usize, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width.saturating_sub(2));
    let mut y = area.y;
    for (key, text) in help::paragraphs().into_iter().skip(top) {
        let indent = if key.is_empty() { 0 } else { 9 };
        for (line, range) in text::wrap(text, width.saturating_sub(indent)).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if line == 0 {
                buffer.set_stringn(area.x + 1, y, key, width, theme.key());
            }
            let text = text.get(range).unwrap_or_default();
            buffer.set_stringn(area.x + 1 + indent as u16, y, text, width.saturating_sub(indent), Style::new());
            y += 1;
        }
    }
}

#[cfg(test)]
mod tests;
