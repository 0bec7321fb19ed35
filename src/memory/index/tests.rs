use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::memory::score::similarity;
use crate::memory::testing::{pair, put, remove, store, stored, tag};
use crate::memory::{Query, SearchOptions, Searcher, SqliteStore};
use crate::model::Segment;

const SMALL: Sizes = Sizes { file: 6, texts: 40, tokens: 1000 };

fn open(store: &SqliteStore, folder: Option<&Path>) -> Index {
    Index::open(store, &tag("en"), folder, SMALL).unwrap()
}

fn texts(index: &Index, query: &str, least: u8, limit: usize) -> Vec<(Similarity, i64)> {
    let tokens = index.analyzer.tokens(&query.into());
    let found = index.candidates(tokens, Similarity::of_percent(least), limit, &mut Scratch::default()).unwrap();
    found.iter().map(|c| (c.similarity, c.variants[0].0)).collect()
}

/// What the index must find: every stored text compared, equal ones (by tokens) once, by the newest.
fn brute_force(store: &SqliteStore, index: &Index, query: &str, least: u8, limit: usize) -> Vec<(Similarity, i64)> {
    let tokens = |text: &Segment| index.analyzer.tokens(text);
    let query = tokens(&query.into());
    let mut all: Vec<(Similarity, i64, Vec<Token>)> = Vec::new();
    for unit in stored(store) {
        for (id, variant) in unit.variants.iter().zip(&unit.unit.variants) {
            if variant.language.matches(&tag("en")) {
                let text = tokens(&variant.segment);
                all.push((similarity(&query, &text), id.0, text));
            }
        }
    }
    all.retain(|(s, ..)| *s >= Similarity::of_percent(least));
    all.sort_by_key(|(s, id, _)| std::cmp::Reverse((*s, *id)));
    let mut seen: Vec<Vec<Token>> = Vec::new();
    all.retain(|(.., tokens)| {
        !tokens.is_empty() && !seen.contains(tokens) && {
            seen.push(tokens.clone());
            true
        }
    });
    all.truncate(limit);
    all.into_iter().map(|(s, id, _)| (s, id)).collect()
}

