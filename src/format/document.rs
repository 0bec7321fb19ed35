//! Texts to align or translate: which format a file is in, and its blocks.

use super::package::Package;
use super::{Decoded, Error, decode, docx, html, markdown, odt, text};
use crate::model::{Document, Warning};

/// The formats that texts are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Plain text.
    Text,
    /// Markdown: CommonMark with tables and footnotes.
    Markdown,
    /// HTML and XHTML.
    Html,
    /// Office Open XML text (Word).
    Docx,
    /// OpenDocument text (LibreOffice).
    Odt,
}

impl DocumentKind {
    /// The kind of a file: what its content plainly is (a package of Word or LibreOffice, a page that opens
    /// with a doctype), else what the extension of its name says, else text.
    pub fn of(name: Option<&str>, bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK")
            && let Ok(package) = Package::open(bytes)
        {
            if package.has("word/document.xml") {
                return Self::Docx;
            }
            if package.has("content.xml") {
                return Self::Odt;
            }
        }
        if is_html(bytes) {
            return Self::Html;
        }
        name.and_then(Self::by_extension).unwrap_or(Self::Text)
    }

    fn by_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Self::Text,
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" | "xht" | "shtml" => Self::Html,
            "docx" | "docm" | "dotx" | "dotm" => Self::Docx,
            "odt" | "ott" => Self::Odt,
            _ => return None,
        })
    }
}

