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

/// What is known of two vocabularies.
pub(super) struct Known {
    /// The words of both that translate each other.
    pub pairs: Seeds,
    /// By word, whether its translations are known: where none of them is found, that says something. True of
    /// numbers, which are their own, and of the words of a lexicon.
    pub source: Vec<bool>,
    /// The same of the target's words.
    pub target: Vec<bool>,
}

/// Finds what is known of two vocabularies.
pub(super) fn seeds(source: &Reader, target: &Reader, lexicon: &[Row<'_>], weights: Weights) -> Known {
    let mut found = Vec::new();
    let numbers = |reader: &Reader| -> Vec<bool> {
        reader.words.iter().map(|w| weights.equal > 0.0 && w.kind == Kind::Number).collect()
    };
    let mut known = Known { pairs: vec![], source: numbers(source), target: numbers(target) };
    if weights.equal > 0.0 {
        equal(source, target, weights.equal, &mut found);
    }
    if weights.cognate > 0.0 {
        cognates(source, target, weights.cognate, &mut found);
    }
    if weights.entry > 0.0 {
        entries(source, target, lexicon, weights.entry, &mut known, &mut found);
    }
    known.pairs = merge_seeds(found.into_iter());
    known
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

/// A concept of a lexicon: the words and phrases that mean it in either language.
pub(super) type Row<'a> = (Vec<&'a str>, Vec<&'a str>);

/// The words of a row's two sides translate each other; in a phrase, each shares its weight among all.
fn entries(
    source: &Reader,
    target: &Reader,
    lexicon: &[Row<'_>],
    weight: f32,
    known: &mut Known,
    out: &mut Vec<(u32, u32, f32)>,
) {
    let find = |reader: &Reader, phrases: &[&str], known: &mut [bool]| -> Vec<Vec<Vec<u32>>> {
        let mut found = Vec::with_capacity(phrases.len());
        for phrase in phrases {
            let words = reader.find_phrase(phrase);
            if let [word] = words.as_slice() {
                word.iter()
                    .filter(|&&id| reader.words[id as usize].kind == Kind::Word)
                    .for_each(|&id| known[id as usize] = true);
            }
            if !words.is_empty() && words.iter().all(|word| !word.is_empty()) {
                found.push(words);
            }
        }
        found
    };
    for (from, to) in lexicon {
        let left = find(source, from, &mut known.source);
        let right = find(target, to, &mut known.target);
        for left in &left {
            for right in &right {
                let share = weight / left.len().max(right.len()) as f32;
                for &a in left.iter().flatten() {
                    out.extend(right.iter().flatten().map(|&b| (a, b, share)));
                }
            }
        }
    }
}
