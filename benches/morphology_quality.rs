//! How well the lemmas find the forms of a word: recall and precision on forms with their lemmas.
//!
//! `cargo bench --bench morphology_quality -- FILE.tsv`: the columns lang, form, lemma, pos, count with a
//! header, as in a list drawn from a Universal Dependencies treebank. Without a file, nothing is measured.
//!
//! A lemma of the file stands for a glossary term. *recall*: how many of the tokens meet their own lemma;
//! *precision*: of the pairs of a token and a term that meet, how many are of one lemma. Two-word terms are
//! adjective and noun drawn together from the same list. `TOLMACH_MISSES=1` names what was missed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tolmach::lang::{LanguageTag, Lemmatizer, Readings, Stemmer, fold, lemmatizer};

struct Token {
    form: String,
    lemma: String,
    adjective: bool,
    noun: bool,
    count: u64,
}

fn main() {
    let Some(path) = std::env::args().skip(1).find(|a| !a.starts_with("--")) else {
        println!("morphology_quality: give a file of forms and lemmas to measure on");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the file of forms can be read");
    let mut languages: BTreeMap<&str, Vec<Token>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [language, form, lemma, pos, count] = fields[..] else { continue };
        if !matches!(pos, "NOUN" | "PROPN" | "ADJ" | "VERB") || !lemma.chars().all(char::is_alphabetic) {
            continue;
        }
        let token = Token {
            form: form.to_string(),
            lemma: fold(lemma),
            adjective: pos == "ADJ",
            noun: pos == "NOUN",
            count: count.parse().unwrap_or(1),
        };
        languages.entry(language).or_default().push(token);
    }
    println!("| language | terms | readings | recall | recall, inflected | precision | F1 |");
    println!("|---|---|---|---|---|---|---|");
    for (language, tokens) in &languages {
        let language = &LanguageTag::parse(language).expect("the file names languages by tag");
        let single: Vec<Vec<&Token>> = tokens.iter().map(|t| vec![t]).collect();
        measure(language, "one word", &single);
        measure(language, "adjective + noun", &pairs(tokens));
    }
}

/// Every adjective of the list with a noun of it, drawn in a fixed order.
fn pairs(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let nouns: Vec<&Token> = tokens.iter().filter(|t| t.noun).collect();
    let adjectives = tokens.iter().filter(|t| t.adjective);
    adjectives.enumerate().filter_map(|(i, a)| Some(vec![a, *nouns.get(i * 7 % nouns.len().max(1))?])).collect()
}

fn measure(language: &LanguageTag, name: &str, occurrences: &[Vec<&Token>]) {
    let ours = lemmatizer(language);
    let stemmer: &dyn Lemmatizer = &Stemmer::new(language);
    let show_misses = std::env::var_os("TOLMACH_MISSES").is_some();
    let ways = [("stem", stemmer, usize::MAX), ("best", ours.as_ref(), 1), ("all", ours.as_ref(), usize::MAX)];
    for (way, lemmatizer, most) in ways {
        let terms = Terms::new(occurrences, lemmatizer);
        let (mut found, mut total, mut found_inflected, mut inflected, mut met) = (0, 0, 0, 0, 0);
        for occurrence in occurrences {
            let keys: Vec<Readings> = occurrence.iter().map(|t| lemmatizer.readings(&t.form)).collect();
            let hits = terms.meeting(&keys, most);
            let lemma: Vec<&str> = occurrence.iter().map(|t| t.lemma.as_str()).collect();
            let count = if occurrence.len() == 1 { occurrence[0].count } else { 1 };
            let hit = hits.contains(&lemma);
            total += count;
            found += count * u64::from(hit);
            if occurrence.iter().any(|t| fold(&t.form) != t.lemma) {
                inflected += count;
                found_inflected += count * u64::from(hit);
            }
            met += count * hits.len() as u64;
            if show_misses && !hit && way == "all" {
                eprintln!("missed {lemma:?}: {keys:?}");
            }
        }
        let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
        let (recall, precision) = (percent(found, total), percent(found, met));
        println!(
            "| {language} | {name} | {way} | {recall:.1} | {:.1} | {precision:.1} | {:.1} |",
            percent(found_inflected, inflected),
            2.0 * recall * precision / (recall + precision)
        );
    }
}

/// A term word by word, with the readings of its words.
type Term<'a> = (Vec<&'a str>, Vec<Readings>);

/// The lemmas of the file as terms, by the key of their first word.
struct Terms<'a> {
    by_key: HashMap<String, Vec<Term<'a>>>,
}

impl<'a> Terms<'a> {
    fn new(occurrences: &[Vec<&'a Token>], lemmatizer: &dyn Lemmatizer) -> Self {
        let terms: BTreeSet<Vec<&str>> =
            occurrences.iter().map(|o| o.iter().map(|t| t.lemma.as_str()).collect()).collect();
        let mut by_key: HashMap<String, Vec<_>> = HashMap::new();
        for term in terms {
            let readings: Vec<Readings> = term.iter().map(|w| lemmatizer.readings(w)).collect();
            for key in readings[0].headwords() {
                by_key.entry(key.clone()).or_default().push((term.clone(), readings.clone()));
            }
        }
        Self { by_key }
    }

    /// The terms that an occurrence meets word by word, by the first `most` readings of each word.
    fn meeting(&self, occurrence: &[Readings], most: usize) -> BTreeSet<&Vec<&'a str>> {
        let considered = |r: &Readings| r.lemmas()[..most.min(r.lemmas().len())].to_vec();
        let first = considered(&occurrence[0]);
        let candidates = first.iter().filter_map(|key| self.by_key.get(key)).flatten();
        candidates
            .filter(|(_, term)| {
                term.iter().zip(occurrence).all(|(t, o)| considered(o).iter().any(|l| t.headwords().contains(l)))
            })
            .map(|(term, _)| term)
            .collect()
    }
}
