//! Measures the built program as a whole process: import, the first search, suggestions, a TMX file consulted
//! as it is, purge and undo, over memories grown from real pairs.
//!
//!     cargo bench --bench whole_process -- [--data DIR] [--work DIR] [UNITS…]
//!
//! `DIR` holds `tm.en-ru.tsv` (source, target a line) and `q.near.en.tsv`. Beyond the real pairs the units are
//! **synthetic**: real ones in which some words are exchanged for words of other pairs. Every command is run
//! with `/usr/bin/time`; each that changes nothing five times, the shortest counts. The last columns are those
//! of the whole process: seconds on the wall, of the processors in user and system, the most memory (RSS).

mod support;

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use support::{Random, column};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut data = root.join("../shared/data/memory");
    let mut work = root.join("target/whole-process");
    let mut sizes = Vec::new();
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--data" => data = value().into(),
            "--work" => work = value().into(),
            units => sizes.push(units.parse::<usize>().expect("a number of units")),
        }
    }
    if sizes.is_empty() {
        sizes = vec![30_000, 300_000];
    }
    let file = data.join("tm.en-ru.tsv");
    let pairs: Vec<(String, String)> = column(&file, 0).into_iter().zip(column(&file, 1)).collect();
    let pairs: Vec<_> = pairs.into_iter().filter(|(s, t)| !s.trim().is_empty() && !t.trim().is_empty()).collect();
    let queries = column(&data.join("q.near.en.tsv"), 0);
    if pairs.is_empty() || queries.is_empty() {
        println!("no data in {}", data.display());
        return;
    }
    println!("| units | what | wall s | user s | system s | RSS MB | |");
    println!("|---|---|---|---|---|---|---|");
    for units in sizes {
        let bench = work.join(units.to_string());
        let _ = fs::remove_dir_all(&bench);
        fs::create_dir_all(bench.join("memories")).expect("a folder");
        fs::write(bench.join("tolmach.toml"), "source = \"en\"\ntarget = \"ru\"\n").expect("written");
        measure(&bench, units, &pairs, &queries);
        let _ = fs::remove_dir_all(&bench);
    }
}

fn measure(bench: &Path, units: usize, pairs: &[(String, String)], queries: &[String]) {
    let tmx = bench.join("grown.tmx");
    write_tmx(&tmx, units, pairs);
    let hundred = bench.join("hundred.txt");
    fs::write(&hundred, queries[..queries.len().min(100)].join("\n")).expect("written");
    let many = bench.join("many.txt");
    let repeated: Vec<&str> = queries.iter().cycle().take(10_000).map(String::as_str).collect();
    fs::write(&many, repeated.join("\n")).expect("written");
    let size = |path: &Path| fs::metadata(path).map_or(0, |m| m.len());
    let tmx_text = tmx.display().to_string();
    let print = |what: &str, run: &Run, note: String| {
        println!(
            "| {units} | {what} | {:.3} | {:.2} | {:.2} | {} | {note} |",
            run.wall, run.user, run.system, run.megabytes
        );
    };

    let import = run(bench, &["import", &tmx_text, "--into", "big"], 1);
    let rate = |seconds: f64| units as f64 / seconds;
    let memory = size(&bench.join("memories/big.tm"));
    let index = folder_size(&bench.join(".tolmach/index"));
    print(
        "import, with the index",
        &import,
        format!(
            "{:.0} units/s on the wall, {:.0} a second of one core; memory {} B a unit, index {} B a unit",
            rate(import.wall),
            rate(import.user + import.system),
            memory / units as u64,
            index / units as u64
        ),
    );
    let one = ["suggest", "--text", &queries[3]];
    print("suggest, one sentence", &run(bench, &one, 5), String::new());
    print(
        "suggest, 100 segments",
        &run(bench, &["suggest", "--lines", &hundred.display().to_string()], 5),
        String::new(),
    );
    let many_arguments = ["suggest", "--lines", "--format", "jsonl", &many.display().to_string()];
    let first = first_line(bench, &many_arguments);
    print("suggest, 10,000 segments, jsonl", &run(bench, &many_arguments, 1), format!("first line after {first:.3} s"));
    let _ = fs::remove_dir_all(bench.join(".tolmach"));
    print("suggest without an index: makes it", &run(bench, &one, 1), String::new());
    print("memory purge --all", &run(bench, &["memory", "purge", "big", "--all"], 1), String::new());
    print("memory undo", &run(bench, &["memory", "undo", "big"], 1), String::new());
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(bench.join(format!("memories/big.tm{end}")));
    }
    let file = ["suggest", "--memory", &tmx_text, "--text", &queries[3]];
    print("suggest over the TMX file, first", &run(bench, &file, 1), String::new());
    print("suggest over the TMX file, then", &run(bench, &file, 5), String::new());
}

