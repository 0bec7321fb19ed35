//! Reading a text of the user's and cutting it into segments.

use std::path::{Path, PathBuf};

use super::languages::{self, Clues, Known};
use super::{Error, ErrorKind, Notice, files};
use crate::format;
use crate::lang::{LanguageTag, segmentation::Segmenter};
use crate::model::{BlockKind, Document, Sentence};

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

/// A text in segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where it came from, for messages.
    pub path: PathBuf,
    /// Its language and how that is known.
    pub language: Known,
    /// Its segments. Cut by line, empty lines are segments too, so that indexes are line numbers less one.
    pub sentences: Vec<Sentence>,
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
    let clues = Clues {
        command: said.command,
        path: matches!(input, Input::File(_)).then_some(path.as_path()),
        declared: document.language.as_ref(),
        configured: said.configured,
        at_hand: said.at_hand,
        text: &text,
    };
    let language = languages::decide(clues, said.option)?;
    if let Some(doubt) = &language.doubt {
        notices.push(Notice::new(
            &path,
            format!("taken as {} {}, but it looks like {doubt}", language.language, language.how),
        ));
    } else if language.how != languages::How::Command {
        notices.push(Notice::new(&path, format!("language {} {}", language.language, language.how)));
    }
    let sentences = if cutting.lines {
        document.sentences(|text| std::iter::once(0..text.len()).collect())
    } else {
        let segmenter = segmenter(&language.language, cutting.srx, notices)?;
        document.sentences(|text| segmenter.split(text))
    };
    Ok(Text { path, language, sentences })
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

fn document(input: &Input, lines: bool, notices: &mut Vec<Notice>) -> Result<Document, Error> {
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
    let blocks = text.lines().enumerate().map(|(index, line)| crate::model::Block {
        kind: BlockKind::Paragraph,
        text: crate::lang::nfc(line.trim()).into_owned(),
        line: Some(index + 1),
    });
    Document { language: None, blocks: blocks.collect() }
}
