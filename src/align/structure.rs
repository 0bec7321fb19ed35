//! Paragraphs and headings as evidence: translators keep them, mostly.
//!
//! How far these two texts keep them is counted in the alignment at hand, so that a page whose every sentence
//! is a paragraph does no harm. Texts without structure (a segment a line) get no evidence from it.

use super::logarithm::ln;
use super::search::Step;
use crate::model::{BlockKind, Sentence};

/// Pseudo-beads of the first estimate.
const PRIOR_BEADS: f32 = 20.0;
/// How far paragraph beginnings agree before it is counted: 0 by chance, 1 always.
const AGREEMENT: f32 = 0.8;
/// How much rarer than by chance a bead crosses a paragraph's end, before it is counted.
const CROSSING: f32 = 0.1;
/// The gain of a heading that meets a heading, and of one that meets something else, where both have headings.
const HEADINGS: f32 = 1.5;
const HEADING_LOST: f32 = -3.0;

/// The paragraphs and headings of one text.
struct Side {
    /// Whether each segment begins a block.
    begins: Vec<bool>,
    /// Block beginnings before each segment.
    beginnings: Vec<u32>,
    /// Headings before each segment.
    headings: Vec<u32>,
    /// The share of segments that begin a block.
    rate: f32,
    /// What each paragraph's end inside a bead adds.
    crossing: f32,
}

impl Side {
    fn new(sentences: &[Sentence]) -> Self {
        let begins: Vec<bool> =
            (0..sentences.len()).map(|i| i == 0 || sentences[i - 1].block != sentences[i].block).collect();
        let heading = |s: &Sentence| u32::from(matches!(s.kind, BlockKind::Heading(_)));
        let rate = begins.iter().filter(|&&b| b).count() as f32 / begins.len().max(1) as f32;
        Self {
            beginnings: running(begins.iter().map(|&b| u32::from(b))),
            headings: running(sentences.iter().map(heading)),
            begins,
            rate,
            // Where all segments are paragraphs, their ends mean nothing.
            crossing: (1.0 - rate) * ln(CROSSING),
        }
    }

    /// Paragraphs that end between the segments of a group.
    fn crossings(&self, first: usize, count: usize) -> u32 {
        self.beginnings[first + count] - self.beginnings[first + 1]
    }

    fn has_headings(&self) -> bool {
        self.headings.last().is_some_and(|&count| count > 0)
    }

    fn estimate(&mut self, groups: impl Iterator<Item = (usize, usize)>) {
        let (mut crossed, mut joints) = (0.0, 0.0);
        for (first, count) in groups {
            crossed += self.crossings(first, count) as f32;
            joints += count as f32 - 1.0;
        }
        let share = (crossed + PRIOR_BEADS * CROSSING * self.rate) / (joints + PRIOR_BEADS);
        self.crossing = ((1.0 - self.rate) * ln(share / self.rate.max(f32::MIN_POSITIVE))).min(0.0);
    }
}

