//! Measures the store: rate of import, size on disk, opening, exact look-up, export, undo.
//!
//! `cargo bench --bench store -- [--contexts] [--real] [UNITS]…` (30,000, 300,000 and 1,000,000 by default).
//! The units are made of an invented vocabulary, about 18 words a segment in Russian and English letters;
//! with `--real` they are the pairs of `../shared/data/memory`, where that is there, with some words swapped
//! in all but the first round. With `--contexts` each unit knows its neighbours. The memory is made in
//! `target/`, on a disk rather than in memory.
//!
//! Columns: the first import in seconds on the wall and of the processor (which is what counts on a busy
//! machine) and units for each second of the processor; bytes on disk and of text a unit; processor seconds to
//! import the same again (all duplicates); milliseconds to open and to say how much there is; microseconds to
//! find a unit by its text and read it; processor seconds to visit all units and to undo the import; the most
//! memory used so far.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tolmach::lang::LanguageTag;
use tolmach::memory::{Counts, Filter, NewOperation, SqliteStore, Store, exact_key};
use tolmach::model::{Timestamp, Unit, Variant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|a| a.replace('_', "").parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![30_000, 300_000, 1_000_000];
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pairs = if has("--real") { real(&root.join("../shared/data/memory/tm.en-ru.tsv")) } else { Vec::new() };
    let corpus = Corpus {
        pairs,
        vocabularies: [vocabulary("аеиоу", "бвгдклмнпрст"), vocabulary("aeiou", "bcdfglmnprst")],
    };
    println!(
        "{:>9} {:>9} {:>9} {:>9} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8}",
        "units",
        "add s",
        "cpu s",
        "units/cpu",
        "B/unit",
        "B text",
        "again cpu",
        "open ms",
        "exact us",
        "visit cpu",
        "undo cpu",
        "peak MB"
    );
    for size in sizes {
        measure(&corpus, size, has("--contexts"), root.join("target/bench-store.tm"));
    }
}

fn measure(corpus: &Corpus, size: usize, contexts: bool, path: PathBuf) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let mut store = SqliteStore::create(&path, Timestamp::UNIX_EPOCH).unwrap();
    let mut text_bytes = 0;
    let mut units = corpus.units(size, contexts).inspect(|u| {
        text_bytes += u.variants.iter().map(|v| v.segment.text.len()).sum::<usize>();
    });
    // Making the units is not what is measured.
    let making = Clock::start();
    units.by_ref().for_each(drop);
    let making = making.stop();

    let (counts, first) = add(&mut store, &mut corpus.units(size, contexts));
    let bytes = store.info().unwrap().bytes;
    let (_, again) = add(&mut store, &mut corpus.units(size, contexts));
    drop(store);

    let clock = Clock::start();
    let store = SqliteStore::open(&path).unwrap();
    let info = store.info().unwrap();
    let (open, _) = clock.stop();

    let queries: Vec<Unit> = corpus.units(size, contexts).step_by((size / 10_000).max(1)).collect();
    let clock = Clock::start();
    for unit in &queries {
        let variant = &unit.variants[0];
        let found = store.exact(&variant.language, exact_key(&variant.segment.text)).unwrap();
        assert!(!store.units_of(&found).unwrap().is_empty());
    }
    let (_, exact) = clock.stop();

    let clock = Clock::start();
    let mut visited = 0;
    let mut count = |_| {
        visited += 1;
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut count).unwrap();
    let (_, visit) = clock.stop();
    assert_eq!(visited, info.units);
    drop(store);

    let mut store = SqliteStore::open(&path).unwrap();
    store.undo(&operation("undo"), None).unwrap();
    let clock = Clock::start();
    let (_, undone) = store.undo(&operation("undo"), None).unwrap();
    let (_, undo) = clock.stop();
    assert_eq!(undone.removed, counts.new);

    println!(
        "{:>9} {:>9.2} {:>9.2} {:>9.0} {:>8} {:>8} {:>9.2} {:>9.2} {:>9.1} {:>9.2} {:>9.2} {:>8}",
        info.units,
        first.0 - making.0,
        first.1 - making.1,
        size as f64 / (first.1 - making.1),
        bytes / counts.new,
        text_bytes as u64 / counts.read,
        again.1 - making.1,
        open * 1e3,
        exact * 1e6 / queries.len() as f64,
        visit,
        undo,
        peak_memory(),
    );
}

