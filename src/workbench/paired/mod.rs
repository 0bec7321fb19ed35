//! Texts whose segments are paired by something other than what they say: a line, a row, turns, an identifier, a
//! time, a ladder.

mod id;
mod row;
mod time;
mod turn;

use std::path::Path;

use super::align::{self, Aligned, Origin, Request};
use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, files, layout};
use crate::format::{self, po, subtitle};
use crate::lang::LanguageTag;
use crate::model::{Alignment, Bead, BeadState, BlockKind, Pairing, Sentence};

/// By what the command asks for segments to be paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// By what the files are.
    #[default]
    Auto,
    /// By what the segments say.
    Text,
    /// Line by line.
    Line,
    /// By the rows of one table.
    Row,
    /// By turns in one text.
    Turn,
    /// By identifier.
    Id,
    /// By time.
    Time,
}

/// Settles by what files are paired, and says so where they tell it themselves.
///
/// # Errors
/// When that does not fit the number of files or what they are.
pub fn settle(files: &[Input], by: By, notices: &mut Vec<Notice>) -> Result<By, Error> {
    let kinds: Vec<Kind> = files.iter().map(Kind::of).collect::<Result<_, _>>()?;
    let settled = match (by, kinds.as_slice()) {
        (By::Auto, [Kind::Catalogue]) => By::Id,
        (By::Auto, [Kind::Table]) => By::Row,
        (By::Auto, [Kind::Text]) => By::Turn,
        (By::Auto, kinds) if kinds.iter().all(|kind| *kind == Kind::Subtitles) && kinds.len() > 1 => By::Time,
        (By::Auto, kinds) if kinds.iter().all(|kind| *kind == Kind::Catalogue) && kinds.len() > 1 => By::Id,
        (By::Auto, [_, _, ..]) => By::Text,
        (other, _) => other,
    };
    let says = match settled {
        By::Row => "paired by the rows of the table",
        By::Turn => "paired by turns: a line or paragraph, then its translation",
        By::Id => "paired by identifier",
        By::Time => "paired by time",
        By::Auto | By::Text | By::Line => "",
    };
    let wanted = match settled {
        By::Row | By::Turn => 1..=1,
        By::Id => 1..=2,
        By::Text => 2..=usize::MAX,
        By::Auto | By::Line | By::Time => 2..=2,
    };
    if !wanted.contains(&files.len()) {
        let (by, number) = match settled {
            By::Row => ("by rows", "one file"),
            By::Turn => ("by turns", "one file"),
            By::Id => ("by identifier", "one file or two"),
            By::Text => ("by what the segments say", "two files or more"),
            By::Line => ("by line", "two files"),
            By::Auto | By::Time => ("by time", "two files"),
        };
        let given = if files.len() == 1 { "one is".to_string() } else { format!("{} are", files.len()) };
        return Err(Error::usage(format!("pairing {by} wants {number}, and {given} given")).hint(
            "give the source text and its translation; one file is enough where it holds both: a table, a PO file, a \
             text with its translation by turns",
        ));
    }
    if let [Input::File(source), Input::File(target)] = files
        && let (Ok(a), Ok(b)) = (std::fs::canonicalize(source), std::fs::canonicalize(target))
        && a == b
    {
        return Err(Error::usage("the source text and its translation are one file").at(source));
    }
    if settled == By::Text
        && let Some(at) = kinds.iter().position(|kind| *kind != Kind::Text)
    {
        let error = Error::usage(format!("this is {}, and the other file is not", kinds[at].name()));
        return Err(error.at(files[at].path()).hint("give two files of one kind"));
    }
    if by == By::Auto && !says.is_empty() {
        notices.push(Notice::new(files[0].path(), says));
    }
    Ok(settled)
}

/// What a file is, as far as it matters for pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Table,
    Catalogue,
    Subtitles,
}

