//! ODT (OpenDocument 1.3, part 3): the text that a reader sees on paper.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Error;
use super::package::{Flow, Package, Part, attribute, encrypted, without_lines};
use super::warnings::Warnings;
use super::xml::{Event, Tag};
use crate::lang::LanguageTag;
use crate::model::{BlockKind, Document, Warning};

/// Reads an ODT file: paragraphs, headings, list items, table cells, text boxes, then notes. Tracked
/// deletions, comments, hidden and generated text (tables of contents) and pictures are left out.
///
/// # Errors
/// When the file is no ZIP archive, damaged, encrypted, or holds no text.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Warning>), Error> {
    let mut package = Package::open(bytes)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(encrypted());
    }
    let Some(xml) = package.part("content.xml")? else {
        return Err(Error::malformed(None, "the archive holds no OpenDocument text")
            .with_hint("Save the document as ODT or DOCX."));
    };
    let language = declared_language(&package.part("meta.xml")?.unwrap_or_default())?;
    let mut warnings = Warnings::default();
    let mut story = Story::default();
    let mut content = Part::new("content.xml", &xml)?;
    loop {
        match content.next(&mut warnings) {
            Event::Start(tag) => story.start(&tag),
            Event::End(_) => story.end(),
            Event::Text(text) => story.text(text),
            Event::Eof => break,
        }
    }
    let mut blocks = story.flow.finish();
    blocks.extend(story.notes.finish().into_vec());
    Ok((Document { language, blocks: blocks.into_vec() }, without_lines(warnings)))
}

