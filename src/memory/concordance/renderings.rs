//! How a phrase was translated, counted over the units that hold it.
//!
//! A rendering is a run of words that stands in the translations of the units with the phrase far more often than
//! in the rest of the memory (log likelihood ratio, Dunning 1993), and not much without the phrase. The one that
//! says most is taken, its units are set aside, and the next is looked for in what is left: so `sanctions` and
//! `restrictive measures` do not compete for a unit.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::phrase::passed_over;
use crate::lang::{TokenKind, tokens};
use crate::memory::index::Place;
use crate::memory::score::{Analyzer, Class, WORD, name_hash};
use crate::memory::search::Searcher;
use crate::memory::store::{Error, Store};

/// A way in which a phrase was translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// The form met most often.
    pub text: String,
    /// Where it stands: in which of the translations, and the bytes there.
    pub places: Vec<(usize, Range<usize>)>,
}

/// The most words in a rendering.
const LONGEST: usize = 5;

/// The most words that a rendering has more than the phrase.
const LONGER: usize = 2;

/// Renderings met less often are chance: in this many units, and in one of so many.
const LEAST_COUNT: usize = 2;
const LEAST_PART: usize = 50;

/// The most renderings: what is left after them is of no use to anybody.
const MOST: usize = 8;

/// The least log likelihood ratio: one in a thousand by chance (χ² of one degree of freedom).
const LEAST_RATIO: f64 = 10.8;

/// The least share of a rendering's occurrences in the memory that go with the phrase; how many times the share of
/// any text's at least; and the share that is enough in any case.
const LEAST_SHARE: f64 = 0.15;
const LIFT: f64 = 3.0;
const MOST_SHARE: f64 = 0.6;

/// A longer run is taken for a shorter one if it has so much of its occurrences.
const MOSTLY: f64 = 0.75;

/// A short word in more than one of so many texts is frequent.
const FREQUENT: usize = 50;

/// In a small memory this many texts are not many.
const FEW: usize = 20;

/// Candidates whose occurrences in the whole memory are counted before the next is looked for.
const TRIED: usize = 12;

/// A word by its stem: the key by which the index knows it is coarser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Stem {
    key: u64,
    hash: u64,
}

/// A run of words.
type Run = Vec<Stem>;

/// The renderings of a phrase of `words` words in the translations of units that hold it, most frequent first.
/// `all` is how many units hold it, of which the translations may be a part. The searcher is one for the language
/// of the translations.
///
/// # Errors
/// When the memory cannot be read.
pub fn renderings(
    store: &dyn Store,
    searcher: &Searcher,
    translations: &[&str],
    words: usize,
    all: usize,
) -> Result<Vec<Rendering>, Error> {
    let mut texts: Vec<Vec<Spoken>> = translations.iter().map(|text| spoken(text, searcher)).collect();
    let mut counter =
        Counter { store, searcher, all: all.max(texts.len()), counted: texts.len(), frequencies: FxHashMap::default() };
    counter.weigh(&mut texts)?;
    let longest = (words + LONGER).min(LONGEST);
    let mut left: Vec<usize> = (0..texts.len()).collect();
    let mut found = Vec::new();
    while found.len() < MOST
        && let Some(run) = counter.best(&texts, &left, longest)?
    {
        let mut places = Vec::new();
        left.retain(|&number| {
            let ranges = occurrences(&texts[number], &run);
            let absent = ranges.is_empty();
            places.extend(ranges.into_iter().map(|range| (number, range)));
            absent
        });
        found.push(Rendering { text: usual_form(translations, &places), places });
    }
    let units =
        |rendering: &Rendering| rendering.places.iter().map(|(number, _)| number).collect::<FxHashSet<_>>().len();
    found.sort_by(|a, b| units(b).cmp(&units(a)).then_with(|| a.text.cmp(&b.text)));
    Ok(found)
}

/// A word of a translation.
struct Spoken {
    stem: Stem,
    /// Whether a rendering may begin or end with it.
    weight: Weight,
    /// Whether a mark that parts phrases stands before it.
    parted: bool,
    range: Range<usize>,
}

/// Whether a rendering may begin or end with a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It may.
    Heavy,
    /// It is short: it may unless it is frequent, as the words are that only hold others together.
    Short,
    /// It may not.
    Light,
}

