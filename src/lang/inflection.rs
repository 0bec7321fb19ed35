//! Grammatical number: whether a word stands in the singular or the plural, and English plurals.

use super::{LanguageTag, fold, lemmatizer};

/// One or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrammaticalNumber {
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// The number of a noun that stands where another could stand, so that both are in one case; `None` where that
/// is not certain, or the language is not one of those known here (English, and Russian by its dictionary).
pub fn number_in_place(noun: &str, other: &str, language: &LanguageTag) -> Option<GrammaticalNumber> {
    match language.language() {
        "en" => english_number(noun),
        #[cfg(feature = "morph-ru")]
        "ru" => {
            let readings = super::lemma::russian_nouns(noun);
            let cases: Vec<String> = super::lemma::russian_nouns(other).into_iter().map(|(case, _)| case).collect();
            let mut numbers: Vec<_> =
                readings.into_iter().filter(|(case, _)| cases.contains(case)).map(|(_, number)| number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            <[_; 1]>::try_from(numbers).ok().map(|[number]| number)
        }
        _ => {
            let _ = other;
            None
        }
    }
}

fn english_number(noun: &str) -> Option<GrammaticalNumber> {
    let english = LanguageTag::parse("en").ok()?;
    let form = fold(noun);
    let readings = lemmatizer(&english).readings(noun);
    let plural = |lemma: &String| plural_of(lemma).is_some_and(|p| p == form);
    if readings.lemmas().contains(&form) {
        Some(GrammaticalNumber::Singular)
    } else {
        readings.lemmas().iter().any(plural).then_some(GrammaticalNumber::Plural)
    }
}

/// The plural of an English noun that forms it regularly; `None` for others, and where it is not certain.
pub fn english_plural(noun: &str) -> Option<String> {
    let plural = plural_of(noun)?;
    let english = LanguageTag::parse("en").ok()?;
    let lemmatizer = lemmatizer(&english);
    // Undone by the rules of the language, it must be the noun again, and the noun no plural itself.
    let leads_back = fold(lemmatizer.readings(&plural).best()) == fold(noun);
    let is_base = fold(lemmatizer.readings(noun).best()) == fold(noun);
    let irregular = ["man", "foot", "tooth", "goose", "mouse", "child", "person", "news", "sheep", "series"];
    (leads_back && is_base && !irregular.iter().any(|end| fold(noun).ends_with(end))).then_some(plural)
}

/// By the rules of spelling: class, classes; city, cities; day, days.
fn plural_of(noun: &str) -> Option<String> {
    let last = noun.chars().next_back().filter(char::is_ascii_lowercase)?;
    let before = noun.chars().rev().nth(1)?;
    Some(match last {
        'f' | 'o' => return None, // shelves and beliefs, heroes and pianos
        'y' if !"aeiou".contains(before) => format!("{}ies", &noun[..noun.len() - 1]),
        's' | 'x' | 'z' => format!("{noun}es"),
        'h' if matches!(before, 'c' | 's') => format!("{noun}es"),
        'e' if before == 'f' => return None,
        _ => format!("{noun}s"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_plurals_are_formed_and_others_are_not() {
        for (noun, plural) in [
            ("sanction", Some("sanctions")),
            ("city", Some("cities")),
            ("day", Some("days")),
            ("class", Some("classes")),
            ("church", Some("churches")),
            ("colony", Some("colonies")),
            ("man", None),
            ("woman", None),
            ("shelf", None),
            ("sanctions", None),
            ("NATO", None),
            ("", None),
        ] {
            assert_eq!(english_plural(noun).as_deref(), plural, "{noun}");
        }
    }

    #[test]
    fn the_number_shows_in_the_place_of_another() {
        use GrammaticalNumber::{Plural, Singular};
        let en = LanguageTag::parse("en").unwrap();
        assert_eq!(number_in_place("sanctions", "colony", &en), Some(Plural));
        assert_eq!(number_in_place("colony", "sanctions", &en), Some(Singular));
        if cfg!(feature = "morph-ru") {
            let ru = LanguageTag::parse("ru").unwrap();
            assert_eq!(number_in_place("санкциями", "мерами", &ru), Some(Plural));
            assert_eq!(number_in_place("меру", "санкцию", &ru), Some(Singular));
            assert_eq!(number_in_place("санкции", "колонии", &ru), None, "of one or several");
        }
        let be = LanguageTag::parse("be").unwrap();
        assert_eq!(number_in_place("санкцыі", "меры", &be), None);
    }
}
