//! The words of one language: inflected forms of a word have one stem.

use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::lang::{LanguageTag, fold};
use crate::memory::index::is_content;
use crate::memory::markup::markup;
use crate::memory::score::{Analyzer, Class};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is a form of.
    pub stem: Stem,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// What the forms of a word have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stem {
    /// Tells it from others: a hash, so that it does not depend on what was met before.
    pub id: u64,
    /// The key under which an index has its texts.
    pub key: u64,
    /// Whether it is of letters: neither a number nor a character that is a word.
    pub letters: bool,
    /// Whether it is long enough to be no mere function word.
    pub content: bool,
}

/// A text and its words in order.
pub(super) struct Cut<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
}

impl<'a> Cut<'a> {
    /// A word as it stands.
    pub(super) fn form(&self, word: &Word) -> &'a str {
        self.text.get(word.range.clone()).unwrap_or_default()
    }
}

/// The words of one language.
pub(super) struct Words {
    analyzer: Analyzer,
    /// Forms met before; to find a stem takes longer than to look it up.
    forms: RwLock<FxHashMap<Box<str>, Stem>>,
}

/// Forms remembered at most; when there are more, all are forgotten.
const REMEMBERED: usize = 400_000;

impl Words {
    pub(super) fn new(language: &LanguageTag) -> Self {
        Self { analyzer: Analyzer::new(language), forms: RwLock::default() }
    }

    /// The words of a text: words, numbers and single characters of scripts without spaces; markup that stands
    /// in the text has none.
    pub(super) fn of<'a>(&self, text: &'a str) -> Cut<'a> {
        let markup = markup(text);
        let mut places = Vec::new();
        self.analyzer.cut(text, &mut |class, range| {
            let inside = markup.iter().any(|m| m.start <= range.start && range.end <= m.end);
            if matches!(class, Class::Word | Class::Number | Class::Ideograph) && !inside {
                places.push((class, range));
            }
        });
        let form = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        let known: Vec<Option<Stem>> = {
            let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
            places.iter().map(|(_, range)| forms.get(form(range)).copied()).collect()
        };
        let mut new: Vec<(&str, Stem)> = Vec::new();
        let mut words = Vec::with_capacity(places.len());
        for ((class, range), known) in places.into_iter().zip(known) {
            let stem = known.unwrap_or_else(|| self.stem(class, form(&range)));
            if known.is_none() && class == Class::Word {
                new.push((form(&range), stem));
            }
            words.push(Word { stem, range });
        }
        if !new.is_empty() {
            let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
            if forms.len() >= REMEMBERED {
                forms.clear();
            }
            forms.extend(new.into_iter().map(|(form, stem)| (form.into(), stem)));
        }
        Cut { text, words }
    }

    fn stem(&self, class: Class, form: &str) -> Stem {
        let stem = match class {
            Class::Word => self.analyzer.stem(form),
            _ => fold(form),
        };
        let key = self.analyzer.key(class, form);
        Stem {
            id: xxh3_64_with_seed(stem.as_bytes(), class as u64),
            key: key.hash,
            letters: class == Class::Word,
            content: is_content(&key),
        }
    }
}
