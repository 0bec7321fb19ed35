//! The best path through the band and the probability of its beads: the Viterbi and the forward–backward
//! algorithm over a semi-Markov chain of beads.
//!
//! Two states stand at each position: after a two-sided bead, and within a run of segments without
//! counterpart. A run is dearer to begin than to continue, for what one side lacks comes in pieces: a page
//! header, a paragraph, a footnote.

use super::band::Band;
use super::logarithm::{add_logs, exp};
use super::prior::BeadPrior;

/// A step of a path: how many segments of each side.
pub(super) type Step = (usize, usize);

/// What the beads are worth.
pub(super) trait Score {
    /// The worth of the bead of `n` source segments from `i` and `m` target segments from `j`, with its prior.
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32;
}

const NULL_SOURCE: u8 = 0xfe;
const NULL_TARGET: u8 = 0xff;
const FROM_NULL: u8 = 0x80;

/// The best path through the band.
pub(super) fn best_path(band: &Band, kinds: &[Step], prior: &BeadPrior, score: &impl Score) -> Vec<Step> {
    let (open, extend) = (f64::from(prior.null_open), f64::from(prior.null_extend));
    let cells = band.cells();
    let mut pair = vec![f64::NEG_INFINITY; cells];
    let mut null = vec![f64::NEG_INFINITY; cells];
    let mut pair_from = vec![0u8; cells];
    let mut null_from = vec![0u8; cells];
    pair[0] = 0.0;
    let source = band.source();
    for i in 0..=source {
        let (low, high) = band.row(i);
        for j in low..=high {
            let Some(cell) = band.index(i, j) else { continue };
            for (kind, &(n, m)) in kinds.iter().enumerate() {
                if n > i || m > j {
                    continue;
                }
                let Some(before) = band.index(i - n, j - m) else { continue };
                let worth = f64::from(score.pair(i - n, j - m, n, m));
                let (from, flag) =
                    if null[before] > pair[before] { (null[before], FROM_NULL) } else { (pair[before], 0) };
                if from + worth > pair[cell] {
                    pair[cell] = from + worth;
                    pair_from[cell] = kind as u8 | flag;
                }
            }
            for (back, mark) in [((1, 0), NULL_SOURCE), ((0, 1), NULL_TARGET)] {
                if back.0 > i || back.1 > j {
                    continue;
                }
                let Some(before) = band.index(i - back.0, j - back.1) else { continue };
                let (from, flag) = if null[before] + extend > pair[before] + open {
                    (null[before] + extend, FROM_NULL)
                } else {
                    (pair[before] + open, 0)
                };
                if from > null[cell] {
                    null[cell] = from;
                    // Bit 7 is the state before, bit 0 the side.
                    null_from[cell] = flag | (mark & 1);
                }
            }
        }
    }
    let (mut i, mut j) = (source, band.row(source).1);
    let last = cells - 1;
    let mut in_null = null[last] > pair[last];
    let mut steps = Vec::new();
    while (i, j) != (0, 0) {
        let Some(cell) = band.index(i, j) else { break };
        let (step, from) = if in_null {
            (if null_from[cell] & 1 == 0 { (1, 0) } else { (0, 1) }, null_from[cell])
        } else {
            (kinds[(pair_from[cell] & !FROM_NULL) as usize], pair_from[cell])
        };
        steps.push(step);
        i -= step.0;
        j -= step.1;
        in_null = from & FROM_NULL != 0;
    }
    steps.reverse();
    steps
}

