//! What alignment does with texts that are no plain translations: a block missing on one side, sentences,
//! paragraphs or halves exchanged, and texts that have nothing to do with each other.
//!
//! `cargo bench --bench alignment_trials -- [gaps] [orders] [strangers] [--set NAME]… [--data DIR]`

mod gold;

use std::ops::Range;
use std::{env, path::Path};

use tolmach::align::{Evidence, Options, Order, align};
use tolmach::model::Bead;

use self::gold::{Counts, Document, Pair, documents, pair_of};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let root = gold::root(&arguments);
    if !root.is_dir() {
        println!("no gold alignments in {}", root.display());
        return;
    }
    let mut sets: Vec<String> = arguments.windows(2).filter(|w| w[0] == "--set").map(|w| w[1].clone()).collect();
    let all = !["gaps", "orders", "strangers"].iter().any(|trial| arguments.iter().any(|a| a == trial));
    let wanted = |trial: &str| all || arguments.iter().any(|a| a == trial);
    if wanted("gaps") {
        gaps(&root);
    }
    if wanted("orders") {
        orders(&root);
    }
    if wanted("strangers") {
        if sets.is_empty() {
            sets = ["ruen-short-dev", "parice", "ruen-dev", "ruen-bible-dev"].map(String::from).to_vec();
        }
        strangers(&root, &sets);
    }
}

/// A block of target segments is taken out of the middle of long texts.
fn gaps(root: &Path) {
    println!("missing segments      F1 of the rest, strict and lax; wrong beads with confidence ≥ 0.9");
    let mut texts: Vec<(String, Document)> = documents(&root.join("ruen-dev"));
    texts.extend(Document::read(&root.join("scale-ruen/10000")).map(|d| ("scale-ruen/10000".to_string(), d)));
    for (name, document) in texts {
        for size in [0, 50, 200, 1000] {
            if size * 2 > document.target.len() {
                continue;
            }
            let shorter = without(&document, document.target.len() / 3, size);
            let outcome = align(&shorter.request(&Evidence::default()), &Options::default());
            let beads: Vec<Pair> = outcome.beads.iter().map(pair_of).collect();
            let counts = Counts::of(&shorter.gold, &beads, shorter.merge);
            println!("{name:18} {size:5}  {counts}  {}", sure_but_wrong(&shorter, &outcome.beads));
        }
    }
}

/// Beads of confidence 0.9 and more that share no segment with a bead of the gold, or with a wrong one.
fn sure_but_wrong(document: &Document, beads: &[Bead]) -> usize {
    let sure: Vec<Pair> = beads.iter().filter(|b| b.confidence >= 0.9 && !b.is_unpaired()).map(pair_of).collect();
    let counts = Counts::of(&document.gold, &sure, document.merge);
    counts.precision.all - counts.precision.lax
}

/// The text without some target segments from a bead's beginning on. What was paired with them is alone.
fn without(document: &Document, from: usize, size: usize) -> Document {
    let first = document.gold.iter().filter_map(|g| g.1.first()).copied().filter(|&j| j >= from).min().unwrap_or(0);
    let gone = first..first + size;
    let mut shorter = document.clone();
    shorter.target.drain(gone.clone());
    shorter.gold = Vec::new();
    for (source, target) in &document.gold {
        let left: Vec<usize> =
            target.iter().filter(|j| !gone.contains(j)).map(|&j| if j >= gone.end { j - size } else { j }).collect();
        match (left.is_empty(), source.is_empty()) {
            (true, _) => shorter.gold.extend(source.iter().map(|&i| (vec![i], vec![]))),
            (false, _) => shorter.gold.push((source.clone(), left)),
        }
    }
    shorter
}

