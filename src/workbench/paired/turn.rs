//! One text in which lines or paragraphs alternate with their translations.

use super::{
    Aligned, Alignment, Both, Cell, Error, Input, Notice, Pairing, Row, beads_of, bytes, origin, text_of, texts,
};
use crate::format;
use crate::lang::nfc;
use crate::model::BlockKind;

pub(super) fn pair(file: &Input, said: Both<'_>, notices: &mut Vec<Notice>) -> Result<Aligned, Error> {
    let decoded = format::decode(&bytes(file)?);
    let turns = turns(&nfc(&decoded.text));
    if turns.len() % 2 == 1 {
        notices.push(Notice::new(file.path(), "the last turn has no translation"));
    }
    let mut cells = turns.into_iter();
    let rows = std::iter::from_fn(|| Some(Row { source: Some(cells.next()?), target: cells.next(), doubtful: false }));
    let (source, target, beads) = beads_of(rows, BlockKind::Paragraph);
    let place = file.path();
    // The name of the file tells of neither language more than of the other.
    let from = texts::language(place, None, None, &text_of(&source), said.source, notices)?.language;
    let to = texts::language(place, None, None, &text_of(&target), said.target, notices)?.language;
    let origins = (origin(file, &source), origin(file, &target));
    let alignment = Alignment { source_language: from, target_language: to, source, target, beads };
    Ok(Aligned::new(origins.0, origins.1, Pairing::Turn, alignment))
}

/// The turns of a text. Where every stretch between blank lines has an even number of lines, a line is a turn, else
/// a stretch is; a text in one stretch has a turn a line.
fn turns(text: &str) -> Vec<Cell> {
    let mut stretches: Vec<Vec<Cell>> = vec![Vec::new()];
    for (number, line) in text.lines().enumerate() {
        match (Cell::new(line, Some(number + 1)), stretches.last_mut()) {
            (Some(cell), Some(stretch)) => stretch.push(cell),
            (None, Some(stretch)) if !stretch.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    if stretches.len() < 2 || stretches.iter().all(|stretch| stretch.len() % 2 == 0) {
        return stretches.into_iter().flatten().collect();
    }
    let join = |stretch: Vec<Cell>| {
        let line = stretch.first().and_then(|cell| cell.line);
        Cell { text: stretch.into_iter().map(|cell| cell.text).collect::<Vec<_>>().join(" "), line }
    };
    stretches.into_iter().map(join).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_or_stretches_take_turns() {
        for (text, expected) in [
            ("a\nb\nc\nd\n", "1a 2b 3c 4d"),
            ("a\nb\n\n\nc\nd", "1a 2b 5c 6d"),
            ("a\n\nb\n\nc", "1a 3b 5c"),
            ("a\na\n\nb\n\nc\n\nd\nd\n", "1a a 4b 6c 8d d"),
            ("a\nb\nc", "1a 2b 3c"),
            (" \n", ""),
        ] {
            let show = |cell: &Cell| format!("{}{}", cell.line.unwrap(), cell.text);
            assert_eq!(turns(text).iter().map(show).collect::<Vec<_>>().join(" "), expected, "{text:?}");
        }
    }
}
