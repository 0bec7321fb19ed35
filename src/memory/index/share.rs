//! What two texts can share, as sets: the occurrences of keys, and the order in which they are looked at.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A posting says in so many parts of the entry's weight how much of it comes before the key.
pub(super) const STEPS: u32 = 16;

/// How many whole steps come before a key, if weight before it: the last of them not to its end, so that with
/// half of the weight before it a key is still in the first half.
pub(super) fn steps_before(before: u32, weight: u32) -> u32 {
    let steps = (u64::from(before) * u64::from(STEPS)).div_ceil(u64::from(weight.max(1)));
    (steps.saturating_sub(1) as u32).min(STEPS - 1)
}

/// The place of a key in the part's order: what has few postings for its weight comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64, u64);

impl Rank {
    /// Of a key that so many entries have.
    pub(super) fn of(postings: usize, weight: u32, hash: u64) -> Self {
        Self(postings as u64 * 1000 / u64::from(weight.max(1)), hash)
    }

    /// The hash of the key.
    pub(super) fn hash(self) -> u64 {
        self.1
    }
}

/// So many occurrences of a key in one text are told apart; beyond, every doubling counts.
const TOLD_APART: u32 = 16;

/// The occurrences of a key that a text has so often: each as its number, and how many it stands for. A text
/// with as many occurrences or more has the same ones, the last perhaps with more behind it.
pub(super) fn occurrences(count: u32) -> impl Iterator<Item = (u32, u32)> {
    let upto = |nth: u32| if nth <= TOLD_APART { nth } else { (nth - 1).saturating_mul(2) };
    std::iter::successors(Some(1), move |&nth| upto(nth).checked_add(1))
        .take_while(move |&nth| nth <= count)
        .map(move |nth| (nth, upto(nth).min(count) - nth + 1))
}

/// The hash of an occurrence of a key.
pub(super) fn occurrence_hash(key: u64, nth: u32) -> u64 {
    if nth == 1 { key } else { xxh3_64_with_seed(&key.to_le_bytes(), u64::from(nth)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn occurrences_are_told_apart_up_to_a_number() {
        let of = |count| occurrences(count).collect::<Vec<_>>();
        assert_eq!(of(0), []);
        assert_eq!(of(3), [(1, 1), (2, 1), (3, 1)]);
        assert_eq!(of(17).last(), Some(&(17, 1)));
        assert_eq!(of(40)[15..], [(16, 1), (17, 16), (33, 8)]);
        assert!(of(u32::MAX).len() < 50);
    }

    #[test]
    fn steps_end_where_the_weight_ends() {
        assert_eq!(steps_before(0, 400), 0);
        assert_eq!(steps_before(25, 400), 0, "a whole step, but not more");
        assert_eq!(steps_before(26, 400), 1);
        assert_eq!(steps_before(200, 400), 7, "half of it");
        assert_eq!(steps_before(400, 400), STEPS - 1);
        assert_eq!(steps_before(u32::MAX, 1), STEPS - 1);
    }

    proptest! {
        #[test]
        fn what_two_texts_share_is_what_they_share_of_each_occurrence(a in 0u32..200, b in 0u32..200) {
            let of_b: Vec<(u32, u32)> = occurrences(b).collect();
            let shared = |(nth, times): (u32, u32)| {
                of_b.iter().find(|(other, _)| *other == nth).map_or(0, |(_, others)| times.min(*others))
            };
            prop_assert_eq!(occurrences(a).map(shared).sum::<u32>(), a.min(b));
            prop_assert_eq!(occurrences(a).map(|(_, times)| times).sum::<u32>(), a);
        }
    }
}
