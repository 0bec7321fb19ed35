//! What can be wrong with the text of one term.

use super::Report;
use crate::lang::{Script, TokenKind, collapse_space, lemmatizer, nfc, tokens};
use crate::model::{CaseRule, Severity, Term, TermStatus};

pub(super) fn check(index: usize, term: &Term, report: &mut Report) {
    if term.text.trim().is_empty() {
        return;
    }
    stray_space(index, term, report);
    stray_punctuation(index, term, report);
    wrong_script(index, term, report);
    inflected_term(index, term, report);
    odd_case_rule(index, term, report);
}

fn stray_space(index: usize, term: &Term, report: &mut Report) {
    if term.text.trim() != term.text {
        let message = format!("`{}` has space at its ends", term.text);
        report.add(Severity::Warning, "stray-space", index, message, "delete the space");
    } else if collapse_space(&term.text).chars().count() < term.text.chars().count() {
        let message = format!("`{}` has more than one space between words", term.text);
        report.add(Severity::Warning, "stray-space", index, message, "leave one space");
    }
}

fn stray_punctuation(index: usize, term: &Term, report: &mut Report) {
    let text = term.text.trim();
    let Some(mark @ ('.' | ',' | ';' | ':' | '、' | '。' | '،')) = text.chars().last() else { return };
    // A full stop belongs to abbreviations: short last words, or further stops.
    let last_word = text.split_whitespace().last().unwrap_or(text).trim_end_matches('.');
    if mark == '.' && (last_word.chars().count() <= 4 || last_word.contains('.')) {
        return;
    }
    let message = format!("`{text}` ends in `{mark}`");
    report.add(Severity::Warning, "stray-punctuation", index, message, "delete the punctuation mark");
}

fn wrong_script(index: usize, term: &Term, report: &mut Report) {
    let latin_language = uses_latin(term.language.language(), term.language.script());
    let words = tokens(&term.text).into_iter().filter(|t| t.kind == TokenKind::Word);
    let words: Vec<&str> = words.filter_map(|t| term.text.get(t.range)).collect();
    let has_cyrillic = |text: &str| text.chars().any(|c| Script::of(c) == Some(Script::Cyrillic));
    let has_latin = |text: &str| text.chars().any(|c| Script::of(c) == Some(Script::Latin));
    let (own, other) = if latin_language { ("Latin", "Cyrillic") } else { ("Cyrillic", "Latin") };
    for word in words {
        let mixed = has_cyrillic(word) && has_latin(word);
        // The preposition с typed in Latin.
        let lone_letter = !latin_language && word.chars().count() == 1 && has_latin(word) && has_cyrillic(&term.text);
        let right = respelled(word, latin_language).filter(|right| (mixed || lone_letter) && right != word);
        if let Some(right) = right {
            let letters: Vec<_> =
                word.chars().zip(right.chars()).filter(|(a, b)| a != b).map(|(a, _)| a.to_string()).collect();
            let message = format!("`{word}` has the {other} letters {}", letters.join(", "));
            let hint = format!("`{right}` is all {own}");
            report.add(Severity::Error, "wrong-script", index, message, &hint);
        } else if latin_language && has_cyrillic(word) && term.status != TermStatus::DoNotTranslate {
            let message = format!("`{word}` is Cyrillic in a term in {}", term.language);
            report.add(Severity::Error, "wrong-script", index, message, "transliterate or translate it");
        }
    }
}

/// Latin letters and the Cyrillic ones that look the same.
#[rustfmt::skip]
const LOOK_ALIKES: &[(char, char)] = &[
    ('a', 'а'), ('c', 'с'), ('e', 'е'), ('i', 'і'), ('o', 'о'), ('p', 'р'), ('x', 'х'), ('y', 'у'),
    ('A', 'А'), ('B', 'В'), ('C', 'С'), ('E', 'Е'), ('H', 'Н'), ('I', 'І'), ('K', 'К'), ('M', 'М'),
    ('O', 'О'), ('P', 'Р'), ('T', 'Т'), ('X', 'Х'),
];

/// The word in one script, if every letter of the other has a look-alike.
fn respelled(word: &str, to_latin: bool) -> Option<String> {
    let wrong = if to_latin { Script::Cyrillic } else { Script::Latin };
    let respell = |c: char| match Script::of(c) == Some(wrong) {
        true if to_latin => LOOK_ALIKES.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin),
        true => LOOK_ALIKES.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic),
        false => Some(c),
    };
    word.chars().map(respell).collect()
}

fn uses_latin(language: &str, script: Option<&str>) -> bool {
    match script {
        Some(script) => script == "Latn",
        None => matches!(
            language,
            "en" | "de"
                | "fr"
                | "es"
                | "it"
                | "pt"
                | "nl"
                | "pl"
                | "cs"
                | "sk"
                | "sl"
                | "hr"
                | "ro"
                | "hu"
                | "fi"
                | "et"
                | "lv"
                | "lt"
                | "sv"
                | "da"
                | "no"
                | "nb"
                | "nn"
                | "is"
                | "ga"
                | "ca"
                | "eu"
                | "gl"
                | "tr"
                | "id"
                | "ms"
                | "vi"
                | "sq"
                | "sw"
                | "af"
                | "mt"
                | "la"
                | "eo"
        ),
    }
}

