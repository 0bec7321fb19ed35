//! Words and other tokens of a text (UAX #29, with our own classes).

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

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
    for (start, piece) in text.split_word_bound_indices() {
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
                out.push(Token { kind, range: at..at + grapheme.len() });
            }
        } else {
            out.push(Token { kind, range: start..start + piece.len() });
        }
    }
    out
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
}
