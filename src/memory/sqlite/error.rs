//! From SQLite's failures to the store's.

use rusqlite::ErrorCode;

use crate::memory::store::Error;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sqlite;
        let code = error.sqlite_error_code();
        match (code, error) {
            (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Error::Busy,
            (Some(ErrorCode::ReadOnly), _) => Error::ReadOnly("its file or folder is write-protected".into()),
            (Some(ErrorCode::DiskFull), _) => Error::Io("the disk is full, nothing was changed".into()),
            (Some(ErrorCode::OutOfMemory), _) => Error::Io("out of memory".into()),
            // Every statement is our own: when one does not fit, the tables are not what they were made.
            (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown), e)
            | (None, e @ (Sqlite::InvalidColumnType(..) | Sqlite::FromSqlConversionFailure(..)))
            | (None, e @ (Sqlite::IntegralValueOutOfRange(..) | Sqlite::Utf8Error(..)))
            | (None, e @ (Sqlite::QueryReturnedNoRows | Sqlite::SqlInputError { .. })) => Error::Damaged(e.to_string()),
            (_, e) => Error::Io(e.to_string()),
        }
    }
}

/// Something that this version never writes was read.
pub(super) fn damaged(what: &str) -> Error {
    Error::Damaged(what.to_string())
}