fn declared_language(meta: &[u8]) -> Result<Option<LanguageTag>, Error> {
    let mut part = Part::new("meta.xml", meta)?;
    let mut warnings = Warnings::default();
    let mut inside = false;
    loop {
        match part.next(&mut warnings) {
            Event::Start(tag) => inside = tag.name == "dc:language",
            Event::Text(text) if inside => return Ok(LanguageTag::parse(text).ok()),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// An open element, as far as it matters to what stands inside.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Frame {
    Paragraph,
    Item,
    Cell,
    Note,
    Other,
}

#[derive(Debug, Default)]
struct Story {
    flow: Flow,
    notes: Flow,
    frames: Vec<Frame>,
    items: usize,
    cells: usize,
    /// How many notes are open.
    in_note: usize,
    /// How many elements are open inside one that is left out, itself included.
    left_out: usize,
    /// The style whose definition is being read.
    style: Option<String>,
    parents: FxHashMap<String, String>,
    hidden: FxHashSet<String>,
}

impl Story {
    fn start(&mut self, tag: &Tag<'_>) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        if self.is_left_out(tag) {
            self.left_out = 1;
            return;
        }
        let frame = match tag.name {
            "style:style" => {
                self.style = attribute(tag, "name");
                if let (Some(style), Some(parent)) = (&self.style, attribute(tag, "parent-style-name")) {
                    self.parents.insert(style.clone(), parent);
                }
                Frame::Other
            }
            "style:text-properties" => {
                if let Some(style) = self.style.take()
                    && attribute(tag, "display").as_deref() == Some("none")
                {
                    self.hidden.insert(style);
                }
                Frame::Other
            }
            name @ ("text:p" | "text:h") => {
                let kind = self.kind(tag, name == "text:h");
                self.flow().begin(kind);
                Frame::Paragraph
            }
            "text:list-item" | "text:list-header" | "text:numbered-paragraph" => {
                self.items += 1;
                Frame::Item
            }
            "table:table-cell" => {
                self.cells += 1;
                Frame::Cell
            }
            "text:note" => {
                self.in_note += 1;
                Frame::Note
            }
            "text:s" | "text:tab" => self.sign(" "),
            "text:line-break" => self.sign("\n"),
            "text:hidden-paragraph" => {
                if attribute(tag, "is-hidden").as_deref() == Some("true")
                    && let Some(paragraph) = self.flow().current()
                {
                    paragraph.hidden = true;
                }
                Frame::Other
            }
            _ => Frame::Other,
        };
        self.frames.push(frame);
    }

    /// Whether a reader does not see the element, or it is no text of the author's.
    fn is_left_out(&self, tag: &Tag<'_>) -> bool {
        match tag.name {
            "text:tracked-changes"
            | "office:annotation"
            | "office:forms"
            | "text:note-citation"
            | "text:ruby-text"
            | "text:hidden-text"
            | "text:table-of-content"
            | "table:covered-table-cell"
            | "svg:title"
            | "svg:desc"
            | "table:title"
            | "table:desc"
            | "office:binary-data"
            | "math:math" => true,
            "text:section" => attribute(tag, "display").as_deref() == Some("none"),
            "text:p" | "text:h" | "text:span" => {
                !self.hidden.is_empty()
                    && attribute(tag, "style-name").is_some_and(|style| self.hidden.contains(&style))
            }
            _ => false,
        }
    }

    fn kind(&self, tag: &Tag<'_>, is_heading: bool) -> BlockKind {
        if self.in_note > 0 {
            return BlockKind::Aside;
        }
        if is_heading {
            let level = attribute(tag, "outline-level").and_then(|level| level.parse::<u8>().ok());
            return BlockKind::Heading(level.unwrap_or(1).clamp(1, 6));
        }
        let style = attribute(tag, "style-name").unwrap_or_default();
        match self.parents.get(&style).unwrap_or(&style).as_str() {
            "Title" => BlockKind::Heading(1),
            "Subtitle" => BlockKind::Heading(2),
            _ if self.cells > 0 => BlockKind::Cell,
            _ if self.items > 0 => BlockKind::ListItem,
            "Quotations" => BlockKind::Quote,
            "Caption" | "Illustration" | "Table" | "Figure" => BlockKind::Aside,
            _ => BlockKind::Paragraph,
        }
    }

    fn flow(&mut self) -> &mut Flow {
        if self.in_note > 0 { &mut self.notes } else { &mut self.flow }
    }

    fn sign(&mut self, text: &str) -> Frame {
        self.flow().text(text);
        Frame::Other
    }

    fn text(&mut self, text: &str) {
        if self.left_out == 0 {
            // Line breaks of the XML are white space.
            self.sign(&text.replace(['\n', '\r'], " "));
        }
    }

    fn end(&mut self) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match self.frames.pop() {
            Some(Frame::Paragraph) => self.flow().end(),
            Some(Frame::Item) => self.items -= 1,
            Some(Frame::Cell) => self.cells -= 1,
            Some(Frame::Note) => self.in_note -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::format::document::tests::check_blocks;
    use crate::format::package::tests::zip;

    /// An ODT file with the given content of `office:text`.
    pub(in crate::format) fn odt(body: &str) -> Vec<u8> {
        let content = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>
            <style:style style:name="P1" style:parent-style-name="Title"/>
            <style:style style:name="P2" style:parent-style-name="Quotations"/>
            <style:style style:name="T1"><style:text-properties text:display="none"/></style:style>
            </office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
        );
        zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &content),
            (
                "meta.xml",
                "<office:document-meta><dc:creator>A</dc:creator><dc:language>ru-RU</dc:language></office:document-meta>",
            ),
        ])
    }

    fn check(body: &str, blocks: &[&str]) {
        let (document, warnings) = read(&odt(body)).unwrap();
        check_blocks(&document, blocks, body);
        assert_eq!(warnings, []);
    }

    #[test]
    fn paragraphs_have_kinds() {
        check(
            r#"<text:p text:style-name="P1">Заголовок</text:p><text:h text:outline-level="2">О войне</text:h>
            <text:p>Абзац</text:p><text:p text:style-name="P2">Цитата</text:p>
            <text:list><text:list-item><text:p>Пункт</text:p></text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>Ячейка</text:p></table:table-cell></table:table-row></table:table>"#,
            &["# Заголовок", "## О войне", "Абзац", "> Цитата", "* Пункт", "| Ячейка"],
        );
    }

    #[test]
    fn spaces_and_breaks_are_signs() {
        check("<text:p>Раз<text:s text:c=\"3\"/>два<text:tab/>три\n  четыре</text:p>", &["Раз два три четыре"]);
        check("<text:p>Улица Мира, 5<text:line-break/>Минск</text:p>", &["Улица Мира, 5", "Минск"]);
        check(
            "<text:p>Не<text:span>зави</text:span>симость &amp; <text:a>мир</text:a></text:p>",
            &["Независимость & мир"],
        );
    }

    #[test]
    fn what_is_not_seen_is_left_out() {
        check(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>удалено</text:p></text:deletion></text:changed-region></text:tracked-changes>\
             <text:table-of-content><text:index-body><text:p>Глава 1</text:p></text:index-body></text:table-of-content>\
             <text:p>Видно<office:annotation><text:p>примечание</text:p></office:annotation><text:span text:style-name=\"T1\">скрыто</text:span>.</text:p>\
             <text:p><draw:frame><draw:image/><svg:title>картинка</svg:title></draw:frame></text:p>",
            &["Видно."],
        );
    }

    #[test]
    fn notes_and_text_boxes_are_blocks_of_their_own() {
        check(
            "<text:p>Слово<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска</text:p></text:note-body></text:note> \
             и<draw:frame><draw:text-box><text:p>рамка</text:p></draw:text-box></draw:frame> дело.</text:p><text:p>Конец.</text:p>",
            &["Слово и дело.", "рамка", "Конец.", "(Сноска)"],
        );
    }

    #[test]
    fn the_language_is_that_of_the_metadata() {
        assert_eq!(read(&odt("")).unwrap().0.language.unwrap().as_str(), "ru-RU");
    }

    #[test]
    fn an_encrypted_file_is_refused() {
        let bytes = zip(&[("content.xml", "???"), ("META-INF/manifest.xml", "<manifest:encryption-data/>")]);
        assert!(read(&bytes).unwrap_err().message.contains("password"));
    }
}
