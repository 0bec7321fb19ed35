//! Remarks about the work that a person should see and that change no result.

use std::path::{Path, PathBuf};

use crate::model::{Remedy, Warning};

/// A remark: what was repaired or skipped, which language was taken, what was rebuilt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file it is about.
    pub file: PathBuf,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// The remark, as a clause without a full stop.
    pub text: String,
}

impl Notice {
    /// A remark about a file.
    pub fn new(file: &Path, text: impl Into<String>) -> Self {
        Self { file: file.to_path_buf(), line: None, text: text.into() }
    }

    /// What a reader said.
    pub fn warning(file: &Path, warning: Warning) -> Self {
        let remedy = match warning.remedy {
            Remedy::Repaired => "repaired",
            Remedy::Skipped => "skipped",
        };
        Self { file: file.to_path_buf(), line: warning.line, text: format!("{remedy}: {}", warning.reason) }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.text)
    }
}
