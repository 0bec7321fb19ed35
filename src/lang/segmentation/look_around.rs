//! Expressions with look-around, which need a backtracking engine.
//!
//! A text may be huge or hostile, so the engine sees a bounded stretch of it at a time and gives up a
//! place after a bounded number of steps: the expression then does not match there.

use fancy_regex::{Regex, RegexBuilder};

/// How far before and behind a place an expression may reach, in bytes.
const REACH: usize = 256;
const BACKTRACK_LIMIT: usize = 5_000;

/// An expression with look-around.
pub(super) struct LookAround(Regex);

impl LookAround {
    /// For [`find`](Self::find) and [`ends_at`](Self::ends_at).
    pub(super) fn before(text: &str) -> Result<Self, String> {
        build(text)
    }

    /// For [`begins_at`](Self::begins_at).
    pub(super) fn after(text: &str) -> Result<Self, String> {
        build(&format!(r"\G(?:{text})"))
    }

    /// The leftmost match from `position` on.
    pub(super) fn find(&self, text: &str, mut position: usize) -> Option<(usize, usize)> {
        while position < text.len() {
            let seen = boundary_before(text, position.saturating_add(2 * REACH));
            let found = self.0.find_from_pos(&text[..seen], position).ok().flatten();
            match found {
                // What touches the end of the stretch may go on behind it.
                Some(found) if seen == text.len() || found.end() < seen || found.start() < position + REACH => {
                    return Some((found.start(), found.end()));
                }
                _ if seen == text.len() => return None,
                _ => position = next_boundary(text, boundary_before(text, position + REACH)),
            }
        }
        None
    }

    /// Whether a match ends at a place. Of the matches from one start only the preferred one counts.
    pub(super) fn ends_at(&self, text: &str, at: usize) -> bool {
        let seen = &text[..boundary_before(text, at.saturating_add(REACH))];
        let mut from = boundary_before(text, at.saturating_sub(REACH));
        while from <= at {
            match self.0.find_from_pos(seen, from) {
                Ok(Some(found)) if found.start() <= at => {
                    if found.end() == at {
                        return true;
                    }
                    from = next_boundary(text, found.start());
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether a match begins at a place.
    pub(super) fn begins_at(&self, text: &str, at: usize) -> bool {
        let seen = &text[..boundary_before(text, at.saturating_add(REACH))];
        self.0.find_from_pos(seen, at).is_ok_and(|found| found.is_some_and(|found| found.start() == at))
    }
}

fn build(text: &str) -> Result<LookAround, String> {
    let regex = RegexBuilder::new(text).backtrack_limit(BACKTRACK_LIMIT).build();
    regex.map(LookAround).map_err(|error| error.to_string())
}

/// The last character boundary at or before `at`.
fn boundary_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first character boundary behind `at`; behind the end, a place out of the text.
pub(super) fn next_boundary(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(usize::MAX, |c| at + c.len_utf8())
}
