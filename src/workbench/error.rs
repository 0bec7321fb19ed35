//! What can go wrong in a use case, in the terms of the person who asked for it.

use std::path::{Path, PathBuf};

use crate::format;
use crate::memory;

/// What sort of failure it is; the command line makes the exit code of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The question was wrong: an unknown name, options that contradict each other, a language missing.
    Usage,
    /// Something could not be read.
    Unreadable,
    /// Something was read and is not what it should be.
    Malformed,
    /// Something could not be written.
    Unwritable,
    /// Another process holds it.
    Busy,
    /// The user stopped it; nothing was changed.
    Interrupted,
}

impl ErrorKind {
    /// Its name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Unreadable => "unreadable",
            Self::Malformed => "malformed",
            Self::Unwritable => "unwritable",
            Self::Busy => "busy",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A failure with its kind, its place, its cause and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What sort of failure.
    pub kind: ErrorKind,
    /// What is wrong, as a clause without a full stop; the place is not repeated in it.
    pub message: String,
    /// The file it is about.
    pub file: Option<PathBuf>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What to do, as a sentence without a full stop.
    pub hint: Option<String>,
}

impl Error {
    /// A failure of this kind, without a place.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), file: None, line: None, hint: None }
    }

    /// The question was wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Adds the file it is about.
    #[must_use]
    pub fn at(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A file that could not be opened or read.
    pub fn read(file: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let error = Self::new(ErrorKind::Unreadable, cause_of(cause)).at(file);
        match cause.kind() {
            Io::IsADirectory => error.hint("give a file, not a folder"),
            _ => error,
        }
    }

    /// A file that could not be made or written.
    pub fn write(file: &Path, cause: &std::io::Error) -> Self {
        let message = match cause.kind() {
            // The file need not be there, but its folder must.
            std::io::ErrorKind::NotFound => "there is no such folder".into(),
            _ => cause_of(cause),
        };
        Self::new(ErrorKind::Unwritable, message).at(file)
    }

    /// What a reader said of a file.
    pub fn format(file: &Path, error: format::Error) -> Self {
        let mut out = match &error.source {
            Some(io) => Self::read(file, io),
            None => Self::new(ErrorKind::Malformed, error.message).at(file),
        };
        out.line = error.line;
        out.hint = error.hint.map(|hint| clause(&hint)).or(out.hint);
        out
    }

    /// What a memory said.
    pub fn memory(file: &Path, error: memory::Error) -> Self {
        use memory::Error as M;
        let message = error.to_string();
        let (kind, hint) = match error {
            M::Missing => (ErrorKind::Unreadable, Some("`tolmach memory list` shows the memories of this workbench")),
            M::Exists => (ErrorKind::Unwritable, None),
            M::Foreign(_) => (ErrorKind::Malformed, Some("to use a TMX or CSV file, give it with its extension")),
            M::Newer { .. } => (ErrorKind::Malformed, Some("use the newer tolmach, or export the memory with it")),
            M::Damaged(_) => (
                ErrorKind::Malformed,
                Some("keep the file, and restore a copy of it or import the last export into a new memory"),
            ),
            M::Busy => (ErrorKind::Busy, Some("wait for the other tolmach to end, then try again")),
            M::ReadOnly(_) => (ErrorKind::Unwritable, Some("check the permissions of the file and its folder")),
            M::CannotUndo(_) => (ErrorKind::Usage, Some("`tolmach memory log` shows the operations")),
            M::Interrupted => (ErrorKind::Interrupted, None),
            M::Io(_) => (ErrorKind::Unwritable, None),
        };
        let error = Self::new(kind, message).at(file);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// A sentence as a clause: without its capital and its full stop, as hints are printed.
fn clause(sentence: &str) -> String {
    let mut rest = sentence.trim_end_matches('.').chars();
    let first = rest.next();
    let capital_alone = rest.clone().next().is_none_or(|second| !second.is_uppercase());
    match first {
        Some(first) if capital_alone => first.to_lowercase().chain(rest).collect(),
        Some(first) => std::iter::once(first).chain(rest).collect(),
        None => String::new(),
    }
}

/// The cause of an input or output failure in plain words, the same on every system.
fn cause_of(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::NotFound => "there is no such file".into(),
        Io::PermissionDenied => "permission denied".into(),
        Io::IsADirectory => "this is a folder".into(),
        Io::NotADirectory => "a part of the path is not a folder".into(),
        Io::StorageFull => "the disk is full".into(),
        Io::ReadOnlyFilesystem => "the file system is read-only".into(),
        _ => error.to_string(),
    }
}
