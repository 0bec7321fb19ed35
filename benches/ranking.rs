//! Measures whether the score serves a translator: by how much the translation that each ranking puts first
//! has to change to become the right one.
//!
//!     cargo bench --bench ranking -- [--data DIR] [--part 0|1] [--queries N] [PAIR…]
//!
//! Every pair of `DIR/tm.SOURCE-TARGET.tsv` is taken in both directions. Each query is a pair of the memory
//! itself, looked up after all pairs with its very source text are left out; `near` takes the pairs of
//! `q.near.en.tsv` that have a translation: texts new in the next version of the same software. Three
//! rankings choose: ours (the search's own list), the similarity of words (1 − Levenshtein distance / longer, on
//! words as they stand) and that of characters. Queries for which none of them finds 50 % or more are left out.
//!
//! The effort is the edit distance from the chosen stored translation to the query's own: in words, beside
//! the words of the right translation (as TER without shifts, at most 1), and in characters, beside the longer
//! of the two. Where several stored texts share the first place of a plain ranking, the effort is the average over
//! them. Where a ranking finds nothing, all is to be done. That goes for some short texts without a word or stem in
//! common with any other, so the last columns count those alone for which ours finds anything: they tell of the
//! order, the others of the score too.
//!
//! `--part 1` takes every second pair as query, `--part 0` the others: weights and costs were chosen on part
//! 0, the figures are of part 1. The interval is that of 2,000 bootstrap samples of the queries (95 %).

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use rapidfuzz::distance::levenshtein::{Args, BatchComparator, distance};
use rayon::prelude::*;
use tolmach::lang::{LanguageTag, tokens};
use tolmach::memory::{
    Filter, MatchKind, NewOperation, Penalties, Query, SearchOptions, Searcher, SqliteStore, Store, VariantId,
    merge_matches,
};
use tolmach::model::{Segment, Unit, Variant};

const PAIRS: [&str; 6] = ["en-ru", "en-de", "en-fr", "en-ar", "en-ja", "en-zh"];
const LEAST: f64 = 0.5;
const SAMPLES: usize = 2000;

fn main() {
    let mut data = PathBuf::from("../shared/data/memory");
    let (mut part, mut most, mut pairs) = (1, 3000, Vec::new());
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--data" => data = value().into(),
            "--part" => part = value().parse().expect("0 or 1"),
            "--queries" => most = value().parse().expect("a number"),
            _ => pairs.push(argument),
        }
    }
    if pairs.is_empty() {
        pairs = PAIRS.map(str::to_string).to_vec();
    }
    println!(
        "| memory | queries | words: ours / words / characters | ours − the better | \
         characters: ours / words / characters | ours − the better | better / same / worse than words | \
         … than characters | ours finds any | words | characters |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for pair in pairs {
        let (from, to) = pair.split_once('-').expect("a pair of languages");
        let forth = read(&data.join(format!("tm.{pair}.tsv")));
        if forth.is_empty() {
            println!("no data in {}", data.display());
            continue;
        }
        let back: Vec<(String, String)> = forth.iter().cloned().map(|(s, t)| (t, s)).collect();
        let near = if pair == "en-ru" { read(&data.join("q.near.en.tsv")) } else { Vec::new() };
        let near_back: Vec<(String, String)> = near.iter().cloned().map(|(s, t)| (t, s)).collect();
        for (name, languages, rows, near) in
            [(format!("{from}-{to}"), (from, to), forth, near), (format!("{to}-{from}"), (to, from), back, near_back)]
        {
            let mut memory = Memory::new(languages, rows);
            let chosen: Vec<usize> = (0..memory.rows.len()).filter(|n| n % 2 == part).collect();
            let step = chosen.len().div_ceil(most).max(1);
            let own = chosen.iter().step_by(step).map(|&n| memory.rows[n].pair.clone()).collect();
            memory.measure(&name, own);
            let near: Vec<_> = near.into_iter().enumerate().filter(|(n, _)| n % 2 == part).map(|(_, q)| q).collect();
            if !near.is_empty() {
                memory.measure(&format!("{name}, near"), near);
            }
        }
    }
}

