//! `spelling-variant`

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::inconsistent_target::times;
use super::{Check, Context, Pair, Problem, Report, Severity};
use crate::lang::{LanguageTag, Stemmer, fold};

/// One word spelt in two ways in the translations: Belarusian and Belarussian, labour and labor.
pub(super) struct SpellingVariant;

impl Check for SpellingVariant {
    fn id(&self) -> &'static str {
        "spelling-variant"
    }

    fn description(&self) -> &'static str {
        "A word is spelt in different ways in the translations, such as labour and labor."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    /// Reports each spelling but the most frequent one, where it first occurs.
    ///
    /// Two spellings that differ in doubled letters, hyphens, accents or the habits of British and
    /// American English are one word if they translate the same word: one that stands in the source of
    /// most pairs with either, and in few pairs without. So *planed* and *planned* are told apart.
    fn corpus(&self, pairs: &[Pair<'_>], _: &Context<'_>, report: &mut Report) {
        let mut languages: Vec<(&str, &str)> =
            pairs.iter().map(|p| (p.source_language.language(), p.target_language.language())).collect();
        languages.dedup();
        languages.sort_unstable();
        languages.dedup();
        for (source, target) in languages {
            let of_languages: Vec<&Pair<'_>> = pairs
                .iter()
                .filter(|p| (p.source_language.language(), p.target_language.language()) == (source, target))
                .collect();
            one_direction(&of_languages, report);
        }
    }
}

fn one_direction(pairs: &[&Pair<'_>], report: &mut Report) {
    let groups = candidates(pairs);
    if groups.is_empty() {
        return;
    }
    let evidence = Evidence::collect(pairs, &groups);
    for mut spellings in evidence.groups {
        spellings.sort_by_key(|s| std::cmp::Reverse(s.count()));
        for (index, rarer) in spellings.iter().enumerate() {
            let usual =
                spellings.iter().take(index).find(|s| s.count() > 0 && evidence.frequency.share_a_word(s, rarer));
            let (Some(usual), Some(first)) = (usual, rarer.places.first()) else { continue };
            let found = pairs[first.pair].target.get(first.at..first.at + first.length).unwrap_or_default();
            let tail = fold(found).get(rarer.base.len()..).unwrap_or_default().to_string();
            let wanted = in_case_of(found, &format!("{}{tail}", usual.base));
            let message = format!("`{found}` is `{wanted}` elsewhere ({})", times(usual.count()));
            report.add(pairs[first.pair], Problem::in_target(first.at, message).suggest(wanted));
        }
    }
}

/// The bases (see [`base`]) that share a [`key`], by number: the group and the place in it.
type Groups = FxHashMap<String, (usize, usize)>;

/// Finds the words of the targets that have another spelling.
fn candidates(pairs: &[&Pair<'_>]) -> Groups {
    let distinct = distinct_words(pairs, |pair| pair.target);
    let mut bases: Vec<String> = distinct.keys().map(|word| base(word)).collect();
    bases.sort_unstable();
    bases.dedup();
    let mut by_key: IndexMap<String, Vec<String>, FxBuildHasher> = IndexMap::default();
    for base in bases.into_iter().filter(|b| b.chars().nth(4).is_some()) {
        by_key.entry(key(&base)).or_default().push(base);
    }
    let groups = by_key.into_values().filter(|group| group.len() > 1).enumerate();
    groups.flat_map(|(number, group)| (0..).zip(group).map(move |(place, base)| (base, (number, place)))).collect()
}

/// The distinct words of one side of the pairs with their numbers.
fn distinct_words<'a>(pairs: &[&Pair<'a>], side: impl Fn(&Pair<'a>) -> &'a str + Sync) -> FxHashMap<&'a str, usize> {
    pairs
        .par_chunks(8192)
        .map(|chunk| {
            let mut counts: FxHashMap<&'a str, usize> = FxHashMap::default();
            for (_, word) in chunk.iter().flat_map(|pair| words(side(pair))) {
                *counts.entry(word).or_default() += 1;
            }
            counts
        })
        .reduce(FxHashMap::default, |mut a, b| {
            for (word, count) in b {
                *a.entry(word).or_default() += count;
            }
            a
        })
}

