//! Collects what a reader repairs and skips, so that a damaged file of a million units gives a page of
//! warnings and not a million.

use indexmap::IndexMap;

use crate::model::{Remedy, Warning};

/// How many places of one reason are reported in full.
const PLACES: usize = 10;
/// How many different reasons are told apart.
const REASONS: usize = 1000;

/// The warnings of one reader.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    /// The line that is being read, from 1: warnings are given this place.
    pub line: usize,
    pending: Vec<Warning>,
    counts: IndexMap<(Remedy, String), u64>,
}

impl Warnings {
    /// Something at the current line was corrected.
    pub fn repaired(&mut self, reason: impl Into<String>) {
        self.add(Warning::repaired(self.line, reason));
    }

    /// Something at the current line was left out.
    pub fn skipped(&mut self, reason: impl Into<String>) {
        self.add(Warning::skipped(self.line, reason));
    }

    /// Adds a warning with a place of its own.
    pub fn add(&mut self, mut warning: Warning) {
        if warning.line == Some(0) {
            warning.line = None;
        }
        let mut key = (warning.remedy, std::mem::take(&mut warning.reason));
        if self.counts.len() >= REASONS && !self.counts.contains_key(&key) {
            key.1 = "further reasons".to_string();
        }
        let count = self.counts.entry(key.clone()).or_insert(0);
        *count += 1;
        if *count <= PLACES as u64 {
            warning.reason = key.1;
            self.pending.push(warning);
        }
    }

    /// What came up since the last call. Once the reader is `finished`, reasons with more than ten places
    /// follow with a count.
    pub fn take(&mut self, finished: bool) -> Vec<Warning> {
        let mut warnings = std::mem::take(&mut self.pending);
        if finished {
            for ((remedy, reason), count) in std::mem::take(&mut self.counts) {
                let more = count.saturating_sub(PLACES as u64);
                if more > 0 {
                    let places = if more == 1 { "place" } else { "places" };
                    warnings.push(Warning {
                        line: None,
                        remedy,
                        reason: format!("{reason} (and {more} more {places})"),
                    });
                }
            }
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_counted_after_its_tenth_place() {
        let mut warnings = Warnings::default();
        for line in 1..=25 {
            warnings.line = line;
            warnings.repaired("a stray sign");
        }
        warnings.skipped("an empty row");
        assert_eq!(warnings.take(false).len(), 11);
        warnings.repaired("a stray sign");
        assert_eq!(warnings.take(false), []);
        let rest = warnings.take(true);
        assert_eq!(rest, [Warning::repaired(None, "a stray sign (and 16 more places)")]);
        assert_eq!(warnings.take(true), []);
    }
}
