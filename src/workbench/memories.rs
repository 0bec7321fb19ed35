//! Opening memories: live ones, and files of other formats through a cache.

use std::fs;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{Error, Notice, Workbench, files, layout};
use crate::format::table::ColumnMap;
use crate::format::units::{self, ReadOptions, UnitFormat};
use crate::lang::LanguageTag;
use crate::memory::{NewOperation, SqliteStore, Store};
use crate::model::Timestamp;

/// A memory that is open.
pub struct Memory {
    /// The name it goes by.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Its units.
    pub store: SqliteStore,
    /// Points taken off each of its matches.
    pub penalty: u8,
    /// Among equal matches the higher comes first.
    pub priority: i32,
}

/// What the reading of a memory file may need to know.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The language translated from, for tables that do not say theirs.
    pub from: Option<&'a LanguageTag>,
    /// The language translated into, for tables that do not say theirs.
    pub to: Option<&'a LanguageTag>,
    /// Now.
    pub now: Timestamp,
}

/// The memories that a text is looked up in: all of the workbench, and those named. Those that `tolmach.toml`
/// switches off are left out unless they are named.
///
/// # Errors
/// When one cannot be read.
pub fn consulted(
    bench: &Workbench,
    named: &[String],
    reading: Reading<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Memory>, Error> {
    let mut paths = bench.memories()?;
    paths.retain(|path| !bench.config.memory.get(&layout::name_of(path)).is_some_and(|m| m.off));
    for name in named {
        let path = bench.memory_path(name)?;
        let same = |other: &PathBuf| fs::canonicalize(other).ok() == fs::canonicalize(&path).ok();
        if !path.exists() || !paths.iter().any(same) {
            paths.push(path);
        }
    }
    paths.iter().map(|path| open(bench, path, reading, notices)).collect()
}

/// Opens a memory for reading. What is not a live memory is read into a cache first.
///
/// # Errors
/// When it cannot be read.
pub fn open(bench: &Workbench, path: &Path, reading: Reading<'_>, notices: &mut Vec<Notice>) -> Result<Memory, Error> {
    let store = if layout::extension(path) == layout::MEMORY_EXTENSION || is_sqlite(path) {
        SqliteStore::open_read_only(path).map_err(|e| Error::memory(path, e))?
    } else {
        cached(bench, path, reading, notices)?
    };
    Ok(named(bench, path, store))
}

/// Opens a live memory for writing, and makes it if it is not there.
///
/// # Errors
/// When it cannot be opened or made, or is a file that is only consulted.
pub fn open_live(bench: &Workbench, name: &str, now: Timestamp, notices: &mut Vec<Notice>) -> Result<Memory, Error> {
    let mut path = bench.memory_path(name)?;
    if path.extension().is_none() && !path.exists() {
        path.set_extension(layout::MEMORY_EXTENSION);
    }
    if ["tmx", "csv", "tsv"].contains(&layout::extension(&path).as_str()) {
        return Err(Error::usage("this file is consulted as it is and never written to").at(&path).hint(format!(
            "give another name to make a live memory, and `tolmach import {} --into NAME`",
            path.display()
        )));
    }
    if path.exists() {
        let store = SqliteStore::open(&path).map_err(|e| Error::memory(&path, e))?;
        return Ok(named(bench, &path, store));
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    }
    let store = SqliteStore::create(&path, now).map_err(|e| Error::memory(&path, e))?;
    notices.push(Notice::new(&path, "made a new memory"));
    Ok(named(bench, &path, store))
}

/// Takes away a memory that was made for something that then failed: it has no operation, so nothing is in it.
pub fn discard_if_unused(memory: Memory) {
    let Memory { path, store, .. } = memory;
    let unused = store.info().is_ok_and(|info| info.operations == 0);
    drop(store);
    if unused {
        // What cannot be removed is an empty memory, and does no harm.
        let _ = fs::remove_file(&path);
    }
}

/// Opens a live memory that must be there.
///
/// # Errors
/// When it is not there, or is not a live memory.
pub fn open_existing(bench: &Workbench, name: &str) -> Result<Memory, Error> {
    let path = bench.memory_path(name)?;
    if !path.exists() {
        return Err(Error::memory(&path, crate::memory::Error::Missing));
    }
    let store = SqliteStore::open(&path).map_err(|e| Error::memory(&path, e))?;
    Ok(named(bench, &path, store))
}

fn named(bench: &Workbench, path: &Path, store: SqliteStore) -> Memory {
    let name = layout::name_of(path);
    let config = bench.config.memory.get(&name).cloned().unwrap_or_default();
    Memory { name, path: path.to_path_buf(), store, penalty: config.penalty, priority: config.priority }
}

fn is_sqlite(path: &Path) -> bool {
    let mut head = [0; 16];
    files::open(path).is_ok_and(|mut f| f.read_exact(&mut head).is_ok() && &head == b"SQLite format 3\0")
}

/// The kind of the operation by which a cached memory knows the file it was read from.
const CACHED: &str = "cached";

/// A file read into a memory of its own in the cache, or the one that is there if the file has not changed.
fn cached(
    bench: &Workbench,
    path: &Path,
    reading: Reading<'_>,
    notices: &mut Vec<Notice>,
) -> Result<SqliteStore, Error> {
    let stamp = stamp(path, reading)?;
    let Some(cache) = cache_file(bench, path) else {
        let mut store = SqliteStore::open_in_memory().map_err(|e| Error::memory(path, e))?;
        fill(&mut store, path, &stamp, reading, notices)?;
        return Ok(store);
    };
    if let Ok(store) = SqliteStore::open_read_only(&cache)
        && store.log(1).is_ok_and(|log| log.first().is_some_and(|o| o.kind == CACHED && o.detail == stamp))
    {
        return Ok(store);
    }
    match build(&cache, path, &stamp, reading, notices) {
        Ok(store) => Ok(store),
        // A cache that cannot be written is not needed either.
        Err(error) if error.file.as_deref() != Some(path) => {
            notices.push(Notice::new(&cache, format!("no cache is kept: {}", error.message)));
            let mut store = SqliteStore::open_in_memory().map_err(|e| Error::memory(path, e))?;
            fill(&mut store, path, &stamp, reading, &mut Vec::new())?;
            Ok(store)
        }
        Err(error) => Err(error),
    }
}

/// Builds the cache of a file beside its final place and renames it there, so that two processes may do it at
/// once and a crash leaves nothing half-built.
fn build(
    cache: &Path,
    path: &Path,
    stamp: &str,
    reading: Reading<'_>,
    notices: &mut Vec<Notice>,
) -> Result<SqliteStore, Error> {
    let failed = |e: std::io::Error| Error::write(cache, &e);
    let folder = cache.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let temporary = tempfile::Builder::new().prefix(".building-").tempdir_in(folder).map_err(failed)?;
    let fresh = temporary.path().join("cache.tm");
    let mut store = SqliteStore::create(&fresh, reading.now).map_err(|e| Error::memory(cache, e))?;
    fill(&mut store, path, stamp, reading, notices)?;
    drop(store);
    for stale in ["-wal", "-shm"] {
        let mut name = cache.as_os_str().to_owned();
        name.push(stale);
        let _ = fs::remove_file(name);
    }
    fs::rename(&fresh, cache).map_err(failed)?;
    SqliteStore::open_read_only(cache).map_err(|e| Error::memory(cache, e))
}

fn fill(
    store: &mut SqliteStore,
    path: &Path,
    stamp: &str,
    reading: Reading<'_>,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    let mut reader = open_units(path, reading, None)?;
    let operation = NewOperation { kind: CACHED.into(), detail: stamp.into(), author: None, time: reading.now };
    store.add(&operation, &mut reader, &mut |_| ControlFlow::Continue(())).map_err(|e| Error::memory(path, e))?;
    notices.extend(reader.take_warnings().into_iter().map(|w| Notice::warning(path, w)));
    if let Some(error) = reader.error() {
        notices.push(Notice::new(path, format!("cut short: {error}; the units before it are used")));
    }
    Ok(())
}

/// Opens a file of units for reading.
///
/// # Errors
/// When it cannot be read, or is of a format that holds no units.
pub fn open_units(
    path: &Path,
    reading: Reading<'_>,
    map: Option<&ColumnMap>,
) -> Result<Box<dyn crate::format::UnitReader + Send>, Error> {
    let failed = |e| Error::format(path, e);
    let mut file = files::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(|e| Error::read(path, &e))?;
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    let format = UnitFormat::of(&name, &head).map_err(failed)?;
    let options = ReadOptions { source: reading.from.cloned(), target: reading.to.cloned(), map: map.cloned() };
    units::open(Box::new(std::io::Cursor::new(head).chain(file)), format, &options).map_err(failed)
}

/// How much of a file tells its format, in bytes.
const HEAD: u64 = 1024;

/// What a cache remembers of its file: a change of any of it makes a new cache.
fn stamp(path: &Path, reading: Reading<'_>) -> Result<String, Error> {
    let meta = files::open(path)?.metadata().map_err(|e| Error::read(path, &e))?;
    let modified = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    let tag = |tag: Option<&LanguageTag>| tag.map(ToString::to_string).unwrap_or_default();
    Ok(format!(
        "{} bytes, {} ns, tolmach {}, {} {}",
        meta.len(),
        modified.unwrap_or_default().as_nanos(),
        env!("CARGO_PKG_VERSION"),
        tag(reading.from),
        tag(reading.to)
    ))
}

/// Where the cache of a file is.
fn cache_file(bench: &Workbench, path: &Path) -> Option<PathBuf> {
    let name = cache_name(path)?;
    Some(bench.cache.as_ref()?.join(layout::MEMORIES).join(format!("{name}.{}", layout::MEMORY_EXTENSION)))
}

/// What the caches of a file are named by: its name, and a hash of its full path.
pub(super) fn cache_name(path: &Path) -> Option<String> {
    let full = fs::canonicalize(path).ok()?;
    let hash = xxhash_rust::xxh3::xxh3_64(full.as_os_str().as_encoded_bytes());
    Some(format!("{}-{hash:016x}", layout::name_of(path)))
}