/// Source and target of each line that has both.
fn read(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| {
        let mut columns = line.split('\t').map(str::to_string);
        Some((columns.next()?, columns.next()?)).filter(|(source, target)| !source.is_empty() && !target.is_empty())
    });
    pairs.collect()
}

/// A text as words and as characters, both as numbers.
struct Text {
    words: Vec<u32>,
    characters: Vec<u32>,
}

/// Numbers of words.
#[derive(Default)]
struct Vocabulary(HashMap<String, u32>);

impl Vocabulary {
    fn text(&mut self, text: &str) -> Text {
        let word = |range: Range<usize>| text[range].to_string();
        let words = tokens(text).into_iter().map(|token| {
            let next = self.0.len() as u32;
            *self.0.entry(word(token.range)).or_insert(next)
        });
        Text { words: words.collect(), characters: text.chars().map(u32::from).collect() }
    }
}

struct Row {
    pair: (String, String),
    source: Text,
    target: Text,
}

struct Memory {
    from: LanguageTag,
    to: LanguageTag,
    store: SqliteStore,
    searcher: Searcher,
    rows: Vec<Row>,
    by_variant: HashMap<VariantId, usize>,
    vocabulary: Vocabulary,
}

impl Memory {
    fn new((from, to): (&str, &str), pairs: Vec<(String, String)>) -> Self {
        let tag = |text| LanguageTag::parse(text).expect("a language");
        let (from, to) = (tag(from), tag(to));
        let mut store = SqliteStore::open_in_memory().expect("a memory");
        let mut units = pairs.iter().map(|(source, target)| {
            Unit::pair(Variant::new(from.clone(), source.as_str()), Variant::new(to.clone(), target.as_str()))
        });
        let operation =
            NewOperation { kind: "bench".into(), detail: String::new(), author: None, time: Default::default() };
        store.add(&operation, &mut units, &mut |_| ControlFlow::Continue(())).expect("stored");
        let (mut rows, mut by_variant, mut vocabulary) = (Vec::new(), HashMap::new(), Vocabulary::default());
        let mut keep = |stored: tolmach::memory::StoredUnit| {
            let text = |n: usize| stored.unit.variants[n].segment.text.clone();
            by_variant.insert(stored.variants[0], rows.len());
            let (source, target) = (vocabulary.text(&text(0)), vocabulary.text(&text(1)));
            rows.push(Row { pair: (text(0), text(1)), source, target });
            ControlFlow::Continue(())
        };
        store.visit(&Filter::default(), &mut keep).expect("units");
        let searcher = Searcher::open(&store, "ranking", &from, None).expect("an index");
        Self { from, to, store, searcher, rows, by_variant, vocabulary }
    }

    fn measure(&mut self, name: &str, queries: Vec<(String, String)>) {
        let prepared: Vec<(Text, Text)> =
            queries.iter().map(|(s, t)| (self.vocabulary.text(s), self.vocabulary.text(t))).collect();
        let ours: Vec<First> = queries.iter().map(|(source, _)| self.ours(source)).collect();
        let rows = &self.rows;
        let plain = |text: fn(&Text) -> &[u32]| -> Vec<First> {
            let both = queries.par_iter().zip(&prepared);
            both.map(|((source, _), (query, _))| most_alike(rows, source, text(query), text)).collect()
        };
        let firsts = [ours, plain(|text| &text.words), plain(|text| &text.characters)];
        let counted = (0..queries.len()).filter(|&n| firsts.iter().any(|f| f[n].similarity >= LEAST));
        let efforts = |queries: Vec<usize>| -> Vec<[[f64; 3]; 2]> {
            let effort = |n: usize| {
                let target = &prepared[n].1;
                [0, 1].map(|measure| [0, 1, 2].map(|ranking: usize| self.effort(&firsts[ranking][n], target, measure)))
            };
            queries.into_iter().map(effort).collect()
        };
        let found = efforts(counted.clone().filter(|&n| !firsts[0][n].rows.is_empty()).collect());
        let efforts = efforts(counted.collect());
        let mut line = format!("| {name} | {} |", efforts.len());
        let differences = |efforts: &[[[f64; 3]; 2]], measure: usize| {
            let values = efforts.iter().map(|e| e[measure]);
            let means = [0, 1, 2].map(|ranking| mean(values.clone().map(|v| v[ranking])));
            let better = if means[1] <= means[2] { 1 } else { 2 };
            let (low, high) = bootstrap(&values.map(|v| v[0] - v[better]).collect::<Vec<_>>());
            (means, format!("{:+.4} ({low:+.4} … {high:+.4})", means[0] - means[better]))
        };
        for measure in [0, 1] {
            let (means, difference) = differences(&efforts, measure);
            line += &format!(" {:.4} / {:.4} / {:.4} | {difference} |", means[0], means[1], means[2]);
        }
        for other in [1, 2] {
            let count = |holds: fn(f64) -> bool| efforts.iter().filter(|e| holds(e[0][0] - e[0][other])).count();
            line += &format!(" {} / {} / {} |", count(|d| d < -1e-9), count(|d| d.abs() <= 1e-9), count(|d| d > 1e-9));
        }
        line += &format!(" {} | {} | {} |", found.len(), differences(&found, 0).1, differences(&found, 1).1);
        println!("{line}");
    }

