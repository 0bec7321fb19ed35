//! Signatures: what keys an entry has, at a glance.

use crate::memory::score::WORD;

/// How many words a signature has goes by the entry's weight, so by its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignatureClasses {
    /// The first entry with two words.
    pub two: u32,
    /// The first entry with four words.
    pub four: u32,
}

/// One bit a key: what is in one text and not in the other can be counted at a glance. Keys of full weight
/// have bits of their own; lighter ones share a field half as wide; the lightest (marks, codes) have none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signature {
    /// Keys that weigh a word.
    pub full: [u64; 4],
    /// Keys that weigh [`LIGHT`] to less than a word.
    pub light: [u32; 4],
}

/// The least weight of keys that have a bit in signatures.
const LIGHT: u32 = WORD / 2;

/// The bytes of a signature for each of its words.
pub(super) const WORD_BYTES: usize = 12;

impl Signature {
    /// Sets the bit of a key, in a signature of so many words.
    pub(super) fn add(&mut self, words: usize, hash: u64, weight: u32) {
        let bit = (hash >> 40) as usize;
        if weight >= WORD {
            self.full[bit / 64 % words] |= 1 << (bit % 64);
        } else if weight >= LIGHT {
            self.light[bit / 32 % words] |= 1 << (bit % 32);
        }
    }

    /// Whether it has the bit of a key, in a signature of so many words; yes where a key has none.
    pub(super) fn may_have(&self, words: usize, hash: u64, weight: u32) -> bool {
        let mut key = Self::default();
        key.add(words, hash, weight);
        let shared = self.full.iter().zip(&key.full).any(|(a, b)| a & b != 0);
        weight < LIGHT || shared || self.light.iter().zip(&key.light).any(|(a, b)| a & b != 0)
    }

    /// So many words of it as bytes.
    pub(super) fn write(&self, words: usize, out: &mut Vec<u8>) {
        for word in 0..words {
            out.extend(self.full[word].to_le_bytes());
            out.extend(self.light[word].to_le_bytes());
        }
    }

    /// The words of a signature in its bytes.
    #[inline]
    pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = (u64, u32)> {
        bytes.as_chunks::<WORD_BYTES>().0.iter().map(|&[a, b, c, d, e, f, g, h, i, j, k, l]| {
            (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes([i, j, k, l]))
        })
    }
}

impl SignatureClasses {
    /// The weights up to which a signature has one and two words.
    pub const BOUNDS: [u32; 2] = [160, 480];

    /// Where the signature of an entry begins, in words, and how many it has.
    #[inline]
    pub(super) fn place(self, entry: u32) -> (usize, usize) {
        let (two, four, entry) = (self.two as usize, self.four as usize, entry as usize);
        if entry < two {
            (entry, 1)
        } else if entry < four {
            (two + 2 * (entry - two), 2)
        } else {
            (two + 2 * four.saturating_sub(two) + 4 * (entry - four), 4)
        }
    }
}

/// Three quarters of a word.
const HEAVIER: u32 = WORD * 3 / 4;

/// Keys as a signature, the lighter ones by weight, so that what is lacking can be weighed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mask {
    keys: Signature,
    /// Those of the light keys that weigh three quarters of a word or more.
    heavier: Signature,
}

impl Mask {
    /// Adds a key, for signatures of so many words.
    pub(super) fn add(&mut self, words: usize, hash: u64, weight: u32) {
        self.keys.add(words, hash, weight);
        if (HEAVIER..WORD).contains(&weight) {
            self.heavier.add(words, hash, weight);
        }
    }

    /// What the keys weigh, at least, that the entry with this signature does not have.
    #[inline]
    pub(super) fn lacking(&self, signature: &[(u64, u32)]) -> u32 {
        let words = self.keys.full.iter().zip(&self.keys.light).zip(&self.heavier.light).zip(signature);
        words.fold(0, |sum, (((own_full, own_light), own_heavier), (full, light))| {
            sum + WORD * (own_full & !full).count_ones()
                + LIGHT * (own_light & !light).count_ones()
                + (HEAVIER - LIGHT) * (own_heavier & !light).count_ones()
        })
    }

    /// What the keys of the entry with this signature weigh, at least, that are none of these.
    #[inline]
    pub(super) fn foreign(&self, signature: &[(u64, u32)]) -> u32 {
        let words = self.keys.full.iter().zip(&self.keys.light).zip(signature);
        words.fold(0, |sum, ((own_full, own_light), (full, light))| {
            sum + WORD * (full & !own_full).count_ones() + LIGHT * (light & !own_light).count_ones()
        })
    }
}
