//! `tolmach glossary`.

use std::path::PathBuf;

use serde::Serialize;

use super::context::{Context, LanguageArgs};
use super::error::{CommandResult, Outcome};
use super::input;
use super::output::{BOLD, DIM, RED, RESET, YELLOW, count};
use super::table::Table;
use super::terms::{JsonTerm, term_line};
use crate::lang::LanguageTag;
use crate::model::{Concept, TermStatus};
use crate::workbench::glossaries::{self, Languages, NewTerm};
use crate::workbench::terms::Terms;
use crate::workbench::texts::{self, Cutting, Input, Said};

/// Terms: list them, add one, find them in a text, check the glossary itself
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the concepts of the glossaries
    List {
        /// Only concepts with a term that contains this
        filter: Option<String>,
        #[command(flatten)]
        glossaries: GlossaryArgs,
    },
    /// Add a term and its translation to a glossary
    ///
    /// If the source term is there already, the translation is added to its concept. The rest of the file
    /// stays as it is.
    Add {
        /// The source term in its base form
        source: String,
        /// Its translation
        target: String,
        #[command(flatten)]
        languages: LanguageArgs,
        /// The glossary: a name in the workbench or a .csv or .tsv file, made if it is not there
        #[arg(long, value_name = "GLOSSARY")]
        into: Option<String>,
        /// Status of the translation: preferred, admitted, deprecated, forbidden, do-not-translate
        #[arg(long, value_name = "STATUS", default_value = "preferred", value_parser = term_status)]
        status: TermStatus,
        /// A remark on the translation
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Subject field
        #[arg(long, value_name = "NAME")]
        domain: Option<String>,
    },
    /// Find the glossary's terms in a text, whatever their grammatical case
    In {
        /// A text file, - for standard input, or the words themselves
        text: String,
        /// Take TEXT as the words themselves even if a file has that name
        #[arg(long = "text")]
        literal: bool,
        #[command(flatten)]
        languages: LanguageArgs,
        /// Take every input line as one segment
        #[arg(long)]
        lines: bool,
        #[command(flatten)]
        glossaries: GlossaryArgs,
    },
    /// Check the glossaries themselves: duplicates, contradictions, terms without translation
    Check {
        /// Glossary files, instead of those of the workbench
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub struct GlossaryArgs {
    /// Another glossary: a .csv, .tsv or .tbx file
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
}

/// A term status by its name.
fn term_status(text: &str) -> Result<TermStatus, String> {
    TermStatus::from_name(text)
        .ok_or_else(|| "one of preferred, admitted, deprecated, forbidden, do-not-translate is wanted".into())
}

pub fn run(command: Command, context: &mut Context) -> CommandResult {
    match command {
        Command::List { filter, glossaries } => list(filter.as_deref(), &glossaries, context),
        Command::Add { source, target, languages, into, status, note, domain } => {
            let new = NewTerm { source, target, status, note, domain };
            add(new, &languages, into.as_deref(), context)
        }
        Command::In { text, literal, languages, lines, glossaries } => {
            let input = if literal { Input::Literal(text) } else { input::text_file_or_stdin(&text)? };
            find(&input, &languages, lines, &glossaries, context)
        }
        Command::Check { files } => check(&files, context),
    }
}

#[derive(Serialize)]
struct JsonConcept<'a> {
    glossary: &'a str,
    #[serde(flatten)]
    concept: &'a Concept,
}

fn list(filter: Option<&str>, args: &GlossaryArgs, context: &mut Context) -> CommandResult {
    let mut notices = Vec::new();
    let opened = glossaries::open(
        &context.workbench,
        &args.glossary,
        Languages::new(&context.workbench, None, None),
        &mut notices,
    )?;
    context.notes(notices);
    let wanted = filter.map(crate::lang::fold);
    let mut languages: Vec<&LanguageTag> = Vec::new();
    for term in opened.iter().flat_map(|g| &g.concepts).flat_map(|c| &c.terms) {
        if !languages.contains(&&term.language) {
            languages.push(&term.language);
        }
    }
    let mut shown = 0usize;
    for glossary in &opened {
        let chosen = glossary.concepts.iter().filter(|concept| {
            wanted
                .as_ref()
                .is_none_or(|w| concept.terms.iter().any(|t| crate::lang::fold(&t.text).contains(w.as_str())))
        });
        let chosen: Vec<&Concept> = chosen.collect();
        shown += chosen.len();
        if !context.out.is_text() {
            for concept in chosen {
                context.out.item(&JsonConcept { glossary: &glossary.name, concept })?;
            }
            continue;
        }
        if chosen.is_empty() {
            continue;
        }
        context.out.line(format!("{BOLD}{}{RESET} {DIM}{}{RESET}", glossary.name, count(chosen.len(), "concept")))?;
        for concept in chosen {
            let sides: Vec<String> = languages
                .iter()
                .filter_map(|language| {
                    let terms: Vec<String> =
                        concept.terms.iter().filter(|t| t.language == **language).map(marked).collect();
                    (!terms.is_empty()).then(|| format!("{DIM}{language}{RESET} {}", terms.join(", ")))
                })
                .collect();
            context.out.line(format!("  {}", sides.join("  ")))?;
        }
    }
    context.out.end_items()?;
    if shown == 0 {
        let text =
            if opened.is_empty() { "no glossaries here; `tolmach glossary add` makes one" } else { "no such concept" };
        context.out.note(text);
    }
    Ok(if shown == 0 { Outcome::No } else { Outcome::Done })
}

