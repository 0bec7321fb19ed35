//! Which target words to change: how often the marks are right, and how many of the words that change they
//! find.
//!
//! Each unit of a set of pairs is searched for in a memory of the others (every tenth is held out at a time).
//! Of each match whose source differs from the query in one replaced stretch, the query's own translation
//! tells which words of the stored translation had to change: those that a word-by-word difference does not
//! find in it. Precision is the share of marked words that had to change, coverage the share of the words
//! that had to change that are marked.
//!
//! ```text
//! cargo bench --bench marks -- ../shared/data/memory/tm.en-ru.tsv [reverse] [show]
//! ```

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::time::{Duration, Instant};

use tolmach::lang::{LanguageTag, TokenKind, tokens};
use tolmach::memory::{
    Associations, Bitext, Change, MatchKind, NewOperation, Query, SearchOptions, Searcher, SqliteStore, Store,
    difference, marks, merge_matches,
};
use tolmach::model::{Segment, Unit, Variant};

const FOLDS: usize = 10;
/// Folds that are tried of a large set.
const MOST_QUERIES: usize = 6000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let Some(file) = args.first().filter(|a| a.ends_with(".tsv")) else {
        println!("name a file of pairs: tm.en-ru.tsv");
        return;
    };
    let has = |word: &str| args.iter().any(|a| a == word);
    let (reverse, show) = (has("reverse"), has("show"));
    let name = std::path::Path::new(file).file_name().unwrap().to_string_lossy().into_owned();
    let languages = name.split('.').nth(1).unwrap();
    let (mut from, mut to) = languages.split_once('-').unwrap();
    let text = std::fs::read_to_string(file).expect("the pairs can be read");
    let mut pairs: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split('\t').take(2).map(str::to_string).collect::<Vec<_>>().try_into().ok())
        .map(|[a, b]: [String; 2]| if reverse { (b, a) } else { (a, b) })
        .collect();
    if reverse {
        std::mem::swap(&mut from, &mut to);
    }
    pairs.sort();
    pairs.dedup_by(|a, b| a.0 == b.0);
    let (from, to) = (LanguageTag::parse(from).unwrap(), LanguageTag::parse(to).unwrap());
    let mut tally = Tally::default();
    for fold in 0..FOLDS.min(MOST_QUERIES * FOLDS / pairs.len()).max(1) {
        // Shuffled by a hash, since neighbours in order are alike.
        let held = |i: usize| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40 & 0xffff;
        let (queries, known): (Vec<_>, Vec<_>) = (0..pairs.len()).partition(|i| held(*i) % FOLDS == fold);
        let mut store = SqliteStore::open_in_memory().unwrap();
        let mut units = known.iter().map(|i| {
            let (a, b) = &pairs[*i];
            Unit::pair(Variant::new(from.clone(), a.as_str()), Variant::new(to.clone(), b.as_str()))
        });
        let operation =
            NewOperation { kind: "import".into(), detail: String::new(), author: None, time: Default::default() };
        store.add(&operation, &mut units, &mut |_| ControlFlow::Continue(())).unwrap();
        let searcher = Searcher::open(&store, "m", &from, None).unwrap();
        let target = Searcher::open(&store, "m", &to, None).unwrap();
        let associations = Associations::new(&from, &to);
        let options = SearchOptions { min_score: 60, max_matches: 5, ..SearchOptions::default() };
        for i in queries {
            let (query, translation) = &pairs[i];
            let segment = Segment::plain(query.as_str());
            let asked = Query { segment: &segment, language: &from, target: &to, previous: None, next: None };
            let matches = merge_matches(searcher.find(&store, &asked, &options).unwrap(), options.max_matches);
            let started = Instant::now();
            let mut marked = Vec::new();
            for found in matches.iter().filter(|m| m.kind == MatchKind::Fuzzy) {
                let memory = Bitext { store: &store, source: &searcher, target: &target };
                let (source, target) = (found.source.text.as_str(), found.target.text.as_str());
                let marks = marks(&associations, &memory, query, (source, &from), (target, &to)).unwrap();
                marked.push((source.to_string(), target.to_string(), marks));
            }
            if !marked.is_empty() {
                tally.times.push(started.elapsed());
            }
            for (source, target, marks) in marked {
                if one_replacement(query, &source) {
                    tally.count(query, translation, &source, &target, &marks, show);
                }
            }
        }
    }
    tally.print(&name, reverse);
}

