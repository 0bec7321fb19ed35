//! `spaces`

use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::lang::{LanguageTag, Placeable};

/// White space where it should not be, or none where it should.
pub(super) struct Spaces;

impl Check for Spaces {
    fn id(&self) -> &'static str {
        "spaces"
    }

    fn description(&self) -> &'static str {
        "A double space, a space at an edge or before punctuation, or no space after it."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        edges(pair, report);
        let found = defects(pair.target, pair.target_language, || pair.target_values());
        if found.is_empty() {
            return;
        }
        // What the source has too was meant, or is markup.
        let in_source = defects(pair.source, pair.source_language, || pair.source_values());
        for (at, defect) in found {
            if !in_source.iter().any(|(_, other)| other.message == defect.message) {
                let problem = Problem::in_target(at, defect.message).suggest(defect.correction);
                report.add(pair, problem.severity(defect.severity));
            }
        }
    }
}

/// What is wrong with the white space at a place.
struct Defect {
    message: String,
    correction: String,
    severity: Severity,
}

impl Defect {
    fn new(message: String, correction: String) -> Self {
        Self { message, correction, severity: Severity::Warning }
    }
}

/// What is wrong with the white space within a text, with the places.
fn defects<'a>(text: &str, language: &LanguageTag, placeables: impl Fn() -> &'a [Placeable]) -> Vec<(usize, Defect)> {
    let trimmed = text.trim();
    let offset = text.len() - text.trim_start().len();
    let mut out = Vec::new();
    let mut chars = trimmed.char_indices().peekable();
    let mut before = [None; 2];
    while let Some((at, c)) = chars.next() {
        let place = Place { text: trimmed, at, before, c, next: chars.peek().map(|(_, next)| *next) };
        let defect = if c.is_whitespace() { place.space(language) } else { place.no_space(language) };
        // Marks within an address are a part of it.
        if let Some(defect) = defect
            && !placeables().iter().any(|p| p.range.contains(&(offset + at)))
        {
            out.push((offset + at, defect));
            if out.len() > 100 {
                break; // enough to report
            }
        }
        before = [Some(c), before[0]];
    }
    out
}

/// A character with its neighbours.
struct Place<'a> {
    /// The text without white space at its edges.
    text: &'a str,
    at: usize,
    /// The characters before, the nearest first.
    before: [Option<char>; 2],
    c: char,
    next: Option<char>,
}

impl Place<'_> {
    /// A space that should not be.
    fn space(&self, language: &LanguageTag) -> Option<Defect> {
        let next = self.next?;
        if next.is_whitespace() {
            let first = !self.before[0].is_some_and(char::is_whitespace);
            return first.then(|| Defect::new("two spaces in a row".to_string(), " ".to_string()));
        }
        let french = language.language() == "fr";
        if self.c == ' ' && is_closing(next, french) && !is_free_standing(self.text, self.at + 1) {
            return Some(Defect::new(format!("a space before `{next}`"), next.to_string()));
        }
        let opening = self.before[0].filter(|c| matches!(c, '(' | '[' | '“' | '„'))?;
        // German closes a quotation with the mark that opens one in English.
        let closes = opening == '“' && self.text.contains('„');
        (!closes).then(|| Defect::new(format!("a space after `{opening}`"), String::new()))
    }

    /// A mark that lacks a space.
    fn no_space(&self, language: &LanguageTag) -> Option<Defect> {
        let c = self.c;
        let missing = match c {
            ',' | ';' | '!' | '?' => self.next.is_some_and(char::is_alphabetic) && self.ends_prose(),
            '.' => self.next.is_some_and(char::is_uppercase) && self.ends_sentence(),
            _ => false,
        };
        if missing {
            return Some(Defect::new(format!("no space after `{c}`"), format!("{c} ")));
        }
        (matches!(c, '!' | '?' | ';' | ':') && self.needs_french_space(language)).then(|| Defect {
            severity: Severity::Info,
            ..Defect::new(format!("no space before `{c}`"), format!("\u{202f}{c}"))
        })
    }

    /// Whether a comma or the like ends a word of some length, not an abbreviation or a formula.
    fn ends_prose(&self) -> bool {
        let letters = self.before.iter().flatten().filter(|c| c.is_alphabetic()).count();
        letters == 2 || (self.c == ',' && self.before[0].is_some_and(|c| matches!(c, ')' | '»' | '”')))
    }

    /// Whether a full stop before a capital ends a sentence: `end.Next`, but not `U.S.` or `a.B`.
    fn ends_sentence(&self) -> bool {
        let lower = self.before.iter().all(|c| c.is_some_and(char::is_lowercase));
        let second = self.text.get(self.at + 1..).unwrap_or_default().chars().nth(1);
        lower && second.is_some_and(char::is_lowercase)
    }

    /// Whether French wants a space before a mark here. Canadian French wants none.
    fn needs_french_space(&self, language: &LanguageTag) -> bool {
        language.language() == "fr"
            && language.region() != Some("CA")
            && self.before[0].is_some_and(char::is_alphabetic)
            && self.next.is_none_or(char::is_whitespace)
    }
}

