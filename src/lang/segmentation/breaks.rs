//! Where a breaking rule may break: the ends of its `before`, found from left to right.

use super::look_around::{self, LookAround};
use super::pattern::Parsed;

/// Finds the ends of the matches of an expression, one behind the other.
pub(super) enum Breaks {
    Plain(regex::Regex),
    /// The expression is empty: the places where this one, the rule's `after`, begins.
    Starts(regex::Regex),
    /// The expression is empty, and so is the `after` or it has look-around: every place.
    Everywhere,
    Odd(LookAround),
}

impl Breaks {
    pub(super) fn new(before: &Parsed, after: &Parsed) -> Result<Self, String> {
        if before.text.is_empty() {
            return Ok(match &after.hir {
                Some(hir) if hir.properties().minimum_len().is_some_and(|length| length > 0) => {
                    Self::Starts(plain(&after.text)?)
                }
                _ => Self::Everywhere,
            });
        }
        match &before.hir {
            Some(_) => Ok(Self::Plain(plain(&before.text)?)),
            None => Ok(Self::Odd(LookAround::before(&before.text)?)),
        }
    }

    /// The next place at or behind `position`, which moves on to where the search for the one after it
    /// begins.
    pub(super) fn next(&self, text: &str, position: &mut usize) -> Option<usize> {
        if *position > text.len() {
            return None;
        }
        let (start, end) = match self {
            Self::Plain(regex) => regex.find_at(text, *position).map(|found| (found.start(), found.end())),
            Self::Starts(regex) => regex.find_at(text, *position).map(|found| (found.start(), found.start())),
            Self::Everywhere => Some((*position, *position)),
            Self::Odd(expression) => expression.find(text, *position),
        }
        .unwrap_or((text.len(), usize::MAX));
        *position = if end > start { end } else { look_around::next_boundary(text, end) };
        (end != usize::MAX).then_some(end)
    }
}

fn plain(text: &str) -> Result<regex::Regex, String> {
    regex::Regex::new(text).map_err(|error| error.to_string())
}
