//! `spaces`

use super::{Check, Context, Examined, Problem, Report, Severity};

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

    fn pair(&self, pair: &Examined<'_>, _: &Context, report: &mut Report) {
        edges(pair, report);
        let text = pair.target.trim();
        let offset = pair.target.len() - pair.target.trim_start().len();
        let double_is_meant = has_double(pair.source.trim());
        let mut chars = text.char_indices().peekable();
        let mut before = [None; 2];
        while let Some((at, c)) = chars.next() {
            let place = Place { text, at, before, c, next: chars.peek().map(|(_, next)| *next) };
            let defect = if c.is_whitespace() { place.space(pair, double_is_meant) } else { place.no_space(pair) };
            if let Some(Defect { message, correction, severity }) = defect {
                let problem = Problem::in_target(offset + at, message).suggest(correction);
                report.add(pair, problem.severity(severity));
            }
            before = [Some(c), before[0]];
        }
    }
}

/// What is wrong with the space at a place.
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

/// A character with its neighbours.
struct Place<'a> {
    /// The target without white space at its edges.
    text: &'a str,
    at: usize,
    /// The characters before, the nearest first.
    before: [Option<char>; 2],
    c: char,
    next: Option<char>,
}

impl Place<'_> {
    /// A space that should not be.
    fn space(&self, pair: &Examined<'_>, double_is_meant: bool) -> Option<Defect> {
        let next = self.next?;
        if next.is_whitespace() {
            let first = !self.before[0].is_some_and(char::is_whitespace);
            return (first && !double_is_meant)
                .then(|| Defect::new("two spaces in a row".to_string(), " ".to_string()));
        }
        let french = pair.target_language.language() == "fr";
        if self.c == ' ' && is_closing(next, french) && !is_free_standing(self.text, self.at + 1) {
            return Some(Defect::new(format!("a space before `{next}`"), next.to_string()));
        }
        let opening = self.before[0].filter(|c| matches!(c, '(' | '[' | '“' | '„'))?;
        // German closes a quotation with the mark that opens one in English.
        let closes = opening == '“' && self.text.contains('„');
        (!closes).then(|| Defect::new(format!("a space after `{opening}`"), String::new()))
    }

    /// A mark that lacks a space.
    fn no_space(&self, pair: &Examined<'_>) -> Option<Defect> {
        let c = self.c;
        let missing = match c {
            ',' | ';' | '!' | '?' => self.next.is_some_and(char::is_alphabetic) && is_prose(self.before, c),
            '.' => self.next.is_some_and(char::is_uppercase) && is_sentence_end(self.before, self.text, self.at + 1),
            _ => false,
        };
        if missing {
            let offset = pair.target.len() - pair.target.trim_start().len();
            return (!in_placeable(pair, offset + self.at))
                .then(|| Defect::new(format!("no space after `{c}`"), format!("{c} ")));
        }
        let french_mark = matches!(c, '!' | '?' | ';' | ':') && pair.target_language.language() == "fr";
        (french_mark && needs_french_space(pair, self.before, self.next)).then(|| Defect {
            severity: Severity::Info,
            ..Defect::new(format!("no space before `{c}`"), format!("\u{202f}{c}"))
        })
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

fn has_double(text: &str) -> bool {
    let mut previous = false;
    text.chars().any(|c| {
        let now = c.is_whitespace();
        std::mem::replace(&mut previous, now) && now
    })
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

/// Whether a comma or the like ends a word of some length, not an abbreviation or a formula.
fn is_prose(before: [Option<char>; 2], mark: char) -> bool {
    let letters = before.iter().flatten().filter(|c| c.is_alphabetic()).count();
    letters == 2 || (mark == ',' && before[0].is_some_and(|c| matches!(c, ')' | '»' | '”')))
}

/// Whether a full stop before a capital ends a sentence: `end.Next`, but not `U.S.` or `a.B`.
fn is_sentence_end(before: [Option<char>; 2], text: &str, at: usize) -> bool {
    let lower = before.iter().all(|c| c.is_some_and(char::is_lowercase));
    let next_is_word = text.get(at..).unwrap_or_default().chars().nth(1).is_some_and(char::is_lowercase);
    lower && next_is_word
}

fn in_placeable(pair: &Examined<'_>, at: usize) -> bool {
    pair.target_values().iter().any(|p| p.range.contains(&at))
}

/// Whether French wants a space before a mark here. Canadian French wants none.
fn needs_french_space(pair: &Examined<'_>, before: [Option<char>; 2], next: Option<char>) -> bool {
    pair.target_language.region() != Some("CA")
        && before[0].is_some_and(char::is_alphabetic)
        && next.is_none_or(char::is_whitespace)
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
