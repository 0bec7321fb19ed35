//! How often each kind of bead occurs, before a word is read.

use super::logarithm::ln;

/// No bead has more segments on one side than this.
pub(super) const MOST: usize = 5;
/// Pseudo-beads of the first estimate when the kinds are counted in the text.
const PRIOR_BEADS: f32 = 40.0;

/// Logarithms of the probabilities of the kinds of beads.
#[derive(Debug, Clone)]
pub(super) struct BeadPrior {
    pairs: [[f32; MOST + 1]; MOST + 1],
    /// The largest number of segments in a bead, both sides together.
    pub largest: usize,
    /// A segment without counterpart after one that has one.
    pub null_open: f32,
    /// A segment without counterpart after another one.
    pub null_extend: f32,
}

impl BeadPrior {
    /// What literature and news texts have in common: most beads are 1–1, joining two is rare, everything
    /// else rarer by a third for each segment more.
    pub fn new(largest: usize, null_open: f32, null_extend: f32) -> Self {
        let mut prior = Self {
            pairs: [[f32::NEG_INFINITY; MOST + 1]; MOST + 1],
            largest: largest.clamp(2, 2 * MOST),
            null_open: ln(null_open),
            null_extend: ln(null_extend),
        };
        for (n, m) in prior.kinds() {
            prior.pairs[n][m] = ln(first(n, m));
        }
        prior
    }

    /// The kinds of two-sided beads, small ones first.
    pub fn kinds(&self) -> Vec<(usize, usize)> {
        let mut kinds: Vec<_> =
            (1..=MOST).flat_map(|n| (1..=MOST).map(move |m| (n, m))).filter(|(n, m)| n + m <= self.largest).collect();
        kinds.sort_by_key(|&(n, m)| (n + m, n.abs_diff(m)));
        kinds
    }

    /// Counts the kinds in an alignment.
    pub fn estimate(&mut self, beads: impl Iterator<Item = (usize, usize)>) {
        let mut counts = [[0.0f32; MOST + 1]; MOST + 1];
        let mut total = 0.0;
        for (n, m) in beads {
            total += 1.0;
            if n <= MOST && m <= MOST {
                counts[n][m] += 1.0;
            }
        }
        for (n, m) in self.kinds() {
            self.pairs[n][m] = ln((counts[n][m] + PRIOR_BEADS * first(n, m)) / (total + PRIOR_BEADS));
        }
    }

    /// The logarithm of the probability of a two-sided kind.
    pub fn pair(&self, n: usize, m: usize) -> f32 {
        self.pairs[n][m]
    }
}

fn first(n: usize, m: usize) -> f32 {
    match (n, m) {
        (1, 1) => 0.82,
        (1, 2) | (2, 1) => 0.04,
        _ => 0.008 * 0.35f32.powi((n + m) as i32 - 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_bounded_and_one_to_one_is_likeliest() {
        let mut prior = BeadPrior::new(6, 0.03, 0.03);
        let kinds = prior.kinds();
        assert_eq!(kinds.len(), 15);
        assert_eq!(kinds[0], (1, 1));
        assert!(kinds.iter().all(|&(n, m)| prior.pair(n, m) <= prior.pair(1, 1)));
        prior.estimate(std::iter::repeat_n((2, 2), 1000));
        assert!(prior.pair(2, 2) > prior.pair(1, 1));
    }
}
