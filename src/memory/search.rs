//! The search for matches in one memory.
//!
//! The index gives the texts most like the query by their fuzzy score; here they become matches: their units
//! are fetched, the kind is decided, penalties are taken off. Since penalties change the order, more
//! candidates are asked for until no other could enter the list, so the list is the same as if every unit
//! of the memory had been looked at.

use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::index::{Candidate, Index, Notice, Scratch, Sizes};
use super::repair::repair;
use super::score::{Class, Similarity, Token, similarity};
use super::store::{Context, Error, Store, StoredUnit, VariantId, exact_key};
use crate::lang::{LanguageTag, collapse_space, nfc};
use crate::model::{Segment, Status, Unit, Variant};

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The segment to translate.
    pub segment: &'a Segment,
    /// Its language.
    pub language: &'a LanguageTag,
    /// The language to translate into.
    pub target: &'a LanguageTag,
    /// The text of the segment before it, if there is one.
    pub previous: Option<&'a str>,
    /// The text of the segment after it, if there is one.
    pub next: Option<&'a str>,
}

/// Percent taken off a match, each for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalties {
    /// For every match of this memory.
    pub memory: u8,
    /// The translation was made by a machine and not looked at.
    pub machine: u8,
    /// The pair was made by alignment and not looked at.
    pub aligned: u8,
    /// The translation was made by a person but not approved.
    pub unapproved: u8,
    /// The alignment that made the pair was not sure ([`LOW_CONFIDENCE`]).
    pub low_confidence: u8,
    /// Source or target is of another region: en-GB for en-US.
    pub region: u8,
    /// The unit was made for another client than the one asked for, or for none.
    pub client: u8,
    /// The unit is of another domain than the one asked for, or of none.
    pub domain: u8,
    /// There are several translations of the same source in the list.
    pub several_translations: u8,
    /// The inline codes are not those of the query.
    pub codes: u8,
    /// Numbers, dates or addresses were put in.
    pub repaired: u8,
}

impl Default for Penalties {
    fn default() -> Self {
        Self {
            memory: 0,
            machine: 10,
            aligned: 1,
            unapproved: 0,
            low_confidence: 5,
            region: 1,
            client: 1,
            domain: 1,
            several_translations: 1,
            codes: 1,
            repaired: 1,
        }
    }
}

/// Alignments less sure than this count as unsure.
pub const LOW_CONFIDENCE: f32 = 0.7;

/// How to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// The least score of a match, penalties taken off; 1 to 101.
    pub min_score: u8,
    /// At most so many matches.
    pub max_matches: usize,
    /// What is taken off.
    pub penalties: Penalties,
    /// The client that the text is for.
    pub client: Option<String>,
    /// The subject field of the text.
    pub domain: Option<String>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { min_score: 70, max_matches: 5, penalties: Penalties::default(), client: None, domain: None }
    }
}

/// What kind of match it is, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// Exact, and the segments before and after are the same as well: 101 %.
    Context,
    /// The same text and the same inline codes: 100 %.
    Exact,
    /// Only numbers, dates or addresses differ, and were put into the suggestion: 100 %.
    Repaired,
    /// Alike: at most 99 %.
    Fuzzy,
}

/// Percent taken off a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Penalty {
    /// What for: the name of the field of [`Penalties`], with hyphens.
    pub name: &'static str,
    /// How many percent.
    pub points: u8,
}

/// A stored translation of something like the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// In percent, penalties taken off.
    pub score: u8,
    /// What kind it is.
    pub kind: MatchKind,
    /// How alike source and query are, before any penalty.
    pub similarity: Similarity,
    /// The stored source.
    pub source: Segment,
    /// The stored translation.
    pub target: Segment,
    /// The translation to offer: the stored one, with what was put in.
    pub suggestion: Segment,
    /// What was put in: the stored text and the new one.
    pub replaced: Vec<(String, String)>,
    /// What was taken off, in the order of [`Penalties`].
    pub penalties: Vec<Penalty>,
    /// The unit it is from.
    pub unit: Arc<StoredUnit>,
    /// The variant of the unit that is like the query.
    pub variant: VariantId,
    /// The memory it is from.
    pub memory: Arc<str>,
}

impl Match {
    fn penalty_points(&self) -> u32 {
        self.penalties.iter().map(|p| u32::from(p.points)).sum()
    }

    fn apply_penalties(&mut self) {
        let score = match self.kind {
            MatchKind::Context => 101,
            MatchKind::Exact | MatchKind::Repaired => 100,
            MatchKind::Fuzzy => self.similarity.percent().min(99),
        };
        self.score = u8::try_from(u32::from(score).saturating_sub(self.penalty_points())).unwrap_or(0);
    }

