//! An alignment: the segments of two texts and the beads that pair them.

use std::ops::Range;

use serde::Serialize;

use super::Sentence;
use crate::lang::LanguageTag;

/// What a person has said of a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BeadState {
    /// Made by the aligner.
    #[default]
    New,
    /// Made by the aligner, and to be looked at.
    Doubtful,
    /// Accepted by a person: never changed by re-alignment.
    Accepted,
}

/// A pair of groups of neighbouring segments that translate each other; one side may be empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bead {
    /// Indexes of source segments, from 0.
    pub source: Range<usize>,
    /// Indexes of target segments, from 0.
    pub target: Range<usize>,
    /// The probability that exactly this bead is right, 0 to 1.
    pub confidence: f32,
    /// What a person has said of it.
    pub state: BeadState,
    /// Whether it stands out of order: its target comes before that of an earlier bead, or after that of a
    /// later one. Only alignment in free order finds such beads.
    pub moved: bool,
}

impl Bead {
    /// The kind as people write it: `1-1`, `2-1`, `0-1`.
    pub fn kind(&self) -> String {
        format!("{}-{}", self.source.len(), self.target.len())
    }

    /// Whether one side is empty.
    pub fn is_unpaired(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Two texts in segments, and the beads that cover every segment of both exactly once, in the order of the source.
/// Where none is [moved](Bead::moved), they are in the order of the target as well.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// Language of the source text.
    pub source_language: LanguageTag,
    /// Language of the target text.
    pub target_language: LanguageTag,
    /// Source segments.
    pub source: Vec<Sentence>,
    /// Target segments.
    pub target: Vec<Sentence>,
    /// The beads in order.
    pub beads: Vec<Bead>,
}

impl Alignment {
    /// The source text of a bead, its segments joined by a space (by nothing in Chinese, Japanese and Thai).
    pub fn source_text(&self, bead: &Bead) -> String {
        join(&self.source[bead.source.clone()], &self.source_language)
    }

    /// The target text of a bead, joined as [`Self::source_text`].
    pub fn target_text(&self, bead: &Bead) -> String {
        join(&self.target[bead.target.clone()], &self.target_language)
    }
}

fn join(sentences: &[Sentence], language: &LanguageTag) -> String {
    let separator = if matches!(language.language(), "zh" | "ja" | "th" | "lo" | "km" | "my") { "" } else { " " };
    sentences.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(separator)
}
