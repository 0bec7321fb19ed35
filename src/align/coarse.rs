//! The first pass: a path by seeds and lengths, fine enough to lay a narrow band around.
//!
//! Small pairs of texts are searched whole, large ones around a path of blocks.

use super::band::Band;
use super::blocks;
use super::gain::{Odds, Production};
use super::lexicon::{Lexicon, Seeds, Table};
use super::search::Score;
use super::shape::Shape;
use super::text::{Postings, Text};

/// Grids of so many cells are searched whole.
const MOST_CELLS: usize = 160_000;

/// The band of the first pass: everything, or in large texts what lies around the path of blocks.
pub(super) fn first_band(source: &Text, target: &Text, seeds: &Seeds) -> Band {
    if (source.len() + 1).saturating_mul(target.len() + 1) <= MOST_CELLS {
        Band::full(source.len(), target.len())
    } else {
        blocks::band(source, target, seeds)
    }
}

/// The kinds of beads that the first pass knows: a path through larger ones passes near enough.
pub(super) const KINDS: [(usize, usize); 3] = [(1, 1), (1, 2), (2, 1)];

/// The gains of all pairs of segments within a band, and of beads as their sums.
pub(super) struct CoarseScore<'a> {
    band: &'a Band,
    /// By the cell in which source segment and target segment begin.
    gains: Vec<f32>,
    shape: &'a Shape,
}

impl<'a> CoarseScore<'a> {
    pub fn new(source: &Text, target: &Text, lexicon: &Lexicon, shape: &'a Shape, band: &'a Band) -> Self {
        let mut gains = Vec::with_capacity(band.cells());
        let mut rows = RowGains::new(source, target, lexicon);
        for i in 0..source.len() {
            let (low, high) = band.row(i);
            rows.row(i, low, (high + 1).min(target.len()), &mut gains);
            if high == target.len() {
                // No segment begins at the end.
                gains.push(0.0);
            }
        }
        Self { band, gains, shape }
    }

    fn gain(&self, i: usize, j: usize) -> f32 {
        self.band.index(i, j).and_then(|cell| self.gains.get(cell)).copied().unwrap_or(0.0)
    }
}

impl Score for CoarseScore<'_> {
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let words: f32 = (i..i + n).flat_map(|i| (j..j + m).map(move |j| (i, j))).map(|(i, j)| self.gain(i, j)).sum();
        words + self.shape.gain(i, j, n, m)
    }
}

/// The gains of one source segment with a range of target segments, through the postings of the words it may
/// be translated by.
pub(super) struct RowGains<'a> {
    source: &'a Text,
    target: &'a Text,
    lexicon: &'a Lexicon,
    /// By source word, the target words that produce it.
    producers: Table,
    postings: Postings,
    forward: Odds,
    backward: Odds,
    production: Production,
    mass: Vec<f32>,
}

impl<'a> RowGains<'a> {
    pub fn new(source: &'a Text, target: &'a Text, lexicon: &'a Lexicon) -> Self {
        Self {
            source,
            target,
            lexicon,
            producers: lexicon.backward.transposed(source.counts.len()),
            postings: Postings::new(target),
            forward: Odds::new(target, &lexicon.target),
            backward: Odds::new(source, &lexicon.source),
            production: Production::new(target.counts.len()),
            mass: vec![0.0; target.len()],
        }
    }

    /// Adds the gains of a source segment with the target segments between two limits to a list.
    pub fn row(&mut self, segment: usize, low: usize, high: usize, gains: &mut Vec<f32>) {
        let start = gains.len();
        let unexplained = self.backward.unexplained(segment);
        gains.extend((low..high).map(|j| 0.5 * (unexplained + self.forward.unexplained(j))));
        let out = &mut gains[start..];
        self.production.clear();
        self.production.add(self.source, segment, &self.lexicon.forward, &self.forward);
        for (word, gain) in self.production.gains() {
            for &(j, count) in self.postings.between(word, low, high) {
                out[j as usize - low] += 0.5 * count * gain;
            }
        }
        let mut touched = Vec::new();
        for &(word, count) in self.source.segment(segment) {
            for &(translation, probability) in self.producers.row(word) {
                for &(j, times) in self.postings.between(translation, low, high) {
                    let slot = &mut self.mass[j as usize];
                    if *slot == 0.0 {
                        touched.push(j);
                    }
                    *slot += times * probability;
                }
            }
            for j in touched.drain(..) {
                let probability = std::mem::take(&mut self.mass[j as usize]) / self.target.sizes[j as usize].max(1.0);
                out[j as usize - low] += 0.5 * count * self.backward.explained(word, probability);
            }
        }
    }
}
