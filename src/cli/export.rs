//! `tolmach export`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::context::{Context, FilterArgs};
use super::error::{CommandResult, Outcome};
use super::output::count;
use super::progress;
use crate::format::table::{Columns, Delimiter};
use crate::format::tmx::Level;
use crate::format::units::UnitFormat;
use crate::lang::LanguageTag;
use crate::memory::Store;
use crate::workbench::export::{self as work, Target};
use crate::workbench::{Error, files, memories};

/// A format of interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// TMX 1.4b
    Tmx,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Tab-separated values
    Tsv,
}

/// What stands between the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Between {
    Comma,
    Semicolon,
    Tab,
}

/// Write a memory as TMX, CSV or TSV
///
/// The order of units is the order in which they were stored, so that exports of a growing memory differ by
/// what was added.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The memory (a name in the workbench or a path)
    memory: String,
    /// The file to write; its extension (.tmx, .csv, .tsv) tells the format; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// The format, where the file's name does not tell it; on standard output TMX is the default
    #[arg(id = "as", long = "as", value_enum, value_name = "FORMAT")]
    file_format: Option<As>,
    /// The languages to write, source first: ru,en
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    languages: Vec<LanguageTag>,
    #[command(flatten)]
    filter: FilterArgs,
    /// For a spreadsheet: begin with a byte order mark and guard cells that look like formulas
    #[arg(long)]
    excel: bool,
    /// What stands between the cells of a table [default: comma in CSV, tab in TSV]
    #[arg(long, value_enum, value_name = "DELIMITER")]
    delimiter: Option<Between>,
    /// A table of texts alone, without inline codes and metadata
    #[arg(long)]
    text_only: bool,
    /// TMX level: 1 leaves inline codes out, 2 keeps them
    #[arg(long, value_name = "LEVEL", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=2))]
    level: u8,
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    let now = context.now();
    let format = match args.file_format {
        Some(As::Tmx) => UnitFormat::Tmx,
        Some(As::Csv) => UnitFormat::Csv,
        Some(As::Tsv) => UnitFormat::Tsv,
        None if args.output == Path::new("-") => UnitFormat::Tmx,
        None => work::format_of(&args.output)?,
    };
    if format == UnitFormat::Tmx && (args.excel || args.delimiter.is_some() || args.text_only) {
        return Err(Error::usage("--excel, --delimiter and --text-only are for CSV and TSV").into());
    }
    let path = context.workbench.memory_path(&args.memory)?;
    let mut notices = Vec::new();
    let config = &context.workbench.config;
    let reading = memories::Reading { from: config.source.as_ref(), to: config.target.as_ref(), now };
    let memory = memories::open(&context.workbench, &path, reading, &mut notices)?;
    let languages = languages(&args, format, &memory, config.source.as_ref())?;
    let mut target = Target::new(format, languages, now);
    target.spreadsheet = args.excel;
    if args.text_only {
        target.columns = Columns::Text;
    }
    match args.delimiter {
        Some(Between::Comma) => target.delimiter = Delimiter::Comma,
        Some(Between::Semicolon) => target.delimiter = Delimiter::Semicolon,
        Some(Between::Tab) => target.delimiter = Delimiter::Tab,
        None => {}
    }
    if args.level == 1 {
        target.level = Level::Plain;
    }
    let filter = args.filter.filter(args.languages);
    let mut go = progress::keep_going;
    let written = if args.output == Path::new("-") {
        let place = Path::new("standard output");
        work::export(&memory, &filter, &target, (context.out.raw(), place), &mut notices, &mut go)
    } else {
        let export = |out: &mut dyn std::io::Write| {
            work::export(&memory, &filter, &target, (out, &args.output), &mut notices, &mut go)
        };
        files::write_atomically(&args.output, export)
    };
    context.notes(notices);
    let written = written?;
    context.out.note(format!("wrote {}", count(written, "unit")));
    Ok(if written == 0 { Outcome::No } else { Outcome::Done })
}

/// The languages that are written, the source first. A table has a column for each language of the memory
/// if none are named.
fn languages(
    args: &Args,
    format: UnitFormat,
    memory: &memories::Memory,
    source: Option<&LanguageTag>,
) -> Result<Vec<LanguageTag>, Error> {
    if !args.languages.is_empty() || format == UnitFormat::Tmx {
        return Ok(args.languages.clone());
    }
    let info = memory.store.info().map_err(|e| Error::memory(&memory.path, e))?;
    let mut all: Vec<LanguageTag> = info.languages.into_iter().map(|(tag, _)| tag).collect();
    all.sort_by_key(|tag| !source.is_some_and(|source| source.matches(tag)));
    Ok(all)
}
