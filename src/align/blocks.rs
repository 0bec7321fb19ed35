//! Where large texts run side by side: both are cut into as many blocks of equal length in characters, and
//! the best path through the grid of blocks is sought by the rare words that block pairs share.
//!
//! A single pair of segments with a rare word in common is often an accident; that two blocks share several
//! seldom is. The diagonal of the grid is where length alone would put the path, so texts without any word
//! in common still come out well.

use super::band::Band;
use super::lexicon::Seeds;
use super::logarithm::ln;
use super::text::{Postings, Text};

/// Segments in a block, about: enough to share words, few enough to say where.
const BLOCK: usize = 8;
/// The most blocks of a side; larger texts get larger blocks.
const MOST_BLOCKS: usize = 4000;
/// A word is rare enough to speak when it occurs in no more segments than this.
const RARE: usize = 30;
/// The cost of a step off the diagonal: one side has a block more.
const ASIDE: f32 = 2.0;
/// The path may stray so many blocks from the best one.
const SLACK: usize = 3;

/// The band of the grid of segments that lies around the best path of blocks.
pub(super) fn band(source: &Text, target: &Text, seeds: &Seeds) -> Band {
    let blocks = source.len().min(target.len()).div_ceil(BLOCK).clamp(1, MOST_BLOCKS);
    let (left, right) = (Cut::new(source, blocks), Cut::new(target, blocks));
    let weights = weights(source, target, seeds, &left, &right);
    let path = best_path(&weights, blocks);
    let mut rows = vec![(u32::MAX, 0u32); source.len() + 1];
    for (row, column) in path {
        let (first, last) = (row.saturating_sub(SLACK), (row + SLACK).min(blocks - 1));
        let low = right.starts[column.saturating_sub(SLACK)];
        let high = right.starts[(column + SLACK + 1).min(blocks)];
        for limits in &mut rows[left.starts[first]..=left.starts[last + 1]] {
            *limits = (limits.0.min(low as u32), limits.1.max(high as u32));
        }
    }
    Band::new(rows, target.len())
}

/// A text cut into blocks.
struct Cut {
    /// The first segment of each block, and the end.
    starts: Vec<usize>,
    /// The block of each segment.
    block: Vec<u32>,
}

impl Cut {
    fn new(text: &Text, blocks: usize) -> Self {
        let total: f64 = text.lengths.iter().map(|&length| f64::from(length) + 1.0).sum();
        let mut cut = Self { starts: vec![0], block: Vec::with_capacity(text.len()) };
        let mut sum = 0.0;
        for (segment, &length) in text.lengths.iter().enumerate() {
            let block = ((sum / total * blocks as f64) as usize).min(blocks - 1);
            while cut.starts.len() <= block {
                cut.starts.push(segment);
            }
            cut.block.push(block as u32);
            sum += f64::from(length) + 1.0;
        }
        cut.starts.resize(blocks + 1, text.len());
        cut
    }
}

/// For each pair of blocks with rare words in common, how much they speak for it: (row, column, weight).
fn weights(source: &Text, target: &Text, seeds: &Seeds, left: &Cut, right: &Cut) -> Vec<(u32, u32, f32)> {
    let (source_postings, target_postings) = (Postings::new(source), Postings::new(target));
    let blocks = (left.starts.len() - 1) as f32;
    let mut weights: Vec<(u32, u32, f32)> = Vec::new();
    for &(from, to, _) in seeds {
        let (from, to) = (source_postings.of(from), target_postings.of(to));
        if from.is_empty() || to.is_empty() || from.len().max(to.len()) > RARE {
            continue;
        }
        // A meeting by chance is the likelier the more often both occur.
        let weight = ln(1.0 + blocks / (from.len() * to.len()) as f32);
        for &(i, _) in from {
            weights.extend(to.iter().map(|&(j, _)| (left.block[i as usize], right.block[j as usize], weight)));
        }
    }
    weights.sort_by_key(|&(row, column, _)| (row, column));
    weights
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|run| (run[0].0, run[0].1, run.iter().map(|w| w.2).sum()))
        .collect()
}

/// The path from the first pair of blocks to the last that collects the most weight, in single steps.
fn best_path(weights: &[(u32, u32, f32)], blocks: usize) -> Vec<(usize, usize)> {
    const DIAGONAL: u8 = 0;
    const DOWN: u8 = 1;
    const ACROSS: u8 = 2;
    let mut from = vec![DIAGONAL; blocks * blocks];
    let mut above = vec![f32::NEG_INFINITY; blocks];
    let mut row_of = vec![f32::NEG_INFINITY; blocks];
    let mut next = weights.iter().peekable();
    for row in 0..blocks {
        for column in 0..blocks {
            let mut best = (if (row, column) == (0, 0) { 0.0 } else { f32::NEG_INFINITY }, DIAGONAL);
            if row > 0 && column > 0 {
                best.0 = above[column - 1];
            }
            if row > 0 && above[column] - ASIDE > best.0 {
                best = (above[column] - ASIDE, DOWN);
            }
            if column > 0 && row_of[column - 1] - ASIDE > best.0 {
                best = (row_of[column - 1] - ASIDE, ACROSS);
            }
            let mut here = 0.0;
            if let Some(&&(r, c, weight)) = next.peek()
                && (r as usize, c as usize) == (row, column)
            {
                here = weight;
                next.next();
            }
            row_of[column] = best.0 + here;
            from[row * blocks + column] = best.1;
        }
        std::mem::swap(&mut above, &mut row_of);
    }
    let (mut row, mut column) = (blocks - 1, blocks - 1);
    let mut path = vec![(row, column)];
    while (row, column) != (0, 0) {
        match from[row * blocks + column] {
            DOWN => row -= 1,
            ACROSS => column -= 1,
            _ => (row, column) = (row.saturating_sub(1), column.saturating_sub(1)),
        }
        path.push((row, column));
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_goes_where_the_words_are() {
        let aside: Vec<(u32, u32, f32)> = (0..8).map(|row| (row, row + 2, 5.0)).collect();
        let path = best_path(&aside, 10);
        assert_eq!((path[0], *path.last().unwrap()), ((0, 0), (9, 9)));
        assert!((2..8).all(|row| path.contains(&(row, row + 2))));
        assert_eq!(best_path(&[], 3), [(0, 0), (1, 1), (2, 2)]);
        // One accident is not worth the way.
        assert_eq!(best_path(&[(1, 4, 3.0)], 6).len(), 6);
    }
}
