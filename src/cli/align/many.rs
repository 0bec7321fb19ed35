//! Aligning many pairs of files, and texts in more than two languages.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Serialize;

use super::super::output::{BOLD, DIM, RED, RESET, YELLOW, count};
use super::{
    Args, CommandResult, Context, Error, Failure, Input, Outcome, input, note_written, print, progress, store,
};
use crate::format::units::UnitFormat;
use crate::lang::LanguageTag;
use crate::model::Unit;
use crate::workbench::align::{self as work, Aligned, Provenance};
use crate::workbench::align_files::{Report, align_all, align_files};
use crate::workbench::align_output::{self, Options, OutputFormat};
use crate::workbench::evidence::Gathered;
use crate::workbench::export::{self, Target};
use crate::workbench::file_pairs::{self, FilePair};
use crate::workbench::{layout, many_languages};

/// Aligns the pairs of a list or of two folders.
pub fn run(args: &Args, context: &mut Context) -> CommandResult {
    let destination = Destination::of(args)?;
    let pairs = pairs(args, context)?;
    if pairs.is_empty() {
        context.out.warn("there is no pair to align");
        return Ok(Outcome::No);
    }
    let bar = progress::items(pairs.len() as u64, context.out.quiet);
    let reports = align_all(&context.workbench, &pairs, args.settings(context), &|| bar.inc(1), &progress::keep_going);
    bar.finish_and_clear();
    Context::check_interrupt()?;

    let provenance = args.provenance.resolve(context);
    let mut units = Vec::new();
    let mut outcome = Outcome::Done;
    let mut failed: Vec<Error> = Vec::new();
    for (pair, report) in pairs.iter().zip(reports) {
        let Report { result, notices } = report;
        for notice in notices {
            context.out.note(notice);
        }
        let finished = result.and_then(|aligned| {
            let strangers = !aligned.are_translations();
            let output = if strangers && !args.force {
                None
            } else {
                let output = write(pair, &aligned, &destination, args, &provenance, context)?;
                units.extend(work::units(&aligned, args.min_confidence, &provenance));
                output
            };
            Ok((aligned, strangers, output))
        });
        if matches!(&finished, Ok((_, true, _))) {
            outcome = Outcome::No;
        }
        print(pair, finished.as_ref(), args, context)?;
        failed.extend(finished.err());
    }
    context.out.end_items()?;
    if let Destination::One(path, format) = &destination {
        write_units(path, *format, &units, context)?;
    }
    if let Some(name) = &args.into {
        let detail = match (&args.pairs, args.texts.as_slice()) {
            (Some(list), _) => format!("{} of {}", count(pairs.len(), "pair"), list.display()),
            (None, texts) => {
                let folders: Vec<String> = texts.iter().map(|path| path.display().to_string()).collect();
                format!("{} of {}", count(pairs.len(), "pair"), folders.join(" "))
            }
        };
        store(name, detail, &mut units.into_iter(), &provenance, context)?;
    }
    // Each has been told of in its place; the exit code is that of the first.
    match failed.first() {
        Some(first) => {
            let message = format!("{} of {} could not be aligned", failed.len(), count(pairs.len(), "pair"));
            Err(Error::new(first.kind, message).hint("what is wrong with each stands in the report").into())
        }
        None => Ok(outcome),
    }
}

/// Where the alignments of many pairs go.
enum Destination {
    /// Nowhere but where the list says.
    Nowhere,
    /// A file a pair in this folder.
    Folder(PathBuf),
    /// All into one file of units.
    One(PathBuf, UnitFormat),
}

impl Destination {
    fn of(args: &Args) -> Result<Self, Error> {
        let Some(path) = &args.output else { return Ok(Self::Nowhere) };
        if path.is_dir() || layout::extension(path).is_empty() {
            return Ok(Self::Folder(path.clone()));
        }
        match OutputFormat::of(path)? {
            OutputFormat::Units(format) => Ok(Self::One(path.clone(), format)),
            _ => Err(Error::usage("many pairs do not go into one file of this format")
                .at(path)
                .hint("give a folder for alignment files, or a .tmx, .csv or .tsv")),
        }
    }
}

/// The pairs that the command names; files without a counterpart are told of.
fn pairs(args: &Args, context: &mut Context) -> Result<Vec<FilePair>, Failure> {
    if let Some(list) = &args.pairs {
        let bytes = match input::file_or_stdin(list)? {
            Input::File(path) => crate::workbench::files::read(&path)?,
            Input::Bytes(bytes) => bytes,
            Input::Literal(text) => text.into_bytes(),
        };
        return Ok(file_pairs::read_list(&bytes, list)?);
    }
    let [source, target] = args.texts.as_slice() else { return Ok(Vec::new()) };
    let config = &context.workbench.config;
    let from = args.languages.from.as_ref().or(config.source.as_ref());
    let to = args.languages.to.as_ref().or(config.target.as_ref());
    let matched = file_pairs::match_folders(source, target, from, to)?;
    for path in &matched.unmatched {
        context.out.warn(format!("{}: no file, or more than one, goes with it by name", path.display()));
    }
    Ok(matched.pairs)
}

