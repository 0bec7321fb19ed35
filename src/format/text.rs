//! Plain text: finds paragraphs, whether the file is wrapped at a column or holds a paragraph a line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::blocks::{Blocks, ends_sentence, is_decoration, runs_on, starts_lower};
use super::hyphen::Hyphens;
use super::{Error, decode};
use crate::model::{BlockKind, Document, Warning};

/// Reads a plain text in any encoding.
///
/// Blank lines, page breaks and paragraph separators (U+2029) end a paragraph. Whether a single line break
/// does is decided for the whole file: in a text wrapped at a column nearly every line is filled up to that
/// column and goes on in mid-sentence. In a wrapped text list items, verse, headings and indented first
/// lines still begin a block of their own.
///
/// # Errors
/// When the bytes are no text.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut warnings = super::document::encoding_warnings(&decoded);
    warnings.extend(binary(&decoded.text)?);
    Ok((Document { language: None, blocks: blocks(&decoded.text).into_vec() }, warnings))
}

/// Fails on what is no text at all; a few stray NUL characters in a long text are only reported.
pub(super) fn binary(text: &str) -> Result<Option<Warning>, Error> {
    let controls = |c: &u8| matches!(c, 0..=8 | 14..=25 | 28..=31 | 127);
    let count = text.bytes().filter(controls).count();
    let has_nul = text.contains('\0');
    if count * 20 > text.chars().count() || (has_nul && count * 1000 > text.len()) {
        return Err(Error::malformed(None, "this looks like a binary file, not like text")
            .with_hint("Save the document as plain text, Markdown, HTML, DOCX or ODT."));
    }
    Ok(has_nul.then(|| Warning::repaired(None, "NUL characters in the text were removed")))
}

fn blocks(text: &str) -> Blocks {
    // CR CR LF is what a text-mode copy makes of CRLF: one line break.
    let repaired;
    let text = if text.contains("\r\r\n") {
        repaired = text.replace("\r\r\n", "\r\n");
        repaired.as_str()
    } else {
        text
    };
    let mut lines = lines(text);
    find_items(&mut lines);
    let groups: Vec<&[Line]> = lines.chunk_by(|_, next| !next.gap).collect();
    let wrap = wrap_column(&groups);
    // Where lines are paragraphs no word is broken.
    let hyphens = wrap.map_or_else(Hyphens::default, |_| Hyphens::new(lines.iter().map(|line| line.text)));
    let layout = Layout { wrap, hyphens };
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for group in groups {
        layout.paragraphs(group, &mut paragraphs);
    }
    find_headings(&mut paragraphs);
    let mut out = Blocks::default();
    for paragraph in paragraphs {
        out.push(paragraph.kind, &paragraph.text, Some(paragraph.line));
    }
    out
}

/// A line with something on it.
struct Line<'a> {
    /// From 1.
    number: usize,
    /// Without white space and quotation marks (`>`) at its ends.
    text: &'a str,
    /// The column where the text begins, from 0.
    indent: usize,
    /// The column where it ends.
    edge: usize,
    /// Whether something parts it from the line before.
    gap: bool,
    /// Whether it is quoted with `>` as in e-mail.
    quoted: bool,
    /// How many bytes of the text are the marker of a list item.
    marker: usize,
}

