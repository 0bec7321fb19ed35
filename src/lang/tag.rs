//! Language tags (BCP 47, RFC 5646) as far as translation files use them.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::script::Script;

/// A BCP 47 language tag in canonical case: `ru`, `en-GB`, `sr-Latn-RS`, `zh-Hant`.
///
/// Tags are compared by language, then script, then region ([`LanguageTag::distance`]); equality is of
/// the whole tag. Underscores and any letter case are read (`en_us` is `en-US`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(
    // Every unit has three: nearly all are short enough to need no memory beside it.
    CompactString,
);

/// Why a text is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag such as ru, en-GB or zh-Hant")]
pub struct TagError(pub String);

impl LanguageTag {
    /// Reads a tag, tolerantly in case and separators.
    ///
    /// # Errors
    /// When the primary subtag is not 2 to 8 letters or another subtag is not 1 to 8 letters and digits.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let error = || TagError(text.to_string());
        let mut canonical = CompactString::with_capacity(text.len());
        let mut after_singleton = false;
        for (index, part) in text.trim().split(['-', '_']).enumerate() {
            let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
            if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(error());
            }
            if index == 0 && (!alphabetic || part.len() < 2) {
                return Err(error());
            }
            if index > 0 {
                canonical.push('-');
            }
            let start = canonical.len();
            canonical.push_str(part);
            let part = &mut canonical[start..];
            part.make_ascii_lowercase();
            match part.len() {
                _ if index == 0 || after_singleton => {}
                1 => after_singleton = true,
                2 if alphabetic => part.make_ascii_uppercase(),
                4 if alphabetic => part[..1].make_ascii_uppercase(),
                _ => {}
            }
        }
        Ok(Self(canonical))
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `sr` of `sr-Latn-RS`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The script subtag, if any: `Latn` of `sr-Latn-RS`.
    pub fn script(&self) -> Option<&str> {
        self.subtags().find(|s| s.len() == 4 && s.bytes().all(|b| b.is_ascii_alphabetic()))
    }

    /// The region subtag, if any: `RS` of `sr-Latn-RS`, `419` of `es-419`.
    pub fn region(&self) -> Option<&str> {
        self.subtags().find(|s| {
            (s.len() == 2 && s.bytes().all(|b| b.is_ascii_alphabetic()))
                || (s.len() == 3 && s.bytes().all(|b| b.is_ascii_digit()))
        })
    }

    /// The script that the language is written in: the one the tag names, or the usual one of the languages
    /// that are written in one script alone.
    pub fn usual_script(&self) -> Option<Script> {
        match self.script() {
            Some("Latn") => return Some(Script::Latin),
            Some("Cyrl") => return Some(Script::Cyrillic),
            Some("Arab") => return Some(Script::Arabic),
            Some(_) => return None,
            None => {}
        }
        match self.language() {
            "ru" | "uk" | "be" | "bg" | "mk" | "kk" | "ky" | "tg" | "mn" | "tt" => Some(Script::Cyrillic),
            "el" => Some(Script::Greek),
            "ar" | "fa" | "ur" => Some(Script::Arabic),
            "he" | "yi" => Some(Script::Hebrew),
            "zh" => Some(Script::Han),
            "ja" => Some(Script::Kana),
            "ko" => Some(Script::Hangul),
            "th" | "lo" | "km" | "my" => Some(Script::Thai),
            "hi" | "mr" | "ne" => Some(Script::Devanagari),
            "hy" => Some(Script::Armenian),
            "sr" | "uz" | "az" => None,
            _ => Some(Script::Latin),
        }
    }

    fn subtags(&self) -> impl Iterator<Item = &str> {
        self.0.split('-').skip(1).take_while(|s| s.len() > 1)
    }

    /// How far two tags are apart: `Some(0)` the same language, script and region; `Some(1)` one of them
    /// names no region; `Some(2)` another region; `None` another language or another named script.
    pub fn distance(&self, other: &Self) -> Option<u8> {
        if self.language() != other.language() {
            return None;
        }
        if let (Some(a), Some(b)) = (self.script(), other.script())
            && a != b
        {
            return None;
        }
        match (self.region(), other.region()) {
            (a, b) if a == b => Some(0),
            (Some(_), Some(_)) => Some(2),
            _ => Some(1),
        }
    }

    /// Whether a text in `other` serves someone who asked for `self`, whatever the region.
    pub fn matches(&self, other: &Self) -> bool {
        self.distance(other).is_some()
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LanguageTag {
    type Err = TagError;
    fn from_str(text: &str) -> Result<Self, TagError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = TagError;
    fn try_from(text: String) -> Result<Self, TagError> {
        Self::parse(&text)
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> String {
        tag.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    #[test]
    fn reads_the_spellings_of_real_files() {
        for (given, canonical) in [
            ("EN-US", "en-US"),
            ("es_es", "es-ES"),
            ("En-uS", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("be-tarask", "be-tarask"),
            ("es-419", "es-419"),
            ("x-none", ""),
            ("---", ""),
            ("", ""),
            ("английский", ""),
        ] {
            assert_eq!(LanguageTag::parse(given).map(String::from).unwrap_or_default(), canonical, "{given}");
        }
    }

    #[test]
    fn distance_goes_by_language_script_region() {
        assert_eq!(tag("en-GB").distance(&tag("en-GB")), Some(0));
        assert_eq!(tag("en").distance(&tag("en-GB")), Some(1));
        assert_eq!(tag("en-US").distance(&tag("en-GB")), Some(2));
        assert_eq!(tag("sr-Latn").distance(&tag("sr-Cyrl")), None);
        assert_eq!(tag("ru").distance(&tag("be")), None);
    }
}
