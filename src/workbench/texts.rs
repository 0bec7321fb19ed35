//! Reading a text of the user's and cutting it into segments.

use std::path::{Path, PathBuf};

use super::languages::{self, Clues, Known};
use super::{Error, ErrorKind, Notice, files};
use crate::format;
use crate::lang::{LanguageTag, segmentation::Segmenter};
use crate::model::{Block, BlockKind, Cut, Document, Sentence};

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Bytes that came another way: standard input.
    Bytes(Vec<u8>),
    /// Words on the command line.
    Literal(String),
}

impl Input {
    /// Its place for messages; `-` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Bytes(_) => Path::new("-"),
            Self::Literal(_) => Path::new("text"),
        }
    }
}

/// How a text is cut into segments.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cutting<'a> {
    /// Every line is a segment, whatever it holds; the rules are not used.
    pub lines: bool,
    /// Somebody's SRX file instead of the rules that tolmach brings.
    pub srx: Option<&'a Path>,
}

impl Cutting<'_> {
    /// As alignment files say it.
    pub fn cut(&self) -> Cut {
        match self.srx {
            Some(path) => Cut::Srx(path.to_string_lossy().into_owned()),
            None if self.lines => Cut::Lines,
            None => Cut::Sentences,
        }
    }
}

/// A text in segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where it came from, for messages.
    pub path: PathBuf,
    /// Its language and how that is known.
    pub language: Known,
    /// Its segments. Cut by line, empty lines are segments too, so that indexes are line numbers less one.
    pub sentences: Vec<Sentence>,
    /// By what a change of the text is noticed ([`super::bitext::fingerprint`]).
    pub fingerprint: u64,
}

/// What is said of a text's language.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What the command says.
    pub command: Option<&'a LanguageTag>,
    /// What the workbench is configured for.
    pub configured: Option<&'a LanguageTag>,
    /// The languages of the memories and glossaries at hand, most first.
    pub at_hand: &'a [LanguageTag],
    /// The option that would name it.
    pub option: &'a str,
}

/// Reads a text and cuts it into segments.
///
/// # Errors
/// When it cannot be read, its language cannot be told, or the SRX file is unusable.
pub fn read(input: &Input, said: Said<'_>, cutting: Cutting<'_>, notices: &mut Vec<Notice>) -> Result<Text, Error> {
    let path = input.path().to_path_buf();
    let document = document(input, cutting.lines, notices)?;
    let text = document.text();
    let file = matches!(input, Input::File(_)).then_some(path.as_path());
    let language = language(&path, file, document.language.as_ref(), &text, said, notices)?;
    let sentences = if cutting.lines {
        let line =
            |(block, line): (usize, Block)| Sentence { block, kind: line.kind, text: line.text, line: line.line };
        document.blocks.into_iter().enumerate().map(line).collect()
    } else {
        let segmenter = segmenter(&language.language, cutting.srx, notices)?;
        document.sentences(|text| segmenter.split(text))
    };
    Ok(Text { path, language, sentences, fingerprint: super::bitext::fingerprint(&text) })
}

/// Decides the language of a text and says how. `file` is where its name may tell it.
///
/// # Errors
/// When nothing tells it.
pub fn language(
    place: &Path,
    file: Option<&Path>,
    declared: Option<&LanguageTag>,
    text: &str,
    said: Said<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Known, Error> {
    let clues =
        Clues { command: said.command, path: file, declared, configured: said.configured, at_hand: said.at_hand, text };
    let known = languages::decide(clues, said.option)?;
    if let Some(doubt) = &known.doubt {
        let text = format!("taken as {} {}, but it looks like {doubt}", known.language, known.how);
        notices.push(Notice::new(place, text));
    } else if known.how != languages::How::Command {
        notices.push(Notice::new(place, format!("language {} {}", known.language, known.how)));
    }
    Ok(known)
}

/// The segmenter of a language, by the rules that tolmach brings or by somebody's SRX file.
///
/// # Errors
/// When the file cannot be read or none of its rules can be used.
pub fn segmenter(language: &LanguageTag, srx: Option<&Path>, notices: &mut Vec<Notice>) -> Result<Segmenter, Error> {
    let none = |e: crate::lang::segmentation::NoRules| Error::new(ErrorKind::Malformed, e.to_string());
    let Some(path) = srx else {
        return Ok(Segmenter::new(format::srx::builtin(), language).map_err(none)?.0);
    };
    let (rules, warnings) = format::srx::read(&files::read(path)?).map_err(|e| Error::format(path, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    let (segmenter, unusable) = Segmenter::new(&rules, language).map_err(|e| none(e).at(path))?;
    notices.extend(unusable.into_iter().map(|reason| Notice::new(path, reason)));
    Ok(segmenter)
}

pub(super) fn document(input: &Input, lines: bool, notices: &mut Vec<Notice>) -> Result<Document, Error> {
    let path = input.path();
    let read;
    let bytes: &[u8] = match input {
        Input::Literal(text) => return Ok(by_line(text)),
        Input::Bytes(bytes) => bytes,
        Input::File(path) => {
            read = files::read(path)?;
            &read
        }
    };
    if lines {
        let decoded = format::decode(bytes);
        if decoded.text.contains('\0') {
            return Err(Error::new(ErrorKind::Malformed, "this is not a text file").at(path));
        }
        return Ok(by_line(&decoded.text));
    }
    let name = path.file_name().map(|n| n.to_string_lossy());
    let (document, warnings) = format::document::read(bytes, name.as_deref()).map_err(|e| Error::format(path, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    Ok(document)
}

/// Every line a block of its own, empty ones too.
fn by_line(text: &str) -> Document {
    let blocks = text.lines().enumerate().map(|(index, line)| Block {
        kind: BlockKind::Paragraph,
        text: crate::lang::nfc(line.trim()).into_owned(),
        line: Some(index + 1),
    });
    Document { language: None, blocks: blocks.collect() }
}
