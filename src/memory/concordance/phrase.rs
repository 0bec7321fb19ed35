//! What is looked for in a concordance, and where it stands in a text.

use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::required;
use crate::lang::{LanguageTag, Lemmatizer, Readings, fold, lemmatizer, nfc, tokens};
use crate::memory::index::{Place, Within};
use crate::memory::score::{Analyzer, Class};

/// How the words of a phrase are compared with those of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Any form of the same word: `sanction`, `sanctions`.
    #[default]
    Lemma,
    /// The same form; letter case, accents and ё are of no account.
    Form,
    /// The phrase is a regular expression.
    Regex,
}

/// Why a phrase cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPhrase {
    /// There is no word in it.
    #[error("there is no word to look for")]
    Empty,
    /// The regular expression is not one.
    #[error("this is not a regular expression: {0}")]
    Regex(String),
}

/// So many letters of a month are the same in all of its forms.
const SURE_LETTERS: usize = 2;

/// A phrase in a language.
pub struct Phrase {
    lemmatizer: Arc<dyn Lemmatizer>,
    kind: Kind,
}

enum Kind {
    Words(Vec<Word>),
    Regex { regex: Regex, required: Option<regex::bytes::Regex> },
}

/// A word of a phrase.
struct Word {
    class: Class,
    text: String,
    form: String,
    /// Its lemmas, when any form of them will do.
    lemmas: Option<Readings>,
    /// Forms that do not begin like the word.
    other_forms: Vec<String>,
}

impl Phrase {
    /// A phrase of words in a language, or a regular expression (as the `regex` crate reads it).
    ///
    /// # Errors
    /// When there is no word in it, or the regular expression is not one or is too large.
    pub fn new(text: &str, language: &LanguageTag, by: By) -> Result<Self, BadPhrase> {
        let lemmatizer = lemmatizer(language);
        let text = nfc(text);
        let kind = if by == By::Regex {
            let regex = Regex::new(&text).map_err(|e| BadPhrase::Regex(last_line(&e.to_string())))?;
            if text.is_empty() {
                return Err(BadPhrase::Empty);
            }
            Kind::Regex { regex, required: required::letters(&text) }
        } else {
            let word = |class, text: &str| {
                let by_lemma = by == By::Lemma && class == Class::Word;
                let (lemmas, other_forms) = if by_lemma {
                    (Some(lemmatizer.readings(text)), lemmatizer.other_forms(text))
                } else {
                    (None, Vec::new())
                };
                Word { class, text: text.to_string(), form: fold(text), lemmas, other_forms }
            };
            let words: Vec<Word> =
                spoken(&text).map(|(class, range)| word(class, text.get(range).unwrap_or_default())).collect();
            if words.is_empty() {
                return Err(BadPhrase::Empty);
            }
            Kind::Words(words)
        };
        Ok(Self { lemmatizer, kind })
    }

    /// How many words it has; a regular expression counts as one.
    pub fn words(&self) -> usize {
        match &self.kind {
            Kind::Words(words) => words.len(),
            Kind::Regex { .. } => 1,
        }
    }

    /// Whether it is a regular expression.
    pub(super) fn is_regex(&self) -> bool {
        matches!(self.kind, Kind::Regex { .. })
    }

    /// What some word of every text must have for the regular expression to match.
    pub(super) fn required(&self) -> Option<&regex::bytes::Regex> {
        match &self.kind {
            Kind::Regex { required, .. } => required.as_ref(),
            Kind::Words(_) => None,
        }
    }

