//! Text in the cells of a terminal: how wide it is, where lines break, and how it is drawn.

use std::ops::Range;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::lang::Script;

/// Isolates what is between them from the writing direction around it (UAX #9).
const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const POP_ISOLATE: char = '\u{2069}';

/// Punctuation of Chinese and Japanese that begins no line.
const NOT_FIRST: &str = "，。、；：！？）」』》〉】〕”’…—·,.;:!?)]}»";
/// And that ends none.
const NOT_LAST: &str = "（「『《〈【〔“‘([{«";

/// What is drawn for a grapheme: itself, a blank for a tab or line break, a mark for any other control
/// character, so that no text can command the terminal.
fn symbol(grapheme: &str) -> &str {
    match grapheme.chars().next() {
        Some('\t' | '\n' | '\r') => " ",
        Some(c) if c.is_control() => "\u{fffd}",
        _ => grapheme,
    }
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(|g| usize::from(symbol(g).cell_width())).sum()
}

/// Breaks a text into lines of at most `columns` cells, as byte ranges without the white space at the breaks.
/// Words stay whole where they fit on a line; Chinese and Japanese break between characters. An empty text is
/// one empty line.
pub fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    // The line so far, where it can be broken last, and the width of both.
    let (mut start, mut at, mut filled) = (0, 0, 0);
    let mut opportunity: Option<(usize, usize)> = None;
    let mut previous = "";
    for (index, grapheme) in text.grapheme_indices(true) {
        let blank = grapheme.chars().all(char::is_whitespace);
        let wide = usize::from(symbol(grapheme).cell_width());
        if start == index && blank && !lines.is_empty() {
            start = index + grapheme.len();
            at = start;
            continue;
        }
        if index > start && can_break(previous, grapheme) {
            opportunity = Some((index, filled));
        }
        // At most twice: the rest after the last opportunity may be too long again.
        while filled + wide > columns && !blank && index > start {
            let (end, used) = opportunity.filter(|&(end, _)| end > start).unwrap_or((index, filled));
            lines.push(trimmed(text, start..end));
            start = end;
            filled -= used;
            opportunity = None;
        }
        filled += wide;
        at = index + grapheme.len();
        previous = grapheme;
    }
    if start < at || lines.is_empty() {
        lines.push(trimmed(text, start..at));
    }
    lines
}

/// Whether a line may end between two graphemes.
fn can_break(before: &str, after: &str) -> bool {
    let starts = |text: &str, set: &str| text.chars().next().is_some_and(|c| set.contains(c));
    let blank = |text: &str| text.chars().all(char::is_whitespace) && !text.contains('\u{a0}');
    if blank(after) {
        return false;
    }
    if blank(before) {
        return !before.is_empty();
    }
    let wide = before.cell_width() > 1 || after.cell_width() > 1;
    wide && !starts(after, NOT_FIRST) && !starts(before, NOT_LAST)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + line.trim_end().len()
}

/// Draws a line of text into `columns` cells. Text that is written from right to left stands at the right end
/// in its logical order, isolated from what is around it: the terminal knows how to turn it, if it can. The cell before
/// the text must be part of the same picture.
/// `style` gives the style of the grapheme at a byte.
pub fn draw(
    buffer: &mut Buffer,
    at: Position,
    columns: usize,
    text: &str,
    right_to_left: bool,
    style: impl Fn(usize) -> Style,
) {
    let taken = width(text).min(columns);
    let mut x = usize::from(at.x) + if right_to_left { columns - taken } else { 0 };
    let end = usize::from(at.x) + columns;
    let mut last = None;
    for (byte, grapheme) in text.grapheme_indices(true) {
        let symbol = symbol(grapheme);
        let wide = usize::from(symbol.cell_width());
        if wide == 0 {
            continue;
        }
        if x + wide > end {
            break;
        }
        let Some(position) = u16::try_from(x).ok().map(|x| Position::new(x, at.y)) else { break };
        let Some(cell) = buffer.cell_mut(position) else { break };
        cell.set_symbol(symbol).set_style(style(byte));
        if right_to_left && last.is_none() && position.x > 0 {
            // Terminals keep a mark of no width in the cell before it, so there it must be for them to forget it.
            append(buffer, Position::new(position.x - 1, position.y), RIGHT_TO_LEFT_ISOLATE);
        }
        for covered in 1..wide {
            if let Some(cell) = buffer.cell_mut(Position::new(position.x + covered as u16, at.y)) {
                cell.reset();
            }
        }
        last = Some(position);
        x += wide;
    }
    if let Some(last) = last.filter(|_| right_to_left) {
        append(buffer, last, POP_ISOLATE);
    }
}

