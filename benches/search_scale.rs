//! Measures how the search grows with the memory, and compares it with brute force.
//!
//!     cargo bench --bench search_scale -- --data DIR [--cache DIR] [--brute N] [--pair en-ru] UNITS…
//!
//! `DIR` holds `tm.en-ru.tsv` (source, target a line) and the queries `q.near.en.tsv` and `q.far.en-ru.tsv`.
//! The real sources are used as they are; what is missing to the number of units is **synthetic**: a real
//! source in which some words are exchanged for words of other sources, numbers changed, and now and then
//! a word made up. So every real text has relatives that real memories have fewer of: a hard case.
//!
//! The time of a query is that of the index alone: units are not fetched from a store. Each is measured
//! several times and the shortest counts, so that other work on the machine disturbs less; brute force is
//! measured in the same way.

mod support;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rapidfuzz::distance::levenshtein;
use support::{Random, Texts, column, peak_memory, spread};
use tolmach::lang::{LanguageTag, tokens};
use tolmach::memory::{Analyzer, Searcher, similarity};
use tolmach::model::Segment;

const ROUNDS: usize = 3;

fn main() {
    let mut data = PathBuf::from("../shared/data/memory");
    let (mut cache, mut brute, mut sizes) = (None, 20, Vec::new());
    let mut pair = String::from("en-ru");
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--data" => data = value().into(),
            "--cache" => cache = Some(PathBuf::from(value())),
            "--brute" => brute = value().parse().expect("a number"),
            "--pair" => pair = value(),
            units => sizes.push(units.parse::<usize>().expect("a number of units")),
        }
    }
    let mut real: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    real.extend(column(&data.join(format!("tm.{pair}.tsv")), 0).into_iter().filter(|text| seen.insert(text.clone())));
    let language = LanguageTag::parse(pair.split('-').next().unwrap_or("en")).expect("a language");
    let near = column(&data.join("q.near.en.tsv"), 0);
    let far = column(&data.join("q.far.en-ru.tsv"), 0);
    if real.is_empty() || near.is_empty() {
        println!("no data in {}", data.display());
        return;
    }
    for units in sizes {
        measure(&language, &real, &near, &far, units, cache.as_deref(), brute);
    }
}

