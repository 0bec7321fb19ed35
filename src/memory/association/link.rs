//! Links between the words of a segment and those of its translation.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::words::{Cut, Stem, Word};
use super::{Associations, Bitext, Link, Occurrences, SAMPLE, SOURCE, TARGET, is_capital};
use crate::lang::{fold, skeleton, skeleton_similarity};
use crate::memory::store::Error;

/// The least strength of a link.
const LEAST: f64 = 0.25;

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
fn strength(source: &Occurrences, target: &Occurrences, s: u64, t: u64) -> f64 {
    let share = |of: &Occurrences, id: u64, chance: f64| {
        let together = of.with.get(&id).map_or(0.0, |&n| f64::from(n));
        let share = (together - DISCOUNT).max(0.0) / f64::from(of.units.max(1));
        if share >= LIFT * chance { share } else { 0.0 }
    };
    (share(source, t, target.share) * share(target, s, source.share)).sqrt()
}

/// A word of a text: its stem, and how it is spelt where it stands first.
struct Spelt {
    stem: Stem,
    form: String,
    /// What it has in common with its spelling in other scripts, if it may be a name.
    skeleton: Option<String>,
    /// The places.
    places: Vec<Range<usize>>,
}

impl Spelt {
    fn new(text: &Cut<'_>, word: &Word) -> Self {
        let form = text.form(word);
        let name = word.stem.letters && is_capital(form);
        let skeleton = name.then(|| skeleton(form)).filter(|skeleton| skeleton.len() >= NAME);
        Self { stem: word.stem, form: fold(form), skeleton, places: vec![word.range.clone()] }
    }

    /// The words that pass, in the order in which they come, each once.
    fn each(text: &Cut<'_>, pass: impl Fn(&Word) -> bool) -> Vec<Self> {
        let mut out: Vec<Self> = Vec::new();
        for word in text.words.iter().filter(|w| pass(w)) {
            match out.iter_mut().find(|known| known.stem.id == word.stem.id) {
                Some(known) => known.places.push(word.range.clone()),
                None => out.push(Self::new(text, word)),
            }
        }
        out
    }
}

/// How a phrase of a stored text is translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendering {
    /// The text does not have it.
    Absent,
    /// That is not certain.
    Unsure,
    /// By this stretch of the translation.
    Stretch(Range<usize>),
}

