//! A text as the aligner sees it: for each segment the words that carry evidence, and its length.
//!
//! Words are stems; numbers are in one spelling; Chinese and Japanese text is characters and pairs of
//! neighbouring characters; the punctuation marks that translators keep are words too.

use rustc_hash::FxHashMap;

use std::sync::Arc;

use crate::lang::{LanguageTag, Lemmatizer, Stemmer, TokenKind, fold, lemmatizer, tokens};

/// A segment's words after this many are not looked at: chapter-long lines stay affordable, and that many
/// words are evidence enough.
const MOST_WORDS: usize = 300;

/// Where no stemmer knows the language, a word is its first letters.
const PREFIX: usize = 6;

/// What a word of the vocabulary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of letters.
    Word,
    /// A number in its one spelling.
    Number,
    /// A character of an unspaced script, or two neighbouring ones.
    Ideograph,
    /// A punctuation mark.
    Mark,
}

/// A word of one side's vocabulary.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// What it is.
    pub kind: Kind,
    /// Its stem, number or mark.
    pub form: Box<str>,
}

/// Turns texts of one language into word numbers, and remembers the words.
pub(super) struct Reader {
    stemmer: Stemmer,
    lemmatizer: Arc<dyn Lemmatizer>,
    /// Whether a word in dictionary form is its own lemma: true where lemmas are no stems.
    headwords_are_lemmas: bool,
    /// The words that may be forms of each lemma.
    by_lemma: FxHashMap<Box<str>, Vec<u32>>,
    by_surface: FxHashMap<Box<str>, u32>,
    by_form: FxHashMap<Box<str>, u32>,
    /// The vocabulary, by number.
    pub words: Vec<Word>,
}

impl Reader {
    pub fn new(language: &LanguageTag) -> Self {
        Self {
            stemmer: Stemmer::new(language),
            lemmatizer: lemmatizer(language),
            headwords_are_lemmas: matches!(language.language(), "en" | "ru"),
            by_lemma: FxHashMap::default(),
            by_surface: FxHashMap::default(),
            by_form: FxHashMap::default(),
            words: Vec::new(),
        }
    }

    /// The number of a form that occurred in a text, if it did.
    pub fn find(&self, form: &str) -> Option<u32> {
        self.by_form.get(form).copied()
    }

    /// The words of the vocabulary that each word of a phrase in dictionary form may stand for, by stem and by
    /// lemma, without marks: nothing is added to the vocabulary. A word that does not occur has none.
    pub fn find_phrase(&self, phrase: &str) -> Vec<Vec<u32>> {
        let mut out = Vec::new();
        self.scan(phrase, |kind, surface| {
            let mut found = match kind {
                Kind::Mark => return,
                Kind::Word => self.by_headword(surface),
                Kind::Number | Kind::Ideograph => vec![],
            };
            found.extend(match self.by_surface.get(surface) {
                Some(&id) => Some(id),
                None => self.find(&self.form(kind, surface)),
            });
            found.sort_unstable();
            found.dedup();
            out.push(found);
        });
        out
    }

    /// The words that may be forms of a word in dictionary form.
    fn by_headword(&self, word: &str) -> Vec<u32> {
        let of = |lemma: &str| self.by_lemma.get(lemma).into_iter().flatten().copied();
        if self.headwords_are_lemmas {
            return of(fold(word).as_str()).collect();
        }
        self.lemmatizer.readings(word).headwords().iter().flat_map(|lemma| of(lemma)).collect()
    }

    /// The words of a text, at most [`MOST_WORDS`]; unknown ones join the vocabulary.
    pub fn read(&mut self, text: &str, out: &mut Vec<u32>) {
        out.clear();
        let mut found: Vec<(Kind, String)> = Vec::new();
        let mut ids: Vec<Result<u32, usize>> = Vec::new();
        self.scan(text, |kind, surface| {
            if ids.len() < MOST_WORDS {
                match self.by_surface.get(surface) {
                    Some(&id) => ids.push(Ok(id)),
                    None => {
                        ids.push(Err(found.len()));
                        found.push((kind, surface.to_string()));
                    }
                }
            }
        });
        for id in ids {
            out.push(match id {
                Ok(id) => id,
                Err(index) => {
                    let (kind, surface) = &found[index];
                    self.add(*kind, surface)
                }
            });
        }
    }

