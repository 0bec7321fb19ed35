//! What a reader repaired or skipped.

use serde::Serialize;

/// What was done about something wrong in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Remedy {
    /// Read on with a correction or a default; nothing that was understood is missing.
    Repaired,
    /// Left out.
    Skipped,
}

/// One thing a reader repaired or skipped. Which file it was in, the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Line in the file, from 1, where there are lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was done.
    pub remedy: Remedy,
    /// What was wrong, as a clause without a full stop: "`lang` instead of `xml:lang`".
    pub reason: String,
}

impl Warning {
    /// Something was corrected.
    pub fn repaired(line: impl Into<Option<usize>>, reason: impl Into<String>) -> Self {
        Self { line: line.into(), remedy: Remedy::Repaired, reason: reason.into() }
    }

    /// Something was left out.
    pub fn skipped(line: impl Into<Option<usize>>, reason: impl Into<String>) -> Self {
        Self { line: line.into(), remedy: Remedy::Skipped, reason: reason.into() }
    }
}