/// Only for languages with true lemmas, and for single words: of several words some always are inflected.
fn inflected_term(index: usize, term: &Term, report: &mut Report) {
    let text = nfc(term.text.trim());
    let is_name = text.chars().any(char::is_uppercase);
    let one_word = matches!(&tokens(&text)[..], [token] if token.kind == TokenKind::Word);
    let language = term.language.language();
    let has_lemmas = language == "en" || (language == "ru" && cfg!(feature = "morph-ru"));
    if !one_word || is_name || !has_lemmas {
        return;
    }
    let readings = lemmatizer(&term.language).readings(&text);
    let base = readings.best();
    if !readings.lemmas().iter().any(|l| l == readings.form()) && base.chars().all(char::is_alphabetic) {
        let message = format!("`{text}` looks like a form of `{base}`");
        report.add(
            Severity::Info,
            "inflected-term",
            index,
            message,
            "give the base form: all its forms are found then",
        );
    }
}

fn odd_case_rule(index: usize, term: &Term, report: &mut Report) {
    let has_capitals = term.text.chars().any(char::is_uppercase);
    let has_case = term.text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    match term.case {
        Some(CaseRule::Keep) if !has_capitals => {
            let message = format!("`{}` has no capitals to keep", term.text);
            report.add(
                Severity::Info,
                "odd-case-rule",
                index,
                message,
                "leave the case rule out, or write the capitals",
            );
        }
        Some(CaseRule::Exact) if !has_case => {
            let message = format!("`{}` has no letter case", term.text);
            report.add(Severity::Info, "odd-case-rule", index, message, "leave the case rule out");
        }
        Some(CaseRule::Ignore) if CaseRule::for_term(&term.text) == CaseRule::Keep => {
            let message = format!("`{}` is found in small letters too", term.text);
            report.add(Severity::Info, "odd-case-rule", index, message, "leave the case rule out to keep the capitals");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, findings};
    use super::*;

    #[test]
    fn space_is_stray_at_the_ends_and_doubled() {
        check(
            "stray-space",
            &["ru=\u{a0}мир | en=world  peace"],
            &["0: `\u{a0}мир` has space at its ends", "0: `world  peace` has more than one space between words"],
        );
        check("stray-space", &["ru=за мир | en=for peace"], &[]);
    }

    #[test]
    fn punctuation_is_stray_but_for_abbreviations_and_slogans() {
        check("stray-punctuation", &["ru=мир, | en=peace;"], &["0: `мир,` ends in `,`", "0: `peace;` ends in `;`"]);
        check(
            "stray-punctuation",
            &["ru=движение. | en=movement:"],
            &["0: `движение.` ends in `.`", "0: `movement:` ends in `:`"],
        );
        check("stray-punctuation", &["ru=Нет войне! | en=etc. | ru=т. д. | en=U.S.A."], &[]);
    }

    #[test]
    fn look_alikes_are_told_by_letter() {
        check(
            "wrong-script",
            &["ru=cанкция | en=sanсtion"],
            &["0: `cанкция` has the Latin letters c", "0: `sanсtion` has the Cyrillic letters с"],
        );
        check("wrong-script", &["ru=война c НАТО"], &["0: `c` has the Latin letters c"]);
        check("wrong-script", &["en=санкция"], &["0: `санкция` is Cyrillic in a term in en"]);
        check(
            "wrong-script",
            &["ru=IT-компания | ru=Telegram | ru=SMSки | sr=мир | sr-Latn=mir | en=Яндекс !do-not-translate"],
            &[],
        );
    }

    #[test]
    fn the_hint_respells_look_alikes() {
        assert_eq!(respelled("cанкция", false).as_deref(), Some("санкция"));
        assert_eq!(respelled("sanсtion", true).as_deref(), Some("sanction"));
        assert_eq!(respelled("SMSки", false), None);
    }

    #[test]
    fn inflected_terms_are_told_with_their_base() {
        check(
            "inflected-term",
            &["en=policies", "en=policy", "en=news", "en=meeting", "en=Belarusians"],
            &["0: `policies` looks like a form of `policy`"],
        );
        if cfg!(feature = "morph-ru") {
            check(
                "inflected-term",
                &["ru=санкциями | ru=санкция | ru=российская агрессия"],
                &["0: `санкциями` looks like a form of `санкция`"],
            );
        } else {
            assert!(findings("inflected-term", &["ru=санкциями"]).is_empty());
        }
    }

    #[test]
    fn case_rules_that_do_nothing_or_too_much() {
        check(
            "odd-case-rule",
            &["ru=мир @keep | zh=和平 @exact | ru=МИД @ignore"],
            &[
                "0: `мир` has no capitals to keep",
                "0: `和平` has no letter case",
                "0: `МИД` is found in small letters too",
            ],
        );
        check("odd-case-rule", &["ru=Дума @keep | ru=мир @exact | ru=МИД"], &[]);
    }
}
