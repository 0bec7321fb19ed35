//! Helpers for the tests of checks.

use super::{Check, Context, Examined, Finding, Pair, Report};
use crate::glossary::testing::glossary;
use crate::lang::LanguageTag;
use crate::model::Glossary;

pub(super) fn tag(language: &str) -> LanguageTag {
    LanguageTag::parse(language).unwrap()
}

/// The findings of a check on pairs of two languages, pair by pair and as a corpus.
pub(super) fn findings(check: &dyn Check, languages: (&str, &str), pairs: &[(&str, &str)]) -> Vec<Finding> {
    findings_with(check, &[], languages, pairs)
}

/// The same with a glossary.
fn findings_with(
    check: &dyn Check,
    glossaries: &[Glossary],
    languages: (&str, &str),
    pairs: &[(&str, &str)],
) -> Vec<Finding> {
    let (source_language, target_language) = (tag(languages.0), tag(languages.1));
    let pairs: Vec<Pair<'_>> = (0..)
        .zip(pairs)
        .map(|(index, (source, target))| Pair {
            source,
            target,
            source_language: &source_language,
            target_language: &target_language,
            index,
            file: None,
            line: None,
        })
        .collect();
    let context = Context::new(glossaries, [&source_language, &target_language]);
    let mut report = Report::new(check);
    for pair in &pairs {
        check.pair(&Examined::from(*pair), &context, &mut report);
    }
    check.corpus(&pairs, &context, &mut report);
    report.into_findings()
}

/// That a check says nothing of any of the pairs.
pub(super) fn passes(check: &dyn Check, languages: (&str, &str), pairs: &[(&str, &str)]) {
    let found = findings(check, languages, pairs);
    let texts: Vec<_> = found.iter().map(|f| (&f.source, &f.target)).collect();
    assert!(found.is_empty(), "{:?}: {texts:?}", shown(found.clone()));
}

/// That a check says just this of a pair, as `column: message` or `column: message -> suggestion`.
pub(super) fn flags(check: &dyn Check, languages: (&str, &str), pair: (&str, &str), expected: &[&str]) {
    assert_eq!(shown(findings(check, languages, &[pair])), expected, "{} / {}", pair.0, pair.1);
}

/// That a check says just this of a Russian and English pair with a glossary, of which each row is a
/// concept: `ru=труд | en=labour | en=work !forbidden`.
pub(super) fn flags_terms(check: &dyn Check, rows: &[&str], pair: (&str, &str), expected: &[&str]) {
    let found = findings_with(check, &[glossary(rows)], ("ru", "en"), &[pair]);
    assert_eq!(shown(found), expected, "{} / {}", pair.0, pair.1);
}

/// That a check says nothing of Russian and English pairs with a glossary.
pub(super) fn passes_terms(check: &dyn Check, rows: &[&str], pairs: &[(&str, &str)]) {
    for pair in pairs {
        flags_terms(check, rows, *pair, &[]);
    }
}

pub(super) fn shown(findings: Vec<Finding>) -> Vec<String> {
    findings
        .into_iter()
        .map(|f| {
            let suggestion = f.suggestion.map(|s| format!(" -> {s}")).unwrap_or_default();
            format!("{}: {}{suggestion}", f.column, f.message)
        })
        .collect()
}
