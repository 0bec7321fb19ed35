//! Gold alignments and their scorer: strict and lax precision, recall and F1 as Vecalign and Bertalign score them.
//!
//! A document is a folder with `SRC.txt`, `TGT.txt`, `GOLD.tsv` and `META.json`; a set is a folder of them.
#![allow(dead_code, reason = "each program uses a part")]

pub mod gale_church;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use tolmach::align::{Evidence, Request};
use tolmach::lang::LanguageTag;
use tolmach::model::{Bead, BlockKind, Sentence};

/// A bead by its segments.
pub type Pair = (Vec<usize>, Vec<usize>);

/// The folder of the sets: what follows `--data`, or the data beside the repository.
pub fn root(arguments: &[String]) -> PathBuf {
    let named = arguments.windows(2).find(|w| w[0] == "--data").map(|w| PathBuf::from(&w[1]));
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/alignment"))
}

/// The documents of a set with their names, in the order of the names.
pub fn documents(set: &Path) -> Vec<(String, Document)> {
    let mut folders: Vec<PathBuf> = fs::read_dir(set).into_iter().flatten().flatten().map(|e| e.path()).collect();
    folders.sort();
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    folders.iter().filter_map(|path| Some((name(path), Document::read(path)?))).collect()
}

#[derive(Clone)]
pub struct Document {
    pub source: Vec<Sentence>,
    pub target: Vec<Sentence>,
    pub languages: (LanguageTag, LanguageTag),
    pub gold: Vec<Pair>,
    pub merge: bool,
}

impl Document {
    pub fn read(folder: &Path) -> Option<Self> {
        let meta: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("META.json")).ok()?).ok()?;
        let language = |key: &str, default: &str| {
            LanguageTag::parse(meta[key].as_str().unwrap_or(default)).expect("a language in META.json")
        };
        Some(Self {
            source: lines(&fs::read_to_string(folder.join("SRC.txt")).ok()?),
            target: lines(&fs::read_to_string(folder.join("TGT.txt")).ok()?),
            languages: (language("src_lang", "de"), language("tgt_lang", "fr")),
            gold: fs::read_to_string(folder.join("GOLD.tsv")).ok()?.lines().filter_map(pair).collect(),
            merge: meta["merge"].as_bool().unwrap_or(false),
        })
    }
}

impl Document {
    pub fn request<'a>(&'a self, evidence: &'a Evidence) -> Request<'a> {
        Request {
            source: &self.source,
            target: &self.target,
            source_language: &self.languages.0,
            target_language: &self.languages.1,
            evidence,
            locked: &[],
        }
    }
}

fn lines(text: &str) -> Vec<Sentence> {
    text.lines()
        .enumerate()
        .map(|(index, line)| Sentence {
            block: index,
            kind: BlockKind::Paragraph,
            text: line.trim().to_string(),
            line: Some(index + 1),
        })
        .collect()
}

fn pair(line: &str) -> Option<Pair> {
    let (source, target) = line.split_once('\t')?;
    let side = |text: &str| text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    Some((side(source), side(target)))
}

/// A bead by its segments.
pub fn pair_of(bead: &Bead) -> Pair {
    (bead.source.clone().collect(), bead.target.clone().collect())
}

/// Hits and misses: of precision over all beads, of recall over the two-sided beads of the gold.
#[derive(Default)]
pub struct Counts {
    pub precision: Hits,
    pub recall: Hits,
}

#[derive(Default)]
pub struct Hits {
    pub strict: usize,
    pub lax: usize,
    pub all: usize,
}

impl Counts {
    pub fn of(gold: &[Pair], beads: &[Pair], merge: bool) -> Self {
        let merged = if merge { merged(gold, beads) } else { beads.to_vec() };
        let two_sided = |beads: &[Pair]| -> Vec<Pair> {
            beads.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).cloned().collect()
        };
        Self { precision: Hits::of(gold, &merged), recall: Hits::of(&two_sided(&merged), &two_sided(gold)) }
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.precision, &other.precision), (&mut self.recall, &other.recall)] {
            mine.strict += theirs.strict;
            mine.lax += theirs.lax;
            mine.all += theirs.all;
        }
    }

    pub fn strict_f1(&self) -> f64 {
        f1(rate(self.precision.strict, self.precision.all), rate(self.recall.strict, self.recall.all))
    }
}

fn rate(hits: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { hits as f64 / all as f64 }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p, r) = (rate(self.precision.strict, self.precision.all), rate(self.recall.strict, self.recall.all));
        let lax = f1(rate(self.precision.lax, self.precision.all), rate(self.recall.lax, self.recall.all));
        write!(f, "  {p:.3}  {r:.3}  {:.3} |   {lax:.3}", self.strict_f1())
    }
}

impl Hits {
    /// How many of `beads` are in `gold`, or (lax) share a segment on both sides with one bead of it.
    fn of(gold: &[Pair], beads: &[Pair]) -> Self {
        let known: HashSet<&Pair> = gold.iter().collect();
        let mut counterparts: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for (source, target) in gold {
            for &i in source {
                counterparts.entry(i).or_default().extend(target);
            }
        }
        let mut hits = Self::default();
        for bead in beads.iter().collect::<BTreeSet<_>>() {
            hits.all += 1;
            let strict = known.contains(bead);
            hits.strict += usize::from(strict);
            let lax = strict
                || bead.0.iter().filter_map(|i| counterparts.get(i)).any(|t| bead.1.iter().any(|j| t.contains(j)));
            hits.lax += usize::from(lax);
        }
        hits
    }
}

/// Joins runs of two-sided beads that together are one bead of the gold: in the constructed sets a gold bead
/// could be cut finer, and a finer alignment is no error.
pub fn merged(gold: &[Pair], beads: &[Pair]) -> Vec<Pair> {
    let groups = groups(gold, beads);
    let dropped: HashSet<usize> = groups.values().flatten().copied().collect();
    let mut out: Vec<Pair> =
        beads.iter().enumerate().filter(|(n, _)| !dropped.contains(n)).map(|(_, b)| b.clone()).collect();
    out.extend(groups.keys().map(|&k| gold[k].clone()));
    out
}

/// The beads that together make up a bead of the gold, by its index.
pub fn groups(gold: &[Pair], beads: &[Pair]) -> BTreeMap<usize, Vec<usize>> {
    let mut owners: (HashMap<usize, usize>, HashMap<usize, usize>) = Default::default();
    for (index, (source, target)) in gold.iter().enumerate() {
        owners.0.extend(source.iter().map(|&i| (i, index)));
        owners.1.extend(target.iter().map(|&j| (j, index)));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, (source, target)) in beads.iter().enumerate() {
        if source.is_empty() || target.is_empty() {
            continue;
        }
        let owners: BTreeSet<Option<usize>> = source
            .iter()
            .map(|i| owners.0.get(i).copied())
            .chain(target.iter().map(|j| owners.1.get(j).copied()))
            .collect();
        if let (1, Some(&Some(owner))) = (owners.len(), owners.first()) {
            groups.entry(owner).or_default().push(index);
        }
    }
    groups.retain(|&owner, members| {
        let mut whole: Pair = Default::default();
        for &index in members.iter() {
            whole.0.extend(&beads[index].0);
            whole.1.extend(&beads[index].1);
        }
        whole.0.sort_unstable();
        whole.1.sort_unstable();
        members.len() > 1 && whole == gold[owner]
    });
    groups
}