fn add(store: &mut SqliteStore, units: &mut dyn Iterator<Item = Unit>) -> (Counts, (f64, f64)) {
    let clock = Clock::start();
    let (_, counts) = store.add(&operation("import"), units, &mut |_| ControlFlow::Continue(())).unwrap();
    (counts, clock.stop())
}

/// Measures seconds on the wall and of the processor: the latter say what a rate is when the machine is busy.
struct Clock(Instant, f64);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), processor_time())
    }

    fn stop(self) -> (f64, f64) {
        (self.0.elapsed().as_secs_f64(), processor_time() - self.1)
    }
}

fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split(' ');
    fields.skip(12).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn operation(kind: &str) -> NewOperation {
    NewOperation { kind: kind.into(), detail: String::new(), author: None, time: Timestamp::UNIX_EPOCH }
}

/// The most memory this process ever had, in MB (Linux; else 0).
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

struct Corpus {
    pairs: Vec<(String, String)>,
    vocabularies: [Vec<String>; 2],
}

impl Corpus {
    fn units(&self, size: usize, contexts: bool) -> impl Iterator<Item = Unit> + '_ {
        let languages = ["ru", "en"].map(|l| LanguageTag::parse(l).unwrap());
        (0..size).map(move |n| {
            let [source, target] = self.pair(n);
            let mut unit = Unit::pair(
                Variant::new(languages[0].clone(), source.as_str()),
                Variant::new(languages[1].clone(), target.as_str()),
            );
            unit.metadata.created = Timestamp::from_second(1_600_000_000 + n as i64).ok();
            unit.metadata.created_by = Some("Ada".into());
            unit.origin.file = Some(format!("statement-{}.md", n / 200));
            unit.origin.position = Some(n as u32 % 200);
            if contexts {
                unit.origin.previous = (n % 200 > 0).then(|| self.pair(n - 1)[0].clone());
                unit.origin.next = (n % 200 < 199 && n + 1 < size).then(|| self.pair(n + 1)[0].clone());
            }
            unit
        })
    }

    fn pair(&self, n: usize) -> [String; 2] {
        let mut random = Random(n as u64 + 1);
        if let Some((target, source)) = self.pairs.get(n % self.pairs.len().max(1)) {
            let round = n / self.pairs.len();
            return if round == 0 {
                [source.clone(), target.clone()]
            } else {
                [self.swapped(source, 0, &mut random), self.swapped(target, 1, &mut random)]
            };
        }
        let words = 3 + (random.below(16) + random.below(16)) as usize;
        [0, 1].map(|side| {
            let mut text = String::new();
            for _ in 0..words {
                text.push_str(self.word(side, &mut random));
                text.push(' ');
            }
            text.push_str(&random.below(100).to_string());
            text.push('.');
            text
        })
    }

    fn swapped(&self, text: &str, side: usize, random: &mut Random) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let at = random.below(words.len() as u64) as usize;
        let mut out: Vec<&str> = words.clone();
        out[at] = self.word(side, random);
        out.join(" ")
    }

    fn word(&self, side: usize, random: &mut Random) -> &str {
        // The square of an even number: few words are frequent.
        let many = self.vocabularies[side].len() as u64;
        &self.vocabularies[side][(random.below(many) * random.below(many) / many) as usize]
    }
}

fn vocabulary(vowels: &str, consonants: &str) -> Vec<String> {
    let (vowels, consonants): (Vec<char>, Vec<char>) = (vowels.chars().collect(), consonants.chars().collect());
    let mut random = Random(7);
    let mut syllable = || {
        let consonant = consonants[random.below(consonants.len() as u64) as usize];
        [consonant, vowels[random.below(vowels.len() as u64) as usize]]
    };
    (0..3000).map(|n| (0..1 + n % 4).flat_map(|_| syllable()).collect()).collect()
}

/// Pairs of a file with source, target and more in columns; none when it is not there.
fn real(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter_map(|l| l.split_once('\t'))
        .map(|(s, rest)| (s.to_string(), rest.split('\t').next().unwrap_or_default().to_string()))
        .collect()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}