impl Associations {
    /// The words of a translation that belong to the words of its source in these ranges (of bytes), in the
    /// order of the translation. Words that may belong to others as well are left out.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn counterparts(
        &self,
        memory: &Bitext<'_>,
        source: &str,
        ranges: &[Range<usize>],
        target: &str,
    ) -> Result<Vec<Link>, Error> {
        let [source, target] = [(SOURCE, source), (TARGET, target)].map(|(side, text)| self.sides[side].words.of(text));
        self.links(memory, &source, ranges, &target)
    }

    fn links(
        &self,
        memory: &Bitext<'_>,
        source: &Cut<'_>,
        ranges: &[Range<usize>],
        target: &Cut<'_>,
    ) -> Result<Vec<Link>, Error> {
        if source.words.len() > LONGEST || target.words.len() > LONGEST {
            return Ok(Vec::new());
        }
        let inside = |word: &Word| ranges.iter().any(|r| r.start <= word.range.start && word.range.end <= r.end);
        let rivals = Spelt::each(source, |word| !inside(word));
        let elsewhere: FxHashSet<u64> = rivals.iter().map(|rival| rival.stem.id).collect();
        let heads = Spelt::each(source, |word| inside(word) && !elsewhere.contains(&word.stem.id));
        let mut links = Vec::new();
        if heads.is_empty() {
            return Ok(links);
        }
        for word in Spelt::each(target, |_| true) {
            let Some((head, certainty)) = self.owner(memory, &heads, &rivals, &word)? else { continue };
            if word.places.len() > head.places.len() {
                continue; // some of them belong to another word
            }
            let Some(source) = head.places.first() else { continue };
            links.extend(word.places.iter().map(|target| Link {
                source: source.clone(),
                target: target.clone(),
                certainty: certainty as f32,
            }));
        }
        links.sort_by_key(|link| link.target.start);
        Ok(links)
    }

    /// The stretch of a translation that a phrase of its source is translated by. Of the phrase, in any form, the
    /// first place counts: the stretch is where the counterparts of its words stand, if those of its first and
    /// last content word are among them and no word that has another source, or none that is known, stands
    /// between.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn rendering(&self, memory: &Bitext<'_>, phrase: &str, source: &str, target: &str) -> Result<Rendering, Error> {
        let (phrase, source) = (self.sides[SOURCE].words.of(phrase), self.sides[SOURCE].words.of(source));
        let same = |some: &&[Word]| some.iter().map(|w| w.stem.id).eq(phrase.words.iter().map(|w| w.stem.id));
        let place = source.words.windows(phrase.words.len().max(1)).find(same);
        let Some([first, .., last] | [first @ last]) = place else { return Ok(Rendering::Absent) };
        let range = first.range.start..last.range.end;
        let target = self.sides[TARGET].words.of(target);

        let links = self.links(memory, &source, std::slice::from_ref(&range), &target)?;
        let (Some(first), Some(last)) = (links.first(), links.last()) else { return Ok(Rendering::Unsure) };
        let stretch = first.target.start..last.target.end;
        let inside =
            |word: &&Word, range: &Range<usize>| range.start <= word.range.start && word.range.end <= range.end;
        let content: Vec<&Word> = source.words.iter().filter(|w| inside(w, &range) && w.stem.content).collect();
        let linked = |word: &&&Word| {
            let mut places = source.words.iter().filter(|w| w.stem.id == word.stem.id);
            places.any(|w| links.iter().any(|l| l.source == w.range))
        };
        let ends = [content.first(), content.last()];
        let enough = 3 * content.iter().filter(linked).count() >= 2 * content.len();
        if !enough || !ends.iter().flatten().all(linked) {
            return Ok(Rendering::Unsure);
        }
        let between = target.words.iter().filter(|w| inside(w, &stretch) && links.iter().all(|l| l.target != w.range));
        let strangers = between.filter(|w| w.stem.content).count();
        let few = 3 * strangers <= links.len() && strangers <= 1;
        Ok(if few { Rendering::Stretch(stretch) } else { Rendering::Unsure })
    }

    /// How the memory writes a name in the target language, if it has the name and always writes it alike.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn name(&self, memory: &Bitext<'_>, name: &str) -> Result<Option<String>, Error> {
        let name = self.sides[SOURCE].words.of(name);
        let [word] = &name.words[..] else { return Ok(None) };
        let word = Spelt::new(&name, word);
        let ids = memory.source.sample(memory.store, word.stem.key, SAMPLE)?;
        let mut forms: Vec<String> = Vec::new();
        for pair in memory.store.translations_of(&ids, memory.target.language())? {
            if !self.sides[SOURCE].words.of(&pair.source).words.iter().any(|w| w.stem.id == word.stem.id) {
                continue;
            }
            let target = self.sides[TARGET].words.of(&pair.target);
            let mut best: Option<(f64, &str)> = None;
            for other in &target.words {
                let alike = self.spelling(memory, &word, &Spelt::new(&target, other), ALIKE)?;
                if alike >= ALIKE && best.is_none_or(|(most, _)| alike >= most) {
                    best = Some((alike, target.form(other)));
                }
            }
            let Some((_, form)) = best else { continue };
            forms.push(form.trim_end_matches("'s").trim_end_matches("’s").to_string());
        }
        let one = forms.windows(2).all(|pair| pair[0] == pair[1]);
        Ok(forms.pop().filter(|_| one))
    }

    /// Which of the heads a target word belongs to, and how surely, if it belongs to one and not to a rival.
    fn owner<'h>(
        &self,
        memory: &Bitext<'_>,
        heads: &'h [Spelt],
        rivals: &[Spelt],
        word: &Spelt,
    ) -> Result<Option<(&'h Spelt, f64)>, Error> {
        let mut possible = Vec::new();
        for head in heads {
            let occurrences = self.learn(memory, SOURCE, head.stem)?;
            let spelling = self.spelling(memory, head, word, LEAST)?;
            if spelling >= ALIKE || expected(memory, &occurrences, TARGET, word.stem)? >= LEAST * DOUBT {
                possible.push((head, occurrences, spelling));
            }
        }
        if possible.is_empty() {
            return Ok(None);
        }
        let backward = self.learn(memory, TARGET, word.stem)?;
        let best = possible
            .into_iter()
            .map(|(head, occurrences, spelling)| {
                let learnt = strength(&occurrences, &backward, head.stem.id, word.stem.id);
                // Where there is nothing to learn from, the spelling tells.
                let seen = occurrences.units.min(backward.units);
                (head, if seen < 4 { learnt.max(spelling) } else { learnt })
            })
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((head, certainty)) = best.filter(|(_, certainty)| *certainty >= LEAST) else { return Ok(None) };
        for rival in rivals {
            if self.spelling(memory, rival, word, ALIKE)? >= ALIKE {
                return Ok(None);
            }
            if CLEARLY * expected(memory, &backward, SOURCE, rival.stem)? < certainty * DOUBT {
                continue;
            }
            let occurrences = self.learn(memory, SOURCE, rival.stem)?;
            if certainty < CLEARLY * strength(&occurrences, &backward, rival.stem.id, word.stem.id) {
                return Ok(None);
            }
        }
        Ok(Some((head, certainty)))
    }

    /// How alike two words are as spellings of one name; 0 if that is less than asked for, or they are no names.
    fn spelling(&self, memory: &Bitext<'_>, source: &Spelt, target: &Spelt, least: f64) -> Result<f64, Error> {
        if source.form == target.form && source.form.chars().count() >= NAME {
            return Ok(1.0);
        }
        let (Some(one), Some(other)) = (&source.skeleton, &target.skeleton) else { return Ok(0.0) };
        let alike = skeleton_similarity(one, other);
        let names = alike >= least
            && !self.learn(memory, SOURCE, source.stem)?.small
            && !self.learn(memory, TARGET, target.stem)?.small;
        Ok(if names { alike } else { 0.0 })
    }
}

/// What strength a link of a known word to one of the other side will have, by the other's frequency alone.
fn expected(memory: &Bitext<'_>, known: &Occurrences, side: usize, other: Stem) -> Result<f64, Error> {
    let Some(&together) = known.with.get(&other.id) else { return Ok(0.0) };
    let index = memory.side(side);
    let chance = index.frequency(memory.store, other.key)? as f64 / index.texts().max(1) as f64;
    let share = f64::from(together) / f64::from(known.units.max(1));
    // Bayes: how many of the other's texts have the known word.
    Ok((share * (share * known.share / chance.max(f64::MIN_POSITIVE)).min(1.0)).sqrt())
}
