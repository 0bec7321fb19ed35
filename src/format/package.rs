//! ZIP packages of XML parts (DOCX, ODT): bounded reading, and what the two formats' texts share.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Error;
use super::blocks::Blocks;
use super::warnings::Warnings;
use super::xml::{Event, Tag, XmlReader};
use crate::model::{BlockKind, Warning};

/// The largest part that is read, in bytes after decompression: a guard against ZIP bombs.
const LARGEST_PART: u64 = 512 << 20;

/// An open package.
pub(super) struct Package<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        if !bytes.starts_with(b"PK") {
            return Err(Error::malformed(None, "this is no ZIP archive, as DOCX and ODT files are")
                .with_hint("Save the document anew as DOCX or ODT."));
        }
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|error| {
            Error::malformed(None, format!("the ZIP archive is damaged or cut short ({error})"))
                .with_hint("Copy or download the file again, or let a word processor repair it.")
        })
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.0.index_for_name(part).is_some()
    }

    /// The content of a part; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let damaged = |error: &dyn std::fmt::Display| {
            Error::malformed(None, format!("`{name}` inside the file is damaged ({error})"))
                .with_hint("Copy or download the file again, or let a word processor repair it.")
        };
        let file = match self.0.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(encrypted()),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        file.take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(Error::malformed(None, format!("`{name}` inside the file is larger than 512 MB")));
        }
        Ok(Some(bytes))
    }
}

/// What to say of a file with a password.
pub(super) fn encrypted() -> Error {
    Error::malformed(None, "the file is encrypted with a password").with_hint("Save it without a password.")
}

/// Steps through the XML of a part.
pub(super) struct Part<'a> {
    name: &'a str,
    reader: XmlReader<&'a [u8]>,
}

impl<'a> Part<'a> {
    pub(super) fn new(name: &'a str, xml: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { name, reader: XmlReader::new(xml)? })
    }

    /// The next event. A part that breaks off ends there, with a warning.
    pub(super) fn next(&mut self, warnings: &mut Warnings) -> Event<'_> {
        match self.reader.next(warnings) {
            Ok(event) => event,
            Err(error) => {
                warnings.skipped(format!("the rest of `{}` inside the file: {error}", self.name));
                Event::Eof
            }
        }
    }
}

/// What came up in the parts. Their lines are not those of the document, so no place is named.
pub(super) fn without_lines(mut warnings: Warnings) -> Vec<Warning> {
    let warnings = warnings.take(true);
    warnings.into_iter().map(|warning| Warning { line: None, ..warning }).collect()
}

/// The name of an element or attribute without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(tag: &Tag<'_>, local_name: &str) -> Option<String> {
    let mut found = None;
    tag.attributes(&mut Warnings::default(), |name, value, _| {
        if found.is_none() && local(name) == local_name {
            found = Some(value.into_owned());
        }
    });
    found
}

/// A paragraph that is being read.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    /// Whether readers do not see it.
    pub(super) hidden: bool,
    /// Whether its end was deleted, so that it goes on in the next one.
    pub(super) joins_next: bool,
}

/// The paragraphs of a text. They may nest: a text box or a note stands inside a paragraph, and follows it
/// as blocks of its own.
#[derive(Debug, Default)]
pub(super) struct Flow {
    open: Vec<Paragraph>,
    nested: Vec<Paragraph>,
    /// The text of a paragraph that goes on in the next one.
    carried: String,
    blocks: Blocks,
}

impl Flow {
    pub(super) fn begin(&mut self, kind: BlockKind) {
        let text = std::mem::take(&mut self.carried);
        self.open.push(Paragraph { kind, text, hidden: false, joins_next: false });
    }

    /// The innermost open paragraph.
    pub(super) fn current(&mut self) -> Option<&mut Paragraph> {
        self.open.last_mut()
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    pub(super) fn end(&mut self) {
        let Some(mut paragraph) = self.open.pop() else { return };
        if !self.open.is_empty() {
            self.nested.push(paragraph);
            return;
        }
        if paragraph.joins_next {
            self.carried = std::mem::take(&mut paragraph.text);
        }
        for Paragraph { kind, text, hidden, .. } in std::iter::once(paragraph).chain(self.nested.drain(..)) {
            if !hidden {
                self.blocks.push(kind, &text, None);
            }
        }
    }

    /// The blocks; paragraphs that a damaged file left open are ended.
    pub(super) fn finish(mut self) -> Blocks {
        while !self.open.is_empty() {
            self.end();
        }
        self.blocks.push(BlockKind::Paragraph, &self.carried, None);
        self.blocks
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;

    /// A ZIP archive of the given parts.
    pub(in crate::format) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_gives_its_parts() {
        let bytes = zip(&[("a.xml", "<a/>")]);
        let mut package = Package::open(&bytes).unwrap();
        assert!(package.has("a.xml") && !package.has("b.xml"));
        assert_eq!(package.part("a.xml").unwrap().as_deref(), Some(&b"<a/>"[..]));
        assert_eq!(package.part("b.xml").unwrap(), None);
    }

    #[test]
    fn damage_is_said_plainly() {
        let bytes = zip(&[("a.xml", &"<a/>".repeat(100))]);
        for (bytes, message) in [(&bytes[..bytes.len() / 2], "cut short"), (b"text", "no ZIP archive")] {
            let error = Package::open(bytes).err().unwrap();
            assert!(error.message.contains(message) && error.hint.is_some(), "{error}");
        }
        let mut flipped = bytes.clone();
        flipped[40] ^= 0xff;
        let error = Package::open(&flipped).unwrap().part("a.xml").unwrap_err();
        assert!(error.message.contains("damaged"), "{error}");
    }
}
