//! Quality and consistency checks, a file a check.
//!
//! A [`Check`] looks at one [`Pair`] at a time, or at all pairs of a corpus together, and reports
//! [`Finding`]s. [`all`] lists the checks, a [`Selection`] chooses among them, [`run`] applies them.

mod context;
mod finding;
mod pair;
mod run;
mod values;
mod words;

mod date_mismatch;
mod doubled_word;
mod empty_source;
mod empty_target;
mod inconsistent_source;
mod inconsistent_target;
mod name_variant;
mod number_mismatch;
mod same_as_source;
mod spaces;
mod spelling_variant;
mod term_forbidden;
mod term_missing;
mod unpaired;
mod url_email;
mod wrong_script;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod testing;

pub use context::Context;
pub use finding::{Finding, Problem, Report, Severity, Side};
pub use pair::{Examined, Pair};
pub use run::{Selection, UnknownCheck, run};
pub use values::Comparison;

/// A check: what it is called, how grave its findings are, and how it finds them.
///
/// A check of single pairs gives [`pair`](Self::pair), one of the whole corpus [`corpus`](Self::corpus).
pub trait Check: Sync {
    /// Its name on the command line and in findings.
    fn id(&self) -> &'static str;

    /// What it finds, as one sentence for the list of checks.
    fn description(&self) -> &'static str;

    /// How grave its findings are, where they do not say so themselves.
    fn severity(&self) -> Severity;

    /// Whether it wants to see pairs of which a side is blank.
    fn sees_blank(&self) -> bool {
        false
    }

    /// Reports what is wrong with one pair.
    fn pair(&self, _pair: &Examined<'_>, _context: &Context<'_>, _report: &mut Report) {}

    /// Reports what is wrong with the pairs together. None of them has a blank side.
    fn corpus(&self, _pairs: &[Pair<'_>], _context: &Context<'_>, _report: &mut Report) {}
}

/// All checks in the order in which they are listed.
pub fn all() -> &'static [&'static dyn Check] {
    &[
        &empty_target::EmptyTarget,
        &empty_source::EmptySource,
        &same_as_source::SameAsSource,
        &term_missing::TermMissing,
        &term_forbidden::TermForbidden,
        &wrong_script::WrongScript,
        &number_mismatch::NumberMismatch,
        &date_mismatch::DateMismatch,
        &url_email::UrlEmail,
        &unpaired::Unpaired,
        &doubled_word::DoubledWord,
        &spaces::Spaces,
        &inconsistent_target::InconsistentTarget,
        &inconsistent_source::InconsistentSource,
        &name_variant::NameVariant,
        &spelling_variant::SpellingVariant,
    ]
}
