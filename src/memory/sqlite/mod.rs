//! The store in one SQLite file. Everything SQLite is in this folder.
//!
//! The tables are in `schema.sql`. Texts never change and outlive their unit; a unit is a small row that lists
//! its texts; the ledger keeps the rows as they were before an operation, so `undo` is putting them back.
//! Every write is one IMMEDIATE transaction in the write-ahead log: readers see the state before or after it
//! and never wait, and a process killed in the middle leaves what was there before.

mod add;
mod change;
mod dictionary;
mod error;
mod key;
mod ledger;
mod new_keys;
mod open;
mod read;
mod row;
mod rows;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Transaction};

use self::change::Change;
use self::dictionary::Dictionary;
use self::read::Reader;
use super::store::{
    Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Revision, Store, StoredUnit, Translation,
    UnitId, VariantId,
};
use crate::lang::LanguageTag;
use crate::model::{Segment, Timestamp, Unit};

/// A memory in one SQLite file (`NAME.tm`; while it is open there are `NAME.tm-wal` and `NAME.tm-shm` beside
/// it). One process or thread uses one `SqliteStore`; any number of them may be open on one file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    dictionary: RefCell<Dictionary>,
    /// Its file, if it has one.
    path: Option<PathBuf>,
}

impl SqliteStore {
    /// Makes a memory and opens it. `time` is what [`Info::created`] will say.
    ///
    /// # Errors
    /// [`Error::Exists`] when something is there already.
    pub fn create(path: &Path, time: Timestamp) -> Result<Self, Error> {
        open::create(path, time)?;
        Self::open(path)
    }

