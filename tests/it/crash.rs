//! A process killed at any moment leaves the memory as it was before or after an operation.
//!
//! The test starts itself as a child that keeps importing, deleting and undoing, and kills it after a while,
//! time and again on the same memory. `TOLMACH_KILLS` says how often (10 by default), `TOLMACH_KILL_UNITS` how
//! many units an import has.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tolmach::lang::LanguageTag;
use tolmach::memory::{Error, Filter, NewOperation, SqliteStore, Store};
use tolmach::model::{Timestamp, Unit, Variant};

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn units_of_an_import() -> u64 {
    number("TOLMACH_KILL_UNITS", 1_500)
}

fn operation(kind: &str, detail: &str) -> NewOperation {
    NewOperation { kind: kind.into(), detail: detail.into(), author: None, time: Timestamp::UNIX_EPOCH }
}

fn import(label: &str) -> impl Iterator<Item = Unit> + '_ {
    let tag = |language| LanguageTag::parse(language).unwrap();
    (0..units_of_an_import()).map(move |n| {
        let mut unit = Unit::pair(
            Variant::new(tag("ru"), format!("Предложение {n} из {label}, довольно длинное.").as_str()),
            Variant::new(tag("en"), format!("Sentence {n} of {label}, a rather long one.").as_str()),
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
    loop {
        let label = format!("file-{}", store.info().unwrap().operations);
        let go_on = &mut |_: &_| ControlFlow::Continue(());
        store.add(&operation("import", &label), &mut import(&label), go_on).unwrap();
        // Half of what is imported is taken away again, by deleting and by undoing in turn.
        match store.info().unwrap().operations % 4 {
            0 => {
                let mut ids = Vec::new();
                let all_of_it = Filter { origin: Some(label.clone()), ..Filter::default() };
                let mut push = |unit: tolmach::memory::StoredUnit| {
                    ids.extend((unit.unit.origin.file.as_ref() == Some(&label)).then_some(unit.id));
                    ControlFlow::Continue(())
                };
                store.visit(&all_of_it, &mut push).unwrap();
                store.remove(&operation("delete", &label), &ids).unwrap();
            }
            2 => drop(store.undo(&operation("undo", &label), None).unwrap()),
            _ => {}
        }
    }
}

/// The files whose units must be there, by the ledger, against those that are there. Gives the number of
/// operations that were finished.
fn assert_whole(path: &Path) -> usize {
    let store = match SqliteStore::open(path) {
        Err(Error::Missing) => return 0,
        other => other.unwrap(),
    };
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
    let mut count = |stored: tolmach::memory::StoredUnit| {
        *found.entry(stored.unit.origin.file.unwrap_or_default()).or_insert(0) += 1;
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut count).unwrap();
    assert_eq!(found, expected);
    assert_eq!(store.info().unwrap().units, expected.values().sum::<u64>());
    assert_eq!(store.info().unwrap().operations, ledger.len() as u64);
    ledger.len()
}

#[test]
fn kill_9_leaves_the_memory_as_it_was_before_or_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statements.tm");
    let (mut kill, mut finished) = (0, 0);
    // On a slow machine the child needs more than its usual time to get anything done.
    while kill < number("TOLMACH_KILLS", 10) || finished < 5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child", "--nocapture"])
            .env("TOLMACH_KILL_MEMORY", &path)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(15 + kill * 7919 % 389 + kill));
        let was_running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(was_running, "the child failed by itself: {}", String::from_utf8_lossy(&output.stderr));
        finished = assert_whole(&path);
        kill += 1;
    }
}
