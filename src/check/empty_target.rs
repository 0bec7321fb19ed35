//! `empty-target`

use super::{Check, Context, Examined, Problem, Report, Severity};

/// A source without a translation.
pub(super) struct EmptyTarget;

impl Check for EmptyTarget {
    fn id(&self) -> &'static str {
        "empty-target"
    }

    fn description(&self) -> &'static str {
        "A segment has no translation."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn sees_blank(&self) -> bool {
        true
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        if pair.target.trim().is_empty() && !pair.source.trim().is_empty() {
            let message = if pair.target.is_empty() { "no translation" } else { "the translation is only white space" };
            report.add(pair, Problem::in_target(0, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn blank_translations() {
        flags(&EmptyTarget, ("ru", "en"), ("Мир.", ""), &["1: no translation"]);
        flags(&EmptyTarget, ("ru", "en"), ("Мир.", " \u{a0}"), &["1: the translation is only white space"]);
        passes(&EmptyTarget, ("ru", "en"), &[("Мир.", "Peace."), ("", ""), ("", "Peace.")]);
    }
}
