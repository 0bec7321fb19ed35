//! `term-forbidden`

use super::term_missing::allowed;
use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::glossary::TermHit;
use crate::model::TermStatus;

/// A term in the translation that the glossary forbids or has put out of use.
pub(super) struct TermForbidden;

impl Check for TermForbidden {
    fn id(&self) -> &'static str {
        "term-forbidden"
    }

    fn description(&self) -> &'static str {
        "The translation uses a term that the glossary forbids (error) or calls deprecated (warning)."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    /// A word is forbidden as the translation of its concept: where the glossary names the concept in the
    /// source language, it must stand in the source, and more often than its right translations stand in
    /// the target.
    fn pair(&self, pair: &Examined<'_>, context: &Context<'_>, report: &mut Report) {
        let Some(target) = context.index(pair.target_language) else { return };
        let found = target.find(pair.target);
        let status = |hit: &TermHit| hit.term(context.glossaries()).map(|term| term.status);
        if !found.iter().any(|hit| matches!(status(hit), Some(TermStatus::Forbidden | TermStatus::Deprecated))) {
            return;
        }
        let in_source =
            context.index(pair.source_language).map(|index| index.occurrences(pair.source)).unwrap_or_default();
        for hit in &found {
            let (word, severity) = match status(hit) {
                Some(TermStatus::Forbidden) => ("forbidden", Severity::Error),
                Some(TermStatus::Deprecated) => ("deprecated", Severity::Warning),
                _ => continue,
            };
            let is_right_elsewhere = found.iter().any(|other| {
                other.range == hit.range && matches!(status(other), Some(TermStatus::Preferred | TermStatus::Admitted))
            });
            if is_right_elsewhere || !is_meant(hit, pair, context, &in_source, &found) {
                continue;
            }
            let better = allowed(hit, pair, context).into_iter().next();
            let text = pair.target.get(hit.range.clone()).unwrap_or_default();
            let message = match better {
                Some(term) => format!("`{text}` is {word}; the glossary has `{}`", term.text),
                None => format!("`{text}` is {word}"),
            };
            let problem = Problem::in_target(hit.range.start, message).severity(severity);
            report.add(pair, problem.suggest(better.map(|term| term.text.clone())));
        }
    }
}

/// Whether a word stands for its concept here.
fn is_meant(
    hit: &TermHit,
    pair: &Examined<'_>,
    context: &Context<'_>,
    in_source: &[TermHit],
    in_target: &[TermHit],
) -> bool {
    let names_source = hit
        .concept(context.glossaries())
        .is_some_and(|concept| concept.terms_in(pair.source_language).next().is_some());
    if !names_source {
        return true;
    }
    let times = in_source.iter().filter(|other| other.same_concept(hit)).count();
    let rendered = in_target.iter().filter(|other| other.same_concept(hit) && other.term != hit.term).count();
    times > rendered
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags_terms, passes_terms};
    use super::*;

    const GLOSSARY: &[&str] = &[
        "ru=Белоруссия | ru=Беларусь | en=Belarus | en=Byelorussia !forbidden | en=Belorussia !deprecated",
        "ru=труд | en=labour | en=work !forbidden",
        "ru=работа | en=work",
        "en=special operation !forbidden",
        "ru=Киев | en=Kyiv | en=Kiev !forbidden",
        "ru=котлета по-киевски | en=chicken Kiev",
    ];

    #[test]
    fn words_that_may_not_be_used() {
        let check =
            |source, target, expected: &[&str]| flags_terms(&TermForbidden, GLOSSARY, (source, target), expected);
        // Without the dictionary the stem of `Беларуси` is another one.
        if cfg!(feature = "morph-ru") {
            check(
                "В Беларуси",
                "In Byelorussia",
                &["4: `Byelorussia` is forbidden; the glossary has `Belarus` -> Belarus"],
            );
        }
        check(
            "В Белоруссии",
            "In Belorussia",
            &["4: `Belorussia` is deprecated; the glossary has `Belarus` -> Belarus"],
        );
        check("Это война", "This special operation", &["6: `special operation` is forbidden"]);
        check("Киев и Киев", "Kyiv and Kiev", &["10: `Kiev` is forbidden; the glossary has `Kyiv` -> Kyiv"]);
    }

    #[test]
    fn words_in_another_meaning() {
        passes_terms(
            &TermForbidden,
            GLOSSARY,
            &[
                ("Рабочие", "Those who work"),
                ("Работа", "The work"),
                ("Труд и работа", "Labour and work"),
                ("Котлета по-киевски в Киеве", "Chicken Kiev in Kyiv"),
                ("Беларусь", "Belarus"),
            ],
        );
    }
}
