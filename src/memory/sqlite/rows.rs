//! Inserting many rows with one statement: SQLite then goes to the end of the table, or to the next key, once
//! for all of them, and the statement is begun and ended once.

use rusqlite::{Connection, Statement, ToSql};

use crate::memory::store::Error;

/// Rows a statement inserts.
const TOGETHER: usize = 32;

/// Takes the values of a row, in the order of the columns.
pub(super) struct Values<'a, 'b> {
    statement: &'a mut Statement<'b>,
    bound: usize,
}

impl Values<'_, '_> {
    /// The value of the next column.
    pub(super) fn push(&mut self, value: impl ToSql) -> Result<(), Error> {
        self.bound += 1;
        Ok(self.statement.raw_bind_parameter(self.bound, value)?)
    }
}

/// Inserts rows: `insert` is the statement up to the values, `row` hands the values of one over.
pub(super) fn insert<R>(
    connection: &Connection,
    insert: &str,
    columns: usize,
    rows: impl IntoIterator<Item = Result<R, Error>>,
    row: impl Fn(&R, &mut Values<'_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let sql = |rows: usize| {
        let values = format!("({})", vec!["?"; columns].join(","));
        format!("{insert} VALUES {}", vec![values; rows].join(","))
    };
    let execute = |statement: &mut Statement<'_>, rows: &[R]| {
        let mut values = Values { statement, bound: 0 };
        rows.iter().try_for_each(|r| row(r, &mut values))?;
        statement.raw_execute()?;
        Ok::<_, Error>(())
    };
    let mut rows = rows.into_iter();
    let mut some: Vec<R> = Vec::with_capacity(TOGETHER);
    let mut many = None;
    loop {
        some.clear();
        for row in rows.by_ref().take(TOGETHER) {
            some.push(row?);
        }
        if some.len() < TOGETHER {
            break;
        }
        let statement = match &mut many {
            Some(statement) => statement,
            none => none.insert(connection.prepare_cached(&sql(TOGETHER))?),
        };
        execute(statement, &some)?;
    }
    if !some.is_empty() {
        let mut one = connection.prepare_cached(&sql(1))?;
        some.chunks(1).try_for_each(|row| execute(&mut one, row))?;
    }
    Ok(())
}