    /// By what a match is chosen: the greater the better.
    fn rank(&self) -> Rank {
        (self.score, Reverse(self.kind), Reverse(self.penalty_points()), self.similarity)
    }
}

type Rank = (u8, Reverse<MatchKind>, Reverse<u32>, Similarity);

/// Searches a memory for one source language. It holds the index, not the memory: each call is handed the
/// same store.
pub struct Searcher {
    index: Index,
    memory: Arc<str>,
    language: LanguageTag,
    scratch: Scratch,
}

impl Searcher {
    /// For queries in a language, whatever the region, to the memory of this name. The index is kept in
    /// `cache`, a folder of its own for each memory; without one, it is made in memory.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn open(
        store: &dyn Store,
        memory: impl Into<Arc<str>>,
        language: &LanguageTag,
        cache: Option<&Path>,
    ) -> Result<Self, Error> {
        Self::with_sizes(store, memory, language, cache, Sizes::default())
    }

    pub(super) fn with_sizes(
        store: &dyn Store,
        memory: impl Into<Arc<str>>,
        language: &LanguageTag,
        cache: Option<&Path>,
        sizes: Sizes,
    ) -> Result<Self, Error> {
        let index = Index::open(store, language, cache, sizes)?;
        Ok(Self { index, memory: memory.into(), language: language.clone(), scratch: Scratch::default() })
    }

    /// Takes in what was stored since it was opened or last refreshed.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn refresh(&mut self, store: &dyn Store) -> Result<(), Error> {
        self.index.refresh(store)
    }

    /// What happened to the index since this was last asked.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.index.notices)
    }

    /// The language whose texts it searches.
    pub fn language(&self) -> &LanguageTag {
        &self.language
    }

    /// The matches for a query, best first.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find(&mut self, store: &dyn Store, query: &Query, options: &SearchOptions) -> Result<Vec<Match>, Error> {
        let tokens = self.index.analyzer.tokens(query.segment);
        let limit = first_limit(options);
        let first = self.index.candidates(tokens.clone(), least(options), limit, &mut self.scratch);
        self.matches(store, query, options, tokens, first)
    }

    /// The matches for several queries, in their order. The index is searched on all cores; the result is
    /// the same as that of one query after another.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find_all(
        &mut self,
        store: &dyn Store,
        queries: &[Query],
        options: &SearchOptions,
    ) -> Result<Vec<Vec<Match>>, Error> {
        let index = &self.index;
        let firsts: Vec<_> = queries
            .par_iter()
            .map_init(Scratch::default, |scratch, query| {
                let tokens = index.analyzer.tokens(query.segment);
                let first = index.candidates(tokens.clone(), least(options), first_limit(options), scratch);
                (tokens, first)
            })
            .collect();
        let found = queries.iter().zip(firsts);
        found.map(|(query, (tokens, first))| self.matches(store, query, options, tokens, first)).collect()
    }

    /// Makes matches of the first candidates, asks for more as long as they could change the list, and makes
    /// the index anew if it turns out to be damaged.
    fn matches(
        &mut self,
        store: &dyn Store,
        query: &Query,
        options: &SearchOptions,
        tokens: Vec<Token>,
        first: Option<Vec<Candidate>>,
    ) -> Result<Vec<Match>, Error> {
        if options.max_matches == 0 {
            return Ok(Vec::new());
        }
        let mut limit = first_limit(options);
        let mut candidates = first;
        let mut rebuilt = false;
        loop {
            if let Some(candidates) = &candidates {
                match self.judge(store, (query, &tokens), options, candidates, limit, rebuilt)? {
                    Judgement::Settled(list) => return Ok(list),
                    Judgement::More => limit = limit.saturating_mul(4),
                    Judgement::Damaged => {
                        self.index.rebuild(store)?;
                        rebuilt = true;
                    }
                }
            } else if rebuilt {
                return Err(Error::Damaged("its index cannot be made".into()));
            } else {
                self.index.rebuild(store)?;
                rebuilt = true;
            }
            candidates = self.index.candidates(tokens.clone(), least(options), limit, &mut self.scratch);
        }
    }

    /// Fetches candidates, the most alike first, until no other could enter the list. `limit` is how many
    /// were asked for; unless `trusted`, a candidate that is not as alike as the index says shows damage.
    fn judge(
        &self,
        store: &dyn Store,
        (query, tokens): (&Query, &[Token]),
        options: &SearchOptions,
        candidates: &[Candidate],
        limit: usize,
        trusted: bool,
    ) -> Result<Judgement, Error> {
        let mut all: Vec<(Similarity, VariantId)> =
            candidates.iter().flat_map(|c| c.variants.iter().map(|v| (c.similarity, *v))).collect();
        all.sort_unstable_by_key(|&candidate| Reverse(candidate));
        // With a higher limit, others could come behind this one.
        let frontier = candidates.last().filter(|_| candidates.len() >= limit);
        let frontier = frontier.and_then(|last| Some((last.similarity, *last.variants.first()?)));
        all.retain(|candidate| frontier.is_none_or(|frontier| *candidate >= frontier));

        let mut list: Vec<Match> = Vec::new();
        let mut rest = &all[..];
        while let Some((similarity, variant)) = rest.first().copied().or(frontier) {
            let worst = list.last().filter(|_| list.len() >= options.max_matches);
            if worst
                .is_some_and(|worst| (worst.rank(), worst.variant) >= (best_rank(similarity, query, options), variant))
            {
                break;
            }
            if rest.is_empty() {
                return Ok(Judgement::More);
            }
            let (chunk, others) = rest.split_at(rest.len().min(options.max_matches.clamp(4, 64)));
            rest = others;
            let ids: Vec<VariantId> = chunk.iter().map(|&(_, id)| id).collect();
            for (id, unit) in store.units_of(&ids)? {
                let Some(&(expected, _)) = chunk.iter().find(|c| c.1 == id) else { continue };
                let Some(found) = self.make_match(query, tokens, options, id, unit) else { continue };
                if found.similarity != expected && !trusted {
                    return Ok(Judgement::Damaged);
                }
                if found.score >= options.min_score {
                    add_match(&mut list, found);
                }
            }
            list.sort_by_key(|m| Reverse((m.rank(), m.variant)));
            list.truncate(options.max_matches);
        }
        penalise_several_translations(&mut list, options.penalties.several_translations);
        Ok(Judgement::Settled(merge_matches(list, options.max_matches)))
    }

    /// What a unit is to the query; `None` if it has no translation or is not to be used.
    fn make_match(
        &self,
        query: &Query,
        tokens: &[Token],
        options: &SearchOptions,
        id: VariantId,
        stored: StoredUnit,
    ) -> Option<Match> {
        let place = stored.variants.iter().position(|v| *v == id)?;
        let unit = &stored.unit;
        if unit.status == Status::Rejected {
            return None;
        }
        let source = unit.variants.get(place)?;
        let others = unit.variants.iter().enumerate().filter(|(index, _)| *index != place);
        let target = others
            .filter_map(|(_, variant)| Some((query.target.distance(&variant.language)?, variant)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, variant)| variant)?;

        let stored_tokens = self.index.analyzer.tokens(&source.segment);
        let similarity = similarity(tokens, &stored_tokens);
        let codes_differ = !codes(tokens).eq(codes(&stored_tokens));
        let mut found = Match {
            score: 0,
            kind: MatchKind::Fuzzy,
            similarity,
            source: source.segment.clone(),
            target: target.segment.clone(),
            suggestion: target.segment.clone(),
            replaced: Vec::new(),
            penalties: Vec::new(),
            unit: Arc::new(stored.clone()),
            variant: id,
            memory: Arc::clone(&self.memory),
        };
        if similarity.cost == 0 && normal(&source.segment.text) == normal(&query.segment.text) {
            found.kind = if same_neighbours(query, &stored, source) { MatchKind::Context } else { MatchKind::Exact };
        } else if !codes_differ
            && let Some(repaired) =
                repair(query.segment, query.language, &source.segment, &target.segment, &target.language)
        {
            found.kind = MatchKind::Repaired;
            found.suggestion = repaired.target;
            found.replaced = repaired.replaced;
        }
        found.penalties = penalties(query, options, unit, source, target, found.kind, codes_differ);
        found.apply_penalties();
        Some(found)
    }
}

