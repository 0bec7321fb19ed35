//! The best path through the band and the probability of its beads: the Viterbi and the forward–backward
//! algorithm over a semi-Markov chain of beads.
//!
//! Three states stand at each position: after a two-sided bead, within a run of source segments without
//! counterpart, and within one of target segments. A run is dearer to begin than to continue, for what one
//! side lacks comes in pieces: a page header, a paragraph, a footnote. Of two runs that meet, the source's
//! comes first, so that each alignment is one path.

use super::band::Band;
use super::logarithm::{add_logs, exp, ln};
use super::prior::{BeadPrior, MOST};

/// A step of a path: how many segments of each side.
pub(super) type Step = (usize, usize);

/// What the beads are worth.
pub(super) trait Score {
    /// The worth of the bead of `n` source segments from `i` and `m` target segments from `j`, with its prior.
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32;

    /// Whether source segment `i` may stay without counterpart.
    fn source_alone(&self, _i: usize) -> bool {
        true
    }

    /// Whether target segment `j` may stay without counterpart.
    fn target_alone(&self, _j: usize) -> bool {
        true
    }
}

/// The worths of all beads within a band, worked out once for the path and for its probabilities.
pub(super) struct Worths<'a, S> {
    band: &'a Band,
    score: &'a S,
    /// By kind, then by the cell where the bead begins; nothing for a bead that leaves the band.
    worths: Vec<Vec<f32>>,
    /// The place of each kind in the list.
    kinds: [[u8; MOST + 1]; MOST + 1],
}

impl<'a, S: Score> Worths<'a, S> {
    /// `kinds` as they are given to [`best_path`].
    pub fn new(band: &'a Band, kinds: &[Step], score: &'a S) -> Self {
        let mut table = Self { band, score, worths: Vec::new(), kinds: [[0; MOST + 1]; MOST + 1] };
        for (index, &(n, m)) in kinds.iter().enumerate() {
            table.kinds[n][m] = index as u8;
            let mut worths = Vec::with_capacity(band.cells());
            for i in 0..=band.source() {
                let (low, high) = band.row(i);
                for j in low..=high {
                    let inside = i + n <= band.source() && band.index(i + n, j + m).is_some();
                    worths.push(if inside { score.pair(i, j, n, m) } else { f32::NEG_INFINITY });
                }
            }
            table.worths.push(worths);
        }
        table
    }
}

impl<S: Score> Score for Worths<'_, S> {
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        let worths = &self.worths[self.kinds[n][m] as usize];
        self.band.index(i, j).and_then(|cell| worths.get(cell)).copied().unwrap_or(f32::NEG_INFINITY)
    }

    fn source_alone(&self, i: usize) -> bool {
        self.score.source_alone(i)
    }

    fn target_alone(&self, j: usize) -> bool {
        self.score.target_alone(j)
    }
}

/// Whether the segment of a null step that ends at a position may stay alone.
fn may_stay_alone(score: &impl Score, null: usize, i: usize, j: usize) -> bool {
    if null == SOURCE { score.source_alone(i - 1) } else { score.target_alone(j - 1) }
}

/// A logarithm for each state.
type States = [f64; 3];

const PAIR: usize = 0;
const SOURCE: usize = 1;
const TARGET: usize = 2;
const NOWHERE: States = [f64::NEG_INFINITY; 3];

/// The step of a state that is not a two-sided bead.
const NULLS: [(usize, Step); 2] = [(SOURCE, (1, 0)), (TARGET, (0, 1))];

/// What it costs to go on in a run, by the state before.
struct Gaps([States; 3]);

impl Gaps {
    fn new(prior: &BeadPrior, sharpness: f64) -> Self {
        let open = f64::from(prior.null_open) * sharpness;
        let extend = f64::from(prior.null_extend) * sharpness;
        Self([NOWHERE, [open, extend, f64::NEG_INFINITY], [open, open, extend]])
    }

    /// The cost of a step into a null state from each state.
    fn costs(&self, state: usize) -> &States {
        &self.0[state]
    }
}

