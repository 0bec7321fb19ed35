//! Checking a translation: two texts, a file of units, or a memory.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::glossaries::{self, Languages};
use super::texts::{Cutting, Input};
use super::{Error, Notice, Workbench, align, memories};
use crate::check::{self, Finding, Pair, Selection};
use crate::lang::LanguageTag;
use crate::memory::{Filter, Store};
use crate::model::{Timestamp, Unit};

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A text and its translation, which are aligned first.
    Texts {
        /// The source text.
        source: &'a Input,
        /// Its translation.
        target: &'a Input,
        /// How both are cut into segments.
        cutting: Cutting<'a>,
    },
    /// A file of units: TMX, CSV, TSV.
    File(&'a Path),
    /// A memory, by name or path.
    Memory(&'a str),
}

/// What is checked, and by what.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What is checked.
    pub subject: Subject<'a>,
    /// The source language, if the command says it.
    pub from: Option<&'a LanguageTag>,
    /// The target language, if the command says it.
    pub to: Option<&'a LanguageTag>,
    /// Glossaries beside those of the workbench.
    pub glossaries: &'a [PathBuf],
    /// The checks to make.
    pub selection: &'a Selection,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// How many pairs were looked at.
    pub pairs: usize,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
}

/// A pair with texts of its own, as read from wherever it was.
struct OwnedPair {
    source: String,
    target: String,
    languages: (LanguageTag, LanguageTag),
    line: Option<usize>,
    index: usize,
}

/// Reads what is to be checked and applies the checks.
///
/// # Errors
/// When something cannot be read, or a language cannot be told.
pub fn check(
    bench: &Workbench,
    request: Request<'_>,
    now: Timestamp,
    notices: &mut Vec<Notice>,
) -> Result<Checked, Error> {
    let languages = Languages::new(bench, request.from, request.to);
    let reading = memories::Reading { from: languages.from, to: languages.to, now };
    let (pairs, file) = match request.subject {
        Subject::Texts { source, target, cutting } => {
            let work = align::Request {
                source,
                target,
                from: request.from,
                to: request.to,
                cutting,
                memories: &[],
                glossaries: request.glossaries,
                locked: &[],
                order: Default::default(),
            };
            let aligned = align::align(bench, work, now, notices)?;
            (of_alignment(&aligned), Some(target.path().display().to_string()))
        }
        Subject::File(path) => {
            let mut reader = memories::open_units(path, reading, None)?;
            let pairs = reader.by_ref().enumerate().flat_map(|(i, unit)| of_unit(&unit, i, languages)).collect();
            notices.extend(reader.take_warnings().into_iter().map(|w| Notice::warning(path, w)));
            if let Some(error) = reader.error() {
                notices.push(Notice::new(path, format!("cut short: {error}; the units before it are checked")));
            }
            (pairs, Some(path.display().to_string()))
        }
        Subject::Memory(name) => {
            let path = bench.memory_path(name)?;
            let memory = memories::open(bench, &path, reading, notices)?;
            let mut pairs = Vec::new();
            let mut visit = |stored: crate::memory::StoredUnit| {
                let index = pairs.len();
                pairs.extend(of_unit(&stored.unit, index, languages));
                ControlFlow::Continue(())
            };
            memory.store.visit(&Filter::default(), &mut visit).map_err(|e| Error::memory(&path, e))?;
            (pairs, Some(path.display().to_string()))
        }
    };
    let pairs: Vec<OwnedPair> = pairs;
    let glossaries = glossaries::open(bench, request.glossaries, languages, notices)?;
    let borrowed: Vec<Pair<'_>> = pairs
        .iter()
        .map(|p| Pair {
            source: &p.source,
            target: &p.target,
            source_language: &p.languages.0,
            target_language: &p.languages.1,
            index: p.index,
            file: file.as_deref(),
            line: p.line,
        })
        .collect();

    let of_pairs = borrowed.iter().flat_map(|p| [p.source_language, p.target_language]);
    let context = check::Context::new(&glossaries, of_pairs);
    let findings = check::run(&borrowed, request.selection, &context);
    Ok(Checked { pairs: pairs.len(), findings })
}

/// The beads with a source side. What only the target has (a page's header, a note of the editors) is not a
/// translation and is not checked.
fn of_alignment(aligned: &align::Aligned) -> Vec<OwnedPair> {
    let alignment = &aligned.alignment;
    alignment
        .beads
        .iter()
        .filter(|bead| !bead.source.is_empty())
        .map(|bead| OwnedPair {
            source: alignment.source_text(bead),
            target: alignment.target_text(bead),
            languages: (alignment.source_language.clone(), alignment.target_language.clone()),
            line: alignment.target.get(bead.target.clone()).and_then(|t| t.first()).and_then(|s| s.line),
            index: bead.source.start,
        })
        .collect()
}

/// A unit's source with each of its translations that are asked for.
fn of_unit(unit: &Unit, index: usize, languages: Languages<'_>) -> Vec<OwnedPair> {
    let from = languages.from.or(unit.source_language.as_ref());
    let source = from.and_then(|from| unit.variant(from)).or_else(|| unit.variants.first());
    let Some(source) = source else { return Vec::new() };
    unit.variants
        .iter()
        .filter(|v| !std::ptr::eq(*v, source) && !source.language.matches(&v.language))
        .filter(|v| languages.to.is_none_or(|to| to.matches(&v.language)))
        .map(|target| OwnedPair {
            source: source.segment.text.clone(),
            target: target.segment.text.clone(),
            languages: (source.language.clone(), target.language.clone()),
            line: None,
            index,
        })
        .collect()
}
