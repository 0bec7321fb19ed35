//! Why a file could not be read or written at all.

/// A file of which nothing could be used. The file's name is the caller's to add.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The line, from 1, where there are lines and one is to blame.
    pub line: Option<usize>,
    /// What is wrong, as a clause without a full stop.
    pub message: String,
    /// What to do about it, as a sentence.
    pub hint: Option<String>,
    /// The failure below, when it was one of input or output.
    #[source]
    pub source: Option<std::io::Error>,
}

impl Error {
    /// The content is not what the format asks for.
    pub fn malformed(line: impl Into<Option<usize>>, message: impl Into<String>) -> Self {
        Self { line: line.into(), message: message.into(), hint: None, source: None }
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Self { line: None, message: source.to_string(), hint: None, source: Some(source) }
    }
}
