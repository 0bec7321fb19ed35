//! `same-as-source`

use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::lang::{Script, collapse_space, dominant_script, fold};

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

    fn pair(&self, pair: &Examined<'_>, _: &Context, report: &mut Report) {
        if pair.source_language.language() == pair.target_language.language()
            || fold(&collapse_space(pair.source)) != fold(&collapse_space(pair.target))
        {
            return;
        }
        if needs_translation(pair) {
            report.add(pair, Problem::in_target(0, "the translation is the same as the source"));
        }
    }
}

/// Whether a text has words that cannot be the same in both languages. Names, addresses, abbreviations
/// and single words of related languages can.
fn needs_translation(pair: &Examined<'_>) -> bool {
    let text = without_placeables(pair);
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

/// The source without its numbers and addresses.
fn without_placeables(pair: &Examined<'_>) -> String {
    let mut out = String::with_capacity(pair.source.len());
    let mut end = 0;
    for placeable in pair.source_values() {
        out.push_str(pair.source.get(end..placeable.range.start).unwrap_or_default());
        end = placeable.range.end;
    }
    out.push_str(pair.source.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
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
        passes(&SameAsSource, ("ru", "uk"), &[("Наша мова", "Наша мова")]);
        passes(&SameAsSource, ("en-US", "en-GB"), &[("We are against the war.", "We are against the war.")]);
    }
}
