//! `tolmach find`.

use std::ops::Range;

use serde::Serialize;

use super::context::{Context, LanguageArgs, name};
use super::error::{CommandResult, Outcome};
use super::kwic::{in_context, marked};
use super::output::{BOLD, DIM, Output, RESET, count, thousands};
use super::places::JsonPlace;
use crate::lang::LanguageTag;
use crate::memory::concordance::By;
use crate::model::{Status, Timestamp};
use crate::workbench::find::{self as work, Concordance, Hit, Renderings, Request};

/// Show where a phrase stands in the memories and how it was translated
///
/// The phrase may be in any language of the memories. Its words are found in every grammatical form (`санкция`
/// finds `санкциями`); with --form only as they are written, letter case aside. Quotes and hyphens between them do
/// not count. With --regex the phrase is a regular expression, matched as it stands: (?i) makes it ignore letter
/// case. An expression without two letters in a row that every match has is looked for in every text, which takes
/// longer.
///
/// First come the renderings, counted over the units that hold the phrase (in each memory the newest 500), then
/// the units, newest first, with the phrase and its rendering marked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The words to look for, as one argument
    phrase: String,
    /// Find the words only as they are written
    #[arg(long, conflicts_with = "regex")]
    form: bool,
    /// Take the phrase as a regular expression
    #[arg(long)]
    regex: bool,
    #[command(flatten)]
    languages: LanguageArgs,
    /// Another memory: a name in the workbench, or a .tm, .tmx, .csv or .tsv file
    #[arg(short, long, value_name = "MEMORY")]
    memory: Vec<String>,
    /// The most units shown in each language; 0 shows the renderings alone
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    max: usize,
}

#[derive(Serialize)]
struct JsonConcordance<'a> {
    language: &'a LanguageTag,
    units: usize,
    more: bool,
    renderings: Vec<JsonRenderings<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits: Option<Vec<JsonHit<'a>>>,
}

#[derive(Serialize)]
struct JsonRenderings<'a> {
    language: &'a LanguageTag,
    counted: usize,
    untold: usize,
    list: Vec<JsonRendering<'a>>,
}

#[derive(Serialize)]
struct JsonRendering<'a> {
    text: &'a str,
    count: usize,
    last_used: Option<Timestamp>,
}

#[derive(Serialize)]
struct JsonHit<'a> {
    memory: &'a str,
    language: &'a LanguageTag,
    source: &'a str,
    places: Vec<JsonPlace>,
    translations: Vec<JsonTranslation<'a>>,
    status: Status,
    time: Option<Timestamp>,
    file: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonTranslation<'a> {
    language: &'a LanguageTag,
    text: &'a str,
    places: Vec<JsonPlace>,
}

