//! `wrong-script`

use super::values::is_address;
use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::lang::{Script, is_letter};

/// Letters of another script: source words left in the translation, Latin letters inside Cyrillic words
/// and the reverse.
pub(super) struct WrongScript;

impl Check for WrongScript {
    fn id(&self) -> &'static str {
        "wrong-script"
    }

    fn description(&self) -> &'static str {
        "A word of the source's script is left in the translation, or a word mixes Latin and Cyrillic letters that look alike."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        let source_script = Script::of_language(pair.source_language);
        let target_script = Script::of_language(pair.target_language);
        // Latin words may stand in a text of any script; those of another script may not.
        let left_over = source_script.filter(|s| Some(*s) != target_script && *s != Script::Latin);
        let address = |at| pair.target_values().iter().take(100).any(|p| is_address(&p.value) && p.range.contains(&at));
        let target = if pair.target.is_ascii() { "" } else { pair.target };
        for (at, word) in words(target) {
            if let Some(corrected) = corrected(word) {
                let message = format!("`{word}` mixes Latin and Cyrillic letters");
                report.add(pair, Problem::in_target(at, message).suggest(corrected));
            } else if left_over.is_some()
                && target_script.is_some()
                && word.chars().any(|c| Script::of(c) == left_over)
                && !is_quoted(pair.target, at, word)
                && !address(at)
            {
                report.add(pair, left_over_word(at, word, target_script));
            }
        }
        let source = if pair.source.is_ascii() { "" } else { pair.source };
        for (at, word) in words(source) {
            if let Some(corrected) = corrected(word) {
                let message = format!("`{word}` in the source mixes Latin and Cyrillic letters");
                let problem = Problem::in_source(at, message).suggest(corrected);
                report.add(pair, problem.severity(Severity::Warning));
            }
        }
    }
}

/// A word of the source's script; a lone letter or one beside digits is rather typed in the wrong layout.
fn left_over_word(at: usize, word: &str, target_script: Option<Script>) -> Problem {
    let short = word.chars().count() == 1 || word.contains(|c: char| c.is_ascii_digit());
    let retyped = word.chars().map(|c| swap(c, Script::Cyrillic)).collect::<Option<String>>();
    match retyped.filter(|_| short && target_script == Some(Script::Latin)) {
        Some(latin) => Problem::in_target(at, format!("`{word}` has Cyrillic letters")).suggest(latin),
        None => Problem::in_target(at, format!("`{word}` is not translated")),
    }
}

/// Runs of letters and digits with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !(is_letter(c) || c.is_numeric())).filter(|w| !w.is_empty()).map(|word| {
        // The word is a part of the text, so the distance of their beginnings is its place.
        (word.as_ptr() as usize - text.as_ptr() as usize, word)
    })
}

/// The word in one script, if it mixes two and the letters of the rarer one have doubles in the other:
/// `Pоссия` with a Latin P.
fn corrected(word: &str) -> Option<String> {
    if word.is_ascii() || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let count = |script| word.chars().filter(|c| Script::of(*c) == Some(script)).count();
    let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
    if latin == 0 || cyrillic == 0 {
        return None;
    }
    // XIX typed with a Cyrillic Х is read as the number it is.
    if word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'Х' | 'І')) {
        return None;
    }
    let to_cyrillic = || word.chars().map(|c| swap(c, Script::Latin)).collect::<Option<String>>();
    let to_latin = || word.chars().map(|c| swap(c, Script::Cyrillic)).collect::<Option<String>>();
    if cyrillic >= latin { to_cyrillic().or_else(to_latin) } else { to_latin().or_else(to_cyrillic) }
}

/// A letter of `from` as its double in the other script; other characters as they are. `None` for a
/// letter of `from` that has no double.
fn swap(c: char, from: Script) -> Option<char> {
    const LATIN: &str = "aceopxyiABCEHIKMOPTXY";
    const CYRILLIC: &str = "асеорхуіАВСЕНІКМОРТХУ";
    if Script::of(c) != Some(from) {
        return Some(c);
    }
    let mut pairs = LATIN.chars().zip(CYRILLIC.chars());
    match from {
        Script::Latin => pairs.find(|(l, _)| *l == c).map(|(_, cyrillic)| cyrillic),
        _ => pairs.find(|(_, cyrillic)| *cyrillic == c).map(|(l, _)| l),
    }
}

/// Whether a word stands in brackets or quotation marks, as the original title of a work does.
fn is_quoted(text: &str, at: usize, word: &str) -> bool {
    // Titles are short: looking further would take long in a text that is not translated at all.
    const FAR: usize = 150;
    let before = text.get(..at).unwrap_or_default();
    let before = before.char_indices().rev().nth(FAR).and_then(|(from, _)| before.get(from..)).unwrap_or(before);
    let after = text.get(at + word.len()..).unwrap_or_default();
    let after = after.char_indices().nth(FAR).and_then(|(to, _)| after.get(..to)).unwrap_or(after);
    [('(', ')'), ('[', ']'), ('«', '»'), ('“', '”'), ('„', '“'), ('"', '"')].iter().any(|(open, close)| {
        let opened = before.rfind(*open);
        let closed = if open == close { None } else { before.rfind(*close) };
        opened > closed && after.contains(*close)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn letters_of_another_script() {
        let check = |source, target, expected: &[&str]| flags(&WrongScript, ("ru", "en"), (source, target), expected);
        check("Партия и рабочие", "The партия and workers", &["5: `партия` is not translated"]);
        check("Рабочие", "Wоrkers", &["1: `Wоrkers` mixes Latin and Cyrillic letters -> Workers"]);
        check("Pоссия", "Russia", &["1: `Pоссия` in the source mixes Latin and Cyrillic letters -> Россия"]);
        flags(
            &WrongScript,
            ("en", "ru"),
            ("Serbia", "Cербия"),
            &["1: `Cербия` mixes Latin and Cyrillic letters -> Сербия"],
        );
        check("100х185 см", "100х185 cm", &["1: `100х185` has Cyrillic letters -> 100x185"]);
        flags(&WrongScript, ("zh", "en"), ("和平", "Peace 和平"), &["7: `和平` is not translated"]);
    }

    #[test]
    fn letters_that_may_stand() {
        passes(
            &WrongScript,
            ("ru", "en"),
            &[
                ("Газета", "The newspaper (Правда)"),
                ("Сайт правда.рф", "The site правда.рф"),
                ("«Правда» писала", "“Правда” wrote"),
                ("XХ век", "the XX century"),
                ("IT-отрасль, СССР", "the IT sector, USSR"),
                ("YouTube’е", "on YouTube"),
            ],
        );
        passes(&WrongScript, ("en", "ru"), &[("Windows", "Windows и Zаговор")]);
        passes(&WrongScript, ("ru", "uk"), &[("Партия", "Партія")]);
        passes(&WrongScript, ("ru", "zu"), &[("Партия", "Партия")]);
    }
}