    /// What our ranking puts first. Numbers that would be put in, and penalties, are left aside.
    fn ours(&mut self, query: &str) -> First {
        let segment = Segment::plain(query);
        let asked = Query { segment: &segment, language: &self.from, target: &self.to, previous: None, next: None };
        // Enough to hold the near-equal ones when those of the very text are left out.
        let mut options = SearchOptions { min_score: 1, max_matches: 48, ..SearchOptions::default() };
        for name in Penalties::NAMES {
            options.penalties.points_mut(name).into_iter().for_each(|points| *points = 0);
        }
        let mut found = self.searcher.find(&self.store, &asked, &options).expect("matches");
        found.retain(|found| found.source.text != query);
        for found in &mut found {
            found.kind = MatchKind::Fuzzy;
            found.score = found.similarity.percent().min(99);
        }
        let Some(best) = found.iter().map(|found| found.similarity).max() else {
            return First { similarity: 0.0, rows: Vec::new() };
        };
        let first = merge_matches(found, 1);
        let rows = first.iter().filter_map(|first| self.by_variant.get(&first.variant).copied()).collect();
        First { similarity: 1.0 - f64::from(best.cost) / f64::from(best.weight), rows }
    }

    /// How much of the suggested translation has to change, 0 to 1, by words or by characters.
    fn effort(&self, first: &First, right: &Text, measure: usize) -> f64 {
        if first.rows.is_empty() {
            return 1.0;
        }
        mean(first.rows.iter().map(|&row| {
            let stored = &self.rows[row].target;
            if measure == 0 {
                let edits = distance(stored.words.iter().copied(), right.words.iter().copied());
                (edits as f64 / right.words.len().max(1) as f64).min(1.0)
            } else {
                let edits = distance(stored.characters.iter().copied(), right.characters.iter().copied());
                edits as f64 / stored.characters.len().max(right.characters.len()).max(1) as f64
            }
        }))
    }
}

/// What plain similarity puts first.
fn most_alike(rows: &[Row], source: &str, query: &[u32], text: fn(&Text) -> &[u32]) -> First {
    let comparator = BatchComparator::new(query.iter().copied());
    let mut first = First { similarity: 0.01, rows: Vec::new() };
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| row.pair.0 != source) {
        let arguments = Args::default().score_cutoff(first.similarity);
        let other = text(&row.source).iter().copied();
        let Some(similarity) = comparator.normalized_similarity_with_args(other, &arguments) else { continue };
        if similarity > first.similarity {
            first = First { similarity, rows: Vec::new() };
        }
        first.rows.push(number);
    }
    first
}

/// The stored texts most like a query, and how alike they are.
struct First {
    similarity: f64,
    rows: Vec<usize>,
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    sum / count.max(1) as f64
}

/// Between what the mean of samples lies in 95 % of them.
fn bootstrap(values: &[f64]) -> (f64, f64) {
    let mut state = 1u64;
    let mut below = |limit: usize| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    };
    let mut sample = || mean((0..values.len()).map(|_| values[below(values.len())]));
    let mut means: Vec<f64> = (0..SAMPLES).map(|_| sample()).collect();
    means.sort_by(f64::total_cmp);
    (means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40])
}
