//! Words and other tokens of a text (UAX #29, with our own classes).

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::bounds::{self, Class};
use super::script::Script;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A word of letters (digits may follow: `COVID19`); a hyphen separates words.
    Word,
    /// Digits with their separators: `1,000.5`, `2022`.
    Number,
    /// One character of a script that is written without spaces (Chinese, Japanese kana, Thai).
    Ideograph,
    /// One punctuation mark or symbol.
    Punctuation,
}

/// A token: its kind and its byte range in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// The tokens of a text in order, white space left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5 + 1);
    each_token(text, |kind, range| out.push(Token { kind, range }));
    out
}

/// Visits the tokens of a text in order, white space left out.
pub(crate) fn each_token(text: &str, mut visit: impl FnMut(TokenKind, Range<usize>)) {
    let mut start = 0;
    loop {
        let (class, end) = bounds::token(text, start);
        match class {
            Class::Letter => visit(TokenKind::Word, start..end),
            Class::Digit => visit(TokenKind::Number, start..end),
            Class::Space => {}
            Class::End => return,
            // No token goes across `start`, so the rest can be looked at on its own.
            Class::Other => return each_token_of_any(text, start, visit),
            _ => visit(TokenKind::Punctuation, start..end),
        }
        start = end;
    }
}

/// The same from a place on, for text of any kind.
fn each_token_of_any(text: &str, from: usize, mut visit: impl FnMut(TokenKind, Range<usize>)) {
    for (start, piece) in text.get(from..).unwrap_or_default().split_word_bound_indices() {
        let start = from + start;
        let Some(first) = piece.chars().find(|c| !is_ignorable(*c)) else { continue };
        if first.is_whitespace() || first.is_control() {
            continue;
        }
        let kind = if first.is_numeric() {
            TokenKind::Number
        } else if first.is_alphabetic() {
            match Script::of(first) {
                Some(s) if s.is_unspaced() => TokenKind::Ideograph,
                _ => TokenKind::Word,
            }
        } else {
            TokenKind::Punctuation
        };
        if kind == TokenKind::Ideograph {
            // UAX #29 keeps runs of katakana together: cut them as the other ideographs.
            for (offset, grapheme) in piece.grapheme_indices(true) {
                let at = start + offset;
                visit(kind, at..at + grapheme.len());
            }
        } else {
            visit(kind, start..start + piece.len());
        }
    }
}

/// The words, numbers and ideographs of a text: what a translator counts.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    tokens(text).into_iter().filter(|t| t.kind != TokenKind::Punctuation).map(|t| &text[t.range])
}

fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{301}' | '\u{300}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let got: Vec<_> = tokens(text).into_iter().map(|t| &text[t.range]).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn tokens_of_several_scripts() {
        check("Северо-Западный фронт, 24 февраля.", &["Северо", "-", "Западный", "фронт", ",", "24", "февраля", "."]);
        check("It's 1,000.5 €", &["It's", "1,000.5", "€"]);
        check("今日カナ", &["今", "日", "カ", "ナ"]);
        check(" \n ", &[]);
    }

    #[test]
    fn words_leave_punctuation_out() {
        assert_eq!(words("Нет — войне!").collect::<Vec<_>>(), ["Нет", "войне"]);
    }

    proptest::proptest! {
        #[test]
        fn the_short_rules_find_what_the_full_ones_find(
            text in "([a-cA-Cа-вЁёéœß019_ ._:;,'’‘«»—–“”„…!?@/(<\t\r\n\u{0}\u{7f}\u{a0}-]|[·×÷²ªº¼\u{301}\u{ad}\u{200b}\u{200d}\u{fe0f}א今カกﾞ€№😀🇷🇺\u{482}\u{483}\u{fffd}]?){0,20}"
        ) {
            let mut full = Vec::new();
            each_token_of_any(&text, 0, |kind, range| full.push(Token { kind, range }));
            proptest::prop_assert_eq!(tokens(&text), full);
        }
    }

    #[test]
    fn the_short_rules_know_each_character_as_the_full_ones_do() {
        for c in '\u{0}'..'\u{3000}' {
            for text in [
                format!("{c}"),
                format!("a{c}b"),
                format!("1{c}2"),
                format!("a{c}1"),
                format!(".{c} "),
                format!("_{c}"),
            ] {
                let mut full = Vec::new();
                each_token_of_any(&text, 0, |kind, range| full.push(Token { kind, range }));
                assert_eq!(tokens(&text), full, "{text:?}");
            }
        }
    }
}