impl Kind {
    fn of(input: &Input) -> Result<Self, Error> {
        let name = input.path().to_string_lossy();
        let extension = layout::extension(input.path());
        if subtitle::is_subtitle(&name, &[]) || matches!(input, Input::Bytes(bytes) if subtitle::is_subtitle("", bytes))
        {
            return Ok(Self::Subtitles);
        }
        if po::is_po(&name) {
            return Ok(Self::Catalogue);
        }
        Ok(if matches!(extension.as_str(), "csv" | "tsv" | "tab" | "tmx") { Self::Table } else { Self::Text })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Table => "a table",
            Self::Catalogue => "a PO file",
            Self::Subtitles => "a file of subtitles",
        }
    }
}

/// What is paired, and what is known of its languages.
#[derive(Debug, Clone, Copy)]
pub struct Paired<'a> {
    /// One file with both texts, or two.
    pub files: &'a [Input],
    /// By what.
    pub by: By,
    /// Language of the source text, if the command says it.
    pub from: Option<&'a LanguageTag>,
    /// Language of the target text, if the command says it.
    pub to: Option<&'a LanguageTag>,
}

/// Pairs files in the way that [`settle`] has settled.
///
/// # Errors
/// When a file cannot be read, a language cannot be told, or both are the same.
pub fn pair(bench: &Workbench, paired: Paired<'_>, notices: &mut Vec<Notice>) -> Result<Aligned, Error> {
    let config = &bench.config;
    let said = |command, configured, option| Said { command, configured, at_hand: &[], option };
    let said = Both {
        source: said(paired.from, config.source.as_ref(), "--from"),
        target: said(paired.to, config.target.as_ref(), "--to"),
    };
    let aligned = match (paired.by, paired.files) {
        (By::Row, [file]) => row::pair(file, said, notices),
        (By::Turn, [file]) => turn::pair(file, said, notices),
        (By::Id, [file]) => id::in_one(file, said, notices),
        (By::Id, [source, target]) => id::in_two(source, target, said, notices),
        (By::Time, [source, target]) => time::pair(source, target, said, notices),
        (By::Line, [source, target]) => by_line(source, target, said, notices),
        _ => Err(Error::usage("these files cannot be paired in this way")),
    }?;
    align::two_languages(&aligned.alignment.source_language, &aligned.alignment.target_language)?;
    Ok(aligned)
}

/// Takes the beads of two texts, a segment a line, from a hunalign ladder.
///
/// # Errors
/// When a file cannot be read, or the ladder does not fit the texts.
pub fn by_ladder(
    bench: &Workbench,
    request: Request<'_>,
    ladder: &Path,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    let cutting = Cutting { lines: true, srx: None };
    let (source, target) = align::read(bench, Request { cutting, ..request }, notices)?;
    let (beads, warnings) = format::ladder::read(&files::read(ladder)?, source.sentences.len(), target.sentences.len())
        .map_err(|e| Error::format(ladder, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(ladder, w)));
    Ok(of_texts(source, target, Pairing::Ladder, beads))
}

fn by_line(source: &Input, target: &Input, said: Both<'_>, notices: &mut Vec<Notice>) -> Result<Aligned, Error> {
    let cutting = Cutting { lines: true, srx: None };
    let source = texts::read(source, said.source, cutting, notices)?;
    let target = texts::read(target, said.target, cutting, notices)?;
    let (n, m) = (source.sentences.len(), target.sentences.len());
    if n != m {
        let text = format!("{n} lines, and {} has {m}: what is over stays unpaired", target.path.display());
        notices.push(Notice::new(&source.path, text));
    }
    let bead = |source, target| Bead { source, target, confidence: 1.0, state: BeadState::New, moved: false };
    let shared = n.min(m);
    let pairs = (0..shared).map(|at| bead(at..at + 1, at..at + 1));
    let over = (shared..n).map(|at| bead(at..at + 1, m..m)).chain((shared..m).map(|at| bead(n..n, at..at + 1)));
    let beads = pairs.chain(over).collect();
    Ok(of_texts(source, target, Pairing::Line, beads))
}

