//! What a bead's shape says, before a word is read: its kind, its lengths, and the blocks of the texts.

use super::lengths::LengthModel;
use super::prior::BeadPrior;
use super::search::Step;
use super::structure::Structure;
use super::text::Text;

/// The shape of two texts and of their beads.
pub(super) struct Shape {
    /// Characters before each segment.
    source: Vec<f64>,
    target: Vec<f64>,
    lengths: LengthModel,
    pub prior: BeadPrior,
    structure: Structure,
}

impl Shape {
    /// What is expected before an alignment is known: lengths in proportion to the whole texts.
    pub fn new(source: &Text, target: &Text, structure: Structure, prior: BeadPrior, length_bonus: f32) -> Self {
        let (source, target) = (running(&source.lengths), running(&target.lengths));
        let total = |sums: &[f64]| sums.last().copied().unwrap_or(0.0).max(1.0);
        let ratio = (total(&target) / total(&source)) as f32;
        Self { source, target, lengths: LengthModel::new(ratio, length_bonus), prior, structure }
    }

    /// Learns from an alignment how lengths relate.
    pub fn estimate_lengths(&mut self, steps: &[Step]) {
        let mut pairs = Vec::new();
        for_each_pair(steps, |(i, j), (n, m)| pairs.push(self.lengths_of(i, j, n, m)));
        self.lengths = self.lengths.estimate(&pairs);
    }

    /// Learns from an alignment which kinds of beads there are, and how far paragraphs agree.
    pub fn estimate_kinds(&mut self, steps: &[Step]) {
        self.prior.estimate(steps.iter().copied().filter(|&(n, m)| n > 0 && m > 0));
        self.structure.estimate(steps);
    }

    fn lengths_of(&self, i: usize, j: usize, n: usize, m: usize) -> (f32, f32) {
        ((self.source[i + n] - self.source[i]) as f32, (self.target[j + m] - self.target[j]) as f32)
    }

    /// What the lengths of a bead say alone.
    pub fn length_gain(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let (source, target) = self.lengths_of(i, j, n, m);
        self.lengths.gain(source, target)
    }

    /// The worth of a bead's shape.
    pub fn gain(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let (source, target) = self.lengths_of(i, j, n, m);
        self.prior.pair(n, m) + self.lengths.gain(source, target) + self.structure.gain(i, j, n, m)
    }
}

/// Calls `found` with position and size of each two-sided bead.
pub(super) fn for_each_pair(steps: &[Step], mut found: impl FnMut((usize, usize), Step)) {
    let mut at = (0, 0);
    for &(n, m) in steps {
        if n > 0 && m > 0 {
            found(at, (n, m));
        }
        at = (at.0 + n, at.1 + m);
    }
}

fn running(lengths: &[f32]) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(lengths.iter().map(|&length| {
            sum += f64::from(length);
            sum
        }))
        .collect()
}
