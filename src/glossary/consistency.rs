//! Whether a glossary agrees with itself.

mod concept;
mod spelling;

use indexmap::IndexMap;
use serde::Serialize;

use crate::lang::{collapse_space, fold};
use crate::model::{CaseRule, Concept, Glossary, Severity, Term, TermStatus};

/// Something in a glossary that its keeper may want to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossaryFinding {
    /// How grave it is.
    pub severity: Severity,
    /// The rule, one of [`GLOSSARY_RULES`].
    pub rule: &'static str,
    /// The concept, counted from 0.
    pub concept: usize,
    /// The line of the file where the concept begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is the matter.
    pub message: String,
    /// What can be done.
    pub hint: String,
}

/// The rules and what each finds.
pub const GLOSSARY_RULES: &[(&str, &str)] = &[
    ("empty-term", "A term without text"),
    ("one-language", "A concept with terms in one language only"),
    ("duplicate-term", "A term twice in one concept"),
    ("two-preferred", "Two preferred terms of one language in a concept"),
    ("nothing-to-use", "A language in which a concept has deprecated or forbidden terms only"),
    ("duplicate-concept", "Two concepts with the same terms"),
    ("ambiguous-term", "A term of two concepts whose preferred translations differ"),
    ("contradictory-status", "A forbidden or deprecated term that is preferred or admitted elsewhere"),
    ("stray-space", "Space at the ends of a term or doubled inside"),
    ("stray-punctuation", "A term that ends in punctuation"),
    ("wrong-script", "Letters of another script than the language is written in"),
    ("inflected-term", "A term in the plural or another grammatical form"),
    ("odd-case-rule", "A case rule that does nothing, or that finds too much"),
];

/// What is wrong with a glossary, by concept.
pub fn check_glossary(glossary: &Glossary) -> Vec<GlossaryFinding> {
    let mut report = Report { glossary, findings: Vec::new() };
    for (index, concept) in glossary.concepts.iter().enumerate() {
        concept::check(index, concept, &mut report);
        for term in &concept.terms {
            spelling::check(index, term, &mut report);
        }
    }
    across_concepts(&mut report);
    let mut findings = report.findings;
    // Stable: findings on one concept stay in the order of the rules' code.
    findings.sort_by_key(|f| f.concept);
    findings
}

/// The findings as they gather.
struct Report<'g> {
    glossary: &'g Glossary,
    findings: Vec<GlossaryFinding>,
}

impl Report<'_> {
    fn add(&mut self, severity: Severity, rule: &'static str, concept: usize, message: String, hint: &str) {
        let line = self.glossary.concepts.get(concept).and_then(|c| c.line);
        self.findings.push(GlossaryFinding { severity, rule, concept, line, message, hint: hint.to_string() });
    }
}

/// How a concept is called in messages: by its line, else by its number from 1.
fn name(index: usize, concept: &Concept) -> String {
    match concept.line {
        Some(line) => format!("line {line}"),
        None => format!("concept {}", index + 1),
    }
}

/// What makes two terms one: the language, and the text as far as its letter case counts.
fn identity(term: &Term) -> (&str, String) {
    let text = collapse_space(&term.text);
    let ignores_case = term.case.unwrap_or_else(|| CaseRule::for_term(&text)) == CaseRule::Ignore;
    (term.language.as_str(), if ignores_case { fold(&text) } else { text })
}

/// Whether two entries are the same term.
pub(super) fn same_term(a: &Term, b: &Term) -> bool {
    identity(a) == identity(b)
}

fn is_usable(status: TermStatus) -> bool {
    !matches!(status, TermStatus::Deprecated | TermStatus::Forbidden)
}

fn across_concepts(report: &mut Report) {
    let concepts = &report.glossary.concepts;
    let mut by_terms: IndexMap<Vec<(&str, String)>, usize> = IndexMap::new();
    let mut by_term: IndexMap<(&str, String), Vec<(usize, &Term)>> = IndexMap::new();
    for (index, concept) in concepts.iter().enumerate() {
        for term in concept.terms.iter().filter(|t| !t.text.trim().is_empty()) {
            by_term.entry(identity(term)).or_default().push((index, term));
        }
        let mut terms: Vec<_> = concept.terms.iter().map(identity).collect();
        terms.sort();
        terms.dedup();
        if terms.is_empty() {
            continue;
        }
        if let Some(&first) = by_terms.get(&terms) {
            let message = format!("has the same terms as {}", name(first, &concepts[first]));
            report.add(Severity::Warning, "duplicate-concept", index, message, "keep one of them");
        } else {
            by_terms.insert(terms, index);
        }
    }
    for entries in by_term.values() {
        ambiguous_term(entries, report);
        contradictory_status(entries, report);
    }
}