fn spoken(text: &str, searcher: &Searcher) -> Vec<Spoken> {
    let mut out = Vec::new();
    let mut parted = false;
    for token in tokens(text) {
        let Some(form) = text.get(token.range.clone()) else { continue };
        let class = match token.kind {
            TokenKind::Word => Class::Word,
            TokenKind::Number => Class::Number,
            TokenKind::Ideograph => Class::Ideograph,
            TokenKind::Punctuation => {
                parted |= !form.chars().all(passed_over);
                continue;
            }
        };
        let key = searcher.analyzer().key(class, form);
        let stem = Stem { key: key.hash, hash: stem_hash(searcher.analyzer(), form) };
        let abbreviation = form.chars().nth(1).is_some() && form.chars().all(char::is_uppercase);
        let weight = match class {
            Class::Number => Weight::Light,
            _ if key.weight >= WORD || abbreviation => Weight::Heavy,
            Class::Word if key.weight > WORD / 2 => Weight::Short,
            _ => Weight::Light,
        };
        out.push(Spoken { stem, weight, parted: std::mem::take(&mut parted), range: token.range });
    }
    out
}

fn stem_hash(analyzer: &Analyzer, form: &str) -> u64 {
    name_hash(&analyzer.stem(form))
}

/// Where a run stands in a text.
fn occurrences(text: &[Spoken], run: &[Stem]) -> Vec<Range<usize>> {
    let windows = text.windows(run.len().max(1));
    let same = windows.filter(|window| {
        window.iter().map(|w| w.stem).eq(run.iter().copied()) && !window.iter().skip(1).any(|w| w.parted)
    });
    same.filter_map(|window| Some(window.first()?.range.start..window.last()?.range.end)).collect()
}

/// The form in which a rendering stands most often, spelt with a small letter if it ever is: a capital
/// may be that of a sentence.
fn usual_form(translations: &[&str], places: &[(usize, Range<usize>)]) -> String {
    let mut forms: FxHashMap<String, FxHashMap<&str, usize>> = FxHashMap::default();
    for (number, range) in places {
        if let Some(form) = translations.get(*number).and_then(|text| text.get(range.clone())) {
            *forms.entry(form.to_lowercase()).or_default().entry(form).or_default() += 1;
        }
    }
    let all = |spellings: &FxHashMap<&str, usize>| spellings.values().sum::<usize>();
    let usual = forms.into_iter().max_by(|(a, m), (b, n)| all(m).cmp(&all(n)).then_with(|| a.cmp(b)));
    let small = |form: &str| !form.starts_with(char::is_uppercase);
    let spelling = |(_, spellings): (_, FxHashMap<&str, usize>)| {
        let usual =
            spellings.into_iter().max_by(|(a, m), (b, n)| small(a).cmp(&small(b)).then(m.cmp(n)).then(a.cmp(b)));
        usual.map(|(form, _)| form.to_string())
    };
    usual.and_then(spelling).unwrap_or_default()
}

/// Counts runs in the units with the phrase and in the whole memory.
struct Counter<'a> {
    store: &'a dyn Store,
    searcher: &'a Searcher,
    /// Units that hold the phrase, and how many of them are looked at.
    all: usize,
    counted: usize,
    /// How many texts of the memory hold a key.
    frequencies: FxHashMap<u64, usize>,
}

/// A run that may be a rendering.
struct Candidate {
    run: Run,
    count: usize,
    ratio: f64,
}

