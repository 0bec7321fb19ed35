//! Glossaries written short, for the tests of this module.

use super::{TermHit, TermIndex};
use crate::lang::LanguageTag;
use crate::model::{CaseRule, Concept, Glossary, Term, TermStatus};

pub(super) fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

/// A row is a concept: `ru=санкция | en=sanction !admitted | en=punishment !forbidden @exact`.
pub(crate) fn glossary(rows: &[&str]) -> Glossary {
    let concepts = rows.iter().enumerate().map(|(i, row)| Concept {
        terms: row.split('|').map(term).collect(),
        line: Some(i + 2),
        ..Default::default()
    });
    Glossary { name: "test".into(), concepts: concepts.collect() }
}

fn term(cell: &str) -> Term {
    let (language, rest) = cell.trim_start().split_once('=').unwrap();
    let mut status = TermStatus::Preferred;
    let mut case = None;
    let mut text = rest.strip_suffix(' ').unwrap_or(rest);
    while let Some((before, mark)) = text.rsplit_once([' ']).filter(|(_, m)| m.starts_with(['!', '@'])) {
        match mark {
            "!admitted" => status = TermStatus::Admitted,
            "!deprecated" => status = TermStatus::Deprecated,
            "!forbidden" => status = TermStatus::Forbidden,
            "!do-not-translate" => status = TermStatus::DoNotTranslate,
            "@ignore" => case = Some(CaseRule::Ignore),
            "@keep" => case = Some(CaseRule::Keep),
            "@exact" => case = Some(CaseRule::Exact),
            other => panic!("{other}"),
        }
        text = before;
    }
    Term { language: tag(language), text: text.to_string(), status, case, part_of_speech: None, note: None }
}

pub(super) fn hits(glossaries: &[Glossary], language: &str, text: &str) -> Vec<TermHit> {
    TermIndex::new(glossaries, &tag(language)).find(text)
}
