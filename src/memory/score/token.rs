//! The tokens that the score compares, their keys and weights.

use std::borrow::Cow;
use std::ops::Range;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::lang::{LanguageTag, Script, Stemmer, TokenKind, each_token, fold, nfc, placeables};
use crate::model::{CodeKind, Segment};

/// The weight of a usual word: the unit of all costs is a twentieth of a word.
pub const WORD: u32 = 20;

/// The weight of a long word; no token weighs more.
pub(crate) const HEAVIEST: u32 = WORD * 3 / 2;

/// From so many letters of its stem on, a word is long.
const LONG: usize = 7;

/// A word's key is its stem's first letters, so many of them; enough to tell words apart, few enough that
/// the spellings and the endings of one word share a key.
const KEY_LETTERS: usize = 5;

/// The weight of a word whose stem has one letter or two.
const SHORT: u32 = WORD / 2;

/// The weight of a word whose stem has three letters.
const SHORTISH: u32 = WORD * 3 / 4;

/// The weight of a symbol or bracket.
const SYMBOL: u32 = 16;

/// The weight of a punctuation mark of prose.
const PUNCTUATION: u32 = 6;

/// The weight of a Chinese character: most words have two.
const HAN: u32 = 12;

/// The weight of a kana or a Thai letter.
const LETTER: u32 = 8;

/// The weight of an inline code.
const CODE: u32 = 4;

/// In Hangul a letter is a syllable, and particles follow the word without a space.
const KEY_SYLLABLES: usize = 2;

/// What a token is to the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A word of letters.
    Word = 0,
    /// A number, date, time or address, whole; all of them share one key.
    Number = 1,
    /// A character of a script that is written without spaces.
    Ideograph = 2,
    /// A punctuation mark or symbol; dashes, quotes and apostrophes share a key each.
    Mark = 3,
    /// An inline code; all inline codes share one key.
    Code = 4,
}

impl Class {
    /// The class of a token of a text.
    pub(crate) fn of_token(kind: TokenKind, form: &str) -> Self {
        match kind {
            TokenKind::Word => Self::Word,
            TokenKind::Number => Self::Number,
            TokenKind::Ideograph => Self::Ideograph,
            // `_Grid` with a mark for the access key is a word.
            TokenKind::Punctuation if form.chars().any(char::is_alphabetic) => Self::Word,
            TokenKind::Punctuation => Self::Mark,
        }
    }

    /// The class with this number.
    pub(crate) fn of(number: u8) -> Option<Self> {
        [Self::Word, Self::Number, Self::Ideograph, Self::Mark, Self::Code].get(usize::from(number)).copied()
    }
}

/// What tokens are grouped by: tokens of one key cost less to exchange, and all weigh the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// A stable hash (XXH3) of class and key text.
    pub hash: u64,
    /// In twentieths of a word.
    pub weight: u32,
    /// What its tokens are.
    pub class: Class,
}

/// One token of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its text as it stands; for an inline code its kind and its data.
    pub form: String,
    /// What it is grouped by.
    pub key: Key,
}

/// Cuts segments of one language into tokens.
#[derive(Clone)]
pub struct Analyzer {
    language: LanguageTag,
    stemmer: Stemmer,
}

impl Analyzer {
    /// For segments in this language.
    pub fn new(language: &LanguageTag) -> Self {
        Self { language: language.clone(), stemmer: Stemmer::new(language) }
    }

    /// The tokens of a segment, in order.
    pub fn tokens(&self, segment: &Segment) -> Vec<Token> {
        let mut out = Vec::new();
        self.pieces(segment, &mut |class, form| out.push(Token { form: form.to_string(), key: self.key(class, form) }));
        out
    }

    /// The stem of a word: what its forms have in common, finer than their key.
    pub(crate) fn stem(&self, word: &str) -> String {
        self.stemmer.stem(word.trim_matches('_'))
    }

    /// Visits the tokens of a segment in order: those of its text, and each inline code before the first token
    /// that does not begin before it.
    pub(crate) fn pieces(&self, segment: &Segment, visit: &mut dyn FnMut(Class, &str)) {
        let text = &*nfc(&segment.text);
        let mut codes = segment.codes.iter().peekable();
        self.cut(text, &mut |class, range| {
            while let Some(code) = codes.next_if(|c| c.at <= range.start) {
                visit(Class::Code, &code_form(code.kind, &code.data));
            }
            visit(class, &text[range]);
        });
        for code in codes {
            visit(Class::Code, &code_form(code.kind, &code.data));
        }
    }