/// Whether the content opens as a web page does: with a doctype or `<html>`, comments and an XML
/// declaration aside.
fn is_html(bytes: &[u8]) -> bool {
    let head = decode(&bytes[..bytes.len().min(4096)]).text.to_ascii_lowercase();
    let mut rest = head.trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?xml") {
            "?>"
        } else {
            return rest.starts_with("<!doctype html") || rest.starts_with("<html");
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

/// Reads a text. `name` is the file's name, for its extension.
///
/// # Errors
/// When the bytes are no text in a format that is read.
pub fn read(bytes: &[u8], name: Option<&str>) -> Result<(Document, Vec<Warning>), Error> {
    read_as(bytes, DocumentKind::of(name, bytes))
}

/// Reads a text whose format is known.
///
/// # Errors
/// When the bytes are no text in this format.
pub fn read_as(bytes: &[u8], kind: DocumentKind) -> Result<(Document, Vec<Warning>), Error> {
    let is_archive = bytes.starts_with(b"PK") && matches!(kind, DocumentKind::Docx | DocumentKind::Odt);
    if !is_archive {
        refuse_foreign(bytes)?;
    }
    match kind {
        DocumentKind::Docx => docx::read(bytes),
        DocumentKind::Odt => odt::read(bytes),
        DocumentKind::Text => text::read(bytes),
        DocumentKind::Markdown => markdown::read(bytes),
        DocumentKind::Html => html::read(bytes),
    }
}

/// Refuses a file that is plainly something else by its first bytes, and says what to do about it.
fn refuse_foreign(bytes: &[u8]) -> Result<(), Error> {
    const IMAGE: &str = "Type the text out, or recognise it with an OCR program first.";
    const PACKED: &str = "Unpack it first.";
    // Signatures that an ordinary text might begin with count only before a NUL byte.
    const SIGNATURES: [(&[u8], &str, &str); 17] = [
        (b"%PDF-", "a PDF", "Take its text out first: `pdftotext -layout FILE.pdf FILE.txt`."),
        (b"{\\rtf", "an RTF document", "Save it as DOCX or ODT."),
        (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file (.doc, .xls) or one with a password", OFFICE),
        (
            b"PK",
            "a ZIP archive, and no DOCX or ODT that can be read",
            "Save a table or presentation as text; unpack an archive.",
        ),
        (b"\x89PNG", "a picture (PNG)", IMAGE),
        (b"\xff\xd8\xff", "a picture (JPEG)", IMAGE),
        (b"GIF8", "a picture (GIF)", IMAGE),
        (b"II*\0", "a picture (TIFF)", IMAGE),
        (b"MM\0*", "a picture (TIFF)", IMAGE),
        (b"RIFF", "a picture, sound or film (RIFF)", "Give the text of it instead."),
        (b"ID3", "a sound file (MP3)", "Give the text of it instead."),
        (b"\x1f\x8b", "a gzip archive", PACKED),
        (b"7z\xbc\xaf", "a 7z archive", PACKED),
        (b"Rar!", "a RAR archive", PACKED),
        (b"BZh", "a bzip2 archive", PACKED),
        (b"\x7fELF", "a program", "Give a text."),
        (b"SQLite format 3\0", "a database", "Give a text; a memory is named with --memory."),
    ];
    let head = &bytes[..bytes.len().min(1024)];
    let certain = head.starts_with(b"%PDF-") || head.starts_with(b"{\\rtf") || head.contains(&0);
    match SIGNATURES.iter().find(|(signature, ..)| certain && head.starts_with(signature)) {
        Some((_, what, hint)) => Err(Error::malformed(None, format!("this is {what}")).with_hint(*hint)),
        None => Ok(()),
    }
}

const OFFICE: &str = "Save it as DOCX without a password.";

/// What is to be said of the encoding of a text.
pub(super) fn encoding_warnings(decoded: &Decoded) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if decoded.malformed {
        let reason = format!("bytes that are no character in {} were replaced by \u{fffd}", decoded.encoding);
        warnings.push(Warning::repaired(None, reason));
    }
    warnings
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::{docx::tests::docx, odt::tests::odt, package::tests::zip};
    use crate::model::BlockKind;

    /// The blocks in a notation like Markdown: `# heading`, `* item`, `> quote`, `| cell`, `(aside)`.
    pub(in crate::format) fn show(document: &Document) -> Vec<String> {
        let show = |kind, text: &str| match kind {
            BlockKind::Heading(level) => format!("{} {text}", "#".repeat(level.into())),
            BlockKind::Paragraph => text.to_string(),
            BlockKind::ListItem => format!("* {text}"),
            BlockKind::Quote => format!("> {text}"),
            BlockKind::Cell => format!("| {text}"),
            BlockKind::Aside => format!("({text})"),
        };
        document.blocks.iter().map(|block| show(block.kind, &block.text)).collect()
    }

    pub(in crate::format) fn check_blocks(document: &Document, blocks: &[&str], of: &str) {
        assert_eq!(show(document), blocks, "{}", of.chars().take(300).collect::<String>());
    }

    const PAGE: &str = "<!-- x --><!DOCTYPE html><p>Текст";

    #[test]
    fn the_kind_goes_by_the_extension_unless_the_content_contradicts() {
        let (docx, odt) = (docx("", &[]), odt(""));
        let utf16: Vec<u8> = PAGE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (name, bytes, kind) in [
            (Some("a.txt"), "x".as_bytes(), DocumentKind::Text),
            (Some("a.ru.MD"), b"x", DocumentKind::Markdown),
            (Some("a.htm"), b"x", DocumentKind::Html),
            (Some("a.txt"), PAGE.as_bytes(), DocumentKind::Html),
            (Some("a.txt"), b"<p>x</p>", DocumentKind::Text),
            (None, PAGE.as_bytes(), DocumentKind::Html),
            (None, &utf16, DocumentKind::Html),
            (None, b"<?xml version='1.0'?>\n<html>", DocumentKind::Html),
            (None, b"<?xml", DocumentKind::Text),
            (None, b"", DocumentKind::Text),
            (Some("a.docx"), &docx, DocumentKind::Docx),
            (Some("a.odt"), &docx, DocumentKind::Docx),
            (None, &odt, DocumentKind::Odt),
            (Some("a.txt"), &odt, DocumentKind::Odt),
            (Some("a.docx"), PAGE.as_bytes(), DocumentKind::Html),
            (Some("a.docx"), &docx[..docx.len() / 2], DocumentKind::Docx),
            (Some("a.unknown"), b"x", DocumentKind::Text),
        ] {
            assert_eq!(DocumentKind::of(name, bytes), kind, "{name:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_hint() {
        let archive = zip(&[("xl/workbook.xml", "<x/>")]);
        for (name, bytes, message) in [
            ("a.pdf", b"%PDF-1.7\n".as_slice(), "PDF"),
            ("a.txt", b"{\\rtf1 x}", "RTF"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", ".doc"),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "password"),
            ("a.xlsx", &archive, "ZIP"),
            ("a.docx", &archive, "Word"),
            ("a.docx", b"plain text", "ZIP"),
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0", "PNG"),
            ("a.txt", b"\x01\x02\x03\x04\x05\x06", "binary"),
        ] {
            let error = read(bytes, Some(name)).unwrap_err();
            assert!(error.message.contains(message), "{name}: {error}");
            assert!(error.hint.is_some(), "{name}");
        }
        assert!(read(b"ID3 is a party", Some("a.txt")).is_ok());
    }

    #[test]
    fn damaged_characters_are_reported() {
        let (_, warnings) = read("Привет, товарищи и\u{306} все остальные, и \u{1f}ще".as_bytes(), None).unwrap();
        assert_eq!(warnings, []);
        let mut bytes = "Мы требуем свободы и мира для всех".as_bytes().to_vec();
        bytes.insert(4, 0xff);
        let (_, warnings) = read(&bytes, None).unwrap();
        assert_eq!(warnings.len(), 1);
    }

    /// One valid file of each kind.
    fn samples() -> Vec<(&'static str, Vec<u8>)> {
        let rich = "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:rPr><w:lang w:val=\"ru\"/></w:rPr><w:t>Раз &amp; два</w:t></w:r></w:p>";
        vec![
            ("a.txt", "Заявление\r\n=========\r\n\r\n1. Раз\r\n2. Два\u{2028}три-\nчетыре\u{c}".into()),
            ("a.md", "---\nlang: ru\n---\n# Раз\n\n- два[^1]\n\n|a|b|\n|-|-|\n|c|d|\n\n<div>x</div>\n\n[^1]: y\n".into()),
            ("a.html", "<!doctype html><html lang=ru><meta charset=utf-8><p>Раз&nbsp;<b>два</b><table><td>x</table><pre>y\nz</pre>".into()),
            ("a.docx", docx(rich, &[("word/footnotes.xml", "<w:footnotes><w:footnote><w:p/></w:footnote></w:footnotes>")])),
            ("a.odt", odt("<text:h>Раз</text:h><text:p>Два<text:note><text:note-body><text:p>три</text:p></text:note-body></text:note></text:p>")),
        ]
    }

    #[test]
    fn a_file_cut_anywhere_is_read_or_refused() {
        for (name, bytes) in samples() {
            for length in 0..bytes.len() {
                let _ = read(&bytes[..length], Some(name));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn damaged_files_are_read_or_refused(sample in 0..5usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
            let (name, mut bytes) = samples().swap_remove(sample);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok((document, _)) = read(&bytes, Some(name)) {
                for block in document.blocks {
                    prop_assert!(!block.text.trim().is_empty());
                    prop_assert_eq!(crate::lang::collapse_space(&crate::lang::nfc(&block.text)), block.text);
                }
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), name in prop::sample::select(vec!["a.txt", "a.md", "a.html", "a.docx", "a.odt"])) {
            let _ = read(&bytes, Some(name));
        }

        /// The parts of a package are anything between tags.
        #[test]
        fn any_document_xml_is_read(parts in prop::collection::vec(prop::sample::select(vec![
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:del>", "</w:del>", "<w:tc>", "</w:tc>", "<mc:AlternateContent>",
            "</mc:AlternateContent>", "<mc:Choice>", "</mc:Choice>", "<w:br/>", "x", "&lt;", "&bad;", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
        ]), 0..40)) {
            let _ = read(&docx(&parts.concat(), &[]), None);
        }
    }
}
