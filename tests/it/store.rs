//! Memories as files: what is opened and what is refused, and several connections at once.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use tolmach::lang::LanguageTag;
use tolmach::memory::{Counts, Error, Filter, NewOperation, SqliteStore, Store};
use tolmach::model::{Timestamp, Unit, Variant};

fn operation() -> NewOperation {
    NewOperation { kind: "import".into(), detail: String::new(), author: None, time: Timestamp::UNIX_EPOCH }
}

fn pair(source: &str, target: &str) -> Unit {
    let variant = |language, text| Variant::new(LanguageTag::parse(language).unwrap(), text);
    Unit::pair(variant("ru", source), variant("en", target))
}

fn pairs(label: &str, many: usize) -> Vec<Unit> {
    (0..many).map(|n| pair(&format!("{label} {n}"), &format!("text {label} {n}"))).collect()
}

fn add(store: &mut SqliteStore, units: Vec<Unit>) -> Result<Counts, Error> {
    Ok(store.add(&operation(), &mut units.into_iter(), &mut |_| ControlFlow::Continue(()))?.1)
}

fn create(path: &Path, many: usize) -> SqliteStore {
    let mut store = SqliteStore::create(path, Timestamp::UNIX_EPOCH).unwrap();
    add(&mut store, pairs("слово", many)).unwrap();
    store
}

fn count(store: &SqliteStore) -> usize {
    let mut many = 0;
    let mut visitor = |_| {
        many += 1;
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut visitor).unwrap();
    many
}

/// The failure of opening, and that both ways of opening agree.
fn refused(path: &Path) -> String {
    let name = |error: &Error| format!("{error:?}").split(['(', ' ']).next().unwrap().to_string();
    let (write, read) = (SqliteStore::open(path).unwrap_err(), SqliteStore::open_read_only(path).unwrap_err());
    assert_eq!(name(&write), name(&read));
    format!("{}: {write}", name(&write))
}

#[test]
fn what_is_not_a_memory_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let sqlite = folder.path().join("bookmarks.db");
    fs::write(&sqlite, [b"SQLite format 3\0".as_slice(), &[16, 0, 1, 1, 0, 64, 32, 32], &[0; 4072]].concat()).unwrap();
    for (path, expected) in [
        (folder.path().join("none.tm"), "Missing: there is no memory at this place"),
        (file("a.tmx", b"<tmx/>").join("b.tm"), "Missing: there is no memory at this place"),
        (folder.path().to_path_buf(), "Foreign: this is not a tolmach memory: it is a folder"),
        (file("empty.tm", b""), "Foreign: this is not a tolmach memory: the file is empty"),
        (file("text.tm", "Да\tYes\n".as_bytes()), "Foreign: this is not a tolmach memory: it is a text file"),
        (file("zip.tm", b"PK\x03\x04\0\0"), "Foreign: this is not a tolmach memory: it is a file of another kind"),
        (sqlite, "Foreign: this is not a tolmach memory: it is a database of another program"),
        (file("short.tm", b"SQLite format 3\0"), "Damaged: this memory is damaged: the file is cut short"),
    ] {
        assert_eq!(refused(&path), expected);
    }
}

#[test]
fn a_memory_is_never_made_over_something() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    fs::write(&path, "precious").unwrap();
    assert!(matches!(SqliteStore::create(&path, Timestamp::UNIX_EPOCH), Err(Error::Exists)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let nowhere = folder.path().join("no such folder").join("a.tm");
    assert!(matches!(SqliteStore::create(&nowhere, Timestamp::UNIX_EPOCH), Err(Error::Io(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_memory_is_one_file_when_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("имя с пробелом #1?%.tm");
    drop(create(&path, 10));
    drop(SqliteStore::open_read_only(&path).unwrap());
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(names, [path]);
}

#[test]
fn damage_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    drop(create(&path, 3_000));
    let whole = fs::read(&path).unwrap();
    for length in [99, 100, 4096, 50_000, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(refused(&path).starts_with("Damaged"), "{length}");
    }
    // A page of another file in the middle: found when it is read, and nothing panics.
    for page in 1..whole.len() / 4096 {
        let mut torn = whole.clone();
        torn[page * 4096..][..4096].fill(0x5a);
        fs::write(&path, &torn).unwrap();
        let read = SqliteStore::open(&path).and_then(|store| {
            store.info()?;
            store.visit(&Filter::default(), &mut |_| ControlFlow::Continue(()))
        });
        assert!(matches!(read, Ok(()) | Err(Error::Damaged(_))), "page {page}: {read:?}");
    }
}

#[test]
fn a_newer_format_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    drop(create(&path, 1));
    let mut bytes = fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&7u32.to_be_bytes());
    fs::write(&path, bytes).unwrap();
    assert_eq!(refused(&path), "Newer: this memory was written by a newer tolmach (format 7, this one knows 2)");
}

#[test]
fn opened_to_read_it_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    drop(create(&path, 5));
    let mut store = SqliteStore::open_read_only(&path).unwrap();
    assert_eq!(count(&store), 5);
    assert!(matches!(add(&mut store, pairs("ещё", 1)), Err(Error::ReadOnly(_))));
    assert_eq!(count(&store), 5);
}

/// (Run by the superuser, whom no permission stops, this shows only that it can be read.)
#[cfg(unix)]
#[test]
fn on_a_medium_that_cannot_be_written_it_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    drop(create(&path, 5));
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    allow(&path, 0o444);
    for mode in [0o755, 0o555] {
        allow(folder.path(), mode);
        for open in [SqliteStore::open, SqliteStore::open_read_only] {
            let mut store = open(&path).unwrap();
            assert_eq!(store.info().unwrap().units as usize, count(&store));
            let written = add(&mut store, pairs("ещё", 1));
            assert!(matches!(written, Ok(_) | Err(Error::ReadOnly(_))), "{written:?}");
        }
    }
    allow(folder.path(), 0o755);
}

#[test]
fn a_stored_unit_is_seen_by_others_at_once_and_a_reader_never_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    let mut writer = create(&path, 5);
    let reader = SqliteStore::open(&path).unwrap();
    let mut impatient = SqliteStore::open(&path).unwrap();
    impatient.set_patience(Duration::from_millis(20)).unwrap();
    let mut looked = false;
    let mut units = pairs("ещё", 40_000).into_iter();
    let mut look = |counts: &Counts| {
        if counts.read == 30_000 {
            assert_eq!(count(&reader), 5, "the state before");
            assert!(matches!(add(&mut impatient, pairs("третье", 1)), Err(Error::Busy)));
            looked = true;
        }
        ControlFlow::Continue(())
    };
    writer.add(&operation(), &mut units, &mut look).unwrap();
    assert!(looked);
    assert_eq!(count(&reader), 40_005);
    add(&mut impatient, pairs("третье", 1)).unwrap();
    assert_eq!(reader.info().unwrap().units, 40_006);
}

#[test]
fn many_write_at_once_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tm");
    drop(create(&path, 1));
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                for round in 0..5 {
                    // Each opens anew, as processes do; half of the units are the same in all of them.
                    let mut store = SqliteStore::open(path).unwrap();
                    add(&mut store, pairs(&format!("w{writer} r{round}"), 10)).unwrap();
                    add(&mut store, pairs(&format!("common r{round}"), 10)).unwrap();
                }
            });
        }
    });
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(count(&store), 1 + 4 * 50 + 50);
    assert_eq!(store.info().unwrap().operations, 1 + 4 * 10);
}
