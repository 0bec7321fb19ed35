//! `unpaired`

use super::{Check, Context, Examined, Problem, Report, Severity};

/// Brackets and quotation marks that are opened and not closed, or closed and not opened.
pub(super) struct Unpaired;

impl Check for Unpaired {
    fn id(&self) -> &'static str {
        "unpaired"
    }

    fn description(&self) -> &'static str {
        "A bracket or quotation mark in the translation has no partner."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        let found = unpaired(pair.target);
        if found.is_empty() {
            return;
        }
        // A quotation that goes on in the next segment is open on both sides; Russian speech after a dash
        // is in quotation marks in English only, often over several segments.
        let in_source = unpaired(pair.source);
        let open_in_source = |quote: bool| in_source.iter().any(|(_, c)| is_quote(*c) == quote);
        let quotes_in_source = pair.source.contains(is_quote);
        let excused = |c: char| open_in_source(is_quote(c)) || (is_quote(c) && !quotes_in_source);
        for (at, c) in found.into_iter().filter(|(_, c)| !excused(*c)) {
            report.add(pair, Problem::in_target(at, format!("`{c}` has no partner")));
        }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '«' | '»' | '„' | '“' | '”' | '"' | '‹' | '›')
}

/// Brackets and quotation marks without a partner, with their places.
fn unpaired(text: &str) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut out = Vec::new();
    let mut previous = None;
    for (at, c) in text.char_indices() {
        let openers: &[char] = match c {
            '(' | '[' | '{' | '„' | '‹' => {
                open.push((at, c));
                &[]
            }
            // French and Russian open with «, German with », Swedish opens and closes with ».
            '«' | '»' => match open.iter().rev().find(|(_, o)| matches!(o, '«' | '»')) {
                Some((_, '«')) if c == '»' => &['«'],
                Some((_, '»')) => &['»'],
                _ => {
                    open.push((at, c));
                    &[]
                }
            },
            ')' if !open.iter().any(|(_, o)| *o == '(') && (is_enumerator(text, at) || is_smiley(previous)) => &[],
            ')' => &['('],
            ']' => &['['],
            '}' => &['{'],
            '›' => &['‹'],
            // German closes „ with “, English opens with it.
            '“' if open.iter().any(|(_, o)| *o == '„') => &['„'],
            '“' => {
                open.push((at, c));
                &[]
            }
            '”' => &['“', '„'],
            // Inches and seconds follow a digit.
            '"' if previous.is_some_and(|p: char| p.is_ascii_digit()) && !open.iter().any(|(_, o)| *o == '"') => &[],
            '"' if open.iter().any(|(_, o)| *o == '"') => &['"'],
            '"' => {
                open.push((at, c));
                &[]
            }
            _ => &[],
        };
        if !openers.is_empty() {
            match open.iter().rposition(|(_, o)| openers.contains(o)) {
                Some(index) => {
                    open.remove(index);
                }
                None => out.push((at, c)),
            }
        }
        previous = Some(c);
        if open.len() + out.len() > 100 {
            break; // enough to report
        }
    }
    out.extend(open);
    out.sort_unstable();
    out
}

/// The bracket of a list item: `a)`, `12)`.
fn is_enumerator(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let label = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let length = label.chars().count();
    (1..=3).contains(&length)
        && label.chars().all(char::is_alphanumeric)
        && (length == 1 || label.chars().all(char::is_numeric))
}

fn is_smiley(previous: Option<char>) -> bool {
    matches!(previous, Some(':' | ';' | '-' | '='))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn marks_without_a_partner() {
        let check = |target, expected: &[&str]| flags(&Unpaired, ("ru", "en"), ("Мы «за» мир.", target), expected);
        check("We (all are for peace.", &["4: `(` has no partner"]);
        check("We all) are for peace.", &["7: `)` has no partner"]);
        check("He said “no.", &["9: `“` has no partner"]);
        check("He said \"no.", &["9: `\"` has no partner"]);
        check("(We] are", &["1: `(` has no partner", "4: `]` has no partner"]);
    }

    #[test]
    fn marks_that_need_none() {
        passes(
            &Unpaired,
            ("ru", "en"),
            &[
                ("Мы", "We (all [of us]) said “yes”, ‘no’, \"maybe\""),
                ("а) мир б) труд 12) май", "a) peace b) labour 12) May"),
                ("Смайлик", "Smile :-) ;)"),
                ("5 дюймов", "A 5\" screen"),
                ("«Начало", "“The beginning"),
                ("— Не надо.", "“No need."),
                ("В мае (6 мая)", "In May (May 6)"),
                ("Мы", "Don't, it’s the workers’"),
            ],
        );
        passes(&Unpaired, ("ru", "de"), &[("«Мир»", "„Frieden“"), ("«Мир»", "»Frieden«")]);
    }
}
