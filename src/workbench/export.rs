//! Writing units to a file or a stream, in a format of interchange.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use super::{Error, ErrorKind, Notice, files, layout, memories::Memory};
use crate::format;
use crate::format::table::{self, Columns, Delimiter};
use crate::format::tmx::{self, Level};
use crate::format::units::UnitFormat;
use crate::lang::LanguageTag;
use crate::memory::{Filter, Store, StoredUnit};
use crate::model::{Timestamp, Unit};

/// What is written, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The format.
    pub format: UnitFormat,
    /// The languages written, the source first; in TMX none means all.
    pub languages: Vec<LanguageTag>,
    /// Which columns a table gets.
    pub columns: Columns,
    /// What stands between the cells of a table.
    pub delimiter: Delimiter,
    /// For a spreadsheet: a byte order mark, and cells that begin like a formula guarded.
    pub spreadsheet: bool,
    /// Whether TMX keeps inline codes.
    pub level: Level,
    /// When the file is made.
    pub created: Option<Timestamp>,
}

impl Target {
    /// With everything that a format can carry.
    pub fn new(format: UnitFormat, languages: Vec<LanguageTag>, created: Timestamp) -> Self {
        let delimiter = if format == UnitFormat::Tsv { Delimiter::Tab } else { Delimiter::Comma };
        Self {
            format,
            languages,
            columns: Columns::Full,
            delimiter,
            spreadsheet: false,
            level: Level::Codes,
            created: Some(created),
        }
    }
}

/// The format that a file's extension names.
///
/// # Errors
/// When the extension names none.
pub fn format_of(path: &Path) -> Result<UnitFormat, Error> {
    match layout::extension(path).as_str() {
        "tmx" => Ok(UnitFormat::Tmx),
        "csv" => Ok(UnitFormat::Csv),
        "tsv" => Ok(UnitFormat::Tsv),
        _ => Err(Error::usage("the extension does not tell the format").at(path).hint("use .tmx, .csv or .tsv")),
    }
}

/// Writes the units of a memory that a filter lets through, and gives their number. `place` names the output
/// in messages.
///
/// # Errors
/// When the memory cannot be read or the output cannot be written, or the user has said stop.
pub fn export(
    memory: &Memory,
    filter: &Filter,
    target: &Target,
    (out, place): (&mut dyn Write, &Path),
    notices: &mut Vec<Notice>,
    keep_going: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<u64, Error> {
    let mut writer = Writer::new(out, target).map_err(|e| Error::format(place, e))?;
    let mut written = 0;
    let mut write = |stored: StoredUnit| -> Result<(), Error> {
        if keep_going().is_break() {
            return Err(Error::new(ErrorKind::Interrupted, "interrupted, nothing was written"));
        }
        // A unit seen in several contexts is written once for each: no format names more than one.
        let occurrences = memory.store.occurrences(&stored).map_err(|e| Error::memory(&memory.path, e))?;
        for unit in occurrences.into_iter().filter_map(|unit| chosen(unit, &target.languages)) {
            writer.write(&unit).map_err(|e| Error::format(place, e))?;
            written += 1;
        }
        Ok(())
    };
    let mut failure = None;
    let mut visit = |stored| match write(stored) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failure = Some(error);
            ControlFlow::Break(())
        }
    };
    memory.store.visit(filter, &mut visit).map_err(|e| Error::memory(&memory.path, e))?;
    if let Some(error) = failure {
        return Err(error);
    }
    writer.finish(place, notices)?;
    Ok(written)
}

/// Writes units to a file, and gives their number.
///
/// # Errors
/// When the file cannot be written; then the old one is left.
pub fn write(
    path: &Path,
    target: &Target,
    units: &mut dyn Iterator<Item = Unit>,
    notices: &mut Vec<Notice>,
) -> Result<u64, Error> {
    files::write_atomically(path, |out| {
        let mut writer = Writer::new(out, target).map_err(|e| Error::format(path, e))?;
        let mut written = 0;
        for unit in units {
            writer.write(&unit).map_err(|e| Error::format(path, e))?;
            written += 1;
        }
        writer.finish(path, notices)?;
        Ok(written)
    })
}

/// A writer of any of the formats.
enum Writer<'a> {
    Tmx(tmx::Writer<&'a mut dyn Write>),
    Table(Box<table::Writer<&'a mut dyn Write>>),
}

impl<'a> Writer<'a> {
    fn new(out: &'a mut dyn Write, target: &Target) -> Result<Self, format::Error> {
        Ok(match target.format {
            UnitFormat::Tmx => {
                let options = tmx::WriterOptions {
                    source_language: target.languages.first().cloned(),
                    level: target.level,
                    tool: env!("CARGO_PKG_NAME").into(),
                    tool_version: env!("CARGO_PKG_VERSION").into(),
                    created: target.created,
                };
                Self::Tmx(tmx::Writer::new(out, options)?)
            }
            UnitFormat::Csv | UnitFormat::Tsv => {
                let options = table::WriterOptions {
                    languages: target.languages.clone(),
                    columns: target.columns,
                    delimiter: target.delimiter,
                    spreadsheet: target.spreadsheet,
                };
                Self::Table(Box::new(table::Writer::new(out, options)?))
            }
        })
    }

    fn write(&mut self, unit: &Unit) -> Result<(), format::Error> {
        match self {
            Self::Tmx(writer) => writer.write(unit),
            Self::Table(writer) => writer.write(unit),
        }
    }

    fn finish(self, place: &Path, notices: &mut Vec<Notice>) -> Result<(), Error> {
        let finished = match self {
            Self::Tmx(writer) => writer.finish().map(|_| Vec::new()),
            Self::Table(writer) => writer.finish().map(|(_, warnings)| warnings),
        };
        let warnings = finished.map_err(|e| Error::format(place, e))?;
        notices.extend(warnings.into_iter().map(|w| Notice::warning(place, w)));
        Ok(())
    }
}

/// The unit with only the variants in these languages, in their order; `None` if fewer than two are left.
fn chosen(mut unit: Unit, languages: &[LanguageTag]) -> Option<Unit> {
    if languages.is_empty() {
        return Some(unit);
    }
    let order = |tag: &LanguageTag| languages.iter().position(|l| l.matches(tag));
    unit.variants.retain(|v| order(&v.language).is_some());
    unit.variants.sort_by_key(|v| order(&v.language));
    (unit.variants.len() > 1).then_some(unit)
}
