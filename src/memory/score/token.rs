//! The tokens that the score compares, their keys and weights.

use std::borrow::Cow;
use std::ops::Range;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::lang::{LanguageTag, Script, Stemmer, TokenKind, fold, nfc, tokens};
use crate::model::{CodeKind, Segment};

/// The weight of a content word: the unit of all costs is a twentieth of a word.
pub const WORD: u32 = 20;

/// A word's key is its stem's first letters, so many of them; enough to tell words apart, few enough that
/// the spellings and the endings of one word share a key.
const KEY_LETTERS: usize = 5;

/// In Hangul a letter is a syllable, and particles follow the word without a space.
const KEY_SYLLABLES: usize = 2;

/// The longest text between `<` and `>` that is taken for a tag, in bytes.
const LONGEST_TAG: usize = 2000;

/// What a token is to the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A word of letters.
    Word = 0,
    /// Digits with their separators; all numbers share one key.
    Number = 1,
    /// A character of a script that is written without spaces.
    Ideograph = 2,
    /// A punctuation mark or symbol; dashes, quotes and apostrophes share a key each.
    Mark = 3,
    /// An inline code; all inline codes share one key.
    Code = 4,
    /// Markup that stands in the text itself, `<b>`; tags of one name share a key.
    Tag = 5,
}

impl Class {
    /// The class with this number.
    pub(crate) fn of(number: u8) -> Option<Self> {
        [Self::Word, Self::Number, Self::Ideograph, Self::Mark, Self::Code, Self::Tag].get(usize::from(number)).copied()
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
    stemmer: Stemmer,
}

impl Analyzer {
    /// For segments in this language.
    pub fn new(language: &LanguageTag) -> Self {
        Self { stemmer: Stemmer::new(language) }
    }

    /// The tokens of a segment, in order.
    pub fn tokens(&self, segment: &Segment) -> Vec<Token> {
        let mut out = Vec::new();
        pieces(segment, &mut |class, form| out.push(Token { form: form.to_string(), key: self.key(class, form) }));
        out
    }

    /// The stem of a word: what its forms have in common, finer than their key.
    pub(crate) fn stem(&self, word: &str) -> String {
        self.stemmer.stem(word.trim_matches('_'))
    }

    /// The key of a token.
    pub fn key(&self, class: Class, form: &str) -> Key {
        let (text, weight): (Cow<'_, str>, u32) = match class {
            Class::Word => {
                let stem = self.stemmer.stem(form.trim_matches('_'));
                let hangul = stem.chars().next().and_then(Script::of) == Some(Script::Hangul);
                let letters = if hangul { KEY_SYLLABLES } else { KEY_LETTERS };
                let cut = stem.char_indices().nth(letters).map_or(stem.len(), |(at, _)| at);
                let weight = match stem[..cut].chars().count() {
                    0..=1 => WORD / 2,
                    2 if !hangul => WORD / 2,
                    3 if !hangul => WORD * 3 / 4,
                    _ => WORD,
                };
                (Cow::Owned(stem[..cut].to_string()), weight)
            }
            Class::Number => (Cow::Borrowed(""), WORD),
            Class::Ideograph => {
                let han = form.chars().next().and_then(Script::of) == Some(Script::Han);
                (Cow::Owned(fold(form)), if han { WORD } else { WORD / 2 })
            }
            Class::Mark => (Cow::Borrowed(mark_key(form)), WORD / 5),
            Class::Code => (Cow::Borrowed(""), WORD / 5),
            Class::Tag => (Cow::Borrowed(tag_name(form)), WORD / 5),
        };
        Key { hash: xxh3_64_with_seed(text.as_bytes(), class as u64), weight, class }
    }
}

/// What exchanging two tokens of one key costs, at most its weight; nothing for the same form.
///
/// | exchanged | cost |
/// |---|---|
/// | letter case, ё and е, an accent mark | a tenth of the weight |
/// | two forms of a word | a fifth of the weight, and the rest by the share of letters that differ |
/// | two numbers | a quarter of the weight |
/// | two kinds of one mark: a dash, a quote | a quarter of the weight |
/// | the data of a code or the attributes of a tag | a quarter of the weight |
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
            let cost = u64::from(weight) * (letters + 4 * differ) as u64 / (5 * letters) as u64;
            u32::try_from(cost).unwrap_or(weight).clamp(1, weight)
        }
        Class::Code if a.chars().next() != b.chars().next() => weight,
        Class::Number | Class::Mark | Class::Code | Class::Tag => weight.div_ceil(4),
    }
}

