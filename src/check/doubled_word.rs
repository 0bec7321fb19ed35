//! `doubled-word`

use super::{Check, Context, Examined, Problem, Report, Severity};
use crate::lang::{TokenKind, fold, tokens};

/// A word typed twice: *the the*.
pub(super) struct DoubledWord;

impl Check for DoubledWord {
    fn id(&self) -> &'static str {
        "doubled-word"
    }

    fn description(&self) -> &'static str {
        "A word stands twice in a row in the translation."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        let found = doubled(pair.target, pair.target_language.language());
        // Who repeats a word in the source means it.
        if found.is_empty() || !doubled(pair.source, "").is_empty() {
            return;
        }
        for (at, word) in found {
            report.add(pair, Problem::in_target(at, format!("`{word}` twice in a row")).suggest(word.to_string()));
        }
    }
}

/// Words that are right twice in a row, by language.
fn may_stand_twice(word: &str, language: &str) -> bool {
    let words: &[&str] = match language {
        "en" => &["that", "had", "is", "her", "do", "very", "so", "no", "yes", "bye", "really", "many", "long", "ha"],
        "ru" => &["да", "нет", "ну", "так", "чуть", "еле", "очень", "давно", "едва", "было", "ура", "вот", "много"],
        "uk" => &["так", "ні", "ну", "ледь", "дуже", "ось", "довго"],
        "be" => &["так", "не", "ну", "ледзь", "вельмі", "вось", "доўга"],
        "fr" => &["nous", "vous", "non", "oui", "très"],
        "de" => &["die", "der", "das", "sie", "ja", "nein", "sehr", "den", "dem", "wenn"],
        "es" | "it" | "pt" => &["no", "sí", "sì", "muy", "molto", "piano", "via", "bis"],
        "pl" => &["nie", "tak", "bardzo", "no", "sam"],
        _ => &[],
    };
    words.contains(&word)
}

/// The second words of doubled ones, with their places.
fn doubled<'a>(text: &'a str, language: &str) -> Vec<(usize, &'a str)> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    for pair in tokens.windows(2) {
        let [a, b] = pair else { continue };
        if a.kind != TokenKind::Word || b.kind != TokenKind::Word {
            continue;
        }
        let between = text.get(a.range.end..b.range.start).unwrap_or_default();
        let (Some(first), Some(second)) = (text.get(a.range.clone()), text.get(b.range.clone())) else { continue };
        let alike = first.len() == second.len() && first.to_lowercase() == second.to_lowercase();
        if between.is_empty() || !alike {
            continue;
        }
        // Two capitals are a name: Baden Baden.
        let is_name = first == second && first.starts_with(char::is_uppercase) && first.chars().count() > 3;
        // A heading without a full stop before its text: `On landfills Landfills are …`.
        let is_start = first.starts_with(char::is_lowercase) && second.starts_with(char::is_uppercase);
        if !is_name && !is_start && !may_stand_twice(&fold(first), language) {
            out.push((b.range.start, second));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn doubled_words() {
        flags(
            &DoubledWord,
            ("ru", "en"),
            ("Партия за мир", "The party is for for peace"),
            &["18: `for` twice in a row -> for"],
        );
        flags(&DoubledWord, ("ru", "en"), ("Партия", "The the party"), &["5: `the` twice in a row -> the"]);
        flags(&DoubledWord, ("en", "ru"), ("We are here", "Мы мы\u{a0}здесь"), &["4: `мы` twice in a row -> мы"]);
    }

    #[test]
    fn words_that_are_right_twice() {
        passes(
            &DoubledWord,
            ("ru", "en"),
            &[
                ("Что это", "He said that that was so"),
                ("Он имел", "He had had it"),
                ("Город", "Baden Baden and Walla Walla"),
                ("Мир", "Peace, peace; peace"),
                ("Долго, долго мы мы ждали", "We waited we waited we we waited"),
                ("1 1", "1 1"),
                ("О свалках Свалки закрыты", "On landfills Landfills are closed"),
            ],
        );
        passes(&DoubledWord, ("en", "ru"), &[("Know what", "Знать, что, что бы ни было"), ("Just", "чуть чуть")]);
        passes(&DoubledWord, ("ru", "zh"), &[("мама", "妈妈")]);
    }
}
