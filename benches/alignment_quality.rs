//! Alignment against gold: strict and lax precision, recall and F1 as Vecalign and Bertalign score them, and
//! whether a confidence means what it says.
//!
//! `cargo bench --bench alignment_quality -- [--without seeds,cognates,…] [--set NAME]… [--detail] [--dump DIR] [--data DIR]`
//!
//! Reads `SET/DOCUMENT/{SRC.txt,TGT.txt,GOLD.tsv,META.json}` in `../shared/data/alignment`, or in DIR.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use tolmach::align::{Evidence, Options, Request, align};
use tolmach::lang::LanguageTag;
use tolmach::model::{BlockKind, Sentence};

/// A bead by its segments.
type Pair = (Vec<usize>, Vec<usize>);

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

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let wanted = values(&arguments, "--set");
    let detail = arguments.iter().any(|a| a == "--detail");
    let dump = values(&arguments, "--dump").pop().map(PathBuf::from);
    let mut options = Options::default();
    for name in values(&arguments, "--without").iter().flat_map(|v| v.split(',')) {
        switch_off(&mut options, name);
    }
    for setting in values(&arguments, "--with").iter().flat_map(|v| v.split(',')) {
        set(&mut options, setting);
    }
    let root = values(&arguments, "--data")
        .pop()
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/alignment"), PathBuf::from);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("no gold alignments in {}", root.display());
        return;
    };
    let mut sets: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    sets.sort();
    println!("set              docs  strict P     R    F1 |  lax F1 | goal: bare  ships |  time");
    let mut calibration = Calibration::default();
    for name in sets {
        if !root.join(&name).is_dir() || (wanted.is_empty() && name == "scale-ruen") {
            continue;
        }
        if !wanted.is_empty() && !wanted.contains(&name) {
            continue;
        }
        let mut documents: Vec<_> = fs::read_dir(root.join(&name)).into_iter().flatten().flatten().collect();
        documents.sort_by_key(|d| d.file_name());
        let mut counts = Counts::default();
        let mut time = Duration::ZERO;
        let mut number = 0;
        for document in &documents {
            let Some(text) = Document::read(&document.path()) else { continue };
            let start = Instant::now();
            let outcome = align(&text.request(&Evidence::default()), &options);
            let took = start.elapsed();
            time += took;
            number += 1;
            let beads: Vec<Pair> =
                outcome.beads.iter().map(|b| (b.source.clone().collect(), b.target.clone().collect())).collect();
            let own = Counts::of(&text.gold, &beads, text.merge);
            if detail {
                println!("  {:28} {own} | {:.2?}", document.file_name().to_string_lossy(), took);
            }
            counts.add(&own);
            calibration.add(&text, &outcome.beads);
            if let Some(dump) = &dump {
                write(&dump.join(&name).join(format!("{}.tsv", document.file_name().to_string_lossy())), &beads);
            }
        }
        let goal = GOALS.iter().find(|g| g.0 == name).map_or(String::new(), |g| format!("{:.3}  {:.3}", g.2, g.1));
        println!("{name:16} {number:4}  {counts} | {goal:>18} | {time:.2?}");
    }
    println!("\nconfidence    beads  right");
    calibration.print();
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

struct Document {
    source: Vec<Sentence>,
    target: Vec<Sentence>,
    languages: (LanguageTag, LanguageTag),
    gold: Vec<Pair>,
    merge: bool,
}

impl Document {
    fn read(folder: &Path) -> Option<Self> {
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
    fn request<'a>(&'a self, evidence: &'a Evidence) -> Request<'a> {
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

fn write(path: &Path, beads: &[Pair]) {
    let side = |side: &[usize]| side.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    let text: String = beads.iter().map(|(s, t)| format!("{}\t{}\n", side(s), side(t))).collect();
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// Hits and misses: of precision over all beads, of recall over the two-sided beads of the gold.
#[derive(Default)]
struct Counts {
    precision: Hits,
    recall: Hits,
}

#[derive(Default)]
struct Hits {
    strict: usize,
    lax: usize,
    all: usize,
}

impl Counts {
    fn of(gold: &[Pair], beads: &[Pair], merge: bool) -> Self {
        let merged = if merge { merged(gold, beads) } else { beads.to_vec() };
        let two_sided = |beads: &[Pair]| -> Vec<Pair> {
            beads.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).cloned().collect()
        };
        Self { precision: Hits::of(gold, &merged), recall: Hits::of(&two_sided(&merged), &two_sided(gold)) }
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.precision, &other.precision), (&mut self.recall, &other.recall)] {
            mine.strict += theirs.strict;
            mine.lax += theirs.lax;
            mine.all += theirs.all;
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = |hits: usize, all: usize| if all == 0 { 0.0 } else { hits as f64 / all as f64 };
        let f1 = |p: f64, r: f64| if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
        let (p, r) = (rate(self.precision.strict, self.precision.all), rate(self.recall.strict, self.recall.all));
        let lax = f1(rate(self.precision.lax, self.precision.all), rate(self.recall.lax, self.recall.all));
        write!(f, "  {p:.3}  {r:.3}  {:.3} |   {lax:.3}", f1(p, r))
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
fn merged(gold: &[Pair], beads: &[Pair]) -> Vec<Pair> {
    let groups = groups(gold, beads);
    let dropped: HashSet<usize> = groups.values().flatten().copied().collect();
    let mut out: Vec<Pair> =
        beads.iter().enumerate().filter(|(n, _)| !dropped.contains(n)).map(|(_, b)| b.clone()).collect();
    out.extend(groups.keys().map(|&k| gold[k].clone()));
    out
}

/// The beads that together make up a bead of the gold, by its index.
fn groups(gold: &[Pair], beads: &[Pair]) -> BTreeMap<usize, Vec<usize>> {
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

/// Two-sided beads by confidence, and how many of them are right.
#[derive(Default)]
struct Calibration {
    bins: [(usize, usize); 11],
}

impl Calibration {
    fn add(&mut self, document: &Document, beads: &[tolmach::model::Bead]) {
        let pairs: Vec<Pair> = beads.iter().map(|b| (b.source.clone().collect(), b.target.clone().collect())).collect();
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

    fn print(&self) {
        let line = |label: String, bins: &[(usize, usize)]| {
            let (beads, right) = bins.iter().fold((0, 0), |sum, bin| (sum.0 + bin.0, sum.1 + bin.1));
            println!("{label:12} {beads:6}  {:.3}", right as f64 / beads.max(1) as f64);
        };
        for (index, bin) in self.bins.iter().enumerate() {
            let low = if index == 10 { 0.95 } else { index as f64 / 10.0 };
            line(format!("from {low:.2}"), std::slice::from_ref(bin));
        }
        line("≥ 0.9".to_string(), &self.bins[9..]);
        line("≥ 0.5".to_string(), &self.bins[5..]);
        line("all".to_string(), &self.bins);
    }
}