/// The same term in two concepts is fine as long as both are translated alike. Only terms of the language
/// that a concept names first, the source, are compared: two source terms may well share a translation.
fn ambiguous_term(entries: &[(usize, &Term)], report: &mut Report) {
    let concepts = &report.glossary.concepts;
    let is_source =
        |index: usize, term: &Term| concepts[index].terms.first().is_some_and(|t| t.language == term.language);
    let usable: Vec<_> = entries.iter().filter(|&&(i, t)| is_usable(t.status) && is_source(i, t)).collect();
    let Some(&&(first, term)) = usable.first() else { return };
    let preferred = |concept: &Concept| -> Vec<(String, String)> {
        let others = concept.terms.iter().filter(|t| t.status == TermStatus::Preferred && t.language != term.language);
        others.map(|t| (t.language.to_string(), t.text.clone())).collect()
    };
    let translations = preferred(&concepts[first]);
    let mut told = vec![first];
    for &&(other, _) in &usable[1..] {
        if told.contains(&other) {
            continue;
        }
        told.push(other);
        let differing = preferred(&concepts[other]).into_iter().find_map(|(language, text)| {
            let (_, before) = translations.iter().find(|(l, t)| *l == language && fold(t) != fold(&text))?;
            Some((before.clone(), text))
        });
        if let Some((before, text)) = differing {
            let message =
                format!("`{}` is `{text}` here, but `{before}` in {}", term.text, name(first, &concepts[first]));
            let hint = "say in the notes or by domain when to use which, or make one of them admitted";
            report.add(Severity::Warning, "ambiguous-term", other, message, hint);
        }
    }
}

fn contradictory_status(entries: &[(usize, &Term)], report: &mut Report) {
    let concepts = &report.glossary.concepts;
    for &(index, term) in entries.iter().filter(|(_, t)| !is_usable(t.status)) {
        // A contradiction within the concept is graver than one between two.
        let usable = || entries.iter().filter(|(_, t)| is_usable(t.status));
        let Some(&(other, _)) = usable().find(|(i, _)| *i == index).or_else(|| usable().next()) else { continue };
        let (severity, place) = if other == index {
            (Severity::Error, "in the same concept".to_string())
        } else {
            (Severity::Warning, format!("in {}", name(other, &concepts[other])))
        };
        let status = if term.status == TermStatus::Forbidden { "forbidden" } else { "deprecated" };
        let message = format!("`{}` is {status} here and may be used {place}", term.text);
        report.add(severity, "contradictory-status", index, message, "decide for one status");
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::glossary;
    use super::*;

    /// The findings of one rule as `concept: message`.
    pub(super) fn findings(rule: &str, rows: &[&str]) -> Vec<String> {
        assert!(GLOSSARY_RULES.iter().any(|(name, _)| *name == rule), "{rule}");
        let found = check_glossary(&glossary(rows));
        found.iter().filter(|f| f.rule == rule).map(|f| format!("{}: {}", f.concept, f.message)).collect()
    }

    pub(super) fn check(rule: &str, rows: &[&str], expected: &[&str]) {
        assert_eq!(findings(rule, rows), expected, "{rows:?}");
    }

    #[test]
    fn a_sound_glossary_has_no_findings() {
        let rows = [
            "ru=санкция | en=sanction | en=punitive measure !admitted | en=punishment !forbidden",
            "ru=Северный поток | en=Nord Stream",
            "ru=т. д. | en=etc.",
            "ru=МИД | en=Ministry of Foreign Affairs",
            "ru=Telegram !do-not-translate",
            "ru=труд | en-US=labor | en-GB=labour",
            "zh=制裁 | en=embargo",
        ];
        assert_eq!(check_glossary(&glossary(&rows)), []);
    }

    #[test]
    fn concepts_with_the_same_terms_are_one() {
        let rows = ["ru=мир | en=peace", "en=Peace | ru=мир", "ru=мир | en=world"];
        check("duplicate-concept", &rows, &["1: has the same terms as line 2"]);
    }

    #[test]
    fn a_term_with_two_translations_is_ambiguous() {
        let rows = ["ru=мир | en=peace", "ru=мир | en=world", "ru=свет | en=world", "ru=мир | en=peace | de=Frieden"];
        check("ambiguous-term", &rows, &["1: `мир` is `world` here, but `peace` in line 2"]);
        check("ambiguous-term", &["ru=мир | en=peace", "ru=мир !deprecated | en=world"], &[]);
    }

    #[test]
    fn a_term_cannot_be_forbidden_and_preferred() {
        let rows = ["ru=Белоруссия | en=Belarus", "ru=край | en=Belarus !forbidden | en=region"];
        check("contradictory-status", &rows, &["1: `Belarus` is forbidden here and may be used in line 2"]);
        let rows = ["ru=Белоруссия | en=Belarus | en=belarus !deprecated"];
        check("contradictory-status", &rows, &["0: `belarus` is deprecated here and may be used in the same concept"]);
        check("contradictory-status", &["ru=страна | en=Kiev !forbidden", "ru=край | en=Kiev !forbidden"], &[]);
    }

    #[test]
    fn where_case_counts_terms_differ_by_case() {
        check("duplicate-concept", &["ru=а | en=US", "ru=а | en=us"], &[]);
    }
}