/// Sentences of a small vocabulary with inflected, re-spelt and re-cased words, numbers, marks and tags.
fn sentence() -> impl Strategy<Value = String> {
    let words = [
        "government",
        "governments",
        "Government",
        "governs",
        "party",
        "parties",
        "war",
        "peace",
        "the",
        "The",
        "of",
        "and",
        "1917",
        "2022",
        ",",
        ".",
        "–",
        "-",
        "<b>",
        "</b>",
        "<a href='x'>",
        "<a href='y'>",
        "colour",
        "color",
        "战",
        "争",
        "カ",
        "партия",
        "партии",
        "é",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..9).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn nothing_is_missed_among_many(
        seeds in prop::collection::vec(sentence(), 3..12),
        queries in prop::collection::vec(sentence(), 1..4),
        least in 30u8..=90,
        limit in 1usize..8,
    ) {
        const FEW: [&str; 6] = ["war", "peace", "party", "the", "1917", "governs"];
        // Enough of them for lists of several blocks, and for entries to be set aside.
        let stored: Vec<String> = (0..700).map(|n| {
            let words = [n % 7, n / 7 % 11, n / 77].map(|m| FEW[m % FEW.len()]);
            format!("{} {} {}", seeds[n % seeds.len()], words.join(" "), seeds[n / 3 % seeds.len()])
        }).collect();
        let store = with(&stored);
        let sizes = Sizes { texts: 1000, tokens: 1 << 20, ..SMALL };
        let index = Index::open(&store, &tag("en"), None, sizes).unwrap();
        for query in queries.iter().chain(&stored[..1]) {
            prop_assert_eq!(
                texts(&index, query, least, limit),
                brute_force(&store, &index, query, least, limit),
                "{}", query
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_is_missed(
        stored in prop::collection::vec(sentence(), 1..60),
        queries in prop::collection::vec(sentence(), 1..6),
        least in 1u8..=100,
        limit in 1usize..8,
    ) {
        let store = with(&stored);
        let folder = tempfile::tempdir().unwrap();
        // In one part, so that equal texts are one entry.
        let index = Index::open(&store, &tag("en"), Some(folder.path()), Sizes { texts: 1000, ..SMALL }).unwrap();
        for query in queries.iter().chain(&stored[..1]) {
            prop_assert_eq!(
                texts(&index, query, least, limit),
                brute_force(&store, &index, query, least, limit),
                "{}", query
            );
        }
    }

    #[test]
    fn it_is_the_same_however_it_came_about(
        batches in prop::collection::vec(prop::collection::vec(sentence(), 0..12), 1..9),
        query in sentence(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store();
        let mut kept = open(&store, Some(folder.path()));
        for (number, batch) in batches.iter().enumerate() {
            put(&mut store, units(batch, number * 100));
            if number % 2 == 0 {
                kept.refresh(&store).unwrap();
            } else {
                kept = open(&store, Some(folder.path()));
            }
        }
        let fresh = open(&store, None);
        let again = open(&store, Some(folder.path()));
        let expected = brute_force(&store, &fresh, &query, 40, 5);
        let merged = |found: Vec<(Similarity, i64)>| {
            // Parts do not know each other: a text can be in several.
            let mut found = found;
            found.retain(|f| expected.contains(f));
            found
        };
        for index in [&fresh, &kept, &again] {
            prop_assert_eq!(merged(texts(index, &query, 40, 500)), expected.clone());
            prop_assert!(index.parts.len() <= 12);
        }
    }

    #[test]
    fn damage_never_panics(
        stored in prop::collection::vec(sentence(), 5..40),
        query in sentence(),
        flips in prop::collection::vec((0usize..100_000, 0u8..8), 1..20),
        cut in 0usize..200_000,
    ) {
        let store = with(&stored);
        let index = open(&store, None);
        for part in &index.parts {
            let mut bytes = part.made().unwrap().to_vec();
            let body = part::HEADER;
            for (at, bit) in &flips {
                let at = body + at % (bytes.len() - body);
                bytes[at] ^= 1 << bit;
            }
            // As if this process had made them: not compared with the checksums.
            if let Ok(part) = Part::owned(bytes.clone()) {
                let damaged = Index { parts: vec![part], ..open(&store, None) };
                let tokens = damaged.analyzer.tokens(&(&*query).into());
                let _ = damaged.candidates(tokens, Similarity::of_percent(1), 5, &mut Scratch::default());
            }
            bytes.truncate(cut % bytes.len());
            prop_assert!(Part::owned(bytes).is_err());
        }
    }

    /// Whatever bit of a file is another: the answers are the true ones.
    #[test]
    fn a_flipped_bit_never_makes_a_wrong_answer(
        stored in prop::collection::vec(sentence(), 30..80),
        queries in prop::collection::vec(sentence(), 1..4),
        flips in prop::collection::vec((0usize..1_000_000, 0u8..8), 1..4),
        least in 1u8..=100,
    ) {
        let store = with(&stored);
        let folder = tempfile::tempdir().unwrap();
        let sizes = Sizes { texts: 1000, ..SMALL };
        let open = || Searcher::with_sizes(&store, "m", &tag("en"), Some(folder.path()), sizes).unwrap();
        drop(open());
        let names = files(folder.path());
        let mut changed = false;
        for (number, (at, bit)) in flips.iter().enumerate() {
            let path = folder.path().join(&names[number % names.len()]);
            let mut bytes = fs::read(&path).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            changed = true;
            // In the place of the old one, which nobody has open.
            fs::write(&path, bytes).unwrap();
        }
        let (en, ru) = (tag("en"), tag("ru"));
        let options = SearchOptions { min_score: least, max_matches: 100, ..SearchOptions::default() };
        let whole = Searcher::with_sizes(&store, "m", &en, None, sizes).unwrap();
        let damaged = open();
        prop_assert!(changed);
        for text in &queries {
            let segment = Segment::plain(text.as_str());
            let query = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
            let expected = whole.find(&store, &query, &options).unwrap();
            prop_assert_eq!(damaged.find(&store, &query, &options).unwrap(), expected);
        }
    }
}

/// Every byte of a file in its turn, if the search reads it at all: it is noticed and said.
#[test]
fn no_byte_of_a_file_goes_unchecked() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(300);
    let open = || Index::open(&store, &tag("en"), Some(folder.path()), Sizes { texts: 1000, ..SMALL }).unwrap();
    open();
    let path = folder.path().join(&files(folder.path())[0]);
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 3 * 4096);
    let find = |index: &Index| {
        let tokens = index.analyzer.tokens(&"The party number 7 of sentence 3".into());
        index.candidates(tokens, Similarity::of_percent(60), 300, &mut Scratch::default())
    };
    let expected = find(&open()).unwrap();
    for at in (0..whole.len()).step_by(61) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        let index = open();
        let found = find(&index);
        assert!(index.notices.len() == 1 || found.is_none_or(|found| found == expected), "{at}");
    }
}

#[test]
fn a_search_that_breaks_off_leaves_nothing_to_the_next() {
    let index = open(&filled(30), None);
    let find = |index: &Index, query: &str, scratch: &mut Scratch| {
        let tokens = index.analyzer.tokens(&query.into());
        index.candidates(tokens, Similarity::of_percent(20), 5, scratch)
    };
    let (first, next) = ("The party number 7 of sentence 3", "Quite another sentence");
    let expected = find(&index, next, &mut Scratch::default());
    let whole = index.parts[0].made().unwrap();
    for at in part::HEADER..whole.len() {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0xff;
        let Ok(part) = Part::owned(bytes) else { continue };
        let damaged = Index { parts: vec![part], ..open(&store(), None) };
        let mut scratch = Scratch::default();
        let _ = find(&damaged, first, &mut scratch);
        assert_eq!(find(&index, next, &mut scratch), expected, "{at}");
    }
}

#[test]
fn a_file_that_is_cut_while_it_is_open_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(300);
    let open = || Index::open(&store, &tag("en"), Some(folder.path()), Sizes { texts: 1000, ..SMALL }).unwrap();
    open();
    let path = folder.path().join(&files(folder.path())[0]);
    let mut index = open();
    fs::File::options().write(true).open(path).unwrap().set_len(5000).unwrap();
    let find = |index: &Index| {
        let tokens = index.analyzer.tokens(&"The party number 7 of sentence 3".into());
        index.candidates(tokens, Similarity::of_percent(60), 300, &mut Scratch::default())
    };
    assert_eq!(find(&index), None);
    index.rebuild(&store).unwrap();
    assert!(!find(&index).unwrap().is_empty());
}

