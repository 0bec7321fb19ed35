//! What the aligner gains from what its user has: units of the memory, and bilingual dictionaries.
//!
//! `cargo bench --bench alignment_evidence -- [memory] [dictionaries] [--dict INDEX]… [--data DIR]`
//!
//! The memory of a document is units of **other** documents of `ruen-dev`: the beads of their gold with one segment
//! on either side, none of whose texts stands in the document. Beside it a memory of another field,
//! `tm.en-ru.tsv` in `../memory` seen from DIR. Dictionaries are indexes of the dictd format; without `--dict`,
//! the two of the Debian packages `dict-freedict-eng-rus` and `mueller7-dict`.

mod gold;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use tolmach::align::{Evidence, Options, align};
use tolmach::format::dictionary;

use self::gold::{Counts, Document, Pair, documents, pair_of};

type Units = Vec<(String, String)>;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let root = gold::root(&arguments);
    if !root.is_dir() {
        println!("no gold alignments in {}", root.display());
        return;
    }
    let named = |mode: &str| arguments.iter().any(|a| a == mode);
    let all = !named("memory") && !named("dictionaries");
    if all || named("memory") {
        memory(&root);
    }
    if all || named("dictionaries") {
        let mut indexes: Vec<PathBuf> =
            arguments.windows(2).filter(|w| w[0] == "--dict").map(|w| PathBuf::from(&w[1])).collect();
        if indexes.is_empty() {
            indexes = ["freedict-eng-rus", "mueller7"].map(|n| format!("/usr/share/dictd/{n}.index").into()).to_vec();
        }
        dictionaries(&root, &indexes);
    }
}

/// Strict F1 by the number of units in memory, of the same field and of another.
fn memory(root: &Path) {
    const SIZES: [usize; 6] = [0, 100, 300, 1000, 3000, 10_000];
    let others = documents(&root.join("ruen-dev"));
    let far = far_units(&root.join("../memory/tm.en-ru.tsv"));
    println!("| set | memory | {} |", SIZES.map(|n| format!("{n} units")).join(" | "));
    println!("|---|---|{}", "---|".repeat(SIZES.len()));
    for set in ["ruen-short-dev", "ruen-dev"] {
        let texts = documents(&root.join(set));
        let near: Vec<Units> = texts.iter().map(|(_, text)| near_units(&others, text)).collect();
        let most = near.iter().map(Vec::len).min().unwrap_or(0);
        let mixed: Vec<Units> = near.iter().map(|near| near.iter().chain(&far).cloned().collect()).collect();
        println!(
            "| {set} | same field, then another (at least {most} are of the same) | {} |",
            row(&texts, &mixed, &SIZES)
        );
        let far: Vec<Units> = texts.iter().map(|_| far.clone()).collect();
        println!("| {set} | another field | {} |", row(&texts, &far, &SIZES));
    }
}

fn row(texts: &[(String, Document)], units: &[Units], sizes: &[usize]) -> String {
    let cell = |&size: &usize| {
        let known = units
            .iter()
            .map(|units| Evidence { pairs: units[..size.min(units.len())].to_vec(), ..Evidence::default() });
        format!("{:.3}", strict_f1(texts, known, &Options::default()))
    };
    sizes.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

fn strict_f1(texts: &[(String, Document)], known: impl Iterator<Item = Evidence>, options: &Options) -> f64 {
    let mut counts = Counts::default();
    for ((_, text), evidence) in texts.iter().zip(known) {
        let beads: Vec<Pair> = align(&text.request(&evidence), options).beads.iter().map(pair_of).collect();
        counts.add(&Counts::of(&text.gold, &beads, text.merge));
    }
    counts.strict_f1()
}

/// The one-to-one beads of all documents, as far as they share no text with one of them; spread over their
/// documents, so that the first ones are no single text.
fn near_units(others: &[(String, Document)], text: &Document) -> Units {
    let own: HashSet<&str> = text.source.iter().chain(&text.target).map(|s| s.text.as_str()).collect();
    let mut units = Vec::new();
    for (number, (_, other)) in others.iter().enumerate() {
        let one_to_one = other.gold.iter().filter(|(s, t)| s.len() == 1 && t.len() == 1);
        let texts = one_to_one.map(|(s, t)| (&other.source[s[0]].text, &other.target[t[0]].text));
        let found: Vec<_> = texts.collect();
        let shared = found.iter().filter(|(s, t)| own.contains(s.as_str()) || own.contains(t.as_str())).count();
        // A document cut from the same texts would give away more than its equal segments.
        if shared * 20 > found.len() || shared * 20 > own.len() {
            continue;
        }
        let rest = found.iter().filter(|(s, t)| !own.contains(s.as_str()) && !own.contains(t.as_str()));
        units.extend(
            rest.enumerate().map(|(place, (s, t))| ((place / 50, number, place), (s.to_string(), t.to_string()))),
        );
    }
    units.sort();
    let mut seen = HashSet::new();
    units.into_iter().map(|(_, unit)| unit).filter(|unit| seen.insert(unit.clone())).collect()
}

/// Russian and English of a table that has them the other way round, every third line: its neighbours are alike.
fn far_units(table: &Path) -> Units {
    let text = fs::read_to_string(table).unwrap_or_default();
    let pair = |line: &str| {
        let mut columns = line.split('\t');
        let (english, russian) = (columns.next()?, columns.next()?);
        Some((russian.to_string(), english.to_string()))
    };
    text.lines().step_by(3).filter_map(pair).collect()
}

/// Strict F1 without and with dictionaries.
fn dictionaries(root: &Path, indexes: &[PathBuf]) {
    let sets = ["ruen-short-dev", "ruen-dev", "ruen-bible-dev"];
    println!("\n| dictionary | word pairs | {} | {} without the seed lexicon |", sets.join(" | "), sets.join(" | "));
    println!("|---|---|{}", "---|".repeat(2 * sets.len()));
    let texts = sets.map(|set| documents(&root.join(set)));
    for index in std::iter::once(None).chain(indexes.iter().map(Some)) {
        let pairs = index.map(|index| read(index)).unwrap_or_default();
        let evidence = Evidence { lexicon: pairs, ..Evidence::default() };
        let mut cells = Vec::new();
        for seed_lexicon in [true, false] {
            let options = Options { seed_lexicon, ..Options::default() };
            cells.extend(texts.iter().map(|texts| {
                let known = texts.iter().map(|_| evidence.clone());
                format!("{:.3}", strict_f1(texts, known, &options))
            }));
        }
        let name = index.and_then(|i| i.file_stem()).map_or("none".into(), |n| n.to_string_lossy());
        println!("| {name} | {} | {} |", evidence.lexicon.len(), cells.join(" | "));
    }
}

/// The pairs of an English–Russian dictionary, Russian first.
fn read(index: &Path) -> Units {
    let text = ["dict.dz", "dict"].iter().find_map(|ending| fs::read(index.with_extension(ending)).ok());
    let (Ok(index), Some(text)) = (fs::read(index), text) else { return Vec::new() };
    let dictionary = dictionary::read_dictd(&index, &text).expect("a dictionary");
    dictionary.pairs.into_iter().map(|(english, russian)| (russian, english)).collect()
}