impl Line<'_> {
    /// The width of the first word, which would have had to fit on the line before.
    fn first_word(&self) -> usize {
        let mut width = 0;
        for c in self.text.chars().take_while(|c| !c.is_whitespace()) {
            let columns = c.width().unwrap_or(0);
            if columns == 2 {
                return if width == 0 { 2 } else { width };
            }
            width += columns;
        }
        width
    }

    /// Whether the first word of `next` would not have fitted on this line, with an eighth of the width as
    /// tolerance for ragged edges.
    fn is_filled(&self, next: &Line<'_>, column: usize) -> bool {
        self.edge + 1 + next.first_word() > column - column / 8
    }

    /// Whether the line draws a rule or an underline: three or more of one sign.
    fn is_rule(&self) -> bool {
        is_decoration(self.text)
    }

    fn is_capitals(&self) -> bool {
        is_capitals(self.text)
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    const LINE_ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut out: Vec<Line<'_>> = Vec::new();
    let (mut number, mut gap, mut after_cr, mut after_page) = (1, false, false, false);
    for piece in text.split_inclusive(LINE_ENDS) {
        let end = piece.chars().next_back().filter(|c| LINE_ENDS.contains(c));
        let crlf = after_cr && piece == "\n";
        after_cr = end == Some('\r');
        if crlf {
            continue;
        }
        match parse_line(piece, number) {
            None => gap |= !(after_page && end == Some('\n')),
            Some(mut line) => {
                if let Some(before) = out.last() {
                    let turned = after_page && !runs_on(before.text, line.text);
                    line.gap = gap || turned || before.quoted != line.quoted;
                }
                (gap, after_page) = (false, false);
                out.push(line);
            }
        }
        gap |= end == Some('\u{2029}');
        after_page |= end == Some('\u{c}');
        number += usize::from(matches!(end, Some('\n' | '\r')));
    }
    out
}

fn parse_line(piece: &str, number: usize) -> Option<Line<'_>> {
    let mut text = piece.trim();
    let quoted = text.starts_with('>');
    if quoted {
        text = text.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    }
    if text.trim_start_matches(['\u{feff}', '\u{1a}']).is_empty() {
        return None;
    }
    let before = &piece[..piece.len() - piece.trim_start().len()];
    let indent = before.chars().fold(0, |at, c| if c == '\t' { at / 8 * 8 + 8 } else { at + 1 });
    Some(Line { number, text, indent, edge: indent + text.width(), gap: false, quoted, marker: 0 })
}

/// The marker of a list item at the beginning of a line.
#[derive(Clone, Copy, PartialEq)]
enum Marker {
    /// `•` and its kin, which open nothing else.
    Bullet,
    /// `-`, `*`, or a dash before a small letter (before a capital it opens direct speech): a marker only
    /// where others stand near, else a sign in running text.
    Sign(char),
    /// `1.` or `2)`: a marker only where the numbers count up, else a date or a year.
    Number { value: u32, delimiter: char },
    /// `a)` or `б)`.
    Letter,
}

