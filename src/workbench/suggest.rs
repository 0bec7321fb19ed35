//! Suggestions for a text: matches from the memories and terms of the glossaries, segment by segment.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::path::PathBuf;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::exchange::{self, Exchanged};
use super::glossaries::{self, Languages};
use super::memories::{self, Memory, Reading};
use super::terms::{FoundTerm, Terms};
use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, indexing, layout};
use crate::lang::{LanguageTag, collapse_space};
use crate::memory::{
    self, Associations, Bitext, Fragment, Match, MatchKind, Penalties, Penalty, Query, SearchOptions, Searcher, Store,
    fragments, marks, merge_matches, order_near_equal, penalise_several_translations, repair,
};
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
    /// When fragments are looked for.
    pub fragments: Fragments,
}

/// When fragments of a segment are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fragments {
    /// Not at all.
    Never,
    /// Where there is no match.
    #[default]
    Auto,
    /// For every segment.
    Always,
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
    /// Parts of the segment with their translations, in order.
    pub fragments: Vec<Fragment>,
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
    fragments: Fragments,
    /// What a term or name that was put in costs.
    repaired_term: u8,
}

/// A memory with its index, and how it is searched.
struct Searched {
    memory: Memory,
    searcher: Searcher,
    options: SearchOptions,
    /// Where its index is kept.
    cache: Option<PathBuf>,
    words: Option<Words>,
}

/// What tells which words of a memory translate each other; opened when a match asks for it.
struct Words {
    target: Searcher,
    associations: Associations,
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
            let cache = indexing::folder(bench, &memory.path);
            let mut searcher =
                Searcher::open(&memory.store, memory.name.as_str(), from, cache.as_deref()).map_err(failed)?;
            notices.extend(searcher.take_notices().into_iter().map(|n| indexing::remark(&memory, n)));
            let mut options = request.options.clone();
            options.penalties.memory = options.penalties.memory.saturating_add(memory.penalty);
            searched.push(Searched { memory, searcher, options, cache, words: None });
        }
        let max_matches = request.options.max_matches;
        let repaired_term = request.options.penalties.repaired_term;
        Ok(Self { text, to, memories: searched, terms, max_matches, fragments: request.fragments, repaired_term })
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
            let mut matches: Vec<Vec<Match>> = queries.iter().map(|_| Vec::new()).collect();
            for Searched { memory, searcher, options, .. } in &mut self.memories {
                let found =
                    searcher.find_all(&memory.store, &queries, options).map_err(|e| Error::memory(&memory.path, e))?;
                notices.extend(searcher.take_notices().into_iter().map(|n| indexing::remark(memory, n)));
                for (all, found) in matches.iter_mut().zip(found) {
                    all.extend(found);
                }
            }
            let terms = &self.terms;
            let terms: Vec<Vec<FoundTerm>> =
                segments.par_iter().map(|segment| terms.find(&segment.text, &from)).collect();
            for ((index, found), (segment, terms)) in batch.zip(matches).zip(segments.into_iter().zip(terms)) {
                let mut matches = self.chosen(found);
                for found in matches.iter_mut().filter(|m| m.kind == MatchKind::Fuzzy) {
                    self.refine(found, &segment, &from, notices)?;
                }
                self.sort(&mut matches);
                let fragments = match self.fragments {
                    Fragments::Auto if matches.is_empty() => self.parts(&segment.text, &from, notices)?,
                    Fragments::Always => self.parts(&segment.text, &from, notices)?,
                    _ => Vec::new(),
                };
                if give(Suggestion { index, source: segment.text, matches, fragments, terms })?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Puts the terms and names of the text into a match, and marks the words of its suggestion that belong to
    /// what still differs.
    fn refine(
        &mut self,
        found: &mut Match,
        query: &Segment,
        from: &LanguageTag,
        notices: &mut Vec<Notice>,
    ) -> Result<(), Error> {
        let (to, terms, points) = (&self.to, &self.terms, self.repaired_term);
        let Some(searched) = self.memories.iter_mut().find(|s| *s.memory.name == *found.memory) else { return Ok(()) };
        let path = searched.memory.path.clone();
        let refined = searched.words((from, to), notices).and_then(|(memory, associations)| {
            let stored = ((&found.source, from), (&found.target, to));
            let mut source = found.source.text.clone();
            if let Some(new) = exchange::exchange(terms, &memory, associations, &query.text, stored.0, stored.1)? {
                put_in(found, query, (from, to), new.clone(), points);
                source = new.source.text;
            }
            if found.kind == MatchKind::Fuzzy {
                let target = found.suggestion.text.clone();
                found.marks = marks(associations, &memory, &query.text, (&source, from), (&target, to))?;
            }
            Ok(())
        });
        refined.map_err(|e| Error::memory(&path, e))
    }

    /// The fragments of a segment in all memories: of those that overlap the longest.
    fn parts(&mut self, text: &str, from: &LanguageTag, notices: &mut Vec<Notice>) -> Result<Vec<Fragment>, Error> {
        let mut found: Vec<Fragment> = Vec::new();
        for searched in &mut self.memories {
            let path = searched.memory.path.clone();
            let parts = searched
                .words((from, &self.to), notices)
                .and_then(|(memory, associations)| fragments(associations, &memory, text));
            found.extend(parts.map_err(|e| Error::memory(&path, e))?);
        }
        found.sort_by_key(|f| (Reverse(f.range.len()), Reverse(f.count)));
        let mut out: Vec<Fragment> = Vec::new();
        for fragment in found {
            if out.iter().all(|f| f.range.end <= fragment.range.start || fragment.range.end <= f.range.start) {
                out.push(fragment);
            }
        }
        out.sort_by_key(|f| f.range.start);
        Ok(out)
    }

    /// The best of the matches of all memories, best first; of equal ones those of the memory with the higher
    /// priority.
    fn chosen(&self, found: Vec<Match>) -> Vec<Match> {
        let all = found.len();
        let mut matches = merge_matches(found, all);
        if let Some(searched) = self.memories.first() {
            let options = &searched.options;
            penalise_several_translations(&mut matches, options.penalties.several_translations);
            matches.retain(|m| m.score >= options.min_score);
        }
        self.sort(&mut matches);
        matches.truncate(self.max_matches);
        matches
    }

    fn sort(&self, matches: &mut [Match]) {
        let priority =
            |m: &Match| self.memories.iter().find(|s| *s.memory.name == *m.memory).map(|s| s.memory.priority);
        matches.sort_by_key(|m| (Reverse(m.score), m.kind, Reverse(priority(m))));
        order_near_equal(matches);
    }
}