    /// Visits the tokens of a text by their places: placeables, and the words, numbers and marks between them.
    pub(crate) fn cut(&self, text: &str, visit: &mut dyn FnMut(Class, Range<usize>)) {
        let mut done = 0;
        for value in placeables(text, &self.language).into_iter().map(|p| Some(p.range)).chain([None]) {
            let end = value.as_ref().map_or(text.len(), |v| v.start);
            each_token(&text[done..end], |kind, range| {
                let range = done + range.start..done + range.end;
                visit(Class::of_token(kind, &text[range.clone()]), range);
            });
            if let Some(value) = value {
                done = value.end;
                visit(Class::Number, value);
            }
        }
    }

    /// The key of a token.
    pub fn key(&self, class: Class, form: &str) -> Key {
        let (text, weight): (Cow<'_, str>, u32) = match class {
            Class::Word => {
                let stem = self.stemmer.stem(form.trim_matches('_'));
                let hangul = stem.chars().next().and_then(Script::of) == Some(Script::Hangul);
                let kept = if hangul { KEY_SYLLABLES } else { KEY_LETTERS };
                let cut = stem.char_indices().nth(kept).map_or(stem.len(), |(at, _)| at);
                let start = &stem[..cut];
                match stem.chars().count() {
                    0..=1 => (Cow::Owned(start.to_string()), SHORT),
                    2 if !hangul => (Cow::Owned(start.to_string()), SHORT),
                    3 if !hangul => (Cow::Owned(start.to_string()), SHORTISH),
                    // One key has one weight: long words have keys of their own.
                    LONG.. if !hangul => (Cow::Owned(format!("{start}+")), HEAVIEST),
                    _ => (Cow::Owned(start.to_string()), WORD),
                }
            }
            Class::Number => (Cow::Borrowed(""), WORD),
            Class::Ideograph => {
                let han = form.chars().next().and_then(Script::of) == Some(Script::Han);
                (Cow::Owned(fold(form)), if han { HAN } else { LETTER })
            }
            Class::Mark => {
                let key = mark_key(form);
                (Cow::Borrowed(key), if is_prose(key) { PUNCTUATION } else { SYMBOL })
            }
            Class::Code => (Cow::Borrowed(""), CODE),
        };
        Key { hash: xxh3_64_with_seed(text.as_bytes(), class as u64), weight, class }
    }
}

/// What exchanging two tokens of one key costs, at most its weight; nothing for the same form.
///
/// | exchanged | cost |
/// |---|---|
/// | letter case, ё and е, an accent mark | a tenth of the weight |
/// | two forms of a word | two fifths of the weight, and the rest by the share of letters that differ |
/// | two numbers, dates, addresses | a quarter of the weight |
/// | two kinds of one mark: a dash, a quote | a quarter of the weight |
/// | the data of a code | a quarter of the weight |
/// | the kind of a code (opening, closing, standalone) | the weight |
pub fn exchange(key: &Key, a: &str, b: &str) -> u32 {
    if a == b {
        return 0;
    }
    let weight = key.weight;
    match key.class {
        Class::Word | Class::Ideograph => {
            let (a, b) = (fold(a), fold(b));
            if a == b {
                return weight.div_ceil(10);
            }
            let letters = a.chars().count().max(b.chars().count()).max(1);
            let differ = strsim::levenshtein(&a, &b).min(letters);
            // At most some thousand letters: a u64 cannot overflow.
            let cost = u64::from(weight) * (2 * letters + 3 * differ) as u64 / (5 * letters) as u64;
            u32::try_from(cost).unwrap_or(weight).clamp(1, weight)
        }
        Class::Code if a.chars().next() != b.chars().next() => weight,
        Class::Number | Class::Mark | Class::Code => by_rule(key),
    }
}

/// What exchanging two numbers, two marks, or two codes of one kind costs.
pub(crate) fn by_rule(key: &Key) -> u32 {
    key.weight.div_ceil(4)
}

/// A stable hash of a token: what tells two tokens apart everywhere.
pub(crate) fn form_hash(class: Class, form: &str) -> u64 {
    xxh3_64_with_seed(form.as_bytes(), !(class as u64))
}

/// A stable hash of anything that names an index.
pub(crate) fn name_hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// How the index and the score write an inline code: a letter for its kind, then its data.
fn code_form(kind: CodeKind, data: &str) -> String {
    let letter = match kind {
        CodeKind::Open => 'o',
        CodeKind::Close => 'c',
        CodeKind::Standalone => 's',
        CodeKind::IsolatedOpen => 'i',
        CodeKind::IsolatedClose => 'j',
        CodeKind::HighlightOpen => 'h',
        CodeKind::HighlightClose => 'k',
    };
    format!("{letter}{data}")
}