#[test]
fn a_copy_of_the_memory_that_went_its_own_way_has_an_index_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name| folder.path().join(name);
    let mut ours = SqliteStore::create(&place("ours.tm"), Default::default()).unwrap();
    put(&mut ours, units(&["The party met", "The war went on"], 0));
    drop(ours);
    fs::copy(place("ours.tm"), place("theirs.tm")).unwrap();
    let mut ours = SqliteStore::open(&place("ours.tm")).unwrap();
    let mut theirs = SqliteStore::open(&place("theirs.tm")).unwrap();
    let [mine, yours] = ["Peace at last", "Another government"]
        .map(|text| (0..10).map(|n| format!("{text}, {}", "and so on ".repeat(n))).collect::<Vec<_>>());
    put(&mut ours, units(&mine, 10));
    put(&mut theirs, units(&yours, 10));
    let cache = place("cache");
    assert_eq!(texts(&open(&ours, Some(&cache)), "Peace at last,", 100, 1).len(), 1);
    // Under the same ids there are other texts.
    let index = open(&theirs, Some(&cache));
    assert!(matches!(&index.notices[..], [Notice::Rebuilt { file: Some(_) }]), "{:?}", index.notices);
    assert_eq!(texts(&index, "Peace at last", 50, 1), []);
    assert_eq!(texts(&index, "Another government,", 100, 1).len(), 1);
}

/// Units with these sources; their targets number them, so that none is a duplicate.
fn units(sources: &[impl AsRef<str>], first: usize) -> Vec<crate::model::Unit> {
    let numbered = sources.iter().zip(first..);
    numbered.map(|(source, number)| pair(source.as_ref(), &format!("t{number}"))).collect()
}

