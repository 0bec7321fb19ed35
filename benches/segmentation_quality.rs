//! How well the built-in segmentation rules do: precision, recall and F1 of the boundaries.
//!
//! `cargo bench --bench segmentation_quality` reads `../shared/data/segmentation/dev.jsonl` if it is there
//! (a passage a line: `suite`, `lang`, `text`, `sents`). `-- --errors ru` prints what went wrong in a
//! language, `-- --srx FILE` tries other rules, `-- --data FILE` another set.
//!
//! A boundary is a place between two characters that are not blank, counted without blanks, strictly
//! inside the passage. Sums are over all boundaries of a row.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use tolmach::format::srx;
use tolmach::lang::LanguageTag;
use tolmach::lang::segmentation::{Rules, Segmenter};

#[derive(serde::Deserialize)]
struct Passage {
    suite: String,
    lang: String,
    text: String,
    sents: Vec<String>,
}

#[derive(Default, Clone, Copy)]
struct Score {
    passages: usize,
    right_passages: usize,
    expected: usize,
    found: usize,
    right: usize,
}

impl Score {
    fn add(&mut self, expected: &BTreeSet<usize>, found: &BTreeSet<usize>) {
        self.passages += 1;
        self.right_passages += usize::from(expected == found);
        self.expected += expected.len();
        self.found += found.len();
        self.right += expected.intersection(found).count();
    }
}

fn boundaries<'a>(segments: impl IntoIterator<Item = &'a str>) -> BTreeSet<usize> {
    let mut passed = 0;
    let mut places: BTreeSet<usize> = segments
        .into_iter()
        .map(|segment| {
            passed += segment.chars().filter(|c| !c.is_whitespace()).count();
            passed
        })
        .collect();
    places.remove(&passed);
    places
}

/// The text around each boundary that is missing or too many, with a bar at the boundary.
fn print_errors(passage: &Passage, expected: &BTreeSet<usize>, found: &BTreeSet<usize>) {
    let mut passed = 0;
    for (at, c) in passage.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        passed += 1;
        if expected.contains(&passed) == found.contains(&passed) {
            continue;
        }
        let (before, after) = passage.text.split_at(at + c.len_utf8());
        let before: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = after.chars().take(40).collect();
        let kind = if expected.contains(&passed) { "missing" } else { "wrong" };
        println!("{:<14} {kind:<7} {:?}", passage.suite, format!("{before}|{after}"));
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/segmentation/dev.jsonl").to_string();
    let Ok(data) = std::fs::read_to_string(option("--data").unwrap_or(&default)) else {
        println!("no data set: nothing to measure");
        return;
    };
    let other = option("--srx").map(|file| srx::read(&std::fs::read(file).expect("the SRX file")).expect("SRX").0);
    let rules: &Rules = other.as_ref().unwrap_or_else(|| srx::builtin());
    let errors_of = option("--errors");

    let mut segmenters: BTreeMap<String, Segmenter> = BTreeMap::new();
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    for line in data.lines() {
        let passage: Passage = serde_json::from_str(line).expect("a passage a line");
        let segmenter = segmenters.entry(passage.lang.clone()).or_insert_with(|| {
            let language = LanguageTag::parse(&passage.lang).expect("a language tag");
            Segmenter::new(rules, &language).expect("rules for every language").0
        });
        let segments: Vec<&str> =
            segmenter.split(&passage.text).into_iter().map(|range| &passage.text[range]).collect();
        let expected = boundaries(passage.sents.iter().map(String::as_str));
        let found = boundaries(segments.iter().copied());
        for suite in [passage.suite.as_str(), "all"] {
            scores.entry((passage.lang.clone(), suite.to_string())).or_default().add(&expected, &found);
        }
        if errors_of.is_some_and(|language| *language == passage.lang) && expected != found {
            print_errors(&passage, &expected, &found);
        }
    }
    println!("{:<5} {:<16} {:>8} {:>8} {:>7} {:>7} {:>7}", "lang", "suite", "passages", "right %", "P", "R", "F1");
    for ((language, suite), score) in &scores {
        let percent = |part: usize, whole: usize| if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
        println!(
            "{language:<5} {suite:<16} {:>8} {:>8.1} {:>7.2} {:>7.2} {:>7.2}",
            score.passages,
            percent(score.right_passages, score.passages),
            percent(score.right, score.found),
            percent(score.right, score.expected),
            percent(2 * score.right, score.found + score.expected),
        );
    }
}
