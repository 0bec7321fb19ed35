//! Word pairs that are known before the text is read: equal numbers, equal words, names through
//! transliteration, marks, and the entries of lexicons and glossaries.

use rustc_hash::FxHashMap;

use super::lexicon::{Seeds, merge_seeds};
use super::text::{Kind, Reader};
use crate::lang::skeleton;

/// Cognates share at least this many first letters of their skeletons …
const PREFIX: usize = 4;
/// … and this share of the longer one.
const SHARE: f32 = 0.6;

/// The weights of the seeds in pseudo-counts, as if the pair had been seen so often.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// Equal words, numbers, marks.
    pub equal: f32,
    /// Words whose skeletons begin alike.
    pub cognate: f32,
    /// Entries of a lexicon.
    pub entry: f32,
}

/// The seeds of two vocabularies.
pub(super) fn seeds(source: &Reader, target: &Reader, lexicon: &[(String, String)], weights: Weights) -> Seeds {
    let mut found = Vec::new();
    if weights.equal > 0.0 {
        equal(source, target, weights.equal, &mut found);
    }
    if weights.cognate > 0.0 {
        cognates(source, target, weights.cognate, &mut found);
    }
    if weights.entry > 0.0 {
        entries(source, target, lexicon, weights.entry, &mut found);
    }
    merge_seeds(found.into_iter())
}

fn equal(source: &Reader, target: &Reader, weight: f32, out: &mut Vec<(u32, u32, f32)>) {
    for (id, word) in source.words.iter().enumerate() {
        if let Some(other) = target.find(&word.form) {
            out.push((id as u32, other, weight));
        }
    }
}

fn cognates(source: &Reader, target: &Reader, weight: f32, out: &mut Vec<(u32, u32, f32)>) {
    let skeletons = |reader: &Reader| -> Vec<(u32, String)> {
        reader
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.kind == Kind::Word)
            .map(|(id, word)| (id as u32, skeleton(&word.form)))
            .filter(|(_, skeleton)| skeleton.len() >= PREFIX)
            .collect()
    };
    let targets = skeletons(target);
    let mut by_prefix: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, (_, skeleton)) in targets.iter().enumerate() {
        by_prefix.entry(&skeleton[..PREFIX]).or_default().push(index);
    }
    for (id, skeleton) in skeletons(source) {
        for &index in by_prefix.get(&skeleton[..PREFIX]).into_iter().flatten() {
            let (other, candidate) = &targets[index];
            let common = skeleton.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
            if common as f32 >= SHARE * skeleton.len().max(candidate.len()) as f32 {
                out.push((id, *other, weight));
            }
        }
    }
}

/// The words of an entry's two sides translate each other; in a phrase, each shares its weight among all.
fn entries(
    source: &Reader,
    target: &Reader,
    lexicon: &[(String, String)],
    weight: f32,
    out: &mut Vec<(u32, u32, f32)>,
) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (from, to) in lexicon {
        if source.find_phrase(from, &mut left) && target.find_phrase(to, &mut right) {
            let share = weight / left.len().max(right.len()) as f32;
            out.extend(left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b, share))));
        }
    }
}
