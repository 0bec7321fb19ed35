//! The plain similarity of two segments, by which near-equal matches are put in order.

use rapidfuzz::distance::levenshtein::distance;
use rustc_hash::FxHashMap;

use super::Token;
use crate::model::Segment;

/// Plain similarity in millionths, by words and by characters added up: 2,000,000 for equal segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closeness(u32);

impl Closeness {
    const WHOLE: usize = 1_000_000;

    /// Of two segments with their tokens: 1 − Levenshtein distance / longer, of their tokens as they stand
    /// and of the characters of their texts. Symmetric, and the same on every machine.
    pub fn of(a: (&Segment, &[Token]), b: (&Segment, &[Token])) -> Self {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let [words_a, words_b] = [a.1, b.1].map(|tokens| {
            let number = |token| {
                let next = numbers.len() as u32;
                *numbers.entry(token).or_insert(next)
            };
            tokens.iter().map(|token| token.form.as_str()).map(number).collect::<Vec<u32>>()
        });
        let [letters_a, letters_b] = [a.0, b.0].map(|s| s.text.chars().map(u32::from).collect::<Vec<u32>>());
        Self(alike(&words_a, &words_b) + alike(&letters_a, &letters_b))
    }
}

fn alike(a: &[u32], b: &[u32]) -> u32 {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return Closeness::WHOLE as u32;
    }
    let differ = distance(a.iter().copied(), b.iter().copied()).min(longer);
    ((longer - differ) * Closeness::WHOLE / longer) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;
    use crate::memory::Analyzer;

    fn closeness(a: &str, b: &str) -> u32 {
        let analyzer = Analyzer::new(&LanguageTag::parse("en").unwrap());
        let (a, b) = (Segment::plain(a), Segment::plain(b));
        let (tokens_a, tokens_b) = (analyzer.tokens(&a), analyzer.tokens(&b));
        let there = Closeness::of((&a, &tokens_a), (&b, &tokens_b));
        assert_eq!(there, Closeness::of((&b, &tokens_b), (&a, &tokens_a)));
        there.0
    }

    #[test]
    fn words_and_characters_count_alike() {
        assert_eq!(closeness("", ""), 2_000_000);
        assert_eq!(closeness("No to war", "No to war"), 2_000_000);
        assert_eq!(closeness("aaaa bbbb", "aaab bbbb"), 500_000 + 888_888, "one word of two, one letter of nine");
        assert_eq!(closeness("war", ""), 0);
    }
}
