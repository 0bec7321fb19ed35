//! `tolmach suggest`.

use std::ops::{ControlFlow, Range};
use std::path::PathBuf;

use serde::Serialize;

use super::context::{Context, LanguageArgs};
use super::error::{CommandResult, Failure, Outcome};
use super::input;
use super::output::{BLUE, BOLD, DIM, GREEN, RED, RESET, YELLOW};
use super::places::JsonPlace;
use super::terms::{JsonTerm, term_line};
use crate::memory::{Change, Fragment, Match, MatchKind, Penalty, Replacement, SearchOptions, difference};
use crate::workbench::suggest::{Fragments, Request, Session, Suggestion, penalties};
use crate::workbench::texts::{Cutting, Input};

/// Show earlier translations and glossary terms for each segment of a new text
///
/// Every memory and glossary of the workbench is consulted, and those named with --memory and --glossary.
///
/// Under each segment stand its matches, best first: 101 % a context match (the same text between the same
/// neighbours), 100 % exact, less is fuzzy, with the difference to the stored source shown as
/// [-only in the memory-] and {+only in your text+}. In the translation, [~words~] that belong to what differs are
/// marked where the memory itself tells which they are; others may have to change as well.
///
/// A match is called repaired when nothing but numbers, dates, times, addresses, tags, placeholders, terms of a
/// glossary or names differed and yours were put in; the stored translation stands below. Terms and names are put into
/// fuzzy matches too, where their counterpart and their form are certain.
///
/// Where there is no match, fragments are shown: the longest parts of the segment, two words at least, that
/// stand in stored segments, with what they are translated by there and how often.
///
/// A fuzzy score is the share of the words that can stay. Long words count for more, short words and
/// punctuation for less; another form or spelling of a word, another number and a phrase that has moved cost
/// a part of what another word does. Chinese, Japanese and Thai are compared by character. Near-equal matches, behind
/// the best fuzzy one by at most a fifth of what it lacks to 100 (so 76 and 80 %), are put in order by how alike the
/// texts are letter by letter and word by word, and by how many words the translation shares with those of the others.
/// One that only tags or placeholders tell from the segment is repaired if it reaches --min-score before that.
///
/// Penalties take points off, each shown by its name: memory (set for a memory in tolmach.toml), machine,
/// aligned, unapproved, low-confidence, region, client, domain, several-translations, missing-codes,
/// different-codes, white-space, repaired, repaired-term. `tolmach init` writes a tolmach.toml that says what each is for and
/// how many points it takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A text file, - for standard input, or the words themselves
    #[arg(value_name = "TEXT")]
    text: String,
    /// Take TEXT as the words themselves even if a file has that name
    #[arg(long = "text")]
    literal: bool,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Another memory: a name in the workbench, or a .tm, .tmx, .csv or .tsv file
    #[arg(short, long, value_name = "MEMORY")]
    memory: Vec<String>,
    /// Another glossary: a .csv, .tsv or .tbx file
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Take every input line as one segment
    #[arg(long)]
    lines: bool,
    /// Use the segmentation rules of this SRX file
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    srx: Option<PathBuf>,
    /// The lowest score shown, in percent [default: tolmach.toml, or 70]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=101))]
    min_score: Option<u8>,
    /// When parts of a segment that stand in stored segments are shown with their translations: auto is where
    /// there is no match
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = ["never", "auto", "always"])]
    fragments: String,
    /// The most matches shown for a segment [default: tolmach.toml, or 5]
    #[arg(long, value_name = "NUMBER")]
    max_matches: Option<usize>,
}

#[derive(Serialize)]
struct JsonSuggestion<'a> {
    index: usize,
    source: &'a str,
    matches: Vec<JsonMatch<'a>>,
    terms: Vec<JsonTerm<'a>>,
    fragments: Vec<JsonFragment<'a>>,
}

#[derive(Serialize)]
struct JsonFragment<'a> {
    found: &'a str,
    #[serde(flatten)]
    range: JsonPlace,
    count: usize,
    translations: Vec<JsonRendering<'a>>,
}

#[derive(Serialize)]
struct JsonRendering<'a> {
    text: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct JsonMatch<'a> {
    score: u8,
    kind: MatchKind,
    source: &'a str,
    target: &'a str,
    suggestion: &'a str,
    memory: &'a str,
    penalties: &'a [Penalty],
    marks: Vec<JsonPlace>,
    replaced: &'a [Replacement],
}

