//! Beads as lines of JSON, an object a bead.

use std::io::Write;

use serde::Serialize;

use super::Error;
use crate::model::{Alignment, Bead};

/// A bead as machines read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeadLine {
    /// Indexes of source segments, from 0.
    pub source: Vec<usize>,
    /// Indexes of target segments, from 0.
    pub target: Vec<usize>,
    /// `1-1`, `2-1`, `0-1`.
    pub kind: String,
    /// From 0 to 1, in thousandths.
    pub confidence: f64,
    /// The source segments joined.
    pub source_text: String,
    /// The target segments joined.
    pub target_text: String,
    /// Whether it stands out of order; not written when it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
}

impl BeadLine {
    /// A bead of this alignment.
    pub fn new(alignment: &Alignment, bead: &Bead) -> Self {
        Self {
            source: bead.source.clone().collect(),
            target: bead.target.clone().collect(),
            kind: bead.kind(),
            confidence: (f64::from(bead.confidence) * 1000.0).round() / 1000.0,
            source_text: alignment.source_text(bead),
            target_text: alignment.target_text(bead),
            moved: bead.moved,
        }
    }
}

/// Writes every bead of an alignment.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, alignment: &Alignment) -> Result<(), Error> {
    for bead in &alignment.beads {
        serde_json::to_writer(&mut *out, &BeadLine::new(alignment, bead)).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
