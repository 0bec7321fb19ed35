//! Glossaries as tables: CSV and TSV files that people edit and keep in git.
//!
//! Two layouts are our own.
//!
//! **A concept a row**: a column for each language, and any of `id`, `domain`, `definition`, `note`. Several
//! terms of a cell are separated by `|` (or `;`); what is particular about a term follows it in brackets.
//!
//! ```csv
//! ru,en,domain,definition,note
//! белорусский,Belarusian | Belorussian [forbidden],,,
//! МИД [exact],MFA | Foreign Ministry [admitted],,,
//! ```
//!
//! In the brackets stand a status (preferred, admitted, deprecated, forbidden, do-not-translate) and a case
//! rule (ignore, keep, exact).
//!
//! **A term a row**, which holds everything: `concept,language,term,status,case,part_of_speech,term_note,`
//! `domain,definition,note`. Rows with the same `concept` belong together; a row without it continues the one
//! above.
//!
//! Also read: two or three columns without a heading (source, target, note, as OmegaT has it), columns called
//! source and target, a `status` column beside two languages (it speaks of the translation), `en status` and the
//! like, and memoQ's export with a column a term. A line that begins with `# ` is a comment.

mod append;
mod columns;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use append::append;
pub use reader::read;
pub use writer::write;

use crate::model::{CaseRule, Term, TermStatus};

use super::term_words::{case_named, status_named};

/// A term as it stands in a cell with others: its text, and in brackets what is particular about it.
fn marked(term: &Term) -> String {
    let status = (term.status != TermStatus::Preferred).then(|| term.status.name());
    let marks: Vec<&str> = status.into_iter().chain(term.case.map(CaseRule::name)).collect();
    if marks.is_empty() { term.text.clone() } else { format!("{} [{}]", term.text, marks.join(", ")) }
}

/// The text, status and case rule of a term with its brackets. Brackets with any other word are text.
fn unmarked(cell: &str) -> (&str, Option<TermStatus>, Option<CaseRule>) {
    let plain = (cell.trim(), None, None);
    let Some((text, marks)) = cell.trim().strip_suffix(']').and_then(|c| c.rsplit_once('[')) else { return plain };
    let (mut status, mut case) = (None, None);
    for mark in marks.split(',') {
        match (status_named(mark), case_named(mark)) {
            (Some(found), _) => status = Some(found),
            (None, Some(found)) => case = Some(found),
            (None, None) => return plain,
        }
    }
    (text.trim(), status, case)
}
