//! `empty-source`

use super::{Check, Context, Examined, Problem, Report, Severity};

/// A translation of nothing.
pub(super) struct EmptySource;

impl Check for EmptySource {
    fn id(&self) -> &'static str {
        "empty-source"
    }

    fn description(&self) -> &'static str {
        "A translation has no source text."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn sees_blank(&self) -> bool {
        true
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        if pair.source.trim().is_empty() && !pair.target.trim().is_empty() {
            report.add(pair, Problem::in_source(0, "a translation without source text"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn translations_of_nothing() {
        flags(&EmptySource, ("ru", "en"), (" ", "Peace."), &["1: a translation without source text"]);
        passes(&EmptySource, ("ru", "en"), &[("Мир.", "Peace."), ("", ""), ("Мир.", "")]);
    }
}