pub fn run(args: &Args, context: &mut Context) -> CommandResult {
    let by = match (args.form, args.regex) {
        (_, true) => By::Regex,
        (true, _) => By::Form,
        _ => By::Lemma,
    };
    let request = Request {
        phrase: &args.phrase,
        by,
        from: args.languages.from.as_ref(),
        to: args.languages.to.as_ref(),
        memories: &args.memory,
        most: args.max,
    };
    let mut notices = Vec::new();
    let found = work::find(&context.workbench, request, context.now(), &mut notices)?;
    context.notes(notices);
    Context::check_interrupt()?;
    let out = &mut context.out;
    for (number, concordance) in found.iter().enumerate() {
        if out.is_text() {
            if number > 0 {
                out.line("")?;
            }
            print(concordance, out)?;
        } else if out.is_stream() {
            out.item(&json(concordance, false))?;
            for hit in &concordance.hits {
                out.item(&json_hit(hit))?;
            }
        } else {
            out.item(&json(concordance, true))?;
        }
    }
    out.end_items()?;
    if found.is_empty() {
        out.note(format!("`{}` is in none of the memories", args.phrase));
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

fn json(concordance: &Concordance, with_hits: bool) -> JsonConcordance<'_> {
    let renderings = concordance.renderings.iter().map(|(language, renderings)| JsonRenderings {
        language,
        counted: renderings.counted,
        untold: renderings.untold,
        list: renderings
            .list
            .iter()
            .map(|r| JsonRendering { text: &r.text, count: r.count, last_used: r.last })
            .collect(),
    });
    JsonConcordance {
        language: &concordance.language,
        units: concordance.units,
        more: concordance.more,
        renderings: renderings.collect(),
        hits: with_hits.then(|| concordance.hits.iter().map(json_hit).collect()),
    }
}

fn json_hit(hit: &Hit) -> JsonHit<'_> {
    let places = |text: &str, ranges: &[Range<usize>]| ranges.iter().map(|r| JsonPlace::new(text, r)).collect();
    let translations = hit.targets.iter().map(|(target, ranges)| JsonTranslation {
        language: &target.language,
        text: &target.segment.text,
        places: places(&target.segment.text, ranges),
    });
    JsonHit {
        memory: &hit.memory,
        language: &hit.source.language,
        source: &hit.source.segment.text,
        places: places(&hit.source.segment.text, &hit.ranges),
        translations: translations.collect(),
        status: hit.status,
        time: hit.time,
        file: hit.file.as_deref(),
    }
}

fn print(concordance: &Concordance, out: &mut Output) -> std::io::Result<()> {
    let more = if concordance.more { "more than " } else { "" };
    out.line(format!("{BOLD}{}{RESET}: {more}{}", concordance.language, count(concordance.units, "unit")))?;
    for (language, renderings) in &concordance.renderings {
        out.line(format!("  → {BOLD}{language}{RESET}: {}", rendering_line(renderings, concordance.units)))?;
    }
    for hit in &concordance.hits {
        out.line("")?;
        let width = out.width().map(|width| width.saturating_sub(INDENT));
        out.line(format!("    {}", in_context(&hit.source.segment.text, &hit.ranges, width)))?;
        for (target, ranges) in &hit.targets {
            out.line(format!("  → {}", marked(&target.segment.text, ranges)))?;
        }
        let mut about = vec![hit.memory.clone()];
        about.extend(hit.file.clone());
        about.extend(hit.time.map(|time| day(&time)));
        if hit.status != Status::Translated {
            about.push(name(&hit.status));
        }
        out.line(format!("    {DIM}{}{RESET}", about.join(", ")))?;
    }
    if concordance.hits.len() < concordance.units && !concordance.hits.is_empty() {
        let shown = thousands(concordance.hits.len() as u64);
        out.line(format!("\n    {DIM}the newest {shown}; --max shows more{RESET}"))?;
    }
    Ok(())
}

/// The columns before a text.
const INDENT: usize = 4;

/// `sanctions 212, restrictive measures 9 (last used 2023-05-01)`: a date only with what was not used lately.
fn rendering_line(renderings: &Renderings, units: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let newest = renderings.list.iter().filter_map(|r| r.last).max().map(|time| day(&time));
    for rendering in &renderings.list {
        let last = rendering.last.map(|time| day(&time)).filter(|day| newest.as_ref() != Some(day));
        let last = last.map(|day| format!(" {DIM}(last used {day}){RESET}")).unwrap_or_default();
        parts.push(format!("{} {}{last}", rendering.text, thousands(rendering.count as u64)));
    }
    if renderings.untold > 0 {
        let untold = thousands(renderings.untold as u64);
        parts.push(format!("{DIM}{} {untold}{RESET}", if parts.is_empty() { "not told in" } else { "otherwise" }));
    }
    if renderings.counted < units {
        parts.push(format!("{DIM}counted in {}{RESET}", thousands(renderings.counted as u64)));
    }
    parts.join(", ")
}

fn day(time: &Timestamp) -> String {
    time.to_string().split('T').next().unwrap_or_default().to_string()
}