/// What came of looking at candidates.
enum Judgement {
    /// These are the matches.
    Settled(Vec<Match>),
    /// Others could enter the list: more candidates are needed.
    More,
    /// The index is not of this memory's texts.
    Damaged,
}

/// How many candidates are asked for first: some will be gone or penalised.
fn first_limit(options: &SearchOptions) -> usize {
    options.max_matches.saturating_mul(2).min(1000)
}

/// The least similarity that can reach the score asked for.
fn least(options: &SearchOptions) -> Similarity {
    Similarity::of_percent(options.min_score.saturating_add(options.penalties.memory).clamp(1, 100))
}

/// The rank of a match so alike if nothing but its memory speaks against it. (A match that will be repaired
/// can do better; what it takes for that costs so little that it comes early.)
fn best_rank(similarity: Similarity, query: &Query, options: &SearchOptions) -> Rank {
    let (score, kind) = match similarity.percent() {
        100 if query.previous.is_some() || query.next.is_some() => (101, MatchKind::Context),
        100 => (100, MatchKind::Exact),
        percent => (percent, MatchKind::Fuzzy),
    };
    let memory = options.penalties.memory;
    (score.saturating_sub(memory), Reverse(kind), Reverse(u32::from(memory)), similarity)
}

/// Adds a match to a list unless the same pair is there with a rank as good.
fn add_match(list: &mut Vec<Match>, found: Match) {
    match list.iter_mut().find(|m| m.source == found.source && m.target == found.target) {
        Some(same) if (found.rank(), found.variant) > (same.rank(), same.variant) => *same = found,
        Some(_) => {}
        None => list.push(found),
    }
}

