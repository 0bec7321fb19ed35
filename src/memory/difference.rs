//! What differs between a query and a match, word by word, for people to look at.

use std::fmt;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::lang::tokens;

/// What became of a piece of text on the way from the match to the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// In both.
    Equal,
    /// Only in the match.
    Deleted,
    /// Only in the query.
    Inserted,
}

/// A piece of text in one or both of the segments, in bytes. The ranges of all parts together cover both
/// segments without gap, white space included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What became of it.
    pub change: Change,
    /// Where it stands in the match; empty if inserted.
    pub matched: Range<usize>,
    /// Where it stands in the query; empty if deleted.
    pub query: Range<usize>,
}

/// The difference of two segments, in reading order. A replacement is a deletion and an insertion after
/// it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'a> {
    /// The text of the query.
    pub query: &'a str,
    /// The text of the match.
    pub matched: &'a str,
    /// The parts.
    pub parts: Vec<Part>,
}

/// Compares word by word (Myers 1986). Words count as equal letter for letter; the white space before a
/// word goes with it, and only words decide.
pub fn difference<'a>(query: &'a str, matched: &'a str) -> Difference<'a> {
    let (old, new) = (pieces(matched), pieces(query));
    let words = |text: &'a str, pieces: &[Piece]| -> Vec<&'a str> {
        pieces.iter().map(|p| text.get(p.word..p.end).unwrap_or_default()).collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &words(matched, &old), &words(query, &new));
    let mut parts = Vec::new();
    let mut push = |change, matched: Range<usize>, query: Range<usize>| {
        if !(matched.is_empty() && query.is_empty()) {
            parts.push(Part { change, matched, query });
        }
    };
    for op in ops {
        let (o, n) = (bytes(&old, op.old_range()), bytes(&new, op.new_range()));
        match op {
            DiffOp::Equal { .. } => push(Change::Equal, o, n),
            _ => {
                push(Change::Deleted, o.clone(), n.start..n.start);
                push(Change::Inserted, o.end..o.end, n);
            }
        }
    }
    Difference { query, matched, parts }
}

/// A word with the white space before it.
struct Piece {
    start: usize,
    word: usize,
    end: usize,
}

/// The words of a text; the last one takes the white space at the end.
fn pieces(text: &str) -> Vec<Piece> {
    let mut start = 0;
    let mut out: Vec<Piece> = Vec::new();
    for token in tokens(text) {
        out.push(Piece { start, word: token.range.start, end: token.range.end });
        start = token.range.end;
    }
    if let Some(last) = out.last_mut() {
        last.end = last.word + text.get(last.word..).map_or(0, |t| t.trim_end().len());
    }
    out
}

/// The bytes that a run of pieces covers.
fn bytes(pieces: &[Piece], range: Range<usize>) -> Range<usize> {
    let at = |index: usize| match pieces.get(index) {
        Some(piece) => piece.start,
        None => pieces.last().map_or(0, |last| last.end),
    };
    at(range.start)..at(range.end)
}

impl Part {
    /// The text of the part: the query's, or the match's if it is only there.
    pub fn text<'a>(&self, difference: &Difference<'a>) -> &'a str {
        let text = match self.change {
            Change::Deleted => difference.matched.get(self.matched.clone()),
            Change::Equal | Change::Inserted => difference.query.get(self.query.clone()),
        };
        text.unwrap_or_default()
    }
}

impl<'a> Difference<'a> {
    /// The parts as they are printed one after the other: the change, the white space before the text
    /// (which is not part of the change), the text.
    pub fn spans(&self) -> impl Iterator<Item = (Change, &'a str, &'a str)> {
        let mut previous = Change::Equal;
        self.parts.iter().map(move |part| {
            let text = part.text(self);
            let words = text.trim_start();
            let space = text.get(..text.len() - words.len()).unwrap_or_default();
            // The space before a replaced word has been printed with the old word.
            let replaces = (previous, part.change) == (Change::Deleted, Change::Inserted);
            previous = part.change;
            (part.change, if replaces { "" } else { space }, words)
        })
    }
}

/// Without colour: `We said [-no-]{+yes+} to it.`
impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans().try_for_each(|(change, space, words)| match change {
            Change::Equal => write!(f, "{space}{words}"),
            Change::Deleted => write!(f, "{space}[-{words}-]"),
            Change::Inserted => write!(f, "{space}{{+{words}+}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, matched: &str, expected: &str) {
        assert_eq!(difference(query, matched).to_string(), expected);
    }

    #[test]
    fn reads_like_a_sentence() {
        check("Мы против войны.", "Мы против войны.", "Мы против войны.");
        check("Мы за мир.", "Мы против мира.", "Мы [-против мира-]{+за мир+}.");
        check("Мы всегда за мир.", "Мы за мир.", "Мы {+всегда+} за мир.");
        check("Мы за мир.", "Мы всегда за мир.", "Мы [-всегда-] за мир.");
        check("Да, мы за.", "Мы за.", "[-Мы-]{+Да, мы+} за.");
        check("Да", "", "{+Да+}");
        check("", "Да", "[-Да-]");
        check("", "", "");
    }

    #[test]
    fn white_space_decides_nothing() {
        check("Мы  за", "Мы за", "Мы  за");
        check("今日は雨", "今日は雪", "今日は[-雪-]{+雨+}");
    }

    proptest::proptest! {
        #[test]
        fn parts_cover_both_texts(query in "[а-в ,.]{0,20}", matched in "[а-в ,.]{0,20}") {
            let difference = difference(&query, &matched);
            let (mut q, mut m) = (0, 0);
            for part in &difference.parts {
                proptest::prop_assert_eq!((part.query.start, part.matched.start), (q, m));
                (q, m) = (part.query.end, part.matched.end);
            }
            if !query.trim().is_empty() {
                proptest::prop_assert_eq!(q, query.trim_end().len());
            }
            if !matched.trim().is_empty() {
                proptest::prop_assert_eq!(m, matched.trim_end().len());
            }
        }
    }
}