/// The best path through the band, of beads of these kinds (at most 32) and of gaps.
pub(super) fn best_path(band: &Band, kinds: &[Step], prior: &BeadPrior, score: &impl Score) -> Vec<Step> {
    let gaps = Gaps::new(prior, 1.0);
    let source = band.source();
    // Where each state came from: kind and state before for beads, the states before for gaps.
    let mut from = vec![[0u8; 2]; band.cells()];
    let mut rows = Rows::new(kinds.iter().map(|k| k.0).max().unwrap_or(1));
    for i in 0..=source {
        let (low, high) = band.row(i);
        rows.next(low);
        for j in low..=high {
            let mut here = NOWHERE;
            let mut back = [0u8; 2];
            if (i, j) == (0, 0) {
                here[PAIR] = 0.0;
            }
            for (kind, &(n, m)) in kinds.iter().enumerate() {
                let Some(before) = rows.get(n, j, m) else { continue };
                let state = best_state(before);
                let worth = before[state] + f64::from(score.pair(i - n, j - m, n, m));
                if worth > here[PAIR] {
                    here[PAIR] = worth;
                    back[0] = ((kind as u8) << 2) | state as u8;
                }
            }
            for (null, (n, m)) in NULLS {
                let Some(before) = rows.get(n, j, m) else { continue };
                if !may_stay_alone(score, null, i, j) {
                    continue;
                }
                let costs = gaps.costs(null);
                let sums = [before[0] + costs[0], before[1] + costs[1], before[2] + costs[2]];
                let state = best_state(&sums);
                here[null] = sums[state];
                back[1] |= (state as u8) << (2 * null);
            }
            rows.push(here);
            if let Some(cell) = band.index(i, j) {
                from[cell] = back;
            }
        }
    }
    let (mut i, mut j) = (source, band.row(source).1);
    let mut state = rows.get(0, j, 0).map_or(PAIR, best_state);
    let mut steps = Vec::new();
    while (i, j) != (0, 0) {
        let Some(cell) = band.index(i, j) else { break };
        let [bead, gap] = from[cell];
        let (step, before) = match state {
            PAIR => (kinds[(bead >> 2) as usize], bead & 3),
            _ => (NULLS[state - 1].1, (gap >> (2 * state)) & 3),
        };
        steps.push(step);
        (i, j) = (i - step.0, j - step.1);
        state = before as usize;
    }
    steps.reverse();
    steps
}

fn best_state(states: &States) -> usize {
    let mut best = PAIR;
    for state in [SOURCE, TARGET] {
        if states[state] > states[best] {
            best = state;
        }
    }
    best
}

/// The last rows of a table, as many as beads reach back.
struct Rows {
    rows: Vec<(usize, Vec<States>)>,
    filled: usize,
}

impl Rows {
    fn new(reach: usize) -> Self {
        Self { rows: vec![(0, Vec::new()); reach + 1], filled: 0 }
    }

    /// Begins a row at a low limit.
    fn next(&mut self, low: usize) {
        self.rows.rotate_right(1);
        self.filled += 1;
        let (first, row) = &mut self.rows[0];
        *first = low;
        row.clear();
    }

    fn push(&mut self, states: States) {
        self.rows[0].1.push(states);
    }

    /// The cell `back` rows before and `aside` columns before column `j`.
    fn get(&self, back: usize, j: usize, aside: usize) -> Option<&States> {
        let (low, row) = self.rows.get(back).filter(|_| back < self.filled)?;
        row.get(j.checked_sub(aside + low)?)
    }
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
    let gaps = Gaps::new(prior, sharp);
    let worth = |i: usize, j: usize, (n, m): Step| f64::from(score.pair(i, j, n, m)) * sharp;
    let before = before(band, kinds, &gaps, score, worth);
    let after = after(band, kinds, &gaps, score, worth);
    let all = before.last().map_or(0.0, sum_states);
    let (mut i, mut j) = (0, 0);
    path.iter()
        .map(|&step| {
            let here = (i, j);
            (i, j) = (i + step.0, j + step.1);
            let (Some(from), Some(to)) = (band.index(here.0, here.1), band.index(i, j)) else { return 0.0 };
            let log = match NULLS.iter().find(|null| null.1 == step) {
                Some(&(state, _)) => sum_with(&before[from], gaps.costs(state)) + after[to][state],
                None => sum_states(&before[from]) + worth(here.0, here.1, step) + after[to][PAIR],
            };
            exp((log - all).min(0.0)) as f32
        })
        .collect()
}

/// For each cell and state, the logarithm of the sum over all paths from the first corner to it.
fn before(
    band: &Band,
    kinds: &[Step],
    gaps: &Gaps,
    score: &impl Score,
    worth: impl Fn(usize, usize, Step) -> f64,
) -> Vec<States> {
    let mut table = vec![NOWHERE; band.cells()];
    let mut sum = Sum::default();
    for i in 0..=band.source() {
        let (low, high) = band.row(i);
        for j in low..=high {
            let Some(cell) = band.index(i, j) else { continue };
            let reach = |n: usize, m: usize| band.index(i.checked_sub(n)?, j.checked_sub(m)?);
            let mut here = NOWHERE;
            for &(n, m) in kinds {
                if let Some(from) = reach(n, m) {
                    sum.add(sum_states(&table[from]) + worth(i - n, j - m, (n, m)));
                }
            }
            here[PAIR] = if cell == 0 { 0.0 } else { sum.take() };
            for (null, (n, m)) in NULLS {
                if let Some(from) = reach(n, m)
                    && may_stay_alone(score, null, i, j)
                {
                    here[null] = sum_with(&table[from], gaps.costs(null));
                }
            }
            table[cell] = here;
        }
    }
    table
}