/// Isolates what another widget has drawn in an area, row by row, where it is written from right to left. The cells
/// before the area must be part of the same picture.
pub fn isolate(buffer: &mut Buffer, area: Rect) {
    for y in area.top()..area.bottom() {
        let is_right_to_left = |x: u16| {
            let script = buffer.cell(Position::new(x, y)).and_then(|cell| cell.symbol().chars().find_map(Script::of));
            script.is_some_and(Script::is_right_to_left)
        };
        let found = (area.left()..area.right()).any(is_right_to_left);
        if let Some(before) = area.left().checked_sub(1).filter(|_| found) {
            append(buffer, Position::new(before, y), RIGHT_TO_LEFT_ISOLATE);
            append(buffer, Position::new(area.right() - 1, y), POP_ISOLATE);
        }
    }
}

/// Puts a mark of no width behind what is in a cell.
fn append(buffer: &mut Buffer, at: Position, mark: char) {
    if let Some(cell) = buffer.cell_mut(at) {
        let symbol = format!("{}{mark}", cell.symbol());
        cell.set_symbol(&symbol);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(lines("Мы против войны.", 10), ["Мы против", "войны."]);
        assert_eq!(lines("Мы против войны.", 16), ["Мы против войны."]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("5 %\u{a0}и 6", 4), ["5", "%\u{a0}и", "6"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        assert_eq!(lines("в делопроизводстве", 8), ["в", "делопрои", "зводстве"]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        assert_eq!(lines("我们反对战争。我们", 8), ["我们反对", "战争。我", "们"]);
        assert_eq!(lines("我们反对。我们", 8), ["我们反", "对。我们"]);
    }

    /// What stands in the cells of a line.
    fn drawn(text: &str, columns: u16, right_to_left: bool) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
        draw(&mut buffer, Position::new(0, 0), columns.into(), text, right_to_left, |_| Style::new());
        buffer.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn arabic_stands_at_the_right_and_is_isolated() {
        assert_eq!(drawn("لا", 5, true), "   \u{2067}لا\u{2069}");
        // The opening mark is in the cell before the text.
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        draw(&mut buffer, Position::new(1, 0), 2, "لا", true, |_| Style::new());
        let cells: Vec<_> = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(cells, [" \u{2067}", "ل", "ا\u{2069}"]);
        assert_eq!(drawn("no", 5, false), "no   ");
    }

    #[test]
    fn what_a_widget_drew_is_isolated_where_it_is_arabic() {
        let mut buffer = Buffer::with_lines(["│لا ", "│no "]);
        isolate(&mut buffer, Rect::new(1, 0, 3, 2));
        let text: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text, "│\u{2067}لا \u{2069}│no ");
    }

    #[test]
    fn no_text_commands_the_terminal() {
        assert_eq!(drawn("a\u{1b}[2J\tb", 9, false), "a\u{fffd}[2J b  ");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn lines_fit_and_lose_nothing(text in "[a-z中文。、（ \u{a0}ая\u{301}]{0,60}", columns in 2..20usize) {
            let ranges = wrap(&text, columns);
            let joined: String = ranges.iter().map(|range| &text[range.clone()]).collect();
            let without = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(without(&joined), without(&text));
            for range in ranges {
                prop_assert!(width(text[range].trim_end()) <= columns);
            }
        }
    }
}
