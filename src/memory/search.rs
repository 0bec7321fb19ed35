//! The search for matches in one memory.
//!
//! The index gives the texts most like the query by their fuzzy score; here they become matches: their units
//! are fetched, the kind is decided, penalties are taken off. Since penalties change the order, more
//! candidates are asked for until no other could enter the list, so the list is the same as if every unit
//! of the memory had been looked at. That goes for the order of near-equal matches too ([`super::order`]):
//! those that could take part in it are fetched and given as well.

use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::closeness::Closeness;
use super::index::{Candidate, Holding, Index, Notice, Place, Run, Scratch, Sizes, Within};
use super::order::{Rank, SHORTLIST, near_best, shortlist};
use super::penalty::{Codes, Found, Penalties, Penalty, penalise_several_translations, penalties};
use super::repair::{Replacement, repair};
use super::score::{Analyzer, Class, Key, Similarity, Token, by_rule, similarity};
use super::store::{Context, Error, Store, StoredUnit, VariantId, exact_key};
use crate::lang::{LanguageTag, nfc};
use crate::model::{Segment, Status, Variant};

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

/// How to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// The least score of a match, penalties taken off; 1 to 101.
    pub min_score: u8,
    /// So many matches are wanted.
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
    /// Only numbers, dates, addresses, terms or names differ, and were put into the suggestion: 100 %, less a
    /// penalty.
    Repaired,
    /// Alike: at most 99 %.
    Fuzzy,
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
    /// How alike their texts are as they stand.
    pub closeness: Closeness,
    /// How alike the translation is, by words, to those of the matches near-equal to this one; the search
    /// itself leaves it at nothing ([`merge_matches`](super::merge_matches)).
    pub agreement: Closeness,
    /// The stored source.
    pub source: Segment,
    /// The stored translation.
    pub target: Segment,
    /// The translation to offer: the stored one, with what was put in.
    pub suggestion: Segment,
    /// What was put in.
    pub replaced: Vec<Replacement>,
    /// The words of the suggestion that belong to what still differs, in bytes; the search itself leaves it
    /// empty ([`marks`](super::marks)).
    pub marks: Vec<Range<usize>>,
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
    pub(super) fn penalty_points(&self) -> u32 {
        self.penalties.iter().map(|p| u32::from(p.points)).sum()
    }

    /// Makes this a match into whose translation something was put. Where nothing else differs it is repaired,
    /// and loses so many points under a name.
    pub fn put_in(&mut self, suggestion: Segment, replaced: Vec<Replacement>, penalty: Option<Penalty>) {
        self.suggestion = suggestion;
        self.replaced = replaced;
        if let Some(penalty) = penalty {
            let before = self.score;
            self.kind = MatchKind::Repaired;
            self.penalties.push(penalty);
            self.apply_penalties();
            self.score = self.score.max(before).min(99);
        }
    }

    pub(super) fn apply_penalties(&mut self) {
        let (whole, most) = match self.kind {
            MatchKind::Context => (101, 101),
            MatchKind::Exact | MatchKind::Repaired => (100, 100),
            MatchKind::Fuzzy => (self.similarity.percent(), 99),
        };
        let score = u32::from(whole).saturating_sub(self.penalty_points());
        self.score = u8::try_from(score).unwrap_or(most).min(most);
    }
}

/// Searches a memory for one source language. It holds the index, not the memory: each call is handed the
/// same store, or another that is open on the same memory; several threads may search at once.
pub struct Searcher {
    /// Locked for as long as one question takes, so that whoever finds it damaged can make it anew.
    index: RwLock<Index>,
    analyzer: Analyzer,
    memory: Arc<str>,
    language: LanguageTag,
    /// As many as there were searches at once.
    scratches: Mutex<Vec<Scratch>>,
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

