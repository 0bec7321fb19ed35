//! Holds the lines that `src/lib.rs` draws: who may use whom, and what the library never does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may use of the others.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("lang", &[]),
    ("model", &["lang"]),
    ("format", &["model", "lang"]),
    ("align", &["model", "lang"]),
    ("memory", &["model", "lang"]),
    ("glossary", &["model", "lang"]),
    ("check", &["glossary", "memory", "model", "lang"]),
    ("workbench", &["check", "glossary", "memory", "align", "format", "model", "lang"]),
    ("tui", &["workbench", "check", "glossary", "memory", "align", "format", "model", "lang"]),
    ("cli", &["workbench", "check", "glossary", "memory", "align", "format", "model", "lang"]),
];

/// What the library never does (everything but `cli`), with the words by which it would be seen. A full screen prints,
/// and does none of the rest.
const NEVER: [(&str, &[&str]); 5] = [
    ("prints", &["println!", "eprintln!", "print!(", "eprint!(", "dbg!(", "io::stdout", "io::stderr", "io::stdin"]),
    ("reads the environment", &["env::var", "env::args", "env::vars", "current_dir(", "home_dir("]),
    ("reads the clock", &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"]),
    ("ends the process", &["process::exit", "process::abort"]),
    ("says less than it means", &["todo!(", "unimplemented!("]),
];

/// Crates that only these modules know.
const ONLY: [(&str, &[&str]); 15] = [
    ("compact_str", &["lang"]),
    ("quick_xml", &["format"]),
    ("zip", &["format"]),
    ("lol_html", &["format"]),
    ("pulldown_cmark", &["format"]),
    ("encoding_rs", &["format"]),
    ("chardetng", &["format"]),
    ("csv", &["format"]),
    ("rusqlite", &["memory"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("ratatui", &["tui"]),
    ("ratatui_textarea", &["tui"]),
    ("crossterm", &["tui"]),
];

/// The source files, by module, without their unit tests and comments.
fn sources() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative = path.strip_prefix(&root).unwrap().to_path_buf();
                let module = relative.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
                let code: String = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .map(|line| line.to_owned() + "\n")
                    .collect();
                out.entry(module).or_default().push((relative, code));
            }
        }
    }
    out
}

#[test]
fn modules_use_only_those_below_them() {
    let sources = sources();
    for (module, allowed) in MAY_USE {
        let files = sources.get(module).unwrap_or_else(|| panic!("module {module} is gone: correct this test"));
        for (path, code) in files {
            for (other, _) in MAY_USE {
                let used = code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{other};"));
                let fine = other == module || allowed.contains(&other);
                assert!(fine || !used, "src/{} uses {other}", path.display());
            }
            assert!(!code.contains("crate::{"), "src/{}: name the module in each use line", path.display());
        }
    }
}

#[test]
fn the_library_leaves_the_world_alone() {
    for (module, files) in sources() {
        if module == "cli" || module == "main.rs" {
            continue;
        }
        for (path, code) in files {
            for (what, words) in NEVER.iter().filter(|(what, _)| (module.as_str(), *what) != ("tui", "prints")) {
                for word in *words {
                    assert!(!code.contains(word), "src/{} {what}: {word}", path.display());
                }
            }
        }
    }
}

/// Whether the code has these words, not as the end of a longer name.
fn names(code: &str, words: &str) -> bool {
    code.match_indices(words)
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn crates_stay_behind_their_module() {
    for (module, files) in sources() {
        for (path, code) in files {
            for (name, owners) in ONLY {
                let used = names(&code, &format!("{name}::")) || names(&code, &format!("use {name};"));
                assert!(!used || owners.contains(&module.as_str()), "src/{} uses {name}", path.display());
            }
        }
    }
}

#[test]
fn the_program_is_a_door_and_no_more() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 40);
}
