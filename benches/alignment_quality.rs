//! Alignment against gold: strict and lax precision, recall and F1 as Vecalign and Bertalign score them, and
//! whether a confidence means what it says.
//!
//! `cargo bench --bench alignment_quality -- [--without seeds,cognates,…] [--set NAME]… [--detail] [--dump DIR] [--data DIR]`
//! or `-- --ablation [--set NAME]…`: strict F1 with each ingredient switched off in turn.
//!
//! Reads `SET/DOCUMENT/{SRC.txt,TGT.txt,GOLD.tsv,META.json}` in `../shared/data/alignment`, or in DIR.

mod gold;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use tolmach::align::{Evidence, Options, align};
use tolmach::model::Bead;

use self::gold::{Counts, Document, Pair, documents, groups, merged, pair_of};

/// The strict F1 to reach: with words known beforehand, and without.
const GOALS: [(&str, f64, f64); 7] = [
    ("ruen-short-dev", 0.993, 0.957),
    ("ruen-dev", 0.990, 0.985),
    ("ruen-bible-dev", 0.955, 0.944),
    ("textberg-dev", 0.930, 0.894),
    ("parice", 0.920, 0.913),
    ("zhen-news-dev", 0.965, 0.0),
    ("zhen-bible-dev", 0.930, 0.0),
];

/// What can be switched off, alone or together.
const INGREDIENTS: [&str; 10] = [
    "seed-lexicon",
    "equal",
    "cognates",
    "seeds",
    "seeds,seed-lexicon",
    "learning",
    "discount",
    "large-beads",
    "runs",
    "lengths",
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let wanted = values(&arguments, "--set");
    let detail = arguments.iter().any(|a| a == "--detail");
    let errors = arguments.iter().any(|a| a == "--errors");
    let dump = values(&arguments, "--dump").pop().map(PathBuf::from);
    let mut options = Options::default();
    for name in values(&arguments, "--without").iter().flat_map(|v| v.split(',')) {
        switch_off(&mut options, name);
    }
    for setting in values(&arguments, "--with").iter().flat_map(|v| v.split(',')) {
        set(&mut options, setting);
    }
    let root = gold::root(&arguments);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("no gold alignments in {}", root.display());
        return;
    };
    let mut sets: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    sets.sort();
    sets.retain(|name| {
        root.join(name).is_dir() && if wanted.is_empty() { name != "scale-ruen" } else { wanted.contains(name) }
    });
    if arguments.iter().any(|a| a == "--ablation") {
        return ablation(&root, &sets);
    }
    println!("set              docs  strict P     R    F1 |  lax F1 | goal: bare  ships |  time");
    let mut calibrations = Vec::new();
    for name in sets {
        let mut calibration = Calibration::default();
        let mut counts = Counts::default();
        let mut time = Duration::ZERO;
        let mut number = 0;
        for (document, text) in documents(&root.join(&name)) {
            let start = Instant::now();
            let outcome = align(&text.request(&Evidence::default()), &options);
            let took = start.elapsed();
            time += took;
            number += 1;
            let beads: Vec<Pair> = outcome.beads.iter().map(pair_of).collect();
            let own = Counts::of(&text.gold, &beads, text.merge);
            if detail {
                println!("  {:28} {own} | {:.2?}", document, took);
            }
            if errors {
                print_errors(&text, &outcome.beads);
            }
            counts.add(&own);
            calibration.add(&text, &outcome.beads);
            if let Some(dump) = &dump {
                write(&dump.join(&name).join(format!("{}.tsv", document)), &beads);
            }
        }
        let goal = GOALS.iter().find(|g| g.0 == name).map_or(String::new(), |g| format!("{:.3}  {:.3}", g.2, g.1));
        println!("{name:16} {number:4}  {counts} | {goal:>18} | {time:.2?}");
        calibrations.push((name, calibration));
    }
    print_calibrations(&calibrations);
}

/// A row an ingredient, a column a set: strict F1.
fn ablation(root: &Path, sets: &[String]) {
    let texts: Vec<Vec<Document>> =
        sets.iter().map(|set| documents(&root.join(set)).into_iter().map(|(_, text)| text).collect()).collect();
    println!("| without | {} |\n|---|{}", sets.join(" | "), "---|".repeat(sets.len()));
    for ingredients in std::iter::once("").chain(INGREDIENTS) {
        let mut options = Options::default();
        ingredients.split(',').filter(|name| !name.is_empty()).for_each(|name| switch_off(&mut options, name));
        let row = texts.iter().map(|texts| {
            let mut counts = Counts::default();
            for text in texts {
                let outcome = align(&text.request(&Evidence::default()), &options);
                let beads: Vec<Pair> = outcome.beads.iter().map(pair_of).collect();
                counts.add(&Counts::of(&text.gold, &beads, text.merge));
            }
            format!("{:.3}", counts.strict_f1())
        });
        let label = if ingredients.is_empty() { "(nothing)" } else { ingredients };
        println!("| {label} | {} |", row.collect::<Vec<_>>().join(" | "));
    }
}

fn values(arguments: &[String], name: &str) -> Vec<String> {
    arguments.windows(2).filter(|w| w[0] == name).map(|w| w[1].clone()).collect()
}

fn switch_off(options: &mut Options, ingredient: &str) {
    match ingredient {
        "seeds" => {
            options.equal_weight = 0.0;
            options.cognate_weight = 0.0;
        }
        "seed-lexicon" => options.seed_lexicon = false,
        "equal" => options.equal_weight = 0.0,
        "cognates" => options.cognate_weight = 0.0,
        "learning" => (options.rounds, options.rough_rounds) = (0, 0),
        "discount" => options.discount = 0.0,
        "large-beads" => options.largest_bead = 4,
        "lengths" => options.length_bonus = 0.0,
        "runs" => options.null_extend = options.null_open,
        other => println!("unknown ingredient: {other}"),
    }
}

