//! Suggestions for a whole text: on however many cores, what is said of each segment is the same.

use std::path::Path;
use std::process::Command;

/// A memory in which some words go together, and texts that are like its units, have parts of them, or neither.
fn workbench(folder: &Path) -> Vec<String> {
    let things = [("letter", "письмо"), ("window", "окно"), ("field", "поле"), ("tree", "дерево"), ("lake", "озеро")];
    let colours = [("old", "старое"), ("white", "белое"), ("empty", "пустое"), ("Drozdov's", "Дроздова")];
    let sayings = [
        ("The {} is known to all of us here.", "{} здесь известно всем нам."),
        ("We saw a {} on 3 May 2022.", "Мы видели {} 3 мая 2022 года."),
        ("Nobody needs the {} any more!", "{} больше никому не нужно!"),
        ("WHERE IS THE {}?", "ГДЕ {}?"),
    ];
    let mut pairs = String::new();
    let mut texts = Vec::new();
    for (thing, name) in things {
        for (colour, shade) in colours {
            for (source, target) in sayings {
                let source = source.replace("{}", &format!("{colour} {thing}"));
                pairs += &format!("{source}\t{}\n", target.replace("{}", &format!("{shade} {name}")));
                texts.push(source.replace("2022", "2023").replace("known", "well known"));
            }
            texts.push(format!("Yesterday they talked about the {colour} {thing} for some hours, and then went home."));
            texts.push(format!("Kovalchuk {thing}"));
        }
    }
    std::fs::create_dir(folder.join("memories")).unwrap();
    std::fs::write(folder.join("memories/m.tsv"), pairs).unwrap();
    std::fs::write(folder.join("tolmach.toml"), "source = \"en\"\ntarget = \"ru\"\n").unwrap();
    texts
}

fn suggest(folder: &Path, texts: &[String], threads: &str) -> Vec<String> {
    std::fs::write(folder.join("text.txt"), texts.join("\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tolmach"));
    command.args(["suggest", "--lines", "--format", "jsonl", "text.txt"]).current_dir(folder);
    let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
    // There may be nothing for a single segment.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_number_of_threads_and_the_order_of_the_segments_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let texts = workbench(folder.path());
    let one = suggest(folder.path(), &texts, "1");
    assert_eq!(one.len(), texts.len());
    for (index, line) in one.iter().enumerate() {
        assert!(line.starts_with(&format!("{{\"index\":{index},")), "{line}");
    }
    let count = |part: &str| one.iter().filter(|line| line.contains(part)).count();
    assert!(count("\"marks\":[{") > 0 && count("\"fragments\":[{") > 0, "{one:#?}");
    for threads in ["2", "5"] {
        assert_eq!(suggest(folder.path(), &texts, threads), one);
    }
    let without_number = |line: &str| line.split_once(',').unwrap().1.to_owned();
    let mut turned = texts.clone();
    turned.reverse();
    for (line, other) in suggest(folder.path(), &turned, "3").iter().rev().zip(&one) {
        assert_eq!(without_number(line), without_number(other));
    }
    for at in (0..texts.len()).step_by(13) {
        let alone = suggest(folder.path(), &texts[at..=at], "2");
        assert_eq!(without_number(&alone[0]), without_number(&one[at]));
    }
}
