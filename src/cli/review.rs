//! `tolmach review`.

use std::io::IsTerminal;
use std::path::PathBuf;

use serde::Serialize;

use super::Screens;
use super::context::Context;
use super::error::{CommandResult, Outcome};
use super::output::{BOLD, RESET};
use crate::workbench::review::Review;
use crate::workbench::{Error, ErrorKind};

/// Go through an alignment in the terminal, both languages side by side
///
/// Shows the beads of an alignment file (`tolmach align … -o FILE.bitext`), the doubtful ones first: accept, join,
/// split, move segments between neighbours, mark as unaligned, edit, delete, undo, search, and align the rest anew
/// around what is accepted. The keys are on the screen; ? shows all of them. Every change is saved in the file as it
/// is made.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The alignment file
    file: PathBuf,
}

#[derive(Serialize)]
struct JsonReport {
    file: String,
    beads: usize,
    accepted: usize,
    doubtful: usize,
}

pub fn run(args: &Args, screens: Screens, context: &mut Context) -> CommandResult {
    let mut notices = Vec::new();
    let review = Review::open(&context.workbench, &args.file, context.now(), &mut notices)?;
    context.notes(notices);
    // Whatever is asked of it, a screen needs somebody who sees it and has keys.
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Error::usage("a review needs a terminal, and standard input or output is none")
            .hint("run it in a terminal without pipes; the alignment is a text file that any editor can change too")
            .into());
    }
    let color = context.out.has_color();
    let report = Context::full_screen(|| (screens.review)(review, color, Context::interrupted))?;
    context.notes(report.notices);
    if report.interrupted {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; all changes are saved").at(&args.file).into());
    }
    if context.out.is_text() {
        context.out.line(format!(
            "{}: {BOLD}{} of {}{RESET} beads accepted, {} doubtful left",
            args.file.display(),
            report.accepted,
            report.beads,
            report.doubtful
        ))?;
    } else {
        context.out.document(&JsonReport {
            file: args.file.display().to_string(),
            beads: report.beads,
            accepted: report.accepted,
            doubtful: report.doubtful,
        })?;
    }
    Ok(Outcome::Done)
}