/// Writes the alignment of a pair, if it goes into a file of its own; gives that file.
fn write(
    pair: &FilePair,
    aligned: &Aligned,
    destination: &Destination,
    args: &Args,
    provenance: &Provenance,
    context: &mut Context,
) -> Result<Option<PathBuf>, Error> {
    let path = match (&pair.output, destination) {
        (Some(path), _) => path.clone(),
        (None, Destination::Folder(folder)) => pair.alignment_in(folder),
        (None, Destination::Nowhere | Destination::One(..)) => return Ok(None),
    };
    let format = OutputFormat::of(&path)?;
    if !args.force {
        align_output::protect(&path, format)?;
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    }
    let options = Options { min_confidence: args.min_confidence, provenance, now: context.now() };
    let mut notices = Vec::new();
    let written = align_output::write(&path, format, aligned, options, &mut notices);
    context.notes(notices);
    written?;
    Ok(Some(path))
}

fn write_units(path: &Path, format: UnitFormat, units: &[Unit], context: &mut Context) -> Result<(), Failure> {
    let mut languages: Vec<LanguageTag> = Vec::new();
    for variant in units.iter().flat_map(|unit| &unit.variants) {
        if !languages.contains(&variant.language) {
            languages.push(variant.language.clone());
        }
    }
    let target = Target::new(format, languages, context.now());
    let mut notices = Vec::new();
    let written = export::write(path, &target, &mut units.iter().cloned(), &mut notices);
    context.notes(notices);
    note_written(written?, OutputFormat::Units(format), path, context);
    Ok(())
}

/// What came of a pair, for machines.
#[derive(Serialize)]
struct JsonPair {
    source: String,
    target: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kinds: Option<IndexMap<String, usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubtful: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

type Finished<'a> = Result<&'a (Aligned, bool, Option<PathBuf>), &'a Error>;

fn print(pair: &FilePair, finished: Finished<'_>, args: &Args, context: &mut Context) -> Result<(), Failure> {
    let aligned = finished.ok().map(|(aligned, ..)| aligned);
    let kept = aligned.map(|aligned| work::kept(&aligned.alignment, args.min_confidence).count());
    let status = match finished {
        Ok((_, false, _)) => "aligned",
        Ok((_, true, _)) => "strangers",
        Err(_) => "failed",
    };
    if !context.out.is_text() {
        context.out.item(&JsonPair {
            source: pair.source.display().to_string(),
            target: pair.target.display().to_string(),
            status,
            output: finished.ok().and_then(|(.., output)| output.as_ref()).map(|path| path.display().to_string()),
            kinds: aligned.map(|a| a.summary.kinds.iter().map(|k| (k.kind.clone(), k.count)).collect()),
            mean_confidence: aligned.map(|a| (f64::from(a.summary.mean_confidence) * 1000.0).round() / 1000.0),
            kept,
            doubtful: aligned.map(|a| a.summary.doubtful.len()),
            error: finished.err().map(full),
        })?;
        return Ok(());
    }
    let names = format!("{BOLD}{}{RESET} {}", pair.source.display(), pair.target.display());
    context.out.line(match (finished, kept) {
        (Ok((aligned, strangers, output)), Some(kept)) => {
            let summary = &aligned.summary;
            let what = if *strangers {
                format!("{YELLOW}these do not look like translations of each other{RESET}; ")
            } else {
                String::new()
            };
            let output = output.as_ref().map(|path| format!(" → {}", path.display())).unwrap_or_default();
            let doubtful = match summary.doubtful.len() {
                0 => String::new(),
                n => format!(", {n} to look at"),
            };
            format!(
                "{names}: {what}{}; mean confidence {:.0} %, {} kept{doubtful}{DIM}{output}{RESET}",
                print::kinds(summary),
                summary.mean_confidence * 100.0,
                count(kept, "pair"),
            )
        }
        (Err(error), _) => format!("{names}: {RED}failed{RESET}: {}", full(error)),
        (Ok(_), None) => names,
    })?;
    Ok(())
}

/// An error with its place.
fn full(error: &Error) -> String {
    match &error.file {
        Some(file) => format!("{}: {}", file.display(), error.message),
        None => error.message.clone(),
    }
}

/// A unit in several languages, for machines.
#[derive(Serialize)]
struct JsonJoined<'a> {
    /// Indexes of segments by language, from 0.
    segments: IndexMap<&'a str, Vec<usize>>,
    texts: IndexMap<&'a str, String>,
    confidence: f64,
}

