//! `term-missing`

use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::glossary::{Certainty, TermHit};
use crate::model::{Term, TermStatus};

/// A term of the source of which the translation has none of the glossary's translations.
pub(super) struct TermMissing;

impl Check for TermMissing {
    fn id(&self) -> &'static str {
        "term-missing"
    }

    fn description(&self) -> &'static str {
        "A term of the source is not translated as the glossary says."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    /// A term that the source repeats may be a pronoun in the translation: one occurrence is enough. Words
    /// that are only possibly the term are passed over, and so is a forbidden translation, which
    /// `term-forbidden` reports.
    fn pair(&self, pair: &Examined<'_>, context: &Context<'_>, report: &mut Report) {
        let (Some(source), Some(target)) = (context.index(pair.source_language), context.index(pair.target_language))
        else {
            return;
        };
        let hits = source.find(pair.source);
        if hits.is_empty() {
            return;
        }
        let found = target.occurrences(pair.target);
        let mut reported: Vec<&TermHit> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.certainty == Certainty::Sure) {
            // One word can be a term of several concepts; any of them will do.
            let alternatives: Vec<&TermHit> = hits.iter().filter(|other| other.range == hit.range).collect();
            let allowed: Vec<&Term> =
                alternatives.iter().flat_map(|alternative| allowed(alternative, pair, context)).collect();
            let rendered = found.iter().any(|there| alternatives.iter().any(|here| here.same_concept(there)))
                || allowed.iter().any(|term| is_copied(term, pair.target));
            if allowed.is_empty()
                || rendered
                || reported.iter().any(|before| before.same_concept(hit) || before.range == hit.range)
            {
                continue;
            }
            reported.push(hit);
            let names: Vec<String> = allowed.iter().map(|term| format!("`{}`", term.text)).collect();
            let word = pair.source.get(hit.range.clone()).unwrap_or_default();
            let message = format!("`{word}` is not translated as {}", names.join(" or "));
            let suggestion = allowed.first().map(|term| term.text.clone());
            report.add(pair, Problem::in_source(hit.range.start, message).suggest(suggestion));
        }
    }
}

/// The translations of a term that may be used.
pub(super) fn allowed<'g>(hit: &TermHit, pair: &Examined<'_>, context: &Context<'g>) -> Vec<&'g Term> {
    let mut terms = hit.translations(context.glossaries(), pair.target_language);
    terms.retain(|term| !matches!(term.status, TermStatus::Deprecated | TermStatus::Forbidden));
    terms
}

/// Whether a term not to be translated stands in the target as it is.
fn is_copied(term: &Term, target: &str) -> bool {
    term.status == TermStatus::DoNotTranslate && target.contains(&term.text)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags_terms, passes_terms};
    use super::*;

    const GLOSSARY: &[&str] = &[
        "ru=белорусский | en=Belarusian | en=Byelorussian !forbidden",
        "ru=санкция | en=sanction | en=restrictive measure !admitted",
        "ru=мир | en=peace",
        "ru=мир | en=world",
        "ru=Telegram !do-not-translate",
        "ru=сталь | en=steel",
        "ru=Союзное государство | en=Union State",
        "ru=государство | en=state",
        "ru=устаревший термин | en=old term !deprecated",
    ];

    #[test]
    fn a_term_translated_otherwise() {
        let check = |source, target, expected: &[&str]| flags_terms(&TermMissing, GLOSSARY, (source, target), expected);
        check(
            "Белорусским рабочим",
            "To the White Russian workers",
            &["1: `Белорусским` is not translated as `Belarusian` -> Belarusian"],
        );
        check(
            "Они грозят санкциями.",
            "They threaten punishment.",
            &["12: `санкциями` is not translated as `sanction` or `restrictive measure` -> sanction"],
        );
        check("Во всём мире", "In the whole of it", &["9: `мире` is not translated as `peace` or `world` -> peace"]);
        check(
            "Союзное государство",
            "The allied state",
            &["1: `Союзное государство` is not translated as `Union State` -> Union State"],
        );
        check(
            "Канал в Telegram",
            "A channel in Telegraph",
            &["9: `Telegram` is not translated as `Telegram` -> Telegram"],
        );
    }

    #[test]
    fn a_term_that_is_there() {
        passes_terms(
            &TermMissing,
            GLOSSARY,
            &[
                ("Белорусским рабочим", "To the Belarusians and Belarusian workers"),
                ("Санкции, санкции и ещё раз санкции", "Restrictive measures, and again"),
                ("Во всём мире", "All over the world"),
                ("За мир", "For peace"),
                ("Канал в Telegram", "A Telegram channel"),
                ("Белорусский язык", "The Byelorussian language"),
                ("Устаревший термин", "A thing of the past"),
                ("Нет терминов", "No terms"),
            ],
        );
    }

    /// The dictionary knows that `стали` is a verb here rather than steel; a stem does not.
    #[test]
    #[cfg(feature = "morph-ru")]
    fn a_word_that_only_looks_like_the_term() {
        passes_terms(&TermMissing, GLOSSARY, &[("Они стали сильнее", "They grew stronger")]);
    }
}
