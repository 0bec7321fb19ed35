//! Which script a text is written in.

use unicode_script::UnicodeScript;

use super::LanguageTag;

/// A script that tolmach treats in a way of its own; the rest is [`Script::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Han,
    Kana,
    Hangul,
    Thai,
    Devanagari,
    Armenian,
    Other,
}

impl Script {
    /// The script of a letter; `None` for digits, punctuation and marks that every script shares.
    pub fn of(c: char) -> Option<Self> {
        use unicode_script::Script as S;
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        // The blocks of most texts, without a search in the tables.
        match c {
            'а'..='я' | 'А'..='Я' => return Some(Self::Cyrillic),
            '\u{2000}'..='\u{206f}' | '\u{a0}'..='\u{a9}' | '«' | '»' => return None,
            '一'..='鿿' => return Some(Self::Han),
            _ => {}
        }
        match c.script() {
            S::Common | S::Inherited | S::Unknown => None,
            S::Latin => Some(Self::Latin),
            S::Cyrillic => Some(Self::Cyrillic),
            S::Greek => Some(Self::Greek),
            S::Arabic => Some(Self::Arabic),
            S::Hebrew => Some(Self::Hebrew),
            S::Han => Some(Self::Han),
            S::Hiragana | S::Katakana => Some(Self::Kana),
            S::Hangul => Some(Self::Hangul),
            S::Thai | S::Lao | S::Khmer | S::Myanmar => Some(Self::Thai),
            S::Devanagari => Some(Self::Devanagari),
            S::Armenian => Some(Self::Armenian),
            _ => Some(Self::Other),
        }
    }

    /// The script that a language is written in: by the tag's script subtag, else by the language. `None`
    /// for languages that are not in the table.
    pub fn of_language(language: &LanguageTag) -> Option<Self> {
        let by_subtag = match language.script() {
            Some("Latn") => Some(Self::Latin),
            Some("Cyrl") => Some(Self::Cyrillic),
            Some("Arab") => Some(Self::Arabic),
            Some("Hans" | "Hant") => Some(Self::Han),
            Some("Deva") => Some(Self::Devanagari),
            _ => None,
        };
        by_subtag.or_else(|| {
            Some(match language.language() {
                "en" | "de" | "fr" | "es" | "it" | "pt" | "pl" | "nl" | "sv" | "da" | "nb" | "nn" | "no" | "fi"
                | "et" | "lv" | "lt" | "cs" | "sk" | "sl" | "hr" | "bs" | "sq" | "hu" | "ro" | "tr" | "az" | "uz"
                | "id" | "ms" | "vi" | "ca" | "eu" | "gl" | "ga" | "cy" | "is" | "mt" | "sw" | "eo" | "la" | "tk" => {
                    Self::Latin
                }
                "ru" | "uk" | "be" | "bg" | "mk" | "kk" | "ky" | "tg" | "tt" | "ba" | "cv" | "mn" | "os" => {
                    Self::Cyrillic
                }
                "el" => Self::Greek,
                "ar" | "fa" | "ur" | "ps" | "ug" => Self::Arabic,
                "he" | "yi" => Self::Hebrew,
                "zh" => Self::Han,
                "ja" => Self::Kana,
                "ko" => Self::Hangul,
                "th" => Self::Thai,
                "hi" | "mr" | "ne" => Self::Devanagari,
                "hy" => Self::Armenian,
                _ => return None,
            })
        })
    }

    /// Whether words are written without spaces between them, so that each character counts as a word.
    pub fn is_unspaced(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Thai)
    }

    /// Whether the script runs from right to left.
    pub fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }
}

/// The script that most letters of a text belong to; `None` without letters.
pub fn dominant_script(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Script::of) {
        match counts.iter_mut().find(|(s, _)| *s == script) {
            Some((_, n)) => *n += 1,
            None => counts.push((script, 1)),
        }
    }
    counts.into_iter().max_by_key(|&(script, n)| (n, std::cmp::Reverse(script))).map(|(s, _)| s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_a_language() {
        let of = |tag| Script::of_language(&LanguageTag::parse(tag).unwrap());
        assert_eq!(of("ru"), Some(Script::Cyrillic));
        assert_eq!(of("sr-Latn-RS"), Some(Script::Latin));
        assert_eq!(of("sr"), None, "written in two");
    }

    #[test]
    fn the_script_of_most_letters_wins() {
        assert_eq!(dominant_script("Партия OK, 2022"), Some(Script::Cyrillic));
        assert_eq!(dominant_script("今日はよい"), Some(Script::Kana));
        assert_eq!(dominant_script("2022 — 100 %"), None);
    }
}
