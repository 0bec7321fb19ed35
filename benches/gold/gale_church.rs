//! The aligner of Gale and Church by lengths alone, as a measure: "A Program for Aligning Sentences in Bilingual
//! Corpora", Computational Linguistics 19 (1), 1993. Six kinds of beads, characters counted, the whole grid searched.

use super::{Document, Pair};

/// The kinds of beads with their probabilities (table 5 of the paper).
const KINDS: [(usize, usize, f64); 6] =
    [(1, 1, 0.89), (1, 0, 0.0099), (0, 1, 0.0099), (2, 1, 0.089), (1, 2, 0.089), (2, 2, 0.011)];
/// Target characters for each of the source, and the variance for each.
const RATIO: f64 = 1.0;
const VARIANCE: f64 = 6.8;

/// Aligns a document.
pub fn align(document: &Document) -> Vec<Pair> {
    let lengths = |sentences: &[tolmach::model::Sentence]| -> Vec<f64> {
        let mut sum = 0.0;
        std::iter::once(0.0)
            .chain(sentences.iter().map(|s| {
                sum += s.text.chars().count() as f64;
                sum
            }))
            .collect()
    };
    let (source, target) = (lengths(&document.source), lengths(&document.target));
    let width = target.len();
    let mut kinds = vec![0u8; source.len() * width];
    // The costs of this row and the two before it.
    let mut rows = [const { Vec::new() }; 3];
    for i in 0..source.len() {
        rows.rotate_right(1);
        rows[0].clear();
        rows[0].resize(width, f64::INFINITY);
        for j in 0..width {
            if (i, j) == (0, 0) {
                rows[0][0] = 0.0;
                continue;
            }
            let mut best = (f64::INFINITY, 0);
            for (kind, &(n, m, probability)) in KINDS.iter().enumerate() {
                if n > i || m > j {
                    continue;
                }
                let cost =
                    rows[n][j - m] - probability.ln() + distance(source[i] - source[i - n], target[j] - target[j - m]);
                if cost < best.0 {
                    best = (cost, kind);
                }
            }
            rows[0][j] = best.0;
            kinds[i * width + j] = best.1 as u8;
        }
    }
    let mut beads = Vec::new();
    let (mut i, mut j) = (source.len() - 1, target.len() - 1);
    while (i, j) != (0, 0) {
        let (n, m, _) = KINDS[kinds[i * width + j] as usize];
        beads.push(((i - n..i).collect(), (j - m..j).collect()));
        (i, j) = (i - n, j - m);
    }
    beads.reverse();
    beads
}

/// The negative logarithm of the probability that lengths differ so much, between translations.
fn distance(source: f64, target: f64) -> f64 {
    let mean = (source + target / RATIO) / 2.0;
    if mean == 0.0 {
        return 0.0;
    }
    let deviation = (RATIO * source - target).abs() / (VARIANCE * mean).sqrt();
    -(2.0 * tail(deviation)).max(1e-11).ln()
}

/// The share of a normal distribution above `z` ≥ 0 (Abramowitz and Stegun, formula 26.2.17).
fn tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.2316419 * z);
    let sum = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530];
    let polynomial = t * sum.iter().fold(0.0, |sum, factor| sum * t + factor);
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * polynomial
}
