//! Words that were broken with a hyphen at the end of a line.

use rustc_hash::FxHashSet;

use super::blocks::{ends_with_hyphen, join};

/// Parts of compounds that keep their hyphen although the text may never show them whole.
const FIRST_PARTS: [&str; 12] = ["кое", "по", "во", "из", "вице", "экс", "пол", "self", "non", "ex", "well", "vice"];
const LAST_PARTS: [&str; 6] = ["то", "либо", "нибудь", "таки", "ка", "де"];
/// After these a hyphen stands for a part that comes later: `Vor- und Nachteile`, `северо- и юго-запад`.
const CONJUNCTIONS: [&str; 18] =
    ["и", "или", "та", "або", "i", "oder", "und", "and", "or", "og", "och", "en", "of", "et", "ou", "y", "o", "e"];

/// Decides by the words of the whole text whether a hyphen at a line's end belongs to the word.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    words: FxHashSet<String>,
}

impl Hyphens {
    /// Looks at all lines of a text; at nothing when no line ends in a hyphen.
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut words = FxHashSet::default();
        if lines.clone().any(ends_with_hyphen) {
            let mut broken = false;
            for line in lines {
                let mut all: Vec<String> = words_of(line).collect();
                // The halves of a broken word are no words.
                if broken && !all.is_empty() {
                    all.remove(0);
                }
                broken = ends_with_hyphen(line);
                if broken {
                    all.pop();
                }
                words.extend(all);
            }
        }
        Self { words }
    }

    /// Appends the next line of a paragraph. A word that was broken there is put together again.
    pub(super) fn join(&self, paragraph: &mut String, line: &str) {
        if paragraph.ends_with('\u{ad}') {
            paragraph.pop();
            paragraph.push_str(line);
        } else if ends_with_hyphen(paragraph) {
            match self.what_hyphen(paragraph, line) {
                Hyphen::Break => _ = paragraph.pop(),
                Hyphen::Part => {}
                Hyphen::Suspended => paragraph.push(' '),
            }
            paragraph.push_str(line);
        } else {
            join(paragraph, line);
        }
    }

    fn what_hyphen(&self, paragraph: &str, line: &str) -> Hyphen {
        let (Some(first), Some(last)) = (last_word(paragraph), words_of(line).next()) else { return Hyphen::Part };
        if CONJUNCTIONS.contains(&last.as_str()) {
            return Hyphen::Suspended;
        }
        if !line.starts_with(char::is_lowercase) {
            return Hyphen::Part;
        }
        let known = |word: &str| self.words.contains(word);
        let compound = first.chars().any(char::is_numeric)
            || FIRST_PARTS.contains(&first.as_str())
            || LAST_PARTS.contains(&last.as_str())
            || known(&format!("{first}-{last}"))
            || (known(&first) && known(&last));
        if known(&format!("{first}{last}")) || !compound { Hyphen::Break } else { Hyphen::Part }
    }
}

/// What a hyphen at a line's end is.
enum Hyphen {
    /// The sign of a broken word.
    Break,
    /// A part of the word.
    Part,
    /// The sign of a half that follows later: `северо-` and `юго-запад`.
    Suspended,
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c| !is_in_word(c)).map(|word| word.trim_matches('-'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The part before the hyphen at the end of a text.
fn last_word(text: &str) -> Option<String> {
    let word = text.rsplit(|c| !is_in_word(c)).next()?.trim_end_matches(['-', '\u{2010}']);
    (!word.is_empty()).then(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: [&str; 2], rest: &str, joined: &str) {
        let hyphens = Hyphens::new(lines.into_iter().chain([rest]));
        let mut paragraph = lines[0].to_string();
        hyphens.join(&mut paragraph, lines[1]);
        assert_eq!(paragraph, joined);
    }

    #[test]
    fn a_broken_word_is_put_together() {
        check(["Это полити-", "ческий вопрос"], "", "Это политический вопрос");
        check(["Это поли\u{ad}", "тика"], "", "Это политика");
        check(["the govern-", "ment"], "The government", "the government");
    }

    #[test]
    fn a_compound_keeps_its_hyphen() {
        check(["что-", "то"], "", "что-то");
        check(["социал-", "демократ"], "Социал-демократы и социал-демократ", "социал-демократ");
        check(["anti-", "war"], "war is not anti", "anti-war");
        check(["well-", "known"], "", "well-known");
        check(["2019-", "й год"], "", "2019-й год");
        check(["Иванов-", "Петров"], "", "Иванов-Петров");
    }

    #[test]
    fn a_suspended_hyphen_keeps_its_space() {
        check(["северо-", "и юго-запад"], "", "северо- и юго-запад");
        check(["Vor-", "und Nachteile"], "", "Vor- und Nachteile");
    }

    #[test]
    fn a_dash_is_no_hyphen() {
        check(["Москва -", "столица"], "", "Москва - столица");
    }
}
