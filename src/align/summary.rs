//! An alignment at a glance.

use serde::Serialize;

use crate::model::{Alignment, Bead, BeadState};

/// How many beads are of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind: `1-1`, `2-1`, `0-1`.
    pub kind: String,
    /// Its number.
    pub count: usize,
}

/// What there is to say of an alignment in a few lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Source segments.
    pub source_segments: usize,
    /// Target segments.
    pub target_segments: usize,
    /// Beads by kind, the most frequent first.
    pub kinds: Vec<KindCount>,
    /// The mean confidence of the two-sided beads, 0 to 1; 0 when there is none.
    pub mean_confidence: f32,
    /// Indexes of the doubtful beads.
    pub doubtful: Vec<usize>,
    /// The share of segments, of both sides, that have no counterpart.
    pub unpaired: f32,
}

impl Summary {
    /// Summarises an alignment.
    pub fn new(alignment: &Alignment) -> Self {
        let beads = &alignment.beads;
        let mut kinds: Vec<KindCount> = Vec::new();
        for bead in beads {
            let kind = bead.kind();
            match kinds.iter_mut().find(|k| k.kind == kind) {
                Some(found) => found.count += 1,
                None => kinds.push(KindCount { kind, count: 1 }),
            }
        }
        kinds.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.kind.cmp(&b.kind)));
        let paired: Vec<&Bead> = beads.iter().filter(|b| !b.is_unpaired()).collect();
        let segments = alignment.source.len() + alignment.target.len();
        let alone: usize = beads.iter().filter(|b| b.is_unpaired()).map(|b| b.source.len() + b.target.len()).sum();
        Self {
            source_segments: alignment.source.len(),
            target_segments: alignment.target.len(),
            kinds,
            mean_confidence: paired.iter().map(|b| b.confidence).sum::<f32>() / paired.len().max(1) as f32,
            doubtful: (0..beads.len()).filter(|&i| beads[i].state == BeadState::Doubtful).collect(),
            unpaired: alone as f32 / segments.max(1) as f32,
        }
    }
}
