//! How long the words to change and the fragments of a segment take, in a memory of any size.
//!
//! The memory is grown from real pairs: every further copy of a pair has one word of its source and one of its
//! translation replaced by a word of another pair, so it is real text with errors. Each query is asked of new
//! associations, as one call of the program asks it, and then of those of one session.
//!
//! ```text
//! cargo bench --bench fragments -- ../shared/data/memory/tm.en-ru.tsv ../shared/data/memory/q.near.en.tsv 1000000 [show]
//! ```

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tolmach::lang::LanguageTag;
use tolmach::memory::{
    Associations, Bitext, MatchKind, NewOperation, Query, SearchOptions, Searcher, SqliteStore, Store, fragments,
    marks, merge_matches,
};
use tolmach::model::{Segment, Unit, Variant};

const QUERIES: usize = 300;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [pairs, queries, size, rest @ ..] = &args[..] else {
        println!("name a file of pairs, a file of queries and a number of units");
        return;
    };
    let show = rest.iter().any(|a| a == "show");
    let size: usize = size.parse().expect("a number of units");
    let rows = |file: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(file).expect("the file can be read");
        text.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
    };
    let pairs: Vec<[String; 2]> = rows(pairs).into_iter().filter_map(|row| row.first_chunk().cloned()).collect();
    let (en, ru) = (LanguageTag::parse("en").unwrap(), LanguageTag::parse("ru").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::create(&folder.path().join("grown.tm"), Default::default()).unwrap();
    let mut units = (0..size).map(|i| {
        let [source, target] = &pairs[i % pairs.len()];
        let (source, target) = (grown(source, &pairs, i, 0), grown(target, &pairs, i, 1));
        Unit::pair(Variant::new(en.clone(), source.as_str()), Variant::new(ru.clone(), target.as_str()))
    });
    let operation =
        NewOperation { kind: "import".into(), detail: String::new(), author: None, time: Default::default() };
    store.add(&operation, &mut units, &mut |_| ControlFlow::Continue(())).unwrap();
    let index = folder.path().join("index");
    let source = Searcher::open(&store, "m", &en, Some(&index)).unwrap();
    drop(Searcher::open(&store, "m", &ru, Some(&index)).unwrap());
    let started = Instant::now();
    let target = Searcher::open(&store, "m", &ru, Some(&index)).unwrap();
    println!("{} units; the second index opens in {:.1} ms", store.info().unwrap().units, ms(started.elapsed()));

    let options = SearchOptions { min_score: 60, ..SearchOptions::default() };
    let session = Associations::new(&en, &ru);
    let mut times: [Vec<Duration>; 4] = Default::default();
    let mut with = 0;
    for query in rows(queries).iter().filter_map(|row| row.first()).take(QUERIES) {
        let segment = Segment::plain(query.as_str());
        let asked = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
        let matches = merge_matches(source.find(&store, &asked, &options).unwrap(), options.max_matches);
        let memory = Bitext { store: &store, source: &source, target: &target };
        let fuzzy: Vec<_> = matches.iter().filter(|m| m.kind == MatchKind::Fuzzy).collect();
        let mark = |associations: &Associations, times: &mut Vec<Duration>| {
            let started = Instant::now();
            for found in &fuzzy {
                marks(associations, &memory, query, (&found.source.text, &en), (&found.target.text, &ru)).unwrap();
            }
            if !fuzzy.is_empty() {
                times.push(started.elapsed());
            }
        };
        mark(&Associations::new(&en, &ru), &mut times[0]);
        mark(&session, &mut times[1]);
        if !matches.is_empty() {
            continue;
        }
        for (associations, place) in [(&Associations::new(&en, &ru), 2), (&session, 3)] {
            let started = Instant::now();
            let found = fragments(associations, &memory, query).unwrap();
            times[place].push(started.elapsed());
            if place == 3 {
                with += usize::from(!found.is_empty());
                for fragment in found.iter().filter(|_| show) {
                    println!("{} → {:?} of {}", &query[fragment.range.clone()], fragment.translations, fragment.count);
                }
            }
        }
    }
    let names = ["marks, alone", "marks, in a session", "fragments, alone", "fragments, in a session"];
    for (name, times) in names.iter().zip(&mut times) {
        times.sort();
        let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).copied().map_or(0.0, ms);
        println!("{name}: {} queries, ms p50 {:.2}, p90 {:.2}, p99 {:.2}", times.len(), at(0.5), at(0.9), at(0.99));
    }
    println!("{with} of {} queries without a match have fragments", times[3].len());
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The text of a copy: the first is as it was, others have a word of another pair.
fn grown(text: &str, pairs: &[[String; 2]], copy: usize, side: usize) -> String {
    if copy < pairs.len() {
        return text.to_string();
    }
    let hash = |n: usize| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) & 0xffff_ffff;
    let other: Vec<&str> = pairs[hash(copy) % pairs.len()][side].split(' ').collect();
    let mut words: Vec<&str> = text.split(' ').collect();
    let place = hash(copy + side) % words.len();
    words[place] = other[hash(copy + 7) % other.len()];
    words.join(" ")
}
