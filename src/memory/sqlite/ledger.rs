//! The ledger: what was done, and taking it back.

use rusqlite::{Connection, OptionalExtension};

use super::change::Change;
use super::row::{COLUMNS, UnitRow, timestamp};
use crate::memory::store::{Counts, Error, Operation, OperationId, Revision, UnitId};

/// Rows of the ledger held in memory at a time.
const CHUNK: i64 = 1_000;

/// The ledger, newest first, or one entry of it.
pub(super) fn log(connection: &Connection, only: Option<i64>, limit: usize) -> Result<Vec<Operation>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, detail, author, time, undoes, undone_by, read, new, changed, duplicate, skipped, removed \
         FROM operation WHERE ?1 IS NULL OR id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let mut rows = statement.query((only, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
        entries.push(Operation {
            id: OperationId(row.get(0)?),
            kind: row.get(1)?,
            detail: row.get(2)?,
            author: row.get(3)?,
            time: timestamp(row.get(4)?)?,
            undoes: row.get::<_, Option<i64>>(5)?.map(OperationId),
            undone_by: row.get::<_, Option<i64>>(6)?.map(OperationId),
            counts: Counts {
                read: count(7)?,
                new: count(8)?,
                changed: count(9)?,
                duplicate: count(10)?,
                skipped: count(11)?,
                removed: count(12)?,
            },
        });
    }
    Ok(entries)
}

/// The state after the newest operation.
pub(super) fn revision(connection: &Connection) -> Result<Revision, Error> {
    let mut newest = connection.prepare_cached("SELECT id, mark FROM operation ORDER BY id DESC LIMIT 1")?;
    let newest: Option<(i64, i64)> = newest.query_row((), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (operation, mark) = newest.unwrap_or_default();
    Ok(Revision { operation: OperationId(operation), mark: mark as u64 })
}

/// Whether this operation is in the ledger (or it stands for the beginning).
pub(super) fn has_been(connection: &Connection, revision: Revision) -> Result<bool, Error> {
    let mut mark = connection.prepare_cached("SELECT mark FROM operation WHERE id = ?1")?;
    let mark: Option<i64> = mark.query_row([revision.operation.0], |row| row.get(0)).optional()?;
    Ok(mark.map_or(revision.operation.0 == 0, |mark| mark as u64 == revision.mark))
}

/// Which operation a change is to take back: the one asked for or the newest that stands.
pub(super) fn target(change: &Change<'_>, which: Option<OperationId>) -> Result<Operation, Error> {
    let connection = change.connection();
    let newest = || -> Result<i64, Error> {
        let sql = "SELECT max(id) FROM operation WHERE undone_by IS NULL AND undoes IS NULL AND id < ?1";
        let id: Option<i64> = connection.query_row(sql, [change.id], |row| row.get(0))?;
        id.ok_or_else(|| Error::CannotUndo("there is nothing to undo".into()))
    };
    let get = |id: i64| -> Result<Operation, Error> {
        let entry = if id < change.id { log(connection, Some(id), 1)?.pop() } else { None };
        entry.ok_or_else(|| Error::CannotUndo(format!("there is no operation {id}")))
    };
    let id = which.map_or_else(newest, |which| Ok(which.0))?;
    let mut operation = get(id)?;
    // Taking back what took back an undo is taking back the first operation again.
    while let Some(undone) = operation.undoes.map(|u| get(u.0)).transpose()? {
        let Some(first) = undone.undoes else { break };
        operation = get(first.0)?;
    }
    match operation.undone_by {
        Some(OperationId(by)) => Err(Error::CannotUndo(format!("operation {id} was undone by operation {by} already"))),
        None => Ok(operation),
    }
}

/// Takes an operation back inside a change that says it does.
pub(super) fn undo(change: &mut Change<'_>, operation: &Operation) -> Result<Counts, Error> {
    let target = operation.id.0;
    let range = created(change.connection(), target)?;
    if let Some((later, kind)) = conflict(change.connection(), target, range)? {
        return Err(Error::CannotUndo(format!(
            "operation {target} cannot be undone: operation {later} ({kind}) changed the same units after it; undo that first"
        )));
    }
    let mut counts = Counts::default();
    if let Some((first, last)) = range {
        counts.removed += change.take_away(first, last)?;
    }
    let mut after = i64::MIN;
    loop {
        let rows = before(change.connection(), target, after)?;
        let Some((last, _)) = rows.last() else { break };
        after = *last;
        for (id, row) in rows {
            let is_there = change.reader().row(id)?.is_some();
            match row {
                None => counts.removed += change.take_away(id, id)?,
                Some(row) => {
                    change.put_back(row)?;
                    if is_there {
                        counts.changed += 1;
                    } else {
                        counts.new += 1;
                    }
                }
            }
        }
    }
    change.connection().execute("UPDATE operation SET undone_by = ?1 WHERE id = ?2", (change.id, target))?;
    change.connection().execute("UPDATE operation SET undoes = ?2 WHERE id = ?1", (change.id, target))?;
    if let Some(OperationId(again)) = operation.undoes {
        change.connection().execute("UPDATE operation SET undone_by = NULL WHERE id = ?1", [again])?;
    }
    Ok(counts)
}

/// Takes units away inside a change.
pub(super) fn remove(change: &mut Change<'_>, units: &[UnitId]) -> Result<Counts, Error> {
    let mut ids: Vec<i64> = units.iter().map(|u| u.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut counts = Counts { read: ids.len() as u64, ..Counts::default() };
    for run in ids.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        if let [first, .., last] | [first @ last] = run {
            counts.removed += change.take_away(*first, *last)?;
        }
    }
    Ok(counts)
}

/// The range of ids that an operation gave to new units.
fn created(connection: &Connection, operation: i64) -> Result<Option<(i64, i64)>, Error> {
    let (first, last): (Option<i64>, Option<i64>) =
        connection.query_row("SELECT first_unit, last_unit FROM operation WHERE id = ?1", [operation], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(first.zip(last))
}

/// A later operation in force that touched what `target` touched. An undo counts when what it took back was
/// there before `target`: one that took back something later left the units as `target` made them.
fn conflict(connection: &Connection, target: i64, range: Option<(i64, i64)>) -> Result<Option<(i64, String)>, Error> {
    let (first, last) = range.unwrap_or((1, 0));
    let found = connection
        .query_row(
            "SELECT z.id, z.kind FROM operation z \
             WHERE z.id > ?1 AND z.undone_by IS NULL AND (z.undoes IS NULL OR z.undoes < ?1) AND ( \
                EXISTS (SELECT 1 FROM before b WHERE b.operation = z.id AND b.id BETWEEN ?2 AND ?3) \
                OR EXISTS (SELECT 1 FROM before b CROSS JOIN before t \
                           WHERE b.operation = z.id AND t.operation = ?1 AND t.id = b.id)) \
             ORDER BY z.id DESC LIMIT 1",
            (target, first, last),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(found)
}

/// What units were before an operation, by id, some at a time; None for one that was not there.
fn before(connection: &Connection, operation: i64, after: i64) -> Result<Vec<(i64, Option<UnitRow>)>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM before WHERE operation = ?1 AND id > ?2 ORDER BY id LIMIT {CHUNK}"
    ))?;
    let mut rows = statement.query((operation, after))?;
    let mut units = Vec::new();
    while let Some(row) = rows.next()? {
        let was_there = row.get_ref(1)? != rusqlite::types::ValueRef::Null;
        units.push((row.get(0)?, was_there.then(|| UnitRow::read(row, 0)).transpose()?));
    }
    Ok(units)
}
