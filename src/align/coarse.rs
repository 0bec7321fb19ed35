//! The first pass: a path by seeds and lengths, fine enough to lay a narrow band around.
//!
//! Small pairs of texts are searched whole. Large ones are first cut by anchors: pairs of segments that share
//! rare words, of which the heaviest monotone chain is kept.

use super::band::Band;
use super::gain::{Odds, Production};
use super::lengths::LengthModel;
use super::lexicon::{Lexicon, Seeds, Table};
use super::logarithm::ln;
use super::text::Text;

/// The most cells of the grid that the first pass looks at: about a second's work.
const MOST_CELLS: usize = 16_000_000;
/// A word is rare enough for an anchor when it occurs in no more segments than this.
const RARE: usize = 8;
/// Around anchors the path may stray so far.
const SLACK: usize = 30;

/// For each word the segments it occurs in.
struct Postings {
    starts: Vec<u32>,
    segments: Vec<(u32, f32)>,
}

impl Postings {
    fn new(text: &Text) -> Self {
        let words = text.counts.len();
        let mut starts = vec![0u32; words + 1];
        for segment in 0..text.len() {
            for &(word, _) in text.segment(segment) {
                starts[word as usize + 1] += 1;
            }
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut segments = vec![(0, 0.0); starts[words] as usize];
        for segment in 0..text.len() {
            for &(word, count) in text.segment(segment) {
                segments[next[word as usize] as usize] = (segment as u32, count);
                next[word as usize] += 1;
            }
        }
        Self { starts, segments }
    }

    fn of(&self, word: u32) -> &[(u32, f32)] {
        &self.segments[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }

    /// The segments between two limits that a word occurs in.
    fn between(&self, word: u32, low: usize, high: usize) -> &[(u32, f32)] {
        let all = self.of(word);
        let start = all.partition_point(|&(segment, _)| (segment as usize) < low);
        let end = start + all[start..].partition_point(|&(segment, _)| (segment as usize) < high);
        &all[start..end]
    }
}

/// The band of the first pass: everything, or what lies around the anchors.
pub(super) fn first_band(source: &Text, target: &Text, seeds: &Seeds) -> Band {
    let (n, m) = (source.len(), target.len());
    if (n + 1).saturating_mul(m + 1) <= MOST_CELLS {
        return Band::full(n, m);
    }
    let mut anchors = anchors(source, target, seeds);
    anchors.insert(0, (0, 0));
    anchors.push((n, m));
    // However sparse the anchors, the band stays within the budget.
    let width = (MOST_CELLS / (2 * (n + 1))).max(SLACK);
    let mut rows = vec![(u32::MAX, 0u32); n + 1];
    for pair in anchors.windows(2) {
        let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
        for (i, row) in rows.iter_mut().enumerate().take(i1 + 1).skip(i0) {
            let middle = j0 + (j1 - j0) * (i - i0) / (i1 - i0).max(1);
            let low = j0.saturating_sub(SLACK).max(middle.saturating_sub(width));
            let high = (j1 + SLACK).min(m).min(middle + width);
            *row = (row.0.min(low as u32), row.1.max(high as u32));
        }
    }
    Band::new(rows, m)
}

/// Pairs of segments that share rare words, the heaviest chain that rises on both sides.
fn anchors(source: &Text, target: &Text, seeds: &Seeds) -> Vec<(usize, usize)> {
    let (source_postings, target_postings) = (Postings::new(source), Postings::new(target));
    let mut weights: Vec<(u32, u32, f32)> = Vec::new();
    for &(from, to, _) in seeds {
        let (left, right) = (source_postings.of(from), target_postings.of(to));
        if left.is_empty() || right.is_empty() || left.len().max(right.len()) > RARE {
            continue;
        }
        // A meeting by chance is the likelier the more often both occur.
        let weight = ln(target.len() as f32 / (left.len() * right.len()) as f32).max(0.1);
        weights.extend(left.iter().flat_map(|&(i, _)| right.iter().map(move |&(j, _)| (i, j, weight))));
    }
    weights.sort_unstable_by_key(|&(i, j, _)| (i, j));
    let pairs: Vec<(u32, u32, f32)> = weights
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|run| (run[0].0, run[0].1, run.iter().map(|w| w.2).sum()))
        .collect();
    heaviest_chain(&pairs, target.len())
}

/// The chain of greatest weight that rises strictly on both sides, from pairs sorted by both: a prefix-maximum
/// tree (Fenwick 1994) over target segments, O(k log k).
fn heaviest_chain(pairs: &[(u32, u32, f32)], target: usize) -> Vec<(usize, usize)> {
    const NONE: usize = usize::MAX;
    let mut tree = vec![(0.0f32, NONE); target + 1];
    let mut before = vec![NONE; pairs.len()];
    let mut best = (0.0, NONE);
    let mut waiting: Vec<(usize, f32, usize)> = Vec::new();
    for row in pairs.chunk_by(|a, b| a.0 == b.0) {
        let offset = (row.as_ptr() as usize - pairs.as_ptr() as usize) / size_of::<(u32, u32, f32)>();
        waiting.clear();
        for (index, &(_, j, weight)) in row.iter().enumerate() {
            // The best chain that ends before segment j.
            let mut top = (0.0, NONE);
            let mut at = j as usize;
            while at > 0 {
                if tree[at].0 > top.0 {
                    top = tree[at];
                }
                at &= at - 1;
            }
            before[offset + index] = top.1;
            waiting.push((j as usize + 1, top.0 + weight, offset + index));
        }
        for &(mut at, weight, index) in &waiting {
            if weight > best.0 {
                best = (weight, index);
            }
            while at <= target {
                if weight > tree[at].0 {
                    tree[at] = (weight, index);
                }
                at += at & at.wrapping_neg();
            }
        }
    }
    let mut chain = Vec::new();
    let mut index = best.1;
    while let Some(&(i, j, _)) = pairs.get(index) {
        chain.push((i as usize, j as usize));
        index = before[index];
    }
    chain.reverse();
    chain
}

/// The kinds of beads that the first pass knows.
const KINDS: [(usize, usize); 5] = [(1, 1), (1, 0), (0, 1), (1, 2), (2, 1)];

/// The best path of 1–1, 1–2, 2–1 beads and gaps through the band, as positions.
pub(super) fn path(
    source: &Text,
    target: &Text,
    lexicon: &Lexicon,
    lengths: &LengthModel,
    null: f32,
    band: &Band,
) -> Vec<(usize, usize)> {
    let priors = [ln(0.8), null, null, ln(0.06), ln(0.06)];
    let mut gains = RowGains::new(source, target, lexicon);
    let mut from = vec![0u8; band.cells()];
    // The last three rows of worths, and the last two of gains, each with its low limit.
    let mut rows: [Vec<f64>; 3] = Default::default();
    let mut lows = [0usize; 3];
    let mut gain: [Vec<f32>; 2] = Default::default();
    let mut gain_lows = [0usize; 2];
    let mut base = 0;
    for i in 0..=source.len() {
        let (low, high) = band.row(i);
        if i > 0 {
            // Gains of source segment i - 1 with the target segments that end in this row.
            let start = low.saturating_sub(2).max(band.row(i - 1).0);
            gain.swap(0, 1);
            gain_lows.swap(0, 1);
            gain_lows[0] = start;
            gains.row(i - 1, start, high, &mut gain[0]);
        }
        rows.rotate_right(1);
        lows.rotate_right(1);
        lows[0] = low;
        let mut row = std::mem::take(&mut rows[0]);
        row.clear();
        for j in low..=high {
            let mut best = (if (i, j) == (0, 0) { 0.0 } else { f64::NEG_INFINITY }, 0u8);
            for (kind, &(n, m)) in KINDS.iter().enumerate() {
                if n > i || m > j {
                    continue;
                }
                let (before, first) = if n == 0 { (&row, low) } else { (&rows[n], lows[n]) };
                let Some(&worth) = (j - m).checked_sub(first).and_then(|at| before.get(at)) else { continue };
                let gain_at = |row: usize, j: usize| {
                    j.checked_sub(gain_lows[row]).and_then(|at| gain[row].get(at)).copied().unwrap_or(0.0)
                };
                let evidence = match (n, m) {
                    (1, 1) => gain_at(0, j - 1) + lengths.gain(source.lengths[i - 1], target.lengths[j - 1]),
                    (1, 2) => {
                        gain_at(0, j - 1)
                            + gain_at(0, j - 2)
                            + lengths.gain(source.lengths[i - 1], target.lengths[j - 1] + target.lengths[j - 2])
                    }
                    (2, 1) => {
                        gain_at(0, j - 1)
                            + gain_at(1, j - 1)
                            + lengths.gain(source.lengths[i - 1] + source.lengths[i - 2], target.lengths[j - 1])
                    }
                    _ => 0.0,
                };
                let worth = worth + f64::from(priors[kind] + evidence);
                if worth > best.0 {
                    best = (worth, kind as u8);
                }
            }
            row.push(best.0);
            from[base + j - low] = best.1;
        }
        rows[0] = row;
        base += high - low + 1;
    }
    let (mut i, mut j) = (source.len(), target.len());
    let mut path = vec![(i, j)];
    while (i, j) != (0, 0) {
        let Some(cell) = band.index(i, j) else { break };
        let (n, m) = KINDS[from[cell] as usize];
        (i, j) = (i.saturating_sub(n), j.saturating_sub(m));
        path.push((i, j));
    }
    path.reverse();
    path
}

/// The gains of one source segment with a range of target segments, through the postings of the words it may
/// be translated by.
struct RowGains<'a> {
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
    fn new(source: &'a Text, target: &'a Text, lexicon: &'a Lexicon) -> Self {
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

    fn row(&mut self, segment: usize, low: usize, high: usize, out: &mut Vec<f32>) {
        out.clear();
        let unexplained = self.backward.unexplained(segment);
        out.extend((low..high).map(|j| 0.5 * (unexplained + self.forward.unexplained(j))));
        self.production.clear();
        self.production.add(self.source, segment, &self.lexicon.forward);
        for (word, probability) in self.production.words() {
            let gain = 0.5 * self.forward.explained(word, probability);
            for &(j, count) in self.postings.between(word, low, high) {
                out[j as usize - low] += count * gain;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_chain_rises_on_both_sides() {
        let pairs = [(0, 3, 1.0), (1, 0, 1.0), (1, 4, 1.0), (2, 1, 1.0), (2, 2, 0.5), (3, 2, 1.0), (3, 5, 0.1)];
        assert_eq!(heaviest_chain(&pairs, 6), [(1, 0), (2, 1), (3, 2)]);
        assert_eq!(heaviest_chain(&[], 6), []);
    }
}