    /// The places of the phrase, as the index looks for them.
    pub(super) fn places<'s>(&'s self, analyzer: &Analyzer) -> Vec<Place<'s>> {
        let Kind::Words(words) = &self.kind else { return Vec::new() };
        let place = |word: &'s Word| {
            let forms = [&word.text].into_iter().chain(&word.other_forms);
            let mut keys: Vec<u64> = forms.map(|form| analyzer.key(word.class, form).hash).collect();
            keys.sort_unstable();
            keys.dedup();
            Place { keys, fits: Box::new(move |form: &str| self.fits(word, form)) }
        };
        words.iter().map(place).collect()
    }

    /// How the phrase is looked for within a date or a number, as `May` in `3 May 2022`.
    pub(super) fn within(&self) -> Option<Within<'_>> {
        let Kind::Words(words) = &self.kind else { return None };
        // The beginning of its longest word, as far as no ending changes it.
        let longest = words.iter().map(|word| word.text.as_str()).max_by_key(|text| text.chars().count())?;
        let beginning: String = longest.chars().take(SURE_LETTERS).collect();
        let sought = regex::bytes::Regex::new(&format!("(?i:{})", regex::escape(&beginning))).ok()?;
        Some(Within { sought, fits: Box::new(|form| !self.ranges(form).is_empty()) })
    }

    fn fits(&self, word: &Word, form: &str) -> bool {
        let form = form.trim_matches('_');
        match &word.lemmas {
            _ if form == word.text => true,
            None => fold(form) == word.form,
            Some(readings) => {
                let found = self.lemmatizer.readings(form);
                readings.headwords().iter().any(|lemma| found.lemmas().contains(lemma))
            }
        }
    }

    /// Whether it stands in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.kind {
            Kind::Regex { regex, .. } => regex.is_match(text),
            Kind::Words(_) => !self.ranges(text).is_empty(),
        }
    }

    /// Where it stands in a text, in bytes, from left to right and without overlaps.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        match &self.kind {
            Kind::Regex { regex, .. } => regex.find_iter(text).map(|m| m.range()).filter(|r| !r.is_empty()).collect(),
            Kind::Words(words) => {
                let spoken: Vec<Spoken> = spoken_or_between(text).collect();
                let mut found = Vec::new();
                let mut start = 0;
                while start < spoken.len() {
                    match self.range_from(words, text, &spoken[start..]) {
                        Some((range, length)) => {
                            found.push(range);
                            start += length;
                        }
                        None => start += 1,
                    }
                }
                found
            }
        }
    }

    /// Where the phrase stands if it begins with the first of some tokens, and how many of them it takes.
    fn range_from(&self, words: &[Word], text: &str, tokens: &[Spoken]) -> Option<(Range<usize>, usize)> {
        let fits = |word: &Word, token: &Spoken| {
            token.class == Some(word.class) && text.get(token.range.clone()).is_some_and(|form| self.fits(word, form))
        };
        let (first, others) = words.split_first()?;
        let start = tokens.first().filter(|token| fits(first, token))?.range.start;
        let mut taken = 1;
        for word in others {
            loop {
                let token = tokens.get(taken)?;
                taken += 1;
                if fits(word, token) {
                    break;
                }
                if token.class.is_some() {
                    return None;
                }
            }
        }
        Some((start..tokens.get(taken - 1)?.range.end, taken))
    }
}

/// A word, number or character, or (without class) what may stand between the words of a phrase.
struct Spoken {
    class: Option<Class>,
    range: Range<usize>,
}

/// The words of a phrase: marks do not count.
fn spoken(text: &str) -> impl Iterator<Item = (Class, Range<usize>)> {
    spoken_or_between(text).filter_map(|t| Some((t.class.filter(|c| *c != Class::Mark)?, t.range)))
}

fn spoken_or_between(text: &str) -> impl Iterator<Item = Spoken> {
    tokens(text).into_iter().map(|token| {
        let form = text.get(token.range.clone()).unwrap_or_default();
        let class = Class::of_token(token.kind, form);
        let class = (class != Class::Mark || !form.chars().all(passed_over)).then_some(class);
        Spoken { class, range: token.range }
    })
}

/// Quotes and dashes, as the index passes them over.
pub(super) fn passed_over(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›')
        || matches!(c, '\'' | '’' | '‘' | '‚' | 'ʼ' | '`' | '´')
}

/// What a message of several lines says in the end: before it stands the expression, with marks below.
fn last_line(message: &str) -> String {
    let line = message.lines().rfind(|l| !l.trim().is_empty()).unwrap_or(message);
    line.trim().trim_start_matches("error: ").to_string()
}
