//! Reads a table of units, one row after the other.

use std::io::{BufRead, Read};

use csv::StringRecord;
use indexmap::IndexMap;

use super::cells::{split_notes, split_properties, unguard, unmark};
use super::columns::{Column, Field, Languages, layout};
use crate::format::dialect::Dialect;
use crate::format::encoding::{Utf8Reader, decoder};
use crate::format::time::parse_time;
use crate::format::units::ReadOptions;
use crate::format::warnings::Warnings;
use crate::format::{Error, UnitReader};
use crate::lang::{LanguageTag, nfc};
use crate::model::{InlineCode, Metadata, Segment, Status, Unit, Variant, Warning};

/// Reads a CSV or TSV file of units in constant memory.
pub struct Reader<R: Read> {
    rows: csv::Reader<Utf8Reader<R>>,
    encoding: &'static str,
    columns: Vec<Column>,
    /// The source language of units that name none; `None` when a column names it.
    source_language: Option<LanguageTag>,
    has_source_column: bool,
    /// Whether cells that look like formulas were guarded: we guard only where we also write a byte order mark.
    guarded: bool,
    ends_in_crlf: bool,
    row: StringRecord,
    /// The row that was read to find out about the columns, when it is one of units.
    first_is_unit: bool,
    warnings: Warnings,
    error: Option<Error>,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// Begins to read: settles encoding, separator and columns by the first 64 KB.
    ///
    /// # Errors
    /// When the file cannot be read or it cannot be known which columns hold text in which language.
    pub fn new(input: R, options: &ReadOptions, tab_expected: bool) -> Result<Self, Error> {
        let (mut input, encoding) = decoder(input)?;
        let guarded = input.had_bom();
        let head = std::str::from_utf8(input.fill_buf()?).unwrap_or_default();
        let dialect = Dialect::detect(head, tab_expected);
        let ends_in_crlf = head.split_once('\n').is_some_and(|(line, _)| line.ends_with('\r'));
        let mut rows = dialect.reader(input);
        let mut row = StringRecord::new();
        read_row(&mut rows, &mut row)?;
        if row.get(0).is_some_and(|cell| cell.starts_with("sep=")) {
            read_row(&mut rows, &mut row)?;
        }
        let languages = Languages { source: options.source.as_ref(), target: options.target.as_ref() };
        let first: Vec<&str> = row.iter().collect();
        let layout = layout(&first, options.map.as_ref(), &languages)?;
        let mut texts = layout.columns.iter().filter_map(|column| match column {
            Column::Text(language) => Some(language),
            _ => None,
        });
        let source_language = match &options.source {
            Some(source) => texts.clone().filter_map(|l| Some((source.distance(l)?, l))).min().map(|(_, l)| l.clone()),
            None => None,
        };
        let source_language = source_language.or_else(|| texts.next().cloned());
        let has_source_column = layout.columns.contains(&Column::Field(Field::SourceLanguage));
        Ok(Self {
            rows,
            encoding,
            columns: layout.columns,
            source_language,
            has_source_column,
            guarded,
            ends_in_crlf,
            row,
            first_is_unit: !layout.has_heading,
            warnings: Warnings::default(),
            error: None,
            ended: false,
        })
    }