/// Segments of the target are moved, and sought.
fn orders(root: &Path) {
    println!(
        "\nexchanged                     moved segments  found  right  F1 in order  F1 free  moved though nothing is"
    );
    let options = Options { order: Order::Free, ..Options::default() };
    for set in ["ruen-short-dev", "ruen-dev", "textberg-dev"] {
        for (label, size, every) in [("sentences", 1, 20), ("blocks of 5", 5, 60), ("halves", 0, 0)] {
            let (mut moved, mut found, mut right) = (0, 0, 0);
            let (mut in_order, mut free) = (Counts::default(), Counts::default());
            let mut untouched = 0;
            for (_, document) in documents(&root.join(set)) {
                let (other, places) = exchanged(&document, size, every);
                moved += places.iter().map(|p| p.len()).sum::<usize>();
                let plain = align(&other.request(&Evidence::default()), &Options::default());
                let outcome = align(&other.request(&Evidence::default()), &options);
                let score = |beads: &[Bead]| {
                    Counts::of(&other.gold, &beads.iter().map(pair_of).collect::<Vec<_>>(), other.merge)
                };
                in_order.add(&score(&plain.beads));
                free.add(&score(&outcome.beads));
                let marked: Vec<Pair> = outcome.beads.iter().filter(|b| b.moved).map(pair_of).collect();
                found += marked.iter().map(|p| p.1.len()).sum::<usize>();
                right += Counts::of(&other.gold, &marked, other.merge).precision.lax;
                let same = align(&document.request(&Evidence::default()), &options);
                untouched += same.beads.iter().filter(|b| b.moved).count();
            }
            println!("{set:15} {label:13} {moved:14} {found:6} {right:6}  {in_order}  {free}  {untouched:6}");
        }
    }
}

/// The text with neighbouring target groups of `size` segments exchanged, one in `every` segments; with 0, its
/// halves. The groups begin and end with beads of the gold.
fn exchanged(document: &Document, size: usize, every: usize) -> (Document, Vec<Range<usize>>) {
    let mut starts: Vec<usize> = document.gold.iter().filter_map(|g| g.1.first()).copied().collect();
    starts.sort_unstable();
    let end = document.target.len();
    let at = |wanted: usize| starts.iter().copied().find(|&s| s >= wanted).unwrap_or(end);
    let mut order: Vec<usize> = (0..end).collect();
    let mut places = Vec::new();
    if size == 0 {
        let middle = at(end / 2);
        order.rotate_left(middle);
        places.push(0..middle);
    } else {
        let mut from = every / 2;
        while from + 2 * size < end {
            let (a, b) = (at(from), at(at(from) + size));
            let c = at(b + size);
            if c <= end && b < c {
                order[a..c].rotate_left(b - a);
                places.push(a..b);
            }
            from = c + every;
        }
    }
    let mut new_place = vec![0; end];
    order.iter().enumerate().for_each(|(new, &old)| new_place[old] = new);
    let mut other = document.clone();
    other.target = order.iter().map(|&old| document.target[old].clone()).collect();
    for (_, target) in &mut other.gold {
        target.iter_mut().for_each(|j| *j = new_place[*j]);
        target.sort_unstable();
    }
    (other, places)
}

/// Every source text against every target text of a set.
fn strangers(root: &Path, sets: &[String]) {
    println!("\nset              pairs: likeness of translations (lowest, mean); of strangers (mean, highest)");
    for set in sets {
        let texts = documents(&root.join(set));
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for (i, (_, left)) in texts.iter().enumerate() {
            for (j, (_, right)) in texts.iter().enumerate() {
                if i != j && texts.len() > 9 && (i + 2 * j) % 5 != 0 {
                    continue;
                }
                let mut mixed = left.clone();
                mixed.target = right.target.clone();
                let outcome = align(&mixed.request(&Evidence::default()), &Options::default());
                let fit = {
                    let paired = outcome.beads.iter().filter(|b| !b.is_unpaired());
                    let (s, t, c, n) = paired.fold((0, 0, 0.0, 0.0f32), |(s, t, c, n), b| {
                        (s + b.source.len(), t + b.target.len(), c + b.confidence, n + 1.0)
                    });
                    let share = (s as f32 / mixed.source.len() as f32).max(t as f32 / mixed.target.len() as f32);
                    share * c / n.max(1.0)
                };
                (if i == j { &mut same } else { &mut other }).push((outcome.likeness, fit));
            }
        }
        for (label, list) in [("translations", &same), ("strangers", &other)] {
            let mut likeness: Vec<f32> = list.iter().filter_map(|l| l.0).collect();
            likeness.sort_by(f32::total_cmp);
            let mut fit: Vec<f32> = list.iter().map(|l| l.1).collect();
            fit.sort_by(f32::total_cmp);
            let at = |list: &[f32], q: f32| {
                list.get(((list.len() as f32 - 1.0) * q).round() as usize).copied().unwrap_or(f32::NAN)
            };
            let qs = |l: &[f32]| [0.0, 0.05, 0.5, 0.95, 1.0].map(|q| format!("{:.2}", at(l, q))).join(" ");
            println!(
                "{set:15} {label:13} {:4}  likeness ({} known) {} | fit {}",
                list.len(),
                likeness.len(),
                qs(&likeness),
                qs(&fit)
            );
        }
    }
}