/// Whether two texts differ in one stretch that both have, of a few words.
fn one_replacement(query: &str, source: &str) -> bool {
    let difference = difference(query, source);
    let of = |change| difference.parts.iter().filter(move |p| p.change == change);
    let few = |text: &str| (1..=4).contains(&tokens(text).iter().filter(|t| t.kind != TokenKind::Punctuation).count());
    of(Change::Deleted).count() == 1
        && of(Change::Inserted).count() == 1
        && of(Change::Deleted).all(|p| few(&source[p.matched.clone()]))
        && of(Change::Inserted).all(|p| few(&query[p.query.clone()]))
}

#[derive(Default)]
struct Tally {
    pairs: usize,
    with_marks: usize,
    marked: usize,
    right: usize,
    changed: usize,
    times: Vec<Duration>,
}

impl Tally {
    fn count(
        &mut self,
        query: &str,
        translation: &str,
        source: &str,
        target: &str,
        marks: &[Range<usize>],
        show: bool,
    ) {
        let difference = difference(translation, target);
        let deleted: Vec<Range<usize>> =
            difference.parts.iter().filter(|p| p.change == Change::Deleted).map(|p| p.matched.clone()).collect();
        if deleted.is_empty() {
            return; // the translation stays: there is nothing to be right about
        }
        // Elsewhere in the other translation, a word has only moved.
        let mut left: HashMap<&str, usize> = HashMap::new();
        for part in difference.parts.iter().filter(|p| p.change == Change::Inserted) {
            for token in tokens(part.text(&difference)) {
                *left.entry(&part.text(&difference)[token.range]).or_default() += 1;
            }
        }
        self.pairs += 1;
        let within =
            |ranges: &[Range<usize>], r: &Range<usize>| ranges.iter().any(|o| o.start <= r.start && r.end <= o.end);
        let words = tokens(target).into_iter().filter(|t| t.kind != TokenKind::Punctuation);
        let (mut marked, mut right) = (0, 0);
        for word in words {
            let moved = left.get_mut(&target[word.range.clone()]).filter(|n| **n > 0).map(|n| *n -= 1).is_some();
            let changed = within(&deleted, &word.range) && !moved;
            let mark = within(marks, &word.range);
            self.changed += usize::from(changed);
            marked += usize::from(mark);
            right += usize::from(mark && changed);
        }
        self.with_marks += usize::from(marked > 0);
        self.marked += marked;
        self.right += right;
        if show && right < marked {
            let marks: Vec<&str> = marks.iter().map(|m| &target[m.clone()]).collect();
            println!(
                "{}\n  {target}\n  {translation}\n  marked: {}\n",
                tolmach::memory::difference(query, source),
                marks.join(" | ")
            );
        }
    }

    fn print(&mut self, name: &str, reverse: bool) {
        self.times.sort();
        let at = |share: f64| {
            self.times.get(((self.times.len() as f64 - 1.0) * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1e3)
        };
        let percent = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        println!(
            "{name}{}: {} pairs, {} with marks; precision {:.1} % ({} of {}), coverage {:.1} %; ms a query p50 {:.2}, p90 {:.2}, p99 {:.2}",
            if reverse { " reverse" } else { "" },
            self.pairs,
            self.with_marks,
            percent(self.right, self.marked),
            self.right,
            self.marked,
            percent(self.right, self.changed),
            at(0.5),
            at(0.9),
            at(0.99),
        );
    }
}
