//! Finding the segments of a text again after the text has changed.
//!
//! Equal segments are matched first. Between them, where a text was changed, words are matched with words, and each
//! old segment that somebody has accepted is found in the new text if most of its words are: whole, or as a part of a
//! segment, which is then cut where a person had cut it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::Sentence;

/// From this share of words in common, of both sides, a segment is still the same.
const SAME: f32 = 0.7;

/// The most words of a changed stretch, both sides together, that are matched one by one; a longer one is another
/// text.
const MOST_WORDS: usize = 100_000;

/// The segments of a changed text, and where the old ones are among them.
pub(super) struct Carried {
    pub segments: Vec<Sentence>,
    /// For each old segment the new ones that hold its text.
    places: Vec<Option<Range<usize>>>,
}

impl Carried {
    /// The segments of a text that has not changed.
    pub fn unchanged(old: &[Sentence]) -> Self {
        Self { segments: old.to_vec(), places: (0..old.len()).map(|at| Some(at..at + 1)).collect() }
    }

    /// Where the old segments of a bead are, if all are there and stand together.
    pub fn range(&self, old: &Range<usize>) -> Option<Range<usize>> {
        let mut places = self.places.get(old.clone())?.iter();
        let Some(first) = places.next() else {
            // Nothing stands where the segment before it ends.
            let before = self.places.get(..old.start)?.iter().rev().find_map(Option::as_ref);
            let at = before.map_or(0, |place| place.end);
            return Some(at..at);
        };
        let mut range = first.clone()?;
        for place in places {
            let place = place.clone()?;
            if place.start != range.end {
                return None;
            }
            range.end = place.end;
        }
        Some(range)
    }
}

/// Finds old segments in a new text: all that are unchanged, and of the others those that are `wanted`.
pub(super) fn carry(old: &[Sentence], new: Vec<Sentence>, wanted: &[bool]) -> Carried {
    let mut found: Vec<Option<(Place, Place)>> = vec![None; old.len()];
    let mut gap = (0, 0);
    let equal = equal(old, &new);
    for (i, j) in equal.into_iter().chain([(old.len(), new.len())]) {
        let gap_wanted = wanted.get(gap.0..i).is_some_and(|wanted| wanted.contains(&true));
        if gap_wanted && gap.1 < j {
            for (at, places) in nearly(&old[gap.0..i], &new[gap.1..j]) {
                let at = gap.0 + at;
                if wanted[at] {
                    let moved = |place: Place| Place { segment: place.segment + gap.1, ..place };
                    found[at] = Some((moved(places.0), moved(places.1)));
                }
            }
        }
        if let Some(place) = found.get_mut(i) {
            *place = Some((Place::start(j), Place::start(j + 1)));
        }
        gap = (i + 1, j + 1);
    }
    cut(new, &found)
}

/// A place in a text: a byte of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    segment: usize,
    byte: usize,
}

impl Place {
    fn start(segment: usize) -> Self {
        Self { segment, byte: 0 }
    }
}

/// The pairs of equal segments, in order.
fn equal(old: &[Sentence], new: &[Sentence]) -> Vec<(usize, usize)> {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut number = |text| {
        let next = numbers.len();
        *numbers.entry(text).or_insert(next)
    };
    let of_old: Vec<usize> = old.iter().map(|s| number(s.text.as_str())).collect();
    let of_new: Vec<usize> = new.iter().map(|s| number(s.text.as_str())).collect();
    // What stands on one side only matches nothing, and would only slow the search down.
    let mut sides = vec![(false, false); numbers.len()];
    of_old.iter().for_each(|&n| sides[n].0 = true);
    of_new.iter().for_each(|&n| sides[n].1 = true);
    let shared =
        |all: &[usize]| -> Vec<usize> { (0..all.len()).filter(|&at| sides[all[at]] == (true, true)).collect() };
    let (old_places, new_places) = (shared(&of_old), shared(&of_new));
    let pick = |places: &[usize], all: &[usize]| places.iter().map(|&at| all[at]).collect::<Vec<_>>();
    let (a, b) = (pick(&old_places, &of_old), pick(&new_places, &of_new));
    matches(&a, &b).into_iter().map(|(i, j)| (old_places[i], new_places[j])).collect()
}