/// The probability of each step of a path, by all paths through the band. `sharpness` multiplies every
/// worth: under 1 the evidence counts for less than it says of itself.
pub(super) fn posteriors(
    band: &Band,
    kinds: &[Step],
    prior: &BeadPrior,
    score: &impl Score,
    sharpness: f32,
    path: &[Step],
) -> Vec<f32> {
    let sharp = f64::from(sharpness);
    let (open, extend) = (f64::from(prior.null_open) * sharp, f64::from(prior.null_extend) * sharp);
    let cells = band.cells();
    let source = band.source();
    let target = band.row(source).1;
    // Forward: the sum over all paths to a cell, in logarithms, for either state.
    let mut pair = vec![f64::NEG_INFINITY; cells];
    let mut null = vec![f64::NEG_INFINITY; cells];
    pair[0] = 0.0;
    let mut worths = Sum::default();
    for i in 0..=source {
        let (low, high) = band.row(i);
        for j in low..=high {
            let Some(cell) = band.index(i, j) else { continue };
            worths.clear();
            for &(n, m) in kinds {
                if n <= i
                    && m <= j
                    && let Some(before) = band.index(i - n, j - m)
                {
                    let from = add_logs(pair[before], null[before]);
                    worths.add(from + f64::from(score.pair(i - n, j - m, n, m)) * sharp);
                }
            }
            pair[cell] = worths.total().max(if cell == 0 { 0.0 } else { f64::NEG_INFINITY });
            for (n, m) in [(1, 0), (0, 1)] {
                if n <= i
                    && m <= j
                    && let Some(before) = band.index(i - n, j - m)
                {
                    null[cell] = add_logs(null[cell], add_logs(pair[before] + open, null[before] + extend));
                }
            }
        }
    }
    // Backward, from the last corner: the sum over all paths from a cell on, given its state.
    let mut after_pair = vec![f64::NEG_INFINITY; cells];
    let mut after_null = vec![f64::NEG_INFINITY; cells];
    for i in (0..=source).rev() {
        let (low, high) = band.row(i);
        for j in (low..=high).rev() {
            let Some(cell) = band.index(i, j) else { continue };
            if cell == cells - 1 {
                (after_pair[cell], after_null[cell]) = (0.0, 0.0);
                continue;
            }
            worths.clear();
            for &(n, m) in kinds {
                if i + n <= source
                    && j + m <= target
                    && let Some(next) = band.index(i + n, j + m)
                {
                    worths.add(after_pair[next] + f64::from(score.pair(i, j, n, m)) * sharp);
                }
            }
            let pairs = worths.total();
            let mut nulls = f64::NEG_INFINITY;
            for (n, m) in [(1, 0), (0, 1)] {
                if i + n <= source
                    && j + m <= target
                    && let Some(next) = band.index(i + n, j + m)
                {
                    nulls = add_logs(nulls, after_null[next]);
                }
            }
            after_pair[cell] = add_logs(pairs, nulls + open);
            after_null[cell] = add_logs(pairs, nulls + extend);
        }
    }
    let all = add_logs(pair[cells - 1], null[cells - 1]);
    let (mut i, mut j) = (0, 0);
    path.iter()
        .map(|&(n, m)| {
            let before = band.index(i, j);
            let here = (i, j);
            i += n;
            j += m;
            let (Some(before), Some(next)) = (before, band.index(i, j)) else { return 0.0 };
            let log = if n > 0 && m > 0 {
                let worth = f64::from(score.pair(here.0, here.1, n, m)) * sharp;
                add_logs(pair[before], null[before]) + worth + after_pair[next]
            } else {
                add_logs(pair[before] + open, null[before] + extend) + after_null[next]
            };
            exp((log - all).min(0.0)) as f32
        })
        .collect()
}

/// A sum of exponentials, kept as logarithms until its total is asked for.
#[derive(Default)]
struct Sum {
    logs: Vec<f64>,
}

impl Sum {
    fn clear(&mut self) {
        self.logs.clear();
    }

    fn add(&mut self, log: f64) {
        if log > f64::NEG_INFINITY {
            self.logs.push(log);
        }
    }

    fn total(&self) -> f64 {
        let Some(top) = self.logs.iter().copied().reduce(f64::max) else { return f64::NEG_INFINITY };
        // What is further below the top than this does not show.
        let sum: f64 = self.logs.iter().filter(|&&log| log > top - 20.0).map(|&log| exp(log - top)).sum();
        top + f64::from(super::logarithm::ln(sum as f32))
    }
}
