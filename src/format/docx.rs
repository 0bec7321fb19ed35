//! DOCX (Office Open XML, ECMA-376 part 1, WordprocessingML): the text that a reader sees on paper.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Error;
use super::blocks::Blocks;
use super::package::{Flow, Package, Part, attribute, local, without_lines};
use super::warnings::Warnings;
use super::xml::{Event, Tag};
use crate::lang::LanguageTag;
use crate::model::{BlockKind, Document, Warning};

/// Reads a DOCX file: paragraphs, headings by style or outline level, list items, table cells, text boxes,
/// then foot- and endnotes. Deleted, hidden and generated text (field codes, tables of contents, headers
/// and footers of the page) and pictures are left out; insertions under revision are kept.
///
/// The document's language is the one that most of its text is marked with.
///
/// # Errors
/// When the file is no ZIP archive, damaged, encrypted, or holds no document.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Warning>), Error> {
    let mut package = Package::open(bytes)?;
    let mut warnings = Warnings::default();
    let main = related(&mut package, "", "officeDocument")?.unwrap_or_else(|| "word/document.xml".to_string());
    let Some(xml) = package.part(&main)? else {
        return Err(Error::malformed(None, "the archive holds no Word document")
            .with_hint("Save the document as DOCX; a table or presentation, as text."));
    };
    let mut part = |kind: &str, usual: &str| -> Result<(String, Vec<u8>), Error> {
        let name = related(&mut package, &main, kind)?.unwrap_or_else(|| usual.to_string());
        let xml = package.part(&name)?.unwrap_or_default();
        Ok((name, xml))
    };
    let (name, styles) = part("styles", "word/styles.xml")?;
    let styles = Styles::read(Part::new(&name, &styles)?, &mut warnings);
    let notes = [part("footnotes", "word/footnotes.xml")?, part("endnotes", "word/endnotes.xml")?];

    let mut languages = Languages::default();
    let mut blocks = Story::new(&styles, &mut languages, None).read(Part::new(&main, &xml)?, &mut warnings);
    for (name, xml) in &notes {
        let story = Story::new(&styles, &mut languages, Some(BlockKind::Aside));
        blocks.extend(story.read(Part::new(name, xml)?, &mut warnings).into_vec());
    }
    let document = Document { language: languages.main(), blocks: blocks.into_vec() };
    Ok((document, without_lines(warnings)))
}

/// The part that `part` (or the package, when empty) names as its relation of a kind.
fn related(package: &mut Package<'_>, part: &str, kind: &str) -> Result<Option<String>, Error> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let name = format!("{prefix}_rels/{file}.rels");
    let Some(xml) = package.part(&name)? else { return Ok(None) };
    let mut relations = Part::new(&name, &xml)?;
    let mut warnings = Warnings::default();
    loop {
        match relations.next(&mut warnings) {
            Event::Eof => return Ok(None),
            Event::Start(tag) if attribute(&tag, "Type").is_some_and(|t| t.rsplit('/').next() == Some(kind)) => {
                let target = attribute(&tag, "Target");
                return Ok(target.map(|target| match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_string(),
                    None => format!("{prefix}{target}"),
                }));
            }
            _ => {}
        }
    }
}

/// How much text is marked with each language.
#[derive(Debug, Default)]
struct Languages {
    marked: BTreeMap<String, usize>,
    total: usize,
}

impl Languages {
    fn count(&mut self, language: Option<&str>, text: &str) {
        let length = text.chars().filter(|c| c.is_alphabetic()).count();
        self.total += length;
        if let Some(language) = language {
            match self.marked.get_mut(language) {
                Some(count) => *count += length,
                None => _ = self.marked.insert(language.to_string(), length),
            }
        }
    }

    /// The language of more than half of the text. The default language of the styles tells nothing: it is
    /// often that of the program.
    fn main(&self) -> Option<LanguageTag> {
        let (language, _) = self.marked.iter().find(|(_, count)| **count * 2 > self.total)?;
        LanguageTag::parse(language).ok()
    }
}

/// What a paragraph's style makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Block(BlockKind),
    /// A line of a generated table of contents.
    Contents,
}