fn mark_key(mark: &str) -> &str {
    match mark {
        "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "–" | "—" | "―" | "−" => "-",
        "\"" | "“" | "”" | "„" | "‟" | "«" | "»" | "‹" | "›" => "\"",
        "'" | "’" | "‘" | "‚" | "ʼ" | "`" | "´" => "'",
        _ => mark,
    }
}

/// Whether a mark (by its key) is of the kind that prose is full of. Other symbols mostly stand in code and
/// markup, where each has to be right.
fn is_prose(mark: &str) -> bool {
    mark.chars().all(|c| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '-' | '"' | '\'' | '·' | '¿' | '¡')
            || matches!(
                c,
                '。' | '、' | '，' | '；' | '：' | '！' | '？' | '「' | '」' | '『' | '』' | '《' | '》' | '・'
            )
            || matches!(c, '،' | '؛' | '؟' | '۔' | '।' | '॥' | '־' | '׃')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InlineCode;

    fn analyzer(language: &str) -> Analyzer {
        Analyzer::new(&LanguageTag::parse(language).unwrap())
    }

    fn forms(segment: &Segment) -> Vec<String> {
        analyzer("en").tokens(segment).into_iter().map(|t| t.form).collect()
    }

    fn code(at: usize, kind: CodeKind, data: &str) -> InlineCode {
        InlineCode {
            at,
            kind,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: data.to_string(),
        }
    }

    #[test]
    fn placeables_are_one_token() {
        assert_eq!(
            forms(&"On 3 May 2022 see example.org/a,b (5 %)".into()),
            ["On", "3 May 2022", "see", "example.org/a,b", "(", "5", "%", ")"]
        );
        assert_eq!(forms(&"1 000 < COVID19".into()), ["1 000", "<", "COVID", "19"]);
        assert_eq!(forms(&"<b>OK".into()), ["<", "b", ">", "OK"]);
    }

    #[test]
    fn codes_stand_where_they_are() {
        let segment = Segment {
            text: "Press Enter".into(),
            codes: vec![
                code(6, CodeKind::Open, "<b>"),
                code(8, CodeKind::Standalone, "x"),
                code(11, CodeKind::Close, "</b>"),
            ],
        };
        assert_eq!(forms(&segment), ["Press", "o<b>", "Enter", "sx", "c</b>"]);
    }

    #[test]
    fn forms_of_a_word_share_a_key_and_others_do_not() {
        let same = |language: &str, class: Class, a: &str, b: &str| {
            let analyzer = analyzer(language);
            analyzer.key(class, a) == analyzer.key(class, b)
        };
        assert!(same("ru", Class::Word, "санкциями", "Санкция"));
        assert!(same("be", Class::Word, "санкцыямі", "санкцый"));
        assert!(same("uk", Class::Word, "Зеленського", "Зеленський"));
        assert!(same("en", Class::Word, "Zelensky", "Zelenskyy"));
        assert!(same("ko", Class::Word, "정부는", "정부가"));
        assert!(same("ar", Class::Word, "مُحَمَّد", "محمد"));
        assert!(same("en", Class::Number, "1,000", "7"));
        assert!(same("en", Class::Mark, "–", "-"));
        assert!(!same("en", Class::Word, "war", "peace"));
        assert!(!same("zh", Class::Ideograph, "和", "战"));
    }

    #[test]
    fn short_words_and_marks_weigh_less() {
        let weight = |class, form| analyzer("en").key(class, form).weight;
        assert_eq!(weight(Class::Word, "government"), WORD);
        assert!(weight(Class::Word, "the") < WORD);
        assert!(weight(Class::Word, "of") < weight(Class::Word, "the"));
        assert!(weight(Class::Mark, ",") < weight(Class::Mark, ">"));
        assert!(weight(Class::Mark, ">") < weight(Class::Word, "government"));
        assert_eq!(weight(Class::Word, "constitution"), HEAVIEST);
    }

    #[test]
    fn exchanges_cost_a_part() {
        let cost = |class, a: &str, b: &str| exchange(&analyzer("ru").key(class, a), a, b);
        assert_eq!(cost(Class::Word, "мира", "мира"), 0);
        assert_eq!(cost(Class::Word, "мира", "Мира"), 2);
        assert_eq!(cost(Class::Word, "нем", "нём"), 2);
        assert!(cost(Class::Word, "санкция", "санкций") < cost(Class::Word, "санкция", "санкционирует"));
        assert!(cost(Class::Word, "санкция", "санкционирует") < WORD);
        assert_eq!(cost(Class::Number, "5", "2022"), 5);
        assert_eq!(cost(Class::Code, "o<b>", "o<i>"), 1);
        assert_eq!(cost(Class::Code, "o<b>", "c<b>"), CODE);
    }
}
