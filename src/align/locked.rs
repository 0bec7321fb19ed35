//! What a person has accepted: locked beads come out as they went in, and all else is aligned around them.
//!
//! A locked pair in order becomes one segment a side, which every path must pair. The segments of a locked bead
//! that stands out of order, or has an empty side, may be paired with nothing; the bead is put back afterwards.

use std::ops::Range;

use crate::model::{Bead, BeadState, Sentence};

/// Two texts made ready for alignment around locked beads.
pub(super) struct Locked {
    /// The segments that are to be aligned.
    pub source: Side,
    /// The same of the target text.
    pub target: Side,
    /// The locked beads that are kept, in the order of the source.
    beads: Vec<Bead>,
}

/// One text.
pub(super) struct Side {
    /// The segments that are to be aligned.
    pub sentences: Vec<Sentence>,
    /// What may become of each of them.
    places: Vec<Place>,
    /// The segments of the text given that each stands for.
    ranges: Vec<Range<usize>>,
    /// The number of segments before each that are not free.
    bound: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// Anything.
    Free,
    /// It is paired with the segment of the same bead, by its index in `beads`.
    Pinned(usize),
    /// It stays alone: the bead with this index is put in its place.
    Alone(usize),
}

impl Side {
    /// `pinned` says of a bead whether its segments become one.
    fn new(sentences: &[Sentence], beads: &[Bead], pinned: &[bool], range: impl Fn(&Bead) -> &Range<usize>) -> Self {
        let mut owner = vec![None; sentences.len()];
        for (index, bead) in beads.iter().enumerate() {
            for segment in range(bead).clone() {
                owner[segment] = Some(index);
            }
        }
        let mut side = Self { sentences: vec![], places: vec![], ranges: vec![], bound: vec![0] };
        for (segment, sentence) in sentences.iter().enumerate() {
            let place = match owner[segment] {
                None => Place::Free,
                Some(index) if pinned[index] => Place::Pinned(index),
                Some(index) => Place::Alone(index),
            };
            if let (Place::Pinned(_), Some(last)) = (place, side.sentences.last_mut())
                && side.places.last() == Some(&place)
            {
                last.text.push(' ');
                last.text.push_str(&sentence.text);
                side.ranges.last_mut().expect("a range for each segment").end = segment + 1;
                continue;
            }
            side.sentences.push(sentence.clone());
            side.places.push(place);
            side.ranges.push(segment..segment + 1);
            side.bound.push(side.bound.last().copied().unwrap_or(0) + u32::from(place != Place::Free));
        }
        side
    }

    fn are_free(&self, first: usize, count: usize) -> bool {
        self.bound[first] == self.bound[first + count]
    }

    /// The place in the text given of some of the segments.
    fn range(&self, segments: &Range<usize>) -> Range<usize> {
        match (self.ranges.get(segments.start), segments.end.checked_sub(1).and_then(|last| self.ranges.get(last))) {
            (Some(first), Some(last)) if !segments.is_empty() => first.start..last.end,
            (Some(first), _) => first.start..first.start,
            _ => self.ranges.last().map_or(0..0, |last| last.end..last.end),
        }
    }
}

impl Locked {
    /// Prepares two texts. A locked bead that does not lie in the texts, has no segments, or shares a segment with
    /// an earlier one cannot be kept and is not.
    ///
    /// `moved` are beads that the aligner itself found out of order: they stay as they are too, but are not accepted.
    pub fn new(source: &[Sentence], target: &[Sentence], locked: &[Bead], moved: Vec<Bead>) -> Self {
        let mut taken = (vec![false; source.len()], vec![false; target.len()]);
        let mut beads: Vec<Bead> = Vec::new();
        let accepted = locked.iter().map(|bead| Bead { state: BeadState::Accepted, ..bead.clone() });
        for bead in accepted.chain(moved) {
            let two_free = is_free(&taken.0, &bead.source) && is_free(&taken.1, &bead.target);
            if two_free && !(bead.source.is_empty() && bead.target.is_empty()) {
                take(&mut taken.0, &bead.source);
                take(&mut taken.1, &bead.target);
                beads.push(bead);
            }
        }
        beads.sort_by_key(|b| (b.source.start, b.target.start));
        let pinned = heaviest_chain(&beads);
        for (bead, &pinned) in beads.iter_mut().zip(&pinned) {
            bead.moved = !pinned && !bead.is_unpaired();
        }
        Self {
            source: Side::new(source, &beads, &pinned, |b| &b.source),
            target: Side::new(target, &beads, &pinned, |b| &b.target),
            beads,
        }
    }

    /// The corners that every path must pass: before and behind each locked pair that stands in order.
    pub fn corners(&self) -> impl Iterator<Item = (usize, usize)> {
        let pins = |side: &Side| -> Vec<usize> {
            (0..side.places.len()).filter(|&at| matches!(side.places[at], Place::Pinned(_))).collect()
        };
        pins(&self.source).into_iter().zip(pins(&self.target)).flat_map(|(i, j)| [(i, j), (i + 1, j + 1)])
    }