/// Where a spelling occurs.
#[derive(Debug, Clone, Copy)]
struct Place {
    pair: usize,
    at: usize,
    length: usize,
}

/// A spelling with its places and the stems of the source words beside it.
#[derive(Debug, Default, Clone)]
struct Spelling {
    base: String,
    places: Vec<Place>,
    stems: FxHashMap<String, usize>,
}

impl Spelling {
    fn count(&self) -> usize {
        self.places.len()
    }
}

/// What the source texts say of the spellings.
struct Evidence {
    groups: Vec<Vec<Spelling>>,
    frequency: Frequency,
}

/// How often each stem stands in the sources, those of names (never in small letters) left out: names are
/// the business of `name-variant`.
struct Frequency(FxHashMap<String, usize>);

/// Occurrences of one spelling beyond this number say nothing new.
const ENOUGH: usize = 200;

impl Evidence {
    fn collect(pairs: &[&Pair<'_>], candidates: &Groups) -> Self {
        let mut groups: Vec<Vec<Spelling>> = Vec::new();
        let mut ordered: Vec<(&String, &(usize, usize))> = candidates.iter().collect();
        ordered.sort_unstable_by_key(|(_, place)| **place);
        for (base, (group, _)) in ordered {
            groups.resize_with(groups.len().max(group + 1), Vec::new);
            groups[*group].push(Spelling { base: base.clone(), ..Spelling::default() });
        }
        let found: Vec<(usize, usize, Place)> = pairs
            .par_iter()
            .enumerate()
            .flat_map_iter(|(number, pair)| {
                words(pair.target).filter_map(move |(at, word)| {
                    let (group, spelling) = candidates.get(&base(word))?;
                    Some((*group, *spelling, Place { pair: number, at, length: word.len() }))
                })
            })
            .collect();
        for (group, spelling, place) in found {
            groups[group][spelling].places.push(place);
        }
        let Some(language) = pairs.first().map(|pair| pair.source_language) else {
            return Self { groups, frequency: Frequency(FxHashMap::default()) };
        };
        let stems = stems_of(pairs, language);
        for spelling in groups.iter_mut().flatten() {
            let mut last = None;
            for place in spelling.places.iter().take(ENOUGH) {
                if last.replace(place.pair) == Some(place.pair) {
                    continue;
                }
                let mut here: Vec<&String> =
                    words(pairs[place.pair].source).filter_map(|(_, word)| stems.get(word)).collect();
                here.sort_unstable();
                here.dedup();
                for stem in here {
                    *spelling.stems.entry(stem.clone()).or_default() += 1;
                }
            }
        }
        let mut frequency: FxHashMap<String, (usize, bool)> = FxHashMap::default();
        for (word, count) in distinct_words(pairs, |pair| pair.source) {
            if let Some(stem) = stems.get(word) {
                let (times, is_word) = frequency.entry(stem.clone()).or_default();
                *times += count;
                *is_word |= !word.starts_with(char::is_uppercase);
            }
        }
        let of_words = frequency.into_iter().filter(|(_, (_, is_word))| *is_word);
        Self { groups, frequency: Frequency(of_words.map(|(stem, (times, _))| (stem, times)).collect()) }
    }
}

/// The stem of each distinct source word of four letters or more.
fn stems_of<'a>(pairs: &[&Pair<'a>], language: &LanguageTag) -> FxHashMap<&'a str, String> {
    let distinct: Vec<&str> = distinct_words(pairs, |pair| pair.source).into_keys().collect();
    distinct
        .into_par_iter()
        .filter(|word| word.chars().nth(3).is_some())
        .map_init(|| Stemmer::new(language), |stemmer, word| (word, stemmer.stem(word)))
        .collect()
}

