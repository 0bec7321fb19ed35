//! `name-variant`

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::inconsistent_target::times;
use super::words::words;
use super::{Check, Context, Pair, Problem, Report, Severity};
use crate::lang::{LanguageTag, Stemmer, dominant_script, fold, skeleton, skeleton_similarity};

/// One name of the source spelt in several ways in the translations: Зеленский as Zelensky and Zelenskyy.
pub(super) struct NameVariant;

impl Check for NameVariant {
    fn id(&self) -> &'static str {
        "name-variant"
    }

    fn description(&self) -> &'static str {
        "A name is spelt in different ways in the translations."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    /// Reports each spelling but the most frequent one, where it first occurs.
    fn corpus(&self, pairs: &[Pair<'_>], _: &Context<'_>, report: &mut Report) {
        let mut names: IndexMap<Name<'_>, Vec<Spelling<'_>>, FxBuildHasher> = IndexMap::default();
        for mention in mentions(pairs) {
            let spellings = names.entry(mention.name).or_default();
            match spellings.iter_mut().find(|s| s.folded == mention.folded) {
                Some(spelling) => spelling.count += 1,
                None => spellings.push(Spelling {
                    folded: mention.folded,
                    pair: mention.pair,
                    at: mention.at,
                    source_word: mention.source_word,
                    word: mention.word,
                    count: 1,
                }),
            }
        }
        names.retain(|_, spellings| spellings.len() > 1);
        let common = common_words(pairs, &names);
        for spellings in names.values_mut() {
            spellings.retain(|s| !common.contains(s.folded.as_str()));
            spellings.sort_by_key(|s| std::cmp::Reverse(s.count)); // stable: the first of equals stays first
            for (index, rarer) in spellings.iter().enumerate() {
                let Some(usual) = spellings.iter().take(index).find(|s| is_variant(&s.folded, &rarer.folded)) else {
                    continue;
                };
                let message = format!(
                    "`{}` for `{}` is `{}` elsewhere ({})",
                    rarer.word,
                    rarer.source_word,
                    usual.word,
                    times(usual.count)
                );
                report.add(&pairs[rarer.pair], Problem::in_target(rarer.at, message).suggest(usual.word.to_string()));
            }
        }
    }
}

/// A name: its stem in the source and both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name<'a> {
    stem: String,
    source_language: &'a str,
    target_language: &'a str,
}

/// A name in a pair with the word that renders it.
struct Mention<'a> {
    name: Name<'a>,
    source_word: &'a str,
    word: &'a str,
    folded: String,
    pair: usize,
    at: usize,
}

/// A spelling of a name, and where it first occurs.
struct Spelling<'a> {
    folded: String,
    source_word: &'a str,
    word: &'a str,
    pair: usize,
    at: usize,
    count: usize,
}

/// The names of all pairs, in order.
fn mentions<'a>(pairs: &'a [Pair<'a>]) -> Vec<Mention<'a>> {
    const CHUNK: usize = 2048;
    pairs
        .par_chunks(CHUNK)
        .enumerate()
        .flat_map_iter(|(chunk, pairs)| {
            let mut words = Words::default();
            let mut out = Vec::new();
            for (index, pair) in pairs.iter().enumerate() {
                words.mentions(pair, chunk * CHUNK + index, &mut out);
            }
            out
        })
        .collect()
}

/// The names of a segment that are looked at; no sentence has more.
const MOST: usize = 200;

/// What was found out about words, so that it is found out once.
#[derive(Default)]
struct Words<'a> {
    stems: FxHashMap<(&'a str, &'a str), (String, String)>,
    skeletons: FxHashMap<&'a str, String>,
}

impl<'a> Words<'a> {
    /// Adds the names of a pair: each capitalised word of the target with the capitalised word of the
    /// source that it sounds most like.
    fn mentions(&mut self, pair: &Pair<'a>, number: usize, out: &mut Vec<Mention<'a>>) {
        let names: Vec<&'a str> = capitalised(pair.source).map(|(_, word)| word).take(MOST).collect();
        if names.is_empty() {
            return;
        }
        let language = pair.source_language.language();
        for name in &names {
            self.stems.entry((language, name)).or_insert_with(|| stem(pair.source_language, name));
        }
        for (at, word) in capitalised(pair.target).take(MOST) {
            let word = without_possessive(word);
            let sound = self.skeletons.entry(word).or_insert_with(|| skeleton(word));
            let best = names
                .iter()
                .filter_map(|name| {
                    let (stem, stem_sound) = self.stems.get(&(language, *name))?;
                    Some((likeness(stem_sound, sound)?, stem, *name))
                })
                .reduce(|best, next| if next.0 > best.0 { next } else { best });
            if let Some((_, stem, source_word)) = best {
                let target_language = pair.target_language.language();
                let name = Name { stem: stem.clone(), source_language: language, target_language };
                // English names have one form; in other languages the ending is grammar.
                let folded = match target_language {
                    "en" => fold(word),
                    _ => Stemmer::new(pair.target_language).stem(word),
                };
                out.push(Mention { name, source_word, word, folded, pair: number, at });
            }
        }
    }
}

fn stem(language: &LanguageTag, word: &str) -> (String, String) {
    let mut stem = Stemmer::new(language).stem(word);
    // Snowball takes the last letters of Киев and Львов for an ending.
    if stem.chars().count() < 4 {
        stem = fold(word);
    }
    let sound = skeleton(&stem);
    (stem, sound)
}

