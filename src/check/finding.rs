//! What a check reports.

use serde::Serialize;

use super::Pair;
pub use crate::model::Severity;

/// The side of a pair that a finding points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Side {
    Source,
    Target,
}

/// Something that a check found, complete for printing; the fields are those of the JSON output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The file, where there is one.
    pub file: Option<String>,
    /// The line in the file, from 1, where there are lines.
    pub line: Option<usize>,
    /// The place in the segment, in characters from 1, on the side named by `side`.
    pub column: usize,
    /// The segment, from 0.
    pub segment: usize,
    /// Which side `column` counts in.
    pub side: Side,
    /// The source text.
    pub source: String,
    /// The target text.
    pub target: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to write instead: of the words at the place, or of the whole segment if the message is of it.
    pub suggestion: Option<String>,
}

/// Something wrong at a place, on its way into a [`Report`].
#[derive(Debug, Clone)]
pub struct Problem {
    side: Side,
    at: usize,
    message: String,
    severity: Option<Severity>,
    suggestion: Option<String>,
}

impl Problem {
    /// Something wrong at a byte of the target.
    pub fn in_target(at: usize, message: impl Into<String>) -> Self {
        Self { side: Side::Target, at, message: message.into(), severity: None, suggestion: None }
    }

    /// Something in the source, at a byte, that the target does not render.
    pub fn in_source(at: usize, message: impl Into<String>) -> Self {
        Self { side: Side::Source, ..Self::in_target(at, message) }
    }

    /// With a severity of its own in place of the check's.
    #[must_use]
    pub fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// With what to write instead.
    #[must_use]
    pub fn suggest(self, suggestion: impl Into<Option<String>>) -> Self {
        Self { suggestion: suggestion.into(), ..self }
    }
}

/// Collects the findings of one check.
#[derive(Debug)]
pub struct Report {
    check: &'static str,
    severity: Severity,
    findings: Vec<Finding>,
}

/// The end of the last message of a segment that has more.
const MORE: &str = " (and more like it)";

impl Report {
    pub(super) fn new(check: &dyn super::Check) -> Self {
        Self { check: check.id(), severity: check.severity(), findings: Vec::new() }
    }

    /// Adds a problem of a pair. After the first twenty of one pair the others are only mentioned: such a
    /// segment is broken as a whole.
    pub fn add(&mut self, pair: &Pair<'_>, problem: Problem) {
        const MOST: usize = 20;
        let same = |f: &&Finding| f.segment == pair.index && f.file.as_deref() == pair.file;
        if self.findings.iter().rev().take(MOST).filter(same).count() == MOST {
            if let Some(last) = self.findings.last_mut().filter(|last| !last.message.ends_with(MORE)) {
                last.message.push_str(MORE);
            }
            return;
        }
        let text = match problem.side {
            Side::Source => pair.source,
            Side::Target => pair.target,
        };
        self.findings.push(Finding {
            check: self.check,
            severity: problem.severity.unwrap_or(self.severity),
            file: pair.file.map(str::to_string),
            line: pair.line,
            column: text.char_indices().take_while(|(at, _)| *at < problem.at).count() + 1,
            segment: pair.index,
            side: problem.side,
            source: pair.source.to_string(),
            target: pair.target.to_string(),
            message: problem.message,
            suggestion: problem.suggestion,
        });
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