    /// Opens a memory to read and write. One that cannot be written (a read-only file or medium) opens all
    /// the same, and writing to it is [`Error::ReadOnly`].
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Foreign`] (not a memory: a folder, a text …), [`Error::Newer`],
    /// [`Error::Damaged`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self::on(open::open(path)?, Some(path)))
    }

    /// Opens a memory to read: writing to it is [`Error::ReadOnly`].
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        let connection = open::open(path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self::on(connection, Some(path)))
    }

    /// A memory that is gone when it is dropped.
    ///
    /// # Errors
    /// When there is no space for it.
    pub fn open_in_memory() -> Result<Self, Error> {
        Ok(Self::on(open::in_memory()?, None))
    }

    /// How long a write waits for that of another process before it is [`Error::Busy`]; 30 seconds by default.
    ///
    /// # Errors
    /// None in practice.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), Error> {
        Ok(self.connection.busy_timeout(patience)?)
    }

    /// The same memory once more, for another thread to read; none if it has no file or another memory is at its
    /// place by now.
    pub fn another(&self) -> Option<Self> {
        let other = Self::open_read_only(self.path.as_ref()?).ok()?;
        open::keep_cache_small(&other.connection).ok()?;
        (other.info().ok()?.id == self.info().ok()?.id).then_some(other)
    }

    fn on(connection: Connection, path: Option<&Path>) -> Self {
        Self { connection, dictionary: RefCell::default(), path: path.map(Path::to_path_buf) }
    }

    /// Reads one state of the memory, whatever others write meanwhile.
    fn read<T>(&self, f: impl FnOnce(Reader<'_>) -> Result<T, Error>) -> Result<T, Error> {
        // A visitor may ask further questions while its visit goes on: then they are part of it.
        let _snapshot: Option<Transaction<'_>> =
            if self.connection.is_autocommit() { Some(self.connection.unchecked_transaction()?) } else { None };
        f(Reader { connection: &self.connection, dictionary: &self.dictionary })
    }

    /// Changes the memory in one operation, or not at all.
    fn write<T>(&mut self, f: impl FnOnce(&Connection, &RefCell<Dictionary>) -> Result<T, Error>) -> Result<T, Error> {
        let result = f(&self.connection, &self.dictionary);
        if result.is_err() {
            // Numbers given to languages and names in this operation are void.
            *self.dictionary.borrow_mut() = Dictionary::default();
        }
        result
    }
}

impl Store for SqliteStore {
    fn info(&self) -> Result<Info, Error> {
        self.read(|reader| {
            let connection = reader.connection;
            let (id, created) =
                connection.query_row("SELECT uid, created FROM memory", (), |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut tally = connection.prepare("SELECT status, units FROM tally WHERE units > 0 ORDER BY status")?;
            let mut statuses = Vec::new();
            let mut rows = tally.query(())?;
            while let Some(row) = rows.next()? {
                statuses.push((row::status(row.get(0)?)?, row.get::<_, i64>(1)?.unsigned_abs()));
            }
            let mut spread = connection
                .prepare("SELECT id, variants FROM language WHERE variants > 0 ORDER BY variants DESC, tag")?;
            let mut languages = Vec::new();
            let mut rows = spread.query(())?;
            while let Some(row) = rows.next()? {
                let tag = self.dictionary.borrow_mut().tag(connection, row.get(0)?)?;
                languages.push((tag, row.get::<_, i64>(1)?.unsigned_abs()));
            }
            let newest = ledger::log(connection, None, 1)?.pop();
            let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            Ok(Info {
                id,
                units: statuses.iter().map(|(_, units)| units).sum(),
                languages,
                statuses,
                created: row::timestamp(created)?,
                operations: newest.as_ref().map_or(0, |o| o.id.0.unsigned_abs()),
                changed: newest.map(|o| o.time),
                bytes: pragma("page_count")?.unsigned_abs() * pragma("page_size")?.unsigned_abs(),
            })
        })
    }

    fn add(
        &mut self,
        operation: &NewOperation,
        units: &mut dyn Iterator<Item = Unit>,
        progress: &mut dyn FnMut(&Counts) -> ControlFlow<()>,
    ) -> Result<(OperationId, Counts), Error> {
        self.write(|connection, dictionary| {
            let mut counts = Counts::default();
            let units = &mut units.fuse();
            // The first batch is read before other writers are kept waiting.
            let mut batch = add::next_batch(units, &mut counts, progress)?;
            let mut change = Change::begin(connection, dictionary, operation)?;
            while !batch.is_empty() {
                add::store(&mut change, batch, &mut counts)?;
                batch = add::next_batch(units, &mut counts, progress)?;
            }
            if progress(&counts).is_break() {
                return Err(Error::Interrupted);
            }
            Ok((change.commit(&counts)?, counts))
        })
    }

    fn remove(&mut self, operation: &NewOperation, units: &[UnitId]) -> Result<(OperationId, Counts), Error> {
        self.write(|connection, dictionary| {
            let mut change = Change::begin(connection, dictionary, operation)?;
            let counts = ledger::remove(&mut change, units)?;
            Ok((change.commit(&counts)?, counts))
        })
    }

    fn purge(
        &mut self,
        operation: &NewOperation,
        filter: &Filter,
        progress: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<(Option<OperationId>, Counts), Error> {
        self.write(|connection, dictionary| {
            // What is found is what is removed: no other writer comes between.
            let mut change = Change::begin(connection, dictionary, operation)?;
            let mut units = Vec::new();
            let mut stopped = false;
            let mut take = |stored: StoredUnit| {
                units.push(stored.id);
                stopped = progress().is_break();
                if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            change.reader().visit(filter, &mut take)?;
            if stopped {
                return Err(Error::Interrupted);
            }
            let counts = ledger::remove(&mut change, &units)?;
            // Not committed, it has never been.
            let id = if counts.removed > 0 { Some(change.commit(&counts)?) } else { None };
            Ok((id, counts))
        })
    }

    fn undo(&mut self, operation: &NewOperation, which: Option<OperationId>) -> Result<(Operation, Counts), Error> {
        let mut target = None;
        let (id, counts) = self.write(|connection, dictionary| {
            let mut change = Change::begin(connection, dictionary, operation)?;
            let undone = ledger::target(&change, which)?;
            let counts = ledger::undo(&mut change, &undone)?;
            target = Some(undone);
            Ok((change.commit(&counts)?, counts))
        })?;
        let undone = target.map(|t| Operation { undone_by: Some(id), ..t });
        Ok((undone.ok_or_else(|| error::damaged("the ledger is empty"))?, counts))
    }

    fn log(&self, limit: usize) -> Result<Vec<Operation>, Error> {
        self.read(|reader| ledger::log(reader.connection, None, limit))
    }

    fn visit(&self, filter: &Filter, visitor: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>) -> Result<(), Error> {
        self.read(|reader| reader.visit(filter, visitor))
    }

    fn units_of(&self, variants: &[VariantId]) -> Result<Vec<(VariantId, StoredUnit)>, Error> {
        self.read(|reader| {
            let mut units = Vec::with_capacity(variants.len());
            for &variant in variants {
                if let Some(row) = reader.unit_of(variant.0)? {
                    units.push((variant, reader.stored(row)?));
                }
            }
            Ok(units)
        })
    }

    fn translations_of(&self, variants: &[VariantId], language: &LanguageTag) -> Result<Vec<Translation>, Error> {
        self.read(|reader| {
            let found = variants.iter().map(|&variant| reader.translation_of(variant, language));
            found.filter_map(Result::transpose).collect()
        })
    }

    fn exact(&self, language: &LanguageTag, key: u64) -> Result<Vec<VariantId>, Error> {
        self.read(|reader| reader.exact(language, key))
    }

    fn texts_after(
        &self,
        language: &LanguageTag,
        after: VariantId,
        visitor: &mut dyn FnMut(VariantId, &Segment),
    ) -> Result<VariantId, Error> {
        self.read(|reader| Ok(VariantId(reader.texts_after(language, after.0, visitor)?)))
    }

    fn revision(&self) -> Result<Revision, Error> {
        self.read(|reader| ledger::revision(reader.connection))
    }

    fn has_been(&self, revision: Revision) -> Result<bool, Error> {
        self.read(|reader| ledger::has_been(reader.connection, revision))
    }

    fn occurrences(&self, unit: &StoredUnit) -> Result<Vec<Unit>, Error> {
        self.read(|reader| {
            let mut units = vec![unit.unit.clone()];
            for context in unit.contexts.iter().skip(1) {
                let mut other = unit.unit.clone();
                (other.origin.previous, other.origin.next) = reader.neighbours(&unit.unit, context)?;
                (other.origin.file, other.origin.position) = (None, None); // those of the first context
                units.push(other);
            }
            Ok(units)
        })
    }

    fn living(&self, variants: &[VariantId]) -> Result<Vec<bool>, Error> {
        self.read(|reader| variants.iter().map(|v| reader.is_alive(v.0)).collect())
    }
}