fn running(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sum = 0;
    std::iter::once(0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// The structure of both texts.
pub(super) struct Structure {
    source: Side,
    target: Side,
    /// The gain of a bead whose first segments begin a block or not, [source][target].
    beginnings: [[f32; 2]; 2],
    headings: bool,
}

impl Structure {
    /// The structure of two texts, before an alignment is known.
    pub fn new(source: &[Sentence], target: &[Sentence]) -> Self {
        let (source, target) = (Side::new(source), Side::new(target));
        let headings = source.has_headings() && target.has_headings();
        let mut structure = Self { source, target, beginnings: [[0.0; 2]; 2], headings };
        structure.beginnings = structure.agreement([[0.0; 2]; 2]);
        structure
    }

    /// Counts in an alignment how far the two texts agree.
    pub fn estimate(&mut self, steps: &[Step]) {
        let mut counts = [[0.0; 2]; 2];
        let mut groups = Vec::new();
        let (mut i, mut j) = (0, 0);
        for &(n, m) in steps {
            if n > 0 && m > 0 {
                counts[usize::from(self.source.begins[i])][usize::from(self.target.begins[j])] += 1.0;
                groups.push(((i, n), (j, m)));
            }
            (i, j) = (i + n, j + m);
        }
        self.source.estimate(groups.iter().map(|g| g.0));
        self.target.estimate(groups.iter().map(|g| g.1));
        self.beginnings = self.agreement(counts);
    }

    /// The mutual information of beginnings: how much likelier than by chance they meet so.
    fn agreement(&self, counts: [[f32; 2]; 2]) -> [[f32; 2]; 2] {
        let (s, t) = (self.source.rate, self.target.rate);
        let both = s * t + AGREEMENT * (s.min(t) - s * t);
        let prior = [[1.0 - s - t + both, t - both], [s - both, both]];
        let total: f32 = counts.iter().flatten().sum::<f32>() + PRIOR_BEADS;
        let mut joint = [[0.0; 2]; 2];
        for (a, row) in joint.iter_mut().enumerate() {
            for (b, value) in row.iter_mut().enumerate() {
                *value = (counts[a][b] + PRIOR_BEADS * prior[a][b].max(0.0)) / total;
            }
        }
        let source = [joint[0][0] + joint[0][1], joint[1][0] + joint[1][1]];
        let target = [joint[0][0] + joint[1][0], joint[0][1] + joint[1][1]];
        let mut gains = [[0.0; 2]; 2];
        for (a, row) in gains.iter_mut().enumerate() {
            for (b, gain) in row.iter_mut().enumerate() {
                let chance = source[a] * target[b];
                if chance > 1e-6 {
                    *gain = ln((joint[a][b] / chance).max(0.02));
                }
            }
        }
        gains
    }

    /// What paragraphs and headings say of a bead.
    pub fn gain(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let mut gain = self.beginnings[usize::from(self.source.begins[i])][usize::from(self.target.begins[j])];
        if n > 1 {
            gain += self.source.crossing * self.source.crossings(i, n) as f32;
        }
        if m > 1 {
            gain += self.target.crossing * self.target.crossings(j, m) as f32;
        }
        if self.headings {
            let source = self.source.headings[i + n] > self.source.headings[i];
            let target = self.target.headings[j + m] > self.target.headings[j];
            gain += match (source, target) {
                (true, true) => HEADINGS,
                (false, false) => 0.0,
                _ => HEADING_LOST,
            };
        }
        gain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(blocks: &[(usize, BlockKind)]) -> Vec<Sentence> {
        let sentence = |&(block, kind)| Sentence { block, kind, text: "x".to_string(), line: None };
        blocks.iter().map(sentence).collect()
    }

    #[test]
    fn a_segment_a_line_says_nothing() {
        let lines = sentences(&[(0, BlockKind::Paragraph), (1, BlockKind::Paragraph), (2, BlockKind::Paragraph)]);
        let mut structure = Structure::new(&lines, &lines);
        for _ in 0..2 {
            assert_eq!(structure.gain(0, 0, 1, 1), 0.0);
            assert_eq!(structure.gain(0, 1, 2, 1), 0.0);
            structure.estimate(&[(1, 1), (2, 2)]);
        }
    }

    #[test]
    fn paragraphs_begin_together_and_are_not_crossed() {
        use BlockKind::Paragraph as P;
        let text = sentences(&[(0, P), (0, P), (0, P), (1, P), (1, P), (1, P)]);
        let structure = Structure::new(&text, &text);
        assert!(structure.gain(0, 3, 1, 1) > 0.5);
        assert!(structure.gain(3, 2, 1, 1) < -0.5);
        assert!(structure.gain(1, 1, 1, 1) > 0.0);
        assert!(structure.gain(2, 2, 2, 1) < structure.gain(1, 1, 2, 1) - 1.0);
    }

    #[test]
    fn headings_meet_headings_where_both_sides_have_them() {
        use BlockKind::{Heading, Paragraph};
        let with = sentences(&[(0, Heading(1)), (1, Paragraph), (1, Paragraph)]);
        let without = sentences(&[(0, Paragraph), (1, Paragraph), (1, Paragraph)]);
        let both = Structure::new(&with, &with);
        assert!(both.gain(0, 0, 1, 1) > both.gain(0, 1, 1, 1) + 2.0);
        let one = Structure::new(&with, &without);
        assert_eq!(one.gain(0, 0, 1, 1), one.gain(1, 1, 1, 1).max(one.gain(0, 0, 1, 1)));
    }

    #[test]
    fn texts_that_do_not_agree_are_believed_less() {
        use BlockKind::Paragraph as P;
        let source = sentences(&(0..40).map(|i| (i / 2, P)).collect::<Vec<_>>());
        let target = sentences(&(0..40usize).map(|i| (i.div_ceil(2), P)).collect::<Vec<_>>());
        let mut structure = Structure::new(&source, &target);
        let first = structure.gain(2, 3, 1, 1);
        structure.estimate(&[(1, 1); 40]);
        assert!(structure.gain(2, 3, 1, 1) < first);
    }
}
