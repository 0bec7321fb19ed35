//! Languages that write particles together with the word: the word with and without them.

use super::{Lemmatizer, Readings};
use crate::lang::{LanguageTag, Stemmer, fold};

/// What may stand before or behind a word without belonging to it.
struct Affixes {
    prefixes: &'static [&'static str],
    suffixes: &'static [&'static str],
    /// What is sooner an article than the beginning of a word.
    article: Option<&'static str>,
}

/// Arabic: and, so, by, as, to, and the article, singly and joined.
const ARABIC: Affixes = Affixes {
    prefixes: &["و", "ف", "ب", "ك", "ل", "ال", "وال", "فال", "بال", "كال", "لل", "ول", "وب", "وبال", "ولل"],
    suffixes: &[],
    article: Some("ال"),
};

/// Hebrew: and, the, in, to, from, that, as, singly and joined.
const HEBREW: Affixes = Affixes {
    prefixes: &["ו", "ה", "ב", "ל", "מ", "ש", "כ", "וה", "וב", "ול", "ומ", "וש", "שה", "מה", "כש"],
    suffixes: &[],
    article: None,
};

/// Korean: the particles behind a noun.
#[rustfmt::skip]
const KOREAN: Affixes = Affixes {
    prefixes: &[],
    suffixes: &[
        "은", "는", "이", "가", "을", "를", "의", "에", "에서", "에게", "로", "으로", "와", "과",
        "도", "만", "까지", "부터", "들", "들은", "들이", "들을", "들의", "에는", "에도", "에서는",
    ],
    article: None,
};

/// The stem of the word, then the stems of what is left when particles are taken off: the further readings.
pub(super) struct Affixed {
    stemmer: Stemmer,
    affixes: &'static Affixes,
}

impl Affixed {
    pub(super) fn new(language: &LanguageTag) -> Self {
        let affixes = match language.language() {
            "he" => &HEBREW,
            "ko" => &KOREAN,
            _ => &ARABIC,
        };
        Self { stemmer: Stemmer::new(language), affixes }
    }
}

impl Lemmatizer for Affixed {
    fn readings(&self, word: &str) -> Readings {
        let form = fold(word);
        let long_enough = |rest: &&str| rest.chars().count() >= 2;
        let bare = self.affixes.prefixes.iter().filter_map(|p| form.strip_prefix(p));
        let bare = bare.chain(self.affixes.suffixes.iter().filter_map(|s| form.strip_suffix(s)));
        let stems = bare.filter(long_enough).map(|rest| self.stemmer.stem(rest));
        let mut lemmas: Vec<String> = std::iter::once(self.stemmer.stem(&form)).chain(stems).collect();
        let without_article = self.affixes.article.and_then(|a| form.strip_prefix(a)).filter(long_enough);
        if let Some(noun) = without_article {
            lemmas.insert(0, self.stemmer.stem(noun));
        }
        Readings::new(form, lemmas)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lemmas;

    fn check(language: &str, word: &str, base: &str) {
        let base = lemmas(language, base);
        assert!(lemmas(language, word).contains(&base[0]), "{word} {:?} {base:?}", lemmas(language, word));
    }

    #[test]
    fn particles_written_together_come_off() {
        check("ar", "والعقوبات", "عقوبات");
        check("ar", "بِالسَّلَام", "سلام");
        check("he", "והממשלה", "ממשלה");
        check("ko", "제재를", "제재");
    }
}
