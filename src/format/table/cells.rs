//! What stands in a cell and how: inline codes as marks, several values as JSON, the guard of spreadsheets.

use std::borrow::Cow;

use serde_json::Value;

use crate::model::{InlineCode, Segment};

/// Stand around the number of an inline code.
const MARK_OPEN: char = '⟦';
const MARK_CLOSE: char = '⟧';

/// Whether a spreadsheet would take a cell for a formula, or would do so without its guards.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Puts `'` before a cell that a spreadsheet would take for a formula.
pub(super) fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Takes the guard away again.
pub(super) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| is_formula(cell)).unwrap_or(cell)
}

/// A segment with a mark for each inline code, numbered from 1.
pub(super) fn mark(segment: &Segment) -> Cow<'_, str> {
    if segment.codes.is_empty() {
        return Cow::Borrowed(&segment.text);
    }
    let mut out = String::with_capacity(segment.text.len() + segment.codes.len() * 8);
    let mut codes = segment.codes.iter().enumerate().peekable();
    for (at, c) in segment.text.char_indices().chain([(segment.text.len(), '\0')]) {
        while let Some((index, _)) = codes.next_if(|(_, code)| code.at <= at) {
            out.push_str(&format!("{MARK_OPEN}{}{MARK_CLOSE}", index + 1));
        }
        if at < segment.text.len() {
            out.push(c);
            if c == MARK_OPEN {
                out.push(c);
            }
        }
    }
    out.into()
}

/// The segment of a cell with marks. Also tells how many of the codes have no mark (they are left out).
pub(super) fn unmark(cell: &str, codes: &[InlineCode]) -> (Segment, usize) {
    let mut text = String::with_capacity(cell.len());
    let mut found: Vec<InlineCode> = Vec::new();
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once(MARK_OPEN) {
        text.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix(MARK_OPEN) {
            text.push(MARK_OPEN);
            rest = after;
            continue;
        }
        let code = rest.split_once(MARK_CLOSE).and_then(|(number, after)| {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            Some((codes.get(index)?, after))
        });
        match code {
            Some((code, after)) => {
                found.push(InlineCode { at: text.len(), ..code.clone() });
                rest = after;
            }
            None => text.push(MARK_OPEN),
        }
    }
    text.push_str(rest);
    let missing = codes.len().saturating_sub(found.len());
    (Segment::with_codes(text, found), missing)
}

/// One note as it is, several as a JSON array.
pub(super) fn join_notes(notes: &[String]) -> String {
    match notes {
        [] => String::new(),
        [note] if !note.starts_with('[') => note.clone(),
        notes => serde_json::to_string(notes).unwrap_or_default(),
    }
}

/// The notes of a cell.
pub(super) fn split_notes(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    serde_json::from_str(cell).unwrap_or_else(|_| vec![cell.to_string()])
}

/// An object of names with one or more texts each.
pub(super) fn split_properties(cell: &str) -> Option<Vec<(String, Vec<String>)>> {
    let Value::Object(object) = serde_json::from_str(cell).ok()? else { return None };
    object
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(value) => Some((name, vec![value])),
            value => Some((name, serde_json::from_value(value).ok()?)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeKind;

    fn code(at: usize, data: &str) -> InlineCode {
        InlineCode {
            at,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: data.to_string(),
        }
    }

    #[test]
    fn guards_are_taken_away_as_they_were_put() {
        for (cell, guarded) in
            [("=1+1", "'=1+1"), ("-да", "'-да"), ("'=x", "''=x"), ("'да", "'да"), ("да", "да"), ("", ""), ("'", "'")]
        {
            assert_eq!(guard(cell), guarded);
            assert_eq!(unguard(guarded), cell);
        }
    }

    #[test]
    fn codes_stand_in_the_text_as_numbered_marks() {
        let segment = Segment::with_codes("Да ⟦нет⟧".to_string(), vec![code(0, "<b>"), code(4, "</b>")]);
        let cell = mark(&segment);
        assert_eq!(cell, "⟦1⟧Да⟦2⟧ ⟦⟦нет⟧");
        assert_eq!(unmark(&cell, &segment.codes), (segment, 0));
        assert_eq!(mark(&"⟦1⟧".into()), "⟦1⟧");
    }

    #[test]
    fn marks_that_a_person_moved_or_deleted_are_followed() {
        let codes = [code(0, "<b>"), code(0, "</b>")];
        let (segment, missing) = unmark("Да ⟦1⟧нет ⟦7⟧", &codes);
        assert_eq!((segment.text.as_str(), segment.codes[0].at, missing), ("Да нет ⟦7⟧", 5, 1));
    }
}