fn codes(tokens: &[Token]) -> impl Iterator<Item = &str> {
    tokens.iter().filter(|t| t.key.class == Class::Code).map(|t| t.form.as_str())
}

fn normal(text: &str) -> String {
    collapse_space(&nfc(text))
}

/// Whether the unit was seen between the segments that the query stands between (at the beginning and the
/// end of a text there is none).
fn same_neighbours(query: &Query, stored: &StoredUnit, source: &Variant) -> bool {
    if stored.unit.source_language.as_ref().is_some_and(|language| !language.matches(&source.language)) {
        return false; // the unit's neighbours are in its other language
    }
    let here = Context { previous: query.previous.map(exact_key), next: query.next.map(exact_key) };
    here != Context::default() && stored.contexts.contains(&here)
}

fn penalties(
    query: &Query,
    options: &SearchOptions,
    unit: &Unit,
    source: &Variant,
    target: &Variant,
    kind: MatchKind,
    codes_differ: bool,
) -> Vec<Penalty> {
    let points = &options.penalties;
    let other = |asked: &Option<String>, has: &Option<String>| asked.is_some() && asked != has;
    let other_region = |a: &LanguageTag, b: &LanguageTag| a.distance(b).is_some_and(|d| d > 1);
    let region = other_region(query.language, &source.language) || other_region(query.target, &target.language);
    let applies = [
        ("memory", points.memory, true),
        ("machine", points.machine, unit.status == Status::Machine),
        ("aligned", points.aligned, unit.status == Status::Aligned),
        ("unapproved", points.unapproved, unit.status == Status::Translated),
        ("low-confidence", points.low_confidence, unit.origin.confidence.is_some_and(|c| c < LOW_CONFIDENCE)),
        ("region", points.region, region),
        ("client", points.client, other(&options.client, &unit.client)),
        ("domain", points.domain, other(&options.domain, &unit.domain)),
        ("codes", points.codes, codes_differ),
        ("repaired", points.repaired, kind == MatchKind::Repaired),
    ];
    let taken = applies.into_iter().filter(|&(_, points, applies)| applies && points > 0);
    taken.map(|(name, points, _)| Penalty { name, points }).collect()
}

/// Takes points off exact matches whose source has another translation in the list as well.
fn penalise_several_translations(list: &mut [Match], points: u8) {
    let exact = list.iter().filter(|m| m.kind == MatchKind::Exact);
    if points == 0 || exact.count() < 2 {
        return;
    }
    for found in list.iter_mut().filter(|m| m.kind == MatchKind::Exact) {
        found.penalties.push(Penalty { name: "several-translations", points });
        found.apply_penalties();
    }
}

/// The matches of several memories as one list: the best first, equal pairs once, at most `max`. The order
/// is by score, kind, points taken off, similarity, then the newer, then by text.
pub fn merge_matches(mut matches: Vec<Match>, max: usize) -> Vec<Match> {
    matches.sort_by(|a, b| {
        let time = |m: &Match| m.unit.unit.metadata.changed.or(m.unit.unit.metadata.created);
        let text =
            |m: &Match| (m.source.text.clone(), m.target.text.clone(), Arc::clone(&m.memory), Reverse(m.variant));
        b.rank().cmp(&a.rank()).then_with(|| time(b).cmp(&time(a))).then_with(|| text(a).cmp(&text(b)))
    });
    let mut seen = FxHashSet::default();
    let first: Vec<bool> = matches.iter().map(|m| seen.insert((&m.source, &m.target))).collect();
    let mut first = first.into_iter();
    matches.retain(|_| first.next().unwrap_or(true));
    matches.truncate(max);
    matches
}
