//! `inconsistent-source`

use super::inconsistent_target::{groups, key, ranked, times};
use super::{Check, Context, Pair, Problem, Report, Severity};
use crate::lang::{LanguageTag, Stemmer, words};

/// Different source texts with one translation.
pub(super) struct InconsistentSource;

impl Check for InconsistentSource {
    fn id(&self) -> &'static str {
        "inconsistent-source"
    }

    fn description(&self) -> &'static str {
        "Different source texts have the same translation."
    }

    fn severity(&self) -> Severity {
        Severity::Info
    }

    /// Reports each source but the most frequent one, where it first occurs. Short phrases such as
    /// *thank you* have many sources and are left out, and so are grammatical forms of the same words.
    fn corpus(&self, pairs: &[Pair<'_>], _: &Context<'_>, report: &mut Report) {
        let keys = pairs.iter().map(|p| {
            let target = if words(p.target).nth(2).is_some() { key(p.target) } else { String::new() };
            (p.source_language.language(), target, key(p.source))
        });
        for group in groups(keys) {
            let Some((main, others)) = ranked(&group) else { continue };
            let main_stems = stems(pairs[main.0].source, pairs[main.0].source_language);
            for (first, _) in others {
                let pair = &pairs[*first];
                if stems(pair.source, pair.source_language) == main_stems {
                    continue;
                }
                let source = pairs[main.0].source.trim();
                let message = format!("also the translation of `{source}` ({})", times(main.1));
                report.add(pair, Problem::in_target(0, message));
            }
        }
    }
}

/// The stems of a text's words, without regard to order and short words.
fn stems(text: &str, language: &LanguageTag) -> Vec<String> {
    let stemmer = Stemmer::new(language);
    let long = words(text).filter(|w| w.chars().count() > 2 || w.chars().any(char::is_numeric));
    let mut stems: Vec<String> = long.map(|w| stemmer.stem(w)).collect();
    stems.sort_unstable();
    stems
}

#[cfg(test)]
mod tests {
    use super::super::testing::{findings, passes, shown};
    use super::*;

    #[test]
    fn two_sources_of_one_translation() {
        let found = findings(
            &InconsistentSource,
            ("ru", "en"),
            &[
                ("Свободу политзаключённым!", "Freedom for political prisoners!"),
                ("Свободу политзаключённым!", "Freedom for political prisoners!"),
                ("Долой репрессии!", "Freedom for political prisoners!"),
            ],
        );
        assert_eq!(shown(found), ["1: also the translation of `Свободу политзаключённым!` (2 times)"]);
    }

    #[test]
    fn forms_of_the_same_words_and_short_phrases() {
        passes(
            &InconsistentSource,
            ("ru", "en"),
            &[
                ("Новая статья Иванова", "A new article by Ivanov"),
                ("Новую статью Иванова", "A new article by Ivanov"),
                ("Да", "Yes"),
                ("Конечно", "Yes"),
                ("Спасибо", "Thank you"),
                ("Благодарю", "Thank you"),
            ],
        );
    }
}