/// What a process took.
struct Run {
    wall: f64,
    user: f64,
    system: f64,
    megabytes: u64,
}

/// Runs tolmach in a folder; of several runs, the shortest.
fn run(folder: &Path, arguments: &[&str], times: usize) -> Run {
    let one = || {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-f", "TIME %U %S %M", env!("CARGO_BIN_EXE_tolmach")]).args(arguments);
        let start = Instant::now();
        let output = command.current_dir(folder).env("NO_COLOR", "1").output().expect("/usr/bin/time");
        let wall = start.elapsed().as_secs_f64();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("error:"), "{arguments:?}: {errors}");
        let line = errors.lines().rev().find_map(|l| l.strip_prefix("TIME ")).expect("times");
        let numbers: Vec<f64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
        Run { wall, user: numbers[0], system: numbers[1], megabytes: numbers[2] as u64 / 1024 }
    };
    let runs = std::iter::repeat_with(one).take(times);
    runs.min_by(|a, b| a.wall.total_cmp(&b.wall)).expect("a run")
}

/// Seconds until the first line of output.
fn first_line(folder: &Path, arguments: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tolmach"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().expect("tolmach");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    output.read_line(&mut String::new()).expect("a line");
    let first = start.elapsed().as_secs_f64();
    std::io::copy(&mut output.by_ref(), &mut std::io::sink()).expect("the rest");
    child.wait().expect("its end");
    first
}

fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size =
        |path: PathBuf| if path.is_dir() { folder_size(&path) } else { fs::metadata(path).map_or(0, |m| m.len()) };
    entries.map(|entry| size(entry.path())).sum()
}

fn write_tmx(path: &Path, units: usize, pairs: &[(String, String)]) {
    let mut out = BufWriter::new(fs::File::create(path).expect("a file"));
    let mut random = Random(11);
    let mut write = |text: &str| out.write_all(text.as_bytes()).expect("written");
    write(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header creationtool=\"grown\" \
         creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"none\" adminlang=\"en\" srclang=\"en\" \
         datatype=\"plaintext\"/><body>\n",
    );
    for number in 0..units {
        let (source, target) = match pairs.get(number) {
            Some((source, target)) => (source.clone(), target.clone()),
            None => {
                let [base, other] = [0; 2].map(|_| &pairs[random.below(pairs.len())]);
                let share = 10 + random.below(70);
                (mixed(&base.0, &other.0, share, &mut random), mixed(&base.1, &other.1, share, &mut random))
            }
        };
        write(&format!(
            "<tu creationdate=\"20240101T000000Z\" creationid=\"ada\"><tuv xml:lang=\"en\"><seg>{}</seg></tuv>\
             <tuv xml:lang=\"ru\"><seg>{}</seg></tuv></tu>\n",
            escaped(&source),
            escaped(&target)
        ));
    }
    write("</body></tmx>\n");
}

/// A text with some of its words exchanged for words of another, so many of a hundred.
fn mixed(base: &str, other: &str, share: usize, random: &mut Random) -> String {
    let donors: Vec<&str> = other.split(' ').collect();
    let words = base.split(' ').map(|word| match random.below(100) < share {
        true if random.below(10) == 0 => random.below(3000).to_string(),
        true => donors[random.below(donors.len())].to_string(),
        false => word.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
