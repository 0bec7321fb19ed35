//! Links between the words of a segment and those of its translation.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::words::Word;
use super::{Associations, Bitext, Link, Occurrences, SAMPLE, SOURCE, TARGET};
use crate::lang::skeleton_similarity;
use crate::memory::store::Error;

/// The least strength of a link.
pub(super) const LEAST: f64 = 0.25;

/// How much stronger a link must be than any that would explain its target word otherwise.
const CLEARLY: f64 = 1.5;

/// A link that is expected to have less than this part of the strength that matters is not looked at.
const DOUBT: f64 = 0.5;

/// How many times as often as anywhere two words must go together.
const LIFT: f64 = 3.0;

/// What is taken off every count: a word seen in one unit says nothing of another.
const DISCOUNT: f64 = 0.8;

/// The least likeness of a name's spellings, and the least length of their skeletons.
const ALIKE: f64 = 0.8;
const NAME: usize = 3;

/// Segments with more words are not linked.
const LONGEST: usize = 300;

/// How much two words go together, from 0 to 1: the geometric mean of the shares of either's occurrences that
/// have the other, each less [`DISCOUNT`]; 0 if that is hardly more than by chance.
pub(super) fn strength(source: &Occurrences, target: &Occurrences, s: u32, t: u32) -> f64 {
    let share = |of: &Occurrences, number: u32, chance: f64| {
        let together = of.with.get(&number).map_or(0.0, |&n| f64::from(n));
        let share = (together - DISCOUNT).max(0.0) / f64::from(of.units.max(1));
        if share >= LIFT * chance { share } else { 0.0 }
    };
    (share(source, t, target.share) * share(target, s, source.share)).sqrt()
}

/// A source word whose counterpart is sought: its number, where it stands first, how often.
type Head = (u32, Range<usize>, usize);

