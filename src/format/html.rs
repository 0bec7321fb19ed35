//! HTML as its readers see it: blocks by the elements that browsers set apart, without what is no text.

use std::cell::RefCell;
use std::rc::Rc;

use encoding_rs::Encoding;
use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{AsciiCompatibleEncoding, DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Settings};

use super::blocks::{Blocks, LineIndex, join};
use super::{Decoded, Error, decode, text};
use crate::lang::LanguageTag;
use crate::model::{Block, BlockKind, Document, Warning};

/// Reads a web page or a piece of one: headings, paragraphs, list items, table cells, quotations.
///
/// Left out are scripts, styles, attributes, pictures, hidden elements, forms' fields and buttons, and
/// navigation (`nav`, `role=navigation`); unless nothing else is there, then navigation and at last the
/// title are the text. Headers and footers of the page are text. Tags may be unclosed or wrongly nested.
///
/// # Errors
/// When the bytes are no text.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut warnings = super::document::encoding_warnings(&decoded);
    warnings.extend(contradicted_charset(bytes, &decoded));
    warnings.extend(text::binary(&decoded.text)?);
    let html = &decoded.text;
    let mut page = parse(html, Navigation::LeftOut)?;
    if page.blocks.is_empty() {
        page = parse(html, Navigation::Read)?;
    }
    if page.blocks.is_empty() {
        page.blocks.push(BlockKind::Heading(1), &page.title, None);
    }
    Ok((Document { language: page.language, blocks: page.blocks.into_vec() }, warnings))
}

/// The blocks of a piece of HTML inside another text, where it begins on line `first_line`.
pub(super) fn blocks(html: &str, first_line: usize) -> Vec<Block> {
    let mut blocks = parse(html, Navigation::LeftOut).map(|page| page.blocks.into_vec()).unwrap_or_default();
    for block in &mut blocks {
        block.line = block.line.map(|line| line + first_line - 1);
    }
    blocks
}

/// A warning when the page names another encoding than the one its bytes are in.
fn contradicted_charset(bytes: &[u8], decoded: &Decoded) -> Option<Warning> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let (_, after) = head.split_once("<meta")?.1.split_once("charset")?;
    let label = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
    let label = label.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).next()?;
    let declared = Encoding::for_label(label.as_bytes())?.name();
    (declared != decoded.encoding && !bytes.is_ascii()).then(|| {
        Warning::repaired(None, format!("the page says it is in {declared}, but it is in {}", decoded.encoding))
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Navigation {
    LeftOut,
    Read,
}

fn parse(html: &str, navigation: Navigation) -> Result<Page, Error> {
    let page = Rc::new(RefCell::new(Page::new(navigation)));
    let lines = LineIndex::new(html);
    let on_start = {
        let page = Rc::clone(&page);
        move |element: &mut Element<'_, '_>| {
            let Some(id) = page.borrow_mut().start(element) else { return Ok(()) };
            let page = Rc::clone(&page);
            if let Some(handlers) = element.end_tag_handlers() {
                handlers.push(Box::new(move |_| {
                    page.borrow_mut().end(id);
                    Ok(())
                }));
            }
            Ok(())
        }
    };
    let on_text = {
        let page = Rc::clone(&page);
        move |chunk: &mut TextChunk<'_>| {
            let start = chunk.source_location().bytes().start;
            page.borrow_mut().chunk(chunk, start, &lines);
            Ok(())
        }
    };
    let every_element = "*".parse().map_err(|_| Error::malformed(None, "the page cannot be searched"))?;
    let settings = Settings::new()
        .with_encoding(AsciiCompatibleEncoding::utf_8())
        .with_strict(false)
        .append_element_content_handler((
            std::borrow::Cow::Owned(every_element),
            ElementContentHandlers::default().element(on_start),
        ))
        .append_document_content_handler(DocumentContentHandlers::default().text(on_text));
    let mut parser = HtmlRewriter::new(settings, |_: &[u8]| {});
    let damaged = |error| Error::malformed(None, format!("the page cannot be read ({error})"));
    parser.write(html.as_bytes()).map_err(damaged)?;
    parser.end().map_err(damaged)?;
    let mut page = Rc::try_unwrap(page).map(RefCell::into_inner).unwrap_or_else(|shared| shared.take());
    page.flush();
    Ok(page)
}

/// What an element does to the text inside it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    /// Part of a line: nothing.
    Inline,
    /// Part of a line: a link inside the page, left out when it is only the mark of a note.
    NoteLink { text_start: usize },
    /// Not read.
    LeftOut,
    /// Navigation.
    Menu,
    /// The title of the page.
    Title,
    /// Set apart, without a kind of its own.
    Block,
    /// A paragraph: set apart, and ended by the next element that is set apart.
    Paragraph,
    /// Set apart, with line breaks that count.
    Preformatted,
    /// Set apart, with a kind of its own.
    Kind(BlockKind),
}

