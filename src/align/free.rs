//! Beads out of order: what the path through both texts left alone, or paired badly, is matched against each
//! other, wherever it stands.
//!
//! A moved passage is a run of neighbouring segments on both sides, so runs are sought, as molecular biology
//! seeks similar stretches in two sequences (Smith and Waterman 1981). Better none than a wrong one: a run must
//! be worth more than the many places where it could have been found by chance.

use super::coarse::RowGains;
use super::gain::Pairwise;
use super::lexicon::Lexicon;
use super::logarithm::{exp, ln};
use super::search::Step;
use super::shape::Shape;
use super::text::Text;
use crate::model::{Bead, BeadState};

/// What a run must be worth to be a find, beside what the number of places takes off: words of a single
/// segment meet by accident, and lengths are alike in many.
const ENOUGH: f32 = 6.0;
/// A step within a run that is not one to one.
const UNEVEN: f32 = -3.0;
/// More cells than this are not searched: two books with nothing in common.
const MOST_CELLS: usize = 16_000_000;
/// And in all rounds together no more than this.
const MOST_WORK: usize = 400_000_000;

/// The alignment in which moved beads are sought.
pub(super) struct Monotone<'a> {
    pub source: &'a Text,
    pub target: &'a Text,
    pub lexicon: &'a Lexicon,
    pub shape: &'a Shape,
    pub steps: &'a [Step],
    pub confidences: &'a [f32],
    /// How far evidence is believed in confidences.
    pub sharpness: f32,
}

impl Monotone<'_> {
    /// The beads out of order, in the segments that `is_free` (source, target) allows.
    pub fn moved(&self, is_free: (impl Fn(usize) -> bool, impl Fn(usize) -> bool)) -> Vec<Bead> {
        let mut pairs = Pairwise::new(self.source, self.target, self.lexicon);
        let mut rest = self.rest(&mut pairs);
        rest.source.retain(|&i| is_free.0(i));
        rest.target.retain(|&j| is_free.1(j));
        if rest.source.is_empty() || rest.target.is_empty() || rest.source.len() * rest.target.len() > MOST_CELLS {
            return Vec::new();
        }
        let mut grid = Grid::new(self, &rest);
        let enough = ENOUGH + ln((self.source.len() * self.target.len()) as f32);
        let mut found = Vec::new();
        let mut work = 0;
        while work < MOST_WORK
            && let Some(run) = grid
                .best_run(&rest, enough, |i, j, n, m| pairs.gain((i, n), (j, m)) + self.shape.length_gain(i, j, n, m))
        {
            work += rest.source.len() * rest.target.len();
            let crossing = run.iter().any(|cell| rest.crosses(cell));
            for cell in &run {
                let (i, j) = (rest.source[cell.row], rest.target[cell.column]);
                if crossing {
                    let (source, target) = (i..i + cell.rows, j..j + cell.columns);
                    let confidence = grid.confidence(cell, self.sharpness);
                    found.push(Bead { source, target, confidence, state: BeadState::New, moved: true });
                } else {
                    rest.kept.push((i, j));
                }
            }
            rest.kept.sort_unstable();
            grid.remove(&run);
        }
        found
    }

    /// The segments of gaps, of beads that are more likely wrong than right or that no word speaks for, and of
    /// those in which an exchange may hide.
    fn rest(&self, pairs: &mut Pairwise<'_>) -> Rest {
        let mut rest = Rest::default();
        let (mut i, mut j) = (0, 0);
        for (&(n, m), &confidence) in self.steps.iter().zip(self.confidences) {
            let sound = n > 0 && m > 0 && (n == 1 || m == 1) && confidence >= 0.5;
            if sound && pairs.gain((i, n), (j, m)) > 0.0 {
                rest.kept.push((i, j));
            } else {
                rest.source.extend(i..i + n);
                rest.target.extend(j..j + m);
            }
            (i, j) = (i + n, j + m);
        }
        rest
    }
}

/// What the path did not pair well.
#[derive(Default)]
struct Rest {
    source: Vec<usize>,
    target: Vec<usize>,
    /// Where the beads that are kept begin, in order.
    kept: Vec<(usize, usize)>,
}

impl Rest {
    /// Whether a bead stands out of order with those kept.
    fn crosses(&self, cell: &Cell) -> bool {
        let (source, target) = (self.source[cell.row], self.target[cell.column]);
        // They are in order, so both places must be the same.
        self.kept.partition_point(|&(i, _)| i < source) != self.kept.partition_point(|&(_, j)| j < target)
    }
}

/// A bead of a run, by its first row and column in the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

/// The worth of each pair of the rest's segments.
struct Grid {
    worth: Vec<f32>,
    columns: usize,
    used: (Vec<bool>, Vec<bool>),
}

