//! Which words translate each other, learnt from the memory itself when it is asked.
//!
//! Nothing is kept beside the search indexes: they tell how frequent a word is and which texts have it. Of
//! those a bounded sample is read with its translations ([`Occurrences`]), and the words that stand there more
//! often than anywhere are what the word is translated by. Each link is looked at from both sides: the source
//! word must mostly go with the target word and the target word with the source word, more than with any other
//! word of the segment that could explain it. What is seen in one unit alone says nothing; there only
//! spelling counts, for names that both languages write alike.
//!
//! Where anything is unclear there is no link: a missing one leaves a word unmarked, a wrong one misleads.

mod link;
mod words;

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::words::Words;
use super::search::Searcher;
use super::store::{Error, Store};
use crate::lang::LanguageTag;

/// A memory with the indexes of two of its languages.
#[derive(Clone, Copy)]
pub struct Bitext<'a> {
    /// The memory.
    pub store: &'a dyn Store,
    /// Its index of the source language.
    pub source: &'a Searcher,
    /// Its index of the target language.
    pub target: &'a Searcher,
}

/// Words of a translation that belong to words of its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The source word, in bytes of its text.
    pub source: Range<usize>,
    /// The target word, in bytes of its text.
    pub target: Range<usize>,
    /// How sure it is, above 0 and at most 1.
    pub certainty: f32,
}

/// The word associations of one memory in two languages, learnt as they are asked for and remembered.
pub struct Associations {
    sides: [Side; 2],
}

struct Side {
    language: LanguageTag,
    words: Words,
    learnt: FxHashMap<u32, Arc<Occurrences>>,
}

/// The source side of [`Associations`].
const SOURCE: usize = 0;
/// The target side.
const TARGET: usize = 1;

/// How a word was met in a sample of the texts that have it.
#[derive(Default)]
struct Occurrences {
    /// How many texts of the sample have it.
    units: u32,
    /// The share of all texts that have it, as the sample tells.
    share: f64,
    /// In how many of their translations each word stands; what stands in one alone is left out.
    with: FxHashMap<u32, u32>,
}

/// The most texts read for one word: enough to tell a translation from a neighbour, few enough to be read in
/// less than a millisecond.
const SAMPLE: usize = 32;

/// Words whose occurrences are remembered at most, and forms that are numbered; when there are more, all are
/// forgotten.
const REMEMBERED: usize = 20_000;
const NUMBERED: usize = 400_000;

impl Associations {
    /// For a memory's texts in two languages, whatever the region.
    pub fn new(source: &LanguageTag, target: &LanguageTag) -> Self {
        let side = |language: &LanguageTag| Side {
            language: language.clone(),
            words: Words::new(language),
            learnt: FxHashMap::default(),
        };
        Self { sides: [side(source), side(target)] }
    }