fn measure(
    language: &LanguageTag,
    real: &[String],
    near: &[String],
    far: &[String],
    units: usize,
    cache: Option<&std::path::Path>,
    brute: usize,
) {
    let texts = Texts(grow(real, units));
    let synthetic = texts.0.len().saturating_sub(real.len());
    let folder = tempfile::tempdir().expect("a folder");
    let folder = cache.unwrap_or(folder.path()).join(format!("{units}"));
    let start = Instant::now();
    let mut searcher = Searcher::open(&texts, "scale", language, Some(&folder)).expect("an index");
    let built = start.elapsed();
    let bytes = searcher.index_bytes();
    drop(searcher);
    let start = Instant::now();
    searcher = Searcher::open(&texts, "scale", language, Some(&folder)).expect("an index");
    let opened = start.elapsed();
    println!(
        "\n{} texts ({synthetic} of them synthetic): built in {:.2} s ({:.0}/s), {} bytes a text, opened in {:.2} ms, peak {} MB",
        texts.0.len(),
        built.as_secs_f64(),
        texts.0.len() as f64 / built.as_secs_f64(),
        bytes / texts.0.len(),
        opened.as_secs_f64() * 1e3,
        peak_memory(),
    );
    for (name, queries) in [("near", near), ("far", far)] {
        for score in [70, 50] {
            let segments: Vec<Segment> = queries.iter().map(|q| q.as_str().into()).collect();
            let mut times = vec![Duration::MAX; segments.len()];
            let mut found = 0;
            for _ in 0..ROUNDS {
                found = 0;
                for (time, segment) in times.iter_mut().zip(&segments) {
                    let start = Instant::now();
                    let nearest = searcher.nearest(segment, score, 5);
                    *time = start.elapsed().min(*time);
                    found += usize::from(!nearest.is_empty());
                }
            }
            let share = 100 * found / segments.len();
            println!(
                "{name} {score} %: {} ms p50/p99/mean, {share} % of {} have a match",
                spread(&mut times),
                segments.len()
            );
        }
    }
    if brute == 0 {
        return;
    }
    let step = (near.len() / brute).max(1);
    let sample: Vec<&String> = near.iter().step_by(step).take(brute).collect();
    let numbers = Words::of(&texts.0);
    for cutoff in [0.7, 0.5] {
        let mut times = Vec::new();
        let mut ours = Vec::new();
        for query in &sample {
            let words = numbers.query(query);
            let mut shortest = [Duration::MAX; 2];
            for _ in 0..ROUNDS {
                let start = Instant::now();
                let comparator = levenshtein::BatchComparator::new(words.clone());
                let arguments = levenshtein::Args::default().score_cutoff(cutoff);
                let hits = numbers
                    .texts
                    .iter()
                    .filter_map(|t| comparator.normalized_similarity_with_args(t.iter().copied(), &arguments));
                std::hint::black_box(hits.count());
                shortest[0] = shortest[0].min(start.elapsed());
                let segment = query.as_str().into();
                let start = Instant::now();
                std::hint::black_box(searcher.nearest(&segment, (cutoff * 100.0) as u8, 5));
                shortest[1] = shortest[1].min(start.elapsed());
            }
            times.push(shortest[0]);
            ours.push(shortest[1]);
        }
        let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
        let ratio = total(&times) / total(&ours);
        println!(
            "brute force, words, {cutoff}: {} ms p50/p99/mean over {} queries; the index is {ratio:.0} times as fast",
            spread(&mut times),
            sample.len()
        );
    }
    // The same score without the index, each text cut once for all queries.
    let analyzer = Analyzer::new(language);
    let checked = sample.len().min(1 + 4_000_000 / texts.0.len());
    let queries: Vec<_> = sample.iter().take(checked).map(|query| analyzer.tokens(&query.as_str().into())).collect();
    let mut all_scores = vec![Vec::new(); checked];
    for text in &texts.0 {
        let other = analyzer.tokens(&text.as_str().into());
        for (tokens, scores) in queries.iter().zip(&mut all_scores) {
            scores.extend(Some(similarity(tokens, &other)).filter(|s| s.percent() >= 50));
        }
    }
    let mut same = 0;
    for (query, mut scores) in sample.iter().zip(all_scores) {
        scores.sort_by(|a, b| b.cmp(a));
        let mut found = Vec::new();
        for candidate in searcher.nearest(&query.as_str().into(), 50, 20) {
            found.extend(std::iter::repeat_n(candidate.similarity, candidate.variants.len()));
        }
        scores.truncate(20);
        found.truncate(20);
        same += usize::from(scores == found);
        if scores != found {
            println!("differs: {query}\n  {scores:?}\n  {found:?}");
        }
    }
    println!("same 20 best scores as without the index (50 %): {same} of {checked} queries");
}

/// Real texts, then synthetic ones.
fn grow(real: &[String], units: usize) -> Vec<String> {
    let mut random = Random(units as u64 + 1);
    let mut texts: Vec<String> = real.iter().take(units).cloned().collect();
    while texts.len() < units {
        let base = &real[random.below(real.len())];
        let other = &real[random.below(real.len())];
        let donors: Vec<&str> = other.split(' ').collect();
        // From a light touch to another text altogether.
        let share = 10 + random.below(70);
        let words: Vec<String> = base
            .split(' ')
            .map(|word| {
                if random.below(100) >= share {
                    return word.to_string();
                }
                if word.starts_with('<') || word.contains('=') {
                    return word.to_string();
                }
                match random.below(12) {
                    0 => format!("{word}{}", ["o", "an", "ix", "ur", "el"][random.below(5)]),
                    1 => random.below(3000).to_string(),
                    2 => String::new(),
                    _ => donors[random.below(donors.len())].to_string(),
                }
            })
            .filter(|word| !word.is_empty())
            .collect();
        texts.push(words.join(" "));
    }
    texts
}

/// Texts as numbers of words, as a tool with word-level edit distance has them.
struct Words {
    numbers: std::collections::HashMap<String, u32>,
    texts: Vec<Vec<u32>>,
}

impl Words {
    fn of(texts: &[String]) -> Self {
        let mut numbers = std::collections::HashMap::new();
        let texts = texts
            .iter()
            .map(|text| {
                let word = |range: std::ops::Range<usize>| text[range].to_lowercase();
                tokens(text)
                    .into_iter()
                    .map(|t| {
                        let next = numbers.len() as u32;
                        *numbers.entry(word(t.range)).or_insert(next)
                    })
                    .collect()
            })
            .collect();
        Self { numbers, texts }
    }

    fn query(&self, text: &str) -> Vec<u32> {
        let number = |t: tolmach::lang::Token| self.numbers.get(&text[t.range].to_lowercase()).copied();
        tokens(text).into_iter().map(|t| number(t).unwrap_or(u32::MAX)).collect()
    }
}
