//! What is checked: a source segment with its translation.

use std::cell::OnceCell;
use std::ops::Deref;

use super::values::{Comparison, compare};
use crate::lang::{LanguageTag, Placeable, placeables};

/// A source segment with its translation, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The source text, NFC.
    pub source: &'a str,
    /// The target text, NFC; empty if there is none.
    pub target: &'a str,
    /// The language of the source.
    pub source_language: &'a LanguageTag,
    /// The language of the target.
    pub target_language: &'a LanguageTag,
    /// The number of the segment, from 0.
    pub index: usize,
    /// The file it is in, if any.
    pub file: Option<&'a str>,
    /// The line in the file, from 1, if there are lines.
    pub line: Option<usize>,
}

impl Pair<'_> {
    /// Whether a side has nothing but white space.
    pub fn has_blank_side(&self) -> bool {
        self.source.trim().is_empty() || self.target.trim().is_empty()
    }
}

/// A pair with what several checks need to know of it, found out once.
pub struct Examined<'a> {
    pair: Pair<'a>,
    source_values: OnceCell<Vec<Placeable>>,
    target_values: OnceCell<Vec<Placeable>>,
    comparison: OnceCell<Comparison>,
}

impl<'a> Deref for Examined<'a> {
    type Target = Pair<'a>;
    fn deref(&self) -> &Pair<'a> {
        &self.pair
    }
}

impl<'a> From<Pair<'a>> for Examined<'a> {
    fn from(pair: Pair<'a>) -> Self {
        Self { pair, source_values: OnceCell::new(), target_values: OnceCell::new(), comparison: OnceCell::new() }
    }
}

impl Examined<'_> {
    /// The placeables of the source.
    pub fn source_values(&self) -> &[Placeable] {
        self.source_values.get_or_init(|| placeables(self.pair.source, self.pair.source_language))
    }

    /// The placeables of the target.
    pub fn target_values(&self) -> &[Placeable] {
        self.target_values.get_or_init(|| placeables(self.pair.target, self.pair.target_language))
    }

    /// The placeables that only one side has.
    pub fn comparison(&self) -> &Comparison {
        self.comparison.get_or_init(|| compare(self))
    }
}