    /// Whether there is something of an index of this language in a cache.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn is_kept(store: &dyn Store, language: &LanguageTag, cache: &Path) -> Result<bool, Error> {
        Index::is_kept(store, language, cache)
    }

    pub(super) fn with_sizes(
        store: &dyn Store,
        memory: impl Into<Arc<str>>,
        language: &LanguageTag,
        cache: Option<&Path>,
        sizes: Sizes,
    ) -> Result<Self, Error> {
        let index = Index::open(store, language, cache, sizes)?;
        Ok(Self {
            analyzer: index.analyzer.clone(),
            index: RwLock::new(index),
            memory: memory.into(),
            language: language.clone(),
            scratches: Mutex::default(),
        })
    }

    /// Takes in what was stored since it was opened or last refreshed.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn refresh(&mut self, store: &dyn Store) -> Result<(), Error> {
        self.change().refresh(store)
    }

    /// What happened to the index since this was last asked.
    pub fn take_notices(&self) -> Vec<Notice> {
        if self.index().notices.is_empty() { Vec::new() } else { std::mem::take(&mut self.change().notices) }
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The language whose texts it searches.
    pub fn language(&self) -> &LanguageTag {
        &self.language
    }

    /// The matches for a query, best first: at least so many as are wanted, if there are, and those near-equal
    /// to the best, for [`merge_matches`](super::merge_matches) to put in order.
    ///
    /// More candidates are asked for as long as they could change the list, and the index is made anew if it
    /// turns out to be damaged.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find(&self, store: &dyn Store, query: &Query, options: &SearchOptions) -> Result<Vec<Match>, Error> {
        if options.max_matches == 0 {
            return Ok(Vec::new());
        }
        let tokens = self.analyzer.tokens(query.segment);
        let least = least(&tokens, options);
        let mut limit = first_limit(options);
        let mut mended = false;
        loop {
            let (candidates, generation) = self.candidates(tokens.clone(), least, limit);
            let judgement = match candidates {
                Some(candidates) => self.judge(store, (query, &tokens), options, &candidates, limit, mended)?,
                None => Judgement::Damaged,
            };
            match judgement {
                Judgement::Settled(list) => return Ok(list),
                Judgement::More => limit = limit.saturating_mul(4),
                Judgement::Damaged if mended => return Err(cannot_be_made()),
                Judgement::Damaged => {
                    self.mend(store, generation)?;
                    mended = true;
                }
            }
        }
    }

    /// The stored texts most like a segment, at most `limit`, the most alike first: what [`Self::find`] looks
    /// among. Some may be gone from the memory; a text can come several times, with other variants.
    pub fn nearest(&self, segment: &Segment, min_score: u8, limit: usize) -> Vec<Candidate> {
        let least = Similarity::of_percent(min_score.clamp(1, 100));
        self.candidates(self.analyzer.tokens(segment), least, limit).0.unwrap_or_default()
    }

    /// The candidates, unless the index is damaged; and which generation of it was asked.
    fn candidates(&self, tokens: Vec<Token>, least: Similarity, limit: usize) -> (Option<Vec<Candidate>>, u32) {
        let scratches = || self.scratches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = scratches().pop().unwrap_or_default();
        let index = self.index();
        let found = (index.candidates(tokens, least, limit, &mut scratch), index.generation());
        scratches().push(scratch);
        found
    }

    /// How its texts are cut into tokens.
    pub(super) fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The texts that hold a phrase, at most `most`; the index is made anew if it turns out to be damaged.
    pub(super) fn holding_phrase(
        &self,
        store: &dyn Store,
        places: &[Place<'_>],
        within: Option<&Within<'_>>,
        most: usize,
    ) -> Result<Holding, Error> {
        self.asked(store, |index| index.holding_phrase(places, within, most))
    }

    /// The texts that hold a form in which something is found, at most `most`.
    pub(super) fn holding_form(
        &self,
        store: &dyn Store,
        sought: &regex::bytes::Regex,
        most: usize,
    ) -> Result<Holding, Error> {
        self.asked(store, |index| index.holding_form(sought, most))
    }

    /// How many texts hold a key.
    pub(super) fn frequency(&self, store: &dyn Store, key: u64) -> Result<usize, Error> {
        self.asked(store, |index| index.frequency(key))
    }

    /// Some texts that hold a key, about `most` at most, always the same ones.
    pub(super) fn sample(&self, store: &dyn Store, key: u64, most: usize) -> Result<Vec<VariantId>, Error> {
        self.asked(store, |index| index.sample(key, most))
    }

    /// The longest runs of a query's tokens in stored texts, of which about `most` are looked at.
    pub(super) fn runs(&self, store: &dyn Store, query: &[Key], most: usize) -> Result<Vec<Run>, Error> {
        self.asked(store, |index| index.runs(query, most))
    }

    /// How many texts there are, those with the same tokens once.
    pub(super) fn texts(&self) -> usize {
        self.index().texts()
    }

    fn asked<T>(&self, store: &dyn Store, ask: impl Fn(&Index) -> Option<T>) -> Result<T, Error> {
        let generation = {
            let index = self.index();
            match ask(&index) {
                Some(answer) => return Ok(answer),
                None => index.generation(),
            }
        };
        self.mend(store, generation)?;
        ask(&self.index()).ok_or_else(cannot_be_made)
    }

    /// Makes an index anew that turned out to be damaged in this generation, unless another thread has.
    fn mend(&self, store: &dyn Store, generation: u32) -> Result<(), Error> {
        let mut index = self.change();
        if index.generation() == generation { index.rebuild(store) } else { Ok(()) }
    }

    /// How many bytes the index takes, in files and in memory.
    pub fn index_bytes(&self) -> usize {
        self.index().bytes()
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

        // Two at least: whether there are several translations shows only then.
        let wanted = options.max_matches.max(2);
        let repairable = repairable(tokens);
        let mut list: Vec<Match> = Vec::new();
        let mut rest = &all[..];
        while let Some((similarity, variant)) = rest.first().copied().or(frontier) {
            let worst = list.last().filter(|_| list.len() >= wanted);
            let best = best_rank(similarity, repairable, query, options);
            let near = list.len() < SHORTLIST && near_best(&list, best.0);
            if worst.is_some_and(|worst| !near && (worst.rank(), worst.variant) >= (best, variant)) {
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
            shortlist(&mut list, wanted);
        }
        penalise_several_translations(&mut list, options.penalties.several_translations);
        list.retain(|found| found.score >= options.min_score);
        Ok(Judgement::Settled(list))
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

        let stored_tokens = self.analyzer.tokens(&source.segment);
        let similarity = similarity(tokens, &stored_tokens);
        let codes = compare_codes(tokens, &stored_tokens);
        let mut found = Match {
            score: 0,
            kind: MatchKind::Fuzzy,
            similarity,
            closeness: Closeness::of(&query.segment.text, &source.segment.text),
            agreement: Closeness::default(),
            source: source.segment.clone(),
            target: target.segment.clone(),
            suggestion: target.segment.clone(),
            replaced: Vec::new(),
            marks: Vec::new(),
            penalties: Vec::new(),
            unit: Arc::new(stored.clone()),
            variant: id,
            memory: Arc::clone(&self.memory),
        };
        let same_text = nfc(&source.segment.text) == nfc(&query.segment.text);
        if similarity.cost == 0 && same_text {
            found.kind = if same_neighbours(query, &stored, source) { MatchKind::Context } else { MatchKind::Exact };
        } else if codes != Codes::Missing
            && let Some(repaired) =
                repair(query.segment, query.language, &source.segment, &target.segment, &target.language)
        {
            found.kind = MatchKind::Repaired;
            found.suggestion = repaired.target;
            found.replaced = repaired.replaced;
        }
        let kind = found.kind;
        let white_space = similarity.cost == 0 && !same_text && kind == MatchKind::Fuzzy;
        let judged = Found { unit, source, target, kind, codes, white_space };
        found.penalties = penalties(query, options, &judged);
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

fn cannot_be_made() -> Error {
    Error::Damaged("its index cannot be made".into())
}

/// How many candidates are asked for first: some will be gone or penalised, and asking again costs more than
/// asking for the whole shortlist.
fn first_limit(options: &SearchOptions) -> usize {
    options.max_matches.saturating_mul(2).clamp(SHORTLIST + 4, 1000)
}

/// The least similarity that can reach the score asked for, by itself or repaired.
fn least(tokens: &[Token], options: &SearchOptions) -> Similarity {
    let penalties = &options.penalties;
    let asked = options.min_score.saturating_add(penalties.memory);
    let alike = Similarity::of_percent(asked.clamp(1, 100));
    let repaired = asked.saturating_add(penalties.repaired) <= 100;
    if repaired { alike.min(repairable(tokens)) } else { alike }
}

/// How alike to the query a match is at least that differs in nothing but placeables and inline codes. (One
/// whose markup differs as well, which is not one token, can be less alike; it is repaired where it is found.)
fn repairable(tokens: &[Token]) -> Similarity {
    let cost = tokens.iter().filter(|t| matches!(t.key.class, Class::Number | Class::Code)).map(|t| by_rule(&t.key));
    let weight: u32 = tokens.iter().map(|t| t.key.weight).sum();
    Similarity { cost: cost.sum(), weight: weight.max(1) }
}

/// The rank of a match so alike if nothing but its memory speaks against it, and if it can be, repaired.
fn best_rank(similarity: Similarity, repairable: Similarity, query: &Query, options: &SearchOptions) -> Rank {
    let (score, kind) = match similarity.percent() {
        100 if query.previous.is_some() || query.next.is_some() => (101, MatchKind::Context),
        100 => (100, MatchKind::Exact),
        percent => (percent, MatchKind::Fuzzy),
    };
    let rank = |score: u8, kind, points: u8| {
        (score.saturating_sub(points), Reverse(kind), Reverse(u32::from(points)), similarity)
    };
    let Penalties { memory, repaired, .. } = options.penalties;
    let best = rank(score, kind, memory);
    if similarity.cost == 0 || similarity < repairable {
        return best;
    }
    best.max(rank(100, MatchKind::Repaired, memory.saturating_add(repaired)))
}

/// Adds a match to a list unless the same pair is there with a rank as good.
fn add_match(list: &mut Vec<Match>, found: Match) {
    match list.iter_mut().find(|m| m.source == found.source && m.target == found.target) {
        Some(same) if (found.rank(), found.variant) > (same.rank(), same.variant) => *same = found,
        Some(_) => {}
        None => list.push(found),
    }
}

/// How the inline codes of two segments compare. A code's form begins with a letter for its kind.
fn compare_codes(query: &[Token], stored: &[Token]) -> Codes {
    let codes = |tokens: &'_ [Token]| -> Vec<String> {
        tokens.iter().filter(|t| t.key.class == Class::Code).map(|t| t.form.clone()).collect()
    };
    let (query, stored) = (codes(query), codes(stored));
    let kinds = |codes: &[String]| -> Vec<Option<char>> { codes.iter().map(|c| c.chars().next()).collect() };
    if query == stored {
        Codes::Same
    } else if kinds(&query) == kinds(&stored) {
        Codes::Different
    } else {
        Codes::Missing
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::memory::testing::{pair, put, remove, store, stored, tag};
    use crate::memory::{SqliteStore, UnitId, merge_matches};
    use crate::model::{CodeKind, InlineCode, Origin, Unit};

    fn search(store: &SqliteStore, text: &str, options: &SearchOptions) -> Vec<Match> {
        search_segment(store, &text.into(), options)
    }

    fn search_segment(store: &SqliteStore, segment: &Segment, options: &SearchOptions) -> Vec<Match> {
        let (en, ru) = (tag("en"), tag("ru"));
        let query = Query { segment, language: &en, target: &ru, previous: None, next: None };
        let found = Searcher::open(store, "m", &en, None).unwrap().find(store, &query, options).unwrap();
        merge_matches(found, options.max_matches)
    }

    fn found(store: &SqliteStore, text: &str) -> Vec<(u8, MatchKind, String)> {
        let list = search(store, text, &SearchOptions::default());
        list.into_iter().map(|m| (m.score, m.kind, m.suggestion.text)).collect()
    }

    fn with(units: impl IntoIterator<Item = Unit>) -> SqliteStore {
        let mut store = store();
        put(&mut store, units);
        store
    }

    #[test]
    fn exact_repaired_and_fuzzy() {
        let store = with([
            pair("The strike began on 3 May 2022.", "Забастовка началась 3 мая 2022 года."),
            pair("The strike ended on 3 May.", "Забастовка закончилась 3 мая."),
            pair("Peace to the world", "Миру мир"),
        ]);
        assert_eq!(
            found(&store, "The strike began on 3 May 2022.")[0],
            (100, MatchKind::Exact, "Забастовка началась 3 мая 2022 года.".to_string())
        );
        let spaced = search(&store, "The strike  began on 3 May 2022.", &SearchOptions::default());
        assert_eq!((spaced[0].score, spaced[0].kind), (99, MatchKind::Fuzzy));
        assert_eq!(spaced[0].penalties, [Penalty { name: "white-space", points: 1 }]);
        let repaired = found(&store, "The strike began on 5 June 2023.");
        assert_eq!(repaired[0], (99, MatchKind::Repaired, "Забастовка началась 5 июня 2023 года.".to_string()));
        let fuzzy = found(&store, "peace to the world");
        assert!(fuzzy[0].0 < 100 && fuzzy[0].0 > 90 && fuzzy[0].1 == MatchKind::Fuzzy, "{fuzzy:?}");
        assert_eq!(found(&store, "Something else entirely"), []);
        assert_eq!(found(&store, ""), []);
    }

    #[test]
    fn the_other_direction_is_searched_as_well() {
        let store = with([pair("Peace to the world", "Миру мир")]);
        let (en, ru) = (tag("en-US"), tag("ru"));
        let segment = Segment::plain("Миру мир");
        let query = Query { segment: &segment, language: &ru, target: &en, previous: None, next: None };
        let searcher = Searcher::open(&store, "m", &ru, None).unwrap();
        let list = searcher.find(&store, &query, &SearchOptions::default()).unwrap();
        assert_eq!(list[0].target.text, "Peace to the world");
        let no_german = Query { target: &tag("de"), ..query };
        assert_eq!(searcher.find(&store, &no_german, &SearchOptions::default()).unwrap(), []);
    }

    #[test]
    fn a_match_in_its_context_is_101() {
        let mut unit = pair("No to war!", "Нет войне!");
        unit.origin = Origin { previous: Some("Before.".into()), next: None, ..Origin::default() };
        let store = with([unit]);
        let (en, ru) = (tag("en"), tag("ru"));
        let segment = Segment::plain("No to war!");
        let searcher = Searcher::open(&store, "m", &en, None).unwrap();
        let score = |previous, next| {
            let query = Query { segment: &segment, language: &en, target: &ru, previous, next };
            searcher.find(&store, &query, &SearchOptions::default()).unwrap()[0].score
        };
        assert_eq!(score(Some(" Before. "), None), 101);
        assert_eq!(score(Some("Before."), Some("After.")), 100);
        assert_eq!(score(Some("Other."), None), 100);
        assert_eq!(score(None, None), 100);
    }

    #[test]
    fn penalties_are_named_and_change_the_order() {
        let machine = Unit { status: Status::Machine, ..pair("No to war!", "Никакой войны!") };
        let rejected = Unit { status: Status::Rejected, ..pair("No to war!", "Да войне!") };
        let mut unsure = pair("No to the war!", "Нет этой войне!");
        unsure.status = Status::Aligned;
        unsure.origin.confidence = Some(0.4);
        let store = with([machine, rejected, unsure, pair("No to war", "Нет войне")]);
        let penalties = Penalties { aligned: 1, ..Penalties::default() };
        let options = SearchOptions { client: Some("C".into()), min_score: 60, penalties, ..SearchOptions::default() };
        let list = search(&store, "No to war!", &options);
        let names = |m: &Match| m.penalties.iter().map(|p| p.name).collect::<Vec<_>>();
        let got: Vec<_> = list.iter().map(|m| (m.target.text.as_str(), m.score, names(m))).collect();
        assert_eq!(
            got,
            [
                ("Никакой войны!", 89, vec!["machine", "client"]),
                ("Нет войне", 84, vec!["client"]),
                ("Нет этой войне!", 66, vec!["aligned", "low-confidence", "client"]),
            ]
        );
    }

    #[test]
    fn each_penalty_can_be_set() {
        let mut unit = pair("No to war!", "Нет войне!");
        unit.domain = Some("law".into());
        unit.variants[0].language = tag("en-GB");
        let store = with([unit]);
        let penalties = Penalties { memory: 3, unapproved: 4, region: 5, domain: 6, ..Penalties::default() };
        let options = SearchOptions { domain: Some("press".into()), penalties, ..SearchOptions::default() };
        let (en, ru) = (tag("en-US"), tag("ru"));
        let segment = Segment::plain("No to war!");
        let query = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
        let list = Searcher::open(&store, "m", &en, None).unwrap().find(&store, &query, &options).unwrap();
        let told: Vec<_> = list[0].penalties.iter().map(|p| (p.name, p.points)).collect();
        assert_eq!(told, [("memory", 3), ("unapproved", 4), ("region", 5), ("domain", 6)]);
        assert_eq!(list[0].score, 82);
        assert!(Penalties::NAMES.iter().all(|name| Penalties::default().points_mut(name).is_some()));
    }

    #[test]
    fn a_repaired_match_is_found_whatever_it_was_before() {
        let store = with([
            pair("Since 3 May: 5, 6, 7.", "С 3 мая: 5, 6, 7."),
            pair("Since 3 May: 5, 8, 9!", "С 3 мая: 5, 8, 9!"),
        ]);
        let options = SearchOptions { min_score: 95, ..SearchOptions::default() };
        let list = search(&store, "Since 24 June: 15, 16, 17.", &options);
        let got: Vec<_> = list.iter().map(|m| (m.score, m.suggestion.text.as_str())).collect();
        assert_eq!(got, [(99, "С 24 июня: 15, 16, 17.")]);
    }

    #[test]
    fn several_translations_of_one_source_lose_a_point() {
        let store = with([pair("No to war!", "Нет войне!"), pair("No to war!", "Никакой войны!")]);
        let list = search(&store, "No to war!", &SearchOptions::default());
        assert_eq!(list.iter().map(|m| m.score).collect::<Vec<_>>(), [99, 99]);
        assert_eq!(list[0].penalties, [Penalty { name: "several-translations", points: 1 }]);
        let one = search(&store, "No to war!", &SearchOptions { max_matches: 1, ..SearchOptions::default() });
        assert_eq!(one.iter().map(|m| m.score).collect::<Vec<_>>(), [99], "though the other is not in the list");
    }

    #[test]
    fn inline_codes_count() {
        let code = |data: &str| InlineCode {
            at: 0,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: data.into(),
        };
        let coded = |data: &str| Segment { text: "Press here to continue".into(), codes: vec![code(data)] };
        let mut unit = pair("x", "Нажмите здесь");
        unit.variants[0].segment = coded("<a>");
        let store = with([unit]);
        let score = |segment: &Segment| search_segment(&store, segment, &SearchOptions::default())[0].score;
        assert_eq!(score(&coded("<a>")), 100);
        let (other, none) = (score(&coded("<b>")), score(&"Press here to continue".into()));
        assert!(none < other && other < 100, "{none} {other}");
        let penalty = |segment: &Segment| {
            let list = search_segment(&store, segment, &SearchOptions::default());
            list[0].penalties.iter().map(|p| p.name).collect::<Vec<_>>()
        };
        assert_eq!(penalty(&coded("<b>")), ["different-codes"]);
        assert_eq!(penalty(&"Press here to continue".into()), ["missing-codes"]);
        assert_eq!(penalty(&coded("<a>")), Vec::<&str>::new());
    }

    #[test]
    fn an_index_of_other_texts_is_found_out_and_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (en, ru) = (tag("en"), tag("ru"));
        let texts = |word: &str| (0..3000).map(|n| pair(&format!("{word} number {n} of all"), "x")).collect::<Vec<_>>();
        let (old, new) = (with(texts("Party")), with(texts("Union")));
        drop(Searcher::open(&old, "m", &en, Some(folder.path())).unwrap());
        // The files now claim to be of the other memory.
        let id = |s: &SqliteStore| s.info().unwrap().id;
        let name = |s: &SqliteStore| format!("{:016x}", super::super::score::name_hash(&format!("{} en ", id(s))));
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let mut bytes = std::fs::read(file.path()).unwrap();
            Index::relabel(&mut bytes, u64::from_str_radix(&name(&new), 16).unwrap());
            let to = file.file_name().to_str().unwrap().replace(&name(&old), &name(&new));
            std::fs::write(folder.path().join(to), bytes).unwrap();
        }
        let searcher = Searcher::open(&new, "m", &en, Some(folder.path())).unwrap();
        assert!(matches!(searcher.take_notices()[..], [Notice::Rebuilt { file: Some(_) }]));
        let segment = Segment::plain("Party number 17 of all");
        let query = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
        let options = SearchOptions { min_score: 50, ..SearchOptions::default() };
        let list = searcher.find(&new, &query, &options).unwrap();
        assert_eq!(list[0].source.text, "Union number 17 of all");
    }

    #[test]
    fn several_threads_search_at_once_and_one_mends_the_index_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let (en, ru) = (tag("en"), tag("ru"));
        let mut store = SqliteStore::create(&folder.path().join("m.tm"), Default::default()).unwrap();
        put(&mut store, (0..3000).map(|n| pair(&format!("Union number {n} of all of them"), "x")));
        let index = folder.path().join("index");
        drop(Searcher::open(&store, "m", &en, Some(&index)).unwrap());
        for file in std::fs::read_dir(&index).unwrap().flatten() {
            let mut bytes = std::fs::read(file.path()).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle..].iter_mut().step_by(512).for_each(|byte| *byte ^= 0x55);
            std::fs::write(file.path(), bytes).unwrap();
        }
        let damaged = Searcher::open(&store, "m", &en, Some(&index)).unwrap();
        let whole = Searcher::open(&store, "m", &en, None).unwrap();
        let stores: Vec<SqliteStore> = (0..4).map(|_| store.another().unwrap()).collect();
        std::thread::scope(|scope| {
            for (thread, store) in stores.into_iter().enumerate() {
                let (damaged, whole, en, ru) = (&damaged, &whole, &en, &ru);
                scope.spawn(move || {
                    for n in 0..20 {
                        let segment = Segment::plain(format!("Union number {} of all", 100 * thread + n));
                        let query = Query { segment: &segment, language: en, target: ru, previous: None, next: None };
                        let found = |searcher: &Searcher| searcher.find(&store, &query, &SearchOptions::default());
                        assert_eq!(found(damaged).unwrap(), found(whole).unwrap());
                    }
                });
            }
        });
        assert!(damaged.take_notices().iter().filter(|n| matches!(n, Notice::Rebuilt { file: None })).count() <= 1);
    }

    fn sentence() -> impl Strategy<Value = String> {
        let words =
            ["party", "parties", "Party", "war", "peace", "the", "of", "1917", "2022", "3 May", ",", ".", "government"];
        prop::collection::vec(prop::sample::select(words.to_vec()), 1..6).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Against every unit of the memory made a match, sorted, equal pairs once.
        #[test]
        fn the_list_is_that_of_looking_at_every_unit(
            units in prop::collection::vec((sentence(), 0usize..3, 0usize..4), 1..50),
            removed in prop::collection::vec(0usize..50, 0..20),
            queries in prop::collection::vec(sentence(), 1..4),
            max_matches in 1usize..5,
            memory in 0u8..5,
            repaired in 0u8..30,
            min_score in 40u8..100,
        ) {
            let statuses = [Status::Translated, Status::Machine, Status::Aligned, Status::Rejected];
            let mut store = store();
            put(&mut store, units.iter().map(|(source, target, status)| {
                let numbers = source.split(' ').filter(|word| word.parse::<u32>().is_ok());
                let words: Vec<&str> = [["а", "б", "в"][*target]].into_iter().chain(numbers).collect();
                Unit { status: statuses[*status], ..pair(source, &words.join(" ")) }
            }));
            let all = stored(&store);
            let removed: Vec<UnitId> = removed.iter().filter_map(|n| Some(all.get(*n)?.id)).collect();
            let penalties = Penalties { memory, repaired, ..Penalties::default() };
            let options = SearchOptions { min_score, max_matches, penalties, ..SearchOptions::default() };
            let (en, ru) = (tag("en"), tag("ru"));
            let searcher = Searcher::open(&store, "m", &en, None).unwrap();
            remove(&mut store, &removed);

            let segments: Vec<Segment> = queries.iter().map(|q| q.as_str().into()).collect();
            let query = |segment| Query { segment, language: &en, target: &ru, previous: None, next: None };
            for query in segments.iter().map(query) {
                let query = &query;
                let list = searcher.find(&store, query, &options).unwrap();
                let tokens = searcher.analyzer.tokens(query.segment);
                let mut expected: Vec<Match> = Vec::new();
                for unit in stored(&store) {
                    let id = unit.variants[0];
                    if let Some(found) = searcher.make_match(query, &tokens, &options, id, unit)
                        && found.score >= options.min_score
                    {
                        add_match(&mut expected, found);
                    }
                }
                shortlist(&mut expected, max_matches.max(2));
                penalise_several_translations(&mut expected, options.penalties.several_translations);
                expected.retain(|found| found.score >= min_score);
                prop_assert_eq!(merge_matches(list, max_matches), merge_matches(expected, max_matches));
            }
        }
    }
}
