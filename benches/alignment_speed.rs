//! Time, memory and quality of alignment by size of text, beside the aligner of Gale and Church in the same run.
//!
//! `cargo bench --bench alignment_speed -- [--data DIR] [TEXT…]`
//!
//! Texts: `statement` (the first 15 segments of a news text), `ruen-dev` (four documents, one after the other),
//! `1000`, `10000`, `30000` (`scale-ruen`) and `50000` (the last one with its beginning once more, renumbered). Each is
//! aligned in a process of its own on one thread, three times up to 10000, the shortest counts: the time of the
//! processor, that on the wall, and the most memory the process ever had, with the text read. `statement` again
//! is the same alignment a second time in one process: what is loaded once is there.

mod gold;
#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use tolmach::align::{Evidence, Options, align};

use self::gold::{Counts, Document, Pair, documents, gale_church, pair_of};

const TEXTS: [&str; 7] = ["statement", "statement again", "ruen-dev", "1000", "10000", "30000", "50000"];
/// Larger grids take Gale and Church minutes and gigabytes.
const MOST_CELLS: usize = 100_000_000;

fn main() {
    let mut arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let root = gold::root(&arguments);
    if !root.is_dir() {
        println!("no gold alignments in {}", root.display());
        return;
    }
    if let Some(at) = arguments.iter().position(|a| a == "--data") {
        arguments.drain(at..(at + 2).min(arguments.len()));
    }
    if let [one, text, aligner] = arguments.as_slice()
        && one == "--one"
    {
        return measure(&root, text, aligner);
    }
    let wanted = |text: &&str| arguments.is_empty() || arguments.iter().any(|a| a == text);
    println!(
        "| text | segments | CPU s | wall s | RSS MB | strict F1 | Gale–Church: CPU s | RSS MB | strict F1 | its CPU to ours |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for text in TEXTS.iter().copied().filter(wanted) {
        let times = if matches!(text, "30000" | "50000") { 1 } else { 3 };
        let Some(ours) = best(&root, text, "tolmach", times) else { continue };
        let line = format!("| {text} | {} | {} | {} | {} | {} |", ours[4], ours[0], ours[1], ours[2], ours[3]);
        match best(&root, text, "gale-church", times) {
            Some(theirs) => {
                let seconds = |run: &[String]| run[0].parse::<f64>().unwrap_or(f64::NAN);
                let ratio = seconds(&theirs) / seconds(&ours);
                println!("{line} {} | {} | {} | {ratio:.2} |", theirs[0], theirs[2], theirs[3]);
            }
            None => println!("{line} | | | |"),
        }
    }
}

/// The shortest of several runs: CPU and wall time, memory, F1, segments.
fn best(root: &Path, text: &str, aligner: &str, times: usize) -> Option<Vec<String>> {
    let program = env::current_exe().expect("this program");
    let run = || {
        let mut command = Command::new(&program);
        command.arg("--data").arg(root).args(["--one", text, aligner]);
        let output = command.output().expect("a run of this program");
        let figures: Vec<String> =
            String::from_utf8_lossy(&output.stdout).split_whitespace().map(String::from).collect();
        (figures.len() == 5).then_some(figures)
    };
    let runs = (0..times).filter_map(|_| run());
    runs.min_by(|a, b| a[0].parse::<f64>().unwrap_or(0.0).total_cmp(&b[0].parse().unwrap_or(0.0)))
}

fn measure(root: &Path, text: &str, aligner: &str) {
    let texts = read(root, text);
    if texts.is_empty() || aligner != "tolmach" && texts.iter().any(|t| t.source.len() * t.target.len() > MOST_CELLS) {
        return;
    }
    let run = |document: &Document| -> Vec<Pair> {
        match aligner {
            "tolmach" => {
                let outcome = align(&document.request(&Evidence::default()), &Options::default());
                outcome.beads.iter().map(pair_of).collect()
            }
            _ => gale_church::align(document),
        }
    };
    if text == "statement again" {
        texts.iter().for_each(|document| drop(run(document)));
    }
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let beads: Vec<Vec<Pair>> = texts.iter().map(run).collect();
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let memory = support::peak_memory();
    let mut counts = Counts::default();
    for (document, beads) in texts.iter().zip(&beads) {
        counts.add(&Counts::of(&document.gold, beads, document.merge));
    }
    let sum = |side: fn(&Document) -> usize| texts.iter().map(side).sum::<usize>();
    let segments = format!("{}×{}", sum(|t| t.source.len()), sum(|t| t.target.len()));
    println!("{cpu:.3} {wall:.3} {memory} {:.3} {segments}", counts.strict_f1());
}

/// Seconds that this thread has had a processor (Linux; else 0).
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn read(root: &Path, text: &str) -> Vec<Document> {
    let set = |name: &str| documents(&root.join(name)).into_iter().map(|(_, document)| document);
    let scale = |name: &str| Document::read(&root.join("scale-ruen").join(name));
    match text {
        "statement" | "statement again" => set("ruen-short-dev").take(1).map(|whole| beginning(&whole, 15)).collect(),
        "ruen-dev" => set("ruen-dev").collect(),
        "50000" => scale("30000").map(|whole| twice(&whole, 50_000)).into_iter().collect(),
        size => scale(size).into_iter().collect(),
    }
}

/// The beads of a document until its source has so many segments.
fn beginning(whole: &Document, segments: usize) -> Document {
    let mut part = whole.clone();
    let all = whole.gold.iter().position(|(source, _)| source.last().is_some_and(|&i| i + 1 >= segments));
    part.gold.truncate(all.map_or(whole.gold.len(), |last| last + 1));
    let end = |side: fn(&Pair) -> &Vec<usize>| part.gold.iter().flat_map(side).max().map_or(0, |&last| last + 1);
    let ends = (end(|g| &g.0), end(|g| &g.1));
    part.source.truncate(ends.0);
    part.target.truncate(ends.1);
    part
}

/// A document with its beginning once more, so that its target has about so many segments.
fn twice(whole: &Document, segments: usize) -> Document {
    let mut long = whole.clone();
    let share = segments.saturating_sub(whole.target.len()) * whole.source.len() / whole.target.len().max(1);
    let more = beginning(whole, share);
    let shift = (whole.source.len(), whole.target.len());
    long.source.extend(more.source);
    long.target.extend(more.target);
    let shifted = |side: &[usize], by: usize| side.iter().map(|n| n + by).collect();
    long.gold.extend(more.gold.iter().map(|(s, t)| (shifted(s, shift.0), shifted(t, shift.1))));
    long
}
