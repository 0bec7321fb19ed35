//! Lemmas: the base forms that a word of a text may be a form of.
//!
//! Russian goes by dictionary (feature `morph-ru`), English by spelling rules and a table of irregular
//! words, the other languages by stem. Chinese, Japanese and Thai words do not inflect: a character is its
//! own lemma.

mod affix;
mod english;
#[cfg(feature = "morph-ru")]
mod russian;

use std::sync::Arc;

#[cfg(feature = "morph-ru")]
pub(super) use russian::nouns as russian_nouns;

use super::{LanguageTag, Stemmer, fold};

/// What a word may be a form of.
///
/// Lemmas serve comparison: with a stemmer they are stems, and a word that the dictionary does not know
/// has its stem with `~` behind it. Show the term or the word of the text, never the lemma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    form: String,
    lemmas: Vec<String>,
}

impl Readings {
    /// The readings of a folded form: its lemmas, the likeliest first. Repeated lemmas are dropped; a word
    /// without lemmas is its own.
    pub fn new(form: String, lemmas: impl IntoIterator<Item = String>) -> Self {
        let mut unique: Vec<String> = Vec::new();
        for lemma in lemmas {
            if !unique.contains(&lemma) {
                unique.push(lemma);
            }
        }
        if unique.is_empty() {
            unique.push(form.clone());
        }
        Self { form, lemmas: unique }
    }

    /// The word itself, folded ([`fold`]).
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Every lemma that the word may be a form of, the likeliest first; never empty.
    pub fn lemmas(&self) -> &[String] {
        &self.lemmas
    }

    /// The likeliest lemma.
    pub fn best(&self) -> &str {
        self.lemmas.first().unwrap_or(&self.form)
    }

    /// The lemmas under which the word is to be found when it is given in its base form, as a term is: the
    /// word itself when it is one of its own lemmas (`сталь`, not the imperative of `сталить`), else all
    /// (`российская` in `российская армия`).
    pub fn headwords(&self) -> &[String] {
        match self.lemmas.iter().position(|l| *l == self.form) {
            Some(at) => &self.lemmas[at..=at],
            None => &self.lemmas,
        }
    }
}

/// Gives the readings of words of one language. Cheap to share between threads.
pub trait Lemmatizer: Send + Sync {
    /// The readings of one word as it stands in the text: its capitals may tell a name from a noun.
    fn readings(&self, word: &str) -> Readings;

    /// Forms of a word's lemmas that do not begin like the word, as far as they are known (`went` for `go`,
    /// `людям` for `человек`): what a search by the beginnings of words would miss. In any order.
    fn other_forms(&self, word: &str) -> Vec<String> {
        let _ = word;
        Vec::new()
    }
}

/// The lemmatizer of a language.
pub fn lemmatizer(language: &LanguageTag) -> Arc<dyn Lemmatizer> {
    match language.language() {
        "en" => Arc::new(english::English),
        #[cfg(feature = "morph-ru")]
        "ru" => Arc::new(russian::Russian::new()),
        "ar" | "he" | "ko" => Arc::new(affix::Affixed::new(language)),
        _ => Arc::new(Stemmer::new(language)),
    }
}

impl Lemmatizer for Stemmer {
    fn readings(&self, word: &str) -> Readings {
        Readings::new(fold(word), [self.stem(word)])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(super) fn lemmas(language: &str, word: &str) -> Vec<String> {
        lemmatizer(&LanguageTag::parse(language).unwrap()).readings(word).lemmas().to_vec()
    }

    #[test]
    fn a_word_of_a_stemmed_language_has_one_reading() {
        assert_eq!(lemmas("de", "Sanktionen"), lemmas("de", "Sanktion"));
        assert_eq!(lemmas("uk", "санкціями"), lemmas("uk", "санкція"));
        assert_eq!(lemmas("be", "санкцыямі"), lemmas("be", "санкцыя"));
        assert_eq!(lemmas("zh", "制"), ["制"]);
    }

    #[test]
    fn a_base_form_is_its_own_headword() {
        let readings = Readings::new("вести".into(), ["весть", "вести", "весть"].map(String::from));
        assert_eq!(readings.lemmas(), ["весть", "вести"]);
        assert_eq!(readings.best(), "весть");
        assert_eq!(readings.headwords(), ["вести"]);
        let readings = Readings::new("вестей".into(), ["весть".to_string()]);
        assert_eq!(readings.headwords(), ["весть"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_word_has_a_reading(word in "\\PC{0,12}") {
            for language in ["ru", "en", "be", "ar", "he", "ko", "de", "fr", "zh", "tr"] {
                prop_assert!(!lemmas(language, &word).is_empty());
            }
        }
    }
}
