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
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

pub use self::link::Rendering;
use self::words::{Stem, Words};
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

/// The word associations of one memory in two languages, learnt as they are asked for and remembered. Several
/// threads may ask at once; what an answer is does not depend on what was asked before.
pub struct Associations {
    sides: [Side; 2],
}

struct Side {
    language: LanguageTag,
    words: Words,
    learnt: RwLock<FxHashMap<u64, Arc<Occurrences>>>,
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
    /// Whether some of them have it with a small letter: then it is no name.
    small: bool,
    /// In how many of their translations each word stands; what stands in one alone is left out.
    with: FxHashMap<u64, u32>,
}

/// The most texts read for one word: enough to tell a translation from a neighbour, few enough to be read in
/// less than a millisecond.
const SAMPLE: usize = 32;

/// Words whose occurrences are remembered at most; when there are more, all are forgotten.
const REMEMBERED: usize = 20_000;

impl Associations {
    /// For a memory's texts in two languages, whatever the region.
    pub fn new(source: &LanguageTag, target: &LanguageTag) -> Self {
        let side = |language: &LanguageTag| Side {
            language: language.clone(),
            words: Words::new(language),
            learnt: RwLock::default(),
        };
        Self { sides: [side(source), side(target)] }
    }

    /// How a word is met in the memory.
    fn learn(&self, memory: &Bitext<'_>, from: usize, stem: Stem) -> Result<Arc<Occurrences>, Error> {
        let learnt = &self.sides[from].learnt;
        if let Some(known) = learnt.read().unwrap_or_else(PoisonError::into_inner).get(&stem.id) {
            return Ok(Arc::clone(known));
        }
        // Two threads may learn the same word at once, and learn the same.
        let out = Arc::new(self.occurrences(memory, from, stem)?);
        let mut learnt = learnt.write().unwrap_or_else(PoisonError::into_inner);
        if learnt.len() >= REMEMBERED {
            learnt.clear();
        }
        learnt.insert(stem.id, Arc::clone(&out));
        Ok(out)
    }

    fn occurrences(&self, memory: &Bitext<'_>, from: usize, stem: Stem) -> Result<Occurrences, Error> {
        let index = memory.side(from);
        let ids = index.sample(memory.store, stem.key, SAMPLE)?;
        let pairs = memory.store.translations_of(&ids, &self.sides[1 - from].language)?;
        let mut out = Occurrences::default();
        let mut seen = FxHashSet::default();
        for pair in &pairs {
            let source = self.sides[from].words.of(&pair.source);
            let mut forms = source.words.iter().filter(|w| w.stem.id == stem.id).map(|w| source.form(w)).peekable();
            if forms.peek().is_none() {
                continue; // it shares the key and not the stem
            }
            out.small |= forms.any(|form| !is_capital(form));
            out.units += 1;
            seen.clear();
            for word in self.sides[1 - from].words.of(&pair.target).words {
                if seen.insert(word.stem.id) {
                    *out.with.entry(word.stem.id).or_default() += 1;
                }
            }
        }
        out.with.retain(|_, together| *together > 1);
        let frequency = index.frequency(memory.store, stem.key)? as f64;
        out.share = frequency * f64::from(out.units) / (pairs.len().max(1) * index.texts().max(1)) as f64;
        Ok(out)
    }
}

impl<'a> Bitext<'a> {
    fn side(&self, side: usize) -> &'a Searcher {
        if side == SOURCE { self.source } else { self.target }
    }
}

/// Whether a word begins with a capital, as names do.
fn is_capital(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_uppercase)
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

    fn ask<T>(store: &SqliteStore, ask: impl FnOnce(&Associations, &Bitext<'_>) -> T) -> T {
        let (en, ru) = (tag("en"), tag("ru"));
        let (source, target) =
            (Searcher::open(store, "m", &en, None).unwrap(), Searcher::open(store, "m", &ru, None).unwrap());
        ask(&Associations::new(&en, &ru), &Bitext { store, source: &source, target: &target })
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
    fn counterparts_stand_in_any_form_and_place() {
        let store = memory();
        assert_eq!(linked(&store, "Behind that window", "window", "Это за окном."), ["окном"]);
        assert_eq!(linked(&store, "Windows behind", "Windows", "За ними окна"), ["окна"]);
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
