//! Helpers for the tests of checks.

use super::{Check, Context, Examined, Finding, Pair, Report};
use crate::lang::LanguageTag;

pub(super) fn tag(language: &str) -> LanguageTag {
    LanguageTag::parse(language).unwrap()
}

/// The findings of a check on pairs of two languages, pair by pair and as a corpus.
pub(super) fn findings(check: &dyn Check, languages: (&str, &str), pairs: &[(&str, &str)]) -> Vec<Finding> {
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
    let mut report = Report::new(check);
    for pair in &pairs {
        check.pair(&Examined::from(*pair), &Context::default(), &mut report);
    }
    check.corpus(&pairs, &Context::default(), &mut report);
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

pub(super) fn shown(findings: Vec<Finding>) -> Vec<String> {
    findings
        .into_iter()
        .map(|f| {
            let suggestion = f.suggestion.map(|s| format!(" -> {s}")).unwrap_or_default();
            format!("{}: {}{suggestion}", f.column, f.message)
        })
        .collect()
}
