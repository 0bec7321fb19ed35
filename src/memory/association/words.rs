//! The words of one language, numbered as they are met: inflected forms of a word have one number.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lang::{LanguageTag, Stemmer, TokenKind, fold, skeleton, tokens};
use crate::memory::markup::tags;
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
    /// Whether it begins with a capital wherever it was met, as names do.
    pub capital: bool,
}

/// The words of one language.
pub(super) struct Words {
    analyzer: Analyzer,
    stemmer: Stemmer,
    forms: FxHashMap<Box<str>, u32>,
    numbers: FxHashMap<(Class, Box<str>), u32>,
    stems: Vec<Stem>,
}

impl Words {
    pub(super) fn new(language: &LanguageTag) -> Self {
        Self {
            analyzer: Analyzer::new(language),
            stemmer: Stemmer::new(language),
            forms: FxHashMap::default(),
            numbers: FxHashMap::default(),
            stems: Vec::new(),
        }
    }

    /// What is known of a number that [`Self::of`] gave.
    pub(super) fn stem(&self, number: u32) -> &Stem {
        &self.stems[number as usize]
    }

    /// The words of a text in order: words, numbers and single characters of scripts without spaces;
    /// markup that stands in the text has none.
    pub(super) fn of(&mut self, text: &str) -> Vec<Word> {
        let mut out = Vec::new();
        let mut done = 0;
        for tag in tags(text).map(Some).chain([None]) {
            let end = tag.as_ref().map_or(text.len(), |t| t.start);
            for token in tokens(text.get(done..end).unwrap_or_default()) {
                let range = done + token.range.start..done + token.range.end;
                let Some(form) = text.get(range.clone()) else { continue };
                let class = match token.kind {
                    TokenKind::Word => Class::Word,
                    TokenKind::Ideograph => Class::Ideograph,
                    TokenKind::Number => Class::Number,
                    TokenKind::Punctuation if form.chars().any(char::is_alphabetic) => Class::Word,
                    TokenKind::Punctuation => continue,
                };
                out.push(Word { number: self.number(class, form), range });
            }
            done = tag.map_or(text.len(), |t| t.end);
        }
        out
    }

    fn number(&mut self, class: Class, form: &str) -> u32 {
        if let Some(number) = self.forms.get(form) {
            return *number;
        }
        let stem = match class {
            Class::Word => self.stemmer.stem(form.trim_matches('_')),
            _ => fold(form),
        };
        let next = self.stems.len() as u32;
        let number = *self.numbers.entry((class, stem.into())).or_insert(next);
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        if number == next {
            let skeleton = if class == Class::Word { skeleton(form) } else { String::new() };
            let key = self.analyzer.key(class, form).hash;
            self.stems.push(Stem { key, skeleton: skeleton.into(), form: fold(form).into(), capital });
        } else if !capital {
            self.stems[number as usize].capital = false;
        }
        self.forms.insert(form.into(), number);
        number
    }
}