fn with(sources: &[impl AsRef<str>]) -> SqliteStore {
    let mut store = store();
    put(&mut store, units(sources, 0));
    store
}

fn filled(count: usize) -> SqliteStore {
    let text = |number| format!("The party number {number} of sentence {}", number % 7);
    with(&(0..count).map(text).collect::<Vec<_>>())
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_are_few_and_cover_everything() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = filled(10);
    let mut index = open(&store, Some(folder.path()));
    for number in 0..30 {
        put(&mut store, [pair(&format!("Other sentence {number}"), "x")]);
        index.refresh(&store).unwrap();
    }
    assert!(files(folder.path()).len() <= 3, "{:?}", files(folder.path()));
    let again = open(&store, Some(folder.path()));
    assert_eq!(again.notices, []);
    assert_eq!(texts(&again, "Other sentence 7", 95, 1).len(), 1);
    assert_eq!(texts(&again, "Other sentence 29", 100, 1), [(Similarity::SAME, 79)]);
}

#[test]
fn a_damaged_file_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(20);
    open(&store, Some(folder.path()));
    let path = folder.path().join(&files(folder.path())[0]);
    let whole = fs::read(&path).unwrap();
    for damage in [|b: &mut Vec<u8>| b.truncate(100), |b: &mut Vec<u8>| b[20] ^= 1, |b: &mut Vec<u8>| b.clear()] {
        let mut bytes = whole.clone();
        damage(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let index = open(&store, Some(folder.path()));
        assert!(matches!(&index.notices[..], [Notice::Rebuilt { file: Some(_) }]), "{:?}", index.notices);
        assert_eq!(texts(&index, "The party number 3 of sentence 3", 100, 5), [(Similarity::SAME, 7)]);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn two_processes_may_write_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = filled(10);
    let mut one = open(&store, Some(folder.path()));
    let mut two = open(&store, Some(folder.path()));
    for number in 0..40 {
        put(&mut store, [pair(&format!("Text {number}"), "x")]);
        if number % 3 == 0 { &mut one } else { &mut two }.refresh(&store).unwrap();
    }
    one.refresh(&store).unwrap();
    for index in [&one, &two, &open(&store, Some(folder.path()))] {
        assert_eq!(index.notices, []);
        for number in 0..39 {
            assert_eq!(texts(index, &format!("Text {number}"), 100, 1).len(), 1, "{number}");
        }
    }
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let store = filled(20);
    let mut index = open(&store, Some(&file));
    assert!(matches!(&index.notices[..], [Notice::NotKept { .. }]), "{:?}", index.notices);
    index.refresh(&store).unwrap();
    assert_eq!(texts(&index, "The party number 3 of sentence 3", 100, 5).len(), 1);
    assert_eq!(index.notices.len(), 1);
}

#[test]
fn texts_that_are_gone_leave_when_files_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = filled(8);
    let mut index = open(&store, Some(folder.path()));
    let third = stored(&store)[3].id;
    remove(&mut store, &[third]);
    for number in 0..8 {
        put(&mut store, [pair(&format!("New {number}"), "x")]);
    }
    index.refresh(&store).unwrap();
    assert_eq!(index.parts.iter().map(|p| p.entries).sum::<u32>(), 15);
    assert_eq!(texts(&index, "The party number 3 of sentence 3", 100, 5), []);
}

#[test]
fn very_long_texts_and_many_variants() {
    let mut store = store();
    let long = (0..3000).map(|n| format!("word{} ", n % 400)).collect::<String>();
    put(&mut store, units(&["OK"; 300], 0));
    put(&mut store, [pair(&long, "x")]);
    let index = open(&store, None);
    assert_eq!(texts(&index, &format!("{long}end"), 90, 5).len(), 1);
    let tokens = index.analyzer.tokens(&"OK".into());
    let found = index.candidates(tokens, Similarity::SAME, 50, &mut Scratch::default()).unwrap();
    assert_eq!(found.iter().map(|c| c.variants.len()).sum::<usize>(), 300);
}

