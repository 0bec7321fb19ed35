//! Fragments: parts of a segment that stand in stored segments which are not like it as a whole, with what
//! they are translated by there.
//!
//! The index finds the longest runs of words; the translation of a run is what its words are linked to, if that
//! is one stretch of the stored translation and no other word stands in it. It is shown only where several
//! units agree, or where the stored segment is nothing but the run.

use std::cmp::Reverse;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::association::{Associations, Bitext, Rendering};
use super::index::{Run, is_content};
use super::score::Key;
use super::store::{Error, VariantId};
use crate::lang::{collapse_space, fold};

/// A part of a segment with its translations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Where it stands in the segment, in bytes.
    pub range: Range<usize>,
    /// In how many stored texts it was looked up.
    pub count: usize,
    /// Its translations with how many of them have each, the most frequent first.
    pub translations: Vec<(String, usize)>,
}

/// Stored texts that are looked at for runs of one segment; bounds the time that takes.
const TEXTS: usize = 4000;
/// Runs whose translation is looked for.
const RUNS: usize = 12;
/// Units read for one run.
const UNITS: usize = 20;
/// Translations shown of one run.
const TRANSLATIONS: usize = 3;
/// Words of a segment beyond which it has no fragments.
const LONGEST: usize = 300;

/// The longest parts of a text, two content words at least, that stand in stored texts and have a translation
/// of their own there; in order, none overlaps another.
///
/// # Errors
/// When the memory cannot be read.
pub fn fragments(associations: &Associations, memory: &Bitext<'_>, text: &str) -> Result<Vec<Fragment>, Error> {
    let analyzer = memory.source.analyzer();
    let (mut keys, mut places): (Vec<Key>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    analyzer.cut(text, &mut |class, range| {
        keys.push(analyzer.key(class, text.get(range.clone()).unwrap_or_default()));
        places.push(range);
    });
    if keys.len() > LONGEST {
        return Ok(Vec::new());
    }
    let runs = memory.source.runs(memory.store, &keys, TEXTS)?;
    let mut queue: Vec<Range<usize>> = runs.iter().map(|run| run.tokens.clone()).collect();
    let mut tried: FxHashSet<Range<usize>> = FxHashSet::default();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut out: Vec<Fragment> = Vec::new();
    while tried.len() < RUNS {
        let free = |run: &Range<usize>| taken.iter().all(|t| t.end <= run.start || run.end <= t.start);
        queue.retain(|run| free(run) && !tried.contains(run));
        let content = |run: &Range<usize>| keys[run.clone()].iter().filter(|key| is_content(key)).count();
        let Some(run) = queue.iter().max_by_key(|run| (content(run), Reverse(run.start))).cloned() else { break };
        tried.insert(run.clone());
        let (Some(first), Some(last)) = (places.get(run.start), places.get(run.end - 1)) else { break };
        let range = first.start..last.end;
        match translated(associations, memory, (text, &range), &texts(&runs, &run))? {
            Some(fragment) => {
                taken.push(run);
                out.push(fragment);
            }
            None => queue.extend(shorter(&keys, &run).into_iter().filter(|run| content(run) >= 2)),
        }
    }
    out.sort_by_key(|fragment| fragment.range.start);
    Ok(out)
}

/// The texts that have a run, and whether they are nothing else.
fn texts(runs: &[Run], run: &Range<usize>) -> (Vec<VariantId>, bool) {
    if let Some(whole) = runs.iter().find(|r| r.whole && r.tokens == *run) {
        return (whole.texts.clone(), true);
    }
    let around = runs.iter().filter(|r| r.tokens.start <= run.start && run.end <= r.tokens.end);
    let mut texts: Vec<VariantId> = around.flat_map(|r| r.texts.iter().copied()).collect();
    texts.sort_unstable();
    texts.dedup();
    (texts, false)
}

/// A run without its first content word, and without its last.
fn shorter(keys: &[Key], run: &Range<usize>) -> [Range<usize>; 2] {
    let content = |at: &usize| keys.get(*at).is_some_and(is_content);
    let start = (run.start + 1..run.end).find(content).unwrap_or(run.end);
    let end = (run.start..run.end - 1).rev().find(content).map_or(run.start, |at| at + 1);
    [start..run.end, run.start..end]
}

/// The fragment with what it is translated by in these texts, if that is certain.
fn translated(
    associations: &Associations,
    memory: &Bitext<'_>,
    (text, range): (&str, &Range<usize>),
    (texts, whole): &(Vec<VariantId>, bool),
) -> Result<Option<Fragment>, Error> {
    let step = texts.len().div_ceil(UNITS).max(1);
    let some: Vec<VariantId> = texts.iter().step_by(step).copied().collect();
    let pairs = memory.store.translations_of(&some, memory.target.language())?;
    let phrase = text.get(range.clone()).unwrap_or_default();
    let mut count = 0;
    let mut found: Vec<(String, String, usize)> = Vec::new();
    for pair in &pairs {
        let rendering = if *whole {
            Rendering::Stretch(0..pair.target.len())
        } else {
            associations.rendering(memory, phrase, &pair.source, &pair.target)?
        };
        count += usize::from(rendering != Rendering::Absent);
        let Rendering::Stretch(range) = rendering else { continue };
        let Some(words) = pair.target.get(range) else { continue };
        let words = collapse_space(words);
        let key = fold(&words);
        if key == fold(phrase) {
            return Ok(None); // a name, a path: it needs no translator
        }
        match found.iter_mut().find(|(other, ..)| *other == key) {
            Some((_, _, count)) => *count += 1,
            None => found.push((key, words, 1)),
        }
    }
    found.sort_by_key(|(_, _, count)| Reverse(*count));
    let most = found.first().map_or(0, |(_, _, count)| *count);
    if !(*whole && most >= 1 || most >= 2 && most * 3 >= count) {
        return Ok(None);
    }
    // What was met once beside what was met often is chance.
    let translations = found.into_iter().filter(|(_, _, n)| *whole || *n >= 2).map(|(_, words, n)| (words, n));
    Ok(Some(Fragment { range: range.clone(), count, translations: translations.take(TRANSLATIONS).collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::testing::{pair, put, store, tag};
    use crate::memory::{Searcher, SqliteStore};

    /// A part, how often it stands in the memory, and its translations with how often each.
    type Shown = (String, usize, Vec<(String, usize)>);

    fn found(store: &SqliteStore, text: &str) -> Vec<Shown> {
        let (en, ru) = (tag("en"), tag("ru"));
        let open = |language| Searcher::open(store, "m", language, None).unwrap();
        let (source, target) = (open(&en), open(&ru));
        let memory = Bitext { store, source: &source, target: &target };
        let found = fragments(&Associations::new(&en, &ru), &memory, text).unwrap();
        found.into_iter().map(|f| (text[f.range].to_string(), f.count, f.translations)).collect()
    }

    /// Units in which several adjectives and nouns meet, so that each is known.
    fn memory() -> SqliteStore {
        let adjectives = [
            ("political", "политический"),
            ("former", "бывший"),
            ("young", "молодой"),
            ("foreign", "иностранный"),
            ("honest", "честный"),
        ];
        let nouns = [
            ("prisoner", "заключённый"),
            ("journalist", "журналист"),
            ("student", "студент"),
            ("teacher", "учитель"),
            ("soldier", "солдат"),
        ];
        let sayings = [("The {} was arrested.", "Был арестован {}."), ("We know this {} well", "Мы знаем: это {}")];
        let mut store = store();
        let mut units = Vec::new();
        for (source, target) in sayings {
            for (a, b) in adjectives {
                for (c, d) in nouns {
                    units.push(pair(
                        &source.replace("{}", &format!("{a} {c}")),
                        &target.replace("{}", &format!("{b} {d}")),
                    ));
                }
            }
        }
        units.push(pair("Prisoner of war", "Военнопленный"));
        put(&mut store, units);
        store
    }

    #[test]
    fn a_known_phrase_has_the_translation_that_units_agree_on() {
        assert_eq!(
            found(&memory(), "Yesterday a young journalist came to them."),
            [("young journalist".to_string(), 2, vec![("молодой журналист".to_string(), 2)])]
        );
    }

    #[test]
    fn several_parts_stand_in_order() {
        let found = found(&memory(), "A former student met the young journalist in Minsk");
        let parts: Vec<_> = found.iter().map(|(part, ..)| part.as_str()).collect();
        assert_eq!(parts, ["former student", "young journalist"]);
    }

    #[test]
    fn what_is_not_there_or_of_one_word_has_none() {
        let memory = memory();
        assert_eq!(found(&memory, "A journalist came to them"), []);
        assert_eq!(found(&memory, "Completely different words"), []);
        assert_eq!(found(&memory, ""), []);
    }
}
