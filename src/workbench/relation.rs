//! What two texts are to each other: translations, strangers, or translations with parts in another order.

use std::ops::Range;

use crate::align::Summary;
use crate::model::{Alignment, Bead};

/// Below this [likeness](crate::align::Outcome::likeness) two texts are strangers: translations have 0.4 and more,
/// texts that have nothing to do with each other seldom more than 0.2.
const STRANGERS: f32 = 0.33;
/// Below this fit (the share of segments that are paired by their mean confidence) two texts are strangers, where
/// too little is known of their words for a likeness.
const MISFITS: f32 = 0.65;
/// Where more than this share of both texts is left alone, their parts may stand in another order.
const APART: f32 = 0.25;

/// What two texts are to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// One translates the other.
    Translations,
    /// They do not look like translations of each other.
    Strangers,
    /// They translate each other, but a large part of the target stands elsewhere than in the source.
    Reordered {
        /// Source segments of the longest part that was moved.
        source: Range<usize>,
        /// Its target segments.
        target: Range<usize>,
    },
}

impl Relation {
    /// By an alignment and the likeness of its texts. `free` gives the same texts aligned in any order, and is
    /// asked where much of both is left alone.
    pub fn new(
        alignment: &Alignment,
        summary: &Summary,
        likeness: Option<f32>,
        free: impl FnOnce() -> Option<Alignment>,
    ) -> Self {
        let paired = || alignment.beads.iter().filter(|b| !b.is_unpaired());
        let share = |part: usize, all: usize| part as f32 / all.max(1) as f32;
        let source = share(paired().map(|b| b.source.len()).sum(), alignment.source.len());
        let target = share(paired().map(|b| b.target.len()).sum(), alignment.target.len());
        // What a web page has around one of the texts does not count against the other.
        let paired = source.max(target);
        let alike = match likeness {
            Some(likeness) => paired > 0.0 && likeness >= STRANGERS,
            None => paired * summary.mean_confidence >= MISFITS,
        };
        let in_order = alignment.beads.iter().all(|b| !b.moved);
        if in_order
            && (paired < 1.0 - APART || !alike)
            && let Some(free) = free()
            && let Some(reordered) = reordered(&free)
        {
            return reordered;
        }
        if alike { Self::Translations } else { Self::Strangers }
    }
}

/// The longest moved part, where enough of the target has been moved.
fn reordered(free: &Alignment) -> Option<Relation> {
    let moved: usize = free.beads.iter().filter(|b| b.moved).map(|b| b.target.len()).sum();
    if (moved as f32) < APART * free.target.len().max(free.source.len()) as f32 {
        return None;
    }
    let goes_on = |a: &Bead, b: &Bead| a.moved && b.moved && a.target.end <= b.target.start;
    let paired: Vec<&Bead> = free.beads.iter().filter(|b| !b.is_unpaired()).collect();
    let run = paired.chunk_by(|a, b| goes_on(a, b)).filter(|run| run[0].moved).max_by_key(|run| run.len())?;
    let (first, last) = (run.first()?, run.last()?);
    Some(Relation::Reordered {
        source: first.source.start..last.source.end,
        target: first.target.start..last.target.end,
    })
}
