//! Writes a glossary as a table.

use indexmap::IndexSet;

use super::columns::{Column, Layout};
use super::{marked, unmarked};
use crate::format::language_names::language_named;
use crate::lang::LanguageTag;
use crate::model::{CaseRule, Concept, Term};

/// Writes concepts as a table: a concept a row where that holds everything, else a term a row. Concepts
/// without terms are left out; with a term a row, a concept without an identifier gets a number.
pub fn write(concepts: &[Concept], delimiter: u8) -> String {
    let languages: IndexSet<&LanguageTag> = concepts.iter().flat_map(|c| &c.terms).map(|t| &t.language).collect();
    if languages.len() > 1 && concepts.iter().all(|c| fits_a_row(c, &languages)) {
        a_concept_a_row(concepts, &languages, delimiter)
    } else {
        a_term_a_row(concepts, delimiter)
    }
}

/// Whether a concept comes back the same from one row with a column for each language.
fn fits_a_row(concept: &Concept, languages: &IndexSet<&LanguageTag>) -> bool {
    let column = |term: &Term| languages.get_index_of(&term.language);
    let filled = |text: &Option<String>| text.as_ref().is_none_or(|t| !t.trim().is_empty());
    concept.terms.is_sorted_by_key(column)
        && [&concept.id, &concept.domain, &concept.definition, &concept.note].into_iter().all(filled)
        && concept.id.as_ref().is_none_or(|id| !id.starts_with('#'))
        && concept.terms.iter().all(|term| {
            language_named(term.language.as_str()).as_ref() == Some(&term.language)
                && term.part_of_speech.is_none()
                && term.note.is_none()
                && !term.text.contains(['|', ';'])
                && !term.text.starts_with(['#', '\''])
                && unmarked(&marked(term)).0 == term.text
                && unmarked(&term.text).0 == term.text
        })
}

fn a_concept_a_row(concepts: &[Concept], languages: &IndexSet<&LanguageTag>, delimiter: u8) -> String {
    let mut columns: Vec<Column> = languages.iter().map(|l| Column::Terms((*l).clone())).collect();
    if concepts.iter().any(|c| c.id.is_some()) {
        columns.insert(0, Column::Id);
    }
    columns.extend([Column::Domain, Column::Definition, Column::Note]);
    let headings = columns.iter().map(|column| match column {
        Column::Id => "id",
        Column::Terms(language) => language.as_str(),
        Column::Domain => "domain",
        Column::Definition => "definition",
        _ => "note",
    });
    let mut rows = vec![headings.map(str::to_string).collect()];
    let layout = Layout { columns, has_heading: true, is_memoq: false };
    rows.extend(concepts.iter().filter(|c| !c.terms.is_empty()).map(|c| concept_row(c, &layout)));
    rows_to_text(&rows, delimiter)
}

/// The row of a concept in a table with a column for each language. What has no column is left out.
pub(super) fn concept_row(concept: &Concept, layout: &Layout) -> Vec<String> {
    let mut left: Vec<&Term> = concept.terms.iter().collect();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = layout.columns.iter().map(|column| match column {
        Column::Id => text(&concept.id),
        Column::Domain => text(&concept.domain),
        Column::Definition => text(&concept.definition),
        Column::Note => text(&concept.note),
        Column::Terms(language) => {
            let cell: Vec<String> = left.extract_if(.., |term| term.language == *language).map(marked).collect();
            cell.join(" | ")
        }
        Column::Language | Column::Term | Column::Field(..) | Column::Ignored => String::new(),
    });
    cells.collect()
}

fn a_term_a_row(concepts: &[Concept], delimiter: u8) -> String {
    let headings = [
        "concept",
        "language",
        "term",
        "status",
        "case",
        "part_of_speech",
        "term_note",
        "domain",
        "definition",
        "note",
    ];
    let mut rows = vec![headings.map(str::to_string).into()];
    let mut ids: IndexSet<String> = concepts.iter().filter_map(|c| c.id.clone()).collect();
    let mut number = 0u64;
    for concept in concepts {
        let id = concept.id.clone().unwrap_or_else(|| {
            loop {
                number += 1;
                if ids.insert(number.to_string()) {
                    break number.to_string();
                }
            }
        });
        rows.extend(term_rows(concept, &id));
    }
    rows_to_text(&rows, delimiter)
}

/// The rows of a concept in a table with a term a row, in the order of our own headings.
fn term_rows(concept: &Concept, id: &str) -> Vec<Vec<String>> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |(index, term): (usize, &Term)| {
        let of_concept = |field: &Option<String>| if index == 0 { text(field) } else { String::new() };
        vec![
            id.to_string(),
            term.language.to_string(),
            term.text.clone(),
            term.status.name().to_string(),
            term.case.map(CaseRule::name).unwrap_or_default().to_string(),
            text(&term.part_of_speech),
            text(&term.note),
            of_concept(&concept.domain),
            of_concept(&concept.definition),
            of_concept(&concept.note),
        ]
    };
    concept.terms.iter().enumerate().map(row).collect()
}

/// Rows as text with LF, quoted where RFC 4180 needs it.
pub(super) fn rows_to_text(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in rows {
        // Writing to memory does not fail, and all rows have the same length.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
