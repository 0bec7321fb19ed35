//! `tolmach check`.

use std::path::{Path, PathBuf};

use super::context::{Context, LanguageArgs};
use super::error::{CommandResult, Outcome};
use super::input;
use super::output::{BLUE, BOLD, DIM, RED, RESET, YELLOW, count};
use super::table::Table;
use crate::check::{self, Finding, Selection, Severity, Side};
use crate::workbench::Error;
use crate::workbench::check::{self as work, Request, Subject};
use crate::workbench::texts::Cutting;

/// Check a translation: terms, numbers and dates, names, consistency, typography
///
/// Two texts are aligned first; a TMX, CSV or TSV file or a memory (--memory) is checked as it is. Line numbers
/// are those of the translation. `tolmach check --list` says what each check finds.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("subject").required(true).args(["source", "memory", "list"]))]
pub struct Args {
    /// The source text, or a TMX, CSV or TSV file
    source: Option<PathBuf>,
    /// The translation
    #[arg(requires = "source")]
    target: Option<PathBuf>,
    /// Check a memory: a name in the workbench or a path
    #[arg(short, long, value_name = "MEMORY", conflicts_with = "source")]
    memory: Option<String>,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Another glossary: a .csv, .tsv or .tbx file
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Make only these checks: term-missing,number-mismatch
    #[arg(long, value_delimiter = ',', value_name = "CHECKS")]
    only: Vec<String>,
    /// Leave out these checks
    #[arg(long, value_delimiter = ',', value_name = "CHECKS")]
    skip: Vec<String>,
    /// Report only findings of this severity or graver
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Least::Info)]
    severity: Least,
    /// Take every input line as one segment
    #[arg(long)]
    lines: bool,
    /// Use the segmentation rules of this SRX file
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    srx: Option<PathBuf>,
    /// List the checks and what each finds
    #[arg(long)]
    list: bool,
}

/// The least severity reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Least {
    Info,
    Warning,
    Error,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Info => Self::Info,
            Least::Warning => Self::Warning,
            Least::Error => Self::Error,
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    if args.list {
        return list(context);
    }
    let config = &context.workbench.config.check;
    let choose = |named: &[String], configured: &[String]| {
        if named.is_empty() { configured.to_vec() } else { named.to_vec() }
    };
    let selection = Selection::new(&choose(&args.only, &config.only), &choose(&args.skip, &config.skip))
        .map_err(|e| Error::usage(e.to_string()).hint("`tolmach check --list` shows all"))?;
    let texts;
    let subject = match (&args.source, &args.target, &args.memory) {
        (Some(source), Some(target), _) => {
            if source == Path::new("-") && target == Path::new("-") {
                return Err(Error::usage("only one of the texts can come from standard input").into());
            }
            texts = (input::file_or_stdin(source)?, input::file_or_stdin(target)?);
            let cutting = Cutting { lines: args.lines, srx: args.srx.as_deref() };
            Subject::Texts { source: &texts.0, target: &texts.1, cutting }
        }
        (Some(file), None, _) => Subject::File(file),
        (None, _, Some(memory)) => Subject::Memory(memory),
        (None, _, None) => return Err(Error::usage("nothing to check").into()),
    };
    let request = Request {
        subject,
        from: args.languages.from.as_ref(),
        to: args.languages.to.as_ref(),
        glossaries: &args.glossary,
        selection: &selection,
    };
    let mut notices = Vec::new();
    let mut checked = work::check(&context.workbench, request, context.now(), &mut notices)?;
    context.notes(notices);
    Context::check_interrupt()?;
    checked.findings.retain(|f| f.severity >= args.severity.into());
    for finding in &checked.findings {
        if context.out.is_text() { print(finding, context)? } else { context.out.item(finding)? }
    }
    context.out.end_items()?;
    if context.out.is_text() {
        summary(&checked, context)?;
    }
    Ok(if checked.findings.is_empty() { Outcome::Done } else { Outcome::No })
}

fn print(finding: &Finding, context: &mut Context) -> std::io::Result<()> {
    let style = match finding.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => BLUE,
    };
    let place = match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => format!("{file}, segment {}", finding.segment + 1),
        _ => format!("segment {}", finding.segment + 1),
    };
    let out = &mut context.out;
    let severity = finding.severity.as_str();
    out.line(format!("{BOLD}{place}{RESET}: {style}{severity}{RESET} {}: {}", finding.check, finding.message))?;
    for (side, text) in [(Side::Source, &finding.source), (Side::Target, &finding.target)] {
        if !text.is_empty() {
            let (before, at) = around(text, if side == finding.side { finding.column } else { 1 });
            let style = if side == finding.side { anstyle::Style::new() } else { DIM };
            out.line(format!("    {style}{before}{at}{RESET}"))?;
        }
    }
    if let Some(suggestion) = &finding.suggestion {
        out.line(format!("    {DIM}write:{RESET} {suggestion}"))?;
    }
    Ok(())
}

/// A text cut before a column, so that a long segment is shown from near the place.
fn around(text: &str, column: usize) -> (String, String) {
    const LEAD: usize = 40;
    const MOST: usize = 160;
    let characters = text.chars().count();
    let place = column.saturating_sub(1).min(characters);
    let skip = if characters > MOST { place.saturating_sub(LEAD) } else { 0 };
    let mut lead: String = text.chars().skip(skip).take(place - skip).collect();
    if skip > 0 {
        lead.insert(0, '…');
    }
    let mut rest: String = text.chars().skip(place).take(MOST).collect();
    if characters > place + MOST {
        rest.push('…');
    }
    (lead, rest)
}

fn summary(checked: &work::Checked, context: &mut Context) -> std::io::Result<()> {
    let pairs = count(checked.pairs, "pair");
    if checked.findings.is_empty() {
        context.out.note(format!("{pairs} checked, no findings"));
        return Ok(());
    }
    let mut counts: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
    for finding in &checked.findings {
        *counts.entry(finding.check).or_default() += 1;
    }
    counts.sort_by(|a, n, b, m| m.cmp(n).then(a.cmp(b)));
    let mut table = Table::new(&["check", "findings"]);
    for (id, n) in counts {
        table.row([id.to_owned(), n.to_string()]);
    }
    let findings = count(checked.findings.len(), "finding");
    context.out.line(format!("\n{pairs} checked, {findings}\n{table}"))
}

fn list(context: &mut Context) -> CommandResult {
    let mut table = Table::new(&["check", "severity", "finds"]);
    for check in check::all() {
        let severity = check.severity().as_str();
        if context.out.is_text() {
            table.row([check.id().to_owned(), severity.to_owned(), check.description().to_owned()]);
        } else {
            let item =
                serde_json::json!({ "check": check.id(), "severity": severity, "description": check.description() });
            context.out.item(&item)?;
        }
    }
    context.out.end_items()?;
    if context.out.is_text() {
        context.out.line(table)?;
    }
    Ok(Outcome::Done)
}
