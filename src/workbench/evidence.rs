//! What the workbench knows beforehand of how words and segments are translated, for the aligner.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Error, Notice, Workbench, dictionaries, glossaries, memories};
use crate::align::Evidence;
use crate::lang::LanguageTag;
use crate::memory::{Filter, Store};
use crate::model::{TermStatus, Timestamp};

/// The most units taken from the memories: by then a lexicon has learnt what there is to learn, and the
/// aligner stays quick beside a memory of a million units.
const MOST_UNITS: usize = 20_000;

/// What was gathered for each pair of languages, so that many texts of one run share it.
#[derive(Debug, Default)]
pub struct Gathered(Mutex<HashMap<(LanguageTag, LanguageTag), Arc<Evidence>>>);

impl Gathered {
    /// The evidence for two languages, gathered when it is asked for first.
    ///
    /// # Errors
    /// As [`gather`].
    pub fn get(
        &self,
        bench: &Workbench,
        (memories, glossaries): (&[String], &[PathBuf]),
        languages: &(LanguageTag, LanguageTag),
        now: Timestamp,
        notices: &mut Vec<Notice>,
    ) -> Result<Arc<Evidence>, Error> {
        // Whoever panicked while holding the lock left a map that is still whole.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(evidence) = known.get(languages) {
            return Ok(Arc::clone(evidence));
        }
        let evidence = Arc::new(gather(bench, memories, glossaries, languages, now, notices)?);
        known.insert(languages.clone(), Arc::clone(&evidence));
        Ok(evidence)
    }
}

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
    evidence.lexicon.extend(dictionaries::pairs(&bench.dictionaries, (from, to), notices)?);
    Ok(evidence)
}
