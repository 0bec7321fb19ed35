//! `tolmach align`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::{Context, LanguageArgs};
use super::error::{CommandResult, Outcome};
use super::input;
use super::output::{BOLD, DIM, Format, GREEN, RESET, YELLOW, count};
use crate::memory::{NewOperation, Store};
use crate::model::Bead;
use crate::workbench::align::{self as work, Aligned, Provenance, Request};
use crate::workbench::export::{self, Target};
use crate::workbench::texts::Cutting;
use crate::workbench::{Error, memories};

/// Pair the segments of a text with those of its translation
///
/// Without --into or --output the pairs are printed. Languages are taken from --from and --to, the file names
/// (statement.ru.txt, ru/statement.txt), the documents, tolmach.toml, or the look of the texts, and it is said
/// which. The memories and glossaries of the workbench help as a lexicon.
///
/// What only one side has, such as a page's header or footer, comes out as 1-0 or 0-1.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The source text: plain text, Markdown, HTML, DOCX, ODT; - is standard input
    source: PathBuf,
    /// Its translation
    target: PathBuf,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Store the pairs in this memory (a name in the workbench or a path), made if it is not there
    #[arg(long, value_name = "MEMORY")]
    into: Option<String>,
    /// Write the pairs to a file: .tmx, .csv or .tsv
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Take every input line as one segment
    #[arg(long)]
    lines: bool,
    /// Use the segmentation rules of this SRX file
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    srx: Option<PathBuf>,
    /// Leave out pairs below this confidence (0 to 1) when storing or writing
    #[arg(long, value_name = "NUMBER", default_value_t = 0.5, value_parser = probability)]
    min_confidence: f32,
    /// Store the pairs even if the texts do not look like translations of each other
    #[arg(long)]
    force: bool,
    /// Another memory that serves as a lexicon
    #[arg(long, value_name = "MEMORY")]
    memory: Vec<String>,
    /// Another glossary that serves as a lexicon
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    #[command(flatten)]
    provenance: super::context::ProvenanceArgs,
}

fn probability(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1 is wanted".into()),
    }
}

#[derive(Serialize)]
struct JsonBead<'a> {
    source: Vec<usize>,
    target: Vec<usize>,
    kind: String,
    confidence: f64,
    source_text: &'a str,
    target_text: &'a str,
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    if args.source == Path::new("-") && args.target == Path::new("-") {
        return Err(Error::usage("only one of the texts can come from standard input").into());
    }
    let (source, target) = (input::file_or_stdin(&args.source)?, input::file_or_stdin(&args.target)?);
    let mut notices = Vec::new();
    let request = Request {
        source: &source,
        target: &target,
        from: args.languages.from.as_ref(),
        to: args.languages.to.as_ref(),
        cutting: Cutting { lines: args.lines, srx: args.srx.as_deref() },
        memories: &args.memory,
        glossaries: &args.glossary,
        locked: &[],
        order: Default::default(),
    };
    let aligned = work::align(&context.workbench, request, context.now(), &mut notices)?;
    context.notes(notices);
    Context::check_interrupt()?;

    let stored = args.into.is_some() || args.output.is_some();
    let strangers = !aligned.are_translations();
    if strangers {
        let empty = aligned.alignment.source.is_empty() || aligned.alignment.target.is_empty();
        context.out.warn(if empty {
            "one of the texts is empty: there is nothing to align"
        } else {
            "these texts do not look like translations of each other"
        });
        if stored && !args.force {
            context.out.warn("nothing was stored; --force stores the pairs all the same");
            print(&aligned, &args, false, context)?;
            return Ok(Outcome::No);
        }
    }
    let provenance = args.provenance.resolve(context);
    if let Some(name) = &args.into {
        store(name, &aligned, &args, &provenance, context)?;
    }
    if let Some(path) = &args.output {
        let languages = vec![aligned.alignment.source_language.clone(), aligned.alignment.target_language.clone()];
        let target = Target::new(export::format_of(path)?, languages, context.now());
        let mut notices = Vec::new();
        let mut units = work::units(&aligned, args.min_confidence, &provenance);
        let n = export::write(path, &target, &mut units, &mut notices)?;
        context.notes(notices);
        context.out.note(format!("wrote {} to {}", count(n, "pair"), path.display()));
    }
    print(&aligned, &args, !stored, context)?;
    Ok(if strangers { Outcome::No } else { Outcome::Done })
}

