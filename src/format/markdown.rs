//! Markdown (CommonMark with tables, footnotes and front matter).

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::blocks::{Blocks, LineIndex, join};
use super::{Error, decode, html, text};
use crate::lang::LanguageTag;
use crate::model::{BlockKind, Document, Warning};

/// Reads a Markdown text in any encoding. The front matter gives the language (`lang`, `language`,
/// `locale`) and, where the text does not begin with one, the title. Footnotes follow the text. Pictures, comments, shortcodes of
/// site generators and code blocks are left out; HTML inside is read as HTML.
///
/// # Errors
/// When the bytes are no text.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut warnings = super::document::encoding_warnings(&decoded);
    warnings.extend(text::binary(&decoded.text)?);
    let (front, body_start) = front_matter(&decoded.text);
    let front = front.map(|range| Front::parse(&decoded.text[range])).unwrap_or_default();
    let mut reader = MarkdownReader { lines: LineIndex::new(&decoded.text), ..MarkdownReader::default() };
    reader.read(&decoded.text, body_start);
    if let Some(line) = reader.first_code_block {
        let reason = match reader.code_blocks {
            1 => "a code block, which is no text".to_string(),
            count => format!("{count} code blocks, which are no text"),
        };
        warnings.push(Warning::skipped(line, reason));
    }
    let mut blocks = Blocks::default();
    let body = reader.blocks.into_vec();
    let has_title = body.first().is_some_and(|first| first.kind == BlockKind::Heading(1));
    if let Some(title) = front.title.filter(|_| !has_title) {
        blocks.push(BlockKind::Heading(1), &title, Some(1));
    }
    blocks.extend(body);
    blocks.extend(reader.footnotes.into_vec());
    Ok((Document { language: front.language, blocks: blocks.into_vec() }, warnings))
}

/// The place of the front matter at the beginning of a text, without its fences, and where the body begins.
fn front_matter(text: &str) -> (Option<Range<usize>>, usize) {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return (None, 0) };
    let fence = first.trim_end();
    if !matches!(fence, "---" | "+++") {
        return (None, 0);
    }
    let mut at = first.len();
    for (index, line) in lines.enumerate() {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return (Some(first.len()..at), at + line.len());
        }
        // A rule, not a fence.
        if index == 0 && bare.is_empty() {
            break;
        }
        at += line.len();
    }
    (None, 0)
}

/// What is used of the front matter.
#[derive(Debug, Default)]
struct Front {
    language: Option<LanguageTag>,
    title: Option<String>,
}

impl Front {
    /// Reads the keys at the left margin of YAML (`key: value`) or TOML (`key = "value"`).
    fn parse(text: &str) -> Self {
        let mut front = Self::default();
        for line in text.lines() {
            let Some((key, value)) = line.split_once([':', '=']) else { continue };
            let value = value.trim();
            let value = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
                _ => value.split(" #").next().unwrap_or_default().trim(),
            };
            match key.trim_end() {
                "lang" | "language" | "locale" => front.language = LanguageTag::parse(value).ok().or(front.language),
                "title" if !value.is_empty() && !value.starts_with(['|', '>', '{', '[']) => {
                    front.title = Some(value.to_string());
                }
                _ => {}
            }
        }
        front
    }
}

#[derive(Default)]
struct MarkdownReader {
    lines: LineIndex,
    blocks: Blocks,
    footnotes: Blocks,
    /// The kinds of the open elements that give their text a kind.
    kinds: Vec<BlockKind>,
    in_footnote: usize,
    in_image: usize,
    in_code: bool,
    /// The text of the block so far; `\n` is a line break that counts.
    text: String,
    line: Option<usize>,
    /// Whether a line break that does not count stands before the next text.
    soft_break: bool,
    /// A run of HTML and where it begins.
    html: String,
    html_line: usize,
    code_blocks: usize,
    first_code_block: Option<usize>,
}

