//! The parts of a search, measured apart: `cargo bench --bench search`.

use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use tolmach::lang::LanguageTag;
use tolmach::memory::{
    Analyzer, NewOperation, Query, SearchOptions, Searcher, SqliteStore, Store, merge_matches, similarity,
};
use tolmach::model::{Segment, Unit, Variant};

const QUERY: &str =
    "The committee demands the immediate release of all political prisoners arrested since 24 February.";
const OTHER: &str = "Since 24 March the committees have demanded an immediate release of the political prisoners.";

/// Sentences of a small grammar, so that many are alike.
fn memory(units: usize) -> SqliteStore {
    let who = ["The committee", "The party", "The movement", "The union", "A group of deputies", "Our organisation"];
    let does = ["demands", "supports", "condemns", "announces", "discusses", "calls for"];
    let what =
        ["the release of political prisoners", "a general strike", "new elections", "an end to the war", "peace"];
    let mut store = SqliteStore::open_in_memory().expect("a memory");
    let tag = |text: &str| LanguageTag::parse(text).expect("a tag");
    let mut sentences = (0..units).map(|n| {
        let source = format!("{} {} {} on day {n}.", who[n % 6], does[n / 6 % 6], what[n / 36 % 5]);
        Unit::pair(Variant::new(tag("en"), source.as_str()), Variant::new(tag("ru"), format!("Перевод {n}").as_str()))
    });
    let operation =
        NewOperation { kind: "bench".into(), detail: String::new(), author: None, time: Default::default() };
    store.add(&operation, &mut sentences, &mut |_| ControlFlow::Continue(())).expect("stored");
    store
}

fn search(criterion: &mut Criterion) {
    let [en, ru] = ["en", "ru"].map(|l| LanguageTag::parse(l).expect("a tag"));
    let analyzer = Analyzer::new(&en);
    let segment = Segment::plain(QUERY);
    let (a, b) = (analyzer.tokens(&segment), analyzer.tokens(&OTHER.into()));
    criterion.bench_function("cut into tokens", |bench| bench.iter(|| analyzer.tokens(&segment)));
    criterion.bench_function("score of two sentences", |bench| bench.iter(|| similarity(&a, &b)));

    let store = memory(20_000);
    criterion.bench_function("index of 20,000 units", |bench| bench.iter(|| Searcher::open(&store, "m", &en, None)));
    let searcher = Searcher::open(&store, "m", &en, None).expect("an index");
    let query = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
    let options = SearchOptions { min_score: 50, ..SearchOptions::default() };
    criterion.bench_function("nearest of 20,000 units", |bench| bench.iter(|| searcher.nearest(&segment, 50, 5)));
    criterion.bench_function("matches of 20,000 units", |bench| {
        bench.iter(|| searcher.find(&store, &query, &options).map(|found| merge_matches(found, options.max_matches)));
    });
}

criterion_group!(benches, search);
criterion_main!(benches);
