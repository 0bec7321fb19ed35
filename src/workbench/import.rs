//! Bringing files of units into a memory.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc;

use super::align::{self, Aligned, Provenance};
use super::memories::{self, Memory, Reading};
use super::{Error, ErrorKind, Notice, bitext, files, layout};
use crate::format::table::ColumnMap;
use crate::format::{self, UnitReader};
use crate::lang::LanguageTag;
use crate::memory::{Counts, NewOperation, OperationId, Store};
use crate::model::{Status, Unit, Warning};

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
    let reader = memories::open_units(path, request.reading, request.map)?;
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let operation = operation(path, request);
    let mut source = None;
    let store = &mut memory.store;
    let (added, read) = std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD / TOGETHER);
        let reading = scope.spawn(|| read(reader, request, file.as_deref(), sender));
        let bytes = std::cell::Cell::new(0);
        // Taken away when it has added: whoever waits to send is told so.
        let mut units = receiver.into_iter().flat_map(|(units, upto): (Vec<Unit>, u64)| {
            bytes.set(upto);
            if let (None, Some(unit)) = (&source, units.first()) {
                source = unit.source_language.as_ref().or(unit.variants.first().map(|v| &v.language)).cloned();
            }
            units
        });
        let added = store.add(&operation, &mut units, &mut |_| progress(bytes.get()));
        drop(units);
        (added, reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (operation, counts) = added.map_err(|e| Error::memory(&memory.path, e))?;
    let repaired = read.warnings.iter().filter(|w| w.remedy == crate::model::Remedy::Repaired).count() as u64;
    notices.extend(read.warnings.into_iter().map(|w| Notice::warning(path, w)));
    Ok(Imported { operation, counts, repaired, source, cut_short: read.cut_short })
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

/// Units that are read ahead of those being stored, at most, so that reading goes on meanwhile.
const AHEAD: usize = 8192;

/// Units handed over at a time, at most …
const TOGETHER: usize = 512;

/// … and so many bytes of the file, about.
const TOGETHER_BYTES: u64 = 1 << 20;

/// What is known of a file when its units have been read.
struct Read {
    warnings: Vec<Warning>,
    /// Why the file was cut short, if it was.
    cut_short: Option<String>,
}

/// Reads units, adds to each what the command says, and hands them over with the bytes read so far, until
/// the file ends or nobody wants more.
fn read(
    mut reader: Box<dyn UnitReader + Send>,
    request: Request<'_>,
    file: Option<&str>,
    sender: mpsc::SyncSender<(Vec<Unit>, u64)>,
) -> Read {
    let mut warnings = Vec::new();
    loop {
        let upto = reader.bytes_read() + TOGETHER_BYTES;
        let mut units = Vec::with_capacity(TOGETHER);
        let mut ended = false;
        while units.len() < TOGETHER && reader.bytes_read() < upto && !ended {
            match reader.next() {
                Some(unit) => units.push(completed(unit, request, file)),
                None => ended = true,
            }
            warnings.append(&mut reader.take_warnings());
        }
        if sender.send((units, reader.bytes_read())).is_err() || ended {
            return Read { warnings, cut_short: reader.error().map(ToString::to_string) };
        }
    }
}

/// A unit with what the command says of all.
fn completed(mut unit: Unit, request: Request<'_>, file: Option<&str>) -> Unit {
    let fill = |slot: &mut Option<String>, value: Option<&str>| {
        if slot.is_none() {
            *slot = value.map(str::to_owned);
        }
    };
    fill(&mut unit.client, request.provenance.client.as_deref());
    fill(&mut unit.domain, request.provenance.domain.as_deref());
    fill(&mut unit.origin.file, file);
    if let Some(status) = request.status {
        unit.status = status;
    }
    unit
}