impl Role {
    fn is_set_apart(self) -> bool {
        !matches!(self, Self::Inline | Self::NoteLink { .. } | Self::LeftOut | Self::Title)
    }
}

/// Whether a text is what a link to a note or back from it shows: `1`, `[2]`, `*`, `↩`.
fn is_note_mark(text: &str) -> bool {
    text.chars().count() <= 6
        && text.chars().all(|c| {
            c.is_numeric()
                || matches!(c, '[' | ']' | '(' | ')' | '*' | '†' | '‡' | '↩' | '↑' | '^' | '\u{fe0e}' | '\u{fe0f}')
        })
}

fn role(tag: &str) -> Role {
    match tag {
        "p" => Role::Paragraph,
        "h1" => Role::Kind(BlockKind::Heading(1)),
        "h2" => Role::Kind(BlockKind::Heading(2)),
        "h3" => Role::Kind(BlockKind::Heading(3)),
        "h4" => Role::Kind(BlockKind::Heading(4)),
        "h5" => Role::Kind(BlockKind::Heading(5)),
        "h6" => Role::Kind(BlockKind::Heading(6)),
        "li" => Role::Kind(BlockKind::ListItem),
        "td" | "th" => Role::Kind(BlockKind::Cell),
        "blockquote" => Role::Kind(BlockKind::Quote),
        "aside" | "caption" | "figcaption" => Role::Kind(BlockKind::Aside),
        "pre" | "listing" | "xmp" | "plaintext" => Role::Preformatted,
        "nav" => Role::Menu,
        "title" => Role::Title,
        "script" | "style" | "template" | "noscript" | "noframes" | "noembed" | "iframe" | "object" | "embed"
        | "applet" | "audio" | "video" | "canvas" | "map" | "svg" | "math" | "button" | "select" | "datalist"
        | "option" | "optgroup" | "textarea" | "progress" | "meter" | "rt" | "rp" => Role::LeftOut,
        "address" | "article" | "body" | "center" | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt"
        | "fieldset" | "figure" | "footer" | "form" | "frameset" | "head" | "header" | "hgroup" | "hr" | "html"
        | "legend" | "main" | "menu" | "ol" | "search" | "section" | "summary" | "table" | "tbody" | "tfoot"
        | "thead" | "tr" | "ul" => Role::Block,
        _ => Role::Inline,
    }
}

