//! What of a text is compared with terms: words, numbers and symbols, and how they hang together.

use std::ops::Range;

use crate::lang::{LanguageTag, TokenKind, fold, tokens};

/// A word, number, ideograph or symbol, without what may stand between the words of a term.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
    pub(super) kind: TokenKind,
    /// What stands between the piece before and this one.
    pub(super) gap: Gap,
}

impl Piece<'_> {
    /// The text under which the piece is compared when forms do not count.
    pub(super) fn form(&self) -> String {
        if self.kind == TokenKind::Punctuation && self.text.chars().all(is_dash) {
            return "-".to_string();
        }
        fold(self.text)
    }

    /// Whether it is a mark that structures sentences, which is no term by itself as a symbol may be (`§`, `&`).
    pub(super) fn is_punctuation_mark(&self) -> bool {
        self.text.chars().all(|c| is_dash(c) || ".,;:!?…()[]{}/\\|*_¿¡،؛؟。、，".contains(c))
    }

    /// Whether a hyphen alone joins it to the word before: `министр` in `премьер-министр`.
    pub(super) fn continues_compound(&self) -> bool {
        self.gap.hyphen && !self.gap.space && self.kind == TokenKind::Word
    }
}

/// What stands between two pieces. Quotes are of no account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Gap {
    /// White space other than a line break.
    pub(super) space: bool,
    /// A full stop right behind the piece before, as after an abbreviation.
    pub(super) dot: bool,
    /// A hyphen right behind the piece before.
    pub(super) hyphen: bool,
}

/// The pieces of a text in order, and whether a full stop follows the last.
pub(super) fn pieces<'t>(text: &'t str, language: &LanguageTag) -> (Vec<Piece<'t>>, Gap) {
    let mut out: Vec<Piece<'t>> = Vec::new();
    let mut gap = Gap::default();
    let mut end = 0;
    for token in tokens(text) {
        let Some(between) = text.get(end..token.range.start) else { continue };
        gap.space |= between.chars().any(|c| c.is_whitespace() && !matches!(c, '\n' | '\r'));
        let adjacent = between.is_empty() && !gap.space && !out.is_empty();
        let Some(word) = text.get(token.range.clone()) else { continue };
        end = token.range.end;
        match token.kind {
            TokenKind::Punctuation if word.chars().all(is_quote) => continue,
            TokenKind::Punctuation if adjacent && !gap.dot && word == "." => {
                gap.dot = true;
                continue;
            }
            TokenKind::Punctuation if adjacent && !gap.hyphen && matches!(word, "-" | "‐" | "‑" | "–") => {
                gap.hyphen = word != "–";
                continue;
            }
            TokenKind::Word if word.contains(['.', '\'', '’']) => {
                for (part, joined_by_dot) in parts(word, language) {
                    let range = token.range.start + part.start..token.range.start + part.end;
                    let gap = Gap { dot: gap.dot || joined_by_dot, ..std::mem::take(&mut gap) };
                    out.push(Piece { text: &text[range.clone()], range, kind: token.kind, gap });
                }
            }
            _ => out.push(Piece { text: word, range: token.range, kind: token.kind, gap: std::mem::take(&mut gap) }),
        }
    }
    (out, gap)
}

/// The words within what Unicode takes for one: `U.S`, `l'État`, `Ukraine's`. Each with whether a full stop
/// joins it to the one before.
fn parts(word: &str, language: &LanguageTag) -> Vec<(Range<usize>, bool)> {
    let mut out = Vec::with_capacity(1);
    let mut start = 0;
    let mut joined_by_dot = false;
    for piece in word.split('.') {
        let range = start..start + piece.len();
        start = range.end + 1;
        match (language.language(), piece.find(['\'', '’'])) {
            // The article is a word of its own.
            ("fr" | "it" | "ca" | "oc", Some(at)) => {
                out.push((range.start..range.start + at, joined_by_dot));
                let mark = piece[at..].chars().next().map_or(0, char::len_utf8);
                out.push((range.start + at + mark..range.end, false));
            }
            // The suffix belongs to no word.
            ("tr" | "az", Some(at)) => out.push((range.start..range.start + at, joined_by_dot)),
            ("en", Some(at)) if matches!(&piece[at..], "'s" | "’s" | "'S" | "’S") => {
                out.push((range.start..range.start + at, joined_by_dot));
            }
            _ => out.push((range, joined_by_dot)),
        }
        joined_by_dot = true;
    }
    out.retain(|(range, _)| !range.is_empty());
    out
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | '−')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '「'..='』' | '〝'..='〟' | '＂' | '＇')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces with what joins them: `_` space, `.` full stop, `-` hyphen.
    fn check(language: &str, text: &str, expected: &str) {
        let language = LanguageTag::parse(language).unwrap();
        let mut shown = String::new();
        for piece in pieces(text, &language).0 {
            for (present, sign) in [(piece.gap.dot, '.'), (piece.gap.hyphen, '-'), (piece.gap.space, '_')] {
                if present {
                    shown.push(sign);
                }
            }
            shown.push_str(&format!("[{}]", piece.text));
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn quotes_and_hyphens_join_dashes_part() {
        check("ru", "партия «Единая  Россия»", "[партия]_[Единая]_[Россия]");
        check("ru", "Северо-\nЗападный фронт — наш", "[Северо]-[Западный]_[фронт]_[—]_[наш]");
        check("ru", "слово -другое", "[слово]_[-][другое]");
    }

    #[test]
    fn full_stops_join_abbreviations() {
        check("ru", "ст. 193 УК РФ.", "[ст]._[193]_[УК]_[РФ]");
        check("en", "the U.S. Army", "[the]_[U].[S]._[Army]");
        check("ru", "Да... Нет", "[Да].[.]._[Нет]");
    }

    #[test]
    fn symbols_are_pieces() {
        check("en", "C++, C# and R&D", "[C][+][+][,]_[C][#]_[and]_[R][&][D]");
        check("en", "COVID-19", "[COVID]-[19]");
    }

    #[test]
    fn elided_and_possessive_words_are_parted() {
        check("fr", "l’État d'urgence", "[l][État]_[d][urgence]");
        check("en", "Ukraine’s army, O'Brien", "[Ukraine]_[army][,]_[O'Brien]");
        check("tr", "Türkiye'nin ordusu", "[Türkiye]_[ordusu]");
        check("uk", "п'ять", "[п'ять]");
    }

    #[test]
    fn ideographs_stand_alone() {
        check("zh", "中国 制裁", "[中][国]_[制][裁]");
    }
}