    /// What a source word is translated by in the memory, as forms that were met, with how sure each is; the
    /// surest first.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn translations(&mut self, memory: &Bitext<'_>, word: &str) -> Result<Vec<(String, f32)>, Error> {
        self.keep_small();
        let Some(number) = self.sides[SOURCE].words.of(word).first().map(|w| w.number) else { return Ok(Vec::new()) };
        let occurrences = self.learn(memory, SOURCE, number)?;
        let mut found = Vec::new();
        for (&other, _) in occurrences.with.iter().filter(|(_, together)| **together * 10 >= occurrences.units) {
            let backward = self.learn(memory, TARGET, other)?;
            let strength = link::strength(&occurrences, &backward, number, other);
            if strength >= link::LEAST {
                found.push((self.sides[TARGET].words.stem(other).form.to_string(), strength as f32));
            }
        }
        found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.cmp(b)));
        Ok(found)
    }

    /// Forgets everything if it has become too much; numbers of words are not valid afterwards.
    fn keep_small(&mut self) {
        if self.sides.iter().any(|side| side.learnt.len() >= REMEMBERED || side.words.forms() >= NUMBERED) {
            let [source, target] = self.sides.each_ref().map(|side| side.language.clone());
            *self = Self::new(&source, &target);
        }
    }

    /// How the word of a number is met in the memory.
    fn learn(&mut self, memory: &Bitext<'_>, from: usize, number: u32) -> Result<Arc<Occurrences>, Error> {
        if let Some(known) = self.sides[from].learnt.get(&number) {
            return Ok(Arc::clone(known));
        }
        let index = if from == SOURCE { memory.source.index() } else { memory.target.index() };
        let key = self.sides[from].words.stem(number).key;
        // A damaged index is the search's to mend; until then nothing is known.
        let found = index.sample(key, SAMPLE).zip(index.frequency(key)).unwrap_or_default();
        let (ids, frequency) = found;
        let pairs = memory.store.translations_of(&ids, &self.sides[1 - from].language)?;
        let mut out = Occurrences::default();
        let mut seen = FxHashSet::default();
        for pair in &pairs {
            if !self.sides[from].words.of(&pair.source).iter().any(|w| w.number == number) {
                continue; // it shares the key and not the stem
            }
            out.units += 1;
            seen.clear();
            for word in self.sides[1 - from].words.of(&pair.target) {
                if seen.insert(word.number) {
                    *out.with.entry(word.number).or_default() += 1;
                }
            }
        }
        out.with.retain(|_, together| *together > 1);
        out.share = frequency as f64 * f64::from(out.units) / (pairs.len().max(1) * index.texts().max(1)) as f64;
        let out = Arc::new(out);
        self.sides[from].learnt.insert(number, Arc::clone(&out));
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::SqliteStore;
    use crate::memory::testing::{pair, put, remove, store, stored, tag};

    /// A small memory: what is said of some things, each in several ways.
    fn memory() -> SqliteStore {
        let things = [("letter", "письмо"), ("window", "окно"), ("field", "поле"), ("tree", "дерево")];
        let sayings = [
            ("The {} is old.", "Это {} старое."),
            ("We see a {} here.", "Мы видим здесь {}."),
            ("Where is the {}?", "Где {}?"),
            ("A large {} and a small one", "Большое {} и маленькое"),
            ("Nobody needs the {}.", "{} никому не нужно."),
        ];
        let mut store = store();
        put(
            &mut store,
            sayings.iter().flat_map(|(source, target)| {
                things.iter().map(|(thing, name)| pair(&source.replace("{}", thing), &target.replace("{}", name)))
            }),
        );
        store
    }

    fn ask<T>(store: &SqliteStore, ask: impl FnOnce(&mut Associations, &Bitext<'_>) -> T) -> T {
        let (en, ru) = (tag("en"), tag("ru"));
        let (source, target) =
            (Searcher::open(store, "m", &en, None).unwrap(), Searcher::open(store, "m", &ru, None).unwrap());
        ask(&mut Associations::new(&en, &ru), &Bitext { store, source: &source, target: &target })
    }

    /// The counterparts of a word of the source, in the words of the target.
    fn linked(store: &SqliteStore, source: &str, word: &str, target: &str) -> Vec<String> {
        let at = source.find(word).unwrap();
        let range = at..at + word.len();
        let links =
            ask(store, |a, memory| a.counterparts(memory, source, std::slice::from_ref(&range), target).unwrap());
        assert!(links.iter().all(|l| l.certainty > 0.0 && l.certainty <= 1.0 && l.source == range), "{links:?}");
        links.into_iter().map(|l| target[l.target].to_string()).collect()
    }

    #[test]
    fn a_word_is_translated_by_what_it_goes_with() {
        let store = memory();
        let translations = |word| ask(&store, |a, memory| a.translations(memory, word).unwrap());
        assert_eq!(translations("window")[0].0, "окно");
        assert_eq!(translations("Windows")[0].0, "окно", "another form");
        assert_eq!(translations("house"), []);
        assert_eq!(translations(""), []);
    }

    #[test]
    fn counterparts_stand_in_any_form_and_place() {
        let store = memory();
        assert_eq!(linked(&store, "Behind that window", "window", "Это за окном."), ["окном"]);
        assert_eq!(linked(&store, "Nobody needs the tree.", "tree", "Дерево никому не нужно."), ["Дерево"]);
    }

    #[test]
    fn unsure_is_not_linked() {
        let store = memory();
        // Not known; known, but not there; there twice for one.
        assert_eq!(linked(&store, "The road is old.", "road", "Эта дорога старая."), [""; 0]);
        assert_eq!(linked(&store, "The window is old.", "window", "Это письмо старое."), [""; 0]);
        assert_eq!(linked(&store, "The window is old.", "window", "Окно — это окно."), [""; 0]);
        // The word stands elsewhere as well: which of the two is meant?
        assert_eq!(linked(&store, "A window is a window.", "window", "Окно есть окно."), [""; 0]);
        // It goes with every thing here, and is translated in another way.
        assert_eq!(linked(&store, "The old window", "old", "Прежнее окно"), [""; 0]);
    }

    #[test]
    fn names_are_known_by_their_spelling() {
        let store = memory();
        let (source, target) = ("Yesterday Drozdov saw Kovalchuk.", "Вчера Дроздова видела Ковальчук.");
        assert_eq!(linked(&store, source, "Drozdov", target), ["Дроздова"]);
        assert_eq!(linked(&store, source, "Kovalchuk", target), ["Ковальчук"]);
        assert_eq!(linked(&store, "The README file", "README", "Файл README"), ["README"]);
    }

    #[test]
    fn what_is_gone_teaches_nothing() {
        let mut store = memory();
        let ids: Vec<_> = stored(&store).iter().map(|unit| unit.id).collect();
        remove(&mut store, &ids);
        assert_eq!(linked(&store, "Behind that window", "window", "Это за окном."), [""; 0]);
    }
}
