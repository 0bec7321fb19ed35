//! How grave a finding is.

use serde::{Deserialize, Serialize};

/// How grave a finding is, on a text or on a glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; often all right.
    Info,
    /// Probably to be changed.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// Its name: `error`, `warning`, `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
