//! Suggestions for a text: matches from the memories and terms of the glossaries, segment by segment.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;

use super::exchange::{self, Exchanged};
use super::glossaries::{self, Languages};
use super::in_order::in_order;
use super::memories::{self, Memory, Reading};
use super::terms::{FoundTerm, Terms};
use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, indexing, layout};
use crate::lang::{LanguageTag, collapse_space};
use crate::memory::{
    self, Associations, Bitext, Fragment, Match, MatchKind, Penalties, Penalty, Query, SearchOptions, Searcher,
    SqliteStore, Store, fragments, marks, merge_matches, order_near_equal, penalise_several_translations, repair,
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
    /// The memories, in the order of `lookup.memories`.
    stores: Vec<SqliteStore>,
    lookup: Lookup,
}

/// What is looked up, and how, by several threads at once. Each has its own connections to the memories.
struct Lookup {
    from: LanguageTag,
    to: LanguageTag,
    memories: Vec<Searched>,
    terms: Terms,
    max_matches: usize,
    fragments: Fragments,
    /// What a term or name that was put in costs.
    repaired_term: u8,
}

/// The index of a memory, and how it is searched.
struct Searched {
    name: String,
    path: PathBuf,
    priority: i32,
    searcher: Searcher,
    options: SearchOptions,
    /// Where its index is kept.
    cache: Option<PathBuf>,
    words: Mutex<Option<Arc<Words>>>,
}

/// What tells which words of a memory translate each other; opened when a match asks for it.
struct Words {
    target: Searcher,
    associations: Associations,
}

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
        let mut stores = Vec::new();
        for Memory { name, path, store, penalty, priority } in memories {
            let cache = indexing::folder(bench, &path);
            let searcher =
                Searcher::open(&store, name.as_str(), from, cache.as_deref()).map_err(|e| Error::memory(&path, e))?;
            let mut options = request.options.clone();
            options.penalties.memory = options.penalties.memory.saturating_add(penalty);
            let words = Mutex::default();
            searched.push(Searched { name, path, priority, searcher, options, cache, words });
            stores.push(store);
        }
        let lookup = Lookup {
            from: from.clone(),
            to,
            memories: searched,
            terms,
            max_matches: request.options.max_matches,
            fragments: request.fragments,
            repaired_term: request.options.penalties.repaired_term,
        };
        lookup.take_notices(notices);
        Ok(Self { text, stores, lookup })
    }

    /// The language to translate into.
    pub fn to(&self) -> &LanguageTag {
        &self.lookup.to
    }

    /// Looks every segment up, on all cores, and gives the answers in order as they are known.
    ///
    /// # Errors
    /// When a memory cannot be read any more, or `give` fails.
    pub fn run<E: From<Error>>(
        self,
        notices: &mut Vec<Notice>,
        give: &mut dyn FnMut(Suggestion) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let Self { text, stores, lookup } = self;
        let texts: Vec<&str> = text.sentences.iter().map(|s| s.text.as_str()).collect();
        let threads = rayon::current_num_threads().min(texts.len());
        let mut workers: Vec<Vec<SqliteStore>> = (1..threads)
            // Where a memory cannot be opened once more, one thread does it.
            .map_while(|_| stores.iter().map(SqliteStore::another).collect())
            .collect();
        workers.push(stores);
        let look = |stores: &mut Vec<SqliteStore>, index| lookup.suggestion(stores, &texts, index);
        let result = in_order(texts.len(), workers, look, |suggestion| give(suggestion?));
        lookup.take_notices(notices);
        result
    }
}

