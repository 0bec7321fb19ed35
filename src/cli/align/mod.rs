//! `tolmach align`.

mod many;
mod one;
mod print;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::context::{Context, LanguageArgs, ProvenanceArgs};
use super::error::{CommandResult, Failure, Outcome};
use super::input;
use super::output::count;
use super::progress;
use crate::align::Order;
use crate::memory::{NewOperation, Store};
use crate::model::Unit;
use crate::workbench::align::{MIN_CONFIDENCE, Provenance};
use crate::workbench::align_files::Settings;
use crate::workbench::align_output::OutputFormat;
use crate::workbench::dictionaries::Dictionaries;
use crate::workbench::paired;
use crate::workbench::texts::{Cutting, Input};
use crate::workbench::{Error, memories};

/// By what segments are paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// By what the files are
    Auto,
    /// By what the segments say
    Text,
    /// The n-th line of one with the n-th line of the other (Moses)
    Line,
    /// One table (CSV, TSV, TMX) whose rows hold both
    Row,
    /// One text in which lines or paragraphs alternate with their translations
    Turn,
    /// The same identifier: messages of PO files, numbers of subtitles
    Id,
    /// Subtitles that are shown at the same time
    Time,
}

impl From<By> for paired::By {
    fn from(by: By) -> Self {
        match by {
            By::Auto => Self::Auto,
            By::Text => Self::Text,
            By::Line => Self::Line,
            By::Row => Self::Row,
            By::Turn => Self::Turn,
            By::Id => Self::Id,
            By::Time => Self::Time,
        }
    }
}

/// In what order a translation may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderArg {
    /// As the source text does
    Same,
    /// With segments moved, which are marked
    Free,
}

/// Pair the segments of a text with those of its translation
///
/// Without --into or --output the pairs are printed. Languages are taken from --from and --to, the file names
/// (statement.ru.txt, ru/statement.txt), the documents, tolmach.toml, or the look of the texts, and it is said
/// which. The memories and glossaries of the workbench help as a lexicon.
///
/// What only one side has, such as a page's header or footer, comes out as 1-0 or 0-1.
///
/// Texts are paired by what they say; PO files by message, subtitles by time, and one file that holds both texts by
/// its rows or by turns. --by asks for another way.
///
/// More than two texts give units in as many languages: each is aligned with the first. Two folders, or a list
/// (--pairs), are aligned pair by pair on all cores.
#[derive(Debug, clap::Args)]
#[command(after_long_help = GRAMMAR)]
pub struct Args {
    /// The source text and its translations: plain text, Markdown, HTML, DOCX, ODT, PO, SRT, VTT; - is standard
    /// input; or one file with both; or two folders
    #[arg(value_name = "FILE")]
    texts: Vec<PathBuf>,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Align the pairs of this list: source, target and, if wanted, output, source language, target language,
    /// separated by tabs, with paths from the current folder; - is standard input
    #[arg(long, value_name = "LIST", conflicts_with = "texts")]
    pairs: Option<PathBuf>,
    /// Take an alignment file as it is, without aligning anything, to store, write or print it
    #[arg(long, value_name = "ALIGNMENT", conflicts_with_all = ["texts", "pairs", "realign", "lines", "srx", "by", "ladder"])]
    resume: Option<PathBuf>,
    /// Keep what is accepted in an alignment file and align the rest anew around it, also where its texts have
    /// changed since; the file is written again, or the one that --output names
    #[arg(long, value_name = "ALIGNMENT", conflicts_with_all = ["pairs", "lines", "srx", "by", "ladder"])]
    realign: Option<PathBuf>,
    /// Store the pairs in this memory (a name in the workbench or a path), made if it is not there
    #[arg(long, value_name = "MEMORY")]
    into: Option<String>,
    /// Write a file: .bitext (everything, for review), .tmx, .csv, .tsv, .html (to read side by side), .xlf, .ladder
    /// or .jsonl; of many pairs, alignment files into this folder, or one .tmx, .csv or .tsv
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// By what segments are paired
    #[arg(long, value_enum, value_name = "WAY", default_value = "auto")]
    by: By,
    /// Take the beads from this hunalign ladder; the texts have a segment a line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "pairs"])]
    ladder: Option<PathBuf>,
    /// Take every input line as one segment
    #[arg(long)]
    lines: bool,
    /// Use the segmentation rules of this SRX file
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    srx: Option<PathBuf>,
    /// In what order the translation may run
    #[arg(long, value_enum, value_name = "ORDER", default_value = "same")]
    order: OrderArg,
    /// A dictionary that serves as a lexicon: a dictd file or a table of two columns. For languages that tolmach's own
    /// lexicon lacks, those installed in /usr/share/dictd that fit are used unless one is named, so what is printed
    /// may then differ between machines; none switches them off
    #[arg(long, value_name = "FILE", env = "TOLMACH_DICT", hide_env_values = true)]
    dict: Vec<PathBuf>,
    /// Leave pairs below this confidence (0 to 1) out of memories, TMX and tables; alignment files and pages hold all
    #[arg(long, value_name = "NUMBER", default_value_t = MIN_CONFIDENCE, value_parser = probability)]
    min_confidence: f32,
    /// Store the pairs even if the texts do not look like translations of each other, and write over an alignment
    /// file even if beads in it are accepted
    #[arg(long)]
    force: bool,
    /// Another memory that serves as a lexicon
    #[arg(long, value_name = "MEMORY")]
    memory: Vec<String>,
    /// Another glossary that serves as a lexicon
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    #[command(flatten)]
    provenance: ProvenanceArgs,
}