impl Associations {
    /// The words of a translation that belong to the words of its source in these ranges (of bytes), in the
    /// order of the translation. Words that may belong to others as well are left out.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn counterparts(
        &mut self,
        memory: &Bitext<'_>,
        source: &str,
        ranges: &[Range<usize>],
        target: &str,
    ) -> Result<Vec<Link>, Error> {
        self.keep_small();
        let (source, target) = (self.sides[SOURCE].words.of(source), self.sides[TARGET].words.of(target));
        if source.len() > LONGEST || target.len() > LONGEST {
            return Ok(Vec::new());
        }
        let inside = |word: &Word| ranges.iter().any(|r| r.start <= word.range.start && word.range.end <= r.end);
        // Of each source word: where it stands first in the ranges, how often there, how often elsewhere.
        let mut heads: Vec<Head> = Vec::new();
        let mut rivals: Vec<u32> = Vec::new();
        for word in &source {
            if !inside(word) {
                rivals.push(word.number);
            }
        }
        for word in source.iter().filter(|w| inside(w) && !rivals.contains(&w.number)) {
            match heads.iter_mut().find(|(number, ..)| *number == word.number) {
                Some((_, _, count)) => *count += 1,
                None => heads.push((word.number, word.range.clone(), 1)),
            }
        }
        rivals.sort_unstable();
        rivals.dedup();
        let mut places: FxHashMap<u32, Vec<Range<usize>>> = FxHashMap::default();
        for word in target {
            places.entry(word.number).or_default().push(word.range);
        }
        let mut numbers: Vec<u32> = places.keys().copied().collect();
        numbers.sort_unstable();

        let mut links = Vec::new();
        for t in numbers {
            let Some((head, certainty)) = self.owner(memory, &heads, &rivals, t)? else { continue };
            let ranges = &places[&t];
            if ranges.len() > head.2 {
                continue; // some of them belong to another word
            }
            links.extend(ranges.iter().map(|range| Link {
                source: head.1.clone(),
                target: range.clone(),
                certainty: certainty as f32,
            }));
        }
        links.sort_by_key(|link| link.target.start);
        Ok(links)
    }

    /// The stretch of a translation that a stretch of its source is translated by: where the counterparts of
    /// its words stand, if those of its first and last content word are among them and no word that has
    /// another source, or none that is known, stands between.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn rendering(
        &mut self,
        memory: &Bitext<'_>,
        source: &str,
        range: &Range<usize>,
        target: &str,
    ) -> Result<Option<Range<usize>>, Error> {
        let links = self.counterparts(memory, source, std::slice::from_ref(range), target)?;
        let (Some(first), Some(last)) = (links.first(), links.last()) else { return Ok(None) };
        let stretch = first.target.start..last.target.end;
        let words = self.sides[SOURCE].words.of(source);
        let content: Vec<&Word> = words
            .iter()
            .filter(|w| range.start <= w.range.start && w.range.end <= range.end)
            .filter(|w| self.sides[SOURCE].words.stem(w.number).content)
            .collect();
        let linked = |word: &&&Word| {
            links.iter().any(|l| l.source == word.range)
                || words.iter().any(|w| w.number == word.number && links.iter().any(|l| l.source == w.range))
        };
        let ends = [content.first(), content.last()];
        let enough = 3 * content.iter().filter(linked).count() >= 2 * content.len();
        if !enough || !ends.iter().flatten().all(linked) {
            return Ok(None);
        }
        let between = self.sides[TARGET].words.of(target).into_iter().filter(|w| {
            stretch.start <= w.range.start && w.range.end <= stretch.end && links.iter().all(|l| l.target != w.range)
        });
        let strangers = between.filter(|w| self.sides[TARGET].words.stem(w.number).content).count();
        Ok((3 * strangers <= links.len() && strangers <= 1).then_some(stretch))
    }

    /// Where the words of a phrase stand in a text one after the other, in any form; the first such place.
    pub fn find(&mut self, phrase: &str, text: &str) -> Option<Range<usize>> {
        let words = &mut self.sides[SOURCE].words;
        let (phrase, text) = (words.of(phrase), words.of(text));
        let same = |some: &&[Word]| some.iter().map(|w| w.number).eq(phrase.iter().map(|w| w.number));
        let place = text.windows(phrase.len().max(1)).find(same)?;
        Some(place.first()?.range.start..place.last()?.range.end)
    }

    /// How the memory writes a name in the target language, if it has the name and always writes it alike.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn name(&mut self, memory: &Bitext<'_>, name: &str) -> Result<Option<String>, Error> {
        self.keep_small();
        let [word] = &self.sides[SOURCE].words.of(name)[..] else { return Ok(None) };
        let number = word.number;
        let ids = memory.source.index().sample(self.sides[SOURCE].words.stem(number).key, SAMPLE).unwrap_or_default();
        let mut forms: Vec<String> = Vec::new();
        for pair in memory.store.translations_of(&ids, memory.target.language())? {
            if !self.sides[SOURCE].words.of(&pair.source).iter().any(|w| w.number == number) {
                continue;
            }
            let words = self.sides[TARGET].words.of(&pair.target);
            let alike = words.iter().map(|w| (self.spelling(number, w.number), w));
            let Some((_, best)) = alike.filter(|(s, _)| *s >= ALIKE).max_by(|(a, _), (b, _)| a.total_cmp(b)) else {
                continue;
            };
            let form = pair.target.get(best.range.clone()).unwrap_or_default();
            forms.push(form.trim_end_matches("'s").trim_end_matches("’s").to_string());
        }
        let one = forms.windows(2).all(|pair| pair[0] == pair[1]);
        Ok(forms.pop().filter(|_| one))
    }

    /// Which of the heads a target word belongs to, and how surely, if it belongs to one and not to a rival.
    fn owner<'h>(
        &mut self,
        memory: &Bitext<'_>,
        heads: &'h [Head],
        rivals: &[u32],
        t: u32,
    ) -> Result<Option<(&'h Head, f64)>, Error> {
        let mut possible = Vec::new();
        for head in heads {
            let occurrences = self.learn(memory, SOURCE, head.0)?;
            let spelling = self.spelling(head.0, t);
            if spelling >= ALIKE || self.expected(memory, &occurrences, TARGET, t) >= LEAST * DOUBT {
                possible.push((head, occurrences, spelling));
            }
        }
        if possible.is_empty() {
            return Ok(None);
        }
        let backward = self.learn(memory, TARGET, t)?;
        let best = possible
            .into_iter()
            .map(|(head, occurrences, spelling)| {
                let learnt = strength(&occurrences, &backward, head.0, t);
                // Where there is nothing to learn from, the spelling tells.
                let seen = occurrences.units.min(backward.units);
                (head, if seen < 4 { learnt.max(spelling) } else { learnt })
            })
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((head, certainty)) = best.filter(|(_, certainty)| *certainty >= LEAST) else { return Ok(None) };
        for &rival in rivals {
            if self.spelling(rival, t) >= ALIKE {
                return Ok(None);
            }
            if CLEARLY * self.expected(memory, &backward, SOURCE, rival) < certainty * DOUBT {
                continue;
            }
            let occurrences = self.learn(memory, SOURCE, rival)?;
            if certainty < CLEARLY * strength(&occurrences, &backward, rival, t) {
                return Ok(None);
            }
        }
        Ok(Some((head, certainty)))
    }

    /// What strength a link of a known word to one of the other side will have, by the other's frequency alone.
    fn expected(&self, memory: &Bitext<'_>, known: &Occurrences, side: usize, other: u32) -> f64 {
        let Some(&together) = known.with.get(&other) else { return 0.0 };
        let index = if side == SOURCE { memory.source.index() } else { memory.target.index() };
        let frequency = index.frequency(self.sides[side].words.stem(other).key).unwrap_or_default();
        let chance = frequency as f64 / index.texts().max(1) as f64;
        let share = f64::from(together) / f64::from(known.units.max(1));
        // Bayes: how many of the other's texts have the known word.
        (share * (share * known.share / chance.max(f64::MIN_POSITIVE)).min(1.0)).sqrt()
    }

    /// How alike two words are as spellings of one name; 0 if they are no names.
    fn spelling(&self, s: u32, t: u32) -> f64 {
        let (s, t) = (self.sides[SOURCE].words.stem(s), self.sides[TARGET].words.stem(t));
        if s.form == t.form && s.form.chars().count() >= NAME {
            return 1.0;
        }
        if !(s.capital && t.capital) || s.skeleton.len() < NAME || t.skeleton.len() < NAME {
            return 0.0;
        }
        skeleton_similarity(&s.skeleton, &t.skeleton)
    }
}
