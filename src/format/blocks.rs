//! What every reader of texts needs to make blocks: clean text, line breaks that mean something, lines.

use crate::lang::{self, Script};
use crate::model::{Block, BlockKind};

/// The blocks of a document as a reader finds them.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Block>);

impl Blocks {
    /// Adds a block. A `\n` in `text` is a line break that the author set (`<br>`, Shift+Enter, a line of
    /// verse): where a sentence does not run on over it, the block is split there. Text without anything
    /// to read (empty, rules such as `* * *`) is left out.
    pub(super) fn push(&mut self, kind: BlockKind, text: &str, line: Option<usize>) {
        if !text.contains('\n') {
            return self.push_whole(kind, text, line);
        }
        let splits = !matches!(kind, BlockKind::Heading(_));
        let mut paragraph = String::new();
        for piece in text.split('\n').map(str::trim) {
            if splits && !runs_on(&paragraph, piece) {
                self.push_whole(kind, &paragraph, line);
                paragraph.clear();
            }
            join(&mut paragraph, piece);
        }
        self.push_whole(kind, &paragraph, line);
    }

    fn push_whole(&mut self, kind: BlockKind, text: &str, line: Option<usize>) {
        let text = clean(text);
        if !is_decoration(&text) {
            self.0.push(Block { kind, text, line });
        }
    }

    pub(super) fn extend(&mut self, others: impl IntoIterator<Item = Block>) {
        self.0.extend(others);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<Block> {
        self.0
    }
}

/// NFC, white space collapsed, without soft hyphens, byte order marks and control characters.
fn clean(text: &str) -> String {
    let noise = |c: char| (c.is_control() && !c.is_whitespace()) || matches!(c, '\u{ad}' | '\u{feff}' | '\u{fffc}');
    if text.contains(noise) {
        lang::collapse_space(&lang::nfc(&text.replace(noise, "")))
    } else {
        lang::collapse_space(&lang::nfc(text))
    }
}

/// Whether a text is empty for a reader: nothing, invisible characters, or a rule drawn with signs.
pub(super) fn is_decoration(text: &str) -> bool {
    let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}') || c.is_whitespace();
    let rule = |c: char| matches!(c, '-' | '=' | '_' | '*' | '~' | '#' | '—' | '–' | '─' | '━' | '═' | '·' | '•');
    let mut signs = 0;
    text.chars().all(|c| {
        signs += usize::from(rule(c));
        rule(c) || invisible(c)
    }) && (signs == 0 || signs >= 3)
}

/// Whether a sentence that stands at the end of `line` goes on in `next`: it has not ended, and the next
/// line begins with a small letter.
pub(super) fn runs_on(line: &str, next: &str) -> bool {
    !line.is_empty() && !next.is_empty() && !ends_sentence(line) && starts_lower(next)
}

/// Whether the text ends in punctuation that ends a sentence or opens a list, closing quotes and brackets
/// aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closers =
        |c: char| matches!(c, '»' | '”' | '“' | '’' | '"' | '\'' | ')' | ']' | '」' | '』' | '）') || c.is_whitespace();
    text.trim_end_matches(closers)
        .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '：', '；', '؟', '؛', '۔', '।', '॥', '։', '።'])
}

/// Whether the first letter, opening quotes and brackets aside, is a small one.
pub(super) fn starts_lower(text: &str) -> bool {
    let openers = |c: char| matches!(c, '«' | '„' | '“' | '‘' | '"' | '\'' | '(' | '[');
    text.trim_start_matches(openers).starts_with(char::is_lowercase)
}

/// Appends the next line of the same paragraph: with a space, except after a hyphen inside a word and
/// between characters of scripts that write no spaces.
pub(super) fn join(paragraph: &mut String, line: &str) {
    let (last, first) = (paragraph.chars().next_back(), line.chars().next());
    if let (Some(last), Some(first)) = (last, first)
        && !last.is_whitespace()
        && !(is_unspaced(last) && is_unspaced(first))
        && !(first.is_alphanumeric() && ends_with_hyphen(paragraph))
    {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// Whether the text ends with a hyphen that belongs to a word.
pub(super) fn ends_with_hyphen(text: &str) -> bool {
    text.strip_suffix(['-', '\u{2010}']).is_some_and(|rest| rest.ends_with(char::is_alphanumeric))
}

/// Whether a line break beside the character stands for no space (CSS Text 3, segment break rules).
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}') || Script::of(c).is_some_and(Script::is_unspaced)
}

/// Finds the line of a place in a text. Lines end with LF, CR or CRLF.
#[derive(Debug, Default)]
pub(super) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes
            .iter()
            .enumerate()
            .filter(|&(at, &byte)| byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
        Self { starts: ends.map(|(at, _)| at + 1).collect() }
    }

    /// The line, from 1, of the byte at `offset`.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, blocks: &[&str]) {
        let mut out = Blocks::default();
        out.push(BlockKind::Paragraph, text, None);
        let texts: Vec<_> = out.into_vec().into_iter().map(|b| b.text).collect();
        assert_eq!(texts, blocks, "{text:?}");
    }

    #[test]
    fn text_is_clean() {
        check(" 1\u{a0}000\t руб. ", &["1 000 руб."]);
        check("пра\u{ad}ви\u{ad}тель\u{ad}ство", &["правительство"]);
        check("\u{feff}Свои\u{306}\u{7}", &["Свой"]);
    }

    #[test]
    fn what_has_nothing_to_read_is_left_out() {
        for text in ["", " \u{a0}\n", "* * *", "_____", "———", "\u{200b}\u{200e}"] {
            check(text, &[]);
        }
        check("—", &["—"]);
        check("***1***", &["***1***"]);
    }

    #[test]
    fn an_intended_line_break_splits_unless_the_sentence_runs_on() {
        check("Москва, ул. Лесная, 5\nТел. 123-45-67", &["Москва, ул. Лесная, 5", "Тел. 123-45-67"]);
        check("Мы требуем\nсвободных выборов.\nИ честных.", &["Мы требуем свободных выборов.", "И честных."]);
        check("первый шаг;\nвторой шаг", &["первый шаг;", "второй шаг"]);
        check("One.\n\nTwo.", &["One.", "Two."]);
        check("我们要求\n自由", &["我们要求", "自由"]);
    }

    #[test]
    fn a_heading_is_never_split() {
        let mut out = Blocks::default();
        out.push(BlockKind::Heading(1), "Заявление\nСоюза печатников", None);
        assert_eq!(out.into_vec()[0].text, "Заявление Союза печатников");
    }

    #[test]
    fn lines_are_joined_as_the_script_asks() {
        for (a, b, joined) in [
            ("two", "words", "two words"),
            ("我们", "要求", "我们要求"),
            ("要求。", "我们", "要求。我们"),
            ("用", "Rust", "用 Rust"),
            ("자유", "선거", "자유 선거"),
            ("социал-", "демократ", "социал-демократ"),
            ("Москва -", "столица", "Москва - столица"),
            ("", "first", "first"),
        ] {
            let mut text = a.to_string();
            join(&mut text, b);
            assert_eq!(text, joined);
        }
    }

    #[test]
    fn places_have_lines() {
        let index = LineIndex::new("a\nb\r\nc\rd");
        let lines: Vec<_> = [0, 1, 2, 3, 4, 5, 6, 7].map(|at| index.line(at)).into();
        assert_eq!(lines, [1, 1, 2, 2, 2, 3, 3, 4]);
    }
}