/// For each cell and state, the logarithm of the sum over all paths from it to the last corner.
fn after(
    band: &Band,
    kinds: &[Step],
    gaps: &Gaps,
    score: &impl Score,
    worth: impl Fn(usize, usize, Step) -> f64,
) -> Vec<States> {
    let (source, target) = (band.source(), band.row(band.source()).1);
    let mut table = vec![NOWHERE; band.cells()];
    let mut sum = Sum::default();
    for i in (0..=source).rev() {
        let (low, high) = band.row(i);
        for j in (low..=high).rev() {
            let Some(cell) = band.index(i, j) else { continue };
            if (i, j) == (source, target) {
                table[cell] = [0.0; 3];
                continue;
            }
            let reach = |n: usize, m: usize| (i + n <= source).then(|| band.index(i + n, j + m)).flatten();
            for &(n, m) in kinds {
                if let Some(to) = reach(n, m) {
                    sum.add(table[to][PAIR] + worth(i, j, (n, m)));
                }
            }
            let mut here = [sum.take(); 3];
            for (null, (n, m)) in NULLS {
                if let Some(to) = reach(n, m)
                    && may_stay_alone(score, null, i + n, j + m)
                {
                    for (state, log) in here.iter_mut().enumerate() {
                        *log = add_logs(*log, table[to][null] + gaps.costs(null)[state]);
                    }
                }
            }
            table[cell] = here;
        }
    }
    table
}

fn sum_states(states: &States) -> f64 {
    add_logs(add_logs(states[0], states[1]), states[2])
}

fn sum_with(states: &States, costs: &States) -> f64 {
    sum_states(&[states[0] + costs[0], states[1] + costs[1], states[2] + costs[2]])
}

/// A sum of exponentials, kept as logarithms until its total is asked for.
#[derive(Default)]
struct Sum {
    logs: Vec<f64>,
}

impl Sum {
    fn add(&mut self, log: f64) {
        if log > f64::NEG_INFINITY {
            self.logs.push(log);
        }
    }

    /// The logarithm of the sum, which begins anew.
    fn take(&mut self) -> f64 {
        let Some(top) = self.logs.iter().copied().reduce(f64::max) else { return f64::NEG_INFINITY };
        // What is further below the top than this does not show.
        let sum: f64 = self.logs.drain(..).filter(|&log| log > top - 20.0).map(|log| exp(log - top)).sum();
        top + f64::from(ln(sum as f32))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Worths by a table of the sums of the positions: any numbers will do.
    struct Arbitrary(Vec<f32>);

    impl Score for Arbitrary {
        fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
            self.0[(i * 31 + j * 17 + n * 7 + m * 3) % self.0.len()]
        }
    }

    /// All alignments of a small grid, with their worths.
    fn all_paths(source: usize, target: usize, prior: &BeadPrior, score: &Arbitrary) -> Vec<(Vec<Step>, f64)> {
        let kinds = prior.kinds();
        let gaps = Gaps::new(prior, 1.0);
        let mut done = Vec::new();
        let mut open = vec![(Vec::new(), (0, 0), PAIR, 0.0)];
        while let Some((path, (i, j), state, worth)) = open.pop() {
            if (i, j) == (source, target) {
                done.push((path, worth));
                continue;
            }
            let beads = kinds.iter().map(|&step| (step, PAIR)).chain(NULLS.iter().map(|&(null, step)| (step, null)));
            for ((n, m), next) in beads {
                if i + n > source || j + m > target {
                    continue;
                }
                let more = if next == PAIR { f64::from(score.pair(i, j, n, m)) } else { gaps.costs(next)[state] };
                if more > f64::NEG_INFINITY {
                    let mut path = path.clone();
                    path.push((n, m));
                    open.push((path, (i + n, j + m), next, worth + more));
                }
            }
        }
        done
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn path_and_probabilities_agree_with_counting_all_paths(
            worths in prop::collection::vec(-6f32..6.0, 7),
            source in 1usize..4,
            target in 1usize..4,
        ) {
            let prior = BeadPrior::new(4, 0.05, 0.3);
            let score = Arbitrary(worths);
            let band = Band::full(source, target);
            let path = best_path(&band, &prior.kinds(), &prior, &score);
            let all = all_paths(source, target, &prior, &score);
            let best = all.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
            let own = all.iter().find(|p| p.0 == path).map(|p| p.1);
            prop_assert!(own.is_some_and(|own| own >= best - 1e-6), "{:?} {:?} {}", path, own, best);
            let sum: f64 = all.iter().map(|p| p.1.exp()).sum();
            let got = posteriors(&band, &prior.kinds(), &prior, &score, 1.0, &path);
            let (mut i, mut j) = (0, 0);
            for (step, got) in path.iter().zip(got) {
                let with: f64 = all.iter().filter(|(p, _)| {
                    let mut at = (0, 0);
                    p.iter().any(|s| { let here = at; at = (at.0 + s.0, at.1 + s.1); here == (i, j) && s == step })
                }).map(|p| p.1.exp()).sum();
                prop_assert!((with / sum - f64::from(got)).abs() < 1e-4, "{} {}", with / sum, got);
                (i, j) = (i + step.0, j + step.1);
            }
        }
    }
}
