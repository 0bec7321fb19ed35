//! Aligning one pair of texts, and going on with an alignment file.

use std::path::Path;

use super::super::output::count;
use super::{
    Args, CommandResult, Context, Error, Failure, Input, Outcome, input, note_written, print, progress, store,
};
use crate::workbench::align::{self as work, Aligned};
use crate::workbench::align_files::align_files;
use crate::workbench::align_output::{self, Options, OutputFormat};
use crate::workbench::bitext;
use crate::workbench::evidence::Gathered;
use crate::workbench::realign::{self, Realigned};
use crate::workbench::relation::Relation;

/// Aligns one file that holds two texts, or two files.
pub fn align(files: &[Input], args: &Args, context: &mut Context) -> CommandResult {
    if let Some((path, format)) = args.file_output()?.filter(|_| !args.force) {
        align_output::protect(path, format)?;
    }
    let mut notices = Vec::new();
    let sign = progress::waiting("aligning", context.out.quiet);
    let aligned = align_files(&context.workbench, files, args.settings(context), &Gathered::default(), &mut notices);
    sign.finish_and_clear();
    context.notes(notices);
    let aligned = aligned?;
    Context::check_interrupt()?;
    let strangers = !aligned.are_translations();
    if strangers {
        let empty = aligned.alignment.source.is_empty() || aligned.alignment.target.is_empty();
        context.out.warn(match &aligned.relation {
            _ if empty => "one of the texts is empty: there is nothing to align".to_string(),
            Relation::Reordered { source, target } => format!(
                "these texts stand in another order: segments {}–{} of the target correspond to segments {}–{} of the \
                 source; --order free aligns them",
                target.start + 1,
                target.end,
                source.start + 1,
                source.end,
            ),
            _ => "these texts do not look like translations of each other".to_string(),
        });
        if args.stores() && !args.force {
            context.out.warn("nothing was stored; --force stores the pairs all the same");
            print::alignment(&aligned, args.min_confidence, false, context)?;
            return Ok(Outcome::No);
        }
    }
    keep(&aligned, args, context)?;
    print::alignment(&aligned, args.min_confidence, !args.stores(), context)?;
    Ok(if strangers { Outcome::No } else { Outcome::Done })
}

/// Takes an alignment file as it is.
pub fn resume(path: &Path, args: &Args, context: &mut Context) -> CommandResult {
    args.file_output()?;
    let mut notices = Vec::new();
    let opened = bitext::load(path, &mut notices);
    context.notes(notices);
    let opened = opened?;
    if opened.damaged > 0 && args.output.as_deref() == Some(path) {
        set_aside(path, context)?;
    }
    let aligned = Aligned::from_bitext(path, opened.bitext);
    keep(&aligned, args, context)?;
    print::alignment(&aligned, args.min_confidence, !args.stores(), context)?;
    Ok(Outcome::Done)
}

/// Aligns what is not accepted in an alignment file anew.
pub fn realign(path: &Path, args: &Args, context: &mut Context) -> CommandResult {
    let (output, format) = args.file_output()?.unwrap_or((path, OutputFormat::Bitext));
    let files: Vec<Input> = args.texts.iter().map(|path| input::file_or_stdin(path)).collect::<Result<_, _>>()?;
    let texts = match files.as_slice() {
        [] => None,
        [source, target] => Some((source, target)),
        _ => return Err(Error::usage("--realign takes no texts, or the source text and its translation").into()),
    };
    let mut notices = Vec::new();
    let request =
        realign::Request { path, texts, memories: &args.memory, glossaries: &args.glossary, order: args.order() };
    let now = context.now();
    let sign = progress::waiting("aligning", context.out.quiet);
    let opened = bitext::load(path, &mut notices);
    let done = opened.and_then(|opened| {
        let realigned = realign::realign(&context.workbench, opened.bitext, request, now, &mut notices)?;
        Ok((opened.damaged, realigned))
    });
    sign.finish_and_clear();
    context.notes(notices);
    let (damaged, Realigned { aligned, kept, changed, lost }) = done?;
    Context::check_interrupt()?;
    if !aligned.are_translations() {
        context.out.warn("these texts do not look like translations of each other");
    }
    if output == path && (damaged > 0 || !lost.is_empty()) {
        set_aside(path, context)?;
    }
    write(output, format, &aligned, args, context)?;
    if let Some(name) = &args.into {
        into(name, &aligned, args, context)?;
    }
    if !lost.is_empty() {
        let what = count(lost.len(), "accepted bead");
        context.out.warn(format!("{what} could not be kept, as the texts no longer have them:"));
        for bead in &lost {
            context.out.warn(format!("  {bead}"));
        }
    }
    let reads = if changed > 0 { format!(" ({changed} with changed text)") } else { String::new() };
    context.out.note(format!("kept {}{reads}", count(kept, "accepted bead")));
    print::alignment(&aligned, args.min_confidence, false, context)?;
    Ok(Outcome::Done)
}

fn set_aside(path: &Path, context: &mut Context) -> Result<(), Failure> {
    let mut notices = Vec::new();
    let copied = bitext::set_aside(path, &mut notices);
    context.notes(notices);
    copied?;
    Ok(())
}

/// Writes and stores an alignment as the command asks.
fn keep(aligned: &Aligned, args: &Args, context: &mut Context) -> Result<(), Failure> {
    if let Some((path, format)) = args.file_output()? {
        write(path, format, aligned, args, context)?;
    }
    if let Some(name) = &args.into {
        into(name, aligned, args, context)?;
    }
    Ok(())
}

fn write(
    path: &Path,
    format: OutputFormat,
    aligned: &Aligned,
    args: &Args,
    context: &mut Context,
) -> Result<(), Failure> {
    let provenance = args.provenance.resolve(context);
    let options = Options { min_confidence: args.min_confidence, provenance: &provenance, now: context.now() };
    let mut notices = Vec::new();
    let written = align_output::write(path, format, aligned, options, &mut notices);
    context.notes(notices);
    note_written(written?, format, path, context);
    Ok(())
}

fn into(name: &str, aligned: &Aligned, args: &Args, context: &mut Context) -> Result<(), Failure> {
    let provenance = args.provenance.resolve(context);
    let mut paths = vec![aligned.source.path.display().to_string(), aligned.target.path.display().to_string()];
    paths.dedup();
    let mut units = work::units(aligned, args.min_confidence, &provenance);
    store(name, paths.join(" "), &mut units, &provenance, context)
}
