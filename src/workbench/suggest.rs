//! Suggestions for a text: matches from the memories and terms of the glossaries, segment by segment.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::path::PathBuf;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::glossaries::{self, Languages};
use super::memories::{self, Memory, Reading};
use super::terms::{FoundTerm, Terms};
use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, layout};
use crate::lang::LanguageTag;
use crate::memory::{self, Match, Penalties, Query, SearchOptions, Searcher, Store, merge_matches};
use crate::model::{Glossary, Segment, Timestamp};

/// What suggestions are wanted for, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The text.
    pub input: &'a Input,
    /// Its language, if the command says it.
    pub from: Option<&'a LanguageTag>,
    /// The language to translate into, if the command says it.
    pub to: Option<&'a LanguageTag>,
    /// How the text is cut into segments.
    pub cutting: Cutting<'a>,
    /// Memories beside those of the workbench.
    pub memories: &'a [String],
    /// Glossaries beside those of the workbench.
    pub glossaries: &'a [PathBuf],
    /// What is shown, and what takes points off.
    pub options: &'a SearchOptions,
}

/// What there is for one segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The segment's number in the text, from 0.
    pub index: usize,
    /// The segment.
    pub source: String,
    /// Matches, best first.
    pub matches: Vec<Match>,
    /// The glossary's terms, in order.
    pub terms: Vec<FoundTerm>,
}

/// A text and everything that is looked up for it.
pub struct Session {
    /// The text.
    pub text: Text,
    /// The language to translate into.
    pub to: LanguageTag,
    memories: Vec<Searched>,
    terms: Terms,
    max_matches: usize,
}

/// A memory with its index, and how it is searched.
struct Searched {
    memory: Memory,
    searcher: Searcher,
    options: SearchOptions,
}

/// Segments looked up side by side before any of them is given out: enough for every core, few enough that
/// the first answers come at once.
const BATCH: usize = 64;

impl Session {
    /// Reads the text and opens the memories and glossaries.
    ///
    /// # Errors
    /// When something cannot be read, or a language cannot be told.
    pub fn open(
        bench: &Workbench,
        request: Request<'_>,
        now: Timestamp,
        notices: &mut Vec<Notice>,
    ) -> Result<Self, Error> {
        let config = &bench.config;
        let (said_from, said_to) = (request.from.or(config.source.as_ref()), request.to.or(config.target.as_ref()));
        let reading = Reading { from: said_from, to: said_to, now };
        let memories = memories::consulted(bench, request.memories, reading, notices)?;
        let languages = Languages { from: said_from, to: said_to };
        let glossaries = glossaries::open(bench, request.glossaries, languages, notices)?;
        if memories.is_empty() && glossaries.is_empty() {
            return Err(Error::usage("there is no memory and no glossary to look in")
                .hint("name one with --memory or --glossary, or work in a folder with memories/"));
        }
        let at_hand = languages_at_hand(&memories, &glossaries)?;
        let said =
            Said { command: request.from, configured: config.source.as_ref(), at_hand: &at_hand, option: "--from" };
        let text = texts::read(request.input, said, request.cutting, notices)?;
        let from = &text.language.language;
        let to = match said_to {
            Some(to) => to.clone(),
            None => {
                let to = at_hand.iter().find(|language| !from.matches(language)).cloned().ok_or_else(|| {
                    Error::usage(format!("nothing here has translations from {from}"))
                        .hint(format!("name the target language with --to, or set it in {}", layout::CONFIG))
                })?;
                let remark = format!("translating into {to}, as the memories and glossaries are");
                notices.push(Notice::new(&text.path, remark));
                to
            }
        };
        let terms = Terms::new(glossaries, from, Some(&to));
        let mut searched = Vec::new();
        for memory in memories {
            let failed = |e| Error::memory(&memory.path, e);
            let cache = memories::index_folder(bench, &memory.path);
            let mut searcher =
                Searcher::open(&memory.store, memory.name.as_str(), from, cache.as_deref()).map_err(failed)?;
            notices.extend(searcher.take_notices().into_iter().map(|n| remark(&memory, n)));
            let mut options = request.options.clone();
            options.penalties.memory = options.penalties.memory.saturating_add(memory.penalty);
            searched.push(Searched { memory, searcher, options });
        }
        Ok(Self { text, to, memories: searched, terms, max_matches: request.options.max_matches })
    }