/// A stable hash of a token: what tells two tokens apart everywhere.
pub(crate) fn form_hash(class: Class, form: &str) -> u64 {
    xxh3_64_with_seed(form.as_bytes(), !(class as u64))
}

/// A stable hash of anything that names an index.
pub(crate) fn name_hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// Visits the tokens of a segment in order: words, numbers, marks and tags of the text, and each inline
/// code before the first token that does not begin before it.
pub(crate) fn pieces(segment: &Segment, visit: &mut dyn FnMut(Class, &str)) {
    let text = &*nfc(&segment.text);
    let mut codes = segment.codes.iter().peekable();
    let mut piece = |class: Class, range: Range<usize>| {
        while let Some(code) = codes.next_if(|c| c.at <= range.start) {
            visit(Class::Code, &code_form(code.kind, &code.data));
        }
        visit(class, &text[range]);
    };
    let mut done = 0;
    for tag in tags(text).map(Some).chain([None]) {
        let end = tag.as_ref().map_or(text.len(), |t| t.start);
        for token in tokens(&text[done..end]) {
            let range = done + token.range.start..done + token.range.end;
            let class = match token.kind {
                TokenKind::Word => Class::Word,
                TokenKind::Number => Class::Number,
                TokenKind::Ideograph => Class::Ideograph,
                // `_Grid` with a mark for the access key is a word.
                TokenKind::Punctuation if text[range.clone()].chars().any(char::is_alphabetic) => Class::Word,
                TokenKind::Punctuation => Class::Mark,
            };
            piece(class, range);
        }
        if let Some(tag) = tag {
            done = tag.end;
            piece(Class::Tag, tag);
        }
    }
    for code in codes {
        visit(Class::Code, &code_form(code.kind, &code.data));
    }
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

/// Markup in plain text, as exports without inline codes have it: `<b>`, `</item>`, `<br/>`.
pub(crate) fn tags(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find('<')?;
            let rest = &text.as_bytes()[start + 1..];
            let named = rest.strip_prefix(b"/").unwrap_or(rest).first().is_some_and(u8::is_ascii_alphabetic);
            let end = rest.iter().take(LONGEST_TAG).position(|b| matches!(b, b'<' | b'>'));
            match end.filter(|_| named).filter(|&end| rest[end] == b'>') {
                Some(end) => {
                    from = start + end + 2;
                    return Some(start..from);
                }
                None => from = start + 1,
            }
        }
    })
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let slash = tag.starts_with("</");
    let length = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(name.len());
    &tag[..(tag.len() - name.len() + length).max(1 + usize::from(slash)).min(tag.len())]
}

fn mark_key(mark: &str) -> &str {
    match mark {
        "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "–" | "—" | "―" | "−" => "-",
        "\"" | "“" | "”" | "„" | "‟" | "«" | "»" | "‹" | "›" => "\"",
        "'" | "’" | "‘" | "‚" | "ʼ" | "`" | "´" => "'",
        _ => mark,
    }
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
    fn tags_in_the_text_are_one_token() {
        assert_eq!(
            forms(&"<b>Press</b> <a href=\"x y\">OK".into()),
            ["<b>", "Press", "</b>", "<a href=\"x y\">", "OK"]
        );
        assert_eq!(forms(&"1 < 2 and <3>".into()), ["1", "<", "2", "and", "<", "3", ">"]);
        assert_eq!(forms(&"a<b".into()), ["a", "<", "b"]);
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
        assert!(same("en", Class::Tag, "<a href='1'>", "<a>"));
        assert!(!same("en", Class::Tag, "<a>", "</a>"));
        assert!(!same("en", Class::Word, "war", "peace"));
        assert!(!same("zh", Class::Ideograph, "和", "战"));
    }

    #[test]
    fn short_words_and_marks_weigh_less() {
        let weight = |class, form| analyzer("en").key(class, form).weight;
        assert_eq!(weight(Class::Word, "government"), WORD);
        assert!(weight(Class::Word, "the") < WORD);
        assert!(weight(Class::Word, "of") < weight(Class::Word, "the"));
        assert!(weight(Class::Mark, ",") < weight(Class::Word, "of"));
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
        assert_eq!(cost(Class::Code, "o<b>", "c<b>"), 4);
    }
}
