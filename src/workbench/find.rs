//! Concordance: where a phrase stands in the memories, and how it was translated.

use std::cmp::Reverse;
use std::ops::Range;

use indexmap::IndexMap;

use super::memories::{self, Memory, Reading};
use super::{Error, Notice, Workbench, indexing};
use crate::lang::LanguageTag;
use crate::memory::concordance::{self, By, Occurrence, Phrase};
use crate::memory::{Searcher, Store};
use crate::model::{Status, Timestamp, Variant};

/// What is looked for, and where.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The phrase.
    pub phrase: &'a str,
    /// How its words are compared.
    pub by: By,
    /// Its language; by default every language of a memory that it can be written in.
    pub from: Option<&'a LanguageTag>,
    /// The language of the translations; by default every other language of the units.
    pub to: Option<&'a LanguageTag>,
    /// Memories beside those of the workbench.
    pub memories: &'a [String],
    /// At most so many units are given, the newest first; those that are not are counted all the same.
    pub most: usize,
}

/// What was found in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// The language of the phrase.
    pub language: LanguageTag,
    /// How many units hold it, in all memories.
    pub units: usize,
    /// Whether there are more: the search of a memory stops at [`MOST_UNITS`].
    pub more: bool,
    /// Units, the newest first.
    pub hits: Vec<Hit>,
    /// How it was translated, by language of the translation.
    pub renderings: IndexMap<LanguageTag, Renderings>,
}

/// How a phrase was translated into a language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Renderings {
    /// The renderings, most frequent first.
    pub list: Vec<Rendering>,
    /// Units in which none was told.
    pub untold: usize,
    /// Units looked at: the newest, at most [`MOST_COUNTED`] a memory.
    pub counted: usize,
}

/// A way in which the phrase was translated.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendering {
    /// The form met most often.
    pub text: String,
    /// In how many units.
    pub count: usize,
    /// When one of them was last used, changed or made, as far as it is known.
    pub last: Option<Timestamp>,
}

/// A unit with the phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The memory it is from.
    pub memory: String,
    /// The text with the phrase.
    pub source: Variant,
    /// Where the phrase stands in it, in bytes.
    pub ranges: Vec<Range<usize>>,
    /// The translations, each with the places of the phrase's renderings in bytes.
    pub targets: Vec<(Variant, Vec<Range<usize>>)>,
    /// How far the unit can be relied upon.
    pub status: Status,
    /// When it was last used, changed or made.
    pub time: Option<Timestamp>,
    /// The file it comes from.
    pub file: Option<String>,
}

/// The search of a memory stops at so many texts.
pub const MOST_UNITS: usize = 5000;

/// Renderings are counted in at most so many units of a memory, the newest.
pub const MOST_COUNTED: usize = 500;

