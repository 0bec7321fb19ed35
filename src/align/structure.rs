//! Paragraphs, headings, list items, quotations and table cells as evidence: translators keep them, mostly.
//!
//! How far these two texts keep them is counted in the alignment at hand, so that a page whose every sentence
//! is a paragraph does no harm. Texts without structure (a segment a line) get no evidence from it.

use super::logarithm::ln;
use super::search::Step;
use crate::model::{BlockKind, Sentence};

/// Pseudo-beads of the first estimate.
const PRIOR_BEADS: f32 = 20.0;
/// How far beginnings and kinds of blocks agree before it is counted: 0 by chance, 1 always.
const AGREEMENT: f32 = 0.8;
/// How much rarer than by chance a bead crosses a paragraph's end, before it is counted.
const CROSSING: f32 = 0.1;
/// The kinds of blocks beside the plain paragraph.
const KINDS: usize = 5;

/// The number of a kind of block; none for a plain paragraph.
fn number(kind: BlockKind) -> Option<usize> {
    match kind {
        BlockKind::Heading(_) => Some(0),
        BlockKind::ListItem => Some(1),
        BlockKind::Quote => Some(2),
        BlockKind::Cell => Some(3),
        BlockKind::Aside => Some(4),
        BlockKind::Paragraph => None,
    }
}

/// The blocks of one text.
struct Side {
    /// Whether each segment begins a block.
    begins: Vec<bool>,
    /// Block beginnings before each segment.
    beginnings: Vec<u32>,
    /// By kind, the segments in such blocks before each segment.
    kinds: [Vec<u32>; KINDS],
    /// The share of segments that begin a block.
    rate: f32,
    /// What each paragraph's end inside a bead adds.
    crossing: f32,
}

impl Side {
    fn new(sentences: &[Sentence]) -> Self {
        let begins: Vec<bool> =
            (0..sentences.len()).map(|i| i == 0 || sentences[i - 1].block != sentences[i].block).collect();
        let of_kind = |kind: usize| running(sentences.iter().map(|s| u32::from(number(s.kind) == Some(kind))));
        let rate = begins.iter().filter(|&&b| b).count() as f32 / begins.len().max(1) as f32;
        Self {
            beginnings: running(begins.iter().map(|&b| u32::from(b))),
            kinds: std::array::from_fn(of_kind),
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

    /// Whether a segment of a group stands in a block of a kind.
    fn has(&self, kind: usize, first: usize, count: usize) -> bool {
        self.kinds[kind][first + count] > self.kinds[kind][first]
    }

    /// The share of segments that stand in blocks of a kind.
    fn share(&self, kind: usize) -> f32 {
        self.kinds[kind].last().map_or(0.0, |&count| count as f32 / self.begins.len().max(1) as f32)
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
    /// The gain of a bead that touches a kind of block or not, [source][target], for the kinds that both texts
    /// have: where one side's format knows no headings, their absence says nothing.
    kinds: Vec<(usize, [[f32; 2]; 2])>,
}

impl Structure {
    /// The structure of two texts, before an alignment is known.
    pub fn new(source: &[Sentence], target: &[Sentence]) -> Self {
        let (source, target) = (Side::new(source), Side::new(target));
        let nothing = [[0.0; 2]; 2];
        let beginnings = agreement(source.rate, target.rate, nothing);
        let kinds = (0..KINDS).map(|kind| (kind, source.share(kind), target.share(kind)));
        let kinds = kinds.filter(|&(_, s, t)| s > 0.0 && t > 0.0);
        let kinds = kinds.map(|(kind, s, t)| (kind, agreement(s, t, nothing))).collect();
        Self { source, target, beginnings, kinds }
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
        self.beginnings = agreement(self.source.rate, self.target.rate, counts);
        for (kind, gains) in &mut self.kinds {
            let mut counts = [[0.0; 2]; 2];
            for &((i, n), (j, m)) in &groups {
                counts[usize::from(self.source.has(*kind, i, n))][usize::from(self.target.has(*kind, j, m))] += 1.0;
            }
            *gains = agreement(self.source.share(*kind), self.target.share(*kind), counts);
        }
    }

    /// What blocks say of a bead.
    pub fn gain(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let mut gain = self.beginnings[usize::from(self.source.begins[i])][usize::from(self.target.begins[j])];
        if n > 1 {
            gain += self.source.crossing * self.source.crossings(i, n) as f32;
        }
        if m > 1 {
            gain += self.target.crossing * self.target.crossings(j, m) as f32;
        }
        for (kind, gains) in &self.kinds {
            let source = self.source.has(*kind, i, n);
            gain += gains[usize::from(source)][usize::from(self.target.has(*kind, j, m))];
        }
        gain
    }
}

/// The mutual information of something that beads have on either side or have not: how much likelier than by
/// chance it meets so. Its shares in both texts, and how often it was counted so.
fn agreement(s: f32, t: f32, counts: [[f32; 2]; 2]) -> [[f32; 2]; 2] {
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
    fn list_items_meet_list_items_unless_this_text_says_otherwise() {
        use BlockKind::{ListItem, Paragraph};
        let list = |from: usize| -> Vec<Sentence> {
            let kind = |i: usize| if (from..from + 10).contains(&i) { ListItem } else { Paragraph };
            sentences(&(0..40).map(|i| (i, kind(i))).collect::<Vec<_>>())
        };
        let mut structure = Structure::new(&list(20), &list(20));
        assert!(structure.gain(20, 20, 1, 1) > structure.gain(20, 19, 1, 1) + 2.0);
        // The target has marked other segments as items than the source.
        structure = Structure::new(&list(20), &list(5));
        let first = structure.gain(20, 20, 1, 1);
        structure.estimate(&[(1, 1); 40]);
        assert!(structure.gain(20, 20, 1, 1) > first + 1.0);
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
