//! `tolmach segment`.

use std::path::PathBuf;

use serde::Serialize;

use super::context::Context;
use super::error::{CommandResult, Outcome};
use super::input;
use crate::lang::LanguageTag;
use crate::workbench::texts::{self, Cutting, Said};

/// Split a text into segments, one a line
///
/// Paragraphs, headings and list items are boundaries in any case; inside them the SRX rules of the language
/// decide. tolmach brings rules for ru, en, uk, be, de, fr, es, it, pt and pl, and general ones for the rest.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The text: plain text, Markdown, HTML, DOCX, ODT; - is standard input
    #[arg(value_name = "FILE")]
    text: PathBuf,
    /// Language of the text (BCP 47: ru, en-GB)
    #[arg(long, visible_alias = "from", value_name = "TAG")]
    lang: Option<LanguageTag>,
    /// Use the rules of this SRX file instead
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,
}

#[derive(Serialize)]
struct Segment<'a> {
    index: usize,
    paragraph: usize,
    text: &'a str,
}

pub fn run(args: &Args, context: &mut Context) -> CommandResult {
    let input = input::file_or_stdin(&args.text)?;
    let mut notices = Vec::new();
    let cutting = Cutting { lines: false, srx: args.srx.as_deref() };
    let said = Said { command: args.lang.as_ref(), configured: None, at_hand: &[], option: "--lang" };
    let text = texts::read(&input, said, cutting, &mut notices)?;
    context.notes(notices);
    for (index, sentence) in text.sentences.iter().enumerate() {
        if context.out.is_text() {
            context.out.line(&sentence.text)?;
        } else {
            context.out.item(&Segment { index, paragraph: sentence.block, text: &sentence.text })?;
        }
    }
    context.out.end_items()?;
    Ok(Outcome::Done)
}