const KINDS: [(usize, usize, f32); 3] = [(1, 1, 0.0), (1, 2, UNEVEN), (2, 1, UNEVEN)];

impl Grid {
    fn new(monotone: &Monotone<'_>, rest: &Rest) -> Self {
        let mut rows = RowGains::new(monotone.source, monotone.target, monotone.lexicon);
        let mut worth = Vec::with_capacity(rest.source.len() * rest.target.len());
        let mut gains = Vec::new();
        let (low, high) = (rest.target[0], rest.target[rest.target.len() - 1] + 1);
        for &i in &rest.source {
            gains.clear();
            rows.row(i, low, high, &mut gains);
            worth.extend(rest.target.iter().map(|&j| gains[j - low] + monotone.shape.length_gain(i, j, 1, 1)));
        }
        let used = (vec![false; rest.source.len()], vec![false; rest.target.len()]);
        Self { worth, columns: rest.target.len(), used }
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        self.worth[row * self.columns + column]
    }

    /// The run that is worth most, if it is worth enough.
    fn best_run(
        &self,
        rest: &Rest,
        enough: f32,
        mut uneven: impl FnMut(usize, usize, usize, usize) -> f32,
    ) -> Option<Vec<Cell>> {
        let (height, width) = (rest.source.len(), rest.target.len());
        let follows = |segments: &[usize], at: usize| at > 0 && segments[at - 1] + 1 == segments[at];
        // By the last row and column of a bead, the worth of the best run that ends there, and its bead's kind.
        let mut ends = vec![0.0f32; height * width];
        let mut kinds = vec![u8::MAX; height * width];
        let mut best = (enough, None);
        for row in (0..height).filter(|&row| !self.used.0[row]) {
            for column in (0..width).filter(|&column| !self.used.1[column]) {
                for (kind, &(n, m, cost)) in KINDS.iter().enumerate() {
                    let two_rows = n == 1 || (follows(&rest.source, row) && !self.used.0[row - 1]);
                    let two_columns = m == 1 || (follows(&rest.target, column) && !self.used.1[column - 1]);
                    if !two_rows || !two_columns {
                        continue;
                    }
                    let (top, left) = (row + 1 - n, column + 1 - m);
                    let mut worth = cost;
                    if (n, m) == (1, 1) {
                        worth += self.at(row, column);
                    } else if self.at(row, column).max(self.at(top, left)) > 0.0 {
                        worth += uneven(rest.source[top], rest.target[left], n, m);
                    } else {
                        continue;
                    }
                    if follows(&rest.source, top) && follows(&rest.target, left) {
                        worth += ends[(top - 1) * width + left - 1].max(0.0);
                    }
                    let slot = row * width + column;
                    if worth > ends[slot] {
                        ends[slot] = worth;
                        kinds[slot] = kind as u8;
                        if worth > best.0 {
                            best = (worth, Some((row, column)));
                        }
                    }
                }
            }
        }
        let (mut row, mut column) = best.1?;
        let mut run = Vec::new();
        while let Some(&(n, m, _)) = KINDS.get(kinds[row * width + column] as usize) {
            let (top, left) = (row + 1 - n, column + 1 - m);
            run.push(Cell { row: top, column: left, rows: n, columns: m });
            let goes_on = follows(&rest.source, top) && follows(&rest.target, left);
            if !goes_on || ends[(top - 1) * width + left - 1] <= 0.0 {
                break;
            }
            (row, column) = (top - 1, left - 1);
        }
        run.reverse();
        Some(run)
    }

    /// The probability of a bead against all others of its rows and columns, and against none.
    fn confidence(&self, cell: &Cell, sharpness: f32) -> f32 {
        let own = (cell.row..cell.row + cell.rows)
            .flat_map(|r| (cell.column..cell.column + cell.columns).map(move |c| (r, c)))
            .map(|(r, c)| self.at(r, c))
            .fold(f32::NEG_INFINITY, f32::max);
        let mut others = exp(f64::from((ENOUGH - own).min(0.0) * sharpness));
        let inside = |r: usize, c: usize| {
            (cell.row..cell.row + cell.rows).contains(&r) && (cell.column..cell.column + cell.columns).contains(&c)
        };
        let mut add = |r: usize, c: usize| {
            if !inside(r, c) {
                others += exp(f64::from((self.at(r, c) - own).min(0.0) * sharpness));
            }
        };
        (0..self.columns).for_each(|c| add(cell.row, c));
        (0..self.used.0.len()).for_each(|r| add(r, cell.column));
        (1.0 / (1.0 + others)) as f32
    }

    fn remove(&mut self, run: &[Cell]) {
        for cell in run {
            self.used.0[cell.row..cell.row + cell.rows].fill(true);
            self.used.1[cell.column..cell.column + cell.columns].fill(true);
        }
    }
}
