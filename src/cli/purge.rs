//! `tolmach memory purge`.

use std::ops::ControlFlow;

use indexmap::IndexMap;
use serde::Serialize;

use super::context::{Context, FilterArgs, ProvenanceArgs, name};
use super::error::{CommandResult, Outcome};
use super::output::{count, thousands};
use super::progress;
use crate::lang::LanguageTag;
use crate::memory::{Filter, NewOperation, Store, StoredUnit};
use crate::workbench::{Error, memories};

/// Remove units from a memory: those that every filter given lets through
///
/// It is one operation, which `tolmach memory undo` takes back. What is removed stays in the file for that,
/// so the file does not become smaller.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The memory (a name in the workbench or a path)
    memory: String,
    /// Only units that have variants in all of these languages: ru,en
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    languages: Vec<LanguageTag>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Remove every unit; without it at least one filter is needed
    #[arg(long, conflicts_with_all = ["languages", "since", "before", "status", "client", "domain", "origin"])]
    all: bool,
    /// Say what would be removed, and remove nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Who does it [default: tolmach.toml]
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

#[derive(Serialize)]
struct JsonPurge<'a> {
    memory: &'a str,
    dry_run: bool,
    /// How many units are removed, or would be.
    removed: u64,
    /// How many there were.
    units: u64,
    /// The operation, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<i64>,
    /// In a dry run: the units by status.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    statuses: IndexMap<String, u64>,
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    let Args { memory, languages, filter, all, dry_run, author } = args;
    let filter = filter.filter(languages);
    if filter == Filter::default() && !all {
        return Err(Error::usage("no filter is given, so every unit would be removed")
            .hint("give a filter such as --origin, or --all if every unit is meant")
            .into());
    }
    let mut memory = memories::open_existing(&context.workbench, &memory)?;
    let units = memory.store.info().map_err(|e| Error::memory(&memory.path, e))?.units;
    let mut answer =
        JsonPurge { memory: &memory.name, dry_run, removed: 0, units, operation: None, statuses: IndexMap::new() };
    if dry_run {
        let mut tally = |stored: StoredUnit| {
            answer.removed += 1;
            *answer.statuses.entry(name(&stored.unit.status)).or_default() += 1;
            progress::keep_going()
        };
        memory.store.visit(&filter, &mut tally).map_err(|e| Error::memory(&memory.path, e))?;
        Context::check_interrupt()?;
    } else {
        let operation = NewOperation {
            kind: "purge".into(),
            detail: described(&filter),
            author: ProvenanceArgs::author(author, context),
            time: context.now(),
        };
        let mut go: fn() -> ControlFlow<()> = progress::keep_going;
        let (id, counts) =
            memory.store.purge(&operation, &filter, &mut go).map_err(|e| Error::memory(&memory.path, e))?;
        answer.removed = counts.removed;
        answer.operation = id.map(|id| id.0);
    }
    if !context.out.is_text() {
        context.out.document(&answer)?;
    } else if let Some(operation) = answer.operation {
        let left = count(units.saturating_sub(answer.removed), "unit");
        context.out.line(format!(
            "removed {}, {left} left (operation {operation} of {})",
            count(answer.removed, "unit"),
            memory.name
        ))?;
    } else if answer.removed > 0 {
        let by: Vec<String> = answer.statuses.iter().map(|(status, n)| format!("{} {status}", thousands(*n))).collect();
        context.out.line(format!(
            "would remove {} of {}: {}",
            count(answer.removed, "unit"),
            thousands(units),
            by.join(", ")
        ))?;
    } else {
        context.out.note("no unit passes the filter");
    }
    Ok(if answer.removed == 0 { Outcome::No } else { Outcome::Done })
}

/// The filter as the ledger tells it.
fn described(filter: &Filter) -> String {
    let Filter { languages, since, before, statuses, client, domain, origin } = filter;
    let mut parts = Vec::new();
    if !languages.is_empty() {
        parts.push(format!("languages {}", languages.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")));
    }
    parts.extend(since.map(|day| format!("since {}", day.strftime("%Y-%m-%d"))));
    parts.extend(before.map(|day| format!("before {}", day.strftime("%Y-%m-%d"))));
    parts.extend(statuses.iter().map(|status| format!("status {}", name(status))));
    let texts = [("client", client), ("domain", domain), ("origin", origin)];
    parts.extend(texts.into_iter().filter_map(|(what, text)| Some(format!("{what} {}", text.as_ref()?))));
    if parts.is_empty() { "all units".into() } else { parts.join(", ") }
}
