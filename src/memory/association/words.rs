//! The words of one language, numbered as they are met: inflected forms of a word have one number.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lang::{LanguageTag, fold, skeleton};
use crate::memory::index::is_content;
use crate::memory::markup::markup;
use crate::memory::score::{Analyzer, Class};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its number: that of its stem.
    pub number: u32,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// What is known of a number.
pub(super) struct Stem {
    /// The key under which an index has its texts.
    pub key: u64,
    /// What it has in common with its spelling in other scripts; empty for what is not written in letters.
    pub skeleton: Box<str>,
    /// The folded form under which it was first met.
    pub form: Box<str>,
    /// Whether it is long enough to be no mere function word.
    pub content: bool,
    /// Whether it begins with a capital wherever it was met, as names do.
    pub capital: bool,
}

/// The words of one language.
pub(super) struct Words {
    analyzer: Analyzer,
    forms: FxHashMap<Box<str>, u32>,
    numbers: FxHashMap<(Class, Box<str>), u32>,
    stems: Vec<Stem>,
}

impl Words {
    pub(super) fn new(language: &LanguageTag) -> Self {
        Self {
            analyzer: Analyzer::new(language),
            forms: FxHashMap::default(),
            numbers: FxHashMap::default(),
            stems: Vec::new(),
        }
    }

    /// How many forms it has met.
    pub(super) fn forms(&self) -> usize {
        self.forms.len()
    }

    /// What is known of a number that [`Self::of`] gave.
    pub(super) fn stem(&self, number: u32) -> &Stem {
        &self.stems[number as usize]
    }

    /// The words of a text in order: words, numbers and single characters of scripts without spaces;
    /// markup that stands in the text has none.
    pub(super) fn of(&mut self, text: &str) -> Vec<Word> {
        let markup = markup(text);
        let mut places = Vec::new();
        self.analyzer.cut(text, &mut |class, range| {
            let inside = markup.iter().any(|m| m.start <= range.start && range.end <= m.end);
            if matches!(class, Class::Word | Class::Number | Class::Ideograph) && !inside {
                places.push((class, range));
            }
        });
        let word = |(class, range): (Class, Range<usize>)| {
            Some(Word { number: self.number(class, text.get(range.clone())?), range })
        };
        places.into_iter().filter_map(word).collect()
    }

    fn number(&mut self, class: Class, form: &str) -> u32 {
        if let Some(number) = self.forms.get(form) {
            return *number;
        }
        let stem = match class {
            Class::Word => self.analyzer.stem(form),
            _ => fold(form),
        };
        let next = self.stems.len() as u32;
        let number = *self.numbers.entry((class, stem.into())).or_insert(next);
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        if number == next {
            let skeleton = if class == Class::Word { skeleton(form) } else { String::new() };
            let key = self.analyzer.key(class, form);
            let (key, content) = (key.hash, is_content(&key));
            self.stems.push(Stem { key, skeleton: skeleton.into(), form: fold(form).into(), content, capital });
        } else if !capital {
            self.stems[number as usize].capital = false;
        }
        self.forms.insert(form.into(), number);
        number
    }
}
