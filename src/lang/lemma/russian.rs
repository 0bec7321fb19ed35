//! Russian lemmas by dictionary (OpenCorpora and Wiktionary through the `rumorph` crate), by stem for words
//! that the dictionary does not know.

use std::sync::OnceLock;

use rumorph::{Dictionary, Source};

use super::{Lemmatizer, Readings};
use crate::lang::{GrammaticalNumber, Stemmer, fold};

/// Lemmas of Russian words; ё counts as е.
pub(super) struct Russian {
    stemmer: Stemmer,
}

impl Russian {
    pub(super) fn new() -> Self {
        Self { stemmer: Stemmer::russian() }
    }
}

/// The dictionary, read once in a process. `None` when it cannot be read, which its own crate rules out:
/// then every word goes by stem.
fn dictionary() -> Option<&'static Dictionary> {
    static DICTIONARY: OnceLock<Option<Dictionary>> = OnceLock::new();
    DICTIONARY.get_or_init(|| Dictionary::bundled().ok()).as_ref()
}

impl Lemmatizer for Russian {
    fn readings(&self, word: &str) -> Readings {
        let form = fold(word);
        if let Some(abbreviation) = inflected_abbreviation(word) {
            return Readings::new(form, [fold(abbreviation)]);
        }
        let analyses = dictionary().map(|d| d.analyze(word)).unwrap_or_default();
        let known = analyses.iter().filter(|a| a.source == Source::Dictionary);
        let mut lemmas: Vec<String> = known.map(|a| fold(&a.lemma)).collect();
        if lemmas.is_empty() {
            lemmas.push(unknown(&self.stemmer.stem(word)));
            lemmas.push(unknown(form.trim_end_matches(['а', 'я', 'ь', 'й', 'о', 'е', 'ы', 'и'])));
        } else if form.ends_with(['в', 'н']) && !lemmas.contains(&form) {
            // A surname that the dictionary takes for the genitive plural of a noun: `Скрипов` of `скрип`.
            lemmas.push(unknown(&form));
        }
        Readings::new(form, lemmas)
    }

    fn other_forms(&self, word: &str) -> Vec<String> {
        let Some(dictionary) = dictionary() else { return Vec::new() };
        let known = dictionary.analyze(word).into_iter().filter(|a| a.source == Source::Dictionary);
        known.flat_map(|analysis| dictionary.forms(&analysis)).map(|form| form.word).collect()
    }
}

/// The cases and numbers in which a word may stand as a noun; none when the dictionary does not know it.
pub(in crate::lang) fn nouns(word: &str) -> Vec<(String, GrammaticalNumber)> {
    let Some(dictionary) = dictionary() else { return Vec::new() };
    let known = dictionary.analyze(word).into_iter().filter(|a| a.source == Source::Dictionary);
    let nouns = known.filter_map(|analysis| {
        let tag = dictionary.ud_tag(analysis.ud).filter(|tag| matches!(tag.pos(), "NOUN" | "PROPN"))?;
        let number = match tag.feat("Number")? {
            "Sing" => GrammaticalNumber::Singular,
            "Plur" => GrammaticalNumber::Plural,
            _ => return None,
        };
        Some((tag.feat("Case")?.to_string(), number))
    });
    nouns.collect()
}

/// The key of a word that the dictionary does not know: it must not meet a lemma of the dictionary.
///
/// Its readings are the stem, and the word less a final vowel for a base form that looks inflected to the
/// stemmer: it cuts `Мигитинов` to `мигитин`, but `Мигитиновым` to `мигитинов`.
fn unknown(stem: &str) -> String {
    format!("{stem}~")
}

/// The capitals of an abbreviation with a case ending: `МИД` of `МИДом`, `ВУЗ` of `ВУЗах`.
fn inflected_abbreviation(word: &str) -> Option<&str> {
    let ending = word.find(|c: char| !c.is_uppercase())?;
    let (capitals, ending) = word.split_at(ending);
    let is_ending = ["а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"].contains(&ending);
    (is_ending && capitals.chars().count() > 1).then_some(capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(word: &str) -> Vec<String> {
        Russian::new().readings(word).lemmas().to_vec()
    }

    #[test]
    fn the_dictionary_gives_every_reading() {
        assert_eq!(lemmas("санкциями"), ["санкция"]);
        assert_eq!(lemmas("Люди"), ["человек"]);
        let stali = lemmas("стали");
        assert!(stali.contains(&"стать".into()) && stali.contains(&"сталь".into()), "{stali:?}");
    }

    #[test]
    fn every_form_of_a_noun_finds_it() {
        let dictionary = dictionary().unwrap();
        let nouns = "санкция народ война мир человек ребенок армия митинг выборы депутат закон право страна время \
                     рабочий площадь днище знамя путь депо";
        for noun in nouns.split_whitespace() {
            let analyses = dictionary.analyze(noun);
            let analysis = analyses.iter().find(|a| fold(&a.lemma) == noun).unwrap();
            for form in dictionary.forms(analysis) {
                assert!(lemmas(&form.word).contains(&noun.to_string()), "{} of {noun}", form.word);
                assert!(lemmas(&form.word.to_uppercase()).contains(&noun.to_string()), "{} of {noun}", form.word);
            }
        }
    }

    #[test]
    fn forms_that_begin_otherwise_are_known() {
        let has = |word: &str, form: &str| Russian::new().other_forms(word).contains(&form.to_string());
        assert!(has("человек", "людям") && has("люди", "человека") && has("идти", "шёл"));
        assert_eq!(Russian::new().other_forms("бразгулями"), Vec::<String>::new());
    }

    #[test]
    fn yo_is_ye() {
        assert_eq!(lemmas("счётов"), lemmas("счетов"));
        assert!(lemmas("самолётами").contains(&"самолет".to_string()));
    }

    #[test]
    fn an_unknown_word_goes_by_stem() {
        assert_eq!(lemmas("бразгулями")[0], lemmas("бразгуль")[0]);
        assert!(lemmas("бразгулями").iter().all(|l| l.ends_with('~')));
    }

    #[test]
    fn unknown_surnames_are_found_in_every_case() {
        for (name, forms) in [
            ("Мигитинов", "Мигитинова Мигитинову Мигитиновым Мигитинове Мигитиновых"),
            ("Татарчуков", "Татарчуковым Татарчуковых"),
            ("Фуллерит", "Фуллериты Фуллеритами"),
        ] {
            let name = Russian::new().readings(name);
            for form in forms.split(' ') {
                let found = lemmas(form);
                assert!(name.headwords().iter().any(|l| found.contains(l)), "{form} {found:?} {name:?}");
            }
        }
    }

    #[test]
    fn abbreviations_take_case_endings() {
        assert_eq!(lemmas("МИДом"), lemmas("МИД"));
        assert_eq!(lemmas("ВУЗах"), ["вуз"]);
        assert_eq!(inflected_abbreviation("ООН"), None);
        assert_eq!(inflected_abbreviation("Дома"), None);
    }
}