    /// The unit of the next row that has text; `None` at the end.
    fn read_unit(&mut self) -> Result<Option<Unit>, Error> {
        loop {
            if !std::mem::take(&mut self.first_is_unit) && !read_row(&mut self.rows, &mut self.row)? {
                return Ok(None);
            }
            self.warnings.line = self.line();
            if self.row.iter().all(str::is_empty) {
                continue;
            }
            if self.row.len() < self.columns.len() {
                self.warnings.repaired("row with fewer cells than columns");
            }
            if self.row.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
                self.warnings.skipped("cells beyond the last column");
            }
            let unit = self.unit();
            if unit.variants.is_empty() {
                self.warnings.skipped("row without text");
                continue;
            }
            return Ok(Some(unit));
        }
    }

    /// The line on which the row begins. The csv crate tells where it stood before it, above empty lines and,
    /// where lines end in CR LF, before the LF.
    fn line(&self) -> usize {
        let before = self.row.position().map_or(1, |p| p.line());
        let inside = self.row.as_slice().bytes().filter(|b| *b == b'\n').count() as u64;
        let after = self.rows.position().line();
        let start = after.saturating_sub(inside).saturating_sub(u64::from(!self.ends_in_crlf));
        start.max(before) as usize
    }

    fn unit(&mut self) -> Unit {
        let Self { columns, row, guarded, warnings, .. } = self;
        let guarded = *guarded;
        // Left to grow it would begin with room for four, and they are large.
        let mut unit = Unit { variants: Vec::with_capacity(2), ..Unit::default() };
        if !self.has_source_column {
            unit.source_language.clone_from(&self.source_language);
        }
        let mut codes: IndexMap<String, Vec<InlineCode>> = IndexMap::new();
        let mut variant_metadata: IndexMap<String, Metadata> = IndexMap::new();
        for (index, column) in columns.iter().enumerate() {
            let cell = row.get(index).unwrap_or_default();
            let cell = if guarded { unguard(cell) } else { cell };
            if cell.is_empty() {
                continue;
            }
            let property = match column {
                Column::Text(language) => {
                    unit.variants
                        .push(Variant::new(language.clone(), Segment { text: cell.to_string(), codes: vec![] }));
                    continue;
                }
                Column::Field(Field::Codes) => {
                    codes = serde_json::from_str(cell).unwrap_or_else(|_| {
                        warnings.skipped("`codes` that are not what we write");
                        IndexMap::new()
                    });
                    continue;
                }
                Column::Field(Field::VariantMetadata) => {
                    variant_metadata = serde_json::from_str(cell).unwrap_or_else(|_| {
                        warnings.skipped("`variant_metadata` that is not what we write");
                        IndexMap::new()
                    });
                    continue;
                }
                Column::Field(field) if set(&mut unit, *field, cell) => continue,
                Column::Field(field) => {
                    let heading = Field::ALL.iter().find(|(f, _)| f == field).map_or("", |(_, name)| *name);
                    warnings.repaired(format!("`{heading}` that cannot be read kept as a property"));
                    heading
                }
                Column::Property(name) => name,
                Column::Ignored => continue,
            };
            unit.metadata.properties.entry(property.to_string()).or_default().push(nfc(cell).into_owned());
        }
        for variant in &mut unit.variants {
            let codes = codes.get(variant.language.as_str()).map_or(&[][..], Vec::as_slice);
            let text = std::mem::take(&mut variant.segment.text);
            let (segment, missing) =
                if codes.is_empty() { (Segment::with_codes(text, Vec::new()), 0) } else { unmark(&text, codes) };
            if missing > 0 {
                warnings.skipped("inline codes without a mark in the text");
            }
            variant.segment = segment;
            if let Some(metadata) = variant_metadata.get(variant.language.as_str()) {
                variant.metadata.clone_from(metadata);
            }
        }
        unit
    }
}

/// Reads a row into `row`; `false` at the end.
fn read_row<R: Read>(rows: &mut csv::Reader<Utf8Reader<R>>, row: &mut StringRecord) -> Result<bool, Error> {
    rows.read_record(row).map_err(|error| {
        let line = error.position().map(|p| p.line() as usize);
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Error::malformed(line, format!("not a table of text: {other:?}")),
        }
    })
}

/// Sets a field of a unit; `false` when the cell does not say what the field needs.
fn set(unit: &mut Unit, field: Field, cell: &str) -> bool {
    let text = || Some(nfc(cell).into_owned());
    let trimmed = cell.trim();
    let Unit { origin, metadata, .. } = unit;
    match field {
        Field::Name => unit.name = text(),
        Field::SourceLanguage => match LanguageTag::parse(trimmed) {
            Ok(language) => unit.source_language = Some(language),
            Err(_) => return false,
        },
        Field::Status => match Status::from_name(&trimmed.to_lowercase()) {
            Some(status) => unit.status = status,
            None => return false,
        },
        Field::Client => unit.client = text(),
        Field::Domain => unit.domain = text(),
        Field::File => origin.file = text(),
        Field::Position => return read_into(&mut origin.position, trimmed.parse().ok()),
        Field::Previous => origin.previous = text(),
        Field::Next => origin.next = text(),
        Field::Confidence => {
            let confidence = trimmed.parse().ok().filter(|c| (0.0..=1.0).contains(c));
            return read_into(&mut origin.confidence, confidence);
        }
        Field::Tool => origin.tool = text(),
        Field::Created => return read_into(&mut metadata.created, parse_time(trimmed)),
        Field::CreatedBy => metadata.created_by = text(),
        Field::Changed => return read_into(&mut metadata.changed, parse_time(trimmed)),
        Field::ChangedBy => metadata.changed_by = text(),
        Field::LastUsed => return read_into(&mut metadata.last_used, parse_time(trimmed)),
        Field::UsageCount => return read_into(&mut metadata.usage_count, trimmed.parse().ok()),
        Field::Notes => metadata.notes.extend(split_notes(&nfc(cell))),
        Field::Properties => match split_properties(cell) {
            Some(properties) => {
                for (name, values) in properties {
                    metadata.properties.entry(name).or_default().extend(values);
                }
            }
            None => return false,
        },
        Field::Codes | Field::VariantMetadata => return false,
    }
    true
}

fn read_into<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    *field = value;
    field.is_some()
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if self.ended {
            return None;
        }
        let unit = self.read_unit().unwrap_or_else(|error| {
            self.error = Some(error);
            None
        });
        if unit.is_none() {
            self.ended = true;
            if self.rows.get_ref().malformed() {
                let reason = format!("bytes that are no character in {} became U+FFFD", self.encoding);
                self.warnings.add(Warning::repaired(None, reason));
            }
        }
        unit
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn take_warnings(&mut self) -> Vec<Warning> {
        self.warnings.take(self.ended)
    }

    fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    fn bytes_read(&self) -> u64 {
        self.rows.get_ref().position()
    }
}
