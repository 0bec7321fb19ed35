//! `tolmach import`.

use std::path::PathBuf;

use serde::Serialize;

use super::context::{Context, LanguageArgs, ProvenanceArgs};
use super::error::{CommandResult, Outcome};
use super::output::{BOLD, RESET, thousands};
use super::progress;
use crate::format::table::ColumnMap;
use crate::memory::Counts;
use crate::model::Status;
use crate::workbench::import::{self as work, Imported};
use crate::workbench::{Error, indexing, memories};

/// Bring TMX, CSV, TSV or alignment files into a memory
///
/// Of an alignment file (.bitext) the accepted pairs go in and those that are not doubtful; `tolmach align --resume`
/// stores others.
///
/// A unit that is there already is a duplicate and changes nothing but its metadata. Each file is one
/// operation, which `tolmach memory undo` takes back; an import that is interrupted leaves nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The memory (a name in the workbench or a path), made if it is not there
    #[arg(long, value_name = "MEMORY")]
    into: String,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Which column of a table is what, by number or header: source=1,target=3,note=Comment
    #[arg(long, value_name = "COLUMNS", value_parser = column_map)]
    map: Option<ColumnMap>,
    /// Give every unit this status, whatever the file says
    #[arg(long, value_name = "STATUS", value_parser = super::context::status)]
    status: Option<Status>,
    #[command(flatten)]
    provenance: ProvenanceArgs,
}

fn column_map(text: &str) -> Result<ColumnMap, String> {
    ColumnMap::parse(text).map_err(|e| e.to_string())
}

#[derive(Serialize)]
struct JsonImport<'a> {
    file: String,
    memory: &'a str,
    operation: i64,
    #[serde(flatten)]
    counts: Counts,
    repaired: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    let now = context.now();
    let provenance = args.provenance.resolve(context);
    let mut notices = Vec::new();
    let mut memory = memories::open_live(&context.workbench, &args.into, now, &mut notices)?;
    context.notes(notices);
    let reading = memories::Reading {
        from: args.languages.from.as_ref().or(context.workbench.config.source.as_ref()),
        to: args.languages.to.as_ref().or(context.workbench.config.target.as_ref()),
        now,
    };
    let request = work::Request { reading, map: args.map.as_ref(), provenance: &provenance, status: args.status };
    let mut failed: Option<Error> = None;
    let mut incomplete = false;
    let mut results = Vec::new();
    for file in &args.files {
        let total = std::fs::metadata(file).map_or(0, |m| m.len());
        let bar = progress::bytes(total, context.out.quiet);
        let mut notices = Vec::new();
        let result = work::import(&mut memory, file, request, &mut notices, &mut |read| {
            bar.set_position(read);
            progress::keep_going()
        });
        bar.finish_and_clear();
        results.push((file, result, notices));
    }
    let name = memory.name.clone();
    let source = results.iter().find_map(|(_, result, _)| result.as_ref().ok()?.source.clone());
    for (file, result, notices) in results {
        context.notes(notices);
        match result {
            Ok(imported) => {
                incomplete |= imported.cut_short.is_some();
                print(file, &name, &imported, context)?;
            }
            // The other files go in; the exit code remembers.
            Err(error) => {
                if let Some(earlier) = failed.replace(error) {
                    context.out.warn(format!(
                        "{}: {}",
                        earlier.file.as_deref().unwrap_or(file).display(),
                        earlier.message
                    ));
                }
            }
        }
    }
    context.out.end_items()?;
    context.out.flush()?;
    if source.is_some() {
        // What was stored is stored and said; an interrupt leaves the index to the first search.
        let waiting = progress::waiting("indexing", context.out.quiet);
        let mut notices = Vec::new();
        let source = context.workbench.config.source.as_ref().or(source.as_ref());
        let indexed = indexing::make_ready(&context.workbench, &memory, source, &mut notices);
        waiting.finish_and_clear();
        context.notes(notices);
        indexed?;
    }
    memories::discard_if_unused(memory);
    if let Some(error) = failed {
        return Err(error.into());
    }
    if incomplete {
        let error =
            Error::new(crate::workbench::ErrorKind::Malformed, "a file was cut short; what was whole is stored");
        return Err(error.hint("see the notes above; `tolmach memory undo` takes it back").into());
    }
    Ok(Outcome::Done)
}

fn print(file: &std::path::Path, memory: &str, imported: &Imported, context: &mut Context) -> std::io::Result<()> {
    let counts = imported.counts;
    if !context.out.is_text() {
        return context.out.item(&JsonImport {
            file: file.display().to_string(),
            memory,
            operation: imported.operation.0,
            counts,
            repaired: imported.repaired,
            cut_short: imported.cut_short.as_deref(),
        });
    }
    if let Some(reason) = &imported.cut_short {
        context.out.warn(format!("{}: cut short: {reason}", file.display()));
    }
    let parts = [
        (counts.new, "new"),
        (counts.changed, "changed"),
        (counts.duplicate, "duplicate"),
        (imported.repaired, "repaired"),
        (counts.skipped, "skipped"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, what)| *n > 0 || *what == "new")
        .map(|(n, what)| format!("{} {what}", thousands(*n)))
        .collect();
    context.out.line(format!(
        "{BOLD}{}{RESET}: read {}: {} (operation {} of {memory})",
        file.display(),
        thousands(counts.read),
        parts.join(", "),
        imported.operation.0,
    ))
}
