//! Writes a table of units.

use std::borrow::Cow;
use std::io::Write;

use indexmap::IndexMap;

use super::cells::{guard, join_notes, mark};
use super::columns::Field;
use crate::format::Error;
use crate::lang::LanguageTag;
use crate::model::{InlineCode, Metadata, Timestamp, Unit, Variant, Warning};

/// Which columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Columns {
    /// A column a language: the text without inline codes, and nothing else.
    Text,
    /// The text, marked where there are inline codes, and every [`Field`]: what goes out comes back the same.
    #[default]
    Full,
}

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `,` as in RFC 4180.
    #[default]
    Comma,
    /// `;` as spreadsheets write it where the comma separates decimals (Russian, German …).
    Semicolon,
    /// A tab.
    Tab,
}

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WriterOptions {
    /// The languages that get a column, in order. A variant stands in the column of its own language, or of
    /// the nearest by region.
    pub languages: Vec<LanguageTag>,
    /// Which columns are written.
    pub columns: Columns,
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// For spreadsheets: a byte order mark first, and `'` before cells that would be taken for formulas.
    /// The reader takes both away.
    pub spreadsheet: bool,
}

/// Writes units one after the other: UTF-8, LF, quotes where RFC 4180 needs them.
///
/// A unit with several variants for one column is written as several rows.
pub struct Writer<W: Write> {
    rows: csv::Writer<W>,
    options: WriterOptions,
    without_column: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file: writes the row of headings.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut output: W, options: WriterOptions) -> Result<Self, Error> {
        if options.spreadsheet {
            output.write_all("\u{feff}".as_bytes())?;
        }
        let delimiter = match options.delimiter {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        };
        let rows = csv::WriterBuilder::new().delimiter(delimiter).from_writer(output);
        let mut writer = Self { rows, options, without_column: 0 };
        let languages = writer.options.languages.iter().map(|l| l.as_str().to_string());
        let fields = Field::ALL.iter().map(|(_, name)| name.to_string());
        let headings: Vec<String> = match writer.options.columns {
            Columns::Text => languages.collect(),
            Columns::Full => languages.chain(fields).collect(),
        };
        writer.write_row(&headings)?;
        Ok(writer)
    }

    /// Writes a unit. Variants in languages without a column are left out, and counted by [`Self::finish`].
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, unit: &Unit) -> Result<(), Error> {
        let mut columns: Vec<Vec<&Variant>> = vec![Vec::new(); self.options.languages.len()];
        for variant in &unit.variants {
            let distance =
                |language: &LanguageTag| (language != &variant.language, language.distance(&variant.language));
            let nearest = self.options.languages.iter().map(distance).enumerate().filter(|(_, (_, d))| d.is_some());
            match nearest.min_by_key(|(_, distance)| *distance) {
                Some((index, _)) => columns[index].push(variant),
                None => self.without_column += 1,
            }
        }
        for row in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
            let variants: Vec<Option<&Variant>> =
                columns.iter().map(|column| column.get(row).or(column.last()).copied()).collect();
            let cells = match self.options.columns {
                Columns::Text => variants.iter().map(|v| v.map_or(String::new(), |v| v.segment.text.clone())).collect(),
                Columns::Full => self.full_row(unit, &variants),
            };
            self.write_row(&cells)?;
        }
        Ok(())
    }

    fn full_row(&self, unit: &Unit, variants: &[Option<&Variant>]) -> Vec<String> {
        let mut cells: Vec<String> =
            variants.iter().map(|v| v.map_or(String::new(), |v| mark(&v.segment).into_owned())).collect();
        let named: Vec<(&str, &Variant)> = self
            .options
            .languages
            .iter()
            .zip(variants)
            .filter_map(|(language, variant)| Some((language.as_str(), (*variant)?)))
            .collect();
        cells.extend(Field::ALL.iter().map(|(field, _)| cell(unit, *field, &named)));
        cells
    }

    fn write_row(&mut self, cells: &[String]) -> Result<(), Error> {
        let guarded =
            cells.iter().map(|cell| if self.options.spreadsheet { guard(cell) } else { Cow::Borrowed(&**cell) });
        self.rows.write_record(guarded.map(|cell| cell.into_owned())).map_err(into_io)?;
        Ok(())
    }

    /// Ends the file; gives back what it was written to, and what could not be written.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> Result<(W, Vec<Warning>), Error> {
        self.rows.flush()?;
        let output = self.rows.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        let warning = (self.without_column > 0).then(|| {
            Warning::skipped(None, format!("variants in languages that have no column: {}", self.without_column))
        });
        Ok((output, warning.into_iter().collect()))
    }
}

fn into_io(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// What stands in the column of a field; `variants` are those of the row, by the heading of their column.
fn cell(unit: &Unit, field: Field, variants: &[(&str, &Variant)]) -> String {
    let Unit { origin, metadata, .. } = unit;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let time = |time: &Option<Timestamp>| time.map(|t| t.to_string()).unwrap_or_default();
    match field {
        Field::Name => text(&unit.name),
        Field::SourceLanguage => unit.source_language.as_ref().map(LanguageTag::to_string).unwrap_or_default(),
        Field::Status => unit.status.name().to_string(),
        Field::Client => text(&unit.client),
        Field::Domain => text(&unit.domain),
        Field::File => text(&origin.file),
        Field::Position => origin.position.map(|p| p.to_string()).unwrap_or_default(),
        Field::Previous => text(&origin.previous),
        Field::Next => text(&origin.next),
        Field::Confidence => origin.confidence.map(|c| c.to_string()).unwrap_or_default(),
        Field::Tool => text(&origin.tool),
        Field::Created => time(&metadata.created),
        Field::CreatedBy => text(&metadata.created_by),
        Field::Changed => time(&metadata.changed),
        Field::ChangedBy => text(&metadata.changed_by),
        Field::LastUsed => time(&metadata.last_used),
        Field::UsageCount => metadata.usage_count.map(|n| n.to_string()).unwrap_or_default(),
        Field::Notes => join_notes(&metadata.notes),
        Field::Properties => json(&metadata.properties),
        Field::Codes => {
            let codes = variants.iter().filter(|(_, v)| !v.segment.codes.is_empty());
            json(&codes.map(|(name, v)| (*name, &v.segment.codes)).collect::<IndexMap<&str, &Vec<InlineCode>>>())
        }
        Field::VariantMetadata => {
            let metadata = variants.iter().filter(|(_, v)| v.metadata != Metadata::default());
            json(&metadata.map(|(name, v)| (*name, &v.metadata)).collect::<IndexMap<&str, &Metadata>>())
        }
    }
}

/// A map as JSON; nothing when it is empty.
fn json<K: serde::Serialize + std::hash::Hash + Eq, V: serde::Serialize>(map: &IndexMap<K, V>) -> String {
    if map.is_empty() { String::new() } else { serde_json::to_string(map).unwrap_or_default() }
}
