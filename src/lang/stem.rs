//! Stems by the Snowball algorithms (Porter 2001), through the `frostem` crate.

use frostem::Algorithm;

use super::{fold, tag::LanguageTag};

/// Cuts the grammatical ending off a word. For a language without an algorithm the folded word is its stem.
#[derive(Clone)]
pub struct Stemmer(Option<frostem::Stemmer>);

impl Stemmer {
    /// The stemmer of a language.
    pub fn new(language: &LanguageTag) -> Self {
        let algorithm = match language.language() {
            "ar" => Algorithm::Arabic,
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
            _ => return Self(None),
        };
        Self(Some(frostem::Stemmer::new(algorithm)))
    }

    /// Whether the language has an algorithm.
    pub fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// The stem of a word, folded.
    pub fn stem(&self, word: &str) -> String {
        let folded = fold(word);
        match &self.0 {
            Some(stemmer) => stemmer.stem(&folded).to_string(),
            None => folded,
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