impl Lookup {
    /// What there is for one segment of a text.
    fn suggestion(&self, stores: &[SqliteStore], texts: &[&str], index: usize) -> Result<Suggestion, Error> {
        let text = |index: usize| texts.get(index).copied();
        let segment = Segment::plain(text(index).unwrap_or_default());
        let query = Query {
            segment: &segment,
            language: &self.from,
            target: &self.to,
            previous: index.checked_sub(1).and_then(text),
            next: text(index + 1),
        };
        let mut found = Vec::new();
        for (memory, store) in self.memories.iter().zip(stores) {
            let matches = memory.searcher.find(store, &query, &memory.options);
            found.extend(matches.map_err(|e| Error::memory(&memory.path, e))?);
        }
        let mut matches = self.chosen(found);
        for found in matches.iter_mut().filter(|m| m.kind == MatchKind::Fuzzy) {
            self.refine(stores, found, &segment)?;
        }
        self.sort(&mut matches);
        let fragments = match self.fragments {
            Fragments::Auto if matches.is_empty() => self.parts(stores, &segment.text)?,
            Fragments::Always => self.parts(stores, &segment.text)?,
            _ => Vec::new(),
        };
        let terms = self.terms.find(&segment.text, &self.from);
        Ok(Suggestion { index, source: segment.text, matches, fragments, terms })
    }

    /// Puts the terms and names of the text into a match, and marks the words of its suggestion that belong to
    /// what still differs.
    fn refine(&self, stores: &[SqliteStore], found: &mut Match, query: &Segment) -> Result<(), Error> {
        let (from, to) = (&self.from, &self.to);
        let mut memories = self.memories.iter().zip(stores);
        let Some((searched, store)) = memories.find(|(s, _)| *s.name == *found.memory) else { return Ok(()) };
        let refine = |found: &mut Match| -> Result<(), memory::Error> {
            let words = searched.words(store, (from, to))?;
            let memory = Bitext { store, source: &searched.searcher, target: &words.target };
            let stored = ((&found.source, from), (&found.target, to));
            let mut source = found.source.text.clone();
            let new = exchange::exchange(&self.terms, &memory, &words.associations, &query.text, stored.0, stored.1)?;
            if let Some(new) = new {
                put_in(found, query, (from, to), new.clone(), self.repaired_term);
                source = new.source.text;
            }
            if found.kind == MatchKind::Fuzzy {
                let target = found.suggestion.text.clone();
                found.marks = marks(&words.associations, &memory, &query.text, (&source, from), (&target, to))?;
            }
            Ok(())
        };
        refine(found).map_err(|e| Error::memory(&searched.path, e))
    }

    /// The fragments of a segment in all memories: of those that overlap the longest.
    fn parts(&self, stores: &[SqliteStore], text: &str) -> Result<Vec<Fragment>, Error> {
        let mut found: Vec<Fragment> = Vec::new();
        for (searched, store) in self.memories.iter().zip(stores) {
            let parts = searched.words(store, (&self.from, &self.to)).and_then(|words| {
                let memory = Bitext { store, source: &searched.searcher, target: &words.target };
                fragments(&words.associations, &memory, text)
            });
            found.extend(parts.map_err(|e| Error::memory(&searched.path, e))?);
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

    /// What happened to the indexes since this was last asked.
    fn take_notices(&self, notices: &mut Vec<Notice>) {
        for Searched { path, searcher, words, .. } in &self.memories {
            let words = words.lock().unwrap_or_else(PoisonError::into_inner);
            let target = words.iter().flat_map(|words| words.target.take_notices());
            notices.extend(searcher.take_notices().into_iter().chain(target).map(|n| indexing::remark(path, n)));
        }
    }

    fn sort(&self, matches: &mut [Match]) {
        let priority = |m: &Match| self.memories.iter().find(|s| *s.name == *m.memory).map(|s| s.priority);
        matches.sort_by_key(|m| (Reverse(m.score), m.kind, Reverse(priority(m))));
        order_near_equal(matches);
    }
}

impl Searched {
    /// The memory's word associations for a pair of languages. Who asks while they are being opened waits.
    fn words(
        &self,
        store: &SqliteStore,
        (from, to): (&LanguageTag, &LanguageTag),
    ) -> Result<Arc<Words>, memory::Error> {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = &*words {
            return Ok(Arc::clone(words));
        }
        let target = Searcher::open(store, self.name.as_str(), to, self.cache.as_deref())?;
        Ok(Arc::clone(words.insert(Arc::new(Words { target, associations: Associations::new(from, to) }))))
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