fn store(
    name: &str,
    aligned: &Aligned,
    args: &Args,
    provenance: &Provenance,
    context: &mut Context,
) -> Result<(), super::Failure> {
    let mut notices = Vec::new();
    let now = context.now();
    let mut memory = memories::open_live(&context.workbench, name, now, &mut notices)?;
    context.notes(notices);
    let operation = NewOperation {
        kind: "align".into(),
        detail: format!("{} {}", args.source.display(), args.target.display()),
        author: provenance.author.clone(),
        time: now,
    };
    let mut units = work::units(aligned, args.min_confidence, provenance);
    let (id, counts) = memory
        .store
        .add(&operation, &mut units, &mut |_| super::progress::keep_going())
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

fn print(aligned: &Aligned, args: &Args, pairs: bool, context: &mut Context) -> Result<(), super::Failure> {
    let alignment = &aligned.alignment;
    if !context.out.is_text() {
        for bead in &alignment.beads {
            let confidence = (f64::from(bead.confidence) * 1000.0).round() / 1000.0;
            context.out.item(&JsonBead {
                source: bead.source.clone().collect(),
                target: bead.target.clone().collect(),
                kind: bead.kind(),
                confidence,
                source_text: &alignment.source_text(bead),
                target_text: &alignment.target_text(bead),
            })?;
        }
        context.out.end_items()?;
        return Ok(());
    }
    if pairs {
        for bead in &alignment.beads {
            print_bead(aligned, bead, context)?;
        }
        context.out.line("")?;
    }
    let summary = &aligned.summary;
    let kinds: Vec<String> = summary.kinds.iter().map(|k| format!("{} × {}", k.count, k.kind)).collect();
    context.out.line(format!(
        "{BOLD}{}{RESET} ({}) to {BOLD}{}{RESET} ({}): {}",
        count(alignment.source.len(), "segment"),
        alignment.source_language,
        count(alignment.target.len(), "segment"),
        alignment.target_language,
        if kinds.is_empty() { "nothing to align".into() } else { kinds.join(", ") },
    ))?;
    let kept = work::kept(alignment, args.min_confidence).count();
    let paired = alignment.beads.iter().filter(|b| !b.is_unpaired()).count();
    if paired > 0 {
        context.out.line(format!("mean confidence {:.0} %", summary.mean_confidence * 100.0))?;
    }
    if kept < paired {
        context.out.line(format!(
            "{} below {:.0} % {} left out when storing or writing",
            count(paired - kept, "pair"),
            args.min_confidence * 100.0,
            if paired - kept == 1 { "is" } else { "are" },
        ))?;
    }
    if !summary.doubtful.is_empty() {
        context.out.line(format!("\nto look at ({}):", summary.doubtful.len()))?;
        for &index in &summary.doubtful {
            if let Some(bead) = alignment.beads.get(index) {
                print_bead(aligned, bead, context)?;
            }
        }
    }
    Ok(())
}

fn print_bead(aligned: &Aligned, bead: &Bead, context: &mut Context) -> Result<(), super::Failure> {
    let alignment = &aligned.alignment;
    let percent = (bead.confidence * 100.0).round();
    let style = if percent >= 90.0 { GREEN } else { YELLOW };
    let place = |range: &std::ops::Range<usize>| match range.len() {
        0 => "–".to_string(),
        1 => format!("{}", range.start + 1),
        _ => format!("{}–{}", range.start + 1, range.end),
    };
    context.out.line(format!(
        "{BOLD}{}{RESET} {style}{percent:>3.0} %{RESET}  {DIM}{} : {}{RESET}",
        bead.kind(),
        place(&bead.source),
        place(&bead.target)
    ))?;
    for text in [alignment.source_text(bead), alignment.target_text(bead)] {
        if !text.is_empty() {
            context.out.line(format!("    {text}"))?;
        }
    }
    debug_assert!(context.out.format == Format::Text);
    Ok(())
}
