//! `same-as-source`

use std::ops::Range;

use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::glossary::TermHit;
use crate::lang::{Script, collapse_space, dominant_script, fold};
use crate::model::TermStatus;

/// A source copied where a translation should be.
pub(super) struct SameAsSource;

impl Check for SameAsSource {
    fn id(&self) -> &'static str {
        "same-as-source"
    }

    fn description(&self) -> &'static str {
        "The translation is the source text itself."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn pair(&self, pair: &Examined<'_>, context: &Context<'_>, report: &mut Report) {
        if pair.source_language.language() == pair.target_language.language()
            || fold(&collapse_space(pair.source)) != fold(&collapse_space(pair.target))
        {
            return;
        }
        if needs_translation(pair, context) {
            report.add(pair, Problem::in_target(0, "the translation is the same as the source"));
        }
    }
}

/// Whether a text has words that cannot be the same in both languages. Names, addresses, abbreviations
/// and single words of related languages can.
fn needs_translation(pair: &Examined<'_>, context: &Context<'_>) -> bool {
    let text = translatable(pair, context);
    let target_script = Script::of_language(pair.target_language);
    let is_foreign = dominant_script(&text).is_some() && dominant_script(&text) != target_script;
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let ordinary = words.iter().filter(|w| w.starts_with(char::is_lowercase) && w.chars().count() > 1).count();
    if is_foreign && target_script == Some(Script::Latin) {
        // Cyrillic, Greek or Chinese words in an English translation.
        return true;
    }
    // Latin names may stand in every text: `Windows XP`, `The New York Times`.
    if is_foreign { ordinary > 0 } else { ordinary >= 3 && words.len() >= 4 }
}

/// The source without its numbers, addresses and terms that are not to be translated.
fn translatable(pair: &Examined<'_>, context: &Context<'_>) -> String {
    let is_kept =
        |hit: &TermHit| hit.term(context.glossaries()).is_some_and(|term| term.status == TermStatus::DoNotTranslate);
    let terms = context.index(pair.source_language).map(|index| index.find(pair.source)).unwrap_or_default();
    let mut left_out: Vec<Range<usize>> = terms.into_iter().filter(is_kept).map(|hit| hit.range).collect();
    left_out.extend(pair.source_values().iter().map(|placeable| placeable.range.clone()));
    left_out.sort_by_key(|range| (range.start, range.end));
    let mut out = String::with_capacity(pair.source.len());
    let mut end = 0;
    for range in left_out {
        out.push_str(pair.source.get(end..range.start).unwrap_or_default());
        end = end.max(range.end);
    }
    out.push_str(pair.source.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes, passes_terms};
    use super::*;

    const MESSAGE: &str = "1: the translation is the same as the source";

    #[test]
    fn copies() {
        flags(&SameAsSource, ("ru", "en"), ("Партия", "Партия"), &[MESSAGE]);
        flags(&SameAsSource, ("ru", "en"), ("Мы против  войны.", "мы против войны."), &[MESSAGE]);
        flags(&SameAsSource, ("en", "ru"), ("File name", "File name"), &[MESSAGE]);
        flags(&SameAsSource, ("en", "de"), ("We are against the war.", "We are against the war."), &[MESSAGE]);
    }

    #[test]
    fn what_is_the_same_in_both_languages() {
        passes(
            &SameAsSource,
            ("ru", "en"),
            &[
                ("2022", "2022"),
                ("https://example.org", "https://example.org"),
                ("a@example.org, 5 %", "a@example.org, 5 %"),
                ("Windows XP", "Windows XP"),
                ("Мир.", "Peace."),
            ],
        );
        passes(&SameAsSource, ("en", "ru"), &[("Windows XP", "Windows XP"), ("NATO", "NATO")]);
        passes(&SameAsSource, ("en", "de"), &[("Hotel", "Hotel"), ("The New York Times", "The New York Times")]);
        passes_terms(&SameAsSource, &["ru=Новая газета !do-not-translate"], &[("«Новая газета»", "«Новая газета»")]);
        passes(&SameAsSource, ("ru", "uk"), &[("Наша мова", "Наша мова")]);
        passes(&SameAsSource, ("en-US", "en-GB"), &[("We are against the war.", "We are against the war.")]);
    }
}
