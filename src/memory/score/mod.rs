//! The score of a match, in whole percent.
//!
//! | score | kind | when |
//! |---|---|---|
//! | 101 | context | exact, and the segments before and after are the same as well |
//! | 100 | exact | the same text (after NFC), letter case, white space and inline codes |
//! | 100 | repaired | only numbers, dates, times, addresses, markup or inline codes differ, and were put in (`repair`) |
//! | ≤ 99 | fuzzy | 1 − cost / weight, rounded down |
//!
//! Penalties come off that (`penalty`): of those that apply by default, one point for a repaired match and
//! one where white space alone differs.
//!
//! # The fuzzy score
//!
//! Both segments are cut into tokens: placeables (numbers, dates, times, addresses, each whole), words,
//! punctuation marks and symbols, inline codes, and single characters where words are written without spaces.
//! Markup that stands in the text, `<b>`, is cut like any text. The **weight** of a segment is the sum of its
//! tokens' weights, counted in twentieths of a word:
//!
//! | token | weight |
//! |---|---|
//! | word whose stem has seven letters or more | 30 |
//! | word whose stem has four to six letters; number, date, address | 20 |
//! | symbol, bracket | 16 |
//! | word whose stem has three letters | 15 |
//! | Chinese character | 12 |
//! | word whose stem has one or two letters | 10 |
//! | kana, Thai letter | 8 |
//! | punctuation mark of prose | 6 |
//! | inline code | 4 |
//!
//! (The most frequent words are the shortest, in every language that writes words apart, so no list of words
//! and no counting is needed to make them weigh less.)
//!
//! The **cost** is that of the cheapest way to turn one segment into the other:
//!
//! - a token that only one of them has costs its weight; one in the place of another costs the greater weight;
//! - tokens that share a **key** cost less to exchange ([`exchange`]). The key of a word is its stem, folded
//!   and cut to five letters, and whether it is long, so that another case of the lemma or another spelling
//!   shares it; all numbers, dates and addresses share one key, all inline codes one, all dashes one, all
//!   quotes one;
//! - a **block** of tokens that moved costs half a word, whatever its length, and what changed inside it.
//!
//! The score divides by the greater of the two weights. It is symmetric, 100 for equal tokens only, and
//! computed in integers, so it is the same on every machine. The weights and costs were chosen by how much
//! the translations that are ranked first have to change: `benches/ranking.rs`, `benches/README.md`. Near-equal
//! matches are put in order by other means ([`order`](super::order)).
//!
//! # Long segments
//!
//! The common beginning and end cost nothing to compare. Of what is left between them, blocks that moved are
//! looked for up to 256 × 256 tokens; beyond 2048 × 2048 tokens it counts as wholly different. So a score may be
//! too low for very long segments, never too high.
//!
//! # Why a search can be exact
//!
//! Tokens of one key have one weight, and nothing is matched for less than its weight but within its key:
//! the cost is never less than the greater weight minus the weight of the keys that both share (each as
//! often as both have it). That bound needs no order of words and no text, only keys.

mod distance;
mod token;

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

pub use token::{Analyzer, Class, Key, Token, WORD, exchange};

pub(crate) use distance::{Forms, Item, Workspace, cost};
pub(crate) use token::{HEAVIEST, by_rule, form_hash, name_hash};

/// How alike two segments are: what it costs to turn one into the other, beside the greater weight of both.
/// Ordered from the least alike to the most.
#[derive(Debug, Clone, Copy)]
pub struct Similarity {
    /// In twentieths of a word.
    pub cost: u32,
    /// The weight of the heavier segment, in twentieths of a word.
    pub weight: u32,
}

impl Similarity {
    /// Nothing differs.
    pub const SAME: Self = Self { cost: 0, weight: 1 };

    /// In whole percent, rounded down; 100 only where nothing differs.
    pub fn percent(self) -> u8 {
        if self.cost == 0 {
            return 100;
        }
        let same = u64::from(self.weight.saturating_sub(self.cost));
        u8::try_from(same * 100 / u64::from(self.weight.max(1))).unwrap_or(100)
    }

    /// The greatest cost at which a pair with this greater weight is still as alike as this.
    pub(crate) fn cost_limit(self, weight: u32) -> u32 {
        let limit = u64::from(self.cost) * u64::from(weight) / u64::from(self.weight.max(1));
        u32::try_from(limit).unwrap_or(u32::MAX)
    }

    /// The least alike that reaches a whole percent.
    pub(crate) fn of_percent(percent: u8) -> Self {
        Self { cost: 100 - u32::from(percent.min(100)), weight: 100 }
    }
}

impl Ord for Similarity {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u64::from(self.cost) * u64::from(other.weight.max(1));
        let right = u64::from(other.cost) * u64::from(self.weight.max(1));
        right.cmp(&left)
    }
}

impl PartialOrd for Similarity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Similarity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Similarity {}

