//! An alignment as it is kept in a file: with where its texts came from and how they were paired.

use super::Alignment;

/// A text that was aligned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextOrigin {
    /// Its file, relative to the folder of the alignment file, with `/` between folders; empty when it was no
    /// file (standard input).
    pub path: String,
    /// A hash of its text without markup and line ends, by which a change is noticed.
    pub fingerprint: Option<u64>,
}

/// How a text was cut into segments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cut {
    /// By the segmentation rules of its language.
    #[default]
    Sentences,
    /// At the ends of lines.
    Lines,
    /// By the rules of this SRX file (a path like [`TextOrigin::path`]).
    Srx(String),
}

/// By what the segments of two texts were paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairing {
    /// By what they say: the aligner.
    Text(Cut),
    /// Line by line: the n-th of one translates the n-th of the other.
    Line,
    /// By the rows of a table with both texts.
    Row,
    /// By turns in one text: a line or paragraph, then its translation.
    Turn,
    /// By the identifier that both files give a segment.
    Id,
    /// By the time at which they are shown or said.
    Time,
    /// By a hunalign ladder.
    Ladder,
}

impl Default for Pairing {
    fn default() -> Self {
        Self::Text(Cut::default())
    }
}

impl Pairing {
    /// Its name in files and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Line => "line",
            Self::Row => "row",
            Self::Turn => "turn",
            Self::Id => "id",
            Self::Time => "time",
            Self::Ladder => "ladder",
        }
    }
}

/// An alignment and its provenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Bitext {
    /// Where the source text came from.
    pub source: TextOrigin,
    /// Where the target text came from.
    pub target: TextOrigin,
    /// By what they were paired.
    pub pairing: Pairing,
    /// The segments with their places, and the beads.
    pub alignment: Alignment,
}
