//! How a term found in a text is printed, by `suggest` and by `glossary in`.

use serde::Serialize;

use super::output::{BLUE, DIM, RED, RESET};
use super::places::JsonPlace;
use crate::glossary::Certainty;
use crate::model::TermStatus;
use crate::workbench::terms::FoundTerm;

#[derive(Serialize)]
pub struct JsonTerm<'a> {
    term: &'a str,
    found: &'a str,
    #[serde(flatten)]
    place: JsonPlace,
    certainty: Certainty,
    translations: Vec<JsonTranslation<'a>>,
}

#[derive(Serialize)]
struct JsonTranslation<'a> {
    text: &'a str,
    status: TermStatus,
}

impl<'a> JsonTerm<'a> {
    /// Positions are characters of the segment, from 0.
    pub fn new(term: &'a FoundTerm, segment: &'a str) -> Self {
        Self {
            term: &term.term,
            found: segment.get(term.range.clone()).unwrap_or_default(),
            place: JsonPlace::new(segment, &term.range),
            certainty: term.certainty,
            translations: term
                .translations
                .iter()
                .map(|(text, status)| JsonTranslation { text, status: *status })
                .collect(),
        }
    }
}

/// `санкциями (санкция) → sanction, not: restriction`.
pub fn term_line(term: &FoundTerm, segment: &str) -> String {
    let found = segment.get(term.range.clone()).unwrap_or_default();
    let base = if found.to_lowercase() == term.term.to_lowercase() {
        String::new()
    } else {
        format!(" {DIM}({}){RESET}", term.term)
    };
    let wrong = |status: TermStatus| matches!(status, TermStatus::Deprecated | TermStatus::Forbidden);
    let list = |bad: bool| -> Vec<&str> {
        term.translations.iter().filter(|(_, s)| wrong(*s) == bad).map(|(t, _)| t.as_str()).collect()
    };
    let (good, bad) = (list(false), list(true));
    let good = if good.is_empty() { "–".to_owned() } else { good.join(", ") };
    let bad = if bad.is_empty() { String::new() } else { format!("  {RED}not:{RESET} {}", bad.join(", ")) };
    let doubt = if term.certainty == Certainty::Possible { format!(" {DIM}possibly{RESET}") } else { String::new() };
    format!("{BLUE}term{RESET}  {found}{base}{doubt} → {good}{bad}")
}