fn of_texts(source: Text, target: Text, pairing: Pairing, beads: Vec<Bead>) -> Aligned {
    let origins = (Origin::of(&source), Origin::of(&target));
    let alignment = Alignment {
        source_language: source.language.language,
        target_language: target.language.language,
        source: source.sentences,
        target: target.sentences,
        beads,
    };
    Aligned::new(origins.0, origins.1, pairing, alignment)
}

/// What is said of the languages of both texts.
#[derive(Clone, Copy)]
struct Both<'a> {
    source: Said<'a>,
    target: Said<'a>,
}

/// The bytes of an input.
fn bytes(input: &Input) -> Result<Vec<u8>, Error> {
    match input {
        Input::File(path) => files::read(path),
        Input::Bytes(bytes) => Ok(bytes.clone()),
        Input::Literal(text) => Ok(text.clone().into_bytes()),
    }
}

/// A pair that a file gives; one side may be missing.
struct Row {
    source: Option<Cell>,
    target: Option<Cell>,
    doubtful: bool,
}

/// A text in a file, and its line.
struct Cell {
    text: String,
    line: Option<usize>,
}

impl Cell {
    /// A text that is more than white space.
    fn new(text: &str, line: Option<usize>) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self { text: text.to_string(), line })
    }
}

/// The confidence of a pair that its file itself calls a guess.
const GUESS: f32 = 0.4;

/// The segments and beads of rows: a bead a row.
fn beads_of(rows: impl IntoIterator<Item = Row>, kind: BlockKind) -> (Vec<Sentence>, Vec<Sentence>, Vec<Bead>) {
    let (mut source, mut target, mut beads) = (Vec::new(), Vec::new(), Vec::new());
    let put = |side: &mut Vec<Sentence>, cell: Option<Cell>| {
        let from = side.len();
        side.extend(cell.map(|cell| Sentence { block: from, kind, text: cell.text, line: cell.line }));
        from..side.len()
    };
    for row in rows {
        let (source, target) = (put(&mut source, row.source), put(&mut target, row.target));
        if source.is_empty() && target.is_empty() {
            continue;
        }
        let guess = row.doubtful && !source.is_empty() && !target.is_empty();
        beads.push(Bead {
            source,
            target,
            confidence: if guess { GUESS } else { 1.0 },
            state: if guess { BeadState::Doubtful } else { BeadState::New },
            moved: false,
        });
    }
    (source, target, beads)
}

/// An alignment of two files (each with the language that it declares, and its segments) by their beads.
fn of_segments(
    [source, target]: [(&Input, Option<LanguageTag>, Vec<Sentence>); 2],
    said: Both<'_>,
    pairing: Pairing,
    beads: Vec<Bead>,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    let mut language = |(input, declared, segments): &(&Input, Option<LanguageTag>, Vec<Sentence>), said| {
        let place = input.path();
        let named = matches!(input, Input::File(_)).then_some(place);
        texts::language(place, named, declared.as_ref(), &text_of(segments), said, notices)
    };
    let from = language(&source, said.source)?.language;
    let to = language(&target, said.target)?.language;
    let origins = (origin(source.0, &source.2), origin(target.0, &target.2));
    let alignment = Alignment { source_language: from, target_language: to, source: source.2, target: target.2, beads };
    Ok(Aligned::new(origins.0, origins.1, pairing, alignment))
}

/// All text of some segments, for the look of it.
fn text_of(segments: &[Sentence]) -> String {
    segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Where a file was read, with a fingerprint of what it says.
fn origin(input: &Input, segments: &[Sentence]) -> Origin {
    let fingerprint = super::bitext::fingerprint(&text_of(segments));
    let path = if matches!(input, Input::File(_)) { input.path().to_path_buf() } else { "-".into() };
    Origin { path, fingerprint: Some(fingerprint) }
}

#[cfg(test)]
mod tests;