impl MarkdownReader {
    fn read(&mut self, text: &str, body_start: usize) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES;
        for (event, range) in Parser::new_ext(&text[body_start..], options).into_offset_iter() {
            let start = body_start + range.start;
            match event {
                Event::Start(tag) => self.start(&tag, start),
                Event::End(tag) => self.end(tag),
                Event::Text(part) | Event::Code(part) => self.append(&part, start),
                Event::Html(part) => self.html.push_str(&part),
                Event::InlineHtml(tag) if is_line_break(&tag) => self.text.push('\n'),
                Event::HardBreak => self.text.push('\n'),
                Event::SoftBreak => self.soft_break = true,
                Event::Rule => self.flush(),
                _ => {}
            }
        }
        self.flush();
    }

    fn start(&mut self, tag: &Tag<'_>, start: usize) {
        let kind = match tag {
            Tag::Heading { level, .. } => BlockKind::Heading(heading_level(*level)),
            Tag::BlockQuote(_) => BlockKind::Quote,
            Tag::Item => BlockKind::ListItem,
            Tag::TableCell => BlockKind::Cell,
            Tag::FootnoteDefinition(_) => {
                self.flush();
                self.in_footnote += 1;
                BlockKind::Aside
            }
            Tag::Image { .. } => return self.in_image += 1,
            Tag::CodeBlock(_) => {
                self.flush();
                self.in_code = true;
                self.code_blocks += 1;
                self.first_code_block.get_or_insert(self.lines.line(start));
                return;
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html_line = self.lines.line(start);
                return;
            }
            Tag::Paragraph | Tag::List(_) => return self.flush(),
            _ => return,
        };
        self.flush();
        self.kinds.push(kind);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::FootnoteDefinition => {
                self.flush();
                self.kinds.pop();
                self.in_footnote -= usize::from(tag == TagEnd::FootnoteDefinition);
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::Image => self.in_image -= 1,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                let blocks = html::blocks(&html, self.html_line);
                self.out().extend(blocks);
            }
            _ => {}
        }
    }

    fn append(&mut self, part: &str, start: usize) {
        if self.in_image > 0 || self.in_code {
            return;
        }
        if self.line.is_none() {
            self.line = Some(self.lines.line(start));
        }
        if std::mem::take(&mut self.soft_break) {
            join(&mut self.text, part);
        } else {
            self.text.push_str(part);
        }
    }

    fn out(&mut self) -> &mut Blocks {
        if self.in_footnote > 0 { &mut self.footnotes } else { &mut self.blocks }
    }

    /// Ends the block.
    fn flush(&mut self) {
        let text = without_shortcodes(&std::mem::take(&mut self.text));
        let line = self.line.take();
        let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        self.soft_break = false;
        self.out().push(kind, &text, line);
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// Takes out what site generators replace: `{{< … >}}`, `{{% … %}}`, `{% … %}`, `{: … }`.
fn without_shortcodes(text: &str) -> String {
    const PAIRS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{:", "}")];
    let mut pairs = PAIRS.to_vec();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let opened = pairs.iter().position(|(open, _)| from.starts_with(open));
        let after = opened.and_then(|pair| from.split_once(pairs[pair].1));
        if let (Some(pair), None) = (opened, after) {
            // What is never closed from here on need not be looked for again.
            pairs.remove(pair);
        }
        rest = match after {
            Some((_, after)) => after,
            None => {
                out.push('{');
                &from[1..]
            }
        };
    }
    out.push_str(rest);
    out
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
    fn markup_makes_blocks_and_does_not_end_up_in_them() {
        check(
            "# Заявление {#top}\n\nМы **требуем** _свободы_ для\n[всех](http://x.org \"t\"), `кто` сидит.\n\n> Цитата\n\n- раз\n  - два\n- три\n\n1. четыре\n\nИтог\n----\n",
            &[
                "# Заявление",
                "Мы требуем свободы для всех, кто сидит.",
                "> Цитата",
                "* раз",
                "* два",
                "* три",
                "* четыре",
                "## Итог",
            ],
        );
        check("| Имя | Год |\n|---|---|\n| Анна | 2022 |\n", &["| Имя", "| Год", "| Анна", "| 2022"]);
        check("- [x] сделано\n- [ ] нет\n", &["* сделано", "* нет"]);
        check("a\\*b &copy; &#1084;ир \\", &["a*b © мир \\"]);
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        check(
            "До ![картинка](a.png) после.\n\n![одна](b.png)\n\n* * *\n\n<!-- заметка -->\n\nТекст <!-- ещё --> дальше.",
            &["До после.", "Текст дальше."],
        );
        check("{{< figure src=\"a\" >}}\n\nТекст {% include x %} {тут}.\n{: .lead}", &["Текст {тут}."]);
    }

    #[test]
    fn code_blocks_are_left_out_with_a_warning() {
        let text = "Раз.\n\n```\nlet a;\n```\n\n    b\n\nДва.";
        let (document, warnings) = read(text.as_bytes()).unwrap();
        check_blocks(&document, &["Раз.", "Два."], text);
        assert_eq!(warnings, [Warning::skipped(3, "2 code blocks, which are no text")]);
    }

    #[test]
    fn html_inside_is_read_as_html() {
        check(
            "<div class=\"x\">\n<p>Один</p>\n<script>1</script>\n</div>\n\nДва<br>Три <b>и</b> четыре",
            &["Один", "Два", "Три и четыре"],
        );
        check("<details><summary>Подробнее</summary>\n\n**Текст**\n\n</details>", &["Подробнее", "Текст"]);
    }

    #[test]
    fn footnotes_follow_the_text() {
        check("Слово[^1] и дело.\n\n[^1]: Сноска.\n\nКонец.", &["Слово и дело.", "Конец.", "(Сноска.)"]);
    }

    #[test]
    fn front_matter_gives_language_and_title() {
        let (document, _) =
            read("---\ntitle: \"Против войны\"\nlang: ru\ntags: [a]\n---\n\nТекст.".as_bytes()).unwrap();
        check_blocks(&document, &["# Против войны", "Текст."], "yaml");
        assert_eq!(document.language.unwrap().as_str(), "ru");
        let (document, _) = read("+++\ntitle = 'Мир'\nlanguage = \"be\" # да\n+++\n# О мире\n".as_bytes()).unwrap();
        check_blocks(&document, &["# О мире"], "toml");
        assert_eq!(document.language.unwrap().as_str(), "be");
        check("---\n\nТекст: не заголовок\n\n---\n", &["Текст: не заголовок"]);
        check("---\ntitle: Открыто\n", &["title: Открыто"]);
    }

    #[test]
    fn line_breaks_that_are_set_count_and_others_do_not() {
        check("Минск,  \nУл. Мира\\\nТел. 5", &["Минск,", "Ул. Мира", "Тел. 5"]);
        check("Мы требуем\nСвободы", &["Мы требуем Свободы"]);
        check("我们\n要求", &["我们要求"]);
    }

    #[test]
    fn a_block_has_the_line_where_it_begins() {
        let (document, _) = read("---\nlang: ru\n---\n# Раз\n\n\nДва\nтри\n\n<p>\nЧетыре</p>\n".as_bytes()).unwrap();
        let lines: Vec<_> = document.blocks.iter().map(|block| block.line).collect();
        assert_eq!(lines, [Some(4), Some(7), Some(11)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_markup_is_read(parts in prop::collection::vec(prop::sample::select(vec![
            "# ", "- ", "> ", "1. ", "\n", "\n\n", "    ", "```", "|", "|-|\n", "[^1]", "[^1]: ", "![", "](", ")", "*", "_", "<div>", "</div>",
            "<!--", "-->", "---\n", "+++\n", "`", "\\", "слово", " ", "{{<", ">}}", "&amp;", "\r\n",
        ]), 0..60)) {
            let _ = read(parts.concat().as_bytes());
        }

        #[test]
        fn paragraphs_come_back(words in prop::collection::vec("[а-я]{1,8}", 1..20)) {
            prop_assert_eq!(show(&read(words.join("\n\n").as_bytes()).unwrap().0), words);
        }
    }
}