pub fn run(args: &Args, context: &mut Context) -> CommandResult {
    let input = if args.literal { Input::Literal(args.text.clone()) } else { input::text_file_or_stdin(&args.text)? };
    let config = &context.workbench.config;
    let defaults = SearchOptions::default();
    let options = SearchOptions {
        min_score: args.min_score.or(config.suggest.min_score).unwrap_or(defaults.min_score),
        max_matches: args.max_matches.or(config.suggest.max_matches).unwrap_or(defaults.max_matches),
        client: config.client.clone(),
        domain: config.domain.clone(),
        penalties: penalties(&config.penalties)?,
    };
    let mut notices = Vec::new();
    let request = Request {
        input: &input,
        from: args.languages.from.as_ref(),
        to: args.languages.to.as_ref(),
        cutting: Cutting { lines: args.lines, srx: args.srx.as_deref() },
        memories: &args.memory,
        glossaries: &args.glossary,
        options: &options,
        fragments: match args.fragments.as_str() {
            "never" => Fragments::Never,
            "always" => Fragments::Always,
            _ => Fragments::Auto,
        },
    };
    let now = context.now();
    let session = Session::open(&context.workbench, request, now, &mut notices)?;
    context.notes(notices);
    let mut found = false;
    let out = &mut context.out;
    let mut notices = Vec::new();
    session.run(&mut notices, &mut |suggestion| -> Result<ControlFlow<()>, Failure> {
        Context::check_interrupt()?;
        let nothing = suggestion.matches.is_empty() && suggestion.fragments.is_empty() && suggestion.terms.is_empty();
        found |= !nothing;
        if out.is_text() {
            print(&suggestion, out)?;
        } else {
            out.item(&JsonSuggestion {
                index: suggestion.index,
                source: &suggestion.source,
                matches: suggestion.matches.iter().map(json).collect(),
                terms: suggestion.terms.iter().map(|t| JsonTerm::new(t, &suggestion.source)).collect(),
                fragments: suggestion.fragments.iter().map(|f| fragment(f, &suggestion.source)).collect(),
            })?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    context.notes(notices);
    context.out.end_items()?;
    if !found {
        context.out.note(format!("nothing at {} % or more, and no terms", options.min_score));
    }
    Ok(if found { Outcome::Done } else { Outcome::No })
}

fn json(m: &Match) -> JsonMatch<'_> {
    JsonMatch {
        score: m.score,
        kind: m.kind,
        source: &m.source.text,
        target: &m.target.text,
        suggestion: &m.suggestion.text,
        memory: &m.memory,
        penalties: &m.penalties,
        replaced: &m.replaced,
        marks: m.marks.iter().map(|range| JsonPlace::new(&m.suggestion.text, range)).collect(),
    }
}

fn fragment<'a>(fragment: &'a Fragment, source: &'a str) -> JsonFragment<'a> {
    let translations = fragment.translations.iter().map(|(text, count)| JsonRendering { text, count: *count });
    JsonFragment {
        found: source.get(fragment.range.clone()).unwrap_or_default(),
        range: JsonPlace::new(source, &fragment.range),
        count: fragment.count,
        translations: translations.collect(),
    }
}

fn print(suggestion: &Suggestion, out: &mut super::output::Output) -> std::io::Result<()> {
    out.line(format!("{DIM}{:>3}{RESET}  {BOLD}{}{RESET}", suggestion.index + 1, suggestion.source))?;
    for m in &suggestion.matches {
        let style = match m.score {
            100.. => GREEN,
            85..=99 => BLUE,
            _ => YELLOW,
        };
        let kind = super::context::name(&m.kind);
        let penalties: Vec<String> = m.penalties.iter().map(|p| format!("{} −{}", p.name, p.points)).collect();
        let penalties = if penalties.is_empty() { String::new() } else { format!("  ({})", penalties.join(", ")) };
        out.line(format!("     {style}{:>3} %{RESET} {kind}  {DIM}{}{penalties}{RESET}", m.score, m.memory))?;
        if m.source.text != suggestion.source {
            out.line(format!("           {}", marked(&suggestion.source, &m.source.text)))?;
        }
        out.line(format!("         → {}", with_marks(&m.suggestion.text, &m.marks)))?;
        if m.suggestion != m.target {
            out.line(format!("           {DIM}stored: {}{RESET}", m.target.text))?;
            let put_in: Vec<String> = m.replaced.iter().map(|r| format!("{} → {}", r.from, r.to)).collect();
            out.line(format!("           {DIM}put in: {}{RESET}", put_in.join(", ")))?;
        }
    }
    for fragment in &suggestion.fragments {
        let found = suggestion.source.get(fragment.range.clone()).unwrap_or_default();
        let count = fragment.count;
        let translations = fragment.translations.iter().map(|(text, n)| format!("{text} {DIM}({n} of {count}){RESET}"));
        let translations = translations.collect::<Vec<_>>().join(", ");
        out.line(format!("     {BLUE}fragment{RESET}  {found} → {translations}"))?;
    }
    for term in &suggestion.terms {
        out.line(format!("     {}", term_line(term, &suggestion.source)))?;
    }
    out.line("")
}

/// The stored source with what the new text has in green and what it has not in red. The marks stay when the
/// colours go.
fn marked(query: &str, stored: &str) -> String {
    let mut out = String::new();
    for (change, space, words) in difference(query, stored).spans() {
        out += space;
        match change {
            Change::Equal => out += words,
            Change::Deleted => out += &format!("{RED}[-{words}-]{RESET}"),
            Change::Inserted => out += &format!("{GREEN}{{+{words}+}}{RESET}"),
        }
    }
    out
}

/// A translation with the words that have to change in yellow and between marks; words that follow one another
/// share them.
fn with_marks(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut copied = 0;
    let mut marks = marks.iter().peekable();
    while let Some(first) = marks.next() {
        let mut end = first.end;
        let follows = |end: usize, next: &Range<usize>| text.get(end..next.start).is_some_and(|t| t.trim().is_empty());
        while let Some(next) = marks.next_if(|next| follows(end, next)) {
            end = next.end;
        }
        out += text.get(copied..first.start).unwrap_or_default();
        out += &format!("{YELLOW}[~{}~]{RESET}", text.get(first.start..end).unwrap_or_default());
        copied = end;
    }
    out + text.get(copied..).unwrap_or_default()
}