/// Space at the beginning or the end that the source does not have, or the reverse.
fn edges(pair: &Examined<'_>, report: &mut Report) {
    let starts = |text: &str| text.starts_with(char::is_whitespace);
    let ends = |text: &str| text.ends_with(char::is_whitespace);
    let last = pair.target.trim_end().len();
    for (of_source, of_target, at, place) in [
        (starts(pair.source), starts(pair.target), 0, "beginning"),
        (ends(pair.source), ends(pair.target), last, "end"),
    ] {
        if of_source != of_target {
            let message = match of_target {
                true => format!("a space at the {place} that the source does not have"),
                false => format!("no space at the {place} where the source has one"),
            };
            report.add(pair, Problem::in_target(at, message));
        }
    }
}

/// Marks that follow a word without a space. French puts one before the high marks.
fn is_closing(c: char, french: bool) -> bool {
    matches!(c, ',' | '.' | ')' | ']') || (!french && matches!(c, ';' | ':' | '!' | '?'))
}

/// Whether a mark after a space belongs to what follows or stands for itself: `.5`, `.NET`, `...`, `:)`, ` : `.
fn is_free_standing(text: &str, at: usize) -> bool {
    let mut chars = text.get(at..).unwrap_or_default().chars();
    let (mark, next) = (chars.next(), chars.next());
    match (mark, next) {
        (Some('.'), Some(n)) => n.is_alphanumeric() || n == '.' || n == '/',
        (Some(':' | ';'), Some(n)) => matches!(n, ')' | '(' | '-' | 'D' | ':'),
        (Some('!' | '?'), Some(n)) => n == '=',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn misplaced_spaces() {
        let check = |source, target, expected: &[&str]| flags(&Spaces, ("ru", "en"), (source, target), expected);
        check("Мы за мир.", "We are  for peace.", &["7: two spaces in a row ->  "]);
        check("Мы за мир.", "We are for peace .", &["17: a space before `.` -> ."]);
        check("Мы, рабочие", "We , workers", &["3: a space before `,` -> ,"]);
        check("Мы (все)", "We ( all)", &["5: a space after `(` -> "]);
        check("Мы, рабочие", "Well,workers", &["5: no space after `,` -> , "]);
        check("Мир. Труд.", "Peace.Labour.", &["6: no space after `.` -> . "]);
        check("Мир", " Peace", &["1: a space at the beginning that the source does not have"]);
        check("Мир ", "Peace", &["6: no space at the end where the source has one"]);
        flags(&Spaces, ("ru", "fr"), ("Мир!", "Paix!"), &["5: no space before `!` -> \u{202f}!"]);
    }

    #[test]
    fn spaces_that_are_right() {
        passes(
            &Spaces,
            ("ru", "en"),
            &[
                ("Мир", "Peace, labour; and (all) … .NET .5 and U.S.A."),
                ("Мир  труд", "Peace  labour"),
                (" Мир ", " Peace "),
                ("a;b и слово;слово", "word;word"),
                ("См. сайт", "See example.org/a,b and 1,000"),
                ("Смайлик", "Smile :) and ;-)"),
                ("т.е.", "i.e. a.B and e.g.,this"),
                ("Файл", "File.txt and main.RS"),
                ("Тише…", "Hush …"),
            ],
        );
        passes(&Spaces, ("ru", "fr"), &[("Мир! Кто?", "Paix ! Qui\u{a0}? 14:30")]);
        passes(&Spaces, ("ru", "fr-CA"), &[("Мир!", "Paix!")]);
    }
}