impl Searched {
    /// The memory with its word associations for a pair of languages.
    fn words(
        &mut self,
        (from, to): (&LanguageTag, &LanguageTag),
        notices: &mut Vec<Notice>,
    ) -> Result<(Bitext<'_>, &mut Associations), memory::Error> {
        let Self { memory, searcher, cache, words, .. } = self;
        let words = match words {
            Some(words) => words,
            None => {
                let mut target = Searcher::open(&memory.store, memory.name.as_str(), to, cache.as_deref())?;
                notices.extend(target.take_notices().into_iter().map(|n| indexing::remark(memory, n)));
                words.insert(Words { target, associations: Associations::new(from, to) })
            }
        };
        Ok((Bitext { store: &memory.store, source: searcher, target: &words.target }, &mut words.associations))
    }
}

/// Makes a match one into whose translation terms and names were put: a repaired one if nothing else differs,
/// or nothing but what [`repair`] puts in.
fn put_in(found: &mut Match, query: &Segment, (from, to): (&LanguageTag, &LanguageTag), new: Exchanged, points: u8) {
    let Exchanged { source, target, mut replaced } = new;
    let points = points.saturating_mul(u8::try_from(replaced.len()).unwrap_or(u8::MAX));
    let penalty = Some(Penalty { name: "repaired-term", points });
    if found.penalties.iter().any(|penalty| penalty.name == "codes") {
        found.put_in(target, replaced, None); // inline codes differ as well
    } else if collapse_space(&source.text) == collapse_space(&query.text) {
        found.put_in(target, replaced, penalty);
    } else if let Some(repaired) = repair(query, from, &source, &target, to) {
        replaced.extend(repaired.replaced);
        found.put_in(repaired.target, replaced, penalty);
    } else {
        found.put_in(target, replaced, None);
    }
}

/// The penalties with the points that `tolmach.toml` gives some of them, by name.
///
/// # Errors
/// When a name is not a penalty's.
pub fn penalties(points: &IndexMap<String, u8>) -> Result<Penalties, Error> {
    let mut penalties = Penalties::default();
    for (name, &points) in points {
        let slot = penalties.points_mut(name).ok_or_else(|| {
            let hint = format!("the penalties are {}", Penalties::NAMES.join(", "));
            Error::usage(format!("there is no penalty `{name}`")).at(layout::CONFIG).hint(hint)
        })?;
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