/// Aligns several texts with the first.
pub fn languages(files: &[Input], args: &Args, context: &mut Context) -> CommandResult {
    let output = args.file_output()?;
    if let Some((path, _)) = output.filter(|(_, format)| !format.holds_many_languages()) {
        return Err(Error::usage("this format holds two texts, and there are more")
            .at(path)
            .hint("use .tmx, .csv, .tsv or --into, or align each translation by itself")
            .into());
    }
    if args.languages.to.is_some() {
        return Err(Error::usage("--to names one language, and there are several translations")
            .hint("name the files by language, as in statement.de.txt")
            .into());
    }
    let [source, targets @ ..] = files else { return Ok(Outcome::Done) };
    let gathered = Gathered::default();
    let mut all: Vec<Aligned> = Vec::new();
    let mut outcome = Outcome::Done;
    for target in targets {
        let mut notices = Vec::new();
        let pair = [source.clone(), target.clone()];
        let aligned = align_files(&context.workbench, &pair, args.settings(context), &gathered, &mut notices);
        if !all.is_empty() {
            // What there is to say of the first text has been said.
            notices.retain(|notice| notice.file != source.path());
        }
        context.notes(notices);
        let aligned = aligned?;
        Context::check_interrupt()?;
        if !aligned.are_translations() {
            outcome = Outcome::No;
            let name = target.path().display();
            context.out.warn(format!("{name}: this does not look like a translation of the first text"));
        }
        let language = &aligned.alignment.target_language;
        if let Some(same) = all.iter().find(|other| other.alignment.target_language == *language) {
            return Err(Error::usage(format!("it is in {language}, as {} is", same.target.path.display()))
                .at(target.path())
                .hint("give one text in each language")
                .into());
        }
        all.push(aligned);
    }
    if outcome == Outcome::No && args.stores() && !args.force {
        context.out.warn("nothing was stored; --force stores the pairs all the same");
        return Ok(outcome);
    }
    let provenance = args.provenance.resolve(context);
    let units = many_languages::units(&all, args.min_confidence, &provenance);
    if let Some((path, OutputFormat::Units(format))) = output {
        write_units(path, format, &units, context)?;
    }
    if let Some(name) = &args.into {
        let paths: Vec<String> = files.iter().map(|file| file.path().display().to_string()).collect();
        store(name, paths.join(" "), &mut units.iter().cloned(), &provenance, context)?;
    }
    print_joined(&all, &units, args, context)?;
    Ok(outcome)
}

fn print_joined(all: &[Aligned], units: &[Unit], args: &Args, context: &mut Context) -> Result<(), Failure> {
    if !context.out.is_text() {
        for joined in many_languages::join(all, args.min_confidence) {
            let Some(first) = all.first() else { continue };
            let mut segments = IndexMap::new();
            let mut texts = IndexMap::new();
            segments.insert(first.alignment.source_language.as_str(), joined.source.clone().collect::<Vec<_>>());
            texts.insert(first.alignment.source_language.as_str(), many_languages::source_text(first, &joined));
            for (aligned, target) in all.iter().zip(&joined.targets) {
                let Some(target) = target else { continue };
                let language = aligned.alignment.target_language.as_str();
                segments.insert(language, target.clone().collect());
                texts.insert(language, many_languages::target_text(aligned, target));
            }
            let confidence = (f64::from(joined.confidence) * 1000.0).round() / 1000.0;
            context.out.item(&JsonJoined { segments, texts, confidence })?;
        }
        context.out.end_items()?;
        return Ok(());
    }
    if !args.stores() {
        for unit in units {
            let confidence = unit.origin.confidence.unwrap_or_default() * 100.0;
            context.out.line(format!("{BOLD}{confidence:>3.0} %{RESET}"))?;
            for variant in &unit.variants {
                context.out.line(format!("    {DIM}{}{RESET} {}", variant.language, variant.segment.text))?;
            }
        }
        context.out.line("")?;
    }
    for aligned in all {
        let languages = (&aligned.alignment.source_language, &aligned.alignment.target_language);
        context.out.line(format!(
            "{} to {}: {}; mean confidence {:.0} %",
            languages.0,
            languages.1,
            print::kinds(&aligned.summary),
            aligned.summary.mean_confidence * 100.0
        ))?;
    }
    let mut by_languages: HashMap<usize, usize> = HashMap::new();
    for unit in units {
        *by_languages.entry(unit.variants.len()).or_default() += 1;
    }
    let mut by_languages: Vec<(usize, usize)> = by_languages.into_iter().collect();
    by_languages.sort_unstable_by(|a, b| b.cmp(a));
    let parts: Vec<String> = by_languages.iter().map(|(n, units)| format!("{units} in {n} languages")).collect();
    let of = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    context.out.line(format!("{BOLD}{}{RESET}{of}", count(units.len(), "unit")))?;
    Ok(())
}
