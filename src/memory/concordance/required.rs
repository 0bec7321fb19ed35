//! What every match of a regular expression must have: letters of one word, by which the texts that cannot match
//! are left aside unread.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::lang::{TokenKind, tokens};

/// The fewest letters that are worth looking for: single letters stand in nearly every text.
const LEAST: usize = 2;

/// An expression for the letters of which every match has some within one word, whatever their case; none if the
/// pattern does not ask for such.
pub(super) fn letters(pattern: &str) -> Option<regex::bytes::Regex> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let alternatives = required(&hir)?;
    let alternatives: Vec<String> = alternatives.iter().map(|letters| regex::escape(letters)).collect();
    regex::bytes::Regex::new(&format!("(?i:{})", alternatives.join("|"))).ok()
}

/// Words of which every match has one at least; the longest the pattern offers.
fn required(hir: &Hir) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut run = String::new();
    collect(hir, &mut run, &mut best);
    offer(&mut best, longest_word(&run).map(|word| vec![word]));
    best
}

/// Follows what every match has, in order: letters grow the run, anything else ends it.
fn collect(hir: &Hir, run: &mut String, best: &mut Option<Vec<String>>) {
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => run.push_str(&text.to_lowercase()),
            Err(_) => end_run(run, best),
        },
        HirKind::Class(Class::Unicode(class)) => match one_letter(class) {
            Some(letter) => run.push(letter),
            None => end_run(run, best),
        },
        // An anchor asks for no letter and parts none.
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Capture(capture) => collect(&capture.sub, run, best),
        HirKind::Concat(parts) => parts.iter().for_each(|part| collect(part, run, best)),
        HirKind::Repetition(repetition) => {
            end_run(run, best);
            if repetition.min > 0 {
                offer(best, required(&repetition.sub));
            }
        }
        HirKind::Alternation(branches) => {
            end_run(run, best);
            let each: Option<Vec<Vec<String>>> = branches.iter().map(required).collect();
            offer(best, each.map(|words| words.concat()));
        }
        HirKind::Class(Class::Bytes(_)) => end_run(run, best),
    }
}

fn end_run(run: &mut String, best: &mut Option<Vec<String>>) {
    offer(best, longest_word(run).map(|word| vec![word]));
    run.clear();
}

/// The offer that narrows more down: its shortest word is longer.
fn offer(best: &mut Option<Vec<String>>, other: Option<Vec<String>>) {
    let shortest = |words: &Vec<String>| words.iter().map(|w| w.chars().count()).min().unwrap_or(0);
    if let Some(other) = other
        && best.as_ref().is_none_or(|best| shortest(&other) > shortest(best))
    {
        *best = Some(other);
    }
}

/// The longest piece of a text that stands within one word.
fn longest_word(text: &str) -> Option<String> {
    let words = tokens(text).into_iter().filter(|t| t.kind == TokenKind::Word).filter_map(|t| text.get(t.range));
    let longest = words.max_by_key(|word| word.chars().count())?;
    (longest.chars().count() >= LEAST).then(|| longest.to_string())
}

/// The letter of a class that has it in both cases and nothing else: `(?i)a`.
fn one_letter(class: &regex_syntax::hir::ClassUnicode) -> Option<char> {
    let ranges = class.ranges();
    if ranges.len() > 3 || ranges.iter().any(|r| r.start() != r.end()) {
        return None;
    }
    // By way of the capital: ſ is another small letter of S.
    let capital = |c: char| c.to_uppercase().next().unwrap_or(c);
    let mut letters = ranges.iter().map(|r| capital(r.start()).to_lowercase().next().unwrap_or(r.start()));
    let first = letters.next()?;
    letters.all(|letter| letter == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&str]) {
        let hir = regex_syntax::parse(pattern).unwrap();
        assert_eq!(required(&hir).unwrap_or_default(), expected, "{pattern}");
    }

    #[test]
    fn the_longest_letters_in_one_word_are_required() {
        check("санкци(и|й)", &["санкци"]);
        check(r"\bsanct\w+ against", &["against"]);
        check("(?i)Sanctions?", &["sanction"]);
        check("(war|peace) right now", &["right"]);
        check("war|peace", &["war", "peace"]);
        check("(Minsk)+", &["minsk"]);
    }

    #[test]
    fn a_pattern_may_require_no_letters() {
        check(r"\d{4}", &[]);
        check("a|peace", &[]);
        check("(war)?", &[]);
        check(r"\w+", &[]);
    }

    #[test]
    fn letters_are_found_in_any_case() {
        let sought = letters("Санкци").unwrap();
        assert!(sought.is_match("САНКЦИЯМИ".as_bytes()) && !sought.is_match("санация".as_bytes()));
    }
}
