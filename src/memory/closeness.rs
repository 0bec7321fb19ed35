//! The plain likeness of texts, by which near-equal matches are put in order.

use rapidfuzz::distance::levenshtein::{BatchComparator, distance};
use rustc_hash::FxHashMap;

use crate::lang::tokens;

/// How alike texts are as they stand: 1 − Levenshtein distance / longer, in millionths. The same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Closeness(u32);

impl Closeness {
    /// Of two texts, by words and twice by characters, added up: 3,000,000 where they are equal.
    pub fn of(a: &str, b: &str) -> Self {
        let [Self(words), ..] = Self::to_the_others(&[a, b])[..] else { return Self::default() };
        let [a, b] = [a, b].map(|text| text.chars().take(LONGEST).collect::<Vec<char>>());
        let differ = distance(a.iter().copied(), b.iter().copied());
        Self(words + 2 * share(differ, a.len().max(b.len())))
    }

    /// Of each text to the others, by words, on average: 1,000,000 where all are equal, nothing for one that has
    /// no others.
    pub(super) fn to_the_others(texts: &[&str]) -> Vec<Self> {
        let texts = numbered(texts);
        let mut sums = vec![0u32; texts.len()];
        for (n, words) in texts.iter().enumerate() {
            let comparator = BatchComparator::new(words.iter().copied());
            for (m, other) in texts.iter().enumerate().skip(n + 1) {
                let differ = comparator.distance(other.iter().copied());
                let alike = share(differ, words.len().max(other.len()));
                sums[n] += alike;
                sums[m] += alike;
            }
        }
        let others = texts.len().saturating_sub(1).max(1) as u32;
        sums.into_iter().map(|sum| Self(sum / others)).collect()
    }

    pub(super) fn millionths(self) -> u32 {
        self.0
    }
}

/// The words and characters of a text behind the first so many are not compared: the time grows with the square.
const LONGEST: usize = 2000;

/// The words of texts as numbers.
fn numbered(texts: &[&str]) -> Vec<Vec<u32>> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let texts = texts.iter().map(|text| {
        let words = tokens(text).into_iter().filter_map(|token| text.get(token.range)).take(LONGEST);
        let number = |word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        };
        words.map(number).collect()
    });
    texts.collect()
}

/// How much of the longer text stays, in millionths.
fn share(differ: usize, longer: usize) -> u32 {
    let (differ, longer) = (differ.min(longer) as u64, longer as u64);
    ((longer - differ) * 1_000_000).checked_div(longer).unwrap_or(1_000_000) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_twice() {
        let closeness = |a, b| {
            assert_eq!(Closeness::of(a, b), Closeness::of(b, a));
            Closeness::of(a, b).0
        };
        assert_eq!(closeness("", ""), 3_000_000);
        assert_eq!(closeness("No to war", "No to war"), 3_000_000);
        assert_eq!(closeness("aaaa bbbb", "aaab bbbb"), 500_000 + 2 * 888_888, "one word of two, one letter of nine");
        assert_eq!(closeness("war", ""), 0);
    }

    #[test]
    fn each_is_compared_with_all_others() {
        let to_the_others =
            |texts: &[&str]| Closeness::to_the_others(texts).into_iter().map(|c| c.0).collect::<Vec<_>>();
        assert_eq!(to_the_others(&["a b", "a c", "a b c d", "e"]), [333_333, 333_333, 333_333, 0]);
        assert_eq!(to_the_others(&["the same", "the same"]), [1_000_000, 1_000_000]);
        assert_eq!(to_the_others(&["alone"]), [0]);
        assert_eq!(to_the_others(&[]), [0; 0]);
    }
}
