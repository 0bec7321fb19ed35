//! What can be wrong within one concept.

use super::{Report, is_usable, same_term};
use crate::lang::LanguageTag;
use crate::model::{Concept, Severity, Term, TermStatus};

pub(super) fn check(index: usize, concept: &Concept, report: &mut Report) {
    let terms: Vec<&Term> = concept.terms.iter().filter(|t| !t.text.trim().is_empty()).collect();
    for term in &concept.terms {
        if term.text.trim().is_empty() {
            let message = format!("a term in {} is empty", term.language);
            report.add(Severity::Error, "empty-term", index, message, "fill it in or delete it");
        }
    }
    let mut languages: Vec<&LanguageTag> = Vec::new();
    for term in &terms {
        if !languages.contains(&&term.language) {
            languages.push(&term.language);
        }
    }
    one_language(index, &terms, &languages, report);
    for (i, term) in terms.iter().enumerate() {
        if let Some(first) = terms[..i].iter().find(|t| same_term(t, term)) {
            let message = if first.text == term.text {
                format!("`{}` stands twice", term.text)
            } else {
                format!("`{}` and `{}` are one term", first.text, term.text)
            };
            report.add(Severity::Warning, "duplicate-term", index, message, "delete one of them");
        }
    }
    for language in languages {
        statuses(index, language, terms.iter().filter(|t| t.language == *language), report);
    }
}

fn one_language(index: usize, terms: &[&Term], languages: &[&LanguageTag], report: &mut Report) {
    let stays = terms.iter().any(|t| t.status == TermStatus::DoNotTranslate);
    match languages {
        [] => report.add(Severity::Error, "empty-term", index, "has no terms".into(), "add terms or delete it"),
        [language, rest @ ..] if !stays && rest.iter().all(|l| l.language() == language.language()) => {
            let message = format!("has terms in {} only", language.language());
            report.add(Severity::Warning, "one-language", index, message, "add a translation");
        }
        _ => {}
    }
}

fn statuses<'t>(
    index: usize,
    language: &LanguageTag,
    terms: impl Iterator<Item = &'t &'t Term> + Clone,
    report: &mut Report,
) {
    let preferred: Vec<&str> =
        terms.clone().filter(|t| t.status == TermStatus::Preferred).map(|t| t.text.as_str()).collect();
    if let [first, second, ..] = preferred[..] {
        let message = format!("`{first}` and `{second}` are both preferred in {language}");
        report.add(Severity::Warning, "two-preferred", index, message, "make all but one of them admitted");
    }
    if terms.clone().next().is_some() && !terms.clone().any(|t| is_usable(t.status)) {
        let message = format!("all terms in {language} are deprecated or forbidden");
        report.add(Severity::Warning, "nothing-to-use", index, message, "add the term that should be used");
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_term_needs_text() {
        check("empty-term", &["ru=мир | en="], &["0: a term in en is empty"]);
    }

    #[test]
    fn a_concept_needs_two_languages() {
        check(
            "one-language",
            &["ru=мир", "en-US=labor | en-GB=labour"],
            &["0: has terms in ru only", "1: has terms in en only"],
        );
        check("one-language", &["ru=мир | en=peace", "ru=Telegram !do-not-translate"], &[]);
    }

    #[test]
    fn a_term_stands_once() {
        check(
            "duplicate-term",
            &["ru=мир | ru=мир | en=peace | en=Peace"],
            &["0: `мир` stands twice", "0: `peace` and `Peace` are one term"],
        );
        check("duplicate-term", &["en=US | en=us | ru=США"], &[]);
    }

    #[test]
    fn one_term_a_language_is_preferred() {
        check("two-preferred", &["ru=мир | en=peace | en=world"], &["0: `peace` and `world` are both preferred in en"]);
        check(
            "two-preferred",
            &["ru=мир | en=peace | en=world !admitted", "ru=труд | en-US=labor | en-GB=labour"],
            &[],
        );
    }

    #[test]
    fn there_must_be_a_term_to_use() {
        check("nothing-to-use", &["ru=Киев | en=Kiev !forbidden"], &["0: all terms in en are deprecated or forbidden"]);
    }
}