#[test]
fn texts_that_hold_a_key_are_counted_and_sampled() {
    let mut store = store();
    put(&mut store, (0..90).map(|n| pair(&format!("{} number {n}", if n % 3 == 0 { "war" } else { "peace" }), "x")));
    let index = open(&store, None);
    let key = |word: &str| index.analyzer.tokens(&word.into())[0].key.hash;
    assert_eq!(index.texts(), 90);
    assert_eq!(index.frequency(key("war")), Some(30));
    assert_eq!(index.frequency(key("pea")), Some(0));
    assert_eq!(index.sample(key("war"), 100).unwrap().len(), 30);
    let some = index.sample(key("peace"), 12).unwrap();
    assert!((8..=24).contains(&some.len()), "{}", some.len());
    assert_eq!(index.sample(key("peace"), 12), Some(some.clone()), "always the same");
    let units = store.units_of(&some).unwrap();
    assert!(units.iter().all(|(_, stored)| stored.unit.variants[0].segment.text.starts_with("peace")));
}

#[test]
fn runs_reach_as_far_as_the_words_are_the_same() {
    let mut store = store();
    put(
        &mut store,
        ["The political prisoners of Belarus are here.", "Political prisoners!", "Free the prisoners of Ukraine"]
            .map(|text| pair(text, "x")),
    );
    let index = open(&store, None);
    let runs = |query: &str| {
        let tokens = index.analyzer.tokens(&query.into());
        let keys: Vec<_> = tokens.iter().map(|t| t.key).collect();
        let words =
            |run: std::ops::Range<usize>| tokens[run].iter().map(|t| t.form.as_str()).collect::<Vec<_>>().join(" ");
        let runs = index.runs(&keys, 100).unwrap();
        runs.into_iter().map(|r| (words(r.tokens), r.texts.len(), r.whole)).collect::<Vec<_>>()
    };
    assert_eq!(
        runs("These are political prisoners of Belarus"),
        [("political prisoners".to_string(), 1, true), ("political prisoners of Belarus".to_string(), 1, false)]
    );
    assert_eq!(runs("Prisoners of the war"), [], "one content word");
    assert_eq!(runs("<b>political</b> prisoners"), [], "not across tags");
    assert_eq!(runs(""), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    /// The runs of two content words and more are those that any pair of places in query and text gives.
    #[test]
    fn every_run_is_found(
        sources in prop::collection::vec(sentence(), 1..20),
        query in sentence(),
    ) {
        let mut store = store();
        put(&mut store, sources.iter().map(|source| pair(source, "x")));
        let index = open(&store, None);
        let keys = |text: &str| index.analyzer.tokens(&text.into()).iter().map(|t| t.key).collect::<Vec<_>>();
        let wanted = keys(&query);
        let found: Vec<_> =
            index.runs(&wanted, 10_000).unwrap().into_iter().map(|r| wanted[r.tokens].to_vec()).collect();
        let content = |keys: &[crate::memory::Key]| keys.iter().filter(|k| is_content(k)).count();
        for source in &sources {
            let text = keys(source);
            let joins = |key: &&crate::memory::Key| !matches!(key.class, crate::memory::Class::Code);
            let longest = (0..wanted.len()).flat_map(|q| (0..text.len()).map(move |t| (q, t)))
                .map(|(q, t)| wanted[q..].iter().zip(&text[t..]).take_while(|(a, b)| a == b && joins(a)).count().min(wanted.len() - q))
                .zip((0..wanted.len()).flat_map(|q| (0..text.len()).map(move |_| q)))
                .map(|(n, q)| content(&wanted[q..q + n]))
                .max().unwrap_or(0);
            let there = |run: &Vec<crate::memory::Key>| text.windows(run.len()).any(|w| w == run.as_slice());
            let best = found.iter().filter(|run| there(run)).map(|run| content(run)).max().unwrap_or(0);
            prop_assert_eq!(if longest >= 2 { longest } else { 0 }, best, "{} in {}", query, source);
        }
        for run in &found {
            prop_assert!(sources.iter().any(|s| keys(s).windows(run.len()).any(|w| w == run.as_slice())));
        }
    }
}
