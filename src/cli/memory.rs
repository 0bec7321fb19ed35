//! `tolmach memory`.

use serde::Serialize;

use super::context::{Context, ProvenanceArgs};
use super::error::{CommandResult, Outcome};
use super::output::{BOLD, DIM, RESET, count, size, thousands};
use super::table::Table;
use crate::memory::{Info, NewOperation, OperationId, Store};
use crate::workbench::{Error, layout, memories};

/// Look after memories: list them, their statistics, their ledger; remove units; undo an operation
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the memories of the workbench
    List,
    /// Show what is in a memory: units by language and status, size, dates
    Stats {
        /// The memory (a name in the workbench or a path)
        memory: String,
    },
    /// Show the operations of a memory, newest first
    Log {
        /// The memory (a name in the workbench or a path)
        memory: String,
        /// The most operations to show
        #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
        limit: usize,
    },
    Purge(super::purge::Args),
    /// Take back an operation: the newest, or the one with this number
    ///
    /// Everything the operation stored goes, and everything it removed or changed comes back. An operation
    /// whose units a later one has touched can be taken back only after that one. The undo is an operation
    /// itself.
    Undo {
        /// The memory (a name in the workbench or a path)
        memory: String,
        /// The operation's number, as `tolmach memory log` shows it
        operation: Option<i64>,
        #[command(flatten)]
        provenance: ProvenanceArgs,
    },
}

pub fn run(command: Command, context: &mut Context) -> CommandResult {
    match command {
        Command::List => list(context),
        Command::Stats { memory } => stats(&memory, context),
        Command::Log { memory, limit } => log(&memory, limit, context),
        Command::Purge(args) => super::purge::run(args, context),
        Command::Undo { memory, operation, provenance } => undo(&memory, operation, &provenance, context),
    }
}

#[derive(Serialize)]
struct JsonMemory<'a> {
    name: String,
    path: String,
    live: bool,
    #[serde(flatten)]
    info: &'a Info,
}

fn opened(name: &str, context: &mut Context) -> Result<(memories::Memory, Info), super::Failure> {
    let path = context.workbench.memory_path(name)?;
    open_at(&path, context)
}

fn open_at(path: &std::path::Path, context: &mut Context) -> Result<(memories::Memory, Info), super::Failure> {
    let mut notices = Vec::new();
    let config = &context.workbench.config;
    let reading = memories::Reading { from: config.source.as_ref(), to: config.target.as_ref(), now: context.now() };
    let memory = memories::open(&context.workbench, path, reading, &mut notices)?;
    context.notes(notices);
    let info = memory.store.info().map_err(|e| Error::memory(&memory.path, e))?;
    Ok((memory, info))
}

fn is_live(path: &std::path::Path) -> bool {
    layout::extension(path) == layout::MEMORY_EXTENSION
}

fn list(context: &mut Context) -> CommandResult {
    let paths = context.workbench.memories()?;
    let mut table = Table::new(&["name", "units", "languages", "size", "changed", "kind"]);
    let mut failed = None;
    for path in &paths {
        let (memory, mut info) = match open_at(path, context) {
            Ok(opened) => opened,
            // One bad file does not hide the others; the exit code remembers.
            Err(super::Failure::Work(error)) => {
                context.out.warn(format!("{}: {}", path.display(), error.message));
                failed.get_or_insert(error);
                continue;
            }
            Err(other) => return Err(other),
        };
        if !is_live(path) {
            info.bytes = std::fs::metadata(path).map_or(0, |m| m.len());
        }
        if context.out.is_text() {
            let languages: Vec<_> = info.languages.iter().map(|(tag, _)| tag.to_string()).collect();
            let changed = info.changed.filter(|_| is_live(path)).map(day).unwrap_or_default();
            let kind = if is_live(path) { "live" } else { "file, read only" };
            table.row([
                memory.name.clone(),
                thousands(info.units),
                languages.join(" "),
                size(info.bytes),
                changed,
                kind.to_owned(),
            ]);
        } else {
            let path = path.display().to_string();
            context.out.item(&JsonMemory {
                name: memory.name.clone(),
                live: is_live(path.as_ref()),
                path,
                info: &info,
            })?;
        }
    }
    context.out.end_items()?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if context.out.is_text() {
        if paths.is_empty() {
            context
                .out
                .note("no memories here; `tolmach align … --into NAME` or `tolmach import … --into NAME` makes one");
        } else {
            context.out.line(table)?;
        }
    }
    Ok(if paths.is_empty() { Outcome::No } else { Outcome::Done })
}