    /// The texts that a person has paired, as (source, target) places in the texts given.
    pub fn pairs(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        self.beads.iter().filter(|b| !b.is_unpaired()).map(|b| (b.source.clone(), b.target.clone()))
    }

    /// Whether a bead leaves the locked ones in peace.
    pub fn allows(&self, i: usize, j: usize, n: usize, m: usize) -> bool {
        let pin = match (self.source.places[i], self.target.places[j]) {
            (Place::Pinned(a), Place::Pinned(b)) => a == b && (n, m) == (1, 1),
            _ => false,
        };
        pin || (self.source.are_free(i, n) && self.target.are_free(j, m))
    }

    /// Whether a source segment may stay without counterpart.
    pub fn allows_source_alone(&self, i: usize) -> bool {
        !matches!(self.source.places[i], Place::Pinned(_))
    }

    /// Whether a target segment may stay without counterpart.
    pub fn allows_target_alone(&self, j: usize) -> bool {
        !matches!(self.target.places[j], Place::Pinned(_))
    }

    /// Whether a source segment, and whether a target segment, may become part of any bead.
    pub fn free(&self) -> (impl Fn(usize) -> bool, impl Fn(usize) -> bool) {
        let is_free = |side: &Side, at: usize| side.places.get(at) == Some(&Place::Free);
        (move |i| is_free(&self.source, i), move |j| is_free(&self.target, j))
    }

    /// A bead with its places in the texts given.
    pub fn placed(&self, bead: Bead) -> Bead {
        Bead { source: self.source.range(&bead.source), target: self.target.range(&bead.target), ..bead }
    }

    /// Whether nothing is locked.
    fn is_empty(&self) -> bool {
        self.beads.is_empty()
    }

    /// An alignment's beads with their places in the texts given, and the locked beads among them.
    pub fn restore(&self, beads: Vec<Bead>) -> Vec<Bead> {
        if self.is_empty() {
            return beads;
        }
        let mut out: Vec<Bead> = Vec::with_capacity(beads.len());
        let mut put = vec![false; self.beads.len()];
        for bead in beads {
            let place = |side: &Side, range: &Range<usize>| {
                (!range.is_empty()).then(|| side.places.get(range.start).copied()).flatten()
            };
            let owner = match (place(&self.source, &bead.source), place(&self.target, &bead.target)) {
                (Some(Place::Pinned(index) | Place::Alone(index)), _) => Some(index),
                // The target of a bead with two sides stands where its source does.
                (None, Some(Place::Alone(index))) if !self.beads[index].source.is_empty() => continue,
                (None, Some(Place::Pinned(index) | Place::Alone(index))) => Some(index),
                _ => None,
            };
            match owner {
                Some(index) if put[index] => {}
                Some(index) => {
                    put[index] = true;
                    out.push(self.beads[index].clone());
                }
                None => out.push(self.placed(bead)),
            }
        }
        out
    }
}

fn is_free(taken: &[bool], range: &Range<usize>) -> bool {
    range.is_empty() || taken.get(range.clone()).is_some_and(|taken| taken.iter().all(|t| !t))
}

fn take(taken: &mut [bool], range: &Range<usize>) {
    if let Some(taken) = taken.get_mut(range.clone()) {
        taken.fill(true);
    }
}

