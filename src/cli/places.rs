//! Where something stands in a text, as JSON says it.

use std::ops::Range;

use serde::Serialize;

/// A place in a text: characters, from 0.
#[derive(Serialize)]
pub struct JsonPlace {
    start: usize,
    end: usize,
}

impl JsonPlace {
    /// Of a range in bytes.
    pub fn new(text: &str, range: &Range<usize>) -> Self {
        let characters = |end: usize| text.get(..end).map_or(0, |s| s.chars().count());
        Self { start: characters(range.start), end: characters(range.end) }
    }
}