/// How much a word sounds like a name of which the stem is known; `None` if it does not. The word may
/// have an ending of up to four letters more.
fn likeness(stem: &str, word: &str) -> Option<f64> {
    if stem.len() < 3 || word.len() + 1 < stem.len() || word.len() > stem.len() + 4 {
        return None;
    }
    let ends = stem.len() - 1..=stem.len() + 1;
    let likeness =
        ends.filter_map(|end| Some(skeleton_similarity(stem, word.get(..end.min(word.len()))?))).fold(0.0, f64::max);
    (likeness >= 0.8).then_some(likeness)
}

/// Capitalised words of four letters or more with their places.
fn capitalised(text: &str) -> impl Iterator<Item = (usize, &str)> {
    words(text, &[]).filter(|(_, word)| word.starts_with(char::is_uppercase) && word.chars().nth(3).is_some())
}

/// `Zelensky’s` as `Zelensky`.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// The spellings that also occur in small letters somewhere: these are words, not names.
fn common_words(pairs: &[Pair<'_>], names: &IndexMap<Name<'_>, Vec<Spelling<'_>>, FxBuildHasher>) -> FxHashSet<String> {
    let candidates: FxHashSet<&str> = names.values().flatten().map(|s| s.folded.as_str()).collect();
    if candidates.is_empty() {
        return FxHashSet::default();
    }
    pairs
        .par_iter()
        .flat_map_iter(|pair| words(pair.target, &[]))
        .filter(|(_, word)| word.starts_with(char::is_lowercase) && candidates.contains(word))
        .map(|(_, word)| word.to_string())
        .collect()
}

/// Whether two words, in small letters, are spellings of one name: they differ in letters that
/// transliteration systems exchange, and not by an ending of grammar or gender (Ivanov, Ivanova).
fn is_variant(a: &str, b: &str) -> bool {
    if dominant_script(a) != dominant_script(b) {
        return false;
    }
    let (x, y) = (skeleton(a), skeleton(b));
    let length = x.len().max(y.len());
    let distance = (1.0 - skeleton_similarity(&x, &y)) * length as f64;
    // Less than another consonant; in a long name several letters.
    if distance > f64::max(0.85, 0.11 * length as f64) {
        return false;
    }
    let last = |skeleton: &str| skeleton.chars().next_back().filter(|c| !"aeiou".contains(*c));
    if last(&x) != last(&y) {
        return false; // imperialism, imperialist; soviet, soviets
    }
    if (a.starts_with(b) || b.starts_with(a)) && x != y {
        return false;
    }
    match (a.ends_with('a'), b.ends_with('a')) {
        (true, false) => b.ends_with('o'),
        (false, true) => a.ends_with('o'),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{findings, passes, shown};
    use super::*;

    #[test]
    fn spellings_of_one_name_in_any_case() {
        let found = findings(
            &NameVariant,
            ("ru", "en"),
            &[
                ("Зеленский заявил", "Zelensky said"),
                ("Речь Зеленского", "Zelensky’s speech"),
                ("Встреча с Зеленским", "A meeting with Zelenskyy"),
                ("О Зеленском", "On Zelenskyy"),
                ("Зеленскому", "To Zelensky"),
            ],
        );
        assert_eq!(found.iter().map(|f| f.segment).collect::<Vec<_>>(), [2]);
        assert_eq!(shown(found), ["16: `Zelenskyy` for `Зеленским` is `Zelensky` elsewhere (3 times) -> Zelensky",]);
        for (source, usual, other) in [
            ("Лукашенко", "Lukashenko", "Lukashenka"),
            ("Киев", "Kiev", "Kyiv"),
            ("Сергей", "Sergei", "Sergey"),
            ("Тихановская", "Tikhanovskaya", "Tsikhanouskaya"),
            ("Наталья", "Natalia", "Natalya"),
        ] {
            let pairs = [(source, usual), (source, usual), (source, other)];
            assert_eq!(findings(&NameVariant, ("ru", "en"), &pairs).len(), 1, "{source}");
        }
    }

    #[test]
    fn grammatical_cases_of_the_target_language() {
        passes(
            &NameVariant,
            ("en", "ru"),
            &[
                ("Internet", "Об Интернете"),
                ("Internet", "Для Интернета"),
                ("Telegram", "В Телеграме"),
                ("Telegram", "В Telegram"),
            ],
        );
    }

    #[test]
    fn other_names_and_other_words() {
        passes(
            &NameVariant,
            ("ru", "en"),
            &[
                ("Иванов и Иванова", "Ivanov and Ivanova"),
                ("Елена Зеленская", "Olena Zelenska"),
                ("Владимир Зеленский", "Volodymyr Zelensky"),
                ("Россия", "Russia"),
                ("России", "Russian"),
                ("Украина", "Ukraine"),
                ("Украины", "Ukrainian"),
                ("Израиль", "Israel"),
                ("Израиля", "Israeli"),
                ("Большевики", "Bolsheviks"),
                ("Большевик", "Bolshevik"),
                ("Коммунист", "Communist"),
                ("Коммунист", "Communism"),
                ("Империалист", "Imperialist"),
                ("Империалиста", "Imperialism"),
                ("Революционер", "Revolutionary"),
                ("Революционеры", "Revolutionaries"),
                ("Организация", "Organisation"),
                ("Организация", "Organization of the organization, of the organisation"),
                ("Александр и Александра", "Alexander and Alexandra"),
                ("Партия", "Party"),
                ("Партии", "Parties"),
            ],
        );
    }
}
