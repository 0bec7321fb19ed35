//! What the workbench knows beforehand of how words and segments are translated, for the aligner.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::{Error, Notice, Workbench, glossaries, memories};
use crate::align::Evidence;
use crate::lang::LanguageTag;
use crate::memory::{Filter, Store};
use crate::model::{TermStatus, Timestamp};

/// The most units taken from the memories: by then a lexicon has learnt what there is to learn, and the
/// aligner stays quick beside a memory of a million units.
const MOST_UNITS: usize = 20_000;

/// Gathers the pairs of the memories and the terms of the glossaries in two languages.
///
/// # Errors
/// When a memory or glossary that was named cannot be read.
pub fn gather(
    bench: &Workbench,
    memory_names: &[String],
    glossary_files: &[PathBuf],
    (from, to): &(LanguageTag, LanguageTag),
    now: Timestamp,
    notices: &mut Vec<Notice>,
) -> Result<Evidence, Error> {
    let mut evidence = Evidence::default();
    let reading = memories::Reading { from: Some(from), to: Some(to), now };
    for memory in memories::consulted(bench, memory_names, reading, notices)? {
        let filter = Filter { languages: vec![from.clone(), to.clone()], ..Filter::default() };
        let mut take = |unit: crate::memory::StoredUnit| {
            let (source, target) = (unit.unit.variant(from), unit.unit.variant(to));
            if let (Some(source), Some(target)) = (source, target) {
                evidence.pairs.push((source.segment.text.clone(), target.segment.text.clone()));
            }
            if evidence.pairs.len() < MOST_UNITS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        memory.store.visit(&filter, &mut take).map_err(|e| Error::memory(&memory.path, e))?;
        if evidence.pairs.len() >= MOST_UNITS {
            break;
        }
    }
    let languages = glossaries::Languages { from: Some(from), to: Some(to) };
    for glossary in glossaries::open(bench, glossary_files, languages, notices)? {
        for concept in &glossary.concepts {
            let usable = |status: TermStatus| matches!(status, TermStatus::Preferred | TermStatus::Admitted);
            for source in concept.terms_in(from) {
                for target in concept.terms_in(to).filter(|t| usable(t.status)) {
                    evidence.lexicon.push((source.text.clone(), target.text.clone()));
                }
            }
        }
    }
    Ok(evidence)
}
