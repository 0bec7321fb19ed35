//! The plain likeness of texts, by which near-equal matches are put in order.

use rapidfuzz::distance::levenshtein::BatchComparator;
use rustc_hash::FxHashMap;

use crate::lang::tokens;

/// How alike two texts are as they stand: 1 − Levenshtein distance / longer, once by words and twice by
/// characters, in millionths added up. The same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Closeness(u32);

impl Closeness {
    /// Of equal texts.
    pub(super) const SAME: Self = Self(3 * WHOLE as u32);

    /// Of two texts, whichever comes first.
    pub fn of(a: &str, b: &str) -> Self {
        Self::to_the_others(&[a, b]).first().copied().unwrap_or_default()
    }

    /// Of each text to the others, on average; nothing for one that has no others.
    pub(super) fn to_the_others(texts: &[&str]) -> Vec<Self> {
        let texts = plain(texts);
        let mut sums = vec![0u64; texts.len()];
        for (n, text) in texts.iter().enumerate() {
            let sought = Sought::new(text);
            for (m, other) in texts.iter().enumerate().skip(n + 1) {
                let alike = u64::from(sought.alike(other));
                sums[n] += alike;
                sums[m] += alike;
            }
        }
        let others = (texts.len() as u64).saturating_sub(1).max(1);
        sums.into_iter().map(|sum| Self((sum / others) as u32)).collect()
    }

    pub(super) fn millionths(self) -> u32 {
        self.0
    }
}

const WHOLE: u64 = 1_000_000;

/// The words and characters of a text behind the first so many are not compared: the time grows with the square.
const LONGEST: usize = 2000;

/// A text as words, numbered, and as characters.
struct Plain {
    words: Vec<u32>,
    characters: Vec<u32>,
}

fn plain(texts: &[&str]) -> Vec<Plain> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let texts = texts.iter().map(|text| {
        let words = tokens(text).into_iter().filter_map(|token| text.get(token.range)).map(|word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        });
        Plain { words: words.take(LONGEST).collect(), characters: text.chars().map(u32::from).take(LONGEST).collect() }
    });
    texts.collect()
}

/// A text prepared for being compared with several.
struct Sought<'a> {
    text: &'a Plain,
    words: BatchComparator<u32>,
    characters: BatchComparator<u32>,
}

impl<'a> Sought<'a> {
    fn new(text: &'a Plain) -> Self {
        let comparator = |items: &[u32]| BatchComparator::new(items.iter().copied());
        Self { text, words: comparator(&text.words), characters: comparator(&text.characters) }
    }

    fn alike(&self, other: &Plain) -> u32 {
        let share = |comparator: &BatchComparator<u32>, longer: usize, other: &[u32]| {
            let differ = comparator.distance(other.iter().copied()).min(longer);
            ((longer - differ) as u64 * WHOLE).checked_div(longer as u64).unwrap_or(WHOLE) as u32
        };
        let words = share(&self.words, self.text.words.len().max(other.words.len()), &other.words);
        let longer = self.text.characters.len().max(other.characters.len());
        words + 2 * share(&self.characters, longer, &other.characters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closeness(a: &str, b: &str) -> u32 {
        assert_eq!(Closeness::of(a, b), Closeness::of(b, a));
        Closeness::of(a, b).0
    }

    #[test]
    fn characters_count_twice() {
        assert_eq!(Closeness::of("", ""), Closeness::SAME);
        assert_eq!(Closeness::of("No to war", "No to war"), Closeness::SAME);
        assert_eq!(closeness("aaaa bbbb", "aaab bbbb"), 500_000 + 2 * 888_888, "one word of two, one letter of nine");
        assert_eq!(closeness("war", ""), 0);
    }

    #[test]
    fn each_is_compared_with_all_others() {
        let texts = ["No to war", "No to wars", "Peace"];
        let mean = |n: usize| {
            let others = texts.iter().enumerate().filter(|(m, _)| *m != n);
            Closeness(others.map(|(_, other)| closeness(texts[n], other)).sum::<u32>() / 2)
        };
        assert_eq!(Closeness::to_the_others(&texts), [mean(0), mean(1), mean(2)]);
        assert_eq!(Closeness::to_the_others(&["alone"]), [Closeness(0)]);
        assert_eq!(Closeness::to_the_others(&[]), []);
    }
}
