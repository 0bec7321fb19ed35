//! Reads a glossary from a table.

use csv::StringRecord;
use indexmap::IndexMap;

use super::columns::{Column, Layout, TermField};
use super::unmarked;
use crate::format::Error;
use crate::format::dialect::Dialect;
use crate::format::encoding::decode;
use crate::format::term_words::{case_named, status_named};
use crate::format::units::ReadOptions;
use crate::format::warnings::Warnings;
use crate::lang::{LanguageTag, nfc};
use crate::model::{Concept, Term, Warning};

/// Reads the concepts of a CSV or TSV file.
///
/// # Errors
/// When it cannot be known which columns hold terms in which language.
pub fn read(bytes: &[u8], tab_expected: bool, options: &ReadOptions) -> Result<(Vec<Concept>, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut warnings = Warnings::default();
    if decoded.malformed {
        let reason = format!("bytes that are no character in {} became U+FFFD", decoded.encoding);
        warnings.add(Warning::repaired(None, reason));
    }
    let Some(table) = Table::open(&decoded.text, tab_expected, options)? else {
        return Ok((Vec::new(), warnings.take(true)));
    };
    let mut concepts = Concepts { found: Vec::new(), by_id: IndexMap::new() };
    for row in table.rows.iter().skip(usize::from(table.layout.has_heading)) {
        warnings.line = row.position().map_or(0, |p| p.line() as usize);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if row.iter().skip(table.layout.columns.len()).any(|cell| !cell.trim().is_empty()) {
            warnings.skipped("cells beyond the last column");
        }
        let concept = concept(row, &table.layout, &mut warnings);
        if concept.terms.is_empty() {
            warnings.skipped("row without a term");
        } else {
            concepts.add(concept, &table.layout);
        }
    }
    Ok((concepts.found, warnings.take(true)))
}

/// The rows of a file that are no comments, and what its columns hold.
pub(super) struct Table {
    pub dialect: Dialect,
    pub layout: Layout,
    rows: Vec<StringRecord>,
}

impl Table {
    /// `None` when there is no row.
    pub fn open(text: &str, tab_expected: bool, options: &ReadOptions) -> Result<Option<Self>, Error> {
        let first = text.lines().position(|line| !is_comment(line) && !line.trim().is_empty());
        let Some(first) = first else { return Ok(None) };
        let head: String = text.split_inclusive('\n').skip(first).take(200).collect();
        let dialect = Dialect::detect(&head, tab_expected);
        let mut rows = Vec::new();
        for row in dialect.reader(text.as_bytes()).into_records() {
            let row = row.map_err(|error| Error::malformed(None, format!("not a table of text: {error}")))?;
            if !row.get(0).is_some_and(|cell| is_comment(cell) || cell.starts_with("sep=")) {
                rows.push(row);
            }
        }
        rows.iter_mut().for_each(|row| shift_line(text, row));
        let heading = rows.iter().find(|row| row.iter().any(|cell| !cell.trim().is_empty()));
        let Some(heading) = heading else { return Ok(None) };
        let layout = Layout::of(&heading.iter().collect::<Vec<_>>(), options)?;
        Ok(Some(Self { dialect, layout, rows }))
    }
}

/// A line of which the first cell is `#` and a space; `#слово` is a term.
fn is_comment(line: &str) -> bool {
    line == "#" || line.starts_with("# ") || line.starts_with("#\t")
}

/// The csv crate gives the place where it stood before it read a row: before the empty lines above it, and
/// before the LF of the line above where that ends in CR LF. This moves it to the row itself.
fn shift_line(text: &str, row: &mut StringRecord) {
    let Some(mut position) = row.position().cloned() else { return };
    let rest = text.get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.bytes().take_while(|b| *b == b'\r' || *b == b'\n').filter(|b| *b == b'\n').count();
    position.set_line(position.line() + empty as u64);
    row.set_position(Some(position));
}

