//! What the columns of a glossary hold.

use crate::format::Error;
use crate::format::language_names::language_named;
use crate::format::units::ReadOptions;
use crate::lang::LanguageTag;

/// What a column says of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermField {
    Status,
    Case,
    PartOfSpeech,
    Note,
    /// memoQ: words such as `CasePermissive;Forbidden`.
    Info,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column {
    Id,
    Domain,
    Definition,
    Note,
    /// The language of the row's term.
    Language,
    /// The row's term.
    Term,
    /// Terms in this language.
    Terms(LanguageTag),
    /// Something about the row's term, or about the terms of one language.
    Field(TermField, Option<LanguageTag>),
    Ignored,
}

/// The columns of a glossary.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    pub columns: Vec<Column>,
    pub has_heading: bool,
    /// Whether a cell holds one term as it stands, without separators and brackets.
    pub is_memoq: bool,
}

impl Layout {
    /// Settles what the columns hold by the first row, else by the languages of the options.
    pub fn of(first: &[&str], options: &ReadOptions) -> Result<Self, Error> {
        let is_memoq = first.iter().any(|cell| cell.trim() == "Entry_ID");
        let mut columns = Vec::new();
        for heading in first {
            columns.push(column(heading, options, columns.last())?);
        }
        let terms = columns.iter().filter(|c| matches!(c, Column::Terms(_))).count();
        let known = columns.iter().all(|c| *c != Column::Ignored);
        let a_term_a_row = columns.contains(&Column::Language) && columns.contains(&Column::Term);
        if a_term_a_row || terms > 1 || (terms == 1 && known) {
            return Ok(Self { columns, has_heading: true, is_memoq });
        }
        let (Some(source), Some(target)) = (&options.source, &options.target) else {
            return Err(Error::malformed(1, "the first row names no languages").with_hint(
                "Head the columns with languages (ru,en,note), or give the languages with --from and --to.",
            ));
        };
        let mut columns = vec![Column::Terms(source.clone()), Column::Terms(target.clone()), Column::Note];
        columns.resize(first.len().max(2), Column::Ignored);
        Ok(Self { columns, has_heading: false, is_memoq: false })
    }

    /// Whether each row is one term.
    pub fn is_a_term_a_row(&self) -> bool {
        self.columns.contains(&Column::Term)
    }
}

fn column(heading: &str, options: &ReadOptions, before: Option<&Column>) -> Result<Column, Error> {
    let key = heading.trim().to_lowercase().replace('_', " ");
    Ok(match key.as_str() {
        "id" | "concept" | "concept id" | "entry" | "entry id" => Column::Id,
        "domain" | "subject" | "subject field" | "entry domain" | "entry subject" | "область" | "тема" => {
            Column::Domain
        }
        "definition" | "определение" => Column::Definition,
        "note" | "notes" | "comment" | "comments" | "description" | "entry note" | "примечание" | "комментарий" => {
            Column::Note
        }
        "language" | "lang" | "язык" => Column::Language,
        "term" | "термин" => Column::Term,
        "term note" => Column::Field(TermField::Note, None),
        "term info" => match before {
            Some(Column::Terms(language)) => Column::Field(TermField::Info, Some(language.clone())),
            _ => Column::Ignored,
        },
        _ => {
            if let Some(language) = language(&key, options)? {
                return Ok(Column::Terms(language));
            }
            let fields = [
                ("status", TermField::Status),
                ("статус", TermField::Status),
                ("case", TermField::Case),
                ("регистр", TermField::Case),
                ("part of speech", TermField::PartOfSpeech),
                ("pos", TermField::PartOfSpeech),
                ("часть речи", TermField::PartOfSpeech),
                ("note", TermField::Note),
            ];
            for (name, field) in fields {
                match key.strip_suffix(name).map(str::trim) {
                    Some("") => return Ok(Column::Field(field, None)),
                    Some(owner) => {
                        if let Some(language) = language(owner, options)? {
                            return Ok(Column::Field(field, Some(language)));
                        }
                    }
                    None => {}
                }
            }
            match key.strip_suffix(" def") {
                Some(owner) if language(owner, options)?.is_some() => Column::Definition,
                _ => Column::Ignored,
            }
        }
    })
}

/// The language that a heading names, `source` and `target` among them.
fn language(heading: &str, options: &ReadOptions) -> Result<Option<LanguageTag>, Error> {
    let named = match heading {
        "source" | "source term" | "исходный термин" => &options.source,
        "target" | "target term" | "translation" | "перевод" => &options.target,
        _ => return Ok(language_named(heading)),
    };
    match named {
        Some(language) => Ok(Some(language.clone())),
        None => Err(Error::malformed(1, format!("the language of the column `{heading}` is not known"))
            .with_hint("Give the languages with --from and --to.")),
    }
}
