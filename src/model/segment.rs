//! A segment: text with inline codes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The kind of an inline code, by the element of TMX 1.4b that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// Begin paired tag: `bpt`.
    Open,
    /// End paired tag: `ept`.
    Close,
    /// A code that stands alone: `ph`.
    Standalone,
    /// Begin tag whose end is in another segment: `it pos="begin"`.
    IsolatedOpen,
    /// End tag whose beginning is in another segment: `it pos="end"`.
    IsolatedClose,
    /// Start of highlighted text: `<hi>`. The text inside belongs to the segment.
    HighlightOpen,
    /// End of highlighted text: `</hi>`.
    HighlightClose,
}

/// Markup inside a segment, kept apart from its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InlineCode {
    /// Where it stands: a byte offset in the segment's text, on a character boundary.
    pub at: usize,
    /// What kind it is.
    pub kind: CodeKind,
    /// TMX `i`: pairs an opening code with its closing code within the segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<u32>,
    /// TMX `x`: matches the code with its counterpart in another variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<u32>,
    /// TMX `type`: bold, italic, link …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// TMX `assoc` of a `ph`: p, f or b.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub association: Option<String>,
    /// The native code itself: `<b>`, `{\i `. The tags of a TMX sub-flow inside it (`<sub>` … `</sub>`) stand
    /// as they were written, but between U+0002 and U+0003 instead of `<` and `>`: native code has those too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub data: String,
}

/// A sentence, or what the segmentation rules make of it: plain text in NFC, and the inline codes with
/// their positions in it (in order of position).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Segment {
    /// The text without inline codes.
    pub text: String,
    /// The inline codes, by position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<InlineCode>,
}

impl Segment {
    /// A segment without inline codes. The text is brought to NFC.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self { text: crate::lang::nfc(text.as_ref()).into_owned(), codes: Vec::new() }
    }

    /// A segment with inline codes. The text is brought to NFC; the codes are put in order of position, moved
    /// along with the text, and onto the nearest character boundary before them where they stand on none.
    pub fn with_codes(text: String, mut codes: Vec<InlineCode>) -> Self {
        let boundary = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i));
        codes.sort_by_key(|c| c.at);
        for code in &mut codes {
            code.at = boundary(&text, code.at).unwrap_or(0);
        }
        let std::borrow::Cow::Owned(normal) = crate::lang::nfc(&text) else { return Self { text, codes } };
        let (mut from, mut moved) = (0, 0);
        for code in &mut codes {
            moved += crate::lang::nfc(&text[from..code.at]).len();
            from = code.at;
            // A code between a letter and its accent ends up before or after the letter they make.
            code.at = boundary(&normal, moved).unwrap_or(0);
        }
        Self { text: normal, codes }
    }

    /// Whether there is neither text nor code in it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.codes.is_empty()
    }

    /// The segment with other texts in place of some ranges (in order, without overlap) and its codes moved
    /// along; `None` if a code stands inside a text that is replaced.
    pub fn with_edits(&self, edits: &[(Range<usize>, String)]) -> Option<Self> {
        let mut text = String::with_capacity(self.text.len());
        let mut codes = self.codes.clone();
        let mut copied = 0;
        for (range, new) in edits {
            text.push_str(self.text.get(copied..range.start)?);
            let start = text.len();
            text.push_str(new);
            for (code, stored) in codes.iter_mut().zip(&self.codes) {
                if range.start < stored.at && stored.at < range.end {
                    return None;
                }
                if stored.at >= range.end {
                    code.at = text.len() + (stored.at - range.end);
                } else if stored.at == range.start {
                    code.at = start;
                }
            }
            copied = range.end;
        }
        text.push_str(self.text.get(copied..)?);
        Some(Self { text, codes })
    }

    /// A part of the segment with the codes that stand in it (at both ends inclusive).
    pub fn slice(&self, range: Range<usize>) -> Self {
        let codes = self
            .codes
            .iter()
            .filter(|c| range.start <= c.at && c.at <= range.end)
            .map(|c| InlineCode { at: c.at - range.start, ..c.clone() })
            .collect();
        Self { text: self.text[range].to_string(), codes }
    }
}

impl From<&str> for Segment {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_move_with_the_text_that_nfc_shortens() {
        let code = |at| InlineCode {
            at,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: String::new(),
        };
        let decomposed = "и\u{306}о\u{306}д";
        let ends: Vec<_> = [0, 4, 6, 8, 10, 99].map(code).into();
        let segment = Segment::with_codes(decomposed.to_string(), ends);
        assert_eq!(segment.text, "йо\u{306}д");
        let positions: Vec<_> = segment.codes.iter().map(|c| c.at).collect();
        assert_eq!(positions, [0, 2, 4, 6, 8, 8]);
        assert_eq!(Segment::with_codes("да".to_string(), vec![code(3), code(1)]).codes[1].at, 2);
    }
}
