//! The command line: the command tree, a file a command, printers, hints and exit codes.
//!
//! Here alone are the environment, the clock, standard output and the exit code. A command parses nothing
//! and decides nothing about matching: it calls a use case of [`crate::workbench`] and prints the answer.

mod align;
mod check;
mod context;
mod error;
mod export;
mod find;
mod glossary;
mod import;
mod init;
mod input;
mod kwic;
mod memory;
mod output;
mod places;
mod progress;
mod purge;
mod reference;
mod review;
mod segment;
mod suggest;
mod table;
mod terms;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::workbench::Error;
use crate::workbench::review::{Report, Review};
use context::Context;
use error::{CommandResult, Failure};

pub use reference::reference;

/// What `--version` says beside the number: whose work is in the binary under another licence.
const LONG_VERSION: &str = if cfg!(feature = "morph-ru") {
    concat!(
        env!("CARGO_PKG_VERSION"),
        "\nMIT OR Apache-2.0. With the Russian dictionary of the crate rumorph-dict-ru, made from OpenCorpora and\n",
        "Wiktionary: CC BY-SA 4.0."
    )
} else {
    concat!(env!("CARGO_PKG_VERSION"), "\nMIT OR Apache-2.0. Without a Russian dictionary.")
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "tolmach",
    version,
    long_version = LONG_VERSION,
    about = "A translation-memory workbench for the command line",
    long_about = "A translation-memory workbench for the command line: aligns a text with its translation, keeps the \
                  pairs as a translation memory, suggests earlier translations and glossary terms for every new \
                  text, and checks that a translation keeps to them.\n\nNothing leaves this machine.",
    after_help = "Exit codes: 0 done; 1 the answer is no (findings, nothing found); 2 wrong use; 3 something could \
                  not be read or written; 130 interrupted.",
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(flatten)]
    global: context::GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Segment(segment::Args),
    Align(align::Args),
    Review(review::Args),
    Import(import::Args),
    Export(export::Args),
    Suggest(suggest::Args),
    Find(find::Args),
    Check(check::Args),
    #[command(subcommand)]
    Glossary(glossary::Command),
    #[command(subcommand)]
    Memory(memory::Command),
    Completions(reference::CompletionsArgs),
    Man(reference::ManArgs),
}

/// Goes through an alignment in the terminal: gets the file that is open, whether to use colour, and what says that the
/// program was told to end.
pub type ReviewScreen = fn(Review, bool, fn() -> bool) -> Result<Report, Error>;

/// The full screens that commands show. The command line does not know how they are drawn: it is handed them.
#[derive(Debug, Clone, Copy)]
pub struct Screens {
    /// For `tolmach review`.
    pub review: ReviewScreen,
}

/// Runs the command line and gives the exit code. Ends quietly when standard output is closed.
pub fn run(args: impl IntoIterator<Item = OsString>, screens: Screens) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return error::wrong_use(&error),
    };
    let format = cli.global.format;
    let result = Context::new(cli.global).and_then(|mut context| {
        let result = dispatch(cli.command, screens, &mut context);
        context.out.flush()?;
        result
    });
    error::exit_code(result, format)
}

fn dispatch(command: Command, screens: Screens, context: &mut Context) -> CommandResult {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::Segment(args) => segment::run(&args, context),
        Command::Align(args) => align::run(args, context),
        Command::Review(args) => review::run(&args, screens, context),
        Command::Import(args) => import::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Suggest(args) => suggest::run(&args, context),
        Command::Find(args) => find::run(&args, context),
        Command::Glossary(command) => glossary::run(command, context),
        Command::Memory(command) => memory::run(command, context),
        Command::Completions(args) => reference::completions(&args, context),
        Command::Man(args) => reference::man(&args, context),
    }
}

/// The command tree, for help, completions and man pages.
fn tree() -> clap::Command {
    Cli::command()
}
