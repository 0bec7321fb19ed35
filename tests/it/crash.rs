//! A process killed at any moment leaves the memory as it was before or after an operation, and an index whose
//! answers are those of looking at every unit.
//!
//! The test starts itself as a child that keeps importing, deleting and undoing, or keeps making, joining and
//! reading the search index, and kills it after a while, time and again on the same memory. `TOLMACH_KILLS`
//! says how often (100 by default), `TOLMACH_KILL_UNITS` how many units an import has.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tolmach::lang::LanguageTag;
use tolmach::memory::{
    Analyzer, Error, Filter, NewOperation, Searcher, Similarity, SqliteStore, Store, StoredUnit, similarity,
};
use tolmach::model::{Timestamp, Unit, Variant};

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// More than a file of the index needs, so that every import makes one, and now and then it joins others.
fn units_of_an_import() -> u64 {
    number("TOLMACH_KILL_UNITS", 1_100)
}

/// The ledger may have so many operations before a memory is begun anew.
const OPERATIONS: usize = 12;

fn tag(language: &str) -> LanguageTag {
    LanguageTag::parse(language).unwrap()
}

fn operation(kind: &str, detail: &str) -> NewOperation {
    NewOperation { kind: kind.into(), detail: detail.into(), author: None, time: Timestamp::UNIX_EPOCH }
}

fn import(label: &str) -> impl Iterator<Item = Unit> + '_ {
    (0..units_of_an_import()).map(move |n| {
        let mut unit = Unit::pair(
            Variant::new(tag("ru"), format!("Предложение {n} из {label}, длинное.").as_str()),
            Variant::new(tag("en"), format!("Sentence word{} of {label}, number{n}.", n % 17).as_str()),
        );
        unit.origin.file = Some(label.to_string());
        unit.origin.previous = Some(format!("Перед {n}"));
        unit
    })
}

/// What the child does until it is killed; nothing when the test is run as any other.
#[test]
fn child() {
    let Some(path) = std::env::var_os("TOLMACH_KILL_MEMORY").map(PathBuf::from) else { return };
    let mut store = match SqliteStore::open(&path) {
        Err(Error::Missing) => SqliteStore::create(&path, Timestamp::UNIX_EPOCH),
        other => other,
    }
    .unwrap();
    let index = PathBuf::from(std::env::var_os("TOLMACH_KILL_INDEX").unwrap());
    loop {
        let label = format!("file-{}", store.info().unwrap().operations);
        let go_on = &mut |_: &_| ControlFlow::Continue(());
        store.add(&operation("import", &label), &mut import(&label), go_on).unwrap();
        drop(Searcher::open(&store, "m", &tag("en"), Some(&index)).unwrap());
        // Half of what is imported is taken away again, by deleting and by undoing in turn.
        match store.info().unwrap().operations % 4 {
            0 => {
                let all_of_it = Filter { origin: Some(label.clone()), ..Filter::default() };
                store.purge(&operation("delete", &label), &all_of_it, &mut || ControlFlow::Continue(())).unwrap();
            }
            2 => drop(store.undo(&operation("undo", &label), None).unwrap()),
            _ => {}
        }
    }
}

/// As [`child`], but nothing is stored: the index is made and thrown away, time and again.
#[test]
fn indexing_child() {
    let Some(path) = std::env::var_os("TOLMACH_KILL_INDEXED").map(PathBuf::from) else { return };
    let index = PathBuf::from(std::env::var_os("TOLMACH_KILL_INDEX").unwrap());
    let store = SqliteStore::open_read_only(&path).unwrap();
    for round in 0.. {
        drop(Searcher::open(&store, "m", &tag(["en", "ru"][round % 2]), Some(&index)).unwrap());
        if round % 2 == 1 {
            let files = std::fs::read_dir(&index).unwrap().map(|f| f.unwrap().path());
            files.for_each(|file| drop(std::fs::remove_file(file)));
        }
    }
}