/// Whether an attribute hides the element from readers.
fn is_hidden(element: &Element<'_, '_>) -> bool {
    element.attributes().iter().any(|attribute| match attribute.name().as_str() {
        "hidden" => true,
        "aria-hidden" => attribute.value().eq_ignore_ascii_case("true"),
        "style" => {
            let style: String = attribute.value().split_whitespace().collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// An element that is set apart or left out, while it is open.
#[derive(Debug)]
struct Open {
    id: u64,
    role: Role,
    kind: BlockKind,
    left_out: bool,
    preformatted: bool,
}

/// A page while it is read.
#[derive(Debug)]
struct Page {
    navigation: Navigation,
    language: Option<LanguageTag>,
    title: String,
    blocks: Blocks,
    /// The open elements that are not inline, outermost first; their ids ascend.
    open: Vec<Open>,
    next_id: u64,
    /// The text of the block so far; `\n` is a line break that counts.
    text: String,
    line: Option<usize>,
    /// The text node so far, as written.
    raw: String,
    raw_line: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self::new(Navigation::LeftOut)
    }
}

impl Page {
    fn new(navigation: Navigation) -> Self {
        Self {
            navigation,
            language: None,
            title: String::new(),
            blocks: Blocks::default(),
            open: Vec::new(),
            next_id: 0,
            text: String::new(),
            line: None,
            raw: String::new(),
            raw_line: 1,
        }
    }

    /// Takes in a start tag; gives the id under which its end is to be told, when that matters.
    fn start(&mut self, element: &Element<'_, '_>) -> Option<u64> {
        let tag = element.tag_name();
        self.declare(&tag, element);
        let (left_out, preformatted) =
            self.open.last().map_or((false, false), |open| (open.left_out, open.preformatted));
        if tag == "br" && !left_out {
            self.text.push('\n');
        }
        let mut role = role(&tag);
        let attributes = !element.attributes().is_empty();
        if attributes && element.get_attribute("role").is_some_and(|role| role.trim() == "navigation") {
            role = Role::Menu;
        }
        // Inside a page's text a code listing is no text.
        if tag == "code" && preformatted && self.text.trim().is_empty() {
            role = Role::LeftOut;
        }
        if tag == "a" && attributes && element.get_attribute("href").is_some_and(|href| href.starts_with('#')) {
            role = Role::NoteLink { text_start: self.text.len() };
        }
        let left_out_here = match role {
            Role::LeftOut | Role::Title => true,
            Role::Menu => self.navigation == Navigation::LeftOut,
            _ => false,
        } || (attributes && is_hidden(element));
        if role == Role::Inline && !left_out_here {
            return None;
        }
        if role.is_set_apart() {
            self.flush();
            if matches!(self.open.last(), Some(Open { role: Role::Paragraph, .. })) {
                self.open.pop();
            }
        }
        if !element.can_have_content() {
            return None;
        }
        let (left_out, preformatted) =
            self.open.last().map_or((false, false), |open| (open.left_out, open.preformatted));
        let outer = self.open.last().map_or(BlockKind::Paragraph, |open| open.kind);
        let kind = match role {
            Role::Kind(kind) => kind,
            // A heading that was never closed ends here.
            Role::Paragraph if matches!(outer, BlockKind::Heading(_)) => BlockKind::Paragraph,
            _ => outer,
        };
        self.next_id += 1;
        self.open.push(Open {
            id: self.next_id,
            role,
            kind,
            left_out: left_out || left_out_here,
            preformatted: preformatted || role == Role::Preformatted,
        });
        Some(self.next_id)
    }

    /// Notes the language that the page declares.
    fn declare(&mut self, tag: &str, element: &Element<'_, '_>) {
        if self.language.is_some() {
            return;
        }
        let value = match tag {
            "html" | "body" => element.get_attribute("lang").or_else(|| element.get_attribute("xml:lang")),
            "meta"
                if element
                    .get_attribute("http-equiv")
                    .is_some_and(|name| name.eq_ignore_ascii_case("content-language")) =>
            {
                element.get_attribute("content")
            }
            _ => None,
        };
        self.language = value.and_then(|value| LanguageTag::parse(&value).ok());
    }

    /// Takes in the end of an element and of all that were still open inside it.
    fn end(&mut self, id: u64) {
        let Ok(at) = self.open.binary_search_by_key(&id, |open| open.id) else { return };
        if let Role::NoteLink { text_start } = self.open[at].role
            && self.text.get(text_start..).is_some_and(is_note_mark)
        {
            self.text.truncate(text_start);
        }
        if self.open[at..].iter().any(|open| open.role.is_set_apart()) {
            self.flush();
        }
        self.open.truncate(at);
    }

    /// Takes in a piece of a text node, which may have been cut anywhere.
    fn chunk(&mut self, chunk: &TextChunk<'_>, start: usize, lines: &LineIndex) {
        let text = chunk.as_str();
        if self.raw.is_empty() {
            let blank = text.len() - text.trim_start().len();
            self.raw_line = lines.line(start + blank);
        }
        self.raw.push_str(text);
        if !chunk.last_in_text_node() {
            return;
        }
        let raw = std::mem::take(&mut self.raw);
        let text = match chunk.text_type() {
            TextType::Data | TextType::RCData => htmlize::unescape(raw.as_str()),
            _ => raw.as_str().into(),
        };
        match self.open.last() {
            Some(Open { role: Role::Title, .. }) if self.title.is_empty() => self.title = text.replace('\n', " "),
            Some(Open { left_out: true, .. }) => {}
            Some(Open { preformatted: true, .. }) => self.append_preformatted(&text),
            _ => self.append(&text),
        }
    }

    /// Adds text in which line breaks are white space, and none between Chinese characters.
    fn append(&mut self, text: &str) {
        if self.line.is_none() && !text.trim().is_empty() {
            self.line = Some(self.raw_line);
        }
        for (index, part) in text.split(['\n', '\r']).enumerate() {
            let part = if index > 0 { part.trim_start() } else { part };
            if index > 0 && !part.is_empty() {
                let kept = self.text.trim_end_matches([' ', '\t']).len();
                self.text.truncate(kept);
                join(&mut self.text, part);
            } else if index > 0 {
                self.text.push(' ');
            } else {
                self.text.push_str(part);
            }
        }
    }

    fn append_preformatted(&mut self, text: &str) {
        if self.line.is_none() && !text.trim().is_empty() {
            self.line = Some(self.raw_line);
        }
        self.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// Ends the block.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let kind = self.open.last().map_or(BlockKind::Paragraph, |open| open.kind);
            self.blocks.push(kind, &self.text, self.line);
            self.text.clear();
        }
        self.line = None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::document::tests::{check_blocks, show};

    fn check(html: &str, blocks: &[&str]) {
        check_blocks(&read(html.as_bytes()).unwrap().0, blocks, html);
    }

    #[test]
    fn blocks_are_what_browsers_set_apart() {
        check(
            "<!DOCTYPE html><html><head><title>Сайт</title></head><body><h1>Заявление</h1><p>Первый <b>аб</b>зац.</p>\
             <ul><li>раз</li><li>два</li></ul><blockquote><p>Цитата</p></blockquote><table><tr><th>Имя</th><td>Год</td></tr></table>\
             <div>Текст<div>внутри</div>и после</div><figure><img alt=\"нет\"><figcaption>Подпись</figcaption></figure></body></html>",
            &[
                "# Заявление",
                "Первый абзац.",
                "* раз",
                "* два",
                "> Цитата",
                "| Имя",
                "| Год",
                "Текст",
                "внутри",
                "и после",
                "(Подпись)",
            ],
        );
    }

    #[test]
    fn tags_may_be_unclosed_wrongly_nested_or_in_capitals() {
        check("<P>Раз<P>Два<UL><LI>три<LI>четыре</UL>пять", &["Раз", "Два", "* три", "* четыре", "пять"]);
        check("<p><b>Раз<p>Два</b></p>Три</div></p>", &["Раз", "Два", "Три"]);
        check("<h2>Раз<p>Два", &["## Раз", "Два"]);
        check("<p hidden>Скрыто<p>Видно", &["Видно"]);
        check("a < b & c <", &["a < b & c <"]);
        check("<p>Обрыв <a href=\"x", &["Обрыв"]);
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        for html in [
            "<script>if (a < b) { '<p>Нет</p>' }</script>",
            "<style>p { color: red }</style>",
            "<template><p>Нет</p></template>",
            "<noscript><p>Нет</p></noscript>",
            "<svg><text>Нет</text></svg>",
            "<nav><ul><li>Нет</ul></nav>",
            "<div role=navigation><a>Нет</a></div>",
            "<form><button>Нет</button><select><option>Нет<option>Нет</select><input value=Нет><textarea>Нет</textarea></form>",
            "<div hidden>Нет<p>Нет</p></div>",
            "<span aria-hidden=\"true\">Нет</span>",
            "<div style=\"color:red; DISPLAY : none\">Нет</div>",
            "<!-- <p>Нет</p> --><!--[if IE]>Нет<![endif]-->",
            "<img alt=Нет title=Нет>",
            "<pre><code>let no = 1;</code></pre>",
        ] {
            check(&format!("<p>До</p>{html}<p>После</p>"), &["До", "После"]);
        }
        check("<p>漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby></p>", &["漢字"]);
        check("<p>Сло<wbr>во <!-- нет -->и<script>1</script> дело</p>", &["Слово и дело"]);
    }

    #[test]
    fn marks_of_notes_are_left_out() {
        check(
            "<p>Слово<sup><a href='#n1'>[1]</a></sup> и дело<a href=#n2><sup>2</sup></a>.<p id=n1>Сноска <a href='#r1'>↩︎</a>",
            &["Слово и дело.", "Сноска"],
        );
        check("<p>Смотри <a href='#v'>пункт 2</a> и <a href='/2022'>2022</a>", &["Смотри пункт 2 и 2022"]);
    }

    #[test]
    fn headers_and_footers_of_the_page_are_text() {
        check(
            "<header>Газета</header><main><p>Текст</p></main><footer>© 2022</footer>",
            &["Газета", "Текст", "© 2022"],
        );
    }

    #[test]
    fn a_page_of_nothing_but_navigation_is_read_and_at_last_the_title() {
        check("<title>Т</title><nav><p>Меню</p></nav>", &["Меню"]);
        check("<title>Кино &amp; немцы</title><img>", &["# Кино & немцы"]);
    }

    #[test]
    fn character_references_are_resolved() {
        check(
            "<p>&laquo;Да&raquo;&nbsp;&mdash; &#1085;&#x435;т &copy 2022 &#150; &AMP;&hellip; &notaname;</p>",
            &["«Да» — нет © 2022 – &… ¬aname;"],
        );
        check("<p>&lt;b&gt;не тег&lt;/b&gt;</p>", &["<b>не тег</b>"]);
    }

    #[test]
    fn line_breaks_that_are_set_count_and_others_do_not() {
        check("<p>Первая\n   строка\r\nтекста.</p>", &["Первая строка текста."]);
        check("<address>Минск,<br>Ул. Мира, 5<br/>Тел. 123</address>", &["Минск,", "Ул. Мира, 5", "Тел. 123"]);
        check("<h1>Заявление<br>Союза</h1>", &["# Заявление Союза"]);
        check("<p>Раз.<br><br>Два.</p>", &["Раз.", "Два."]);
        check("<pre>Над городом\nВстаёт заря</pre>", &["Над городом", "Встаёт заря"]);
        check("<p>我们\n要求</p>", &["我们要求"]);
    }

    #[test]
    fn the_language_is_declared_by_the_page() {
        let language = |html: &str| read(html.as_bytes()).unwrap().0.language.map(|tag| tag.to_string());
        assert_eq!(language("<html lang=ru><body>x").as_deref(), Some("ru"));
        assert_eq!(language("<html xml:lang='be-BY'>x").as_deref(), Some("be-BY"));
        assert_eq!(language("<meta http-equiv=Content-Language content=uk>x").as_deref(), Some("uk"));
        assert_eq!(language("<p lang=en>x"), None);
    }

    #[test]
    fn the_encoding_is_declared_or_guessed() {
        let page =
            |charset: &str| format!("<html><head><meta charset={charset}></head><p>Мы требуем свободы</p></html>");
        let bytes = encoding_rs::WINDOWS_1251.encode(&page("windows-1251")).0.into_owned();
        assert_eq!(show(&read(&bytes).unwrap().0), ["Мы требуем свободы"]);
        let (document, warnings) = read(page("windows-1251").as_bytes()).unwrap();
        assert_eq!(show(&document), ["Мы требуем свободы"]);
        assert!(warnings[0].reason.contains("windows-1251"), "{warnings:?}");
    }

    #[test]
    fn a_block_has_the_line_of_its_first_word() {
        let (document, _) = read("<html>\n<p>\n  Раз\n<p>Два</p>\n".as_bytes()).unwrap();
        let lines: Vec<_> = document.blocks.iter().map(|block| block.line).collect();
        assert_eq!(lines, [Some(3), Some(4)]);
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        let depth = 100_000;
        check(&format!("{}Дно{}", "<div>".repeat(depth), "</div>".repeat(depth)), &["Дно"]);
        check(&format!("{}Дно", "<b><p>".repeat(depth)), &["Дно"]);
        check(&format!("{}{}Дно", "<b>".repeat(depth), "</i></p>".repeat(depth)), &["Дно"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_tags_are_read(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<div>", "</div>", "<li hidden>", "<b>", "</b>", "<nav>", "</nav>", "<td>", "<table>", "</table>", "<br>", "<pre>",
            "</pre>", "<title>", "<script>", "</script>", "<!--", "-->", "<svg>", "<![CDATA[", "]]>", "<select>", "<h1", "&amp", "&#", " ", "\n", "текст", "<", "\"",
        ]), 0..60)) {
            let _ = read(parts.concat().as_bytes());
        }

        #[test]
        fn text_of_paragraphs_comes_back(words in prop::collection::vec("[а-я]{1,8}", 1..20)) {
            let html: String = words.iter().map(|word| format!("<p>{word}</p>")).collect();
            prop_assert_eq!(show(&read(html.as_bytes()).unwrap().0), words);
        }
    }
}