/// Looks for a phrase in the memories. A language in which nothing is found is left out.
///
/// # Errors
/// When the phrase cannot be looked for, there is no memory, or one cannot be read.
pub fn find(
    bench: &Workbench,
    request: Request<'_>,
    now: Timestamp,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Concordance>, Error> {
    let config = &bench.config;
    let reading =
        Reading { from: request.from.or(config.source.as_ref()), to: request.to.or(config.target.as_ref()), now };
    let memories = memories::consulted(bench, request.memories, reading, notices)?;
    if memories.is_empty() {
        return Err(Error::usage("there is no memory to look in")
            .hint("name one with --memory FILE, or make a workbench with `tolmach init`"));
    }
    let mut found: IndexMap<LanguageTag, Concordance> = IndexMap::new();
    for memory in &memories {
        for language in languages(memory, &request)? {
            let phrase = Phrase::new(request.phrase, &language, request.by)
                .map_err(|e| Error::usage(format!("`{}`: {e}", request.phrase)))?;
            look_in(bench, memory, &phrase, &language, &request, &mut found, notices)?;
        }
    }
    let mut found: Vec<Concordance> = found.into_values().collect();
    for concordance in &mut found {
        concordance.hits.sort_by_key(|hit| Reverse(hit.time));
        concordance.hits.truncate(request.most);
        for renderings in concordance.renderings.values_mut() {
            renderings.list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        }
    }
    Ok(found)
}

/// The languages of a memory that the phrase can be in, regions together.
fn languages(memory: &Memory, request: &Request<'_>) -> Result<Vec<LanguageTag>, Error> {
    let info = memory.store.info().map_err(|e| Error::memory(&memory.path, e))?;
    let mut out: Vec<LanguageTag> = Vec::new();
    let script = crate::lang::dominant_script(request.phrase);
    for (tag, _) in info.languages {
        let fits = match request.from {
            Some(from) => from.matches(&tag),
            None => script.is_none() || tag.usual_script().is_none() || tag.usual_script() == script,
        };
        let base = LanguageTag::parse(tag.language()).unwrap_or(tag);
        if fits && !out.contains(&base) {
            out.push(base);
        }
    }
    Ok(out)
}

fn look_in(
    bench: &Workbench,
    memory: &Memory,
    phrase: &Phrase,
    language: &LanguageTag,
    request: &Request<'_>,
    found: &mut IndexMap<LanguageTag, Concordance>,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    let failed = |e| Error::memory(&memory.path, e);
    let folder = indexing::folder(bench, &memory.path);
    let open = |language: &LanguageTag| {
        Searcher::open(&memory.store, memory.name.as_str(), language, folder.as_deref()).map_err(failed)
    };
    let searcher = open(language)?;
    let texts = concordance::find(&memory.store, &searcher, phrase, MOST_UNITS).map_err(failed)?;
    notices.extend(searcher.take_notices().into_iter().map(|n| indexing::remark(&memory.path, n)));
    if texts.variants.is_empty() {
        return Ok(());
    }
    let newest = texts.variants.get(..MOST_COUNTED.max(request.most)).unwrap_or(&texts.variants);
    let occurrences = concordance::occurrences(&memory.store, phrase, newest).map_err(failed)?;
    let mut hits: Vec<Hit> = occurrences.into_iter().map(|o| hit(memory, o, request.to)).collect();
    if hits.is_empty() {
        return Ok(()); // all of them rejected
    }
    let entry = found.entry(language.clone()).or_insert_with(|| Concordance {
        language: language.clone(),
        units: 0,
        more: false,
        hits: Vec::new(),
        renderings: IndexMap::new(),
    });
    entry.units += if newest.len() == texts.variants.len() { hits.len() } else { texts.variants.len() };
    entry.more |= texts.more;
    let mut targets: Vec<LanguageTag> = Vec::new();
    for (target, _) in hits.iter().flat_map(|hit| &hit.targets) {
        let base = LanguageTag::parse(target.language.language()).unwrap_or(target.language.clone());
        if !targets.contains(&base) {
            targets.push(base);
        }
    }
    for target in targets {
        let searcher = open(&target)?;
        let counted = count(memory, &searcher, phrase, &target, &mut hits, texts.variants.len()).map_err(failed)?;
        notices.extend(searcher.take_notices().into_iter().map(|n| indexing::remark(&memory.path, n)));
        let all = entry.renderings.entry(target).or_default();
        all.untold += counted.untold;
        all.counted += counted.counted;
        for rendering in counted.list {
            match all.list.iter_mut().find(|r| crate::lang::fold(&r.text) == crate::lang::fold(&rendering.text)) {
                Some(known) => {
                    known.count += rendering.count;
                    known.last = known.last.max(rendering.last);
                }
                None => all.list.push(rendering),
            }
        }
    }
    hits.truncate(request.most);
    entry.hits.extend(hits);
    Ok(())
}

/// Counts the renderings in the translations into a language, and marks them there.
fn count(
    memory: &Memory,
    searcher: &Searcher,
    phrase: &Phrase,
    language: &LanguageTag,
    hits: &mut [Hit],
    all: usize,
) -> Result<Renderings, crate::memory::Error> {
    // Which hit and which of its translations each text is.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (number, hit) in hits.iter().enumerate().take(MOST_COUNTED) {
        let translations = hit.targets.iter().enumerate().filter(|(_, (t, _))| language.matches(&t.language));
        places.extend(translations.map(|(target, _)| (number, target)));
    }
    let texts: Vec<&str> =
        places.iter().map(|&(hit, target)| hits[hit].targets[target].0.segment.text.as_str()).collect();
    let found = concordance::renderings(&memory.store, searcher, &texts, phrase.words(), all)?;
    let mut out = Renderings { counted: places.len(), ..Renderings::default() };
    let mut told = vec![false; places.len()];
    for rendering in found {
        let mut units: Vec<usize> = rendering.places.iter().map(|(text, _)| *text).collect();
        units.dedup();
        for &text in &units {
            told[text] = true;
        }
        let last = units.iter().filter_map(|&text| hits[places[text].0].time).max();
        out.list.push(Rendering { text: rendering.text, count: units.len(), last });
        for (text, range) in rendering.places {
            let (hit, target) = places[text];
            hits[hit].targets[target].1.push(range);
        }
    }
    out.untold = told.iter().filter(|told| !**told).count();
    Ok(out)
}

fn hit(memory: &Memory, occurrence: Occurrence, to: Option<&LanguageTag>) -> Hit {
    let Occurrence { unit, place, ranges } = occurrence;
    let unit = unit.unit;
    let source = unit.variants[place].clone();
    let wanted = |v: &Variant| match to {
        Some(to) => to.matches(&v.language),
        None => !source.language.matches(&v.language),
    };
    let targets = unit.variants.iter().enumerate().filter(|(index, v)| *index != place && wanted(v));
    let targets = targets.map(|(_, v)| (v.clone(), Vec::new())).collect();
    let known = [&unit.metadata].into_iter().chain(unit.variants.iter().map(|v| &v.metadata));
    let time = known.flat_map(|m| [m.last_used, m.changed, m.created]).flatten().max();
    Hit { memory: memory.name.clone(), ranges, targets, status: unit.status, time, file: unit.origin.file, source }
}