impl Counter<'_> {
    /// Decides of the short words whether they are frequent.
    fn weigh(&mut self, texts: &mut [Vec<Spoken>]) -> Result<(), Error> {
        let frequent = (self.searcher.texts() / FREQUENT).max(FEW);
        for word in texts.iter_mut().flatten().filter(|w| w.weight == Weight::Short) {
            word.weight = if self.with_key(word.stem.key)? > frequent { Weight::Light } else { Weight::Heavy };
        }
        Ok(())
    }

    /// The run that says most of the phrase in the translations that are left.
    fn best(&mut self, texts: &[Vec<Spoken>], left: &[usize], longest: usize) -> Result<Option<Run>, Error> {
        let mut counts: FxHashMap<Run, usize> = FxHashMap::default();
        let mut seen: FxHashSet<&[Stem]> = FxHashSet::default();
        let stems: Vec<Run> = left.iter().map(|&n| texts[n].iter().map(|w| w.stem).collect()).collect();
        for (&number, stems) in left.iter().zip(&stems) {
            seen.clear();
            let text = &texts[number];
            for start in (0..text.len()).filter(|&start| text[start].weight == Weight::Heavy) {
                let whole = text[start + 1..].iter().take(longest - 1).take_while(|word| !word.parted).count();
                for end in (start..=start + whole).filter(|&end| text[end].weight == Weight::Heavy) {
                    let run = &stems[start..=end];
                    if seen.insert(run) {
                        *counts.entry(run.to_vec()).or_default() += 1;
                    }
                }
            }
        }
        let least = LEAST_COUNT.max(self.counted / LEAST_PART);
        counts.retain(|_, count| *count >= least);
        let mut candidates = Vec::with_capacity(counts.len());
        for (run, &count) in &counts {
            // A run is at most as frequent as its rarest word, and a word as its key.
            let mut rarest = usize::MAX;
            for stem in run {
                rarest = rarest.min(self.with_key(stem.key)?);
            }
            let ratio = self.ratio(count, left.len(), rarest);
            if ratio >= LEAST_RATIO {
                candidates.push(Candidate { run: run.clone(), count, ratio });
            }
        }
        let by_ratio = |a: &Candidate, b: &Candidate| {
            let order = b.ratio.total_cmp(&a.ratio).then_with(|| b.run.len().cmp(&a.run.len()));
            order.then_with(|| a.run.cmp(&b.run))
        };
        candidates.sort_by(by_ratio);
        for candidate in candidates.iter().take(TRIED) {
            if !self.goes_with_phrase(candidate)? {
                continue;
            }
            // What is mostly said in more words is shown in more words.
            let longer = candidates
                .iter()
                .filter(|c| c.run.len() > candidate.run.len() && contains(&c.run, &candidate.run))
                .filter(|c| c.count as f64 >= MOSTLY * candidate.count as f64 && c.count > LEAST_COUNT)
                .max_by(|a, b| a.run.len().cmp(&b.run.len()).then(a.count.cmp(&b.count)).then(b.run.cmp(&a.run)));
            return Ok(Some(longer.unwrap_or(candidate).run.clone()));
        }
        Ok(None)
    }

    /// The log likelihood ratio of a run: `count` of `of` units with the phrase have it, `in_memory` of all texts.
    fn ratio(&self, count: usize, of: usize, in_memory: usize) -> f64 {
        let (count, of) = (count as f64, of as f64);
        let scale = self.all as f64 / self.counted.max(1) as f64;
        let outside = (in_memory as f64 - count * scale).max(0.0) + 0.5;
        let chance = outside / (self.searcher.texts() as f64 - self.all as f64 + 1.0).max(outside + 0.5);
        if count <= of * chance {
            return 0.0;
        }
        let term = |n: f64, expected: f64| if n > 0.0 { n * (n / expected).ln() } else { 0.0 };
        2.0 * (term(count, of * chance) + term(of - count, of * (1.0 - chance)))
    }

    /// Whether enough of a run's occurrences in the memory go with the phrase.
    fn goes_with_phrase(&mut self, candidate: &Candidate) -> Result<bool, Error> {
        let together = candidate.count as f64 * self.all as f64 / self.counted.max(1) as f64;
        let usual = self.all as f64 / self.searcher.texts().max(1) as f64;
        let least = LEAST_SHARE.max((LIFT * usual).min(MOST_SHARE));
        // More need not be counted than decide it.
        let most = (together / least) as usize;
        Ok(self.in_memory(&candidate.run, most + 1)? <= most)
    }

    /// How many texts of the memory hold a key.
    fn with_key(&mut self, key: u64) -> Result<usize, Error> {
        if let Some(known) = self.frequencies.get(&key) {
            return Ok(*known);
        }
        let count = self.searcher.frequency(self.store, key)?;
        self.frequencies.insert(key, count);
        Ok(count)
    }

    /// How many texts of the memory hold a run, counted up to `most`.
    fn in_memory(&mut self, run: &[Stem], most: usize) -> Result<usize, Error> {
        let analyzer = self.searcher.analyzer().clone();
        let place = |stem: &Stem| {
            let (analyzer, hash) = (&analyzer, stem.hash);
            Place { keys: vec![stem.key], fits: Box::new(move |form: &str| stem_hash(analyzer, form) == hash) }
        };
        let places: Vec<Place> = run.iter().map(place).collect();
        Ok(self.searcher.holding_phrase(self.store, &places, None, most)?.variants.len())
    }
}

fn contains(long: &[Stem], short: &[Stem]) -> bool {
    long.windows(short.len().max(1)).any(|window| window == short)
}
