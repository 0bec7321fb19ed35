//! Stems by the Snowball algorithms (Porter 2001), through the `frostem` crate, and Belarusian by our own.

use frostem::Algorithm;

use super::{belarusian, fold, tag::LanguageTag};

/// Cuts the grammatical ending off a word. For a language without an algorithm the folded word is its stem.
#[derive(Clone)]
pub struct Stemmer(Method);

#[derive(Clone)]
enum Method {
    Snowball(frostem::Stemmer),
    Belarusian,
    Whole,
}

impl Stemmer {
    /// The stemmer of a language.
    pub fn new(language: &LanguageTag) -> Self {
        let algorithm = match language.language() {
            "ar" => Algorithm::Arabic,
            "be" => return Self(Method::Belarusian),
            "ca" => Algorithm::Catalan,
            "cs" => Algorithm::Czech,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "et" => Algorithm::Estonian,
            "eu" => Algorithm::Basque,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "ga" => Algorithm::Irish,
            "hi" => Algorithm::Hindi,
            "hu" => Algorithm::Hungarian,
            "hy" => Algorithm::Armenian,
            "id" => Algorithm::Indonesian,
            "it" => Algorithm::Italian,
            "lt" => Algorithm::Lithuanian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pl" => Algorithm::Polish,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sr" => Algorithm::Serbian,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            "uk" => Algorithm::Ukrainian,
            _ => return Self(Method::Whole),
        };
        Self(Method::Snowball(frostem::Stemmer::new(algorithm)))
    }

    /// The Russian stemmer, for words that the dictionary of [`super::lemma`] does not know.
    #[cfg(feature = "morph-ru")]
    pub(super) fn russian() -> Self {
        Self(Method::Snowball(frostem::Stemmer::new(Algorithm::Russian)))
    }

    /// Whether the language has an algorithm.
    pub fn is_known(&self) -> bool {
        !matches!(self.0, Method::Whole)
    }

    /// The stem of a word, folded.
    pub fn stem(&self, word: &str) -> String {
        let folded = fold(word);
        match &self.0 {
            Method::Snowball(stemmer) => stemmer.stem(&folded).to_string(),
            Method::Belarusian => belarusian::stem(&folded),
            Method::Whole => folded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_a_word_share_a_stem() {
        let ru = Stemmer::new(&LanguageTag::parse("ru").unwrap());
        assert_eq!(ru.stem("санкциями"), ru.stem("Санкция"));
        let en = Stemmer::new(&LanguageTag::parse("en-GB").unwrap());
        assert_eq!(en.stem("sanctions"), en.stem("sanction"));
        let none = Stemmer::new(&LanguageTag::parse("zu").unwrap());
        assert_eq!(none.stem("Abantu"), "abantu");
    }
}