/// The format of alignment files, for `--help`.
const GRAMMAR: &str = "\
Alignment files (.bitext) are text, made to be edited by hand and kept in git:

  tolmach bitext 1
  source ru 5f0c2e1b9a3d4478 statement.ru.txt
  target en 0b77e1f09c6a2d35 statement.en.html

  1-1 0.99 accepted
  < h1+1 Заявление
  > h1+12 Statement

  2-1 0.87 new
  < p+2 Мы против войны.
  < . Мы за мир.
  > p+4 We are against the war and for peace.

The first lines name the languages, fingerprints and files of both texts. A bead begins with its kind, its confidence and \
its state: new, accepted (stored whatever its confidence, and kept by --realign) or doubtful (not stored). `moved` after \
that marks a bead out of order, and +3 that its target stands three segments further down in its text. Then come its \
source segments (<) and target segments (>), each with its place: the kind of its block (h1 to h6, p, li, q, td, aside) and \
by how many lines the block begins below the one before; a point where the block goes on. \\n, \\t, \\u{2028} and \\\\ stand \
for what a line cannot hold. Lines that begin with # are read over. A line that cannot be read is reported with its number \
and costs the bead it stands in, whose segments stay unpaired.";

/// Where dictd's dictionaries are installed.
const DICTIONARIES: &str = "/usr/share/dictd";

fn probability(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1 is wanted".into()),
    }
}

impl Args {
    fn settings<'a>(&'a self, context: &Context) -> Settings<'a> {
        Settings {
            from: self.languages.from.as_ref(),
            to: self.languages.to.as_ref(),
            by: self.by.into(),
            ladder: self.ladder.as_deref(),
            cutting: Cutting { lines: self.lines, srx: self.srx.as_deref() },
            memories: &self.memory,
            glossaries: &self.glossary,
            order: self.order(),
            now: context.now(),
        }
    }

    /// The dictionaries named, or those installed.
    fn dictionaries(&self) -> Dictionaries {
        let named: Vec<PathBuf> = self.dict.iter().filter(|path| **path != Path::new("none")).cloned().collect();
        let folders = if self.dict.is_empty() { vec![PathBuf::from(DICTIONARIES)] } else { vec![] };
        Dictionaries { folders, named }
    }

    fn order(&self) -> Order {
        match self.order {
            OrderArg::Same => Order::Monotone,
            OrderArg::Free => Order::Free,
        }
    }

    /// Whether anything is kept beside what is printed.
    fn stores(&self) -> bool {
        self.into.is_some() || self.output.is_some()
    }

    /// The file to write and its format.
    fn file_output(&self) -> Result<Option<(&Path, OutputFormat)>, Error> {
        let of = |path: &'_ PathBuf| OutputFormat::of(path);
        self.output.as_ref().map(|path| Ok((path.as_path(), of(path)?))).transpose()
    }
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    context.workbench.dictionaries = args.dictionaries();
    let folders = args.texts.iter().filter(|path| path.is_dir()).count();
    if args.pairs.is_some() || (folders == 2 && args.texts.len() == 2) {
        return many::run(&args, context);
    }
    if args.texts.iter().filter(|path| *path == Path::new("-")).count() > 1 {
        return Err(Error::usage("only one of the texts can come from standard input").into());
    }
    if let Some(path) = &args.resume {
        return one::resume(path, &args, context);
    }
    if let Some(path) = &args.realign {
        return one::realign(path, &args, context);
    }
    if args.texts.is_empty() {
        return Err(Error::usage("there is nothing to align")
            .hint("give a text and its translation, two folders, or a list with --pairs")
            .into());
    }
    let files: Vec<Input> = args.texts.iter().map(|path| input::file_or_stdin(path)).collect::<Result<_, _>>()?;
    if files.len() > 2 { many::languages(&files, &args, context) } else { one::align(&files, &args, context) }
}

/// Stores units in a memory, in one operation.
fn store(
    name: &str,
    detail: String,
    units: &mut dyn Iterator<Item = Unit>,
    provenance: &Provenance,
    context: &mut Context,
) -> Result<(), Failure> {
    let mut units = units.peekable();
    if units.peek().is_none() {
        context.out.warn("there is no pair to store");
        return Ok(());
    }
    let mut notices = Vec::new();
    let now = context.now();
    let mut memory = memories::open_live(&context.workbench, name, now, &mut notices)?;
    context.notes(notices);
    let operation = NewOperation { kind: "align".into(), detail, author: provenance.author.clone(), time: now };
    let (id, counts) = memory
        .store
        .add(&operation, &mut units, &mut |_| progress::keep_going())
        .map_err(|e| Error::memory(&memory.path, e))?;
    context.out.note(format!(
        "{}: {} new, {} changed, {} there already (operation {}; `tolmach memory undo {}` takes it back)",
        memory.path.display(),
        counts.new,
        counts.changed,
        counts.duplicate,
        id.0,
        memory.name,
    ));
    Ok(())
}

/// Says what was written where.
fn note_written(n: u64, format: OutputFormat, path: &Path, context: &mut Context) {
    let what = if format.holds_many_languages() { "pair" } else { "bead" };
    context.out.note(format!("wrote {} to {}", count(n, what), path.display()));
}