/// The concept of a row.
fn concept(row: &StringRecord, layout: &Layout, warnings: &mut Warnings) -> Concept {
    let mut concept = Concept { line: Some(warnings.line), ..Concept::default() };
    let (mut language, mut row_term) = (None, None);
    for (column, cell) in layout.columns.iter().zip(row.iter()) {
        if cell.trim().is_empty() {
            continue;
        }
        let text = || Some(nfc(cell).into_owned());
        match column {
            Column::Id => concept.id = concept.id.or_else(text),
            Column::Domain => concept.domain = concept.domain.or_else(text),
            Column::Definition => concept.definition = concept.definition.or_else(text),
            Column::Note => concept.note = concept.note.or_else(text),
            Column::Language => match LanguageTag::parse(cell) {
                Ok(tag) => language = Some(tag),
                Err(error) => warnings.skipped(error.to_string()),
            },
            Column::Term => row_term = Some(cell.trim()),
            Column::Terms(language) if layout.is_memoq => concept.terms.push(term(language, cell.trim())),
            Column::Terms(language) => concept.terms.extend(terms(language, cell)),
            Column::Field(..) | Column::Ignored => {}
        }
    }
    if let (Some(language), Some(text)) = (language, row_term) {
        concept.terms.push(term(&language, text));
    }
    for (index, (column, cell)) in layout.columns.iter().zip(row.iter()).enumerate() {
        if let (Column::Field(field, owner), false) = (column, cell.trim().is_empty()) {
            let owner = owner.as_ref();
            let is_own = |term: &Term| owner.is_none_or(|language| term.language == *language);
            match layout.columns[..index].last() {
                // memoQ: the term in the cell before.
                Some(Column::Terms(_)) if *field == TermField::Info => {
                    let text = row.get(index - 1).unwrap_or_default().trim();
                    concept.terms.iter_mut().filter(|t| is_own(t) && t.text == nfc(text)).for_each(|t| info(t, cell));
                }
                _ => {
                    // A status that names no language speaks of the translation.
                    let first = concept.terms.first().map(|t| t.language.clone());
                    let translation_only = *field == TermField::Status && owner.is_none() && !layout.is_a_term_a_row();
                    for term in concept.terms.iter_mut().filter(|t| is_own(t)) {
                        if !(translation_only && Some(&term.language) == first.as_ref()) {
                            set(term, *field, cell, warnings);
                        }
                    }
                }
            }
        }
    }
    concept
}

fn term(language: &LanguageTag, text: &str) -> Term {
    Term {
        language: language.clone(),
        text: nfc(text).into_owned(),
        status: Default::default(),
        case: None,
        part_of_speech: None,
        note: None,
    }
}

/// The terms of a cell.
fn terms(language: &LanguageTag, cell: &str) -> impl Iterator<Item = Term> {
    cell.split(['|', ';']).filter_map(move |part| {
        let (text, status, case) = unmarked(part);
        (!text.is_empty()).then(|| Term { status: status.unwrap_or_default(), case, ..term(language, text) })
    })
}

fn set(term: &mut Term, field: TermField, cell: &str, warnings: &mut Warnings) {
    match field {
        TermField::Status => match status_named(cell) {
            Some(status) => term.status = status,
            None => warnings.skipped(format!("status `{}`, which is not known", cell.trim())),
        },
        TermField::Case => match case_named(cell) {
            Some(case) => term.case = Some(case),
            None => warnings.skipped(format!("case rule `{}`, which is not known", cell.trim())),
        },
        TermField::PartOfSpeech => term.part_of_speech = Some(nfc(cell).into_owned()),
        TermField::Note => term.note = Some(nfc(cell).into_owned()),
        TermField::Info => info(term, cell),
    }
}

/// memoQ's words about a term; those about word endings are not ours.
fn info(term: &mut Term, cell: &str) {
    for word in cell.split(';') {
        term.case = case_named(word).or(term.case);
        term.status = status_named(word).unwrap_or(term.status);
    }
}

/// The concepts so far.
struct Concepts {
    found: Vec<Concept>,
    by_id: IndexMap<String, usize>,
}

impl Concepts {
    /// Adds a concept; where a row is a term, to the concept that it belongs to.
    fn add(&mut self, concept: Concept, layout: &Layout) {
        let index = match &concept.id {
            _ if !layout.is_a_term_a_row() => None,
            Some(id) => self.by_id.get(id).copied(),
            None if layout.columns.contains(&Column::Id) => self.found.len().checked_sub(1),
            None => None,
        };
        match index {
            Some(index) => {
                let known = &mut self.found[index];
                known.domain = known.domain.take().or(concept.domain);
                known.definition = known.definition.take().or(concept.definition);
                known.note = known.note.take().or(concept.note);
                known.terms.extend(concept.terms);
            }
            None => {
                if let Some(id) = &concept.id {
                    self.by_id.entry(id.clone()).or_insert(self.found.len());
                }
                self.found.push(concept);
            }
        }
    }
}