impl Frequency {
    /// Whether a source word goes with both spellings and with little else.
    fn share_a_word(&self, a: &Spelling, b: &Spelling) -> bool {
        let most = |spelling: &Spelling, times: usize| times * 10 >= spelling.count().min(ENOUGH) * 7;
        a.stems.iter().any(|(stem, times)| {
            let Some(beside_b) = b.stems.get(stem) else { return false };
            let Some(everywhere) = self.0.get(stem) else { return false };
            most(a, *times) && most(b, *beside_b) && 2 * everywhere <= 3 * (a.count() + b.count()) + 1
        })
    }
}

/// Words with the hyphens in them.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    super::words::words(text, &['-'])
}

/// A word in small letters without possessive and plural endings.
fn base(word: &str) -> String {
    let mut base = fold(word);
    if base.ends_with("'s") {
        base.truncate(base.len() - 2);
    } else if base.ends_with('s') && !["ss", "us", "is"].iter().any(|end| base.ends_with(end)) {
        base.truncate(base.len() - 1);
    }
    base
}

/// What the spellings of one word have in common.
fn key(base: &str) -> String {
    let mut key = String::with_capacity(base.len());
    for c in base.chars() {
        let c = match c {
            '-' | '\'' => continue,
            'z' => 's',
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'î' | 'ï' => 'i',
            'ó' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            c => c,
        };
        if !key.ends_with(c) {
            key.push(c);
        }
    }
    // British and American endings, doubled letters gone already.
    for (british, american) in [("our", "or"), ("dge", "dg"), ("ence", "ense"), ("grame", "gram"), ("yse", "yse")] {
        key = key.replace(british, american);
    }
    for (british, american) in [("tre", "ter"), ("logue", "log"), ("bre", "ber")] {
        if let Some(stem) = key.strip_suffix(british) {
            key = format!("{stem}{american}");
        }
    }
    key
}

/// A word with a capital or in capitals where another has them.
fn in_case_of(sample: &str, word: &str) -> String {
    let letters = || sample.chars().filter(|c| c.is_alphabetic());
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        return word.to_uppercase();
    }
    if !sample.starts_with(char::is_uppercase) {
        return word.to_string();
    }
    let mut rest = word.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{findings, passes, shown};
    use super::*;

    #[test]
    fn two_spellings_of_one_word() {
        let found = findings(
            &SpellingVariant,
            ("ru", "en"),
            &[
                ("Белорусские рабочие", "Belarusian workers"),
                ("Белорусский народ", "The Belarusian people"),
                ("О белорусском языке", "On the Belarussian language"),
                ("Труд", "Labour"),
                ("Право труда", "Of labour"),
                ("Право трудом", "For labor"),
                ("Антивоенный митинг", "An anti-war rally"),
                ("Новое антивоенное движение", "The antiwar movement"),
            ],
        );
        assert_eq!(
            shown(found),
            [
                "5: `antiwar` is `anti-war` elsewhere (once) -> anti-war",
                "8: `Belarussian` is `Belarusian` elsewhere (2 times) -> Belarusian",
                "5: `labor` is `labour` elsewhere (2 times) -> labour",
            ]
        );
    }

    #[test]
    fn endings_and_capitals_are_kept() {
        let found = findings(
            &SpellingVariant,
            ("ru", "en"),
            &[
                ("Здесь белорусы", "Belarusians here"),
                ("Белорусы там", "Belarusian there"),
                ("Белорусы везде", "BELARUSSIANS everywhere"),
            ],
        );
        assert_eq!(shown(found), ["1: `BELARUSSIANS` is `BELARUSIANS` elsewhere (2 times) -> BELARUSIANS"]);
    }

    #[test]
    fn other_words_that_look_alike() {
        passes(
            &SpellingVariant,
            ("ru", "en"),
            &[
                ("Он строгал доску", "He planed a board"),
                ("Он планировал отпуск", "He planned a holiday"),
                ("Пустыня суха", "The desert is dry"),
                ("Десерт готов", "Dessert is ready"),
                ("Народ и партия", "Later the people and the party"),
                ("Последний народ", "The latter people"),
                ("Народ здесь", "The people here"),
                ("Народ там", "The people there"),
                ("Народ везде", "The people everywhere"),
                ("Народ всегда", "The people always"),
                ("Народ снова", "The people again"),
                ("Народ теперь", "The people now"),
            ],
        );
    }
}
