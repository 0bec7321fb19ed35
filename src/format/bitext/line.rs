//! The parts of a line: headings of beads, places of segments, texts with escapes.

use std::borrow::Cow;
use std::fmt::Write;

use crate::model::{BeadState, BlockKind};

/// The heading of a bead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heading {
    /// How many source segments follow.
    pub source: usize,
    /// How many target segments follow.
    pub target: usize,
    pub confidence: f32,
    pub state: BeadState,
    pub moved: bool,
    /// By how many segments the target stands further down in its text than in the file.
    pub shift: i64,
}

/// The states by name.
const STATES: [(BeadState, &str); 3] =
    [(BeadState::New, "new"), (BeadState::Accepted, "accepted"), (BeadState::Doubtful, "doubtful")];

impl Heading {
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let (source, target) = words.next()?.split_once('-')?;
        let confidence: f32 = words.next()?.parse().ok()?;
        let state = words.next()?;
        let mut next = words.next();
        let moved = next == Some("moved");
        if moved {
            next = words.next();
        }
        let heading = Self {
            source: count(source)?,
            target: count(target)?,
            confidence,
            state: STATES.iter().find(|(_, name)| *name == state)?.0,
            moved,
            shift: next.map_or(Some(0), signed)?,
        };
        ((0.0..=1.0).contains(&confidence) && words.next().is_none()).then_some(heading)
    }

    pub fn write(&self, out: &mut String) {
        let state = STATES.iter().find(|(state, _)| *state == self.state).map_or("new", |(_, name)| name);
        // Formatting to a string cannot fail.
        let _ = write!(out, "{}-{} {:.2} {state}", self.source, self.target, round_down(self.confidence));
        if self.moved {
            out.push_str(" moved");
        }
        if self.shift != 0 {
            let _ = write!(out, " {:+}", self.shift);
        }
        out.push('\n');
    }
}

/// A confidence in hundredths, so that none passes a threshold by being rounded. What is within a hundred
/// thousandth of the next hundredth is that hundredth: 0.29 is read as a little less.
pub(super) fn round_down(confidence: f32) -> f64 {
    (f64::from(confidence.clamp(0.0, 1.0)) * 100.0 + 1e-3).floor() / 100.0
}

/// A number of segments: digits and nothing else.
fn count(text: &str) -> Option<usize> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// A number with its sign, small enough that adding to it is safe.
fn signed(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-'])?;
    let fine = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fine { text.parse().ok() } else { None }
}

/// Where a segment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the block of the segment before it.
    Same,
    /// At the beginning of a block of this kind, so many lines below the block before, if it has a line.
    Block(BlockKind, Option<i64>),
}

/// The kinds of blocks beside headings, by name.
const KINDS: [(BlockKind, &str); 5] = [
    (BlockKind::Paragraph, "p"),
    (BlockKind::ListItem, "li"),
    (BlockKind::Quote, "q"),
    (BlockKind::Cell, "td"),
    (BlockKind::Aside, "aside"),
];

impl Place {
    pub fn parse(text: &str) -> Option<Self> {
        if text == "." {
            return Some(Self::Same);
        }
        let sign = text.find(['+', '-']).unwrap_or(text.len());
        let (kind, lines) = text.split_at(sign);
        let lines = if lines.is_empty() { None } else { Some(signed(lines)?) };
        let kind = match kind.strip_prefix('h') {
            Some(level) => BlockKind::Heading(u8::try_from(count(level)?).ok()?),
            None => KINDS.iter().find(|(_, name)| *name == kind)?.0,
        };
        Some(Self::Block(kind, lines))
    }

    pub fn write(self, out: &mut String) {
        let Self::Block(kind, lines) = self else {
            out.push('.');
            return;
        };
        match (kind, KINDS.iter().find(|(other, _)| *other == kind)) {
            (_, Some((_, name))) => out.push_str(name),
            (BlockKind::Heading(level), None) => {
                let _ = write!(out, "h{level}");
            }
            (_, None) => out.push('p'),
        }
        if let Some(lines) = lines {
            let _ = write!(out, "{lines:+}");
        }
    }
}

/// A text so that it fits on a line and stays whole in an editor.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let inner = text.trim();
    let unfit = |c: char| c == '\\' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if inner.len() == text.len() && !text.contains(unfit) {
        return Cow::Borrowed(text);
    }
    let start = text.len() - text.trim_start().len();
    let end = start + inner.len();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if unfit(c) || at < start || at >= end => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text that [`escape`] made a line of. A backslash that begins no escape is itself.
pub(super) fn unescape(line: &str) -> Cow<'_, str> {
    if !line.contains('\\') {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (c, length) = escaped(after).unwrap_or(('\\', 0));
        out.push(c);
        rest = &after[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of an escape without its backslash, and the escape's length.
fn escaped(text: &str) -> Option<(char, usize)> {
    match text.chars().next()? {
        '\\' => Some(('\\', 1)),
        'n' => Some(('\n', 1)),
        'r' => Some(('\r', 1)),
        't' => Some(('\t', 1)),
        'u' => {
            let (digits, _) = text.strip_prefix("u{")?.split_once('}')?;
            let fine = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
            let code = if fine { u32::from_str_radix(digits, 16).ok()? } else { return None };
            Some((char::from_u32(code)?, digits.len() + 3))
        }
        _ => None,
    }
}