#[derive(Debug, Default)]
struct Style {
    role: Option<Role>,
    based_on: Option<String>,
}

#[derive(Debug, Default)]
struct Styles(FxHashMap<String, Style>);

impl Styles {
    fn read(mut part: Part<'_>, warnings: &mut Warnings) -> Self {
        let mut styles = FxHashMap::default();
        let mut current: Option<(String, Style)> = None;
        loop {
            let tag = match part.next(warnings) {
                Event::Start(tag) => tag,
                Event::Eof => break,
                _ => continue,
            };
            let value = || attribute(&tag, "val");
            match local(tag.name) {
                "style" => {
                    styles.extend(current.take());
                    current = attribute(&tag, "styleId").map(|id| (id, Style::default()));
                }
                name => {
                    let Some((_, style)) = &mut current else { continue };
                    match name {
                        "basedOn" => style.based_on = value(),
                        // The name tells more than the outline level and the numbering.
                        "name" => style.role = value().and_then(|name| role_of_name(&name)).or(style.role),
                        "outlineLvl" => style.role = style.role.or(value().and_then(|level| outline(&level))),
                        "numId" if value().as_deref() != Some("0") => {
                            style.role = style.role.or(Some(Role::Block(BlockKind::ListItem)));
                        }
                        _ => {}
                    }
                }
            }
        }
        styles.extend(current);
        Self(styles)
    }

    /// The role of a style, its own or inherited.
    fn role(&self, id: &str) -> Option<Role> {
        const DEEPEST: usize = 32;
        if !self.0.contains_key(id) {
            return role_of_name(id);
        }
        let chain = std::iter::successors(self.0.get(id), |style| self.0.get(style.based_on.as_deref()?));
        chain.take(DEEPEST).find_map(|style| style.role)
    }
}

/// The role of a style by its name (the built-in names are English in every edition of Word) or its id.
fn role_of_name(name: &str) -> Option<Role> {
    let name = name.to_lowercase().replace([' ', '-', '_'], "");
    if let Some(level) = name.strip_prefix("heading").and_then(|level| level.parse::<u8>().ok()) {
        return Some(Role::Block(BlockKind::Heading(level.clamp(1, 6))));
    }
    if name.strip_prefix("toc").is_some_and(|rest| rest == "heading" || rest.parse::<u8>().is_ok()) {
        return Some(Role::Contents);
    }
    Some(Role::Block(match name.as_str() {
        "title" => BlockKind::Heading(1),
        "subtitle" => BlockKind::Heading(2),
        "quote" | "intensequote" | "blocktext" => BlockKind::Quote,
        "caption" => BlockKind::Aside,
        _ => return None,
    }))
}

/// The role of a paragraph with an outline level, from 0; 9 is running text.
fn outline(level: &str) -> Option<Role> {
    let level: u8 = level.parse().ok()?;
    (level < 9).then_some(Role::Block(BlockKind::Heading(level.saturating_add(1).min(6))))
}

/// An open element, as far as it matters to what stands inside.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Frame {
    Paragraph,
    ParagraphProperties,
    /// The character properties of a paragraph's mark.
    MarkProperties,
    Run,
    RunProperties,
    /// Text that is read.
    Text,
    Cell,
    /// `mc:AlternateContent`, and whether one of its alternatives was read.
    Alternatives {
        taken: bool,
    },
    Other,
}

/// A run of text with the same properties.
#[derive(Debug, Default)]
struct Run {
    hidden: bool,
    language: Option<String>,
}

/// One story of the document: the main text, or the notes.
struct Story<'a> {
    styles: &'a Styles,
    languages: &'a mut Languages,
    /// The kind of every block, when the story decides it.
    kind: Option<BlockKind>,
    flow: Flow,
    frames: Vec<Frame>,
    runs: Vec<Run>,
    cells: usize,
    /// How many elements are open inside one that is left out, itself included.
    left_out: usize,
}

impl<'a> Story<'a> {
    fn new(styles: &'a Styles, languages: &'a mut Languages, kind: Option<BlockKind>) -> Self {
        Self {
            styles,
            languages,
            kind,
            flow: Flow::default(),
            frames: Vec::new(),
            runs: Vec::new(),
            cells: 0,
            left_out: 0,
        }
    }