    fn add(&mut self, kind: Kind, surface: &str) -> u32 {
        let form = self.form(kind, surface);
        let id = match self.by_form.get(form.as_str()) {
            Some(&id) => id,
            None => {
                let id = self.words.len() as u32;
                let form: Box<str> = form.into();
                self.words.push(Word { kind, form: form.clone() });
                self.by_form.insert(form, id);
                id
            }
        };
        if kind == Kind::Word {
            for lemma in self.lemmatizer.readings(surface).lemmas() {
                let ids = self.by_lemma.entry(lemma.as_str().into()).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        self.by_surface.insert(surface.into(), id);
        id
    }

    fn form(&self, kind: Kind, surface: &str) -> String {
        match kind {
            Kind::Word if self.stemmer.is_known() => self.stemmer.stem(surface),
            Kind::Word => fold(surface).chars().take(PREFIX).collect(),
            Kind::Number | Kind::Ideograph | Kind::Mark => surface.to_string(),
        }
    }

    /// Calls `found` with each word of the text as it is written, numbers and marks in their one spelling.
    fn scan(&self, text: &str, mut found: impl FnMut(Kind, &str)) {
        if !text.is_empty() && text.chars().all(is_spaced_letter) {
            // Most entries of a lexicon are a single word: no need to look for its ends.
            return found(Kind::Word, text);
        }
        let tokens = tokens(text);
        let mut marks = Marks::default();
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            index += 1;
            let piece = &text[token.range.clone()];
            match token.kind {
                TokenKind::Word => found(Kind::Word, piece),
                TokenKind::Number => {
                    let mut end = token.range.end;
                    // 1 000 000: groups of three digits after a single space belong to one number.
                    if digits(piece).count() <= 3 {
                        while let Some(next) = tokens.get(index)
                            && next.kind == TokenKind::Number
                            && text[end..next.range.start].chars().count() == 1
                            && is_group(&text[next.range.clone()])
                        {
                            end = next.range.end;
                            index += 1;
                        }
                    }
                    found(Kind::Number, &number(&text[token.range.start..end]));
                }
                TokenKind::Ideograph => {
                    found(Kind::Ideograph, piece);
                    if let Some(next) = tokens.get(index)
                        && next.kind == TokenKind::Ideograph
                        && next.range.start == token.range.end
                    {
                        found(Kind::Ideograph, &text[token.range.start..next.range.end]);
                    }
                }
                TokenKind::Punctuation => {
                    if let Some(mark) = marks.see(piece, index == 1) {
                        found(Kind::Mark, mark);
                    }
                }
            }
        }
    }
}

/// Whether a character is a letter that words are made of, in a script with spaces that this is quick to say of.
fn is_spaced_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{c0}'..'\u{530}').contains(&c) && c.is_alphabetic()
}

/// The marks seen in a segment: each counts once.
#[derive(Default)]
struct Marks(u16);

/// The marks that translators keep, in one spelling; the characters that stand for each.
const MARKS: [(&str, &str); 9] = [
    ("?", "?？؟;՞"),
    ("!", "!！՜"),
    ("\"", "\"«»“”„‟「」『』《》‹›"),
    (":", ":："),
    ("(", "()（）[]【】"),
    (";", ";；؛"),
    ("%", "%٪％"),
    ("…", "…"),
    ("—", "—–-―"),
];

impl Marks {
    /// The mark in its one spelling, the first time it is seen. A dash counts only at the beginning.
    fn see(&mut self, piece: &str, first: bool) -> Option<&'static str> {
        let c = piece.chars().next()?;
        let index = MARKS.iter().position(|(_, spellings)| spellings.contains(c))?;
        let (mark, _) = MARKS[index];
        if self.0 & (1 << index) != 0 || (mark == "—" && !first) {
            return None;
        }
        self.0 |= 1 << index;
        Some(mark)
    }
}

fn digits(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter_map(digit)
}

/// The value of a decimal digit: ASCII, Arabic-Indic, Persian, Devanagari, full-width.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// Whether a text begins with a group of three digits, as after a thousands separator.
fn is_group(text: &str) -> bool {
    text.chars().take_while(|&c| digit(c).is_some()).count() == 3
}

/// A number in its one spelling: groups of three digits joined, other separators a point, endings (`19th`,
/// `5-го`) gone, no zeros in front.
fn number(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut separator = false;
    for part in text.split(|c: char| digit(c).is_none()) {
        if part.is_empty() {
            continue;
        }
        if separator && !is_group(part) {
            out.push('.');
        }
        out.extend(digits(part).filter_map(|d| char::from_digit(d, 10)));
        separator = true;
    }
    let trimmed = out.trim_start_matches('0');
    if trimmed.is_empty() || trimmed.starts_with('.') { format!("0{trimmed}") } else { trimmed.to_string() }
}