/// The files whose units must be there, by the ledger, against those that are there; SQLite's own check; and
/// the answers of the index. Gives the number of operations that were finished.
fn assert_whole(path: &Path, index: &Path, scores: &mut Scores) -> usize {
    let store = match SqliteStore::open(path) {
        Err(Error::Missing) => return 0,
        other => other.unwrap(),
    };
    let connection = rusqlite::Connection::open(path).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let mut expected = BTreeMap::new();
    let ledger = store.log(usize::MAX).unwrap();
    let in_force = ledger.iter().rev().filter(|o| o.undone_by.is_none() && o.undoes.is_none());
    for operation in in_force {
        match operation.kind.as_str() {
            "import" => drop(expected.insert(operation.detail.clone(), units_of_an_import())),
            _ => drop(expected.remove(&operation.detail)),
        }
    }
    let mut found = BTreeMap::new();
    let mut count = |stored: StoredUnit| {
        *found.entry(stored.unit.origin.file.unwrap_or_default()).or_insert(0) += 1;
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut count).unwrap();
    let differ = found.iter().zip(&expected).find(|(a, b)| a != b);
    assert_eq!((found.len(), differ), (expected.len(), None));
    assert_eq!(store.info().unwrap().units, expected.values().sum::<u64>());
    assert_eq!(store.info().unwrap().operations, ledger.len() as u64);
    assert_answers(&store, index, scores);
    ledger.len()
}

/// Scores of texts against the query: the imports of all rounds are much the same.
type Scores = HashMap<String, Similarity>;

/// What the index finds is what scoring every unit finds.
fn assert_answers(store: &SqliteStore, index: &Path, scores: &mut Scores) {
    let analyzer = Analyzer::new(&tag("en"));
    let query = "Sentence word5 of file-2, number56.".into();
    let tokens = analyzer.tokens(&query);
    let mut expected: Vec<Similarity> = Vec::new();
    let mut score = |stored: StoredUnit| {
        let english = &stored.unit.variants[1].segment;
        let score = || similarity(&tokens, &analyzer.tokens(english));
        let score = *scores.entry(english.text.clone()).or_insert_with(score);
        expected.extend(Some(score).filter(|s| s.percent() >= 85));
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut score).unwrap();
    expected.sort_by(|a, b| b.cmp(a));
    let searcher = Searcher::open(store, "m", &tag("en"), Some(index)).unwrap();
    assert_eq!(searcher.take_notices(), [], "nothing of the index is ever half there");
    let alive = |id| store.living(&[id]).unwrap()[0];
    let found: Vec<Similarity> = searcher
        // Those that were taken away again count among them.
        .nearest(&query, 85, 1_000_000)
        .into_iter()
        .flat_map(|candidate| {
            let living = candidate.variants.iter().filter(|id| alive(**id)).count();
            std::iter::repeat_n(candidate.similarity, living)
        })
        .collect();
    let differ = found.iter().zip(&expected).find(|(a, b)| a != b);
    assert_eq!((found.len(), differ), (expected.len(), None));
}

/// Starts a child and kills it after so many milliseconds.
fn kill_after(milliseconds: u64, child: &str, variables: &[(&str, &Path)]) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture"])
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(milliseconds));
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(was_running, "the child failed by itself: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn kill_9_leaves_the_memory_as_it_was_before_or_after() {
    let folder = tempfile::tempdir().unwrap();
    let kills = number("TOLMACH_KILLS", 100);
    let (mut kill, mut memories, mut finished, mut ended) = (0, 0, 0, 0);
    let mut path = folder.path().join("0.tm");
    let mut scores = Scores::new();
    // On a slow machine the child needs more than its usual time to get anything done.
    while kill < kills || ended + finished < 10 {
        let index = path.with_extension("index");
        let pause = 10 + kill * 7919 % 149;
        kill_after(pause, "crash::child", &[("TOLMACH_KILL_MEMORY", &path), ("TOLMACH_KILL_INDEX", &index)]);
        finished = assert_whole(&path, &index, &mut scores);
        kill += 1;
        if finished > OPERATIONS {
            (ended, memories) = (ended + finished, memories + 1);
            (finished, path) = (0, folder.path().join(format!("{memories}.tm")));
        }
    }
}

#[test]
fn kill_9_leaves_an_index_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let (path, index) = (folder.path().join("a.tm"), folder.path().join("index"));
    let mut store = SqliteStore::create(&path, Timestamp::UNIX_EPOCH).unwrap();
    for label in ["file-1", "file-2"] {
        let go_on = &mut |_: &_| ControlFlow::Continue(());
        store.add(&operation("import", label), &mut import(label), go_on).unwrap();
    }
    let mut scores = Scores::new();
    for kill in 0..number("TOLMACH_KILLS", 100) / 5 {
        let pause = 10 + kill * 7919 % 151;
        kill_after(pause, "crash::indexing_child", &[("TOLMACH_KILL_INDEXED", &path), ("TOLMACH_KILL_INDEX", &index)]);
        assert_answers(&store, &index, &mut scores);
    }
}