/// What may be the marker of a list item, and its length in bytes.
fn marker(text: &str) -> Option<(Marker, usize)> {
    let (head, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let mut signs = head.chars();
    let marker = match (signs.next()?, signs.next()) {
        ('•' | '◦' | '▪' | '●' | '‣' | '○' | '■', None) => Marker::Bullet,
        (sign @ ('*' | '-' | '+' | '·'), None) => Marker::Sign(sign),
        (sign @ ('–' | '—'), None) if rest.starts_with(char::is_lowercase) => Marker::Sign(sign),
        _ => {
            let delimiter = head.chars().next_back().filter(|c| matches!(c, '.' | ')'))?;
            let label = head[..head.len() - 1].trim_start_matches('(');
            let mut letters = label.chars();
            match label.parse() {
                Ok(value) if label.len() <= 3 => Marker::Number { value, delimiter },
                _ if delimiter == ')' && letters.next()?.is_lowercase() && letters.next().is_none() => Marker::Letter,
                _ => return None,
            }
        }
    };
    Some((marker, text.len() - rest.len()))
}

/// Sets the markers of the lines that begin a list item.
fn find_items(lines: &mut [Line<'_>]) {
    /// How many lines an item may have between two signs.
    const NEAR: usize = 8;
    let mut last_sign: Option<(usize, char, usize)> = None;
    let mut last_number: Option<(usize, u32, char, usize)> = None;
    for at in 0..lines.len() {
        let Some((marker, length)) = marker(lines[at].text) else { continue };
        match marker {
            Marker::Bullet | Marker::Letter => lines[at].marker = length,
            Marker::Sign(sign) => {
                if let Some((before, before_sign, before_length)) = last_sign
                    && before_sign == sign
                    && at - before <= NEAR
                {
                    lines[before].marker = before_length;
                    lines[at].marker = length;
                }
                last_sign = Some((at, sign, length));
            }
            Marker::Number { value, delimiter } => {
                if let Some((before, before_value, before_delimiter, before_length)) = last_number
                    && before_delimiter == delimiter
                    && value.checked_sub(1) == Some(before_value)
                {
                    lines[before].marker = before_length;
                    lines[at].marker = length;
                }
                last_number = Some((at, value, delimiter, length));
            }
        }
    }
}

/// The column at which a text is wrapped; `None` when its line breaks are its paragraphs.
fn wrap_column(groups: &[&[Line<'_>]]) -> Option<usize> {
    let pairs = || groups.iter().flat_map(|group| group.windows(2)).map(|pair| (&pair[0], &pair[1]));
    let pairs = || pairs().filter(|(line, next)| next.marker == 0 && !line.is_rule() && !next.is_rule());
    let mut edges: Vec<usize> = pairs().map(|(line, _)| line.edge).collect();
    if edges.is_empty() {
        return None;
    }
    edges.sort_unstable();
    let column = edges[(edges.len() - 1) * 19 / 20];
    if !(40..=132).contains(&column) {
        return None;
    }
    let (mut breaks, mut filled, mut open, mut lower, mut upper) = (0usize, 0usize, 0usize, 0usize, 0usize);
    // Short lines (headings, signatures, last lines) tell nothing.
    for (line, next) in pairs().filter(|(line, _)| line.edge * 2 >= column) {
        breaks += 1;
        filled += usize::from(line.is_filled(next, column));
        open += usize::from(!ends_sentence(line.text));
        lower += usize::from(starts_lower(next.text));
        upper += usize::from(next.text.starts_with(char::is_uppercase));
    }
    let in_mid_sentence =
        if (lower + upper) * 2 >= breaks { lower * 5 >= (lower + upper) * 2 } else { open * 5 >= breaks * 3 };
    (in_mid_sentence && filled * 5 >= breaks * 3).then_some(column)
}

struct Paragraph {
    kind: BlockKind,
    text: String,
    line: usize,
}

/// How the lines of a file make paragraphs.
struct Layout {
    wrap: Option<usize>,
    hyphens: Hyphens,
}

impl Layout {
    /// Adds the paragraphs of a run of lines without a gap.
    fn paragraphs(&self, group: &[Line<'_>], out: &mut Vec<Paragraph>) {
        let shape = self.wrap.and_then(|column| Shape::of(group, column));
        let mut before: Option<&Line<'_>> = None;
        for line in group {
            if line.is_rule() {
                // A line of === or --- under a line of text is an underline; elsewhere it parts.
                if let (Some(_), Some(heading)) = (before, out.last_mut())
                    && let Some(level) = underline_level(line.text)
                    && heading.kind == BlockKind::Paragraph
                    && is_short(&heading.text)
                {
                    heading.kind = BlockKind::Heading(level);
                }
                before = None;
                continue;
            }
            let in_item = out.last().is_some_and(|paragraph| paragraph.kind == BlockKind::ListItem);
            let goes_on =
                before.zip(shape.as_ref()).is_some_and(|(before, shape)| !shape.begins_block(before, line, in_item));
            match out.last_mut().filter(|_| goes_on) {
                Some(paragraph) => self.hyphens.join(&mut paragraph.text, line.text),
                None => {
                    let kind = match line {
                        Line { marker: 1.., .. } => BlockKind::ListItem,
                        Line { quoted: true, .. } => BlockKind::Quote,
                        _ => BlockKind::Paragraph,
                    };
                    out.push(Paragraph { kind, text: line.text[line.marker..].to_string(), line: line.number });
                }
            }
            before = Some(line);
        }
    }
}

/// How a run of wrapped lines is set.
struct Shape {
    /// Where the lines are wrapped.
    column: usize,
    /// The indent from which on a line is the first of a paragraph, where first lines are indented.
    first_line: Option<usize>,
}

impl Shape {
    /// `None` for verse, addresses and signatures: lines that all end long before the column.
    fn of(group: &[Line<'_>], column: usize) -> Option<Self> {
        if group.len() > 2 && group.iter().all(|line| line.edge < column * 3 / 4) {
            return None;
        }
        let margin = group.iter().map(|line| line.indent).min().unwrap_or(0);
        let indented = group.iter().filter(|line| line.indent >= margin + 2).count();
        let hanging = indented * 2 > group.len();
        Some(Self { column, first_line: (indented > 0 && !hanging).then_some(margin + 2) })
    }

    /// Whether a line begins a block although no gap parts it from the line before.
    fn begins_block(&self, line: &Line<'_>, next: &Line<'_>, in_item: bool) -> bool {
        let filled = line.is_filled(next, self.column);
        let open = !ends_sentence(line.text);
        match marker(next.text).filter(|_| next.marker > 0) {
            Some((Marker::Bullet, _)) => return true,
            // A dash may as well stand in running text that was wrapped before it.
            Some((Marker::Sign('-' | '–' | '—'), _)) => {
                return !filled || line.text.ends_with([':', ';']) || (in_item && !open);
            }
            Some(_) => return !filled || !open || line.text.ends_with(','),
            None => {}
        }
        if line.is_capitals() != next.is_capitals() && (line.is_capitals() || !filled) {
            return true;
        }
        let indented = !in_item && self.first_line.is_some_and(|indent| next.indent >= indent);
        (indented || !filled) && !(open && starts_lower(next.text))
    }
}

fn underline_level(text: &str) -> Option<u8> {
    let all = |sign| text.chars().all(|c| c == sign);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

fn is_capitals(text: &str) -> bool {
    !text.contains(char::is_lowercase) && text.chars().filter(|c| c.is_uppercase()).nth(3).is_some()
}

/// Whether a text is short enough for a heading.
fn is_short(text: &str) -> bool {
    text.chars().nth(120).is_none()
}

/// A short line in capitals is a heading, and so is a short first line without a full stop that a longer
/// text follows.
fn find_headings(paragraphs: &mut [Paragraph]) {
    let title = match &*paragraphs {
        [first, second, ..] => !ends_sentence(&first.text) && first.text.len() < second.text.len(),
        _ => false,
    };
    for (at, paragraph) in paragraphs.iter_mut().enumerate() {
        if paragraph.kind == BlockKind::Paragraph
            && is_short(&paragraph.text)
            && ((at == 0 && title) || is_capitals(&paragraph.text))
        {
            paragraph.kind = BlockKind::Heading(if at == 0 { 1 } else { 2 });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::document::tests::{check_blocks, show};

    fn check(text: &str, blocks: &[&str]) {
        check_blocks(&read(text.as_bytes()).unwrap().0, blocks, text);
    }

    #[test]
    fn blank_lines_part_paragraphs_whatever_the_line_ends() {
        let text = "Первый абзац.\n\nВторой абзац.\n \t\nТретий.";
        for line_end in ["\n", "\r\n", "\r", "\r\r\n", "\u{85}", "\u{2028}"] {
            check(&text.replace('\n', line_end), &["Первый абзац.", "Второй абзац.", "Третий."]);
        }
        check("Один.\u{2029}Два.\u{c}Три.", &["Один.", "Два.", "Три."]);
    }

    #[test]
    fn a_line_is_a_paragraph_where_lines_are_not_filled() {
        check(
            "Мы обращаемся ко всем, кто не согласен с войной, и просим распространить это заявление.\n\
             Война идёт третий год.\n\
             За это время правительство приняло сорок законов, которые запрещают говорить о ней вслух, и каждый из них уже применён.\n\
             Мы не молчим!",
            &[
                "Мы обращаемся ко всем, кто не согласен с войной, и просим распространить это заявление.",
                "Война идёт третий год.",
                "За это время правительство приняло сорок законов, которые запрещают говорить о ней вслух, и каждый из них уже применён.",
                "Мы не молчим!",
            ],
        );
    }

    #[test]
    fn a_wrapped_text_is_rejoined() {
        check(
            "Работники депо обратились к городскому совету с просьбой\n\
             вернуть ночные маршруты, которые отменили в прошлом году.\n\
             Без них люди, чья смена кончается после полуночи, идут\n\
             домой пешком.\n\
             \n\
             Совет обещал ответить в течение месяца, но до сих пор не\n\
             ответил.",
            &[
                "Работники депо обратились к городскому совету с просьбой вернуть ночные маршруты, которые отменили в прошлом году. Без них люди, чья смена кончается после полуночи, идут домой пешком.",
                "Совет обещал ответить в течение месяца, но до сих пор не ответил.",
            ],
        );
    }

    #[test]
    fn a_wrapped_text_keeps_headings_lists_and_signatures_apart() {
        check(
            "ЗАЯВЛЕНИЕ\n\
             The strike committee of the northern depot met on Monday and\n\
             agreed on three demands, which it puts to the management:\n\
             - pay for every hour that was worked on the holidays, at the\n  \
               double rate that the law foresees;\n\
             - heated rooms;\n\
             - no dismissals of those who took part.\n\
             The committee will meet again in a week, and until then the\n\
             drivers keep to the old timetable.\n\
             \n\
             For the committee\n\
             Anna Petrova\n\
             Ivan Sokolov",
            &[
                "# ЗАЯВЛЕНИЕ",
                "The strike committee of the northern depot met on Monday and agreed on three demands, which it puts to the management:",
                "* pay for every hour that was worked on the holidays, at the double rate that the law foresees;",
                "* heated rooms;",
                "* no dismissals of those who took part.",
                "The committee will meet again in a week, and until then the drivers keep to the old timetable.",
                "For the committee",
                "Anna Petrova",
                "Ivan Sokolov",
            ],
        );
    }

    #[test]
    fn a_dash_at_a_line_begin_may_be_running_text() {
        check(
            "В редакцию пришло письмо от жителей улицы Мира. «Мы устали»,\n\
             — говорится в нём. Жители просят вернуть остановку, которая\n\
             стояла здесь до ремонта. «Мы подождём», — обещают они. Совет\n\
             — как всегда — молчит.",
            &[
                "В редакцию пришло письмо от жителей улицы Мира. «Мы устали», — говорится в нём. Жители просят вернуть остановку, которая стояла здесь до ремонта. «Мы подождём», — обещают они. Совет — как всегда — молчит.",
            ],
        );
    }

    #[test]
    fn an_indent_begins_a_paragraph_of_a_wrapped_text() {
        check(
            "    Первый абзац набран с отступом и продолжается на следующей\n\
             строке, где и кончается.\n    \
                 Второй абзац тоже набран с отступом, как это принято в старых\n\
             файлах, и между абзацами нет пустых строк.",
            &[
                "Первый абзац набран с отступом и продолжается на следующей строке, где и кончается.",
                "Второй абзац тоже набран с отступом, как это принято в старых файлах, и между абзацами нет пустых строк.",
            ],
        );
    }

    #[test]
    fn chinese_is_rejoined_without_spaces() {
        let line = "我们要求市议会恢复夜间公交线路因为没有这些线路夜班工人只能走路回家他们每天";
        check(&format!("{line}\n{line}\n都很累。"), &[&format!("{line}{line}都很累。")]);
    }

    #[test]
    fn verse_stays_in_lines() {
        let verse =
            "Над городом встаёт заря,\nИ трубы старого завода\nМолчат с утра, не говоря,\nКакого ждать сегодня года.";
        check(
            verse,
            &[
                "Над городом встаёт заря,",
                "И трубы старого завода",
                "Молчат с утра, не говоря,",
                "Какого ждать сегодня года.",
            ],
        );
    }

    #[test]
    fn lists_are_recognised_by_markers_that_count_up() {
        check("Требуем:\n1. Отставки.\n2. Выборов.\n", &["Требуем:", "* Отставки.", "* Выборов."]);
        check("а) первое;\nб) второе.", &["* первое;", "* второе."]);
        check("• One.\n• Two.", &["* One.", "* Two."]);
        check(
            "3. Mai 2022. Der Rat tagt.\n\n12. Mai 2022. Er schweigt.",
            &["3. Mai 2022. Der Rat tagt.", "12. Mai 2022. Er schweigt."],
        );
        check("— равенство;\n— братство.", &["* равенство;", "* братство."]);
        check("- один только знак", &["- один только знак"]);
        check("— Привет! — сказала она.\n— Здравствуй.", &["— Привет! — сказала она.", "— Здравствуй."]);
    }

    #[test]
    fn headings_are_underlined_or_in_capitals_or_stand_first() {
        check(
            "Заявление\n=========\n\nТекст.\n\nО войне\n-------\nЕщё текст.",
            &["# Заявление", "Текст.", "## О войне", "Ещё текст."],
        );
        check(
            "Открытое письмо\n\nУважаемые товарищи! Мы пишем вам.",
            &["# Открытое письмо", "Уважаемые товарищи! Мы пишем вам."],
        );
        check("Текст.\n\nЧТО ДЕЛАТЬ\n\nЕщё.\n\n* * *\n\nКонец.", &["Текст.", "## ЧТО ДЕЛАТЬ", "Ещё.", "Конец."]);
        check("Один абзац без точки", &["Один абзац без точки"]);
    }

    #[test]
    fn quoted_lines_are_a_quote() {
        check("Вы писали:\n> Это неправда.\nНо это правда.", &["Вы писали:", "> Это неправда.", "Но это правда."]);
    }

    #[test]
    fn a_page_break_in_mid_sentence_does_not_part_it() {
        check(
            "The union asked the city council for new buses and for drivers\nwho are paid on time. The council\u{c}\nanswered that there was no money in this year and none in the\nnext.\n\u{c}\nChapter two begins here.",
            &[
                "The union asked the city council for new buses and for drivers who are paid on time. The council answered that there was no money in this year and none in the next.",
                "Chapter two begins here.",
            ],
        );
    }

    #[test]
    fn a_block_has_the_line_where_it_begins() {
        let (document, _) = read("\r\n\r\nПервый.\r\n\r\nВторой.".as_bytes()).unwrap();
        let lines: Vec<_> = document.blocks.iter().map(|block| block.line).collect();
        assert_eq!(lines, [Some(3), Some(5)]);
    }

    #[test]
    fn an_empty_file_has_no_blocks() {
        for text in ["", "\u{feff}", " \r\n\t\n", "\u{1a}"] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_binary_file_is_refused_and_a_stray_nul_is_not() {
        let bytes: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(read(&bytes).unwrap_err().message.contains("binary"));
        let text = format!("{}\0{}", "Длинный текст. ".repeat(50), "Ещё текст. ".repeat(50));
        let (document, warnings) = read(text.as_bytes()).unwrap();
        assert!(!document.blocks[0].text.contains('\0'));
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn legacy_encodings_are_read() {
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Мы требуем свободы.\r\n\r\nНет войне!");
        check_blocks(&read(&bytes).unwrap().0, &["Мы требуем свободы.", "Нет войне!"], "");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[а-яa-z]{1,12}", 1..60), breaks in prop::collection::vec(0..4, 60)) {
            let mut text = String::new();
            for (word, kind) in words.iter().zip(&breaks) {
                text.push_str(word);
                text.push_str(["\n", " ", " ", "\n\n"][*kind as usize]);
            }
            let read: Vec<String> = show(&read(text.as_bytes()).unwrap().0).join(" ").split_whitespace().map(str::to_string).filter(|w| w != "#").collect();
            prop_assert_eq!(read, words);
        }

        /// Wrapping a paragraph of many words at any usual column and reading it gives it back.
        #[test]
        fn wrapping_is_undone(words in prop::collection::vec("[а-я]{2,9}", 60..120), column in 50usize..80) {
            let mut text = String::new();
            let mut width = 0;
            for word in &words {
                let length = word.chars().count();
                if width > 0 {
                    let fits = width + 1 + length <= column;
                    text.push(if fits { ' ' } else { '\n' });
                    width = if fits { width + 1 } else { 0 };
                }
                text.push_str(word);
                width += length;
            }
            let (document, _) = read(text.as_bytes()).unwrap();
            prop_assert_eq!(show(&document), vec![words.join(" ")]);
        }
    }
}