/// A term with its status, where that is not the usual one.
fn marked(term: &crate::model::Term) -> String {
    match term.status {
        TermStatus::Preferred => term.text.clone(),
        TermStatus::Admitted => format!("{} {DIM}(admitted){RESET}", term.text),
        status => format!("{} {RED}({}){RESET}", term.text, super::context::name(&status)),
    }
}

fn add(new: NewTerm, languages: &LanguageArgs, into: Option<&str>, context: &mut Context) -> CommandResult {
    let pair = Languages::new(&context.workbench, languages.from.as_ref(), languages.to.as_ref());
    let mut notices = Vec::new();
    let added = glossaries::add(&context.workbench, &new, pair, into, &mut notices)?;
    context.notes(notices);
    if context.out.is_text() {
        context.out.line(format!(
            "{}: {} ({}) → {} ({})",
            added.path.display(),
            new.source,
            added.from,
            new.target,
            added.to
        ))?;
    } else {
        context.out.document(&added)?;
    }
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct JsonFound<'a> {
    index: usize,
    source: &'a str,
    terms: Vec<JsonTerm<'a>>,
}

fn find(
    input: &Input,
    languages: &LanguageArgs,
    lines: bool,
    args: &GlossaryArgs,
    context: &mut Context,
) -> CommandResult {
    let mut notices = Vec::new();
    let config = &context.workbench.config;
    let cutting = Cutting { lines, srx: None };
    let said_languages = Languages::new(&context.workbench, languages.from.as_ref(), languages.to.as_ref());
    let opened = glossaries::open(&context.workbench, &args.glossary, said_languages, &mut notices)?;
    let at_hand = glossaries::languages(&opened);
    let said = Said {
        command: languages.from.as_ref(),
        configured: config.source.as_ref(),
        at_hand: &at_hand,
        option: "--from",
    };
    let text = texts::read(input, said, cutting, &mut notices)?;
    let from = &text.language.language;
    let terms = Terms::new(opened, from, said_languages.to);
    context.notes(notices);
    let mut total = 0;
    for (index, sentence) in text.sentences.iter().enumerate() {
        let found = terms.find(&sentence.text, from);
        total += found.len();
        if !context.out.is_text() {
            let terms = found.iter().map(|t| JsonTerm::new(t, &sentence.text)).collect();
            context.out.item(&JsonFound { index, source: &sentence.text, terms })?;
        } else if !found.is_empty() {
            context.out.line(format!("{DIM}{:>3}{RESET}  {BOLD}{}{RESET}", index + 1, sentence.text))?;
            for term in &found {
                context.out.line(format!("     {}", term_line(term, &sentence.text)))?;
            }
        }
    }
    context.out.end_items()?;
    if total == 0 {
        context.out.note(if terms.is_empty() { "no glossaries here" } else { "no terms found" });
    }
    Ok(if total == 0 { Outcome::No } else { Outcome::Done })
}

fn check(files: &[PathBuf], context: &mut Context) -> CommandResult {
    let mut notices = Vec::new();
    let findings = glossaries::check(&context.workbench, files, &mut notices)?;
    context.notes(notices);
    for finding in &findings {
        if !context.out.is_text() {
            context.out.item(finding)?;
            continue;
        }
        let style = if finding.finding.severity == crate::model::Severity::Error { RED } else { YELLOW };
        let line = finding.finding.line.map(|l| format!(":{l}")).unwrap_or_default();
        let severity = super::context::name(&finding.finding.severity);
        context.out.line(format!(
            "{}{line}: {style}{severity}{RESET} {}: {}",
            finding.file, finding.finding.rule, finding.finding.message
        ))?;
        context.out.line(format!("    {DIM}{}{RESET}", finding.finding.hint))?;
    }
    context.out.end_items()?;
    if context.out.is_text() {
        let mut table = Table::new(&["finding", "count"]);
        let mut counts: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
        for finding in &findings {
            *counts.entry(finding.finding.rule).or_default() += 1;
        }
        for (rule, n) in &counts {
            table.row([(*rule).to_owned(), n.to_string()]);
        }
        if findings.is_empty() {
            context.out.note("no findings");
        } else {
            context.out.line(format!("\n{table}"))?;
        }
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::No })
}