    fn read(mut self, mut part: Part<'_>, warnings: &mut Warnings) -> Blocks {
        let mut prefix = None;
        loop {
            match part.next(warnings) {
                Event::Start(tag) => {
                    let own = tag.name.split_once(':').map(|(prefix, _)| prefix);
                    let is_word = prefix.get_or_insert_with(|| own.map(str::to_string)).as_deref() == own;
                    self.start(&tag, is_word);
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(text),
                Event::Eof => break,
            }
        }
        self.flow.finish()
    }

    /// `is_word`: whether the element is of the vocabulary of the root, and not, say, of drawings.
    fn start(&mut self, tag: &Tag<'_>, is_word: bool) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let parent = self.frames.last().copied();
        let value = || attribute(tag, "val");
        let frame = match (local(tag.name), parent) {
            ("AlternateContent", _) => Frame::Alternatives { taken: false },
            ("Choice" | "Fallback", Some(Frame::Alternatives { taken })) => {
                if taken {
                    self.left_out = 1;
                    return;
                }
                if let Some(alternatives) = self.frames.last_mut() {
                    *alternatives = Frame::Alternatives { taken: true };
                }
                Frame::Other
            }
            _ if !is_word => Frame::Other,
            ("pPr", Some(Frame::Paragraph)) => Frame::ParagraphProperties,
            ("rPr", Some(Frame::ParagraphProperties)) => Frame::MarkProperties,
            ("rPr", Some(Frame::Run)) => Frame::RunProperties,
            ("del" | "moveFrom", Some(Frame::MarkProperties)) => {
                if let Some(paragraph) = self.flow.current() {
                    paragraph.joins_next = true;
                }
                Frame::Other
            }
            ("vanish" | "webHidden", Some(Frame::RunProperties)) => {
                if let Some(run) = self.runs.last_mut() {
                    run.hidden = !matches!(value().as_deref(), Some("0" | "false" | "off"));
                }
                Frame::Other
            }
            ("lang", Some(Frame::RunProperties)) => {
                if let Some(run) = self.runs.last_mut() {
                    run.language = value();
                }
                Frame::Other
            }
            (
                "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "pPrChange" | "rPrChange" | "sectPr"
                | "sdtPr" | "rt",
                _,
            ) => {
                self.left_out = 1;
                return;
            }
            ("footnote" | "endnote", _) if attribute(tag, "type").is_some_and(|kind| kind != "normal") => {
                self.left_out = 1;
                return;
            }
            ("pStyle", Some(Frame::ParagraphProperties)) => {
                let role = value().and_then(|id| self.styles.role(&id));
                self.set_role(role);
                Frame::Other
            }
            ("outlineLvl", Some(Frame::ParagraphProperties)) => {
                let role = value().and_then(|level| outline(&level));
                self.set_role(role);
                Frame::Other
            }
            // Of numPr; 0 takes the numbering of the style away.
            ("numId", _) => {
                self.set_numbered(value().as_deref() != Some("0"));
                Frame::Other
            }
            ("p", _) => {
                let usual = if self.cells > 0 { BlockKind::Cell } else { BlockKind::Paragraph };
                self.flow.begin(self.kind.unwrap_or(usual));
                Frame::Paragraph
            }
            ("r", _) => {
                self.runs.push(Run::default());
                Frame::Run
            }
            ("tc", _) => {
                self.cells += 1;
                Frame::Cell
            }
            ("t", Some(Frame::Run)) => Frame::Text,
            ("tab" | "ptab", Some(Frame::Run)) => self.sign(" "),
            ("br" | "cr", Some(Frame::Run)) => self.sign("\n"),
            ("noBreakHyphen", Some(Frame::Run)) => self.sign("-"),
            _ => Frame::Other,
        };
        self.frames.push(frame);
    }

    fn end(&mut self) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match self.frames.pop() {
            Some(Frame::Paragraph) => self.flow.end(),
            Some(Frame::Run) => _ = self.runs.pop(),
            Some(Frame::Cell) => self.cells -= 1,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.left_out == 0 && self.frames.last() == Some(&Frame::Text) {
            // Line breaks of the XML are white space.
            self.sign(&text.replace(['\n', '\r'], " "));
        }
    }

    /// Adds to the paragraph what a run shows.
    fn sign(&mut self, text: &str) -> Frame {
        if let Some(run) = self.runs.last().filter(|run| !run.hidden) {
            self.languages.count(run.language.as_deref(), text);
            self.flow.text(text);
        }
        Frame::Other
    }

    fn set_role(&mut self, role: Option<Role>) {
        let kind = self.kind;
        let Some(paragraph) = self.flow.current() else { return };
        match role {
            Some(Role::Contents) => paragraph.hidden = true,
            Some(Role::Block(own)) if kind.is_none() => paragraph.kind = own,
            _ => {}
        }
    }

    fn set_numbered(&mut self, numbered: bool) {
        let kind = self.kind;
        let usual = if self.cells > 0 { BlockKind::Cell } else { BlockKind::Paragraph };
        let Some(paragraph) = self.flow.current().filter(|_| kind.is_none()) else { return };
        match paragraph.kind {
            BlockKind::Heading(_) => {}
            _ if numbered => paragraph.kind = BlockKind::ListItem,
            BlockKind::ListItem => paragraph.kind = usual,
            _ => {}
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::format::document::tests::check_blocks;
    use crate::format::package::tests::zip;

    const STYLES: &str = r#"<w:styles xmlns:w="w">
        <w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="a3"><w:name w:val="Title"/></w:style>
        <w:style w:styleId="mine"><w:name w:val="Наш"/><w:basedOn w:val="1"/></w:style>
        <w:style w:styleId="loop"><w:name w:val="x"/><w:basedOn w:val="loop"/></w:style>
        <w:style w:styleId="lb"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="q"><w:name w:val="Quote"/></w:style>
        <w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>
    </w:styles>"#;

    /// A DOCX file with the given content of `w:body`.
    pub(in crate::format) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
        );
        let mut parts = vec![("word/document.xml", document.as_str()), ("word/styles.xml", STYLES)];
        parts.extend_from_slice(more);
        zip(&parts)
    }

    /// A paragraph with one run.
    fn p(properties: &str, text: &str) -> String {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    }

    fn check(body: &str, blocks: &[&str]) {
        let (document, warnings) = read(&docx(body, &[])).unwrap();
        check_blocks(&document, blocks, body);
        assert_eq!(warnings, []);
    }

    #[test]
    fn paragraphs_have_kinds_by_style_outline_and_numbering() {
        for (properties, block) in [
            ("", "Текст"),
            (r#"<w:pStyle w:val="1"/>"#, "# Текст"),
            (r#"<w:pStyle w:val="a3"/>"#, "# Текст"),
            (r#"<w:pStyle w:val="mine"/>"#, "# Текст"),
            (r#"<w:pStyle w:val="Heading2"/>"#, "## Текст"),
            (r#"<w:pStyle w:val="loop"/>"#, "Текст"),
            (r#"<w:pStyle w:val="q"/>"#, "> Текст"),
            (r#"<w:outlineLvl w:val="2"/>"#, "### Текст"),
            (r#"<w:outlineLvl w:val="9"/>"#, "Текст"),
            (r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#, "* Текст"),
            (r#"<w:pStyle w:val="lb"/>"#, "* Текст"),
            (r#"<w:pStyle w:val="lb"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "Текст"),
            (r#"<w:pStyle w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr>"#, "# Текст"),
            (r#"<w:pPrChange><w:pPr><w:pStyle w:val="1"/></w:pPr></w:pPrChange>"#, "Текст"),
        ] {
            check(&p(properties, "Текст"), &[block]);
        }
        check(&p(r#"<w:pStyle w:val="11"/>"#, "Глава 1 … 5"), &[]);
    }

    #[test]
    fn runs_are_one_text() {
        check(
            "<w:p>\n  <w:r><w:t>Не</w:t></w:r><w:proofErr/><w:r><w:t>зависимость &amp; мир</w:t><w:tab/><w:t>2022</w:t></w:r></w:p>",
            &["Независимость & мир 2022"],
        );
        check(
            "<w:p><w:hyperlink><w:r><w:t>ссылка</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t> тут</w:t></w:r></w:smartTag></w:p>",
            &["ссылка тут"],
        );
        check(
            "<w:p><w:r><w:t>северо</w:t><w:noBreakHyphen/><w:t>во</w:t><w:softHyphen/><w:t>сток</w:t></w:r></w:p>",
            &["северо-восток"],
        );
        check("<w:p><w:r><w:t>Москва</w:t><w:br/><w:t>Тверская, 1</w:t></w:r></w:p>", &["Москва", "Тверская, 1"]);
    }

    #[test]
    fn deleted_and_hidden_text_is_left_out_and_inserted_text_kept() {
        check(
            "<w:p><w:r><w:t>Мы </w:t></w:r><w:del><w:r><w:delText>не </w:delText></w:r></w:del><w:ins><w:r><w:t>всегда </w:t></w:r></w:ins>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>тайно </w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>за мир</w:t></w:r></w:p>",
            &["Мы всегда за мир"],
        );
        check(
            &format!("{}{}", p("<w:rPr><w:del/></w:rPr>", "Первая половина, "), p("", "вторая половина.")),
            &["Первая половина, вторая половина."],
        );
        check(&p("<w:rPr><w:vanish/></w:rPr>", "Скрыт только знак абзаца"), &["Скрыт только знак абзаца"]);
    }

    #[test]
    fn of_a_field_only_the_result_is_read() {
        check(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>HYPERLINK \"x\"</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>сайт</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>",
            &["сайт"],
        );
    }

    #[test]
    fn of_alternative_contents_one_is_read() {
        let text_box = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p("", text));
        check(
            &format!(
                "<w:p><w:r><w:t>До </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>{}</w:drawing></mc:Choice>\
                 <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>и после</w:t></w:r></w:p>",
                text_box("В рамке"),
                text_box("В рамке, старый вид")
            ),
            &["До и после", "В рамке"],
        );
    }

    #[test]
    fn cells_are_blocks() {
        check(
            &format!(
                "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>{}",
                p("", "Имя"),
                p("", "Год"),
                p("", "Текст")
            ),
            &["| Имя", "| Год", "Текст"],
        );
    }

    #[test]
    fn notes_follow_the_text() {
        let notes = format!(
            "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
            p("", "---x"),
            p("", "Сноска")
        );
        let body =
            "<w:p><w:r><w:t>Слово</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>";
        let (document, _) = read(&docx(body, &[("word/footnotes.xml", &notes)])).unwrap();
        check_blocks(&document, &["Слово.", "(Сноска)"], body);
    }

    #[test]
    fn parts_are_found_by_relationship() {
        let rels = r#"<Relationships><Relationship Type="http://x/officeDocument" Target="word/document2.xml"/></Relationships>"#;
        let document = format!("<w:document><w:body>{}</w:body></w:document>", p("", "Второй"));
        let bytes = docx(&p("", "Первый"), &[("_rels/.rels", rels), ("word/document2.xml", &document)]);
        check_blocks(&read(&bytes).unwrap().0, &["Второй"], "");
    }

    #[test]
    fn the_language_is_that_of_most_text() {
        let run = |language: &str, text: &str| {
            format!("<w:p><w:r><w:rPr><w:lang w:val=\"{language}\"/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
        };
        let language = |body: &str| read(&docx(body, &[])).unwrap().0.language.map(|tag| tag.to_string());
        assert_eq!(language(&(run("ru-RU", "Длинный текст") + &run("en-US", "short"))).as_deref(), Some("ru-RU"));
        assert_eq!(language(&p("", "Текст")), None);
    }

    #[test]
    fn a_part_that_breaks_off_gives_what_stands_before() {
        let (document, warnings) = read(&docx(&format!("{}<w:p><!-- ", p("", "Начало")), &[])).unwrap();
        check_blocks(&document, &["Начало"], "");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn an_archive_without_a_document_is_refused() {
        let error = read(&zip(&[("xl/workbook.xml", "<x/>")])).unwrap_err();
        assert!(error.message.contains("no Word document"));
    }
}
