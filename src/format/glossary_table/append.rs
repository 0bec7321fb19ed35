//! Adds a concept to a glossary that people edit: everything that is there stays byte for byte.

use super::columns::{Column, Layout, TermField};
use super::reader::Table;
use super::writer::{concept_row, rows_to_text, write};
use super::{marked, read};
use crate::format::Error;
use crate::format::encoding::decode;
use crate::format::units::ReadOptions;
use crate::model::{CaseRule, Concept, Term};

/// The file with a concept added at its end, in the file's own layout, separator and line ends. A file
/// without a row gets a heading first.
///
/// # Errors
/// When the file is not UTF-8, or has no column for something that the concept says.
pub fn append(existing: &[u8], concept: &Concept, tab_expected: bool, options: &ReadOptions) -> Result<Vec<u8>, Error> {
    let decoded = decode(existing);
    if decoded.encoding != "UTF-8" || decoded.malformed {
        return Err(Error::malformed(
            None,
            format!("terms are added to UTF-8 files only; this is {}", decoded.encoding),
        )
        .with_hint("Save it as UTF-8 first."));
    }
    let mut new = existing.to_vec();
    let text = &decoded.text;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        new.extend_from_slice(line_end.as_bytes());
    }
    let Some(table) = Table::open(text, tab_expected, options)? else {
        let delimiter = if tab_expected { b'\t' } else { b',' };
        new.extend_from_slice(write(std::slice::from_ref(concept), delimiter).as_bytes());
        return Ok(new);
    };
    let (before, _) = read(existing, tab_expected, options)?;
    // Where a row is a term, one without an identifier would belong to the concept above.
    let mut concept = concept.clone();
    if table.layout.is_a_term_a_row() && concept.id.is_none() {
        let is_free = |id: &String| before.iter().all(|c| c.id.as_ref() != Some(id));
        concept.id = (before.len() + 1..).map(|n| n.to_string()).find(is_free);
    }
    let rows = rows(&concept, &table.layout);
    let added = if table.dialect.quoting {
        rows_to_text(&rows, table.dialect.delimiter)
    } else {
        let separator = char::from(table.dialect.delimiter).to_string();
        rows.iter().map(|row| row.join(&separator) + "\n").collect()
    };
    new.extend_from_slice(added.replace('\n', line_end).as_bytes());
    let (after, _) = read(&new, tab_expected, options)?;
    let same_id = after.iter().find(|c| c.id.is_some() && c.id == concept.id);
    let found = same_id.or(after.last().filter(|_| after.len() == before.len() + 1));
    match lost(&concept, found) {
        None => Ok(new),
        Some(lost) => Err(Error::malformed(None, format!("the columns of the glossary have no place for {lost}"))
            .with_hint("Add a column for it to the first row, or add the entry by hand.")),
    }
}

/// The rows of a concept in a layout.
fn rows(concept: &Concept, layout: &Layout) -> Vec<Vec<String>> {
    if !layout.is_a_term_a_row() {
        return vec![concept_row(concept, layout)];
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cell = |column: &Column, term: &Term| match column {
        Column::Id => text(&concept.id),
        Column::Domain => text(&concept.domain),
        Column::Definition => text(&concept.definition),
        Column::Note => text(&concept.note),
        Column::Language => term.language.to_string(),
        Column::Term => term.text.clone(),
        Column::Field(TermField::Status, None) => term.status.name().to_string(),
        Column::Field(TermField::Case, None) => term.case.map(CaseRule::name).unwrap_or_default().to_string(),
        Column::Field(TermField::PartOfSpeech, None) => text(&term.part_of_speech),
        Column::Field(TermField::Note, None) => text(&term.note),
        Column::Terms(_) | Column::Field(..) | Column::Ignored => String::new(),
    };
    concept.terms.iter().map(|term| layout.columns.iter().map(|column| cell(column, term)).collect()).collect()
}

/// What the concept says that was not found again: the layout cannot hold it.
fn lost(concept: &Concept, found: Option<&Concept>) -> Option<String> {
    let empty = Concept::default();
    let found = found.unwrap_or(&empty);
    if let Some(term) = concept.terms.iter().find(|t| !found.terms.contains(t)) {
        return Some(format!("the term `{}` in {}", marked(term), term.language));
    }
    let fields = [
        ("a domain", &concept.domain, &found.domain),
        ("a definition", &concept.definition, &found.definition),
        ("a note", &concept.note, &found.note),
    ];
    fields.iter().find(|(_, said, kept)| said.is_some() && said != kept).map(|(name, ..)| (*name).to_string())
}
