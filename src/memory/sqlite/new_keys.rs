//! The keys of texts that an operation stored and that are not in their table yet.
//!
//! Keys are in no order, so each batch of them touches nearly every page of the table. They are held back
//! until there are many, or the operation ends, and then go in by their order.

use rustc_hash::FxHashMap;

use super::key::TextKey;

/// So many keys are held back: some 25 MB.
const MOST: usize = 1 << 19;

/// So many bits tell which keys were taken: 4 MB.
const BITS: u32 = 25;

/// No text before it.
const NONE: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct NewKeys {
    /// The texts as they came: key, variant, and the text before it with that key.
    texts: Vec<(TextKey, i64, u32)>,
    /// The newest text of a key.
    newest: FxHashMap<TextKey, u32>,
    /// A bit for each of the keys that were taken, by their first bits; empty when none were.
    taken: Vec<u64>,
}

/// The place of a key's bit.
fn bit(key: TextKey) -> (usize, u64) {
    let bit = key.column() as u32 >> (32 - BITS);
    (bit as usize / 64, 1 << (bit % 64))
}

impl NewKeys {
    pub(super) fn push(&mut self, key: TextKey, variant: i64) {
        let before = self.newest.insert(key, self.texts.len() as u32).unwrap_or(NONE);
        self.texts.push((key, variant, before));
    }

    pub(super) fn are_many(&self) -> bool {
        self.texts.len() >= MOST
    }

    /// Whether a text with this key is held.
    pub(super) fn contains(&self, key: TextKey) -> bool {
        self.newest.contains_key(&key)
    }

    /// The variants with a key, the newest first.
    pub(super) fn variants(&self, key: TextKey) -> impl Iterator<Item = i64> + '_ {
        let mut next = self.newest.get(&key).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let (_, variant, before) = self.texts.get(next as usize)?;
            next = *before;
            Some(*variant)
        })
    }

    /// Whether a key can be among those that were taken; most of the others are known not to be.
    pub(super) fn may_be_taken(&self, key: TextKey) -> bool {
        let (word, bit) = bit(key);
        self.taken.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Empties it: the rows of the table, in order.
    pub(super) fn take(&mut self) -> Vec<(i64, i64)> {
        self.newest.clear();
        if !self.texts.is_empty() {
            self.taken.resize(1 << (BITS - 6), 0);
        }
        for (key, ..) in &self.texts {
            let (word, bit) = bit(*key);
            self.taken[word] |= bit;
        }
        let mut rows: Vec<(i64, i64)> = self.texts.drain(..).map(|(key, id, _)| (key.column(), id)).collect();
        rows.sort_unstable();
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_key_until_they_are_taken() {
        let key = |n: u64| TextKey::new("ru", n << 32);
        let mut keys = NewKeys::default();
        for (variant, n) in (1..).zip([5, 3, 5, 9, 5]) {
            keys.push(key(n), variant);
        }
        assert_eq!(keys.variants(key(5)).collect::<Vec<_>>(), [5, 3, 1]);
        assert_eq!(keys.variants(key(4)).count(), 0);
        assert!(keys.contains(key(9)) && !keys.contains(key(4)));
        assert!(!keys.may_be_taken(key(9)));
        let rows = keys.take();
        assert!(rows.is_sorted() && rows.len() == 5);
        assert!(!keys.contains(key(9)) && keys.take().is_empty());
        assert!([3, 5, 9].into_iter().all(|n| keys.may_be_taken(key(n))));
        assert!(!keys.may_be_taken(key(1 << 20)));
    }
}