    /// Looks every segment up, on all cores, and gives the answers in order as they are known.
    ///
    /// # Errors
    /// When a memory cannot be read any more, or `give` fails.
    pub fn run<E: From<Error>>(
        &mut self,
        notices: &mut Vec<Notice>,
        give: &mut dyn FnMut(Suggestion) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let sentences = std::mem::take(&mut self.text.sentences);
        let from = self.text.language.language.clone();
        let text_at = |i: usize| sentences.get(i).map(|s| s.text.as_str());
        for start in (0..sentences.len()).step_by(BATCH) {
            let batch = start..sentences.len().min(start + BATCH);
            let segments: Vec<Segment> =
                sentences[batch.clone()].iter().map(|s| Segment::plain(s.text.as_str())).collect();
            let queries: Vec<Query<'_>> = batch
                .clone()
                .zip(&segments)
                .map(|(i, segment)| Query {
                    segment,
                    language: &from,
                    target: &self.to,
                    previous: i.checked_sub(1).and_then(text_at),
                    next: text_at(i + 1),
                })
                .collect();
            let mut matches: Vec<Vec<(i32, Match)>> = queries.iter().map(|_| Vec::new()).collect();
            for Searched { memory, searcher, options } in &mut self.memories {
                let found =
                    searcher.find_all(&memory.store, &queries, options).map_err(|e| Error::memory(&memory.path, e))?;
                notices.extend(searcher.take_notices().into_iter().map(|n| remark(memory, n)));
                for (all, found) in matches.iter_mut().zip(found) {
                    all.extend(found.into_iter().map(|m| (memory.priority, m)));
                }
            }
            let terms = &self.terms;
            let terms: Vec<Vec<FoundTerm>> =
                segments.par_iter().map(|segment| terms.find(&segment.text, &from)).collect();
            for ((index, found), (segment, terms)) in batch.zip(matches).zip(segments.into_iter().zip(terms)) {
                let matches = self.chosen(found);
                if give(Suggestion { index, source: segment.text, matches, terms })?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The best of the matches of all memories, best first; of equal ones those of the memory with the higher
    /// priority.
    fn chosen(&self, found: Vec<(i32, Match)>) -> Vec<Match> {
        let priorities: IndexMap<String, i32> = found.iter().map(|(p, m)| (m.memory.to_string(), *p)).collect();
        let all = found.len();
        let mut matches = merge_matches(found.into_iter().map(|(_, m)| m).collect(), all);
        let priority = |m: &Match| priorities.get(&*m.memory).copied().unwrap_or_default();
        matches.sort_by_key(|m| (Reverse(m.score), m.kind, Reverse(priority(m))));
        matches.truncate(self.max_matches);
        matches
    }
}

/// What became of an index, for the user.
pub(super) fn remark(memory: &Memory, notice: memory::Notice) -> Notice {
    let text = match notice {
        memory::Notice::Rebuilt { .. } => "its search index was damaged and has been made anew".to_owned(),
        memory::Notice::NotKept { folder, reason } => {
            format!("its search index cannot be kept in {}: {reason}", folder.display())
        }
    };
    Notice::new(&memory.path, text)
}

/// The penalties with the points that `tolmach.toml` gives some of them, by name.
///
/// # Errors
/// When a name is not a penalty's.
pub fn penalties(points: &IndexMap<String, u8>) -> Result<Penalties, Error> {
    let mut penalties = Penalties::default();
    for (name, &points) in points {
        let slot = match name.as_str() {
            "machine" => &mut penalties.machine,
            "aligned" => &mut penalties.aligned,
            "unapproved" => &mut penalties.unapproved,
            "low-confidence" => &mut penalties.low_confidence,
            "region" => &mut penalties.region,
            "client" => &mut penalties.client,
            "domain" => &mut penalties.domain,
            "several-translations" => &mut penalties.several_translations,
            "codes" => &mut penalties.codes,
            "repaired" => &mut penalties.repaired,
            _ => {
                return Err(Error::usage(format!("there is no penalty `{name}`")).at(layout::CONFIG).hint(
                    "the penalties are machine, aligned, unapproved, low-confidence, region, client, domain, \
                     several-translations, codes and repaired",
                ));
            }
        };
        *slot = points;
    }
    Ok(penalties)
}

/// The languages of the memories, those of most variants first, then those of the glossaries.
fn languages_at_hand(memories: &[Memory], glossaries: &[Glossary]) -> Result<Vec<LanguageTag>, Error> {
    let mut counts: IndexMap<LanguageTag, u64> = IndexMap::new();
    for memory in memories {
        let info = memory.store.info().map_err(|e| Error::memory(&memory.path, e))?;
        for (language, n) in info.languages {
            *counts.entry(language).or_default() += n;
        }
    }
    counts.sort_by(|a, n, b, m| m.cmp(n).then(a.cmp(b)));
    for language in glossaries::languages(glossaries) {
        counts.entry(language).or_default();
    }
    Ok(counts.into_keys().collect())
}
