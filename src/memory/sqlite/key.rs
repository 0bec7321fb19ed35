//! The key under which table `text_key` finds a text in a language.

use crate::lang::LanguageTag;
use crate::memory::store::exact_key;

/// A hash of a primary language and a normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextKey(u64);

impl TextKey {
    /// The key of a text.
    pub(super) fn of(language: &LanguageTag, text: &str) -> Self {
        Self::new(language.language(), exact_key(text))
    }

    /// The key of the text with this [`exact_key`].
    pub(super) fn new(primary_language: &str, key: u64) -> Self {
        Self(key ^ xxhash_rust::xxh3::xxh3_64(primary_language.as_bytes()))
    }

    /// What the table holds of it: 32 bits are enough to look at few texts in vain.
    pub(super) fn column(self) -> i64 {
        i64::from((self.0 >> 32) as i32)
    }
}