/// Which of the two-sided beads, sorted by source, stand in order: the chain with the most segments, of those
/// that do not call themselves moved.
fn heaviest_chain(beads: &[Bead]) -> Vec<bool> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(beads.len());
    // The ends of the best chains so far, by target position: weights rise with it.
    let mut ends: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for (index, bead) in beads.iter().enumerate() {
        if bead.is_unpaired() || bead.moved {
            best.push((0, None));
            continue;
        }
        let before = ends.range(..=bead.target.start).next_back().map(|(_, &index)| index);
        let weight = before.map_or(0, |index| best[index].0) + bead.source.len() + bead.target.len();
        best.push((weight, before));
        if ends.range(..=bead.target.end).next_back().is_none_or(|(_, &index)| best[index].0 < weight) {
            while let Some((&end, &other)) = ends.range(bead.target.end..).next() {
                if best[other].0 > weight {
                    break;
                }
                ends.remove(&end);
            }
            ends.insert(bead.target.end, index);
        }
    }
    let mut chain = vec![false; beads.len()];
    let mut last = ends.last_key_value().map(|(_, &index)| index);
    while let Some(index) = last {
        chain[index] = true;
        last = best[index].1;
    }
    chain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::{Evidence, Options, Request, align};
    use crate::lang::LanguageTag;
    use crate::model::BlockKind;

    fn text(words: &[u8], language: &str) -> Vec<Sentence> {
        let sentence = |(block, word): (usize, &u8)| Sentence {
            block,
            kind: BlockKind::Paragraph,
            text: format!("{language}{word} {}", 7 * usize::from(*word)),
            line: None,
        };
        words.iter().enumerate().map(sentence).collect()
    }

    fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
        Bead { source, target, confidence: 0.25, state: BeadState::New, moved: false }
    }

    fn aligned(source: &[Sentence], target: &[Sentence], locked: &[Bead]) -> Vec<Bead> {
        let tag = |text| LanguageTag::parse(text).unwrap();
        let (source_language, target_language) = (&tag("ru"), &tag("en"));
        let request =
            Request { source, target, source_language, target_language, evidence: &Evidence::default(), locked };
        align(&request, &Options::default()).beads
    }

    /// Every segment of both texts is in exactly one bead.
    fn check_cover(beads: &[Bead], source: usize, target: usize) -> Result<(), TestCaseError> {
        for (side, count) in [(0, source), (1, target)] {
            let mut segments: Vec<usize> =
                beads.iter().flat_map(|b| if side == 0 { b.source.clone() } else { b.target.clone() }).collect();
            segments.sort_unstable();
            prop_assert_eq!(segments, (0..count).collect::<Vec<_>>());
        }
        prop_assert!(beads.iter().filter(|b| !b.source.is_empty()).is_sorted_by_key(|b| b.source.start));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn locked_beads_come_out_as_they_went_in(
            source in prop::collection::vec(0u8..12, 0..12),
            target in prop::collection::vec(0u8..12, 0..12),
            wishes in prop::collection::vec((0usize..12, 0usize..4, 0usize..12, 0usize..4), 0..4),
        ) {
            let (source, target) = (text(&source, "ru"), text(&target, "en"));
            let wishes: Vec<Bead> = wishes.into_iter().map(|(i, n, j, m)| bead(i..i + n, j..j + m)).collect();
            let beads = aligned(&source, &target, &wishes);
            check_cover(&beads, source.len(), target.len())?;
            let mut free = vec![true; wishes.len()];
            for (index, wish) in wishes.iter().enumerate() {
                let inside = (wish.source.is_empty() || wish.source.end <= source.len())
                    && (wish.target.is_empty() || wish.target.end <= target.len());
                let apart = |a: &Range<usize>, b: &Range<usize>| {
                    a.is_empty() || b.is_empty() || a.end <= b.start || b.end <= a.start
                };
                let clear = (0..index).filter(|&i| free[i])
                    .all(|i| apart(&wishes[i].source, &wish.source) && apart(&wishes[i].target, &wish.target));
                free[index] = inside && clear && wish.source.len() + wish.target.len() > 0;
                if free[index] {
                    let same = |b: &&Bead| {
                        (b.source == wish.source || (b.source.is_empty() && wish.source.is_empty()))
                            && (b.target == wish.target || (b.target.is_empty() && wish.target.is_empty()))
                    };
                    let found = beads.iter().find(same);
                    prop_assert!(found.is_some_and(|b| b.state == BeadState::Accepted && b.confidence == 0.25));
                }
            }
        }
    }

    #[test]
    fn what_is_locked_moves_the_rest() {
        let source = text(&[1, 2, 3, 4], "ru");
        let target = text(&[1, 2, 3, 4], "en");
        let kinds = |locked: &[Bead]| -> String {
            aligned(&source, &target, locked).iter().map(Bead::kind).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(kinds(&[]), "1-1 1-1 1-1 1-1");
        assert_eq!(kinds(&[bead(1..3, 1..3)]), "1-1 2-2 1-1");
        assert_eq!(kinds(&[bead(1..2, 0..0)]), "1-1 1-0 0-1 1-1 1-1");
    }

    #[test]
    fn a_locked_bead_may_stand_out_of_order() {
        let (source, target) = (text(&[1, 2, 3, 4], "ru"), text(&[4, 1, 2, 3], "en"));
        let moved = Bead { moved: true, ..bead(3..4, 0..1) };
        let order = |locked: &[Bead]| -> Vec<(usize, bool)> {
            aligned(&source, &target, locked).iter().map(|b| (b.target.start, b.moved)).collect()
        };
        assert_eq!(order(&[moved]), [(1, false), (2, false), (3, false), (0, true)]);
        // Most of what is locked says where the order is.
        let locked = [bead(0..1, 1..2), bead(1..2, 2..3), bead(3..4, 0..1)];
        assert_eq!(order(&locked), [(1, false), (2, false), (3, false), (0, true)]);
    }

    #[test]
    fn the_chain_with_most_segments_is_in_order() {
        let beads = [bead(0..1, 5..6), bead(1..2, 0..1), bead(2..3, 1..2), bead(3..4, 2..2), bead(4..6, 2..5)];
        assert_eq!(heaviest_chain(&beads), [false, true, true, false, true]);
    }
}