fn set(options: &mut Options, setting: &str) {
    let Some((name, value)) = setting.split_once('=') else { return };
    let Ok(value) = value.parse::<f32>() else { return };
    match name {
        "largest_bead" => options.largest_bead = value as usize,
        "rough_rounds" => options.rough_rounds = value as usize,
        "rounds" => options.rounds = value as usize,
        "band" => options.band = value as usize,
        "discount" => options.discount = value,
        "equal_weight" => options.equal_weight = value,
        "cognate_weight" => options.cognate_weight = value,
        "lexicon_weight" => options.lexicon_weight = value,
        "null_open" => options.null_open = value,
        "null_extend" => options.null_extend = value,
        "length_bonus" => options.length_bonus = value,
        "sharpness" => options.sharpness = value,
        other => println!("unknown setting: {other}"),
    }
}

fn write(path: &Path, beads: &[Pair]) {
    let side = |side: &[usize]| side.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    let text: String = beads.iter().map(|(s, t)| format!("{}\t{}\n", side(s), side(t))).collect();
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// Prints each stretch in which the beads are not those of the gold, both ways.
fn print_errors(document: &Document, beads: &[Bead]) {
    let pairs: Vec<Pair> = beads.iter().map(pair_of).collect();
    let merged = if document.merge { merged(&document.gold, &pairs) } else { pairs.clone() };
    let right: HashSet<&Pair> = document.gold.iter().filter(|g| merged.contains(g)).collect();
    let confidence = |pair: &Pair| pairs.iter().position(|p| p == pair).map_or(1.0, |i| beads[i].confidence);
    let mut wrong: Vec<(usize, bool, &Pair)> = Vec::new();
    let place = |pair: &Pair| {
        pair.0.first().copied().unwrap_or_else(|| {
            let before = document.gold.iter().rev().find(|g| !g.0.is_empty() && g.1.last() < pair.1.first());
            before.and_then(|g| g.0.last()).map_or(0, |i| i + 1)
        })
    };
    wrong.extend(document.gold.iter().filter(|g| !right.contains(g)).map(|g| (place(g), false, g)));
    wrong.extend(merged.iter().filter(|p| !right.contains(p)).map(|p| (place(p), true, p)));
    wrong.sort();
    let mut last = 0;
    for (at, ours, pair) in wrong {
        if at > last + 2 {
            println!("    ----");
        }
        last = at.max(last);
        let label = if ours { format!("ours {:.2}", confidence(pair)) } else { "gold".to_string() };
        println!("    {label:9} {}-{} {:?} {:?}", pair.0.len(), pair.1.len(), pair.0, pair.1);
        if ours {
            pair.0.iter().for_each(|&i| println!("        {}", document.source[i].text));
            pair.1.iter().for_each(|&j| println!("        {}", document.target[j].text));
        }
    }
}

/// Two-sided beads by confidence, and how many of them are right.
#[derive(Default)]
struct Calibration {
    bins: [(usize, usize); 11],
}

impl Calibration {
    fn add(&mut self, document: &Document, beads: &[Bead]) {
        let pairs: Vec<Pair> = beads.iter().map(pair_of).collect();
        let gold: HashSet<&Pair> = document.gold.iter().collect();
        let finer: HashSet<usize> = if document.merge {
            groups(&document.gold, &pairs).into_values().flatten().collect()
        } else {
            HashSet::new()
        };
        for (index, bead) in beads.iter().enumerate().filter(|(_, b)| !b.is_unpaired()) {
            // The last two bins are 0.9 to 0.95 and from there on.
            let bin = ((bead.confidence * 10.0) as usize).min(9) + usize::from(bead.confidence >= 0.95);
            self.bins[bin].0 += 1;
            self.bins[bin].1 += usize::from(gold.contains(&pairs[index]) || finer.contains(&index));
        }
    }

    fn sum(&self, bins: std::ops::Range<usize>) -> (usize, usize) {
        self.bins[bins].iter().fold((0, 0), |sum, bin| (sum.0 + bin.0, sum.1 + bin.1))
    }
}

/// By set and together: how many beads have such a confidence, and the share of them that is right.
fn print_calibrations(sets: &[(String, Calibration)]) {
    const COLUMNS: [(&str, std::ops::Range<usize>); 9] = [
        ("< 0.5", 0..5),
        ("0.5", 5..6),
        ("0.6", 6..7),
        ("0.7", 7..8),
        ("0.8", 8..9),
        ("0.9", 9..10),
        ("0.95", 10..11),
        ("≥ 0.9", 9..11),
        ("all", 0..11),
    ];
    let labels: Vec<&str> = COLUMNS.iter().map(|column| column.0).collect();
    println!("\n| beads by confidence from … | {} |\n|---|{}", labels.join(" | "), "---|".repeat(COLUMNS.len()));
    let mut together = Calibration::default();
    let row = |name: &str, calibration: &Calibration| {
        let cells = COLUMNS.iter().map(|(_, bins)| match calibration.sum(bins.clone()) {
            (0, _) => String::new(),
            (beads, right) => format!("{beads}: {:.3}", right as f64 / beads as f64),
        });
        println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    };
    for (name, calibration) in sets {
        row(name, calibration);
        for (mine, theirs) in together.bins.iter_mut().zip(calibration.bins) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
        }
    }
    row("all", &together);
}
