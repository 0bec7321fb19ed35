//! Compares the five best matches of the index with those of scoring every stored text, in every language pair
//! and both directions.
//!
//!     cargo bench --bench search_recall -- [--data DIR] [--queries N] [PAIR…]
//!
//! `DIR` holds `tm.PAIR.tsv` (source, target a line). Of each side every tenth text is held out and asked for
//! as it is; as many stored texts are asked for with some words exchanged for others and some left out
//! (**synthetic** queries, which have matches where the held-out texts have few). The queries of English and
//! Russian texts that lie beside them are asked as well.

mod support;

use std::collections::HashSet;
use std::path::PathBuf;

use rayon::prelude::*;
use support::{Random, Texts, column};
use tolmach::lang::LanguageTag;
use tolmach::memory::{Analyzer, Searcher, Similarity, Token, similarity};

const PAIRS: [&str; 6] = ["en-ru", "en-ar", "en-de", "en-fr", "en-ja", "en-zh"];

/// Matches asked for.
const MATCHES: usize = 5;

fn main() {
    let mut data = PathBuf::from("../shared/data/memory");
    let (mut most, mut pairs) = (200, Vec::new());
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--data" => data = value().into(),
            "--queries" => most = value().parse().expect("a number"),
            pair => pairs.push(pair.to_string()),
        }
    }
    if pairs.is_empty() {
        pairs = PAIRS.map(str::to_string).to_vec();
    }
    println!("| from | to | texts | queries | ≥ 70 % | found | recall | 50 % and more | found | recall |");
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for pair in &pairs {
        let file = data.join(format!("tm.{pair}.tsv"));
        let Some((from, to)) = pair.split_once('-').filter(|_| file.is_file()) else {
            println!("no data in {}", file.display());
            continue;
        };
        for (side, language, other) in [(0, from, to), (1, to, from)] {
            let mut extra = Vec::new();
            if language == "en" {
                extra.extend(column(&data.join("q.near.en.tsv"), 0));
            }
            if ["en", "ru"].contains(&language) {
                extra.extend(column(&data.join("q.far.en-ru.tsv"), usize::from(language == "ru")));
            }
            measure((language, other), column(&file, side), extra, most);
        }
    }
}

fn measure((language, other): (&str, &str), texts: Vec<String>, mut extra: Vec<String>, most: usize) {
    let mut seen = HashSet::new();
    let texts = texts.into_iter().filter(|text| seen.insert(text.clone()));
    let (mut stored, mut held_out) = (Vec::new(), Vec::new());
    for (number, text) in texts.enumerate() {
        if number % 10 == 9 { &mut held_out } else { &mut stored }.push(text);
    }
    let mut queries = some(&mut held_out, most);
    let mut random = Random(7);
    queries.extend((0..most).map(|_| changed(&stored, &mut random)));
    queries.extend(some(&mut extra, most));

    let tag = LanguageTag::parse(language).expect("a language");
    let analyzer = Analyzer::new(&tag);
    let analysed: Vec<Vec<Token>> = stored.par_iter().map(|text| analyzer.tokens(&text.as_str().into())).collect();
    let store = Texts(stored);
    let searcher = Searcher::open(&store, "recall", &tag, None).expect("an index");
    let mut row = format!("| {language} | {other} | {} | {} |", store.0.len(), queries.len());
    let mut counts = [(70, 0, 0), (50, 0, 0)];
    for query in &queries {
        let segment = query.as_str().into();
        let tokens = analyzer.tokens(&segment);
        let mut all: Vec<Similarity> = analysed.par_iter().map(|other| similarity(&tokens, other)).collect();
        all.sort_by(|a, b| b.cmp(a));
        all.truncate(MATCHES);
        for (score, expected, found) in &mut counts {
            let all = all.iter().take_while(|s| s.percent() >= *score);
            let mut ours: Vec<Similarity> = Vec::new();
            for candidate in searcher.nearest(&segment, *score, MATCHES) {
                ours.extend(std::iter::repeat_n(candidate.similarity, candidate.variants.len()));
            }
            ours.truncate(MATCHES);
            *expected += all.clone().count();
            *found += all.zip(&ours).filter(|(truth, ours)| truth == ours).count();
        }
    }
    for (_, expected, found) in counts {
        let recall = if expected == 0 { 100.0 } else { 100.0 * found as f64 / expected as f64 };
        row += &format!(" {expected} | {found} | {recall:.2} % |");
    }
    println!("{row}");
}

/// At most so many, spread over the whole.
fn some(texts: &mut Vec<String>, most: usize) -> Vec<String> {
    let step = (texts.len() / most.max(1)).max(1);
    texts.drain(..).step_by(step).take(most).collect()
}

/// A stored text with about a quarter of its words (or, where there are no spaces, characters) exchanged or
/// left out.
fn changed(texts: &[String], random: &mut Random) -> String {
    let text = &texts[random.below(texts.len())];
    let donor = &texts[random.below(texts.len())];
    let spaced = text.contains(' ');
    let cut = |text: &str| -> Vec<String> {
        if spaced { text.split(' ').map(str::to_string).collect() } else { text.chars().map(String::from).collect() }
    };
    let donors = cut(donor);
    let words = cut(text).into_iter().filter_map(|word| match random.below(8) {
        0 => Some(donors[random.below(donors.len())].clone()),
        1 => None,
        _ => Some(word),
    });
    words.collect::<Vec<_>>().join(if spaced { " " } else { "" })
}