/// The places of what two sequences have in common, in order.
fn matches<T: std::hash::Hash + Eq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            out.extend((0..len).map(|at| (old_index + at, new_index + at)));
        }
    }
    out
}

/// The words of some segments with their places.
fn words(segments: &[Sentence]) -> Vec<(Place, &str)> {
    let mut out = Vec::new();
    for (segment, sentence) in segments.iter().enumerate() {
        let words = sentence.text.split_word_bound_indices().filter(|(_, word)| !word.trim().is_empty());
        out.extend(words.map(|(byte, word)| (Place { segment, byte }, word)));
    }
    out
}

/// The old segments that most words of a changed stretch are left of, and where they begin and end in it.
fn nearly<'a>(old: &'a [Sentence], new: &'a [Sentence]) -> Vec<(usize, (Place, Place))> {
    let (old_words, new_words) = (words(old), words(new));
    if old_words.len() + new_words.len() > MOST_WORDS {
        return Vec::new();
    }
    let texts = |words: &[(Place, &'a str)]| -> Vec<&'a str> { words.iter().map(|(_, word)| *word).collect() };
    let mut counterpart: Vec<Option<usize>> = vec![None; old_words.len()];
    for (i, j) in matches(&texts(&old_words), &texts(&new_words)) {
        counterpart[i] = Some(j);
    }
    // Where segments begin, in words of the new text; its end is one too.
    let mut borders: Vec<usize> =
        (0..new_words.len()).filter(|&at| at == 0 || new_words[at].0.segment != new_words[at - 1].0.segment).collect();
    borders.push(new_words.len());
    let place = |word: usize| match new_words.get(word) {
        Some((place, _)) if borders.binary_search(&word).is_ok() => Place::start(place.segment),
        Some((place, _)) => *place,
        None => Place::start(new.len()),
    };
    let mut out = Vec::new();
    let mut from = 0;
    for segment in 0..old.len() {
        let length = old_words[from..].iter().take_while(|(place, _)| place.segment == segment).count();
        let own = &counterpart[from..from + length];
        let (first, last) = (own.iter().flatten().next(), own.iter().flatten().next_back());
        let before = counterpart[..from].iter().rev().flatten().next().map_or(0, |last| last + 1);
        let after = counterpart[from + length..].iter().flatten().next().map_or(new_words.len(), |first| *first);
        from += length;
        let (Some(&first), Some(&last)) = (first, last) else { continue };
        // The nearest border that no other segment's words lie beyond, else the words' own edge.
        let start = borders.iter().rev().find(|&&b| b <= first && b >= before).copied().unwrap_or(first);
        let end = borders.iter().find(|&&b| b > last && b <= after).copied().unwrap_or(last + 1);
        let common = own.iter().flatten().count();
        if 2.0 * common as f32 / (length + end - start) as f32 >= SAME {
            out.push((segment, (place(start), place(end))));
        }
    }
    out
}

/// Cuts the new segments where the found ones begin and end, and gives their places.
fn cut(new: Vec<Sentence>, found: &[Option<(Place, Place)>]) -> Carried {
    let mut cuts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for place in found.iter().flatten().flat_map(|(start, end)| [start, end]).filter(|place| place.byte > 0) {
        cuts.entry(place.segment).or_default().insert(place.byte);
    }
    let mut segments = Vec::with_capacity(new.len());
    let mut first = Vec::with_capacity(new.len() + 1);
    for (at, sentence) in new.into_iter().enumerate() {
        first.push(segments.len());
        let Some(bytes) = cuts.get(&at) else {
            segments.push(sentence);
            continue;
        };
        let ends = bytes.iter().copied().chain([sentence.text.len()]);
        let starts = std::iter::once(0).chain(bytes.iter().copied());
        for (start, end) in starts.zip(ends) {
            segments.push(Sentence { text: sentence.text[start..end].trim().to_string(), ..sentence.clone() });
        }
    }
    first.push(segments.len());
    let index = |place: &Place| {
        let inside = cuts.get(&place.segment).map_or(0, |bytes| bytes.range(..=place.byte).count());
        first[place.segment] + if place.byte > 0 { inside } else { 0 }
    };
    let places = found.iter().map(|found| found.as_ref().map(|(start, end)| index(start)..index(end))).collect();
    Carried { segments, places }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::BlockKind;

    fn text(segments: &[&str]) -> Vec<Sentence> {
        let segment = |text: &&str| Sentence { block: 0, kind: BlockKind::Paragraph, text: (*text).into(), line: None };
        segments.iter().map(segment).collect()
    }

    /// Where each old segment is found: its new text, or `-`.
    #[track_caller]
    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let carried = carry(&text(old), text(new), &vec![true; old.len()]);
        let found = |at: usize| match carried.range(&(at..at + 1)) {
            Some(range) => carried.segments[range].iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("|"),
            None => "-".to_string(),
        };
        assert_eq!((0..old.len()).map(found).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn segments_are_found_again() {
        // Unchanged, with others put in and taken out.
        check(&["Раз.", "Два.", "Три."], &["Нуль.", "Раз.", "Три.", "Четыре."], &["Раз.", "-", "Три."]);
        // Nearly unchanged.
        check(
            &["Мы требуем освободить всех политзаключённых.", "Нет войне!"],
            &["Мы требуем немедленно освободить всех политзаключённых!", "Нет войне!"],
            &["Мы требуем немедленно освободить всех политзаключённых!", "Нет войне!"],
        );
        // Another text in the same place.
        check(&["Мы требуем освободить всех."], &["Погода сегодня хорошая."], &["-"]);
        check(&["Раз."], &[], &["-"]);
    }

    #[test]
    fn what_a_person_has_split_or_joined_is_split_or_joined_again() {
        check(
            &["Мы против войны,", "мы за мир."],
            &["Мы против войны, мы за мир."],
            &["Мы против войны,", "мы за мир."],
        );
        check(
            &["Мы против войны. Мы за мир и свободу."],
            &["Мы против войны.", "Мы за мир и за свободу."],
            &["Мы против войны.|Мы за мир и за свободу."],
        );
        check(
            &["我们反对战争，", "我们要和平。"],
            &["我们反对战争，我们要和平。"],
            &["我们反对战争，", "我们要和平。"],
        );
    }

    #[test]
    fn segments_of_a_bead_must_stand_together() {
        let carried = carry(&text(&["a", "b"]), text(&["a", "x", "b"]), &[true, true]);
        assert_eq!(
            (carried.range(&(0..2)), carried.range(&(1..2)), carried.range(&(1..1))),
            (None, Some(2..3), Some(1..1))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        /// No text is lost, and what is found lies in the text, in order.
        #[test]
        fn any_change_keeps_the_text(
            old in prop::collection::vec("[а-в ]{0,12}", 0..8),
            new in prop::collection::vec("[а-в ]{0,12}", 0..8),
            wanted in prop::collection::vec(any::<bool>(), 8),
        ) {
            fn refs(texts: &[String]) -> Vec<&str> { texts.iter().map(|t| t.trim()).collect() }
            let (old, new) = (text(&refs(&old)), text(&refs(&new)));
            let bare = |segments: &[Sentence]| segments.iter().flat_map(|s| s.text.chars()).filter(|c| !c.is_whitespace()).collect::<String>();
            let before = bare(&new);
            let carried = carry(&old, new, &wanted[..old.len()]);
            prop_assert_eq!(bare(&carried.segments), before);
            let mut last = 0;
            for place in carried.places.iter().flatten() {
                prop_assert!(place.start >= last && place.start <= place.end && place.end <= carried.segments.len());
                last = place.end;
            }
        }
    }
}