fn stats(name: &str, context: &mut Context) -> CommandResult {
    let (memory, info) = opened(name, context)?;
    if !context.out.is_text() {
        let path = memory.path.display().to_string();
        context.out.document(&JsonMemory { name: memory.name, live: is_live(&memory.path), path, info: &info })?;
        return Ok(Outcome::Done);
    }
    context.out.line(format!("{BOLD}{}{RESET}  {DIM}{}{RESET}", memory.name, memory.path.display()))?;
    context.out.line(format!(
        "{}, {}, {}",
        count(info.units, "unit"),
        size(info.bytes),
        count(info.operations, "operation")
    ))?;
    let changed = info.changed.map_or_else(|| "never changed".into(), |t| format!("changed {}", day(t)));
    context.out.line(format!("made {}, {changed}", day(info.created)))?;
    let mut table = Table::new(&["language", "variants"]);
    for (tag, n) in &info.languages {
        table.row([tag.to_string(), thousands(*n)]);
    }
    context.out.line(format!("\n{table}"))?;
    let mut table = Table::new(&["status", "units"]);
    for (status, n) in &info.statuses {
        table.row([super::context::name(status), thousands(*n)]);
    }
    if !info.statuses.is_empty() {
        context.out.line(format!("\n{table}"))?;
    }
    Ok(Outcome::Done)
}

fn log(name: &str, limit: usize, context: &mut Context) -> CommandResult {
    let memory = memories::open_existing(&context.workbench, name)?;
    let operations = memory.store.log(limit).map_err(|e| Error::memory(&memory.path, e))?;
    let mut table = Table::new(&["#", "when (UTC)", "what", "new", "changed", "removed", "who", "about"]);
    for operation in &operations {
        if !context.out.is_text() {
            context.out.item(operation)?;
            continue;
        }
        let undone = operation.undone_by.map(|id| format!(" (undone by {})", id.0)).unwrap_or_default();
        let counts = operation.counts;
        table.row([
            operation.id.0.to_string(),
            operation.time.strftime("%Y-%m-%d %H:%M").to_string(),
            format!("{}{undone}", operation.kind),
            thousands(counts.new),
            thousands(counts.changed),
            thousands(counts.removed),
            operation.author.clone().unwrap_or_default(),
            operation.detail.clone(),
        ]);
    }
    context.out.end_items()?;
    if context.out.is_text() && !operations.is_empty() {
        context.out.line(table)?;
    }
    Ok(Outcome::Done)
}

fn undo(name: &str, which: Option<i64>, provenance: &ProvenanceArgs, context: &mut Context) -> CommandResult {
    let mut memory = memories::open_existing(&context.workbench, name)?;
    let operation = NewOperation {
        kind: "undo".into(),
        detail: which.map(|n| format!("operation {n}")).unwrap_or_default(),
        author: provenance.resolve(context).author,
        time: context.now(),
    };
    let (undone, counts) =
        memory.store.undo(&operation, which.map(OperationId)).map_err(|e| Error::memory(&memory.path, e))?;
    if context.out.is_text() {
        let parts = [(counts.removed, "removed"), (counts.new, "back again"), (counts.changed, "as before")];
        let parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", thousands(*n))).collect();
        let what = if parts.is_empty() { "it had changed nothing".to_owned() } else { parts.join(", ") };
        context.out.line(format!("took back operation {} ({} {}): {what}", undone.id.0, undone.kind, undone.detail))?;
    } else {
        context.out.document(&serde_json::json!({ "undone": undone, "counts": counts }))?;
    }
    Ok(Outcome::Done)
}

fn day(time: crate::model::Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}
