//! Bringing files of units into a memory.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use super::align::{self, Aligned, Provenance};
use super::memories::{self, Memory, Reading};
use super::{Error, ErrorKind, Notice, bitext, files, layout};
use crate::format::table::ColumnMap;
use crate::format::{self, UnitReader};
use crate::lang::LanguageTag;
use crate::memory::{Counts, NewOperation, OperationId, Store};
use crate::model::{Status, Unit};

/// How a file is brought in.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What a table does not say itself.
    pub reading: Reading<'a>,
    /// Which column of a table is what.
    pub map: Option<&'a ColumnMap>,
    /// Written into every unit that does not say it itself.
    pub provenance: &'a Provenance,
    /// The status of every unit, whatever the file says.
    pub status: Option<Status>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The operation in the ledger.
    pub operation: OperationId,
    /// What it did.
    pub counts: Counts,
    /// Units that the reader repaired.
    pub repaired: u64,
    /// The language that the first unit was translated from.
    pub source: Option<LanguageTag>,
    /// Why the file was cut short, if it was.
    pub cut_short: Option<String>,
}

/// Progress of an import: bytes read of the file so far. `Break` takes everything back.
pub type Progress<'a> = &'a mut dyn FnMut(u64) -> ControlFlow<()>;

/// Brings the units of a file into a memory: one transaction, one operation.
///
/// # Errors
/// When the file cannot be read at all, or the memory cannot be written. Then nothing is kept.
pub fn import(
    memory: &mut Memory,
    path: &Path,
    request: Request<'_>,
    notices: &mut Vec<Notice>,
    progress: Progress<'_>,
) -> Result<Imported, Error> {
    if layout::extension(path) == layout::MEMORY_EXTENSION {
        return Err(Error::new(ErrorKind::Malformed, "this is a live memory, not a file to import")
            .at(path)
            .hint("export it first: `tolmach export NAME -o memory.tmx`"));
    }
    if is_alignment(path)? {
        return import_alignment(memory, path, request, notices, progress);
    }
    let mut reader = memories::open_units(path, request.reading, request.map)?;
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let operation = operation(path, request);
    let mut warnings = Vec::new();
    let mut source = None;
    let (operation, counts) = {
        let mut units =
            Units { reader: reader.as_mut(), request, file: file.as_deref(), bytes: 0, warnings: &mut warnings };
        let bytes = std::cell::Cell::new(0);
        let mut stream = std::iter::from_fn(|| {
            let unit = units.next();
            bytes.set(units.bytes);
            if let (None, Some(unit)) = (&source, &unit) {
                source = unit.source_language.as_ref().or(unit.variants.first().map(|v| &v.language)).cloned();
            }
            unit
        });
        memory
            .store
            .add(&operation, &mut stream, &mut |_| progress(bytes.get()))
            .map_err(|e| Error::memory(&memory.path, e))?
    };
    warnings.extend(reader.take_warnings());
    let repaired = warnings.iter().filter(|w| w.remedy == crate::model::Remedy::Repaired).count() as u64;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    let cut_short = reader.error().map(ToString::to_string);
    Ok(Imported { operation, counts, repaired, source, cut_short })
}

/// Whether a file is an alignment file, by its ending or its first line.
fn is_alignment(path: &Path) -> Result<bool, Error> {
    let mut head = Vec::new();
    files::open(path)?.take(64).read_to_end(&mut head).map_err(|e| Error::read(path, &e))?;
    Ok(layout::extension(path) == bitext::EXTENSION || format::bitext::is_bitext(&head))
}

/// Brings the pairs of an alignment file into a memory: the accepted ones, and those that are not doubtful.
fn import_alignment(
    memory: &mut Memory,
    path: &Path,
    request: Request<'_>,
    notices: &mut Vec<Notice>,
    progress: Progress<'_>,
) -> Result<Imported, Error> {
    let opened = bitext::load(path, notices)?;
    let aligned = Aligned::from_bitext(path, opened.bitext);
    let alignment = &aligned.alignment;
    let paired = alignment.beads.iter().filter(|bead| !bead.is_unpaired()).count();
    let left = paired - align::kept(alignment, align::MIN_CONFIDENCE).count();
    if left > 0 {
        let text = format!("skipped: doubtful pairs: {left}; they stay in the alignment file until they are accepted");
        notices.push(Notice::new(path, text));
    }
    let status = |unit: Unit| Unit { status: request.status.unwrap_or(unit.status), ..unit };
    let mut units = align::units(&aligned, align::MIN_CONFIDENCE, request.provenance).map(status);
    let operation = operation(path, request);
    let source = Some(alignment.source_language.clone());
    let (operation, counts) =
        memory.store.add(&operation, &mut units, &mut |_| progress(0)).map_err(|e| Error::memory(&memory.path, e))?;
    Ok(Imported { operation, counts, repaired: opened.damaged as u64, source, cut_short: None })
}

fn operation(path: &Path, request: Request<'_>) -> NewOperation {
    NewOperation {
        kind: "import".into(),
        detail: path.display().to_string(),
        author: request.provenance.author.clone(),
        time: request.reading.now,
    }
}

/// The units of a reader with what the command adds to each.
struct Units<'a> {
    reader: &'a mut (dyn UnitReader + Send),
    request: Request<'a>,
    file: Option<&'a str>,
    bytes: u64,
    warnings: &'a mut Vec<crate::model::Warning>,
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let mut unit = self.reader.next();
        self.bytes = self.reader.bytes_read();
        self.warnings.append(&mut self.reader.take_warnings());
        if let Some(unit) = &mut unit {
            let provenance = self.request.provenance;
            let fill = |slot: &mut Option<String>, value: &Option<String>| {
                if slot.is_none() {
                    slot.clone_from(value);
                }
            };
            fill(&mut unit.client, &provenance.client);
            fill(&mut unit.domain, &provenance.domain);
            fill(&mut unit.origin.file, &self.file.map(str::to_owned));
            if let Some(status) = self.request.status {
                unit.status = status;
            }
        }
        unit
    }
}
