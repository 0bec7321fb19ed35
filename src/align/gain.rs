//! How much the words of two groups of segments speak for their being translations of each other.
//!
//! The gain of a bead is a log likelihood ratio: for each word, the probability that the counterpart's words
//! produce it, against its share of the whole text, mixed with the rate at which it is explained at all;
//! the mean of both directions. A word's part depends on the words of the other group alone, so the gains of
//! a group's segments add up, and those of all groups around the band are worked out once.

use super::band::Band;
use super::lexicon::{Explained, Lexicon, Table};
use super::logarithm::ln;
use super::prior::MOST;
use super::text::Text;

/// How the words of a text are explained, made ready for many questions.
pub(super) struct Odds {
    /// By word, what a probability of being produced is multiplied by: rate / ((1 - rate) · unigram).
    factor: Vec<f32>,
    /// ln(1 - rate) summed over each segment's words: its gain when nothing is explained.
    unexplained: Vec<f32>,
}

impl Odds {
    pub fn new(text: &Text, explained: &Explained) -> Self {
        let factor = explained
            .rate
            .iter()
            .zip(&explained.unigram)
            .map(|(&rate, &unigram)| rate / ((1.0 - rate) * unigram))
            .collect();
        let loss: Vec<f32> = explained.rate.iter().map(|&rate| ln(1.0 - rate)).collect();
        let unexplained = (0..text.len())
            .map(|index| text.segment(index).iter().map(|&(word, count)| count * loss[word as usize]).sum())
            .collect();
        Self { factor, unexplained }
    }

    /// A segment's gain when no word of it is explained.
    pub fn unexplained(&self, segment: usize) -> f32 {
        self.unexplained[segment]
    }

    /// What a word adds when the counterpart produces it with this probability.
    pub fn explained(&self, word: u32, probability: f32) -> f32 {
        ln(1.0 + self.factor[word as usize] * probability)
    }
}

/// The words that a group of segments produces, with their odds; reused from group to group.
pub(super) struct Production {
    odds: Vec<f32>,
    touched: Vec<u32>,
    size: f32,
}

impl Production {
    pub fn new(words: usize) -> Self {
        Self { odds: vec![0.0; words], touched: Vec::new(), size: 0.0 }
    }

    pub fn clear(&mut self) {
        for word in self.touched.drain(..) {
            self.odds[word as usize] = 0.0;
        }
        self.size = 0.0;
    }

    /// Adds a segment to the group.
    pub fn add(&mut self, text: &Text, segment: usize, table: &Table, odds: &Odds) {
        self.size += text.sizes[segment];
        for &(word, count) in text.segment(segment) {
            for &(translation, probability) in table.row(word) {
                let slot = &mut self.odds[translation as usize];
                if *slot == 0.0 {
                    self.touched.push(translation);
                }
                *slot += count * probability * odds.factor[translation as usize];
            }
        }
    }

    /// The words produced, with what each adds to the gain of a segment it occurs in.
    pub fn gains(&self) -> impl Iterator<Item = (u32, f32)> {
        let scale = 1.0 / self.size.max(1.0);
        self.touched.iter().map(move |&word| (word, ln(1.0 + self.odds[word as usize] * scale)))
    }

    /// The gain of a segment of the other side.
    fn gain(&self, text: &Text, segment: usize, odds: &Odds) -> f32 {
        let scale = 1.0 / self.size.max(1.0);
        let mut gain = odds.unexplained(segment);
        // One logarithm of a product instead of many; it is taken early before the product overflows.
        let mut product = 1.0f32;
        for &(word, count) in text.segment(segment) {
            let odds = self.odds[word as usize];
            if odds > 0.0 {
                let factor = 1.0 + odds * scale;
                if count > 1.0 {
                    gain += count * ln(factor);
                } else {
                    product *= factor;
                    if product > 1e25 {
                        gain += ln(product);
                        product = 1.0;
                    }
                }
            }
        }
        gain + ln(product)
    }
}

/// The gains of single beads anywhere.
pub(super) struct Pairwise<'a> {
    source: &'a Text,
    target: &'a Text,
    lexicon: &'a Lexicon,
    forward: Odds,
    backward: Odds,
    to_target: Production,
    to_source: Production,
}

impl<'a> Pairwise<'a> {
    pub fn new(source: &'a Text, target: &'a Text, lexicon: &'a Lexicon) -> Self {
        Self {
            source,
            target,
            lexicon,
            forward: Odds::new(target, &lexicon.target),
            backward: Odds::new(source, &lexicon.source),
            to_target: Production::new(target.counts.len()),
            to_source: Production::new(source.counts.len()),
        }
    }

    /// The gain of a bead, each side as first segment and number of segments.
    pub fn gain(&mut self, (i, n): (usize, usize), (j, m): (usize, usize)) -> f32 {
        self.to_target.clear();
        self.to_source.clear();
        (i..i + n).for_each(|i| self.to_target.add(self.source, i, &self.lexicon.forward, &self.forward));
        (j..j + m).for_each(|j| self.to_source.add(self.target, j, &self.lexicon.backward, &self.backward));
        let forward: f32 = (j..j + m).map(|j| self.to_target.gain(self.target, j, &self.forward)).sum();
        let backward: f32 = (i..i + n).map(|i| self.to_source.gain(self.source, i, &self.backward)).sum();
        0.5 * (forward + backward)
    }
}

/// For each group of neighbouring segments of one side, the gains of the other side's segments within the
/// band, summed from the band's low limit on.
struct Side {
    sums: Vec<f32>,
    starts: Vec<usize>,
    lows: Vec<u32>,
}

impl Side {
    fn new(from: &Text, to: &Text, table: &Table, odds: &Odds, band: &Band) -> Self {
        let mut side = Self { sums: Vec::new(), starts: Vec::with_capacity(from.len() * MOST), lows: vec![] };
        let mut production = Production::new(to.counts.len());
        for i in 0..from.len() {
            let (low, _) = band.row(i);
            side.lows.push(low as u32);
            production.clear();
            for n in 1..=MOST {
                side.starts.push(side.sums.len());
                if i + n > from.len() {
                    continue;
                }
                production.add(from, i + n - 1, table, odds);
                let (_, high) = band.row(i + n);
                let mut sum = 0.0;
                side.sums.push(sum);
                for segment in low..high {
                    sum += production.gain(to, segment, odds);
                    side.sums.push(sum);
                }
            }
        }
        side
    }

    /// The gain of `m` segments from `j` on, given the group of `n` segments from `i` on.
    fn gain(&self, i: usize, n: usize, j: usize, m: usize) -> f32 {
        let at = self.starts[i * MOST + n - 1] + j - self.lows[i] as usize;
        self.sums[at + m] - self.sums[at]
    }
}

/// The gains of all beads within a band.
pub(super) struct Gains {
    forward: Side,
    backward: Side,
}

impl Gains {
    pub fn new(source: &Text, target: &Text, lexicon: &Lexicon, band: &Band) -> Self {
        let forward = Odds::new(target, &lexicon.target);
        let backward = Odds::new(source, &lexicon.source);
        Self {
            forward: Side::new(source, target, &lexicon.forward, &forward, band),
            backward: Side::new(target, source, &lexicon.backward, &backward, &band.transposed()),
        }
    }

    /// The gain of a bead whose both ends lie in the band.
    pub fn bead(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        0.5 * (self.forward.gain(i, n, j, m) + self.backward.gain(j, m, i, n))
    }
}
