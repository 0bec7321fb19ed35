//! Finding words in either language, whatever their case and accents.

use std::ops::Range;

use crate::lang::fold;
use crate::model::{Alignment, Side};

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// As it was typed.
    pub words: String,
    folded: String,
}

impl Search {
    /// A search for these words; nothing for blanks.
    pub fn new(words: &str) -> Option<Self> {
        let words = words.trim();
        let folded = fold(&crate::lang::nfc(words));
        (!folded.is_empty()).then(|| Self { words: words.to_owned(), folded })
    }

    /// The beads with the words in either language, in order.
    pub fn beads(&self, alignment: &Alignment) -> Vec<usize> {
        let has = |&index: &usize| {
            alignment.beads.get(index).is_some_and(|bead| {
                [Side::Source, Side::Target]
                    .iter()
                    .flat_map(|&side| alignment.segments_of(bead, side))
                    .any(|segment| fold(&segment.text).contains(&self.folded))
            })
        };
        (0..alignment.beads.len()).filter(has).collect()
    }

    /// Where the words stand in a part of a text or reach into it, as byte ranges of the text.
    pub fn places_near(&self, text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
        // What is folded away (accents, vowel signs) is at most as long as what stays.
        let margin = 4 * self.folded.len();
        let boundary =
            |byte: usize| (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let window = boundary(part.start.saturating_sub(margin))..boundary(part.end + margin);
        let places = self.places(&text[window.clone()]).into_iter();
        places
            .map(|place| place.start + window.start..place.end + window.start)
            .filter(|place| place.start < part.end && part.start < place.end)
            .collect()
    }

    /// Where the words stand in a text, as byte ranges.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut folded = String::with_capacity(text.len());
        // Which byte of the text each byte of the folded one comes from.
        let mut from = Vec::with_capacity(text.len());
        let mut buffer = [0; 4];
        for (byte, c) in text.char_indices() {
            folded.push_str(&fold(c.encode_utf8(&mut buffer)));
            from.resize(folded.len(), byte);
        }
        let end_of = |last: usize| {
            let byte = from.get(last).copied().unwrap_or(text.len());
            byte + text.get(byte..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        };
        folded
            .match_indices(&self.folded)
            .filter_map(|(at, found)| Some(*from.get(at)?..end_of(at + found.len() - 1)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::alignment;

    fn places(words: &str, text: &str) -> Vec<String> {
        Search::new(words).unwrap().places(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(places("все", "Всё и все́ вСЕ"), ["Всё", "все", "вСЕ"]);
        assert_eq!(places("كتب", "كَتَبَ"), ["كَتَب"]);
        assert_eq!(places("反对", "我们反对战争"), ["反对"]);
        assert_eq!(places("нет", "да"), [""; 0]);
    }

    #[test]
    fn words_that_reach_into_a_line_are_found() {
        let text = "раз два три два";
        let near = |part| {
            let places = Search::new("два").unwrap().places_near(text, &part);
            places.into_iter().map(|place| (place.start, place.end)).collect::<Vec<_>>()
        };
        assert_eq!(near(9..12), [(7, 13)]);
        assert_eq!(near(0..text.len()), [(7, 13), (21, 27)]);
        assert_eq!(near(500..600), []);
    }

    #[test]
    fn both_languages_are_searched() {
        let alignment = alignment("да:yes нет:no дай:");
        let beads = |words| Search::new(words).unwrap().beads(&alignment);
        assert_eq!((beads("ДА"), beads("no"), beads("maybe")), (vec![0, 2], vec![1], vec![]));
        assert_eq!(Search::new("  "), None);
    }
}
