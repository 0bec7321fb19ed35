//! Making and opening the file, and saying what is wrong with it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::damaged;
use crate::memory::store::Error;
use crate::model::Timestamp;

/// "tolm", in the file's header (SQLite's `application_id`).
const APPLICATION: i32 = 0x746f_6c6d;
/// The format of the tables (SQLite's `user_version`).
const FORMAT: i64 = 2;
/// How long a writer waits for another before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages kept in memory, at most, in KiB. What grows beyond it goes to the write-ahead log early, so the
/// size of an import does not matter.
const CACHE: i64 = 64 * 1024;

/// The same for each further connection of a process to one memory.
const SMALL_CACHE: i64 = 8 * 1024;

/// Makes a memory. It is made under another name and then renamed, so it is never there half-made.
pub(super) fn create(path: &Path, time: Timestamp) -> Result<(), Error> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tolmach-new-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the umask: not the owner's alone
    let file = builder.tempfile_in(folder).map_err(not_writable)?;
    let file = file.into_temp_path();
    let connection = Connection::open(&file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    prepare(&connection)?;
    fill(&connection, &uid(path, time), time)?;
    connection.close().map_err(|(_, error)| error)?;
    file.persist_noclobber(path).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists,
        _ => not_writable(e.error),
    })
}

/// A memory that is gone when it is dropped.
pub(super) fn in_memory() -> Result<Connection, Error> {
    let connection = Connection::open_in_memory()?;
    prepare(&connection)?;
    fill(&connection, &uid(Path::new(":memory:"), Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH)?;
    Ok(connection)
}

fn fill(connection: &Connection, uid: &str, time: Timestamp) -> Result<(), Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.execute("INSERT INTO memory VALUES (?1, ?2, 1, 1)", (uid, time.as_second()))?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", FORMAT)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// An identifier that no other memory has: from the process's random hash seed, the place and the time.
fn uid(path: &Path, time: Timestamp) -> String {
    let part = || random((path, time.as_nanosecond()));
    format!("{:016x}{:016x}", part(), part())
}

/// A number that is unlikely to come again: from the process's random hash seed and what it is for.
pub(super) fn random(what: impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(what)
}

/// Opens a memory, to write where that is possible. One that lies on a read-only medium is read as it is.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    look_at(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).map_err(Error::from).and_then(checked);
    match opened {
        // The index of the write-ahead log cannot be made beside the file. With no log there is no need of it.
        Err(Error::Io(_) | Error::ReadOnly(_)) if !has_log(path) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            checked(Connection::open_with_flags(immutable_uri(path), flags)?)
        }
        other => other,
    }
}

/// Sets the connection up and makes sure that it can be read.
fn checked(connection: Connection) -> Result<Connection, Error> {
    prepare(&connection)?;
    let format: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match format {
        FORMAT => {}
        found if found > FORMAT => return Err(Error::Newer { found, known: FORMAT }),
        found => return Err(damaged(&format!("its format is {found}"))),
    }
    connection.query_row("SELECT next_unit FROM memory", (), |row| row.get::<_, i64>(0))?;
    Ok(connection)
}

/// `synchronous = FULL` costs one more fsync for each operation, a few milliseconds for a command, and buys
/// that what was reported as stored is still there after a power failure.
fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.pragma_update(None, "journal_size_limit", 16 << 20)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Otherwise a statement that joins tables is prepared anew for every value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// For a connection that is not the only one of the process.
pub(super) fn keep_cache_small(connection: &Connection) -> Result<(), Error> {
    Ok(connection.pragma_update(None, "cache_size", -SMALL_CACHE)?)
}

/// Tells from the file's first bytes what it is, before SQLite sees it.
fn look_at(path: &Path) -> Result<(), Error> {
    let foreign = |what: &str| Err(Error::Foreign(what.to_string()));
    let metadata = match fs::metadata(path) {
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(Error::Missing);
        }
        other => other.map_err(|e| Error::Io(e.to_string()))?,
    };
    if metadata.is_dir() {
        return foreign("it is a folder");
    }
    if !metadata.is_file() {
        return foreign("it is not a file");
    }
    let mut header = Vec::with_capacity(100);
    File::open(path).and_then(|file| file.take(100).read_to_end(&mut header)).map_err(|e| Error::Io(e.to_string()))?;
    if header.is_empty() {
        return foreign("the file is empty");
    }
    if !header.starts_with(b"SQLite format 3\0") {
        let text = header.iter().all(|b| !matches!(b, 0..=8 | 14..=26 | 28..=31));
        return foreign(if text { "it is a text file" } else { "it is a file of another kind" });
    }
    let Some(application) = header.get(68..72) else { return Err(damaged("the file is cut short")) };
    if application != APPLICATION.to_be_bytes() {
        return foreign("it is a database of another program");
    }
    if is_cut_short(path, &header) && !has_log(path) {
        return Err(damaged("the file is cut short"));
    }
    Ok(())
}

/// Whether the file is shorter than its header says. (While another process writes it may be: that process
/// has a log then.)
fn is_cut_short(path: &Path, header: &[u8]) -> bool {
    let page = match header.get(16..18) {
        Some([0, 1]) => 65536,
        Some([a, b]) => u64::from(u16::from_be_bytes([*a, *b])),
        _ => 0,
    };
    let pages = match header.get(28..32) {
        Some([a, b, c, d]) => u64::from(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => 0,
    };
    fs::metadata(path).is_ok_and(|m| m.len() < page * pages)
}

/// Whether there is a write-ahead log with something in it.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_os_string();
    log.push("-wal");
    fs::metadata(PathBuf::from(log)).is_ok_and(|m| m.len() > 0)
}

/// The URI by which SQLite reads a file that nobody can write (<https://sqlite.org/uri.html>).
fn immutable_uri(path: &Path) -> String {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec();
    #[cfg(not(unix))]
    let bytes = format!("/{}", path.to_string_lossy().replace('\\', "/")).into_bytes();
    let mut uri = String::from("file:");
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

fn not_writable(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly(error.to_string()),
        io::ErrorKind::NotFound => Error::Io("there is no such folder".to_string()),
        _ => Error::Io(error.to_string()),
    }
}