/// How alike the tokens of two segments are.
pub fn similarity(a: &[Token], b: &[Token]) -> Similarity {
    let mut pair = Pair::default();
    let (items_a, items_b) = (pair.items(a), pair.items(b));
    let (weight_a, weight_b) = (distance::weight(&items_a), distance::weight(&items_b));
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for item in &items_a {
        *counts.entry(item.key).or_default() += 1;
    }
    let mut overlap = 0;
    for item in &items_b {
        if let Some(left) = counts.get_mut(&item.key).filter(|left| **left > 0) {
            *left -= 1;
            overlap += item.weight;
        }
    }
    let weight = weight_a.max(weight_b);
    let cost = cost(&items_a, &items_b, overlap, u32::MAX, &mut pair, &mut Workspace::default());
    Similarity { cost: cost.unwrap_or(weight).min(weight), weight: weight.max(1) }
}

/// The keys and forms of two token lists, numbered.
#[derive(Default)]
struct Pair<'a> {
    keys: FxHashMap<Key, u32>,
    numbers: FxHashMap<(Key, &'a str), u32>,
    forms: Vec<&'a Token>,
}

impl<'a> Pair<'a> {
    fn items(&mut self, tokens: &'a [Token]) -> Vec<Item> {
        let mut out = Vec::with_capacity(tokens.len());
        for token in tokens {
            let next = self.keys.len() as u32;
            let key = *self.keys.entry(token.key).or_insert(next);
            let form = *self.numbers.entry((token.key, &token.form)).or_insert_with(|| {
                self.forms.push(token);
                self.forms.len() as u32 - 1
            });
            out.push(Item { key, form, weight: token.key.weight });
        }
        out
    }
}

impl Forms for Pair<'_> {
    fn exchange(&mut self, a: Item, b: Item) -> u32 {
        let (a, b) = (self.forms[a.form as usize], self.forms[b.form as usize]);
        exchange(&a.key, &a.form, &b.form)
    }

    fn hash(&mut self, item: Item) -> u64 {
        let token = self.forms[item.form as usize];
        form_hash(token.key.class, &token.form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;

    fn score(language: &str, a: &str, b: &str) -> u8 {
        let analyzer = Analyzer::new(&LanguageTag::parse(language).unwrap());
        let tokens = |text: &str| analyzer.tokens(&text.into());
        similarity(&tokens(a), &tokens(b)).percent()
    }

    #[test]
    fn equal_tokens_are_the_same_and_nothing_else_is() {
        assert_eq!(score("ru", "Нет войне!", "Нет  войне !"), 100);
        assert_eq!(score("ru", "", ""), 100);
        assert_eq!(score("ru", "Нет войне!", ""), 0);
        let long = "слово ".repeat(500);
        assert_eq!(score("ru", &format!("{long}мир"), &format!("{long}Мир")), 99);
    }

    #[test]
    fn a_small_change_costs_less_than_a_large_one() {
        let query = "Мы требуем немедленного освобождения всех политических заключённых.";
        let scores = [
            "Мы требуем немедленного освобождения всех политических заключенных.",
            "Мы требуем немедленного освобождения всех политических заключённых",
            "Мы требуем немедленного освобождения политического заключённого.",
            "Мы требуем немедленного освобождения всех украинских пленных.",
            "Мы требуем отставки правительства.",
        ]
        .map(|other| score("ru", query, other));
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{scores:?}");
        assert!(scores[0] >= 98 && scores[1] >= 95 && scores[4] < 60, "{scores:?}");
    }

    #[test]
    fn a_moved_phrase_does_not_cost_every_word() {
        let moved = score(
            "en",
            "After the elections the government promised new reforms.",
            "The government promised new reforms after the elections.",
        );
        assert!(moved >= 85, "{moved}");
    }

    #[test]
    fn scripts_without_spaces_go_by_character() {
        let near = score("zh", "我们要求立即停火", "我们要求立即停战");
        assert_eq!(near, 87, "one character of eight");
        assert!(score("ja", "設定を変更します", "設定を変更しました") >= 70);
        assert!(score("ja", "ファイルを保存する", "ファイルを開く") >= 50);
        assert!(score("th", "การตั้งค่า", "การตั้งค่าใหม่") >= 50);
        assert!(score("zh", "停火", "戰爭") == 0);
    }

    #[test]
    fn marks_of_arabic_hebrew_and_indic_scripts_cost_little() {
        assert_eq!(score("ar", "مُحَمَّد وصل إلى المدينة", "محمد وصل الى المدينة"), 95);
        assert!(score("ar", "الحكومة ترفض العقوبات", "حكومة ترفض العقوبات") >= 80);
        assert!(score("he", "שָׁלוֹם עולם", "שלום עולם") >= 94);
        assert!(score("hi", "सरकार ने प्रतिबंध लगाए", "सरकार ने प्रतिबंध लगाया") >= 80);
        assert!(score("hi", "हम शांति चाहते हैं", "हम युद्ध नहीं चाहते") < 70);
    }

    #[test]
    fn order_of_similarities() {
        let of = |cost, weight| Similarity { cost, weight };
        assert!(of(1, 10) > of(2, 10));
        assert!(of(1, 10) == of(2, 20));
        assert!(Similarity::SAME > of(1, 1000));
        assert_eq!(of(300, 1000).percent(), 70);
        assert_eq!(of(301, 1000).percent(), 69);
        assert_eq!(Similarity::of_percent(70).cost_limit(1000), 300);
        assert_eq!(Similarity::of_percent(70).cost_limit(1003), 300);
    }
}