/// One side of the alignment.
pub(super) struct Text {
    starts: Vec<u32>,
    /// Each segment's words with how often they occur in it, by word number.
    words: Vec<(u32, f32)>,
    /// The number of words of each segment.
    pub sizes: Vec<f32>,
    /// The length of each segment in characters, white space left out.
    pub lengths: Vec<f32>,
    /// How often each word of the vocabulary occurs.
    pub counts: Vec<f32>,
    /// All words of the text.
    pub total: f32,
}

impl Text {
    /// Reads the segments of a text.
    pub fn new<'a>(segments: impl Iterator<Item = &'a str>, reader: &mut Reader) -> Self {
        let mut text =
            Self { starts: vec![0], words: vec![], sizes: vec![], lengths: vec![], counts: vec![], total: 0.0 };
        let mut ids = Vec::new();
        for segment in segments {
            reader.read(segment, &mut ids);
            ids.sort_unstable();
            text.counts.resize(reader.words.len(), 0.0);
            text.sizes.push(ids.len() as f32);
            text.total += ids.len() as f32;
            for run in ids.chunk_by(|a, b| a == b) {
                text.words.push((run[0], run.len() as f32));
                text.counts[run[0] as usize] += run.len() as f32;
            }
            text.starts.push(text.words.len() as u32);
            text.lengths.push(segment.chars().filter(|c| !c.is_whitespace()).count() as f32);
        }
        text
    }

    /// The number of segments.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The words of a segment, each once, with how often it occurs.
    pub fn segment(&self, index: usize) -> &[(u32, f32)] {
        &self.words[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

/// For each word the segments it occurs in.
pub(super) struct Postings {
    starts: Vec<u32>,
    segments: Vec<(u32, f32)>,
}

impl Postings {
    pub fn new(text: &Text) -> Self {
        let words = text.counts.len();
        let mut starts = vec![0u32; words + 1];
        for segment in 0..text.len() {
            for &(word, _) in text.segment(segment) {
                starts[word as usize + 1] += 1;
            }
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut segments = vec![(0, 0.0); starts[words] as usize];
        for segment in 0..text.len() {
            for &(word, count) in text.segment(segment) {
                segments[next[word as usize] as usize] = (segment as u32, count);
                next[word as usize] += 1;
            }
        }
        Self { starts, segments }
    }

    pub fn of(&self, word: u32) -> &[(u32, f32)] {
        &self.segments[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }

    /// The segments between two limits that a word occurs in.
    pub fn between(&self, word: u32, low: usize, high: usize) -> &[(u32, f32)] {
        let all = self.of(word);
        let start = all.partition_point(|&(segment, _)| (segment as usize) < low);
        let end = start + all[start..].partition_point(|&(segment, _)| (segment as usize) < high);
        &all[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, text: &str, expected: &[&str]) {
        let mut reader = Reader::new(&LanguageTag::parse(language).unwrap());
        let mut ids = Vec::new();
        reader.read(text, &mut ids);
        let got: Vec<_> = ids.iter().map(|&id| &*reader.words[id as usize].form).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn words_numbers_and_marks() {
        check("ru", "— Санкции: 1 000,5 и 2022 г.?", &["—", "санкц", ":", "1000.5", "и", "2022", "г", "?"]);
        check("en", "“Sanctions” (1,000.5) — the 19th!", &["\"", "sanction", "(", "1000.5", "the", "19", "!"]);
        check("zh", "新华社２０", &["新", "新华", "华", "华社", "社", "20"]);
        check("is", "byltingarkenndi", &["byltin"]);
        check("en", "12 345 678 and 1 2", &["12345678", "and", "1", "2"]);
        check("en", "007 0,5", &["7", "0.5"]);
    }

    #[test]
    fn a_chapter_long_line_is_cut() {
        let mut reader = Reader::new(&LanguageTag::parse("en").unwrap());
        let line = "word ".repeat(5000);
        let text = Text::new([line.as_str()].into_iter(), &mut reader);
        assert_eq!(text.sizes, [MOST_WORDS as f32]);
        assert_eq!(text.lengths, [20000.0]);
    }
}
